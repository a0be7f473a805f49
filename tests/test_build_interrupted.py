"""A build that is killed, runs out of disk or meets another one leaves what is published alone."""

from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from rarekg.errors import RarekgError
from rarekg.records.reader import Records
from rarekg.release import Home, Release
from tests.conftest import PutMiniature
from tests.miniature import ANNOTATIONS, build_miniature, write_annotations, write_mirror
from tests.processes import alive_after

ROOT = Path(__file__).resolve().parents[1]
KILLS = 30
GONE_SECONDS = 2.0  # so long may an orphan of a killed build live


def start_build(home: Path, mirror: Path, workers: int = 1) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.miniature", str(home), str(mirror), str(workers)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": "src"},
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def mirror(tmp_path: Path) -> Path:
    return write_mirror(tmp_path / "mirror")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def published(home: Path, put_miniature: PutMiniature) -> Release:
    return put_miniature(home)


def assert_served(home: Path, release: Release) -> None:
    assert Home(home).release() == release
    assert Records(release.path).disease("ORPHA:900001").entity.name


def newer(mirror: Path) -> None:
    """Upstream has a new version, so that a build makes another release."""
    write_annotations(mirror, [*ANNOTATIONS, {"hpo_id": "HP:0001251", "frequency": "2/5"}])


def entries(home: Path) -> set[str]:
    return {p.name for p in home.iterdir()} | {
        f"releases/{p.name}" for p in (home / "releases").iterdir()
    }


@pytest.mark.slow
def test_killed_at_thirty_moments_the_published_release_stays_and_the_next_build_succeeds(
    home: Path, mirror: Path, published: Release
) -> None:
    newer(mirror)
    started = time.monotonic()
    with start_build(home, mirror) as whole:
        assert whole.wait(60) == 0
    seconds = time.monotonic() - started
    second = Home(home).release()
    Home(home).point_to(published)
    chance = random.Random(1)  # noqa: S311  (moments, not secrets)
    orphans: list[psutil.Process] = []
    for number in range(KILLS):
        build = start_build(home, mirror)
        time.sleep(seconds * (number + chance.random()) / KILLS)
        orphans += _kill(build)
        current = Home(home).release()
        assert current in (published, second), "one of the two, and whole"
        assert_served(home, current)
        Home(home).point_to(published)
    assert not alive_after(orphans, GONE_SECONDS), "a worker outlived its build"
    release, _ = build_miniature(home, mirror)
    assert release == second
    expected = {"releases", "current", "build.lock"}
    expected |= {f"releases/{r.id}" for r in (published, second)}
    assert entries(home) == expected, "nothing is left of the killed builds"
    assert_served(home, second)


def _kill(build: subprocess.Popen[str]) -> list[psutil.Process]:
    """Kills a build's own process, and it alone; returns the workers that it leaves behind."""
    try:
        children = psutil.Process(build.pid).children(recursive=True)
    except psutil.NoSuchProcess:
        children = []
    build.kill()
    build.communicate()
    return children


def test_a_killed_worker_is_a_clear_error(home: Path, mirror: Path, published: Release) -> None:
    """As the kernel kills one when memory runs out."""
    newer(mirror)
    build = start_build(home, mirror, workers=2)
    worker = _first_worker(build)
    worker.kill()
    _, error = build.communicate(timeout=60)
    assert build.returncode != 0
    # Python's own tracker of semaphores may add a line about those of the killed worker.
    (told,) = [line for line in error.splitlines() if "RarekgError: " in line]
    assert "worker" in told, error
    assert "memory" in told, error
    assert_served(home, published)
    assert not (home / "building").exists()


def _first_worker(build: subprocess.Popen[str]) -> psutil.Process:
    parent = psutil.Process(build.pid)
    for _ in range(3000):
        for child in parent.children():
            if "spawn_main" in " ".join(child.cmdline()):
                return child
        time.sleep(0.005)
    pytest.fail("no worker was started")


def test_a_second_build_at_the_same_time_is_refused(
    home: Path, mirror: Path, published: Release
) -> None:
    with Home(home).building() as folder:
        with pytest.raises(RarekgError, match=r"another build is running in .*home"):
            build_miniature(home, mirror)
        assert folder.is_dir(), "the first one goes on"
    assert_served(home, published)
    build_miniature(home, mirror)


@pytest.fixture
def full_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 8 MB: a miniature release fits once, not twice."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("only root can mount a small disk; see the test with a limit on file sizes")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_full_disk_is_a_clear_error_and_the_published_release_stays(
    full_disk: Path, mirror: Path
) -> None:
    release, _ = build_miniature(full_disk, mirror)
    newer(mirror)
    filler = full_disk / "filler"
    for room in (1_200, 100, 600):
        filler.write_bytes(b"")
        filler.write_bytes(bytes(max(0, _free(full_disk) - room * 1024)))
        with pytest.raises(RarekgError, match=r"no room left on the disk of .*rarekg prune"):
            build_miniature(full_disk, mirror)
        assert_served(full_disk, release)
        assert not (full_disk / "building").exists()
    filler.unlink()


def _free(folder: Path) -> int:
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize


def test_a_file_that_may_not_grow_is_an_error_and_the_published_release_stays(
    home: Path, mirror: Path, published: Release
) -> None:
    """A quota, as users without root have it: a limit on the size of a file."""
    newer(mirror)
    build = subprocess.Popen(
        [sys.executable, "-m", "tests.miniature", str(home), str(mirror), "1"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": "src"},
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=_small_files,
    )
    _, error = build.communicate(timeout=60)
    assert build.returncode != 0
    assert "RarekgError: no room left on the disk" in error.splitlines()[-1], error
    assert_served(home, published)
    assert not (home / "building").exists()


def _small_files() -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
