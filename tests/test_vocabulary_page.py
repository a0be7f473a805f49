"""The vocabulary at its own address: pages of all terms and of each, and the same as RDF."""

from __future__ import annotations

import re

import pyoxigraph as ox
from flask.testing import FlaskClient

from rarekg.content import content_folder
from rarekg.graph.store import open_store
from rarekg.release import Home
from rarekg.server.vocabulary_terms import terms
from rarekg.vocabulary import RKG, concepts, properties

FORMS = {
    "ttl": ("text/turtle", ox.RdfFormat.TURTLE),
    "jsonld": ("application/ld+json", ox.RdfFormat.JSON_LD),
    "nt": ("application/n-triples", ox.RdfFormat.N_TRIPLES),
    "rdf": ("application/rdf+xml", ox.RdfFormat.RDF_XML),
}


def test_every_term_of_the_file_is_there_once() -> None:
    iris = [term.iri for term in terms().values()]
    assert len(iris) == len(set(iris)) == len(terms())
    assert {p.iri for p in properties().values()} <= set(iris)
    assert {c.iri for c in concepts().values()} <= set(iris)
    for term in terms().values():
        assert {"en", "fr"} <= set(term.labels), term.iri
        assert {"en", "fr"} <= set(term.definitions), term.iri


def test_the_page_lists_all_with_anchors_and_links(client: FlaskClient) -> None:
    page = client.get("/vocab/").text
    for slug in terms():
        assert f'id="{slug}"' in page
        assert f'href="/vocab/{slug}.html"' in page


def test_every_term_has_a_page_and_its_triples(client: FlaskClient) -> None:
    for slug, term in terms().items():
        page = client.get(f"/vocab/{slug}.html")
        assert page.status_code == 200, slug
        assert term.iri in page.text
        found = {
            quad.subject
            for quad in ox.parse(
                input=client.get(f"/vocab/{slug}.ttl").data, format=ox.RdfFormat.TURTLE
            )
        }
        assert ox.NamedNode(term.iri) in found, slug


def test_a_page_says_what_a_term_means_and_how_often_it_is_used(
    client: FlaskClient, starter_home: Home
) -> None:
    text = client.get("/vocab/hasPhenotype.html").text
    for part in ("sign or symptom", "signe ou symptôme", "Domain", "clinical entity", "Range"):
        assert part in text
    assert "biolink" in text
    store = open_store(starter_home.release().graph)
    default = ox.DefaultGraph()
    uses = len(
        list(store.quads_for_pattern(None, ox.NamedNode(RKG + "hasPhenotype"), None, default))
    )
    assert f"{uses:,} triples" in text
    assert uses > 100
    approved = ox.NamedNode(RKG + "Approved")
    uses = len(list(store.quads_for_pattern(None, None, approved, default)))
    page = client.get("/vocab/Approved.html").text
    assert f"{uses:,} triples" in page
    assert 'href="/vocab/Stage.html"' in page
    assert "autorisé" in page
    of_others = client.get("/vocab/name.html").text
    assert "http://www.w3.org/2000/01/rdf-schema#label" in of_others


def test_an_address_of_the_graph_leads_to_the_form_that_is_wanted(client: FlaskClient) -> None:
    for accept, suffix in (("text/html", "html"), ("text/turtle", "ttl"), ("", "html")):
        answer = client.get("/vocab/Disease", headers={"Accept": accept} if accept else {})
        assert answer.status_code == 303
        assert answer.headers["Location"] == f"/vocab/Disease.{suffix}"
        assert answer.vary.find("Accept") >= 0
    assert client.get("/vocab/Nonsense", headers={"Accept": "text/turtle"}).status_code == 404
    assert client.get("/vocab/Nonsense.html").status_code == 404
    assert client.get("/vocab/Disease", headers={"Accept": "image/png"}).status_code == 406


def test_the_whole_vocabulary_is_the_file(client: FlaskClient) -> None:
    path = content_folder("ontology") / "rarekg.ttl"
    expected = {q.triple for q in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)}
    assert client.get("/vocab.ttl").data == path.read_bytes()
    for suffix, (media_type, native) in FORMS.items():
        by_suffix = client.get(f"/vocab.{suffix}")
        by_accept = client.get("/vocab/", headers={"Accept": media_type})
        assert by_suffix.mimetype == by_accept.mimetype == media_type
        assert by_suffix.data == by_accept.data
        assert {q.triple for q in ox.parse(input=by_suffix.data, format=native)} == expected
        again = client.get(f"/vocab.{suffix}", headers={"If-None-Match": by_suffix.headers["ETag"]})
        assert again.status_code == 304


def test_the_head_of_the_page_names_the_other_forms(client: FlaskClient) -> None:
    page = client.get("/vocab/").text
    found = set(re.findall(r'<link rel="alternate" type="([^"]+)"[^>]*href="/vocab\.', page))
    assert found >= {media_type for media_type, _ in FORMS.values()}
    assert client.get("/vocab").headers["Location"].endswith("/vocab/")
