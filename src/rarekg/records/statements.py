"""Statements: one by its id, those in a dossier, those about a value."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import partial
from itertools import islice

import pyoxigraph as ox

from rarekg.errors import NotFound
from rarekg.graph.dossiers import Dossier, StoredStatement
from rarekg.records.lookup import Lookup
from rarekg.records.model import Backing, Statement, Value
from rarekg.records.queries import select
from rarekg.vocabulary import REFERENCE, RKG, STATEMENT, property_named, property_of_iri

_POLARITY = ox.NamedNode(RKG + "polarity")
_NEGATED = ox.NamedNode(RKG + "Negated")
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_SUBJECT = ox.NamedNode(_RDF + "subject")
_PREDICATE = ox.NamedNode(_RDF + "predicate")
_OBJECT = ox.NamedNode(_RDF + "object")
_DERIVED = "http://www.w3.org/ns/prov#wasDerivedFrom"
_DEFAULT = ox.DefaultGraph()

Rows = dict[str, tuple[ox.NamedNode, str, object, bool, list[Backing]]]


class Statements:
    """Reads the statements of one release."""

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup
        self._store = lookup.store
        self._denied: frozenset[str] | None = None

    def one(self, sid: str, language: str) -> Statement:
        """A statement by its id. Raises NotFound."""
        terms: dict[str, list[ox.NamedNode | ox.Literal]] = {}
        for quad in self._store.quads_for_pattern(
            ox.NamedNode(STATEMENT + sid), None, None, _DEFAULT
        ):
            if isinstance(quad.object, ox.NamedNode | ox.Literal):
                terms.setdefault(quad.predicate.value, []).append(quad.object)
        if _SUBJECT.value not in terms:
            raise NotFound(f"no statement '{sid}' in this release")
        known = property_of_iri()
        said = {
            known[key].key: tuple(self._lookup.value(term, language) for term in values)
            for key, values in terms.items()
            if key in known and known[key].qualifier
        }
        backings = tuple(self._lookup.backing(term.value) for term in terms[_DERIVED])
        return Statement(
            sid,
            self._lookup.link(terms[_SUBJECT.value][0].value, language),
            known[terms[_RDF + "predicate"][0].value].key,
            self._lookup.value(terms[_OBJECT.value][0], language),
            sid in self._negated(),
            said,
            backings,
        )

    def of(self, dossier: Dossier, address: str, language: str) -> dict[str, tuple[Statement, ...]]:
        """The statements of a dossier by property."""
        grouped: dict[str, list[Statement]] = {}
        for statement in self.made(dossier.statements, address, language):
            grouped.setdefault(statement.predicate, []).append(statement)
        return {key: tuple(statements) for key, statements in grouped.items()}

    def saying(self, keys: Collection[str], address: str, language: str) -> tuple[Statement, ...]:
        """The statements with some properties whose value is an entity, by subject.

        They are read from the dossiers of their subjects: 196 statements in 9 ms, where reading
        each from the store took 16 (cystic fibrosis, 2026-11).
        """
        wanted: dict[str, set[str]] = {}
        predicates = {property_named(key).iri for key in keys}
        value = ox.NamedNode(address)
        for quad in list(self._store.quads_for_pattern(None, _OBJECT, value, _DEFAULT)):
            if isinstance(quad.subject, ox.NamedNode) and predicates.intersection(
                self._values(quad.subject, _PREDICATE)
            ):
                sid = quad.subject.value.removeprefix(STATEMENT)
                for subject in self._values(quad.subject, _SUBJECT):
                    wanted.setdefault(subject, set()).add(sid)
        return tuple(
            statement
            for subject in sorted(wanted)
            for statement in self.made(
                [s for s in self._lookup.dossier(subject).statements if s.id in wanted[subject]],
                subject,
                language,
            )
        )

    def told(
        self, groups: Collection[tuple[str, list[StoredStatement]]], language: str
    ) -> tuple[Statement, ...]:
        """Statements that are at hand, those about one thing together with its IRI."""
        self._lookup.prepare_links([subject for subject, _ in groups], language)
        self._lookup.prepare(Dossier([s for _, group in groups for s in group]), language)
        return tuple(s for a, group in groups for s in self.made(group, a, language))

    def _values(self, node: ox.NamedNode, key: ox.NamedNode) -> list[str]:
        quads = list(self._store.quads_for_pattern(node, key, None, _DEFAULT))
        return [quad.object.value for quad in quads if isinstance(quad.object, ox.NamedNode)]

    def made(
        self, told: Iterable[StoredStatement], address: str, language: str
    ) -> Iterator[Statement]:
        """The statements about a thing (its IRI) that its dossier tells."""
        subject = self._lookup.link(address, language)
        stored, backing = partial(self._lookup.stored, language=language), self._backing
        for one in told:
            qualifiers: dict[str, tuple[Value, ...]] = {}
            for key, value in one.qualifiers:
                qualifiers[key] = (*qualifiers.get(key, ()), stored(value))
            yield Statement(
                one.id,
                subject,
                one.property,
                stored(one.value),
                one.negated,
                qualifiers,
                tuple(map(backing, one.references)),
            )

    def _backing(self, reference: str) -> Backing:
        return self._lookup.backing(REFERENCE + reference)

    def about(self, key: str, address: str, language: str) -> tuple[Statement, ...]:
        """The statements with a property whose value is the entity."""
        value, prop = ox.NamedNode(address), ox.NamedNode(RKG + key)
        if not self.is_value(value, _OBJECT):  # of most: a look takes 10 µs, a query 300
            return ()
        rows: Rows = {}
        for row in select(self._store, "statements-about", value=value, property=prop):
            self._collect(rows, row, prop, row["subject"])
        if not rows:
            return ()
        qualifiers = self._qualifiers(
            "qualifiers-about", "qualified", language, value=value, property=prop
        )
        target = self._lookup.link(address, language)
        return tuple(
            Statement(
                sid,
                self._lookup.link(subject.value, language),
                key,
                target,
                negated,
                qualifiers.get(sid, {}),
                tuple(backings),
            )
            for sid, (_, _, subject, negated, backings) in rows.items()
            if isinstance(subject, ox.NamedNode)
        )

    def subjects(self, key: str, address: str) -> frozenset[str]:
        """The IRIs of what a property is affirmed of with the entity as its value."""
        value, prop = ox.NamedNode(address), ox.NamedNode(RKG + key)
        if not self.is_value(value, _OBJECT):
            return frozenset()
        return frozenset(
            row["subject"].value
            for row in select(self._store, "subjects-about", value=value, property=prop)
            if row["statement"].value.removeprefix(STATEMENT) not in self._negated()
        )

    def is_value(self, value: ox.NamedNode, key: ox.NamedNode) -> bool:
        """Whether anything has a thing as the value of a property."""
        return bool(list(islice(self._store.quads_for_pattern(None, key, value, None), 1)))

    def _collect(
        self, rows: Rows, row: ox.QuerySolution, prop: ox.NamedNode, value: object
    ) -> None:
        sid = row["statement"].value.removeprefix(STATEMENT)
        held = rows.get(sid)
        if held is None:
            held = rows[sid] = (prop, sid, value, sid in self._negated(), [])
        held[4].append(self._lookup.backing(row["reference"].value))

    def _negated(self) -> frozenset[str]:
        """The ids of all negated statements: few (2,333 of 350,000), and read once per release,
        so that a page need not read the polarity of each statement."""
        if self._denied is None:
            quads = list(self._store.quads_for_pattern(None, _POLARITY, _NEGATED, _DEFAULT))
            self._denied = frozenset(
                q.subject.value.removeprefix(STATEMENT)
                for q in quads
                if isinstance(q.subject, ox.NamedNode)
            )
        return self._denied

    def _qualifiers(
        self, query: str, variable: str, language: str, **bound: ox.NamedNode
    ) -> dict[str, dict[str, tuple[Value, ...]]]:
        known = property_of_iri()
        table: dict[str, dict[str, tuple[Value, ...]]] = {}
        for row in select(self._store, query, **bound):
            sid = row["statement"].value.removeprefix(STATEMENT)
            key = known[row["qualifier"].value].key
            held = table.setdefault(sid, {})
            held[key] = (*held.get(key, ()), self._lookup.value(row[variable], language))
        return table
