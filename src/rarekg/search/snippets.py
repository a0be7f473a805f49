"""The place in a text that holds the words of a query."""

from __future__ import annotations

from collections.abc import Sequence

LENGTH = 160  # characters, roughly
_BEFORE = 40  # characters that are shown before the first word


def snippet(text: str, words: Sequence[str]) -> str:
    """About 160 characters of a text around the first of the words that it holds, cut at spaces;
    "" where it holds none as a word or its beginning."""
    lower = text.lower()
    if len(lower) != len(text):  # a few letters grow: places would shift
        lower = text
    for word in words:
        at = _place(lower, word)
        if at >= 0:
            return _around(text, at)
    return ""


def _place(text: str, word: str) -> int:
    """Where a word begins in a text; accents and plurals in it are passed over."""
    at = text.find(word)
    while at > 0 and text[at - 1].isalnum() and word.isascii():
        at = text.find(word, at + 1)
    return at


def _around(text: str, at: int) -> str:
    if len(text) <= LENGTH:
        return " ".join(text.split())
    start = max(0, min(at - _BEFORE, len(text) - LENGTH))
    if start:
        space = text.find(" ", start, at)
        start = space + 1 if space >= 0 else start
    end = min(len(text), start + LENGTH)
    if end < len(text):
        space = text.rfind(" ", at + 1, end)
        end = space if space > at else end
    shown = " ".join(text[start:end].split())
    return f"{'… ' if start else ''}{shown}{' …' if end < len(text) else ''}"
