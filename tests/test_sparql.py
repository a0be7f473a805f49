"""The query service with real processes: what it answers, refuses, and survives."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from rarekg.errors import InvalidParameter, InvalidQuery, LimitExceeded, ReleaseBroken
from rarekg.sparql.client import SparqlClient
from rarekg.sparql.limits import MEBIBYTE, Limits
from rarekg.sparql.refusals import NotAcceptable, QueryTooLarge, UpdateRefused

EX = "https://example.org/"
LIMITS = Limits(
    seconds=6.0,
    quick_seconds=0.3,
    memory_bytes=400 * MEBIBYTE,
    result_bytes=2 * MEBIBYTE,
    workers=2,
)
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
CSV = "text/csv"


def publish(home: Path, name: str, things: int = 300) -> None:
    """A release with a chain of things, each named by the release."""
    folder = home / "releases" / name
    folder.mkdir(parents=True)
    store = Store(str(folder / "graph"))
    next_one, label = NamedNode(EX + "next"), NamedNode(EX + "label")
    for i in range(things):
        thing = NamedNode(f"{EX}{i}")
        store.add(Quad(thing, next_one, NamedNode(f"{EX}{(i * 7 + 1) % things}")))
        store.add(Quad(thing, label, Literal(f"{name} {i}"), NamedNode(EX + "graph")))
        store.add(Quad(thing, label, Literal(f"{name} {i}")))
    store.flush()
    del store
    pointer = home / "next"
    pointer.symlink_to(Path("releases") / name)
    pointer.replace(home / "current")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    publish(folder, "first")
    return folder


@pytest.fixture(scope="module")
def client(home: Path) -> Iterator[SparqlClient]:
    with SparqlClient(home, LIMITS) as client:
        yield client


@pytest.fixture(autouse=True)
def _still_serving(client: SparqlClient) -> Iterator[None]:
    """Whatever a test did, the next query is answered."""
    yield
    assert is_well(client)


def is_well(client: SparqlClient) -> bool:
    return client.query("ASK { ?s ?p ?o }", accept=CSV).read() == b"true"


def lines(client: SparqlClient, query: str, seconds: float | None = None) -> list[str]:
    return client.query(query, accept=CSV, seconds=seconds).read().decode().split("\r\n")[1:-1]


def slow_query(client: SparqlClient, seconds: float) -> str:
    """A query that takes about so long on the machine at hand."""
    query = "SELECT (COUNT(*) AS ?n) (MIN(?c) AS ?first)"
    query += " { %s ?a ?b ?c . ?d ?e ?f FILTER(ISLITERAL(?c)) }"
    start = time.monotonic()
    lines(client, query % "")
    times = max(2, round(seconds / (time.monotonic() - start)))
    return query % f"VALUES ?times {{ {' '.join(str(i) for i in range(times))} }}"


def children(client: SparqlClient) -> list[psutil.Process]:
    """The worker processes."""
    assert client._child is not None
    return psutil.Process(client._child.pid).children()


def test_rows_and_triples_in_every_format(client: SparqlClient) -> None:
    rows = "SELECT ?label { <https://example.org/7> <https://example.org/label> ?label }"
    triples = f"CONSTRUCT {{ <{EX}a> <{EX}b> ?o }} {{ <{EX}7> <{EX}label> ?o }}"
    for name, start in {
        "json": b'{"head":{"vars":["label"]}',
        "xml": b"<?xml",
        "csv": b"label\r\nfirst 7",
        "tsv": b'?label\n"first 7"',
    }.items():
        assert client.query(rows, format_name=name).read().startswith(start), name
    for name, part in {
        "turtle": b'"first 7" .',
        "ntriples": b'<https://example.org/b> "first 7" .',
        "nquads": b'"first 7" .',
        "jsonld": b'"@value":"first 7"',
        "rdfxml": b">first 7<",
    }.items():
        assert part in client.query(triples, format_name=name).read(), name


def test_an_answer_says_its_release_and_type(client: SparqlClient) -> None:
    answer = client.query("ASK {}")
    assert (answer.release, answer.media_type) == ("first", "application/sparql-results+json")


def test_a_large_answer_comes_whole(client: SparqlClient) -> None:
    query = f"SELECT ?a ?b {{ ?a <{EX}label> ?x . ?b <{EX}label> ?y }} LIMIT 20000"
    answer = client.query(query, accept=CSV)
    body = answer.read()
    assert answer.size == len(body) > 500_000
    assert body.count(b"\r\n") == 20_001


def test_an_answer_that_is_too_large_is_an_error(client: SparqlClient) -> None:
    with pytest.raises(LimitExceeded, match="longer than 2 MB"):
        client.query(f"SELECT * {{ ?a <{EX}label> ?x . ?b <{EX}label> ?y }}")


def test_the_dataset_of_the_request(client: SparqlClient) -> None:
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    in_graphs = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    graph = (f"{EX}graph",)
    assert client.query(count, accept=CSV).read() == b"n\r\n600\r\n"
    assert client.query(count, accept=CSV, default_graphs=graph).read() == b"n\r\n300\r\n"
    assert client.query(in_graphs, accept=CSV, default_graphs=graph).read() == b"n\r\n0\r\n"
    assert client.query(in_graphs, accept=CSV, named_graphs=graph).read() == b"n\r\n300\r\n"
    with pytest.raises(InvalidParameter, match="no valid IRI"):
        client.query(count, default_graphs=("not an iri",))


def test_a_syntax_error_has_line_and_column(client: SparqlClient) -> None:
    with pytest.raises(InvalidQuery, match="line 2, column 5"):
        client.query("SELECT * {\n } }")


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?a rkg:foo ?b }",
        "SELECT * {\n ?a a rkg:Bag ; rkg:b/rkg:c ?d }",
        "SELECT * { ?a a rkg: }",
    ],
)
def test_a_prefix_that_is_not_declared_is_named(client: SparqlClient, query: str) -> None:
    with pytest.raises(InvalidQuery, match=r"the prefix `rkg:` is not declared"):
        client.query(query)


def test_an_unknown_function_is_the_querys_fault(client: SparqlClient) -> None:
    with pytest.raises(InvalidQuery, match="custom function"):
        client.query("SELECT (<https://example.org/f>(1) AS ?x) {}")


@pytest.mark.parametrize(
    "update",
    [
        "INSERT DATA { <a:a> <a:b> <a:c> }",
        "LOAD <http://127.0.0.1/x>",
        "# a comment\nPREFIX ex: <https://example.org/#x>\nDELETE WHERE { ?s ?p ?o }",
        "CLEAR ALL",
    ],
)
def test_updates_are_refused(client: SparqlClient, update: str) -> None:
    with pytest.raises(UpdateRefused):
        client.query(update)


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


@pytest.mark.parametrize(
    "form",
    [
        "SELECT * { SERVICE <%s> { ?s ?p ?o } }",
        "SELECT * {\n SeRvIcE SILENT <%s> { ?s ?p ?o } }",
        "SELECT * { VALUES ?where { <%s> } SERVICE ?where { ?s ?p ?o } }",
        "ASK { FILTER(?x<?y)SERVICE#>\n<%s>{ ?s ?p ?o } }",
        "PREFIX service: <%s> CONSTRUCT { ?s ?p ?o } { { SERVICE service: { ?s ?p ?o } } }",
        "SELECT * { ?s ?p 'no \\' SERVICE', \"\" SERVICE <%s> { ?s ?p ?o } }",
    ],
)
def test_service_is_refused_and_reaches_nobody(
    client: SparqlClient, listener: socket.socket, form: str
) -> None:
    address = f"http://127.0.0.1:{listener.getsockname()[1]}/sparql"
    with pytest.raises(InvalidQuery, match="SERVICE is not served"):
        client.query(form % address)
    with pytest.raises(BlockingIOError):
        listener.accept()


def test_service_as_a_mere_word_is_no_offence(client: SparqlClient) -> None:
    query = """PREFIX service: <https://example.org/service#>  # SERVICE <http://x> {}
        SELECT ?service { VALUES ?service { "SERVICE" service:service <https://service.org/> } }"""
    assert lines(client, query) == [
        "SERVICE",
        "https://example.org/service#service",
        "https://service.org/",
    ]


def test_the_sandbox_lets_nothing_out(listener: socket.socket) -> None:
    """The second wall: even a query that got past the refusal of SERVICE reaches nobody."""
    program = textwrap.dedent(f"""
        from pyoxigraph import Store
        from rarekg.sparql.sandbox import forbid_network
        assert forbid_network()
        place = "http://127.0.0.1:{listener.getsockname()[1]}/"
        try:
            print(list(Store().query("SELECT * {{ SERVICE <" + place + "> {{ ?s ?p ?o }} }}")))
        except OSError as error:
            print("refused:", error)
        try:
            Store().update("LOAD <" + place + ">")
        except OSError as error:
            print("refused:", error)
    """)
    command = [sys.executable, "-c", program]
    result = subprocess.run(command, capture_output=True, text=True, check=True, timeout=20)
    assert result.stdout.count("refused:") == 2, result.stdout
    with pytest.raises(BlockingIOError):
        listener.accept()


@pytest.mark.parametrize(
    "query",
    [
        ENDLESS,
        f"SELECT (COUNT(*) AS ?n) {{ ?a (<{EX}next>|!<{EX}x>)* ?b . ?c !<{EX}x>* ?d . ?e ?f ?g }}",
    ],
)
def test_a_query_past_its_deadline_is_stopped(client: SparqlClient, query: str) -> None:
    start = time.monotonic()
    with pytest.raises(LimitExceeded, match="took longer"):
        client.query(query, seconds=0.4)
    assert time.monotonic() - start < 2


@pytest.mark.parametrize(
    "query",
    [
        "SELECT (GROUP_CONCAT(?x) AS ?y) { ?a ?b ?c . ?d ?e ?f BIND('%s' AS ?x) }"
        % ("long " * 2000),
        "SELECT (STRLEN(?x25) AS ?n) { BIND('twenty bytes of text' AS ?x0) "
        + " ".join(f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(25))
        + "}",
        "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i",
    ],
)
def test_a_query_that_needs_too_much_memory_ends_as_an_error(
    client: SparqlClient, query: str
) -> None:
    with pytest.raises(LimitExceeded, match="more memory"):
        client.query(query)


def test_deep_nesting_ends_as_an_error(client: SparqlClient) -> None:
    with pytest.raises(LimitExceeded, match="nested too deeply"):
        client.query("SELECT * { FILTER(" + "(" * 10_000 + "1" + ")" * 10_000 + ") }")


def test_odd_texts(client: SparqlClient) -> None:
    with pytest.raises(QueryTooLarge, match="10000010 bytes"):
        client.query("SELECT * {" + " " * 10_000_000)
    for broken in (b"SELECT * { ?s ?p '\xff\xfe' }", "SELECT * { ?s ?p '\ud800' }"):
        with pytest.raises(InvalidQuery, match="UTF-8"):
            client.query(broken)
    assert lines(client, "SELECT * { VALUES ?x { 'a\0b' } }") == ["a\0b"]
    with pytest.raises(InvalidQuery):
        client.query("\0")
    with pytest.raises(InvalidQuery):
        client.query("")


def test_a_long_query_arrives_whole(client: SparqlClient) -> None:
    values = " ".join(f'"{i:09}"' for i in range(60_000))
    query = f"SELECT (COUNT(?x) AS ?n) {{ VALUES ?x {{ {values} }} }}"
    assert len(query) > 700_000
    assert lines(client, query) == ["60000"]


def test_a_kind_of_answer_that_was_not_asked_for(client: SparqlClient) -> None:
    with pytest.raises(NotAcceptable, match="gives triples"):
        client.query("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", accept=CSV)
    with pytest.raises(NotAcceptable, match="gives rows"):
        client.query("SELECT * { ?s ?p ?o }", accept="text/turtle")
    with pytest.raises(NotAcceptable, match="image/png"):
        client.query("ASK {}", accept="image/png")


def test_short_queries_are_answered_while_heavy_ones_fill_all_workers(
    client: SparqlClient,
) -> None:
    with ThreadPoolExecutor(5) as threads:
        heavy = [threads.submit(client.query, ENDLESS, seconds=3) for _ in range(4)]
        time.sleep(0.1)
        waits = []
        for _ in range(5):
            start = time.monotonic()
            assert is_well(client)
            waits.append(time.monotonic() - start)
        assert max(waits) < 2.6, waits  # at worst behind the four new ones, 0.3 s each
        assert sorted(waits)[2] < 1.0, waits
        for query in heavy:
            with pytest.raises(LimitExceeded):
                query.result()


def test_a_heavy_query_that_was_sent_back_still_gets_its_answer(client: SparqlClient) -> None:
    slow = slow_query(client, 0.6)
    expected = lines(client, slow)
    with ThreadPoolExecutor(4) as threads:
        answers = [threads.submit(lines, client, slow) for _ in range(2)]
        time.sleep(0.05)
        assert is_well(client)
        assert [each.result() for each in answers] == [expected, expected]


def test_more_queries_at_once_than_one_process_may_ask_are_refused(home: Path) -> None:
    narrow = SparqlClient(home, Limits(in_flight=1))
    with narrow, ThreadPoolExecutor(1) as threads:
        running = threads.submit(narrow.query, ENDLESS, seconds=0.5)
        time.sleep(0.2)
        with pytest.raises(LimitExceeded, match="too many"):
            narrow.query("ASK {}")
        with pytest.raises(LimitExceeded, match="took longer"):
            running.result()


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
