"""Organisations in names of sites, sponsors and holders: the right one, or none."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from benchmarks.gold_places import PLACES_BOUND, measure

from rarekg.facts import Fact, Qualifier, Reference, Text, Value
from rarekg.identifiers import Curie
from rarekg.linking.holders import place_of_holder
from rarekg.linking.organisation_names import Known, Organisations
from rarekg.linking.organisations import OrganisationLinker
from rarekg.linking.places import placed
from rarekg.report import Report
from tests.reading import findings

COUNTRIES = [("Switzerland", "CH"), ("France", "FR"), ("United States", "US"), ("Denmark", "DK")]
CARE, COMPANY = ("healthcare",), ("company",)


def known(
    of: str,
    names: tuple[str, ...],
    place: tuple[str, str],
    kinds: tuple[str, ...] = CARE,
    *,
    within: tuple[str, ...] = (),
    point: tuple[float, float] | None = None,
) -> Known:
    points = () if point is None else (point,)
    return Known(f"ROR:{of}", names, (place[0],), (place[1],), points, kinds, within)


LINKER = OrganisationLinker(
    Organisations(
        [
            known("zurich", ("Hôpital Inventé", "Invented Hospital"), ("Zürich", "CH")),
            known("clinic", ("Clinic of Rare Joints",), ("Zurich", "CH"), within=("ROR:zurich",)),
            known("general-a", ("University Hospital",), ("Lyon", "FR")),
            known("general-b", ("University Hospital",), ("Paris", "FR")),
            known("sinai", ("Mount Example Medical Center",), ("Miami Beach", "US")),
            known("coral", ("University of Exampleton",), ("Coral Gables", "US"), ("education",)),
            known("near", ("School of Inventions",), ("Outer Town", "US"), point=(40.0, -75.0)),
            known("firm", ("Exemplar Therapeutics, Inc.",), ("Boston", "US"), COMPANY),
            known("firm-dk", ("Nordex",), ("Odense", "DK"), COMPANY),
            known("firm-us", ("Nordex",), ("Boston", "US"), COMPANY),
            known("only", ("Société Générale de l'Exemple & Fils",), ("Lyon", "FR"), ("other",)),
            known("acronym", ("IEH",), ("Lyon", "FR")),
            Known("rarekg:organisation-maker", ("Maker",), curated=True),
            known("maker-jp", ("Maker",), ("Tokyo", "JP"), COMPANY),
        ],
        COUNTRIES,
    )
)


@pytest.mark.parametrize(
    ("name", "city", "country", "expected"),
    [
        ("Invented Hospital", "Zurich", "Switzerland", "zurich"),
        ("The hopital invente", "Zürich", "CH", "zurich"),
        ("Dept of Neurology, Invented Hospital", "Zurich", "Switzerland", "zurich"),
        ("Clinic of Rare Joints, Invented Hospital", "Zurich", "Switzerland", "clinic"),
        ("University Hospital", "Paris", "France", "general-b"),
        ("University of Exampleton", "Exampleton", "United States", "coral"),
        ("Exemplar Therapeutics LLC", "Reno", "United States", "firm"),
        ("Nordex A/S", "", "", "firm-dk"),
        ("Societe Generale de l’Exemple and Fils, S.A.", "", "", "only"),
    ],
)
def test_a_whole_name_in_the_right_place_is_the_organisation(
    name: str, city: str, country: str, expected: str
) -> None:
    found = LINKER.link(name, city, country)
    assert found is not None
    assert found.organisation == f"ROR:{expected}"
    assert Decimal("0.8") <= found.confidence < 1


@pytest.mark.parametrize(
    ("name", "city", "country"),
    [
        ("Research Site", "Zurich", "Switzerland"),
        ("AS0001 123", "Zurich", "Switzerland"),
        ("Zurich", "Zurich", "Switzerland"),
        ("Invented Hospital", "Lyon", "France"),
        ("Invented Hospital", "Zurich", "Atlantis"),
        ("Hospital", "Zurich", "Switzerland"),
        ("University Hospital", "Nice", "France"),
        ("University Hospital", "", ""),
        ("Mount Example Medical Center", "New York", "United States"),
        ("Exemplar Therapeutics", "", ""),
        ("Nordex Ltd.", "", ""),
        ("Nordex (Lyon) Co., Ltd", "Lyon", "France"),
        ("IEH", "Lyon", "France"),
        ("", "", ""),
    ],
)
def test_what_might_be_another_one_is_none(name: str, city: str, country: str) -> None:
    assert LINKER.link(name, city, country) is None


def test_a_point_nearby_says_that_it_is_there() -> None:
    near, far = (40.1, -75.1), (42.0, -75.0)
    found = LINKER.link("School of Inventions", "Inner Town", "United States", near)
    assert found is not None
    assert found.organisation == "ROR:near"
    assert LINKER.link("School of Inventions", "Inner Town", "United States", far) is None


def test_who_the_curators_call_so_comes_first() -> None:
    found = LINKER.link("Maker")
    assert found is not None
    assert found.organisation == "rarekg:organisation-maker"


def said(predicate: str, value: Value, *qualifiers: Qualifier) -> Fact:
    reference = Reference("clinicaltrials", "NCT90000001")
    return Fact(Curie("NCT:90000001"), predicate, value, (reference,), qualifiers)


def test_a_derived_fact_says_how_it_was_found_and_keeps_the_record() -> None:
    place = (("city", "Zurich"), ("country", "Switzerland"), ("recordStatus", "RECRUITING"))
    fact = said("siteName", "Neurology, Invented Hospital", *place)
    [found] = placed(fact, LINKER, Report())
    assert (found.predicate, found.object) == ("hasSite", "ROR:zurich")
    assert found.qualifiers == place
    [reference] = found.references
    assert (reference.record, reference.asserted_object) == ("NCT90000001", "Invented Hospital")
    assert reference.method
    assert reference.confidence


def test_sponsors_and_holders_are_linked_and_persons_are_not() -> None:
    report = Report()
    sponsor = said("sponsorName", "Nordex A/S", ("sponsorClass", "INDUSTRY"))
    assert [f.predicate for f in placed(sponsor, LINKER, report)] == ["sponsoredBy"]
    helper = said("collaboratorName", "Nordex A/S")
    assert [f.predicate for f in placed(helper, LINKER, report)] == ["collaborator"]
    person = said("sponsorName", "Nordex A/S", ("sponsorClass", "INDIV"))
    assert list(placed(person, LINKER, report)) == []
    holder = (("holderName", "Exemplar Inc."), ("holderPlace", "Boston, MA, United States"))
    designation = said("statedIndication", Text("Treatment of x", "en"), *holder)
    assert list(placed(designation, LINKER, report)) == []
    assert findings(report) == {}  # it has an organisation of its own: test_holders.py
    holder = (("holderName", "Exemplar Therapeutics"), holder[1])
    [held] = placed(said("statedIndication", Text("x", "en"), *holder), LINKER, report)
    assert (held.predicate, held.object, held.qualifiers) == ("heldBy", "ROR:firm", ())


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ("Boston, Massachusetts, United States", ("Boston", "United States")),
        ("Paris,, France", ("Paris", "France")),
        ("Australia", ("", "Australia")),
        ("", ("", "")),
    ],
)
def test_the_place_of_a_holder_is_city_and_country(written: str, place: tuple[str, str]) -> None:
    assert place_of_holder(written) == place


@pytest.mark.mirror
def test_what_is_linked_in_the_gold_set_is_right(mirror: Path) -> None:
    [gold] = measure(mirror)
    assert gold.precision >= PLACES_BOUND, gold.errors
    assert gold.recall >= 0.8, gold.errors
