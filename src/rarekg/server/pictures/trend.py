"""Numbers by year: a column a year, several series on top of one another, from zero up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from rarekg.identifiers import iri
from rarekg.records.reader import Records
from rarekg.server.formats import number
from rarekg.server.languages import gettext
from rarekg.server.pictures.paper import LINE, WIDTH, wrapped
from rarekg.server.pictures.scale import round_step

_HEIGHT, _TOP, _LEFT, _FEET = 170, 12, 38, 24
_RIGHT = 16  # room for half the name of the last year
_WIDEST = 30.0  # units from one year to the next
_SHARE = 0.74  # of that: the column
_NAMES = 42.0  # units that the name of a year needs
_LEGEND = 22
_LOOKS = 4  # series look different up to so many


@dataclass(frozen=True, slots=True)
class Part:
    """A series' part of a column: its place among the series, y and height in the chart's units."""

    series: int
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class YearColumn:
    """A year: its column, its numbers by series, and whether its name stands below."""

    year: int
    x: float
    parts: tuple[Part, ...]
    numbers: tuple[int, ...]
    total: int
    named: bool


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the scale."""

    y: float
    number: int


@dataclass(frozen=True, slots=True)
class Legend:
    """What a series is, in lines, and how it looks."""

    look: int
    y: int
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TrendPicture:
    """The columns; years between the first and the last without anything have a zero."""

    series: tuple[str, ...]
    totals: tuple[int, ...]
    columns: tuple[YearColumn, ...]
    ticks: tuple[Tick, ...]
    legend: tuple[Legend, ...]
    bar: float
    height: int
    left: int = _LEFT
    base: int = _TOP + _HEIGHT
    width: int = WIDTH


def trend_picture(given: Mapping[str, Counter[int]]) -> TrendPicture | None:
    """The columns of series by their names, that with most first; None where there are not two
    years to compare."""
    series = tuple(sorted(given, key=lambda name: (-given[name].total(), name)))
    years = [year for counts in given.values() for year in counts]
    if len(set(years)) < 2:
        return None
    span = range(min(years), max(years) + 1)
    totals = {year: sum(given[name][year] for name in series) for year in span}
    step = round_step(max(totals.values()))
    top = step * -(-max(totals.values()) // step)
    wide = min((WIDTH - _LEFT - _RIGHT) / len(span), _WIDEST)
    every = next(n for n in (1, 2, 5, 10, 20, 50, 100) if n * wide >= _NAMES or n == 100)
    columns = tuple(
        _column(year, _LEFT + place * wide, tuple(given[name][year] for name in series), top, every)
        for place, year in enumerate(span)
    )
    ticks = tuple(Tick(round(_y(line, top), 1), line) for line in range(0, top + 1, step))
    totalled = tuple(given[n].total() for n in series)
    legend, height = _legends(series, totalled)
    bar = round(wide * _SHARE, 1)
    return TrendPicture(series, totalled, columns, ticks, legend, bar, height)


def _legends(series: tuple[str, ...], totals: tuple[int, ...]) -> tuple[tuple[Legend, ...], int]:
    """The series below the columns, and where that ends."""
    found, y = [], _TOP + _HEIGHT + _FEET + 4
    for place, (name, total) in enumerate(zip(series, totals, strict=True)):
        words = gettext("%(name)s: %(num)s", name=name, num=number(total))
        lines = wrapped(words, WIDTH - 24.0)
        found.append(Legend(place % _LOOKS, y, lines))
        y += LINE * len(lines) + _LEGEND - LINE
    return tuple(found), y


def named_authorities(
    counted: Mapping[str, Counter[int]], records: Records
) -> dict[str, Counter[int]]:
    """Numbers by authority and year under the names of the authorities."""
    return {
        records.lookup.link(iri(key)).name if key else gettext("authority not stated"): counts
        for key, counts in counted.items()
    }


def _y(given: int, top: int) -> float:
    return _TOP + _HEIGHT - _HEIGHT * given / top


def _column(year: int, x: float, numbers: tuple[int, ...], top: int, every: int) -> YearColumn:
    parts, below = [], 0
    for series, given in enumerate(numbers):
        if given:
            height = _HEIGHT * given / top
            parts.append(Part(series % _LOOKS, round(_y(below, top) - height, 1), round(height, 1)))
            below += given
    return YearColumn(year, round(x, 1), tuple(parts), numbers, below, year % every == 0)
