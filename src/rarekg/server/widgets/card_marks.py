"""What a card is made of: words, boxes, drawings, each at its place, in units; and the order of one
that is to be drawn in pixels.

A card is 480 units wide, shown 600 pixels wide: its smallest words are still read on a phone that
shows it in 340. A compact one is as high as a picture that is shared (1200 by 630); a full one is
as high as its content, up to about `HIGHEST`.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from rarekg.server.widgets.model import Drawing, Widget

WIDTH, COMPACT, HIGHEST = 480, 252, 1500
NUMBERS = 8.5  # the size of the small numbers after words
NO_LETTERS = frozenset({"ja"})  # languages of which Pillow's own font has none


class Order(msgspec.Struct, frozen=True):
    """A card to be drawn, `width` pixels wide; `font` is the file of one with more letters, or
    "" (see `card_fonts`); `query` stands in the box of a search."""

    widget: Widget
    dark: bool
    accent: str
    width: int
    font: str
    query: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """A line of words; `y` is where its letters stand, `ink` the name of its colour, `marks` the
    small numbers after it."""

    x: float
    y: float
    text: str
    size: float
    ink: str
    bold: bool = False
    end: bool = False  # whether x is where it ends
    language: str = ""
    marks: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, filled."""

    x: float
    y: float
    width: float
    height: float
    ink: str
    radius: float = 0.0


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing of the widget, at a place and so much larger."""

    x: float
    y: float
    scale: float
    drawing: Drawing


Mark = Words | Box | Picture


@dataclass(frozen=True, slots=True)
class Sheet:
    """A card, laid out."""

    height: int
    marks: tuple[Mark, ...]
