"""The order of names in a language, and the letter under which each stands.

As in a printed register: capitals, accents and signs do not count, unless the language has the
letter for one of its own (Č in Czech, Ñ in Spanish); numbers go by their value; Greek letters stand
where their names do. Japanese names go by their reading where one is known.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from string import ascii_uppercase

# The languages in which lists are made: those of the interface, as a test asks.
LANGUAGES = ("en", "fr", "de", "es", "it", "pt", "nl", "pl", "cs", "ja")
DIGITS = "0-9"  # the "letter" of what begins with none
KANJI = "漢"  # that of Japanese names of which no reading is known

# Letters of their own, as what they are sorted by: "{" and "|" come after "z".
_OWN = {
    "es": {"ñ": "n{"},
    "pl": {
        **dict(zip("ąćęłńóśź", ("a{", "c{", "e{", "l{", "n{", "o{", "s{", "z{"), strict=True)),
        "ż": "z|",
    },
    "cs": {"č": "c{", "ch": "h{", "ř": "r{", "š": "s{", "ž": "z{"},
}
_ELSEWHERE = {"ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i"}
_DIGITS = re.compile(r"\d+")
_WIDTH = 6  # digits of a number, for its place
_NO_LETTER = re.compile(r"[\W_]+")
_NO_LETTER_MARKED = re.compile(r"(?:[^\w{|]|_)+")
_KANA = re.compile(r"[ぁ-ゖ]")
_KATAKANA = re.compile(r"[ァ-ヶ]")
_HAN = re.compile(r"[㐀-鿿々]")
_TO_HIRAGANA = ord("ァ") - ord("ぁ")
_ROWS = "あかさたなはまやらわ"  # the rows of the table of sounds, by their first


@cache
def all_letters() -> frozenset[str]:
    """All letters under which something may stand in some language."""
    own = (written.upper() for letters in _OWN.values() for written in letters)
    return frozenset((*ascii_uppercase, *own, *_ROWS, KANJI, DIGITS))


def sort_key(name: str, language: str) -> str:
    """What a name is sorted by, compared as text."""
    if language == "ja":
        return _japanese(name)
    folded = _folded(name, language if language in _OWN else "")
    return folded if "a" <= folded[:1] <= "z" else f"~{folded}"  # digits and the like last


def letter(name: str, language: str) -> str:
    """The letter under which a name stands, as it is written: `C`, `Č`, `CH`, `か`, `0-9`."""
    key = sort_key(name, language)
    if language == "ja" and key[:1] in "01":
        return KANJI if key[0] == "1" else _row(key[1])
    if not "a" <= key[:1] <= "z":
        return DIGITS
    own = {sorted_by: written for written, sorted_by in _OWN.get(language, {}).items()}
    return own.get(key[:2], key[0]).upper()


@lru_cache(1 << 16)
def _folded(name: str, language: str) -> str:
    own = _OWN.get(language, {})
    text = "".join(map(_spelt, unicodedata.normalize("NFC", name).casefold()))
    for written, sorted_by in own.items():
        text = text.replace(written, sorted_by)
    for written, plain in _ELSEWHERE.items():
        text = text.replace(written, plain)
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    words = (_NO_LETTER_MARKED if own else _NO_LETTER).sub(" ", bare)
    return _DIGITS.sub(lambda m: m[0].zfill(_WIDTH), words).strip()


def _spelt(character: str) -> str:
    """A Greek letter by its name."""
    if not "α" <= character <= "ω":
        return character
    return unicodedata.name(character).rpartition(" ")[2].casefold()


def _japanese(name: str) -> str:
    """Names in kana go first, then those in kanji, then those in other letters."""
    wide = unicodedata.normalize("NFKC", name)
    kana = _KATAKANA.sub(lambda m: chr(ord(m[0]) - _TO_HIRAGANA), wide).replace("ー", "")
    bare = "".join(c for c in unicodedata.normalize("NFD", kana) if not unicodedata.combining(c))
    if _KANA.match(bare):
        return f"0{bare}"
    if _HAN.match(bare):
        return f"1{bare}"
    return sort_key(name, "en")


def _row(kana: str) -> str:
    """The row of a sound in the table of sounds."""
    return next((first for first in reversed(_ROWS) if first <= kana), _ROWS[0])
