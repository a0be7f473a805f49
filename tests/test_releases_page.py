"""Releases and what changed between them: pages, documents and feeds."""

from __future__ import annotations

import fcntl
import json
import re
import xml.etree.ElementTree as ET
from datetime import datetime

import pyoxigraph as ox
import pytest
import rdflib
from flask.testing import FlaskClient

from rarekg.comparison import CHANGED, GONE, NEW, Comparison, compare, comparison_of
from rarekg.history import changes
from rarekg.release import Home, Release
from rarekg.server.app import create_app
from rarekg.vocabulary import properties
from tests.conftest import ClientOf, PutMiniature, SparqlOf
from tests.miniature import (
    ANNOTATIONS,
    build_miniature,
    packet,
    packets,
    write_annotations,
    write_mirror,
    write_packets,
)

ATOM = "{http://www.w3.org/2005/Atom}"
DISEASE = "MONDO:9000001"
COUNTED = "5c8806ccb439cae11de996b3"  # HP:0001250 with frequency "3/7"
RELEASE_FORMS = {
    "ttl": ("text/turtle", ox.RdfFormat.TURTLE),
    "jsonld": ("application/ld+json", ox.RdfFormat.JSON_LD),
    "nt": ("application/n-triples", ox.RdfFormat.N_TRIPLES),
    "rdf": ("application/rdf+xml", ox.RdfFormat.RDF_XML),
}


@pytest.fixture(scope="module")
def three(
    tmp_path_factory: pytest.TempPathFactory, put_miniature: PutMiniature
) -> tuple[Home, list[Release]]:
    """Three releases: "3/7" becomes "4/7"; then that sign is gone and another one is there."""
    home = Home(tmp_path_factory.mktemp("home"))
    mirror = write_mirror(tmp_path_factory.mktemp("mirror"))
    found = [put_miniature(home.path)]
    for number in (1, 2):
        rows = [{**row} for row in ANNOTATIONS]
        if number == 1:
            rows[1]["frequency"] = "4/7"
        if number == 2:
            rows[1] = {"hpo_id": "HP:0001251", "frequency": "1/2"}
        write_annotations(mirror, rows)
        found.append(build_miniature(home.path, mirror)[0])
    return home, found


@pytest.fixture(scope="module")
def client(three: tuple[Home, list[Release]], client_of: ClientOf) -> FlaskClient:
    return client_of(three[0])


def change(three: tuple[Home, list[Release]], old: int, new: int) -> str:
    releases = three[1]
    return f"/releases/{releases[old].id}..{releases[new].id}"


def test_a_comparison_pairs_what_took_the_place_of_what(
    three: tuple[Home, list[Release]],
) -> None:
    home, (first, second, third) = three
    (changed,) = comparison_of(home, first, second).listed(0, 10)
    assert changed.state == CHANGED
    assert changed.earlier is not None
    assert changed.earlier.id == COUNTED
    assert changed.earlier.qualifiers.endswith('"3/7"')
    assert changed.said.qualifiers.endswith('"4/7"')
    assert changed.sources == ("hpoa",)
    states = sorted(d.state for d in comparison_of(home, second, third).listed(0, 10))
    assert states == sorted((NEW, GONE)), "another sign did not take its place"
    assert comparison_of(home, second, second).listed(0, 10) == []


def test_a_comparison_has_what_the_command_lists(three: tuple[Home, list[Release]]) -> None:
    """`rarekg diff` is the oracle: each statement that one has and the other has not, once."""
    home, releases = three
    for old in releases:
        for new in releases:
            expected = {(c.id, c.gone) for c in changes(old, new)}
            found = set()
            for one in comparison_of(home, old, new).listed(0, 1000):
                found.add((one.said.id, one.state == GONE))
                if one.earlier:
                    found.add((one.earlier.id, True))
            assert found == expected


def test_numbers_add_up(
    three: tuple[Home, list[Release]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    _, (first, _, third) = three
    path = tmp_path_factory.mktemp("compared") / "c.db"
    compare(first, third, path)
    found = Comparison(path)
    listed = found.listed(0, 1000)
    assert found.number() == len(listed) == 2
    for state in (NEW, GONE):
        assert found.number(state=state) == sum(d.state == state for d in listed)
        assert found.number(state=state, source="hpoa") == 1
    assert found.number(source="hpo") == 0, "no part of a name"
    (kinds,) = found.by_property().values()
    assert kinds == {NEW: 1, GONE: 1}
    assert found.by_source() == {"hpoa": {NEW: 1, GONE: 1}}


def test_the_list_of_releases(client: FlaskClient, three: tuple[Home, list[Release]]) -> None:
    page = client.get("/releases").text
    first, second, third = (release.id for release in three[1])
    assert page.index(third) < page.index(second) < page.index(first), "the newest first"
    assert f"/releases/{second}..{third}" in page
    assert page.count("served now") == 1
    found = json.loads(client.get("/releases.json").data)["releases"]
    assert [one["id"] for one in found] == [third, second, first]
    assert [one["current"] for one in found] == [True, False, False]
    assert found[0]["changes"] == f"/releases/{second}..{third}"
    assert found[2]["changes"] is None


def test_one_release(client: FlaskClient, three: tuple[Home, list[Release]]) -> None:
    for release in three[1]:
        page = client.get(f"/releases/{release.id}")
        assert page.status_code == 200
        found = json.loads(client.get(f"/releases/{release.id}.json").data)
        assert found["statements"] == release.manifest().statements
        for link in re.findall(r'href="(/releases/[^"]+)"', page.text):
            assert client.get(link).status_code == 200, link


def test_the_page_of_a_change_links_each_fact(
    client: FlaskClient, three: tuple[Home, list[Release]]
) -> None:
    page = client.get(change(three, 0, 1)).text
    text = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "Example fits" in text
    assert "in 4 of 7 persons studied before: in 3 of 7 persons studied" in text
    (fact,) = set(re.findall(r'href="(/statement/[0-9a-f]{24})"', page))
    assert client.get(fact).status_code == 410, "the release that is served has it no more"
    assert f'href="/disease/{DISEASE}"' in page
    assert client.get(change(three, 1, 1)).text.count("Nothing: both state the same") == 1
    back = client.get(change(three, 1, 0)).text
    (other,) = set(re.findall(r'href="(/statement/[0-9a-f]{24})"', back))
    assert other.endswith(COUNTED)


def test_a_selection_by_state_property_and_source(
    client: FlaskClient, three: tuple[Home, list[Release]]
) -> None:
    path = change(three, 1, 2)

    def ids(query: str) -> set[str]:
        found = json.loads(client.get(f"{path}.json?{query}").data)
        assert found["total"] == len(found["changes"])
        return {one["said"]["id"] for one in found["changes"]}

    both = ids("")
    assert len(both) == 2
    assert ids("state=new") | ids("state=gone") == both
    assert len(ids("state=new")) == 1
    assert ids("property=hasPhenotype&source=hpoa") == both
    assert ids("state=changed") == set()
    for query in ("state=other", "property=nonsense", "source=nobody"):
        answer = client.get(f"{path}?{query}")
        assert answer.status_code == 400, query
    assert client.get(f"{path}?page=2").status_code == 404


def test_json_says_what_was_and_what_is(
    client: FlaskClient, three: tuple[Home, list[Release]]
) -> None:
    found = json.loads(client.get(change(three, 0, 1), headers={"Accept": "application/json"}).data)
    assert (found["from"], found["to"]) == tuple(r.id for r in three[1][:2])
    (one,) = found["changes"]
    assert one["subject"]["id"] == DISEASE
    assert one["property"] == "hasPhenotype"
    assert one["said"]["qualifiers"]["frequencyCount"][0]["text"] == "4/7"
    assert one["earlier"]["qualifiers"]["frequencyCount"][0]["text"] == "3/7"
    assert one["said"]["address"] == f"https://w3id.org/rarekg/statement/{one['said']['id']}"


def test_a_change_as_rdf(client: FlaskClient, three: tuple[Home, list[Release]]) -> None:
    path = change(three, 0, 1)
    expected = None
    for suffix, (media_type, native) in RELEASE_FORMS.items():
        answer = client.get(path, headers={"Accept": media_type})
        assert answer.mimetype == media_type
        assert answer.headers["Content-Location"] == f"{path}.{suffix}"
        found = {q.triple for q in ox.parse(input=answer.data, format=native)}
        assert client.get(f"{path}.{suffix}").data == answer.data
        expected = expected or found
        assert found == expected
    graph = rdflib.Graph().parse(data=client.get(f"{path}.ttl").data, format="turtle")
    cs = rdflib.Namespace("http://purl.org/vocab/changeset/schema#")
    node = rdflib.URIRef(f"https://w3id.org/rarekg{path}")
    (removed,) = graph.objects(node, cs.removal)
    (added,) = graph.objects(node, cs.addition)
    assert str(removed).endswith(COUNTED)
    assert (added, rdflib.PROV.wasRevisionOf, removed) in graph
    assert graph.value(added, rdflib.RDF.subject) == graph.value(removed, rdflib.RDF.subject)


def test_what_is_no_release_is_not_found(
    client: FlaskClient, three: tuple[Home, list[Release]]
) -> None:
    known = three[1][0].id
    for name in (
        "nonsense",
        "20200101-000000000000",
        f"{known}..20200101-000000000000",
        f"{known}..",
    ):
        answer = client.get(f"/releases/{name}")
        assert answer.status_code == 404, name
        answer = client.get(f"/releases/{name}.json")
        assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
    assert client.get("/releases", headers={"Accept": "image/png"}).status_code == 406


def test_pages_have_signposts(client: FlaskClient, three: tuple[Home, list[Release]]) -> None:
    for path in ("/releases", f"/releases/{three[1][0].id}", change(three, 0, 1), "/vocab/"):
        links = client.get(path).headers.getlist("Link")
        found = {(m[2], m[1]) for link in links if (m := re.match(r'<(.*)>; rel="(.*?)"', link))}
        assert {rel for rel, _ in found} >= {"cite-as", "type", "describedby", "item", "license"}
        for rel, target in found:
            if rel in ("describedby", "item", "alternate"):
                assert client.get(target).status_code == 200, target


def feed(client: FlaskClient, path: str) -> ET.Element:
    """A feed, after a look at what RFC 4287 asks of every one."""
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    assert answer.mimetype == "application/atom+xml"
    root = ET.fromstring(answer.data)  # noqa: S314  (our own)
    for node in (root, *root.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            found = node.findall(f"{ATOM}{name}")
            assert len(found) == 1, name
            assert found[0].text
        assert re.match(r"https?://", node.findtext(f"{ATOM}id", ""))
        moment = datetime.fromisoformat(node.findtext(f"{ATOM}updated", ""))
        assert moment.tzinfo is not None
    assert root.findtext(f"{ATOM}author/{ATOM}name")
    links = {link.get("rel"): link.get("href", "") for link in root.findall(f"{ATOM}link")}
    assert links["self"].endswith(path)
    ids = [entry.findtext(f"{ATOM}id") for entry in root.findall(f"{ATOM}entry")]
    assert len(ids) == len(set(ids))
    return root


def test_the_feed_of_all_changes(client: FlaskClient, three: tuple[Home, list[Release]]) -> None:
    entries = feed(client, "/releases/feed.atom").findall(f"{ATOM}entry")
    titles = [entry.findtext(f"{ATOM}title", "") for entry in entries]
    first, second, third = (release.id for release in three[1])
    assert titles == [
        f"Release {third}: 1 new, 1 gone",
        f"Release {second}: 1 changed",
        f"Release {first}",
    ]
    for entry in entries:
        (link,) = entry.findall(f"{ATOM}link")
        path = link.get("href", "").removeprefix("http://localhost")
        assert client.get(path).status_code == 200


def test_the_feed_of_a_disease(client: FlaskClient) -> None:
    root = feed(client, f"/disease/{DISEASE}/feed.atom")
    entries = root.findall(f"{ATOM}entry")
    assert len(entries) == 2
    newest = entries[0].findtext(f"{ATOM}content", "")
    assert "Example unsteadiness" in newest
    for path in re.findall(r'href="http://localhost(/statement/[^"]+)"', newest):
        assert client.get(path).status_code in (200, 410)
    other = feed(client, "/disease/MONDO:9000002/feed.atom")
    assert other.findall(f"{ATOM}entry") == [], "nothing changed about it"


def test_a_feed_under_another_spelling_leads_to_the_one(client: FlaskClient) -> None:
    answer = client.get("/disease/ORPHA:900001/feed.atom")
    assert answer.status_code == 301
    assert answer.headers["Location"] == f"/disease/{DISEASE}/feed.atom"
    assert client.get("/disease/MONDO:7777777/feed.atom").status_code == 404
    sign = client.get("/disease/HP:0001250/feed.atom", follow_redirects=True)
    assert sign.status_code == 404, "a sign has no feed"


def test_the_heads_of_pages_name_their_feeds(client: FlaskClient) -> None:
    for path in ("/", "/releases", f"/disease/{DISEASE}"):
        page = client.get(path).text
        assert 'type="application/atom+xml"' in page
        assert 'href="/releases/feed.atom"' in page
    assert f'href="/disease/{DISEASE}/feed.atom"' in client.get(f"/disease/{DISEASE}").text


def test_an_unchanged_document_need_not_be_sent_again(
    client: FlaskClient, three: tuple[Home, list[Release]]
) -> None:
    for path in ("/releases.json", f"{change(three, 0, 1)}.ttl", "/releases/feed.atom"):
        tag = client.get(path).headers["ETag"]
        assert client.get(path, headers={"If-None-Match": tag}).status_code == 304


def test_after_a_rollback_the_feed_ends_with_what_is_served(
    tmp_path_factory: pytest.TempPathFactory, client_of: ClientOf, put_miniature: PutMiniature
) -> None:
    home = Home(tmp_path_factory.mktemp("home"))
    mirror = write_mirror(tmp_path_factory.mktemp("mirror"))
    first = put_miniature(home.path)
    write_annotations(mirror, ANNOTATIONS[1:])
    build_miniature(home.path, mirror)
    client = client_of(home)
    assert len(feed(client, "/releases/feed.atom").findall(f"{ATOM}entry")) == 2
    home.point_to(first)
    assert len(feed(client, "/releases/feed.atom").findall(f"{ATOM}entry")) == 1
    assert list(home.path.glob("comparisons/*.db"))
    home.prune(1)
    assert not list(home.path.glob("comparisons/*.db")), "nobody can ask for it any more"


def test_a_comparison_that_takes_long_is_asked_for_again(
    tmp_path_factory: pytest.TempPathFactory, sparql_of: SparqlOf, put_miniature: PutMiniature
) -> None:
    """The one that is being made goes on; who asks meanwhile is told to come back."""
    home = Home(tmp_path_factory.mktemp("home"))
    mirror = write_mirror(tmp_path_factory.mktemp("mirror"))
    first = put_miniature(home.path)
    write_annotations(mirror, ANNOTATIONS[2:])
    second, _ = build_miniature(home.path, mirror)
    app = create_app(home, sparql_of(home))
    app.config["COMPARISON_SECONDS"] = 0.01
    client = app.test_client()
    path = f"/releases/{first.id}..{second.id}"
    folder = home.path / "comparisons"
    folder.mkdir()
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # another comparison is being made
        for asked in (path, f"{path}.json", "/releases/feed.atom"):
            answer = client.get(asked)
            assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10"), asked
            assert "try again later" in answer.text
    app.config["COMPARISON_SECONDS"] = 30
    assert json.loads(client.get(f"{path}.json").data)["total"] > 0


def test_a_home_that_cannot_be_written_to_is_compared_all_the_same(
    three: tuple[Home, list[Release]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    home, releases = three
    other = Home(tmp_path_factory.mktemp("other"))
    (other.path / "releases").symlink_to(home.releases_folder)
    (other.path / "comparisons").write_text("in the way of a folder")
    assert len(comparison_of(other, releases[0], releases[1]).listed(0, 9)) == 1


@pytest.fixture(scope="module")
def renamed(
    tmp_path_factory: pytest.TempPathFactory, put_miniature: PutMiniature
) -> tuple[Home, list[Release]]:
    """Two releases: in the second, a disease has a name and a synonym more, a mapping and its
    parent less; the former parent has another name; and statements are the same."""
    home = Home(tmp_path_factory.mktemp("home"))
    mirror = write_mirror(tmp_path_factory.mktemp("mirror"))
    first = put_miniature(home.path)
    whole, sample, third, _ = packets()
    assert isinstance(whole["ExternalReferences"], list)
    whole |= {
        "Label": "Model syndrome",
        "Synonyms": [{"Synonym": "ES"}, {"Synonym": "Beispiel-Straße disease"}, {"Synonym": "MS"}],
        "ExternalReferences": whole["ExternalReferences"][:1],
        "Parents": [],
    }
    write_packets(mirror, [whole, sample, third, packet("900090", "Models", "Category")])
    second, _ = build_miniature(home.path, mirror)
    return home, [first, second]


def test_names_mappings_and_hierarchy_are_compared(renamed: tuple[Home, list[Release]]) -> None:
    home, (first, second) = renamed
    found = comparison_of(home, first, second).listed(0, 100)
    assert not any(one.said.id for one in found), "no statement has changed"
    known = {p.iri: p.key for p in properties().values()}
    said = {(one.state, known[one.predicate], one.said.object) for one in found}
    assert (NEW, "name", '"Model syndrome"@en') in said, "others still use the former name"
    assert (NEW, "synonym", '"MS"@en') in said
    assert (GONE, "hasParent", "<http://www.orpha.net/ORDO/Orphanet_900090>") in said
    assert {state for state, key, _ in said if key == "broadMatch"} == {GONE}
    (name,) = [one for one in found if one.said.object == '"Models"@en']
    assert (name.state, known[name.predicate]) == (CHANGED, "name")
    assert name.earlier is not None
    assert name.earlier.object == '"Examples"@en'
    assert name.sources == ("orphanet",)
    assert comparison_of(home, first, second).by_source()["orphanet"][CHANGED] == 1
    back = comparison_of(home, second, first).listed(0, 100)
    swapped = {NEW: GONE, GONE: NEW, CHANGED: CHANGED}
    assert sorted(swapped[one.state] for one in back) == sorted(one.state for one in found)


def test_facts_without_statements_are_on_the_page_in_json_rdf_and_feeds(
    renamed: tuple[Home, list[Release]], client_of: ClientOf
) -> None:
    home, (first, second) = renamed
    client = client_of(home)
    path = f"/releases/{first.id}..{second.id}"
    page = client.get(path).text
    text = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "Models before: Examples" in text
    assert f'href="/disease/{DISEASE}" aria-label="Where this fact stands"' in page
    found = json.loads(client.get(f"{path}.json?property=name&state=changed").data)
    (one,) = found["changes"]
    assert (one["said"]["value"]["text"], one["earlier"]["value"]["text"]) == ("Models", "Examples")
    assert one["said"]["address"] == "https://w3id.org/rarekg/disease/ORPHA:900090"
    graph = rdflib.Graph().parse(data=client.get(f"{path}.ttl").data, format="turtle")
    cs = rdflib.Namespace("http://purl.org/vocab/changeset/schema#")
    node = rdflib.URIRef(f"https://w3id.org/rarekg{path}")
    added, removed = ({*graph.objects(node, p)} for p in (cs.addition, cs.removal))
    (name,) = graph.subjects(rdflib.RDF.object, rdflib.Literal("Models", lang="en"))
    (before,) = graph.subjects(rdflib.RDF.object, rdflib.Literal("Examples", lang="en"))
    assert name in added
    assert before in removed
    assert (name, rdflib.PROV.wasRevisionOf, before) in graph
    assert (name, rdflib.RDF.type, rdflib.RDF.Statement) in graph
    assert len(added) + len(removed) > 3
    entries = feed(client, f"/disease/{DISEASE}/feed.atom").findall(f"{ATOM}entry")
    assert "Model syndrome" in entries[0].findtext(f"{ATOM}content", "")
    title = feed(client, "/releases/feed.atom").findtext(f"{ATOM}entry/{ATOM}title", "")
    assert "1 changed" in title
