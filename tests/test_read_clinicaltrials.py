"""ClinicalTrials.gov: what a record says, of each study the newest answer, codes checked."""

from __future__ import annotations

import datetime as dt
import gzip
import json
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from rarekg.errors import BadSource
from rarekg.facts import Fact, Text
from rarekg.readers.clinicaltrials import read_clinicaltrials
from rarekg.report import Report
from rarekg.sources.cache import mirrored, slots
from rarekg.sources.manifest import SourceFile, source_named
from tests.reading import about, findings, read, source_file
from tests.trials import Json, study

ID = "NCT:90000001"
NAME = "studies.jsonl"


def reading(folder: Path, *documents: Json, name: str = "s.json") -> tuple[list[Fact], Report]:
    path = folder / name
    path.write_text("\n".join(json.dumps(d) for d in documents), "utf-8")
    return read(read_clinicaltrials, source_file("clinicaltrials", NAME, path))


def values(facts: list[Fact], predicate: str, subject: str = ID) -> list[object]:
    return [fact.object for fact in about(facts, subject, predicate)]


def test_a_study_says_what_it_is(tmp_path: Path) -> None:
    facts, report = reading(tmp_path, study())
    assert values(facts, "name") == [Text("Inventamab in invented ataxia", "en")]
    assert values(facts, "trialStatus") == ["RECRUITING"]
    assert values(facts, "trialPhase") == ["PHASE1", "PHASE2"]
    assert values(facts, "studyType") == ["INTERVENTIONAL"]
    assert values(facts, "conditionText") == [Text("Invented ataxia", "en")]
    assert values(facts, "minimumAge") == ["6 Years"]
    assert values(facts, "healthyVolunteers") == [False]
    assert values(facts, "collaboratorName") == ["Invented Trust"]
    assert {(r.record, r.url) for f in facts for r in f.references} == {
        ("NCT90000001", "https://clinicaltrials.gov/study/NCT90000001")
    }
    assert report.counts["clinicaltrials", "study"] == 1
    assert not report.entries


def test_dates_keep_how_exact_and_how_sure_they_are(tmp_path: Path) -> None:
    facts, _ = reading(tmp_path, study())
    start, end = about(facts, ID, "startDate")[0], about(facts, ID, "completionDate")[0]
    assert start.object == dt.date(2025, 4, 1)
    assert start.qualifiers == (("datePrecision", "month"), ("reportedAs", "ACTUAL"))
    assert end.object == dt.date(2027, 5, 6)
    assert end.qualifiers == (("reportedAs", "ESTIMATED"),)
    assert values(facts, "lastUpdated") == [dt.date(2026, 3, 2)]


def test_what_is_tested_keeps_its_kind_and_other_names(tmp_path: Path) -> None:
    facts, _ = reading(tmp_path, study())
    drug, placebo = about(facts, ID, "interventionText")
    assert drug.qualifiers == (
        ("interventionType", "DRUG"),
        ("otherName", "INV-1"),
        ("otherName", "Inventa"),
    )
    assert placebo.object == Text("Placebo", "en")


def test_sites_have_place_and_status_and_stand_by_town_where_they_have_no_name(
    tmp_path: Path,
) -> None:
    facts, _ = reading(tmp_path, study())
    named, unnamed = about(facts, ID, "siteName")
    assert named.object == "Invented Hospital"
    assert dict(named.qualifiers) == {
        "city": "Genève",
        "country": "Switzerland",
        "siteLatitude": Decimal("46.20222"),
        "siteLongitude": Decimal("6.14569"),
        "recordStatus": "RECRUITING",
    }
    assert unnamed.object == "Boston, United States"


def test_pages_lines_and_single_studies_are_read_alike(tmp_path: Path) -> None:
    page: Json = {"nextPageToken": "x", "studies": [study("NCT90000001"), study("NCT90000002")]}
    facts, report = reading(tmp_path, page, study("NCT90000003"), study("NCT90000004"))
    assert {str(f.subject) for f in facts} == {f"NCT:9000000{n}" for n in (1, 2, 3, 4)}
    assert report.counts["clinicaltrials", "study"] == 4


def test_the_newest_answer_about_a_study_wins_in_a_file_and_in_its_folder(tmp_path: Path) -> None:
    old, new = study(status="RECRUITING"), study(status="COMPLETED", updated="2026-07-01")
    facts, report = reading(tmp_path, old, new, study(updated=None, status="UNKNOWN"))
    assert values(facts, "trialStatus") == ["COMPLETED"]
    assert report.counts["clinicaltrials", "older answer about a study"] == 2
    with gzip.open(tmp_path / "later.json.gz", "wt") as file:
        json.dump(study(status="TERMINATED", updated="2026-08-01"), file)
    again, report = reading(tmp_path, old, new)
    assert again == []
    assert report.counts["clinicaltrials", "study"] == 0


def test_answers_without_a_study_are_left_out_and_named(tmp_path: Path) -> None:
    facts, report = reading(
        tmp_path, {"totalCount": 3}, {"studies": []}, {"FullStudiesResponse": {"FullStudies": []}}
    )
    assert facts == []
    assert findings(report) == {"answer without a study": 2, "answer of the classic API": 1}


def test_unknown_codes_and_fields_are_reported_and_not_taken(tmp_path: Path) -> None:
    odd = study(
        status="DREAMING",
        designModule={"studyType": "ORACLE", "phases": ["PHASE9"], "novelty": 1},
        moodModule={"mood": "good"},
    )
    facts, report = reading(tmp_path, odd | {"extraSection": {}})
    for predicate in ("trialStatus", "trialPhase", "studyType"):
        assert not values(facts, predicate)
    assert values(facts, "name")
    assert findings(report) == {
        "unknown status": 1,
        "unknown phase": 1,
        "unknown kind of study": 1,
        "unknown field": 3,
    }


@pytest.mark.parametrize(
    "broken",
    [
        {"protocolSection": {"identificationModule": {"nctId": "NCT90000001", "briefTitle": "x"}}},
        {"protocolSection": {"identificationModule": {"nctId": "EUCTR-1", "briefTitle": "x"}}},
        study("NOT-A-NUMBER"),
        study(conditionsModule={"conditions": "one text"}),
    ],
)
def test_a_study_that_is_not_of_the_schema_is_left_out_and_reported(
    tmp_path: Path, broken: Json
) -> None:
    facts, report = reading(tmp_path, broken, study("NCT90000002"))
    assert {str(f.subject) for f in facts} == {"NCT:90000002"}
    assert findings(report) == {"study that is not of the schema": 1}


@pytest.mark.parametrize("content", ["<html><body>Sorry</body></html>", '{"studies": [{"pro', "[]"])
def test_a_file_that_is_no_answer_stops_the_build_and_is_named(
    tmp_path: Path, content: str
) -> None:
    (tmp_path / "page7.json").write_text(content, "utf-8")
    file = source_file("clinicaltrials", NAME, tmp_path / "page7.json")
    with pytest.raises(BadSource, match=r"page7\.json near line 1"):
        read(read_clinicaltrials, file)


@pytest.mark.mirror
def test_all_captures_of_the_mirror_are_read(mirror: Path, tmp_path: Path) -> None:
    slot = next(s for s in slots(tmp_path, [source_named("clinicaltrials")]) if s.manifest.mirror)
    report = Report()
    facts = [
        fact
        for path in mirrored(mirror, slot)
        for fact in read_clinicaltrials(SourceFile(slot.source, slot.manifest, path), report)
    ]
    said = Counter(fact.predicate for fact in facts)
    assert report.counts["clinicaltrials", "study"] == said["trialStatus"] == 30
    assert report.counts["clinicaltrials", "older answer about a study"] == 6
    assert (said["siteName"], said["conditionText"], said["interventionText"]) == (160, 93, 57)
    assert findings(report) == {
        "answer of the classic API": 3,
        "study that is not of the schema": 2,  # records with a title only
    }
