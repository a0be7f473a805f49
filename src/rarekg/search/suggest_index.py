"""Writes what suggestions are made from: `suggest.db`, the same beside every engine's index.

What somebody has typed so far is looked up as it stands among the beginnings of names, and of the
words inside of names. Where more than a few begin so ("s", "syndr"), the best of each section of
the site are listed beforehand. What is longer than a beginning that is kept, and words in another
order, are found by a small full-text index over the words of names, the best known first.
"""

from __future__ import annotations

import re
import sqlite3
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

from rarekg.records.kinds import section_of
from rarekg.search.folding import folded, indexed_terms, weak
from rarekg.search.protocol import SearchDocument
from rarekg.search.ranking import weight
from rarekg.search.suggest_lists import Beginnings, lists
from rarekg.search.suggest_ranks import KEY, KEY_OF_NAME, STARTS, packed, raised

FILE = "suggest.db"
FORMAT = 3  # goes up whenever another program than that which wrote the file could not read it

_SCHEMA = """
PRAGMA page_size = 8192;
CREATE TABLE entity (key INTEGER PRIMARY KEY, id TEXT, type TEXT, name TEXT, url TEXT, rank INT);
CREATE TABLE identifier (id TEXT, entity INT, own INT, PRIMARY KEY (id, entity)) WITHOUT ROWID;
CREATE TABLE name (key INTEGER PRIMARY KEY, entity INT, language TEXT, text TEXT, rank INT,
                   shown INT);
CREATE TABLE beginning (key TEXT, name INT, rank INT, PRIMARY KEY (key, name)) WITHOUT ROWID;
CREATE TABLE list (key TEXT PRIMARY KEY, ranks BLOB) WITHOUT ROWID;
CREATE TABLE kept (words TEXT, first BLOB);
CREATE VIRTUAL TABLE whole USING fts5(
    words, content = '', detail = none, columnsize = 0, prefix = '1 2 3 4 5 6 7',
    tokenize = 'unicode61 remove_diacritics 0');
CREATE TEMP TABLE noted (number INTEGER PRIMARY KEY, id TEXT, type TEXT, name TEXT, url TEXT,
                         score INT);
CREATE TEMP TABLE called (noted INT, kind TEXT, language TEXT, text TEXT, folded TEXT);
CREATE TEMP TABLE identified (noted INT, id TEXT, own INT);
CREATE TEMP TABLE start (key TEXT, name INT, rank INT);
"""
_NOTED = "SELECT number, id, type, name, url, score FROM noted ORDER BY score DESC, id"
_CALLED = "SELECT kind, language, text, folded FROM called WHERE noted = ? ORDER BY rowid"
_IDENTIFIED = "INSERT INTO identifier SELECT id, ?, own FROM identified WHERE noted = ?"
_SORTED = "INSERT INTO beginning SELECT key, name, rank FROM start ORDER BY key, name"

# Better kinds of name first: of two equal ones of a thing, the first is kept. The number is added
# to its score, in the measure of `suggest_ranks`.
_KINDS = {
    "displayName": 12,
    "name": 12,
    "synonym": 0,
    "tradeName": 0,
    "abbreviation": 0,
    "layName": 0,
    "fullName": 0,
    "widerName": -10,
    "narrowSynonym": -20,
    "broadSynonym": -30,
    "relatedSynonym": -30,
    "groupName": -30,
}
_ODD_KIND = -30
_ORDER = {kind: place for place, kind in enumerate(_KINDS)}
_SHORT, _PER_LETTERS = 10, 6  # a name without letters gains 10, one of 60 nothing

# Nobody begins with these inside of a name, nor with words that are weak in names, and they would
# be a third of all beginnings. (With other words they are found as words.)
_SELDOM = frozenset(
    """with without in to en na or due related associated linked caused by for from at other not
    specified type types""".split()  # noqa: SIM905 - as words they are read better
)
# Chinese and Japanese are written without spaces: each sign may begin a word. (Korean has them.)
# Of what is inside of such a name less is kept: pairs of signs find the rest.
_IDEOGRAPHIC = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_KEPT_SIGNS = 6
_WORD = re.compile(r"(?<= )\S+")
_SPELT = re.compile("[a-z]{4,}")  # words whose misspellings are understood
_AT_A_TIME = 2000  # things that are written at a time


class SuggestionWriter:
    """Notes documents on their way into the search index, and writes `suggest.db` of them."""

    def __init__(self, into: Path) -> None:
        self._db = sqlite3.connect(into / FILE, isolation_level=None)
        self._db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _SCHEMA)
        self._db.execute("BEGIN")

    def noting(self, documents: Iterable[SearchDocument]) -> Iterator[SearchDocument]:
        """The same documents; each is noted, unless its source has given it up."""
        for number, document in enumerate(documents, 1):
            if ("deprecated", "true") not in document.attributes:
                _note(self._db, number, document)
            yield document

    def write(self) -> None:
        """Writes what was noted, the best known first, and closes the file."""
        with closing(self._db) as db:
            db.execute("CREATE INDEX temp.by_noted ON called (noted)")
            db.execute("CREATE INDEX temp.by_identified ON identified (noted)")
            words: set[str] = set()
            first = array("I", [])
            names = 0
            noted = db.execute(_NOTED).fetchall()
            for at in range(0, len(noted), _AT_A_TIME):
                rows = _Rows(names)
                for row in noted[at : at + _AT_A_TIME]:
                    first.append(rows.last_name + 1)
                    rows.add(len(first), row, db.execute(_CALLED, row[:1]))
                    db.execute(_IDENTIFIED, (len(first), row[0]))
                rows.write(db)
                names = rows.last_name
                words |= rows.words
            kept = (" ".join(sorted(words)), first.tobytes())
            db.execute("INSERT INTO kept VALUES (?, ?)", kept)
            db.execute(_SORTED)
            _write_lists(db, first)
            db.execute("CREATE INDEX name_entity ON name (entity)")
            db.execute("INSERT INTO whole (whole) VALUES ('optimize')")
            db.execute(f"PRAGMA user_version = {FORMAT}")
            db.execute("COMMIT")


def _note(db: sqlite3.Connection, number: int, document: SearchDocument) -> None:
    score = round(10 * weight(document))
    row = (number, document.id, document.type, document.name, document.url, score)
    db.execute("INSERT INTO noted VALUES (?, ?, ?, ?, ?, ?)", row)
    own = {document.id, *document.identifiers}
    ids = [(number, one, one in own) for one in sorted(own.union(document.codes))]
    db.executemany("INSERT INTO identified VALUES (?, ?, ?)", ids)
    db.executemany(
        "INSERT INTO called VALUES (?, ?, ?, ?, ?)",
        (
            (number, kind, language, text, folded(text))
            for text, language, kind in sorted(_names(document), key=_name_order)
        ),
    )


def _names(document: SearchDocument) -> Iterable[tuple[str, str, str]]:
    return document.names or [(document.name, "en", "displayName")]


def _name_order(name: tuple[str, str, str]) -> tuple[int, bool, str, str]:
    text, language, kind = name
    return (_ORDER.get(kind, len(_ORDER)), language != "en", language, text)


Noted = tuple[int, str, str, str, str, int]  # number, id, type, name, address, score
Called = tuple[str, str, str, str]  # kind, language, text, folded text


class _Rows:
    """Rows of all tables, collected: to write them one by one takes twice as long. `last_name` is
    the key of the last name; those of a thing follow each other."""

    def __init__(self, last_name: int) -> None:
        self.last_name = last_name
        self.words: set[str] = set()
        self._entities: list[tuple[int, str, str, str, str, int]] = []
        self._names: list[tuple[int, int, str, str, int, bool]] = []
        self._found_by: list[tuple[int, str]] = []
        self._starts: list[tuple[str, int, int]] = []

    def add(self, key: int, noted: Noted, called: Iterable[Called]) -> None:
        """Adds an entity with its names."""
        _, identifier, kind, name, url, score = noted
        section = section_of(kind)
        self._entities.append((key, identifier, kind, name, url, packed(score, section, False)))
        seen: set[str] = set()
        for name_kind, language, text, plain in called:
            shown = name_kind == "displayName"
            if plain in seen and not shown:
                continue
            self.last_name += 1
            fit = _KINDS.get(name_kind, _ODD_KIND) + _SHORT - len(plain) // _PER_LETTERS
            rank = packed(score + max(-_SHORT, fit), section, False)
            self._names.append((self.last_name, key, language, text, rank, shown))
            if plain and plain not in seen:
                seen.add(plain)
                self._add_words(rank, text, plain)

    def _add_words(self, rank: int, text: str, plain: str) -> None:
        """Adds what the last name is found by."""
        found_by = dict.fromkeys([*plain.split(), *indexed_terms(text)])
        self._found_by.append((self.last_name, " ".join(found_by)))
        self.words.update(_SPELT.findall(plain))
        keys = {plain[:KEY_OF_NAME]: raised(rank, STARTS) | 1}
        for inner in _inner(plain):
            keys.setdefault(inner, rank)
        self._starts.extend((key, self.last_name, one) for key, one in keys.items())

    def write(self, db: sqlite3.Connection) -> None:
        """Writes all rows."""
        db.executemany("INSERT INTO entity VALUES (?, ?, ?, ?, ?, ?)", self._entities)
        db.executemany("INSERT INTO name VALUES (?, ?, ?, ?, ?, ?)", self._names)
        db.executemany("INSERT INTO whole (rowid, words) VALUES (?, ?)", self._found_by)
        db.executemany("INSERT INTO start VALUES (?, ?, ?)", self._starts)


def _inner(plain: str) -> Iterator[str]:
    """What a (folded) name holds from the words inside of it on."""
    for found in _WORD.finditer(plain):
        if len(found[0]) > 1 and found[0] not in _SELDOM and not weak(found[0]):
            yield plain[found.start() : found.start() + KEY]
    if not plain.isascii():
        for found in _IDEOGRAPHIC.finditer(plain, 1):
            yield plain[found.start() : found.start() + _KEPT_SIGNS]


def _write_lists(db: sqlite3.Connection, first: array[int]) -> None:
    keys: list[str] = []
    names, ranks = array("I"), array("I")
    for key, name, rank in db.execute("SELECT key, name, rank FROM beginning ORDER BY key"):
        keys.append(key)
        names.append(name)
        ranks.append(rank)
    made = lists(Beginnings(keys, ranks, names, lambda name: bisect_right(first, name)))
    db.executemany("INSERT INTO list VALUES (?, ?)", sorted(made))
