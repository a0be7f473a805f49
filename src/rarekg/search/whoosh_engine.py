"""The engine that needs no SQLite with FTS5: Whoosh, in pure Python.

Whoosh tells which documents hold a word. Which of their names do, and whether words follow one
another, is read in the words themselves; these, and all else, lie in the tables that every index
has.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache, reduce
from itertools import islice
from operator import and_, or_
from pathlib import Path

from rarekg.search.bitmaps import bitmap, keys
from rarekg.search.index import KEY_SHIFT, Words
from rarekg.search.prepared import Prepared
from rarekg.search.protocol import SearchDocument
from rarekg.search.tables import Tables
from rarekg.search.tables_index import insert, insert_common, written_tables
from rarekg.search.whoosh_words import WordsIndex, WordsWriter

FOLDER = "search.whoosh"
_TABLES, _WORDS = "tables.db", "words"
_IN_NAMES, _ANYWHERE = ("names",), ("names", "text")
_KEPT = 256  # words whose sets of documents are kept, 8 kB each
_AT_ONCE = 200  # documents whose names are read together

_SCHEMA = (
    "CREATE TABLE named (spot INTEGER PRIMARY KEY, words TEXT)",
    "CREATE TABLE passage (entity INTEGER PRIMARY KEY, words TEXT)",
)
# CROSS JOIN: the rows come in the order of the numbers.
_NAMED = f"""
SELECT spot, words FROM json_each(?) AS held CROSS JOIN named
ON spot BETWEEN held.value << {KEY_SHIFT} AND (held.value + 1 << {KEY_SHIFT}) - 1"""  # noqa: S608
_PASSAGES = """
SELECT entity, words FROM json_each(?) AS held CROSS JOIN passage ON entity = held.value"""


def write_whoosh(documents: Iterable[SearchDocument], into: Path) -> int:
    """Writes the folder `search.whoosh` of a release; returns the number of documents.

    Whoosh numbers what is added to it from 0 on: that is the key, less one.
    """
    prepared = Prepared(documents)
    folder = into / FOLDER
    folder.mkdir()
    held = WordsWriter(folder / _WORDS, *_ANYWHERE)
    with written_tables(folder / _TABLES) as db:
        for table in _SCHEMA:
            db.execute(table)
        for document in prepared.documents():
            insert(db, document)
            db.executemany("INSERT INTO named VALUES (?, ?)", document.words.items())
            text = (document.entry.key, document.text)
            db.execute("INSERT INTO passage VALUES (?, ?)", text)
            names = " ".join((document.shown, *document.words.values()))
            held.add(names=names, text=document.text)
        insert_common(db, prepared)
    held.finish()
    return len(prepared)


class WhooshIndex(Tables):
    """An open Whoosh index; see `index.Index`. Raises ReleaseBroken if it is missing or damaged."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder / _TABLES)
        self._words = WordsIndex(folder / _WORDS)
        self._kept = lru_cache(_KEPT)(self._members)

    def close(self) -> None:
        """Closes the index."""
        super().close()
        self._words.close()

    def named(self, words: Words, most: int, among: int) -> Sequence[int]:
        """See `Index.named`."""
        *whole, last = words.words
        looked_for = frozenset(words.words if not words.unfinished else whole)
        found = (
            spot
            for spot, text in self._texts(_NAMED, among & self.holding(words, in_names=True))
            if looked_for.issubset(held := text.split())
            and (not words.unfinished or any(word.startswith(last) for word in held))
        )
        return list(islice(found, most))

    def holding(self, words: Words, in_names: bool = False) -> int:
        """See `Index.holding`."""
        *whole, last = words.words
        found = self._kept(last, words.unfinished, in_names)
        return reduce(and_, (self._kept(word, False, in_names) for word in whole), found)

    def in_a_row(self, words: Words, in_names: bool = False) -> int:
        """See `Index.in_a_row`."""
        row, whole = f" {' '.join(words.words)} ", Words(words.words)
        names = self._texts(_NAMED, self.holding(whole, in_names=True))
        found = {spot >> KEY_SHIFT for spot, text in names if row in f" {text} "}
        if not in_names:
            passages = self._texts(_PASSAGES, self.holding(whole))
            found |= {key for key, text in passages if row in f" {text} "}
        return bitmap(found, self.size)

    def _members(self, word: str, unfinished: bool, in_names: bool) -> int:
        fields = _IN_NAMES if in_names else _ANYWHERE
        held = (self._words.holding(field, word, unfinished) for field in fields)
        sets = (bitmap((number + 1 for number in found), self.size) for found in held)
        return reduce(or_, sets)

    def _texts(self, sql: str, members: int) -> Iterator[tuple[int, str]]:
        """The words of names (by their spots) or texts of documents, the heaviest first."""
        numbers = keys(members)
        while some := list(islice(numbers, _AT_ONCE)):
            yield from self._rows(sql, f"[{','.join(map(str, some))}]")
