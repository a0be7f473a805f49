"""The genuine tables of the FDA and the EMA: nothing lost, all that is cited is there."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from itertools import groupby
from pathlib import Path

import openpyxl
import pytest

from rarekg.content import content_folder
from rarekg.facts import Fact
from rarekg.readers.curated import read_curated_diseases, read_curated_therapies
from rarekg.readers.protocol import Reader
from rarekg.readers.table import READERS
from rarekg.report import Report
from rarekg.sources.manifest import content_files, source_named
from tests.reading import findings, mirrored, read

pytestmark = pytest.mark.mirror

FULL, NEWER = "oopd_all_drug.xlsx", "FDA_approved_subset_2025.csv"
ORPHAN = "medicines_output_orphan_designations_en.csv"
MEDICINES = "medicines_output_medicines_en.csv"
SHORTAGES = "medicines_output_shortages_en.csv"
FILES = [("fda", FULL), ("fda", NEWER), ("ema", ORPHAN), ("ema", MEDICINES), ("ema", SHORTAGES)]

Genuine = dict[str, tuple[list[Fact], Report]]


@pytest.fixture(scope="module")
def genuine(mirror: Path) -> Genuine:
    """Facts and report of each file."""
    found = {}
    for source, name in FILES:
        file = mirrored(source, name, mirror)
        found[name] = read(READERS[file.manifest.reader], file)
    return found


@pytest.fixture(scope="module")
def fda_rows(mirror: Path) -> dict[str, list[dict[str, str]]]:
    """The designations' rows of both FDA tables, read here without the reader."""
    book = openpyxl.load_workbook(mirror / "fda" / FULL, read_only=True)
    heads, *lines = book.worksheets[0].iter_rows(values_only=True)
    full = [dict(zip(map(str, heads), map(str, line), strict=True)) for line in lines]
    book.close()
    newer = ema_rows(mirror / "fda" / f"{NEWER}.gz")
    for row in newer:
        row["CF Grid Key"] = row["CF Grid Key"].removesuffix(".0")
    tables = {FULL: full, NEWER: newer}
    return {name: [r for r in t if r["CF Grid Key"].isdigit()] for name, t in tables.items()}


def ema_rows(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def indications(facts: list[Fact]) -> list[Fact]:
    return [f for f in facts if f.predicate == "statedIndication"]


def stages(facts: list[Fact]) -> Counter[str]:
    found = (str(dict(f.qualifiers)["stage"]) for f in indications(facts))
    return Counter(stage.removeprefix("rkg:") for stage in found)


@pytest.mark.parametrize(("source", "name"), FILES)
def test_counts_are_what_the_manifest_expects(genuine: Genuine, source: str, name: str) -> None:
    entry = next(entry for entry in source_named(source).file if entry.name == name)
    counts = genuine[name][1].counts
    for kind, expected in entry.expect.items():
        assert expected.least <= counts[source, kind], kind
        assert expected.most is None or counts[source, kind] <= expected.most, kind


@pytest.mark.parametrize(("source", "name"), FILES)
def test_no_word_of_a_closed_column_is_unknown(genuine: Genuine, source: str, name: str) -> None:
    rules = findings(genuine[name][1])
    assert not [r for r in rules if r.startswith(("unknown", "neither", "no date", "wrong"))]


@pytest.mark.parametrize(("source", "name"), FILES[:4])
def test_facts_of_one_therapy_stand_together(genuine: Genuine, source: str, name: str) -> None:
    """But of parts of combinations, which are named again where they are parts."""
    facts = genuine[name][0]
    runs = Counter(
        subject for subject, run in groupby(facts, lambda f: f.subject) if indications(list(run))
    )
    assert runs.most_common(1)[0][1] == 1


def test_each_fda_designation_is_read_once(
    genuine: Genuine, fda_rows: dict[str, list[dict[str, str]]]
) -> None:
    """By number: of both tables together, what either has, from the newer one if it has it."""
    keys = {name: {row["CF Grid Key"] for row in rows} for name, rows in fda_rows.items()}
    given = {
        name: {str(dict(f.qualifiers)["recordKey"]) for f in indications(genuine[name][0])}
        for name in keys
    }
    assert given[NEWER] == keys[NEWER]
    assert given[FULL] == keys[FULL] - keys[NEWER]
    counts = {name: genuine[name][1].counts["fda", "designation"] for name in keys}
    assert sum(counts.values()) == len(keys[FULL] | keys[NEWER]) == 6890


def test_each_fda_approval_is_read(
    genuine: Genuine, fda_rows: dict[str, list[dict[str, str]]]
) -> None:
    """No approval that only the older table has is lost by reading the newer one."""
    given = {
        (str(q["recordKey"]), str(q["date"]))
        for name in fda_rows
        for q in (dict(f.qualifiers) for f in indications(genuine[name][0]))
        if q["stage"] == "rkg:Approved"
    }
    wanted = {
        (row["CF Grid Key"], row["Marketing Approval Date"].partition(" ")[0])
        for rows in fda_rows.values()
        for row in rows
        if row["Marketing Approval Date"] not in {"", "None"}
    }
    assert given == wanted


def test_stages_of_the_fda(genuine: Genuine) -> None:
    assert stages(genuine[FULL][0]) + stages(genuine[NEWER][0]) == {
        "OrphanDesignated": 5776,
        "DesignationWithdrawn": 1132,
        "Approved": 1323,
    }


def test_each_ema_designation_is_read_or_said_to_lack_its_substance(
    genuine: Genuine, mirror: Path
) -> None:
    rows = ema_rows(mirror / "ema" / f"{ORPHAN}.gz")
    numbers = {r["EU designation number"] for r in rows} - {"-", "N/A"}
    refusals = [r for r in rows if r["EU designation number"] in {"-", "N/A"}]
    facts, report = genuine[ORPHAN]
    left_out = findings(report)["designation without substance"]
    assert report.counts["ema", "designation"] == len(numbers) + len(refusals) == 3068
    assert len(indications(facts)) == 3068 - left_out
    assert left_out == 30
    assert findings(report)["older row of a designation"] == len(rows) - 3068
    assert stages(facts) == {
        "OrphanDesignated": 2131,
        "DesignationWithdrawn": 790,
        "DesignationExpired": 81,
        "DesignationRefused": 36,
    }


def test_each_human_medicine_is_read_or_a_copy(genuine: Genuine, mirror: Path) -> None:
    rows = ema_rows(mirror / "ema" / f"{MEDICINES}.gz")
    facts, report = genuine[MEDICINES]
    found = findings(report)
    left_out = found["medicine not for humans"] + found["generic, hybrid or biosimilar"]
    assert len({f.references[0].record for f in facts}) == len(rows) - left_out
    assert len(indications(facts)) == len(rows) - left_out - found["medicine without indication"]
    orphans = {r["EMA product number"] for r in rows if r["Orphan medicine"] == "Yes"}
    assert orphans <= {f.references[0].record for f in facts}
    assert stages(facts)["ConditionallyApproved"] == 42
    assert stages(facts)["ApprovedExceptional"] == 41


def test_each_shortage_is_read(genuine: Genuine, mirror: Path) -> None:
    rows = ema_rows(mirror / "ema" / f"{SHORTAGES}.gz")
    records = {f.references[0].record for f in genuine[SHORTAGES][0]}
    assert len(records) == len(rows)
    assert not genuine[SHORTAGES][1].entries


CURATED: list[tuple[Reader, str]] = [
    (read_curated_therapies, "therapies"),
    (read_curated_diseases, "diseases"),
]


@pytest.mark.parametrize(("reader", "folder"), CURATED, ids=["therapies", "diseases"])
def test_each_record_that_curated_facts_cite_is_read(
    genuine: Genuine, reader: Reader, folder: str
) -> None:
    """With the address that the table has: it is the same reference, not one more."""
    read_records = {
        (r.source, r.record, r.url) for facts, _ in genuine.values() for f in facts
        for r in f.references
    }  # fmt: skip
    names = {(source, record) for source, record, _ in read_records}
    cited = set()
    source, place = source_named("curated"), content_folder("ingest") / "curated"
    for file in content_files(source, place):
        if file.manifest.reader == f"curated-{folder}":
            for fact in reader(file, Report()):
                cited |= {(r.primary_source, r.record, r.url) for r in fact.references}
    ours = {c for c in cited if c[0] in {"fda", "ema"}}
    assert ours
    assert {c for c in ours if (c[0], c[1]) not in names} == set()
    assert {c for c in ours if c[2] is not None and c not in read_records} == set()
