"""Lists of the best suggestions for short beginnings, made at the build."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from rarekg.search.suggest_ranks import (
    EXACT,
    KEY,
    LISTED,
    MANY,
    WHOLE,
    Ranked,
    best,
    raised,
)


@dataclass(frozen=True, slots=True)
class Beginnings:
    """All beginnings, sorted by their keys: rank and name of each, and whose names they are."""

    keys: Sequence[str]
    ranks: Sequence[int]
    names: Sequence[int]
    entity_of: Callable[[int], int]


def lists(all_of_them: Beginnings) -> Iterator[tuple[str, bytes]]:
    """What was typed, and the best names for it: of all beginnings that more than `MANY` have."""
    found: list[tuple[str, bytes]] = []
    _best(all_of_them, 0, len(all_of_them.keys), "", found)
    yield from found


def encoded(ranked: Sequence[Ranked]) -> bytes:
    """A list as it is kept."""
    return array("I", [number for pair in ranked for number in pair]).tobytes()


def decoded(kept: bytes) -> list[Ranked]:
    """What `encoded` has made."""
    numbers = array("I", kept)
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def _best(
    of: Beginnings, low: int, high: int, typed: str, found: list[tuple[str, bytes]]
) -> list[Ranked]:
    """The best of a range of beginnings that all begin with `typed`; lists for it, and for all
    that are longer, are added to what is found."""
    if high - low <= MANY or len(typed) == KEY:
        pairs = zip(of.ranks[low:high], of.names[low:high], strict=True)
        return best(pairs, of.entity_of, LISTED)
    at = low
    while at < high and of.keys[at] == typed:
        at += 1
    own = list(zip(of.ranks[low:at], of.names[low:at], strict=True))
    merged, whole = own, [(raised(rank, EXACT if rank & 1 else WHOLE), name) for rank, name in own]
    while at < high:
        longer = of.keys[at][: len(typed) + 1]
        end = bisect_left(of.keys, longer[:-1] + chr(ord(longer[-1]) + 1), at, high)
        below = _best(of, at, end, longer, found)
        merged = merged + below
        if longer[-1] == " ":
            whole += [(raised(rank, WHOLE), name) for rank, name in below]
        at = end
    if typed:
        found.append((typed, encoded(best(merged + whole, of.entity_of, LISTED))))
    return best(merged, of.entity_of, LISTED)
