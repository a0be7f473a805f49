"""Hits as they are answered: names in the reader's language, the place in the text, the reasons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rarekg.search import ranking
from rarekg.search.codes import as_written
from rarekg.search.folding import folded
from rarekg.search.index import Entry, Index, key_of, kind_of
from rarekg.search.matching import Placed, Sought
from rarekg.search.protocol import Hit, Match, Tier
from rarekg.search.snippets import snippet

_ENGLISH = "en"
_TIERS = {
    Tier.IDENTIFIER: "the query is one of its identifiers",
    Tier.EXACT: "the query is one of its names",
    Tier.ABBREVIATION: "the query is an abbreviation or a short name of it",
    Tier.WORDS: "one of its names holds all words of the query",
    Tier.PREFIX: "one of its names holds all words, the last of them unfinished",
    Tier.SIGN: "it has a sign of which the query is a name",
    Tier.PART: "a part of the query is one of its names",
    Tier.TEXT: "its names and its text together hold all words of the query",
    Tier.FIELDS: "it has the values that the query asks for",
}
# What the kinds of names are called in an answer.
_FIELDS = tuple(map(ranking.shown_kind, ranking.KINDS))


class Shown:
    """Makes hits of the documents of a page. `tier` marks those found only after the query was
    changed."""

    def __init__(self, index: Index, query: Sought, language: str, tier: Tier | None) -> None:
        self._index = index
        self._query = query
        self._language = language
        self._tier = tier
        # The longest first: it says the most.
        words = query.words.words if query.words else ()
        self._words = tuple(sorted(words, key=len, reverse=True))
        self._keys = frozenset(query.key.split())
        self._signs: dict[int, tuple[str, str]] = {}

    def hits(self, placed: Sequence[Placed], explained: bool) -> tuple[Hit, ...]:
        """The hits, in the order of the documents."""
        if not placed:
            return ()
        keys = [p.key for p in placed]
        entries = self._index.entries(keys)
        labels: Mapping[int, str] = {}
        if self._language != _ENGLISH:
            labels = self._index.labels(keys, self._language)
        return tuple([self._hit(p, entries[p.key], labels.get(p.key), explained) for p in placed])

    def _hit(self, placed: Placed, entry: Entry, label: str | None, explained: bool) -> Hit:
        match = self._match(placed, entry)
        if label is not None and match.language and folded(match.text) == folded(label):
            match = Match(match.field, label, self._language, match.kind)  # not another language's
        text = entry.text
        return Hit(
            entry.id,
            entry.type,
            entry.name if label is None else label,
            match,
            placed.score,
            entry.language if label is None else self._language,
            entry.ids,
            snippet(text, self._words) if text and self._words else "",
            entry.url,
            tuple(self._why(placed, match)) if explained else (),
        )

    def _match(self, placed: Placed, entry: Entry) -> Match:
        tier = self._tier or placed.tier
        if tier is Tier.FIELDS:
            return Match("", "", "", tier)
        if placed.code:
            return Match("identifier", as_written(placed.code), "", tier)
        if placed.tier is Tier.SIGN:
            language, text = self._sign(placed.spot)
            return Match("sign", text, language, tier)
        spot = placed.spot or self._best_name(entry)
        if not spot:
            return Match("text", "", "", tier)
        language, text = entry.called(spot)
        return Match(_FIELDS[kind_of(spot)], text, language, tier)

    def _sign(self, spot: int) -> tuple[str, str]:
        """The name of a sign that is the query: all results of a page have one of a few."""
        if spot not in self._signs:
            key = key_of(spot)
            self._signs[spot] = self._index.entries([key])[key].called(spot)
        return self._signs[spot]

    def _best_name(self, entry: Entry) -> int:
        """The name that holds the most of the words (a spot); 0 if none does, or the text holds
        all."""
        lower = entry.text.lower()
        if lower and all(word in lower for word in self._words):
            return 0
        return entry.best_called(self._keys) if self._keys else 0

    def _why(self, placed: Placed, match: Match) -> Iterator[str]:
        base = ranking.SCORES.get(placed.tier, 0.0)
        if self._tier is Tier.NEAR:
            yield f"searched in another spelling: {self._query.text}"
        if self._tier is Tier.SOME:
            yield f"searched without some of the words: {self._query.text}"
        tier = Tier.FIELDS if self._tier is Tier.FIELDS else placed.tier
        yield f"tier {tier}: {_TIERS[tier]} ({base:.0f})"
        if match.text:
            yield f"by the {match.field} “{match.text}”"
        weight = self._index.weights()[placed.key]
        yield f"{weight:.2f} for its kind and for how much is known of it"
        rest = placed.score - base - weight
        if abs(rest) >= 0.005:
            yield f"{rest:+.2f} for the kind of the name, how much of it was given, and where"
        yield f"score {placed.score:.2f}"
