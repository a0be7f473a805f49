"""`void.ttl`: what a release says of itself, with what its graph cannot say, its id and day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from rarekg.graph.bucket import split_quad
from rarekg.graph.metadata import DATASET
from rarekg.graph.terms import literal_term
from rarekg.graph.void import VOID_GRAPH

VOID = "void.ttl"
DATA = "https://w3id.org/rarekg/data"

_PREFIXES = {
    "void": "http://rdfs.org/ns/void#",
    "void-ext": "http://ldf.fi/void-ext#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "pav": "http://purl.org/pav/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "rkg": "https://w3id.org/rarekg/vocab/",
}
_A = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"


def write_void(path: Path, release: str, now: dt.datetime, described: Iterable[str]) -> None:
    """Writes the file from the N-Quads lines that describe the release."""
    triples = sorted({" ".join(split_quad(line)[0]) for line in described})
    text = "".join(f"{triple} .\n" for triple in (*_this_release(release, now), *triples))
    parsed = ox.parse(text.encode(), format=ox.RdfFormat.N_TRIPLES)
    made = [quad.triple for quad in parsed]
    path.write_bytes(ox.serialize(made, format=ox.RdfFormat.TURTLE, prefixes=_PREFIXES) or b"")


def version_of(release: str) -> str:
    """The IRI of a release, as a version of the dataset."""
    return f"https://w3id.org/rarekg/releases/{release}"


def _this_release(release: str, now: dt.datetime) -> Iterator[str]:
    day = f'"{now.isoformat(timespec="seconds")}"^^<{_PREFIXES["xsd"]}dateTime>'
    version = f"<{version_of(release)}>"
    yield f"<{VOID_GRAPH}> {_A} <{_PREFIXES['void']}DatasetDescription>"
    yield f"<{VOID_GRAPH}> <{_PREFIXES['foaf']}primaryTopic> <{DATASET}>"
    yield f"<{DATASET}> <{_PREFIXES['pav']}hasCurrentVersion> {version}"
    yield f"{version} {_A} <{_PREFIXES['dcat']}Dataset>"
    yield f"{version} <{_PREFIXES['dct']}isVersionOf> <{DATASET}>"
    yield f"{version} <{_PREFIXES['pav']}version> {literal_term(release)}"
    yield f"{version} <{_PREFIXES['dct']}issued> {day}"
    yield f"{version} <{_PREFIXES['void']}dataDump> <{DATA}/{release}/graph.nq.gz>"
