"""What is stated elsewhere about a thing: a disease's treatments stand with the therapies, what is
above a sign two steps up. Read once before all things are read in bulk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from rarekg.graph.dossiers import Dossier, Dossiers, StoredStatement, StoredValue
from rarekg.records.acts import AGAINST, APPROVED, rank, standing
from rarekg.records.kinds import deciding_type, identifier_of
from rarekg.vocabulary import RKG

# How far treatment of a disease has come, in the words of its page; "none" says that no source
# read here names any, not that there is none.
TREATMENT = ("approved", "studied", "stopped", "other", "care", "none")
_GROUP_OF = {"approved": "approved", "open": "studied", "": "studied", "ended": "stopped"}
_USE = frozenset({"indicatedFor", "orphanDesignation"})
_CARE = frozenset({"treats", "prevents"})
_TREATING = frozenset({"Therapy", "MedicalAction"})
_ORDERED = frozenset({"Modality", "Phenotype", "Area"})  # of which what is above counts, too
_ORGANISED = frozenset(
    {
        *("ResearchCentre", "PatientOrganisation", "CareProvider", "Company", "Authority"),
        *("University", "Organisation"),
    }
)


class Around:
    """What is stated of things by others, by IRI: the therapies of a disease with how far they
    have come, the organisations that work on it; what is above a sign, an area, a kind of
    treatment; the kinds of a therapy, with all above."""

    def __init__(self, dossiers: Dossiers) -> None:
        self.therapies: dict[str, list[tuple[str, str]]] = defaultdict(list)  # with its group
        self.organisations: dict[str, list[str]] = defaultdict(list)
        self.kinds: dict[str, tuple[str, ...]] = {}
        self._above: dict[str, tuple[str, ...]] = {}
        headings = [(a, deciding_type(types)) for a, types, _ in dossiers.headings()]
        for address, kind in headings:
            if kind in _ORDERED:
                self._above[address] = tuple(addresses(dossiers.dossier(address), "hasParent"))
        for address, kind in headings:
            if kind in _TREATING:
                self._take_therapy(address, dossiers.dossier(address))
            elif kind in _ORGANISED:
                for topic in said(dossiers.dossier(address), "worksOn"):
                    self.organisations[topic].append(address)

    def treated(self, address: str) -> int:
        """How many therapies are stated for a disease, whatever came of them."""
        return len({therapy for therapy, _ in self.therapies.get(address, ())})

    def up(self, addresses: Iterable[str]) -> tuple[str, ...]:
        """Things with all that is above them, each once, the things first."""
        found = dict.fromkeys(addresses)
        ahead = list(found)
        for address in ahead:
            for above in self._above.get(address, ()):
                if above not in found:
                    found[above] = None
                    ahead.append(above)
        return tuple(found)

    def _take_therapy(self, address: str, dossier: Dossier) -> None:
        self.kinds[address] = self.up(said(dossier, "hasModality"))
        for disease, group in _uses(dossier):
            self.therapies[disease].append((address, group))


def _uses(dossier: Dossier) -> Iterator[tuple[str, str]]:
    """The diseases of a therapy, each with the groups in which its page has it."""
    purposes: dict[tuple[str, ...], str] = {}  # of a decision
    groups: set[tuple[str, str]] = set()
    for told in dossier.statements:
        if told.property in _CARE and not told.negated:
            groups.add((text_of(told.value), "care"))
        elif told.property in _USE:
            decision = _decision(told)
            purposes[decision] = max(purposes.get(decision, ""), _purpose(told))
    stages: Mapping[str, set[str]] = defaultdict(set)
    for (disease, stage, *_), purpose in purposes.items():
        if purpose:
            groups.add((disease, "other"))
        else:
            stages[disease].add(stage)
    yield from sorted(groups)
    for disease, reached in stages.items():
        yield disease, _group(reached)


def _decision(told: StoredStatement) -> tuple[str, ...]:
    """Disease, stage, authority and day: statements with the same tell of one decision."""
    day = qualifier(told, "date") or qualifier(told, "grantedOn")
    return text_of(told.value), stage_of(told), qualifier(told, "authority"), day


def _group(stages: set[str]) -> str:
    """In which group a therapy stands that has reached some stages in a disease: what one authority
    approved is approved; else a decision against it weighs more than that it is studied."""
    if stages.isdisjoint(APPROVED) and not stages.isdisjoint(AGAINST):
        return "stopped"
    return _GROUP_OF[standing(min(stages, key=rank))]


def stage_of(told: StoredStatement) -> str:
    """The key of the stage that a statement about use tells; "" for none."""
    if told.negated:
        return "NotShownToWork"
    if told.property == "orphanDesignation":
        return "OrphanDesignated"
    return qualifier(told, "stage").removeprefix(RKG)


def _purpose(told: StoredStatement) -> str:
    return qualifier(told, "indicationPurpose")


def qualifier(told: StoredStatement, key: str) -> str:
    """The first value of a qualifier as text; "" without one."""
    return next((text_of(value) for name, value in told.qualifiers if name == key), "")


def text_of(value: StoredValue) -> str:
    """The IRI or the words of a value."""
    return value if isinstance(value, str) else value[0]


def said(dossier: Dossier, *keys: str) -> Iterator[str]:
    """The values that are affirmed of a thing, of some properties."""
    return (text_of(s.value) for s in dossier.statements if s.property in keys and not s.negated)


def facts(dossier: Dossier, *keys: str) -> Iterator[str]:
    """The values of some properties without statements."""
    return (text_of(fact.value) for fact in dossier.facts if fact.property in keys)


def addresses(dossier: Dossier, *keys: str) -> Iterator[str]:
    """The things that some properties without statements name, by IRI."""
    return (f.value for f in dossier.facts if f.property in keys and isinstance(f.value, str))


@lru_cache(1 << 16)  # 57,000 in all: signs, genes, … come again and again
def attribute(field: str, address: str) -> tuple[str, str]:
    """A thing as a value of a field; the pair is held once, however many things have it."""
    return field, str(identifier_of(address))


@lru_cache(1 << 10)
def id_of(address: str) -> str:
    """The identifier of an IRI, as a plain string."""
    return str(identifier_of(address))
