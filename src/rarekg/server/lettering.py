"""Letters drawn with Pillow's own font, which has those of English: the marks of other European
letters are drawn above, below and through them, so that no font has to be brought along.

What has no letters of this kind (Japanese, Cyrillic) is not drawn at all: `drawable` tells.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import cache

from PIL import ImageDraw, ImageFont

# Letters that come apart into several, and signs that have words.
_SPELT = {
    "ß": "ss",
    "æ": "ae",
    "Æ": "AE",
    "œ": "oe",
    "Œ": "OE",
    "þ": "th",
    "ð": "d",
    "ı": "i",
    "–": "-",
    "—": "-",
    "−": "-",
    "‐": "-",
    "‑": "-",
    "•": "·",
    "≥": ">=",
    "≤": "<=",
    "\u00a0": " ",
    "\u202f": " ",
    "\u2009": " ",
    "α": "alpha",
    "β": "beta",
    "γ": "gamma",
    "δ": "delta",
    "ε": "epsilon",
    "κ": "kappa",
    "λ": "lambda",
    "μ": "mu",
    "µ": "mu",
    "ω": "omega",
}
_THROUGH = {"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D"}
_STROKE = "\u0335"  # through the letter
_DRAWN = frozenset(chr(code) for code in range(32, 127)) | frozenset("©«°±´·»‘’“”…‹›™")
_APOSTROPHE = frozenset("tdlL")  # with which a caron is written as an apostrophe
_Box = tuple[float, float, float, float]  # of a letter: left, top, right, bottom
_Stroke = list[tuple[float, float]]
SPREAD = 0.8  # of the stroke of bold letters: how much further apart they stand
Ink = int | tuple[int, int, int]  # of a picture with one channel, or with three


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    """Pillow's own font."""
    found = ImageFont.load_default(size)
    if not isinstance(found, ImageFont.FreeTypeFont):
        raise RuntimeError("Pillow was built without FreeType, which draws letters of a size")
    return found


@cache
def letters(text: str) -> tuple[tuple[str, str], ...]:
    """The letters of a text that the font has, each with its marks."""
    spelt = "".join(_SPELT.get(c, c) for c in unicodedata.normalize("NFC", text))
    found: list[tuple[str, str]] = []
    for c in spelt:
        apart = unicodedata.normalize("NFD", c)
        base, stroke = apart[0], _STROKE if apart[0] in _THROUGH else ""
        found.append((_THROUGH.get(base, base), apart[1:] + stroke))
    return tuple(found)


def drawable(text: str) -> bool:
    """Whether all of a text can be drawn."""
    return all(base in _DRAWN and all(m in _MARKS for m in marks) for base, marks in letters(text))


def width(text: str, size: int) -> float:
    """How wide a text is, in pixels."""
    return sum(font(size).getlength(base) for base, _ in letters(text))


def draw_text(
    draw: ImageDraw.ImageDraw,
    at: tuple[float, float],
    text: str,
    size: int,
    ink: Ink,
    paper: Ink,
    stroke: float = 0,
) -> None:
    """Draws a text, its upper left corner at a place, on a ground of one colour; with a stroke
    around them letters are bold."""
    x, y = at
    for base, marks in letters(text):
        draw.text((x, y), base, font=font(size), fill=ink, stroke_width=stroke)
        left, top, right, bottom = font(size).getbbox(base)
        box = x + left, y + top, x + right, y + bottom
        if marks and base in "ij":
            box = _without_dot(draw, box, y, size, paper)
        for mark in marks:
            _draw_mark(draw, mark, base, box, size, ink)
        x += font(size).getlength(base) + stroke * SPREAD


def _without_dot(draw: ImageDraw.ImageDraw, box: _Box, y: float, size: int, paper: Ink) -> _Box:
    """Takes the dot off an i that gets another mark."""
    top = y + font(size).getbbox("x")[1]
    draw.rectangle((box[0], box[1] - 1, box[2], top - 2), fill=paper)
    return box[0], top, box[2], box[3]


def _draw_mark(
    draw: ImageDraw.ImageDraw, mark: str, base: str, box: _Box, size: int, ink: Ink
) -> None:
    pen = max(2, round(size / 13))
    if mark == "\u030c" and base in _APOSTROPHE:
        draw.line((box[2] + pen, box[1], box[2], box[1] + size * 0.2), fill=ink, width=pen)
        return
    for stroke in _MARKS[mark](box, size):
        if len(stroke) == 1:
            (cx, cy), r = stroke[0], pen * 0.75
            draw.ellipse((cx - r, cy - r, cx + r, cy + r), fill=ink)
        else:
            draw.line(stroke, fill=ink, width=pen, joint="curve")


def _above(*strokes: _Stroke) -> Callable[[_Box, int], list[_Stroke]]:
    """Strokes over the middle of a letter, in parts of the size of the font."""

    def placed(box: _Box, size: int) -> list[_Stroke]:
        cx, top = (box[0] + box[2]) / 2, box[1] - size * 0.07
        return [[(cx + dx * size, top - dy * size) for dx, dy in stroke] for stroke in strokes]

    return placed


def _below(stroke: _Stroke) -> Callable[[_Box, int], list[_Stroke]]:
    def placed(box: _Box, size: int) -> list[_Stroke]:
        cx = (box[0] + box[2]) / 2
        return [[(cx + dx * size, box[3] + dy * size) for dx, dy in stroke]]

    return placed


def _through(box: _Box, size: int) -> list[_Stroke]:
    cx, cy = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return [[(cx - size * 0.16, cy + size * 0.1), (cx + size * 0.16, cy - size * 0.1)]]


_WAVE = [(-0.14, 0.0), (-0.07, 0.06), (0.0, 0.03), (0.07, 0.0), (0.14, 0.06)]
_ROUND = [(0.0, 0.0), (0.07, 0.06), (0.0, 0.13), (-0.07, 0.06), (0.0, 0.0)]
_BOW = [(-0.12, 0.08), (-0.05, 0.01), (0.05, 0.01), (0.12, 0.08)]
_MARKS: dict[str, Callable[[_Box, int], list[_Stroke]]] = {
    "\u0300": _above([(-0.1, 0.12), (0.03, 0.0)]),  # grave
    "\u0301": _above([(-0.03, 0.0), (0.1, 0.12)]),  # acute
    "\u0302": _above([(-0.12, 0.0), (0.0, 0.11), (0.12, 0.0)]),  # circumflex
    "\u0303": _above(_WAVE),  # tilde
    "\u0304": _above([(-0.13, 0.03), (0.13, 0.03)]),  # macron
    "\u0306": _above(_BOW),  # breve
    "\u0307": _above([(0.0, 0.04)]),  # dot
    "\u0308": _above([(-0.1, 0.04)], [(0.1, 0.04)]),  # diaeresis
    "\u030a": _above(_ROUND),  # ring
    "\u030b": _above([(-0.12, 0.0), (-0.02, 0.12)], [(0.04, 0.0), (0.14, 0.12)]),  # double acute
    "\u030c": _above([(-0.12, 0.11), (0.0, 0.0), (0.12, 0.11)]),  # caron
    "\u0326": _below([(0.02, 0.06), (-0.03, 0.17)]),  # comma
    "\u0327": _below([(0.0, 0.0), (0.04, 0.08), (-0.05, 0.14)]),  # cedilla
    "\u0328": _below([(0.06, 0.0), (0.0, 0.08), (0.08, 0.13)]),  # ogonek
    _STROKE: _through,
}
