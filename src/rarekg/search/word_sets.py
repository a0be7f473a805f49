"""Which documents hold a word, as sets that are read in one piece.

A row for each word, and a row `word*` for each beginning of many words, which sorts right behind
the word that is the beginning itself. So what holds a word, or a longer one, takes a single look-up
of some rows: FTS5 alone goes through each document of each longer word.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from operator import and_
from typing import TypeAlias

from rarekg.search.bitmaps import bitmap, numbers_or_bits, packed_bits
from rarekg.search.index import Words

TABLE = "CREATE TABLE holding (word TEXT PRIMARY KEY, keys BLOB) WITHOUT ROWID"
INSERT = "INSERT INTO holding VALUES (?, ?)"
_WHOLE = "SELECT keys FROM holding WHERE word = ?"
_LONGER = "SELECT word, keys FROM holding WHERE word >= ? AND word < ?"
_ALL = "*"  # in no word, and before all letters and digits
_LAST = "\U0010ffff"
_Set: TypeAlias = bytes | Sequence[int]  # its bits, or its numbers
_MANY = 8  # words that begin alike, from which there is a row for all of them


class WordSets:
    """Collects which documents hold which words."""

    def __init__(self) -> None:
        self._held: dict[str, array[int]] = {}

    def add(self, key: int, words: Iterable[str]) -> None:
        """Adds the words of a document."""
        for word in set(words):
            self._held.setdefault(word, array("I")).append(key)

    def rows(self, size: int) -> Iterator[tuple[str, bytes]]:
        """The rows of all words and beginnings, each once. `size` is the highest key."""
        open_: list[list[int]] = [[0, 0]]  # of each beginning of `before`: its words, their set
        before = ""
        for word in [*sorted(self._held), ""]:
            shared = _shared(before, word)
            while len(open_) > shared + 1:
                number, found = open_.pop()
                if number >= _MANY:
                    yield before[: len(open_)] + _ALL, packed_bits(found, size)
                open_[-1][0] += number
                open_[-1][1] |= found
            if word:
                found = bitmap(self._held[word], size)
                yield word, packed_bits(found, size)
                open_ += [[0, 0] for _ in range(len(word) - shared)]
                open_[-1][0] += 1
                open_[-1][1] |= found
            before = word


def _shared(one: str, other: str) -> int:
    """How many first letters of two words are the same."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def held_by_all(db: sqlite3.Connection, words: Words, size: int) -> int:
    """The documents that hold all words. Small sets are compared number by number: an integer of
    all documents takes longer to make than most of them."""
    *others, last = words.words
    sets = [_beginning(db, last, size) if words.unfinished else _whole(db, last)]
    for word in others:
        if not sets[-1]:
            return 0
        sets.append(_whole(db, word))
    sparse = sorted((keys for keys in sets if not isinstance(keys, bytes)), key=len)
    dense = [keys for keys in sets if isinstance(keys, bytes)]
    if not sparse:
        return reduce(and_, (int.from_bytes(keys, "little") for keys in dense))
    found = set(sparse[0]).intersection(*sparse[1:])
    for bits in dense:
        end = len(bits) << 3
        found = {key for key in found if key < end and bits[key >> 3] >> (key & 7) & 1}
    return bitmap(found, size)


def _whole(db: sqlite3.Connection, word: str) -> _Set:
    row = db.execute(_WHOLE, (word,)).fetchone()
    return numbers_or_bits(row[0]) if row else ()


def _beginning(db: sqlite3.Connection, word: str, size: int) -> _Set:
    """What holds a word or a longer one that begins so."""
    sets: list[_Set] = []
    for longer, keys in db.execute(_LONGER, (word, word + _LAST)):
        if longer == word + _ALL:
            return numbers_or_bits(keys)
        sets.append(numbers_or_bits(keys))
    if len(sets) == 1:
        return sets[0]
    found = 0
    for keys in sets:
        if isinstance(keys, bytes):
            found |= int.from_bytes(keys, "little")
    few = {key for keys in sets if not isinstance(keys, bytes) for key in keys}
    if not found:
        return tuple(few)
    return (found | bitmap(few, size)).to_bytes(size // 8 + 1, "little")
