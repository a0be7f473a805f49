"""Kinds of entity: which class decides, and where the page of each kind is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from urllib.parse import quote

from rarekg.identifiers import Prefix, curie_of_iri, prefixes
from rarekg.vocabulary import ENTITY, RKG

# The kinds of organisation, in the order in which they are shown.
ORGANISATIONS = (
    "ResearchCentre",
    "CareProvider",
    "PatientOrganisation",
    "University",
    "Company",
    "Authority",
    "Organisation",
)

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
    "PatientOrganisation",  # before the next: the registry calls some of them health care
    "CareProvider",
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

# Properties by which something is stated of the treatment of a disease.
TREATING = ("indicatedFor", "orphanDesignation", "contraindicatedFor", "treats", "prevents")


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


_PLAIN = re.compile(r"[A-Za-z0-9_.:-]*")


def page_of(identifier: str, kind: str) -> str:
    """The path of an entity's page; "" for what has none."""
    if not kind:
        return ""
    if not _PLAIN.fullmatch(identifier):  # a look takes a third of the time
        identifier = quote(identifier, safe=":")
    return f"/{section_of(kind)}/{identifier}"


def identifier_of(address: str) -> str:
    """The Curie of an IRI where it has one; vocabulary terms as `rkg:Key`; else the IRI."""
    if address.startswith(RKG):
        return "rkg:" + address.removeprefix(RKG)
    if address.startswith(ENTITY):
        return "rarekg:" + address.removeprefix(ENTITY)
    return _plain(address) or curie_of_iri(address) or address


_CUT = re.compile(r"(.*[/_#=:])([^/_#=:]+)")


@cache
def _plain_prefixes() -> dict[str, Prefix]:
    """Prefixes by their namespaces, but for those that another one begins with."""
    found = list(prefixes().values())
    return {
        p.namespace: p
        for p in found
        if not p.suffix and not any(o is not p and _begins(o, p) for o in found)
    }


def _begins(longer: Prefix, prefix: Prefix) -> bool:
    return _bare(longer.namespace).startswith(_bare(prefix.namespace))


def _bare(address: str) -> str:
    return address.partition("://")[2].removeprefix("www.").casefold()


def _plain(address: str) -> str | None:
    """The Curie of an IRI as we write it, without trying all prefixes: lists have thousands."""
    cut = _CUT.fullmatch(address)
    prefix = _plain_prefixes().get(cut[1]) if cut else None
    if cut is None or prefix is None or not prefix.pattern.fullmatch(cut[2]):
        return None
    if prefix.width and len(cut[2]) < prefix.width:
        return None
    return f"{prefix.name}:{cut[2]}"
