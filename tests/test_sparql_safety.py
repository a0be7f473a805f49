"""Whatever a stranger sends to `/sparql`, the server goes on: each attack on a real one."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psutil
import pytest
from benchmarks import attacks
from benchmarks.attacks import HEAVY, LIGHT, NETWORK, PAGE, TEXTS, Attack, Target
from pyoxigraph import Literal, NamedNode, Quad, Store

from rarekg.sparql.limits import Limits
from tests.conftest import PutMiniature
from tests.serving import Server, serving

SECONDS = 1.0  # that an attack asks for at most; light queries have more
TIMEOUT = f"timeout={SECONDS:g}"
BACK_SECONDS = 20.0  # a worker is back within 0.1 s; but other tests want the processor, too
THINGS = 20_000
WEB_MB = 400.0
ROWS = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 3000"  # half a megabyte


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, put_miniature: PutMiniature) -> Path:
    """A home with a small release, and 60,000 triples more in its store."""
    home = tmp_path_factory.mktemp("attacked")
    release = put_miniature(home)
    store = Store(str(release.path / "graph"))
    example = "https://example.org/"
    next_one, label, kind = (NamedNode(example + name) for name in ("next", "label", "kind"))
    things = [NamedNode(f"{example}{i}") for i in range(THINGS)]
    quads = []
    for i, thing in enumerate(things):
        quads.append(Quad(thing, next_one, things[(i * 7 + 1) % THINGS]))
        quads.append(Quad(thing, label, Literal(f"thing {i}")))
        quads.append(Quad(thing, kind, NamedNode(f"{example}kind{i % 9}")))
    store.bulk_extend(quads)
    store.flush()
    return home


@pytest.fixture(scope="module")
def server(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    log = tmp_path_factory.mktemp("safety") / "log"
    limits = "--query-seconds", "20", "--query-memory", "300", "--result-size", "4"
    with serving(home, log, *limits) as server:
        for _ in range(6):
            assert Target(server.port).get(PAGE).status == 200
        web = web_processes(server)
        yield server
        assert [process.pid for process in web_processes(server)] == [p.pid for p in web]
        assert max(process.memory_info().rss for process in web) < WEB_MB * 1e6


@pytest.fixture
def target(server: Server) -> Iterator[Target]:
    """The server; whatever a test sent, it has all its workers afterwards, and answers."""
    target, number = Target(server.port, parameters=TIMEOUT), Limits().workers
    yield target
    end = time.monotonic() + BACK_SECONDS
    while (found := len(workers(server))) < number and time.monotonic() < end:
        time.sleep(0.02)
    assert found == number
    assert target.get(LIGHT).body.endswith(b"true}")
    assert target.get(PAGE).status == 200


def web_processes(server: Server) -> list[psutil.Process]:
    children = psutil.Process(server.process.pid).children()
    return [child for child in children if "spawn_main" in line(child) or " serve" in line(child)]


def workers(server: Server) -> list[int]:
    children = psutil.Process(server.process.pid).children()
    services = [child for child in children if "rarekg.sparql.service" in line(child)]
    return [worker.pid for service in services for worker in service.children()]


def line(process: psutil.Process) -> str:
    """The command line of a process; empty for one that has just ended."""
    try:
        return " ".join(process.cmdline())
    except psutil.NoSuchProcess:  # or a zombie
        return ""


@pytest.mark.parametrize("attack", NETWORK, ids=lambda attack: attack.name)
def test_nothing_reaches_the_network_or_a_file(target: Target, attack: Attack) -> None:
    assert attack.act(target) in attack.expected


@pytest.mark.parametrize("attack", TEXTS, ids=lambda attack: attack.name)
def test_a_text_that_is_no_query_is_an_error(target: Target, attack: Attack) -> None:
    assert attack.act(target) in (*attack.expected, attacks.TOO_LONG)


@pytest.mark.parametrize("attack", HEAVY, ids=lambda attack: attack.name)
def test_what_needs_too_much_is_an_error(target: Target, attack: Attack) -> None:
    # The release of this test is small: what is only large in a full one may be answered, whole.
    assert attack.act(target) in (*attack.expected, attacks.TOO_LONG, "200")


def test_what_never_ends_is_stopped(target: Target) -> None:
    seen = target.post(attacks.ENDLESS)
    assert seen.words() == attacks.TOO_LONG
    assert seen.seconds > SECONDS / 2


def test_an_answer_that_is_too_long_is_an_error_and_no_part_of_one(target: Target) -> None:
    patient = Target(target.port)
    whole = patient.post(ROWS)
    assert whole.status == 200
    assert len(json.loads(whole.body)["results"]["bindings"]) == 3000
    too_long = patient.post(ROWS.replace("3000", "300000"))
    assert too_long.words() == attacks.TOO_LONG_ANSWER
    assert json.loads(too_long.body)["status"] == 422
    in_vain = patient.post(ROWS, "timeout=0.001").words()
    assert in_vain in (attacks.TOO_LONG, attacks.TOO_LATE)


def test_slow_clients_keep_nobody_waiting(target: Target) -> None:
    assert attacks.slow_sender(target, seconds=2) == "others are served"
    assert attacks.slow_reader(target, seconds=2) == "others are served"


def test_a_crowd_of_slow_senders_leaves_room_for_others(target: Target) -> None:
    head = attacks.head("POST", f"Content-Type: {attacks.QUERY_TYPE}\r\nContent-Length: 1000")
    opened = [target.opened() for _ in range(60)]
    try:
        for connection in opened:
            connection.sendall(head)
        other = Target(target.port, "127.0.0.2")
        time.sleep(0.5)
        assert other.get(PAGE).status == 200
        assert other.get(LIGHT).status == 200
        assert other.post("ASK {}").status == 200
    finally:
        for connection in opened:
            connection.close()


def test_the_query_of_a_client_that_went_away_is_stopped(server: Server, target: Target) -> None:
    before, start = set(workers(server)), time.monotonic()
    with target.opened() as connection:
        connection.sendall(attacks.head("GET", "", f"/sparql?query={quote(attacks.ENDLESS)}"))
        time.sleep(1.5)
    while before <= set(workers(server)):
        assert time.monotonic() - start < 19, "its deadline is after 20 seconds"
        time.sleep(0.05)


@pytest.mark.parametrize("source", ["127.0.0.2", "127.0.0.1"])
def test_light_requests_are_answered_while_fifty_heavy_queries_come(
    server: Server, target: Target, source: str
) -> None:
    everybody = Target(server.port)
    found = attacks.crowd(everybody, Target(server.port, source), light=3, limit=2.0)
    assert {seen.status for seen in (*found.pages, *found.queries)} == {200}
    ends = [seen.words() for seen in found.heavy]
    assert {attacks.TOO_LONG, attacks.TOO_MANY} <= {*ends}
    assert {*ends} <= {attacks.TOO_LONG, attacks.TOO_MANY, attacks.TOO_LATE}
    assert ends.count(attacks.TOO_LONG) >= 2


def test_who_needs_too_much_is_not_told_to_come_again(target: Target) -> None:
    connection = target.connect()
    connection.request("GET", f"/sparql?timeout=0.2&query={quote(attacks.ENDLESS)}")
    response = connection.getresponse()
    assert response.status == 422
    assert "Retry-After" not in response.headers
    assert response.headers["Content-Type"] == "application/problem+json"
    connection.close()


def test_who_nests_too_deeply_is_told_the_bound_and_the_place(server: Server) -> None:
    before = workers(server)
    seen = Target(server.port).post("ASK {\n  FILTER(" + "(" * 5000 + "1" + ")" * 5000 + ") }")
    told = json.loads(seen.body)
    assert (seen.status, seen.says_when) == (400, False)
    assert "200 brackets" in told["expected"]
    assert (told["line"], told["column"]) == (2, 208)
    assert workers(server) == before, "no worker died of it"
