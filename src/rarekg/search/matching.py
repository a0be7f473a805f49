"""Which documents match the words of a query, and in which order: the tiers, on any index."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from rarekg.search import ranking
from rarekg.search.bitmaps import bitmap, keys
from rarekg.search.folding import folded, name_key, terms, weak
from rarekg.search.index import (
    KEY_SHIFT,
    LENGTH_BITS,
    LENGTH_SHIFT,
    MOST_LENGTH,
    Index,
    Words,
    kind_of,
)
from rarekg.search.protocol import Tier
from rarekg.search.signs import having

_SHORTEST_PREFIX = 3  # letters (of Latin): half of all documents hold a word with two given ones
_MOST_NAMES = 600  # names that hold all words and are ranked: of the best known documents
_MOST_NARROWED = 20_000  # the same where only some kinds of documents are wanted
_MOST_BEGINNING = 300  # names that begin with the query


@dataclass(frozen=True, slots=True)
class Sought:
    """A query as it is looked for: as it was written, by words (but for weak ones like "disease",
    where there are others), and as a name: by its key, and folded."""

    text: str
    words: Words | None
    key: str
    folded: str

    @property
    def length(self) -> int:
        """How many words count in comparison with names."""
        return len(self.key.split())


def sought(text: str) -> Sought:
    """A plain query. The last word may be unfinished, if more than some letters are given."""
    written = terms(text)[: ranking.MOST_WORDS]
    words = [word for word in written if not weak(word)] or written
    if not words:
        return Sought(text, None, "", "")
    letters = "".join(words)
    long = len(letters) >= _SHORTEST_PREFIX or not letters.isascii()
    asked = Words(tuple(dict.fromkeys(words)), unfinished=long and words[-1] == written[-1])
    return Sought(text, asked, name_key(text), folded(text))


class Placed(NamedTuple):
    """A document in the order of results. `spot` is that of the name that matched, or 0; `code`
    the identifier that did, or ""."""

    key: int
    score: float
    tier: Tier
    spot: int = 0
    code: str = ""


def found(index: Index, query: Sought) -> int:
    """All documents that match a plain query, in whatever way."""
    everything = 0
    for identifier, _ in ranking.codes(query.text):
        everything |= bitmap(index.identified(identifier), index.size)
    if query.words is None:
        return everything
    named = [spot >> KEY_SHIFT for spot in index.called(query.key)] if query.key else []
    if not query.words.unfinished:
        beginning = index.beginning(query.folded, _MOST_BEGINNING)
        named += [spot >> KEY_SHIFT for spot in beginning]
    for sign in having(index, query.key):
        everything |= sign.found
    return everything | bitmap(named, index.size) | index.holding(query.words)


def in_a_name(index: Index, query: Sought) -> bool:
    """Whether a name holds all words of a query, or an identifier or a name is the query."""
    if query.words is None or len(query.words.words) < 2:
        return True
    if index.named(query.words, 1) or (query.key and index.called(query.key)):
        return True
    return any(index.identified(identifier) for identifier, _ in ranking.codes(query.text))


class Order:
    """The documents of a set, ordered by how they match a plain query, or names that are parts of
    it (spots).

    Names are ranked as far as they are needed, the best tiers first; what is left follows by
    weight. A page does not depend on what other pages were asked for.
    """

    def __init__(
        self,
        index: Index,
        query: Sought,
        members: int,
        narrowed: bool,
        parts: tuple[int, ...] = (),
    ) -> None:
        self._index = index
        self._parts = parts
        self._query = query
        self._members = members
        self._most = _MOST_NARROWED if narrowed else _MOST_NAMES
        self._weights = index.weights()
        self._held = members.to_bytes(index.size // 8 + 1, "little")
        self._best: dict[int, Placed] = {}

    def page(self, start: int, size: int) -> list[Placed]:
        """The documents from the place `start` on."""
        end = start + size
        self._rank(end)
        best = sorted(self._best.values(), key=lambda placed: (-placed[1], placed[0]))
        shown = best[start:end]
        if len(shown) < size:
            skipped = max(0, start - len(best))
            shown += islice(self._others(), skipped, skipped + size - len(shown))
        return shown

    def _others(self) -> Iterator[Placed]:
        base = ranking.SCORES[Tier.TEXT]
        for key in keys(self._members & ~bitmap(self._best, self._index.size)):
            yield Placed(key, base + self._weights[key], Tier.TEXT)

    def _rank(self, wanted: int) -> None:
        self._identified()
        words, key = self._query.words, self._query.key
        if words is None:
            return
        self._exact(self._index.called(key)[:_MOST_BEGINNING] if key else ())
        begins = frozenset(self._index.beginning(self._query.folded + " ", _MOST_BEGINNING))
        whole = Words(words.words)
        self._holding(Tier.WORDS, self._index.named(whole, self._most), begins)
        if len(self._best) >= wanted:
            return
        begins = frozenset(self._index.beginning(self._query.folded, _MOST_BEGINNING))
        longer = self._index.named(words, self._most) if words.unfinished else sorted(begins)
        self._holding(Tier.PREFIX, longer, begins)
        self._exact(self._parts, Tier.PART)
        if len(self._best) < wanted:
            self._having_sign()

    def _having_sign(self) -> None:
        """Ranks what has a sign that is the query, and is not called so itself."""
        known = bitmap(self._best, self._index.size)
        for sign in having(self._index, self._query.key):
            base = ranking.SCORES[Tier.SIGN]
            for key in keys(sign.found & self._members & ~known):
                score = base + self._weights[key] + ranking.OFTEN * (sign.often >> key & 1)
                self._keep(key, Placed(key, score, Tier.SIGN, sign.spot))

    def _identified(self) -> None:
        for identifier, score in ranking.codes(self._query.text):
            for key in self._index.identified(identifier):
                self._keep(
                    key, Placed(key, score + self._weights[key], Tier.IDENTIFIER, 0, identifier)
                )

    def _exact(self, spots: Sequence[int], tier: Tier = Tier.EXACT) -> None:
        """Ranks names that are the query, or a part of it."""
        names = self._index.names(spots) if len(spots) > 1 and tier is Tier.EXACT else {}
        for spot in spots:
            key, kind = spot >> KEY_SHIFT, ranking.KINDS[kind_of(spot)]
            score = ranking.SCORES[tier] - ranking.behind(kind) + self._weights[key]
            if spot in names and folded(names[spot].text) != self._query.folded:
                score -= ranking.NOT_LITERALLY
            self._keep(
                key,
                Placed(key, score, ranking.exact_tier(kind) if tier is Tier.EXACT else tier, spot),
            )

    def _keep(self, key: int, placed: Placed) -> None:
        known = self._best.get(key)
        if (known is None or known.score < placed.score) and self._held[key >> 3] >> (key & 7) & 1:
            self._best[key] = placed

    def _holding(self, tier: Tier, spots: Iterable[int], begins: Collection[int]) -> None:
        """Ranks names that hold all words. The scores by kind and length of a name are few."""
        best, weights, held, scores = (
            self._best,
            self._weights,
            self._held,
            _Scores(tier, self._query),
        )
        for spot in spots:
            key = spot >> KEY_SHIFT
            if not held[key >> 3] >> (key & 7) & 1:
                continue
            score = scores[spot >> LENGTH_SHIFT & 255] + weights[key]
            if spot in begins:
                score += ranking.BEGINS
            known = best.get(key)
            if known is None or known[1] < score:
                best[key] = Placed(key, score, tier, spot)


class _Scores(dict[int, float]):
    """What a name scores in a tier, by its kind and its length."""

    def __init__(self, tier: Tier, query: Sought) -> None:
        super().__init__()
        self._base = ranking.SCORES[tier]
        self._length = query.length

    def __missing__(self, kind_and_length: int) -> float:
        kind = ranking.KINDS[kind_and_length >> LENGTH_BITS]
        length = max(1, kind_and_length & MOST_LENGTH)
        share = min(1.0, self._length / length)
        score = self._base + ranking.WHOLE * share - ranking.behind(kind)
        self[kind_and_length] = score
        return score
