"""Who asks: the address that limits each client, and whether somebody still waits."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable

from flask import Flask, current_app, request

from rarekg.server.connections import Presence, can_look, start_watch
from rarekg.sparql.admission import Asker

_HEADER, _LOOKS = "RAREKG_CLIENT_HEADER", "RAREKG_LOOKS_AT_CONNECTIONS"
_IPV6_NETWORK = 64  # bits; a household has as many addresses as it likes behind them


def trust(app: Flask, header: str) -> None:
    """Has clients told apart by what a proxy writes into a header; empty: by their connections."""
    app.config[_HEADER] = header


def look_at_connections(app: Flask, answer_seconds: Callable[[], float]) -> None:
    """For a server of our own, whose connections may be closed: slow clients are dropped, and the
    query of one that went away is stopped.

    answer_seconds: the longest that an answer under way now may take.
    """
    if can_look():
        app.config[_LOOKS] = True
        start_watch(answer_seconds)


def asker() -> Asker:
    """Who sent the request that is being answered."""
    address = request.remote_addr or ""
    header = current_app.config.get(_HEADER, "")
    if header:
        # What stands before the last comma, anybody can write; the proxy writes the rest.
        address = request.headers.get(header, address).rpartition(",")[2].strip()
    if current_app.config.get(_LOOKS, False) and request.remote_addr:
        return Asker(client_of(address), Presence(request.remote_addr).is_over)
    return Asker(client_of(address))


def client_of(address: str) -> str:
    """What counts as one client: an address of IPv4, a network of IPv6."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, _IPV6_NETWORK), strict=False))
