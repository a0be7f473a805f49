"""What the SPARQL service says of itself: SPARQL 1.1 Service Description.

https://www.w3.org/TR/sparql11-service-description/. What holds everywhere is content
(`ontology/service.ttl`); the graphs come from the release, the limits from the settings.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

import msgspec
import pyoxigraph as ox

from rarekg.content import content_folder
from rarekg.graph.metadata import DATASET
from rarekg.identifiers import namespaces
from rarekg.records.queries import query_text
from rarekg.sparql.client import SparqlClient
from rarekg.sparql.dump import GRAPH_BYTES, GRAPH_SECONDS
from rarekg.sparql.formats import GraphFormat, graph_format
from rarekg.sparql.limits import Limits
from rarekg.sparql.nesting import MOST_NESTED
from rarekg.vocabulary import RKG

_SD = "http://www.w3.org/ns/sparql-service-description#"
_TITLE = "http://purl.org/dc/terms/title"
_TRIPLES = "http://rdfs.org/ns/void#triples"
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_VERSION = "http://purl.org/pav/version"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_PREFIXES = {
    "sd": _SD,
    "formats": "http://www.w3.org/ns/formats/",
    "geof": "http://www.opengis.net/def/function/geosparql/",
}
_KEPT = 16  # documents, of some hundred kB where the release has a VoID description
_IN_FRAGMENT = "/:?=&@~"  # stays as it is in the last part of an address


class _Term(msgspec.Struct):
    value: str


class _Row(msgspec.Struct):
    graph: _Term
    triples: _Term | None = None
    title: _Term | None = None


class _Results(msgspec.Struct):
    bindings: list[_Row]


class _Document(msgspec.Struct):
    results: _Results


_decoder = msgspec.json.Decoder(_Document)


def description(client: SparqlClient, endpoint: str, written_as: str) -> bytes:
    """The description of the service at an address, with that of the current release.

    written_as: the name of a format of graphs. Raises what `SparqlClient.query` does.
    """
    folder = client.home / "releases" / client.release()
    return _written(client, folder, endpoint, graph_format(written_as))


@lru_cache(_KEPT)
def _written(client: SparqlClient, folder: Path, endpoint: str, written_as: GraphFormat) -> bytes:
    answer = client.query(query_text("graphs"), format_name="json")
    triples = {
        *_service(endpoint),
        *_limits(endpoint, client.limits),
        *_graphs(endpoint, _decoder.decode(answer.read()).results.bindings),
        *_void(folder / "void.ttl"),
        _triple(f"{endpoint}#service", _VERSION, ox.Literal(answer.release)),
    }
    ordered = sorted(triples, key=str)
    prefixes = _used(namespaces() | _PREFIXES, "".join(map(str, ordered)))
    return ox.serialize(ordered, format=written_as.native, prefixes=prefixes) or b""


def _used(prefixes: dict[str, str], text: str) -> dict[str, str]:
    return {name: iri for name, iri in prefixes.items() if f"<{iri}" in text}


def _service(endpoint: str) -> Iterator[ox.Triple]:
    path = content_folder("ontology") / "service.ttl"
    for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE, base_iri=endpoint):
        yield quad.triple


def _limits(endpoint: str, limits: Limits) -> Iterator[ox.Triple]:
    set_to: dict[str, int | float] = {
        "longestQuery": limits.seconds,
        "shortQuery": limits.quick_seconds,
        "largestResult": limits.result_bytes,
        "largestQuery": limits.query_bytes,
        "deepestQuery": MOST_NESTED,
        "largestMemory": limits.memory_bytes,
        "longQueriesAtOnce": limits.most_long,
        "longQueriesOfAClient": limits.per_client,
        "longestGraph": GRAPH_SECONDS,
        "largestGraph": GRAPH_BYTES,
    }
    for name, value in set_to.items():
        kind = "integer" if isinstance(value, int) else "decimal"
        number = ox.Literal(str(value), datatype=ox.NamedNode(_XSD + kind))
        yield _triple(f"{endpoint}#service", RKG + name, number)


def _graphs(endpoint: str, rows: list[_Row]) -> Iterator[ox.Triple]:
    dataset = f"{endpoint}#dataset"
    yield _triple(f"{endpoint}#service", _SD + "defaultDataset", ox.NamedNode(dataset))
    yield _triple(dataset, _TYPE, ox.NamedNode(_SD + "Dataset"))
    for row in rows:
        graph = ox.NamedNode(row.graph.value)
        if graph.value == DATASET:
            yield _triple(dataset, _SD + "defaultGraph", graph)
        else:
            node = f"{endpoint}#{quote(graph.value, safe=_IN_FRAGMENT)}"
            yield _triple(dataset, _SD + "namedGraph", ox.NamedNode(node))
            yield _triple(node, _TYPE, ox.NamedNode(_SD + "NamedGraph"))
            yield _triple(node, _SD + "name", graph)
            yield _triple(node, _SD + "graph", graph)
        yield _triple(graph.value, _TYPE, ox.NamedNode(_SD + "Graph"))
        if row.triples:
            yield _triple(graph.value, _TRIPLES, ox.Literal(int(row.triples.value)))
        if row.title:
            yield _triple(graph.value, _TITLE, ox.Literal(row.title.value, language="en"))


def _void(path: Path) -> Iterator[ox.Triple]:
    """The VoID description of the release, if it was built with one."""
    if path.is_file():
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
            yield quad.triple


def _triple(subject: str, key: str, value: ox.NamedNode | ox.Literal) -> ox.Triple:
    return ox.Triple(ox.NamedNode(subject), ox.NamedNode(key), value)
