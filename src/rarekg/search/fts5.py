"""The default engine: SQLite FTS5, with a table of exact names and rapidfuzz for spelling.

The index is one file, opened read-only and shared by all processes through the page cache.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

from rapidfuzz import fuzz, process

from rarekg.errors import InvalidIdentifier, ReleaseBroken
from rarekg.identifiers import curie
from rarekg.search.folding import folded
from rarekg.search.protocol import MAX_PER_PAGE, MAX_QUERY, Found, Hit, Match, SearchDocument

_SCHEMA = """
PRAGMA page_size = 8192;
CREATE TABLE entity (key INTEGER PRIMARY KEY, id TEXT, type TEXT, name TEXT, weight REAL);
CREATE TABLE identifier (id TEXT, entity INTEGER, PRIMARY KEY (id, entity)) WITHOUT ROWID;
CREATE TABLE name (folded TEXT, entity INTEGER, kind TEXT, language TEXT, text TEXT,
                   PRIMARY KEY (folded, entity)) WITHOUT ROWID;
CREATE TABLE word (word TEXT PRIMARY KEY, number INTEGER) WITHOUT ROWID;
CREATE VIRTUAL TABLE document USING fts5(
    name, synonyms, text, content = '', detail = column, prefix = '2 3',
    tokenize = 'unicode61 remove_diacritics 2');
"""
# Better kinds of name first: of two equal folded names of an entity, the first is kept.
_KINDS = (
    "displayName",
    "name",
    "synonym",
    "abbreviation",
    "layName",
    "fullName",
    "narrowSynonym",
    "broadSynonym",
    "relatedSynonym",
)
_SHOWN_KIND = {"displayName": "name"}
_PREFIX_HITS = 300  # how many names that begin with the query are ranked
_TYPE_WEIGHT = {
    "Disease": 4.0,
    "DiseaseGroup": 3.5,
    "Therapy": 3.0,
    "DiseaseSubtype": 3.0,
    "Gene": 2.0,
    "Phenotype": 2.0,
}
_NEAR = 82  # rapidfuzz ratio from which a word counts as a misspelling of another
_EXACT_SCORE, _PREFIX_SCORE, _WORDS_SCORE = 1000.0, 500.0, 100.0


def write_fts5(documents: Iterable[SearchDocument], into: Path) -> int:
    """Writes `search.db` into a release folder; returns the number of documents."""
    with closing(sqlite3.connect(into / "search.db", isolation_level=None)) as db:
        db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _SCHEMA)
        db.execute("BEGIN")
        number = 0
        words: dict[str, int] = {}
        for number, document in enumerate(documents, 1):
            _insert(db, number, document, words)
        db.executemany("INSERT INTO word VALUES (?, ?)", sorted(words.items()))
        db.execute("COMMIT")
        db.execute("CREATE INDEX name_entity ON name (entity)")
        db.execute("INSERT INTO document (document) VALUES ('optimize')")
        db.execute("ANALYZE")
    return number


def _insert(
    db: sqlite3.Connection, key: int, document: SearchDocument, words: dict[str, int]
) -> None:
    weight = _TYPE_WEIGHT.get(document.type, 1.0) + min(document.facts, 400) / 100
    db.execute(
        "INSERT INTO entity VALUES (?, ?, ?, ?, ?)",
        (key, document.id, document.type, document.name, weight),
    )
    ids = {document.id, *document.identifiers}
    db.executemany("INSERT INTO identifier VALUES (?, ?)", ((i, key) for i in sorted(ids)))
    names: dict[str, tuple[str, str, str]] = {}
    for text, language, kind in sorted(document.names, key=_name_rank):
        names.setdefault(folded(text), (kind, language, text))
    names.pop("", None)
    db.executemany(
        "INSERT INTO name VALUES (?, ?, ?, ?, ?)", ((f, key, *n) for f, n in names.items())
    )
    for word in {w for name in names for w in name.split() if len(w) > 3}:
        words[word] = words.get(word, 0) + 1
    shown = folded(document.name)
    synonyms = " / ".join(name for name in names if name != shown)
    db.execute(
        "INSERT INTO document (rowid, name, synonyms, text) VALUES (?, ?, ?, ?)",
        (key, shown, synonyms, folded(document.text)),
    )


def _name_rank(name: tuple[str, str, str]) -> tuple[int, bool, str]:
    text, language, kind = name
    return (_KINDS.index(kind), language != "en", text)


class Fts5Engine:
    """An open `search.db`. Each thread has a connection of its own."""

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise ReleaseBroken(f"{path} is missing; build the release anew")
        self._path = path
        self._local = threading.local()
        self._words: list[str] | None = None

    def close(self) -> None:
        """Closes this thread's connection; the others close with their threads."""
        db: sqlite3.Connection | None = getattr(self._local, "db", None)
        if db is not None:
            db.close()
            del self._local.db

    def _db(self) -> sqlite3.Connection:
        db: sqlite3.Connection | None = getattr(self._local, "db", None)
        if db is None:
            db = sqlite3.connect(f"file:{self._path}?mode=ro&immutable=1", uri=True)
            db.execute("PRAGMA mmap_size = 268435456")
            self._local.db = db
        return db

    def search(self, query: str, kind: str | None = None, start: int = 0, size: int = 20) -> Found:
        """See `SearchEngine.search`."""
        asked = query[:MAX_QUERY]
        size = max(0, min(size, MAX_PER_PAGE))
        found = self._found(asked, asked, kind, start, size)
        if found.total == 0 and (spelled := self._corrected(asked)):
            near = self._found(asked, spelled, kind, start, size)
            return Found(near.query, near.total, near.hits, spelled if near.total else None)
        return found

    def _found(self, asked: str, query: str, kind: str | None, start: int, size: int) -> Found:
        best: dict[int, tuple[float, Match]] = {}
        for key, score, match in self._named(query):
            if key not in best or best[key][0] < score:
                best[key] = (score, match)
        rows = self._rows(best, kind)
        rows.sort(key=lambda hit: (-hit.score, hit.name, hit.id))
        expression = _all_words(query)
        others = self._count(expression, best, kind) if expression else 0
        page = rows[start : start + size]
        if len(page) < size and others:
            skip = max(0, start - len(rows))
            page += self._by_words(expression, query, best, kind, (skip, size - len(page)))
        return Found(asked, len(rows) + others, tuple(page))

    def _named(self, query: str) -> Iterator[tuple[int, float, Match]]:
        """Those whose identifier or name is the query, or whose name begins with it."""
        db = self._db()
        try:
            wanted = curie(query)
        except InvalidIdentifier:
            wanted = None
        if wanted is not None:
            for (key,) in db.execute("SELECT entity FROM identifier WHERE id = ?", (wanted,)):
                yield key, 2 * _EXACT_SCORE, Match("identifier", wanted)
        text = folded(query)
        if not text:
            return
        exact = "SELECT entity, kind, language, text FROM name WHERE folded = ?"
        for key, kind, language, name in db.execute(exact, (text,)):
            yield key, _EXACT_SCORE - _KINDS.index(kind), _match(kind, language, name)
        begins = (
            "SELECT entity, kind, language, text, folded FROM name"
            " WHERE folded > ? AND folded < ? LIMIT ?"
        )
        bounds = (text, text + "\U0010ffff", _PREFIX_HITS)
        for key, kind, language, name, whole in db.execute(begins, bounds):
            nearness = 100 * len(text) / len(whole)
            yield key, _PREFIX_SCORE + nearness, _match(kind, language, name)

    def _rows(self, best: dict[int, tuple[float, Match]], kind: str | None) -> list[Hit]:
        select = "SELECT key, id, type, name, weight FROM entity WHERE key = ?"
        hits = []
        for key, (score, match) in best.items():
            _, identifier, found_kind, name, weight = self._db().execute(select, (key,)).fetchone()
            if kind in (None, found_kind):
                hits.append(Hit(identifier, found_kind, name, match, score + weight))
        return hits

    def _count(
        self, expression: str, best: dict[int, tuple[float, Match]], kind: str | None
    ) -> int:
        sql, parameters = _selected("count(*)", expression, best, kind)
        (number,) = self._db().execute(sql, parameters).fetchone()
        return int(number)

    def _by_words(
        self,
        expression: str,
        query: str,
        best: dict[int, tuple[float, Match]],
        kind: str | None,
        window: tuple[int, int],
    ) -> list[Hit]:
        """Those that hold all words, the name weighing most, then the synonyms, then the text."""
        columns = "key, id, type, entity.name, bm25(document, 8.0, 5.0, 1.0) - weight / 4 AS rank"
        sql, parameters = _selected(columns, expression, best, kind)
        sql += " ORDER BY rank, id LIMIT ? OFFSET ?"
        words = set(folded(query).split())
        return [
            Hit(identifier, found_kind, name, self._why(key, name, words), _WORDS_SCORE - rank)
            for key, identifier, found_kind, name, rank in self._db().execute(
                sql, (*parameters, window[1], window[0])
            )
        ]

    def _why(self, key: int, name: str, words: set[str]) -> Match:
        """The name that holds the most of the words; the text if no name holds any."""
        select = "SELECT folded, kind, language, text FROM name WHERE entity = ?"
        shares = [
            (len(words & set(whole.split())), _match(kind, language, text))
            for whole, kind, language, text in self._db().execute(select, (key,))
        ]
        held, match = max(shares, key=lambda share: share[0], default=(0, Match("name", name)))
        return match if held else Match("text", "")

    def _corrected(self, query: str) -> str | None:
        """The query with each unknown word replaced by the commonest near one."""
        if self._words is None:
            self._words = [w for (w,) in self._db().execute("SELECT word FROM word")]
        spelled = [self._near(word) for word in folded(query).split()[:8]]
        text = " ".join(spelled)
        return text if text and text != folded(query) else None

    def _near(self, word: str) -> str:
        known = self._db().execute("SELECT 1 FROM word WHERE word = ?", (word,)).fetchone()
        if known or len(word) < 4 or not self._words:
            return word
        found = process.extractOne(word, self._words, scorer=fuzz.ratio, score_cutoff=_NEAR)
        return found[0] if found else word


def _match(kind: str, language: str, text: str) -> Match:
    return Match(_SHOWN_KIND.get(kind, kind), text, language)


def _all_words(query: str) -> str:
    """The FTS5 expression for documents that hold all words, the last one as a prefix.

    Words are quoted strings of word characters: nothing in them is an operator.
    """
    words = folded(query).split()[:16]
    quoted = [f'"{word}"' for word in words]
    return " ".join([*quoted[:-1], quoted[-1] + "*"]) if quoted else ""


def _selected(
    columns: str, expression: str, best: dict[int, tuple[float, Match]], kind: str | None
) -> tuple[str, tuple[object, ...]]:
    known = ",".join(map(str, best))  # integers, our own keys
    sql = (
        f"SELECT {columns} FROM document JOIN entity ON entity.key = document.rowid"  # noqa: S608
        f" WHERE document MATCH ? AND document.rowid NOT IN ({known})"
    )
    return (sql, (expression,)) if kind is None else (f"{sql} AND type = ?", (expression, kind))
