"""Forms of one word that are indexed and looked for as one: plural s, American spelling.

What is taken off stays off on both sides, so "diabetes" is found although it is no plural. The
rules take off ends: what is typed so far of a word (its beginning) still finds it.
"""

from __future__ import annotations

import re
from functools import lru_cache


def word_list(text: str) -> list[str]:
    """The words of a list, in their order."""
    return text.split()


def word_set(text: str) -> frozenset[str]:
    """The words of a list."""
    return frozenset(text.split())


_SHORTEST = 5  # letters of a word whose s is taken off; of abbreviations it is a letter
_SHORT = {
    word + "s": word
    for word in word_list("ear eye leg arm toe lip rib gum nail hip cell bone fit tic pad")
}
# Not English plurals in -ies: words that are none, and plurals of Dutch and French words in -ie.
_IES_KEPT = re.compile(r".*(?:speci|superfici|seri|faci|rabi|scabi)es|caries|vries")
_IES_OF_IE = re.compile(r".*(?:[acens]ties|lesies|asies|adies|oies|dries|verlies)|stries")
_ENDS = (
    (re.compile(r"(?<=..o)ses$"), "sis"),  # mucopolysaccharidoses
    (re.compile(r"(?<=..y)ses$"), "sis"),  # paralyses
    (re.compile(r"(?<=sta)ses$"), "sis"),  # metastases
    (re.compile(r"(?<=[sc]i|ti)ones$"), "on"),  # lesiones
    (re.compile(r"(?<=[cs])oes$"), "ao"),  # lesões
    (re.compile(r"(?<=da)des$"), "d"),  # enfermedades
    (re.compile(r"(?<=...or)es$"), ""),  # tumores
    (re.compile(r"(?<=sh|.x)es$"), ""),  # rashes, reflexes
    (re.compile(r"(?<=tch)es$"), ""),
    (re.compile(r"(?<=cess)es$"), ""),
    (re.compile(r"(?<=[^siu])s$"), ""),
)
_ALE = re.compile(r"(?<=.{4}al)e$")  # proximale, of the French and German: proximal
_AMERICAN = (
    (re.compile(r"sulph"), "sulf"),
    (re.compile(r"leuco"), "leuko"),
    (re.compile(r"is(ing|ed|ation)$"), r"iz\1"),
    (re.compile(r"(?<=[a-z]{3})our(?=$|al$|ed$)"), "or"),
)
_SAME = {
    "fibre": "fiber",
    "centre": "center",
    "odour": "odor",
    "grey": "gray",
    "ageing": "aging",
    "alfa": "alpha",  # in names of substances, and in Spanish and Italian
}


@lru_cache(maxsize=1 << 12)
def form(word: str) -> str:
    """A folded word as it is indexed."""
    if not word.isascii():
        return word
    word = _ALE.sub("", singular(word))
    for british, american in _AMERICAN:
        word = british.sub(american, word)
    return _SAME.get(word, word)


def singular(word: str) -> str:
    """A folded word without its plural s: English, and where it is safe French, Spanish and
    Portuguese."""
    if not word.endswith("s") or not word.isalpha():
        return word
    if len(word) < _SHORTEST:
        return _SHORT.get(word, word)
    if word.endswith("ies"):
        if _IES_KEPT.fullmatch(word):
            return word
        return word[:-1] if _IES_OF_IE.fullmatch(word) or len(word) < 6 else word[:-3] + "y"
    for end, instead in _ENDS:
        if end.search(word):
            return end.sub(instead, word)
    return word
