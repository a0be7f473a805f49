"""The names of all diseases and genes as a build has them, read from the mirror (a minute)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from rarekg.facts import Fact
from rarekg.identity import Identity, IdentityBuilder
from rarekg.linking.diseases import DiseaseLinker
from rarekg.linking.genes import GeneLexicon
from rarekg.linking.lexicon import Lexicon
from rarekg.linking.names import (
    KINDS,
    Name,
    NameCollector,
    Names,
    disease_names,
    gene_names,
)
from rarekg.readers.table import reader_of
from rarekg.report import Report
from rarekg.sources.cache import located_files
from rarekg.sources.manifest import SourceFile, all_sources, content_files

_NAMING = ("curated", "gard", "hpoa", "mondo", "nando", "orphanet")


def disease_linker(mirror: Path) -> DiseaseLinker:
    """The linker that a build of the mirror's files has."""
    known, _ = _known(mirror)
    return DiseaseLinker(Lexicon.of(known.names, known.parents))


def names_of_diseases(mirror: Path) -> Names:
    """The names of diseases, in English and in the other languages of organisations."""
    return _known(mirror)[0]


def gene_lexicon(mirror: Path) -> GeneLexicon:
    """The names of genes that a build of the mirror's files has."""
    return GeneLexicon(_known(mirror)[1])


@cache
def _known(mirror: Path) -> tuple[Names, list[Name]]:
    """The names of diseases and of genes."""
    files = _files(mirror)
    identity = _identity(files)
    collector = NameCollector()
    for fact in _facts([file for file in files if not file.manifest.links]):
        if fact.predicate in _TAKEN:
            for resolved in identity.resolved(fact):
                collector.add(resolved)
    with TemporaryDirectory() as folder:
        path = Path(folder, "names.msgpack")
        collector.save(path)
        return disease_names([path]), gene_names([path])


_TAKEN = KINDS | {"type", "hasParent"}


def _files(mirror: Path) -> list[SourceFile]:
    sources = [source for source in all_sources().values() if source.id in _NAMING]
    ours = [file for source in sources for file in content_files(source)]
    return ours + located_files(mirror, mirror, sources)


def _identity(files: list[SourceFile]) -> Identity:
    builder = IdentityBuilder()
    builder.add(_facts([file for file in files if file.manifest.identity]))
    builder.add(builder.same_genes())
    return builder.build()


def _facts(files: list[SourceFile]) -> Iterator[Fact]:
    for file in files:
        yield from reader_of(file)(file, Report())
