"""What the search calls things for people: kinds with their tabs, facets, values, tiers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rarekg.identifiers import iri
from rarekg.records.kinds import DISEASES, PRECEDENCE, section_of
from rarekg.records.reader import Records
from rarekg.search.values import CLASSES, value_label
from rarekg.server.labels import concept_label


@dataclass(frozen=True, slots=True)
class Tab:
    """A group of kinds that results can be narrowed down to."""

    key: str
    words: str
    kinds: tuple[str, ...]


_ORGANISATIONS = tuple(kind for kind in PRECEDENCE if section_of(kind) == "organisation")
_NAMED = (
    Tab("diseases", "Diseases", tuple(kind for kind in PRECEDENCE if kind in DISEASES)),
    Tab("signs", "Signs", ("Phenotype",)),
    Tab("genes", "Genes", ("Gene",)),
    Tab("therapies", "Therapies", ("Therapy", "MedicalAction")),
    Tab("modalities", "Kinds of treatment", ("Modality", "Approach")),
    Tab("organisations", "Organisations", _ORGANISATIONS),
    Tab("trials", "Trials", ("Trial",)),
    Tab("sources", "Sources", ("Source",)),
    Tab("pages", "Pages", ("Page",)),
)
_TAKEN = {kind for tab in _NAMED for kind in tab.kinds}
# Each class is in one tab, so that the numbers of all tabs add up to the whole.
TABS = (*_NAMED, Tab("more", "More", tuple(kind for kind in CLASSES if kind not in _TAKEN)))

_KINDS = {
    "Disease": "Single diseases",
    "DiseaseGroup": "Groups of diseases",
    "DiseaseSubtype": "Forms of diseases",
    "Therapy": "Medicines and other therapies",
    "MedicalAction": "Measures of care",
    "Modality": "Kinds of treatment",
    "Approach": "Approaches",
    "PatientOrganisation": "Patient organisations",
    "ResearchCentre": "Research centres",
    "CareProvider": "Hospitals and care",
    "Company": "Companies",
    "Authority": "Authorities",
    "University": "Universities",
    "Organisation": "Other organisations",
    "Programme": "Programmes",
    "Payment": "Payments",
    "KeyFigure": "Key figures",
    "RarityRule": "Rules of rarity",
    "ReportingPoint": "Where to report side effects",
    "Area": "Areas",
}
FACET_WORDS: Mapping[str, str] = {
    "type": "Kind",
    "area": "Area of medicine",
    "modality": "Kind of treatment",
    "treatment": "Treatment",
    "stage": "Stage of treatment",
    "prevalence": "How common",
    "inheritance": "Inheritance",
    "onset": "Age at which it begins",
    "country": "Country",
}
SORT_WORDS: Mapping[str, str] = {
    "relevance": "best match",
    "name": "name",
    "known": "how much is known",
}


def tab_of(key: str) -> Tab | None:
    """The tab of a key, or of a class; None for neither."""
    return next((tab for tab in TABS if key == tab.key or key in tab.kinds), None)


def kind_words(kind: str) -> str:
    """What things of a class are called, several of them."""
    return _KINDS.get(kind, concept_label(kind))


def one_words(kind: str) -> str:
    """What one thing of a class is called."""
    return {"Modality": "kind of treatment", "Source": "source", "Page": "page"}.get(
        kind, concept_label(kind)
    )


def value_words(field: str, value: str, records: Records) -> str:
    """What a value of a facet is called, in English."""
    if field == "type":
        return kind_words(value)
    if ":" in value and not value.startswith("rkg:"):
        return records.lookup.name(iri(value))[0]
    return value_label(field, value)


def written_value(field: str, value: str, records: Records) -> str:
    """How a query names a value of a facet: by what it is called, unless that is a sentence."""
    return value if field == "treatment" else value_words(field, value, records)
