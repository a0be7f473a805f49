"""The tables that every index has beside its words: names, identifiers, attributes, what is shown.

They lie in an SQLite file. Each statement is a constant, so that sqlite3 prepares it once for each
connection.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path

from rarekg.database import ReadOnlyDatabase
from rarekg.search.bitmaps import unpacked
from rarekg.search.folding import folded
from rarekg.search.index import KEY_SHIFT, Entry, Name, floats, integers

_IDENTIFIED = "SELECT entity FROM identifier WHERE id = ?"
_CALLED = "SELECT spot FROM name WHERE key = ? ORDER BY spot"
_BEGINNING = "SELECT spot FROM spelled WHERE folded >= ? AND folded < ? LIMIT ?"
_FREQUENCY = "SELECT number FROM word WHERE word = ?"
_LONGER = "SELECT 1 FROM word WHERE word > ? AND word < ? LIMIT 1"
_VALUES = "SELECT value, keys FROM attribute WHERE field = ?"
_HAVING = "SELECT keys FROM attribute WHERE field = ? AND folded >= ? AND folded <= ?"
_ENTRIES = """
SELECT key, id, type, name, language, url, ids, text FROM entity
WHERE key IN (SELECT value FROM json_each(?))"""
_LABELS = """
SELECT entity, text FROM label
WHERE language = ? AND entity IN (SELECT value FROM json_each(?))"""
_SOME_NAMES = """
SELECT spot, language, text, key FROM name WHERE spot IN (SELECT value FROM json_each(?))"""
_IDS = "SELECT id FROM entity WHERE key IN (SELECT value FROM json_each(?))"
_NAMES_OF = "SELECT spot, language, text, key FROM name WHERE spot BETWEEN ? AND ?"
_SEQUENCE = "SELECT numbers FROM sequence WHERE name = ?"
_MOST_KEPT = 32  # sets of documents, 8 kB each at most
_LAST = "\U0010ffff"  # behind everything that begins alike


class Tables:
    """The open tables of an index. Each thread has a connection of its own. See `index.Index`."""

    def __init__(self, path: Path) -> None:
        self._database = ReadOnlyDatabase(path)
        self._having = lru_cache(_MOST_KEPT)(self._read_having)

    def close(self) -> None:
        """Closes this thread's connection; the others close with their threads."""
        self._database.close()

    @cached_property
    def size(self) -> int:
        """See `Index.size`."""
        return len(self.weights()) - 1

    def weights(self) -> Sequence[float]:
        """See `Index.weights`."""
        return self._weights

    def name_order(self) -> Sequence[int]:
        """See `Index.name_order`."""
        return integers(self.sequence("name order"))

    def identified(self, identifier: str) -> Sequence[int]:
        """See `Index.identified`."""
        return self.first(_IDENTIFIED, identifier)

    def called(self, key: str) -> Sequence[int]:
        """See `Index.called`."""
        return self.first(_CALLED, key)

    def beginning(self, name: str, most: int) -> Sequence[int]:
        """See `Index.beginning`."""
        return self.first(_BEGINNING, name, name + _LAST, most)

    def frequency(self, word: str) -> int:
        """See `Index.frequency`."""
        found = self.first(_FREQUENCY, word) or self.first(_LONGER, word, word + _LAST)
        return found[0] if found else 0

    def values(self, field: str) -> Mapping[str, int]:
        """See `Index.values`."""
        rows = self._database.connection().execute(_VALUES, (field,))
        return {value: unpacked(keys, self.size) for value, keys in rows}

    def having(self, field: str, value: str, unfinished: bool = False) -> int:
        """See `Index.having`."""
        return self._having(field, folded(value), unfinished)

    def _read_having(self, field: str, first: str, unfinished: bool) -> int:
        found = 0
        last = first + _LAST * unfinished
        for (keys,) in self._database.connection().execute(_HAVING, (field, first, last)):
            found |= unpacked(keys, self.size)
        return found

    def entries(self, keys: Sequence[int]) -> Mapping[int, Entry]:
        """See `Index.entries`."""
        return {row[0]: Entry._make(row) for row in self._rows(_ENTRIES, _json(keys))}

    def ids(self, keys: Sequence[int]) -> Iterable[str]:
        """See `Index.ids`."""
        return (identifier for (identifier,) in self._rows(_IDS, _json(keys)))

    def labels(self, keys: Sequence[int], language: str) -> Mapping[int, str]:
        """See `Index.labels`."""
        return dict(self._rows(_LABELS, language, _json(keys)))

    def names(self, spots: Sequence[int]) -> Mapping[int, Name]:
        """See `Index.names`."""
        return {row[0]: Name._make(row) for row in self._rows(_SOME_NAMES, _json(spots))}

    def names_of(self, key: int) -> Sequence[Name]:
        """See `Index.names_of`."""
        first = key << KEY_SHIFT
        rows = self._rows(_NAMES_OF, first, first + (1 << KEY_SHIFT) - 1)
        return [Name._make(row) for row in rows]

    @cached_property
    def _weights(self) -> Sequence[float]:
        return floats(self.sequence("weights"))

    def sequence(self, name: str) -> bytes:
        """An array as bytes."""
        ((numbers,),) = self._rows(_SEQUENCE, name)
        return bytes(numbers)

    def _rows(self, sql: str, *parameters: str | int) -> sqlite3.Cursor:
        return self._database.connection().execute(sql, parameters)

    def first(self, sql: str, *parameters: str | int) -> list[int]:
        """The first column of all rows."""
        return [number for (number,) in self._rows(sql, *parameters)]


def _json(numbers: Sequence[int]) -> str:
    return f"[{','.join(map(str, numbers))}]"
