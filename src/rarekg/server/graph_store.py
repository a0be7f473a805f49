"""`/graph`: whole graphs, by the read side of the SPARQL 1.1 Graph Store HTTP Protocol.

https://www.w3.org/TR/sparql11-http-rdf-update/, sections 4.2 (a graph is named by `?graph=` or
`?default`), 5.2 and 5.6. A worker writes a graph, compressed, to a file on the disk; when it is
whole, it goes out in pieces. So neither process grows with it, and there is no half graph.
"""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request

from rarekg.errors import InvalidParameter, RarekgError
from rarekg.server.answers import (
    content_type,
    for_all_sites,
    holds_still,
    refusal,
    sent,
    serve_every_method,
    with_refusal_headers,
)
from rarekg.server.askers import asker
from rarekg.server.services import services
from rarekg.sparql.formats import choose, graph_format, known_formats, prefers_html
from rarekg.sparql.protocol import tag_of
from rarekg.sparql.refusals import MethodRefused, NotAcceptable, UnknownGraph

blueprint = Blueprint("graph_store", __name__)

_METHODS = ("GET", "HEAD", "OPTIONS")
_ALLOW = ", ".join(_METHODS)
_IS_THERE = "ASK { GRAPH ?graph { ?s ?p ?o } }"

blueprint.after_request(for_all_sites(_ALLOW))


@blueprint.errorhandler(RarekgError)
def _refused(error: RarekgError) -> Response:
    if not prefers_html(request.headers.get("Accept", "")):
        return refusal(error, _ALLOW)
    status = error.http_status
    text = render_template(
        "error.html", status=status, message=str(error), language="en", suggestions=(), words=""
    )
    return with_refusal_headers(Response(text, status, mimetype="text/html"), _ALLOW)


def graph() -> Response:
    """A whole graph in one of the formats of RDF."""
    if request.method == "OPTIONS":
        return Response()
    if request.method not in _METHODS:
        raise MethodRefused(
            f"{request.method} is not served here: a release never changes. Expected {_ALLOW}"
        )
    iri = _asked_for()
    written_as = _format()
    client = services().sparql
    tag = tag_of(client.release(), iri, written_as)
    if (still := holds_still(tag)) is not None:
        return still
    if request.method == "HEAD":
        return _head(iri, tag, graph_format(written_as).media_types[0])
    answer = client.graph(iri, format_name=written_as, asker=asker())
    return sent(answer, tag_of(answer.release, iri, written_as), is_compressed=True)


def _format() -> str:
    """The name of the format that is wanted most. Raises NotAcceptable."""
    accept, name = request.headers.get("Accept", ""), request.args.get("format")
    if name is None and prefers_html(accept):
        accept = ""  # a browser asks for XML next: it means XHTML
    written_as = choose(accept, name).graph
    if written_as is None:
        raise NotAcceptable(f"a graph cannot be written as '{name or accept}'; {known_formats()}")
    return written_as


def _asked_for() -> str:
    """The IRI of the graph; empty for the default graph. Raises InvalidParameter."""
    named = request.args.getlist("graph")
    if len(named) + ("default" in request.args) != 1:
        raise InvalidParameter("expected one graph: ?default, or ?graph= and its IRI")
    if "default" in request.args:
        return ""
    if ":" not in named[0]:
        raise InvalidParameter(f"graph={named[0]!r}: expected an IRI with its scheme")
    return named[0]


def _head(iri: str, tag: str, media_type: str) -> Response:
    """What a GET would be answered with, but for its length: that is known when it is written."""
    if iri:
        answer = services().sparql.query(
            _IS_THERE, named_graphs=(iri,), format_name="csv", asker=asker()
        )
        if answer.read() != b"true":
            raise UnknownGraph(f"this release has no graph <{iri}>")
    response = Response(content_type=content_type(media_type))
    response.automatically_set_content_length = False
    response.headers.update({"ETag": f'W/"{tag}"', "Cache-Control": "no-cache"})
    return response


serve_every_method(blueprint, "/graph", graph)
