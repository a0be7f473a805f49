"""Names of substances as they are compared: when two spellings name one medicine.

A wrong match would merge two medicines, so that what distinguishes is kept: radio labels,
"recombinant", sources ("human", "equine"), esters, parts of a combination. What goes: case,
accents, hyphens, salts and hydrates, the four letters that the FDA hangs on a biological
("-xioi"), and the spellings in which INN, USAN and BAN differ (alfa, alpha; sulf, sulph).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_GREEK = {
    "α": " alfa ",
    "β": " beta ",
    "γ": " gamma ",
    "δ": " delta ",
    "ε": " epsilon ",
    "ζ": " zeta ",
    "θ": " theta ",
    "κ": " kappa ",
    "λ": " lambda ",
    "μ": " mu ",
    "ω": " omega ",
    "ß": " beta ",  # written for β, more often than as a German letter
}
_GREEK_TABLE = str.maketrans(_GREEK)
_MARKS = re.compile(r"[®™©]")
_CHARGE = re.compile(r"\([0-9][+-]\)")  # atorvastatin(1-)
_TURNING = {"(+)": " plus ", "(-)": " minus ", "(±)": " racemic ", "(+/-)": " racemic "}

# Ions that stand before a name (sodium oxybate) or after it (oxybate sodium).
_CATIONS = _set(
    "sodium disodium trisodium tetrasodium potassium dipotassium calcium magnesium lithium "
    "meglumine tromethamine ditromethamine trometamol lysine arginine olamine "
    "ethanolamine diolamine diethanolamine "
    "benzathine"
)
_LEADING = _set("sodium disodium trisodium potassium dipotassium calcium")
_ANIONS = _set(
    "hydrochloride dihydrochloride trihydrochloride tetrahydrochloride monohydrochloride hcl "
    "hydrobromide dihydrobromide bromide chloride dichloride iodide fluoride nitrate sulfate "
    "sulphate hemisulfate bisulfate disulfate phosphate diphosphate acetate "
    "trifluoroacetate citrate dicitrate tartrate bitartrate hemitartrate ditartrate fumarate "
    "hemifumarate maleate hydrogenmaleate malate succinate hemisuccinate lactate gluconate "
    "mesylate mesilate dimesylate besylate besilate tosylate tosilate ditosylate esylate esilate "
    "camsylate camsilate edisylate napsylate isethionate xinafoate pamoate embonate oxalate "
    "salt hyclate ethanesulfonate methanesulfonate benzenesulfonate aspartate glutamate benzoate "
    "salicylate stearate carbonate bicarbonate hydrogen"
)
_WATER = _set(
    "hydrate monohydrate hemihydrate dihydrate trihydrate tetrahydrate pentahydrate sesquihydrate "
    "heptahydrate anhydrous hemipentahydrate solvate ethanolate"
)
_SALTS = _CATIONS | _ANIONS | _WATER | {"injection"}  # a form that says nothing of the substance

# What is left when all salts are gone must still name a substance; these do not.
_NO_SUBSTANCE = _set(
    "zinc copper iron ferric ferrous aluminium aluminum silver gold bismuth ammonium cobalt "
    "manganese chromium selenium strontium barium cupric cuprous gallium indium technetium "
    "methyl dimethyl trimethyl monomethyl ethyl diethyl propyl isopropyl butyl benzyl phenyl "
    "choline trolamine glyceryl cetyl stearyl lauryl acetyl acid dextran cellulose heparan "
    "dermatan keratan "
    "di mono tri tetra hydrogen"
)
# Acetates and phosphates of these are esters, other medicines: hydrocortisone acetate.
_ESTER = re.compile(r".*(one|ol|oic|yl|al|ose|osine)$")
_ESTER_ACIDS = _set(
    "acetate diacetate phosphate diphosphate sulfate succinate hemisuccinate benzoate"
)

# A name with one of these words describes a product: it is compared word for word.
_DESCRIBING = _set(
    "containing encoding expressing comprising consisting derived vector cells cell transduced "
    "directed targeting targeted against coding fragment sequence linked conjugated conjugate "
    "modified engineered protein peptide plasmid virus viral antibody oligonucleotide extract "
    "genetically autologous allogeneic vaccine fused fusion of the for with from to by in "
    "combination formulation suspension solution"
)
_SEPARATOR = re.compile(
    r"\s*(?:[,;]\s+and\s|[,&;]\s|[;&]|\s/\s|\s\+\s|(?<=[a-z])[/+](?=[a-z]))\s*|\s+and\s+"
)
_WORD = re.compile(r"[a-z]+|[0-9]+|[^\W\d_]+")
_SUFFIX = re.compile(r"(?<=[a-z]{4})-([a-z]{4})$")
_NO_SUFFIX = _set("alfa beta zeta acid like type free base salt drug cell gene dopa")
_PREFIX = re.compile(r"^(fam|ado|tbo|ziv)-(?=[a-z]{5})")
_JOINED = _set("peg anti pegylated")
_LEVO = re.compile(
    r"^l-(?=(?:glutamine|arginine|asparaginase|serine|cysteine|lysine|tyrosine|tryptophan|alanine"
    r"|citrulline|proline|histidine|methionine|leucine|ornithine|threonine|valine)\b)"
)
_GREEK_WORDS = _set("alfa beta gamma delta epsilon zeta theta")
_RECOMBINANT = _set("recombinant human")
# What stands behind a comma and belongs to the name before it: "insulin, human".
_BEHIND = _SALTS | _set(
    "recombinant human equine bovine porcine ovine rabbit murine live attenuated inactivated "
    "topical oral intravenous subcutaneous injection"
)
_BRACKET = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]")
# A laboratory's code, e.g. BIIB067: not a label (I-131, Lu177), a target or a length (CD138).
_CODE = re.compile(r"(?!CD|IL|PEG|HPV|AAV|HLA|HSP)[A-Z]{2,8}[- ]?[0-9]{3,}[A-Za-z0-9-]*")
_MADE = re.compile(r"genetical recombination|genetically engineered|rdna origin", re.IGNORECASE)
_LONGEST = 160  # characters: longer names describe
_MOST_OF_PART = 8  # words: longer names are of chemistry, and their commas join no substances
_MOST_WORDS = 5  # of a part: longer ones keep the order of their words


@dataclass(frozen=True, slots=True)
class SubstanceName:
    """A name as it is compared: `exact` with its salts, `base` without; a combination has its
    parts sorted, joined by " + ". Both are empty for a text without letters."""

    exact: str
    base: str

    @property
    def parts(self) -> int:
        """How many substances the name names."""
        return self.base.count(" + ") + 1

    @property
    def salted(self) -> bool:
        """Whether the name is that of a salt or hydrate."""
        return self.exact != self.base


@lru_cache(maxsize=50_000)
def substance_name(text: str) -> SubstanceName:
    """The forms in which a substance's name is compared."""
    plain = _plain(_without_marks(text))
    parts = [] if _describes(plain) else _parts(plain)
    if not parts or max(len(_WORD.findall(part)) for part in parts) > _MOST_OF_PART:
        whole = "".join(_spelling(w) for w in _words(plain))  # blanks are at random in chemistry
        return SubstanceName(whole, whole)
    exact = sorted({form for part in parts if (form := _form(_words(part)))})
    base = sorted({form for part in parts if (form := _form(_unsalted(_words(part))))})
    return SubstanceName(" + ".join(exact), " + ".join(base))


def _parts(plain: str) -> list[str]:
    """The substances of a combination. What stands behind a comma may be none: "…, human"."""
    parts: list[str] = []
    for part in _SEPARATOR.split(_without_suffix(plain)):
        if parts and all(word in _BEHIND for word in _WORD.findall(part)):
            parts[-1] += " " + part
        elif part.strip():
            parts.append(part)
    return parts


def _without_marks(text: str) -> str:
    """Without trade marks, and without brackets that hold one, or a laboratory's code."""
    for sign, word in _TURNING.items():  # (+) and (-) are two substances
        text = text.replace(sign, word)

    def kept(match: re.Match[str]) -> str:
        before = text[: match.start()]
        return "" if _aside(match[1]) or _abbreviates(match[1], before) else f" {match[1]} "

    return _MARKS.sub("", _BRACKET.sub(kept, _CHARGE.sub("", text)))


def _aside(content: str) -> bool:
    text = content.strip()
    return bool(_MARKS.search(text) or _CODE.fullmatch(text) or _MADE.fullmatch(text))


def _abbreviates(content: str, before: str) -> bool:
    """Whether a bracket holds the abbreviation of what stands before it: "(rhGALC)"."""
    if len(content) < 3 or not content.isalpha() or sum(c.isupper() for c in content) < 2:
        return False
    letters = iter(before.casefold())
    return all(letter in letters for letter in content.casefold())


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_GREEK_TABLE))
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    plain = re.sub(r"[\u2010-\u2015\u2212]", "-", re.sub(r"[’'`´]", "", plain)).strip(" .,;-*")
    return re.sub(r"\s+", " ", plain)


def _describes(plain: str) -> bool:
    return len(plain) > _LONGEST or not _DESCRIBING.isdisjoint(_WORD.findall(plain))


def _words(part: str) -> list[str]:
    part = _without_suffix(_LEVO.sub("", _PREFIX.sub("", part.strip())))
    words: list[str] = []
    for word in _WORD.findall(part):
        if words and words[-1] in _JOINED and word.isalpha():
            words[-1] += word
        else:
            words.append("alfa" if word == "alpha" else word)
    return words


def _without_suffix(name: str) -> str:
    suffix = _SUFFIX.search(name)
    return name[: suffix.start()] if suffix and suffix[1] not in _NO_SUFFIX else name


def _unsalted(words: list[str]) -> list[str]:
    """Without the salt's words at the end, and a metal's at the beginning, where what is left
    still names a substance."""
    left = list(words)
    while left and left[-1] in _SALTS and not _is_ester(left):
        left.pop()
    while left and left[0] in _LEADING:
        left.pop(0)
    named = [w for w in left if len(w) > 3 and w not in _NO_SUBSTANCE and w not in _SALTS]
    return left if named else words


def _is_ester(words: list[str]) -> bool:
    if words[-1] not in _ESTER_ACIDS:
        return False
    before = next((w for w in reversed(words[:-1]) if w not in _CATIONS), "")
    return bool(_ESTER.match(before)) or before in _NO_SUBSTANCE


def _form(words: list[str]) -> str:
    """One part as it is compared: the words' common spelling; short names in one order."""
    spelt = _acid([_spelling(word) for word in words])
    rest = [word for word in spelt if word not in _RECOMBINANT]
    if rest != spelt and _has_greek_suffix(rest):
        spelt = rest
    return " ".join(sorted(spelt) if len(spelt) <= _MOST_WORDS else spelt)


def _has_greek_suffix(words: list[str]) -> bool:
    """Whether words end as the INN of a recombinant protein does (agalsidase beta, interferon
    beta-1a): such a name says by itself that it is recombinant and human."""
    left = list(words)
    while left and len(left[-1]) < 2:
        left.pop()
    return len(left) > 1 and left[-1] in _GREEK_WORDS and len(left[-2]) > 4


def _acid(words: list[str]) -> list[str]:
    """ "valproic acid" as "valproate": the acid and its salts are one substance."""
    if len(words) > 1 and words[-1] == "acid" and words[-2].endswith("ic"):
        return [*words[:-2], words[-2][:-2] + "ate"]
    return words


_SPELLINGS = (("ph", "f"), ("th", "t"), ("ae", "e"), ("oe", "e"), ("our", "or"), ("y", "i"))


@lru_cache(maxsize=50_000)
def _spelling(word: str) -> str:
    """What INN, USAN and BAN write in different ways, in one."""
    if len(word) < 4:
        return word
    for written, common in _SPELLINGS:
        word = word.replace(written, common)
    return word[:-1] if word.endswith("ine") else word
