"""Parameters of requests, checked."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from rarekg.errors import InvalidParameter
from rarekg.search.protocol import MAX_QUERY

_LAST_PAGE = 5_000


def whole_number(name: str, text: str | None, default: int, least: int, most: int) -> int:
    """A whole number from `least` to `most`. Raises InvalidParameter naming the parameter."""
    if not text:
        return default
    if not text.isdecimal() or len(text) > 9 or not least <= int(text) <= most:
        raise InvalidParameter(f"{name}: '{text[:40]}' is no whole number from {least} to {most}")
    return int(text)


def page_number(text: str | None) -> int:
    """The page of a list, from 1."""
    return whole_number("page", text, 1, 1, _LAST_PAGE)


def search_words(given: Mapping[str, str]) -> str:
    """The words that a list is filtered by: `words`, or `q` as the interface for programs and the
    search have it."""
    return search_text(given.get("words") or given.get("q"))


def search_text(text: str | None) -> str:
    """What to search for: control characters become spaces, and no more than may be searched."""
    kept = (" " if unicodedata.category(c)[0] == "C" else c for c in (text or "")[:MAX_QUERY])
    return " ".join("".join(kept).split())
