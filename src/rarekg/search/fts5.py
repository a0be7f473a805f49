"""The default engine: SQLite FTS5, with a table of exact names beside it (see `fts5_index`).

A search is as few statements as can be: FTS5 itself takes half of its time. Each statement is
a constant, so that sqlite3 prepares it once for each connection.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable
from pathlib import Path

from rarekg.database import ReadOnlyDatabase
from rarekg.search import ranking
from rarekg.search.folding import folded
from rarekg.search.protocol import Found, Hit, Request
from rarekg.search.spelling import Speller

# CROSS JOIN: the rows come in the order of the table named first.
_IDENTIFIED = """
SELECT entity.key, entity.id, entity.type, entity.name, entity.weight,
       'identifier', '', identifier.id, ''
FROM identifier CROSS JOIN entity ON entity.key = identifier.entity
WHERE identifier.id = ?"""
_NAMED = """
SELECT entity.key, entity.id, entity.type, entity.name, entity.weight,
       name.kind, name.language, name.text, name.folded
FROM name CROSS JOIN entity ON entity.key = name.entity
WHERE """
_CALLED = _NAMED + "folded = ?"
_BEGINS = _NAMED + "folded > ? AND folded < ? LIMIT ?"

_HOLDING = "FROM document WHERE document MATCH ?"
_HOLDING_OF_KIND = (
    "FROM document CROSS JOIN entity ON entity.key = document.rowid"
    " WHERE document MATCH ? AND entity.type = ?"
)
_HOLDERS = (
    "SELECT entity.id FROM document CROSS JOIN entity ON entity.key = document.rowid"
    " WHERE document MATCH ?"
)
# All that hold the words are scored once, and counted and cut off from there.
_RANKED = """
WITH hit (key, score) AS (SELECT document.rowid, document.rank {holding})
SELECT best.score - entity.weight / 4, entity.id, entity.key, entity.type, entity.name,
       (SELECT count(*) FROM hit)
FROM (SELECT key, score FROM hit ORDER BY score, key LIMIT ?) AS best
     CROSS JOIN entity ON entity.key = best.key
ORDER BY best.score, best.key"""
_NAMES = "SELECT folded FROM name WHERE entity = ?"
_NAME = "SELECT kind, language, text FROM name WHERE folded = ? AND entity = ?"

_SHORTEST_PREFIX = 3
_REORDERED = 60  # hits by words that the weight may reorder: three usual pages

# Key, id, type, name and weight of an entity; kind, language, text and folding of what matched.
Named = tuple[int, str, str, str, float, str, str, str, str]
Best = dict[int, tuple[float, Named]]  # key of an entity: score and row of the best tier
Ranked = tuple[float, str, int, str, str, int]  # score, id, key, type, name; how many in all


class Fts5Engine:
    """An open `search.db`. Each thread has a connection of its own."""

    def __init__(self, path: Path) -> None:
        self._database = ReadOnlyDatabase(path)
        self._spelling: Speller | None = None

    def close(self) -> None:
        """Closes this thread's connection; the others close with their threads."""
        self._database.close()

    def search(self, request: Request) -> Found:
        """See `SearchEngine.search`."""
        return ranking.searched(self._found, self._speller, request)

    def called(self, name: str) -> tuple[Hit, ...]:
        """See `SearchEngine.called`."""
        rows = self._database.connection().execute(_CALLED, (folded(name),))
        return tuple(_hit(0.0, row) for row in rows)

    def holding(self, query: str) -> frozenset[str]:
        """See `SearchEngine.holding`."""
        db = self._database.connection()
        found = [row for c, _ in ranking.codes(query) for row in db.execute(_IDENTIFIED, (c,))]
        ids = {row[1] for row in found}
        if words := folded(query).split()[: ranking.MOST_WORDS]:
            named = f"{{name synonyms}} : ({_all_words(words)})"
            ids.update(identifier for (identifier,) in db.execute(_HOLDERS, (named,)))
        return frozenset(ids)

    def _speller(self) -> Speller:
        if self._spelling is None:
            rows = self._database.connection().execute("SELECT word FROM word")
            self._spelling = Speller(word for (word,) in rows)
        return self._spelling

    def _found(self, asked: str, query: str, kind: str | None, start: int, size: int) -> Found:
        db = self._database.connection()
        text = folded(query)
        best = _named(db, query, text)
        rows = _ordered(best.values(), kind)
        hits = [_hit(score, row) for score, _, _, row in rows[start : start + size]]
        if not text:
            return Found(asked, len(rows), tuple(hits))
        words = _Words(db, text.split(), kind)
        shared = words.shared([row for *_, row in rows])
        window = (max(0, start - len(rows)), size - len(hits))
        if not window[1]:
            others = words.number() - shared
        elif rows and not words.more_than(shared):
            others = 0
        else:
            number, more = words.hits(best, window)
            others, hits = number - shared, hits + more
        return Found(asked, len(rows) + others, tuple(hits))


def _named(db: sqlite3.Connection, query: str, text: str) -> Best:
    """Those whose identifier or name is the query, or whose name begins with it."""
    best: Best = {}
    for wanted, score in ranking.codes(query):
        _keep(best, ((score, row) for row in db.execute(_IDENTIFIED, (wanted,))))
    if text:
        called = db.execute(_CALLED, (text,))
        _keep(best, ((ranking.exact_score(row[5]), row) for row in called))
        begin = db.execute(_BEGINS, (text, text + "\U0010ffff", ranking.PREFIX_HITS))
        _keep(best, ((ranking.prefix_score(text, row[8]), row) for row in begin))
    return best


def _keep(best: Best, found: Iterable[tuple[float, Named]]) -> None:
    """Keeps the better of what is found for an entity, the first of equals."""
    for scored in found:
        key = scored[1][0]
        if key not in best or best[key][0] < scored[0]:
            best[key] = scored


def _ordered(
    best: Iterable[tuple[float, Named]], kind: str | None
) -> list[tuple[float, str, str, Named]]:
    """Score (negative: the less, the better), name, id and row of those of a kind, in order."""
    return sorted(
        (-(score + row[4]), row[3], row[1], row)
        for score, row in best
        if kind is None or kind == row[2]
    )


def _hit(score: float, row: Named) -> Hit:
    _, identifier, kind, name, _, field, language, text, _ = row
    return Hit(identifier, kind, name, ranking.match(field, language, text), -score)


class _Words:
    """The (folded) words of a query, looked for in all documents, or in those of a kind."""

    def __init__(self, db: sqlite3.Connection, words: list[str], kind: str | None) -> None:
        self._db = db
        self._words = frozenset(words)
        self._expression = _all_words(words[: ranking.MOST_WORDS])
        self._holding = _HOLDING if kind is None else _HOLDING_OF_KIND
        self._parameters = (self._expression,) if kind is None else (self._expression, kind)

    def number(self) -> int:
        """How many hold all words."""
        (number,) = self._db.execute(
            f"SELECT count(*) {self._holding}", self._parameters
        ).fetchone()
        return int(number)

    def more_than(self, number: int) -> bool:
        """Whether more than so many hold all words, without going through all of them."""
        sql = f"SELECT 1 {self._holding} LIMIT 1 OFFSET ?"
        return self._db.execute(sql, (*self._parameters, number)).fetchone() is not None

    def shared(self, rows: Collection[Named]) -> int:
        """How many of the named hold all words, too: whose name is the query or begins with it
        does, unless the last word is too short to be looked up as a beginning."""
        sure = self._expression.endswith("*")
        unsure = [row[0] for row in rows if not sure or row[5] == "identifier"]
        if not unsure:
            return len(rows)
        keys = ",".join(map(str, unsure))  # integers, our own keys
        sql = f"SELECT count(*) {_HOLDING} AND rowid IN ({keys})"
        (number,) = self._db.execute(sql, (self._expression,)).fetchone()
        return len(rows) - len(unsure) + int(number)

    def hits(self, best: Best, window: tuple[int, int]) -> tuple[int, list[Hit]]:
        """How many hold all words, and those of them that are not among the best; `window` is
        how many of these to skip and to give.

        FTS5 ranks by words; the weight of what is found orders each block of them anew.
        """
        end = sum(window)
        blocks = range(0, end, _REORDERED)
        rows = self._ranked(len(blocks) * _REORDERED + len(best))
        others = [row for row in rows if row[2] not in best]
        ordered = [row for i in blocks for row in sorted(others[i : i + _REORDERED])]
        number = rows[0][-1] if rows else 0
        return number, [self._hit(row) for row in ordered[window[0] : end]]

    def _ranked(self, most: int) -> list[Ranked]:
        return self._db.execute(
            _RANKED.format(holding=self._holding), (*self._parameters, most)
        ).fetchall()

    def _hit(self, row: Ranked) -> Hit:
        score, identifier, key, kind, name, _ = row
        matched = ranking.best_match(
            self._words,
            name,
            lambda: [whole for (whole,) in self._db.execute(_NAMES, (key,))],
            lambda whole: self._db.execute(_NAME, (whole, key)).fetchone(),
        )
        return Hit(identifier, kind, name, matched, ranking.WORDS_SCORE - score)


def _all_words(words: list[str]) -> str:
    """The FTS5 expression for documents that hold all words, the last one as a prefix.

    A query of one or two letters is a word, not a prefix: half of all documents would hold it.
    Words are quoted strings of word characters: nothing in them is an operator.
    """
    prefix = "*" if len("".join(words)) >= _SHORTEST_PREFIX else ""
    return " ".join(f'"{word}"' for word in words) + prefix
