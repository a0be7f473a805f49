"""What pages tell search engines in the words of schema.org: only its words, rightly joined, and
only what stands on the page."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from rdflib import SDO

from rarekg.server.schema_pages import block
from tests.page_kinds import examples

Json = str | int | float | bool | list["Json"] | dict[str, "Json"] | None
_TABLE = json.loads(Path(__file__).with_name("schema_org.json").read_text("utf-8"))
_BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
_MOST_BYTES = 10_000
_TEXT = {"Text", "URL", "Date", "DateTime"}  # how JSON writes them: a text
_NUMBERS = {"Number", "Integer"}
# schema.org writes what an action asks for as `<property>-input` (docs/actions.html).
_ANNOTATIONS = {"query-input"}


def blocks(html: str) -> list[str]:
    """The blocks of JSON-LD of a page as they stand there."""
    return _BLOCK.findall(html)


def nodes(html: str) -> list[dict[str, Json]]:
    """The nodes that a page tells of."""
    found: list[dict[str, Json]] = []
    for written in blocks(html):
        document = json.loads(written)
        found += document.get("@graph", [document])
    return found


def told(client: FlaskClient, path: str, kind: str) -> dict[str, Json]:
    """The one node of a kind on a page."""
    (found,) = [n for n in nodes(client.get(path).text) if n["@type"] == kind and "name" in n]
    return found


@pytest.mark.parametrize("release", ["starter", "studied", "paying"])
def test_pages_use_the_words_of_schema_org_as_it_means_them(
    release: str, request: pytest.FixtureRequest
) -> None:
    client: FlaskClient = request.getfixturevalue(release)
    used: set[str] = set()
    for _, path in examples(client.application):
        html = client.get(path, headers={"Accept": "text/html"}).text
        assert blocks(html) or "noindex" in html, path
        assert all(len(written) < _MOST_BYTES for written in blocks(html)), path
        for node in nodes(html):
            faults = list(_faults(node, used))
            assert not faults, (path, faults)
    assert {"WebPage", "name", "breadcrumb"} <= used


def _faults(node: dict[str, Json], used: set[str]) -> Iterator[str]:
    """What a node has that the vocabulary does not know, or not there."""
    kind = node.get("@type")
    if kind is None:
        if set(node) != {"@id"}:
            yield f"{node} has no type"
        return
    if not isinstance(kind, str) or kind not in _TABLE["classes"]:
        yield f"{kind} is no class of the table"
        return
    used.add(kind)
    for key, value in node.items():
        if key.startswith("@") or key in _ANNOTATIONS:
            continue
        used.add(key)
        if key not in _TABLE["properties"]:
            yield f"{key} is no property of the table"
            continue
        if not _wider(kind) & set(_TABLE["properties"][key]["of"]):
            yield f"{kind} has no {key}"
        for one in value if isinstance(value, list) else [value]:
            yield from _faults_of_value(key, one, used)


def _faults_of_value(key: str, value: Json, used: set[str]) -> Iterator[str]:
    holds = set(_TABLE["properties"][key]["holds"])
    if isinstance(value, dict):
        yield from _faults(value, used)
        kind = value.get("@type")
        if isinstance(kind, str) and not _wider(kind) & holds:
            yield f"{key} holds no {kind}"
    elif isinstance(value, str):
        last = value.removeprefix("https://schema.org/")
        if not value or not (holds & _TEXT or set(_TABLE["values"].get(last, ())) & holds):
            yield f"{key} holds no text: {value!r}"
        if holds == {"URL"} and not value.startswith(("http://", "https://")):
            yield f"{key} holds addresses: {value!r}"
    elif not holds & ({"Boolean"} if isinstance(value, bool) else _NUMBERS):
        yield f"{key} holds no {value!r}"


def _wider(kind: str) -> set[str]:
    """A class with all that it is a kind of."""
    found = {kind}
    for above in _TABLE["classes"].get(kind, ()):
        found |= _wider(above)
    return found


def test_the_table_names_terms_that_are_there() -> None:
    names = {*_TABLE["classes"], *_TABLE["properties"], *_TABLE["values"]}
    known = set(dir(SDO))
    newer = {"sha256", "GeopoliticalEntity"}  # than the list of terms that rdflib has
    assert {n for n in names if str(SDO._NS) + n not in {str(t) for t in known}} <= newer


def test_a_disease_is_told_with_codes_signs_genes_and_what_is_approved(
    starter: FlaskClient,
) -> None:
    path = "/disease/MONDO:0100339"
    node = told(starter, path, "MedicalCondition")
    assert node["name"] == "Friedreich ataxia"
    assert node["@id"] == "https://w3id.org/rarekg/disease/MONDO:0100339"
    codes = node["code"]
    assert {"@type": "MedicalCode", "codeValue": "95", "codingSystem": "Orphanet"} in codes  # type: ignore[operator]
    text = starter.get(path).text
    for key in ("signOrSymptom", "drug"):
        for one in _listed(node.get(key)):
            assert isinstance(one, dict)
            assert str(one["name"]) in text
    genes = [n for n in nodes(text) if n["@type"] == "Gene"]
    assert [gene["name"] for gene in genes] == ["FXN"]
    assert genes[0]["associatedDisease"] == {"@id": node["@id"]}


def _listed(value: Json) -> list[Json]:
    return value if isinstance(value, list) else [] if value is None else [value]


def test_what_is_only_designated_is_no_treatment(starter: FlaskClient) -> None:
    """Idebenone has orphan designations for Friedreich ataxia, and an approval for another."""
    node = told(starter, "/disease/MONDO:0100339", "MedicalCondition")
    assert "debenone" not in json.dumps(node)
    html = starter.get("/therapy/rarekg:idebenone").text
    conditions = [n for n in nodes(html) if n["@type"] == "MedicalCondition"]
    assert all("Friedreich" not in str(n["name"]) for n in conditions)


def test_what_is_denied_is_not_told(starter: FlaskClient) -> None:
    html = starter.get("/disease/MONDO:0100339").text
    denied = re.search(r'<div class="denied".*?</div>', html, re.DOTALL)
    for name in re.findall(r'class="value"[^>]*>([^<]+)<', denied[0] if denied else ""):
        assert f'"name":"{name}"' not in blocks(html)[0]


def test_names_and_words_are_in_the_language_of_the_page(starter: FlaskClient) -> None:
    node = told(starter, "/fr/disease/MONDO:0100339", "MedicalWebPage")
    assert node["inLanguage"] == "fr"
    assert node["name"] == "Ataxie de Friedreich"


def test_the_first_page_tells_how_to_search(starter: FlaskClient) -> None:
    site = told(starter, "/", "WebSite")
    action = site["potentialAction"]
    assert isinstance(action, dict)
    assert isinstance(action["target"], dict)
    template = str(action["target"]["urlTemplate"])
    asked = template.replace("{search_term_string}", "ataxia").removeprefix("http://localhost")
    assert starter.get(asked).status_code == 200


def test_no_name_can_end_the_block() -> None:
    name = "</script><!-- <script> & ]]>"
    html = str(block([{"@type": "Thing", "name": name}]))
    assert html.count("<") == html.count(">") == 2, "the block's own"
    (node,) = nodes(html)
    assert node["name"] == name


def test_what_is_not_to_be_listed_tells_nothing(starter: FlaskClient) -> None:
    assert not blocks(starter.get("/search?q=ataxia").text)
    assert not blocks(starter.get("/nowhere").text)


def test_crumbs_lead_somewhere(starter: FlaskClient) -> None:
    for _, path in examples(starter.application):
        for node in nodes(starter.get(path, headers={"Accept": "text/html"}).text):
            crumbs = node.get("breadcrumb")
            steps = crumbs.get("itemListElement") if isinstance(crumbs, dict) else []
            for step in _listed(steps):
                assert isinstance(step, dict)
                assert isinstance(step["item"], dict)
                address = str(step["item"]["@id"]).removeprefix("http://localhost")
                assert starter.get(address, follow_redirects=True).status_code == 200, address
