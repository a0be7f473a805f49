"""The column of words that every card is: set line by line, with its head and its foot. What does
not fit is left out; what stands there has its source.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from rarekg.server.widgets.card_marks import (
    COMPACT,
    HIGHEST,
    NUMBERS,
    WIDTH,
    Box,
    Mark,
    Sheet,
    Words,
)
from rarekg.server.widgets.card_text import Letters, clean, cut, lines
from rarekg.server.widgets.model import Item, SourceOf, Widget

LEFT, RIGHT, _TOP = 22.0, 458.0, 20.0
ROOM = RIGHT - LEFT
LABEL, HEADING, WORDS, NOTE, FOOT = 12.0, 13.5, 14.0, 12.0, 10.5  # sizes
_TITLES = (23.0, 20.0, 17.0)  # the largest in which a name fits
LEADING = 1.32
LINE_HIGH = WORDS * LEADING
HINT_LINES, _SOURCE_LINES = 3, 3
_FEET = 200  # units: the most that a foot takes
_TAG = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")  # of a language (BCP 47)
_OURS = "rarekg:"
PAPER, INK, SOFT, ACCENT, WARM, LINE = "paper", "ink", "soft", "accent", "warm", "line"


@dataclass(slots=True)
class Column:
    """A card that is being laid out, from its head to its foot. `end` is where the foot begins at
    the latest; `query` what is searched for."""

    widget: Widget
    letters: Letters
    query: str = ""
    y: float = _TOP
    end: float = HIGHEST - _FEET
    marks: list[Mark] = field(default_factory=list)
    behind: dict[str, int] = field(default_factory=dict)  # sources that are named, by number
    dropped: bool = False  # whether parts had no room
    _sources: dict[int, str] = field(default_factory=dict)  # of references

    def __post_init__(self) -> None:
        self._sources = {r.number: r.source for r in self.widget.references}
        if self.compact:
            self.behind = {s.id: n for n, s in enumerate(self.widget.sources, 1)}
            self.end = COMPACT - 38 - self.foot * LEADING * len(self._source_lines())
            self.behind = {}

    @property
    def compact(self) -> bool:
        """Whether it is as high as what is shared."""
        return self.widget.layout == "compact"

    @property
    def foot(self) -> float:
        """The size of the words of the sources."""
        return 9.5 if self.compact else FOOT

    def full(self, high: float) -> bool:
        """Whether something of a height has no room any more."""
        return self.y + high > self.end

    def paragraph(
        self,
        text: str,
        size: float,
        ink: str = INK,
        *,
        bold: bool = False,
        indent: float = 0.0,
        most: int = 99,
        marks: str = "",
        language: str = "",
        room: float = 0.0,
    ) -> bool:
        """Words in lines, as many as have room; whether there was room for any."""
        step = size * LEADING
        most = min(most, int((self.end - self.y + 2) / step))
        wide = (room or ROOM) - indent
        tail = self.letters.width(marks, NUMBERS) + 3 if marks else 0.0
        found = cut(clean(text), most, wide, size, self.letters, bold)
        language = language if _TAG.fullmatch(language) else ""
        if tail and found and self.letters.width(found[-1], size, bold) + tail > wide:
            found = cut(clean(text), most, wide - tail, size, self.letters, bold)
        for place, line in enumerate(found):
            x, y = LEFT + indent, self.y + size
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

    def head(self) -> None:
        """What it is, its name, and what must be known before all else."""
        widget = self.widget
        self.marks.append(Box(0, 0, WIDTH, 5, "given"))
        parts = [widget.label] if widget.title and widget.title != widget.label else []
        if widget.kind.casefold() not in widget.label.casefold():
            parts.append(widget.kind)
        said = " · ".join(filter(None, (*parts, _code(widget))))
        if self.can(said):
            self.paragraph(said, LABEL, SOFT, most=1 if self.compact else 2)
        self._title(clean(next(filter(self.can, (widget.title, widget.label)), widget.ref)))
        if widget.withdrawn is not None:
            named = ", ".join(s.text for s in widget.withdrawn.successors)
            self.paragraph(f"{widget.withdrawn.text} {named}", NOTE, WARM, bold=True, most=3)
            self.y += 3
        for error in widget.errors[:3]:
            self.paragraph(error, FOOT, WARM, most=2)

    def _title(self, title: str) -> None:
        self.y += 1
        most = 2 if self.compact else 4
        for size in _TITLES:
            if len(lines(title, ROOM, size, self.letters, True)) <= most:
                break
        language = self.widget.title_language
        self.paragraph(title, size, bold=True, most=most, language=language)
        self.y += 6

    def can(self, text: str) -> bool:
        """Whether there is a text that can be drawn."""
        return bool(text) and self.letters.has(clean(text))

    def finished(self) -> Sheet:
        """The card with its foot: who says so, of which day, and where all of it stands."""
        if self.dropped:
            self.marks.append(Words(LEFT, self.y + NOTE, "…", NOTE, SOFT))
            self.y += NOTE * LEADING
        foot = self._source_lines()
        step = self.foot * LEADING
        high = 12 + step * len(foot) + 24
        height = COMPACT if self.compact else max(COMPACT, round(self.y + 8 + high))
        y = height - high
        self.marks.append(Box(LEFT, y, ROOM, 0.8, LINE))
        y += 6
        for line in foot:
            self.marks.append(Words(LEFT, y + self.foot, line, self.foot, SOFT))
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
            said = f"{self.widget.words.sources}: {'; '.join(filter(self.can, named))}"
            text = clean(said) if shown else ""
            if len(found := lines(text, ROOM, self.foot, self.letters)) <= most:
                return found
        return cut(text, most, ROOM, self.foot, self.letters)

    def _last_line(self, y: float) -> None:
        widget = self.widget
        address = clean(_short(widget.url))
        told = clean(f"{widget.words.brand} · {widget.release.text}")
        wide = self.letters.width(address, NOTE, True)
        if wide + self.letters.width(told, FOOT) + 10 > ROOM:
            told = clean(f"{widget.words.brand} {widget.release.date}")
        size = NOTE
        while self.letters.width(address, size, True) > ROOM - 100 and size > 6:
            size -= 0.5
        self.marks.append(Words(LEFT, y, told, FOOT, SOFT))
        self.marks.append(Words(RIGHT, y, address, size, ACCENT, bold=True, end=True))


def _code(widget: Widget) -> str:
    """The identifier of what a widget is about, where others know it, too."""
    return widget.ref if ":" in widget.ref and not widget.ref.startswith(_OURS) else ""


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
