"""Facts derived from stated indications and conditions keep who said it, and say how."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from rarekg.facts import Fact, Qualifier, Reference, Text
from rarekg.identifiers import Curie
from rarekg.linking.diseases import METHOD, DiseaseLinker
from rarekg.linking.indications import indicated, studies
from rarekg.linking.lexicon import Lexicon
from rarekg.linking.names import Name
from rarekg.report import Report
from tests.reading import findings

REFERENCE = Reference("fda", "examplamab, designated 2020-01-02", url="https://example.org/1")
DECIDED: tuple[Qualifier, ...] = (
    ("stage", Curie("rkg:OrphanDesignated")),
    ("authority", Curie("rarekg:organisation-fda")),
    ("date", dt.date(2020, 1, 2)),
    ("document", "12345"),
)


@pytest.fixture
def linker() -> DiseaseLinker:
    names = [
        Name("Uveitis", "name", "MONDO:0020283", "orphanet"),
        Name("Wilson disease", "name", "MONDO:0010200", "orphanet"),
    ]
    return DiseaseLinker(Lexicon.of(names))


def stated(text: str, *more: Qualifier) -> Fact:
    said = Text(text, "en")
    qualifiers = (*DECIDED, *more)
    return Fact(Curie("rarekg:example"), "statedIndication", said, (REFERENCE,), qualifiers)


def test_an_indication_becomes_a_fact_with_its_decision(linker: DiseaseLinker) -> None:
    report = Report()
    [fact] = indicated(stated("Treatment of Wilson's disease"), linker, report)
    assert (fact.subject, fact.predicate) == ("rarekg:example", "indicatedFor")
    assert fact.object == Curie("MONDO:0010200")
    assert fact.qualifiers == DECIDED
    [reference] = fact.references
    assert (reference.source, reference.record) == (REFERENCE.source, REFERENCE.record)
    assert reference.url == REFERENCE.url
    assert reference.method == METHOD
    assert reference.asserted_object == "Wilson's disease"
    assert reference.confidence == Decimal("0.99")
    assert not report.entries


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("Treatment of uveitis in children", "rkg:WithinPeople"),
        ("Treatment of paediatric patients with uveitis", "rkg:WithinPeople"),
        ("Treatment of uveitis who did not respond to steroids", "rkg:WithinPeople"),
        ("Treatment of uveitis due to infection", "rkg:WithinDisease"),
        ("Treatment of posterior uveitis", "rkg:WithinDisease"),
        ("Treatment of children with uveitis due to infection", "rkg:WithinDisease"),
    ],
)
def test_a_part_of_a_disease_and_a_part_of_its_people_are_told_apart(
    linker: DiseaseLinker, text: str, scope: str
) -> None:
    [fact] = indicated(stated(text), linker, Report())
    assert [value for key, value in fact.qualifiers if key == "scope"] == [Curie(scope)]


@pytest.mark.parametrize(
    ("text", "meant"),
    [("Prevention of uveitis", "prevention"), ("Diagnosis of uveitis", "diagnosis")],
)
def test_what_is_no_treatment_says_so(linker: DiseaseLinker, text: str, meant: str) -> None:
    [fact] = indicated(stated(text), linker, Report())
    assert ("indicationPurpose", meant) in fact.qualifiers


def test_each_statement_has_a_purpose_of_its_own(linker: DiseaseLinker) -> None:
    text = "Prevention of uveitis in adults. Treatment of Wilson disease."
    prevented, treated = indicated(stated(text), linker, Report())
    assert ("indicationPurpose", "prevention") in prevented.qualifiers
    assert treated.object == "MONDO:0010200"
    assert "indicationPurpose" not in dict(treated.qualifiers)


def test_two_diseases_are_two_facts(linker: DiseaseLinker) -> None:
    facts = list(indicated(stated("Treatment of uveitis and Wilson disease"), linker, Report()))
    assert [fact.object for fact in facts] == ["MONDO:0020283", "MONDO:0010200"]


def test_what_is_only_of_the_text_is_not_carried(linker: DiseaseLinker) -> None:
    text = stated("Treatment of uveitis", ("exclusivityEnd", dt.date(2030, 1, 1)))
    [fact] = indicated(text, linker, Report())
    assert fact.qualifiers == DECIDED


def test_an_abstention_is_listed_for_curators(linker: DiseaseLinker) -> None:
    report = Report()
    assert list(indicated(stated("Treatment of the unknown"), linker, report)) == []
    assert findings(report) == {"indication without a disease": 1}


def test_other_facts_are_left_alone(linker: DiseaseLinker) -> None:
    name = Fact(Curie("rarekg:example"), "name", Text("Uveitis", "en"), (REFERENCE,))
    report = Report()
    assert list(indicated(name, linker, report)) == []
    assert list(studies(name, linker, report)) == []
    assert not report.entries


def test_a_condition_becomes_what_the_trial_studies(linker: DiseaseLinker) -> None:
    reference = Reference("clinicaltrials", "NCT:00000001")
    trial = Curie("NCT:00000001")
    report = Report()
    said = [Text("Uveitis", "en"), Text("Something else", "en")]
    facts = [Fact(trial, "conditionText", text, (reference,)) for text in said]
    [fact] = [found for one in facts for found in studies(one, linker, report)]
    assert (fact.predicate, fact.object) == ("studiesDisease", "MONDO:0020283")
    assert findings(report) == {"condition without a disease": 1}
