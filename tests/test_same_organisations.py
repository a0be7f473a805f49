"""Payers and recipients in lists of payments that are entries of a registry of organisations."""

from __future__ import annotations

import json
from pathlib import Path

from rarekg.linking.same_organisations import same_organisations
from rarekg.sources.manifest import SourceFile
from tests.payment_lists import COLLECTED, COLLECTED_MAPPING, listed
from tests.reading import source_file
from tests.test_organisation_pages import entry, town

IN_SWITZERLAND = COLLECTED_MAPPING.replace(
    "[columns]", '[constants]\nrecipient_country = "CH"\n\n[columns]'
)


def registry(folder: Path, *records: dict[str, object]) -> SourceFile:
    path = folder / "ror.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    return source_file("ror", "ror-records-v2.jsonl", path)


def league(identifier: str, place: str) -> dict[str, object]:
    return entry(
        identifier, "Liga Zuerich", "nonprofit", town(place, "CH", "Switzerland", 47.4, 8.5)
    )


def test_the_whole_name_in_the_town_is_the_same_organisation(tmp_path: Path) -> None:
    payments = listed(tmp_path, COLLECTED, IN_SWITZERLAND)
    [same] = same_organisations([registry(tmp_path, league("ROR:0000000a1", "Zurich")), payments])
    assert (same.subject, same.predicate) == ("rarekg:organisation-ch-7", "exactMatch")
    assert same.object == "ROR:0000000a1"
    [reference] = same.references
    assert reference.source == "derived"
    assert reference.method
    assert reference.confidence


def test_another_town_or_two_entries_are_no_match(tmp_path: Path) -> None:
    payments = listed(tmp_path, COLLECTED, IN_SWITZERLAND)
    elsewhere = registry(tmp_path, league("ROR:0000000a1", "Bern"))
    assert same_organisations([elsewhere, payments]) == []
    both = league("ROR:0000000a1", "Zurich"), league("ROR:0000000b2", "Zurich")
    assert same_organisations([registry(tmp_path, *both), payments]) == []


def test_without_a_registry_or_a_list_nothing_is_the_same(tmp_path: Path) -> None:
    payments = listed(tmp_path, COLLECTED, IN_SWITZERLAND)
    assert same_organisations([payments]) == []
    assert same_organisations([registry(tmp_path, league("ROR:0000000a1", "Zurich"))]) == []
