"""Runs one query on an open store. Only workers call this."""

from __future__ import annotations

import re

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, QueryTriples, Store, serialize

from rarekg.errors import InvalidParameter, InvalidQuery
from rarekg.sparql.dump import dump
from rarekg.sparql.formats import GraphFormat, graph_format, known_formats, solutions_format
from rarekg.sparql.messages import Request
from rarekg.sparql.nesting import refuse_deep
from rarekg.sparql.refusals import NotAcceptable
from rarekg.sparql.sink import Sink
from rarekg.sparql.syntax_errors import BASE, place, prefixes_of, syntax_error

_NamedGraph = NamedNode | BlankNode
_DefaultGraph = NamedNode | BlankNode | DefaultGraph

_SERVICE = re.compile(r"service", re.IGNORECASE)
_NOT_SERVICE = "qzxjkvw"  # of the same length, so that positions in messages stay right
# SERVICE (SILENT) takes what GRAPH takes; the word may also stand in an address.
_AS_GRAPH = re.compile(r"(<[^<>\s]*>)|service(?:(?:\s|#[^\n\r]*[\n\r])+silent\b)?", re.IGNORECASE)
_POSITION = re.compile(r"error at (\d+):(\d+): ")


def evaluate(store: Store, request: Request, sink: Sink) -> str:
    """Writes the answer into the sink and returns its media type.

    Raises InvalidQuery, TooDeep, UpdateRefused, InvalidParameter, UnknownGraph, NotAcceptable,
    BeyondLimits.
    """
    if request.dumped is not None:
        return dump(store, request.dumped, _graph_format(request), sink)
    refuse_deep(request.query)
    if _SERVICE.search(request.query):
        _refuse_service(request.query)
    try:
        return _answer(store, request, sink)
    except SyntaxError as error:
        raise syntax_error(request.query, error) from error
    except (RuntimeError, UnicodeEncodeError) as error:
        raise InvalidQuery(f"the query cannot be evaluated: {error}") from error


def _answer(store: Store, request: Request, sink: Sink) -> str:
    default_graphs, named_graphs = _dataset(request)
    results = store.query(
        request.query, base_iri=BASE, default_graph=default_graphs, named_graphs=named_graphs
    )
    if isinstance(results, QueryTriples):
        triples = _graph_format(request)
        _write(results, triples, prefixes_of(request.query), sink)
        return triples.media_types[0]
    if request.solutions is None:
        raise NotAcceptable(f"this query gives rows; {known_formats()}")
    rows = solutions_format(request.solutions)
    results.serialize(sink.as_file(), format=rows.native)
    return rows.media_types[0]


def _write(
    results: QueryTriples, written_as: GraphFormat, prefixes: dict[str, str], sink: Sink
) -> None:
    """Writes triples; with the prefixes of their query, in the formats that have any."""
    if prefixes and written_as.has_prefixes:
        serialize(results, sink.as_file(), format=written_as.native, prefixes=prefixes)
    else:
        results.serialize(sink.as_file(), format=written_as.native)


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
    itself tells: with another word in its place, a query stays a query unless it was the keyword;
    and with GRAPH in its place, it is one again. (The query as it is would be run to be parsed.)
    """
    without = _SERVICE.sub(_NOT_SERVICE, query)
    as_graph = _AS_GRAPH.sub(lambda found: found[1] or "GRAPH", query)
    if _parses(without) or not _parses(as_graph):
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
    places = [place(query, found.start()) for found in _SERVICE.finditer(query)]
    return max((each for each in places if each <= (line, column)), default=places[0])
