"""What is looked for in place of a query that finds nothing as it stands: another spelling, a name
that it holds, fewer of its words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rarekg.search.index import Index, Words
from rarekg.search.matching import Matching, Sought, sought
from rarekg.search.parts import named_part, says_nothing
from rarekg.search.protocol import Request, Tier
from rarekg.search.spelling import Speller

_LONG = 4  # words from which a query is rather a question than a name: some of them tell nothing
_MOST_LEFT_OUT = 12  # words that are tried without


@dataclass(frozen=True, slots=True)
class Attempt:
    """What is looked for, and what matches it. `tier`, `corrected` and `unmatched` say how it
    differs from the query."""

    matching: Matching
    tier: Tier | None = None
    corrected: str | None = None
    unmatched: tuple[str, ...] = ()

    @property
    def finds(self) -> bool:
        """Whether anything matches."""
        return bool(self.matching.members)


class Attempts:
    """Tries a query as it stands, then what may be meant. `narrowed` is as in Matching."""

    def __init__(self, index: Index, speller: Speller, request: Request, narrowed: bool) -> None:
        self._index = index
        self._speller = speller
        self._request = request
        self._narrowed = narrowed

    def first(self, text: str) -> Attempt:
        """The first attempt that finds anything; the query as it stands if none does."""
        whole = self._whole(query := sought(text))
        if whole.finds or query.words is None:
            return whole
        return next(self._others(query, query.words), whole)

    def _matching(self, query: Sought) -> Matching:
        return Matching(self._index, query, self._narrowed)

    def _whole(self, query: Sought, corrected: str | None = None) -> Attempt:
        """What holds all words. Where no name does, also that of which a name is in the query."""
        matching = self._matching(query)
        several = query.words is not None and len(query.words.words) > 1
        if several and matching.members and not matching.in_a_name():
            part = named_part(self._index, query.text)
            if part is not None and part.meant(alone=False):
                matching.with_parts(part.spots)
        return Attempt(matching, Tier.NEAR if corrected else None, corrected)

    def _others(self, query: Sought, words: Words) -> Iterator[Attempt]:
        """Other spellings of which a name is found go first; then a name that is in the query;
        then other spellings of which a text is found, and fewer words."""
        known = {word: self._index.frequency(word) for word in words.words}
        corrected = self._corrected(query)
        short = len(known) < _LONG
        others: list[Attempt] = []
        if corrected is not None:
            others.append(corrected)
        if short and (corrected is not None or not self._in_names(words)):
            others += self._spelled(query)
        if short and corrected is not None and not corrected.finds:
            others += self._spelled(corrected.matching.query)  # nearer, and still not there
        yield from (other for other in others if other.finds and other.matching.in_a_name())
        if corrected is not None and (near := corrected.matching.query).words is not None:
            yield from self._part(near, near.words, corrected.corrected)
        yield from self._part(query, words)
        yield from (other for other in others if other.finds)
        if short and not others:
            yield from (other for other in self._spelled(query) if other.finds)
        yield from self._without(words, known)
        if not short:
            yield from (other for other in self._spelled(query) if other.finds)

    def _in_names(self, words: Words) -> bool:
        """Whether names have all words."""
        return all(self._index.named(Words((word,)), 1) for word in words.words)

    def _corrected(self, query: Sought) -> Attempt | None:
        """In the spelling that is likelier than what was written."""
        if not self._request.spelling:
            return None
        corrected = self._speller.corrected(query.text, self._request.language)
        return self._whole(sought(corrected), corrected) if corrected else None

    def _spelled(self, query: Sought) -> Iterator[Attempt]:
        if self._request.spelling:
            for spelled in self._speller.tried(query.text, self._request.language):
                yield self._whole(sought(spelled), spelled)

    def _part(self, query: Sought, words: Words, corrected: str | None = None) -> Iterator[Attempt]:
        """That of which a name is a part of the query."""
        part = named_part(self._index, query.text) if len(words.words) > 1 else None
        if part is not None and part.meant(alone=True):
            gone = tuple(word for word in words.words if word not in part.words)
            tier = Tier.NEAR if corrected else Tier.SOME
            yield Attempt(self._matching(sought(part.text)), tier, corrected, gone)

    def _without(self, words: Words, known: Mapping[str, int]) -> Iterator[Attempt]:
        """Without the words that nothing holds, then also without those that say the least."""
        kept = [word for word in words.words if known[word]]
        common = sorted(kept, key=lambda word: (not says_nothing(word), -known[word]))
        for word in ["", *common[: min(len(common) - 1, _MOST_LEFT_OUT)]]:
            kept = [other for other in kept if other != word]
            if not kept or len(kept) == len(known):
                continue
            gone = tuple(word for word in words.words if word not in kept)
            attempt = Attempt(self._matching(sought(" ".join(kept))), Tier.SOME, None, gone)
            if attempt.finds:
                yield attempt
