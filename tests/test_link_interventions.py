"""What is tested in a trial, as a therapy: by its exact name, and never what is no therapy."""

from __future__ import annotations

import pytest

from rarekg.facts import Fact, Reference, Text
from rarekg.identifiers import curie
from rarekg.linking import interventions
from rarekg.linking.interventions import TherapyLinker, TherapyName
from rarekg.report import Report
from tests.reading import findings

LINKER = TherapyLinker(
    [
        TherapyName("nusinersen sodium", 0, "rarekg:nusinersen"),
        TherapyName("Spinraza", 3, "rarekg:nusinersen"),
        TherapyName("sodium chloride", 0, "CHEBI:26710"),
        TherapyName("agalsidase alfa", 0, "rarekg:agalsidase-alfa"),
        TherapyName("agalsidase beta", 0, "rarekg:agalsidase-beta"),
        TherapyName("agalsidase", 2, "rarekg:agalsidase-alfa"),
        TherapyName("agalsidase", 2, "rarekg:agalsidase-beta"),
        TherapyName("inventamab", 0, "rarekg:inventamab"),
        TherapyName("inventamab", 2, "rarekg:other"),
        TherapyName("IVM", 2, "rarekg:inventamab"),
    ]
)


def links(text: str, kind: str = "DRUG", *others: str) -> tuple[list[Fact], Report]:
    qualifiers = (("interventionType", kind), *(("otherName", name) for name in others))
    reference = (Reference("clinicaltrials", "NCT90000001"),)
    fact = Fact(curie("NCT:90000001"), "interventionText", Text(text, "en"), reference, qualifiers)
    report = Report()
    return list(interventions.tested(fact, LINKER, report)), report


@pytest.mark.parametrize(
    ("text", "matched"),
    [
        ("Nusinersen", "Nusinersen"),
        ("nusinersen sodium", "nusinersen sodium"),
        ("SPINRAZA®", "SPINRAZA®"),
        ("Drug: Nusinersen", "Nusinersen"),
        ("Nusinersen 12 mg every four months", "Nusinersen"),
        ("Nusinersen intrathecal injection", "Nusinersen"),
    ],
)
def test_a_name_in_another_spelling_is_the_therapy(text: str, matched: str) -> None:
    [found], report = links(text)
    assert (found.predicate, found.object) == ("studiesTherapy", "rarekg:nusinersen")
    [reference] = found.references
    assert (reference.record, reference.asserted_object) == ("NCT90000001", matched)
    assert reference.method
    assert reference.confidence
    assert not report.entries


def test_what_is_called_so_by_its_name_comes_before_what_is_called_so_as_well() -> None:
    assert [f.object for f in links("inventamab")[0]] == ["rarekg:inventamab"]


@pytest.mark.parametrize("others", [("Spinraza",), ("ISIS 396443", "nusinersen", "Spinraza")])
def test_other_names_tell_where_the_name_does_not(others: tuple[str, ...]) -> None:
    [found] = links("BIIB058", "DRUG", *others)[0]
    assert found.object == "rarekg:nusinersen"


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("agalsidase", ()),  # the name of two
        ("IVM", ()),  # three letters
        ("BIIB058", ()),
        ("ERT", ("agalsidase alfa", "agalsidase beta")),
        ("nusinersen + inventamab", ()),
        ("nusinersen biosimilar", ()),
    ],
)
def test_what_is_not_sure_is_reported_and_not_linked(text: str, others: tuple[str, ...]) -> None:
    found, report = links(text, "DRUG", *others)
    assert found == []
    assert findings(report) == {"intervention without a therapy": 1}


@pytest.mark.parametrize(
    "text",
    [
        "Placebo",
        "Placebo to nusinersen",
        "nusinersen matching placebo",
        "Sham procedure",
        "Normal saline",
        "Sodium chloride 0.9%",
        "Standard of care",
    ],
)
def test_a_placebo_is_no_therapy(text: str) -> None:
    found, report = links(text, "DRUG", "nusinersen")
    assert found == []
    assert not report.entries


@pytest.mark.parametrize("kind", ["PROCEDURE", "DEVICE", "BEHAVIORAL", "RADIATION", "OTHER"])
def test_what_is_done_is_no_therapy(kind: str) -> None:
    assert links("nusinersen", kind)[0] == []
