"""`/sparql`: reads the request, has the query service answer it, sends the answer.

SPARQL 1.1 Protocol (https://www.w3.org/TR/sparql11-protocol/), read side, and the Service
Description for a GET without a query.
"""

from __future__ import annotations

from typing import Protocol, cast

from flask import Blueprint, Response, current_app, g, request
from werkzeug.exceptions import RequestEntityTooLarge

from rarekg.errors import InvalidQuery, RarekgError
from rarekg.server.answers import (
    document,
    for_all_sites,
    holds_still,
    refusal,
    sent,
    serve_every_method,
    with_refusal_headers,
)
from rarekg.server.askers import asker
from rarekg.server.service_description import description
from rarekg.server.sparql_page import page
from rarekg.sparql.client import SparqlClient
from rarekg.sparql.formats import choose, graph_format, prefers_html
from rarekg.sparql.protocol import FORM, QUERY, Asked, NothingAsked, asked, tag_of
from rarekg.sparql.refusals import MethodRefused, QueryTooLarge, UnsupportedMediaType
from rarekg.sparql.table import PAGE_ACCEPT, PAGE_BYTES, table

blueprint = Blueprint("sparql", __name__)

_METHODS = ("GET", "HEAD", "POST", "OPTIONS")
_ALLOW = ", ".join(_METHODS)
_FORM_ROOM = 64 * 1024  # for what a form has beside its query
_DRAINED_BYTES = 64 * 1024 * 1024
_PIECE = 256 * 1024
_PERCENT = 3  # a byte of a query takes up to three in a form

blueprint.after_request(for_all_sites(_ALLOW))


class HasSparql(Protocol):
    """The part of the application's services that this blueprint needs."""

    @property
    def sparql(self) -> SparqlClient: ...  # noqa: D102


def _client() -> SparqlClient:
    return cast(HasSparql, current_app.extensions["rarekg"]).sparql


@blueprint.errorhandler(RarekgError)
def _refused(error: RarekgError) -> Response:
    if prefers_html(request.headers.get("Accept", "")):
        shown = page(g.get("query", ""), error=str(error), status=error.http_status)
        response = with_refusal_headers(shown, _ALLOW)
    else:
        response = refusal(error, _ALLOW)
    if isinstance(error, UnsupportedMediaType):
        response.headers["Accept-Post"] = f"{QUERY}, {FORM}"
    return response


@blueprint.errorhandler(RequestEntityTooLarge)
def _too_large(error: RequestEntityTooLarge) -> Response:
    return _refused(QueryTooLarge(f"the request is too large: {error.description}"))


def sparql() -> Response:
    """Answers a query; without one, a browser is shown the form."""
    if request.method == "OPTIONS":
        return Response()
    if request.method not in _METHODS:
        raise MethodRefused(f"{request.method} is not served here: expected {_ALLOW}")
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise UnsupportedMediaType("the body is compressed: expected it as it is")
    client = _client()
    body = _body(client) if request.method == "POST" else b""
    content_type = request.headers.get("Content-Type", "")
    question = asked(request.method, content_type, request.query_string, body)
    accept = request.headers.get("Accept", "")
    if isinstance(question, NothingAsked):
        return _described(client, question, accept)
    g.query = question.query  # for the page of an error
    if question.format_name is None and prefers_html(accept):
        return page(question.query, table(question.run(client, PAGE_ACCEPT, PAGE_BYTES, asker())))
    return _answered(client, question, accept)


def _described(client: SparqlClient, question: NothingAsked, accept: str) -> Response:
    """The page for a browser; the Service Description for whom RDF is acceptable."""
    if question.format_name is None and prefers_html(accept):
        return page("")
    written_as = choose(accept, question.format_name).graph
    if written_as is None:
        raise InvalidQuery("no query: expected one as the parameter `query`, or in a POST body")
    endpoint = request.host_url + "sparql"
    tag = tag_of(client.release(), endpoint, written_as)
    return holds_still(tag) or document(
        description(client, endpoint, written_as), graph_format(written_as).media_types[0], tag
    )


def _body(client: SparqlClient) -> bytes:
    request.max_content_length = _PERCENT * client.limits.query_bytes + _FORM_ROOM
    with client.admission.receiving(asker()):
        try:
            body = request.get_data(cache=False)
        except RequestEntityTooLarge:
            _drain()  # or a client that is still sending never hears why
            raise
    if len(body) < (request.content_length or 0):
        raise InvalidQuery(f"the request ended after {len(body)} of {request.content_length} bytes")
    return body


def _drain() -> None:
    """Reads, and forgets, what is left of a body."""
    for _ in range(0, _DRAINED_BYTES, _PIECE):
        if len(request.environ["wsgi.input"].read(_PIECE)) < _PIECE:
            return


def _answered(client: SparqlClient, question: Asked, accept: str) -> Response:
    if "If-None-Match" in request.headers:
        still = holds_still(question.entity_tag(client.release(), accept))
        if still is not None:
            return still
    answer = question.run(client, accept, asker=asker())
    return sent(answer, question.entity_tag(answer.release, accept))


serve_every_method(blueprint, "/sparql", sparql)
