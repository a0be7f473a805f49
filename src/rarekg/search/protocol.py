"""What a search engine is, what it is asked, and what it answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

MAX_QUERY = 400  # characters of a query that are looked at
MAX_PER_PAGE = 100


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """What is found: an entity with all its names, identifiers and its text.

    `names` are (text, language, kind). How much is known about it: the number of statements
    (`facts`), whether there is a plain summary (`described`), the numbers of `treatments` and of
    `sources`.
    """

    id: str
    type: str
    name: str
    names: tuple[tuple[str, str, str], ...]
    identifiers: tuple[str, ...]
    text: str
    facts: int
    described: bool = False
    treatments: int = 0
    sources: int = 0


@dataclass(frozen=True, slots=True)
class Match:
    """Why a document was found: `field` is `identifier`, a kind of name (`name`, `synonym`,
    `layName`, …; `widerName` and `groupName` are names of what it is a kind of) or `text`;
    `text` is what matched, in `language` where it is a name."""

    field: str
    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """One result."""

    id: str
    type: str
    name: str
    matched: Match
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to a query: how many there are in all, and the hits of the page asked for.

    `corrected` is the spelling that was searched instead, where the query itself found nothing.
    """

    query: str
    total: int
    hits: tuple[Hit, ...]
    corrected: str | None = None


class SearchEngine(Protocol):
    """An index of one release, open for reading; safe to use from several threads."""

    def search(self, query: str, kind: str | None = None, start: int = 0, size: int = 20) -> Found:
        """The hits `start` to `start + size`, best first: identifier, exact name, beginning of
        a name, all words, text, near misses. `kind` is a class key to keep to. Never raises
        for what stands in `query`."""
        ...

    def called(self, name: str) -> tuple[Hit, ...]:
        """All that have a name, however it is written, and those that are found under it as members
        of what has it (`widerName`, `groupName`); in no order, and with no score."""
        ...

    def holding(self, query: str) -> frozenset[str]:
        """The ids of all whose names hold all words of a query, the last of which may be
        unfinished, and of those that have it as an identifier; what lists are filtered by."""
        ...

    def close(self) -> None:
        """Closes the index."""
        ...


class IndexWriter(Protocol):
    """Writes the index of a release."""

    def __call__(self, documents: Iterable[SearchDocument], into: Path) -> int:
        """Indexes all documents into the release folder `into`; returns their number."""
        ...
