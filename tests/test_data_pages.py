"""Downloads over HTTP, the page about them, the catalogue for programs, `/.well-known/void`."""

from __future__ import annotations

import hashlib
import json
import re

import pyoxigraph as ox
import pytest
import rdflib
from flask.testing import FlaskClient
from rdflib import DCAT, DCTERMS, RDF, VOID

from rarekg.content import content_folder
from rarekg.downloads.offer import offer
from rarekg.graph.metadata import DATASET
from rarekg.release import Home, Release
from rarekg.server.data_page import size_words

SPDX = rdflib.Namespace("http://spdx.org/rdf/terms#")
PAV = rdflib.Namespace("http://purl.org/pav/")
FORMS = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
}
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@pytest.fixture(scope="module")
def release(starter_home: Home) -> Release:
    return starter_home.release()


# --- files --------------------------------------------------------------------------------------


def test_every_file_offered_is_served_whole(client: FlaskClient, release: Release) -> None:
    for each in offer(release):
        answer = client.get(f"/data/{release.id}/{each.name}", buffered=True)
        assert answer.status_code == 200, each.name
        digest = hashlib.sha256(answer.data).hexdigest()
        assert digest == release.manifest().files[each.path]
        assert answer.headers["ETag"] == f'"{digest}"'
        assert "immutable" in answer.headers["Cache-Control"]
        assert answer.headers["Content-Type"].startswith(
            "application/gzip" if each.packed else each.media_type
        )
        assert "Content-Encoding" not in answer.headers, "a checksum is of what is saved"


def test_part_of_a_file_can_be_asked_for(client: FlaskClient, release: Release) -> None:
    address = f"/data/{release.id}/graph.nq.gz"
    whole = client.get(address, buffered=True)
    part = client.get(address, headers={"Range": "bytes=10-19"}, buffered=True)
    assert part.status_code == 206
    assert part.data == whole.data[10:20]
    assert part.headers["Content-Range"] == f"bytes 10-19/{len(whole.data)}"
    last = client.get(address, headers={"Range": "bytes=-5"}, buffered=True)
    assert last.data == whole.data[-5:]
    beyond = client.get(address, headers={"Range": f"bytes={len(whole.data)}-"}, buffered=True)
    assert beyond.status_code == 416
    head = client.head(address, buffered=True)
    assert head.headers["Accept-Ranges"] == "bytes"
    assert int(head.headers["Content-Length"]) == len(whole.data)
    assert not head.data


def test_a_download_goes_on_only_if_the_file_is_the_same(
    client: FlaskClient, release: Release
) -> None:
    address = f"/data/{release.id}/void.ttl"
    tag = client.get(address, buffered=True).headers["ETag"]
    ask = {"Range": "bytes=0-9"}
    assert client.get(address, headers={**ask, "If-Range": tag}, buffered=True).status_code == 206
    assert (
        client.get(address, headers={**ask, "If-Range": '"another"'}, buffered=True).status_code
        == 200
    )
    assert client.get(address, headers={"If-None-Match": tag}, buffered=True).status_code == 304


def test_latest_leads_to_the_release_that_is_served(client: FlaskClient, release: Release) -> None:
    answer = client.get("/data/latest/diseases.csv.gz", buffered=True)
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/data/{release.id}/diseases.csv.gz"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert client.get("/data/latest/manifest.json", buffered=True).status_code == 302


@pytest.mark.parametrize(
    "address",
    [
        "/data/latest/none.csv",
        "/data/20200101-000000000000/graph.nq.gz",
        "/data/{id}/search.db",
        "/data/{id}/..%2Fbuild.lock",
        "/data/..%2F..%2Fbuild.lock/graph.nq.gz",
        "/data/building/graph.nq.gz",
    ],
)
def test_nothing_else_is_served(client: FlaskClient, release: Release, address: str) -> None:
    assert (
        client.get(address.format(id=release.id), headers=BROWSER, buffered=True).status_code == 404
    )


def test_the_manifest_has_the_checksums(client: FlaskClient, release: Release) -> None:
    answer = client.get(f"/data/{release.id}/manifest.json", buffered=True)
    assert answer.status_code == 200
    assert json.loads(answer.data)["files"]["void.ttl"]


# --- the page -----------------------------------------------------------------------------------


def test_the_page_names_each_file_with_size_checksum_and_licence(
    client: FlaskClient, release: Release
) -> None:
    page = client.get("/data", headers=BROWSER, buffered=True).text
    for each in offer(release):
        assert f'href="/data/{release.id}/{each.name}"' in page
        assert release.manifest().files[each.path] in page
        assert each.licence in page
    assert f"https://w3id.org/rarekg/releases/{release.id}" in page, "how to cite it"


def test_the_page_says_what_the_columns_hold(client: FlaskClient) -> None:
    page = client.get("/data", headers=BROWSER, buffered=True).text
    assert "Columns of the tables of things" in page
    assert "Columns of statements.csv.gz" in page
    assert "<code>hasPhenotype</code>" in page


def test_search_engines_for_data_read_it(client: FlaskClient, release: Release) -> None:
    page = client.get("/data", headers=BROWSER, buffered=True).text
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    told = next(block for block in map(json.loads, blocks) if block.get("@type") == "Dataset")
    assert told["version"] == release.id
    assert {"name", "description", "license", "creator", "distribution"} <= told.keys()
    assert 50 <= len(told["description"]) <= 5000, "what Google's data set search asks for"
    for each in told["distribution"]:
        assert (
            client.get(
                each["contentUrl"].removeprefix("http://localhost"), buffered=True
            ).status_code
            == 200
        )


def test_another_release_has_its_page(client: FlaskClient, release: Release) -> None:
    assert client.get(f"/data/{release.id}", headers=BROWSER, buffered=True).status_code == 200
    missing = client.get("/data/20200101-000000000000", headers=BROWSER, buffered=True)
    assert missing.status_code == 404
    assert release.id in missing.text, "it says which releases there are"


def test_sizes_are_read_in_the_unit_that_fits() -> None:
    assert [size_words(n).replace("\xa0", " ") for n in (12, 1_500, 95_000_000, 2_000_000_000)] == [
        "12 bytes",
        "1.5 kB",
        "95.0 MB",
        "2.0 GB",
    ]


# --- the catalogue ------------------------------------------------------------------------------


def graph(client: FlaskClient, address: str, accept: str) -> rdflib.Graph:
    answer = client.get(address, headers={"Accept": accept}, buffered=True)
    assert answer.status_code == 200, answer.text[:300]
    assert answer.headers["Content-Type"].split(";")[0] == accept
    assert "Accept" in answer.headers["Vary"]
    triples = [quad.triple for quad in ox.parse(answer.data, format=FORMS[accept])]
    body = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
    return rdflib.Graph().parse(data=body or b"", format="nt")


@pytest.mark.parametrize("address", ["/data", "/.well-known/void"])
def test_the_forms_say_the_same(client: FlaskClient, address: str) -> None:
    said = [set(graph(client, address, accept)) for accept in FORMS]
    assert said[0]
    assert all(each == said[0] for each in said)


def test_the_catalogue_has_the_three_levels_of_hcls(client: FlaskClient, release: Release) -> None:
    said = graph(client, "/data", "text/turtle")
    summary = rdflib.URIRef(DATASET)
    for needed in (DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCTERMS.license):
        assert said.value(summary, needed), needed
    assert said.value(summary, PAV.version) is None, "a summary has no version"
    version = said.value(summary, PAV.hasCurrentVersion)
    assert str(said.value(version, PAV.version)) == release.id
    assert said.value(version, DCTERMS.isVersionOf) == summary
    for needed in (DCTERMS.title, DCTERMS.creator, DCTERMS.publisher, DCTERMS.issued):
        assert said.value(version, needed), needed
    assert set(said.objects(version, DCTERMS.source))
    files = list(said.objects(version, DCAT.distribution))
    assert len(files) == len(offer(release))


def test_each_distribution_is_what_the_catalogue_says(
    client: FlaskClient, release: Release
) -> None:
    said = graph(client, "/data", "application/ld+json")
    for file in said.subjects(RDF.type, DCAT.Distribution):
        address = str(said.value(file, DCAT.downloadURL)).removeprefix("http://localhost")
        body = client.get(address, buffered=True).data
        assert int(str(said.value(file, DCAT.byteSize))) == len(body)
        checksum = said.value(file, SPDX.checksum)
        told = str(said.value(checksum, SPDX.checksumValue))
        assert told == hashlib.sha256(body).hexdigest()
        assert said.value(file, DCTERMS.license)
        assert said.value(file, DCAT.mediaType)
        assert said.value(file, DCTERMS.issued)


def test_the_catalogue_has_addresses_by_suffix(client: FlaskClient) -> None:
    for suffix, accept in (("ttl", "text/turtle"), ("jsonld", "application/ld+json")):
        answer = client.get(f"/data.{suffix}", headers=BROWSER, buffered=True)
        assert answer.headers["Content-Type"].split(";")[0] == accept
    assert "text/html" in client.get("/data.html", buffered=True).headers["Content-Type"]


# --- the description ----------------------------------------------------------------------------


def test_void_is_the_file_of_the_release(client: FlaskClient, release: Release) -> None:
    answer = client.get("/.well-known/void", headers={"Accept": "text/turtle"}, buffered=True)
    assert answer.data == (release.path / "void.ttl").read_bytes()
    tag = answer.headers["ETag"]
    again = client.get(
        "/.well-known/void", headers={"Accept": "text/turtle", "If-None-Match": tag}, buffered=True
    )
    assert again.status_code == 304
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_people_are_led_to_the_page(client: FlaskClient) -> None:
    for address in ("/.well-known/void", "/dataset", "/dataset/property/x"):
        answer = client.get(address, headers=BROWSER, buffered=True)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/data")
    answer = client.get("/dataset", headers={"Accept": "text/turtle"}, buffered=True)
    assert answer.headers["Location"] == "/data.ttl"


def test_void_describes_the_dataset(client: FlaskClient) -> None:
    said = graph(client, "/.well-known/void", "application/n-triples")
    document = said.value(predicate=RDF.type, object=VOID.DatasetDescription)
    assert document is not None
    assert int(str(said.value(rdflib.URIRef(DATASET), VOID.triples))) > 10_000
    assert said.value(rdflib.URIRef(DATASET), DCTERMS.license)


def test_what_cannot_be_written_is_refused(client: FlaskClient) -> None:
    assert client.get("/data", headers={"Accept": "image/png"}, buffered=True).status_code == 406


def test_a_vocabulary_declares_the_prefixes_that_mappings_need() -> None:
    path = content_folder("ontology") / "prefixes.ttl"
    spaces = {
        q.object.value
        for q in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)
        if isinstance(q.object, ox.Literal)
    }
    assert {"https://w3id.org/rarekg/source/", "https://w3id.org/rarekg/vocab/"} <= spaces
