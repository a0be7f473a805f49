"""Facts without statement nodes (names, mappings, parents), gathered from the named graphs.

The graph of a source says who states a triple; the graph of a method says how it was derived.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from rarekg.graph.dossiers import StoredFact
from rarekg.records.lookup import Lookup
from rarekg.records.model import GraphFact, Link, Name, Source, Value
from rarekg.vocabulary import METHOD, SOURCE

NAME_KEYS = (
    "name",
    "synonym",
    "abbreviation",
    "layName",
    "narrowSynonym",
    "broadSynonym",
    "relatedSynonym",
    "fullName",
)


@dataclass(slots=True)
class _Told:
    """One triple: who states it, and by which method."""

    value: Value
    sources: list[Source] = field(default_factory=list)
    method: str | None = None


class Gathered:
    """Triples of one property by their value."""

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup
        self._told: dict[str, _Told] = {}

    def add(self, mark: str, graph: str, value: Callable[[], Value]) -> None:
        """Takes note that `graph` has the triple; `value` is asked once per `mark`."""
        if not graph.startswith((SOURCE, METHOD)):
            return
        told = self._told.get(mark)
        if told is None:
            told = self._told[mark] = _Told(value())
        if graph.startswith(SOURCE):
            told.sources.append(self._lookup.source(graph))
        else:
            told.method = self._lookup.name(graph)[0]

    def facts(self, key: str) -> tuple[GraphFact, ...]:
        """The facts, by the words of their values."""
        return _ordered(
            GraphFact(key, t.value, tuple(t.sources), t.method) for t in self._told.values()
        )


def graph_facts(
    facts: Iterable[StoredFact], lookup: Lookup, language: str
) -> tuple[tuple[Name, ...], dict[str, tuple[GraphFact, ...]]]:
    """The names of an entity, and its other facts without statements by property key."""
    names: list[Name] = []
    others: dict[str, list[GraphFact]] = {}
    for fact in facts:
        told = _by_whom(fact.graphs, lookup)
        if told is None:
            continue
        value = lookup.stored(fact.value, language)
        if fact.property not in NAME_KEYS:
            found = GraphFact(fact.property, value, *told)
            others.setdefault(fact.property, []).append(found)
        elif not isinstance(value, Link):
            names.append(Name(value.text, value.language, fact.property, *told))
    return _names(names), {key: _ordered(found) for key, found in others.items()}


def _by_whom(graphs: Iterable[str], lookup: Lookup) -> tuple[tuple[Source, ...], str | None] | None:
    """The sources that state a triple, and the method where it was derived, by the graphs that have
    it; None where it is in none of these."""
    sources: list[Source] = []
    method: str | None = None
    for graph in graphs:
        if graph.startswith(SOURCE):
            sources.append(lookup.source(graph))
        elif graph.startswith(METHOD):
            method = lookup.name(graph)[0]
    return (tuple(sources), method) if sources or method is not None else None


def _ordered(facts: Iterable[GraphFact]) -> tuple[GraphFact, ...]:
    """Facts by the words of their values."""
    return tuple(sorted(facts, key=lambda f: _words(f.value).casefold()))


def _names(found: Sequence[Name]) -> tuple[Name, ...]:
    """All names, without synonyms that only repeat what the same sources have as a name."""
    called: dict[tuple[str, str], set[str]] = {}
    for n in found:
        if n.kind == "name":
            users = called.setdefault((n.text.casefold(), n.language), set())
            users.update(source.id for source in n.sources)
    kept = [n for n in found if n.kind == "name" or _new_user(n, called)]
    return tuple(sorted(kept, key=lambda n: (n.kind != "name", n.kind, n.language, n.text)))


def _new_user(synonym: Name, called: dict[tuple[str, str], set[str]]) -> bool:
    users = called.get((synonym.text.casefold(), synonym.language))
    return users is None or not users.issuperset(source.id for source in synonym.sources)


def _words(value: Value) -> str:
    return value.name if isinstance(value, Link) else value.text
