"""The search: what is asked, what is found, in which order. The same on any index.

A query is read (`query`), what narrows it down is set apart (`narrowing`, `trees`), what it looks
for is matched and ordered (`matching`; `attempts` where nothing matches), and a page is shown
(`hits`).
"""

from __future__ import annotations

from rarekg.search import ranking
from rarekg.search.attempts import Attempt, Attempts
from rarekg.search.bitmaps import bitmap, everything, keys
from rarekg.search.folding import folded, name_key
from rarekg.search.hits import Shown
from rarekg.search.index import Index, key_of
from rarekg.search.matching import Matching, Placed, sought
from rarekg.search.narrowing import Attributes, Narrowing, counts, narrowed
from rarekg.search.protocol import MAX_PER_PAGE, MAX_QUERY, Found, Hit, Request, Tier
from rarekg.search.query import NO_FIELD, Query, parsed
from rarekg.search.spelling import Speller
from rarekg.search.trees import TOO_MUCH, Members, divided, narrow, too_much

_LONGEST_NAME = 1_000  # characters; the longest of a release has 800


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
        if query.tree is not None and too_much(query.tree):
            query = Query(query.words, hint=TOO_MUCH)
        narrowing = narrowed(self._attributes, request)
        words, ranked = query.words, query.words
        if query.tree is not None:
            parts = divided(query.tree)
            narrow(narrowing, parts, Members(self.index, self._attributes))
            words, ranked = parts.words, parts.words or query.words
        browsed = not words.strip() and (query.tree is not None or not asked.strip())
        if browsed and (narrowing.narrow or query.tree is not None):
            matching = Matching(self.index, sought(ranked), narrowed=True)
            matching.members = everything(self.index.size)
            attempt = Attempt(matching, None if ranked.strip() else Tier.FIELDS)
        else:
            attempt = Attempts(self.index, self._speller, request, narrowing.narrow).first(words)
        hint = query.hint
        if hint is NO_FIELD and attempt.tier is None and attempt.matching.in_a_name():
            hint = ""  # names hold colons, too: arginine:glycine amidinotransferase
        return self._answer(request, asked, attempt, narrowing, hint)

    def called(self, name: str) -> tuple[Hit, ...]:
        """See `SearchEngine.called`."""
        if len(name) > _LONGEST_NAME:
            return ()
        wanted, key = folded(name), name_key(name)
        names = self.index.names(self.index.called(key)) if key else {}
        placed = [
            Placed(key_of(spot), 0.0, Tier.EXACT, spot)
            for spot, found in names.items()
            if folded(found) == wanted
        ]
        return Shown(self.index, sought(name), "en", None).hits(placed, explained=False)

    def holding(self, query: str) -> frozenset[str]:
        """See `SearchEngine.holding`."""
        query = query[:MAX_QUERY]
        index, wanted = self.index, sought(query)
        held = bitmap((k for c, _ in ranking.codes(query) for k in index.identified(c)), index.size)
        if wanted.words:
            held |= index.holding(wanted.words, in_names=True)
        return frozenset(index.ids(list(keys(held))))

    def _answer(
        self, request: Request, asked: str, attempt: Attempt, narrowing: Narrowing, hint: str
    ) -> Found:
        matching = attempt.matching
        members = matching.members
        if narrowing.narrow:
            members &= narrowing.members()
        placed = _placed(self.index, request, matching, members)
        shown = Shown(self.index, matching.query, request.language, attempt.tier)
        counted = counts(self._attributes, matching.members, narrowing) if request.counted else ()
        return Found(
            asked,
            members.bit_count(),
            shown.hits(placed, request.explained),
            attempt.corrected,
            attempt.unmatched,
            hint,
            tuple(counted),
        )


def _placed(index: Index, request: Request, matching: Matching, members: int) -> list[Placed]:
    """The documents of the page that is asked for."""
    start, size = max(0, request.start), max(0, min(request.size, MAX_PER_PAGE))
    if not members or not size:
        return []
    if request.sort == "relevance":
        return matching.page(members, start, size)
    wanted = list(keys(members))  # in the order of how much is known
    if request.sort == "name":
        wanted.sort(key=index.name_order().__getitem__)
    wanted = wanted[start : start + size]
    placed = matching.page(bitmap(wanted, index.size), 0, size)
    return sorted(placed, key=lambda one: wanted.index(one.key))
