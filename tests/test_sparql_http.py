"""`/sparql` over HTTP: the SPARQL 1.1 protocol, negotiation, errors, and the page for people."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pyoxigraph import Literal, NamedNode, Quad, Store

from rarekg.release import Home
from rarekg.server.app import create_app
from rarekg.sparql.client import SparqlClient
from rarekg.sparql.limits import MEBIBYTE, Limits

EX = "https://example.org/"
SELECT = f"SELECT ?label {{ <{EX}thing> <{EX}label> ?label }} ORDER BY ?label"
CONSTRUCT = f"CONSTRUCT {{ <{EX}thing> <{EX}name> ?x }} {{ <{EX}thing> <{EX}label> ?x }}"
JSON = "application/sparql-results+json"
FORM = "application/x-www-form-urlencoded"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    home = tmp_path_factory.mktemp("home")
    graph = home / "releases" / "one" / "graph"
    graph.mkdir(parents=True)
    store = Store(str(graph))
    for text in (Literal("Ataxie", language="fr"), Literal("<b>ataxia & more</b>", language="en")):
        store.add(Quad(NamedNode(EX + "thing"), NamedNode(EX + "label"), text))
    store.add(Quad(NamedNode(EX + "a"), NamedNode(EX + "b"), Literal("x"), NamedNode(EX + "g")))
    store.flush()
    del store
    (home / "current").symlink_to("releases/one")
    limits = Limits(seconds=2, workers=2, query_bytes=MEBIBYTE // 4)
    with SparqlClient(home, limits) as client:
        yield create_app(Home(home), client)


@pytest.fixture
def web(app: Flask) -> FlaskClient:
    return app.test_client()


def test_a_query_by_get(web: FlaskClient) -> None:
    response = web.get("/sparql", query_string={"query": SELECT})
    assert response.status_code == 200
    assert response.content_type == JSON
    assert response.content_length == len(response.data)
    assert [row["label"]["value"] for row in response.get_json()["results"]["bindings"]] == [
        "<b>ataxia & more</b>",
        "Ataxie",
    ]


def test_a_query_by_post_as_form_and_as_body(web: FlaskClient) -> None:
    by_get = web.get("/sparql", query_string={"query": SELECT}).data
    assert web.post("/sparql", data={"query": SELECT}).data == by_get
    direct = {"data": SELECT, "content_type": "application/sparql-query; charset=UTF-8"}
    assert web.post("/sparql", **direct).data == by_get


@pytest.mark.parametrize(
    ("accept", "query", "content_type"),
    [
        ("", SELECT, JSON),
        ("*/*", SELECT, JSON),
        ("application/json", SELECT, "application/json"),
        ("application/json, */*;q=0.1", SELECT, JSON),
        ("text/xml;q=0.5, application/xml", SELECT, "application/xml"),
        ("application/sparql-results+xml", SELECT, "application/sparql-results+xml"),
        ("text/csv;q=0.9, text/tab-separated-values", SELECT, "text/tab-separated-values"),
        ("text/*", SELECT, "text/csv"),
        ("text/csv;q=0, text/*;q=0.5", SELECT, "text/tab-separated-values"),
        ("text/turtle, text/csv", SELECT, "text/csv"),
        ("*/*", CONSTRUCT, "text/turtle"),
        ("application/n-triples", CONSTRUCT, "application/n-triples"),
        ("application/ld+json", CONSTRUCT, "application/ld+json"),
        ("application/rdf+xml;q=0.4, text/turtle;q=0.3", CONSTRUCT, "application/rdf+xml"),
        ("application/json", CONSTRUCT, "application/json"),
        ("application/json, application/ld+json;q=0.1", CONSTRUCT, "application/ld+json"),
    ],
)
def test_the_format_follows_accept(
    web: FlaskClient, accept: str, query: str, content_type: str
) -> None:
    response = web.get("/sparql", query_string={"query": query}, headers={"Accept": accept})
    assert response.status_code == 200, response.data
    assert response.content_type.partition(";")[0] == content_type
    assert "Accept" in response.headers["Vary"]


def test_the_parameter_format_goes_before_accept(web: FlaskClient) -> None:
    asked = {"query": SELECT, "format": "csv"}
    response = web.get("/sparql", query_string=asked, headers={"Accept": BROWSER})
    assert response.content_type == "text/csv; charset=utf-8"


def test_what_cannot_be_written_as_asked_is_406(web: FlaskClient) -> None:
    for accept, query in (("image/png", SELECT), ("text/turtle", SELECT), ("text/csv", CONSTRUCT)):
        response = web.get("/sparql", query_string={"query": query}, headers={"Accept": accept})
        assert response.status_code == 406, accept
        assert "text/csv" in response.get_json(force=True)["detail"]


def test_the_dataset_of_the_protocol(web: FlaskClient) -> None:
    query = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    asked = {"query": query, "format": "csv", "default-graph-uri": EX + "g"}
    assert web.get("/sparql", query_string=asked).data == b"n\r\n1\r\n"
    asked["default-graph-uri"] = "no iri"
    assert web.get("/sparql", query_string=asked).status_code == 400


def test_a_malformed_query_names_its_place(web: FlaskClient) -> None:
    asked = {"query": "SELECT * {\n  ?s ?p }"}
    response = web.get("/sparql", query_string=asked)
    assert (response.status_code, response.content_type) == (400, "application/problem+json")
    problem = response.get_json()
    assert (problem["line"], problem["column"]) == (2, 9)
    assert "a variable" in problem["expected"]
    plain = web.get("/sparql", query_string=asked, headers={"Accept": "text/plain, */*;q=0.1"})
    assert plain.content_type == "text/plain; charset=utf-8"
    assert "line 2, column 9" in plain.text


@pytest.mark.parametrize(
    ("url", "body", "content_type", "status"),
    [
        ("/sparql", {"query": [SELECT, SELECT]}, FORM, 400),
        ("/sparql", {"other": "x"}, FORM, 400),
        ("/sparql?query=" + quote(SELECT), SELECT, "application/sparql-query", 400),
        ("/sparql", {"update": "CLEAR ALL"}, FORM, 403),
        ("/sparql", "CLEAR ALL", "application/sparql-update", 403),
        ("/sparql", {"query": "INSERT DATA { <a:a> <a:a> 1 }"}, FORM, 403),
        ("/sparql", SELECT, "text/plain", 415),
        ("/sparql", SELECT, "application/sparql-query; charset=latin-1", 415),
        ("/sparql", b"SELECT * { \xff }", "application/sparql-query", 400),
        ("/sparql", b"query=%ff", FORM, 400),
        ("/sparql", {"query": SELECT, "timeout": "soon"}, FORM, 400),
        ("/sparql", {"query": SELECT, "format": "png"}, FORM, 406),
        ("/sparql", SELECT + " " * 300_000, "application/sparql-query", 413),
        ("/sparql", SELECT + " " * 2_000_000, "application/sparql-query", 413),
    ],
)
def test_what_is_refused(
    web: FlaskClient, url: str, body: dict[str, str] | str, content_type: str, status: int
) -> None:
    response = web.post(url, data=body, content_type=content_type)
    assert response.status_code == status, response.data
    assert response.content_type == "application/problem+json"
    assert response.get_json()["status"] == status
    assert response.headers["Access-Control-Allow-Origin"] == "*"


def test_a_form_may_be_sent_to_an_address_with_parameters(web: FlaskClient) -> None:
    count = {"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "default-graph-uri": EX + "none"}
    response = web.post(f"/sparql?format=csv&default-graph-uri={quote(EX + 'g')}", data=count)
    assert response.data == b"n\r\n1\r\n"
    twice = web.post(f"/sparql?query={quote(SELECT)}", data={"query": SELECT})
    assert twice.status_code == 400


def test_two_queries_in_an_address_and_an_update_by_get(web: FlaskClient) -> None:
    two = web.get(f"/sparql?query={quote(SELECT)}&query={quote(SELECT)}")
    assert two.status_code == 400
    assert web.get("/sparql?query=").status_code == 400
    assert web.get(f"/sparql?default-graph-uri={quote(EX)}").status_code == 400
    rows = {"Accept": JSON}
    assert "no query" in web.get("/sparql", headers=rows).get_json(force=True)["detail"]
    assert web.get("/sparql?update=CLEAR%20ALL").status_code == 403
    assert web.get("/sparql?query=%ED%A0%80").status_code == 400


def test_other_methods(web: FlaskClient) -> None:
    response = web.delete("/sparql")
    assert response.status_code == 405
    assert {"GET", "POST"} <= set(response.headers["Allow"].split(", "))
    preflight = web.options("/sparql")
    assert preflight.headers["Access-Control-Allow-Origin"] == "*"
    assert "POST" in preflight.headers["Access-Control-Allow-Methods"]
    head = web.head("/sparql", query_string={"query": SELECT})
    assert (head.status_code, head.data, head.content_type) == (200, b"", JSON)


def test_every_refused_method_is_told_what_is_allowed(web: FlaskClient) -> None:
    for method in ("PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"):
        response = web.open("/sparql", method=method, query_string={"query": "ASK {}"})
        assert response.status_code == 405, method
        assert response.headers["Allow"] == "GET, HEAD, POST, OPTIONS"
        assert response.get_json()["status"] == 405
    elsewhere = web.open("/about", method="PROPFIND")
    assert elsewhere.status_code == 405
    assert "GET" in elsewhere.headers["Allow"]


def test_a_body_of_another_type_is_told_which_there_are(web: FlaskClient) -> None:
    packed = {"Content-Type": "application/sparql-query", "Content-Encoding": "gzip"}
    for headers in ({}, {"Content-Type": "text/plain"}, packed):
        response = web.post("/sparql", data=b"ASK {}", headers=headers)
        assert response.status_code == 415
        assert response.headers["Accept-Post"] == f"application/sparql-query, {FORM}"


def test_an_answer_is_compressed_for_whom_takes_that(web: FlaskClient) -> None:
    long = "SELECT ?x ?y { VALUES ?x { %s } VALUES ?y { %s } }"
    numbers = " ".join(f'"number {i}"' for i in range(100))
    for times, name in ((1, "in memory"), (60, "in a file")):
        query = long % (numbers, " ".join(str(i) for i in range(times)))
        asked = {"query": query, "format": "csv"}
        plain = web.get("/sparql", query_string=asked)
        assert plain.content_length == len(plain.data), name
        packed = web.get("/sparql", query_string=asked, headers={"Accept-Encoding": "br, gzip"})
        assert packed.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(packed.data) == plain.data
        assert len(packed.data) < len(plain.data) / 4
        assert "Accept-Encoding" in packed.headers["Vary"]
        assert packed.headers["ETag"] == plain.headers["ETag"]
        gzipped = {"Accept-Encoding": "gzip"}
        head = web.head("/sparql", query_string=asked, headers=gzipped, buffered=True)
        for header in ("Content-Encoding", "Content-Length", "Content-Type", "ETag"):
            assert head.headers.get(header) == packed.headers.get(header), (name, header)
        refused = web.get("/sparql", query_string=asked, headers={"Accept-Encoding": "gzip;q=0"})
        assert refused.data == plain.data
    short = web.get("/sparql?query=ASK%20%7B%7D", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in short.headers


def test_what_an_address_is_relative_to_does_not_hang_on_the_server(web: FlaskClient) -> None:
    asked = {"query": "SELECT (<entity/x> AS ?x) {}", "format": "csv"}
    answer = web.get("/sparql", query_string=asked, headers={"Host": "other.example"})
    assert answer.data == b"x\r\nhttps://w3id.org/rarekg/entity/x\r\n"


def test_a_query_past_its_deadline_is_no_matter_of_waiting(web: FlaskClient) -> None:
    endless = (
        "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?a{i} ?b{i} ?c{i} ." for i in range(30)) + "}"
    )
    response = web.get("/sparql", query_string={"query": endless, "timeout": "0.3"})
    assert response.status_code == 422
    assert "Retry-After" not in response.headers
    assert "took longer" in response.get_json()["detail"]


def test_an_answer_has_a_tag_unless_it_changes_with_each_run(web: FlaskClient) -> None:
    asked = {"query": SELECT}
    tag = web.get("/sparql", query_string=asked).headers["ETag"]
    again = web.get("/sparql", query_string=asked, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    assert (again.headers["ETag"], again.headers["Cache-Control"]) == (tag, "no-cache")
    assert tag.startswith('W/"one.')  # the release
    head = web.head("/sparql", query_string=asked, headers={"If-None-Match": tag})
    assert head.status_code == 304
    other = {"If-None-Match": tag, "Accept": "text/csv"}
    assert web.get("/sparql", query_string=asked, headers=other).status_code == 200
    changing = web.get("/sparql", query_string={"query": "SELECT (NOW() AS ?x) {}"})
    assert "ETag" not in changing.headers
    assert changing.headers["Cache-Control"] == "no-store"


def test_the_page_for_people(web: FlaskClient) -> None:
    page = web.get("/sparql", headers={"Accept": BROWSER})
    assert page.content_type == "text/html; charset=utf-8"
    assert "<textarea" in page.text
    shown = web.post("/sparql", data={"query": SELECT}, headers={"Accept": BROWSER})
    assert '<td lang="fr">Ataxie</td>' in shown.text
    assert "&lt;b&gt;ataxia &amp; more&lt;/b&gt;" in shown.text
    links = web.get(
        "/sparql", query_string={"query": "SELECT ?s { ?s ?p ?o }"}, headers={"Accept": BROWSER}
    )
    assert f'href="{EX}thing"' in links.text
    truth = web.get("/sparql", query_string={"query": "ASK {}"}, headers={"Accept": BROWSER})
    assert "<strong>Yes</strong>" in truth.text
    triples = web.get("/sparql", query_string={"query": CONSTRUCT}, headers={"Accept": BROWSER})
    assert "Ataxie" in triples.text


def test_an_error_on_the_page_keeps_the_query(web: FlaskClient) -> None:
    page = web.post("/sparql", data={"query": "SELECT <i>"}, headers={"Accept": BROWSER})
    assert page.status_code == 400
    assert "SELECT &lt;i&gt;" in page.text
    assert "line 1" in page.text


def test_no_link_runs_a_script(web: FlaskClient) -> None:
    query = "SELECT ?x { VALUES ?x { <javascript:alert(1)> } }"
    page = web.get("/sparql", query_string={"query": query}, headers={"Accept": BROWSER})
    assert "javascript:alert(1)" in page.text
    assert 'href="javascript' not in page.text
