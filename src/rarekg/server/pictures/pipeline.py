"""How far treatments have come, by kind: of a disease, of the diseases of an area, or of all.

Each therapy counts once for each of its kinds, at the furthest that any authority's record has; a
decision against it outweighs a designation, which only supports development.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from rarekg.records.acts import AGAINST, APPROVED, ENDED, Use, rank
from rarekg.records.model import Link
from rarekg.records.therapies import Catalogue, link_of
from rarekg.records.treated import Treatment
from rarekg.server.formats import number as localised
from rarekg.server.languages import gettext, gettext_noop
from rarekg.server.pictures.paper import LINE, SMALL, WIDTH, width_of, wrapped

USE = ("indicatedFor", "orphanDesignation")  # statements that say what a therapy is for
_ENDED = "ended"
# The stages of the columns, in the order of development.
_COLUMNS = (
    (("",), gettext_noop("Stage not stated")),
    (("OrphanDesignated",), gettext_noop("Orphan status")),
    (("InTrials",), gettext_noop("In trials")),
    (("UnderReview",), gettext_noop("Under review")),
    (APPROVED, gettext_noop("Approved")),
    ((_ENDED, *ENDED), gettext_noop("Refused or ended")),
)
_PLACE = {stage: place for place, (stages, _) in enumerate(_COLUMNS) for stage in stages}
_APPROVED = _PLACE["Approved"]
_LOOKS = {_APPROVED: "bar0", _PLACE[_ENDED]: "ended"}
_TOP, _ROW, _DOT = 6, 46, 31
_LEAST, _MOST = 3.5, 12.0  # units: radius of a dot

# How many therapies of a kind (its id; "" where it is not known) have come to a stage.
Tally = Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Dot:
    """A number of therapies: its column, the class of its look, its middle, its radius, and where
    the number stands."""

    place: int
    look: str
    x: float
    radius: float
    number: int
    words: str
    text: float


@dataclass(frozen=True, slots=True)
class KindRow:
    """A kind of treatment: the upper edge of its row, its name, its numbers by column."""

    y: int
    words: str
    name: str
    kind: Link | None
    dots: tuple[Dot, ...]
    numbers: tuple[int, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Heading:
    """The name of a column, in lines; `place` is its place among all columns."""

    place: int
    x: float
    words: tuple[str, ...]
    name: str


@dataclass(frozen=True, slots=True)
class PipelinePicture:
    """The kinds below one another, the stages beside one another; `total` is the number of
    therapies and kinds that the dots add up to."""

    headings: tuple[Heading, ...]
    rows: tuple[KindRow, ...]
    total: int
    top: int
    height: int
    dot: int = _DOT
    width: int = WIDTH


def tally_of(uses: Iterable[Use], kinds_of: Callable[[str], tuple[Link, ...]]) -> Tally:
    """The therapies of a disease by kind and stage; not those for diagnosis or prevention."""
    found: Counter[tuple[str, str]] = Counter()
    for use in uses:
        if not use.purpose:
            stage = _ENDED if use.standing == "ended" else use.stage
            found.update((kind, stage) for kind in _ids(kinds_of(use.link.id)))
    return found


def _ids(kinds: tuple[Link, ...]) -> tuple[str, ...]:
    return tuple(kind.id for kind in kinds) or ("",)


def tally_of_all(given: Iterable[Treatment], known: Catalogue) -> Tally:
    """The therapies of many diseases by kind and furthest stage, whatever for."""
    stages: dict[str, set[str]] = {}
    for told in given:
        if not told.against and told.therapy in known.therapies:
            stages.setdefault(told.therapy, set()).add(told.stage)
    found: Counter[tuple[str, str]] = Counter()
    for therapy, reached in stages.items():
        ended = reached.isdisjoint(APPROVED) and not reached.isdisjoint(AGAINST)
        stage = _ENDED if ended else min(reached, key=rank)
        found.update((kind, stage) for kind in _ids(known.kinds_of(therapy)))
    return found


def pipeline_picture(
    tally: Tally, known: Catalogue, spoken: Callable[[Link], Link]
) -> PipelinePicture | None:
    """The picture of a tally: the kinds with most therapies first; None where it is empty.
    `spoken` gives a link in the language of the reader."""
    kinds: dict[str, Counter[int]] = {}
    for (kind, stage), number in tally.items():
        kinds.setdefault(kind, Counter())[_PLACE[stage]] += number
    if not kinds:
        return None
    used = [p for p in range(len(_COLUMNS)) if p == _APPROVED or any(c[p] for c in kinds.values())]
    step = WIDTH / len(used)
    headings = tuple(_heading(p, step * (n + 0.5), step) for n, p in enumerate(used))
    top = _TOP + LINE * max(len(h.words) for h in headings) + 6
    most = max(max(c.values()) for c in kinds.values())
    ordered = sorted(kinds, key=lambda k: (not k, -kinds[k].total(), k))
    rows = tuple(
        _row(
            spoken(link_of(known.modalities[kind])) if kind in known.modalities else None,
            kinds[kind],
            top + _ROW * n,
            headings,
            most,
        )
        for n, kind in enumerate(ordered)
    )
    return PipelinePicture(headings, rows, sum(r.total for r in rows), top, top + _ROW * len(rows))


def _heading(place: int, x: float, step: float) -> Heading:
    name = gettext(_COLUMNS[place][1])
    return Heading(place, round(x, 1), wrapped(name, step + 4, 3), name)


def _row(
    kind: Link | None, numbers: Counter[int], y: int, headings: tuple[Heading, ...], most: int
) -> KindRow:
    name = kind.name if kind else gettext("Kind not known")
    dots = tuple(_dot(h, numbers[h.place], most) for h in headings if numbers[h.place])
    counted = tuple(numbers[h.place] for h in headings)
    words = wrapped(name, WIDTH - 4.0, 1)[0]
    return KindRow(y, words, name, kind, dots, counted, numbers.total())


def _dot(heading: Heading, number: int, most: int) -> Dot:
    """A dot whose area goes with the number, its number to the right of it."""
    radius = max(_LEAST, _MOST * math.sqrt(number / most))
    words = localised(number)
    beside = width_of(words, SMALL) + 4
    x = heading.x - beside / 2
    look = _LOOKS.get(heading.place, "bar1")
    text = round(x + radius + 4, 1)
    return Dot(heading.place, look, round(x, 1), round(radius, 1), number, words, text)
