"""Whoever types the everyday name of a disease finds the page that people mean (on a full release:
test_relevance)."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from rarekg.content import content_folder
from rarekg.records.model import Summary
from rarekg.search.engines import ENGINES
from rarekg.search.folding import folded
from rarekg.search.groups import with_group_names
from rarekg.search.protocol import Request, SearchDocument, SearchEngine

GOLD = Path(__file__).parent / "gold" / "common-names.tsv"


def asked() -> list[tuple[str, str, int]]:
    """What is typed, the disease that is meant, and the worst rank that is allowed."""
    lines = [line for line in GOLD.read_text("utf-8").splitlines() if not line.startswith("#")]
    rows = [line.split("\t") for line in lines[1:]]
    assert all(int(rank) == 1 or note for _, _, rank, note in rows), "an exception says why"
    return [(query, disease, int(rank)) for query, disease, rank, _ in rows]


def test_every_curated_disease_has_an_everyday_name() -> None:
    folder = content_folder("ingest") / "curated" / "diseases"
    ids = {
        path.read_text("utf-8").split("\n", 1)[0].removeprefix("id: ") for path in folder.iterdir()
    }
    assert {disease for _, disease, _ in asked()} == ids


# --- the rules, on invented diseases -------------------------------------------------------------


def summary(
    number: int,
    name: str,
    *parents: int,
    described: bool = False,
    facts: int = 0,
    treatments: int = 0,
) -> Summary:
    return Summary(
        id=f"MONDO:{number}",
        type="Disease",
        name=name,
        names=((name, "en", "name"),),
        identifiers=(),
        text="",
        facts=facts,
        described=described,
        treatments=treatments,
        sources=1,
        parents=tuple(f"MONDO:{parent}" for parent in parents),
    )


def engines(folder: Path, found: Iterable[Summary]) -> list[SearchEngine]:
    documents = [
        SearchDocument(s.id, s.type, s.name, s.names, (), "", s.facts, s.described, s.treatments, 1)
        for s in with_group_names(found)
    ]
    made = []
    for key, (write, open_) in ENGINES.items():
        (folder / key).mkdir()
        write(iter(documents), folder / key)
        made.append(open_(folder / key))
    return made


def first(engine: SearchEngine, query: str) -> list[tuple[str, str]]:
    return [(hit.id, hit.matched.field) for hit in engine.search(Request(query)).hits]


def test_the_best_known_member_stands_before_an_empty_page_of_the_name(tmp_path: Path) -> None:
    found = [
        summary(1, "exemplary atrophy"),
        summary(2, "Proximal exemplary atrophy", 1, described=True, facts=60, treatments=3),
        summary(3, "Exemplary atrophy of very few", 1, facts=74, treatments=1),
        summary(4, "Exemplary atrophy"),  # another source's, with as little
    ]
    for engine in engines(tmp_path, found):
        hits = first(engine, "exemplary atrophy")
        assert hits[0] == ("MONDO:2", "widerName")
        assert {hit[0] for hit in hits[1:3]} == {"MONDO:1", "MONDO:4"}


def test_a_group_of_which_something_is_known_stays_before_its_members(tmp_path: Path) -> None:
    found = [
        summary(1, "Exemplary atrophy", facts=20, treatments=9),
        summary(2, "Exemplary atrophy type 1", 1, described=True, facts=30, treatments=2),
        summary(3, "Exemplary atrophy"),
    ]
    for engine in engines(tmp_path, found):
        hits = first(engine, "exemplary atrophy")
        assert hits[:2] == [("MONDO:1", "name"), ("MONDO:2", "groupName")]


@pytest.mark.parametrize(
    ("described", "treatments"), [(True, 1), (False, 8)], ids=["described", "better treated"]
)
def test_no_member_stands_for_the_group_where_another_may_be_meant(
    described: bool, treatments: int
) -> None:
    found = [
        summary(1, "exemplary kidney disease"),
        summary(2, "Recessive exemplary kidney disease", 1, described=True, treatments=4),
        summary(
            3, "Dominant exemplary kidney disease", 1, described=described, treatments=treatments
        ),
    ]
    names = {kind for s in with_group_names(found) for _, _, kind in s.names}
    assert names == {"name", "groupName"}


def test_a_member_of_another_name_is_not_found_under_the_group(tmp_path: Path) -> None:
    found = [
        summary(1, "storage disease of examples"),
        summary(2, "Fictive disease", 1, described=True, facts=60, treatments=3),
    ]
    for engine in engines(tmp_path, found):
        assert first(engine, "storage disease of examples") == [("MONDO:1", "name")]


def test_how_much_is_known_decides_between_a_name_and_a_synonym(tmp_path: Path) -> None:
    names = (("Proper name", "en", "name"), ("Everyday name", "en", "synonym"))
    rich = SearchDocument("MONDO:1", "Disease", "Proper name", names, (), "", 80, True, 4, 5)
    bare = SearchDocument(
        "NANDO:1", "Disease", "Everyday name", (("Everyday name", "en", "name"),), (), "", 1
    )
    for key, (write, open_) in ENGINES.items():
        (tmp_path / key).mkdir()
        write(iter([bare, rich]), tmp_path / key)
        hits = open_(tmp_path / key).search(Request("everyday name")).hits
        assert [hit.id for hit in hits] == ["MONDO:1", "NANDO:1"]


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("haemophilia", "hemophilia"),
        ("acute leukaemia", "acute leukemia"),
        ("oesophageal tumours", "esophageal tumors"),
        ("angioedema", "angioedema"),
        ("diarrhoea", "diarrhea"),
    ],
)
def test_british_and_american_spelling_are_one(british: str, american: str) -> None:
    assert folded(british) == folded(american)


@pytest.mark.parametrize("name", ["michael", "israel", "raphael", "joe", "loeys"])
def test_names_of_people_and_places_stay(name: str) -> None:
    assert folded(name) == name
