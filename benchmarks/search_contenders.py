"""What the search is compared with: full-text engines alone, with the same words to index.

Each is asked for the twenty best documents that hold all words of a query, the last one as a
prefix, the name weighing more than the synonyms, these more than the text. It returns the numbers
of rows, and does nothing else: no identifiers, exact names, spelling, counts, or names to show.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from whoosh import fields, index, query
from whoosh.analysis import SpaceSeparatedTokenizer

from rarekg.search.folding import indexed_terms
from rarekg.search.protocol import SearchDocument

SIZE = 20
BOOSTS = {"name": 8.0, "synonyms": 5.0, "text": 1.0}
_MEMORY_MB = 256


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a document, with spaces between them, by field."""

    name: str
    synonyms: str
    text: str


class Contender(Protocol):
    """An open index: how many of the twenty best hold all words."""

    def __call__(self, words: Sequence[str]) -> int: ...


@dataclass(frozen=True, slots=True)
class Engine:
    """How an index is made in an empty folder, and opened."""

    write: Callable[[Iterable[Words], Path], None]
    open: Callable[[Path], Contender]


def words_of(documents: Iterable[SearchDocument]) -> Iterator[Words]:
    """What all of them index: words as our own index has them."""
    for document in documents:
        others = sorted({text for text, _, _ in document.names} - {document.name})
        yield Words(_indexed(document.name), _indexed(" / ".join(others)), _indexed(document.text))


def _indexed(text: str) -> str:
    return " ".join(indexed_terms(text))


# --- SQLite FTS5 ----------------------------------------------------------------------------

_FTS5 = """
PRAGMA page_size = 8192; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
CREATE VIRTUAL TABLE document USING fts5(
    name, synonyms, text, content = '', detail = column, prefix = '1 2 3 4 5',
    tokenize = "unicode61 remove_diacritics 0 categories 'L* M* N* Co'");"""
_INSERT = "INSERT INTO document (name, synonyms, text) VALUES (?, ?, ?)"
_RANK = "INSERT INTO document (document, rank) VALUES ('rank', 'bm25({name}, {synonyms}, {text})')"
_OPTIMIZE = "INSERT INTO document (document) VALUES ('optimize')"
_MATCH = "SELECT rowid FROM document WHERE document MATCH ? ORDER BY rank LIMIT ?"


def _write_fts5(documents: Iterable[Words], folder: Path) -> None:
    with closing(sqlite3.connect(folder / "bare.db", isolation_level=None)) as db:
        db.executescript(_FTS5)
        db.execute("BEGIN")
        db.executemany(_INSERT, ((each.name, each.synonyms, each.text) for each in documents))
        db.execute("COMMIT")
        db.execute(_RANK.format(**BOOSTS))
        db.execute(_OPTIMIZE)


class _BareFts5:
    """One connection: for one thread."""

    def __init__(self, folder: Path) -> None:
        self._db = sqlite3.connect(f"file:{folder / 'bare.db'}?mode=ro&immutable=1", uri=True)

    def __call__(self, words: Sequence[str]) -> int:
        expression = " ".join(f'"{word}"' for word in words) + "*"
        return len(self._db.execute(_MATCH, (expression, SIZE)).fetchall())


# --- Whoosh ---------------------------------------------------------------------------------


def _write_whoosh(documents: Iterable[Words], folder: Path) -> None:
    words = SpaceSeparatedTokenizer()
    schema = fields.Schema(
        **{
            field: fields.TEXT(analyzer=words, phrase=False, field_boost=boost)
            for field, boost in BOOSTS.items()
        }
    )
    writer = index.create_in(str(folder), schema).writer(limitmb=_MEMORY_MB)
    for each in documents:
        writer.add_document(name=each.name, synonyms=each.synonyms, text=each.text)
    writer.commit(optimize=True)


class _BareWhoosh:
    def __init__(self, folder: Path) -> None:
        self._searcher = index.open_dir(str(folder), readonly=True).searcher()

    def __call__(self, words: Sequence[str]) -> int:
        *whole, last = words
        parts = [query.Or([query.Term(field, word) for field in BOOSTS]) for word in whole]
        parts.append(query.Or([query.Prefix(field, last) for field in BOOSTS]))
        found: int = self._searcher.search(query.And(parts), limit=SIZE).scored_length()
        return found


FTS5 = Engine(_write_fts5, _BareFts5)
WHOOSH = Engine(_write_whoosh, _BareWhoosh)
