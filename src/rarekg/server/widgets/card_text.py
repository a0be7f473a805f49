"""The words on a card: cleaned for XML, measured, put into lines that fit."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Protocol

_WIDE = "\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef"
# What a line is broken into: words with the space after them, and single letters of scripts that
# write without spaces, with the closing signs that may not begin a line.
_CLOSING = "、。，．・：；？！）」』】〕》〉ーゝゞ々っゃゅょァィゥェォッャュョ％…"
_PIECE = re.compile(rf"[{_WIDE}][{_CLOSING}]*\s*|[^\s{_WIDE}]+\s*|\s+")
_AFTER = re.compile(r"(?<=[/\-–—])(?=\w)")  # where a long word may be broken
_CUT = "…"


class Letters(Protocol):
    """What texts are measured with: the letters of whoever draws them."""

    def width(self, text: str, size: float, bold: bool = False) -> float:
        """How wide a text is, in units."""

    def has(self, text: str) -> bool:
        """Whether all of a text can be drawn."""


def clean(text: str) -> str:
    """A text in one line, without what XML does not know (XML 1.0, 2.2): control characters and
    halves of characters become spaces. What turns the direction of the rest goes, too."""
    kept = (" " if unicodedata.category(c) in _NOT_WRITTEN or c in _NO_XML else c for c in text)
    return " ".join("".join(kept).split())


_NOT_WRITTEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_NO_XML = frozenset("\ufffe\uffff")


def lines(text: str, room: float, size: float, letters: Letters, bold: bool = False) -> list[str]:
    """A text in lines that fit into a width."""
    found: list[str] = []
    line, used = "", 0.0
    for piece in _pieces(text, room, size, letters, bold):
        bare = letters.width(piece.rstrip(), size, bold)
        if line and used + bare > room:
            found.append(line.rstrip())
            line, used = "", 0.0
        line += piece
        used += letters.width(piece, size, bold)
    return [*found, line.rstrip()] if line.strip() else found


def _pieces(text: str, room: float, size: float, letters: Letters, bold: bool) -> Iterator[str]:
    """The parts that a text may be broken into, none wider than a line."""
    for piece in _PIECE.findall(text):
        if letters.width(piece.rstrip(), size, bold) <= room:
            yield piece
            continue
        for part in _AFTER.split(piece):
            yield from _broken(part, room, size, letters, bold)


def _broken(word: str, room: float, size: float, letters: Letters, bold: bool) -> Iterator[str]:
    """A word in parts that fit; it is broken anywhere."""
    start, used = 0, 0.0
    for place, letter in enumerate(word):
        wide = letters.width(letter, size, bold)
        if place > start and used + wide > room:
            yield word[start:place]
            start, used = place, 0.0
        used += wide
    yield word[start:]


def cut(
    text: str, most: int, room: float, size: float, letters: Letters, bold: bool = False
) -> list[str]:
    """A text in at most so many lines; the last one ends with … where more follows."""
    found = lines(text, room, size, letters, bold)
    if len(found) <= most:
        return found
    if most < 1:
        return []
    last = found[most - 1]
    room -= letters.width(_CUT, size, bold)
    short = last
    while short and letters.width(short, size, bold) > room:
        short = short[:-1]
    if short != last and " " in short[len(short) // 2 :] and not last[len(short)].isspace():
        short = short.rpartition(" ")[0]  # no part of a word, unless it is a long one
    return [*found[: most - 1], short.rstrip(" ,;:.–-") + _CUT]
