"""The age at which a disease first shows: the stages of life as a strip, a column for each source.

The stages are Orphanet's classes, which come near to the terms of HPO without being the same: a
term stands where its definition lies for the most part, and its words stand in the table.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rarekg.records.model import Link, Source
from rarekg.server.labels import concept_label
from rarekg.server.languages import gettext
from rarekg.server.pictures.paper import WIDTH, wrapped
from rarekg.server.views import Row

_STAGES = (
    "rkg:OnsetAntenatal",
    "rkg:OnsetNeonatal",
    "rkg:OnsetInfancy",
    "rkg:OnsetChildhood",
    "rkg:OnsetAdolescent",
    "rkg:OnsetAdult",
    "rkg:OnsetElderly",
)
# First and last stage of each term; ages in the definitions of HPO (2024-08-13).
_SPANS = {
    **{stage: (place, place) for place, stage in enumerate(_STAGES)},
    "rkg:OnsetAllAges": (1, 6),
    "HP:0030674": (0, 0),  # antenatal
    "HP:0011460": (0, 0),  # embryonal
    "HP:0011461": (0, 0),  # fetal
    "HP:0034199": (0, 0),  # late first trimester
    "HP:0034198": (0, 0),  # second trimester
    "HP:0034197": (0, 0),  # third trimester
    "HP:0003577": (1, 1),  # congenital: at birth
    "HP:0003623": (1, 1),  # neonatal: to 28 days
    "HP:0003593": (2, 2),  # infantile: 28 days to 1 year
    "HP:0011463": (3, 3),  # childhood: 1 to 5 years
    "HP:0410280": (2, 4),  # paediatric: before 16 years, after the first weeks
    "HP:0003621": (3, 4),  # juvenile: 5 to 15 years
    "HP:0003581": (5, 6),  # adult: from 16 years
    "HP:0011462": (5, 5),  # young adult: 16 to 40 years
    "HP:0025708": (5, 5),
    "HP:0025709": (5, 5),
    "HP:0025710": (5, 5),
    "HP:0003596": (5, 5),  # middle age: 40 to 60 years
    "HP:0003584": (6, 6),  # late: after 60 years
}
_NOWHERE = (len(_STAGES), len(_STAGES))
_LEFT, _HEAD, _ROW, _FEET = 126, 40, 25, 6
_BAR = 30  # units: the widest bar
_MOST = 4  # columns


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of life: its place from above and its name in lines."""

    y: float
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """What a source states, from its first stage to its last."""

    y: float
    height: float
    words: str


@dataclass(frozen=True, slots=True)
class Column:
    """A source with what it states."""

    x: float
    words: tuple[str, ...]
    source: Source
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class OnsetPicture:
    """The strip; `rows` is all that is stated, `unplaced` what has no place in it."""

    stages: tuple[Stage, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    unplaced: tuple[Row, ...]
    left: int
    row: int
    bar: int
    height: int
    width: int = WIDTH


def onset_picture(rows: Sequence[Row]) -> OnsetPicture | None:
    """The strip of the ages that are stated of a disease; None where nothing can be placed."""
    ordered = sorted(rows, key=_span)
    placed = [r for r in ordered if _span(r) != _NOWHERE]
    sources = _sources(placed)[:_MOST]
    if not placed or not sources:
        return None
    room = (WIDTH - _LEFT) / len(sources)
    columns = tuple(
        _column(source, _LEFT + room * (place + 0.5), room - 6, placed)
        for place, source in enumerate(sources)
    )
    return OnsetPicture(
        stages=tuple(
            Stage(_HEAD + _ROW * place, wrapped(concept_label(key), _LEFT - 12.0))
            for place, key in enumerate(_STAGES)
        ),
        columns=columns,
        rows=tuple(ordered),
        unplaced=tuple(r for r in ordered if _span(r) == _NOWHERE),
        left=_LEFT,
        row=_ROW,
        bar=_BAR,
        height=_HEAD + _ROW * len(_STAGES) + _FEET,
    )


def _span(row: Row) -> tuple[int, int]:
    return _SPANS.get(row.value.id, _NOWHERE) if isinstance(row.value, Link) else _NOWHERE


def _sources(rows: Iterable[Row]) -> list[Source]:
    """Those who state something, in the order of the page."""
    return list({a.id: a for r in rows for a in r.authorities}.values())


def _column(source: Source, x: float, room: float, rows: Iterable[Row]) -> Column:
    bars = []
    for row in rows:
        if any(a.id == source.id for a in row.authorities):
            first, last = _span(row)
            words = gettext("%(source)s: %(age)s", source=source.title, age=row.text)
            height = _ROW * (last - first + 1) - 4.0
            bars.append(Bar(_HEAD + _ROW * first + 2.0, height, words))
    name = source.title.partition(" (")[0]
    return Column(round(x, 1), wrapped(name, room), source, tuple(bars))
