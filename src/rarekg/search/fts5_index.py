"""Writes the index of the default engine: SQLite FTS5, with the tables of names, identifiers and
attributes.

One file, `search.db`, opened read-only and shared by all processes through the page cache.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

from rarekg.search import ranking, word_sets
from rarekg.search.prepared import Indexed, Prepared
from rarekg.search.protocol import SearchDocument
from rarekg.search.tables_index import insert, insert_common, written_tables

FILE = "search.db"
# `document` has a row for each document, `named` one for each name: its rowid is the spot. `named`
# and `passage` know the places of words, for phrases; `document` is smaller and faster without.
_TABLES = (
    """CREATE VIRTUAL TABLE document USING fts5(
    name, synonyms, text, content = '', detail = column, prefix = '1 2 3 4 5',
    tokenize = 'unicode61 remove_diacritics 0')""",
    """CREATE VIRTUAL TABLE named USING fts5(
    words, content = '', columnsize = 0, prefix = '1 2 3 4',
    tokenize = 'unicode61 remove_diacritics 0')""",
    """CREATE VIRTUAL TABLE passage USING fts5(
    words, content = '', columnsize = 0, tokenize = 'unicode61 remove_diacritics 0')""",
)
_FINISHED = tuple(
    f"INSERT INTO {table} ({table}) VALUES ('optimize')"  # noqa: S608  (our own names)
    for table in ("document", "named", "passage")
)
# What ranks for those who ask FTS5 itself; our own rules need no rank.
_RANK = f"bm25({ranking.NAME_BOOST}, {ranking.SYNONYM_BOOST}, {ranking.TEXT_BOOST})"


def write_fts5(documents: Iterable[SearchDocument], into: Path) -> int:
    """Writes `search.db` into a release folder; returns the number of documents."""
    prepared = Prepared(documents)
    held = word_sets.WordSets()
    with written_tables(into / FILE) as db:
        for table in _TABLES:
            db.execute(table)
        for document in prepared.documents():
            insert(db, document)
            _insert_words(db, document)
            held.add(document.entry.key, _all_words(document))
        insert_common(db, prepared)
        db.execute(word_sets.TABLE)
        db.executemany(word_sets.INSERT, sorted(held.rows(len(prepared))))
        db.execute("INSERT INTO document (document, rank) VALUES ('rank', ?)", (_RANK,))
        for statement in _FINISHED:
            db.execute(statement)
    return len(prepared)


def _all_words(document: Indexed) -> Iterator[str]:
    for words in (document.shown, *document.words.values(), document.text):
        yield from words.split()


def _insert_words(db: sqlite3.Connection, document: Indexed) -> None:
    key = document.entry.key
    db.executemany("INSERT INTO named (rowid, words) VALUES (?, ?)", document.words.items())
    db.execute(
        "INSERT INTO document (rowid, name, synonyms, text) VALUES (?, ?, ?, ?)",
        (key, document.shown, document.others, document.text),
    )
    if document.text:
        db.execute("INSERT INTO passage (rowid, words) VALUES (?, ?)", (key, document.text))
