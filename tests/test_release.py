"""Releases: published by one rename, rolled back, pruned; broken ones say so."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from rarekg.errors import NotFound, RarekgError, ReleaseBroken
from rarekg.graph.store import open_store
from rarekg.release import Home, Release, sha256_of

IDS = ["20260101-aaaaaaaaaaaa", "20260102-bbbbbbbbbbbb", "20260103-cccccccccccc"]


def publish(home: Home, release_id: str, content: str = "x") -> Release:
    with home.building() as work:
        made = work / "release"
        made.mkdir()
        (made / "manifest.json").write_text(content, "utf-8")
        release = home.publish(made, release_id)
    newest = max((r.path.stat().st_mtime for r in home.releases()), default=0.0)
    os.utime(release.path, (newest + 1, newest + 1))  # publications a second apart
    return release


@pytest.fixture
def home(tmp_path: Path) -> Home:
    found = Home(tmp_path)
    for release_id in IDS:
        publish(found, release_id)
    return found


def test_the_newest_published_release_is_the_current_one(home: Home) -> None:
    assert home.current_id() == IDS[2]
    assert home.release().path == home.path / "releases" / IDS[2]
    assert [r.id for r in home.releases()] == IDS
    assert not (home.path / "building").exists()


def test_the_pointer_is_relative_so_that_a_home_can_be_moved(home: Home, tmp_path: Path) -> None:
    assert home.pointer.readlink() == Path("releases") / IDS[2]
    moved = home.path.rename(tmp_path.parent / f"{tmp_path.name}-moved")
    assert Home(moved).release().id == IDS[2]
    assert (Home(moved).pointer / "manifest.json").is_file()


def test_the_same_content_again_is_the_same_release(home: Home) -> None:
    first = home.release(IDS[0])
    before = first.path.stat().st_ino
    again = publish(home, IDS[0])
    assert again == first
    assert again.path.stat().st_ino == before, "it was kept, not replaced"
    assert home.current_id() == IDS[0]
    assert [r.id for r in home.releases()] == [IDS[1], IDS[2], IDS[0]]


@pytest.mark.parametrize("wanted", ["20990101-000000000000", "nonsense", "../../etc", "."])
def test_an_unknown_release_is_not_found_and_the_others_are_named(home: Home, wanted: str) -> None:
    with pytest.raises(NotFound, match=IDS[1]):
        home.release(wanted)


def test_nothing_published_yet(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="rarekg build"):
        Home(tmp_path).release()
    with pytest.raises(NotFound):
        Home(tmp_path).prune(1)


def test_a_pointer_to_a_release_that_was_removed_by_hand(home: Home) -> None:
    (home.release().path / "manifest.json").unlink()
    home.release().path.rmdir()
    with pytest.raises(NotFound, match=f"no release '{IDS[2]}'.*{IDS[0]}, {IDS[1]}"):
        home.release()


def test_prune_keeps_the_newest(home: Home) -> None:
    assert home.prune(2) == [IDS[0]]
    assert [r.id for r in home.releases()] == IDS[1:]
    assert home.prune(5) == []


@pytest.mark.parametrize("current", IDS)
def test_prune_never_removes_the_current_one(home: Home, current: str) -> None:
    home.point_to(home.release(current))
    gone = home.prune(1)
    assert sorted([*gone, current]) == IDS
    assert home.release().id == current
    assert [r.id for r in home.releases()] == [current]


def test_a_prune_that_was_killed_is_finished_by_the_next_build(home: Home) -> None:
    doomed = home.release(IDS[0]).path
    doomed.rename(doomed.with_name(f".doomed-{IDS[0]}"))
    (home.path / ".current-99999").symlink_to("releases/nothing")
    with home.building():
        assert not list((home.path / "releases").glob(".doomed-*"))
        assert not list(home.path.glob(".current-*"))
    assert [r.id for r in home.releases()] == IDS[1:]


def test_one_build_at_a_time_and_the_lock_goes_with_its_holder(home: Home) -> None:
    refused = pytest.raises(RarekgError, match="another build is running")
    with home.building(), refused, home.building():
        pytest.fail("two builds at once")
    with home.building() as folder:
        assert list(folder.iterdir()) == []


def test_a_broken_manifest_names_file_and_remedy(home: Home) -> None:
    release = home.release()
    with pytest.raises(ReleaseBroken, match=r"manifest\.json.*build the release anew"):
        release.manifest()
    (release.path / "manifest.json").unlink()
    with pytest.raises(ReleaseBroken, match=r"manifest\.json"):
        release.manifest()


def test_a_missing_or_damaged_store_is_a_broken_release(tmp_path: Path, starter_home: Home) -> None:
    with pytest.raises(ReleaseBroken, match="cannot be opened"):
        open_store(tmp_path / "nothing")
    damaged = tmp_path / "graph"
    damaged.mkdir()
    for path in starter_home.release().graph.iterdir():
        (damaged / path.name).write_bytes(path.read_bytes()[:100])
    with pytest.raises(ReleaseBroken, match="cannot be opened"):
        open_store(damaged)


def test_a_home_that_cannot_be_written_to(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    refused = pytest.raises(RarekgError, match=r"cannot write.*file.*RAREKG_HOME")
    with refused, Home(tmp_path / "file").building():
        pytest.fail("there is nowhere to build")


def test_checksums_are_of_the_content(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"")
    assert sha256_of(path) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
