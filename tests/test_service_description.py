"""What the SPARQL service says of itself, and that it is so."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pyoxigraph import parse
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, RDF, RDFS, VOID, XSD

from rarekg.release import Home
from rarekg.server.app import create_app
from rarekg.sparql.client import SparqlClient
from rarekg.sparql.formats import GRAPHS, SOLUTIONS
from rarekg.sparql.limits import Limits
from tests.sparql.asking import EX, publish
from tests.sparql_application import application

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
RKG = Namespace("https://w3id.org/rarekg/vocab/")
ENDPOINT = URIRef("http://localhost/sparql")
SERVICE = URIRef(f"{ENDPOINT}#service")
DATASET = URIRef("https://w3id.org/rarekg/dataset")
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
LIMITS = Limits(workers=2, seconds=7.5, result_bytes=12345678)


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    with application(tmp_path_factory.mktemp("home"), LIMITS) as app:
        yield app.test_client()


@pytest.fixture(scope="module")
def described(web: FlaskClient) -> Graph:
    return Graph().parse(data=web.get("/sparql", headers={"Accept": "text/turtle"}).data)


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("text/turtle", "text/turtle; charset=utf-8"),
        ("*/*", "text/turtle; charset=utf-8"),
        ("", "text/turtle; charset=utf-8"),
        ("application/rdf+xml", "application/rdf+xml"),
        ("application/n-triples;q=0.9, text/turtle;q=0.8", "application/n-triples"),
        ("application/ld+json", "application/ld+json"),
        (BROWSER, "text/html; charset=utf-8"),
    ],
)
def test_a_get_without_a_query(web: FlaskClient, accept: str, content_type: str) -> None:
    response = web.get("/sparql", headers={"Accept": accept})
    assert (response.status_code, response.content_type) == (200, content_type)
    assert "Accept" in response.headers["Vary"]
    assert 'rel="describedby"' in response.headers["Link"]


def test_every_format_says_the_same(web: FlaskClient, described: Graph) -> None:
    for each in GRAPHS:
        body = web.get("/sparql", query_string={"format": each.name}).data
        assert len({*parse(body, format=each.native)}) == len(described), each.name


def test_the_service(described: Graph) -> None:
    assert described.value(SERVICE, RDF.type) == SD.Service
    assert described.value(SERVICE, SD.endpoint) == ENDPOINT
    assert described.value(SERVICE, SD.supportedLanguage) == SD.SPARQL11Query
    for feature in described.objects(SERVICE, SD.feature | SD.languageExtension):
        assert described.value(feature, RDFS.label)
        assert (feature, RDF.type, SD.Feature) in described


def test_the_formats_are_those_that_are_written(described: Graph) -> None:
    assert len([*described.objects(SERVICE, SD.resultFormat)]) == len(SOLUTIONS) + len(GRAPHS)


def test_the_graphs(described: Graph) -> None:
    dataset = described.value(SERVICE, SD.defaultDataset)
    assert described.value(dataset, SD.defaultGraph) == DATASET
    named = [*described.objects(dataset, SD.namedGraph)]
    assert [described.value(graph, SD.name) for graph in named] == [URIRef(EX + "graph")]


def test_the_limits_are_those_that_hold(described: Graph) -> None:
    limits = {
        RKG.longestQuery: Decimal("7.5"),
        RKG.largestResult: 12345678,
        RKG.largestQuery: LIMITS.query_bytes,
        RKG.deepestQuery: 200,
        RKG.longQueriesAtOnce: LIMITS.most_long,
    }
    for term, value in limits.items():
        assert described.value(SERVICE, term) == Literal(value), term
    ontology = Graph().parse(Path(__file__).parents[1] / "ontology" / "rarekg.ttl")
    ours = {p for p in described.predicates() if str(p).startswith(RKG)}
    assert len(ours) == 10
    assert all((term, RDFS.label, None) in ontology for term in ours)


def test_every_extension_function_is_known_to_the_engine(
    web: FlaskClient, described: Graph
) -> None:
    functions = [*described.objects(SERVICE, SD.extensionFunction)]
    assert len(functions) > 50
    for function in functions:
        arguments = "'x'" if str(function).startswith(str(XSD)) else "'POINT(1 1)', 'POINT(1 1)'"
        query = f"SELECT (<{function}>({arguments}) AS ?x) {{}}"
        response = web.get("/sparql", query_string={"query": query})
        assert response.status_code == 200, response.text
    date = "SELECT (xsd:date('2026-01-02') AS ?x) {}"
    prefix = "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> "
    answer = web.get("/sparql", query_string={"query": prefix + date, "format": "csv"})
    assert answer.data == b"x\r\n2026-01-02\r\n"


def test_the_extensions_of_the_language_are_there(web: FlaskClient) -> None:
    lateral = "SELECT * { VALUES ?x { 1 2 } LATERAL { SELECT ?x ?y { BIND (?x * 2 AS ?y) } } }"
    adjust = (
        "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> SELECT (ADJUST('2026-01-01T00:00:00Z'"
        "^^xsd:dateTime, 'PT1H'^^xsd:dayTimeDuration) + 'P1D'^^xsd:dayTimeDuration AS ?x) {}"
    )
    for query, expected in ((lateral, "2,4"), (adjust, "2026-01-02T01:00:00+01:00")):
        answer = web.get("/sparql", query_string={"query": query, "format": "csv"})
        assert expected in answer.text, answer.text


def test_it_may_be_kept_until_the_next_release(tmp_path: Path) -> None:
    with application(tmp_path) as app:
        web = app.test_client()
        first = web.get("/sparql", headers={"Accept-Encoding": "gzip"})
        assert b"sd:Service" in gzip.decompress(first.data)
        tag = {"If-None-Match": first.headers["ETag"]}
        assert web.get("/sparql", headers=tag).status_code == 304
        assert web.head("/sparql", headers=tag).status_code == 304
        publish(tmp_path, "second")
        again = web.get("/sparql", headers=tag)
        assert again.status_code == 200
        assert '"second"' in again.text


def test_it_holds_the_void_description_of_the_release(tmp_path: Path) -> None:
    publish(tmp_path, "first")
    void = f"<{DATASET}> <{VOID.triples}> 600 ; <{VOID.classPartition}> <{DATASET}/class/x> ."
    (tmp_path / "releases" / "first" / "void.ttl").write_text(void, "utf-8")
    with SparqlClient(tmp_path, LIMITS) as client:
        web = create_app(Home(tmp_path), client).test_client()
        found = Graph().parse(data=web.get("/sparql").data)
    assert found.value(DATASET, VOID.triples) == Literal(600)
    assert found.value(DATASET, VOID.classPartition) == URIRef(f"{DATASET}/class/x")
    assert (DATASET, RDF.type, SD.Graph) in found


def test_the_starter_release_describes_its_sources(starter_home: Home) -> None:
    with SparqlClient(starter_home.path, LIMITS) as client:
        web = create_app(starter_home, client).test_client()
        found = Graph().parse(data=web.get("/sparql").data)
    curated = URIRef("https://w3id.org/rarekg/source/curated")
    assert (curated, RDF.type, SD.Graph) in found
    assert found.value(curated, VOID.triples)
    assert found.value(curated, DCTERMS.title)
    assert found.value(DATASET, VOID.triples)
