"""A thing in the middle, what it is linked to around it: drawn to both sides for wide screens, and
to one side for narrow ones.

The places are counted out, row by row. The layouts of networkx need numpy; networkx alone takes
24 MB of a process that has ten to spare, and its layouts put forty long names across one another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rarekg.records.model import Link
from rarekg.server.pictures.paper import WIDTH, wrapped
from rarekg.server.views import Line

WIDE = 900
_ROW, _HEAD, _GAP = 23, 27, 9
_ROOT_WIDTH, _ROOT_LINE, _SIZE = 190, 19, 15.0
_STEP = 16  # units that a level is set in
_MIDDLE, _AWAY = WIDE / 2, 38


@dataclass(frozen=True, slots=True)
class Leaf:
    """A thing, why it is here, and who says so: by statements (`lines`), or as `by`. `level` 1 is
    linked by the last of level 0 before it."""

    link: Link
    why: str
    lines: tuple[Line, ...]
    by: str
    level: int


@dataclass(frozen=True, slots=True)
class Limb:
    """Things that are linked in one way; `more` of them are not shown."""

    title: str
    leaves: tuple[Leaf, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Text:
    """A title or the name of a thing in its place; `x`, `y` is its end at the line, in the middle
    of the row. `left`: it is written to the left of there."""

    x: float
    y: float
    words: str
    left: bool
    leaf: Leaf | None


@dataclass(frozen=True, slots=True)
class Drawing:
    """The tree in one of its two forms: texts, lines (`d` of SVG paths), and the thing itself."""

    width: int
    height: int
    texts: tuple[Text, ...]
    lines: tuple[str, ...]
    root: tuple[str, ...]
    x: float
    y: float
    box: float  # height of the frame around the thing
    wide: float  # and its width


@dataclass(frozen=True, slots=True)
class Tree:
    """What is around a thing, and its two drawings."""

    name: str
    language: str
    limbs: tuple[Limb, ...]
    narrow: Drawing
    broad: Drawing

    @property
    def number(self) -> int:
        """How many things are shown around it."""
        return sum(len(limb.leaves) for limb in self.limbs)

    @property
    def width(self) -> int:
        """Of the drawing that stands alone."""
        return self.broad.width

    @property
    def height(self) -> int:
        """Of the drawing that stands alone."""
        return self.broad.height


def tree(name: str, language: str, limbs: tuple[Limb, ...]) -> Tree:
    """The tree of a thing."""
    return Tree(name, language, limbs, _narrow(name, limbs), _broad(name, limbs))


def _tall(limb: Limb) -> int:
    return _HEAD + _ROW * len(limb.leaves) + _GAP


def _narrow(name: str, limbs: Sequence[Limb]) -> Drawing:
    """The thing above, a line down from it, all else to its right."""
    root = wrapped(name, WIDTH - 24.0, 3, _SIZE)
    box = _ROOT_LINE * len(root) + 14
    texts: list[Text] = []
    lines: list[str] = []
    y, last = box + 8.0, 0.0
    for limb in limbs:
        last = y + _HEAD / 2
        lines.append(f"M12 {last:g}h12")
        _hang(limb, 28.0, y, 1, WIDTH - 50.0, texts, lines)
        y += _tall(limb)
    lines.append(f"M12 {box:g}V{last:g}")
    return Drawing(
        WIDTH, round(y), tuple(texts), tuple(lines), root, WIDTH / 2, box / 2 + 1, box, WIDTH - 2.0
    )


def _broad(name: str, limbs: Sequence[Limb]) -> Drawing:
    """The thing in the middle, limbs to both sides, about as high."""
    right, left = _halves(limbs)
    tall = max(sum(map(_tall, right)), sum(map(_tall, left)), 90)
    middle = tall / 2
    texts: list[Text] = []
    lines: list[str] = []
    for side, half in ((1, right), (-1, left)):
        y = middle - sum(map(_tall, half)) / 2
        edge = _MIDDLE + side * _ROOT_WIDTH / 2
        for limb in half:
            at, x = y + _HEAD / 2, edge + side * _AWAY
            bend = edge + side * _AWAY / 2
            lines.append(f"M{edge:g} {middle:g}C{bend:g} {middle:g} {bend:g} {at:g} {x:g} {at:g}")
            _hang(limb, x + side * 4, y, side, _MIDDLE - _ROOT_WIDTH / 2 - _AWAY - 26, texts, lines)
            y += _tall(limb)
    root = wrapped(name, _ROOT_WIDTH - 16.0, 4, _SIZE)
    box = _ROOT_LINE * len(root) + 18
    return Drawing(
        WIDE, round(tall), tuple(texts), tuple(lines), root, _MIDDLE, middle, box, _ROOT_WIDTH
    )


def _halves(limbs: Sequence[Limb]) -> tuple[list[Limb], list[Limb]]:
    """Limbs for the right and the left, in their order: the higher ones of both about as high."""
    right: list[Limb] = []
    left: list[Limb] = []
    for limb in sorted(limbs, key=_tall, reverse=True):
        lower = right if sum(map(_tall, right)) <= sum(map(_tall, left)) else left
        lower.append(limb)
    order = {id(limb): place for place, limb in enumerate(limbs)}
    return sorted(right, key=lambda m: order[id(m)]), sorted(left, key=lambda m: order[id(m)])


def _hang(
    limb: Limb, x: float, y: float, side: int, room: float, texts: list[Text], lines: list[str]
) -> None:
    """The title of a limb at `x`, its things below, each with a line to what links it."""
    texts.append(Text(x, y + _HEAD / 2, wrapped(limb.title, room, 1)[0], side < 0, None))
    trunk = {0: y + _HEAD - 4.0}  # where the line down begins, by level
    at = y + _HEAD + _ROW / 2
    for leaf in limb.leaves:
        stem = x + side * (4 + _STEP * leaf.level)
        lines.append(f"M{stem:g} {trunk[leaf.level]:g}V{at:g}h{side * 10}")
        own = room - 18 - _STEP * leaf.level
        words = wrapped(leaf.link.name, own, 1)[0]
        texts.append(Text(stem + side * 14, at, words, side < 0, leaf))
        trunk[leaf.level] = at
        trunk[leaf.level + 1] = at + 8
        at += _ROW
