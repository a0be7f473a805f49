"""The signs of a disease by body system: a bar for each, in parts by how frequent they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from rarekg.server.languages import gettext, gettext_noop
from rarekg.server.pictures.paper import LINE, WIDTH, wrapped
from rarekg.server.signs import SignGroup, how_often

# Classes of `Sign.often` that a part of a bar holds, with its name; the darkest first.
PARTS = (
    ((5, 4), gettext_noop("Very frequent (80 % and more)")),
    ((3,), gettext_noop("Frequent (30–79 %)")),
    ((2, 1), gettext_noop("Less frequent")),
    ((0,), gettext_noop("How often is not stated")),
)
_PART_OF = {each: place for place, (classes, _) in enumerate(PARTS) for each in classes}
_LEFT, _TOP, _ROW, _BAR, _RIGHT = 142, 4, 34, 18, 30
_LEGEND = 22  # units from one line of the legend to the next


class Part(msgspec.Struct, frozen=True, gc=False):
    """A part of a bar: its place among the parts, where it begins, and how long it is."""

    place: int
    x: float
    length: float


class SystemBar(msgspec.Struct, frozen=True):
    """A body system: the middle of its row, its name in lines, numbers of signs by part."""

    y: float
    words: tuple[str, ...]
    group: SignGroup
    parts: tuple[Part, ...]
    numbers: tuple[int, ...]
    total: int
    end: float


class Legend(msgspec.Struct, frozen=True, gc=False):
    """What a part of the bars stands for."""

    place: int
    y: float
    words: str


@dataclass(frozen=True, slots=True)
class SystemsPicture:
    """The bars, the system with the most signs first."""

    bars: tuple[SystemBar, ...]
    legend: tuple[Legend, ...]
    names: tuple[str, ...]
    total: int
    height: int
    left: int = _LEFT
    bar: int = _BAR
    line: int = LINE
    width: int = WIDTH


def systems_picture(groups: Sequence[SignGroup]) -> SystemsPicture | None:
    """The picture of signs in groups by system; None where there are none."""
    if not groups:
        return None
    most = max(group.total for group in groups)
    bars = tuple(_bar(group, place, most) for place, group in enumerate(groups))
    used = [p for p in range(len(PARTS)) if any(bar.numbers[p] for bar in bars)]
    base = _TOP + _ROW * len(bars)
    names = tuple(gettext(words) for _, words in PARTS)
    legend = tuple(Legend(p, base + 8 + _LEGEND * n, names[p]) for n, p in enumerate(used))
    return SystemsPicture(
        bars=bars,
        legend=legend,
        names=names,
        total=sum(bar.total for bar in bars),
        height=base + 8 + _LEGEND * len(legend),
    )


def _bar(group: SignGroup, place: int, most: int) -> SystemBar:
    numbers = [0] * len(PARTS)
    for rows in (group.rows, group.folded):
        for sign in rows:
            numbers[_PART_OF[how_often(sign.percent)]] += 1
    unit = (WIDTH - _LEFT - _RIGHT) / most
    parts, x = [], float(_LEFT)
    for part, number in enumerate(numbers):
        if number:
            parts.append(Part(part, round(x, 1), round(number * unit, 1)))
            x += number * unit
    y = _TOP + _ROW * (place + 0.5)
    words = wrapped(group.title, _LEFT - 8.0)
    return SystemBar(y, words, group, tuple(parts), tuple(numbers), group.total, round(x, 1))
