"""FDA orphan designations: the spreadsheet and the CSV form, read as one voice."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import openpyxl
import pytest

from rarekg.errors import BadSource
from rarekg.facts import Fact, Text
from rarekg.readers.fda_orphan import read_fda_orphan
from rarekg.report import Report
from rarekg.sources.manifest import source_named
from rarekg.vocabulary import concepts
from tests.reading import about, findings, read, source_file

FULL, NEWER = "oopd_all_drug.xlsx", "FDA_approved_subset_2025.csv"
COLUMNS = [
    "Generic Name",
    "Trade Name",
    "Date Designated",
    "Orphan Designation",
    "Orphan Designation Status",
    "Date Designation Withdrawn or Revoked",
    "FDA Orphan Approval Status",
    "Approved Labeled Indication",
    "Marketing Approval Date",
    "Exclusivity End Date",
    "Exclusivity Protected Indication * (Shown for approvals from Jan. 1, 2013, to the present)",
    "Sponsor Company",
    "Sponsor Address 1",
    "Sponsor Address 2",
    "Sponsor City",
    "Sponsor State",
    "Sponsor Zip",
    "Sponsor Country",
    "CF Grid Key",
]
Cell = str | int | float | dt.date | None

ADDRESS = ("1 Example Way", None, "Lyon", None, "' 69001 ' ", "France")
NOT_APPROVED = "Not FDA Approved for Orphan Indication"


def designated(
    name: str = "examplersen",
    day: Cell = None,
    key: Cell = 100100,
    status: str = "Designated",
    approval: tuple[Cell, ...] = (None, None, None, None),
    trade: str | None = None,
    withdrawn: Cell = None,
    use: str = "Treatment of Friedreich ataxia",
) -> list[Cell]:
    """A row; `approval` is its text, day, end of exclusivity and the use this protects."""
    said = None if "Approved" in status else NOT_APPROVED
    first: list[Cell] = [name, trade, day or dt.date(2019, 3, 7), use, status, withdrawn, said]
    return [*first, *approval, "Example SA", *ADDRESS, key]


APPROVED = "Designated/Approved"
APPROVAL: tuple[Cell, ...] = (
    "treatment of ataxia in adults",
    dt.date(2023, 2, 28),
    dt.date(2030, 2, 28),
    "ataxia in adults",
)
NOTE: list[Cell] = ["Note: data are shown from 08/12/2013.", *[None] * 18]


def spreadsheet(tmp_path: Path, *rows: list[Cell]) -> tuple[list[Fact], Report]:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(COLUMNS)
    for row in rows:
        sheet.append(row)
    book.save(tmp_path / FULL)
    return read(read_fda_orphan, source_file("fda", FULL, tmp_path / FULL))


def newer(tmp_path: Path, *rows: list[Cell]) -> tuple[list[Fact], Report]:
    with (tmp_path / NEWER).open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([COLUMNS, *rows])
    return read(read_fda_orphan, source_file("fda", NEWER, tmp_path / NEWER))


def stated(facts: list[Fact], subject: str) -> list[tuple[str, dict[str, object]]]:
    """Texts and qualifiers of indications."""
    found = about(facts, subject, "statedIndication")
    texts = [(f.object.value if isinstance(f.object, Text) else "", f.qualifiers) for f in found]
    return [(text, dict(q)) for text, q in texts]


def test_a_designation_says_for_what_when_and_whose(tmp_path: Path) -> None:
    facts, report = spreadsheet(tmp_path, designated())
    assert [(f.predicate, f.object) for f in facts[:2]] == [
        ("type", "rkg:Therapy"),
        ("name", Text("examplersen", "en")),
    ]
    assert facts[0].references[0].record == "examplersen, designated 2019-03-07"
    assert stated(facts, "rarekg:fda-examplersen") == [
        (
            "Treatment of Friedreich ataxia",
            {
                "stage": "rkg:OrphanDesignated",
                "authority": "rarekg:organisation-fda",
                "date": dt.date(2019, 3, 7),
                "holderName": "Example SA",
                "holderPlace": "Lyon, France",
                "recordKey": "100100",
                "recordStatus": "Designated",
            },
        )
    ]
    assert not report.entries


def test_a_designation_with_several_approvals_is_one(tmp_path: Path) -> None:
    """One row for each approval; counted as designations they would triple."""
    later = ("treatment of ataxia in children", dt.date(2024, 5, 1), None, None)
    facts, report = spreadsheet(
        tmp_path,
        designated(status=APPROVED, approval=APPROVAL, trade="Exampla"),
        designated(status=APPROVED, approval=later, trade="Exampla Junior"),
    )
    found = stated(facts, "rarekg:fda-examplersen")
    assert [(text, q["stage"], q["date"]) for text, q in found] == [
        ("Treatment of Friedreich ataxia", "rkg:OrphanDesignated", dt.date(2019, 3, 7)),
        ("treatment of ataxia in adults", "rkg:Approved", dt.date(2023, 2, 28)),
        ("treatment of ataxia in children", "rkg:Approved", dt.date(2024, 5, 1)),
    ]
    assert found[1][1]["exclusivityEnd"] == dt.date(2030, 2, 28)
    assert found[1][1]["exclusivityIndication"] == Text("ataxia in adults", "en")
    assert [q.get("productName") for _, q in found] == [None, "Exampla", "Exampla Junior"]
    assert report.counts["fda", "designation"] == 1
    assert report.counts["fda", "approval"] == 2


def test_an_approval_without_text_has_that_of_the_designation(tmp_path: Path) -> None:
    empty = (None, dt.date(1990, 1, 2), None, None)
    facts, report = spreadsheet(tmp_path, designated(status=APPROVED, approval=empty))
    assert [t for t, _ in stated(facts, "rarekg:fda-examplersen")] == [
        "Treatment of Friedreich ataxia"
    ] * 2
    assert findings(report) == {"approval without its text": 1}


def test_a_withdrawn_designation_ends_and_its_approval_stands(tmp_path: Path) -> None:
    facts, _ = spreadsheet(
        tmp_path,
        designated(
            status="Designated/Approved/Designation Withdrawn or Revoked",
            approval=APPROVAL,
            withdrawn=dt.date(2024, 9, 12),
        ),
        designated("otherstat", key=2, status="Designated/Designation Withdrawn or Revoked"),
    )
    first, second = stated(facts, "rarekg:fda-examplersen")
    assert (first[1]["stage"], first[1]["date"]) == (
        "rkg:DesignationWithdrawn",
        dt.date(2024, 9, 12),
    )
    assert second[1]["stage"] == "rkg:Approved"
    assert "grantedOn" not in second[1]
    assert "date" not in stated(facts, "rarekg:fda-otherstat")[0][1]  # no day before 2013


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2000-10-06", dt.date(2000, 10, 6)),
        ("3/7/84", dt.date(1984, 3, 7)),
        ("12/31/05", dt.date(2005, 12, 31)),
        ("1/2/2013", dt.date(2013, 1, 2)),
        ("2019-03-07 00:00:00", dt.date(2019, 3, 7)),
    ],
)
def test_days_in_all_their_forms(tmp_path: Path, written: str, day: dt.date) -> None:
    facts, _ = newer(tmp_path, designated(day=written))
    assert facts[0].references[0].record == f"examplersen, designated {day.isoformat()}"


@pytest.mark.parametrize("key", [515615, 515615.0, "515615.0", "515615"])
def test_keys_are_numbers_with_and_without_a_point(tmp_path: Path, key: Cell) -> None:
    for facts, _ in (newer(tmp_path, designated(key=key)),):
        assert stated(facts, "rarekg:fda-examplersen")[0][1]["recordKey"] == "515615"
    (tmp_path / NEWER).unlink()
    facts, _ = spreadsheet(tmp_path, designated(key=key))
    assert stated(facts, "rarekg:fda-examplersen")[0][1]["recordKey"] == "515615"


def test_notes_below_the_table_are_no_designations(tmp_path: Path) -> None:
    for read_rows in (newer, spreadsheet):
        facts, report = read_rows(tmp_path, designated(key=1), NOTE, NOTE)
        assert report.counts["fda", "note below the table"] == 2
        assert not report.entries
        (tmp_path / NEWER).unlink(missing_ok=True)
        assert len({f.subject for f in facts}) == 1


def test_what_the_newer_table_has_is_read_there_only(tmp_path: Path) -> None:
    """The older row says "not approved", the newer one that it is: one authority, one claim."""
    newer(tmp_path, designated(key="100100.0", status=APPROVED, approval=APPROVAL))
    facts, report = spreadsheet(tmp_path, designated(), designated("otherstat", key=2))
    assert {str(f.subject) for f in facts} == {"rarekg:fda-otherstat"}
    assert report.counts["fda", "row of a designation that the newer table has"] == 1
    assert report.counts["fda", "designation"] == 1
    assert not report.entries


def test_a_former_name_leads_to_the_new_one(tmp_path: Path) -> None:
    """Curated facts cite the record by its old name."""
    newer(tmp_path, designated(key="100100.0", status=APPROVED, approval=APPROVAL))
    old = "synthetic oligonucleotide against frataxin repeats"
    facts, _ = spreadsheet(tmp_path, designated(old))
    assert [(str(f.subject), f.predicate, f.object) for f in facts] == [
        ("rarekg:fda-examplersen", "relatedSynonym", Text(old, "en")),
        ("rarekg:fda-examplersen", "substanceDescription", Text(old, "en")),
    ]
    assert {f.references[0].record for f in facts} == {f"{old}, designated 2019-03-07"}


def test_one_name_said_twice_is_one_and_two_names_stay_together(tmp_path: Path) -> None:
    facts, report = spreadsheet(
        tmp_path,
        designated("Examplersen; examplersen", key=1),
        designated("pyridoxine; vitamin B6", key=2),
        designated("vaccine (VP1; VP2)", key=3),
    )
    names = [f.object.value for f in facts if isinstance(f.object, Text) and f.predicate == "name"]
    assert names == ["Examplersen", "pyridoxine; vitamin B6", "vaccine (VP1; VP2)"]
    assert findings(report) == {"several names of substances": 1}
    assert about(facts, "rarekg:fda-examplersen", "name")


def test_spellings_that_differ_in_case_are_one_therapy(tmp_path: Path) -> None:
    facts, report = spreadsheet(
        tmp_path, designated("Examplersen", key=1), designated("examplersen", key=2)
    )
    assert len(about(facts, "rarekg:fda-examplersen", "name")) == 1
    assert len(about(facts, "rarekg:fda-examplersen", "statedIndication")) == 2
    assert report.counts["fda", "designation"] == 2


def test_names_that_a_slug_cannot_say_get_different_identifiers(tmp_path: Path) -> None:
    long = "autologous cells transduced with a lentiviral vector encoding the human gene "
    names = ["interferon (α)", "interferon (β)", long + "FXN", long + "SMN1", "C1-esterase"]
    facts, _ = spreadsheet(tmp_path, *(designated(n, key=i) for i, n in enumerate(names, 1)))
    subjects = list(dict.fromkeys(str(f.subject) for f in facts))
    assert len(subjects) == len(names)
    assert max(map(len, subjects)) <= len("rarekg:fda-") + 60 + 9
    assert subjects[-1] == "rarekg:fda-c1-esterase"


def test_trade_names_lose_their_marks_and_former_ones_are_kept(tmp_path: Path) -> None:
    facts, _ = spreadsheet(
        tmp_path,
        designated(status=APPROVED, approval=APPROVAL, trade="EXAMPLA(r); Exampla; Exempla®"),
        designated("b", key=2, status=APPROVED, approval=APPROVAL, trade="NEWA (formerly Olda)"),
    )
    names = [f.object.value for f in facts if isinstance(f.object, Text)]
    assert {"EXAMPLA", "Exempla", "NEWA", "Olda"} <= set(names)
    assert "Exampla" not in names


def test_lost_characters_are_repaired_where_sure_and_reported_where_not(tmp_path: Path) -> None:
    facts, report = spreadsheet(
        tmp_path,
        designated("2¿-O-examplate", key=1, use="Treatment of Huntington¿s disease"),
    )
    texts = [f.object.value for f in facts if isinstance(f.object, Text)]
    assert texts == ["2¿-O-examplate", "Treatment of Huntington’s disease"]
    assert findings(report) == {
        "repaired characters": 1,
        "damaged characters in Generic Name": 1,
    }


def test_what_the_manifest_does_not_know_is_reported_and_not_guessed(tmp_path: Path) -> None:
    facts, report = spreadsheet(
        tmp_path,
        designated("a", key=1, status="Designated/Suspended"),
        designated("b", key=2, status=APPROVED),  # no day of approval
        designated("c", key="12a"),
        designated("d", key=4, use=""),
        designated("e", key=5, day="around 2010"),
    )
    assert {str(f.subject): f.predicate for f in facts} == {
        "rarekg:fda-a": "name",
        "rarekg:fda-b": "statedIndication",
    }
    assert findings(report) == {
        "unknown word for designation_status": 1,
        "approved or not": 1,
        "no CF Grid Key": 1,
        "no substance or no indication": 1,
        "no date in Date Designated": 1,
        "no date of designation": 1,
    }


def test_a_file_that_is_no_spreadsheet_stops_the_build(tmp_path: Path) -> None:
    (tmp_path / FULL).write_text("<html>Service unavailable</html>")
    with pytest.raises(BadSource, match="no spreadsheet"):
        read(read_fda_orphan, source_file("fda", FULL, tmp_path / FULL))


def test_a_spreadsheet_without_a_column_stops_the_build(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(COLUMNS[:-1])
    book.save(tmp_path / FULL)
    with pytest.raises(BadSource, match="CF Grid Key"):
        read(read_fda_orphan, source_file("fda", FULL, tmp_path / FULL))


@pytest.mark.parametrize("source", ["fda", "ema"])
def test_every_stage_of_the_manifests_is_one_of_ours(source: str) -> None:
    tables = source_named(source).lookups
    stages = {m for name in tables if name.endswith("_status") for m in tables[name].values()}
    stages = {s for s in stages if ":" in s}
    assert stages
    assert {concepts()[s.removeprefix("rkg:")].type for s in stages} == {"Stage"}
