"""Things as linked data: one address, the same triples in every form, and links that say so."""

from __future__ import annotations

import gzip
import json
import re

import brotli
import pyoxigraph as ox
import pytest
import rdflib
from flask.testing import FlaskClient
from rdflib.compare import to_isomorphic

from rarekg.graph.store import open_store
from rarekg.release import Home, Release
from rarekg.server.current import open_release
from rarekg.server.descriptions import of_entity
from tests.conftest import ClientOf, PutMiniature
from tests.miniature import ANNOTATIONS, build_miniature, write_annotations, write_mirror

RKG = "https://w3id.org/rarekg/vocab/"
FRIEDREICH = "/disease/MONDO:0100339"
FRIEDREICH_IRI = "http://purl.obolibrary.org/obo/MONDO_0100339"
TURTLE, JSON_LD = "text/turtle", "application/ld+json"
FORMATS = {
    "ttl": (TURTLE, "turtle", ox.RdfFormat.TURTLE),
    "jsonld": (JSON_LD, "json-ld", ox.RdfFormat.JSON_LD),
    "nt": ("application/n-triples", "nt", ox.RdfFormat.N_TRIPLES),
    "rdf": ("application/rdf+xml", "xml", ox.RdfFormat.RDF_XML),
}
Triples = set[ox.Triple]


@pytest.fixture(scope="module")
def store(starter_home: Home) -> ox.Store:
    return open_store(starter_home.release().graph)


def triples(body: bytes, form: ox.RdfFormat = ox.RdfFormat.N_TRIPLES) -> Triples:
    return {quad.triple for quad in ox.parse(input=body, format=form)}


def document(client: FlaskClient, path: str) -> Triples:
    answer = client.get(f"{path}.nt")
    assert answer.status_code == 200, answer.text
    return triples(answer.data)


def first_statement(store: ox.Store) -> str:
    node = ox.NamedNode(FRIEDREICH_IRI)
    subject = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#subject")
    found = [str(q.subject) for q in list(store.quads_for_pattern(None, subject, node))]
    return "/statement/" + min(found).rpartition("/")[2][:-1]


def things(store: ox.Store) -> list[str]:
    statement = first_statement(store)
    derived = ox.NamedNode("http://www.w3.org/ns/prov#wasDerivedFrom")
    node = ox.NamedNode("https://w3id.org/rarekg" + statement)
    (reference, *_) = [str(q.object) for q in list(store.quads_for_pattern(node, derived, None))]
    return [
        FRIEDREICH,
        "/therapy/rarekg:nusinersen",
        "/gene/HGNC:3951",
        "/entity/rarekg:figure-genetic-share",
        "/source/orphanet",
        statement,
        "/reference/" + reference.rpartition("/")[2][:-1],
    ]


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # rdflib's JSON-LD
def test_every_form_holds_the_same_triples(client: FlaskClient, store: ox.Store) -> None:
    """Read by two libraries that share no code; rdflib is the oracle."""
    for path in things(store):
        expected = document(client, path)
        assert len(expected) > 8, path
        oracle = to_isomorphic(
            rdflib.Graph().parse(data=client.get(f"{path}.nt").data, format="nt")
        )
        assert len(oracle) == len(expected)
        for suffix, (media_type, name, native) in FORMATS.items():
            answer = client.get(f"{path}.{suffix}")
            assert answer.mimetype == media_type
            assert triples(answer.data, native) == expected, f"{path}.{suffix}"
            read = rdflib.Graph().parse(data=answer.data, format=name)
            assert to_isomorphic(read) == oracle, f"{path}.{suffix}"


def test_a_document_in_the_published_context_says_the_same(
    client: FlaskClient, store: ox.Store
) -> None:
    published = json.loads(client.get("/ns/context.jsonld").data)
    assert client.get("/ns/context.jsonld").mimetype == JSON_LD
    for path in things(store):
        found = json.loads(client.get(f"{path}.jsonld").data)
        for key, definition in found["@context"].items():
            assert published["@context"][key] == definition, key
        other = json.dumps({**found, **published}).encode()
        assert triples(other, ox.RdfFormat.JSON_LD) == document(client, path)


def test_json_ld_reads_like_json(client: FlaskClient) -> None:
    nodes = json.loads(client.get(f"{FRIEDREICH}.jsonld").data)["@graph"]
    by_id = {node["id"]: node for node in nodes}
    disease = by_id["MONDO:0100339"]
    assert disease["type"] == "rkg:Disease"
    assert "HP:0001260" in disease["hasPhenotype"]
    assert {"@value": "Friedreich ataxia", "@language": "en"} in disease["displayName"]
    statements = [n for n in nodes if n.get("type") == "rkg:Statement"]
    assert all(n["subject"] == "MONDO:0100339" and n["references"] for n in statements)


def about_itself(triple: ox.Triple) -> bool:
    return "/rarekg/disease/" in str(triple.subject) or "#document" in str(triple.subject)


def test_a_document_holds_what_the_graph_says_of_the_thing_and_nothing_else(
    client: FlaskClient, store: ox.Store
) -> None:
    """Made from the dossiers; the store is the oracle."""
    default = ox.DefaultGraph()
    found = {t for t in document(client, FRIEDREICH) if not about_itself(t)}
    for triple in found:
        assert ox.Quad(triple.subject, triple.predicate, triple.object, default) in store, triple
    node = ox.NamedNode(FRIEDREICH_IRI)
    subject = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#subject")
    statements = [q.subject for q in list(store.quads_for_pattern(None, subject, node, default))]
    expected = {q.triple for q in list(store.quads_for_pattern(node, None, None, default))}
    for statement in statements:
        said = [q.triple for q in list(store.quads_for_pattern(statement, None, None, default))]
        expected.update(said)
        for backing in [t.object for t in said if t.predicate.value.endswith("wasDerivedFrom")]:
            assert isinstance(backing, ox.NamedNode)
            quads = list(store.quads_for_pattern(backing, None, None, default))
            expected.update(q.triple for q in quads)
    assert expected <= found
    labels = {t.predicate.value.rpartition("#")[2] for t in found - expected}
    assert labels == {"label", "prefLabel"}, "beside these, the names of what is pointed to"


def test_forms_with_named_graphs_say_who_gives_a_name(client: FlaskClient, store: ox.Store) -> None:
    """Names, mappings and parents have no statements: their graphs are their provenance."""
    node = ox.NamedNode(FRIEDREICH_IRI)
    expected = set(store.quads_for_pattern(node, None, None, None))
    whole = document(client, FRIEDREICH)
    for suffix, native in (("trig", ox.RdfFormat.TRIG), ("nq", ox.RdfFormat.N_QUADS)):
        answer = client.get(f"{FRIEDREICH}.{suffix}")
        found = set(ox.parse(input=answer.data, format=native))
        assert {q.triple for q in found if q.graph_name == ox.DefaultGraph()} == whole
        assert {q for q in found if q.subject == node} == expected
        by_accept = client.get(FRIEDREICH, headers={"Accept": answer.mimetype})
        assert by_accept.data == answer.data


def test_the_document_says_of_which_release_it_is(client: FlaskClient, starter_home: Home) -> None:
    release = starter_home.current_id()
    for path in (FRIEDREICH, "/source/orphanet"):
        text = client.get(f"{path}.nt").text
        assert f'<http://purl.org/pav/version> "{release}"' in text
        assert "<http://purl.org/dc/terms/license> <https://w3id.org/rarekg/licences>" in text
    assert "<https://w3id.org/rarekg/source/orphanet#document>" in text, "a source is no document"


def test_a_long_document_comes_in_pages(starter_home: Home) -> None:
    release = open_release(starter_home.release())
    whole = of_entity(release, FRIEDREICH_IRI, FRIEDREICH)
    assert whole.pages == 1
    first = of_entity(release, FRIEDREICH_IRI, FRIEDREICH, 1, most=7)
    assert first.pages > 3
    numbers = range(1, first.pages + 1)
    pages = [of_entity(release, FRIEDREICH_IRI, FRIEDREICH, n, most=7) for n in numbers]
    links = {t for page in pages for t in page.triples if t[1].endswith("vocab#next>")}
    assert len(links) == first.pages - 1
    assert {t for page in pages for t in page.triples} - links == set(whole.triples)


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("", "text/html"),
        ("*/*", "text/html"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
        (TURTLE, TURTLE),
        ("application/rdf+xml, text/turtle;q=0.9, */*;q=0.1", "application/rdf+xml"),
        ("text/turtle;q=0.5, application/ld+json;q=0.8, text/html;q=0.2", JSON_LD),
        ("application/json", JSON_LD),
        ("application/n-triples, */*;q=0.1", "application/n-triples"),
        ("text/html;q=0, */*", TURTLE),
        ("text/*", "text/html"),
        ("application/*;q=0.5, text/turtle", TURTLE),
    ],
)
def test_the_form_that_is_wanted_most(client: FlaskClient, accept: str, expected: str) -> None:
    answer = client.get(FRIEDREICH, headers={"Accept": accept} if accept else {})
    assert answer.status_code == 200
    assert answer.mimetype == expected
    assert answer.vary.find("Accept") >= 0
    located = answer.headers.get("Content-Location")
    assert (located is None) == (expected == "text/html")
    if located:
        assert client.get(located).data == answer.data


def test_what_nobody_can_write_is_refused(client: FlaskClient) -> None:
    answer = client.get(FRIEDREICH, headers={"Accept": "image/png"})
    assert answer.status_code == 406
    assert answer.mimetype == "application/problem+json"
    assert "text/turtle" in answer.get_json()["detail"]
    assert answer.vary.find("Accept") >= 0


def test_a_suffix_outweighs_accept(client: FlaskClient) -> None:
    assert client.get(f"{FRIEDREICH}.ttl", headers={"Accept": "text/html"}).mimetype == TURTLE
    page = client.get(f"{FRIEDREICH}.html", headers={"Accept": TURTLE})
    assert page.mimetype == "text/html"
    assert "Friedreich ataxia" in page.text


def test_other_spellings_lead_to_the_one_address(client: FlaskClient) -> None:
    for asked, status, location in (
        ("/disease/ORPHA:95.ttl", 301, f"{FRIEDREICH}.ttl"),
        ("/disease/ORPHA:95", 301, FRIEDREICH),
        ("/disease/HP:0001251.jsonld", 302, "/phenotype/HP:0001251.jsonld"),
        ("/entity/nusinersen", 303, "/therapy/rarekg:nusinersen"),
        ("/entity/nusinersen.ttl", 303, "/therapy/rarekg:nusinersen.ttl"),
    ):
        answer = client.get(asked, headers={"Accept": TURTLE})
        assert (answer.status_code, answer.headers["Location"]) == (status, location), asked


def test_an_entity_of_ours_is_shown_where_its_page_is(client: FlaskClient) -> None:
    for accept in ("text/html", TURTLE):
        answer = client.get("/entity/nusinersen", headers={"Accept": accept}, follow_redirects=True)
        assert (answer.status_code, answer.mimetype) == (200, accept)


def test_what_is_unknown_is_told_to_programs_as_they_read(client: FlaskClient) -> None:
    for path in (
        "/disease/MONDO:9999999.ttl",
        "/statement/000000000000000000000000.nt",
        "/statement/nonsense.nt",
        "/statement/%22%C3%A9.nq",
        "/reference/nonsense.ttl",
        "/source/nonsense.ttl",
        "/method/nonsense.rdf",
        "/entity/nonsense.ttl",
        f"{FRIEDREICH}.ttl?page=2",
    ):
        answer = client.get(path)
        assert answer.status_code == 404, path
        assert answer.mimetype == "application/problem+json"
    strange = ("/method/{", "/source/%3C%3E", "/reference/%00", "/vocab/%7B.html")
    for path in (*strange, "/source/nonsense", "/reference/nonsense", "/method/nonsense"):
        answer = client.get(path)
        assert (answer.status_code, answer.mimetype) == (404, "text/html"), path


def test_an_answer_may_be_kept_for_as_long_as_the_release_is_served(client: FlaskClient) -> None:
    tags = {}
    for suffix in FORMATS:
        answer = client.get(f"{FRIEDREICH}.{suffix}")
        tags[suffix] = answer.headers["ETag"]
        again = client.get(f"{FRIEDREICH}.{suffix}", headers={"If-None-Match": tags[suffix]})
        assert (again.status_code, again.data) == (304, b"")
    assert len(set(tags.values())) == len(FORMATS)
    page = client.get(FRIEDREICH).headers["ETag"]
    assert client.get(FRIEDREICH, headers={"If-None-Match": page}).status_code == 304
    turtle = client.get(FRIEDREICH, headers={"If-None-Match": page, "Accept": TURTLE})
    assert turtle.status_code == 200, "the tag of the page is none of the Turtle"


def links_of(client: FlaskClient, path: str, accept: str = "text/html") -> dict[str, list[str]]:
    table: dict[str, list[str]] = {}
    for link in client.get(path, headers={"Accept": accept}).headers.getlist("Link"):
        found = re.match(r'<([^>]+)>; rel="([^"]+)"', link)
        assert found, link
        table.setdefault(found[2], []).append(found[1])
    return table


def test_pages_have_signposts(client: FlaskClient, store: ox.Store) -> None:
    """FAIR Signposting, level 1: what a landing page says in its header."""
    for path in things(store):
        links = links_of(client, path)
        assert links["cite-as"] == [f"https://w3id.org/rarekg{path}"]
        assert links["type"][0] == "https://schema.org/AboutPage"
        assert len(links["type"]) == 2
        assert links["license"] == ["https://w3id.org/rarekg/licences"]
        assert set(links["describedby"]) <= set(links["alternate"])
        for target in (*links["describedby"], *links["item"], *links["alternate"]):
            assert client.get(target).status_code == 200, target
        back = links_of(client, path, TURTLE)
        assert back["describes"] == back["collection"] == [path]


def test_the_head_of_a_page_names_its_other_forms(client: FlaskClient) -> None:
    page = client.get(FRIEDREICH).text
    for suffix, (media_type, _, _) in FORMATS.items():
        kind = re.escape(media_type)
        assert re.search(f'<link rel="alternate" type="{kind}".*href="{FRIEDREICH}.{suffix}"', page)


def test_the_terms_that_pages_and_documents_name_are_there(client: FlaskClient) -> None:
    answer = client.get("/licences", follow_redirects=True)
    assert answer.status_code == 200
    assert "CC BY 4.0" in answer.text


def test_scripts_of_other_sites_may_read_the_triples(client: FlaskClient) -> None:
    for path in (f"{FRIEDREICH}.ttl", "/ns/context.jsonld"):
        assert client.get(path).headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Origin" not in client.get(FRIEDREICH).headers


def test_documents_are_packed_for_who_can_unpack_them(client: FlaskClient) -> None:
    plain = client.get(f"{FRIEDREICH}.ttl")
    assert "Content-Encoding" not in plain.headers
    packed = client.get(f"{FRIEDREICH}.ttl", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["Content-Length"] == str(len(packed.data))
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data) / 3
    assert packed.vary.find("Accept-Encoding") >= 0
    refused = client.get(f"{FRIEDREICH}.ttl", headers={"Accept-Encoding": "gzip;q=0"})
    assert refused.data == plain.data


def test_head_has_no_body(client: FlaskClient) -> None:
    answer = client.head(f"{FRIEDREICH}.ttl")
    assert (answer.status_code, answer.data, answer.mimetype) == (200, b"", TURTLE)


@pytest.fixture(scope="module")
def two(
    tmp_path_factory: pytest.TempPathFactory, put_miniature: PutMiniature
) -> tuple[Home, Release]:
    """A release in which the frequency of a sign is no more what it was."""
    home = Home(tmp_path_factory.mktemp("home"))
    mirror = write_mirror(tmp_path_factory.mktemp("mirror"))
    first = put_miniature(home.path)
    rows = [{**row} for row in ANNOTATIONS]
    rows[1]["frequency"] = "4/7"
    write_annotations(mirror, rows)
    build_miniature(home.path, mirror)
    return home, first


def test_a_statement_that_is_gone_says_so_in_rdf(
    two: tuple[Home, Release], client_of: ClientOf
) -> None:
    home, first = two
    client = client_of(home)
    gone = "/statement/5c8806ccb439cae11de996b3"  # "3/7" of the first release
    answer = client.get(gone, headers={"Accept": TURTLE})
    assert answer.status_code == 410
    found = rdflib.Graph().parse(data=answer.data, format="turtle")
    node = rdflib.URIRef("https://w3id.org/rarekg" + gone)
    assert (node, rdflib.OWL.deprecated, rdflib.Literal(True)) in found
    assert first.id in str(found.value(node, rdflib.DCTERMS.provenance))
    successors = [str(s) for s in found.objects(node, rdflib.DCTERMS.isReplacedBy)]
    assert successors
    for successor in successors:
        path = successor.removeprefix("https://w3id.org/rarekg")
        assert client.get(path, headers={"Accept": TURTLE}).status_code == 200


def test_negative_facts_have_no_direct_triple(
    two: tuple[Home, Release], client_of: ClientOf
) -> None:
    home, _ = two
    client = client_of(home)
    found = rdflib.Graph().parse(data=client.get("/disease/MONDO:9000001.ttl").data)
    rkg = rdflib.Namespace(RKG)
    denied = set(found.subjects(rkg.polarity, rkg.Negated))
    assert denied
    signs = {found.value(s, rdflib.RDF.object) for s in denied}
    disease = rdflib.URIRef("http://purl.obolibrary.org/obo/MONDO_9000001")
    assert not signs & set(found.objects(disease, rkg.hasPhenotype))


def test_pages_of_provenance(client: FlaskClient, store: ox.Store) -> None:
    *_, statement, reference = things(store)
    page = client.get(reference).text
    assert "Facts that rest on it" in page
    assert statement in page
    assert "Orphanet" in client.get("/source/orphanet").text
    methods = {
        q.subject.value.removeprefix("https://w3id.org/rarekg")
        for q in list(store.quads_for_pattern(None, None, None, ox.DefaultGraph()))
        if isinstance(q.subject, ox.NamedNode)
        and q.subject.value.startswith("https://w3id.org/rarekg/method/")
    }
    assert methods
    for method in methods:
        assert client.get(method).status_code == 200
        assert client.get(method, headers={"Accept": TURTLE}).status_code == 200


def test_a_link_set_says_what_the_header_says_and_what_each_document_is(
    client: FlaskClient, store: ox.Store
) -> None:
    """FAIR Signposting level 2; RFC 9264, section 4.2."""
    for path in things(store):
        page = client.get(path, follow_redirects=True)
        link = re.compile(r'<(.*?)>; rel="(.*?)"(?:; type="(.*?)")?')
        header = {m.groups("") for text in page.headers.getlist("Link") if (m := link.match(text))}
        (address,) = [href for href, rel, _ in header if rel == "linkset"]
        answer = client.get(address)
        assert (answer.status_code, answer.mimetype) == (200, "application/linkset+json")
        own, *others = json.loads(answer.data)["linkset"]
        assert own["anchor"] == f"http://localhost{page.request.path}"
        said = {
            (target["href"].removeprefix("http://localhost"), rel, target.get("type", ""))
            for rel, targets in own.items()
            if rel != "anchor"
            for target in targets
        }
        assert said == {each for each in header if each[1] != "linkset"}
        for other in others:
            assert client.get(other["anchor"]).status_code == 200
            assert other["describes"][0]["href"] == own["anchor"]
        asked = {"Accept": "application/linkset+json"}
        assert client.get(page.request.path, headers=asked).data == answer.data
    assert client.get("/disease/MONDO:7777777.linkset").status_code == 404
    assert client.get("/releases", headers=asked).status_code == 406


@pytest.mark.parametrize(
    "path",
    [FRIEDREICH, "/", "/vocab/", "/data.jsonld", "/vocab.ttl", "/api/v1/openapi.json"],
)
@pytest.mark.parametrize(
    ("accepted", "coding"), [("br, gzip", "br"), ("gzip", "gzip"), ("br;q=0.1, gzip", "gzip")]
)
def test_pages_json_and_feeds_are_packed_for_who_can_unpack_them(
    client: FlaskClient, path: str, accepted: str, coding: str
) -> None:
    plain = client.get(path)
    assert "Content-Encoding" not in plain.headers
    assert plain.vary.find("Accept-Encoding") >= 0
    asked = {"Accept-Encoding": accepted}
    packed = client.get(path, headers=asked)
    assert packed.headers["Content-Encoding"] == coding
    unpacked = {"br": brotli.decompress, "gzip": gzip.decompress}[coding](packed.data)
    assert unpacked == plain.data
    assert packed.headers["Content-Length"] == str(len(packed.data))
    assert packed.vary.find("Accept-Encoding") >= 0
    head = client.head(path, headers=asked, buffered=True)
    assert head.data == b""
    for name in ("Content-Encoding", "Content-Length", "Content-Type", "ETag", "Vary"):
        assert head.headers.get(name) == packed.headers.get(name), name
    if (tag := packed.headers.get("ETag")) is not None:
        assert tag.startswith("W/"), "both mean the same, and are not the same bytes"
        assert plain.headers["ETag"] == tag
        still = client.get(path, headers={**asked, "If-None-Match": tag})
        assert (still.status_code, still.data) == (304, b"")
        assert still.vary.find("Accept-Encoding") >= 0


def test_an_error_is_packed_too_and_a_short_answer_is_not(client: FlaskClient) -> None:
    asked = {"Accept-Encoding": "gzip"}
    missing = client.get("/nowhere", headers=asked)
    assert (missing.status_code, missing.headers["Content-Encoding"]) == (404, "gzip")
    assert "Content-Encoding" not in client.get("/healthz", headers=asked).headers
