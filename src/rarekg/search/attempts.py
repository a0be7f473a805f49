"""What is looked for in place of a query that finds nothing as it stands: another spelling, a name
that it holds, fewer of its words."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from rarekg.search.folding import terms
from rarekg.search.index import Index, Words
from rarekg.search.matching import Matching, Sought, sought
from rarekg.search.parts import named_part, says_nothing, telling
from rarekg.search.protocol import Request, Tier
from rarekg.search.spelling import Speller

_LONG = 4  # words from which a query is rather a question than a name: some of them tell nothing
_MOST_LEFT_OUT = 12  # words that are tried without
# Letters of a word at least that is corrected to be all that is left of a query: of short ones,
# something else is always near.
_LEAST_MENDED = 5


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
        if corrected is not None:
            yield from self._near_part(query, corrected.corrected or "", known)
        yield from self._part(query, words)
        yield from (other for other in others if other.finds)
        if short and not others:
            yield from (other for other in self._spelled(query) if other.finds)
        yield from self._without(words, known)
        if not short:
            yield from (other for other in self._spelled(query) if other.finds)

    def _in_names(self, words: Words) -> bool:
        """Whether names have all words."""
        alone = [Words((word,)) for word in words.words]
        return all(self._index.named(word, 1, self._index.holding(word)) for word in alone)

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

    def _part(self, query: Sought, words: Words) -> Iterator[Attempt]:
        """That of which a name is a part of the query."""
        part = named_part(self._index, query.text) if len(words.words) > 1 else None
        if part is not None and part.meant(alone=True):
            gone = tuple(word for word in words.words if word not in part.words)
            yield Attempt(self._matching(sought(part.text)), Tier.SOME, None, gone)

    def _near_part(
        self, query: Sought, corrected: str, known: Mapping[str, int]
    ) -> Iterator[Attempt]:
        """That of which a name is in another spelling of the query, if it is by this spelling that
        the name is in it. Only the words of the name are corrected, and it must say more than each
        known word that is left out: from "spierziekte van duchenne" no "spierzwakte" is made."""
        near = sought(corrected)
        part = named_part(self._index, corrected)
        if near.words is None or part is None or not part.meant(alone=True):
            return
        if part.words <= known.keys() or max(map(len, part.words)) < _LEAST_MENDED:
            return
        says = telling(self._index, near.words.words)
        others = (word for word in near.words.words if word not in part.words and known.get(word))
        most = max((says.get(word, 0.0) for word in others), default=0.0)
        if sum(says[word] for word in part.words) < most:
            return
        shown = _corrected_in(query.folded, corrected, part.words)
        left = sought(shown).words
        gone = tuple(word for word in left.words if word not in part.words) if left else ()
        yield Attempt(self._matching(sought(part.text)), Tier.NEAR, shown, gone)

    def _without(self, words: Words, known: Mapping[str, int]) -> Iterator[Attempt]:
        """Without the words that nothing holds, then also without those that say the least."""
        kept = [word for word in words.words if known[word]]
        # A number alone tells nothing: "2025" is in the names of genes.
        common = sorted(
            kept, key=lambda word: (not (says_nothing(word) or word.isdigit()), -known[word])
        )
        for word in ["", *common[: min(len(common) - 1, _MOST_LEFT_OUT)]]:
            kept = [other for other in kept if other != word]
            if not kept or len(kept) == len(known):
                continue
            gone = tuple(word for word in words.words if word not in kept)
            attempt = Attempt(self._matching(sought(" ".join(kept))), Tier.SOME, None, gone)
            if attempt.finds:
                yield attempt


def _corrected_in(written: str, corrected: str, words: Collection[str]) -> str:
    """A query with only those of its words corrected that are (in other forms) among some."""
    old, new = written.split(), corrected.split()
    if len(old) != len(new):
        return corrected
    mended = (
        n if not frozenset(terms(n)).isdisjoint(words) else o for o, n in zip(old, new, strict=True)
    )
    return " ".join(mended)
