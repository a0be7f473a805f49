"""Facts without statements that only one of two releases has: names, mappings, classes, hierarchy.

Statements have ids, and a sorted list in each release. These facts have neither; but they stand in
the dossiers, which are sorted by the thing that they are about. So the dossiers of two releases are
read side by side, and only those that differ are unpacked. Nothing is written at a build for it,
and every release that has dossiers can be compared.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import msgspec

from rarekg.database import ReadOnlyDatabase
from rarekg.errors import ReleaseBroken
from rarekg.graph.dossiers import FILE, StoredFact, StoredValue
from rarekg.graph.terms import literal_term
from rarekg.release import Release
from rarekg.vocabulary import SOURCE, properties

_XSD = "http://www.w3.org/2001/XMLSchema#"
_SELECT = "SELECT iri, body FROM dossier ORDER BY iri"
_LAST = "\U0010ffff"  # comes after every IRI


@dataclass(frozen=True, slots=True)
class FactChange:
    """A fact that only the new release has, or (`gone`) only the old one.

    subject and predicate are IRIs, object is a term of N-Triples; sources are the ids of those
    that state it.
    """

    gone: bool
    subject: str
    predicate: str
    object: str
    sources: tuple[str, ...]


class _Body(msgspec.Struct, frozen=True, array_like=True):
    """A dossier, of which only the facts are read."""

    statements: msgspec.Raw
    facts: list[StoredFact]


_bodies = msgspec.msgpack.Decoder(_Body)
_Facts = dict[tuple[str, str], tuple[str, ...]]  # (property IRI, term) -> ids of sources


def fact_changes(old: Release, new: Release) -> Iterator[FactChange]:
    """What differs between two releases, by subject. Raises ReleaseBroken."""
    before, after = _packed(old), _packed(new)
    left, right = next(before), next(after)
    while left[0] != _LAST or right[0] != _LAST:
        subject = min(left[0], right[0])
        packed = [side[1] if side[0] == subject else b"" for side in (left, right)]
        if packed[0] != packed[1]:
            yield from _between(subject, _facts(packed[0]), _facts(packed[1]))
        if left[0] == subject:
            left = next(before)
        if right[0] == subject:
            right = next(after)


def _packed(release: Release) -> Iterator[tuple[str, bytes]]:
    """Each thing of a release with its packed dossier; in the end, what comes after every thing."""
    database = ReadOnlyDatabase(release.path / FILE)
    try:
        yield from database.connection().execute(_SELECT)
    except sqlite3.DatabaseError as error:
        raise ReleaseBroken(f"{release.path / FILE}: {error}; build the release anew") from error
    yield _LAST, b""


def _facts(packed: bytes) -> _Facts:
    if not packed:
        return {}
    stored = _bodies.decode(zlib.decompress(packed)).facts
    known = _known()
    return {
        (known[fact.property], _term(fact.value)): _sources(fact.graphs)
        for fact in stored
        if fact.property in known  # a release of another version may have others
    }


@cache
def _known() -> dict[str, str]:
    """The IRIs of the properties by their keys."""
    return {key: declared.iri for key, declared in properties().items()}


def _sources(graphs: list[str]) -> tuple[str, ...]:
    return tuple(sorted(g.removeprefix(SOURCE) for g in graphs if g.startswith(SOURCE)))


def _term(value: StoredValue) -> str:
    if isinstance(value, str):
        return f"<{value}>"
    text, language, kind = value
    if language:
        return f"{literal_term(text)}@{language}"
    return literal_term(text) + ("" if kind == "string" else f"^^<{_XSD}{kind}>")


def _between(subject: str, before: _Facts, after: _Facts) -> Iterator[FactChange]:
    for gone, here, there in ((True, before, after), (False, after, before)):
        for predicate, term in here.keys() - there.keys():
            yield FactChange(gone, subject, predicate, term, here[predicate, term])
