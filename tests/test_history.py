"""Statements that are gone still answer; what differs between two releases."""

from __future__ import annotations

from pathlib import Path

import pytest

from rarekg.errors import NotFound, ReleaseBroken
from rarekg.history import changes, gone_statement
from rarekg.release import Home, Release
from rarekg.server.current import open_release
from tests.conftest import PutMiniature
from tests.miniature import ANNOTATIONS, build_miniature, write_annotations, write_mirror

COUNTED = "5c8806ccb439cae11de996b3"  # HP:0001250 with frequency "3/7"


@pytest.fixture(scope="module")
def three(
    tmp_path_factory: pytest.TempPathFactory, put_miniature: PutMiniature
) -> tuple[Home, list[Release]]:
    """Three releases: "3/7" becomes "4/7", then the sign has no count any more."""
    home = Home(tmp_path_factory.mktemp("home"))
    mirror = write_mirror(tmp_path_factory.mktemp("mirror"))
    found = [put_miniature(home.path)]
    for count in ("4/7", None):
        rows = [{**row} for row in ANNOTATIONS]
        if count is None:
            del rows[1]
        else:
            rows[1]["frequency"] = count
        write_annotations(mirror, rows)
        found.append(build_miniature(home.path, mirror)[0])
    assert len(set(found)) == 3
    return home, found


def test_a_changed_statement_answers_as_gone_with_its_successors(
    three: tuple[Home, list[Release]],
) -> None:
    first, second, _ = three[1]
    gone = gone_statement(second, COUNTED)
    assert gone is not None
    assert gone.last_release == first.id
    assert gone.object == "<http://purl.obolibrary.org/obo/HP_0001250>"
    assert not gone.negated
    assert gone.qualifiers.endswith('"3/7"')
    records = open_release(second).records
    successors = [records.statement(s) for s in gone.successors]
    assert successors
    assert {(s.subject.id, s.predicate) for s in successors} == {("MONDO:9000001", "hasPhenotype")}
    with pytest.raises(NotFound):
        records.statement(COUNTED)


def test_what_is_gone_stays_known_in_every_later_release(
    three: tuple[Home, list[Release]],
) -> None:
    first, _, third = three[1]
    gone = gone_statement(third, COUNTED)
    assert gone is not None
    assert gone.last_release == first.id, "not the one before, which had it no more"


def test_what_is_there_or_never_was_is_not_gone(three: tuple[Home, list[Release]]) -> None:
    first, second, _ = three[1]
    assert gone_statement(first, COUNTED) is None
    assert gone_statement(second, "0" * 24) is None
    assert gone_statement(second, "' OR 1 = 1") is None


def test_the_difference_of_two_releases(three: tuple[Home, list[Release]]) -> None:
    first, second, third = three[1]
    found = list(changes(first, second))
    assert [c.gone for c in found].count(True) == 1
    assert [c.gone for c in found].count(False) == 1
    (gone,) = [c for c in found if c.gone]
    assert gone.id == COUNTED
    assert list(changes(second, second)) == []
    assert [c.gone for c in changes(second, third)] == [True]
    back = {(c.id, not c.gone) for c in changes(second, first)}
    assert back == {(c.id, c.gone) for c in found}, "the other way round, the other sign"


def test_a_statement_that_comes_back_is_gone_no_more(
    three: tuple[Home, list[Release]], tmp_path: Path
) -> None:
    home, found = three
    mirror = write_mirror(tmp_path / "mirror")
    back, _ = build_miniature(home.path, mirror)
    assert gone_statement(back, COUNTED) is None
    assert open_release(back).records.statement(COUNTED)
    assert back.nquads.read_bytes() == found[0].nquads.read_bytes()
    assert back != found[0], "it knows what the releases between had, and the first does not"
    between = {c.id for c in changes(found[0], found[1]) if not c.gone}
    assert between
    assert all(gone_statement(back, statement) for statement in between)


def test_after_a_rollback_what_the_others_had_is_known_as_gone(
    three: tuple[Home, list[Release]], tmp_path: Path
) -> None:
    home, (first, _, third) = three
    home.point_to(first)
    mirror = write_mirror(tmp_path / "mirror")
    write_annotations(mirror, [*ANNOTATIONS, {"hpo_id": "HP:0001251", "frequency": "1/2"}])
    newest, _ = build_miniature(home.path, mirror)
    lost = {c.id for c in changes(newest, third) if not c.gone}
    assert all(gone_statement(newest, statement) for statement in lost)


@pytest.mark.parametrize("name", ["statements.tsv.gz", "history.db"])
@pytest.mark.parametrize("content", [None, b"\x1f\x8b damaged" * 100])
def test_a_broken_release_does_not_keep_the_next_one_from_being_built(
    tmp_path: Path, put_miniature: PutMiniature, name: str, content: bytes | None
) -> None:
    mirror = write_mirror(tmp_path / "mirror")
    broken = put_miniature(tmp_path / "home")
    if content is None:
        (broken.path / name).unlink()
    else:
        (broken.path / name).write_bytes(content)
    write_annotations(mirror, ANNOTATIONS[1:])
    release, _ = build_miniature(tmp_path / "home", mirror)
    assert release != broken
    with pytest.raises(ReleaseBroken, match=name):
        list(changes(broken, release)) if "statements" in name else gone_statement(broken, "x")


def test_a_release_without_its_history_is_broken(tmp_path: Path) -> None:
    with pytest.raises(ReleaseBroken, match=r"history\.db is missing"):
        gone_statement(Release(tmp_path), COUNTED)
