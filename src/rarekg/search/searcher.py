"""The search: what is asked, what is found, in which order. The same on any index.

A query is looked for as it stands. Where nothing holds all its words, it is looked for in another
spelling, then without the words that nothing holds, then without the commonest ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rarekg.search import ranking
from rarekg.search.bitmaps import bitmap, everything, keys
from rarekg.search.folding import folded, name_key
from rarekg.search.hits import Shown
from rarekg.search.index import Index, Words, key_of
from rarekg.search.matching import Order, Placed, Sought, found, in_a_name, sought
from rarekg.search.narrowing import Attributes, Narrowing, counts, narrowed
from rarekg.search.parts import named_part, says_nothing
from rarekg.search.protocol import MAX_PER_PAGE, MAX_QUERY, Found, Hit, Request, Tier
from rarekg.search.query import parsed
from rarekg.search.spelling import Speller
from rarekg.search.trees import Members, divided, narrow

_LONG = 4  # words from which a query is rather a question than a name: some of them tell nothing
_MOST_LEFT_OUT = 12  # words that are tried without


@dataclass(frozen=True, slots=True)
class _Attempt:
    """What is looked for, in place of the query: `corrected` and `unmatched` say how it differs;
    `parts` are names (spots) that are in it."""

    query: Sought
    found: int
    tier: Tier | None = None
    corrected: str | None = None
    unmatched: tuple[str, ...] = ()
    parts: tuple[int, ...] = ()


class Searcher:
    """A search engine on an index. See `protocol.SearchEngine`."""

    def __init__(self, index: Index, speller: Speller) -> None:
        self.index = index
        self._speller = speller
        self._attributes = Attributes(index)

    def close(self) -> None:
        """Closes the index."""
        self.index.close()

    def search(self, request: Request) -> Found:
        """See `SearchEngine.search`."""
        asked = request.query[:MAX_QUERY]
        query = parsed(asked)
        narrowing = narrowed(self.index, self._attributes, request)
        words, ranked = query.words, query.words
        if query.tree is not None:
            parts = divided(query.tree)
            narrow(narrowing, parts, Members(self.index, self._attributes))
            words, ranked = parts.words, parts.words or query.words
        browsed = not words.strip() and (query.tree is not None or not asked.strip())
        if browsed and narrowing.narrow:
            attempt = _Attempt(sought(ranked), everything(self.index.size))
        else:
            attempt = self._attempt(words, request)
        return self._answer(request, asked, attempt, narrowing, query.hint)

    def called(self, name: str) -> tuple[Hit, ...]:
        """See `SearchEngine.called`."""
        wanted, key = folded(name), name_key(name)
        names = self.index.names(self.index.called(key)) if key else {}
        placed = [
            Placed(key_of(spot), 0.0, Tier.EXACT, spot)
            for spot, found in names.items()
            if folded(found.text) == wanted
        ]
        return Shown(self.index, sought(name), "en", None).hits(placed, explained=False)

    def holding(self, query: str) -> frozenset[str]:
        """See `SearchEngine.holding`."""
        index, wanted = self.index, sought(query)
        held = bitmap((k for c, _ in ranking.codes(query) for k in index.identified(c)), index.size)
        if wanted.words:
            held |= index.holding(wanted.words, in_names=True)
        return frozenset(index.ids(list(keys(held))))

    def _attempt(self, text: str, request: Request) -> _Attempt:
        """The first attempt that finds anything; the query as it stands if none does."""
        plain = sought(text)
        first = self._whole(plain)
        if first.found or plain.words is None:
            return first
        return next(self._attempts(plain, plain.words, request), first)

    def _whole(self, query: Sought, tier: Tier | None = None) -> _Attempt:
        """What holds all words. Where no name does, also that of which a name is in the query."""
        members = found(self.index, query)
        corrected = query.text if tier is Tier.NEAR else None
        if members and not in_a_name(self.index, query):
            part = named_part(self.index, query.text)
            if part is not None and part.meant(alone=False):
                members |= bitmap(map(key_of, part.spots), self.index.size)
                return _Attempt(query, members, tier, corrected, (), part.spots)
        return _Attempt(query, members, tier, corrected)

    def _attempts(self, query: Sought, words: Words, request: Request) -> Iterator[_Attempt]:
        """What finds something in place of a query that finds nothing."""
        known = {word: self.index.frequency(word) for word in words.words}
        short, misspelt = len(known) < _LONG, request.spelling and not all(known.values())
        if misspelt:
            yield from self._spelled(query, request.language, all_of_them=short)
        yield from self._part(query, words)
        if request.spelling and short and not misspelt:
            yield from self._spelled(query, request.language)
        yield from self._without(words, known)
        if request.spelling and not short:
            yield from self._spelled(query, request.language)

    def _spelled(
        self, query: Sought, language: str, all_of_them: bool = True
    ) -> Iterator[_Attempt]:
        """In another spelling: the corrected one, also where only a name in it is known."""
        corrected = self._speller.corrected(query.text, language)
        if corrected is not None:
            whole = self._whole(near := sought(corrected), Tier.NEAR)
            if whole.found:
                yield whole
            elif near.words is not None:
                yield from self._part(near, near.words, corrected)
        for spelled in self._speller.tried(query.text, language) if all_of_them else ():
            if spelled != corrected and (whole := self._whole(sought(spelled), Tier.NEAR)).found:
                yield whole

    def _part(
        self, query: Sought, words: Words, corrected: str | None = None
    ) -> Iterator[_Attempt]:
        """That of which a name is a part of the query."""
        part = named_part(self.index, query.text) if len(words.words) > 1 else None
        if part is not None and part.meant(alone=True):
            named = sought(part.text)
            gone = tuple(word for word in words.words if word not in part.words)
            tier = Tier.NEAR if corrected else Tier.SOME
            yield _Attempt(named, found(self.index, named), tier, corrected, gone)

    def _without(self, words: Words, known: dict[str, int]) -> Iterator[_Attempt]:
        """Without the words that nothing holds, then also without the commonest."""
        kept = [word for word in words.words if known[word]]
        common = sorted(kept, key=lambda word: (not says_nothing(word), -known[word]))
        for word in ["", *common[: min(len(common) - 1, _MOST_LEFT_OUT)]]:
            kept = [other for other in kept if other != word]
            without = sought(" ".join(kept))
            if kept and len(kept) < len(known) and (members := found(self.index, without)):
                gone = tuple(word for word in words.words if word not in kept)
                yield _Attempt(without, members, Tier.SOME, None, gone)

    def _answer(
        self, request: Request, asked: str, attempt: _Attempt, narrowing: Narrowing, hint: str
    ) -> Found:
        members = attempt.found & narrowing.members() if narrowing.narrow else attempt.found
        size = max(0, min(request.size, MAX_PER_PAGE))
        placed = self._placed(request, attempt, members, size, narrowing.narrow)
        shown = Shown(self.index, attempt.query, request.language, attempt.tier)
        return Found(
            asked,
            members.bit_count(),
            shown.hits(placed, request.explained),
            attempt.corrected,
            attempt.unmatched,
            hint,
            tuple(counts(self._attributes, attempt.found, narrowing)) if request.counted else (),
        )

    def _placed(
        self, request: Request, attempt: _Attempt, members: int, size: int, narrow: bool
    ) -> list[Placed]:
        query, parts = attempt.query, attempt.parts
        start = max(0, request.start)
        if not members or not size:
            return []
        if request.sort == "relevance":
            return Order(self.index, query, members, narrow, parts).page(start, size)
        wanted = list(keys(members))
        if request.sort == "name":
            places = self.index.name_order()
            wanted.sort(key=places.__getitem__)
        wanted = wanted[start : start + size]
        own = Order(self.index, query, bitmap(wanted, self.index.size), True, parts)
        return sorted(own.page(0, size), key=lambda placed: wanted.index(placed.key))
