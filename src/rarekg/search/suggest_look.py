"""What fits to something typed: looked up in `suggest.db`."""

from __future__ import annotations

import sqlite3
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from rarekg.search.folding import folded, terms, weak
from rarekg.search.ranking import codes
from rarekg.search.suggest_lists import decoded
from rarekg.search.suggest_ranks import (
    EXACT,
    KEY,
    KEY_OF_NAME,
    MANY,
    MOST,
    STARTS,
    Ranked,
    best,
    fitting,
    raised,
)
from rarekg.search.suggest_spelling import Vocabulary

_MOST_WORDS = 8
_ENOUGH = 4  # with so many found, nobody is taken to have meant another spelling
_MOST_TELLING = 5  # words that a name has to hold, the longest ones
_MOST_LONG = 400  # names that begin with the same 28 characters
_MOST_WEAK = 3  # the same, where all words are weak
_MOST_BY_WORDS = 60  # names that hold the words, the best known first
_MOST_SPACED = 3  # ways to set spaces otherwise
_MISSPELT = -30  # for each error, in the measure of `suggest_ranks`
_SCATTERED = -10  # the words stand elsewhere in the name, or in another order
_OWN_LANGUAGE = 3  # decides between equals
_SHOWN = 2  # beside 1 for a name that begins so, and 0 for one with a word that does

_LIST = "SELECT ranks FROM list WHERE key = ?"
_BEGINNING = "SELECT key, name, rank FROM beginning WHERE key >= ? AND key < ? LIMIT ?"
_BEGINNING_LONG = """
SELECT name.key, name.rank, name.text FROM beginning CROSS JOIN name ON name.key = beginning.name
WHERE beginning.key = ? LIMIT ?"""
_WHOLE = """
SELECT name.key, name.rank, name.text FROM whole CROSS JOIN name ON name.key = whole.rowid
WHERE whole MATCH ? ORDER BY whole.rowid LIMIT ?"""
_IDENTIFIED = """
SELECT entity.key, entity.rank, own
FROM identifier CROSS JOIN entity ON entity.key = identifier.entity
WHERE identifier.id = ? ORDER BY own DESC, entity.key LIMIT 50"""  # some codes have hundreds
_NAMES = "SELECT key, language, text, shown FROM name WHERE key IN ({keys})"
_OWN_NAMES = (
    "SELECT entity, text, shown FROM name WHERE entity IN ({keys}) AND language = ? ORDER BY key"
)


@dataclass(frozen=True, slots=True)
class Matching:
    """A thing, its rank for what was typed, and the name or identifier of it that fits."""

    rank: int
    entity: int
    text: str


class Look:
    """One look for what was typed. `first_names` are the keys of the first names of all things,
    by the things' own keys, which begin with 1."""

    def __init__(
        self,
        db: sqlite3.Connection,
        words: Callable[[], Vocabulary],
        first_names: Sequence[int],
        typed: str,
    ) -> None:
        self._db = db
        self._vocabulary = words
        self._first_names = first_names
        self._typed = typed
        self._text = folded(typed)
        self._meant = [self._text]  # and other spellings, when they are tried

    def found(self, language: str) -> list[Matching]:
        """The best of each section, the best first; of equals those with a name that fits in a
        language."""
        matching = dict(self._identified())
        names = best(self._ranked(), self._entity_of)
        keys = ",".join(str(name) for _, name in names)  # integers, our own keys
        rows = {row[0]: row[1:] for row in self._db.execute(_NAMES.format(keys=keys))}
        others = [self._entity_of(n) for n, row in rows.items() if row[::2] != (language, 1)]
        own = self._own_names(others, language)
        for rank, name in names:
            entity = self._entity_of(name)
            written, text, _ = rows[name]
            bonus = _OWN_LANGUAGE if written == language or (entity, rank & 1) in own else 0
            text = own.get((entity, _SHOWN), own.get((entity, 1), own.get((entity, 0), text)))
            matching.setdefault(entity, Matching(raised(rank, bonus), entity, text))
        return sorted(matching.values(), key=lambda one: (-one.rank, one.entity))

    def _entity_of(self, name: int) -> int:
        return bisect_right(self._first_names, name)

    def _own_names(self, entities: Sequence[int], language: str) -> dict[tuple[int, int], str]:
        """The names in a language that fit, by the thing and by whether they begin so, or are the
        one that is shown."""
        keys = ",".join(map(str, entities))
        found: dict[tuple[int, int], str] = {}
        for entity, text, shown in self._db.execute(_OWN_NAMES.format(keys=keys), (language,)):
            plain = folded(text)
            begins = any(map(plain.startswith, self._meant))
            if begins or any(f" {text}" in plain for text in self._meant):
                found.setdefault((entity, begins), text)
                if shown:
                    found[entity, _SHOWN] = text
        return found

    def _identified(self) -> Iterator[tuple[int, Matching]]:
        for code, _ in codes(self._typed):
            for entity, rank, own in self._db.execute(_IDENTIFIED, (code,)):
                yield entity, Matching(raised(rank, 2 * EXACT if own else EXACT), entity, code)

    def _ranked(self) -> list[Ranked]:
        """Names that fit, with their ranks."""
        words = self._text.split()[:_MOST_WORDS]
        if not words:
            return []
        found = self._beginning(self._text)
        if self._few(found, MOST):
            *whole, last = words
            found += self._holding(self._text, [*terms(" ".join(whole)), f"{last}*"])
            searched = terms(" ".join(words))
            if searched != words and self._few(found, MOST):
                found += self._holding(self._text, searched)
        if self._few(found, _ENOUGH) and not any(rank & 1 for rank, _ in found):
            found += self._near(words)
        return found

    def _few(self, found: Sequence[Ranked], enough: int) -> bool:
        return len({self._entity_of(name) for _, name in found}) < enough

    def _beginning(self, text: str) -> list[Ranked]:
        """Names that begin so, or have a word that does."""
        listed = self._db.execute(_LIST, (text,)).fetchone() if len(text) < KEY else None
        if listed is not None:
            return decoded(listed[0])
        if len(text) >= KEY_OF_NAME:
            return self._beginning_long(text)
        rows = self._db.execute(_BEGINNING, (text, text + "\U0010ffff", MANY))
        return [(fitting(rank, key, text), name) for key, name, rank in rows]

    def _beginning_long(self, text: str) -> list[Ranked]:
        """The same for what is longer than the beginnings of names that are kept."""
        rows = self._db.execute(_BEGINNING_LONG, (text[:KEY_OF_NAME], _MOST_LONG))
        named = ((key, rank, folded(name)) for key, rank, name in rows)
        return [
            (_placed(rank, name, text), key) for key, rank, name in named if name.startswith(text)
        ]

    def _holding(self, text: str, words: Iterable[str]) -> list[Ranked]:
        """Names that hold all words; those that end with "*" are beginnings. Weak ones, which half
        of all names hold, need not be there."""
        different = list(dict.fromkeys(words))
        telling = [word for word in different if not weak(word.rstrip("*"))]
        words = sorted(telling or different[:_MOST_WEAK], key=len, reverse=True)[:_MOST_TELLING]
        query = " ".join(f'"{w[:-1]}"*' if w.endswith("*") else f'"{w}"' for w in words)
        rows = self._db.execute(_WHOLE, (query, _MOST_BY_WORDS))
        return [(_placed(rank, folded(name), text), key) for key, rank, name in rows]

    def _near(self, words: Sequence[str]) -> Iterator[Ranked]:
        """Names that fit to other spellings."""
        known = self._vocabulary()
        spaced = [(1, spelt) for spelt in islice(known.spaced(words), _MOST_SPACED)]
        for errors, spelt in [*spaced, *known.spellings(words)]:
            text = " ".join(spelt)
            self._meant.append(text)
            found = self._beginning(text)
            if not found and len(spelt) > 1:
                changed = [word if word in words else f"{word}*" for word in spelt[:-1]]
                found = self._holding(text, [*changed, f"{spelt[-1]}*"])
            yield from ((raised(rank, _MISSPELT * errors), name) for rank, name in found)


def _placed(rank: int, name: str, text: str) -> int:
    """The rank of a (folded) name that holds all words of what was typed."""
    if name.startswith(text):
        return fitting(raised(rank, STARTS) | 1, name, text)
    at = name.find(f" {text}")
    return fitting(rank, name[at + 1 :], text) if at >= 0 else raised(rank, _SCATTERED)
