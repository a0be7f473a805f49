"""What the pages of diseases say of other things: body systems of signs, what diseases share."""

from __future__ import annotations

from pathlib import Path

import pytest

from rarekg.identifiers import curie, iri
from rarekg.records.disease_tables import DiseaseTables
from rarekg.records.disease_tables_index import body_systems
from rarekg.records.shared_traits import shared
from tests.miniature import build_miniature, write_mirror

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
def tables(tmp_path_factory: pytest.TempPathFactory) -> DiseaseTables:
    folder = tmp_path_factory.mktemp("tables")
    release, _ = build_miniature(folder / "home", write_mirror(folder / "mirror"))
    return DiseaseTables(release.path)


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
