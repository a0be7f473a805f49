"""The address under which readers reach the server: behind a proxy, requests do not say it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Flask

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


def reached_at(app: Flask, address: str) -> None:
    """Has all absolute addresses (canonical ones, feeds, sitemaps, descriptions) begin with this
    one, `https://example.org`, whatever a request says; empty: with that of the request."""
    if address:
        vars(app)["wsgi_app"] = _Reached(app.wsgi_app, address)


class _Reached:
    def __init__(self, inner: WSGIApplication, address: str) -> None:
        parts = urlsplit(address)
        self._inner = inner
        self._said = {"wsgi.url_scheme": parts.scheme, "HTTP_HOST": parts.netloc}

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        return self._inner({**environ, **self._said}, start)
