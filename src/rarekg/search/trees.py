"""Queries with operators as sets of documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_

from rarekg.search import ranking
from rarekg.search.bitmaps import bitmap, everything
from rarekg.search.folding import terms
from rarekg.search.index import Index, Words
from rarekg.search.meanings import Meanings
from rarekg.search.narrowing import COUNTED, Attributes, Narrowing
from rarekg.search.query import And, Field, Leaf, Node, Not, Or, Phrase, Term, Wildcard

MOST_LEAVES = 16  # each takes up to 5 ms (2026-11, 66,000 documents)
TOO_MUCH = (
    f"A query with operators may hold {MOST_LEAVES} different phrases and words at most. "
    "It was searched as plain words."
)


@dataclass(frozen=True, slots=True)
class Divided:
    """A query in three parts that must all be met: plain `words` (as written), values of counted
    `fields`, which work like filters, and the `rest`."""

    words: str
    fields: tuple[tuple[str, Node], ...]
    rest: tuple[Node, ...]


def divided(tree: Node) -> Divided:
    """The parts of a query."""
    parts = tree.nodes if isinstance(tree, And) else (tree,)
    words = [part.text for part in parts if isinstance(part, Term)]
    others = [part for part in parts if not isinstance(part, Term)]
    fields = [(_field(part), part) for part in others]
    return Divided(
        " ".join(words),
        tuple((name, part) for name, part in fields if name in COUNTED),
        tuple(part for name, part in fields if name not in COUNTED),
    )


def _field(node: Node) -> str:
    """The one field whose values a part of a query names; "" for none or several."""
    match node:
        case Field(name, _):
            return name
        case Or(nodes):
            names = set(map(_field, nodes))
            return names.pop() if len(names) == 1 else ""
    return ""


def too_much(tree: Node) -> bool:
    """Whether a query looks for more different words, phrases and beginnings than can be found in
    a tenth of a second. (Plain words that must all be met are looked for together.)"""
    parts = tree.nodes if isinstance(tree, And) else (tree,)
    leaves = {leaf for part in parts if not isinstance(part, Term) for leaf in _leaves(part)}
    return len(leaves) > MOST_LEAVES


def _leaves(node: Node) -> Iterator[Leaf]:
    match node:
        case And(nodes) | Or(nodes):
            for part in nodes:
                yield from _leaves(part)
        case Not(inner):
            yield from _leaves(inner)
        case Field(name, leaf):
            if name == "name":
                yield leaf
        case _:
            yield node


def narrow(narrowing: Narrowing, parts: Divided, members: Members) -> None:
    """Narrows down by all of a query but its words."""
    for name, part in parts.fields:
        narrowing.add(name, members.of(part))
    for part in parts.rest:
        narrowing.restrict(members.of(part))


class Members:
    """The documents that meet parts of a query."""

    def __init__(self, index: Index, attributes: Attributes) -> None:
        self._index = index
        self._meanings = Meanings(index, attributes)
        self._all = everything(index.size)
        self._known: dict[tuple[Leaf, bool], int] = {}

    def of(self, node: Node) -> int:
        """The documents that meet a part of a query. Those that hold no word at all are met by
        all: a query has other parts, too."""
        match node:
            case And(nodes):
                return reduce(and_, map(self.of, nodes))
            case Or(nodes):
                return reduce(or_, map(self.of, nodes))
            case Not(inner):
                return self._all & ~self.of(inner)
            case Field(name, leaf):
                return self._field(name, leaf)
        return self._held(node)

    def _field(self, name: str, leaf: Leaf) -> int:
        if name == "name":
            return self._held(leaf, in_names=True)
        if name == "id":
            codes = (code for code, _ in ranking.codes(leaf.text))
            return self._identified(codes)
        if isinstance(leaf, Wildcard):
            return self._index.having(name, leaf.text, unfinished=True)
        return self._meanings.having(name, leaf.text)

    def _identified(self, codes: Iterable[str]) -> int:
        found = (self._index.identified(code) for code in codes)
        return bitmap((key for keys in found for key in keys), self._index.size)

    def _held(self, leaf: Leaf, in_names: bool = False) -> int:
        known = self._known.get((leaf, in_names))
        if known is None:
            known = self._known[leaf, in_names] = self._look_up(leaf, in_names)
        return known

    def _look_up(self, leaf: Leaf, in_names: bool) -> int:
        words = tuple(terms(leaf.text)[: ranking.MOST_WORDS])
        if not words:
            return self._all
        wanted = Words(words, unfinished=isinstance(leaf, Wildcard))
        if isinstance(leaf, Phrase) and len(words) > 1:
            return self._index.in_a_row(wanted, in_names)
        return self._index.holding(wanted, in_names)
