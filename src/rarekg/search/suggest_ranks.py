"""How suggestions are ranked: as results are, by what a thing is and how much is known of it.

A rank is one whole number: the score, the section of the site, and whether the name itself begins
so, or a word inside of it. It is the same in the file and in memory, and greater is better.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from rarekg.records.kinds import SECTIONS

KEY = 20  # characters of a beginning that are kept; longer ones are few, and found as words
MANY = 200  # beginnings that are read one by one; of more, the best are listed at the build
LISTED = 12  # of each section: more than are shown, for a name in the reader's language to rise

# In tenths of what `ranking.weight` measures, which goes to 14.
STARTS = 25  # the name itself begins so
WHOLE = 15  # what was typed are whole words
EXACT = 1000  # what was typed is the name
_SECTIONS = len(SECTIONS)
_LOW = 5  # bits below the score

Ranked = tuple[int, int]  # rank and key of a name


def packed(score: int, section: str, start: bool) -> int:
    """The rank of a score, which may be negative: that is 0."""
    return (max(0, score) << _LOW) | (SECTIONS.index(section) << 1) | start


def score_of(rank: int) -> int:
    """The score in a rank."""
    return rank >> _LOW


def section_of_rank(rank: int) -> int:
    """The number of the section in a rank."""
    return (rank >> 1) & ((1 << _LOW - 1) - 1)


def raised(rank: int, score: int) -> int:
    """A rank with so much more (or less) score."""
    return max(rank & ((1 << _LOW) - 1), rank + (score << _LOW))


def fitting(rank: int, key: str, typed: str) -> int:
    """The rank of a beginning for what was typed."""
    if key == typed:
        return raised(rank, EXACT if rank & 1 else WHOLE)
    return raised(rank, WHOLE) if key.startswith(typed + " ") else rank


def best(found: Iterable[Ranked], entity_of: Callable[[int], int], most: int) -> list[Ranked]:
    """The best of each section, a thing once, the best first."""
    seen: set[int] = set()
    numbers = [0] * _SECTIONS
    kept = []
    for rank, name in sorted(found, key=_order):
        section = section_of_rank(rank)
        if numbers[section] < most and (entity := entity_of(name)) not in seen:
            seen.add(entity)
            numbers[section] += 1
            kept.append((rank, name))
    return kept


def _order(found: Ranked) -> tuple[int, int]:
    rank, name = found
    return (-rank, name)
