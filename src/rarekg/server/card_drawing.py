"""Draws the picture that is shown where a page is shared: kind, name, some facts, who shows it.

    python -m rarekg.server.card_drawing < card.json > card.png

A process of its own for 0.2 s: see `drawn_apart`.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable, Iterator

import msgspec
from PIL import Image, ImageDraw

from rarekg.server.lettering import draw_text, drawable, font, width

SIZE = (1200, 630)
# Drawn twice as large and made smaller, so that lines are as smooth as letters.
_LARGE = (2400, 1260)
_LEFT, _RIGHT, _TOP, _FOOT = 144, 2256, 124, 184
# One channel, from ink over paper to accent: letters are smooth on either ground.
_INK, _PAPER, _ACCENT = 0, 128, 255
_COLOURS = {_INK: (22, 32, 43), _PAPER: (251, 250, 247), _ACCENT: (15, 94, 89)}
_NAME_SIZES = (184, 152, 124, 100)  # the largest in which the name takes three lines at most
_MOST_NAME_LINES, _MOST_FACT_LINES = 3, 4
_KIND, _FACT, _BRAND, _MOTTO = 68, 68, 80, 56


class Card(msgspec.Struct, frozen=True):
    """What stands on a card. `name` is the first of `names` that can be drawn."""

    kind: str
    names: tuple[str, ...]
    facts: tuple[str, ...]
    brand: str
    motto: str


def draw(card: Card) -> bytes:
    """A card as PNG, the same bytes for the same card."""
    image = Image.new("L", _LARGE, _PAPER)
    pen = ImageDraw.Draw(image)
    y = _head(pen, card)
    _facts(pen, card.facts, y)
    _foot(pen, card)
    image = image.resize(SIZE, Image.Resampling.BOX)
    image.putpalette(_palette())
    made = io.BytesIO()
    image.save(made, "PNG", optimize=False, compress_level=9)
    return made.getvalue()


def _head(pen: ImageDraw.ImageDraw, card: Card) -> float:
    """Kind and name; where what follows may begin."""
    pen.rectangle((0, 0, _LARGE[0], 27), fill=_ACCENT)
    if drawable(card.kind):
        draw_text(pen, (_LEFT, _TOP), card.kind, _KIND, _INK, _PAPER)
    name = next((name for name in card.names if name and drawable(name)), card.brand)
    size, lines = _fitting(name)
    y = _TOP + 120.0
    for line in lines:
        draw_text(pen, (_LEFT, y), line, size, _INK, _PAPER)
        y += size * 1.22
    return y + 44


def _fitting(name: str) -> tuple[int, list[str]]:
    """The largest letters in which a name fits, and its lines; the rest of the longest is cut."""
    for size in _NAME_SIZES:
        lines = list(_lines(name, size))
        if len(lines) <= _MOST_NAME_LINES:
            return size, lines
    kept = lines[:_MOST_NAME_LINES]
    kept[-1] = _cut(f"{kept[-1]}…", size)
    return size, kept


def _lines(text: str, size: int) -> Iterator[str]:
    """A text in lines that fit; a word that is too long is cut."""
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and width(longer, size) > _RIGHT - _LEFT:
            yield line
            longer = word
        line = longer if width(longer, size) <= _RIGHT - _LEFT else _cut(f"{longer}…", size)
    yield line


def _cut(text: str, size: int) -> str:
    while width(text, size) > _RIGHT - _LEFT:
        text = f"{text[:-2]}…"
    return text


def _facts(pen: ImageDraw.ImageDraw, facts: Iterable[str], y: float) -> None:
    lines = [line for fact in facts if drawable(fact) for line in _lines(fact, _FACT)]
    for line in lines[:_MOST_FACT_LINES]:
        if y > _LARGE[1] - _FOOT - 116:
            return
        draw_text(pen, (_LEFT, y), line, _FACT, _INK, _PAPER)
        y += _FACT * 1.4


def _foot(pen: ImageDraw.ImageDraw, card: Card) -> None:
    top = _LARGE[1] - _FOOT
    pen.rectangle((0, top, *_LARGE), fill=_ACCENT)
    draw_text(pen, (_LEFT, top + 48), card.brand, _BRAND, _PAPER, _ACCENT)
    if drawable(card.motto):
        x = _LEFT + width(card.brand, _BRAND) + 72
        y = top + 48 + font(_BRAND).getbbox("x")[3] - font(_MOTTO).getbbox("x")[3]
        draw_text(pen, (x, y), card.motto, _MOTTO, _PAPER, _ACCENT)


def _palette() -> list[int]:
    """The colours between ink, paper and accent."""
    found: list[int] = []
    for level in range(256):
        low, high = (_INK, _PAPER) if level <= _PAPER else (_PAPER, _ACCENT)
        share = (level - low) / (high - low)
        mixed = (a + (b - a) * share for a, b in zip(_COLOURS[low], _COLOURS[high], strict=True))
        found += [round(part) for part in mixed]
    return found


if __name__ == "__main__":
    sys.stdout.buffer.write(draw(msgspec.json.decode(sys.stdin.buffer.read(), type=Card)))
