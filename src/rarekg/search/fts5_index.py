"""Writes the index of the default engine: SQLite FTS5, with tables of names and identifiers.

One file, `search.db`, opened read-only and shared by all processes through the page cache.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from rarekg.search import ranking
from rarekg.search.folding import folded
from rarekg.search.protocol import SearchDocument
from rarekg.search.spelling import learnt

FILE = "search.db"
_SCHEMA = """
PRAGMA page_size = 8192;
CREATE TABLE entity (key INTEGER PRIMARY KEY, id TEXT, type TEXT, name TEXT, weight REAL);
CREATE TABLE identifier (id TEXT, entity INTEGER, PRIMARY KEY (id, entity)) WITHOUT ROWID;
CREATE TABLE name (folded TEXT, entity INTEGER, kind TEXT, language TEXT, text TEXT,
                   PRIMARY KEY (folded, entity)) WITHOUT ROWID;
CREATE TABLE word (word TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE VIRTUAL TABLE document USING fts5(
    name, synonyms, text, content = '', detail = column, prefix = '1 2 3 4 5',
    tokenize = 'unicode61 remove_diacritics 2');
"""

_RANK = f"bm25({ranking.NAME_BOOST}, {ranking.SYNONYM_BOOST}, {ranking.TEXT_BOOST})"


def write_fts5(documents: Iterable[SearchDocument], into: Path) -> int:
    """Writes `search.db` into a release folder; returns the number of documents."""
    with closing(sqlite3.connect(into / FILE, isolation_level=None)) as db:
        db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _SCHEMA)
        db.execute("BEGIN")
        number = 0
        words: set[str] = set()
        for number, document in enumerate(documents, 1):
            _insert(db, number, document, words)
        db.executemany("INSERT INTO word VALUES (?)", ((word,) for word in sorted(words)))
        db.execute("COMMIT")
        db.execute("CREATE INDEX name_entity ON name (entity)")
        db.execute("INSERT INTO document (document, rank) VALUES ('rank', ?)", (_RANK,))
        db.execute("INSERT INTO document (document) VALUES ('optimize')")
        db.execute("ANALYZE")
    return number


def _insert(db: sqlite3.Connection, key: int, document: SearchDocument, words: set[str]) -> None:
    db.execute(
        "INSERT INTO entity VALUES (?, ?, ?, ?, ?)",
        (key, document.id, document.type, document.name, ranking.weight(document)),
    )
    ids = {document.id, *document.identifiers}
    db.executemany("INSERT INTO identifier VALUES (?, ?)", ((i, key) for i in sorted(ids)))
    names = ranking.names_by_folding(document)
    db.executemany(
        "INSERT INTO name VALUES (?, ?, ?, ?, ?)", ((f, key, *n) for f, n in names.items())
    )
    words.update(word for name in names for word in name.split() if learnt(word))
    shown = folded(document.name)
    synonyms = " / ".join(name for name in names if name != shown)
    db.execute(
        "INSERT INTO document (rowid, name, synonyms, text) VALUES (?, ?, ?, ?)",
        (key, shown, synonyms, folded(document.text)),
    )
