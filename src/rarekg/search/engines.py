"""The table of search engines, and the two things done with one: build an index, open it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from rarekg.errors import InvalidParameter
from rarekg.search.documents import documents
from rarekg.search.fts5 import Fts5Index
from rarekg.search.fts5_index import FILE, write_fts5
from rarekg.search.index import IndexWriter
from rarekg.search.protocol import SearchDocument, SearchEngine
from rarekg.search.searcher import Searcher
from rarekg.search.spelling import Speller
from rarekg.search.spelling_words import Vocabulary
from rarekg.search.suggest_index import SuggestionWriter
from rarekg.search.whoosh_engine import FOLDER, WhooshIndex, write_whoosh

# Goes up when the files that are made of the graph (for the search, for the pages of diseases) are
# others than those of older programs: a release of the same sources is then another one, and is
# published in the place of the older one.
FILES_FORMAT = 5


def _with_spelling(write: IndexWriter) -> IndexWriter:
    """A writer that also stores the words that misspellings are led back to."""

    def written(documents: Iterable[SearchDocument], into: Path) -> int:
        vocabulary = Vocabulary()
        number = write(vocabulary.learning(documents), into)
        vocabulary.write(into)
        return number

    return written


ENGINES: dict[str, tuple[IndexWriter, Callable[[Path], SearchEngine]]] = {
    "fts5": (
        _with_spelling(write_fts5),
        lambda release: Searcher(Fts5Index(release / FILE), Speller(release)),
    ),
    "whoosh": (
        _with_spelling(write_whoosh),
        lambda release: Searcher(WhooshIndex(release / FOLDER), Speller(release)),
    ),
}


def build_index(engine: str, release: Path) -> int:
    """Indexes all that is found in a release into its folder; returns the number of documents.

    Raises InvalidParameter for an unknown engine.
    """
    return _engine(engine)[0](documents(release), release)


def build_suggestions(release: Path) -> None:
    """Writes what suggestions are made from into the folder of a release. Beside the index, which
    takes twice as long: the documents are read for each."""
    suggestions = SuggestionWriter(release)
    for _ in suggestions.noting(documents(release)):
        pass
    suggestions.write()


def open_index(engine: str, release: Path) -> SearchEngine:
    """Opens the index of a release, which was built with `engine`."""
    return _engine(engine)[1](release)


def _engine(name: str) -> tuple[IndexWriter, Callable[[Path], SearchEngine]]:
    if name not in ENGINES:
        raise InvalidParameter(f"no search engine '{name}'; there are: {', '.join(ENGINES)}")
    return ENGINES[name]
