"""How common a disease is, by region: each figure of each source apart, on a logarithmic scale.

A class is a range from its lowest to its highest value; a value is a point. Nothing is averaged.
The thresholds of rarity that are rates stand among the figures that they judge.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import groupby

from rarekg.records.model import Entity, Link, Literal, Statement
from rarekg.records.rarity import rate_of
from rarekg.server.figures import MEASURES, Figure
from rarekg.server.labels import number, region_words
from rarekg.server.languages import gettext
from rarekg.server.pictures.paper import LINE, WIDTH, wrapped
from rarekg.server.pictures.scale import LogScale, log_scale
from rarekg.vocabulary import prevalence_bounds

MOST = 16  # figures that are drawn; the table has all
_JUDGED = 0  # the rank of point prevalence: the rules speak of persons who have the disease
_EDGE = 36.0  # units at both ends, for the names of the outer ticks
_NAMED = 62.0  # units that the name of a tick needs
_TOP, _HEAD, _ROW, _BAR, _GAP, _FEET = 6, 24, 34, 20, 8, 40


@dataclass(frozen=True, slots=True)
class Range:
    """A figure as it is drawn: its words at `y`, its class from `left` to `right` and its value at
    `point` below them (None where not stated). `open_*`: the class has no bound there."""

    y: int
    words: str
    told: str
    left: float | None
    right: float
    open_left: bool
    open_right: bool
    point: float | None
    figure: Figure


@dataclass(frozen=True, slots=True)
class Limit:
    """A threshold of rarity: where it is, its rule, and its words."""

    x: float
    rule: Entity
    words: str


@dataclass(frozen=True, slots=True)
class Measure:
    """The figures of one measure, under its name at `y`; `limits` go from there to `end`."""

    y: int
    end: int
    name: str
    limits: tuple[Limit, ...]
    ranges: tuple[Range, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the scale, with its name in lines."""

    x: float
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PrevalencePicture:
    """The picture: `figures` are all with a rate, `more` how many of them are only in the table,
    `unknown` those that say that it is not known; `unplaced` are rules that no rate expresses."""

    name: str
    measures: tuple[Measure, ...]
    ticks: tuple[Tick, ...]
    base: int
    height: int
    figures: tuple[Figure, ...]
    more: int
    unknown: tuple[Figure, ...]
    limits: tuple[Limit, ...]
    unplaced: tuple[Entity, ...]
    width: int = WIDTH

    @property
    def doubt(self) -> bool:
        """Whether a figure that is drawn is not yet validated."""
        return any(not r.figure.validated for m in self.measures for r in m.ranges)


_Bounds = tuple[Figure, Decimal | None, Decimal | None, Decimal | None]


def prevalence_picture(
    disease: Entity, figures: Sequence[Figure], rules: Iterable[Entity]
) -> PrevalencePicture | None:
    """The picture of the rates among the figures of a disease; None where there is none."""
    told = {s.url: s for key in MEASURES for s in disease.statements.get(key, ())}
    bounded = [_bounds(f, told[f.line.url]) for f in figures if f.line.url in told]
    rates = [b for b in bounded if any(each is not None for each in b[1:])]
    if not rates:
        return None
    given = tuple(rules)
    stated = tuple(b[0] for b in rates)
    limits = [(rule, rate) for rule in given if (rate := rate_of(rule)) is not None]
    shown = rates[:MOST]
    judged = any(b[0].rank == _JUDGED for b in shown)
    scale = _scale(shown, [rate for _, rate in limits] if judged else [])
    placed = tuple(Limit(scale.at(rate), rule, one_in(rate)) for rule, rate in limits)
    measures, base = _measures(shown, scale, placed)
    return PrevalencePicture(
        name=disease.name,
        measures=measures,
        ticks=_ticks(scale),
        base=base,
        height=base + _FEET,
        figures=stated,
        more=len(rates) - len(shown),
        unknown=tuple(f for f in figures if not f.known and f not in stated),
        limits=placed if judged else (),
        unplaced=tuple(r for r in given if rate_of(r) is None) if judged else (),
    )


def _ticks(scale: LogScale) -> tuple[Tick, ...]:
    """The lines of the scale; where they are close, every second one has a name."""
    placed = list(scale.ticks())
    every = 1 if placed[1][0] - placed[0][0] >= _NAMED else 2
    return tuple(
        Tick(x, wrapped(one_in(rate), _NAMED + 10) if place % every == 0 else ())
        for place, (x, rate) in enumerate(placed)
    )


def one_in(rate: Decimal) -> str:
    """A number of persons in 100,000 as one in so many."""
    return gettext("1 in %(num)s", num=number(f"{(100_000 / rate).normalize():f}"))


def _bounds(figure: Figure, statement: Statement) -> _Bounds:
    """A figure with the lowest and highest value of its class and its exact value, by 100,000."""
    value = statement.value
    key = value.id.removeprefix("rkg:") if isinstance(value, Link) else ""
    low, high = prevalence_bounds().get(key, (None, None))
    return figure, low, high, _exact(statement)


def _exact(statement: Statement) -> Decimal | None:
    stated = statement.qualifier("valuePer100000")
    if not isinstance(stated, Literal):
        return None
    try:
        value = Decimal(stated.text)
    except InvalidOperation:
        return None
    return value if value.is_finite() and value > 0 else None


def _scale(shown: Sequence[_Bounds], limits: Sequence[Decimal]) -> LogScale:
    """From below the lowest number to above the highest; an open class reaches one power on."""
    values = [v for b in shown for v in b[1:] if v]  # a class from zero on is open
    values += [b[2] / 10 for b in shown if b[2] and b[1] == 0]
    values += [b[1] * 10 for b in shown if b[1] and b[2] is None]
    return log_scale([*values, *limits], _EDGE, WIDTH - _EDGE)


def _measures(
    shown: Sequence[_Bounds], scale: LogScale, limits: tuple[Limit, ...]
) -> tuple[tuple[Measure, ...], int]:
    """The measures below one another, and where they end."""
    found, y = [], _TOP
    for rank, group in groupby(shown, key=lambda b: b[0].rank):
        figures = list(group)
        start = y
        judging = limits if rank == _JUDGED else ()
        y += _HEAD + LINE * len(judging)
        ranges = []
        for bounds in figures:
            ranges.append(_range(bounds, scale, y))
            y += _ROW
        found.append(Measure(start, y, figures[0][0].measure, judging, tuple(ranges)))
        y += _GAP
    return tuple(found), y


def _range(bounds: _Bounds, scale: LogScale, y: int) -> Range:
    figure, low, high, exact = bounds
    told = f"{figure.share}; {figure.value}" if figure.value else figure.share
    region = region_words(figure.region) or gettext("Region not stated")
    words = gettext("%(region)s: %(figure)s", region=region, figure=figure.value or figure.share)
    return Range(
        y=y,
        words=wrapped(words, WIDTH - 4.0, 1)[0],
        told=gettext("%(region)s: %(figure)s", region=region, figure=told),
        left=None if low is None else scale.at(low) if low else scale.left,
        right=scale.at(high) if high else scale.right,
        open_left=low == 0,
        open_right=high is None,
        point=scale.at(exact) if exact else None,
        figure=figure,
    )
