"""Where everything on a card stands: one layout for the picture in SVG and in pixels.

A card is 480 units wide, shown 600 pixels wide: its smallest words are still read on a phone that
shows it in 340. A compact one is as high as a picture that is shared (1200 by 630); a full one is
as high as its content, up to `HIGHEST`. What does not fit is left out at the end of its section,
and a sign says so: never words without their source.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

import msgspec

from rarekg.server.widgets.card_text import Letters, clean, cut, lines
from rarekg.server.widgets.model import Drawing, Item, Section, SourceOf, Widget

NO_LETTERS = frozenset({"ja"})  # languages of which Pillow's own font has none
MARK = 8.5  # units: the size of numbers after words
WIDTH, COMPACT, HIGHEST = 480, 252, 1500
_LEFT, _RIGHT, _TOP = 22.0, 458.0, 20.0
_ROOM = _RIGHT - _LEFT
_COLUMN = 128.0  # of the headings in a compact card, with the gap after it
_LABEL, _HEADING, _WORDS, _NOTE, _FOOT = 12.0, 13.5, 14.0, 12.0, 10.5
_SMALL_TITLES = (23.0, 20.0, 17.0)
_LEADING = 1.32
_HINT_LINES, _NOTE_LINES, _SOURCE_LINES = 3, 4, 3
_BAR = 7.0
_PAPER, _INK, _SOFT, _ACCENT, _WARM, _LINE = "paper", "ink", "soft", "accent", "warm", "line"


class Order(msgspec.Struct, frozen=True):
    """A card to be drawn, `width` pixels wide; `font` is the file of one with more letters, or
    "" (see `card_fonts`)."""

    widget: Widget
    dark: bool
    accent: str
    width: int
    font: str


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


def laid_out(widget: Widget, letters: Letters) -> Sheet:
    """A card of a widget, with the letters of whoever draws it."""
    compact = widget.layout == "compact"
    card = _Card(widget, letters, compact)
    card.head()
    if compact:
        card.brief()
    else:
        for section in widget.sections:
            card.section(section)
    return card.finished()


@dataclass(slots=True)
class _Card:
    widget: Widget
    letters: Letters
    compact: bool
    y: float = _TOP
    marks: list[Mark] = field(default_factory=list)
    behind: dict[str, int] = field(default_factory=dict)  # sources that are named, by number
    _sources: dict[int, str] = field(default_factory=dict)  # of references

    def __post_init__(self) -> None:
        self._sources = {r.number: r.source for r in self.widget.references}

    @property
    def bottom(self) -> float:
        """Where the foot begins at the latest."""
        return COMPACT - 74 if self.compact else HIGHEST - 160

    @property
    def foot(self) -> float:
        """The size of the words of the sources."""
        return 9.5 if self.compact else _FOOT

    def full(self, high: float) -> bool:
        """Whether something of a height has no room any more."""
        return self.y + high > self.bottom

    # Words

    def paragraph(
        self,
        text: str,
        size: float,
        ink: str = _INK,
        *,
        bold: bool = False,
        indent: float = 0.0,
        most: int = 99,
        marks: str = "",
        language: str = "",
        room: float = 0.0,
    ) -> bool:
        """Words in lines, as many as have room; whether there was room for any."""
        step = size * _LEADING
        most = min(most, int((self.bottom - self.y + 2) / step))
        wide = (room or _ROOM) - indent
        tail = self.letters.width(marks, MARK) + 3 if marks else 0.0
        found = cut(clean(text), most, wide, size, self.letters, bold)
        if tail and found and self.letters.width(found[-1], size, bold) + tail > wide:
            found = cut(clean(text), most, wide - tail, size, self.letters, bold)
        for place, line in enumerate(found):
            x, y = _LEFT + indent, self.y + size
            last = marks if place == len(found) - 1 else ""
            self.marks.append(Words(x, y, line, size, ink, bold, False, language, last))
            self.y += step
        return bool(found)

    def numbers(self, item: Item) -> str:
        """The numbers of the sources behind an item, those of this card."""
        named = [self._sources[n] for n in item.references if n in self._sources]
        for source in named:
            self.behind.setdefault(source, len(self.behind) + 1)
        return ",".join(str(n) for n in sorted({self.behind[source] for source in named}))

    # The parts of a card

    def head(self) -> None:
        """What it is, its name, and what must be known before all else."""
        widget = self.widget
        self.marks.append(Box(0, 0, WIDTH, 5, "given"))
        parts = [widget.label] if widget.title and widget.title != widget.label else []
        if widget.kind.casefold() not in widget.label.casefold():
            parts.append(widget.kind)
        said = " · ".join(filter(None, (*parts, _code(widget))))
        if self._can(said):
            self.paragraph(said, _LABEL, _SOFT, most=1 if self.compact else 2)
        self._title(clean(next(filter(self._can, (widget.title, widget.label)), widget.ref)))
        if widget.withdrawn is not None:
            named = ", ".join(s.text for s in widget.withdrawn.successors)
            self.paragraph(f"{widget.withdrawn.text} {named}", _NOTE, _WARM, bold=True, most=3)
            self.y += 3
        for error in widget.errors[:3]:
            self.paragraph(error, _FOOT, _WARM, most=2)

    def _title(self, title: str) -> None:
        self.y += 1
        most = 2 if self.compact else 4
        for size in _SMALL_TITLES:
            if len(lines(title, _ROOM, size, self.letters, True)) <= most:
                break
        language = self.widget.title_language
        self.paragraph(title, size, bold=True, most=most, language=language)
        self.y += 6

    def _can(self, text: str) -> bool:
        return bool(text) and self.letters.has(clean(text))

    def section(self, section: Section) -> None:
        """A section of a full card."""
        if self.full(60):
            return
        self.y += 6
        self.marks.append(Box(_LEFT, self.y, _ROOM, 0.8, _LINE))
        self.y += 7
        self.paragraph(section.heading, _HEADING, _ACCENT, bold=True, most=2)
        self.y += 1
        if section.hint and self._can(section.hint):
            self.paragraph(section.hint, _NOTE, _SOFT, most=_HINT_LINES)
            self.y += 2
        if section.kind == "search":
            self._search(section)
        if section.drawing is not None:
            self._drawing(section.drawing)
        shown = [item for item in section.items if self._can(item.text or item.value)]
        left = len(section.items) - len(shown)
        for heading, items in groupby(shown, key=lambda item: item.group):
            left += self._group(heading, list(items), section.kind)
        if left:
            self.paragraph(f"… +{left}", _NOTE, _SOFT)
        if section.more and self._can(section.more):
            self.paragraph(f"› {section.more}", _NOTE, _ACCENT)

    def _group(self, heading: str, items: Sequence[Item], kind: str) -> int:
        """Items under a heading of their own; how many had no room."""
        if heading and self._can(heading) and not self.full(40):
            self.y += 2
            self.paragraph(heading, _NOTE, _SOFT, bold=True, most=2)
        for place, item in enumerate(items):
            if self.full(36):
                return len(items) - place
            self._item(item, kind)
        return 0

    def _item(self, item: Item, kind: str) -> None:
        numbers = self.numbers(item)
        if kind == "text":
            self.paragraph(item.text, _WORDS, marks=numbers, language=item.language)
            self.y += 3
            return
        indent = 11.0
        if item.value and kind == "figures":
            self.paragraph(item.value, 17.0, bold=True, marks=numbers)
            self.paragraph(self._named(item), _WORDS, language=item.language)
        else:
            self.marks.append(Box(_LEFT + 1, self.y + 7.2, 4, 4, _ACCENT, 2))
            named = self._named(item)
            said = f"{named}: {item.value}" if item.value else named
            self.paragraph(said, _WORDS, indent=indent, marks=numbers, language=item.language)
        if item.share is not None:
            self._bar(item.share, indent)
        if item.note and self._can(item.note):
            deep = 0.0 if kind == "figures" else indent
            self.paragraph(item.note, _NOTE, _SOFT, indent=deep, most=_NOTE_LINES)
        self.y += 4

    def _named(self, item: Item) -> str:
        text = f"{self.widget.words.negated} {item.text}" if item.negated else item.text
        return f"{text} ({item.code})" if item.code else text

    def _bar(self, share: float, indent: float) -> None:
        wide = _ROOM - indent
        part = max(0.0, min(share, 1.0))
        self.y += 2
        self.marks.append(Box(_LEFT + indent, self.y, wide, _BAR, _LINE, _BAR / 2))
        long = max(wide * part, _BAR) if part else 0.0
        self.marks.append(Box(_LEFT + indent, self.y, long, _BAR, "bar", _BAR / 2))
        self.y += _BAR + 3

    def _drawing(self, drawing: Drawing) -> None:
        scale = _ROOM / drawing.width
        high = drawing.height * scale
        if self.full(high + 20):
            return
        self.marks.append(Picture(_LEFT, self.y + 2, scale, drawing))
        self.y += high + 8

    def _search(self, section: Section) -> None:
        """The box of a search, drawn: where one can write stands in the address below."""
        self.y += 3
        self.marks.append(Box(_LEFT, self.y, _ROOM, 34, "edge", 7))
        self.marks.append(Box(_LEFT + 1, self.y + 1, _ROOM - 2, 32, _PAPER, 6))
        words = clean(section.items[0].text if section.items else self.widget.words.search)
        self.marks.append(Words(_LEFT + 12, self.y + 22, words, _WORDS, _SOFT))
        self.y += 42

    # The compact card: headings beside what they head

    def brief(self) -> None:
        """All sections, each in a line or some."""
        parts = [s for s in self.widget.sections if any(self._can(i.text) for i in s.items)]
        for place, section in enumerate(parts):
            after = 22.0 * sum(1 for s in parts[place + 1 :])
            room = self.bottom - self.y - after
            if self.full(17):
                return
            if section.kind == "text":
                self._brief_text(section, room)
            else:
                self._brief_facts(section, room)
            self.y += 4

    def _brief_text(self, section: Section, room: float) -> None:
        item = next(i for i in section.items if self._can(i.text))
        most = max(1, min(4, int(room / (_WORDS * _LEADING))))
        numbers = self.numbers(item)
        self.paragraph(item.text, _WORDS, most=most, marks=numbers, language=item.language)

    def _brief_facts(self, section: Section, room: float) -> None:
        top = self.y
        most = max(1, min(2, int(room / (_NOTE * _LEADING))))
        heading = section.heading
        self.paragraph(heading, _NOTE, _ACCENT, bold=True, most=most, room=_COLUMN - 8)
        below, self.y = self.y, top - 1.5
        for item in section.items:
            if self.y > top and self.y + 17 - top > room:
                break
            if self._can(item.text):
                self._brief_item(item)
        self.y = max(self.y, below)

    def _brief_item(self, item: Item) -> None:
        text = self._named(item)
        said = f"{item.value} · {text}" if item.value else text
        numbers = self.numbers(item)
        more = f"{said}: {item.note}"
        wide = self.letters.width(clean(more), _WORDS) + self.letters.width(numbers, MARK) + 3
        if item.note and not item.value and self._can(more) and wide <= _ROOM - _COLUMN:
            said = more
        language = item.language
        self.paragraph(said, _WORDS, indent=_COLUMN, most=1, marks=numbers, language=language)

    # The foot

    def finished(self) -> Sheet:
        """The card with its foot: who says so, of which day, and where all of it stands."""
        foot = self._source_lines()
        step = self.foot * _LEADING
        high = 12 + step * len(foot) + 24
        height = COMPACT if self.compact else max(COMPACT, round(self.y + 8 + high))
        y = height - high
        self.marks.append(Box(_LEFT, y, _ROOM, 0.8, _LINE))
        y += 6
        for line in foot:
            self.marks.append(Words(_LEFT, y + self.foot, line, self.foot, _SOFT))
            y += step
        self._last_line(height - 14)
        return Sheet(height, tuple(self.marks))

    def _source_lines(self) -> list[str]:
        """The sources of what stands on the card, by their numbers, with their licences; in fewer
        words where there is no room for all of them."""
        known = {s.id: s for s in self.widget.sources}
        shown = [(f"{n} ", known[i]) for i, n in self.behind.items() if i in known]
        shown = shown or [("", source) for source in self.widget.sources]
        most = _SOURCE_LINES if self.compact else 12
        for words in (_licensed, _shortly, _name):
            named = [f"{number}{words(source)}" for number, source in shown]
            said = f"{self.widget.words.sources}: {'; '.join(filter(self._can, named))}"
            text = clean(said) if shown else ""
            if len(found := lines(text, _ROOM, self.foot, self.letters)) <= most:
                return found
        return cut(text, most, _ROOM, self.foot, self.letters)

    def _last_line(self, y: float) -> None:
        widget = self.widget
        address = clean(_short(widget.url))
        told = clean(f"{widget.words.brand} · {widget.release.text}")
        wide = self.letters.width(address, _NOTE, True)
        if wide + self.letters.width(told, _FOOT) + 10 > _ROOM:
            told = clean(f"{widget.words.brand} {widget.release.date}")
        size = _NOTE
        while self.letters.width(address, size, True) > _ROOM - 100 and size > 6:
            size -= 0.5
        self.marks.append(Words(_LEFT, y, told, _FOOT, _SOFT))
        self.marks.append(Words(_RIGHT, y, address, size, _ACCENT, bold=True, end=True))


def _code(widget: Widget) -> str:
    """The identifier of what a widget is about, where it says something to readers."""
    return widget.ref if ":" in widget.ref else ""


def _licensed(source: SourceOf) -> str:
    return f"{source.title} ({source.licence})" if source.licence else source.title


def _shortly(source: SourceOf) -> str:
    """The name without what is explained in it, and the first words of the licence."""
    name, licence = _name(source), source.licence.partition(":")[0].partition(" (")[0]
    return f"{name} ({licence})" if licence else name


def _name(source: SourceOf) -> str:
    return source.title.partition(" (")[0]


def _short(address: str) -> str:
    """An address as it is printed."""
    return address.partition("://")[2].removeprefix("www.") or address
