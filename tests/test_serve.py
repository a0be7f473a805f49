"""`rarekg serve` for real: ready, healthy, moving between releases under load, ending whole."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psutil
import pytest

from rarekg.release import Home, Release
from tests.conftest import PutMiniature
from tests.miniature import ANNOTATIONS, build_miniature, write_annotations, write_mirror
from tests.processes import alive_after
from tests.serving import Server, command, environment, free_port, serving

LOAD_SECONDS = 5.0
LOAD_THREADS = 6
LOAD_ANSWERS = 100
MOST_SECONDS = 60.0
MOVED_SECONDS = 2.0
COUNT = "SELECT (COUNT(*) AS ?n) { ?d <https://w3id.org/rarekg/vocab/hasPhenotype> ?s }"
PATHS = [
    "/",
    "/disease/ORPHA:900001",
    "/disease/MONDO:9000001",
    "/phenotype/HP:0001250",
    "/sources",
    "/search?q=example",
    "/api/v1/search?q=example%20synd",
    f"/sparql?query={quote(COUNT)}&format=json",
    "/healthz",
]


@pytest.fixture(scope="module")
def releases(
    tmp_path_factory: pytest.TempPathFactory, put_miniature: PutMiniature
) -> tuple[Home, Release, Release]:
    """A home with two releases that differ in one statement."""
    home = Home(tmp_path_factory.mktemp("served"))
    mirror = write_mirror(tmp_path_factory.mktemp("mirror"))
    first = put_miniature(home.path)
    write_annotations(mirror, [*ANNOTATIONS, {"hpo_id": "HP:0001251", "frequency": "2/5"}])
    second, _ = build_miniature(home.path, mirror)
    assert first != second
    return home, first, second


@pytest.fixture(scope="module")
def server(
    releases: tuple[Home, Release, Release], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    with serving(releases[0].path, tmp_path_factory.mktemp("log") / "serve.log") as found:
        yield found


@pytest.mark.parametrize("path", PATHS)
def test_every_kind_of_page_answers(server: Server, path: str) -> None:
    status, body = server.get(path)
    assert status == 200, body
    assert body


def test_it_moves_to_a_newly_published_release_without_a_restart(
    server: Server, releases: tuple[Home, Release, Release]
) -> None:
    home, first, second = releases
    for release, number in ((first, 2), (second, 3), (first, 2)):
        home.point_to(release)
        assert _eventually(server, release.id), "healthz still names the other release"
        status, body = server.get(PATHS[7])
        assert status == 200
        assert f'"{number}"' in body.decode(), "queries are about the same release"


def _eventually(server: Server, wanted: str) -> bool:
    deadline = time.monotonic() + MOVED_SECONDS
    while time.monotonic() < deadline:
        if server.release() == wanted:
            return True
        time.sleep(0.02)
    return False


def test_no_request_fails_while_releases_are_published_back_and_forth(
    server: Server, releases: tuple[Home, Release, Release]
) -> None:
    home, first, second = releases
    stop = threading.Event()
    answers: Counter[tuple[str, int]] = Counter()
    failures: list[str] = []
    seen: set[str] = set()

    def hammer(offset: int) -> None:
        number = offset
        while not stop.is_set():
            path = PATHS[number % len(PATHS)]
            number += 1
            try:
                status, body = server.get(path)
            except OSError as error:
                failures.append(f"{path}: {error!r}")
                continue
            answers[path, status] += 1
            if status != 200:
                failures.append(f"{path}: {status} {body[:200]!r}")
            elif path == "/healthz":
                seen.add(body.decode())

    threads = [threading.Thread(target=hammer, args=(n,)) for n in range(LOAD_THREADS)]
    for thread in threads:
        thread.start()
    began, moves = time.monotonic(), 0
    while (spent := time.monotonic() - began) < LOAD_SECONDS or (
        sum(answers.values()) <= LOAD_ANSWERS and spent < MOST_SECONDS  # a busy machine is slow
    ):
        home.point_to(second if moves % 2 == 0 else first)
        moves += 1
        time.sleep(0.07)
    stop.set()
    for thread in threads:
        thread.join()
    assert not failures, failures[:5]
    assert len(seen) == 2, "both releases were served"
    assert sum(answers.values()) > LOAD_ANSWERS, answers
    assert moves > 20


def test_a_broken_release_is_not_moved_to(
    server: Server, releases: tuple[Home, Release, Release]
) -> None:
    """Whoever points to one by hand takes nothing down."""
    home, first, second = releases
    broken = home.releases_folder / "20200101-000000000000"
    broken.mkdir()
    home.point_to(Release(broken))
    for _ in range(6):
        assert server.get("/disease/ORPHA:900001")[0] == 200
        assert server.release() in (first.id, second.id), "what each process had open"
    home.point_to(first)
    broken.rmdir()


def test_open_files_do_not_add_up_over_many_releases(
    server: Server, releases: tuple[Home, Release, Release]
) -> None:
    """A release that nobody uses any more is closed: else a server dies after some publications."""
    home, first, second = releases

    def files() -> int:
        family = psutil.Process(server.process.pid).children(recursive=True)
        return sum(process.num_fds() for process in family)

    def publish(times: int) -> None:
        for number in range(times):
            home.point_to(second if number % 2 == 0 else first)
            for path in PATHS:
                server.get(path)

    publish(8)
    before = files()
    publish(16)
    assert files() <= before + 40, "two open releases have some twenty files a process"


@pytest.fixture
def own_home(releases: tuple[Home, Release, Release], tmp_path: Path) -> Path:
    """A copy: servers of one home share one pool of query workers."""
    return shutil.copytree(releases[0].path, tmp_path / "own", symlinks=True)


def test_nothing_of_readers_stands_in_the_log(own_home: Path, tmp_path: Path) -> None:
    with serving(own_home, tmp_path / "log") as server:
        for path in ("/search?q=whatailsme", "/disease/whatailsme", "/api/v1/suggest?q=whatailsme"):
            server.get(path)
    said = (tmp_path / "log").read_text("utf-8")
    assert "whatailsme" not in said
    assert "GET" not in said


def test_sigterm_ends_everything(own_home: Path, tmp_path: Path) -> None:
    with serving(own_home, tmp_path / "log") as server:
        server.get(PATHS[7])
        family = psutil.Process(server.process.pid).children(recursive=True)
        assert len(family) >= 4, "two web processes, the keeper of the query workers, the workers"
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(15) in (0, -signal.SIGTERM)
        assert not alive_after(family, 5), "orphans"


def test_sigterm_ends_web_processes_that_are_still_starting(own_home: Path, tmp_path: Path) -> None:
    with serving(own_home, tmp_path / "log", "--processes", "6") as server:
        family = psutil.Process(server.process.pid).children(recursive=True)
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(15) in (0, -signal.SIGTERM)
        assert not alive_after(family, 5), "orphans"


def test_a_web_process_that_does_not_hear_sigterm_is_killed(own_home: Path, tmp_path: Path) -> None:
    with serving(own_home, tmp_path / "log") as server:
        server_process = psutil.Process(server.process.pid)
        family = server_process.children(recursive=True)
        deaf = server_process.children()[-1]
        deaf.suspend()
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(15) in (0, -signal.SIGTERM)
        assert not alive_after(family, 5), "orphans"


def test_killed_it_leaves_no_process_behind(own_home: Path, tmp_path: Path) -> None:
    with serving(own_home, tmp_path / "log") as server:
        server.get(PATHS[7])
        family = psutil.Process(server.process.pid).children(recursive=True)
        server.process.kill()
        assert not alive_after(family, 5), "orphans"


def test_a_port_in_use_is_a_clear_error(releases: tuple[Home, Release, Release]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = _run(releases[0].path, "serve", "--port", str(port))
    assert done.returncode not in (0, None)
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith("rarekg: ")
    assert str(port) in last
    assert "--port" in last
    assert "Traceback" not in done.stderr


def test_without_a_release_it_says_how_to_make_one(tmp_path: Path) -> None:
    done = _run(tmp_path, "serve", "--port", str(free_port()))
    assert done.returncode == 6
    assert "rarekg build" in done.stderr
    assert "Traceback" not in done.stderr


def _run(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*arguments),
        env=environment(home),
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
