"""By what things can be narrowed down: area, kind and standing of treatment, how common, …

An attribute is (field, value); the value is an identifier, a key of the vocabulary, a code of a
country, or a word of `around.TREATMENT`. Only what is affirmed of a thing is one of its
attributes, and a thing that lacks one may have it all the same: then no source says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from rarekg.graph.dossiers import Dossier, StoredStatement
from rarekg.records.acts import rank
from rarekg.records.around import (
    Around,
    addresses,
    attribute,
    facts,
    id_of,
    qualifier,
    said,
    stage_of,
    text_of,
)
from rarekg.records.countries import country_code
from rarekg.records.kinds import DISEASES, classes_of
from rarekg.vocabulary import RKG, close_matches

Attributes = Iterator[tuple[str, str]]

# Of several measures the first that a disease has a class of; classes that say nothing are none.
_MEASURES = ("pointPrevalence", "prevalenceAtBirth", "lifetimePrevalence")
_NO_CLASS = frozenset({"rkg:PrevalenceUnknown", "rkg:PrevalenceNotYetDocumented"})
_CONTINENTS = frozenset({"Europe", "Africa", "Asia", "Oceania", "North America", "Latin America"})
# Frequent: in at least 30 of 100, which is HPO's bound (HP:0040282).
_OFTEN = frozenset({"HP:0040280", "HP:0040281", "HP:0040282"})
_OFTEN_SHARE = Decimal("0.3")


@dataclass(frozen=True, slots=True)
class _Thing:
    """A thing by its IRI and class, with what is stated of it, and elsewhere."""

    address: str
    kind: str
    dossier: Dossier
    around: Around


def attributes(address: str, kind: str, dossier: Dossier, around: Around) -> Attributes:
    """The attributes of a thing, each once."""
    return iter(dict.fromkeys(_attributes(_Thing(address, kind, dossier, around))))


def _attributes(thing: _Thing) -> Attributes:
    if "true" in facts(thing.dossier, "deprecated"):
        yield "deprecated", "true"
    if (of_kind := _OF_KIND.get(thing.kind)) is not None:
        yield from of_kind(thing)


def _named(field: str, found: Iterable[str]) -> Attributes:
    """Things by their IRIs as values of a field."""
    return (attribute(field, address) for address in found)


def _of_disease(thing: _Thing) -> Attributes:
    dossier, around = thing.dossier, thing.around
    yield from _named("area", around.up(addresses(dossier, "inArea", "category")))
    yield from _treatment(thing)
    yield from (("prevalence", key) for key in _prevalence(dossier))
    yield from _named("inheritance", said(dossier, "hasInheritance"))
    yield from (("onset", _age(value, around)) for value in said(dossier, "hasOnset"))
    yield from _named("gene", said(dossier, "associatedGene"))
    yield from _signs(dossier)
    yield from _named("organisation", around.organisations.get(thing.address, ()))


def _treatment(thing: _Thing) -> Attributes:
    kinds = thing.around.kinds
    stated = thing.around.therapies.get(thing.address, ())
    groups = {group for _, group in stated}
    yield from (("treatment", group) for group in sorted(groups))
    if not groups and thing.kind != "DiseaseGroup":
        yield "treatment", "none"
    yield from _named("therapy", (therapy for therapy, _ in stated))
    tried = (therapy for therapy, group in stated if group in ("approved", "studied"))
    yield from _named("modality", (kind for therapy in tried for kind in kinds[therapy]))


def _prevalence(dossier: Dossier) -> list[str]:
    """The classes that the best statements give: validated ones before others, then those of the
    widest region. Where these differ, all are said."""
    for measure in _MEASURES:
        stated: dict[tuple[bool, int], dict[str, None]] = {}
        for told in dossier.statements:
            if told.property != measure or told.negated:
                continue
            key = id_of(text_of(told.value))
            if key not in _NO_CLASS:
                stated.setdefault(_standing(told), {})[key] = None
        if stated:
            return list(stated[min(stated)])
    return []


def _standing(told: StoredStatement) -> tuple[bool, int]:
    region = qualifier(told, "region")
    width = 0 if region == "Worldwide" else 1 if region in _CONTINENTS else 2
    return qualifier(told, "validation").endswith("NotYetValidated"), width


def _age(address: str, around: Around) -> str:
    """An age of onset as one of ours, where our vocabulary says that it comes close to the term
    or to one above it: sources have two scales. Else the term."""
    if address.startswith(RKG):
        return id_of(address)
    close = close_matches()
    near = next((close[above] for above in around.up((address,)) if above in close), "")
    return f"rkg:{near}" if near else id_of(address)


def _signs(dossier: Dossier) -> Attributes:
    """The signs, and again those that many have."""
    stated = [s for s in dossier.statements if s.property == "hasPhenotype" and not s.negated]
    yield from _named("sign", (text_of(s.value) for s in stated))
    yield from _named("often", (text_of(s.value) for s in stated if _is_frequent(s)))


def _is_frequent(told: StoredStatement) -> bool:
    frequency = qualifier(told, "frequency")
    if frequency:
        return id_of(frequency) in _OFTEN
    share = _share(qualifier(told, "frequencyCount"), qualifier(told, "frequencyPercent"))
    return share >= _OFTEN_SHARE


def _share(count: str, percent: str) -> Decimal:
    """ "3/7" or "45%" as a number from 0 to 1; 0 for neither."""
    some, _, of = count.partition("/")
    if some.isdecimal() and of.isdecimal() and int(of):
        return Decimal(some) / Decimal(of)
    number = percent.removesuffix("%").strip()
    return Decimal(number) / 100 if number.replace(".", "", 1).isdecimal() else Decimal(0)


def _of_therapy(thing: _Thing) -> Attributes:
    yield from _named("modality", thing.around.kinds.get(thing.address, ()))
    stages = {
        stage_of(told)
        for told in thing.dossier.statements
        if told.property in ("indicatedFor", "orphanDesignation", "statedIndication")
        and not qualifier(told, "indicationPurpose")
    }
    if stage := min(stages, key=rank, default=""):
        yield "stage", f"rkg:{stage}"
    yield from _named("gene", said(thing.dossier, "hasTarget", "suppliesGene"))
    yield from _named("organisation", said(thing.dossier, "heldBy"))
    yield from _named("therapy", (thing.address, *addresses(thing.dossier, "hasIngredient")))


def _of_modality(thing: _Thing) -> Attributes:
    return _named("modality", thing.around.up((thing.address,)))


def _of_sign(thing: _Thing) -> Attributes:
    return _named("sign", thing.around.up((thing.address,)))


def _of_gene(thing: _Thing) -> Attributes:
    return _named("gene", (thing.address,))


def _of_area(thing: _Thing) -> Attributes:
    return _named("area", thing.around.up((thing.address,)))


def _of_organisation(thing: _Thing) -> Attributes:
    codes = {*facts(thing.dossier, "countryCode")} or {
        country_code(name) for name in said(thing.dossier, "locatedIn")
    }
    yield from (("country", code) for code in sorted(codes) if code)
    topics = said(thing.dossier, "worksOn")
    yield from _named("area", thing.around.up(t for t in topics if "/area-" in t))
    yield from _named("organisation", (thing.address, *said(thing.dossier, "partOf")))


def _of_trial(thing: _Thing) -> Attributes:
    studied = [*said(thing.dossier, "studiesTherapy")]
    yield from _named("therapy", studied)
    yield from _named(
        "modality", (k for therapy in studied for k in thing.around.kinds.get(therapy, ()))
    )
    yield from _named("organisation", said(thing.dossier, "sponsoredBy", "collaborator", "hasSite"))
    sites = (s for s in thing.dossier.statements if s.property in ("siteName", "hasSite"))
    codes = {country_code(qualifier(site, "country")) for site in sites}
    yield from (("country", code) for code in sorted(codes) if code)


def _of_place(thing: _Thing) -> Attributes:
    codes = {country_code(name) for name in said(thing.dossier, "locatedIn", "coversPlace")}
    yield from (("country", code) for code in sorted(codes) if code)
    yield from _named("organisation", said(thing.dossier, "hasPartner"))


_OF_KIND: dict[str, Callable[[_Thing], Attributes]] = {
    **dict.fromkeys(DISEASES, _of_disease),
    **dict.fromkeys(classes_of("organisation"), _of_organisation),
    "Phenotype": _of_sign,
    "Gene": _of_gene,
    "Therapy": _of_therapy,
    "MedicalAction": _of_therapy,
    "Modality": _of_modality,
    "Area": _of_area,
    "Trial": _of_trial,
    "Programme": _of_place,
    "ReportingPoint": _of_place,
}
