"""The words of names, as misspellings are led back to them: a small file of its own beside the
index, written at the build, the same for every engine.

Words lie on shelves by their first letter and their length, as written and as heard, each shelf a
text with a word a line: they are compared a shelf at a time, and nothing of it stays in memory.
(80,000 words, 2026-11: 6.7 MB on disk, 2 ms for the first misspelt query. Held as Python strings
they were 24 MB in each process, and 0.4 s at the first one.)
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from math import log2
from pathlib import Path
from urllib.parse import quote

import msgspec

from rarekg.errors import ReleaseBroken
from rarekg.search.folding import folded
from rarekg.search.protocol import SearchDocument
from rarekg.search.ranking import weight
from rarekg.search.sounds import sound

FILE = "spelling.db"
SHORTEST, LONGEST = 4, 40  # letters of a word that misspellings are led back to
_LEAST = 2  # letters of one that is known
# The languages in which a word is used, as bits: one is the reader's.
_LANGUAGES = ("en", "fr", "de", "es", "it", "pt", "nl", "cs", "tr", "pl")
_SCHEMA = """
PRAGMA page_size = 8192;
CREATE TABLE word (word TEXT PRIMARY KEY, common REAL, languages INTEGER) WITHOUT ROWID;
CREATE TABLE written (initial TEXT, length INTEGER, words TEXT,
                      PRIMARY KEY (initial, length)) WITHOUT ROWID;
CREATE TABLE heard (initial TEXT, length INTEGER, sounds TEXT, words TEXT,
                    PRIMARY KEY (initial, length)) WITHOUT ROWID;
"""

_USE = "SELECT * FROM word WHERE word IN (SELECT value FROM json_each(?))"
_WRITTEN = "SELECT words FROM written WHERE length BETWEEN ? AND ?"
_HEARD = "SELECT sounds, words FROM heard WHERE length BETWEEN ? AND ?"


def correctable(word: str) -> bool:
    """Whether a folded word is corrected, and one that misspellings are led back to: another
    number, or another short abbreviation, is another thing."""
    return SHORTEST <= len(word) <= LONGEST and word.isascii() and word.isalpha()


class Vocabulary:
    """Collects the words of all names at the build."""

    def __init__(self) -> None:
        self._weight: dict[str, float] = defaultdict(float)
        self._languages: dict[str, int] = defaultdict(int)

    def add(self, name: str, language: str, weight: float = 1.0) -> None:
        """Learns the words of a name; `weight` is how much is known of what has it."""
        spoken = _bit(language)
        for word in folded(name).split():
            if _LEAST <= len(word) <= LONGEST and word.isascii() and word.isalpha():
                self._weight[word] += weight
                self._languages[word] |= spoken

    def learning(self, documents: Iterable[SearchDocument]) -> Iterator[SearchDocument]:
        """The documents as they come, their names learnt on the way."""
        for document in documents:
            known = weight(document)
            for text, language, _ in document.names:
                self.add(text, language, known)
            yield document

    def write(self, into: Path) -> None:
        """Writes `spelling.db` into a release folder."""
        with closing(sqlite3.connect(into / FILE, isolation_level=None)) as db:
            db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _SCHEMA)
            db.execute("BEGIN")
            db.executemany("INSERT INTO word VALUES (?, ?, ?)", self._rows())
            db.executemany("INSERT INTO written VALUES (?, ?, ?)", self._written())
            db.executemany("INSERT INTO heard VALUES (?, ?, ?, ?)", self._heard())
            db.execute("COMMIT")

    def _rows(self) -> Iterator[tuple[str, float, int]]:
        for word in sorted(self._weight):
            yield word, round(log2(1 + self._weight[word]), 1), self._languages[word]

    def _shelved(self) -> list[str]:
        return [word for word in sorted(self._weight) if correctable(word)]

    def _written(self) -> Iterator[tuple[str, int, str]]:
        shelves: dict[tuple[str, int], list[str]] = defaultdict(list)
        for word in self._shelved():
            shelves[word[0], len(word)].append(word)
        for (initial, length), words in sorted(shelves.items()):
            yield initial, length, "\n".join(words)

    def _heard(self) -> Iterator[tuple[str, int, str, str]]:
        shelves: dict[tuple[str, int], list[tuple[str, str]]] = defaultdict(list)
        for word in self._shelved():
            heard = sound(word)
            shelves[heard[0], len(heard)].append((heard, word))
        for (initial, length), held in sorted(shelves.items()):
            sounds, words = zip(*held, strict=True)
            yield initial, length, "\n".join(sounds), "\n".join(words)


def _bit(language: str) -> int:
    primary = language.partition("-")[0]
    return 1 << _LANGUAGES.index(primary) if primary in _LANGUAGES else 0


@dataclass(frozen=True, slots=True)
class Use:
    """How a word is used: how common it is in names (0 to about 20, a logarithm), and in which
    languages, as bits."""

    common: float
    languages: int

    def in_language(self, language: str) -> bool:
        """Whether a name in that language has the word."""
        return bool(self.languages & _bit(language))


class Words:
    """The stored words, open for reading by one thread."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def use(self, words: Iterable[str]) -> dict[str, Use]:
        """How words are used; those that no name has are left out."""
        found = self._db.execute(_USE, (msgspec.json.encode(list(words)).decode(),))
        return {word: Use(common, languages) for word, common, languages in found}

    def written(self, least: int, most: int, initial: str | None) -> Iterator[list[str]]:
        """The words of so many letters, a list for each number and initial letter; only those
        with an initial, if one is given."""
        for (words,) in self._db.execute(*_between(_WRITTEN, least, most, initial)):
            yield words.split("\n")

    def heard(
        self, least: int, most: int, initial: str | None
    ) -> Iterator[tuple[list[str], list[str]]]:
        """The words whose sound has so many letters: their sounds, and the words."""
        for sounds, words in self._db.execute(*_between(_HEARD, least, most, initial)):
            yield sounds.split("\n"), words.split("\n")


def _between(
    shelves: str, least: int, most: int, initial: str | None
) -> tuple[str, tuple[int | str, ...]]:
    """A statement for shelves of some lengths, and its values."""
    if initial is None:
        return shelves, (least, most)
    return shelves + " AND initial = ?", (least, most, initial)


@contextmanager
def opened(release: Path) -> Iterator[Words]:
    """The words of a release, for a moment: a connection takes a tenth of a millisecond."""
    path = release / FILE
    if not path.is_file():
        raise ReleaseBroken(f"{path} is missing; build the release anew")
    address = f"file:{quote(str(path))}?mode=ro&immutable=1"
    with closing(sqlite3.connect(address, uri=True)) as db:
        yield Words(db)
