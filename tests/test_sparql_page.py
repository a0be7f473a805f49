"""The page of `/sparql` without script: form, examples, answers, downloads, places of errors."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from rarekg.release import Home
from rarekg.server.app import create_app
from rarekg.server.formats import day
from rarekg.sparql.client import SparqlClient
from rarekg.sparql.examples import examples, topics

HTML = {"Accept": "text/html"}
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"


@pytest.fixture(scope="module")
def app(starter_home: Home) -> Iterator[Flask]:
    with SparqlClient(starter_home.path) as client:
        yield create_app(starter_home, client)


@pytest.fixture
def web(app: Flask) -> FlaskClient:
    return app.test_client()


def shown(web: FlaskClient, path: str, status: int = 200, **query: str) -> str:
    response = web.get(path, query_string=query or None, headers=HTML)
    assert response.status_code == status
    return response.text


def rows(page: str) -> int:
    return len(re.findall("<tr>", page.partition("<tbody>")[2].partition("</tbody>")[0]))


def test_the_page_lists_all_examples_by_topic(web: FlaskClient) -> None:
    page = shown(web, "/sparql")
    assert re.findall(r"<h3 id=\"t-\d+\">([^<]+)</h3>", page) == list(topics())
    for example in examples():
        assert f'href="/sparql/examples/{example.slug}"' in page
        assert example.title in unescape(page)


def test_the_page_says_release_day_and_limits(web: FlaskClient, starter_home: Home) -> None:
    manifest = starter_home.release().manifest()
    page = shown(web, "/sparql")
    assert f"Release <code>{manifest.id}</code>, last updated on {day(manifest.built[:10])}" in page
    assert "30 seconds, waiting included" in page
    assert "64 MB" in page


def test_an_example_is_shown_with_what_it_finds(web: FlaskClient) -> None:
    page = shown(web, "/sparql/examples/201-signs-of-a-disease")
    assert "<h1>Signs of a disease, how often, and how many say so</h1>" in page
    assert "rdf:predicate rkg:hasPhenotype" in page
    assert rows(page) > 5
    assert "Scoliosis" in page


def test_an_example_that_asks_others_says_so_and_is_not_run(web: FlaskClient) -> None:
    page = shown(web, "/sparql/examples/801-proteins-from-uniprot")
    assert "https://sparql.uniprot.org/sparql" in page
    assert "does not run here" in page
    assert ">No answer" not in page
    assert shown(web, "/sparql").count("runs elsewhere") == 2


def test_the_address_of_an_example_leads_to_it(web: FlaskClient) -> None:
    response = web.get("/example/106-yes-or-no")
    assert response.status_code == 303
    assert response.headers["Location"] == "/sparql/examples/106-yes-or-no"
    assert "<strong>Yes</strong>" in shown(web, response.headers["Location"])
    assert "no example query" in shown(web, "/sparql/examples/no-such-thing", 404)
    assert web.get("/example/no-such-thing").status_code == 404


def test_examples_are_searched_without_script(web: FlaskClient) -> None:
    page = shown(web, "/sparql/examples", q="payments patient")
    assert "504-paid-patient-organisations" in page
    assert "201-signs-of-a-disease" not in page
    assert 'value="payments patient"' in page
    assert "0 examples" in shown(web, "/sparql/examples", q="no such words at all")
    assert f"{len(examples())} examples" in shown(web, "/sparql/examples")


def test_an_answer_can_be_linked_to_and_downloaded(web: FlaskClient) -> None:
    query = f"SELECT ?name {{ ?x <{LABEL}> ?name }} LIMIT 3"
    page = shown(web, "/sparql", query=query)
    assert rows(page) == 3
    assert query in unescape(page)
    links = re.findall(r'<a href="(/sparql\?query=[^"]+)"', page)
    assert rows(shown(web, unescape(links[0]))) == 3
    kinds = {web.get(unescape(link)).content_type for link in links[1:]}
    assert kinds == {
        "text/csv; charset=utf-8",
        "text/tab-separated-values; charset=utf-8",
        "application/sparql-results+json",
        "application/sparql-results+xml",
    }


def test_triples_are_downloaded_in_formats_of_triples(web: FlaskClient) -> None:
    page = shown(web, "/sparql/examples/107-a-part-of-the-graph")
    links = re.findall(r'<a href="([^"]+format=\w+)"', page)
    kinds = {web.get(unescape(link)).content_type.partition(";")[0] for link in links}
    assert kinds == {
        "text/turtle",
        "application/n-triples",
        "application/ld+json",
        "application/rdf+xml",
    }


def test_a_query_too_long_for_an_address_is_not_linked(web: FlaskClient) -> None:
    query = "ASK {} #" + "x" * 7000
    response = web.post("/sparql", data={"query": query}, headers=HTML)
    assert "<strong>Yes</strong>" in response.text
    assert "Link to this query" not in response.text
    assert "choose a format above" in response.text


def test_an_error_is_shown_where_it_is(web: FlaskClient) -> None:
    page = shown(web, "/sparql", 400, query="SELECT *\nWHERE { ?s ?p }")
    assert 'data-line="2"' in page
    assert re.search(r'<span class="at">2</span> WHERE \{ \?s \?p \}\n.*\^', page)
    assert "WHERE { ?s ?p }</textarea>" in page


def test_things_are_named_briefly_and_lead_to_their_pages(web: FlaskClient) -> None:
    page = shown(web, "/sparql", query="SELECT * { VALUES ?x {"
        "<http://purl.obolibrary.org/obo/MONDO_0100339> <https://w3id.org/rarekg/vocab/Disease>"
        "<https://example.org/a?b=c> <https://w3id.org/rarekg/entity/nusinersen>} }")  # fmt: skip
    cells = re.findall(r'<td><a href="([^"]+)" title="[^"]+" rel="nofollow">([^<]+)</a>', page)
    assert cells == [
        ("/entity/MONDO:0100339", "MONDO:0100339"),
        ("/vocab/Disease", "rkg:Disease"),
        ("https://example.org/a?b=c", "https://example.org/a?b=c"),
        ("/entity/nusinersen", "rarekg:nusinersen"),
    ]


def test_another_editor_may_ask_from_another_site(web: FlaskClient) -> None:
    """SIB's <sparql-editor> adds a parameter of its own, and runs on pages elsewhere."""
    response = web.get(
        "/sparql",
        query_string={
            "ac": "1",
            "query": "ASK { ?s a <http://www.w3.org/ns/shacl#SPARQLExecutable> }",
        },
        headers={"Accept": "application/sparql-results+json", "Origin": "https://example.org"},
    )
    assert response.get_json()["boolean"] is True
    assert response.headers["Access-Control-Allow-Origin"] == "*"


def test_the_page_has_no_script_of_its_own_in_it(web: FlaskClient) -> None:
    """The content security policy lets only files run."""
    page = shown(web, "/sparql/examples/201-signs-of-a-disease")
    scripts = re.findall(r"<script[^>]*>", page)
    assert all("src=" in tag or tag == '<script type="application/ld+json">' for tag in scripts)
    assert " style=" not in page
    assert " onclick" not in page
