"""maxo-annotations.tsv: what a medical action does in a disease, and what it does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from rarekg.facts import Fact
from rarekg.readers.maxo_annotations import read_maxo_annotations
from rarekg.report import Report
from tests.reading import about, findings, mirrored, read, source_file

COLUMNS = [
    "disease_id",
    "disease_name",
    "source_id",
    "maxo_id",
    "maxo_name",
    "hpo_id",
    "relation",
    "evidence",
    "extension_id",
    "extension_name",
    "comment",
    "other",
    "author",
    "last_updated",
    "created",
]


def reading(folder: Path, *records: dict[str, str]) -> tuple[list[Fact], Report]:
    usual = {
        "disease_id": "MONDO:0000901",
        "disease_name": "an invented disease",
        "source_id": "PMID:1",
        "maxo_id": "MAXO:0000901",
        "maxo_name": "an invented therapy",
        "hpo_id": "HP:0001250",
        "relation": "treats",
        "evidence": "PCS",
        "author": "ORCID:0000-0000-0000-0000",
    }
    lines = ["\t".join(COLUMNS)]
    lines += ["\t".join((usual | record).get(c, "") for c in COLUMNS) for record in records]
    path = folder / "maxo-annotations.tsv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return read(read_maxo_annotations, source_file("maxo", "maxo-annotations.tsv", path))


def test_an_action_treats_a_sign_of_a_disease_on_the_evidence_of_a_paper(tmp_path: Path) -> None:
    facts, report = reading(tmp_path, {})
    (fact,) = about(facts, "MAXO:0000901", "treats")
    assert (fact.object, fact.negated) == ("MONDO:0000901", False)
    assert fact.qualifiers == (("forSign", "HP:0001250"),)
    reference = fact.references[0]
    assert reference.record == "MONDO:0000901 MAXO:0000901 HP:0001250"
    assert (reference.publications, reference.evidence) == (("PMID:1",), "ECO:0006017")
    assert report.counts == {("maxo", "annotation"): 1}


@pytest.mark.parametrize(
    ("relation", "predicate", "negated"),
    [
        ("prevents", "prevents", False),
        ("contraindicated", "contraindicatedFor", False),
        ("no_observed_benefit", "treats", True),
        ("lack of observed response", "treats", True),
    ],
)
def test_what_must_not_be_used_or_was_of_no_use_is_no_treatment(
    tmp_path: Path, relation: str, predicate: str, negated: bool
) -> None:
    facts, _ = reading(tmp_path, {"relation": relation})
    stated = [(f.predicate, f.negated) for f in facts if f.object == "MONDO:0000901"]
    assert stated == [(predicate, negated)]


@pytest.mark.parametrize("relation", ["unknown", "investigates", "cures"])
def test_a_relation_that_says_nothing_of_use_is_left_out_and_reported(
    tmp_path: Path, relation: str
) -> None:
    facts, report = reading(tmp_path, {"relation": relation})
    assert facts == []
    assert sum(findings(report).values()) == 1


@pytest.mark.parametrize("whole", ["HP:0000118", "MONDO:0000901"])
def test_the_disease_as_such_is_no_sign_of_itself(tmp_path: Path, whole: str) -> None:
    facts, _ = reading(tmp_path, {"hpo_id": whole})
    (fact,) = about(facts, "MAXO:0000901", "treats")
    assert fact.qualifiers == ()


def test_the_substance_is_kept_as_the_source_names_it(tmp_path: Path) -> None:
    extension = {"extension_id": "CHEBI:901", "extension_name": "an invented substance"}
    facts, _ = reading(tmp_path, extension)
    (fact,) = about(facts, "MAXO:0000901", "treats")
    assert ("agent", "an invented substance (CHEBI:901)") in fact.qualifiers


@pytest.mark.mirror
def test_every_genuine_row_is_a_statement_or_is_reported(mirror: Path) -> None:
    facts, report = read(read_maxo_annotations, mirrored("maxo", "maxo-annotations.tsv", mirror))
    left_out = findings(report)["relation that says nothing of use"]
    keys = {"treats", "prevents", "contraindicatedFor"}
    stated = [f for f in facts if f.predicate in keys]
    assert len(stated) + left_out == report.counts["maxo", "annotation"] == 976
    denied = [f for f in stated if f.negated]
    assert (len(denied), left_out) == (8, 11)
    assert len([f for f in stated if f.predicate == "contraindicatedFor"]) == 3
