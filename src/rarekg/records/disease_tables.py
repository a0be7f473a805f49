"""What the page of a disease says of other things, read from `disease_pages.db`: to which body
system a sign belongs and what people call it, which diseases share genes and signs, and what is
stated of a disease elsewhere: by its kinds, treatments and trials.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

import msgspec

from rarekg.database import ReadOnlyDatabase
from rarekg.graph.dossiers import StoredStatement

FILE = "disease_pages.db"
_LEVEL = 6  # of zlib


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
    trials that study it; and whether anything is filed under it, as an area."""

    children: list[tuple[str, list[str]]] = []
    treatments: list[tuple[str, list[StoredStatement]]] = []
    trials: list[str] = []
    filed: bool = False


_Told = TypeVar("_Told", Near, Beside)


class DiseaseTables:
    """An open `disease_pages.db`. A release that was built before there was one has none: nothing
    is known of body systems then. Safe to use from several threads."""

    def __init__(self, release: Path) -> None:
        there = (release / FILE).is_file()
        self._database = ReadOnlyDatabase(release / FILE) if there else None
        self._has_beside = there and self._holds("beside")

    def _holds(self, table: str) -> bool:
        select = "SELECT 1 FROM sqlite_master WHERE name = ?"
        database = self._database
        return database is not None and bool(
            database.connection().execute(select, (table,)).fetchone()
        )

    def __bool__(self) -> bool:
        """Whether the release has the file."""
        return self._database is not None

    def signs(self, ids: Iterable[str]) -> dict[str, SignPlace]:
        """The places of signs by their ids, without those that are not known."""
        if self._database is None:
            return {}
        wanted = msgspec.json.encode(list(ids)).decode()
        select = "SELECT id, system, plain FROM sign WHERE id IN (SELECT value FROM json_each(?))"
        return {
            sign: SignPlace(system, _names(plain))
            for sign, system, plain in self._database.connection().execute(select, (wanted,))
        }

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
        if self._database is None or not self._has_beside:
            return None
        select = "SELECT body FROM beside WHERE iri = ?"
        row = self._database.connection().execute(select, (address,)).fetchone()
        return _unpacked(row[0], Beside) if row else Beside()


def _names(stored: str) -> dict[str, str]:
    return msgspec.json.decode(stored, type=dict[str, str]) if stored else {}


def packed(told: Near | Beside) -> bytes:
    """As it is stored: IRIs are alike, and shrink to a fifth."""
    return zlib.compress(msgspec.msgpack.encode(told), _LEVEL)


def _unpacked(body: bytes, kind: type[_Told]) -> _Told:
    return msgspec.msgpack.decode(zlib.decompress(body), type=kind)
