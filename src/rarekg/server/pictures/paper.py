"""The paper that pictures are drawn on: its width, and how much text a line holds.

Pictures are as wide as a phone and grow little on wide screens: one drawing serves both, and its
smallest text (`SMALL`) stays above 11 px on a screen of 360.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

WIDTH = 330  # units of the drawings; a phone of 360 px shows them in 326 px
SMALL = 12.5  # units: size of the text
LINE = 15  # units from one line of text to the next
_WIDE = frozenset("WF")  # East Asian characters that are as wide as high
# Widths of characters in common fonts without serifs, as parts of the size.
_NARROW, _USUAL, _CAPITAL, _BROAD = 0.33, 0.58, 0.68, 0.92
_BY_NAME = {**dict.fromkeys("iIjlftr.,;:!|'’()[] -/", _NARROW), **dict.fromkeys("mwMW@%—", _BROAD)}
_KEPT = 2048


def width_of(text: str, size: float = SMALL) -> float:
    """About how wide a text is, in units: a server knows no fonts of its readers."""
    return size * sum(map(_part, text))


@lru_cache(_KEPT)
def _part(character: str) -> float:
    named = _BY_NAME.get(character)
    if named is not None:
        return named
    if unicodedata.east_asian_width(character) in _WIDE:
        return 1.0
    return _CAPITAL if character.isupper() else _USUAL


@lru_cache(_KEPT)
def wrapped(text: str, room: float, most: int = 2, size: float = SMALL) -> tuple[str, ...]:
    """A text in lines that fit; the last of at most `most` ends with … where more follows."""
    lines: list[str] = []
    rest = text.strip()
    while rest and len(lines) < most:
        if len(lines) == most - 1 and width_of(rest, size) > room:
            lines.append(rest[: _fitting(rest, room - size, size)].rstrip() + "…")
            break
        cut = _cut(rest, room, size)
        lines.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return tuple(lines)


def _cut(text: str, room: float, size: float) -> int:
    """How many characters the first line takes: whole words where one fits."""
    if width_of(text, size) <= room:
        return len(text)
    fits = _fitting(text, room, size)
    space = text.rfind(" ", 0, fits + 1)
    word = text[space + 1 :].partition(" ")[0]
    return space if space > 0 and width_of(word, size) <= room else fits


def _fitting(text: str, room: float, size: float) -> int:
    """How many characters fit; at least one."""
    used = 0.0
    for place, character in enumerate(text):
        used += width_of(character, size)
        if used > room:
            return max(place, 1)
    return len(text)
