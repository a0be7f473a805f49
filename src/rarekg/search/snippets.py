"""The place in a text that holds the words of a query."""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import normalize

LENGTH = 160  # characters, roughly
_BEFORE = 40  # characters that are shown before the first word
_MARKED = 0x2E80  # up to here marks on letters do not count; those of Japanese do
_KATAKANA, _TO_HIRAGANA = range(0x30A1, 0x30F7), 0x60  # words are looked for in hiragana


class _Plain(dict[int, str]):
    """Letters as they are compared: small, without accents, each as one, so that places stay."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        if code < _MARKED:
            small = normalize("NFD", letter)[0].lower()
        elif code in _KATAKANA:
            small = chr(code - _TO_HIRAGANA)
        else:
            small = normalize("NFKC", letter).lower()
        found = self[code] = small if len(small) == 1 else letter
        return found


_PLAIN = _Plain()


def snippet(text: str, words: Sequence[str]) -> str:
    """About 160 characters of a text around the first of the words that it holds, cut at spaces;
    "" where it holds none as a word or its beginning."""
    lower = text.lower()
    if len(lower) == len(text) and (at := _first(lower, words)) >= 0:
        return _around(text, at)
    if text.isascii():
        return ""
    at = _first(text.translate(_PLAIN), words)  # takes ten times as long
    return _around(text, at) if at >= 0 else ""


def _first(text: str, words: Sequence[str]) -> int:
    """Where the first of some words that a text holds begins; -1 where it holds none."""
    for word in words:
        if (at := _place(text, word)) >= 0:
            return at
    return -1


def _place(text: str, word: str) -> int:
    """Where a word, or a longer one that begins with it, begins in a text; -1 if nowhere."""
    at = text.find(word)
    while at > 0 and text[at - 1].isalnum() and ord(text[at - 1]) < _MARKED and word.isascii():
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
