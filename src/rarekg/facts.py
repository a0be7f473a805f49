"""The fact: one claim, and who makes it. Nothing enters the graph that is not a `Fact`.

A fact without a reference cannot be constructed. A statement's id is a hash of what it says
(subject, predicate, object, qualifiers, polarity), never of who says it.

Facts are made by the million: msgspec's structs are made five times as fast as frozen
dataclasses, their hash is kept, and the garbage collector passes them over (they refer to nothing
that could refer back to them).
"""

from __future__ import annotations

import datetime as dt
import hashlib
from decimal import Decimal
from functools import cache, lru_cache
from typing import TypeGuard

import msgspec

from rarekg.errors import InvalidFact
from rarekg.identifiers import Curie
from rarekg.vocabulary import ValueKind, property_named

ID_LENGTH = 24  # hexadecimal digits: 96 bits, no collision to fear below 10^12 statements


class Url(str):
    """An address on the web that is a value, not an entity of the graph."""

    __slots__ = ()


class Text(msgspec.Struct, frozen=True, gc=False):
    """A text in a natural language; `language` is a BCP 47 tag."""

    value: str
    language: str


type_of_value = Curie | Text | Url | str | int | Decimal | dt.date | bool
Value = type_of_value
Qualifier = tuple[str, Value]


class Reference(msgspec.Struct, frozen=True, gc=False, cache_hash=True):
    """One source's backing of a statement.

    `source` is the dataset in which we read it (a folder of `ingest/`), `record` the record
    there. Where that source only repeats another, `primary_source` names the one that said it
    first: the two never count as independent. `publications` are Curies (PMID, DOI, ISBN) or
    addresses. `evidence` is an ECO Curie. `method` says how we derived a fact that no source
    states as such. `asserted_subject`/`asserted_object` are the identifiers as the source wrote
    them, kept where the graph uses another one for the same thing; of what was derived from a
    text, `asserted_object` is the words it was read from. `confidence` is how sure a derivation
    is: above 0, at most 1; None for what a source states. `consulted` is when the
    publication was read: an ISO 8601 date, reduced (`2025-01`) where no day is known.
    """

    source: str
    record: str
    primary_source: str | None = None
    publications: tuple[str, ...] = ()
    evidence: Curie | None = None
    method: str | None = None
    url: str | None = None
    curated_by: str | None = None
    consulted: str | None = None
    asserted_subject: str | None = None
    asserted_object: str | None = None
    confidence: Decimal | None = None

    def __post_init__(self) -> None:
        if not self.source or not self.record:
            raise InvalidFact(f"a reference needs a source and a record in it, got {self!r}")
        if self.confidence is not None and not 0 < self.confidence <= 1:
            raise InvalidFact(f"a confidence is above 0 and at most 1, got {self!r}")

    def id(self) -> str:
        """A hash of the whole reference: equal references are one node in the graph."""
        return _digest("\x1f".join("" if v is None else str(v) for v in self._values()))

    def _values(self) -> tuple[object, ...]:
        derived = () if self.confidence is None else (self.confidence,)
        return (
            self.source,
            self.record,
            self.primary_source,
            "\x1e".join(self.publications),
            self.evidence,
            self.method,
            self.url,
            self.curated_by,
            self.consulted,
            self.asserted_subject,
            self.asserted_object,
            *derived,
        )


class Fact(msgspec.Struct, frozen=True, gc=False):
    """One claim with the references that back it.

    `predicate` is a key of `ontology/rarekg.ttl` (`hasPhenotype`, `name`, …), `object` fits the
    property's value kind, `qualifiers` are (key, value) pairs, `negated` makes it a claim that
    something is not so. Raises InvalidFact if any of that does not hold.
    """

    subject: Curie
    predicate: str
    object: Value
    references: tuple[Reference, ...]
    qualifiers: tuple[Qualifier, ...] = ()
    negated: bool = False

    def __post_init__(self) -> None:
        if not self.references:
            raise InvalidFact(f"no reference for {self.subject} {self.predicate} {self.object}")
        if type(self.object) is not _type_of(self.predicate):
            kind = property_named(self.predicate).kind.value
            raise InvalidFact(f"{self.subject} {self.predicate}: {self.object!r} is no {kind}")
        if self.negated and not property_named(self.predicate).per_statement:
            raise InvalidFact(f"{self.subject} {self.predicate}: this property cannot be negated")
        for key, value in self.qualifiers:
            if type(value) is not _type_of(key):
                raise InvalidFact(f"{self.subject} {self.predicate}: qualifier {key}={value!r}")

    def about(
        self, subject: Curie, value: Value, qualifiers: tuple[Qualifier, ...] | None = None
    ) -> Fact:
        """The same claim with other identifiers of the same things; the references keep what
        the source wrote. `qualifiers` are the present ones unless given."""
        given = self.qualifiers if qualifiers is None else qualifiers
        was = None if subject == self.subject else str(self.subject)
        had = None if value == self.object else str(self.object)
        if was is None and had is None:
            if given == self.qualifiers:
                return self
            refs = self.references
        else:
            refs = tuple([_as_asserted(r, was, had) for r in self.references])
        return Fact(subject, self.predicate, value, refs, given, self.negated)


@lru_cache(maxsize=10_000)
def _as_asserted(reference: Reference, subject: str | None, value: str | None) -> Reference:
    return msgspec.structs.replace(
        reference,
        asserted_subject=reference.asserted_subject or subject,
        asserted_object=reference.asserted_object or value,
    )


@cache
def _type_of(key: str) -> type:
    """The type that the values of a property have."""
    return _TYPES[property_named(key).kind]


def fits(value: Value, kind: ValueKind) -> bool:
    """Whether a value is of the kind that a property takes."""
    return type(value) is _TYPES[kind]


_TYPES: dict[ValueKind, type] = {
    ValueKind.ENTITY: Curie,
    ValueKind.TEXT: Text,
    ValueKind.STRING: str,
    ValueKind.INTEGER: int,
    ValueKind.DECIMAL: Decimal,
    ValueKind.DATE: dt.date,
    ValueKind.YEAR: int,
    ValueKind.BOOLEAN: bool,
    ValueKind.URL: Url,
}


def is_curie(value: Value) -> TypeGuard[Curie]:
    """Whether a value is an entity."""
    return type(value) is Curie


def statement_id(
    subject: str,
    predicate: str,
    value_key: str,
    qualifier_keys: tuple[str, ...],
    negated: bool,
) -> str:
    """The id of a statement: 24 hexadecimal digits of the SHA-256 of what it says.

    `value_key` and `qualifier_keys` are the terms as N-Triples, so that `"1"` and `1` differ.
    """
    polarity = "-" if negated else "+"
    return _digest("\x1f".join((subject, predicate, value_key, polarity, *sorted(qualifier_keys))))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:ID_LENGTH]
