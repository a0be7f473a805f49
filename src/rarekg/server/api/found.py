"""The answers about single facts, and errors: as they were from the first version on."""

from __future__ import annotations

from typing import cast

import msgspec

from rarekg.records.model import Backing, Link, Statement
from rarekg.server.api.searching import SearchResult


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
