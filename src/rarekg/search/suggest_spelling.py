"""Beginnings of words that are near to a misspelt one."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import product

from rapidfuzz import process
from rapidfuzz.distance import OSA

SHORTEST = 4  # letters from which on one error is forgiven
_SHORTEST_TWO = 8  # the same, for two
_LONGEST = 24  # letters of a word that are tried one by one
_MOST = 12  # spellings that are given
_MOST_ROUGH = 30  # beginnings of the same length that are looked at more closely
_MOST_OF_SEVERAL = 8  # the same, of several words
_MOST_WRONG = 2  # words that are misspelt
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
# What is heard alike in the words of medicine: one error, whatever the number of letters.
_ALIKE = (
    *(("f", "ph"), ("i", "y"), ("k", "c"), ("s", "z"), ("t", "th"), ("r", "rh"), ("k", "ch")),
    *(("e", "ae"), ("e", "oe"), ("s", "c"), ("x", "cc"), ("j", "g"), ("c", "ch")),
)
_SOUNDS = (*_ALIKE, *((meant, written) for written, meant in _ALIKE))

Near = tuple[int, str]  # number of errors, beginning
Spelt = tuple[int, list[str]]  # number of errors, words


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
        if not _is_word(typed):
            return []
        typed = typed[:_LONGEST]
        found = [(1, other) for other in dict.fromkeys(_one_error(typed)) if self.begins(other)]
        if not found and len(typed) >= _SHORTEST_TWO:
            found = [(2, other) for other in self._two_errors(typed)]
        elif typed.endswith("s") and len(typed) > _SHORTEST_TWO:  # "fredrichs", of Friedreich
            found[_MOST // 2 :] = [(2, other) for other in self._two_errors(typed[:-1])]
        return found[:_MOST]

    def spellings(self, words: Sequence[str]) -> list[Spelt]:
        """Other spellings of what was typed, the nearest first. The last word is unfinished. It
        is only changed where no other word has to be; more than two are not."""
        choices: list[list[Near]] = []
        wrong = 0
        for place, word in enumerate(words):
            last = place == len(words) - 1
            whole = self.has(word)
            known = whole or (last and self.begins(word))
            if known and (wrong or not last or (whole and place)):
                choices.append([(0, word)])
                continue
            near = self.near(word) if wrong < _MOST_WRONG else []
            wrong += not known and bool(near)
            if not near and not known and _is_word(word):
                return []
            choices.append(near or [(0, word)])
        found = (
            (sum(errors for errors, _ in chosen), [spelt for _, spelt in chosen])
            for chosen in product(*choices)
        )
        most = _MOST if len(words) == 1 else _MOST_OF_SEVERAL
        return sorted((one for one in found if one[0]), key=lambda one: one[0])[:most]

    def spaced(self, words: Sequence[str]) -> Iterator[list[str]]:
        """What was typed with a space more or less, where that makes words of it."""
        for place, word in enumerate(words):
            before, after = words[:place], words[place + 1 :]
            for at in range(SHORTEST, len(word[:_LONGEST]) - SHORTEST + 1):
                if self.has(word[:at]) and self.begins(word[at:]):
                    yield [*before, word[:at], word[at:], *after]
            if after and self.has(word + after[0]):
                yield [*before, word + after[0], *after[1:]]

    def _two_errors(self, typed: str) -> list[str]:
        """Those two errors away whose first letter is right. Beginnings of the same length are
        compared first: they are at most twice as far."""
        size = len(typed)
        low, high = (bisect_left(self._words, chr(ord(typed[0]) + more)) for more in (0, 1))
        same = {word[:size] for word in self._words[low:high]}
        rough = process.extract(typed, same, scorer=OSA.distance, score_cutoff=4, limit=_MOST_ROUGH)
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


def _is_word(typed: str) -> bool:
    """Whether something typed is one of the words whose misspellings are understood."""
    return len(typed) >= SHORTEST and typed.isascii() and typed.isalpha()


def _one_error(typed: str) -> Iterator[str]:
    """All that one error may have made what was typed, the likelier errors first: two letters
    exchanged, what sounds the same, the last letter (what follows is not typed yet: that it is
    wrong is the same as that it is one too many), one too many, one missing, one wrong; those in
    the first letter at the end."""
    size = len(typed)
    places = range(1, size - 1)
    yield from (typed[:i] + typed[i + 1] + typed[i] + typed[i + 2 :] for i in range(size - 1))
    yield from _sounding_alike(typed)
    yield typed[:-1]
    yield from (typed[:i] + typed[i + 1 :] for i in places)
    for i in range(1, size):
        yield from (typed[:i] + letter + typed[i:] for letter in _LETTERS)
    for i in places:
        yield from (typed[:i] + letter + typed[i + 1 :] for letter in _LETTERS)
    yield typed[1:]
    yield from (letter + typed[1:] for letter in _LETTERS)
    yield from (letter + typed for letter in _LETTERS)


def _sounding_alike(typed: str) -> Iterator[str]:
    for written, meant in _SOUNDS:
        at = typed.find(written)
        while at >= 0:
            yield typed[:at] + meant + typed[at + len(written) :]
            at = typed.find(written, at + 1)
