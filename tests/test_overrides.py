"""A curator overrules what the program derives; the decision is a reference of what stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from rarekg.content import content_folder
from rarekg.errors import BadSource
from rarekg.facts import Fact, Reference, Text
from rarekg.identifiers import Curie
from rarekg.linking.derive import Linkers, derived_facts
from rarekg.linking.names import Names
from rarekg.linking.overrides import Overrides, check_overrides, read_overrides
from rarekg.report import Report
from tests.reading import findings

RECORD = Reference("fda", "inventin, designated 2020-01-01")
DERIVED = Reference("fda", "inventin, designated 2020-01-01", method="by name")
DRUG = Curie("rarekg:fda-inventin")
STATED = Fact(
    DRUG,
    "statedIndication",
    Text("Treatment of an invented disease", "en"),
    (RECORD,),
    (("stage", Curie("rkg:OrphanDesignated")), ("holderName", "Invented Ltd")),
)
LINKED = Fact(
    DRUG,
    "indicatedFor",
    Curie("MONDO:0000901"),
    (DERIVED,),
    (("stage", Curie("rkg:OrphanDesignated")),),
)
DECISION = """
overrides:
  - source: fda
    record: "inventin, designated 2020-01-01"
    property: indicatedFor
    decision: {decision}
    object: MONDO:0000901
    reason: "the text means it"
    curator: "A. Curator"
    date: 2026-11-22
{more}"""


def written(folder: Path, text: str) -> Path:
    """A file of decisions in a folder of curated data, beside a source named fda."""
    manifest = content_folder("ingest") / "curated" / "source.toml"
    for source in ("curated", "fda"):
        (folder / source).mkdir()
        (folder / source / "source.toml").write_text(manifest.read_text("utf-8"), "utf-8")
    path = folder / "curated" / "overrides.yaml"
    path.write_text(text, "utf-8")
    return path


def decided(folder: Path, decision: str, more: str = "") -> Overrides:
    path = written(folder, DECISION.format(decision=decision, more=more))
    return read_overrides(path, lambda identifier: identifier)


def test_an_accepted_fact_has_the_decision_as_a_second_reference(tmp_path: Path) -> None:
    (fact,) = decided(tmp_path, "accept").applied([STATED], [LINKED], Report())
    assert fact.object == LINKED.object
    assert fact.references[0] == DERIVED
    assert fact.references[1].source == "curated"
    assert fact.references[1].curated_by == "A. Curator"
    assert fact.references[1].method == "accept: the text means it"


def test_what_the_program_abstained_from_can_be_accepted(tmp_path: Path) -> None:
    (fact,) = decided(tmp_path, "accept").applied([STATED], [], Report())
    assert (fact.subject, fact.predicate, fact.object) == (DRUG, "indicatedFor", LINKED.object)
    assert fact.qualifiers == LINKED.qualifiers, "the stage holds of the disease too"
    assert [r.source for r in fact.references] == ["curated"]


def test_a_rejected_fact_is_not_stated(tmp_path: Path) -> None:
    assert list(decided(tmp_path, "reject").applied([STATED], [LINKED], Report())) == []


def test_a_corrected_fact_has_another_object_and_the_decision_alone_behind_it(
    tmp_path: Path,
) -> None:
    overrides = decided(tmp_path, "correct", "    instead: MONDO:0000902\n")
    (fact,) = overrides.applied([STATED], [LINKED], Report())
    assert fact.object == "MONDO:0000902"
    assert [r.source for r in fact.references] == ["curated"]
    assert fact.references[0].asserted_object == "MONDO:0000901"


def test_a_decision_on_what_is_no_longer_derived_is_reported(tmp_path: Path) -> None:
    report = Report()
    assert list(decided(tmp_path, "reject").applied([STATED], [], report)) == []
    assert findings(report) == {"override without effect": 1}


def test_other_records_are_left_as_they_are(tmp_path: Path) -> None:
    other = Fact(DRUG, "statedIndication", Text("x", "en"), (Reference("fda", "another"),))
    linkers = Linkers.of(Names(), decided(tmp_path, "reject"))
    assert next(derived_facts([other], linkers, Report())) == other


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("decision: reject", "decision: perhaps", "'perhaps' is not a decision"),
        ("property: indicatedFor", "property: name", "'name' is not a derived property"),
        ("date: 2026-11-22", "date: yesterday", "'yesterday' is no day"),
        ('curator: "A. Curator"', 'curator: ""', "expected a text"),
        ("object: MONDO:0000901", "object: nothing", "nothing"),
        ("decision: reject", "decision: correct", "goes with the decision 'correct'"),
        ("source: fda", "source: nobody", "'nobody' is not a source"),
    ],
)
def test_mistakes_name_file_line_and_field(tmp_path: Path, old: str, new: str, told: str) -> None:
    path = written(tmp_path, DECISION.format(decision="reject", more="").replace(old, new))
    problems = [str(p) for p in check_overrides(path)]
    assert any(told in p and p.startswith(f"{path}:") for p in problems), problems
    with pytest.raises(BadSource, match=r"overrides\.yaml:\d+"):
        read_overrides(path, lambda identifier: identifier)
