"""Lists of the best suggestions for short beginnings, made at the build."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from rarekg.search.suggest_ranks import ENDS, KEY, KEY_OF_NAME, MANY, Ranked, best, fitting


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
        return best(_pairs(of, low, high), of.entity_of)
    at = low
    while at < high and of.keys[at] == typed:
        at += 1
    merged = _pairs(of, low, at)
    whole: list[Ranked] = []
    while at < high:
        longer = of.keys[at][: len(typed) + 1]
        end = bisect_left(of.keys, longer[:-1] + chr(ord(longer[-1]) + 1), at, high)
        below = _best(of, at, end, longer, found)
        merged += below
        if longer[-1] == " ":
            whole = below
        at = end
    if typed:
        own = _named(of, low, high, typed)
        fit = [(fitting(rank, f"{typed} ", typed), name) for rank, name in whole]
        found.append((typed, encoded(best([*merged, *fit, *own], of.entity_of))))
    return best(merged, of.entity_of)


def _named(of: Beginnings, low: int, high: int, typed: str) -> list[Ranked]:
    """Those that are what was typed, or that and a weak word at the end."""
    found = []
    for key in (typed, *(f"{typed} {end}" for end in ENDS)):
        if len(key) < KEY_OF_NAME:  # it is not cut off
            at = bisect_left(of.keys, key, low, high)
            while at < high and of.keys[at] == key:
                found.append((fitting(of.ranks[at], key, typed), of.names[at]))
                at += 1
    return found


def _pairs(of: Beginnings, low: int, high: int) -> list[Ranked]:
    return list(zip(of.ranks[low:high], of.names[low:high], strict=True))
