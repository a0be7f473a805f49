"""The diseases that a patient organisation works on, by its name.

"Schweizerische Gesellschaft für Cystische Fibrose" names one. A name is understood only as a
whole: besides the disease it may have nothing but words for organisations, people and places.
What is left over might restrict the disease, or be what the organisation is about; then nothing
is linked. So is nothing that is too wide to say anything ("Krebsliga").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import msgspec

from rarekg.facts import Fact, Reference, Text
from rarekg.identifiers import Curie
from rarekg.linking.lexicon import Lexicon, words
from rarekg.linking.mission_words import (
    COMPOUND,
    EPONYM_ENDINGS,
    EPONYMS,
    JOINING,
    ORGANISATION,
    PLACE,
    SAID,
    SILENT,
    TOO_WIDE,
)
from rarekg.linking.names import Name, Names
from rarekg.linking.word_forms import stem, tokens
from rarekg.report import Action, Report

METHOD = "disease named in the organisation's name, by rarekg names of organisations v1"
_PATIENTS = Curie("rkg:PatientOrganisation")
_BRACKETS = re.compile(r"[()\[\]]")
_GENITIVE = re.compile(r"['’´¹ʼ]s\b")
_SAID = Decimal("0.97")  # the words are a name of the disease
_STEMS = Decimal("0.95")  # in the form of another language
_EPONYM = Decimal("0.92")  # the name of a person alone
_CAPITALS = re.compile(r"\b(?![IVX]+\b)\w*[A-Z]{2}")  # an abbreviation, not a number
# An abbreviation stands for many things: GBS, EPDA.
_ACRONYM = re.compile(r"\b(?![IVX]+\b)[A-ZÄÖÜ]{2,6}\b")
_JAPANESE = "NANDO"  # groups of a health system, whose names are wider elsewhere
_LONGEST = 5  # words of a disease's name
_SHORTEST = 4  # letters of a single word
_SHORTEST_STEM = 4
_TRUSTED = frozenset({"curated", "orphanet", "mondo", "gard"})
_KINDS = frozenset({"name", "synonym", "layName"})


@dataclass(frozen=True, slots=True)
class Mission:
    """A disease that a name says, the words that do, and how surely."""

    disease: Curie
    matched: str
    confidence: Decimal


class MissionLinker:
    """Finds the diseases in names of organisations. `foreign` are names in German, French and
    Italian."""

    def __init__(
        self, lexicon: Lexicon, names: Iterable[Name] = (), foreign: Iterable[Name] = ()
    ) -> None:
        self._lexicon = lexicon
        self._stems: dict[tuple[str, ...], dict[Curie, int]] = {}
        self._eponyms: dict[str, set[Curie]] = {}
        for name in names:
            if name.kind in _KINDS and name.source in _TRUSTED:
                self._learn(name)
        for name in foreign:
            if name.kind in _KINDS:
                self._add_stems(tokens(name.text), Curie(name.of), 0)

    def _add_stems(self, said: Sequence[str], disease: Curie, rank: int) -> None:
        bearers = self._stems.setdefault(_bag(said), {})
        bearers[disease] = min(rank, bearers.get(disease, rank))

    def _learn(self, name: Name) -> None:
        said = tokens(_GENITIVE.sub("", name.text))
        if len(said) > _LONGEST or not said or _CAPITALS.search(name.text):
            return
        found = self._lexicon.find(words(name.text))
        if found is None or found.disease != name.of or found.disease.prefix == _JAPANESE:
            return
        self._add_stems(said, found.disease, found.rank)
        if said[-1] in EPONYM_ENDINGS and (len(said) > 2 or said[0] in EPONYMS):
            self._eponyms.setdefault(" ".join(said[:-1]), set()).add(found.disease)

    def link(self, name: str) -> tuple[Mission, ...]:
        """The diseases that a name says, each once; none if something else is left over."""
        for part in _BRACKETS.split(name):
            found = self._in_part(part)
            if found:
                return found
        return ()

    def _in_part(self, part: str) -> tuple[Mission, ...]:
        spoken, acronyms = _tokens(part), set(_ACRONYM.findall(part))
        missions: dict[Curie, Mission] = {}
        at = 0
        while at < len(spoken):
            length, mission = self._at(spoken, at)
            short = spoken[at].upper() in acronyms and spoken[at] not in SAID
            if mission is not None and not (short and length == 1):
                missions.setdefault(mission.disease, mission)
            elif not _is_frame(spoken[at]) and not short:
                return ()
            else:
                length = 1
            at += length
        return tuple(missions.values())

    def _at(self, spoken: Sequence[str], at: int) -> tuple[int, Mission | None]:
        """The longest disease that begins here, with its number of words."""
        for length in range(min(_LONGEST, len(spoken) - at), 0, -1):
            span = spoken[at : at + length]
            mission = self._named(span)
            if mission is not None:
                return length, mission
        return 1, None

    def _named(self, span: Sequence[str]) -> Mission | None:
        text = " ".join(span)
        if span[0] in SILENT or span[-1] in SILENT or all(map(_is_frame, span)):
            return None
        if not JOINING.isdisjoint(span):
            return None
        said = SAID.get(text, text)
        if said in TOO_WIDE or (len(span) == 1 and said == text and len(text) < _SHORTEST):
            return None
        bag = _bag(said.split())
        bearers = self._stems.get(bag, {})
        found = self._lexicon.find(words(said))
        if found is not None and found.ordered and (found.disease in bearers or text in SAID):
            return Mission(found.disease, text, _SAID if said == text else _STEMS)
        bearers = bearers if len("".join(bag)) >= _SHORTEST_STEM else {}
        best = [one for one, rank in bearers.items() if rank == min(bearers.values())]
        if len(best) == 1:
            return Mission(best[0], text, _STEMS)
        if span[0] == "morbus":
            text = " ".join(span[1:])
        eponymous = self._eponyms.get(text, set())
        if len(eponymous) == 1:
            return Mission(min(eponymous), text, _EPONYM)
        return None


@dataclass(slots=True)
class Missions:
    """A linker that is made when it is first asked: few files name such organisations. `names`
    reads the names of diseases anew."""

    lexicon: Lexicon = field(default_factory=lambda: Lexicon.of(()))
    names: Callable[[], Names] = Names
    _linker: MissionLinker | None = None

    def link(self, name: str) -> tuple[Mission, ...]:
        """The diseases that a name says."""
        if self._linker is None:
            known = self.names()
            self._linker = MissionLinker(self.lexicon, known.names, known.foreign)
        return self._linker.link(name)


def _tokens(part: str) -> list[str]:
    """The words of a name; of "Diabetesgesellschaft" what stands before the general word."""
    found = []
    for word in tokens(_GENITIVE.sub("", part)):
        compound = COMPOUND.fullmatch(word)
        found.append(compound["what"] if compound and word not in ORGANISATION else word)
    return found


def _bag(said: Sequence[str]) -> tuple[str, ...]:
    """The stems of words in one order; single letters tell diseases apart."""
    return tuple(sorted(stem(word) for word in said if word not in SILENT or len(word) == 1))


def _is_frame(word: str) -> bool:
    """Whether a word says nothing of a disease: an organisation, people, or a place."""
    return word in ORGANISATION or word in SILENT or bool(PLACE.fullmatch(word))


def mission(record: Sequence[Fact], linker: Missions, report: Report) -> Iterator[Fact]:
    """`worksOn` facts of a patient organisation, from its names."""
    if not any(fact.predicate == "type" and fact.object == _PATIENTS for fact in record):
        return
    for fact in record:
        if fact.predicate == "name" and isinstance(fact.object, Text):
            name = fact.object.value
            missions = linker.link(name)
            if not missions:
                _unlinked(fact, name, report)
            for one in missions:
                references = tuple(_reference(r, one, name) for r in fact.references)
                yield Fact(fact.subject, "worksOn", one.disease, references)


def _reference(stated: Reference, one: Mission, name: str) -> Reference:
    words = re.search(r"[\W_]+".join(map(re.escape, one.matched.split())), name, re.IGNORECASE)
    written = words[0] if words else one.matched
    return msgspec.structs.replace(
        stated, method=METHOD, asserted_object=written, confidence=one.confidence
    )


def _unlinked(fact: Fact, name: str, report: Report) -> None:
    """Lists a name in which no disease was recognised surely."""
    first = fact.references[0]
    message = f"{fact.subject}: no disease is recognised surely in '{name[:200]}'"
    rule = "patient organisation without a disease"
    report.note(first.source, rule, name, first.record, message, Action.LEFT_OUT)
