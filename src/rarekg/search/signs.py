"""Signs in plain words lead to the diseases that have them: "unsteady gait".

Where a query is the name of a sign, the diseases that sources state to have this very sign are
found with it: behind all that is called so, those first of which at least 30 in 100 people have it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rarekg.search import ranking
from rarekg.search.bitmaps import keys
from rarekg.search.groups import GROUP, WIDER
from rarekg.search.index import Index, key_of, kind_of

_SIGN = "Phenotype"
_MOST = 50  # names that are the query; signs with the same name are few
_NOT_ITS_OWN = frozenset(map(ranking.KINDS.index, (WIDER, GROUP)))


@dataclass(frozen=True, slots=True)
class Having:
    """The diseases that have a sign (an id), by its name that is the query (a spot)."""

    sign: str
    spot: int
    found: int


def having(index: Index, called: Sequence[int]) -> tuple[Having, ...]:
    """The diseases that have a sign of which one of these names (spots) is one."""
    spots = {
        key_of(spot): spot for spot in reversed(called[:_MOST]) if kind_of(spot) not in _NOT_ITS_OWN
    }
    if not spots:
        return ()
    known = index.having("type", _SIGN)
    own = [key for key in spots if known >> key & 1]
    if not own:
        return ()
    others = ~known  # signs have themselves and what is above them
    return tuple(
        Having(sign.id, spots[sign.key], index.having("sign", sign.id) & others)
        for sign in index.entries(sorted(own)).values()
    )


def often(index: Index, sign: str) -> frozenset[int]:
    """The diseases in which a sign is frequent."""
    return frozenset(keys(index.having("often", sign)))
