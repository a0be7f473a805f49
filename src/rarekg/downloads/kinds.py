"""The tables of a release: which kinds of things stand together in one file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """A table: the stem of its files' names, its title, the classes in it."""

    stem: str
    title: str
    classes: tuple[str, ...]


KINDS = (
    Kind("diseases", "Diseases, groups and forms", ("Disease", "DiseaseGroup", "DiseaseSubtype")),
    Kind("phenotypes", "Signs and symptoms", ("Phenotype",)),
    Kind("genes", "Genes", ("Gene",)),
    Kind("therapies", "Medicines and other therapies", ("Therapy",)),
    Kind("actions", "Measures of care", ("MedicalAction",)),
    Kind("modalities", "Kinds of treatment", ("Modality", "Approach")),
    Kind("trials", "Trials", ("Trial",)),
    Kind(
        "organisations",
        "Organisations",
        (
            "Organisation",
            "ResearchCentre",
            "CareProvider",
            "PatientOrganisation",
            "Company",
            "Authority",
            "University",
        ),
    ),
    Kind("programmes", "Programmes and partnerships", ("Programme",)),
    Kind("payments", "Payments", ("Payment",)),
    Kind(
        "others",
        "Key figures, rules of rarity, reporting points, areas",
        ("KeyFigure", "RarityRule", "ReportingPoint", "Area", "Classification"),
    ),
)


def kind_of_class() -> dict[str, Kind]:
    """The table of each class."""
    return {cls: kind for kind in KINDS for cls in kind.classes}
