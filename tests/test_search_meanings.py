"""What values of fields mean as people, and facets, write them in a query."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rarekg.search.engines import ENGINES
from rarekg.search.protocol import Request, SearchDocument, SearchEngine

Names = tuple[tuple[str, str, str], ...]


def _document(
    identifier: str, kind: str, names: Names, *attributes: tuple[str, str]
) -> SearchDocument:
    return SearchDocument(identifier, kind, names[0][0], names, (), "", 1, attributes=attributes)


def _named(name: str, *others: tuple[str, str, str]) -> Names:
    return ((name, "en", "displayName"), *others)


OURS, ORPHANETS = "rarekg:area-eye", "ORPHA:97966"
DOCUMENTS = [
    _document(OURS, "Area", _named("Rare eye diseases"), ("area", OURS)),
    _document(ORPHANETS, "DiseaseGroup", _named("Rare eye disease"), ("area", ORPHANETS)),
    _document(
        "HGNC:3951",
        "Gene",
        _named("FXN", ("frataxin", "en", "fullName")),
        ("gene", "HGNC:3951"),
    ),
    _document(
        "MONDO:0000001",
        "Disease",
        _named("First blindness"),
        ("area", OURS),
        ("gene", "HGNC:3951"),
        ("prevalence", "rkg:Prevalence1To9In100000"),
        ("treatment", "none"),
    ),
    _document("MONDO:0000002", "Disease", _named("Second blindness"), ("area", ORPHANETS)),
    _document("rarekg:organisation-x", "Company", _named("Blind Inc."), ("country", "FR")),
]


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SearchEngine]:
    write, open_ = ENGINES[request.param]
    write(DOCUMENTS, tmp_path)
    opened = open_(tmp_path)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("gene:FXN blindness", {"MONDO:0000001"}),
        ("gene:frataxin blindness", {"MONDO:0000001"}),
        ("gene:HGNC:3951 blindness", {"MONDO:0000001"}),
        ("gene:hgnc_3951 blindness", {"MONDO:0000001"}),
        ('area:"Rare eye diseases" blindness', {"MONDO:0000001"}),
        ('area:"rare eye disease" blindness', {"MONDO:0000002"}),
        (f"area:{ORPHANETS} blindness", {"MONDO:0000002"}),
        ("area:eye blindness", {"MONDO:0000001", "MONDO:0000002"}),  # by a part of the name
        ("gene:blindness", set()),  # a part of the name of something else
        ("country:France", {"rarekg:organisation-x"}),
        ("country:fr", {"rarekg:organisation-x"}),
        ('prevalence:"1 to 9 in 100,000"', {"MONDO:0000001"}),
        ("treatment:none", {"MONDO:0000001"}),
        ("area:Nowhere", set()),
        ("stage:Nowhere blindness", set()),
    ],
)
def test_a_value_is_known_by_its_names_and_its_codes(
    engine: SearchEngine, query: str, found: set[str]
) -> None:
    assert {hit.id for hit in engine.search(Request(query)).hits} == found
