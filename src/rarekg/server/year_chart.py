"""A chart of numbers by year, one column a year, several series on top of one another: as the
template draws it in SVG, with the same numbers as a table behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

_STEP, _BAR, _HEIGHT, _TOP, _LEFT, _FEET = 18, 13, 180, 16, 40, 26
_RIGHT = 14  # room for half the name of the last year
_TICKS = 4
_EVERY = 5  # years between two that are named below the columns


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
class YearChart:
    """The chart; years between the first and the last without anything have a zero."""

    series: tuple[str, ...]
    totals: tuple[int, ...]
    columns: tuple[YearColumn, ...]
    ticks: tuple[Tick, ...]
    width: int
    height: int
    left: int = _LEFT
    bar: int = _BAR
    base: int = _TOP + _HEIGHT


def year_chart(given: Mapping[str, Counter[int]]) -> YearChart | None:
    """The chart of series by their names; None where there are not two years to compare."""
    series = tuple(sorted(given, key=lambda name: (-given[name].total(), name)))
    years = [year for counts in given.values() for year in counts]
    if len(set(years)) < 2:
        return None
    span = range(min(years), max(years) + 1)
    totals = {year: sum(given[name][year] for name in series) for year in span}
    step = _tick(max(totals.values()))
    top = step * -(-max(totals.values()) // step)
    columns = tuple(
        _column(year, place, tuple(given[name][year] for name in series), top)
        for place, year in enumerate(span)
    )
    ticks = tuple(
        Tick(_TOP + _HEIGHT - _HEIGHT * number / top, number) for number in range(0, top + 1, step)
    )
    size = _LEFT + _STEP * len(span) + _RIGHT, _TOP + _HEIGHT + _FEET
    return YearChart(series, tuple(given[n].total() for n in series), columns, ticks, *size)


def _tick(most: int) -> int:
    """A round distance of lines, so that some four of them reach above the highest column."""
    size = 1
    while True:
        for step in (size, 2 * size, 5 * size):
            if step * _TICKS >= most:
                return step
        size *= 10


def _column(year: int, place: int, numbers: tuple[int, ...], top: int) -> YearColumn:
    parts, below = [], 0
    for series, number in enumerate(numbers):
        if number:
            height = _HEIGHT * number / top
            y = _TOP + _HEIGHT - _HEIGHT * below / top - height
            parts.append(Part(series, round(y, 1), round(height, 1)))
            below += number
    x = _LEFT + place * _STEP + (_STEP - _BAR) / 2
    return YearColumn(year, x, tuple(parts), numbers, below, year % _EVERY == 0)
