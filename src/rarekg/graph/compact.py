"""Identifiers of IRIs that this program wrote: quicker than to read those that anybody wrote."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from rarekg.identifiers import Prefix, prefixes


@lru_cache(maxsize=200_000)
def compacted(address: str) -> str:
    """The Curie of an IRI that `rarekg.identifiers.iri` made; any other IRI as it is."""
    found = authority_of(address)
    if found is None:
        return address
    local = address.removeprefix(found.namespace).removesuffix(found.suffix)
    return f"{found.name}:{local}" if local else address


def authority_of(address: str) -> Prefix | None:
    """The authority in whose namespace an IRI lies, if there is one that we know."""
    found = _namespaces().match(address)
    return None if found is None else _by_namespace()[found[0]]


@cache
def _by_namespace() -> dict[str, Prefix]:
    return {prefix.namespace: prefix for prefix in prefixes().values()}


@cache
def _namespaces() -> re.Pattern[str]:
    """Any namespace; the longest comes first, as one may begin another."""
    longest_first = sorted(_by_namespace(), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)))
