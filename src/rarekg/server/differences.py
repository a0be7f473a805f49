"""Differences between releases as pages, JSON and RDF show them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import msgspec

from rarekg.comparison import CHANGED, GONE, Comparison, Difference, Said
from rarekg.graph.bucket import qualifier_pairs
from rarekg.graph.description import RDF, Triple
from rarekg.graph.dossiers import stored_value
from rarekg.graph.terms import literal_term
from rarekg.records.lookup import Lookup
from rarekg.records.model import Link, Statement, Value
from rarekg.server.claims import Part, claim, claim_parts
from rarekg.server.descriptions import BASE
from rarekg.server.known_releases import Known
from rarekg.server.languages import gettext
from rarekg.server.wording import value_words, words
from rarekg.vocabulary import RKG, SOURCE, STATEMENT, property_of_iri

CHANGESET = "http://purl.org/vocab/changeset/schema#"
_DCT = "http://purl.org/dc/terms/"
_PAV = "http://purl.org/pav/"
_PROV = "http://www.w3.org/ns/prov#"
_TYPE = f"<{RDF}type>"
_DIGITS = 24  # of the name of a fact without statement, as statements have
_DATE_TIME = "^^<http://www.w3.org/2001/XMLSchema#dateTime>"


@dataclass(frozen=True, slots=True)
class Line:
    """A difference in words: what is said, and for what has changed, what was said before.

    url: of the statement; of a fact without one, of the page of its subject, or empty.
    """

    state: str
    url: str
    subject: Link
    claim: tuple[Part, ...]
    href: str
    conditions: str
    before: str
    sources: tuple[str, ...]

    @property
    def text(self) -> str:
        """The whole line."""
        conditions = f" ({self.conditions})" if self.conditions else ""
        before = gettext("; before: %(before)s", before=self.before) if self.before else ""
        return f"{''.join(text for _, text in self.claim)}{conditions}{before}"


def line_of(found: Difference, lookup: Lookup) -> Line:
    """A difference in words, with the names of the release that is served."""
    said = _statement(found, found.said, lookup)
    value = said.value
    return Line(
        state=found.state,
        url=f"/statement/{said.id}" if said.id else said.subject.url,
        subject=said.subject,
        claim=claim_parts(said),
        href=value.url if isinstance(value, Link) else "",
        conditions=words(said),
        before=_before(found, lookup),
        sources=found.sources,
    )


def _before(found: Difference, lookup: Lookup) -> str:
    """What was said before, without what has stayed the same."""
    if found.earlier is None:
        return ""
    earlier = _statement(found, found.earlier, lookup)
    value = "" if found.earlier.object == found.said.object else value_words(earlier.value)
    polarity = "" if found.earlier.negated == found.said.negated else claim(earlier)
    conditions = words(earlier) or ("" if value or polarity else gettext("nothing beside it"))
    return ", ".join(part for part in (polarity, value, conditions) if part)


def _statement(found: Difference, said: Said, lookup: Lookup) -> Statement:
    known = property_of_iri()
    qualifiers: dict[str, tuple[Value, ...]] = {}
    for key, term in _pairs(said):
        name = known[key].key
        value = lookup.stored(stored_value(term))
        qualifiers[name] = (*qualifiers.get(name, ()), value)
    return Statement(
        said.id,
        lookup.link(found.subject),
        known[found.predicate].key,
        lookup.stored(stored_value(said.object)),
        said.negated,
        qualifiers,
        (),
    )


def _pairs(said: Said) -> list[tuple[str, str]]:
    """The qualifiers: property IRI and term."""
    if not said.qualifiers:
        return []
    return [(key.strip("<>"), term) for key, term in qualifier_pairs(said.qualifiers)]


class JsonValue(msgspec.Struct, frozen=True, omit_defaults=True):
    """A thing (id and name), or a text, number or date with its language or datatype."""

    id: str = ""
    name: str = ""
    text: str = ""
    language: str = ""
    datatype: str = ""


class JsonSaid(msgspec.Struct, frozen=True):
    """What a statement says. A fact without statement (a name, a mapping, a parent) has no id, and
    the address of its subject."""

    id: str
    address: str
    value: JsonValue
    negated: bool
    qualifiers: dict[str, list[JsonValue]]


class JsonDifference(msgspec.Struct, frozen=True):
    """A difference: `said` now (of what is gone: until then), and `earlier` if it has changed."""

    state: str
    subject: JsonValue
    property: str
    said: JsonSaid
    earlier: JsonSaid | None
    sources: tuple[str, ...]


class JsonComparison(msgspec.Struct, frozen=True, rename={"old": "from", "new": "to"}):
    """A page of what two releases do not share; `total` is of the selection."""

    old: str
    new: str
    by_property: dict[str, dict[str, int]]
    by_source: dict[str, dict[str, int]]
    total: int
    page: int
    pages: int
    changes: list[JsonDifference]


def json_difference(found: Difference, lookup: Lookup) -> JsonDifference:
    """A difference for programs."""
    return JsonDifference(
        found.state,
        _json_value(lookup.link(found.subject)),
        property_of_iri()[found.predicate].key,
        _json_said(found, found.said, lookup),
        _json_said(found, found.earlier, lookup) if found.earlier else None,
        found.sources,
    )


def _json_said(found: Difference, said: Said, lookup: Lookup) -> JsonSaid:
    statement = _statement(found, said, lookup)
    about = BASE + statement.subject.url if statement.subject.url else found.subject
    return JsonSaid(
        said.id,
        f"{BASE}/statement/{said.id}" if said.id else about,
        _json_value(statement.value),
        said.negated,
        {key: [_json_value(v) for v in values] for key, values in statement.qualifiers.items()},
    )


def _json_value(value: Value) -> JsonValue:
    if isinstance(value, Link):
        return JsonValue(id=str(value.id), name=value.name)
    return JsonValue(text=value.text, language=value.language, datatype=value.kind)


def by_key(comparison: Comparison) -> dict[str, dict[str, int]]:
    """How many differences there are by the key of the property, then by state."""
    known = property_of_iri()
    return {known[iri].key: many for iri, many in comparison.by_property().items()}


def release_iri(release_id: str) -> str:
    """The IRI of a release, or (`A..B`) of the change from one to another."""
    return f"{BASE}/releases/{release_id}"


def release_triples(known: Known, before: Known | None) -> Iterator[Triple]:
    """A release: when it was built, of what, after which."""
    node = f"<{release_iri(known.id)}>"
    yield node, _TYPE, f"<{RKG}Release>"
    yield node, f"<{_PAV}version>", literal_term(known.id)
    yield node, f"<{_DCT}issued>", literal_term(known.manifest.built) + _DATE_TIME
    yield node, f"<{_DCT}isVersionOf>", f"<{BASE}/dataset>"
    for source in sorted(known.manifest.sources):
        yield node, f"<{_DCT}source>", f"<{SOURCE}{source}>"
    if before is not None:
        yield node, f"<{_PAV}previousVersion>", f"<{release_iri(before.id)}>"


def change_triples(old: Known, new: Known, found: Sequence[Difference]) -> Iterator[Triple]:
    """Differences as a change set: statements added and removed, with what they say."""
    node = f"<{release_iri(f'{old.id}..{new.id}')}>"
    yield node, _TYPE, f"<{CHANGESET}ChangeSet>"
    yield node, f"<{CHANGESET}subjectOfChange>", f"<{BASE}/dataset>"
    yield node, f"<{CHANGESET}createdDate>", literal_term(new.manifest.built)
    for release in (old, new):
        yield node, f"<{_PROV}wasDerivedFrom>", f"<{release_iri(release.id)}>"
    for one in found:
        yield from _difference_triples(node, one)


def _difference_triples(node: str, one: Difference) -> Iterator[Triple]:
    statement = _node(node, one, one.said)
    link = "removal" if one.state == GONE else "addition"
    yield node, f"<{CHANGESET}{link}>", statement
    yield from _said_triples(statement, one, one.said)
    for source in one.sources:
        yield statement, f"<{_DCT}source>", f"<{SOURCE}{source}>"
    if one.state == CHANGED and one.earlier is not None:
        earlier = _node(node, one, one.earlier)
        yield node, f"<{CHANGESET}removal>", earlier
        yield statement, f"<{_PROV}wasRevisionOf>", earlier
        yield from _said_triples(earlier, one, one.earlier)


def _node(change: str, one: Difference, said: Said) -> str:
    """The statement; of a fact without one, a part of the document of the change."""
    if said.id:
        return f"<{STATEMENT}{said.id}>"
    parts = "\x1f".join((one.subject, one.predicate, said.object))
    return f"{change[:-1]}#{hashlib.sha256(parts.encode()).hexdigest()[:_DIGITS]}>"


def _said_triples(node: str, one: Difference, said: Said) -> Iterator[Triple]:
    if not said.id:
        yield node, _TYPE, f"<{RDF}Statement>"
        yield node, f"<{RDF}subject>", f"<{one.subject}>"
        yield node, f"<{RDF}predicate>", f"<{one.predicate}>"
        yield node, f"<{RDF}object>", said.object
        return
    yield node, _TYPE, f"<{RKG}Statement>"
    yield node, f"<{RDF}subject>", f"<{one.subject}>"
    yield node, f"<{RDF}predicate>", f"<{one.predicate}>"
    yield node, f"<{RDF}object>", said.object
    yield node, f"<{RKG}polarity>", f"<{RKG}{'Negated' if said.negated else 'Affirmed'}>"
    for key, term in _pairs(said):
        yield node, f"<{key}>", term
