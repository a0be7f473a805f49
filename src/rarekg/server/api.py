"""The JSON interface: search, and whether all is well."""

from __future__ import annotations

import msgspec
from flask import Blueprint, Response, request

from rarekg.errors import InvalidParameter, NotFound, ReleaseBroken
from rarekg.records.kinds import PRECEDENCE, page_of
from rarekg.records.model import Statement
from rarekg.search.protocol import MAX_PER_PAGE, MAX_QUERY, Hit
from rarekg.server.parameters import page_number, search_text, whole_number
from rarekg.server.services import held
from rarekg.server.wording import claim
from rarekg.vocabulary import STATEMENT

blueprint = Blueprint("api", __name__)


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
    """The answer of `/api/v1/search`."""

    query: str
    total: int
    results: list[ResultJson]
    page: int
    per_page: int
    corrected: str | None
    release: str


class StatementJson(msgspec.Struct, frozen=True):
    """The answer of `/api/v1/statement/<id>`."""

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


@blueprint.get("/api/v1/search")
def search() -> Response:
    """Search: `q`, `type` (a class key), `page` (from 1), `per_page` (1 to 100)."""
    given = request.args.get("q", "")
    if len(given) > MAX_QUERY:
        raise InvalidParameter(f"q: longer than {MAX_QUERY} characters")
    query = search_text(given)
    if not query:
        raise InvalidParameter("q: what to search for is missing")
    kind = request.args.get("type") or None
    if kind is not None and kind not in PRECEDENCE:
        raise InvalidParameter(f"type: '{kind[:40]}' is none of {', '.join(PRECEDENCE)}")
    page = page_number(request.args.get("page"))
    size = whole_number("per_page", request.args.get("per_page"), 20, 1, MAX_PER_PAGE)
    found = held().engine.search(query, kind, (page - 1) * size, size)
    answer = SearchJson(
        query=query,
        total=found.total,
        results=[_result(hit) for hit in found.hits],
        page=page,
        per_page=size,
        corrected=found.corrected,
        release=held().release.id,
    )
    response = _json(answer)
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _result(hit: Hit) -> ResultJson:
    matched = MatchedJson(hit.matched.field, hit.matched.text, hit.matched.language)
    url = page_of(hit.id, hit.type)
    return ResultJson(hit.id, hit.type, hit.name, matched, round(hit.score, 3), url)


@blueprint.get("/healthz")
def healthz() -> Response:
    """Whether a release is being served, and which; 503 if there is none."""
    try:
        release = held().release.id
    except (NotFound, ReleaseBroken) as error:
        return _json({"status": "no release", "detail": str(error)}, 503)
    return _json({"status": "ok", "release": release})


@blueprint.get("/api/v1/statement/<path:statement_id>")
def statement(statement_id: str) -> Response:
    """One fact as it stands in the record: claim, qualifiers, references with their sources."""
    found = held().records.statement(statement_id)
    body = StatementJson(f"{STATEMENT}{found.id}", claim(found), found, held().release.id)
    response = _json(body)
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def problem(status: int, message: str, suggestions: tuple[Hit, ...]) -> Response:
    """An error as `application/problem+json`."""
    title = Response(status=status).status.partition(" ")[2].capitalize()
    body = ProblemJson(title, status, message, [_result(hit) for hit in suggestions])
    return _json(body, status, "application/problem+json")


def _json(body: object, status: int = 200, media_type: str = "application/json") -> Response:
    return Response(msgspec.json.encode(body, enc_hook=_as_str), status, mimetype=media_type)


def _as_str(value: object) -> str:
    """Identifiers are a kind of str that msgspec does not know."""
    if isinstance(value, str):
        return str(value)
    raise TypeError(f"{value!r} has no form in JSON")
