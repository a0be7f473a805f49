"""What stands behind the lines of a list: the statements that put a thing in it."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from rarekg.graph.dossiers import StoredStatement
from rarekg.identifiers import iri
from rarekg.records.lookup import Lookup
from rarekg.records.model import Source, Statement
from rarekg.records.statements import Statements
from rarekg.server.widgets.desk import Desk
from rarekg.vocabulary import REFERENCE, SOURCE

_WHERE = frozenset({"placeName", "locatedIn", "countryCode", "latitude", "longitude"})


def statements_of(
    desk: Desk, subject: str, keys: Collection[str], values: Iterable[str] = ()
) -> tuple[Statement, ...]:
    """What is affirmed of a thing (its id) with some properties; of `values` (ids), if given."""
    wanted = {iri(value) for value in values}
    address = iri(subject)
    told = (
        one
        for one in desk.records.lookup.dossier(address).statements
        if one.property in keys
        and not one.negated
        and (not wanted or (isinstance(one.value, str) and one.value in wanted))
    )
    return read(desk, address, told)


def read(desk: Desk, address: str, told: Iterable[StoredStatement]) -> tuple[Statement, ...]:
    """Some of the statements that the dossier of a thing (its IRI) tells: from the store, each
    would take ten times as long."""
    return tuple(Statements(desk.records.lookup).made(told, address, desk.records.language))


def marks_of(desk: Desk, statements: Iterable[Statement]) -> tuple[int, ...]:
    """The numbers of the references of statements, the lowest first."""
    return tuple(sorted({n for s in statements for n in desk.references.numbers(s)}))


def sources_of_place(lookup: Lookup, organisation: str) -> tuple[Source, ...]:
    """Who says where an organisation is."""
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
