"""Every Cure's list: names, identifiers and their blocks, codes, approvals, combinations."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from rarekg.errors import BadSource
from rarekg.facts import Fact, Text
from rarekg.identity import IdentityBuilder
from rarekg.readers.everycure import read_everycure
from rarekg.report import Report
from tests.reading import about, findings, mirrored, read, source_file

NAME = "drug_list_stringent.csv"
COLUMNS = (
    *("curie", "curie_label", "source_ingredients", "approved_usa", "marketing_status_usa"),
    *("approved_europe", "approved_japan", "is_combination_therapy"),
    *("combination_therapy_ingredients", "combination_therapy_ingredients_curies", "is_steroid"),
    *("alternate_ids", "atc_codes", "atc_main", "smiles"),
)
PLAIN = {
    "curie": "CHEBI:1001",
    "curie_label": "Examplamine",
    "source_ingredients": "EXAMPLAMINE HYDROCHLORIDE| examplamine| Examplamine tablets 5mg",
    "is_combination_therapy": "FALSE",
    "alternate_ids": "['CHEBI:1001', 'UNII:0000000001', 'DRUGBANK:DB00001', 'RXCUI:11']",
}


def substances(tmp_path: Path, *rows: dict[str, str]) -> tuple[list[Fact], Report]:
    path = tmp_path / NAME
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="")
        writer.writeheader()
        writer.writerows({**PLAIN, **row} for row in rows)
    return read(read_everycure, source_file("everycure", NAME, path))


def said(facts: list[Fact], predicate: str, subject: str = "CHEBI:1001") -> list[object]:
    return [f.object for f in about(facts, subject, predicate)]


def test_a_row_is_a_therapy_with_its_name(tmp_path: Path) -> None:
    facts, report = substances(tmp_path, {})
    assert said(facts, "type") == ["rkg:Therapy"]
    assert said(facts, "name") == [Text("Examplamine", "en")]
    assert {f.references[0].record for f in facts} == {"CHEBI:1001"}
    assert report.counts["everycure", "substance"] == 1
    assert not report.entries


def test_a_salt_is_the_name_of_a_form(tmp_path: Path) -> None:
    facts, _ = substances(tmp_path, {})
    assert said(facts, "relatedSynonym") == [Text("EXAMPLAMINE HYDROCHLORIDE", "en")]
    assert not said(facts, "synonym")


@pytest.mark.parametrize(
    ("label", "ingredients", "synonyms", "left_out"),
    [
        ("Leuprolide", "leuprorelin", ["leuprorelin"], 0),
        ("Brandol", "XYLATERCEPT| xylatercept-abcd", ["XYLATERCEPT", "xylatercept-abcd"], 0),
        ("Xylase alfa", "xylase alfa-abcd", ["xylase alfa-abcd"], 0),
        ("Tetrabenazine", "DEUTETRABENAZINE", [], 1),
        ("Leucovorin", "LEVOLEUCOVORIN", [], 1),
        ("BELANTAMAB", "belantamab mafodotin", [], 1),
        ("Drostanolone", "DROMOSTANOLONE PROPIONATE", [], 1),
        ("Idebenone", "Idebenon", [], 1),
        ("Xylase", "LYASE ONE| LYASE TWO", [], 2),
        ("Xylase", "Xylase + Lyase| Xylase injection 5 mg| CHEBI:1001~Xylase", [], 0),
    ],
)
def test_what_is_seen_to_be_a_name(
    tmp_path: Path, label: str, ingredients: str, synonyms: list[str], left_out: int
) -> None:
    facts, report = substances(tmp_path, {"curie_label": label, "source_ingredients": ingredients})
    assert said(facts, "synonym") == [Text(name, "en") for name in synonyms]
    rule = "ingredient that may be another substance"
    assert findings(report).get(rule, 0) == left_out


def test_a_laboratorys_code_gives_way_to_a_name(tmp_path: Path) -> None:
    row = {"curie_label": "XYZ-011", "source_ingredients": "XYLATERCEPT| xylatercept"}
    facts, _ = substances(tmp_path, row)
    assert said(facts, "name") == [Text("XYLATERCEPT", "en")]
    assert said(facts, "synonym") == [Text("XYZ-011", "en")]


def test_the_first_of_each_registry_in_the_own_block_is_the_same(tmp_path: Path) -> None:
    ids = (
        "['CHEBI:1001', 'CHEBI:1002', 'UNII:0000000001', 'UNII:0000000002', 'RXCUI:11', "
        "'CHEBI:1003', 'UNII:0000000003', 'RXCUI:12', 'UMLS:C0000001']"
    )
    facts, report = substances(tmp_path, {"alternate_ids": ids})
    assert said(facts, "exactMatch") == ["UNII:0000000001", "RXCUI:11"]
    assert said(facts, "relatedMatch") == [
        "CHEBI:1002",
        "UNII:0000000002",
        "CHEBI:1003",
        "UNII:0000000003",
    ]
    assert report.counts["everycure", "identifier of a product"] == 2


def test_an_identifier_that_is_another_row_is_the_same_only_under_the_same_name(
    tmp_path: Path,
) -> None:
    other = {
        "curie": "RXCUI:11",
        "source_ingredients": "",
        "alternate_ids": "['RXCUI:11']",
    }
    same, _ = substances(tmp_path, {}, {**other, "curie_label": "examplamine"})
    apart, _ = substances(tmp_path, {}, {**other, "curie_label": "examplamine / other Pill"})
    assert "RXCUI:11" in said(same, "exactMatch")
    assert said(apart, "relatedMatch") == ["RXCUI:11"]


def test_a_biological_has_no_structure(tmp_path: Path) -> None:
    row = {
        "curie": "UNII:0000000001",
        "curie_label": "Examplimab",
        "alternate_ids": "['UNII:0000000001', 'PUBCHEM.COMPOUND:5', 'DRUGBANK:DB00001']",
        "smiles": "CCO",
    }
    facts, report = substances(tmp_path, row)
    assert said(facts, "exactMatch", "UNII:0000000001") == ["DRUGBANK:DB00001"]
    assert not said(facts, "chemicalStructure", "UNII:0000000001")
    assert findings(report)["small molecule in the row of a biological"] == 1


def test_what_is_no_identifier_is_reported(tmp_path: Path) -> None:
    ids = "['CHEBI:1001', 'CAS:206-864-7', 'CAS:50-00-0', 'PR:1']"
    facts, report = substances(tmp_path, {"alternate_ids": ids})
    assert said(facts, "exactMatch") == ["CAS:50-00-0"]
    assert findings(report) == {"not an identifier in alternate_ids": 2}


@pytest.mark.parametrize("text", ["['CHEBI:1001'", "CHEBI:1001", "__import__('os')", "[1, 2]"])
def test_a_list_that_is_none_is_reported(tmp_path: Path, text: str) -> None:
    facts, report = substances(tmp_path, {"alternate_ids": text})
    assert not said(facts, "exactMatch")
    assert findings(report)["no list in alternate_ids"] == 1


def test_rows_joined_into_one_give_what_begins_with_the_own_identifier(tmp_path: Path) -> None:
    row = {
        "alternate_ids": "['RXCUI:77']| ['CHEBI:1001', 'UNII:0000000001']",
        "atc_codes": "['A01AA01']| ['B01AA01', 'B02']",
        "smiles": "CC| CCO",
        "approved_usa": "1",
    }
    facts, report = substances(tmp_path, row)
    assert said(facts, "exactMatch") == ["UNII:0000000001"]
    assert said(facts, "atcCode") == ["B01AA01", "B02"]
    assert said(facts, "chemicalStructure") == ["CCO"]
    assert not said(facts, "approvedIn")
    assert findings(report) == {"rows joined into one": 1}


def test_only_a_1_is_an_approval(tmp_path: Path) -> None:
    row = {
        "approved_usa": "1",
        "marketing_status_usa": "RX| DISCONTINUED| RX",
        "approved_europe": "",
        "approved_japan": "yes",
    }
    facts, report = substances(tmp_path, row)
    (approval,) = about(facts, "CHEBI:1001", "approvedIn")
    assert approval.object == "United States"
    assert approval.qualifiers == (("recordStatus", "DISCONTINUED"), ("recordStatus", "RX"))
    assert findings(report) == {"unknown approved_japan": 1}


@pytest.mark.parametrize(
    ("written", "parts", "rule"),
    [
        ("CHEBI:1~one|CHEBI:2~two", ["CHEBI:1", "CHEBI:2"], ""),
        ("CHEBI:1~one|CHEBI:2~two|CHEBI:2~two|CHEBI:1~one| ", ["CHEBI:1", "CHEBI:2"], ""),
        ("CHEBI:1~one|CHEBI:2~two|CHEBI:1~one", [], "several combinations in one row"),
        ("CHEBI:1~one|CHEBI:2~two of another kind", [], "ingredient of another name"),
        ("CHEBI:1~one|CHEBI:3~two", [], "ingredient of another name"),
        ("CHEBI:1~one|PUBCHEM.COMPOUND:91820602~two", [], "ingredient of another name"),
        (
            "CHEBI:1~one|Error",
            [],
            "not an identifier in combination_therapy_ingredients_curies",
        ),
        ("CHEBI:1~one", [], ""),
    ],
)
def test_the_parts_of_a_combination(
    tmp_path: Path, written: str, parts: list[str], rule: str
) -> None:
    """Ids of another substance than the one named, or of none, leave the whole out."""
    row = {
        "is_combination_therapy": "TRUE",
        "combination_therapy_ingredients": "One hydrochloride|Two",
        "combination_therapy_ingredients_curies": written,
    }
    others = [
        {"curie": f"CHEBI:{n}", "curie_label": f"part {n}", "alternate_ids": f"['CHEBI:{n}']"}
        for n in (1, 2)
    ]
    facts, report = substances(tmp_path, row, *others)
    assert said(facts, "hasIngredient") == parts
    assert list(findings(report))[:1] == ([rule] if rule else [])


def test_what_is_no_medicine_is_left_out(tmp_path: Path) -> None:
    facts, report = substances(
        tmp_path, {"curie": "MONDO:0005498"}, {"curie": "NCBIGene:213"}, {"curie": "nothing"}
    )
    assert facts == []
    assert findings(report) == {
        "no medicine": 1,
        "no identifier of a substance": 1,
        "not an identifier in curie": 1,
    }


def test_a_file_of_another_kind_stops_the_build(tmp_path: Path) -> None:
    path = tmp_path / NAME
    path.write_text("id,name\n1,a\n", "utf-8")
    with pytest.raises(BadSource, match="lacks the columns"):
        read(read_everycure, source_file("everycure", NAME, path))


@pytest.mark.mirror
def test_the_genuine_list_makes_no_disputes(mirror: Path) -> None:
    """Two ids of one registry are never said to be one, so the cliques contradict nothing."""
    facts, report = read(read_everycure, mirrored("everycure", NAME, mirror))
    assert report.counts["everycure", "substance"] > 2700
    assert "unknown column" not in findings(report)
    builder = IdentityBuilder()
    builder.add(facts)
    found = builder.build()
    assert not found.disputes
    rows = {f.subject for f in facts if f.predicate == "name"}
    assert len(rows) - len({found.canonical_id(row) for row in rows}) < 10
    assert all(found.canonical_id(row) in rows for row in rows)
