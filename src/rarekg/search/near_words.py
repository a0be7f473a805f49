"""Which known words a misspelt one may be, and how likely each is."""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from rarekg.search.sounds import sound
from rarekg.search.spelling_words import Use, Words, correctable

# Letters of a word from which two of them may be wrong, and from which three, if they are not
# heard; below the second, two are less likely to be mistakes than another word.
_SHORT, _LONG, _LONGER = 6, 8, 12
_SHORT_SOUND = 5  # letters of a sound below which none of them may differ
_LOOKED_AT = 80  # nearest words whose use is looked up
_MOST = 6  # words that are taken into account
# What speaks against a word, in letters that are wrong: chosen with 1,500 misspelt names of
# well-known diseases in view (2026-11).
_HEARD = 0.75  # a letter that is wrong in sound, too, as part of a wrong letter
_FIRST = 0.4  # another sound at its beginning: few mistakes are made there
_DOUBTFUL = 1.1  # two letters of a short word
_FOREIGN = 1.8  # not used in the reader's language
_ENGLISH = 0.7  # of that, if it is used in English: most have no other name
_RARE = 0.15  # how much a doubling of the names that have it speaks for it
_MISTAKEN = 0.8  # that a word that was written is none
_UNKNOWN = 6.0  # that it is one that no name has
_NEAR_ENOUGH = 1.0  # a word of the same initial from which others are not looked at
_COMMON = 9.0  # how common a word is that needs no other
_COMMONEST = 17.0  # how common the commonest word is
_SPLIT = 1.0  # a space left out
_SHORTEST_PART = 3
_SHORT_PART = 1.0  # for each part of three letters
_GENITIVE = 0.3  # an s left out at the end: "fredrichs", of Friedreich
_SHORTEST_NAME = 6  # letters before it
_MOST_PARTS = 3


@dataclass(frozen=True, slots=True, order=True)
class Reading:
    """What may have been meant by a word, and the cost: how many mistakes that takes, roughly."""

    cost: float
    text: str


def readings(
    word: str, words: Words, language: str, known: Use | None, *, thorough: bool
) -> list[Reading]:
    """What a folded word may be, the likeliest first: itself, as likely as it is used, if it is
    `known`; known words that are near to it in letters or in sound; several written as one.
    If `thorough`, those that begin otherwise are looked at, too."""
    itself = Reading(_unlikely(known, language) if known else _UNKNOWN, word)
    if not correctable(word) or (known and known.common >= _COMMON):
        return [itself]
    near = _near(word, words, alike=True)
    if thorough and not known and (not near or min(near)[0] > _NEAR_ENOUGH):
        near = _near(word, words, alike=False)
    if thorough and not known and _genitive(word):
        nearer = {other: cost for cost, other in near}
        for cost, other in _near(word[:-1], words, alike=True):
            nearer[other] = min(cost + _GENITIVE, nearer.get(other, _UNKNOWN))
        near = [(cost, other) for other, cost in nearer.items()]
    nearest = sorted(near)[:_LOOKED_AT]
    uses = words.use(other for _, other in nearest)
    found = [
        Reading(_MISTAKEN + cost + _unlikely(uses[other], language), other)
        for cost, other in nearest
    ]
    if not known:
        found += _apart(word, words, language)
    likely = sorted(found)[:_MOST]
    return sorted([itself, *likely]) if known or not likely else likely


def _genitive(word: str) -> bool:
    return word.endswith("s") and not word.endswith("ss") and len(word) > _SHORTEST_NAME


def _unlikely(use: Use, language: str) -> float:
    foreign = 0.0 if use.in_language(language) else _FOREIGN
    rare = _RARE * max(0.0, _COMMONEST - use.common)
    return rare + foreign * (_ENGLISH if use.in_language("en") else 1)


def _near(word: str, words: Words, *, alike: bool) -> list[tuple[float, str]]:
    """The known words within reach, with their distance; if `alike`, of those that begin alike."""
    heard = sound(word)
    allowed = min(2, _allowed(len(word)))
    found: set[str] = set()
    for known in words.written(len(word) - 2, len(word) + 2, word[0] if alike else None):
        matches = process.extract(
            word, known, scorer=OSA.distance, score_cutoff=allowed, limit=None
        )
        found.update(other for other, _, _ in matches)
    differing = 0 if len(heard) < _SHORT_SOUND else 1
    for sounds, known in words.heard(len(heard) - 1, len(heard) + 1, heard[0] if alike else None):
        matches = process.extract(
            heard, sounds, scorer=OSA.distance, score_cutoff=differing, limit=None
        )
        found.update(known[place] for _, _, place in matches)
    return [near for other in found - {word} if (near := _distance(word, heard, other))]


def _distance(word: str, heard: str, other: str) -> tuple[float, str] | None:
    """How far a word is, in mistakes; None if it is out of reach."""
    wrong = OSA.distance(word, other)
    sounded = sound(other)
    differing = OSA.distance(heard, sounded)
    length = max(len(word), len(other))
    if wrong > _allowed(length) + max(0, 2 - differing):
        return None
    first = _FIRST if sounded[:1] != heard[:1] else 0.0
    doubtful = _DOUBTFUL if wrong > 1 and differing and length < _LONG else 0.0
    return min(wrong, wrong * (1 - _HEARD) + differing * _HEARD) + first + doubtful, other


def _allowed(length: int) -> int:
    return 1 if length < _SHORT else 2 if length < _LONGER else 3


def _apart(word: str, words: Words, language: str) -> list[Reading]:
    """The word as several known ones, the likeliest way to cut it."""
    size = len(word)
    if size < 2 * _SHORTEST_PART:
        return []
    cuts = range(_SHORTEST_PART, size - _SHORTEST_PART + 1)
    pieces = {word[a:b] for a in (0, *cuts) for b in (*cuts, size) if b - a >= _SHORTEST_PART}
    uses = words.use(pieces - {word})
    best: dict[int, tuple[float, tuple[str, ...]]] = {0: (0.0, ())}
    for end in (*cuts, size):
        ways = [
            (cost + _part(uses[part], part, language), (*parts, part))
            for start, (cost, parts) in best.items()
            if (part := word[start:end]) in uses and len(parts) < _MOST_PARTS
        ]
        if ways:
            best[end] = min(ways)
    cost, parts = best.get(size, (0.0, ()))
    return [Reading(cost, " ".join(parts))] if len(parts) > 1 else []


def _part(use: Use, part: str, language: str) -> float:
    short = _SHORT_PART if len(part) == _SHORTEST_PART else 0.0
    return _SPLIT + short + _unlikely(use, language)
