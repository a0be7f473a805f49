"""Words of medicine as German, French, Italian and English share them: "Hämophilie" is hemophilia.

Most names of diseases are Greek or Latin words with the endings and the spelling of each
language. Both are taken off, so that the words of all four meet in one stem.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_NOT_WORD = re.compile(r"[\W_]+")
_SPELT = (
    (re.compile(r"ä|ae|æ"), "e"),
    (re.compile(r"ö|oe|œ"), "e"),
    (re.compile(r"ph"), "f"),
    (re.compile(r"th"), "t"),
    (re.compile(r"rh"), "r"),
    (re.compile(r"y|j"), "i"),
    (re.compile(r"k|z(?=[eiy])"), "c"),
    (re.compile(r"(.)\1"), r"\1"),
)
# Endings by which words of one meaning differ, and what stands for them.
_ENDINGS = (
    (re.compile(r"(?:osis|oses|osi|osen|ose)$"), "os"),
    (re.compile(r"(?:itis|itide|iten|ites|ite|iti)$"), "it"),
    (re.compile(r"(?:ismus|isme|ismo|ism)$"), "ism"),
    (re.compile(r"(?:omatosis|oma|omas|ome|omes|omen|omi)$"), "om"),
    (re.compile(r"(?:iquement|ikerinnen|ikern|iker|ischen|ischer|isches|ische|isch)$"), ""),
    (re.compile(r"(?:iques|ique|ici|iche|ica|ico|ics|ic)$"), ""),
    (re.compile(r"(?:iens|ien|ies|ier|iae|ia|ie|i|us|um|is|es|as|os|s|e|a|o|er|en)$"), ""),
)
_LEAST = 3  # letters of a stem


def tokens(text: str) -> tuple[str, ...]:
    """The words of a text in small letters, accents kept."""
    return tuple(word for word in _NOT_WORD.split(text.casefold()) if word)


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """What a word has in common in the four languages."""
    for written, plain in _SPELT:
        word = written.sub(plain, word)
    apart = unicodedata.normalize("NFKD", word)
    word = "".join(c for c in apart if not unicodedata.combining(c))
    for ending, rest in _ENDINGS:
        bare = ending.sub(rest, word)
        if bare != word and len(bare) >= _LEAST:
            return bare
    return word


def stems(text: str) -> tuple[str, ...]:
    """The stems of the words of a text."""
    return tuple(map(stem, tokens(text)))
