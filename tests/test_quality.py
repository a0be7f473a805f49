"""Invariants: a sound graph breaks none, and whatever breaks one is found and named."""

from __future__ import annotations

import pytest

from rarekg.graph.quality import EXAMPLES, HIERARCHY_CYCLE, checks, purpose_of, run_checks
from tests.quality_graphs import REF, SOUND, SOURCE_GRAPH, store_of


def a_statement(*, without: str = "", **parts: str) -> str:
    """`s:…9`, a statement that repeats a sound one, with some parts changed or left out."""
    whole = {
        "a": "rkg:Statement",
        "rdf:subject": "e:ataxia",
        "rdf:predicate": "rkg:hasPhenotype",
        "rdf:object": "HP:0000001",
        "rkg:polarity": "rkg:Affirmed",
        "prov:wasDerivedFrom": REF,
    } | {key.replace("_", ":"): value for key, value in parts.items()}
    body = " ; ".join(f"{k} {v}" for k, v in whole.items() if k != without)
    return f"s:000000000000000000000009 {body} .\n"


# What breaks each invariant: (record found, detail found, what is added to the sound graph)
BROKEN_CHECKS: dict[str, tuple[str, str, str]] = {
    "affirmed-statement-without-direct-triple": (
        "statement/000000000000000000000009",
        "HP_0000002",
        a_statement(rdf_object="HP:0000002")
        + "GRAPH src:hpoa { e:ataxia rkg:hasPhenotype HP:0000002 }",
    ),
    "blank-node": ("_:", "label", '[] rdfs:label "nobody"@en .'),
    "dangling-object": ("entity/ataxia", "entity/nowhere", "e:ataxia rkg:hasParent e:nowhere ."),
    "direct-triple-without-statement": (
        "entity/ataxia",
        "rarekg/vocab/hasClinicalCourse",
        "e:ataxia rkg:hasClinicalCourse HP:0000002 .",
    ),
    "excluded-sign-affirmed": (
        "statement/000000000000000000000009",
        "Excluded",
        a_statement(rkg_frequency="HP:0040285"),
    ),
    "negated-dangling-object": (
        "statement/000000000000000000000009",
        "HP_0000009",
        a_statement(rdf_object="HP:0000009", rkg_polarity="rkg:Negated"),
    ),
    "negated-statement-with-direct-triple": (
        "statement/000000000000000000000002",
        "HP_0000002",
        "e:ataxia rkg:hasPhenotype HP:0000002 .",
    ),
    "reference-not-described": (
        "reference/bbbbbbbbbbbbbbbbbbbbbbbb",
        "not a rkg:Reference",
        "s:000000000000000000000001 prov:wasDerivedFrom r:bbbbbbbbbbbbbbbbbbbbbbbb .",
    ),
    "reference-without-record": (
        "reference/cccccccccccccccccccccccc",
        "rkg:record",
        "r:cccccccccccccccccccccccc a rkg:Reference ; rkg:source src:hpoa .",
    ),
    "reference-without-source": (
        "reference/cccccccccccccccccccccccc",
        "no rkg:source",
        'r:cccccccccccccccccccccccc a rkg:Reference ; rkg:record "1" .',
    ),
    "source-graph-lacks-triple": (
        "statement/000000000000000000000009",
        "source/hpoa",
        a_statement(rdf_object="HP:0000002") + "e:ataxia rkg:hasPhenotype HP:0000002 .",
    ),
    "source-repeats-itself": (
        "reference/aaaaaaaaaaaaaaaaaaaaaaaa",
        "source/hpoa",
        f"{REF} rkg:primarySource src:hpoa .",
    ),
    "statement-not-whole": (
        "statement/000000000000000000000009",
        "polarity",
        a_statement(without="rkg:polarity"),
    ),
    "statement-without-reference": (
        "statement/000000000000000000000009",
        "prov:wasDerivedFrom",
        a_statement(without="prov:wasDerivedFrom"),
    ),
    "subject-without-type": (
        "entity/nobody",
        "no type",
        a_statement(rdf_subject="e:nobody", rkg_polarity="rkg:Negated"),
    ),
    "two-canonical-ids": (
        "entity/ataxia",
        "omim.org/entry/100000",
        "<https://omim.org/entry/100000> a rkg:Disease .",
    ),
    "two-display-names": (
        "entity/ataxia",
        "@en: An ataxia | Some ataxia",
        'e:ataxia skos:prefLabel "An ataxia"@en .',
    ),
    "undeclared-predicate": (
        "statement/000000000000000000000009",
        "hasFoo",
        a_statement(rdf_predicate="rkg:hasFoo", rkg_polarity="rkg:Negated"),
    ),
    HIERARCHY_CYCLE: (
        "entity/ataxia",
        "ataxias (no source) > https://w3id.org/rarekg/entity/ataxia (no source)",
        "e:ataxias rkg:hasParent e:ataxia .",
    ),
}


def test_a_sound_graph_breaks_no_invariant() -> None:
    assert run_checks(store_of(SOUND + SOURCE_GRAPH)) == []


def test_every_invariant_is_tested_and_explained() -> None:
    assert set(BROKEN_CHECKS) == {*checks(), HIERARCHY_CYCLE}
    for rule in BROKEN_CHECKS:
        assert "To do:" in purpose_of(rule) or "as in" in purpose_of(rule)


@pytest.mark.parametrize("rule", BROKEN_CHECKS)
def test_what_breaks_an_invariant_is_found_and_named(rule: str) -> None:
    record, detail, addition = BROKEN_CHECKS[rule]
    findings = run_checks(store_of(SOUND + SOURCE_GRAPH + addition))
    mine = [f for f in findings if f.rule == rule]
    assert len(mine) == 1, findings
    assert record in mine[0].record
    assert detail in mine[0].detail
    assert mine[0].number == 1


def test_an_undescribed_source_is_named_once_with_the_number_of_its_references() -> None:
    addition = "".join(
        f'r:{i:024x} a rkg:Reference ; rkg:source src:unknown ; rkg:record "{i}" .\n'
        for i in range(3)
    )
    findings = run_checks(store_of(SOUND + SOURCE_GRAPH + addition))
    assert [f.rule for f in findings] == ["reference-without-source"]
    assert "source/unknown (3 references)" in findings[0].detail


def test_two_sources_that_differ_break_nothing() -> None:
    """One says a sign is there, another that it is not: both statements stay, and the triple."""
    differing = a_statement(rkg_polarity="rkg:Negated")
    assert run_checks(store_of(SOUND + SOURCE_GRAPH + differing)) == []


def test_a_rule_broken_often_names_some_records_and_counts_all() -> None:
    addition = "".join(f"e:ataxia rkg:hasParent e:nowhere-{i} .\n" for i in range(EXAMPLES + 5))
    findings = run_checks(store_of(SOUND + SOURCE_GRAPH + addition))
    assert len(findings) == EXAMPLES
    assert {f.number for f in findings} == {EXAMPLES + 5}


def test_a_thing_above_itself_is_a_cycle() -> None:
    findings = run_checks(store_of(SOUND + SOURCE_GRAPH + "e:ataxias rkg:hasParent e:ataxias ."))
    assert [(f.rule, f.record.rpartition("/")[2]) for f in findings] == [
        (HIERARCHY_CYCLE, "ataxias")
    ]
