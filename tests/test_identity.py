"""Identity: cliques, who stands for them, contradictions, former ids, circles."""

from __future__ import annotations

import random

import pytest

from rarekg.facts import Fact, Reference, Text, Value
from rarekg.identifiers import Curie, curie
from rarekg.identity import Identity, IdentityBuilder


def fact(
    subject: str, predicate: str, value: Value | str, source: str = "mondo", primary: str = ""
) -> Fact:
    made = curie(value) if type(value) is str else value
    reference = Reference(source, subject, primary_source=primary or None)
    return Fact(curie(subject), predicate, made, (reference,))


def same(one: str, other: str, source: str = "mondo") -> Fact:
    return fact(one, "exactMatch", other, source)


def identity(*facts: Fact) -> Identity:
    builder = IdentityBuilder()
    builder.add(facts)
    return builder.build()


CLIQUE = (
    same("GARD:0000001", "ORPHA:1", "gard"),
    same("ORPHA:1", "OMIM:100001", "orphanet"),
    same("MONDO:0000001", "ORPHA:1"),
)


@pytest.mark.parametrize("member", ["GARD:0000001", "ORPHA:1", "OMIM:100001", "MONDO:0000001"])
def test_a_clique_has_one_canonical_id(member: str) -> None:
    assert identity(*CLIQUE).canonical_id(curie(member)) == "MONDO:0000001"


@pytest.mark.parametrize(
    ("left_out", "canonical"), [(2, "ORPHA:1"), (1, "MONDO:0000001"), (0, "MONDO:0000001")]
)
def test_the_authority_of_the_highest_precedence_stands_for_it(
    left_out: int, canonical: str
) -> None:
    facts = [f for n, f in enumerate(CLIQUE) if n != left_out]
    assert identity(*facts).canonical_id(curie("ORPHA:1")) == canonical


def test_what_nobody_maps_stands_for_itself() -> None:
    assert identity(*CLIQUE).canonical_id(curie("ORPHA:2")) == "ORPHA:2"


@pytest.mark.parametrize("predicate", ["broadMatch", "narrowMatch", "closeMatch", "relatedMatch"])
def test_other_mappings_never_merge(predicate: str) -> None:
    found = identity(fact("ORPHA:1", predicate, "OMIM:100001"))
    assert found.canonical_id(curie("OMIM:100001")) == "OMIM:100001"
    assert not found.canonical


def test_two_ids_of_one_authority_are_never_joined() -> None:
    disputed = same("ORPHA:2", "OMIM:100001", "orphanet")
    found = identity(*CLIQUE, same("MONDO:0000002", "ORPHA:2"), disputed)
    assert found.canonical_id(curie("ORPHA:2")) == "MONDO:0000002"
    (dispute,) = found.disputes
    assert (dispute.mapping.one, dispute.mapping.other) == ("ORPHA:2", "OMIM:100001")
    assert {dispute.held.prefix, dispute.met.prefix} <= {"ORPHA", "MONDO"}
    assert dispute.held != dispute.met
    (kept,) = found.resolved(disputed)
    assert (kept.subject, kept.predicate) == ("MONDO:0000002", "disputedMatch")
    assert kept.object == "MONDO:0000001"


def test_of_two_that_contradict_each_other_the_more_trusted_is_followed() -> None:
    facts = (
        same("ORPHA:1", "OMIM:100001", "gard"),
        same("ORPHA:2", "OMIM:100001", "orphanet"),
    )
    for order in (facts, facts[::-1]):
        found = identity(*order)
        assert found.canonical_id(curie("OMIM:100001")) == "ORPHA:2"
        assert [d.mapping.source for d in found.disputes] == ["gard"]


def test_the_order_in_which_facts_come_changes_nothing() -> None:
    chance = random.Random(3)  # noqa: S311  (an order, not a secret)
    prefixes = ("MONDO:000000", "ORPHA:", "OMIM:10000", "GARD:000000")
    sources = ("mondo", "orphanet", "gard", "hpoa")
    facts = list(
        {
            f"{a}{b}": same(a, b, chance.choice(sources))
            for _ in range(60)
            for a, b in [[chance.choice(prefixes) + str(chance.randint(1, 6)) for _ in range(2)]]
            if a != b
        }.values()
    )
    expected = identity(*facts)
    assert expected.disputes, "this sample contradicts itself"
    for _ in range(20):
        chance.shuffle(facts)
        halves = IdentityBuilder(), IdentityBuilder()
        halves[0].add(facts[:25])
        halves[1].add(facts[25:])
        halves[1].merge(halves[0])
        assert halves[1].build() == expected


def test_a_passed_on_mapping_counts_as_the_word_of_who_said_it_first() -> None:
    passed_on = fact("ORPHA:1", "exactMatch", "OMIM:100001", "hpoa", primary="mondo")
    other = same("ORPHA:2", "OMIM:100001", "orphanet")
    found = identity(passed_on, other)
    assert found.canonical_id(curie("OMIM:100001")) == "ORPHA:1"


def test_former_ids_lead_to_the_latest() -> None:
    found = identity(
        fact("MONDO:0000001", "formerId", "MONDO:0000009"),
        fact("MONDO:0000009", "formerId", "MONDO:0000008"),
        fact("ORPHA:7", "replacedBy", "ORPHA:1"),
        same("MONDO:0000001", "ORPHA:1"),
    )
    for former in ("MONDO:0000009", "MONDO:0000008", "ORPHA:7"):
        assert found.canonical_id(curie(former)) == "MONDO:0000001"
    (name,) = found.resolved(fact("ORPHA:7", "name", Text("Old name", "en")))
    assert (name.subject, name.predicate) == ("MONDO:0000001", "synonym")


def test_former_ids_in_a_circle_end() -> None:
    found = identity(
        fact("ORPHA:1", "formerId", "ORPHA:2"),
        fact("ORPHA:2", "formerId", "ORPHA:1"),
    )
    assert found.canonical_id(curie("ORPHA:1")) in ("ORPHA:1", "ORPHA:2")


def test_facts_move_to_the_canonical_id_with_what_they_said() -> None:
    found = identity(*CLIQUE)
    (moved,) = found.resolved(fact("OMIM:100001", "hasPhenotype", "HP:0000001", "hpoa"))
    assert moved.subject == "MONDO:0000001"
    assert moved.references[0].asserted_subject == "OMIM:100001"
    (parent,) = found.resolved(fact("ORPHA:5", "hasParent", "OMIM:100001"))
    assert parent.object == "MONDO:0000001"
    assert parent.references[0].asserted_object == "OMIM:100001"


def test_a_relation_between_two_ids_of_one_thing_is_none() -> None:
    assert identity(*CLIQUE).resolved(fact("ORPHA:1", "hasParent", "OMIM:100001")) == []


def test_an_exact_mapping_becomes_one_to_each_other_member() -> None:
    found = identity(*CLIQUE)
    rows = {(f.subject, f.object) for c in CLIQUE for f in found.resolved(c)}
    canonical = Curie("MONDO:0000001")
    assert rows == {(canonical, m) for m in ("GARD:0000001", "ORPHA:1", "OMIM:100001")}


def test_genes_of_one_symbol_are_one_where_it_is_clear() -> None:
    builder = IdentityBuilder()
    builder.add(
        [
            fact("HGNC:1", "name", Text("EXA1", "en"), "orphanet"),
            fact("NCBIGene:901", "name", Text("EXA1", "en"), "hpoa"),
            fact("HGNC:2", "name", Text("EXA2", "en"), "orphanet"),
            fact("NCBIGene:902", "name", Text("EXA2", "en"), "hpoa"),
            fact("NCBIGene:903", "name", Text("EXA2", "en"), "hpoa"),
        ]
    )
    (derived,) = builder.same_genes()
    assert (derived.subject, derived.object) == ("HGNC:1", "NCBIGene:901")
    assert derived.references[0].method


def test_a_circle_of_parents_is_cut_where_it_is_trusted_least() -> None:
    trusted = fact("ORPHA:1", "hasParent", "ORPHA:2", "orphanet")
    doubted = fact("ORPHA:2", "hasParent", "ORPHA:1", "nando")
    found = identity(trusted, doubted)
    assert found.circles == {("ORPHA:2", "ORPHA:1")}
    assert found.resolved(doubted) == []
    assert found.resolved(trusted) == [trusted]
