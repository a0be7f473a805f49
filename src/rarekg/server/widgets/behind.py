"""What stands behind the lines of a list: the statements that put a thing in it."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from rarekg.identifiers import iri
from rarekg.records.model import Source, Statement
from rarekg.server.widgets.desk import Desk
from rarekg.vocabulary import REFERENCE, SOURCE

_WHERE = frozenset({"placeName", "locatedIn", "countryCode", "latitude", "longitude"})


def statements_of(
    desk: Desk, subject: str, keys: Collection[str], values: Iterable[str] = ()
) -> tuple[Statement, ...]:
    """What is affirmed of a thing (its id) with some properties; of `values` (ids), if given."""
    wanted = {iri(value) for value in values}
    return tuple(
        desk.records.statement(told.id)
        for told in desk.records.lookup.dossier(iri(subject)).statements
        if told.property in keys
        and not told.negated
        and (not wanted or (isinstance(told.value, str) and told.value in wanted))
    )


def marks_of(desk: Desk, statements: Iterable[Statement]) -> tuple[int, ...]:
    """The numbers of the references of statements, the lowest first."""
    return tuple(sorted({n for s in statements for n in desk.references.numbers(s)}))


def sources_of_place(desk: Desk, organisation: str) -> tuple[Source, ...]:
    """Who says where an organisation is."""
    lookup = desk.records.lookup
    dossier = lookup.dossier(iri(organisation))
    found = [
        lookup.source(graph)
        for fact in dossier.facts
        if fact.property in _WHERE
        for graph in fact.graphs
        if graph.startswith(SOURCE)
    ]
    found += [
        lookup.backing(REFERENCE + reference).source
        for told in dossier.statements
        if told.property in _WHERE
        for reference in told.references
    ]
    return tuple({source.id: source for source in found}.values())
