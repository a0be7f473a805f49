"""Processes that come, go and are killed, releases too: the next query is answered."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from rarekg.errors import LimitExceeded, ReleaseBroken
from rarekg.sparql.client import SparqlClient
from tests.sparql.asking import ENDLESS, EX, LIMITS, children, is_well, lines, publish, slow_query


def test_a_worker_killed_from_outside_is_replaced(client: SparqlClient) -> None:
    for worker in children(client):
        worker.send_signal(signal.SIGKILL)
    start = time.monotonic()
    assert is_well(client)
    assert time.monotonic() - start < 1


def test_a_worker_killed_in_mid_query_is_an_error(client: SparqlClient) -> None:
    with ThreadPoolExecutor(1) as threads:
        running = threads.submit(client.query, ENDLESS)
        time.sleep(0.2)
        for worker in children(client):
            worker.send_signal(signal.SIGKILL)
        with pytest.raises(LimitExceeded, match="try again"):
            running.result(timeout=3)


def test_the_query_of_a_client_that_went_away_is_stopped(home: Path, client: SparqlClient) -> None:
    program = (
        "import sys; from pathlib import Path; from rarekg.sparql.client import SparqlClient\n"
    )
    program += "SparqlClient(Path(sys.argv[1])).query(sys.argv[2])"
    before = {worker.pid for worker in children(client)}
    with subprocess.Popen([sys.executable, "-c", program, str(home), ENDLESS]) as process:
        time.sleep(0.8)
        process.kill()
    time.sleep(0.4)
    after = {worker.pid for worker in children(client)}
    assert len(before - after) == 1
    assert len(after) == 2


def test_a_service_that_died_is_started_again(client: SparqlClient) -> None:
    assert client._child is not None
    workers = children(client)
    os.kill(client._child.pid, signal.SIGKILL)
    assert is_well(client)
    _, alive = psutil.wait_procs(workers, timeout=2)
    assert not alive, "workers die with their service"


def test_threads_that_find_the_service_dead_at_once_all_get_answers(client: SparqlClient) -> None:
    assert client._child is not None
    assert is_well(client)
    workers = children(client)
    os.kill(client._child.pid, signal.SIGKILL)
    client._child.wait()
    psutil.wait_procs(workers, timeout=10)  # the socket is theirs, too
    entrance = next(iter(client._entrances.values()))
    with pytest.raises(ConnectionError):
        entrance.send(b"refused")  # what the first of several threads meets
    with ThreadPoolExecutor(4) as threads:
        assert all(threads.map(lambda _: is_well(client), range(4)))


def test_threads_that_open_the_way_at_once_leave_no_socket_behind(client: SparqlClient) -> None:
    """One that is left to the garbage collector is a warning somewhere else."""
    client._forget_entrances()
    ahead = threading.Barrier(8)

    def entrance(_: int) -> socket.socket:
        ahead.wait()
        return client._entrance("quick")

    with ThreadPoolExecutor(8) as threads:
        found = set(threads.map(entrance, range(8)))
    assert found == {client._entrances["quick"]}


def test_two_clients_share_one_service(home: Path, client: SparqlClient) -> None:
    with SparqlClient(home, LIMITS) as other:
        assert is_well(other)
        assert other._child is None


def test_a_service_ends_with_its_client(tmp_path: Path) -> None:
    publish(tmp_path, "only", 3)
    own = SparqlClient(tmp_path, LIMITS)
    own.start()
    workers = children(own)
    own.close()
    _, alive = psutil.wait_procs(workers, timeout=2)
    assert not alive


def test_a_home_without_release_says_so_and_recovers(tmp_path: Path) -> None:
    with SparqlClient(tmp_path, LIMITS) as own:
        with pytest.raises(ReleaseBroken, match="no release can be opened"):
            own.query("ASK {}")
        publish(tmp_path, "only", 3)
        assert is_well(own)


def test_a_new_release_is_picked_up(home: Path, client: SparqlClient) -> None:
    query = f"SELECT ?x {{ <{EX}5> <{EX}label> ?x }}"
    slow = slow_query(client, 0.4)
    assert lines(client, query) == ["first 5"]
    with ThreadPoolExecutor(1) as threads:
        running = threads.submit(lines, client, slow)
        time.sleep(0.1)
        publish(home, "second")
        assert lines(client, query) == ["second 5"]
        assert running.result()[0].endswith(
            "first 0"
        )  # it finished on the release that it began on
    assert client.query(query).release == client.release() == "second"
