"""The description of a release in its own graph: VoID, DCAT, the sources and the ontology."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from rarekg.content import content_folder
from rarekg.graph.merge import Counts
from rarekg.graph.terms import iri_term, literal_term
from rarekg.sources.manifest import SourceFile, SourceManifest
from rarekg.vocabulary import METADATA_GRAPH, RKG, SOURCE

DATASET = "https://w3id.org/rarekg/dataset"
ONTOLOGY_GRAPH = "https://w3id.org/rarekg/graph/ontology"
LICENCES = "https://w3id.org/rarekg/licences"

_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
_XSD_INTEGER = "http://www.w3.org/2001/XMLSchema#integer"
_VOID = "http://rdfs.org/ns/void#"
_DCAT = "http://www.w3.org/ns/dcat#"
_DCT = "http://purl.org/dc/terms/"
_FOAF_HOMEPAGE = "http://xmlns.com/foaf/0.1/homepage"
_PAV_VERSION = "http://purl.org/pav/version"

Pair = tuple[str, str]  # property IRI, term


@dataclass(frozen=True, slots=True)
class SourceUse:
    """A source as this release has it: its manifest and the files that were read."""

    manifest: SourceManifest
    files: Sequence[SourceFile]

    def versions(self) -> list[str]:
        """The versions that the files state, each once."""
        stated = sorted({f.version for f in self.files if f.version})
        cited = self.manifest.cited_version
        return stated or ([cited] if cited and not self.files else [])

    def retrieved(self) -> list[str]:
        """The days on which the files were fetched, where that is known."""
        return sorted({f.retrieved for f in self.files if f.retrieved})


def metadata_lines(uses: Iterable[SourceUse], counts: Counts) -> list[str]:
    """The N-Quads lines, in the default and in the metadata graph, of the release's VoID and
    DCAT description, with the sources and their licences."""
    triples = list(_dataset(counts))
    for use in uses:
        triples += _source(use, counts)
    lines = [f"{t} .\n" for t in triples] + [f"{t} <{METADATA_GRAPH}> .\n" for t in triples]
    return sorted(lines)


def _dataset(counts: Counts) -> Iterable[str]:
    yield from _describe(
        DATASET,
        [
            (_TYPE, f"<{_VOID}Dataset>"),
            (_TYPE, f"<{_DCAT}Dataset>"),
            (_DCT + "title", '"rarekg"@en'),
            (_DCT + "license", f"<{LICENCES}>"),
            (_VOID + "sparqlEndpoint", "<https://w3id.org/rarekg/sparql>"),
            (_VOID + "uriSpace", '"https://w3id.org/rarekg/"'),
            (_VOID + "triples", _integer(counts.graphs[""])),
            (_VOID + "distinctSubjects", _integer(counts.subjects)),
            (_VOID + "properties", _integer(len(counts.properties))),
            (_VOID + "classes", _integer(len(counts.classes))),
        ],
    )
    yield from _partitions("propertyPartition", "property", "triples", counts.properties.items())
    yield from _partitions("classPartition", "class", "entities", counts.classes.items())


def _partitions(
    link: str, key: str, measure: str, rows: Iterable[tuple[str, int]]
) -> Iterable[str]:
    for term, number in sorted(rows):
        node = f"{DATASET}/{key}/{_slug(term)}"
        yield f"<{DATASET}> <{_VOID}{link}> <{node}>"
        yield from _describe(node, [(_VOID + key, term), (_VOID + measure, _integer(number))])


def _slug(term: str) -> str:
    """A readable and unique last part of a partition's IRI."""
    bare = term.strip("<>").partition("://")[2]
    return "".join(c if c.isalnum() or c in "-._" else "-" for c in bare)


def _source(use: SourceUse, counts: Counts) -> Iterable[str]:
    manifest = use.manifest
    node = SOURCE + manifest.id
    pairs: list[Pair] = [
        (_TYPE, f"<{RKG}Source>"),
        (_TYPE, f"<{_DCAT}Dataset>"),
        (_LABEL, literal_term(manifest.title) + "@en"),
        (_DCT + "title", literal_term(manifest.title) + "@en"),
        (_DCT + "publisher", literal_term(manifest.publisher)),
        (_DCT + "rights", literal_term(manifest.attribution) + "@en"),
        (RKG + "licenceName", literal_term(manifest.licence)),
        (RKG + "changes", literal_term(manifest.changes)),
    ]
    if manifest.licence_url:
        pairs.append((_DCT + "license", iri_term(manifest.licence_url)))
    if manifest.homepage:
        pairs.append((_FOAF_HOMEPAGE, iri_term(manifest.homepage)))
    if manifest.description:
        pairs.append((_DCT + "description", literal_term(manifest.description) + "@en"))
    pairs += [(_PAV_VERSION, literal_term(v)) for v in use.versions()]
    pairs += [("http://purl.org/pav/retrievedOn", literal_term(d)) for d in use.retrieved()]
    pairs += [(RKG + "repeats", f"<{SOURCE}{other}>") for other in manifest.repeats]
    number = counts.graphs.get(f"<{node}>", 0)
    pairs.append((_VOID + "triples", _integer(number)))
    yield from _describe(node, pairs)
    yield f"<{DATASET}> <{_DCT}source> <{node}>"


def _describe(node: str, pairs: Iterable[Pair]) -> Iterable[str]:
    return (f"<{node}> <{key}> {term}" for key, term in pairs)


def _integer(number: int) -> str:
    return f'"{number}"^^<{_XSD_INTEGER}>'


def ontology_lines() -> list[str]:
    """The vocabulary as N-Quads lines, in the default and in its own graph."""
    path = content_folder("ontology") / "rarekg.ttl"
    triples = {str(q.triple) for q in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)}
    graphs = ("", f" <{ONTOLOGY_GRAPH}>")
    return sorted(f"{t}{graph} .\n" for t in triples if not t.startswith("_:") for graph in graphs)
