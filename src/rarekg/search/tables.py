"""The tables that every index has beside its words: names, identifiers, attributes, what is shown.

They lie in an SQLite file. Each statement is a constant, so that sqlite3 prepares it once for each
connection.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import chain
from pathlib import Path

import msgspec

from rarekg.database import ReadOnlyDatabase
from rarekg.search.bitmaps import unpacked
from rarekg.search.folding import folded
from rarekg.search.index import Entry, Words, floats, integers, key_of

_IDENTIFIED = "SELECT entity FROM identifier WHERE id = ?"
_CALLED = "SELECT spot FROM called WHERE key = ?"
_BEGINNING = "SELECT spot FROM spelled WHERE folded >= ? AND folded < ? LIMIT ?"
_FREQUENCY = "SELECT number FROM word WHERE word = ?"
_LONGER = "SELECT 1 FROM word WHERE word > ? AND word < ? LIMIT 1"
_VALUES = "SELECT value, keys FROM attribute WHERE field = ?"
_HAVING = "SELECT keys FROM attribute WHERE field = ? AND folded >= ? AND folded <= ?"
_ENTRIES = "SELECT shown FROM entity WHERE key IN (SELECT value FROM json_each(?))"
_LABELS = """
SELECT entity, text FROM label
WHERE language = ? AND entity IN (SELECT value FROM json_each(?))"""
_IDS = "SELECT id FROM entity WHERE key IN (SELECT value FROM json_each(?))"
_SEQUENCE = "SELECT numbers FROM sequence WHERE name = ?"
_SHOWN = msgspec.msgpack.Decoder(Entry)
_MOST_ENTRIES = 200  # that are kept, some 2 kB each
_MOST_KEPT = 32  # sets of documents, 8 kB each at most
_LAST = "\U0010ffff"  # behind everything that begins alike


class Tables:
    """The open tables of an index. Each thread has a connection of its own. See `index.Index`."""

    def __init__(self, path: Path) -> None:
        self.database = ReadOnlyDatabase(path)
        self._entries: dict[int, Entry] = {}
        self._having = lru_cache(_MOST_KEPT)(self._read_having)

    def close(self) -> None:
        """Closes this thread's connection; the others close with their threads."""
        self.database.close()

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
        rows = self.database.connection().execute(_VALUES, (field,))
        return {value: unpacked(keys, self.size) for value, keys in rows}

    def having(self, field: str, value: str, unfinished: bool = False) -> int:
        """See `Index.having`."""
        return self._having(field, value, unfinished)

    def _read_having(self, field: str, value: str, unfinished: bool) -> int:
        found, first = 0, folded(value)
        last = first + _LAST * unfinished
        for (keys,) in self.database.connection().execute(_HAVING, (field, first, last)):
            found |= unpacked(keys, self.size)
        return found

    def entries(self, keys: Iterable[int]) -> Mapping[int, Entry]:
        """See `Index.entries`. One query asks for the same several times: some are kept."""
        kept = self._entries
        found = {key: kept.get(key) for key in keys}
        missing = [key for key, entry in found.items() if entry is None]
        if missing:
            read = self._rows(_ENTRIES, _json(missing)).fetchall()
            new = {entry.key: entry for entry in [_SHOWN.decode(packed) for (packed,) in read]}
            if len(kept) > _MOST_ENTRIES:
                kept = self._entries = {}
            kept.update(new)
            found.update(new)
        return {key: entry for key, entry in found.items() if entry is not None}

    def ids(self, keys: Sequence[int]) -> Iterable[str]:
        """See `Index.ids`."""
        return (identifier for (identifier,) in self._rows(_IDS, _json(keys)))

    def labels(self, keys: Sequence[int], language: str) -> Mapping[int, str]:
        """See `Index.labels`."""
        return dict(self._rows(_LABELS, language, _json(keys)))

    def names(self, spots: Sequence[int]) -> Mapping[int, str]:
        """See `Index.names`."""
        entries = self.entries(map(key_of, spots))
        return {spot: entries[key_of(spot)].called(spot)[1] for spot in spots}

    def names_among(self, words: Words, keys: Iterable[int]) -> list[int]:
        """The spots of names that hold all words, of some documents (at most a page of them)."""
        held, entries = words.encoded(), self.entries(keys).values()
        return sorted(chain.from_iterable([entry.holding(held) for entry in entries]))

    @cached_property
    def _weights(self) -> Sequence[float]:
        return floats(self.sequence("weights"))

    def sequence(self, name: str) -> bytes:
        """An array as bytes."""
        ((numbers,),) = self._rows(_SEQUENCE, name)
        return bytes(numbers)

    def _rows(self, sql: str, *parameters: str | int) -> sqlite3.Cursor:
        return self.database.connection().execute(sql, parameters)

    def first(self, sql: str, *parameters: str | int) -> list[int]:
        """The first column of all rows."""
        return [number for (number,) in self._rows(sql, *parameters)]


def _json(numbers: Sequence[int]) -> str:
    return f"[{','.join(map(str, numbers))}]"
