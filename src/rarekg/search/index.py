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

import msgspec

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


@dataclass(frozen=True, slots=True)
class Words:
    """Words of a query as they are indexed (`folding.terms`), at least one. The last one may be
    `unfinished`: longer words that begin with it are meant, too."""

    words: tuple[str, ...]
    unfinished: bool = False

    def encoded(self) -> list[bytes]:
        """How they stand in an entry: each between two blanks, or behind one if unfinished."""
        held = [f" {word} ".encode() for word in self.words]
        if self.unfinished:
            held[-1] = held[-1][:-1]
        return held


class Name(NamedTuple):
    """A name as it was written, the key by which it is looked up (`folding.name_key`), and its
    words (`folding.indexed_terms`) with spaces between them."""

    spot: int
    language: str
    text: str
    key: str
    words: str


class Entry(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """What is known of a document, read in one piece. `name` is in `language`. What is told of all
    its names stands in one piece each, by their numbers, and is cut when it is needed."""

    key: int
    id: str
    type: str
    name: str
    language: str
    url: str
    ids: tuple[str, ...]
    text: str
    spots: bytes
    languages: bytes
    texts: bytes
    keys: bytes
    words: bytes

    def called(self, spot: int) -> tuple[str, str]:
        """The language and the text of a name."""
        number = spot & MOST_NAMES
        language = self.languages.split(_BETWEEN)[number]
        return language.decode(), self.texts.split(_BETWEEN)[number].decode()

    def holding(self, held: Sequence[bytes]) -> list[int]:
        """The spots of the names that hold all words (`Words.encoded`)."""
        for word in held:
            if word not in self.words:
                return []
        each = self.words.split(_BETWEEN)
        places = list(range(len(each)))
        for word in held:
            places = [place for place in places if word in each[place]]
        spots = wide(self.spots)
        return [spots[place] for place in places]

    def best_called(self, keys: frozenset[str]) -> int:
        """The spot of the name of which the key holds the most of some words, of equals the first
        one; 0 where none does."""
        each = self.keys.decode().split(_SIGN)
        held = [-len(keys.intersection(key.split())) for key in each]
        fewest, spot = min(zip(held, wide(self.spots), strict=True), default=(0, 0))
        return spot if fewest else 0


_SIGN = "\x1f"  # that is made to stand between
_BETWEEN = _SIGN.encode()


def packed_names(names: Sequence[Name]) -> tuple[bytes, bytes, bytes, bytes, bytes]:
    """What an entry says of its names."""
    return (
        array("Q", [name.spot for name in names]).tobytes(),
        _joined(name.language for name in names),
        _joined(name.text for name in names),
        _joined(name.key for name in names),
        _joined(f" {name.words} " for name in names),
    )


def _joined(texts: Iterable[str]) -> bytes:
    return _SIGN.join(text.replace(_SIGN, " ") for text in texts).encode()


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

    def named(self, words: Words, most: int, among: int) -> Sequence[int]:
        """The spots of names that hold all words: the smallest of them, in order. `among` are
        documents among which all of these are."""
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

    def entries(self, keys: Iterable[int]) -> Mapping[int, Entry]:
        """What is known of documents (at most a page of them)."""
        ...

    def ids(self, keys: Sequence[int]) -> Iterable[str]:
        """The identifiers of documents (any number of them)."""
        ...

    def labels(self, keys: Sequence[int], language: str) -> Mapping[int, str]:
        """The names of documents (at most a page of them) in a language, where they have one."""
        ...

    def names(self, spots: Sequence[int]) -> Mapping[int, str]:
        """Names (of at most a page of documents) by their spots, as they were written."""
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


def wide(written: bytes) -> Sequence[int]:
    """An array of 8-byte integers from its bytes."""
    found = array("Q")
    found.frombytes(written)
    return found


def integers(written: bytes) -> Sequence[int]:
    """An array of 4-byte integers from its bytes."""
    found = array("I")
    found.frombytes(written)
    return found
