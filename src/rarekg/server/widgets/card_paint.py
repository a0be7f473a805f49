"""Draws a widget in pixels, as `card_layout` lays it out.

    python -m rarekg.server.widgets.card_paint < order.json > card.png

A process of its own: see `drawn_apart`.
"""

from __future__ import annotations

import io
import re
import sys
from functools import cache

import msgspec
from PIL import Image, ImageDraw, ImageFont

from rarekg.server.lettering import SPREAD, draw_text, drawable, font
from rarekg.server.lettering import width as drawn_width
from rarekg.server.widgets.card_colours import OTHER_PART, PARTS, colours
from rarekg.server.widgets.card_layout import laid_out
from rarekg.server.widgets.card_marks import NO_LETTERS, NUMBERS, WIDTH, Box, Order, Picture, Words
from rarekg.server.widgets.model import Shape

_FINE = 5  # pixels to a unit, before the picture is made smaller: so lines are as smooth as letters
_LABEL = 12  # units: the size of words in drawings
_BOLD = 0.022  # of the size: the stroke around bold letters
_MEASURED = 200  # the size that letters are measured in
_STEPS = 24  # of a colour, where letters are smooth
_STEP = re.compile(r"[A-Za-z]|-?\d*\.?\d+")
_Point = tuple[float, float]
_Colour = tuple[int, int, int]


class _Letters:
    """Pillow's letters, and those of a font of the system for what has none there."""

    def __init__(self, order: Order) -> None:
        self._file = order.font
        # One font for all words of a language: lines with letters of two would not look alike.
        self._only = bool(order.font) and order.widget.language in NO_LETTERS

    def drawn_here(self, text: str) -> bool:
        """Whether a text is drawn with Pillow's own letters."""
        return drawable(text) and not self._only

    def width(self, text: str, size: float, bold: bool = False) -> float:
        """How wide a text is, in units."""
        if self.drawn_here(text):
            wide = sum(_width(letter) for letter in text)
            spread = len(text) * _BOLD * SPREAD * _MEASURED if bold else 0
            return (wide + spread) * size / _MEASURED
        return _other(self._file, _MEASURED).getlength(text) * size / _MEASURED if self._file else 0

    def has(self, text: str) -> bool:
        """Whether all of a text can be drawn."""
        return text.isprintable() and (drawable(text) or bool(self._file))


@cache
def _width(letter: str) -> float:
    return drawn_width(letter, _MEASURED)


@cache
def _other(file: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(file, size)


def paint(order: Order) -> bytes:
    """A card as PNG, the same bytes for the same order."""
    sheet = laid_out(order.widget, _Letters(order), order.query)
    brush = _Brush(order, sheet.height)
    for mark in sheet.marks:
        match mark:
            case Words():
                brush.words(mark)
            case Box():
                brush.box(mark)
            case Picture():
                brush.picture(mark)
    return brush.finished(order.width)


class _Brush:
    def __init__(self, order: Order, height: int) -> None:
        named = colours(order.dark, order.accent)
        self._colours = {name: _rgb(colour) for name, colour in named.items()}
        self._file = order.font
        self._letters = _Letters(order)
        size = (WIDTH * _FINE, height * _FINE)
        self._image = Image.new("RGB", size, self._colours["paper"])
        self._pen = ImageDraw.Draw(self._image)

    def words(self, mark: Words) -> None:
        """Words, and the small numbers after them."""
        colour = self._colours[mark.ink]
        wide = self._width(mark.text, mark.size, mark.bold)
        x = mark.x * _FINE - (wide if mark.end else 0)
        self._text((x, mark.y * _FINE), mark.text, mark.size, colour, mark.bold)
        if mark.marks:
            raised = (mark.y - mark.size * 0.36) * _FINE
            self._text((x + wide + 2 * _FINE, raised), mark.marks, NUMBERS, self._colours["soft"])

    def _width(self, text: str, size: float, bold: bool = False) -> float:
        return self._letters.width(text, size * _FINE, bold)

    def _text(
        self, at: _Point, text: str, size: float, colour: _Colour, bold: bool = False
    ) -> None:
        """Words, their letters standing at a place."""
        pixels = round(size * _FINE)
        stroke = pixels * _BOLD if bold else 0
        if self._letters.drawn_here(text):
            top = at[1] - font(pixels).getmetrics()[0]
            paper = self._colours["paper"]
            draw_text(self._pen, (at[0], top), text, pixels, colour, paper, stroke)
        elif self._file:
            other = _other(self._file, pixels)
            self._pen.text(at, text, font=other, fill=colour, anchor="ls", stroke_width=stroke)

    def box(self, mark: Box) -> None:
        """A rectangle."""
        if mark.width > 0:
            self._rectangle(
                (mark.x, mark.y, mark.x + mark.width, mark.y + mark.height),
                mark.radius,
                self._colours[mark.ink],
            )

    def _rectangle(
        self, edges: tuple[float, float, float, float], radius: float, colour: _Colour
    ) -> None:
        x, y, right, bottom = (edge * _FINE for edge in edges)
        low = (x, y, max(right - 1, x), max(bottom - 1, y))
        self._pen.rounded_rectangle(low, radius * _FINE, fill=colour)

    def picture(self, mark: Picture) -> None:
        """A drawing; what lies beyond its edges is cut off."""
        drawing = mark.drawing
        place = (round(mark.x * _FINE), round(mark.y * _FINE))
        scale = mark.scale * _FINE
        size = (round(drawing.width * scale), round(drawing.height * scale))
        inner = Image.new("RGB", size, self._colours["paper"])
        whole, self._image, self._pen = self._image, inner, ImageDraw.Draw(inner)
        for shape in drawing.shapes:
            self._shape(shape, scale)
        whole.paste(inner, place)
        self._image, self._pen = whole, ImageDraw.Draw(whole)

    def _shape(self, shape: Shape, scale: float) -> None:
        colour = self._colours[PARTS.get(shape.part, OTHER_PART)]

        def number(name: str) -> float:
            return float(shape.attributes.get(name, "0")) * scale

        match shape.shape:
            case "path":
                for ring in rings(shape.attributes.get("d", "")):
                    points = [(x * scale, y * scale) for x, y in ring]
                    self._pen.polygon(points, fill=colour)
            case "line":
                ends = (number("x1"), number("y1"), number("x2"), number("y2"))
                self._pen.line(ends, fill=colour, width=max(round(scale), 1))
            case "rect":
                x, y = number("x"), number("y")
                edges = (x, y, x + number("width"), y + number("height"))
                self._pen.rounded_rectangle(edges, number("rx"), fill=colour)
            case "circle":
                self._circle((number("cx"), number("cy")), number("r"), colour, scale)
            case "text":
                self._label(shape, (number("x"), number("y")), scale)

    def _circle(self, at: _Point, radius: float, colour: _Colour, scale: float) -> None:
        rim = radius + 0.6 * scale  # neighbours are told apart
        paper = self._colours["paper"]
        for r, ink in ((rim, paper), (radius, colour)):
            self._pen.ellipse((at[0] - r, at[1] - r, at[0] + r, at[1] + r), fill=ink)

    def _label(self, shape: Shape, at: _Point, scale: float) -> None:
        size = _LABEL * scale / _FINE
        wide = self._width(shape.text, size)
        part = {"middle": 0.5, "end": 1.0}.get(shape.attributes.get("text-anchor", ""), 0.0)
        self._text((at[0] - wide * part, at[1]), shape.text, size, self._colours["ink"])

    def finished(self, width: int) -> bytes:
        """The picture as PNG, so many pixels wide."""
        image = self._image
        if width <= image.width // 2:
            image = image.reduce(2)
        if width != image.width:
            height = max(round(image.height * width / image.width), 1)
            image = image.resize((width, height), Image.Resampling.LANCZOS)
        palette = _palette(self._colours)
        made = io.BytesIO()
        image.quantize(palette=palette, dither=Image.Dither.NONE).save(made, "PNG")
        return made.getvalue()


def _palette(named: dict[str, _Colour]) -> Image.Image:
    """The colours of a card, each as it is and in steps to the paper: a third of the bytes."""
    paper = named["paper"]
    found = {paper: None}
    for colour in dict.fromkeys(named.values()):
        for step in range(1, _STEPS + 1):
            parts = zip(paper, colour, strict=True)
            red, green, blue = (round(a + (b - a) * step / _STEPS) for a, b in parts)
            found[(red, green, blue)] = None
    image = Image.new("P", (1, 1))
    image.putpalette([part for colour in found for part in colour])
    return image


def rings(path: str) -> list[list[_Point]]:
    """The closed lines of a path that is made of M, L, l and z."""
    found: list[list[_Point]] = []
    steps = _STEP.findall(path)
    command, place, here = "", 0, (0.0, 0.0)
    while place < len(steps):
        if steps[place].isalpha():
            command = steps[place]
            place += 1
            continue
        x, y = float(steps[place]), float(steps[place + 1])
        place += 2
        here = (here[0] + x, here[1] + y) if command.islower() else (x, y)
        if command in "Mm":
            found.append([])
            command = "l" if command == "m" else "L"
        found[-1].append(here)
    return [ring for ring in found if len(ring) > 2]


def _rgb(colour: str) -> _Colour:
    red, green, blue = bytes.fromhex(colour[1:])
    return red, green, blue


if __name__ == "__main__":
    sys.stdout.buffer.write(paint(msgspec.json.decode(sys.stdin.buffer.read(), type=Order)))
