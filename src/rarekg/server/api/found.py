"""The answers of search and of single facts, and errors: as they were from the first version on."""

from __future__ import annotations

from typing import cast

import msgspec

from rarekg.records.kinds import page_of
from rarekg.records.model import Backing, Link, Statement
from rarekg.search.protocol import Hit


class Matched(msgspec.Struct, frozen=True):
    """Why a result was found."""

    field: str
    text: str
    language: str


class SearchResult(msgspec.Struct, frozen=True):
    """One result of a search."""

    id: str
    type: str
    name: str
    matched: Matched
    score: float
    url: str


class SearchAnswer(msgspec.Struct, frozen=True):
    """The answer of `/api/v1/search`. `corrected` is the spelling that was searched instead, where
    the query itself found nothing."""

    query: str
    total: int
    results: list[SearchResult]
    page: int
    per_page: int
    corrected: str | None
    release: str


class LinkOrLiteral:
    """A Link or a Literal of the records: both are told by their fields. It stands for the two in
    the description, as JSON Schema is made from types that can be decoded."""


class StatementRecord(msgspec.Struct, frozen=True):
    """A fact as it stands in the records. `backings` are its references."""

    id: str
    subject: Link
    predicate: str
    value: LinkOrLiteral
    negated: bool
    qualifiers: dict[str, tuple[LinkOrLiteral, ...]]
    backings: tuple[Backing, ...]


class StatementAnswer(msgspec.Struct, frozen=True):
    """The answer of `/api/v1/statement/<id>`: the fact with its references, in words, and the
    address under which it is cited."""

    address: str
    claim: str
    statement: StatementRecord
    release: str


class Problem(msgspec.Struct, frozen=True):
    """An error (RFC 9457), with what may have been meant."""

    title: str
    status: int
    detail: str
    suggestions: list[SearchResult]


def result(hit: Hit) -> SearchResult:
    """A hit of the search as it is answered."""
    matched = Matched(hit.matched.field, hit.matched.text, hit.matched.language)
    url = page_of(hit.id, hit.type)
    return SearchResult(hit.id, hit.type, hit.name, matched, round(hit.score, 3), url)


def record(statement: Statement) -> StatementRecord:
    """A statement as it is answered."""
    return StatementRecord(
        statement.id,
        statement.subject,
        statement.predicate,
        cast(LinkOrLiteral, statement.value),
        statement.negated,
        cast(dict[str, tuple[LinkOrLiteral, ...]], statement.qualifiers),
        statement.backings,
    )
