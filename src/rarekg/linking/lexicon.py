"""The lexicon: which disease a name means, however it is spelt.

Names and texts are reduced to the same key: British or American spelling, plural, Roman or
Arabic numbers, Greek letters, hyphens, word order and the words that say nothing ("type", "of the")
make no difference. Where several diseases bear a name, the one whose own name it is wins; where
that does not decide, the broader one, and where that does not either, none.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from rarekg.identifiers import Curie
from rarekg.linking.names import Name


def word_set(text: str) -> frozenset[str]:
    """The words of a list."""
    return frozenset(text.split())


_NOT_WORD = re.compile(r"[\W_]+")
_GENITIVE = re.compile(r"['’ʼ`]s\b")
_ACCENTS = re.compile("[\u0300-\u036f]+")
_GREEK = str.maketrans(
    {"α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "κ": "kappa"}
    | {"λ": "lambda", "μ": "mu", "ω": "omega", "ß": "beta", "’": "'", "ø": "o", "ı": "i"}
)
_NUMERALS = "i ii iii iv v vi vii viii ix - xi xii xiii xiv xv xvi"  # x is the chromosome
_ROMAN = {roman: str(number) for number, roman in enumerate(_NUMERALS.split(), 1)}
_ROMAN_AND_LETTER = re.compile(r"(i|ii|iii|iv|vi|vii|viii|ix|xi|xii|xiii|xiv|xv)([a-h])")
_BRITISH = re.compile(r"is(ing|ed|ation|e)$")
_OUR = re.compile(r"(?<=[a-z]{3})our(?=$|al$|ed$)")
_SILENT = word_set("the of an type due to with by complementation group and")
_SAME = {
    "disorder": "disease",
    "neoplasm": "tumor",
    "myelogenous": "myeloid",
    "ovary": "ovarian",
    "pancreas": "pancreatic",
    "stomach": "gastric",
    "kidney": "renal",
    "liver": "hepatic",
    "lung": "pulmonary",
    "esophagus": "esophageal",
    "skin": "cutaneous",
    "colon": "colonic",
    "cornea": "corneal",
    "retina": "retinal",
    "infantile": "infant",
    "neurone": "neuron",
    "transplantation": "transplant",
    "graft": "transplant",
    "allograft": "transplant",
    "mediated": "related",
    "associated": "related",
    "pediatric": "childhood",
    "paediatric": "childhood",
    "pediatry": "childhood",
}

# A name that a disease bears only with one of these added means more than that disease.
_NARROWING = word_set(
    """familial hereditary inherited heritable genetic susceptibility adult childhood juvenile
    infant infancy neonatal onset early late form somatic isolated acquired idiopathic autosomal
    dominant recessive linked x classic classical unclassified sporadic idiopathic/heritable
    nonpapillary a b c d 1 2 3 4 5 6 7 8 9 10 11 12 13 14"""
)

_AGES = word_set("childhood adult adolescent infant neonatal juvenile")
_INBORN = word_set("familial hereditary inherited heritable genetic")  # as a deficiency is

# Which name of which source says best what a disease is called.
_TRUSTED = ("curated", "orphanet", "mondo", "gard")
_CAREFUL = ("curated", "orphanet")
_OWN_NAME, _SYNONYM, _CANCER, _MONDO_SYNONYM, _TITLE, _FOREIGN, _SHARED, _NEVER = range(8)
_KINDS = frozenset({"name", "synonym", "abbreviation", "layName"})


def words(text: str) -> tuple[str, ...]:
    """The words of a text as they are compared; those that say nothing are left out."""
    return _words(text)


@lru_cache(maxsize=20_000)
def _words(text: str) -> tuple[str, ...]:
    plain = text.translate(_GREEK).casefold().translate(_GREEK)
    if not plain.isascii():
        plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", plain))
    found = _NOT_WORD.sub(" ", _GENITIVE.sub("", plain)).split()
    return tuple(_word(word) for word in found if word not in _SILENT)


@lru_cache(maxsize=100_000)
def _word(word: str) -> str:
    if word in _ROMAN:
        return _ROMAN[word]
    numbered = _ROMAN_AND_LETTER.fullmatch(word)
    if numbered:
        return _ROMAN[numbered[1]] + numbered[2]
    plain = _singular(word.replace("ae", "e").replace("oe", "e"))
    plain = _BRITISH.sub(r"iz\1", _OUR.sub("or", plain))
    return _SAME.get(plain, plain)


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 6 and word.endswith("oses"):
        return word[:-2] + "is"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


@dataclass(frozen=True, slots=True)
class Found:
    """What a name means: the disease, and how well the name is its own (0: best)."""

    disease: Curie
    rank: int
    ordered: bool  # the words stand in the order of the name

    @property
    def shared(self) -> bool:
        """Whether narrower diseases bear the name too: it may mean only one of them."""
        return self.rank == _SHARED


class Lexicon:
    """All names of diseases. Made once (`Lexicon.of`), read-only, small to pickle."""

    def __init__(
        self,
        ordered: Mapping[str, tuple[str, int]],
        loose: Mapping[str, str],
        said: Mapping[str, frozenset[str]],
        undecided: frozenset[str] = frozenset(),
    ) -> None:
        self._undecided = undecided
        self._ordered = ordered
        self._loose = loose
        self._said = said

    @classmethod
    def of(cls, names: Iterable[Name], parents: Iterable[tuple[str, str]] = ()) -> Lexicon:
        """A lexicon of names; `parents` are (narrower, broader) ids, to choose between diseases
        that share a name."""
        return _Builder(list(names), parents).lexicon()

    def find(self, tokens: tuple[str, ...]) -> Found | None:
        """The disease whose whole name these words are; None for no disease, or for several."""
        key = "".join(tokens)
        found = self._ordered.get(key)
        if found is not None:
            return Found(Curie(found[0]), found[1], True)
        if len(tokens) < 2:
            return None
        other = self._loose.get(_bag(tokens))
        if other is None:
            return None
        disease, rank = self._ordered[other]
        return Found(Curie(disease), rank, False)

    def said_of(self, disease: str) -> frozenset[str]:
        """Words as "neonatal" or "hereditary" that the disease's own names have: a text that
        adds them means no less than the disease."""
        return self._said.get(disease, frozenset())

    def is_undecided(self, tokens: tuple[str, ...]) -> bool:
        """Whether these words are a name of several diseases, or a loose one, so that it stands
        for none of them."""
        return "".join(tokens) in self._undecided

    def __len__(self) -> int:
        return len(self._ordered)


def _bag(tokens: Iterable[str]) -> str:
    return " ".join(sorted(tokens))


def _roughly(tokens: Iterable[str]) -> frozenset[str]:
    return frozenset("cancer" if word == "carcinoma" else word for word in tokens)


_CAUSE = re.compile(r"\s(?:due to|caused by|secondary to)\s", re.I)


def _effect(name: str) -> tuple[str, bool]:
    """The effect in "anemia due to a deficiency", and whether a cause is named."""
    effect, *cause = _CAUSE.split(name, maxsplit=1)
    return effect, bool(cause)


class _Builder:
    """Sorts out who bears which name."""

    def __init__(self, names: list[Name], parents: Iterable[tuple[str, str]]) -> None:
        self._own: dict[str, set[frozenset[str]]] = defaultdict(set)
        self._bearers: dict[str, dict[str, int]] = defaultdict(dict)
        self._bags: dict[str, set[str]] = defaultdict(set)
        self._broader: dict[str, set[str]] = defaultdict(set)
        for narrower, broader in parents:
            self._broader[narrower].add(broader)
        usable = [name for name in names if name.kind in _KINDS]
        self._inborn: dict[str, set[frozenset[str]]] = defaultdict(set)
        self._caused: dict[str, set[frozenset[str]]] = defaultdict(set)
        for name in usable:
            bare = _roughly(words(name.text))
            if name.kind == "name" and name.source in _TRUSTED:
                self._own[name.of].add(bare)
                effect, caused = _effect(name.text)
                if caused:
                    self._caused[name.of].add(_roughly(words(effect)))
            if bare & _INBORN:
                self._inborn[name.of].add(bare - _INBORN)
        foreign = [name for name in usable if name.of.startswith("NANDO:")]
        for name in usable:
            if not name.of.startswith("NANDO:") and not self._is_of_an_age(name):
                self._add(name.text, name.of, self._rank(name))
                self._add_cancer(name)
        self._add_foreign(foreign)

    def _rank(self, name: Name) -> int:
        if name.kind == "name" and name.source in _TRUSTED:
            return _OWN_NAME
        if self._is_loose(name):
            return _NEVER
        if name.kind == "name":
            return _TITLE
        if name.source == "mondo":
            return _MONDO_SYNONYM
        return _SYNONYM if name.source in _TRUSTED else _TITLE

    def _is_loose(self, name: Name) -> bool:
        """Whether a name means more than the disease: its own names are this one with a cause or
        something narrowing added; or, for sources that also list loose names, any of its names
        is this one with "hereditary"."""
        bare = _roughly(words(name.text))
        own = self._own[name.of]
        if bare in own:
            return False
        narrowing = _NARROWING - _INBORN if "deficiency" in bare else _NARROWING
        if bare in self._caused[name.of]:
            return True
        if any(bare < other and (other - bare) <= narrowing for other in own):
            return True
        inborn = "deficiency" not in bare and bare in self._inborn[name.of]
        return inborn and name.source not in _CAREFUL

    def _is_of_an_age(self, name: Name) -> bool:
        """Whether a loose name means less than the disease: it is an own one with an age added."""
        if name.source in _CAREFUL:
            return False
        bare = _roughly(words(name.text))
        own = self._own[name.of]
        return bare not in own and any(o < bare and (bare - o) <= _AGES for o in own)

    def _add(self, text: str, disease: str, rank: int) -> None:
        tokens = words(text)
        key = "".join(tokens)
        if not key:
            return
        bearers = self._bearers[key]
        bearers[disease] = min(rank, bearers.get(disease, rank))
        self._bags[_bag(tokens)].add(key)

    def _add_cancer(self, name: Name) -> None:
        """A malignant tumour of an organ is also called its cancer."""
        tokens = words(name.text)
        if name.kind == "name" and "malignant" in tokens and "tumor" in tokens and len(tokens) == 3:
            rest = [token for token in tokens if token not in ("malignant", "tumor")]
            self._add(" ".join((*rest, "cancer")), name.of, _CANCER)

    def _add_foreign(self, names: list[Name]) -> None:
        """NANDO's names go to the disease that bears the NANDO entry's own name, if one does."""
        home: dict[str, str] = {}
        for name in names:
            if name.kind == "name":
                chosen = self._chosen("".join(words(name.text)))
                if chosen is not None:
                    home[name.of] = chosen[0]
        for name in names:
            self._add(name.text, home.get(name.of, name.of), _FOREIGN)

    def _chosen(self, key: str) -> tuple[str, int] | None:
        """The disease that a name means. None if nothing decides between several."""
        bearers = self._bearers.get(key)
        if not bearers:
            return None
        best = min(bearers.values())
        if best >= _NEVER or (best == _FOREIGN and max(bearers.values()) == _NEVER):
            return None  # a loose name of one disease cannot be that of another, only of more
        equal = sorted(disease for disease, rank in bearers.items() if rank == best)
        if len(equal) == 1:
            return equal[0], best
        broadest = [one for one in equal if all(self._is_in(o, one) for o in equal if o != one)]
        if len(broadest) == 1:
            return broadest[0], best if best == _OWN_NAME else _SHARED
        return (self._most_trusted(equal), best) if best == _OWN_NAME else None

    def _most_trusted(self, diseases: list[str]) -> str:
        """Of several entries with the same own name (the sources disagree whether they are the
        same): a Mondo id, then the lowest."""
        return min(diseases, key=lambda d: (not d.startswith("MONDO:"), d))

    def _is_in(self, narrower: str, broader: str) -> bool:
        seen: set[str] = set()
        todo = [narrower]
        while todo:
            for parent in self._broader.get(todo.pop(), ()):
                if parent == broader:
                    return True
                if parent not in seen:
                    seen.add(parent)
                    todo.append(parent)
        return False

    def lexicon(self) -> Lexicon:
        """The finished lexicon."""
        ordered = {}
        for key in self._bearers:
            chosen = self._chosen(key)
            if chosen is not None:
                ordered[key] = chosen
        loose = {}
        for bag, keys in self._bags.items():
            known = sorted(key for key in keys if key in ordered)
            if known and len({ordered[key][0] for key in known}) == 1:
                loose[bag] = known[0]
        said = {
            disease: found
            for disease, own in self._own.items()
            if (found := _NARROWING & frozenset().union(*own))
        }
        return Lexicon(ordered, loose, said, frozenset(self._bearers.keys() - ordered.keys()))
