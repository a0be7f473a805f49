"""How wide letters are in the fonts that a card in SVG names: Arial, and those made to take the
same room (Helvetica, Liberation Sans, Arimo, Nimbus Sans). A server knows no fonts of its readers;
these are there on nearly all systems, so that lines end where they were meant to.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

FONTS = 'Arial,"Helvetica Neue",Helvetica,"Liberation Sans",Arimo,"Nimbus Sans",'
FONTS += '"Hiragino Sans","Yu Gothic UI","Noto Sans CJK JP",sans-serif'
# Of the characters from space to tilde, in thousandths of the size.
_PLAIN = """278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278
556 556 556 556 556 556 556 556 556 556 278 278 584 584 584 556
1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778
667 778 722 667 611 722 667 944 667 667 611 278 278 278 469 556
333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556
556 556 333 500 278 556 500 722 500 500 500 334 260 334 584"""
_BOLD = """278 333 474 556 556 889 722 238 333 333 389 584 278 333 278 278
556 556 556 556 556 556 556 556 556 556 333 333 584 584 584 611
975 722 722 722 722 667 611 778 722 278 556 722 611 833 722 778
667 778 722 667 611 722 667 944 667 667 611 333 278 333 584 556
333 556 611 556 611 556 333 611 611 278 278 556 278 889 611 611
611 611 389 556 333 611 556 778 556 556 500 389 280 389 584"""
_OTHER = {"–": 556, "—": 1000, "…": 1000, "æ": 889, "œ": 944, "Æ": 1000, "Œ": 1000}
_OTHER |= {"‘": 278, "’": 278, "“": 500, "”": 500, "·": 278, "›": 333, "°": 400, "ł": 278, "Ł": 611}
_OTHER |= {"ß": 611, "ø": 611, "ı": 278, "đ": 611, "•": 350, "\u00a0": 278, "\u202f": 278}
_LETTER, _CAPITAL, _UNKNOWN = 650, 800, 1000  # of other alphabets, rather too wide than too narrow
_KEPT = 4096


def _table(widths: str) -> dict[str, int]:
    found = map(int, widths.split())
    return {**_OTHER, **{chr(32 + place): width for place, width in enumerate(found)}}


_TABLES = (_table(_PLAIN), _table(_BOLD))


class NamedLetters:
    """The letters of those fonts."""

    def width(self, text: str, size: float, bold: bool = False) -> float:
        """How wide a text is, in units."""
        return size * sum(_width(character, bold) for character in text) / 1000

    def has(self, text: str) -> bool:
        """Whether all of a text can be drawn: browsers have letters for everything."""
        return text.isprintable()


@lru_cache(_KEPT)
def _width(character: str, bold: bool) -> int:
    base = unicodedata.normalize("NFD", character)[0]
    table = _TABLES[bold]
    for known in (character, base):
        if known in table:
            return table[known]
    kind = unicodedata.category(base)
    if unicodedata.combining(base):
        return 0
    if unicodedata.east_asian_width(base) in "WF":
        return 1000
    return {"Ll": _LETTER, "Lu": _CAPITAL}.get(kind, _UNKNOWN)
