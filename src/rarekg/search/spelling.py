"""Misspelt words are led back to the words of names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from rapidfuzz import fuzz, process

from rarekg.search.folding import folded
from rarekg.search.sounds import sound

_NEAR = 82  # rapidfuzz ratio from which a word counts as a misspelling of another
_SOUNDS_ALIKE = 90  # the same, for how words sound: much is gone from them already
_SHORTEST = 4  # letters of a word that is corrected, and of one that is learnt
_MOST_CORRECTED = 8  # words of a query that are corrected
_MOST_NEAR = 4  # other words that are tried for one of a query
_MOST_TRIED = 16  # spellings that are searched in vain


def learnt(word: str) -> bool:
    """Whether a word of a name is one that misspellings are led back to."""
    return len(word) >= _SHORTEST


class Speller:
    """Leads misspelt words back to the words of names: by their letters to one with the same
    first letter, else by their sound to any."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = sorted(words)
        self._known = frozenset(self._words)
        self._initial = {i: list(group) for i, group in groupby(self._words, lambda w: w[0])}
        self._sounds = [sound(word) for word in self._words]

    def corrected(self, query: str) -> str | None:
        """The query with each unknown word replaced by the nearest known one; None if none was."""
        text = folded(query)
        found = " ".join(map(self._nearest, text.split()[:_MOST_CORRECTED]))
        return found if found and found != text else None

    def tried(self, query: str) -> Iterator[str]:
        """The spellings to search where nothing is found: the corrected query; then that with one
        word replaced by another near to what was written, the nearest first. A word may be a
        known one and be meant differently: names hold misspellings, too ("atropy")."""
        text = folded(query)
        if (first := self.corrected(query)) is not None:
            yield first
        asked = text.split()[:_MOST_CORRECTED]
        base = list(map(self._nearest, asked))
        others = [
            (-likeness, place, near)
            for place, word in enumerate(asked)
            for near, likeness in self._near(word)
            if near not in (word, base[place])
        ]
        for _, place, near in sorted(others)[:_MOST_TRIED]:
            yield " ".join([*base[:place], near, *base[place + 1 :]])

    def _near(self, word: str) -> list[tuple[str, float]]:
        if not learnt(word) or not word.isalpha():  # another number is another thing
            return []
        alike = self._initial.get(word[0], [])
        near = process.extract(
            word, alike, scorer=fuzz.ratio, score_cutoff=_NEAR, limit=_MOST_NEAR + 1
        )
        return [(other, likeness) for other, likeness, _ in near]

    def _nearest(self, word: str) -> str:
        if word in self._known or not learnt(word):
            return word
        alike = self._initial.get(word[0], [])
        near = process.extractOne(word, alike, scorer=fuzz.ratio, score_cutoff=_NEAR)
        if near is not None:
            return near[0]
        heard = process.extractOne(
            sound(word), self._sounds, scorer=fuzz.ratio, score_cutoff=_SOUNDS_ALIKE
        )
        return self._words[heard[2]] if heard is not None else word
