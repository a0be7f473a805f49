"""How texts are compared: without accents, case, hyphens and apostrophes (`folded`); how their
words are indexed and looked for (`terms`); and which whole names are the same (`name_key`)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from rarekg.search.numerals import parts, with_numbers
from rarekg.search.scripts import in_hiragana, in_pairs, joined, unspaced
from rarekg.search.weak_words import bare, in_any_order, telling, weak, without_elided
from rarekg.search.word_forms import form, word_list

__all__ = ["folded", "indexed_terms", "name_key", "read", "terms", "weak"]

_NOT_WORD = re.compile(r"[\W_]+")
_GENITIVE = re.compile(r"['’ʼ]s\b")  # Friedreich's ataxia is Friedreich ataxia
# Accents of Latin, Greek and Cyrillic letters, points of Hebrew, vowel signs of Arabic. Marks that
# make another letter (the dakuten of kana) stay: they are put together again.
_ACCENTS = re.compile("[\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u064b-\u0652\u0670]+")
_PLAIN = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ı": "i"}
    | {"ʼ": "'", "ʹ": "'"}  # letters to Unicode
)
# Marks of direction, soft hyphens, joiners, the mark that a text begins: they have no width.
_UNSEEN = re.compile(
    "[\u00ad\u061c\u0640\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)

# British spellings in the words of medicine: haemophilia, oedema, oesophagus, diarrhoea, tumour.
# (Not in Michael: who types a name finds it from its first letters on; not in toes, nor in AEDS.)
_BRITISH = re.compile(
    r"(?<=[^\Wao])(?:ae(?=[cdmst])|oe(?=[adlt]|s\w))|\b(?:ae(?=[st]\w\w)|oe(?=[ds]\w\w))"
)
_TUMOUR = re.compile(r"\btumour")

_GREEK = word_list(
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma"
    " sigma tau upsilon phi chi psi omega"
)
_LETTER = {chr(0x3B1 + n): name for n, name in enumerate(_GREEK)}
_LETTER["ɑ"] = "alpha"  # a Latin letter that is taken for it
# One that stands alone among other letters: in a word of Greek, it is a letter like any other.
_LONE_GREEK = re.compile(
    "(?<![\u0370-\u03ff\u1f00-\u1fff])[\u03b1-\u03c9\u0251](?![\u0370-\u03ff\u1f00-\u1fff])"
)
# No German word begins with ß, and none has it behind a capital: TGF-ß, HNF1ß.
_SHARP_S_FOR_BETA = re.compile(r"(?:(?<![^\W\d_])|(?<=[A-Z]))ß(?![a-zäöü])")
# Articles and prepositions of French and Italian: l'ataxie, maladie d'Alzheimer, dell'intestino.
_ELISION = re.compile(r"(?<!\w)(?:d|l|qu|un|all|dall|dell|nell|sull)['’ʼ](?=[^\W\d_]{2})", re.I)


def folded(text: str) -> str:
    """A text as it is compared: lower case, no accents, no 's, one space between words,
    American spelling.

    Compatibility forms (full-width letters, ligatures) become plain ones; scripts without
    case or accents stay as they are; what has no width vanishes.
    """
    plain = text.casefold()
    if not plain.isascii():
        decomposed = unicodedata.normalize("NFKD", _UNSEEN.sub("", plain)).casefold()
        plain = unicodedata.normalize("NFC", _ACCENTS.sub("", decomposed).translate(_PLAIN))
    words = _NOT_WORD.sub(" ", _GENITIVE.sub("", plain)).strip()
    if "ae" in words or "oe" in words:  # this is asked sooner than the pattern is
        words = _BRITISH.sub("e", words)
    return _TUMOUR.sub("tumor", words) if "tumour" in words else words


def terms(text: str) -> list[str]:
    """The words of a text as they are looked for: folded, numbers in Arabic numerals and apart
    (sca|7), without plural s; of scripts without spaces, each pair of neighbours."""
    return list(in_pairs(_words(text)))


def indexed_terms(text: str) -> list[str]:
    """The words of a text as they are indexed: `terms`, and the last character of each run of a
    script without spaces. So each of its characters is the beginning of a term."""
    return list(in_pairs(_words(text), ends=True))


def name_key(text: str) -> str:
    """A whole name as it is looked up: names that people take for the same have the same key.

    It knows no weak words (disease, syndrome, type, of), and no order of words where that is
    safe. Other numbers or letters are always another key.
    """
    return _key(_words(text))


def read(text: str) -> tuple[list[str], str, str]:
    """`terms`, `name_key` and `folded` of a text, for less than they take one by one."""
    plain = folded(text)
    words = _cut(plain.split()) if text.isascii() and "'" not in text else _words(text)
    return words if text.isascii() else list(in_pairs(words)), _key(words), plain


def _key(words: Sequence[str]) -> str:
    said = telling([bare(w) if not w.isascii() and unspaced(w) else w for w in words])
    return " ".join(sorted(said) if in_any_order(said) else said)


def _words(text: str) -> list[str]:
    if text.isascii():
        words = folded(_ELISION.sub("", text) if "'" in text else text).split()
    else:
        spelt = _SHARP_S_FOR_BETA.sub(" beta ", unicodedata.normalize("NFKC", text))
        plain = in_hiragana(folded(joined(_ELISION.sub("", spelt))))
        words = _LONE_GREEK.sub(_name_of_letter, plain).split()
    return _cut(words)


def _cut(words: list[str]) -> list[str]:
    """Folded words in the forms and parts that are compared."""
    apart = [form(part) for word in words for part in parts(word)]
    return with_numbers(without_elided(apart))


def _name_of_letter(found: re.Match[str]) -> str:
    return f" {_LETTER.get(found[0], found[0])} "
