"""What the search calls things for people: kinds with their tabs, facets, values, tiers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rarekg.identifiers import iri
from rarekg.records.kinds import DISEASES, PRECEDENCE, section_of
from rarekg.records.reader import Records
from rarekg.search.values import CLASSES, value_label
from rarekg.server.formats import country
from rarekg.server.labels import concept_label
from rarekg.server.languages import gettext, gettext_noop


@dataclass(frozen=True, slots=True)
class Tab:
    """A group of kinds that results can be narrowed down to."""

    key: str
    words: str
    kinds: tuple[str, ...]


_ORGANISATIONS = tuple(kind for kind in PRECEDENCE if section_of(kind) == "organisation")
_NAMED = (
    Tab(
        "diseases", gettext_noop("Diseases"), tuple(kind for kind in PRECEDENCE if kind in DISEASES)
    ),
    Tab("signs", gettext_noop("Signs"), ("Phenotype",)),
    Tab("genes", gettext_noop("Genes"), ("Gene",)),
    Tab("therapies", gettext_noop("Therapies"), ("Therapy", "MedicalAction")),
    Tab("modalities", gettext_noop("Kinds of treatment"), ("Modality", "Approach")),
    Tab("organisations", gettext_noop("Organisations"), _ORGANISATIONS),
    Tab("trials", gettext_noop("Trials"), ("Trial",)),
    Tab("sources", gettext_noop("Sources"), ("Source",)),
    Tab("pages", gettext_noop("Pages"), ("Page",)),
)
_TAKEN = {kind for tab in _NAMED for kind in tab.kinds}
# Each class is in one tab, so that the numbers of all tabs add up to the whole.
TABS = (
    *_NAMED,
    Tab("more", gettext_noop("More"), tuple(kind for kind in CLASSES if kind not in _TAKEN)),
)

_KINDS = {
    "Disease": gettext_noop("Single diseases"),
    "DiseaseGroup": gettext_noop("Groups of diseases"),
    "DiseaseSubtype": gettext_noop("Forms of diseases"),
    "Therapy": gettext_noop("Medicines and other therapies"),
    "MedicalAction": gettext_noop("Measures of care"),
    "Modality": gettext_noop("Kinds of treatment"),
    "Approach": gettext_noop("Approaches"),
    "PatientOrganisation": gettext_noop("Patient organisations"),
    "ResearchCentre": gettext_noop("Research centres"),
    "CareProvider": gettext_noop("Hospitals and care"),
    "Company": gettext_noop("Companies"),
    "Authority": gettext_noop("Authorities"),
    "University": gettext_noop("Universities"),
    "Organisation": gettext_noop("Other organisations"),
    "Programme": gettext_noop("Programmes"),
    "Payment": gettext_noop("Payments"),
    "KeyFigure": gettext_noop("Key figures"),
    "RarityRule": gettext_noop("Rules of rarity"),
    "ReportingPoint": gettext_noop("Where to report side effects"),
    "Area": gettext_noop("Areas"),
}
FACET_WORDS: Mapping[str, str] = {
    "type": gettext_noop("Kind"),
    "area": gettext_noop("Area of medicine"),
    "modality": gettext_noop("Kind of treatment"),
    "treatment": gettext_noop("Treatment"),
    "stage": gettext_noop("Stage of treatment"),
    "prevalence": gettext_noop("How common"),
    "inheritance": gettext_noop("Inheritance"),
    "onset": gettext_noop("Age at which it begins"),
    "country": gettext_noop("Country"),
}
SORT_WORDS: Mapping[str, str] = {
    "relevance": gettext_noop("best match"),
    "name": gettext_noop("name"),
    "known": gettext_noop("how much is known"),
}


def tab_of(key: str) -> Tab | None:
    """The tab of a key, or of a class; None for neither."""
    return next((tab for tab in TABS if key == tab.key or key in tab.kinds), None)


def kind_words(kind: str) -> str:
    """What things of a class are called, several of them."""
    return gettext(_KINDS[kind]) if kind in _KINDS else concept_label(kind)


def one_words(kind: str) -> str:
    """What one thing of a class is called."""
    return gettext(_ONE[kind]) if kind in _ONE else concept_label(kind)


_ONE = {
    "Modality": gettext_noop("kind of treatment"),
    "Source": gettext_noop("source"),
    "Page": gettext_noop("page"),
}


def value_words(field: str, value: str, records: Records) -> str:
    """What a value of a facet is called, in the language of the records."""
    if field == "type":
        return kind_words(value)
    if ":" in value and not value.startswith("rkg:"):
        return records.lookup.name(iri(value))[0]
    return closed_value(field, value)


def closed_value(field: str, value: str) -> str:
    """What a value of a closed list is called."""
    if field == "country":
        return country(value) or value_label(field, value)
    if field == "type":
        return one_words(value)
    return concept_label(value) if value.startswith("rkg:") else gettext(value_label(field, value))


def written_value(field: str, value: str, records: Records) -> str:
    """How a query names a value of a facet: by what it is called, unless that is a sentence."""
    if field in ("treatment", "type"):
        return value
    if ":" in value and not value.startswith("rkg:"):
        return records.lookup.name(iri(value), "en")[0]
    return value_label(field, value)
