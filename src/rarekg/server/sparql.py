"""`/sparql`: reads the request, has the query service answer it, sends the answer."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Protocol, cast

import msgspec
from flask import Blueprint, Response, current_app, g, render_template, request
from werkzeug.exceptions import RequestEntityTooLarge

from rarekg.errors import InvalidQuery, RarekgError
from rarekg.sparql.client import SparqlClient
from rarekg.sparql.formats import prefers_html, quality
from rarekg.sparql.protocol import Asked, asked
from rarekg.sparql.refusals import MethodRefused, QueryTooLarge
from rarekg.sparql.table import PAGE_ACCEPT, PAGE_BYTES, PAGE_ROWS, table

blueprint = Blueprint("sparql", __name__)

_METHODS = "GET, HEAD, POST, OPTIONS"
_FOR_ALL_SITES = (
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Expose-Headers", "ETag"),
    ("Vary", "Accept"),
)
_FORM_ROOM = 64 * 1024  # for what a form has beside its query
_PERCENT = 3  # a byte of a query takes up to three in a form
_POSITION = re.compile(r"line (\d+), column (\d+)")


class HasSparql(Protocol):
    """The part of the application's services that this blueprint needs."""

    @property
    def sparql(self) -> SparqlClient: ...  # noqa: D102


def _client() -> SparqlClient:
    return cast(HasSparql, current_app.extensions["rarekg"]).sparql


@blueprint.after_request
def _for_all_sites(response: Response) -> Response:
    response.headers.extend(_FOR_ALL_SITES)
    if request.method == "OPTIONS":
        response.headers["Allow"] = _METHODS
        response.headers["Access-Control-Allow-Methods"] = _METHODS
        response.headers["Access-Control-Allow-Headers"] = "Accept, Content-Type, If-None-Match"
        response.headers["Access-Control-Max-Age"] = "86400"
    return response


@blueprint.errorhandler(RarekgError)
def _refused(error: RarekgError) -> Response:
    status = error.http_status
    accept = request.headers.get("Accept", "")
    if prefers_html(accept):
        response = _page(g.get("query", ""), error=str(error), status=status)
    elif quality(accept, "text/plain") > quality(accept, "application/problem+json"):
        response = Response(f"{error}\n", status, mimetype="text/plain")
    else:
        response = Response(_problem(error), status, mimetype="application/problem+json")
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = "5"
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        response.headers["Allow"] = _METHODS
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.errorhandler(RequestEntityTooLarge)
def _too_large(error: RequestEntityTooLarge) -> Response:
    return _refused(QueryTooLarge(f"the request is too large: {error.description}"))


# The other methods come here too, so that their refusal is told as all others are.
@blueprint.route("/sparql", methods=["GET", "POST", "PUT", "PATCH", "DELETE"], strict_slashes=False)
def sparql() -> Response:
    """Answers a query; without one, a browser is shown the form."""
    if request.method not in _METHODS:
        raise MethodRefused(f"{request.method} is not served here: expected {_METHODS}")
    client = _client()
    body = _body(client) if request.method == "POST" else b""
    content_type = request.headers.get("Content-Type", "")
    question = asked(request.method, content_type, request.query_string, body)
    accept = request.headers.get("Accept", "")
    if question is None:
        if prefers_html(accept):
            return _page("")
        raise InvalidQuery("no query: expected one as the parameter `query`, or in a POST body")
    g.query = question.query  # for the page of an error
    if question.format_name is None and prefers_html(accept):
        return _page(question.query, question)
    return _answered(client, question, accept)


def _body(client: SparqlClient) -> bytes:
    request.max_content_length = _PERCENT * client.limits.query_bytes + _FORM_ROOM
    return request.get_data(cache=False)


def _answered(client: SparqlClient, question: Asked, accept: str) -> Response:
    if "If-None-Match" in request.headers and request.method == "GET":
        tag = question.entity_tag(client.release(), accept)
        if tag and request.if_none_match.contains_weak(tag):
            return Response(status=HTTPStatus.NOT_MODIFIED, headers=_caching(tag))
    answer = question.run(client, accept)
    headers = _caching(question.entity_tag(answer.release, accept))
    headers.append(("Content-Length", str(answer.size)))
    body = answer.chunks() if answer.in_file else answer.read()
    response = Response(body, headers=headers, content_type=_with_charset(answer.media_type))
    response.call_on_close(answer.close)
    return response


def _caching(tag: str | None) -> list[tuple[str, str]]:
    """An answer may be kept, and asked for again with its tag; one without tag may not."""
    if tag is None:
        return [("Cache-Control", "no-store")]
    return [("Cache-Control", "no-cache"), ("ETag", f'W/"{tag}"')]


def _with_charset(media_type: str) -> str:
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type


def _page(
    query: str, question: Asked | None = None, *, error: str = "", status: int = HTTPStatus.OK
) -> Response:
    shown = None
    if question is not None:
        shown = table(question.run(_client(), PAGE_ACCEPT, PAGE_BYTES))
    page = render_template(
        "sparql.html", asked=query, table=shown, error=error, most_rows=PAGE_ROWS
    )
    return Response(page, status, mimetype="text/html")


def _problem(error: RarekgError) -> bytes:
    """The error as RFC 9457 writes it, with the place in the query where one is known."""
    problem: dict[str, str | int] = {
        "type": "about:blank",
        "title": HTTPStatus(error.http_status).phrase,
        "status": error.http_status,
        "detail": str(error),
    }
    found = _POSITION.match(str(error))
    if found:
        problem |= {"line": int(found[1]), "column": int(found[2])}
    return msgspec.json.encode(problem)
