"""The table of search engines, and the two things done with one: build an index, open it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from rarekg.errors import InvalidParameter
from rarekg.graph.dossiers import Dossiers
from rarekg.records.summaries import summaries
from rarekg.search.fts5 import Fts5Engine
from rarekg.search.fts5_index import FILE, write_fts5
from rarekg.search.groups import with_group_names
from rarekg.search.protocol import IndexWriter, SearchDocument, SearchEngine
from rarekg.search.whoosh_engine import FOLDER, WhooshEngine, write_whoosh

ENGINES: dict[str, tuple[IndexWriter, Callable[[Path], SearchEngine]]] = {
    "fts5": (write_fts5, lambda release: Fts5Engine(release / FILE)),
    "whoosh": (write_whoosh, lambda release: WhooshEngine(release / FOLDER)),
}


def build_index(engine: str, release: Path) -> int:
    """Indexes all entities of a release's dossiers into its folder; returns their number.

    Raises InvalidParameter for an unknown engine.
    """
    return _engine(engine)[0](_documents(release), release)


def open_index(engine: str, release: Path) -> SearchEngine:
    """Opens the index of a release, which was built with `engine`."""
    return _engine(engine)[1](release)


def _engine(name: str) -> tuple[IndexWriter, Callable[[Path], SearchEngine]]:
    if name not in ENGINES:
        raise InvalidParameter(f"no search engine '{name}'; there are: {', '.join(ENGINES)}")
    return ENGINES[name]


def _documents(release: Path) -> Iterator[SearchDocument]:
    for summary in with_group_names(summaries(Dossiers(release))):
        yield SearchDocument(
            summary.id,
            summary.type,
            summary.name,
            summary.names,
            summary.identifiers,
            summary.text,
            summary.facts,
            summary.described,
            summary.treatments,
            summary.sources,
        )
