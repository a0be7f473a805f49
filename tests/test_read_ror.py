"""ROR: an organisation's names, place, kinds and parents; what is withdrawn is left out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rarekg.errors import BadSource
from rarekg.facts import Fact, Text
from rarekg.identifiers import Curie
from rarekg.readers.ror import read_ror, with_parents
from rarekg.report import Report
from tests.reading import about, findings, mirrored, read, source_file

ID = "ROR:0000000a1"
Json = dict[str, object]


def record(**changes: object) -> Json:
    place = {
        "name": "Inventville",
        "country_code": "FR",
        "country_name": "France",
        "lat": 48.85,
        "lng": 2.35,
    }
    usual: Json = {
        "id": "https://ror.org/0000000a1",
        "status": "active",
        "established": 1901,
        "names": [
            {"value": "Invented Institute", "types": ["ror_display", "label"], "lang": "en"},
            {"value": "Institut inventé", "types": ["label"], "lang": "fr"},
            {"value": "II", "types": ["acronym"], "lang": None},
        ],
        "types": ["facility", "funder"],
        "locations": [{"geonames_id": 1, "geonames_details": place}],
        "links": [
            {"type": "website", "value": "https://example.org"},
            {"type": "wikipedia", "value": "https://example.org/wiki"},
        ],
        "external_ids": [
            {"type": "isni", "all": ["0000 0001 2345 678X"], "preferred": None},
            {"type": "fundref", "all": ["1", "2"], "preferred": "1"},
        ],
        "relationships": [
            {"type": "parent", "id": "https://ror.org/0000000b2", "label": "x"},
            {"type": "child", "id": "https://ror.org/0000000c3", "label": "y"},
        ],
        "domains": [],
        "admin": {},
    }
    return usual | changes


PARENT = record(id="https://ror.org/0000000b2", relationships=[])


def reading(folder: Path, *records: Json) -> tuple[list[Fact], Report]:
    path = folder / "ror.jsonl"
    path.write_text("".join(json.dumps(r) + "\n" for r in records), "utf-8")
    return read(read_ror, source_file("ror", "ror-records-v2.jsonl", path))


def values(facts: list[Fact], predicate: str) -> list[object]:
    return [fact.object for fact in about(facts, ID, predicate)]


def test_an_organisation_is_named_placed_and_filed(tmp_path: Path) -> None:
    facts, report = reading(tmp_path, record(), PARENT)
    assert values(facts, "name") == [Text("Invented Institute", "en")]
    assert values(facts, "synonym") == [Text("Institut inventé", "fr")]
    assert values(facts, "abbreviation") == [Text("II", "und")]
    assert values(facts, "type") == ["rkg:Organisation", "rkg:ResearchCentre"]
    assert values(facts, "placeName") == ["Inventville"]
    assert values(facts, "locatedIn") == ["France"]
    assert [str(v) for v in values(facts, "latitude")] == ["48.85"]
    assert values(facts, "website") == ["https://example.org"]
    assert values(facts, "partOf") == ["ROR:0000000b2"]
    assert values(facts, "startYear") == [1901]
    assert values(facts, "exactMatch") == ["ISNI:000000012345678X"]
    assert {f.references[0].record for f in facts if f.subject == ID} == {ID}
    assert report.counts == {("ror", "organisation"): 2}
    assert findings(report) == {}


def test_a_parent_without_a_record_is_left_out_and_reported(tmp_path: Path) -> None:
    """The file is a part of the registry: a link to what it lacks would lead nowhere."""
    for others in ((), (PARENT | {"status": "withdrawn"},)):
        facts, report = reading(tmp_path, record(), *others)
        assert values(facts, "partOf") == []
        assert findings(report)["parent without a record"] == 1


def test_organisations_bring_those_that_they_are_part_of(tmp_path: Path) -> None:
    path = tmp_path / "ror.jsonl"
    grand = record(id="https://ror.org/0000000d4", relationships=[])
    middle = PARENT | {"relationships": [{"type": "parent", "id": grand["id"]}]}
    path.write_text("".join(json.dumps(r) + "\n" for r in (record(), middle, grand)), "utf-8")
    file = source_file("ror", "ror-records-v2.jsonl", path)
    known = with_parents(file, [Curie(ID), Curie("rarekg:other")])
    assert known == {ID, "ROR:0000000b2", "ROR:0000000d4", "rarekg:other"}
    assert with_parents(file, [Curie("ROR:0000000b2")]) == {"ROR:0000000b2", "ROR:0000000d4"}


def test_a_withdrawn_record_is_left_out_and_an_inactive_one_says_so(tmp_path: Path) -> None:
    assert reading(tmp_path, record(status="withdrawn"))[0] == []
    facts, _ = reading(tmp_path, record(status="inactive"))
    assert values(facts, "registryStatus") == ["inactive"]


def test_of_several_places_no_coordinates_are_paired(tmp_path: Path) -> None:
    first = record()["locations"]
    assert isinstance(first, list)
    facts, _ = reading(tmp_path, record(locations=[*first, *first]))
    assert values(facts, "latitude") == []


def test_unknown_words_are_reported_not_guessed(tmp_path: Path) -> None:
    facts, report = reading(tmp_path, record(types=["circus"], status="dormant", relationships=[]))
    assert values(facts, "type") == ["rkg:Organisation"]
    assert findings(report) == {"unknown type of organisation": 1, "unknown status": 1}


@pytest.mark.parametrize("line", ['{"id": 1}', "not json", '{"id": "https://ror.org/0000000a1"}'])
def test_a_line_that_is_no_record_stops_reading_and_names_itself(tmp_path: Path, line: str) -> None:
    path = tmp_path / "ror.jsonl"
    path.write_text(json.dumps(record()) + "\n" + line + "\n", "utf-8")
    with pytest.raises(BadSource, match=r"ror-records-v2\.jsonl:2"):
        read(read_ror, source_file("ror", "ror-records-v2.jsonl", path))


@pytest.mark.mirror
def test_the_genuine_registry_is_read_whole(mirror: Path) -> None:
    facts, report = read(read_ror, mirrored("ror", "ror-records-v2.jsonl", mirror))
    assert report.counts["ror", "organisation"] == 35_990
    assert findings(report).pop("withdrawn organisation") == 190
    named = {f.subject for f in facts if f.predicate == "name"}
    assert len(named) == 35_800, "every organisation that stands has its name"
    odd = {rule for rule in findings(report) if rule.startswith("unknown")}
    assert odd == set()
