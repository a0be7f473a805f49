"""Words of names that say little: "disease", "syndrome", "type", articles, in many languages.

People leave them out or put them in as they like: Fabry, Fabry disease, maladie de Fabry.
"""

from __future__ import annotations

import re

from rarekg.search.word_forms import word_set

# As they come out of `folding.terms`: folded, plural s taken off.
_KINDS = word_set(
    """disease disorder syndrome condition illness
    maladie trouble syndromique
    krankheit krankheiten erkrankung erkrankungen syndrom stoerung morbus
    enfermedad sindrome trastorno
    malattia morbo disturbo
    doenca transtorno
    ziekte syndroom aandoening
    choroba zespol nemoc onemocneni
    hastaligi hastalik sendromu sendrom
    sjukdom sygdom sykdom"""
)
_TYPES = word_set("type typ tipo typu typus")
_TYPE_OR_END = "tip"  # Turkish, Czech: type; English: the tip of the nose
_LONGER_PARTICLES = word_set(
    """the and
    des les
    der die das dem den des von und
    del los las
    dei della delle degli dello
    dos das
    van het een"""
)
_GENE = frozenset({"gene", "gen"})  # of French and Spanish: before the symbol
_LONGEST_SYMBOL = 5  # letters of one, without its number: no therapy is one
# These may be letters of an abbreviation, too (LE, DI): weak only before another word.
_PARTICLES = word_set("of an de du la le et di da do el il lo")

# What names of diseases end with in Japanese and Chinese, the longest first.
_CJK_ENDS = (
    "症候群",
    "しょうこうぐん",
    "综合征",
    "综合症",
    "症候羣",
    "疾患",
    "疾病",
    "びょう",
    "病",
)
_CJK_REST = 3  # characters that have to be left: 心臓 is the heart, 心臓病 its disease

# Words with which the order of the others makes a difference: what is with, or than, what; the
# third phalanx of the toes, or the phalanx of the third toe; α/β.
_ORDERING = word_set(
    """with without due caused causing secondary to versus not no than from
    avec sans mit ohne con sin com sem senza zonder met
    bez"""
)
_ORDINAL = re.compile(
    r"\d+(?:st|nd|rd|th)|(?:prem|deux|trois|quatr|cinqu|six)ieme|premiere?"
    r"|(?:prim|segund|tercer|cuart|quint|terceir|quart)[oa]s?"
)
_LETTER_NAMES = word_set("alpha beta gamma delta epsilon kappa lambda mu")


def without_elided(words: list[str]) -> list[str]:
    """Folded words without the d and l of "maladie d alzheimer" and "cancer de l oesophage", typed
    without an apostrophe."""
    if "d" not in words and "l" not in words:
        return words
    pairs = zip(["", *words], words, [*words[1:], ""], strict=False)
    return [
        word
        for before, word, after in pairs
        if word not in ("d", "l")
        or len(after) < 3
        or not (before in _KINDS or (word == "l" and before == "de"))
    ]


def weak(term: str) -> bool:
    """Whether a term of a query need not be held by what is found, as long as others are."""
    return term in _KINDS or term in _TYPES or term in _LONGER_PARTICLES or term in _PARTICLES


def telling(words: list[str]) -> list[str]:
    """The words of a name without the weak ones; all of them where only these, numbers or single
    letters would be left."""
    left = [word for place, word in enumerate(words) if not _says_nothing(words, place)]
    return left if any(len(word) > 1 and not word[0].isdigit() for word in left) else words


def _says_nothing(words: list[str], place: int) -> bool:
    word = words[place]
    if word in _PARTICLES:
        after = words[place + 1] if place + 1 < len(words) else ""
        return len(after) > 2
    if word in _GENE:
        last = place + 1 == len(words)
        return last or (place == 0 and len(words) < 4 and len(words[1]) <= _LONGEST_SYMBOL)
    if word == _TYPE_OR_END:
        return place + 1 < len(words) and words[place + 1][0].isdigit()
    return word in _KINDS or word in _TYPES or word in _LONGER_PARTICLES


def bare(run: str) -> str:
    """A Japanese or Chinese name without the word for disease at its end."""
    for end in _CJK_ENDS:
        if run.endswith(end) and len(run) - len(end) >= _CJK_REST:
            return run.removesuffix(end)
    return run


def in_any_order(words: list[str]) -> bool:
    """Whether the same words in another order are the same name: not with two numbers or two
    letters, nor with words that say how one thing stands to another."""
    lone = [w for w in words if len(w) == 1 or w[0].isdigit() or w in _LETTER_NAMES]
    if len(lone) > 1 or not _ORDERING.isdisjoint(words):
        return False
    return len(words) < 3 or not any(_ORDINAL.fullmatch(word) for word in words)
