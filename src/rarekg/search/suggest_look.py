"""What fits to something typed: looked up in `suggest.db`."""

from __future__ import annotations

import sqlite3
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, product

from rarekg.search.folding import folded, terms
from rarekg.search.ranking import codes
from rarekg.search.suggest_lists import decoded
from rarekg.search.suggest_ranks import (
    EXACT,
    KEY,
    LISTED,
    MANY,
    STARTS,
    Ranked,
    best,
    fitting,
    raised,
    score_of,
)
from rarekg.search.suggest_spelling import Near, Vocabulary

_MOST_WORDS = 8
_MOST_BY_WORDS = 60  # names that hold the words, the best known first
_MOST_SPELLINGS = 10
_MISSPELT = -30  # for each error, in the measure of `suggest_ranks`
_SCATTERED = -10  # the words stand elsewhere in the name, or in another order
_OWN_LANGUAGE = 3  # decides between equals

_LIST = "SELECT ranks FROM list WHERE key = ?"
_BEGINNING = "SELECT key, name, rank FROM beginning WHERE key >= ? AND key < ? LIMIT ?"
_WHOLE = """
SELECT name.key, name.rank, name.text FROM whole CROSS JOIN name ON name.key = whole.rowid
WHERE whole MATCH ? ORDER BY whole.rowid LIMIT ?"""
_IDENTIFIED = """
SELECT entity.key, entity.rank FROM identifier CROSS JOIN entity ON entity.key = identifier.entity
WHERE identifier.id = ?"""
_NAMES = "SELECT key, language, text FROM name WHERE key IN ({keys})"
_OWN_NAMES = "SELECT entity, text FROM name WHERE entity IN ({keys}) AND language = ?"


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
        words: Vocabulary,
        first_names: Sequence[int],
        typed: str,
    ) -> None:
        self._db = db
        self._vocabulary = words
        self._first_names = first_names
        self._typed = typed
        self._text = folded(typed)

    def found(self, language: str) -> list[Matching]:
        """The best of each section, the best first; of equals those with a name that fits in a
        language."""
        identified = dict(self._identified())
        names = best(self._ranked(), self._entity_of, LISTED)
        keys = ",".join(str(name) for _, name in names)  # integers, our own keys
        rows = {row[0]: row[1:] for row in self._db.execute(_NAMES.format(keys=keys))}
        own = self._own_names([self._entity_of(name) for _, name in names], language)
        matching = dict(identified)
        for rank, name in names:
            entity = self._entity_of(name)
            if entity in identified:
                continue
            written, text = rows[name]
            if written != language:
                text, written = own.get((entity, rank & 1), text), ""
            bonus = _OWN_LANGUAGE if written or text != rows[name][1] else 0
            matching[entity] = Matching(raised(rank, bonus), entity, text)
        return sorted(matching.values(), key=lambda one: (-one.rank, one.entity))

    def _entity_of(self, name: int) -> int:
        return bisect_right(self._first_names, name)

    def _own_names(self, entities: Sequence[int], language: str) -> dict[tuple[int, int], str]:
        """The names in a language that fit, by the thing and by whether they begin so."""
        keys = ",".join(map(str, entities))
        found: dict[tuple[int, int], str] = {}
        for entity, text in self._db.execute(_OWN_NAMES.format(keys=keys), (language,)):
            plain = folded(text)
            if plain.startswith(self._text):
                found.setdefault((entity, 1), text)
            elif f" {self._text}" in plain:
                found.setdefault((entity, 0), text)
        return found

    def _identified(self) -> Iterator[tuple[int, Matching]]:
        for code, _ in codes(self._typed):
            for entity, rank in self._db.execute(_IDENTIFIED, (code,)):
                yield entity, Matching(raised(rank, 2 * EXACT), entity, code)

    def _ranked(self) -> list[Ranked]:
        """Names that fit, with their ranks."""
        words = self._text.split()[:_MOST_WORDS]
        if not words:
            return []
        found = self._beginning(self._text)
        if len(found) < LISTED:
            found += self._holding(self._text, [*terms(" ".join(words[:-1])), words[-1]])
            searched = terms(self._text)[:_MOST_WORDS]
            if searched != words and len(found) < LISTED:
                found += self._holding(self._text, searched)
        if not any(rank & 1 or score_of(rank) >= EXACT for rank, _ in found):
            found += self._near(words)
        return found

    def _beginning(self, text: str) -> list[Ranked]:
        """Names that begin so, or have a word that does."""
        if len(text) >= KEY:
            return []
        listed = self._db.execute(_LIST, (text,)).fetchone()
        if listed is not None:
            return decoded(listed[0])
        rows = self._db.execute(_BEGINNING, (text, text + "\U0010ffff", MANY))
        return [(fitting(rank, key, text), name) for key, name, rank in rows]

    def _holding(self, text: str, words: Sequence[str], unfinished: str = "") -> list[Ranked]:
        """Names that hold all words, the last of which is unfinished; with "*" all may be."""
        query = f"{unfinished} ".join(f'"{word}"' for word in words) + "*"
        rows = self._db.execute(_WHOLE, (query, _MOST_BY_WORDS))
        return [(_placed(rank, folded(name), text), key) for key, rank, name in rows]

    def _near(self, words: Sequence[str]) -> Iterator[Ranked]:
        """Names that fit to other spellings."""
        spellings = (self._spellings(word, word is words[-1]) for word in words)
        combined = [
            (sum(errors for errors, _ in chosen), [word for _, word in chosen])
            for chosen in islice(product(*spellings), _MOST_SPELLINGS**2)
        ]
        combined.sort(key=lambda one: one[0])
        for errors, spelt in [one for one in combined if one[0]][:_MOST_SPELLINGS]:
            text = " ".join(spelt)
            found = self._beginning(text)
            if not found and len(spelt) > 1:
                found = self._holding(text, spelt, "*")
            yield from ((raised(rank, _MISSPELT * errors), name) for rank, name in found)

    def _spellings(self, word: str, last: bool) -> list[Near]:
        """How a word may have been meant: a whole one that is known is right."""
        if not last and self._vocabulary.has(word):
            return [(0, word)]
        return [(0, word), *self._vocabulary.near(word)]


def _placed(rank: int, name: str, text: str) -> int:
    """The rank of a (folded) name that holds all words of what was typed."""
    if name.startswith(text):
        return fitting(raised(rank, STARTS) | 1, name, text)
    at = name.find(f" {text}")
    return fitting(rank, name[at + 1 :], text) if at >= 0 else raised(rank, _SCATTERED)
