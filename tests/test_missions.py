"""Diseases in the names of patient organisations: what a name says as a whole, or nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from benchmarks.gold_missions import MISSIONS_BOUND, measure

from rarekg.facts import Fact, Reference, Text
from rarekg.identifiers import Curie
from rarekg.linking.derive import Linkers, derived_facts
from rarekg.linking.lexicon import Lexicon
from rarekg.linking.missions import METHOD, Missions
from rarekg.linking.names import Name, NameCollector, Names, disease_names
from rarekg.linking.overrides import Overrides, read_overrides
from rarekg.linking.word_forms import stems
from rarekg.report import Report
from tests.reading import findings
from tests.test_overrides import written

DISEASES = {
    "MONDO:0000001": ("Cystic fibrosis", "Mucoviscidosis"),
    "MONDO:0000002": ("Hemophilia",),
    "MONDO:0000003": ("Hemophilia A",),
    "MONDO:0000004": ("cancer",),
    "MONDO:0000005": ("Friedreich ataxia",),
    "MONDO:0000006": ("Ataxia",),
    "MONDO:0000007": ("Crohn disease",),
    "MONDO:0000008": ("ulcerative colitis",),
    "MONDO:0000009": ("Niemann-Pick disease",),
    "MONDO:0000010": ("Temple syndrome",),
    "MONDO:0000011": ("Asthma",),
    "MONDO:0000012": ("Chromosome 99 deletion", "MARS"),
    "MONDO:0000013": ("Allergic asthma", "Asthma allergy"),
}
NAMES = Names(
    [
        Name(text, "name" if number == 0 else "synonym", of, "mondo")
        for of, texts in DISEASES.items()
        for number, text in enumerate(texts)
    ],
    list(DISEASES),
    foreign=[Name("Zystofibrose", "name", "MONDO:0000001", "curated")],
)
MISSIONS = Missions(Lexicon.of(NAMES.names), lambda: NAMES)


def said(name: str) -> set[int]:
    """The last digits of the diseases that a name says."""
    return {int(one.disease[-4:]) for one in MISSIONS.link(name)}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Schweizerische Gesellschaft für Cystische Fibrose", {1}),
        ("Association suisse de la fibrose kystique (Swiss Cystic Fibrosis Association)", {1}),
        ("Zystofibrose Schweiz", {1}),
        ("Zürcher Hämophilie-Gesellschaft", {2}),
        ("Hämophiliegesellschaft Bern", {2}),
        ("Association des Hémophiles", {2}),
        ("ABC Suisse - Association contre l'ataxie", {6}),
        ("Vereinigung Morbus Crohn und Colitis ulcerosa", {7, 8}),
        ("Crohn's Association", {7}),
        ("Niemann Pick Vereinigung", {9}),
        ("Temple-Syndrom Selbsthilfegruppe", {10}),
    ],
)
def test_a_name_says_a_disease_in_four_languages(name: str, expected: set[int]) -> None:
    assert said(name) == expected


@pytest.mark.parametrize(
    "name",
    [
        "Krebsliga Zug",  # too wide
        "Swiss Cancer Foundation",
        "Gesellschaft für Hämatologie",  # a speciality
        "Association de l'ataxie de Inventor",  # something is left over, which restricts it
        "Temple Foundation",  # a name that is others' too
        "Mars Foundation",  # an abbreviation
        "ARS Stiftung",
        "Allergy and Asthma Federation",  # two things, one of which is not known
        "Herzstiftung",
    ],
)
def test_what_is_too_wide_or_leaves_something_over_says_nothing(name: str) -> None:
    assert said(name) == set()


def test_words_of_medicine_meet_in_one_stem() -> None:
    for word, english in (
        ("Leucodystrophies", "leukodystrophy"),
        ("Phenylcétonuriques", "phenylketonuria"),
        ("Sclerodermie", "scleroderma"),
        ("Leukämie", "leukemia"),
    ):
        assert stems(word) == stems(english)


GROUP = Curie("rarekg:organisation-ch-7")
STATED = (Reference("fda", "UID 1"),)


def recipient(name: str, kind: str = "rkg:PatientOrganisation") -> list[Fact]:
    return [
        Fact(GROUP, "name", Text(name, "und"), STATED),
        Fact(GROUP, "type", Curie(kind), STATED),
    ]


def linkers(overrides: Overrides | None = None) -> Linkers:
    return Linkers.of(NAMES, overrides or Overrides(), again=lambda: NAMES)


def derived(record: list[Fact], known: Linkers) -> list[Fact]:
    return [f for f in derived_facts(record, known, Report()) if f.predicate == "worksOn"]


def test_the_fact_has_the_method_the_words_and_the_record() -> None:
    [fact] = derived(recipient("Gesellschaft für Cystische Fibrose"), linkers())
    assert (fact.subject, fact.object) == (GROUP, "MONDO:0000001")
    [reference] = fact.references
    assert (reference.source, reference.record) == ("fda", "UID 1")
    assert (reference.method, reference.asserted_object) == (METHOD, "Cystische Fibrose")
    assert reference.confidence


def test_only_organisations_of_patients_are_asked_and_others_are_listed_for_curators() -> None:
    hospital = recipient("Hemophilia Center", "rkg:CareProvider")
    assert derived(hospital, linkers()) == []
    report = Report()
    list(derived_facts(recipient("Verein Lunge"), linkers(), report))
    assert findings(report) == {"patient organisation without a disease": 1}


DECISION = """overrides:
  - source: fda
    record: "UID 1"
    property: worksOn
    object: MONDO:0000006
    decision: {decision}
    reason: "invented"
    curator: "A. Curator"
    date: 2026-11-22
"""


@pytest.mark.parametrize(("decision", "left"), [("reject", []), ("accept", ["MONDO:0000006"])])
def test_a_curator_can_overrule_it(tmp_path: Path, decision: str, left: list[str]) -> None:
    path = written(tmp_path, DECISION.format(decision=decision))
    overrides = read_overrides(path, lambda identifier: identifier)
    for name in ("Ataxie Schweiz", "Verein Lunge"):
        found = derived(recipient(name), linkers(overrides))
        assert [f.object for f in found] == left
        assert all(any(r.source == "curated" for r in f.references) for f in found)
    payment = Fact(Curie("rarekg:payment-ch-1"), "name", Text("Payment", "en"), STATED)
    assert derived([payment], linkers(overrides)) == []


def test_names_in_other_languages_are_kept_apart_from_english_ones(tmp_path: Path) -> None:
    collector = NameCollector()
    refs = (Reference("curated", "x"),)
    disease, sign = Curie("MONDO:0000001"), Curie("HP:0000001")
    collector.add(Fact(disease, "type", Curie("rkg:Disease"), refs))
    for subject in (disease, sign):
        collector.add(Fact(subject, "name", Text("Zystofibrose", "de"), refs))
    collector.add(Fact(disease, "name", Text("Cystic fibrosis", "en"), refs))
    collector.save(tmp_path / "names")
    known = disease_names([tmp_path / "names"])
    assert [name.text for name in known.names] == ["Cystic fibrosis"]
    assert [name.of for name in known.foreign] == [disease]


@pytest.mark.mirror
def test_what_is_linked_in_the_gold_set_is_right(mirror: Path) -> None:
    [gold] = measure(mirror)
    assert gold.precision >= MISSIONS_BOUND, gold.errors
    assert gold.recall >= 0.8, gold.errors
