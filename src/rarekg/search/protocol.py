"""What a search engine is, what it is asked, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import msgspec

MAX_QUERY = 400  # characters of a query that are looked at
MAX_PER_PAGE = 100


class Tier(StrEnum):
    """How a result matches, best first."""

    IDENTIFIER = "identifier"
    EXACT = "exact"  # a name or synonym is the query
    ABBREVIATION = "abbreviation"  # an abbreviation or an eponym is
    WORDS = "words"  # a name holds all words
    PREFIX = "prefix"  # a name begins with the query
    PART = "part"  # a part of the query is a name of it
    SIGN = "sign"  # a sign that it has is called so
    TEXT = "text"  # names and texts hold all words
    SOME = "some"  # all words but those that were left out
    NEAR = "near"  # as above, in another spelling
    FIELDS = "fields"  # no words were asked for, but values of fields


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """What is found: an entity with all its names, identifiers and its text.

    `names` are (text, language, kind). How much is known about it: the number of statements
    (`facts`), whether there is a plain summary (`described`), the numbers of `treatments` and of
    `sources`. `attributes` are (field, value) by which results are narrowed down; the fields are
    those of `rarekg.search.fields`. `url` is the path of its page where that does not follow from
    `id` and `type`. `codes` are those of classifications under which it is filed, and which are
    not exactly its own: it is found by them, behind what they stand for.
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
    attributes: tuple[tuple[str, str], ...] = ()
    url: str = ""
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked: words or an identifier, and which part of the answer is wanted.

    `kinds` are class keys, of which a result has one. `filters` are (field, values): a result has
    one of the values of each field. `language` is the reader's, `sort` a key of `SORTS`.
    `counted` asks for the numbers by attribute of all that is found; without `spelling` nothing
    is corrected; `explained` asks why each hit stands where it does.
    """

    query: str
    kinds: tuple[str, ...] = ()
    filters: tuple[tuple[str, tuple[str, ...]], ...] = ()
    language: str = "en"
    sort: str = "relevance"
    start: int = 0
    size: int = 20
    counted: bool = False
    spelling: bool = True
    explained: bool = False


SORTS = ("relevance", "name", "known")  # the last: how much is known, most first


class Match(msgspec.Struct, frozen=True, gc=False):
    """Why a document was found: `field` is `identifier`, a kind of name (`name`, `synonym`,
    `layName`, …; `widerName` and `groupName` are names of what it is a kind of), `sign` (a
    name of a sign that it has), `text`, or "" where no words were asked for; `text` is what
    matched, in `language` where it is a name; `kind` is the tier, a value of `Tier`."""

    field: str
    text: str
    language: str = ""
    kind: str = ""


class Hit(msgspec.Struct, frozen=True, gc=False):
    """One result. `name` is in the reader's language where there is one (`language` says which);
    `ids` are all identifiers, `snippet` is the place in its text that holds the words, plain, ""
    where there is none; `url` is the path of its page; `why` are lines of an explanation, where
    they were asked for."""

    id: str
    type: str
    name: str
    matched: Match
    score: float
    language: str = "en"
    ids: tuple[str, ...] = ()
    snippet: str = ""
    url: str = ""
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Count:
    """How many of what is found have a value of a field (`type` is one, too)."""

    field: str
    value: str
    number: int


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to a query: how many there are in all, and the hits of the page asked for.

    `corrected` is the spelling that was searched instead, where the query itself found nothing.
    `unmatched` are words of the query that were left out, as nothing has all of them. `hint` says,
    for people, why a query with operators was searched as plain words. `counts` (with `counted`)
    are taken over all that is found, but that the filter of a field does not narrow its own.
    """

    query: str
    total: int
    hits: tuple[Hit, ...]
    corrected: str | None = None
    unmatched: tuple[str, ...] = ()
    hint: str = ""
    counts: tuple[Count, ...] = ()


class SearchEngine(Protocol):
    """An index of one release, open for reading; safe to use from several threads."""

    def search(self, request: Request) -> Found:
        """The hits asked for, best first. Never raises for what stands in the query."""
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
