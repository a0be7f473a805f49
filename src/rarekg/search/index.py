"""What an engine has to give: an index of names, words, identifiers and attributes.

An index knows no rules of relevance: these are in `searcher`. It answers with numbers of
documents (`key`: 1 is the one that weighs most, see `ranking.weight`) and of names (`spot`, which
holds the key, the kind of name and its length), so that the rules need no further look-ups.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol

from rarekg.search.protocol import SearchDocument

# A spot, from its lowest bits: 12 number the names of a document, 4 say how many words the name
# has (15: or more), 4 its kind (the place in `ranking.KINDS`); the rest is the key.
NUMBER_BITS, LENGTH_BITS, KIND_BITS = 12, 4, 4
LENGTH_SHIFT = NUMBER_BITS
KIND_SHIFT = LENGTH_SHIFT + LENGTH_BITS
KEY_SHIFT = KIND_SHIFT + KIND_BITS
MOST_NAMES, MOST_LENGTH = (1 << NUMBER_BITS) - 1, (1 << LENGTH_BITS) - 1


def spot_of(key: int, kind: int, length: int, number: int) -> int:
    """The number of a name."""
    words = min(length, MOST_LENGTH)
    return key << KEY_SHIFT | kind << KIND_SHIFT | words << LENGTH_SHIFT | number


def key_of(spot: int) -> int:
    """The document that a name belongs to."""
    return spot >> KEY_SHIFT


def kind_of(spot: int) -> int:
    """The place of a name's kind in `ranking.KINDS`."""
    return spot >> KIND_SHIFT & 15


class Name(NamedTuple):
    """A name as it was written, and the key by which it is looked up (`folding.name_key`)."""

    spot: int
    language: str
    text: str
    key: str


class Entry(NamedTuple):
    """What is shown of a document. `name` is in `language`; `ids` are parted by spaces."""

    key: int
    id: str
    type: str
    name: str
    language: str
    url: str
    ids: str
    text: str


@dataclass(frozen=True, slots=True)
class Words:
    """Words of a query as they are indexed (`folding.terms`), at least one. The last one may be
    `unfinished`: longer words that begin with it are meant, too."""

    words: tuple[str, ...]
    unfinished: bool = False


class Index(Protocol):
    """An index that is open for reading; safe to use from several threads."""

    @property
    def size(self) -> int:
        """The number of documents: keys go from 1 to it."""
        ...

    def weights(self) -> Sequence[float]:
        """The weight of each document by its key (that of 0 is nothing)."""
        ...

    def name_order(self) -> Sequence[int]:
        """The place of each document in the order of names, by its key (that of 0 is nothing)."""
        ...

    def identified(self, identifier: str) -> Sequence[int]:
        """The keys of documents that have an identifier."""
        ...

    def called(self, key: str) -> Sequence[int]:
        """The spots of names with a key, the smallest first."""
        ...

    def beginning(self, name: str, most: int) -> Sequence[int]:
        """The spots of names that begin so (folded), at most so many, in alphabetical order."""
        ...

    def named(self, words: Words, most: int) -> Sequence[int]:
        """The spots of names that hold all words: the smallest of them, in order."""
        ...

    def holding(self, words: Words, in_names: bool = False) -> int:
        """The documents whose names (and texts) hold all words."""
        ...

    def in_a_row(self, words: Words, in_names: bool = False) -> int:
        """The documents of which a name (or the text) holds the words one after the other."""
        ...

    def frequency(self, word: str) -> int:
        """How many documents hold a word; 1 where only longer ones begin with it."""
        ...

    def values(self, field: str) -> Mapping[str, int]:
        """The values of a field, each with the documents that have it: for fields with few."""
        ...

    def having(self, field: str, value: str, unfinished: bool = False) -> int:
        """The documents that have a value of a field, however it is written, or one that begins
        so."""
        ...

    def entries(self, keys: Sequence[int]) -> Mapping[int, Entry]:
        """What is shown of documents (at most a page of them)."""
        ...

    def ids(self, keys: Sequence[int]) -> Iterable[str]:
        """The identifiers of documents (any number of them)."""
        ...

    def labels(self, keys: Sequence[int], language: str) -> Mapping[int, str]:
        """The names of documents (at most a page of them) in a language, where they have one."""
        ...

    def names(self, spots: Sequence[int]) -> Mapping[int, Name]:
        """Names (at most a page of them) by their spots."""
        ...

    def names_of(self, key: int) -> Sequence[Name]:
        """All names of a document, the best kinds first."""
        ...

    def close(self) -> None:
        """Closes the index."""
        ...


class IndexWriter(Protocol):
    """Writes the index of a release."""

    def __call__(self, documents: Iterable[SearchDocument], into: Path) -> int:
        """Indexes all documents into the release folder `into`; returns their number."""
        ...


def floats(written: bytes) -> Sequence[float]:
    """An array of 4-byte floats from its bytes."""
    found = array("f")
    found.frombytes(written)
    return found


def integers(written: bytes) -> Sequence[int]:
    """An array of 4-byte integers from its bytes."""
    found = array("I")
    found.frombytes(written)
    return found
