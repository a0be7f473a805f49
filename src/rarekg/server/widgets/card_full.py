"""The full card: every section with its heading, its drawing, its items one below the other."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from rarekg.server.widgets.card_column import (
    ACCENT,
    HEADING,
    INK,
    LEFT,
    LINE,
    NOTE,
    PAPER,
    ROOM,
    SOFT,
    WORDS,
    Column,
)
from rarekg.server.widgets.card_marks import Box, Picture, Words
from rarekg.server.widgets.card_text import clean, cut
from rarekg.server.widgets.model import Drawing, Item, Section

_NOTE_LINES, _HINT_LINES = 4, 8
_BAR = 7.0  # units: how high a bar is


class FullCard(Column):
    """A card with all sections."""

    __slots__ = ()

    def body(self) -> None:
        """All sections."""
        for section in self.widget.sections:
            self.section(section)

    def section(self, section: Section) -> None:
        """A section of a full card."""
        if self.full(40 if self.compact else 60):
            return
        self.y += 0 if self.compact else 6
        self.marks.append(Box(LEFT, self.y, ROOM, 0.8, LINE))
        self.y += 7
        self.paragraph(section.heading, HEADING, ACCENT, bold=True, most=2)
        self.y += 1
        if section.hint and self.can(section.hint):
            self.paragraph(section.hint, NOTE, SOFT, most=_HINT_LINES)
            self.y += 2
        if section.kind == "search":
            self.search_box()
        if section.drawing is not None:
            self._drawing(section.drawing)
        shown = [item for item in section.items if self.can(item.text or item.value)]
        left = len(section.items) - len(shown)
        for heading, items in groupby(shown, key=lambda item: item.group):
            left += self._group(heading, list(items), section.kind)
        if left:
            self.paragraph(f"… +{left}", NOTE, SOFT)
        if section.more and self.can(section.more):
            self.paragraph(f"› {section.more}", NOTE, ACCENT)

    def _group(self, heading: str, items: Sequence[Item], kind: str) -> int:
        """Items under a heading of their own; how many had no room."""
        if heading and self.can(heading) and not self.full(40):
            self.y += 4
            self.paragraph(heading, NOTE, SOFT, bold=True, most=2)
            self.y += 1
        for place, item in enumerate(items):
            if self.full(36):
                return len(items) - place
            self.item(item, kind)
        return 0

    def item(self, item: Item, kind: str) -> None:
        """An item of a section of a kind."""
        numbers = self.numbers(item)
        if kind == "text":
            self.paragraph(self.named(item), WORDS, marks=numbers, language=item.language)
            if item.note and self.can(item.note):  # how it was made, say: by machine, unread
                self.paragraph(item.note, NOTE, SOFT, most=_NOTE_LINES)
            self.y += 3
            return
        indent = 11.0
        if item.value and kind == "figures":
            self.paragraph(item.value, 17.0, bold=True, marks=numbers)
            self.paragraph(self.named(item), WORDS, language=item.language)
        else:
            self.marks.append(Box(LEFT + 1, self.y + 7.2, 4, 4, ACCENT, 2))
            named = self.named(item)
            said = f"{named}: {item.value}" if item.value else named
            self.paragraph(said, WORDS, indent=indent, marks=numbers, language=item.language)
        if item.share is not None:
            self._bar(item.share, indent)
        if item.note and self.can(item.note):
            deep = 0.0 if kind == "figures" else indent
            self.paragraph(item.note, NOTE, SOFT, indent=deep, most=_NOTE_LINES)
        self.y += 4

    def named(self, item: Item) -> str:
        """The words of an item, with its code, and that it is not so."""
        text = f"{self.widget.words.negated} {item.text}" if item.negated else item.text
        return f"{text} ({item.code})" if item.code else text

    def _bar(self, share: float, indent: float) -> None:
        wide = ROOM - indent
        part = max(0.0, min(share, 1.0))
        self.y += 2
        self.marks.append(Box(LEFT + indent, self.y, wide, _BAR, LINE, _BAR / 2))
        long = max(wide * part, 1.0) if part else 0.0
        self.marks.append(Box(LEFT + indent, self.y, long, _BAR, "bar", min(_BAR, long) / 2))
        self.y += _BAR + 3

    def _drawing(self, drawing: Drawing) -> None:
        scale = ROOM / drawing.width
        high = drawing.height * scale
        if self.full(high + 20):
            return
        self.marks.append(Picture(LEFT, self.y + 2, scale, drawing))
        self.y += high + 8

    def search_box(self) -> None:
        """The box of a search, drawn: where one can write stands in the address below."""
        self.y += 3
        self.marks.append(Box(LEFT, self.y, ROOM, 34, "edge", 7))
        self.marks.append(Box(LEFT + 1, self.y + 1, ROOM - 2, 32, PAPER, 6))
        words = cut(
            clean(self.query or self.widget.words.search), 1, ROOM - 24, WORDS, self.letters
        )
        ink = INK if self.query else SOFT
        for line in words:
            self.marks.append(Words(LEFT + 12, self.y + 22, line, WORDS, ink))
        self.y += 42
