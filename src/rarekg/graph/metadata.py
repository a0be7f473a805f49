"""The description of a release in its own graph: what it is, its sources and the ontology."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from rarekg.content import content_folder
from rarekg.graph.terms import iri_term, literal_term
from rarekg.sources.licences import licence_of
from rarekg.sources.manifest import SourceFile, SourceManifest
from rarekg.vocabulary import METADATA_GRAPH, RKG, SOURCE

DATASET = "https://w3id.org/rarekg/dataset"
ONTOLOGY_GRAPH = "https://w3id.org/rarekg/graph/ontology"
TITLE = "rarekg, a knowledge graph of rare diseases"
DESCRIPTION = (
    "What public sources state about rare diseases, their signs, genes, treatments, trials, "
    "research centres and funding, and for every statement who says so and where."
)
HOMEPAGE = "https://w3id.org/rarekg/"

_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
_XSD_DATE = "http://www.w3.org/2001/XMLSchema#date"
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


def metadata_lines(uses: Iterable[SourceUse]) -> list[str]:
    """The N-Quads lines, in the default and in the metadata graph, of what the release is, with
    the sources and their licences. (What it counts is in `rarekg.graph.void`.)"""
    uses = list(uses)
    triples = list(_dataset(uses))
    for use in uses:
        triples += _source(use)
    return in_graph(triples, METADATA_GRAPH)


def in_graph(triples: Iterable[str], graph: str) -> list[str]:
    """The sorted N-Quads lines of triples, in the default graph and in a named one."""
    lines = {f"{triple}{end} .\n" for triple in triples for end in ("", f" <{graph}>")}
    return sorted(lines)


def _dataset(uses: Sequence[SourceUse]) -> Iterable[str]:
    """No clock in the graph: it is as new as the newest file that was read."""
    read = [use for use in uses if use.files]
    pairs: list[Pair] = [
        (_TYPE, f"<{_DCAT}Dataset>"),
        (_DCT + "title", literal_term(TITLE) + "@en"),
        (_DCT + "description", literal_term(DESCRIPTION) + "@en"),
        (_DCT + "license", iri_term(licence_of(use.manifest for use in read).url)),
        (_FOAF_HOMEPAGE, iri_term(HOMEPAGE)),
        (_VOID + "sparqlEndpoint", "<https://w3id.org/rarekg/sparql>"),
        (_VOID + "dataDump", "<https://w3id.org/rarekg/data/latest/graph.nq.gz>"),
        (_VOID + "uriSpace", '"https://w3id.org/rarekg/"'),
        (_VOID + "vocabulary", f"<{RKG}>"),
    ]
    days = [day for use in read for day in use.retrieved()]
    if days:
        pairs.append((_DCT + "modified", f'"{max(days)}"^^<{_XSD_DATE}>'))
    yield from describe(DATASET, pairs)


def slug(term: str) -> str:
    """A readable and unique last part of a partition's IRI."""
    bare = term.strip("<>").partition("://")[2]
    return "".join(c if c.isalnum() or c in "-._" else "-" for c in bare)


def _source(use: SourceUse) -> Iterable[str]:
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
    yield from describe(node, pairs)
    yield f"<{DATASET}> <{_DCT}source> <{node}>"


def describe(node: str, pairs: Iterable[Pair]) -> Iterable[str]:
    """The triples of a node, as N-Triples without the full stop."""
    return (f"<{node}> <{key}> {term}" for key, term in pairs)


def integer(number: int) -> str:
    """A number as a term."""
    return f'"{number}"^^<{_XSD_INTEGER}>'


def ontology_lines() -> list[str]:
    """The vocabulary as N-Quads lines, in the default and in its own graph. Numbers are spelt as
    the store spells them: 1, not 1.0."""
    store = ox.Store()
    store.load(path=str(content_folder("ontology") / "rarekg.ttl"), format=ox.RdfFormat.TURTLE)
    triples = [str(quad.triple) for quad in store]
    return in_graph([t for t in triples if not t.startswith("_:")], ONTOLOGY_GRAPH)
