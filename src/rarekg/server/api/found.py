"""The answers of search and of single facts, and errors: as they were from the first version on."""

from __future__ import annotations

import msgspec

from rarekg.records.kinds import page_of
from rarekg.records.model import Statement
from rarekg.search.protocol import Hit


class MatchedJson(msgspec.Struct, frozen=True):
    """Why a result was found."""

    field: str
    text: str
    language: str


class ResultJson(msgspec.Struct, frozen=True):
    """One result of a search."""

    id: str
    type: str
    name: str
    matched: MatchedJson
    score: float
    url: str


class SearchJson(msgspec.Struct, frozen=True):
    """The answer of `/api/v1/search`. `corrected` is the spelling that was searched instead, where
    the query itself found nothing."""

    query: str
    total: int
    results: list[ResultJson]
    page: int
    per_page: int
    corrected: str | None
    release: str


class StatementJson(msgspec.Struct, frozen=True):
    """The answer of `/api/v1/statement/<id>`: the fact with its references, in words, and the
    address under which it is cited."""

    address: str
    claim: str
    statement: Statement
    release: str


class ProblemJson(msgspec.Struct, frozen=True):
    """An error (RFC 9457), with what may have been meant."""

    title: str
    status: int
    detail: str
    suggestions: list[ResultJson]


def result(hit: Hit) -> ResultJson:
    """A hit of the search as it is answered."""
    matched = MatchedJson(hit.matched.field, hit.matched.text, hit.matched.language)
    url = page_of(hit.id, hit.type)
    return ResultJson(hit.id, hit.type, hit.name, matched, round(hit.score, 3), url)
