"""The W3C's tests of SPARQL 1.1, asked of the real application over HTTP.

What fails stands with its reason in w3c-known.toml; a test listed there that passes fails, too.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from flask.testing import FlaskClient
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Store, parse

from rarekg.release import Home
from rarekg.server.app import create_app
from rarekg.sparql.client import SparqlClient
from rarekg.sparql.limits import Limits
from tests.w3c import (
    Document,
    EvalTest,
    Exchange,
    ProtocolTest,
    SyntaxTest,
    Term,
    csv_rows,
    known,
    read,
    same_rows,
)

pytestmark = pytest.mark.mirror
KNOWN = known()
ROWS = {"application/sparql-results+json", "application/sparql-results+xml"}
TABLES = {*ROWS, "text/csv", "text/tab-separated-values"}
GRAPHS = {"text/turtle", "application/n-triples", "application/rdf+xml"}


@pytest.fixture(scope="module")
def suite(mirror: Path) -> Path:
    folder = mirror / "w3c-sparql"
    if not folder.is_dir():
        pytest.skip(f"W3C TESTS ABSENT: {folder} is no folder")
    return folder


@pytest.fixture(scope="module")
def web(suite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    home = tmp_path_factory.mktemp("w3c")
    graph = home / "releases" / "w3c" / "graph"
    graph.mkdir(parents=True)
    store = Store(str(graph))
    store.bulk_load(path=str(suite / "w3c-data.nq"), format=RdfFormat.N_QUADS)
    store.flush()
    del store
    (home / "current").symlink_to("releases/w3c")
    with SparqlClient(home, Limits(workers=2)) as client:
        yield create_app(Home(home), client).test_client()


def check(failed: dict[str, str], run: set[str]) -> None:
    """Fails with what is not as w3c-known.toml says."""
    listed = {test for test in KNOWN if test in run}
    unlisted = {test: why for test, why in failed.items() if test not in listed}
    assert not unlisted, "\n".join(f"{test}: {why}" for test, why in unlisted.items())
    assert not listed - failed.keys(), f"listed, and pass: {sorted(listed - failed.keys())}"


def test_evaluation(web: FlaskClient, suite: Path) -> None:
    tests = read(suite, "eval_tests.json", EvalTest)
    outcomes = {test.id: evaluated(web, test) for test in tests}
    assert len(outcomes) == len(tests) == 233
    check({test: why for test, why in outcomes.items() if why}, {*outcomes})


def evaluated(web: FlaskClient, test: EvalTest) -> str:
    """Why a test fails; empty if it passes."""
    response = web.get(test.address(), headers={"Accept": test.accept})
    if response.status_code != 200:
        return f"{response.status_code} {response.text}"
    if test.kind == "csv":
        passed = csv_rows(response.text) == csv_rows(test.csv)
    elif test.kind == "graph":
        expected = [dict(zip("spo", triple, strict=True)) for triple in test.triples]
        passed = same_rows(expected, triples(response.data))
    else:
        answer = msgspec.json.decode(response.data, type=Document)
        passed = answer.boolean == test.boolean and {*answer.head.vars} == {*test.vars}
        passed = passed and same_rows(test.rows, answer.results.bindings)
    return "" if passed else f"{test.query}\ngave {response.text}"


def triples(body: bytes) -> list[dict[str, Term]]:
    found = []
    for quad in parse(body, format=RdfFormat.N_TRIPLES):
        three = (quad.subject, quad.predicate, quad.object)
        found.append({key: term(each) for key, each in zip("spo", three, strict=True)})
    return found


def term(value: object) -> Term:
    match value:
        case NamedNode():
            return Term("uri", value.value)
        case BlankNode():
            return Term("bnode", value.value)
        case Literal():
            return Term("literal", value.value, value.language or "", value.datatype.value)
    raise AssertionError(f"no term of RDF 1.1: {value}")


def test_syntax(web: FlaskClient, suite: Path) -> None:
    tests = read(suite, "syntax_tests.json", SyntaxTest)
    failed = {}
    for test in tests:
        response = web.post("/sparql", data={"query": test.query})
        if response.status_code != (200 if test.positive else 400):
            failed[test.id] = f"{response.status_code} for {test.query}"
        elif not test.positive:
            assert response.get_json()["line"] >= 1, test.query
    check(failed, {test.id for test in tests})
    assert len(tests) == 103


def test_the_protocol(web: FlaskClient, suite: Path) -> None:
    tests = read(suite, "protocol_tests.json", ProtocolTest)
    queries = [test for test in tests if "update" not in test.id]
    assert (len(tests), len(queries)) == (34, 20)
    failed = {test.id: why for test in queries if (why := exchanged(web, test))}
    check(failed, {test.id for test in queries})


def exchanged(web: FlaskClient, test: ProtocolTest) -> str:
    for request in test.requests:
        response = web.open(
            request.path, method=request.method, headers=request.headers, data=request.content
        )
        expected, kind = request.expect, response.mimetype
        if f"{response.status_code // 100}xx" not in expected.status:
            return f"{response.status_code} {response.text}"
        if expected.boolean is not None and response.get_json()["boolean"] != expected.boolean:
            return response.text
        accepted = {"boolean": ROWS, "tabular": TABLES, "RDF": GRAPHS}.get(expected.format, {kind})
        if kind not in accepted:
            return f"{kind} {response.text}"
    return ""


def test_every_update_is_refused_and_changes_nothing(web: FlaskClient, suite: Path) -> None:
    count = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    before = web.post("/sparql", data={"query": count, "format": "csv"}).text
    requests = [
        request
        for test in read(suite, "protocol_tests.json", ProtocolTest)
        if "update" in test.id
        for request in test.requests
        if is_update(request)
    ]
    assert len(requests) == 14
    for request in requests:
        response = web.open(
            request.path, method=request.method, headers=request.headers, data=request.content
        )
        assert response.status_code in (403, 415), response.text
    assert web.post("/sparql", data={"query": count, "format": "csv"}).text == before


def is_update(request: Exchange) -> bool:
    return ("content-type", "application/sparql-query") not in request.headers
