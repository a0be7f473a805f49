"""Which documents match the words of a query, and in which order: the tiers, on any index."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice
from typing import NamedTuple, TypeAlias

from rarekg.search import ranking
from rarekg.search.bitmaps import bitmap, joined, keys
from rarekg.search.folding import folded, read, weak
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
from rarekg.search.signs import Having, having, often

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
    written, key, plain = read(text)
    written = written[: ranking.MOST_WORDS]
    words = [word for word in written if not weak(word)] or written
    if not words:
        return Sought(text, None, "", "")
    letters = "".join(words)
    long = len(letters) >= _SHORTEST_PREFIX or not letters.isascii()
    asked = Words(tuple(dict.fromkeys(words)), unfinished=long and words[-1] == written[-1])
    return Sought(text, asked, key, plain)


class Placed(NamedTuple):
    """A document in the order of results. `spot` is that of the name that matched, or 0; `code`
    the identifier that did, or ""."""

    key: int
    score: float
    tier: Tier
    spot: int = 0
    code: str = ""


_Best: TypeAlias = tuple[int, float, Tier, int, str]  # as in Placed, which takes longer to make


def _by_score(placed: _Best) -> tuple[float, int]:
    return -placed[1], placed[0]


class Matching:
    """What matches a plain query, and in which order. What is looked up is kept.

    Names are ranked as far as they are needed, the best tiers first; what is left follows by
    weight. A page does not depend on what other pages were asked for. `parts` are names (spots)
    that stand in the query; `narrowed` says that only some of what matches is wanted.
    """

    def __init__(self, index: Index, query: Sought, narrowed: bool) -> None:
        self.query = query
        self._index = index
        self._most = _MOST_NARROWED if narrowed else _MOST_NAMES
        self._weights = index.weights()
        self._parts: tuple[int, ...] = ()
        self._held = b""
        self._best: dict[int, _Best] = {}
        self._partly: set[int] = set()  # names of minor things of which the query is a part

    @cached_property
    def members(self) -> int:
        """All documents that match, in whatever way."""
        words, size = self.query.words, self._index.size
        named = [key for key, _, _ in self._identified]
        if words is None:
            return bitmap(named, size)
        named += [spot >> KEY_SHIFT for spot in self._called]
        if not words.unfinished:
            named += [spot >> KEY_SHIFT for spot in self._beginning]
        members = self._held_by
        for sign in self._signs:
            members |= sign.found
        return joined(members, named, size)

    def with_parts(self, spots: tuple[int, ...]) -> None:
        """Adds what has names that stand in the query."""
        self._parts = spots
        keys_of_parts = (spot >> KEY_SHIFT for spot in spots)
        self.members = self.members | bitmap(keys_of_parts, self._index.size)

    def in_a_name(self) -> bool:
        """Whether a name holds all words, or an identifier or a name is the query."""
        return bool(self._identified or self._called or self._whole or self._longer)

    def page(self, members: int, start: int, size: int) -> list[Placed]:
        """Those of `members`, from the place `start` on."""
        end = start + size
        self._best = {}
        all_of_them = members == self.members  # then there is no need to look
        self._held = b"" if all_of_them else members.to_bytes(self._index.size // 8 + 1, "little")
        number = members.bit_count()
        self._rank(end, number)
        best = self._first(end)
        shown = [Placed._make(placed) for placed in best[start:end]]
        if len(shown) < size and len(self._best) < number:
            skipped = max(0, start - len(self._best))
            shown += islice(self._others(members), skipped, skipped + size - len(shown))
        return shown

    def _first(self, number: int) -> list[_Best]:
        """The best so many, or some more, in order."""
        found: Collection[_Best] = self._best.values()
        if len(found) > 2 * number:  # then numbers are sorted sooner than what they are of
            least = sorted([placed[1] for placed in found], reverse=True)[number - 1]
            found = [placed for placed in found if placed[1] >= least]
        return sorted(found, key=_by_score)

    def _others(self, members: int) -> Iterator[Placed]:
        base = ranking.SCORES[Tier.TEXT]
        for key in keys(members):
            if key not in self._best:
                yield Placed(key, base + self._weights[key], Tier.TEXT)

    @cached_property
    def _held_by(self) -> int:
        """The documents that hold all words."""
        return self._index.holding(self.query.words) if self.query.words else 0

    @cached_property
    def _identified(self) -> list[tuple[int, float, str]]:
        """Key, score and identifier of those that have the query as an identifier."""
        return [
            (key, score, identifier)
            for identifier, score in ranking.codes(self.query.text)
            for key in self._index.identified(identifier)
        ]

    @cached_property
    def _called(self) -> Sequence[int]:
        return self._index.called(self.query.key)[:_MOST_BEGINNING] if self.query.key else ()

    @cached_property
    def _beginning(self) -> Sequence[int]:
        return self._index.beginning(self.query.folded, _MOST_BEGINNING)

    @cached_property
    def _whole(self) -> Sequence[int]:
        """The names that hold all words as they are."""
        words = self.query.words
        whole = words and Words(words.words)
        return self._index.named(whole, self._most, self._held_by) if whole else ()

    @cached_property
    def _longer(self) -> Sequence[int]:
        """The names that hold all words, the last one as the beginning of a longer one."""
        words = self.query.words
        if words is not None and words.unfinished:
            return self._index.named(words, self._most, self._held_by)
        return sorted(self._beginning) if words else ()

    @cached_property
    def _signs(self) -> tuple[Having, ...]:
        return having(self._index, self._called)

    def _rank(self, wanted: int, number: int) -> None:
        for key, score, identifier in self._identified:
            self._keep((key, score + self._weights[key], Tier.IDENTIFIER, 0, identifier))
        if self.query.words is None:
            return
        self._exact(self._called)
        if self._whole:
            begins = self._index.beginning(self.query.folded + " ", _MOST_BEGINNING)
            whole = self._whole
            if self._partly:
                whole = [spot for spot in whole if spot not in self._partly]
            self._holding(Tier.WORDS, whole, frozenset(begins))
        if len(self._best) >= min(wanted, number):
            return
        self._holding(Tier.PREFIX, self._longer, frozenset(self._beginning))
        self._exact(self._parts, Tier.PART)
        if len(self._best) < min(wanted, number) and self._signs:
            self._having_sign()

    def _having_sign(self) -> None:
        """Ranks what has a sign that is the query, and is not called so itself."""
        known = bitmap(self._best, self._index.size)
        held = (int.from_bytes(self._held, "little") if self._held else -1) & ~known
        for sign in self._signs:
            base = ranking.SCORES[Tier.SIGN]
            frequent = often(self._index, sign.sign)
            for key in keys(sign.found & held):
                score = base + self._weights[key] + ranking.OFTEN * (key in frequent)
                self._keep((key, score, Tier.SIGN, sign.spot, ""))

    def _exact(self, spots: Sequence[int], tier: Tier = Tier.EXACT) -> None:
        """Ranks names that are the query, or a part of it."""
        whole = tier is Tier.EXACT
        alone = " " not in self.query.folded
        names = self._index.names(spots) if whole and (alone or len(spots) > 1) else {}
        for spot in spots:
            key, kind = spot >> KEY_SHIFT, ranking.KINDS[kind_of(spot)]
            score, as_tier = ranking.SCORES[tier], ranking.exact_tier(kind) if whole else tier
            if spot in names and folded(names[spot]) != self.query.folded:
                score -= ranking.NOT_LITERALLY
                if alone and self._weights[key] < ranking.MINOR and kind not in ranking.SHOWN:
                    score, as_tier = ranking.SCORES[Tier.WORDS] + ranking.BEGINS, Tier.WORDS
                    self._partly.add(spot)
            score += self._weights[key] - ranking.behind(kind)
            self._keep((key, score, as_tier, spot, ""))

    def _keep(self, placed: _Best) -> None:
        key = placed[0]
        known = self._best.get(key)
        if (known is None or known[1] < placed[1]) and self._wanted(key):
            self._best[key] = placed

    def _wanted(self, key: int) -> int | bool:
        return not self._held or self._held[key >> 3] >> (key & 7) & 1

    def _holding(self, tier: Tier, spots: Iterable[int], begins: Collection[int]) -> None:
        """Ranks names that hold all words. The scores by kind and length of a name are few."""
        best, weights, held = self._best, self._weights, self._held
        scores = _scores(tier, self.query.length)
        for spot in spots:
            key = spot >> KEY_SHIFT
            if held and not held[key >> 3] >> (key & 7) & 1:
                continue
            score = scores[spot >> LENGTH_SHIFT & 255] + weights[key]
            if spot in begins:
                score += ranking.BEGINS
            known = best.get(key)
            if known is None or known[1] < score:
                best[key] = (key, score, tier, spot, "")


class _Scores(dict[int, float]):
    """What a name scores in a tier for a query of some words, by its kind and its length."""

    def __init__(self, tier: Tier, length: int) -> None:
        super().__init__()
        self._base = ranking.SCORES[tier]
        self._length = length

    def __missing__(self, kind_and_length: int) -> float:
        kind = ranking.KINDS[kind_and_length >> LENGTH_BITS]
        length = max(1, kind_and_length & MOST_LENGTH)
        share = min(1.0, self._length / length)
        score = self._base + ranking.WHOLE * share - ranking.behind(kind)
        self[kind_and_length] = score
        return score


_scores = lru_cache(maxsize=64)(_Scores)
