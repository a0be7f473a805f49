"""`/graph`: the read side of the Graph Store Protocol, through the real application."""

from __future__ import annotations

import gzip
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, parse
from werkzeug.test import TestResponse

from rarekg.release import Home
from rarekg.server.app import create_app
from rarekg.sparql.client import SparqlClient
from rarekg.sparql.limits import Limits
from tests.serving import serving
from tests.sparql.asking import EX
from tests.sparql_application import application

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
NAMED = {"graph": EX + "graph"}
COUNT = quote("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")


class Buffered(FlaskClient):
    """Takes each answer to its end, as a server does: a graph comes from an open file."""

    def open(self, *args: object, **kwargs: object) -> TestResponse:
        kwargs["buffered"] = True
        return super().open(*args, **kwargs)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    with application(tmp_path_factory.mktemp("home")) as app:
        app.test_client_class = Buffered
        yield app.test_client()


def test_the_default_graph_and_a_named_one(web: FlaskClient) -> None:
    whole = web.get("/graph?default", headers={"Accept": "application/n-triples"})
    assert whole.content_type == "application/n-triples"
    assert len({*parse(whole.data, format=RdfFormat.N_TRIPLES)}) == 600
    named = web.get("/graph", query_string=NAMED, headers={"Accept": "application/n-triples"})
    assert len(named.data.splitlines()) == 300


@pytest.mark.parametrize(
    ("accept", "content_type", "form"),
    [
        ("", "text/turtle; charset=utf-8", RdfFormat.TURTLE),
        (BROWSER, "text/turtle; charset=utf-8", RdfFormat.TURTLE),
        ("application/rdf+xml, text/turtle;q=0.5", "application/rdf+xml", RdfFormat.RDF_XML),
        ("application/ld+json", "application/ld+json", RdfFormat.JSON_LD),
        ("application/n-quads", "application/n-quads", RdfFormat.N_QUADS),
        ("application/trig", "application/trig", RdfFormat.TRIG),
    ],
)
def test_the_format_follows_accept(
    web: FlaskClient, accept: str, content_type: str, form: RdfFormat
) -> None:
    response = web.get("/graph", query_string=NAMED, headers={"Accept": accept})
    assert (response.status_code, response.content_type) == (200, content_type)
    assert len([*parse(response.data, format=form)]) == 300
    assert response.headers["Vary"] == "Accept, Accept-Encoding"
    assert response.headers["Access-Control-Allow-Origin"] == "*"


def test_the_parameter_format_goes_before_accept(web: FlaskClient) -> None:
    asked = {**NAMED, "format": "nt"}
    response = web.get("/graph", query_string=asked, headers={"Accept": "text/turtle"})
    assert response.content_type == "application/n-triples"


def test_a_graph_is_sent_compressed_to_whom_takes_that(web: FlaskClient) -> None:
    plain = web.get("/graph", query_string=NAMED)
    packed = web.get("/graph", query_string=NAMED, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert packed.content_length == len(packed.data) < len(plain.data)


def test_what_is_not_there_or_not_asked_for_properly(web: FlaskClient) -> None:
    for method in ("GET", "HEAD"):
        unknown = web.open("/graph", method=method, query_string={"graph": EX + "other"})
        assert unknown.status_code == 404, method
    response = web.get("/graph", query_string={"graph": EX + "other"})
    assert response.content_type == "application/problem+json"
    assert EX + "other" in response.get_json()["detail"]
    for wrong in ("", "?default&graph=http://a/b", "?graph=a&graph=b", "?graph=other", "?graph="):
        assert web.get(f"/graph{wrong}").status_code == 400, wrong
    assert web.get("/graph", query_string={"graph": "a:b c"}).status_code == 400
    assert web.head("/graph", query_string={"graph": "a:b c"}).status_code == 400
    page = web.get("/graph", headers={"Accept": BROWSER})
    assert (page.status_code, page.mimetype) == (400, "text/html")
    assert web.get("/graph?default", headers={"Accept": "text/csv"}).status_code == 406
    assert web.get("/graph?default&format=png").status_code == 406


def test_a_head_has_the_headers_of_a_get(web: FlaskClient) -> None:
    for asked in ({"default": ""}, NAMED):
        head = web.head("/graph", query_string=asked)
        found = web.get("/graph", query_string=asked)
        assert (head.status_code, head.data) == (200, b"")
        assert "Content-Length" not in head.headers
        for name in ("Content-Type", "ETag", "Cache-Control", "Vary"):
            assert head.headers[name] == found.headers[name]


def test_a_graph_has_a_tag_of_its_release(web: FlaskClient) -> None:
    tag = web.get("/graph", query_string=NAMED).headers["ETag"]
    assert tag.startswith('W/"first.')
    again = web.get("/graph", query_string=NAMED, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    other = web.get("/graph?default", headers={"If-None-Match": tag})
    assert other.status_code == 200


def test_nothing_is_written(web: FlaskClient) -> None:
    before = web.get("/graph?default").data
    body = b"<http://a/b> <http://a/b> 1 ."
    for method in ("PUT", "POST", "PATCH", "DELETE", "MKCOL"):
        response = web.open("/graph?default", method=method, data=body)
        assert response.status_code == 405, method
        assert response.headers["Allow"] == "GET, HEAD, OPTIONS"
        assert "never changes" in response.get_json()["detail"]
    assert web.get("/graph?default").data == before
    preflight = web.options("/graph?default")
    assert preflight.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"


def test_a_large_graph_goes_through_the_process_in_pieces(tmp_path: Path) -> None:
    graph = tmp_path / "releases" / "large" / "graph"
    graph.mkdir(parents=True)
    store, key = Store(str(graph)), NamedNode(EX + "text")
    texts = (Literal(f"{i} " + 100 * "some words ") for i in range(20_000))
    store.bulk_extend(Quad(NamedNode(f"{EX}{i}"), key, text) for i, text in enumerate(texts))
    del store
    (tmp_path / "current").symlink_to("releases/large")
    with SparqlClient(tmp_path, Limits(workers=2)) as client:
        app = create_app(Home(tmp_path), client)
        assert app.test_client().head("/graph?default").status_code == 200
        tracemalloc.start()
        response = app.test_client().get("/graph?default", headers={"Accept": "text/turtle"})
        size = sum(len(piece) for piece in response.iter_encoded())
        response.close()
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert size > 20_000_000
        assert peak < 4_000_000


def test_graphs_of_the_real_server(starter_home: Home, tmp_path: Path) -> None:
    with serving(starter_home.path, tmp_path / "log") as server:
        status, body = server.get("/graph?default&format=ntriples")
        assert status == 200
        _, counted = server.get("/sparql?format=csv&query=" + COUNT)
        assert len(body.splitlines()) == int(counted.split()[1])
        status, turtle = server.get("/graph?graph=https://w3id.org/rarekg/source/curated")
        assert status == 200
        assert b"@prefix rkg: <https://w3id.org/rarekg/vocab/>" in turtle
