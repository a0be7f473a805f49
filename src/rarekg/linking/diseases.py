"""Which disease an indication or the condition of a trial is about.

The whole phrase is looked up first. Then what restricts it is cut off, then words are taken from
its front: what remains is a broader disease, and the link says so (`within`). Nothing is ever
added: a link never says less, nor a narrower disease, than the text. What the text only mentions
(the disease in which a complication is prevented, the one that is excluded) is no target.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from rarekg.identifiers import Curie
from rarekg.linking.lexicon import Found, Lexicon, word_set, words
from rarekg.linking.phrases import (
    TREATMENT,
    Phrase,
    Restriction,
    coordinated,
    denies,
    framed,
    head,
    phrase,
    purpose,
    says_purpose,
    statements,
)

METHOD = "disease named in the indication, by rarekg name matching v1"
CONDITION_METHOD = "disease named as the condition, by rarekg name matching v1"

# Below it nothing is linked. A confidence ranks the rules that made a link; it is no probability.
# In the gold sets (2026-11), 313 of 314 links with 0.92 and more are right, 17 of 20 with 0.85 to
# 0.91 (among them what is meant by "relapsed or refractory …"), 1 of 3 below.
THRESHOLD = Decimal("0.85")

_BY_RANK = ("0.99", "0.98", "0.97", "0.95", "0.92", "0.90", "0.90")  # as lexicon ranks names
_LOOSE = Decimal("0.97")  # words in another order
_CUT = Decimal("0.95")  # a restriction left out
_SHORTER = Decimal("0.93")  # words at the front left out
_SHORT_NAME = Decimal("0.88")  # only one word left, or an abbreviation
_COORDINATED = Decimal("0.98")

# Too general to say anything when words were left out.
_GENERAL = word_set(
    """disease cancer tumor carcinoma infection infectious syndrome injury deficiency condition
    malignancy pain fever failure defect anomaly abnormality lesion disability metastasis allergy
    toxicity intoxication poisoning cyst ulcer fracture bleeding hemorrhage inflammation virus
    fibrosis necrosis malformation adenoma adenocarcinoma hypertrophy edema seizure neuropathy
    invasive metastatic malignant solid eye heart pulmonary hepatic renal brain cutaneous bone
    blood nervous system muscle cataract susceptibility death leukemic dystrophy atrophy
    encephalopathy cardiomyopathy"""
)
_EMPTY = word_set(
    """disease syndrome condition patient disability symptom congenital hereditary inherited
    genetic familial idiopathic sporadic rare"""
)
# "Metastatic or recurrent carcinoma of …" speaks of the organ, wherever these words were cut out.
_SPREAD = word_set("metastatic cancer carcinoma tumor malignant solid malignancy")
_REVERSING = word_set("non not no anti pseudo para post pre without poorly low acquired secondary")
_SEVERITY = word_set(
    """locally advanced metastatic recurrent relapsed relapsing refractory unresectable resectable
    progressive severe moderate mild recalcitrant resistant acute chronic untreated newly"""
)
_ADJECTIVES = re.compile(
    r"(?:[\w-]*(?:ic|al|ar|ary|ive|ous|oid|ed|ile|ant|ent|ed|ing|able|acute|adult|late|early|cell)"
    r"(?:\s|$))+",
    re.I,
)
_IMPLIED = word_set("congenital hereditary inherited genetic primary rare human")
_ABBREVIATION = re.compile(r"[A-Z][A-Za-z0-9-]*[A-Z0-9]")
_JOINT = re.compile(r".\s(?:and|or|of|in|with)\s", re.I)
_LOOSE_ENDS = re.compile(r"^(?:(?:and|or|of|the)\s+)+|(?:\s+(?:and|or|of|the|in))+$|[\s.)]+$", re.I)
_LINKING = word_set("and or of in with the a an for to")
_NOUNS = {
    "disease": ("syndrome", "infection", ""),
    "disorder": ("syndrome", ""),
    "syndrome": ("disease",),
    "infection": ("disease", "infectious disease"),
    "carcinoma": ("cancer",),
}
_COMPOUND = re.compile(r".*-(?!\w+(?:ed|ing|ive|ent|ant|ic|ible|free)$)\w+", re.I)
_STAGE = re.compile(
    r"^(?:(?:clinical |pathologic )?stage\s+\S+\s+)|\s+AJCC v\d.*$|\s*,?\s+stage\s+\S+$", re.I
)


@dataclass(frozen=True, slots=True)
class Link:
    """A disease that a text means; with `within`, only a part of it, with `people` besides, of
    the people who have it. `matched` is the words, `purpose` what the medicine does about it."""

    disease: Curie
    matched: str
    confidence: Decimal
    within: bool
    purpose: str = TREATMENT
    people: bool = False


class DiseaseLinker:
    """Finds the diseases that texts are about."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def link_indication(self, text: str) -> tuple[Link, ...]:
        """The diseases that a stated indication is for, each once; none if it is not sure."""
        given = statements(text)
        parts = [(framed(one), meant) for one, meant in zip(given, _purposes(given), strict=True)]
        stated = [(inside, meant) for inside, meant in parts if inside is not None]
        # without any frame, only the beginning names it
        bare = [(one, purpose(text)) for one in given[:1] if not denies(one)]
        return _kept(
            [
                replace(link, purpose=meant)
                for inside, meant in stated or bare
                for link in self._in_phrase(phrase(inside))
            ]
        )

    def link_condition(self, text: str) -> tuple[Link, ...]:
        """The diseases that a condition, as a trial registers it, names."""
        bare = _STAGE.sub("", text)
        links = self._in_phrase(phrase(bare))
        if bare != text:
            links = [replace(link, within=True) for link in links]
        return _kept(links)

    def _in_phrase(self, given: Phrase) -> list[Link]:
        for cut in given.cuts:
            named = self._named(cut.text)
            if named is not None:
                return [_restricted(named, cut.restricted)]
        return self._in_core(given.core.text, given.core.restricted)

    def _in_core(self, text: str, restricted: Restriction) -> list[Link]:
        named = self._reworded(text)
        if named is None and self._lexicon.is_undecided(words(text)):
            return []
        if named is None:
            named = self._headed(text) or self._shortened(text, joint=True)
        if named is None:
            members = coordinated(text)
            if len(members) > 1:
                return list(self._in_members(members, restricted))
            named = self._part(text)
        return [] if named is None else [_restricted(named, restricted)]

    def _in_members(self, members: list[list[str]], restricted: Restriction) -> Iterator[Link]:
        """The diseases in the members of a list, in the first form of each that has one."""
        for forms in members:
            named = next(filter(None, map(self._named, forms)), None)
            if named is None:
                if _is_severity(forms[0]):
                    restricted = Restriction.DISEASE
                longest = forms[1] if len(forms) > 1 and _is_open(forms[0]) else forms[0]
                named = self._part(longest)
            if named is not None:
                weaker = replace(named, confidence=named.confidence * _COORDINATED)
                yield _restricted(weaker, restricted)

    def _named(self, text: str) -> Link | None:
        """The disease of which this is the whole name."""
        tokens = words(text)
        if not tokens or set(tokens) <= _EMPTY or (len(tokens) == 1 and len(tokens[0]) < 3):
            return None
        found = self._lexicon.find(tokens)
        if found is None or ("metastatic" in tokens and set(tokens) <= _SPREAD):
            return None
        confidence = _confidence(found)
        bare = len(text) < 5 and " " not in text
        short = bare or (len(tokens) == 1 and len(tokens[0]) < 5 and " " in text)
        if short and found.rank > 0 and not _ABBREVIATION.search(text):
            return None
        if bare:
            confidence = min(confidence, _SHORT_NAME)
        return Link(found.disease, _LOOSE_ENDS.sub("", text), confidence, found.shared)

    def _reworded(self, text: str) -> Link | None:
        """The disease whose name has another general noun at its end, or none ("Ebola virus
        infection" is the disease; a carcinoma of an organ is part of its cancers)."""
        start, _, last = text.rpartition(" ")
        for noun in _NOUNS.get(last.casefold().rstrip("s"), ()) if start else ():
            if not _says_nothing(words(start)) and (noun or len(words(start)) > 1):
                named = self._named(f"{start} {noun}")
                if named is not None and named.confidence > _SHORT_NAME:
                    within = named.within or noun == "cancer"
                    confidence = named.confidence * _SHORTER
                    return Link(named.disease, text, confidence, within)
        return None

    def _part(self, text: str) -> Link | None:
        """The broader disease of which a text means a part."""
        spoken_of, only_part = head(text)
        named = self._headed(text) or self._shortened(spoken_of)
        if named is None or not only_part or named.within:
            return named
        return replace(named, confidence=named.confidence * _CUT, within=True)

    def _headed(self, text: str) -> Link | None:
        """The disease that a text with "of" or "in" speaks of, without that."""
        spoken_of, only_part = head(text)
        if not only_part or _says_nothing(words(spoken_of)):
            return None
        named = self._named(spoken_of)
        return None if named is None else _restricted(named, Restriction.DISEASE)

    def _shortened(self, text: str, *, joint: bool = False) -> Link | None:
        """The disease whose name the text ends with: the words before it restrict it. With
        `joint`, only a name that has an "and" or "of" in it ("cancer of the head and neck")."""
        tokens = text.split()
        for start in range(1, len(tokens)):
            rest = " ".join(tokens[start:])
            bare = words(rest)
            if not bare or _says_nothing(bare) or (joint and not _JOINT.search(rest)):
                continue
            if tokens[start].lower() in _LINKING:
                continue
            named = self._named(rest)
            if named is None or (len(bare) < 3 and not self._in_order(bare)):
                continue
            before = words(tokens[start - 1])
            if before and before[-1] in _REVERSING:
                return None
            if len(bare) == 1 and _COMPOUND.fullmatch(tokens[start - 1]):
                return None  # the name of a syndrome: ataxia-oculomotor apraxia
            weight = _SHORTER if len(bare) > 1 else _SHORT_NAME
            added = set(words(" ".join(tokens[:start])))
            implied = self._lexicon.said_of(named.disease)
            if "deficiency" in bare:
                implied |= _IMPLIED
            within = named.within or not added <= implied
            return replace(named, confidence=named.confidence * weight, within=within)
        return None

    def _in_order(self, tokens: tuple[str, ...]) -> bool:
        found = self._lexicon.find(tokens)
        return found is not None and found.ordered


def _purposes(given: list[str]) -> Iterator[str]:
    """The purpose of each statement; one that says none has that of the one before it."""
    meant = TREATMENT
    for one in given:
        meant = purpose(one) if says_purpose(one) else meant
        yield meant


def _is_open(member: str) -> bool:
    """Whether a member of a list lacks its noun ("acute" and chronic leukemia)."""
    return bool(_ADJECTIVES.fullmatch(member))


def _is_severity(member: str) -> bool:
    """Whether a member of a list restricts those after it (metastatic or "recurrent" cancer)."""
    return bool(words(member)) and set(words(member)) <= _SEVERITY


def _says_nothing(tokens: tuple[str, ...]) -> bool:
    return all(token in _GENERAL or len(token) < 3 for token in tokens)


def _confidence(found: Found) -> Decimal:
    confidence = Decimal(_BY_RANK[found.rank])
    return confidence if found.ordered else confidence * _LOOSE


def _restricted(link: Link, restricted: Restriction) -> Link:
    if not restricted:
        return link
    people = restricted is Restriction.PEOPLE and (link.people or not link.within)
    return replace(link, confidence=link.confidence * _CUT, within=True, people=people)


def _kept(links: list[Link]) -> tuple[Link, ...]:
    """The sure ones, of each disease the best; a treatment, if any of them says so."""
    best: dict[Curie, Link] = {}
    treated = {link.disease for link in links if link.purpose == TREATMENT}
    for link in links:
        rounded = replace(
            link,
            confidence=link.confidence.quantize(Decimal("0.01")),
            purpose=TREATMENT if link.disease in treated else link.purpose,
        )
        if rounded.confidence < THRESHOLD:
            continue
        known = best.get(link.disease)
        if known is None or (not rounded.within, rounded.confidence) > (
            not known.within,
            known.confidence,
        ):
            best[link.disease] = rounded
    return tuple(best.values())
