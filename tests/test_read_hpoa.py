"""phenotype.hpoa: what a row becomes, and which rows may not become a sign of a disease."""

from __future__ import annotations

from pathlib import Path

import pytest

from rarekg.errors import BadSource
from rarekg.facts import Fact, Text
from rarekg.readers.hpoa import read_hpoa
from rarekg.report import Report
from tests.reading import about, findings, mirrored, read, source_file

HEADER = (
    "database_id\tdisease_name\tqualifier\thpo_id\treference\tevidence\tonset\tfrequency\t"
    "sex\tmodifier\taspect\tbiocuration"
)
COLUMNS = HEADER.split("\t")


def row(**values: str) -> str:
    given = {
        "database_id": "OMIM:900001",
        "disease_name": "Example syndrome",
        "hpo_id": "HP:0001250",
        "reference": "PMID:1001",
        "evidence": "PCS",
        "aspect": "P",
        "biocuration": "HPO:someone[2020-01-02]",
    }
    return "\t".join({**given, **values}.get(column, "") for column in COLUMNS)


def reading(folder: Path, *rows: str, header: str = HEADER) -> tuple[list[Fact], Report]:
    path = folder / "phenotype.hpoa"
    lines = ["#description: test", "#version: 2024-01-16", header, *rows]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return read(read_hpoa, source_file("hpoa", "phenotype.hpoa", path))


def signs(facts: list[Fact]) -> list[Fact]:
    return [fact for fact in facts if fact.predicate not in ("type", "name", "synonym")]


def test_a_row_is_a_sign_with_its_publication_evidence_and_curator(tmp_path: Path) -> None:
    facts, report = reading(tmp_path, row(frequency="2/3"))
    (sign,) = signs(facts)
    (reference,) = sign.references
    assert (sign.subject, sign.predicate, sign.object) == (
        "OMIM:900001",
        "hasPhenotype",
        "HP:0001250",
    )
    assert sign.qualifiers == (("frequencyCount", "2/3"),)
    assert not sign.negated
    assert (reference.source, reference.record) == ("hpoa", "OMIM:900001")
    assert reference.publications == ("PMID:1001",)
    assert reference.evidence == "ECO:0006017"
    assert reference.curated_by == "HPO:someone[2020-01-02]"
    assert reference.primary_source is None
    assert not report.entries


def test_a_disease_of_omim_gets_type_and_name_once(tmp_path: Path) -> None:
    facts, report = reading(tmp_path, row(), row(hpo_id="HP:0001251"))
    assert [f.object for f in about(facts, "OMIM:900001", "type")] == ["rkg:Disease"]
    assert [f.object for f in about(facts, "OMIM:900001", "name")] == [
        Text("Example syndrome", "en")
    ]
    assert report.counts["hpoa", "disease"] == 1


def test_a_second_name_of_a_disease_is_a_synonym_and_reported(tmp_path: Path) -> None:
    facts, report = reading(tmp_path, row(), row(disease_name="Sample disease"))
    assert [f.object for f in about(facts, "OMIM:900001", "synonym")] == [
        Text("Sample disease", "en")
    ]
    assert findings(report) == {"second name of a disease": 1}


def test_rows_of_orphanet_name_it_as_primary_source_and_give_no_name(tmp_path: Path) -> None:
    facts, _ = reading(
        tmp_path,
        row(
            database_id="ORPHA:95",
            reference="ORPHA:95",
            evidence="TAS",
            frequency="HP:0040281",
            biocuration="ORPHA:orphadata[2024-01-16]",
        ),
    )
    sign = facts[-1]
    (reference,) = sign.references
    assert {fact.predicate for fact in facts} == {"type", "hasPhenotype"}
    assert sign.qualifiers == (("frequency", "HP:0040281"),)
    assert reference.primary_source == "orphanet"
    assert reference.publications == ()


@pytest.mark.parametrize(
    ("values", "qualifiers"),
    [
        ({"qualifier": "NOT"}, ()),
        ({"frequency": "HP:0040285"}, ()),
        ({"frequency": "0/5"}, (("frequencyCount", "0/5"),)),
        ({"frequency": "0%"}, (("frequencyPercent", "0%"),)),
        ({"frequency": "0.0%"}, (("frequencyPercent", "0.0%"),)),
        ({"qualifier": "NOT", "frequency": "0/3"}, (("frequencyCount", "0/3"),)),
    ],
    ids=["NOT", "excluded", "none of five", "0%", "0.0%", "NOT and none"],
)
def test_what_is_absent_is_a_negative_fact(
    tmp_path: Path, values: dict[str, str], qualifiers: tuple[tuple[str, str], ...]
) -> None:
    (sign,) = signs(reading(tmp_path, row(**values))[0])
    assert sign.negated
    assert sign.qualifiers == qualifiers


def test_not_with_a_frequency_stays_negative_and_is_reported(tmp_path: Path) -> None:
    facts, report = reading(tmp_path, row(qualifier="NOT", frequency="20/20"))
    assert [sign.negated for sign in signs(facts)] == [True]
    assert findings(report) == {"NOT with a frequency": 1}


def test_not_excluded_says_nothing_certain_and_is_left_out(tmp_path: Path) -> None:
    facts, report = reading(tmp_path, row(qualifier="NOT", frequency="HP:0040285"))
    assert signs(facts) == []
    assert findings(report) == {"NOT excluded": 1}


@pytest.mark.parametrize(
    ("aspect", "term", "predicate"),
    [
        ("P", "HP:0001250", "hasPhenotype"),
        ("I", "HP:0000007", "hasInheritance"),
        ("C", "HP:0003577", "hasOnset"),
        ("C", "HP:0003676", "hasClinicalCourse"),
        ("M", "HP:0003828", "hasClinicalModifier"),
    ],
)
def test_only_aspect_p_is_a_sign(tmp_path: Path, aspect: str, term: str, predicate: str) -> None:
    (fact,) = signs(reading(tmp_path, row(aspect=aspect, hpo_id=term))[0])
    assert (fact.predicate, fact.object) == (predicate, term)


def test_onset_sex_and_modifiers_qualify_a_sign(tmp_path: Path) -> None:
    values = {
        "onset": "HP:0003593",
        "frequency": "45%",
        "sex": "female",
        "modifier": "HP:0012828;HP:0012825",
    }
    facts, _ = reading(tmp_path, row(**values), row(sex="FEMALE"))
    first, second = signs(facts)
    assert first.qualifiers == (
        ("frequencyPercent", "45%"),
        ("onset", "HP:0003593"),
        ("sex", "rkg:Female"),
        ("modifier", "HP:0012825"),
        ("modifier", "HP:0012828"),
    )
    assert second.qualifiers == (("sex", "rkg:Female"),)


@pytest.mark.parametrize(
    ("text", "publications"),
    [
        ("PMID:1;PMID:2;PMID:1", ("PMID:1", "PMID:2")),
        ("OMIM:900001;PMID:3", ("OMIM:900001", "PMID:3")),
        ("ISBN-13:978-0123456789", ("ISBN:978-0123456789",)),
        ("DECIPHER:7", ("DECIPHER:7",)),
        ("http://example.org/book?part=a&b=c", ("http://example.org/book?part=a&b=c",)),
    ],
)
def test_every_cited_work_is_kept(tmp_path: Path, text: str, publications: tuple[str, ...]) -> None:
    facts, report = reading(tmp_path, row(reference=text))
    assert signs(facts)[0].references[0].publications == publications
    assert not report.entries


def test_an_unreadable_citation_is_reported_and_the_sign_stays(tmp_path: Path) -> None:
    facts, report = reading(tmp_path, row(reference="PMID:20037588P;PMID:7", evidence="XYZ"))
    (reference,) = signs(facts)[0].references
    assert (reference.publications, reference.evidence) == (("PMID:7",), None)
    assert findings(report) == {"malformed reference": 1, "unknown evidence": 1}


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ({"frequency": "5/3"}, "malformed frequency"),
        ({"frequency": "0/0"}, "malformed frequency"),
        ({"frequency": "-1/3"}, "malformed frequency"),
        ({"frequency": "1/"}, "malformed frequency"),
        ({"frequency": "120%"}, "malformed frequency"),
        ({"frequency": "about 5%"}, "malformed frequency"),
        ({"frequency": "HP:0001250"}, "unknown frequency"),
        ({"frequency": "often"}, "unknown frequency"),
        ({"sex": "F"}, "unknown sex"),
        ({"aspect": "H"}, "unknown aspect"),
        ({"aspect": ""}, "unknown aspect"),
        ({"qualifier": "MAYBE"}, "unknown qualifier"),
        ({"hpo_id": "HP:12345678"}, "no identifier of the kind: phenotype"),
        ({"hpo_id": "MONDO:0000001"}, "no identifier of the kind: phenotype"),
        ({"database_id": "HP:0000001"}, "no identifier of the kind: disease"),
        ({"database_id": ""}, "no identifier of the kind: disease"),
        ({"onset": "early"}, "no identifier of the kind: onset"),
        ({"modifier": "HP:0012825;mild"}, "no identifier of the kind: modifier"),
    ],
)
def test_a_row_that_cannot_be_taken_whole_is_left_out_and_reported(
    tmp_path: Path, values: dict[str, str], rule: str
) -> None:
    facts, report = reading(tmp_path, row(**values), row(hpo_id="HP:0001251"))
    assert [sign.object for sign in signs(facts)] == ["HP:0001251"]
    assert findings(report) == {rule: 1}
    ((entry, example),) = report.examples.items()
    assert example.place == "phenotype.hpoa line 4"
    assert entry.value in example.message or not entry.value


def test_a_row_with_too_few_columns_is_reported_with_its_line(tmp_path: Path) -> None:
    facts, report = reading(tmp_path, row(), "OMIM:900002\tHalf a row", row(hpo_id="HP:0001251"))
    assert len(signs(facts)) == 2
    assert findings(report) == {"wrong number of fields": 1}
    assert [e.place for e in report.examples.values()] == ["phenotype.hpoa line 5"]


def test_the_older_header_means_the_same(tmp_path: Path) -> None:
    older = (
        "#DatabaseID\tDiseaseName\tQualifier\tHPO_ID\tReference\tEvidence\tOnset\tFrequency\t"
        "Sex\tModifier\tAspect\tBiocuration"
    )
    assert reading(tmp_path, row(), header=older) == reading(tmp_path, row())


def test_columns_are_found_by_name(tmp_path: Path) -> None:
    turned = "\t".join(reversed(COLUMNS)) + "\tmood"
    facts, report = reading(
        tmp_path, "\t".join(reversed(row().split("\t"))) + "\tgood", header=turned
    )
    assert [sign.object for sign in signs(facts)] == ["HP:0001250"]
    assert findings(report) == {"unknown column": 1}


def test_a_file_without_its_header_is_no_hpoa(tmp_path: Path) -> None:
    with pytest.raises(BadSource, match=r"phenotype\.hpoa line 3: expected the header"):
        reading(tmp_path, header=row())
    with pytest.raises(BadSource, match="lacks the columns hpoid"):
        reading(tmp_path, header=HEADER.replace("hpo_id", "term"))


def test_an_empty_file_is_no_hpoa(tmp_path: Path) -> None:
    path = tmp_path / "phenotype.hpoa"
    path.write_bytes(b"")
    with pytest.raises(BadSource, match="no header"):
        read(read_hpoa, source_file("hpoa", "phenotype.hpoa", path))


def test_broken_utf8_stops_reading_and_names_the_line(tmp_path: Path) -> None:
    path = tmp_path / "phenotype.hpoa"
    path.write_bytes(f"{HEADER}\n{row()}\n".encode() + row(disease_name="Sjögren").encode("cp1252"))
    with pytest.raises(BadSource, match=r"phenotype\.hpoa line 3: not UTF-8"):
        read(read_hpoa, source_file("hpoa", "phenotype.hpoa", path))


def test_windows_line_ends_and_a_byte_order_mark_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "phenotype.hpoa"
    path.write_bytes(b"\xef\xbb\xbf" + f"{HEADER}\r\n{row()}\r\n\r\n".encode())
    facts, report = read(read_hpoa, source_file("hpoa", "phenotype.hpoa", path))
    assert len(signs(facts)) == 1
    assert not report.entries


def test_facts_of_one_record_share_their_reference(tmp_path: Path) -> None:
    facts, _ = reading(tmp_path, row(), row(hpo_id="HP:0001251"), row(reference="PMID:2"))
    first, second, third = (sign.references[0] for sign in signs(facts))
    assert first is second
    assert first != third


@pytest.mark.mirror
def test_the_genuine_file_is_read_whole(mirror: Path) -> None:
    facts, report = read(read_hpoa, mirrored("hpoa", "phenotype.hpoa", mirror))
    assert report.counts["hpoa", "annotation"] == 259_035
    assert report.counts["hpoa", "negated"] == 548
    assert len(signs(facts)) == 259_035
    # 548 NOT, 715 excluded, 1,021 measured in none (39 more of those also have NOT)
    assert sum(fact.negated for fact in facts) == 2_284
    assert set(findings(report)) == {
        "sign seen in none",
        "NOT with a frequency",
        "second name of a disease",
        "malformed reference",
    }
