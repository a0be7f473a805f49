"""What the pages of diseases say of other things: body systems of signs, what diseases share."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from rarekg.identifiers import curie, iri
from rarekg.records.disease_tables import FILE, Beside, DiseaseTables
from rarekg.records.disease_tables_index import body_systems
from rarekg.records.kinds import DISEASES, identifier_of
from rarekg.records.model import GraphFact
from rarekg.records.reader import Records
from rarekg.records.shared_traits import shared
from rarekg.release import Home
from tests.conftest import PutMiniature

TOP, NERVES, MUSCLES, HEAD = "HP:0000118", "HP:0000707", "HP:0033127", "HP:0000152"


def _systems(**above: str) -> dict[str, str]:
    parents = {iri(curie(k.replace("_", ":"))): _irisof(v) for k, v in above.items()}
    return {str(a)[-7:]: s[-7:] for a, s in body_systems(parents).items()}


def _irisof(codes: str) -> list[str]:
    return [iri(curie(code)) for code in codes.split()]


def test_a_sign_stands_under_the_nearest_body_system() -> None:
    found = _systems(
        HP_0000707=TOP,
        HP_0000152=TOP,
        HP_0001250=NERVES,
        HP_0001251="HP:0001250 HP:0000152",
        HP_0000005="HP:0000001",
    )
    assert found["0001250"] == "0000707"
    assert found["0001251"] == "0000152", "one step away, not two"
    assert "0000005" not in found, "inheritance is no sign of a body system"


def test_of_two_systems_equally_near_the_organ_counts() -> None:
    found = _systems(HP_0000707=TOP, HP_0033127=TOP, HP_0001324=f"{MUSCLES} {NERVES}")
    assert found["0001324"] == "0000707"


def test_what_few_have_brings_diseases_nearer_than_what_many_have() -> None:
    traits = {
        "a": {"fits", "odd ear", "fever"},
        "b": {"odd ear", "fever"},
        "c": {"fits", "fever"},
        "d": {"fits"},
        "e": {"fits"},
        "f": {"cough"},
    }
    near = shared(traits, least=2)
    assert [(s.disease, s.number, s.first) for s in near["a"]] == [
        ("b", 2, ["odd ear", "fever"]),
        ("c", 2, ["fever", "fits"]),
    ]
    assert "d" not in near, "one sign in common says nothing"
    assert "f" not in near


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory, put_miniature: PutMiniature) -> DiseaseTables:
    return DiseaseTables(put_miniature(tmp_path_factory.mktemp("tables")).path)


def test_a_build_writes_the_tables(tables: DiseaseTables) -> None:
    assert tables
    assert tables.signs(["HP:0001250", "HP:9999999"]).keys() == {"HP:0001250"}
    assert tables.near("https://example.org/nothing").signs == []


def test_a_release_of_an_older_program_has_none(tmp_path: Path) -> None:
    older = DiseaseTables(tmp_path)
    assert not older
    assert older.signs(["HP:0001250"]) == {}
    assert older.systems() == []
    assert older.near("https://example.org/disease").genes == []


def _of_an_older_program(release: Path, folder: Path) -> Path:
    """A copy of a release whose file has no tables of what a page would gather."""
    shutil.copytree(release, folder)
    with closing(sqlite3.connect(folder / FILE)) as db:
        for table in ("beside", "cited", "name"):
            db.execute(f"DROP TABLE {table}")
    return folder


def test_what_others_state_of_a_disease_is_what_the_graph_holds(
    starter_home: Home, tmp_path: Path
) -> None:
    """Its kinds, its treatments and what is filed under it are the same, whether they are read
    from the table or, as in a release of an older program, gathered from the graph."""
    path = starter_home.release(starter_home.current_id()).path
    records, older = Records(path), Records(_of_an_older_program(path, tmp_path / "older"))
    assert records.tables.beside("https://example.org/nothing") == Beside()
    assert older.tables.beside("https://example.org/nothing") is None
    known = [
        identifier_of(address)
        for address, types, _ in records.lookup.headings()
        if DISEASES.intersection(types)
    ]
    treated = below = 0
    for identifier in known:
        new, old = records.disease(identifier), older.disease(identifier)
        assert new.entity == old.entity
        assert new.therapies == old.therapies
        assert _sources(new.children) == _sources(old.children)
        assert records.members(identifier) == older.members(identifier)
        treated += bool(new.therapies)
        below += bool(new.children)
    assert treated
    assert below


@pytest.mark.parametrize("language", ["en", "fr", "ja", "ca"])
def test_names_are_those_that_a_thing_has_in_the_language_or_else(
    starter_home: Home, tmp_path: Path, language: str
) -> None:
    path = starter_home.release(starter_home.current_id()).path
    older = Records(_of_an_older_program(path, tmp_path / "older"))
    new, old = Records(path).speaking(language).lookup, older.speaking(language).lookup
    known = [address for address, _, _ in old.headings()]
    new.prepare_links(known)
    old.prepare_links(known)
    assert not list(older.tables.names(known, language))
    assert [new.link(each) for each in known] == [old.link(each) for each in known]


def test_references_of_a_disease_are_kept_together(starter_home: Home) -> None:
    records = Records(starter_home.release(starter_home.current_id()).path)
    found = 0
    for address, types, _ in records.lookup.headings():
        kept = records.tables.cited(address)
        if kept:
            entity = records.disease(identifier_of(address)).entity
            stated = [s for group in entity.statements.values() for s in group]
            assert {told.id for told in kept} == {b.id for s in stated for b in s.backings}
            assert DISEASES.intersection(types)
            found += 1
    assert found
    assert records.tables.cited("https://example.org/nothing") == []


def test_what_is_filed_under_an_area_is_found(starter_home: Home) -> None:
    """An area is no disease, and has no row of its own but for what is filed there."""
    records = Records(starter_home.release(starter_home.current_id()).path)
    found = [records.members(area.id) for area, _ in records.areas()]
    assert found
    assert all(found)


def _sources(facts: tuple[GraphFact, ...]) -> dict[str, set[str]]:
    return {str(fact.value): {source.id for source in fact.sources} for fact in facts}
