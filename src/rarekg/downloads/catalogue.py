"""The catalogue of a release as DCAT 3, in the three levels of the HCLS dataset description.

Summary (the dataset whatever its version), version (this release), distribution (each file):
https://www.w3.org/TR/hcls-dataset/, https://www.w3.org/TR/vocab-dcat-3/.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rarekg.downloads.offer import N_QUADS, TURTLE, Download, offer
from rarekg.downloads.void_file import DATA, version_of
from rarekg.errors import ReleaseBroken
from rarekg.graph.metadata import DATASET, DESCRIPTION, HOMEPAGE, TITLE
from rarekg.graph.terms import iri_term, literal_term
from rarekg.release import Release, ReleaseManifest
from rarekg.vocabulary import SOURCE

CATALOGUE = DATA
GZIP = "application/gzip"

_RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_DCAT = "http://www.w3.org/ns/dcat#"
_DCT = "http://purl.org/dc/terms/"
_DCTYPES = "http://purl.org/dc/dcmitype/"
_FOAF = "http://xmlns.com/foaf/0.1/"
_PAV = "http://purl.org/pav/"
_SPDX = "http://spdx.org/rdf/terms#"
_VOID = "http://rdfs.org/ns/void#"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_MEDIA = "https://www.iana.org/assignments/media-types/"

Triple = tuple[str, str, str]
Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Distribution:
    """A file of a release with its size in bytes and its SHA-256."""

    download: Download
    size: int
    sha256: str

    @property
    def name(self) -> str:
        """The last part of its address."""
        return self.download.name

    @property
    def media_type(self) -> str:
        """What is sent as Content-Type: of a packed file, that it is packed."""
        return GZIP if self.download.packed else self.download.media_type


def distributions(release: Release, manifest: ReleaseManifest) -> list[Distribution]:
    """The files that a release offers. Raises ReleaseBroken if one of them is not there."""
    found = []
    for download in offer(release):
        try:
            size = (release.path / download.path).stat().st_size
            found.append(Distribution(download, size, manifest.files[download.path]))
        except (OSError, KeyError) as error:
            raise ReleaseBroken(f"{release.path / download.path} is missing: {error}") from error
    return found


def catalogue(manifest: ReleaseManifest, files: Sequence[Distribution], root: str) -> list[Triple]:
    """The catalogue, with addresses to download from below `root` (which ends in a slash)."""
    return [
        *_catalogue(root),
        *_summary(manifest, files),
        *_version(manifest, files),
        *(triple for each in files for triple in _distribution(manifest, each, root)),
    ]


def _catalogue(root: str) -> Iterator[Triple]:
    service = "https://w3id.org/rarekg/sparql"
    yield from _about(
        CATALOGUE,
        [
            (_RDF_TYPE, f"<{_DCAT}Catalog>"),
            (_DCT + "title", _english("Data of rarekg")),
            (_DCT + "publisher", iri_term(HOMEPAGE)),
            (_DCAT + "dataset", f"<{DATASET}>"),
            (_DCAT + "service", f"<{service}>"),
        ],
    )
    yield from _about(
        service,
        [
            (_RDF_TYPE, f"<{_DCAT}DataService>"),
            (_DCT + "title", _english("SPARQL endpoint of rarekg")),
            (_DCT + "conformsTo", "<https://www.w3.org/TR/sparql11-protocol/>"),
            (_DCAT + "endpointURL", iri_term(f"{root}sparql")),
            (_DCAT + "servesDataset", f"<{DATASET}>"),
        ],
    )
    yield from _about(
        HOMEPAGE, [(_RDF_TYPE, f"<{_FOAF}Agent>"), (_FOAF + "name", literal_term("rarekg"))]
    )


def _summary(manifest: ReleaseManifest, files: Iterable[Distribution]) -> Iterator[Triple]:
    yield from _about(
        DATASET,
        [
            *_titled(TITLE),
            (_DCT + "license", _licence(files)),
            (_FOAF + "page", iri_term(CATALOGUE)),
            (_DCAT + "keyword", _english("rare diseases")),
            (_DCAT + "keyword", _english("knowledge graph")),
            (_PAV + "hasCurrentVersion", f"<{version_of(manifest.id)}>"),
            (_DCAT + "hasVersion", f"<{version_of(manifest.id)}>"),
        ],
    )


def _version(manifest: ReleaseManifest, files: Iterable[Distribution]) -> Iterator[Triple]:
    files = list(files)
    read = {source for each in files for source in each.download.sources}
    pairs = [
        *_titled(f"{TITLE}, release {manifest.id}"),
        (_DCT + "creator", iri_term(HOMEPAGE)),
        (_DCT + "license", _licence(files)),
        (_DCT + "isVersionOf", f"<{DATASET}>"),
        (_DCAT + "version", literal_term(manifest.id)),
        (_PAV + "version", literal_term(manifest.id)),
        (_DCT + "issued", _issued(manifest)),
        (_PAV + "createdWith", literal_term(f"rarekg {manifest.program}")),
    ]
    pairs += [(_DCT + "source", f"<{SOURCE}{source}>") for source in sorted(read)]
    pairs += [(_DCAT + "distribution", f"<{_address(manifest, each)}>") for each in files]
    yield from _about(version_of(manifest.id), pairs)
    for source in sorted(read & manifest.sources.keys()):
        yield from _source(manifest, source)


def _source(manifest: ReleaseManifest, source: str) -> Iterator[Triple]:
    entry = manifest.sources[source]
    pairs = [
        (_RDF_TYPE, f"<{_DCAT}Dataset>"),
        (_DCT + "title", _english(entry.title)),
        (_DCT + "rights", _english(entry.attribution)),
        *((_PAV + "version", literal_term(version)) for version in entry.versions),
    ]
    if entry.licence_url:
        pairs.append((_DCT + "license", iri_term(entry.licence_url)))
    yield from _about(SOURCE + source, pairs)


def _distribution(manifest: ReleaseManifest, each: Distribution, root: str) -> Iterator[Triple]:
    download, node = each.download, _address(manifest, each)
    pairs = [
        (_RDF_TYPE, f"<{_DCAT}Distribution>"),
        (_DCT + "title", _english(f"{download.title} ({download.name})")),
        (_DCT + "license", iri_term(download.licence_url)),
        (_DCT + "rights", _english(download.licence)),
        (_DCT + "issued", _issued(manifest)),
        (_DCAT + "mediaType", f"<{_MEDIA}{download.media_type}>"),
        (_DCT + "format", literal_term(download.media_type)),
        (_DCAT + "byteSize", f'"{each.size}"^^<{_XSD}nonNegativeInteger>'),
        (_DCAT + "downloadURL", iri_term(f"{root}data/{manifest.id}/{each.name}")),
        (_DCAT + "accessURL", iri_term(f"{root}data/{manifest.id}")),
        (_SPDX + "checksum", f"<{node}#sha256>"),
        *((_DCT + "source", f"<{SOURCE}{source}>") for source in download.sources),
    ]
    if download.packed:
        pairs.append((_DCAT + "compressFormat", f"<{_MEDIA}{GZIP}>"))
    if download.media_type in (N_QUADS, TURTLE):
        pairs.append((_RDF_TYPE, f"<{_VOID}Dataset>"))
    yield from _about(node, pairs)
    yield from _about(
        f"{node}#sha256",
        [
            (_RDF_TYPE, f"<{_SPDX}Checksum>"),
            (_SPDX + "algorithm", f"<{_SPDX}checksumAlgorithm_sha256>"),
            (_SPDX + "checksumValue", f'"{each.sha256}"^^<{_XSD}hexBinary>'),
        ],
    )


def _titled(title: str) -> Pairs:
    return [
        (_RDF_TYPE, f"<{_DCAT}Dataset>"),
        (_RDF_TYPE, f"<{_DCTYPES}Dataset>"),
        (_DCT + "title", _english(title)),
        (_DCT + "description", _english(DESCRIPTION)),
        (_DCT + "publisher", iri_term(HOMEPAGE)),
    ]


def _licence(files: Iterable[Distribution]) -> str:
    """That of the whole."""
    return next(iri_term(e.download.licence_url) for e in files if e.name == "graph.nq.gz")


def _issued(manifest: ReleaseManifest) -> str:
    return f'"{manifest.built}"^^<{_XSD}dateTime>'


def _address(manifest: ReleaseManifest, each: Distribution) -> str:
    return f"{DATA}/{manifest.id}/{each.name}"


def _english(text: str) -> str:
    return f"{literal_term(text)}@en"


def _about(node: str, pairs: Iterable[tuple[str, str]]) -> Iterator[Triple]:
    return ((f"<{node}>", f"<{key}>", value) for key, value in pairs)
