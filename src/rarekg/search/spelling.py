"""Misspelt queries are led back to the words of names."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice
from pathlib import Path

from rarekg.search.folding import folded, terms, weak
from rarekg.search.near_words import Reading, readings
from rarekg.search.spelling_words import Use, Words, correctable, opened

_MOST_WORDS = 16  # words of a query that are looked at
_MOST_COMPARED = 5  # of which so many are compared with others, ...
_MOST_THOROUGHLY = 3  # ... and so many also with those that begin otherwise: up to 12 ms each
_MOST_TRIED = 10  # spellings to be searched in vain
_REMEMBERED = 256  # queries
_JOINED = 2.0  # how common a word is, at least, that two are put together to
_CUT, _APART = 1.2, 2.0  # against putting two words together, and two known ones


class Speller:
    """Leads misspelt words back to those of the names of a release. Safe from several threads."""

    def __init__(self, release: Path) -> None:
        self._release = release
        self._spellings = lru_cache(maxsize=_REMEMBERED)(self._look_up)  # asked for page by page

    def corrected(self, query: str, language: str = "en") -> str | None:
        """The likeliest other spelling of a (folded) query, if it is likelier than what was
        written: because no name has one of its words, or hardly one."""
        return self._spellings(query, language)[0]

    def tried(self, query: str, language: str = "en") -> Iterator[str]:
        """The spellings to search where nothing is found, the likeliest first. A word may be a
        known one and be meant differently: names hold misspellings, too ("atropy")."""
        yield from self._spellings(query, language)[1]

    def _look_up(self, query: str, language: str) -> tuple[str | None, tuple[str, ...]]:
        with opened(self._release) as words:
            asked = _Query(query, words, language)
            found = tuple(islice(asked.spellings(), _MOST_TRIED + 1))
        others = tuple(text for text in found if text != asked.written)[:_MOST_TRIED]
        doubted = bool(others) and others[0] == found[0]
        return (others[0] if doubted else None), others


class _Query:
    """The folded words of a query."""

    def __init__(self, query: str, words: Words, language: str) -> None:
        self._words = folded(query).split()[:_MOST_WORDS]
        self.written = " ".join(self._words)
        self._stored, self._language = words, language
        pairs = map("".join, zip(self._words, self._words[1:], strict=False))
        forms = (form for word in self._words for form in terms(word))
        self._uses = words.use({*self._words, *forms, *pairs})
        self._readings: dict[str, list[Reading]] = {}
        self._left = _MOST_COMPARED

    def spellings(self) -> Iterator[str]:
        """What may have been meant, the likeliest first; what was written is among it."""
        said: set[str] = set()
        ways = [_likeliest(self._choices(words), cost) for cost, words in self._ways()]
        for reading in heapq.merge(*ways):
            if reading.text not in said:
                said.add(reading.text)
                yield reading.text

    def _use(self, word: str) -> Use | None:
        """How names use a word, in this form or as it is indexed; None if none does."""
        forms = (word, *terms(word))
        return next((self._uses[form] for form in forms if form in self._uses), None)

    def _ways(self) -> Iterator[tuple[float, list[str]]]:
        """The words; and with two of them put together that may have been cut up ("dysto nia");
        and what that costs."""
        words = self._words
        yield 0.0, words
        for place in range(len(words) - 1):
            pair = words[place : place + 2]
            if self._is_whole(pair):
                cost = _CUT if self._is_cut(*pair) else _APART
                yield cost, [*words[:place], "".join(pair), *words[place + 2 :]]

    def _is_whole(self, pair: list[str]) -> bool:
        use = self._uses.get("".join(pair))
        return use is not None and use.common >= _JOINED and min(map(len, pair)) > 1

    def _is_cut(self, one: str, other: str) -> bool:
        return any(word not in self._uses and not weak(word) for word in (one, other))

    def _choices(self, words: list[str]) -> list[list[Reading]]:
        known = {word: self._use(word) for word in words}
        first = sorted(known.items(), key=lambda item: item[1].common if item[1] else -1.0)
        for word, use in first:
            if word not in self._readings:
                self._readings[word] = self._read(word, use)
        return [self._readings[word] for word in words]

    def _read(self, word: str, use: Use | None) -> list[Reading]:
        if weak(word) or not self._left:
            return [Reading(0.0, word)]
        self._left -= correctable(word)
        thorough = self._left >= _MOST_COMPARED - _MOST_THOROUGHLY
        return readings(word, self._stored, self._language, use, thorough=thorough)


def _likeliest(choices: Sequence[Sequence[Reading]], cost: float) -> Iterator[Reading]:
    """The combinations of one reading of each place, by how much they cost together."""
    start = (0,) * len(choices)
    waiting, seen = [(_cost(choices, start), start)], {start}
    while waiting:
        together, ranks = heapq.heappop(waiting)
        chosen = (choice[rank].text for choice, rank in zip(choices, ranks, strict=True))
        yield Reading(cost + together, " ".join(chosen))
        for place, rank in enumerate(ranks):
            after = (*ranks[:place], rank + 1, *ranks[place + 1 :])
            if rank + 1 < len(choices[place]) and after not in seen:
                seen.add(after)
                heapq.heappush(waiting, (_cost(choices, after), after))


def _cost(choices: Sequence[Sequence[Reading]], ranks: tuple[int, ...]) -> float:
    return sum(choice[rank].cost for choice, rank in zip(choices, ranks, strict=True))
