"""Facts: none without a reference, none with a wrong value; ids that never change."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from msgspec.structs import replace

from rarekg.errors import InvalidFact
from rarekg.facts import Fact, Reference, Text, Url, Value, statement_id
from rarekg.identifiers import curie

DISEASE, SIGN = curie("ORPHA:95"), curie("HP:0001251")
REFERENCE = Reference("hpoa", "OMIM:229300", publications=("PMID:1",))


def fact(predicate: str = "hasPhenotype", value: Value = SIGN, **others: object) -> Fact:
    made = Fact(DISEASE, predicate, value, (REFERENCE,))
    return replace(made, **others)


def test_a_fact_without_a_reference_cannot_be_made() -> None:
    with pytest.raises(InvalidFact, match="no reference for ORPHA:95 hasPhenotype HP:0001251"):
        Fact(DISEASE, "hasPhenotype", SIGN, ())


@pytest.mark.parametrize(("source", "record"), [("", "ORPHA:95"), ("orphanet", ""), ("", "")])
def test_a_reference_names_source_and_record(source: str, record: str) -> None:
    with pytest.raises(InvalidFact, match="needs a source and a record"):
        Reference(source, record)


@pytest.mark.parametrize(
    ("predicate", "value"),
    [
        ("hasPhenotype", "HP:0001251"),
        ("hasPhenotype", Text("Ataxia", "en")),
        ("name", "Friedreich ataxia"),
        ("definition", SIGN),
        ("deprecated", 1),
        ("startYear", True),
        ("startYear", Decimal(2020)),
        ("reportedCases", 3),
        ("seeAlso", "https://example.org/"),
        ("locus", Url("https://example.org/")),
    ],
)
def test_a_value_is_of_the_kind_that_the_property_takes(predicate: str, value: Value) -> None:
    with pytest.raises(InvalidFact, match=predicate):
        fact(predicate, value)


def test_qualifiers_are_checked_too() -> None:
    assert fact(qualifiers=(("date", dt.date(2020, 1, 2)),))
    for wrong in (("date", "2020-01-02"), ("frequency", "often")):
        with pytest.raises(InvalidFact, match=wrong[0]):
            fact(qualifiers=(wrong,))
    with pytest.raises(InvalidFact):
        fact(qualifiers=(("noSuchQualifier", SIGN),))


def test_only_what_has_a_statement_can_be_denied() -> None:
    assert fact(negated=True).negated
    with pytest.raises(InvalidFact, match="cannot be negated"):
        fact("name", Text("x", "en"), negated=True)
    with pytest.raises(InvalidFact):
        fact("noSuchProperty")


def test_what_the_source_wrote_is_kept_when_ids_change() -> None:
    moved = fact().about(curie("MONDO:0100339"), curie("HP:0001310"))
    (reference,) = moved.references
    assert (reference.asserted_subject, reference.asserted_object) == ("ORPHA:95", "HP:0001251")
    again = moved.about(curie("MONDO:1"), moved.object)
    assert again.references[0].asserted_subject == "ORPHA:95", "the first one stays"
    unmoved = fact()
    assert unmoved.about(DISEASE, SIGN) is unmoved


def test_equal_references_are_one_and_each_field_makes_another() -> None:
    same = Reference("hpoa", "OMIM:229300", publications=("PMID:1",))
    assert same.id() == REFERENCE.id()
    others = [
        replace(same, record="OMIM:1"),
        replace(same, source="gard"),
        replace(same, primary_source="orphanet"),
        replace(same, publications=("PMID:1", "PMID:2")),
        replace(same, publications=("PMID:2", "PMID:1")),
        replace(same, evidence=curie("ECO:0000304")),
        replace(same, method="read by a human"),
        replace(same, url="read by a human"),
        replace(same, curated_by="read by a human"),
        replace(same, asserted_subject="x"),
        replace(same, asserted_object="x"),
    ]
    assert len({same.id(), *(r.id() for r in others)}) == len(others) + 1


def test_the_id_of_a_statement_is_of_what_it_says() -> None:
    terms = ("<a:s>", "<a:p>", "<a:o>")
    plain = statement_id(*terms, (), False)
    assert plain == "6133a31e650fe3094506a587"
    assert plain == statement_id(*terms, (), False)
    two = ("<a:q> 1", "<a:r> 2")
    ids = {
        plain,
        statement_id(*terms, (), True),
        statement_id(*terms, two[:1], False),
        statement_id(*terms, two, False),
        statement_id("<a:s>", "<a:p>", '"o"', (), False),
    }
    assert len(ids) == 5
    assert statement_id(*terms, two, False) == statement_id(*terms, two[::-1], False), "no order"
