"""Kinds of entity: which class decides, and where the page of each kind is."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from rarekg.identifiers import curie_of_iri
from rarekg.vocabulary import ENTITY, RKG

# Where sources give an entity several classes, the first of these decides.
PRECEDENCE = (
    "DiseaseGroup",
    "DiseaseSubtype",
    "Disease",
    "Phenotype",
    "Gene",
    "MedicalAction",
    "Therapy",
    "Modality",
    "Approach",
    "Trial",
    "ResearchCentre",
    "CareProvider",  # before the next: hospitals are paid under the code for patient organisations
    "PatientOrganisation",
    "Company",
    "Authority",
    "University",
    "Organisation",
    "Programme",
    "Payment",
    "KeyFigure",
    "RarityRule",
    "ReportingPoint",
    "Area",
)

# Where the page of a kind is; any other is at /entity/.
_SECTION = {
    "DiseaseGroup": "disease",
    "DiseaseSubtype": "disease",
    "Disease": "disease",
    "Phenotype": "phenotype",
    "Gene": "gene",
    "MedicalAction": "therapy",
    "Therapy": "therapy",
    "Modality": "modality",
    "Trial": "trial",
    "ResearchCentre": "organisation",
    "PatientOrganisation": "organisation",
    "Company": "organisation",
    "Authority": "organisation",
    "CareProvider": "organisation",
    "University": "organisation",
    "Organisation": "organisation",
    "Programme": "programme",
    "Payment": "payment",
}
SECTIONS = (*dict.fromkeys(_SECTION.values()), "entity")

DISEASES = frozenset({"Disease", "DiseaseGroup", "DiseaseSubtype"})


def deciding_type(types: Iterable[str]) -> str:
    """The class key that names what an entity is; "" for none that we know."""
    given = set(types)
    return next((t for t in PRECEDENCE if t in given), "")


def section_of(kind: str) -> str:
    """The section of the site that pages of a class are in; "" for what has no page."""
    return _SECTION.get(kind, "entity") if kind else ""


def classes_of(section: str) -> tuple[str, ...]:
    """The class keys of the things whose pages are in a section."""
    return tuple(kind for kind, own in _SECTION.items() if own == section)


def page_of(identifier: str, kind: str) -> str:
    """The path of an entity's page; "" for what has none."""
    if not kind:
        return ""
    return f"/{section_of(kind)}/{quote(identifier, safe=':')}"


def identifier_of(address: str) -> str:
    """The Curie of an IRI where it has one; vocabulary terms as `rkg:Key`; else the IRI."""
    if address.startswith(RKG):
        return "rkg:" + address.removeprefix(RKG)
    if address.startswith(ENTITY):
        return "rarekg:" + address.removeprefix(ENTITY)
    return curie_of_iri(address) or address
