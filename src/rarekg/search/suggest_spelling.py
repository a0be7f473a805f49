"""Beginnings of words that are near to a misspelt one."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

SHORTEST = 4  # letters from which on one error is forgiven
_SHORTEST_TWO = 8  # the same, for two
_LONGEST = 24  # letters of a word that are tried one by one
_MOST = 10  # beginnings that are given
_LETTERS = "abcdefghijklmnopqrstuvwxyz"

Near = tuple[int, str]  # number of errors, beginning


class Vocabulary:
    """The words of all names (of the letters a to z), sorted."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = words

    def begins(self, typed: str) -> bool:
        """Whether a word begins so."""
        at = bisect_left(self._words, typed)
        return at < len(self._words) and self._words[at].startswith(typed)

    def has(self, word: str) -> bool:
        """Whether it is a whole word."""
        at = bisect_left(self._words, word)
        return at < len(self._words) and self._words[at] == word

    def near(self, typed: str) -> list[Near]:
        """Beginnings of words that may have been meant, the nearest first: one error away, else
        (in longer words) two. What was typed itself is none of them."""
        if len(typed) < SHORTEST or not (typed.isascii() and typed.isalpha()):
            return []
        typed = typed[:_LONGEST]
        found = [(1, other) for other in dict.fromkeys(_one_error(typed)) if self.begins(other)]
        if not found and len(typed) >= _SHORTEST_TWO:
            found = [(2, other) for other in self._two_errors(typed)]
        return found[:_MOST]

    def _two_errors(self, typed: str) -> list[str]:
        """Those two errors away whose first letter is right. Beginnings of the same length are
        compared first: they are at most twice as far."""
        size = len(typed)
        low, high = (bisect_left(self._words, chr(ord(typed[0]) + more)) for more in (0, 1))
        same = {word[:size] for word in self._words[low:high]}
        rough = process.extract(typed, same, scorer=OSA.distance, score_cutoff=4, limit=None)
        near: dict[str, int] = {}
        for beginning, _, _ in rough:
            for other in self._of_other_lengths(beginning, size):
                near[other] = OSA.distance(typed, other, score_cutoff=2)
        return sorted((b for b, errors in near.items() if errors <= 2), key=lambda b: (near[b], b))

    def _of_other_lengths(self, beginning: str, size: int) -> Iterator[str]:
        """A beginning; shorter ones; those one and two letters longer."""
        yield from (beginning[:shorter] for shorter in (size, size - 1, size - 2))
        at = bisect_left(self._words, beginning)
        while at < len(self._words) and (word := self._words[at]).startswith(beginning):
            yield from (word[: size + 1], word[: size + 2])
            at += 1


def _one_error(typed: str) -> Iterator[str]:
    """All that one error may have made what was typed: the likelier errors first. That the last
    letter is wrong is the same as that it is one too many: what follows is not typed yet."""
    size = len(typed)
    yield from (  # two exchanged
        typed[:i] + typed[i + 1] + typed[i] + typed[i + 2 :] for i in range(size - 1)
    )
    for i in range(size):  # one missing
        yield from (typed[:i] + letter + typed[i:] for letter in _LETTERS)
    yield from (typed[:i] + typed[i + 1 :] for i in range(size - 1))  # one too many
    for i in range(size - 1):  # one wrong
        yield from (typed[:i] + letter + typed[i + 1 :] for letter in _LETTERS)
    yield typed[:-1]
