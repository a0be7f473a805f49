"""Numbers in names: "type II" is "type 2", "SCA7" is "SCA 7"; the X of "fragile X" is none.

Words come folded and one by one, because a query has no capital letters to go by: what is a number
is told by the words around it.
"""

from __future__ import annotations

import re

from rarekg.search.scripts import UNSPACED
from rarekg.search.word_forms import word_list, word_set

_ROMAN = word_list("- i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix")
_NUMBER = {roman: str(number) for number, roman in enumerate(_ROMAN) if number}
# A numeral with a letter behind it: IIIa, IVB. (S and H are forms of mucopolysaccharidosis I.)
_LETTERED = re.compile(r"(xviii|xvii|xvi|xiv|xv|xiii|xii|xi|ix|iv|viii|vii|vi|v|iii|ii|i)([a-hs])")
# Those of them that are no word, no abbreviation and no beginning of a word in use.
_SURELY_LETTERED = re.compile(r"(?:x?v?iii?|x[iv]v?)[a-d]")

# Words before a number, in the languages of the sources ("typ II", "stade III", "factor V") ...
_NUMBERED = word_set(
    """type types typ typu typus tipo tip tipi subtype grade grad grado grau graad stage stade
    stadium estadio stadio class classe clase klasse group groupe grupo gruppe groep form forme
    forma factor factors facteur faktor faktoru fator fattore complex complexe complejo complexo
    komplex komplexu kompleks kompleksi phase fase level zone zona category mobitz modic altman
    stupen"""
)
# ... abbreviations and words whose forms are numbered without such a word ...
_FORMS = word_set(
    """mps gsd cdg cda ml men oi eds hsan hmsn hmn sma cmt mgs hae pha pha1 pbc sca nf fap vddr cpt
    cmo mucopolysaccharidosis mucolipidosis tyrosinemia glycogenosis sialidosis citrullinemia
    antithrombin antithrombine angiotensin glycoprotein glycoproteine apoa apoc igf transcobalamin
    mucopolysaccharidose cystinuria gangliosidosis"""
)
# ... and enzymes: topoisomerase I.
_ENZYME = re.compile(r"[a-z]{4,}(?:ase|asa)")
# What is a letter behind these, although a number may stand at the end of a name: the inhibiting
# troponin, the variant form of xeroderma pigmentosum, companies (B.V.).
_LETTER_AFTER = word_set("troponin troponina troponine xp pigmentosum b n non iodine vitamin")
# With these, X is the chromosome: "partial deletion of chromosome type X".
_CHROMOSOMES = word_set("chromosome chromosomal charcot cmt")
_LINKED = re.compile(r"linked|link|chromosom|gebunden|gekoppeld|vazan|ligad|inaktiv|inactivat")
_SPELT = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6"}
_ORDINALS = word_list("- first second third fourth fifth sixth seventh eighth ninth tenth")
_ENDINGS = {1: "st", 2: "nd", 3: "rd"}
_ORDINAL = {word: f"{n}{_ENDINGS.get(n, 'th')}" for n, word in enumerate(_ORDINALS) if n}
_COUNTED = re.compile("[型期度類群]|がた|ガタ")  # counters of Japanese and Chinese: I型

_PARTS = re.compile(
    f"[{UNSPACED}]+|\\d+(?:st|nd|rd|th)(?![^\\W\\d_])|\\d+[^\\W\\d_{UNSPACED}](?![^\\W\\d_{UNSPACED}])"
    f"|\\d+|[^\\W\\d_{UNSPACED}]+|\\w"
)


def parts(word: str) -> list[str]:
    """A word cut between letters and numbers, but for one letter behind a number: sca|7, 2a."""
    return [word] if word.isascii() and word.isalpha() else _PARTS.findall(word)


def with_numbers(words: list[str]) -> list[str]:
    """Words with every number in Arabic numerals, and its letter (type III A) joined to it."""
    found: list[str] = []
    for place, word in enumerate(words):
        after = words[place + 1] if place + 1 < len(words) else ""
        if _is_letter_of_number(word, found, after):
            found[-1] += word
        else:
            found.append(_number(word, found, after))
    return found


def _number(word: str, found: list[str], after: str) -> str:
    if word in _ORDINAL:
        return _ORDINAL[word]
    if word[0] not in "ivxotfs":  # no numeral, Roman or spelt, begins otherwise
        return word
    before = found[-1] if found else ""
    if word in _SPELT:
        return _SPELT[word] if before in _NUMBERED else word
    if word in _NUMBER:
        chromosome = word == "x" and not _CHROMOSOMES.isdisjoint(found)
        return _NUMBER[word] if _is_number(word, before, after) and not chromosome else word
    if lettered := _LETTERED.fullmatch(word):
        sure = before and _SURELY_LETTERED.fullmatch(word) is not None
        if sure or before in _NUMBERED or before in _FORMS:
            return _NUMBER[lettered[1]] + lettered[2]
    return word


def _is_number(word: str, before: str, after: str) -> bool:
    if _COUNTED.match(after):
        return True
    if not before:
        return False
    if word == "x":
        return before in _NUMBERED and not _LINKED.match(after)
    if before in _NUMBERED or len(word) > 1:
        return True
    if before in _LETTER_AFTER or (after and after[0].isdigit()):
        return False
    if not after:
        return len(before) > 1
    return word == "i" and (before in _FORMS or _ENZYME.fullmatch(before) is not None)


def _is_letter_of_number(word: str, found: list[str], after: str) -> bool:
    """Whether a single letter belongs to the number before it: "type 2 B", "MPS I H"; not in
    "type 1 a typu 2", which is Czech for "and"."""
    if len(word) != 1 or word not in "abcdefghs" or len(found) < 2 or not found[-1].isdigit():
        return False
    said = found[-2] in _NUMBERED or found[-2] in _FORMS
    return said and after not in _NUMBERED and not after[:1].isdigit() and after not in _NUMBER
