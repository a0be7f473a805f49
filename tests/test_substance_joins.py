"""Substances that sources describe apart become one by their names, or stay apart and are said."""

from __future__ import annotations

import random

import pytest

from rarekg.facts import Fact, Reference, Text
from rarekg.identifiers import curie
from rarekg.identity import Identity, IdentityBuilder


def therapy(identifier: str, name: str, *further: str, brand: str = "") -> list[Fact]:
    """The facts with which a source describes a therapy."""
    subject = curie(identifier)
    local = subject.local
    source = local[:3] if local.startswith(("fda-", "ema-")) else "curated"
    refs = (Reference(source if subject.prefix == "rarekg" else "everycure", identifier),)
    facts = [
        Fact(subject, "type", curie("rkg:Therapy"), refs),
        Fact(subject, "name", Text(name, "en"), refs),
    ]
    facts += [Fact(subject, "synonym", Text(text, "en"), refs) for text in further]
    if brand:
        facts.append(Fact(subject, "tradeName", Text(brand, "en"), refs))
    return facts


def joined(*groups: list[Fact]) -> Identity:
    builder = IdentityBuilder()
    for facts in groups:
        builder.add(facts)
    builder.add(builder.same_substances())
    return builder.build()


HUB = therapy("CHEBI:17141", "Cysteamine", "mercaptamine")
EMA = therapy("rarekg:ema-mercaptamine-bitartrate", "mercaptamine bitartrate", brand="Cystagon")
FDA = therapy("rarekg:fda-cysteamine", "Cysteamine")
CURATED = therapy("rarekg:mercaptamine", "mercaptamine", "Procysbi")
BRANDED = therapy("rarekg:fda-enteric", "cysteamine enteric coated", brand="Procysbi")


def test_hub_authorities_and_curators_describe_one_therapy() -> None:
    found = joined(HUB, EMA, FDA, CURATED, BRANDED)
    for identifier in (
        "CHEBI:17141",
        "rarekg:ema-mercaptamine-bitartrate",
        "rarekg:fda-cysteamine",
        "rarekg:fda-enteric",
    ):
        assert found.canonical_id(curie(identifier)) == "rarekg:mercaptamine"
    assert not found.disputes
    assert not found.unclear


@pytest.mark.parametrize(
    ("groups", "canonical"),
    [
        ([HUB, EMA, FDA], "CHEBI:17141"),
        ([EMA, therapy("rarekg:fda-mercaptamine", "Mercaptamine")], EMA[0].subject),
    ],
)
def test_who_stands_for_a_therapy_that_no_curator_has(
    groups: list[list[Fact]], canonical: str
) -> None:
    assert joined(*groups).canonical_id(groups[-1][0].subject) == canonical


def test_spellings_of_one_authority_may_all_be_one() -> None:
    names = ("rhu Xylase alfa", "rhu xylase alpha", "rhu Xylase alfa-abcd")
    groups = [therapy(f"rarekg:fda-{n}", name) for n, name in enumerate(names)]
    found = joined(*groups)
    assert {found.canonical_id(g[0].subject) for g in groups} == {"rarekg:fda-0"}


def test_a_join_names_the_name_and_the_method() -> None:
    builder = IdentityBuilder()
    for facts in (HUB, FDA):
        builder.add(facts)
    (fact,) = builder.same_substances()
    assert (fact.subject, fact.predicate, fact.object) == (
        "rarekg:fda-cysteamine",
        "exactMatch",
        "CHEBI:17141",
    )
    (reference,) = fact.references
    assert (reference.source, reference.record) == ("derived", "substance cisteamin")
    assert reference.method == "same substance name"


def test_a_name_of_two_registered_substances_leads_to_neither() -> None:
    found = joined(
        therapy("CHEBI:1", "valproate"),
        therapy("CHEBI:2", "Valproic acid"),
        therapy("rarekg:fda-a", "sodium valproate"),
        therapy("rarekg:ema-b", "valproic acid"),
    )
    assert found.canonical_id(curie("rarekg:fda-a")) == "rarekg:ema-b"
    (unclear,) = found.unclear
    assert unclear.form == "valproate"
    assert set(unclear.substances) == {"CHEBI:1", "CHEBI:2"}


def test_the_plain_substance_comes_before_its_salts() -> None:
    found = joined(
        therapy("CHEBI:1", "tolvaptan"),
        therapy("CHEBI:2", "Tolvaptan Sodium Phosphate"),
        therapy("rarekg:fda-a", "tolvaptan hydrochloride"),
    )
    assert found.canonical_id(curie("rarekg:fda-a")) == "CHEBI:1"
    assert not found.unclear


def test_two_curated_therapies_are_never_joined() -> None:
    found = joined(
        therapy("rarekg:one", "alpha", "Brandol"), therapy("rarekg:two", "beta", "Brandol")
    )
    assert found.canonical_id(curie("rarekg:one")) == "rarekg:one"
    assert found.canonical_id(curie("rarekg:two")) == "rarekg:two"
    assert [u.reason for u in found.unclear] == ["it would join two curated therapies"]


def test_a_combination_is_never_joined_with_its_part() -> None:
    pair = therapy("rarekg:ema-pair", "ivacaftor; tezacaftor", brand="Duol")
    found = joined(
        therapy("CHEBI:1", "ivacaftor"),
        pair,
        therapy("rarekg:fda-part", "Ivacaftor", brand="Duol"),
        therapy("rarekg:fda-pair", "tezacaftor and ivacaftor"),
    )
    assert found.canonical_id(curie("rarekg:fda-part")) == "CHEBI:1"
    assert found.canonical_id(curie("rarekg:fda-pair")) == "rarekg:ema-pair"
    assert [u.form for u in found.unclear] == ["duol"]


def test_a_brand_joins_a_description_with_the_substance() -> None:
    long = "Antisense oligonucleotide targeted to the SMN2 gene"
    found = joined(
        therapy("rarekg:ema-nusinersen", "nusinersen", brand="Spinraza"),
        therapy("rarekg:fda-long", long, brand="SPINRAZA®"),
    )
    assert found.canonical_id(curie("rarekg:fda-long")) == "rarekg:ema-nusinersen"


def test_a_general_name_with_brands_of_two_substances_joins_neither() -> None:
    general = therapy("rarekg:fda-ix", "Coagulation factor IX", brand="Onefix")
    general += therapy("rarekg:fda-ix", "Coagulation factor IX", brand="Twofix")
    found = joined(
        therapy("rarekg:ema-alfa", "nonacog alfa", brand="Onefix"),
        therapy("rarekg:ema-gamma", "nonacog gamma", brand="Twofix"),
        general,
    )
    assert found.canonical_id(curie("rarekg:ema-alfa")) == "rarekg:ema-alfa"
    assert found.canonical_id(curie("rarekg:fda-ix")) == "rarekg:fda-ix"
    assert {u.form for u in found.unclear} == {"onefix", "twofix"}


def test_an_inn_behind_a_description_joins_only_what_has_it_as_its_name() -> None:
    described = "Recombinant human nerve growth factor of mice (cenegermin)"
    vaccines = [
        therapy(f"rarekg:ema-{n}", f"diphtheria and {name} vaccine (adsorbed)")
        for n, name in enumerate(("tetanus", "pertussis"))
    ]
    found = joined(
        therapy("rarekg:ema-ngf", described),
        therapy("rarekg:fda-cenegermin", "cenegermin-bkbj"),
        *vaccines,
    )
    assert found.canonical_id(curie("rarekg:fda-cenegermin")) == "rarekg:ema-ngf"
    assert {found.canonical_id(v[0].subject) for v in vaccines} == {"rarekg:ema-0", "rarekg:ema-1"}


def test_only_therapies_join() -> None:
    organisation = therapy("rarekg:organisation-cysteamine", "Cysteamine")[1:]
    found = joined(HUB, organisation)
    assert not found.canonical


def test_the_order_in_which_facts_come_changes_nothing() -> None:
    chance = random.Random(5)  # noqa: S311  (an order, not a secret)
    groups = [HUB, EMA, FDA, CURATED, BRANDED, therapy("CHEBI:9", "cysteamine bitartrate")]
    expected = joined(*groups)
    for _ in range(10):
        chance.shuffle(groups)
        parts = IdentityBuilder(), IdentityBuilder()
        for number, facts in enumerate(groups):
            parts[number % 2].add(facts)
        parts[0].merge(parts[1])
        parts[0].add(parts[0].same_substances())
        assert parts[0].build() == expected
