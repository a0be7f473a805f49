"""The default engine: SQLite FTS5, with a table of exact names beside it.

The index is one file, opened read-only and shared by all processes through the page cache.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

from rarekg.database import ReadOnlyDatabase
from rarekg.search import ranking
from rarekg.search.folding import folded
from rarekg.search.protocol import Found, Hit, Match, SearchDocument

_SCHEMA = """
PRAGMA page_size = 8192;
CREATE TABLE entity (key INTEGER PRIMARY KEY, id TEXT, type TEXT, name TEXT, weight REAL);
CREATE TABLE identifier (id TEXT, entity INTEGER, PRIMARY KEY (id, entity)) WITHOUT ROWID;
CREATE TABLE name (folded TEXT, entity INTEGER, kind TEXT, language TEXT, text TEXT,
                   PRIMARY KEY (folded, entity)) WITHOUT ROWID;
CREATE TABLE word (word TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE VIRTUAL TABLE document USING fts5(
    name, synonyms, text, content = '', detail = column, prefix = '2 3',
    tokenize = 'unicode61 remove_diacritics 2');
"""

_JOINED = "FROM document JOIN entity ON entity.key = document.rowid WHERE document MATCH ?"
_RANK = f"bm25({ranking.NAME_BOOST}, {ranking.SYNONYM_BOOST}, {ranking.TEXT_BOOST})"
_SHORTEST_PREFIX = 3
_REORDERED = 60  # hits by words that the weight may reorder: three usual pages

Best = dict[int, tuple[float, Match]]  # key of an entity: score and match of the best tier


def write_fts5(documents: Iterable[SearchDocument], into: Path) -> int:
    """Writes `search.db` into a release folder; returns the number of documents."""
    with closing(sqlite3.connect(into / "search.db", isolation_level=None)) as db:
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
    words.update(word for name in names for word in name.split() if ranking.learnt(word))
    shown = folded(document.name)
    synonyms = " / ".join(name for name in names if name != shown)
    db.execute(
        "INSERT INTO document (rowid, name, synonyms, text) VALUES (?, ?, ?, ?)",
        (key, shown, synonyms, folded(document.text)),
    )


class Fts5Engine:
    """An open `search.db`. Each thread has a connection of its own."""

    def __init__(self, path: Path) -> None:
        self._database = ReadOnlyDatabase(path)
        self._spelling: ranking.Speller | None = None

    def close(self) -> None:
        """Closes this thread's connection; the others close with their threads."""
        self._database.close()

    def search(self, query: str, kind: str | None = None, start: int = 0, size: int = 20) -> Found:
        """See `SearchEngine.search`."""
        return ranking.searched(self._found, self._speller, query, kind, (start, size))

    def _speller(self) -> ranking.Speller:
        if self._spelling is None:
            rows = self._database.connection().execute("SELECT word FROM word")
            self._spelling = ranking.Speller(word for (word,) in rows)
        return self._spelling

    def _found(self, asked: str, query: str, kind: str | None, start: int, size: int) -> Found:
        best: Best = {}
        for key, score, match in self._named(query):
            if key not in best or best[key][0] < score:
                best[key] = (score, match)
        rows = self._rows(best, kind)
        rows.sort(key=lambda hit: (-hit.score, hit.name, hit.id))
        expression = _all_words(query)
        others = 0
        if expression:
            shared = self._shared(expression, best, rows)
            others = self._count(expression, kind) - shared
        page = rows[start : start + size]
        if len(page) < size and others:
            window = (max(0, start - len(rows)), size - len(page))
            page += self._by_words(expression, query, best, kind, window)
        return Found(asked, len(rows) + others, tuple(page))

    def _named(self, query: str) -> Iterator[tuple[int, float, Match]]:
        """Those whose identifier or name is the query, or whose name begins with it."""
        db = self._database.connection()
        for wanted, score in ranking.codes(query):
            for (key,) in db.execute("SELECT entity FROM identifier WHERE id = ?", (wanted,)):
                yield key, score, Match("identifier", wanted)
        text = folded(query)
        if not text:
            return
        exact = "SELECT entity, kind, language, text FROM name WHERE folded = ?"
        for key, kind, language, name in db.execute(exact, (text,)):
            yield key, ranking.exact_score(kind), ranking.match(kind, language, name)
        begins = (
            "SELECT entity, kind, language, text, folded FROM name"
            " WHERE folded > ? AND folded < ? LIMIT ?"
        )
        bounds = (text, text + "\U0010ffff", ranking.PREFIX_HITS)
        for key, kind, language, name, whole in db.execute(begins, bounds):
            score = ranking.prefix_score(text, whole)
            yield key, score, ranking.match(kind, language, name)

    def _rows(self, best: Best, kind: str | None) -> list[Hit]:
        keys = ",".join(map(str, best))  # integers, our own keys
        select = f"SELECT key, id, type, name, weight FROM entity WHERE key IN ({keys})"  # noqa: S608
        rows = self._database.connection().execute(select)
        return [
            Hit(identifier, found_kind, name, best[key][1], best[key][0] + weight)
            for key, identifier, found_kind, name, weight in rows
            if kind in (None, found_kind)
        ]

    def _count(self, expression: str, kind: str | None) -> int:
        """How many hold all words."""
        sql = "SELECT count(*) FROM document WHERE document MATCH ?"
        parameters: tuple[str, ...] = (expression,)
        if kind is not None:
            sql, parameters = f"SELECT count(*) {_JOINED} AND type = ?", (expression, kind)
        (number,) = self._database.connection().execute(sql, parameters).fetchone()
        return int(number)

    def _shared(self, expression: str, best: Best, rows: list[Hit]) -> int:
        """How many of the best hold all words, too: whose name is the query or begins with it
        does, unless the last word is too short to be looked up as a beginning."""
        named = {hit.id for hit in rows if hit.matched.field != "identifier"}
        sure = len(named) if expression.endswith("*") else 0
        unsure = [
            key for key, (_, match) in best.items() if not sure or match.field == "identifier"
        ]
        if not unsure:
            return sure
        ids = {hit.id for hit in rows}
        keys = ",".join(map(str, unsure))  # integers, our own keys
        sql = f"SELECT id {_JOINED} AND document.rowid IN ({keys})"
        found = self._database.connection().execute(sql, (expression,))
        return sure + sum(identifier in ids for (identifier,) in found)

    def _by_words(
        self, expression: str, query: str, best: Best, kind: str | None, window: tuple[int, int]
    ) -> list[Hit]:
        """Those that hold all words; `window` is how many to skip and to give.

        FTS5 ranks by words; the weight of what is found orders each block of them anew.
        """
        skip, size = window
        wanted = -(-(skip + size) // _REORDERED) * _REORDERED + len(best)
        ranked = [row for row in self._ranked(expression, kind, wanted) if row[0] not in best]
        hits: list[tuple[float, str, int, str, str]] = []
        for begin in range(0, skip + size, _REORDERED):
            hits += sorted(self._weighed(dict(ranked[begin : begin + _REORDERED])))
        words = folded(query).split()
        return [
            Hit(
                identifier,
                found_kind,
                name,
                ranking.best_match(words, name, self._names_of(key)),
                ranking.WORDS_SCORE - score,
            )
            for score, identifier, key, found_kind, name in hits[skip : skip + size]
        ]

    def _ranked(self, expression: str, kind: str | None, most: int) -> list[tuple[int, float]]:
        """Keys and ranks (the less, the better) of the first that hold all words."""
        if kind is not None:
            sql = f"SELECT document.rowid, rank {_JOINED} AND type = ? ORDER BY rank LIMIT ?"
            parameters: tuple[object, ...] = (expression, kind, most)
        else:
            sql = "SELECT rowid, rank FROM document WHERE document MATCH ? ORDER BY rank LIMIT ?"
            parameters = (expression, most)
        return self._database.connection().execute(sql, parameters).fetchall()

    def _weighed(self, ranks: dict[int, float]) -> list[tuple[float, str, int, str, str]]:
        keys = ",".join(map(str, ranks))  # integers, our own keys
        select = f"SELECT key, id, type, name, weight FROM entity WHERE key IN ({keys})"  # noqa: S608
        return [
            (ranks[key] - weight / 4, identifier, key, kind, name)
            for key, identifier, kind, name, weight in self._database.connection().execute(select)
        ]

    def _names_of(self, key: int) -> list[tuple[str, str, str, str]]:
        select = "SELECT folded, kind, language, text FROM name WHERE entity = ?"
        return self._database.connection().execute(select, (key,)).fetchall()


def _all_words(query: str) -> str:
    """The FTS5 expression for documents that hold all words, the last one as a prefix.

    A query of one or two letters is a word, not a prefix: half of all documents would hold it.
    Words are quoted strings of word characters: nothing in them is an operator.
    """
    words = folded(query).split()[: ranking.MOST_WORDS]
    prefix = "*" if len("".join(words)) >= _SHORTEST_PREFIX else ""
    return " ".join(f'"{word}"' for word in words) + prefix
