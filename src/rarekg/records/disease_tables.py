"""What the page of a disease says of other things, read from `disease_pages.db`: to which body
system a sign belongs and what people call it, which diseases share genes and signs, and what is
stated of a disease elsewhere: by its kinds, treatments and trials. And what a page would gather
from many places: the names of what it names, and the references of a disease.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

import msgspec

from rarekg.database import ReadOnlyDatabase
from rarekg.graph.dossiers import StoredStatement
from rarekg.records.told_references import ToldReference

FILE = "disease_pages.db"
_LEVEL = 6  # of zlib
_KEPT = 4_000  # places of signs that were read last, some 2 MB: diseases share most of theirs
_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table'"
_SIGNS = "SELECT id, system, plain FROM sign WHERE id IN (SELECT value FROM json_each(?))"
_NAMES = (
    "SELECT iri, id, kind, name, tag FROM name"
    " WHERE language = ? AND iri IN (SELECT value FROM json_each(?))"
)

Named = tuple[str, str, str, str, str]


class SignPlace(msgspec.Struct, frozen=True, gc=False):
    """The body system of a sign (the id of HPO's class below "Phenotypic abnormality"; "" for
    none), and its plain name by language, where that is another than its term."""

    system: str
    plain: dict[str, str]


class Shared(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A disease that shares something with another one: its IRI, how much they share, and the
    IRIs of the first few, the most telling first."""

    disease: str
    number: int
    first: list[str]


class Near(msgspec.Struct, frozen=True, array_like=True):
    """The diseases that share genes, and those that share signs, with one: the nearest first."""

    genes: list[Shared] = []
    signs: list[Shared] = []


class Beside(msgspec.Struct, frozen=True, array_like=True):
    """What other things state of one: those that it is a parent of, each with the graphs that say
    so; the statements about its treatment, by the IRIs of what they are about; the IRIs of the
    trials that study it; whether anything is filed under it, as an area; and the references of the
    statements."""

    children: list[tuple[str, list[str]]] = []
    treatments: list[tuple[str, list[StoredStatement]]] = []
    trials: list[str] = []
    filed: bool = False
    references: list[ToldReference] = []


_Told = TypeVar("_Told", Near, Beside, list[ToldReference])


class DiseaseTables:
    """An open `disease_pages.db`. A release that was built before there was one has none: nothing
    is known of body systems then. Safe to use from several threads."""

    def __init__(self, release: Path) -> None:
        there = (release / FILE).is_file()
        self._database = ReadOnlyDatabase(release / FILE) if there else None
        self._tables = frozenset(self._held())
        self.has_names = "name" in self._tables
        self._places: dict[str, SignPlace] = {}

    def _held(self) -> list[str]:
        """The names of the tables: older programs wrote fewer."""
        if self._database is None:
            return []
        return [row[0] for row in self._database.connection().execute(_TABLES)]

    def __bool__(self) -> bool:
        """Whether the release has the file."""
        return self._database is not None

    def signs(self, ids: Iterable[str]) -> dict[str, SignPlace]:
        """The places of signs by their ids, without those that are not known."""
        if self._database is None:
            return {}
        wanted = list(ids)
        kept = self._places
        found = {sign: kept[sign] for sign in wanted if sign in kept}
        missing = [sign for sign in wanted if sign not in found]
        if missing:
            given = (msgspec.json.encode(missing).decode(),)
            for sign, system, plain in self._database.connection().execute(_SIGNS, given):
                found[sign] = SignPlace(system, _names(plain))
            if len(kept) > _KEPT:
                kept = self._places = {}
            kept.update(found)
        return found

    def systems(self) -> list[str]:
        """The ids of all body systems, those with the most signs first."""
        if self._database is None:
            return []
        select = (
            "SELECT system FROM sign WHERE system != ''"
            " GROUP BY system ORDER BY count(*) DESC, system"
        )
        return [system for (system,) in self._database.connection().execute(select)]

    def near(self, address: str) -> Near:
        """What is near to a disease."""
        if self._database is None:
            return Near()
        select = "SELECT body FROM near WHERE iri = ?"
        row = self._database.connection().execute(select, (address,)).fetchone()
        return _unpacked(row[0], Near) if row else Near()

    def beside(self, address: str) -> Beside | None:
        """What other things state of a disease; None where the release does not have it by disease,
        and the graph is to be asked."""
        if self._database is None or "beside" not in self._tables:
            return None
        select = "SELECT body FROM beside WHERE iri = ?"
        row = self._database.connection().execute(select, (address,)).fetchone()
        return _unpacked(row[0], Beside) if row else Beside()

    def cited(self, address: str) -> list[ToldReference]:
        """The references of the statements about a disease; none where there are too few to be
        kept together, or where the release was built before they were."""
        if self._database is None or "cited" not in self._tables:
            return []
        select = "SELECT body FROM cited WHERE iri = ?"
        row = self._database.connection().execute(select, (address,)).fetchone()
        return _unpacked(row[0], list[ToldReference]) if row else []

    def names(self, addresses: Iterable[str], language: str) -> Iterator[Named]:
        """The names of things in a language, in English where they have none in it, else in any:
        by IRI, with id, class key and the language of the name. Things without a class or a name
        are left out; without `has_names`, there are none."""
        if self._database is None or not self.has_names:
            return
        connection, missing = self._database.connection(), set(addresses)
        for tag in ("",) if language == "en" else (language, ""):
            wanted = (tag, msgspec.json.encode(list(missing)).decode())
            for row in connection.execute(_NAMES, wanted):
                missing.discard(row[0])
                yield row


def _names(stored: str) -> dict[str, str]:
    return msgspec.json.decode(stored, type=dict[str, str]) if stored else {}


def packed(told: Near | Beside | list[ToldReference]) -> bytes:
    """As it is stored: IRIs are alike, and shrink to a fifth."""
    return zlib.compress(msgspec.msgpack.encode(told), _LEVEL)


def _unpacked(body: bytes, kind: type[_Told]) -> _Told:
    return msgspec.msgpack.decode(zlib.decompress(body), type=kind)
