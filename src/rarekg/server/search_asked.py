"""What a request for the search page asks, and the addresses of the same with something changed.

Facets are part of the query, in its own syntax (`ataxia area:"Movement disorder"`): the box and the
address show them, and whoever sees them can write them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import urlencode

from rarekg.search.fields import FACETS, RELATIONS
from rarekg.search.protocol import SORTS
from rarekg.search.query import (
    And,
    Field,
    Node,
    Not,
    Or,
    Query,
    Term,
    all_of,
    any_of,
    parsed,
    value,
    written,
)
from rarekg.search.values import CLASSES
from rarekg.server.search_words import Tab, tab_of

_OWN = ("type", *FACETS, *RELATIONS)


@dataclass(frozen=True, slots=True)
class Condition:
    """A value of a field that the query names (`text` as it was written) or, `denied`, excludes."""

    field: str
    text: str
    denied: bool = False


@dataclass(frozen=True)
class Asked:
    """A request. `kind` is the key of a tab or a class; `exact` leaves the spelling as it is;
    `lang` is the language that was chosen, "" for what the browser prefers."""

    query: str
    kind: str = ""
    sort: str = SORTS[0]
    lang: str = ""
    exact: bool = False
    page: int = 1

    @property
    def tab(self) -> Tab | None:
        """The tab; None for all kinds."""
        return tab_of(self.kind) if self.kind else None

    @property
    def kinds(self) -> tuple[str, ...]:
        """The classes that are asked for."""
        if self.kind in CLASSES:
            return (self.kind,)
        return self.tab.kinds if self.tab else ()

    @property
    def address(self) -> str:
        """The path of the page that was asked for."""
        said = {
            "q": self.query,
            "type": self.kind,
            "sort": self.sort if self.sort != SORTS[0] else "",
            "lang": self.lang,
            "exact": "1" if self.exact else "",
            "page": str(self.page) if self.page > 1 else "",
        }
        return f"/search?{urlencode({key: text for key, text in said.items() if text})}"

    def to(self, **changes: str | bool) -> str:
        """The path of the first page with something changed."""
        return replace(self, page=1, **changes).address  # type: ignore[arg-type]

    @cached_property
    def read(self) -> Query:
        """The query as it is read."""
        return parsed(self.query)

    @property
    def _parts(self) -> tuple[Node, ...]:
        """What must all be met; words of a query that is words alone are one part."""
        tree = self.read.tree
        if tree is None:
            return (Term(self.read.words),) if self.read.words else ()
        return tree.nodes if isinstance(tree, And) else (tree,)

    @property
    def words(self) -> str:
        """What is looked for in names and texts."""
        return self.read.words

    @cached_property
    def conditions(self) -> tuple[Condition, ...]:
        """The values that the query names, in its order."""
        return tuple(condition for part in self._parts for condition in _conditions(part))

    def with_value(self, field: str, text: str) -> str:
        """The query with one more value of a field: another value of the same field is an
        alternative to it."""
        leaf = Field(field, value(text))
        parts = list(self._parts)
        for place, part in enumerate(parts):
            if part and _only_of(part, field):
                parts[place] = any_of((part, leaf))
                return written(all_of(parts))
        return written(all_of((*parts, leaf)))

    def without(self, dropped: Condition) -> str:
        """The query without a value that it names."""
        left = [kept for part in self._parts if (kept := _without(part, dropped)) is not None]
        return written(all_of(left)) if left else ""

    def with_words(self, text: str) -> str:
        """The query with other words, its fields the same."""
        fields = [part for part in self._parts if tuple(_conditions(part))]
        return written(all_of((Term(text), *fields)))


def _conditions(node: Node) -> Iterator[Condition]:
    match node:
        case Field(name, leaf) if name in _OWN:
            yield Condition(name, leaf.text)
        case Not(Field(name, leaf)) if name in _OWN:
            yield Condition(name, leaf.text, denied=True)
        case Or(nodes) if all(isinstance(n, Field) and n.name in _OWN for n in nodes):
            for part in nodes:
                yield from _conditions(part)


def _only_of(node: Node, field: str) -> bool:
    """Whether a part of a query is nothing but values of a field."""
    if isinstance(node, Or):
        return all(_only_of(part, field) for part in node.nodes)
    return isinstance(node, Field) and node.name == field


def _without(node: Node, dropped: Condition) -> Node | None:
    match node:
        case Field(name, leaf) if Condition(name, leaf.text) == dropped:
            return None
        case Not(Field(name, leaf)) if Condition(name, leaf.text, denied=True) == dropped:
            return None
        case Or(nodes):
            left = [kept for part in nodes if (kept := _without(part, dropped)) is not None]
            return any_of(left) if left else None
    return node
