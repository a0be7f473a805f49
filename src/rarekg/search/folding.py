"""How texts are compared: without accents, case, hyphens and apostrophes."""

from __future__ import annotations

import re
import unicodedata

_NOT_WORD = re.compile(r"[\W_]+")
_GENITIVE = re.compile(r"['’ʼ]s\b")  # Friedreich's ataxia is Friedreich ataxia
# Accents of Latin, Greek and Cyrillic letters. Marks that make another letter (the dakuten of
# kana) stay: they are put together again.
_ACCENTS = re.compile("[\u0300-\u036f]+")
_PLAIN = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ı": "i"})

# British spellings in the words of medicine: haemophilia, oedema, oesophagus, diarrhoea, tumour.
# (Not in Michael: who types a name finds it from its first letters on.)
_BRITISH = re.compile("(?<![ao])(?:ae(?=[cdmst])|oe(?=[adlst]))")
_TUMOUR = re.compile(r"\btumour")

# Spellings that sound alike, in the words of medicine (atrophy, atrofy; haemophilia, hemofilia).
_SOUNDS = (
    *(("ph", "f"), ("th", "t"), ("rh", "r"), ("ch", "k"), ("ck", "k"), ("ae", "e"), ("oe", "e")),
    *(("y", "i"), ("c", "k"), ("z", "s")),
)
_DOUBLED = re.compile(r"(\w)\1+")


def sound(word: str) -> str:
    """A folded word as it sounds, roughly: for comparing misspelt words, not to be shown."""
    for written, heard in _SOUNDS:
        word = word.replace(written, heard)
    return _DOUBLED.sub(r"\1", word)


def folded(text: str) -> str:
    """A text as it is compared: lower case, no accents, no 's, one space between words,
    American spelling.

    Compatibility forms (full-width letters, ligatures) become plain ones; scripts without
    case or accents stay as they are.
    """
    plain = text.casefold()
    if not plain.isascii():
        decomposed = unicodedata.normalize("NFKD", plain).casefold()
        plain = unicodedata.normalize("NFC", _ACCENTS.sub("", decomposed).translate(_PLAIN))
    words = _NOT_WORD.sub(" ", _GENITIVE.sub("", plain)).strip()
    return _TUMOUR.sub("tumor", _BRITISH.sub("e", words))


def terms(text: str) -> list[str]:
    """The words of a text as they are indexed and looked for."""
    return folded(text).split()


def name_key(text: str) -> str:
    """A whole name as it is looked up: names that people take for the same have the same key."""
    return folded(text)
