"""Runs one query on an open store. Only workers call this."""

from __future__ import annotations

import re

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, QueryTriples, Store

from rarekg.errors import InvalidParameter, InvalidQuery
from rarekg.sparql.dump import dump
from rarekg.sparql.formats import GraphFormat, graph_format, known_formats, solutions_format
from rarekg.sparql.messages import Request
from rarekg.sparql.refusals import NotAcceptable, UpdateRefused
from rarekg.sparql.sink import Sink

_NamedGraph = NamedNode | BlankNode
_DefaultGraph = NamedNode | BlankNode | DefaultGraph

# What relative addresses in a query are relative to; the same wherever the release is served.
BASE = "https://w3id.org/rarekg/sparql"
_SERVICE = re.compile(r"service", re.IGNORECASE)
_NOT_SERVICE = "qzxjkvw"  # of the same length, so that positions in messages stay right
_COMMENT = re.compile(r"(?<!\S)#[^\n\r]*")  # a # after other letters may belong to an IRI
_PROLOGUE = re.compile(r"\s*(?:(?:BASE\s*|PREFIX\s+[^\s:<]*:\s*)<[^<>\s]*>\s*)*", re.IGNORECASE)
_UPDATE = re.compile(
    r"(?:INSERT|DELETE|LOAD|CLEAR|DROP|CREATE|ADD|MOVE|COPY|WITH)\b", re.IGNORECASE
)
_PREFIX_BEFORE = re.compile(r"([\w.-]*):[^\s:]*\s*\Z")  # of the name where the parser stopped
_POSITION = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)


def evaluate(store: Store, request: Request, sink: Sink) -> str:
    """Writes the answer into the sink and returns its media type.

    Raises InvalidQuery, UpdateRefused, InvalidParameter, UnknownGraph, NotAcceptable,
    LimitExceeded.
    """
    if request.dumped is not None:
        return dump(store, request.dumped, _graph_format(request), sink)
    if _SERVICE.search(request.query):
        _refuse_service(request.query)
    try:
        return _answer(store, request, sink)
    except SyntaxError as error:
        raise _syntax_error(request.query, error) from error
    except (RuntimeError, UnicodeEncodeError) as error:
        raise InvalidQuery(f"the query cannot be evaluated: {error}") from error


def _answer(store: Store, request: Request, sink: Sink) -> str:
    default_graphs, named_graphs = _dataset(request)
    results = store.query(
        request.query, base_iri=BASE, default_graph=default_graphs, named_graphs=named_graphs
    )
    if isinstance(results, QueryTriples):
        triples = _graph_format(request)
        results.serialize(sink.as_file(), format=triples.native)
        return triples.media_types[0]
    if request.solutions is None:
        raise NotAcceptable(f"this query gives rows; {known_formats()}")
    rows = solutions_format(request.solutions)
    results.serialize(sink.as_file(), format=rows.native)
    return rows.media_types[0]


def _graph_format(request: Request) -> GraphFormat:
    if request.graph is None:
        raise NotAcceptable(f"this gives triples; {known_formats()}")
    return graph_format(request.graph)


def _dataset(request: Request) -> tuple[list[_DefaultGraph] | None, list[_NamedGraph] | None]:
    """The dataset of the request: one part given, the other is empty (SPARQL protocol 2.1.4)."""
    if request.default_graphs is None and request.named_graphs is None:
        return None, None
    return [*_graphs(request.default_graphs)], [*_graphs(request.named_graphs)]


def _graphs(iris: tuple[str, ...] | None) -> list[NamedNode]:
    try:
        return [NamedNode(iri) for iri in iris or ()]
    except ValueError as error:
        raise InvalidParameter(f"a graph is named by no valid IRI: {error}") from error


def _refuse_service(query: str) -> None:
    """Raises InvalidQuery if the query holds the keyword SERVICE.

    The word may as well stand in a comment, a text, an IRI or the name of a variable. The parser
    itself tells: with another word in its place, a query stays a query unless it was the keyword.
    """
    without = _SERVICE.sub(_NOT_SERVICE, query)
    if _parses(without) or not _parses(query):
        return
    line, column = _position(query, without)
    raise InvalidQuery(
        f"line {line}, column {column}: SERVICE is not served here: queries see this release "
        "only. Ask the other endpoint for its part, or run both from a client of your own"
    )


def _parses(query: str) -> bool:
    return _first_error(query) is None


def _first_error(query: str) -> SyntaxError | None:
    try:
        Store().query(query, base_iri=BASE)
    except SyntaxError as error:
        return error
    except (RuntimeError, OSError, UnicodeEncodeError):
        return None  # it parsed, and failed later
    return None


def _position(query: str, without: str) -> tuple[int, int]:
    """Line and column of the first SERVICE at or before which the parser stopped without it."""
    stopped = _POSITION.match(str(_first_error(without)))
    line, column = (int(stopped[1]), int(stopped[2])) if stopped else (1, 1)
    places = [
        (
            query.count("\n", 0, found.start()) + 1,
            found.start() - query.rfind("\n", 0, found.start()),
        )
        for found in _SERVICE.finditer(query)
    ]
    return max((place for place in places if place <= (line, column)), default=places[0])


def _syntax_error(query: str, error: SyntaxError) -> InvalidQuery:
    text = _COMMENT.sub("", query)
    prologue = _PROLOGUE.match(text)
    if _UPDATE.match(text, prologue.end() if prologue else 0):
        return UpdateRefused("updates are not served: a release never changes")
    found = _POSITION.match(str(error))
    if found is None:
        return InvalidQuery(f"the query does not parse: {error}")
    line, column, expected = found.groups()
    if "Prefix not found" in expected:
        prefix = _PREFIX_BEFORE.search(_until(query, int(line), int(column)))
        name = f"`{prefix[1]}:`" if prefix else "used here"
        return InvalidQuery(
            f"line {line}, column {column}: the prefix {name} is not declared; "
            "begin with PREFIX name: <address>"
        )
    return InvalidQuery(
        f"line {line}, column {column}: the query does not parse here; {_shortened(expected)}"
    )


def _until(query: str, line: int, column: int) -> str:
    """The query as far as the parser read it."""
    lines = query.split("\n")[:line]
    return "\n".join([*lines[:-1], lines[-1][: column - 1]])


def _shortened(expected: str) -> str:
    """The parser's expectation without its long list of character classes."""
    words = " ".join(expected.split())
    return words if len(words) <= 200 else words[:200].rsplit(",", 1)[0] + ", …"
