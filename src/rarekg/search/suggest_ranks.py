"""How suggestions are ranked: as results are, by what a thing is and how much is known of it.

A rank is one whole number: the score, the section of the site, and whether the name itself begins
so, or a word inside of it. It is the same in the file and in memory, and greater is better.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from rarekg.records.kinds import SECTIONS

KEY = 20  # characters of a beginning that are kept; longer ones are few, and found as words
KEY_OF_NAME = 28  # the same, of a whole name
MANY = 100  # beginnings that are read one by one; of more, the best are listed at the build
MOST = 10  # suggestions that are shown
# What is looked at: of diseases more than are shown, for a name in the reader's language to rise,
# and for two of one name; less of each other section.
LISTED, OTHERS = 14, 5

# In tenths of what `ranking.weight` measures, which goes to 14.
STARTS = 25  # the name itself begins so
WHOLE = 15  # what was typed are whole words
NAMED = 300  # what was typed is the name but for "disease" or "syndrome" at its end
EXACT = 1000  # what was typed is the name
_NAMING = 3  # letters from which on that is so: who types F hardly means the F syndrome
ENDS = ("disease", "syndrome", "disorder")
DISEASE = SECTIONS.index("disease")
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
    if not key.startswith(typed + " "):
        return rank
    named = rank & 1 and len(typed) >= _NAMING and key[len(typed) + 1 :] in ENDS
    return raised(rank, NAMED if named else WHOLE)


def best(found: Iterable[Ranked], entity_of: Callable[[int], int]) -> list[Ranked]:
    """The best of each section, a thing once, the best first."""
    seen: set[int] = set()
    room = [LISTED if section == DISEASE else OTHERS for section in range(len(SECTIONS))]
    kept = []
    for rank, name in sorted(found, key=_order):
        section = section_of_rank(rank)
        if room[section] and (entity := entity_of(name)) not in seen:
            seen.add(entity)
            room[section] -= 1
            kept.append((rank, name))
    return kept


def _order(found: Ranked) -> tuple[int, int]:
    rank, name = found
    return (-rank, name)
