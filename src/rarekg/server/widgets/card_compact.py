"""The compact card: headings beside what they head, as much as has room."""

from __future__ import annotations

from itertools import groupby

from msgspec.structs import replace

from rarekg.server.widgets.card_column import (
    ACCENT,
    FOOT,
    HEADING,
    HINT_LINES,
    LEADING,
    LEFT,
    LINE_HIGH,
    NOTE,
    ROOM,
    SOFT,
    WORDS,
)
from rarekg.server.widgets.card_full import FullCard
from rarekg.server.widgets.card_marks import NUMBERS, Box
from rarekg.server.widgets.card_text import clean, cut
from rarekg.server.widgets.model import Item, Section

_BRIEF = 22.0  # units: the least room of a section
_COLUMN = 128.0  # units: of the headings, with the gap after it


class CompactCard(FullCard):
    """A card in the shape of what is shared."""

    __slots__ = ()

    def body(self) -> None:
        """All sections, each in a line or some; one alone has the whole room."""
        parts = [s for s in self.widget.sections if self._says(s)]
        if len(parts) == 1 and parts[0].kind not in ("text", "search"):
            self._alone(parts[0])
            return
        for place, section in enumerate(parts):
            room = self.end - self.y - sum(map(self._wanted, parts[place + 1 :]))
            if self.full(17):
                return
            if section.kind == "search":
                self.search_box()
            elif section.kind == "text":
                self._text(section, room)
            else:
                self._facts(section, self.y + max(room, _BRIEF))
            self.y += 4

    def _says(self, section: Section) -> bool:
        return section.kind == "search" or any(self.can(i.text) for i in section.items)

    def _wanted(self, section: Section) -> float:
        """The room that a section is left by those before it: for its first fact, whole."""
        if section.kind in ("text", "search"):
            return 2 * LINE_HIGH
        said = self._said(next(item for item in section.items if self.can(item.text)))
        found = cut(clean(said), 2, ROOM - _COLUMN - 12, WORDS, self.letters)
        return max(_BRIEF, LINE_HIGH * len(found) + 4)

    def _said(self, item: Item) -> str:
        text = self.named(item)
        return f"{item.value} · {text}" if item.value else text

    def _text(self, section: Section, room: float) -> None:
        item = next(i for i in section.items if self.can(i.text))
        noted = bool(item.note) and self.can(item.note)
        most = max(1, min(4, int((room + 6) / LINE_HIGH)) - noted)
        numbers = self.numbers(item)
        self.paragraph(self.named(item), WORDS, most=most, marks=numbers, language=item.language)
        if noted and not self.full(NOTE * LEADING):
            self.paragraph(item.note, NOTE, SOFT, most=1)

    def _alone(self, section: Section) -> None:
        """The only section of a compact card: as many of its items as have room."""
        if section.heading.casefold() != self.widget.label.casefold():
            self.paragraph(section.heading, HEADING, ACCENT, bold=True, most=1)
        if section.hint and self.can(section.hint):
            self.paragraph(section.hint, FOOT, SOFT, most=HINT_LINES)
            self.y += 2
        shown = [item for item in section.items if self.can(item.text)]
        for heading, items in groupby(shown, key=lambda item: item.group):
            if heading and self.full(17 + LINE_HIGH):
                return
            if heading and self.can(heading):
                self.paragraph(heading, NOTE, SOFT, bold=True, most=1)
            for item in items:
                if self.full(LINE_HIGH):
                    return
                if section.kind == "figures":
                    self.item(item, section.kind)
                    continue
                self.marks.append(Box(LEFT + 1, self.y + 7.2, 4, 4, ACCENT, 2))
                self._fact(replace(item, group=""), self.end, 11.0)
        if section.more and self.can(section.more):
            self.paragraph(f"› {section.more}", NOTE, ACCENT, most=1)

    def _facts(self, section: Section, end: float) -> None:
        """A heading with facts beside it, down to a line; nothing of what has no room for the
        heading that it stands under."""
        first = next(item for item in section.items if self.can(item.text))
        if self.full(self._high(first)):
            return
        top = self.y
        most = max(1, min(3, int((self.end - top) / (NOTE * LEADING))))
        heading = section.heading
        self.paragraph(heading, NOTE, ACCENT, bold=True, most=most, room=_COLUMN - 8)
        below, self.y = self.y, top - 1.5
        for item in section.items:
            if self.y > top and self.y + self._high(item) > end + 1:
                break
            if self.can(item.text):
                self._fact(item, end, _COLUMN)
        self.y = max(self.y, below)

    @staticmethod
    def _high(item: Item) -> float:
        """The least height of an item with the heading that it stands under."""
        return LINE_HIGH + (NOTE * LEADING if item.group else 0)

    def _fact(self, item: Item, end: float, indent: float) -> None:
        """A fact, and what it stands under; what is said beside it, where there is room."""
        said = self._said(item)
        numbers = self.numbers(item)
        beside = clean(" · ".join(filter(self.can, (item.group, item.note))))
        wide = self.letters.width(clean(f"{said}: {beside}"), WORDS)
        wide += self.letters.width(numbers, NUMBERS) + 3
        inline = bool(beside) and wide <= ROOM - indent
        said = f"{said}: {beside}" if inline else said
        later = NOTE * LEADING if item.group and not inline else 0
        most = 2 if self.y + 2 * LINE_HIGH + later <= end + 1 else 1
        language = item.language
        self.paragraph(said, WORDS, indent=indent, most=most, marks=numbers, language=language)
        if beside and not inline and (item.group or self.y + NOTE * LEADING <= end + 1):
            self.paragraph(beside, NOTE, SOFT, indent=indent, most=1)
