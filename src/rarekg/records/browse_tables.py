"""What can be leafed through: all diseases, genes, signs and therapies by letter, in the order of
each language, and by what they have in common. Read from `browse.db`, a page at a time.
"""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from rarekg.database import ReadOnlyDatabase
from rarekg.errors import NotFound

FILE = "browse.db"
_LEVEL = 6  # of zlib


@dataclass(frozen=True, slots=True)
class Item:
    """A thing in a list: id, class key, name with its language, plain name ("" where it has none,
    or is called so already), how many diseases have it (genes, signs), whether it is described in
    plain words."""

    id: str
    kind: str
    name: str
    language: str
    plain: str
    number: int
    described: bool


@dataclass(frozen=True, slots=True)
class Shelf:
    """A list in one language: letters with their numbers, in order; the places of all things, and
    those of the things that are described in plain words."""

    letters: tuple[tuple[str, int], ...]
    things: array[int]
    described: array[int]

    def of_letter(self, wanted: str) -> array[int]:
        """The part of a letter. Raises NotFound for a letter that has nothing."""
        start = 0
        for each, number in self.letters:
            if each == wanted:
                return self.things[start : start + number]
            start += number
        there = " ".join(each for each, _ in self.letters)
        raise NotFound(f"nothing in this list begins with '{wanted[:8]}'; there are: {there}")


_NOTHING = Shelf((), array("I"), array("I"))


class BrowseTables:
    """An open `browse.db`; a release that was built before there was one has none, and no lists.
    Safe to use from several threads."""

    def __init__(self, release: Path) -> None:
        there = (release / FILE).is_file()
        self._database = ReadOnlyDatabase(release / FILE) if there else None

    def __bool__(self) -> bool:
        """Whether the release has the file."""
        return self._database is not None

    def shelf(self, section: str, language: str, field: str = "", value: str = "") -> Shelf:
        """All things of a section, or those that have a value of a field; empty for none."""
        if self._database is None:
            return _NOTHING
        select = (
            "SELECT letters, things, described FROM shelf"
            " WHERE section = ? AND field = ? AND value = ? AND language = ?"
        )
        wanted = (section, field, value, language)
        row = self._database.connection().execute(select, wanted).fetchone()
        if row is None:
            return _NOTHING
        letters = msgspec.json.decode(row[0], type=tuple[tuple[str, int], ...])
        return Shelf(letters, _unpacked(row[1]), _unpacked(row[2]))

    def values(self, section: str, field: str) -> list[tuple[str, int]]:
        """The values of a field with how many things have each, most first."""
        if self._database is None:
            return []
        select = (
            "SELECT value, number FROM shelf WHERE section = ? AND field = ? AND language = 'en'"
            " ORDER BY number DESC, value"
        )
        return list(self._database.connection().execute(select, (section, field)))

    def items(self, things: array[int], language: str) -> list[Item]:
        """Things by their places, in the order given."""
        if self._database is None or not things:
            return []
        select = (
            "SELECT w.key, t.id, t.kind, coalesce(n.name, t.name),"
            " CASE WHEN n.name IS NULL THEN t.language ELSE ?2 END,"
            " coalesce(n.plain, ''), t.number, t.described"
            " FROM json_each(?1) w CROSS JOIN thing t ON t.place = w.value"
            " LEFT JOIN named n ON n.language = ?2 AND n.thing = t.place ORDER BY w.key"
        )
        wanted = (msgspec.json.encode(things.tolist()).decode(), language)
        return [
            Item(thing, kind, name, spoken, plain, number, bool(described))
            for _, thing, kind, name, spoken, plain, number, described in (
                self._database.connection().execute(select, wanted)
            )
        ]

    def known(self, identifiers: Iterable[str]) -> dict[str, int]:
        """How much is known of things, by their ids, as a number to sort by: those that are
        described in plain words above all others, then by the number of statements."""
        if self._database is None:
            return {}
        select = (
            "SELECT id, described * 1000000 + known FROM thing"
            " WHERE id IN (SELECT value FROM json_each(?))"
        )
        wanted = msgspec.json.encode([str(one) for one in identifiers]).decode()
        return dict(self._database.connection().execute(select, (wanted,)).fetchall())


def packed(things: array[int]) -> bytes:
    """Places as they are stored: four bytes each, the lowest first."""
    return zlib.compress(b"".join(p.to_bytes(4, "little") for p in things), _LEVEL)


def _unpacked(body: bytes) -> array[int]:
    found = array("I")
    found.frombytes(zlib.decompress(body))
    return found
