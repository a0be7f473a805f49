"""Holders that records name: organisations of their own, joined only where they are surely one."""

from __future__ import annotations

from pathlib import Path

import pytest
from benchmarks.gold_holders import HOLDERS_BOUND, measure

from rarekg.facts import Fact, Qualifier, Reference, Text
from rarekg.identifiers import Curie
from rarekg.identity import IdentityBuilder
from rarekg.linking.derive import Linkers, derived_facts
from rarekg.linking.holders import Holder, HolderFacts, holder_of
from rarekg.linking.names import Names
from rarekg.linking.organisation_names import Known, Organisations, has_legal_form, own_name
from rarekg.linking.organisations import OrganisationLinker
from rarekg.linking.overrides import Overrides
from rarekg.linking.same_holders import COINED, COUNTRY, ENTRY, SLIP, same_holders
from rarekg.report import Report
from tests.reading import findings

LINKER = OrganisationLinker(
    Organisations(
        [
            Known("ROR:zz", ("Zinventa",), ("Boston",), ("US",), (), ("company",)),
            Known("ROR:hospital", ("Mount Example Center",), ("Miami",), ("US",), (), ("other",)),
            Known("ROR:plain", ("Plain Apex Words",), ("Miami",), ("US",), (), ("other",)),
        ],
        [("United States", "US"), ("Denmark", "DK"), ("Ireland", "IE")],
    )
)
NAMES = ("Zinventa", "Mount Example Center", "Plain Apex Words", "Very Plain Society")
US = ("Boston", "United States")


def joined(*holders: tuple[str, str, str]) -> list[tuple[str, str, str]]:
    """Method and both names (an entry: its id) of what is joined."""
    given = [Holder(*one) for one in holders]
    named = {one.id: one.name for one in given}
    return [
        (
            str(f.references[0].method),
            named[f.subject],
            named.get(Curie(str(f.object)), str(f.object)),
        )
        for f in same_holders(given, LINKER, NAMES)
    ]


def test_legal_form_case_and_punctuation_make_no_difference_in_a_country() -> None:
    assert joined(("Plain Words, Inc.", *US), ("PLAIN WORDS LLC", "Salem", US[1])) == [
        (COUNTRY, "Plain Words, Inc.", "PLAIN WORDS LLC")
    ]
    owned = ("Plain Words, LLC, a subsidiary of Another, Inc.", *US)
    assert [m for m, *_ in joined(("Plain Words, Inc.", *US), owned)] == [COUNTRY]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Plain Words, Inc.", *US), ("Plain Words A/S", "Odense", "Denmark")),
        (("Plain Words, Inc.", *US), ("Plain Words", "", "")),
        (("Plain Words, Inc.", *US), ("Plain Pharma, Inc.", *US)),
        (("Apex Pharma, Inc.", *US), ("Apex Pharma A/S", "Odense", "Denmark")),
        (("Merck KGaA", "Darmstadt", "Germany"), ("Merck & Co., Inc.", *US)),
        (("General Hospital", *US), ("General Hospital", "Salem", "United States")),
        (("Plain Biologics 1, Inc.", *US), ("Plain Biologics 2, Inc.", *US)),
        (("Plain Neurology, Inc.", *US), ("Plain Urology, Inc.", *US)),
        (("Plain Therapeutics", *US), ("Plain Theraputics", "Salem", "United States")),
    ],
)
def test_what_may_be_two_stays_two(one: tuple[str, str, str], other: tuple[str, str, str]) -> None:
    assert joined(one, other) == []


def test_a_slip_in_one_word_makes_no_difference_in_a_town() -> None:
    assert joined(("Plain Therapeutics", *US), ("Plain Theraputics, Inc.", *US)) == [
        (SLIP, "Plain Therapeutics", "Plain Theraputics, Inc.")
    ]


def test_branches_of_a_coined_name_are_one() -> None:
    found = joined(("Quorvexa, Inc.", *US), ("Quorvexa Ireland Ltd", "Cork", "Ireland"))
    assert [method for method, *_ in found] == [COINED]
    assert [m for m, *_ in joined(("Quorvexa, Inc.", *US), ("Quorvexa (UK) Ltd", "", ""))] == [
        COINED
    ]


def test_an_entry_of_the_registry_is_joined_with_all_spellings() -> None:
    assert joined(("Zinventa, Inc.", *US), ("Zinventa LLC", *US)) == [
        (ENTRY, "Zinventa, Inc.", "ROR:zz"),
        (ENTRY, "Zinventa LLC", "ROR:zz"),
    ]


def test_an_entry_is_joined_only_where_every_place_fits() -> None:
    miami = ("Mount Example Center", "Miami", "United States")
    assert [m for m, *_ in joined(miami)] == [ENTRY]
    assert joined(miami, ("Mount Example Center", "Albany", "United States")) == []


def stated(name: str, place: str, record: str = "x, designated 2020-01-01") -> Fact:
    qualifiers: tuple[Qualifier, ...] = (("holderName", name), ("stage", Curie("rkg:Approved")))
    if place:
        qualifiers = (*qualifiers, ("holderPlace", place))
    text = Text("Treatment of x", "en")
    return Fact(
        Curie("rarekg:fda-x"), "statedIndication", text, (Reference("fda", record),), qualifiers
    )


def test_a_holder_is_an_organisation_of_its_own_as_the_record_states_it() -> None:
    linkers = Linkers(Linkers.of(Names(), Overrides()).diseases, Overrides(), organisations=LINKER)
    one = stated("Quorvexa, Inc.", "Salem, Oregon, United States")
    found = [f for f in derived_facts([one], linkers, Report()) if f != one]
    held, *told = [f for f in found if f.predicate != "indicatedFor"]
    assert (held.predicate, held.qualifiers) == ("heldBy", (("stage", "rkg:Approved"),))
    assert held.references[0].asserted_object == "Quorvexa, Inc."
    assert {f.subject for f in told} == {held.object}
    assert {(f.predicate, str(f.object)) for f in told if f.predicate != "name"} == {
        ("placeName", "Salem, Oregon, United States"),
        ("type", "rkg:Company"),
        ("locatedIn", "United States"),
        ("countryCode", "US"),
    }
    assert all(f.references == one.references for f in told)


def test_each_place_is_told_once_and_what_a_registry_knows_is_left_to_it() -> None:
    facts = HolderFacts(lambda _: Curie("ROR:zz"), LINKER.countries)
    first = list(facts.facts(stated("Zinventa Labs", "Oslo, Norway"), Report()))
    assert [(f.predicate, f.subject) for f in first[1:]] == [
        ("synonym", "ROR:zz"),
        ("placeName", "ROR:zz"),
    ]
    again = list(facts.facts(stated("Zinventa Labs", "Oslo, Norway", "another"), Report()))
    assert [f.predicate for f in again] == ["heldBy"]


def test_a_person_is_no_organisation() -> None:
    report = Report()
    for name in ("Example, Ann B., M.D.", "Bob Example, MD, PhD", "Carol Example, Ph.D."):
        assert list(HolderFacts(Curie, LINKER.countries).facts(stated(name, ""), report)) == []
    assert sum(findings(report).values()) == 3
    assert holder_of(stated("The MD Anderson Cancer Center", "")) is not None


def test_names_are_compared_without_owner_and_acronym() -> None:
    assert own_name("Example Ltd, a wholly owned subsidiary of Another") == "Example Ltd"
    assert own_name("Example, Inc., AN OTHER COMPANY") == "Example, Inc."
    assert own_name("Example Venture (EV)") == "Example Venture"
    assert has_legal_form("Example, Inc. (EX)")
    assert not has_legal_form("University of Example")


def test_spellings_may_all_be_one_in_the_identity() -> None:
    given = [Holder(f"Plain Words{end}", *US) for end in (", Inc.", " LLC", "")]
    builder = IdentityBuilder()
    builder.add(same_holders(given, LINKER, NAMES))
    identity = builder.build()
    assert identity.disputes == ()
    assert len({identity.canonical_id(one.id) for one in given}) == 1


@pytest.mark.mirror
def test_what_is_joined_in_the_gold_set_is_right(mirror: Path) -> None:
    [gold] = measure(mirror)
    assert gold.precision >= HOLDERS_BOUND, gold.errors
    assert gold.recall >= 0.85, gold.errors
