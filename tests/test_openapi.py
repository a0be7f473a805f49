"""The description of the interface: it is valid, whole, and true of what is answered."""

from __future__ import annotations

import json
import re

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from rarekg.release import Home
from rarekg.server.api.openapi import PATH, document
from rarekg.server.api.operations import operations
from tests.conftest import ClientOf
from tests.test_api import Json
from tests.test_pages import Page

_WHOLE = "urn:openapi"


def parsed(client: FlaskClient, path: str) -> dict[str, Json]:
    """The JSON of an answer, whatever its status."""
    found: dict[str, Json] = json.loads(client.get(path).data)
    return found


def faults(body: Json, schema: str) -> list[str]:
    """Where a value breaks a schema of the document."""
    whole = Resource.from_contents(document(), default_specification=DRAFT202012)
    registry = Registry().with_resource(_WHOLE, whole)
    wanted = {"$ref": f"{_WHOLE}#/components/schemas/{schema}"}
    found = Draft202012Validator(wanted, registry=registry).iter_errors(body)
    return [f"{error.json_path}: {error.message[:200]}" for error in found]


def test_the_document_is_openapi_3_1(starter: FlaskClient) -> None:
    served = parsed(starter, PATH)
    OpenAPIV31SpecValidator(served).validate()
    assert served["openapi"] == "3.1.0"
    assert served == json.loads(json.dumps(document()))


def test_every_route_is_described_and_every_description_has_a_route(starter: FlaskClient) -> None:
    rules = {
        re.sub(r"<(?:path:)?(\w+)>", r"{\1}", rule.rule)
        for rule in starter.application.url_map.iter_rules()
        if rule.rule.startswith("/api/")
    }
    paths = document()["paths"]
    assert isinstance(paths, dict)
    assert rules == set(paths)


def test_everything_in_the_document_is_said_in_words() -> None:
    assert len({o.name for o in operations()}) == len(operations())
    for operation in operations():
        assert operation.summary
        assert operation.about
        for parameter in operation.parameters:
            assert parameter.about, (operation.path, parameter.name)
            if parameter.choices and parameter.example:
                assert parameter.example in parameter.choices
    components = document()["components"]
    assert isinstance(components, dict)
    schemas = components["schemas"]
    assert isinstance(schemas, dict)
    for name, schema in schemas.items():
        assert isinstance(schema, dict)
        assert schema["description"], name


@pytest.mark.parametrize("release", ["starter", "studied", "paying"])
def test_answers_are_what_their_schemas_say(release: str, request: pytest.FixtureRequest) -> None:
    client: FlaskClient = request.getfixturevalue(release)
    checked = 0
    for operation in operations():
        for path in addresses(client, operation.path, operation.address(operation.example)):
            body = parsed(client, path)
            problem = "status" in body and "detail" in body
            schema = "Problem" if problem else operation.answer.__name__
            assert not faults(body, schema), (path, faults(body, schema)[:5])
            checked += not problem
    assert checked > len(operations())


def addresses(client: FlaskClient, path: str, example: str) -> list[str]:
    """The example, and things that the release has: the first of the list of the same kind."""
    if path.endswith("/statement/{id}"):
        said = parsed(client, "/api/v1/disease/ORPHA:95").get("statements", {})
        assert isinstance(said, dict)
        groups = [group[:2] for group in said.values() if isinstance(group, list)]
        return [f"/api/v1/statement/{s['id']}" for g in groups for s in g if isinstance(s, dict)]
    found = [example]
    if not path.endswith("{id}"):
        found.append(f"{path}?per_page=100" if path != "/api/v1/source" else path)
    if path.removesuffix("/{id}") not in [o.path for o in operations() if not o.of_one]:
        return found
    results = parsed(client, path.removesuffix("/{id}") + "?per_page=15").get("results")
    if path.endswith("{id}") and isinstance(results, list):
        found += [path.replace("{id}", str(r["id"])) for r in results if isinstance(r, dict)]
    return found


@pytest.mark.parametrize("release", ["starter", "studied", "paying"])
def test_the_page_shows_each_operation_with_an_example_that_answers(
    release: str, request: pytest.FixtureRequest
) -> None:
    client: FlaskClient = request.getfixturevalue(release)
    html = client.get("/api").text
    page = Page(html)
    assert len(page.ids) == len(set(page.ids))
    assert page.headings[0] == 1
    for operation in operations():
        assert operation.name in page.ids
        assert f"<code>GET {operation.path}</code>" in html
        assert f"schema-{operation.answer.__name__}" in page.ids
    tried = [h.replace("&amp;", "&") for h in page.hrefs if h.startswith("/api/v1/")]
    assert len(tried) > 12
    for address in tried:
        assert client.get(address).status_code == 200, address
    inside = {h.removeprefix("#") for h in page.hrefs if h.startswith("#")}
    assert inside <= {*page.ids}
    own = re.findall(r'<script type="module"[^>]* src="/static/(\w+)\.\w+\.js"></script>', html)
    assert set(own) <= {"frame", "suggest"}
    assert html.count("<script") == len(own) + html.count('<script type="application/ld+json">')


def test_without_a_release_the_document_stands_and_the_rest_says_so(empty: FlaskClient) -> None:
    assert empty.get(PATH).status_code == 200
    assert empty.get("/api/v1/disease").status_code == 503
    assert empty.get("/api/v1/disease/ORPHA:95").status_code == 503
    assert empty.get("/api").status_code == 503


@pytest.fixture
def empty(tmp_path_factory: pytest.TempPathFactory, client_of: ClientOf) -> FlaskClient:
    """A server whose home has no release yet."""
    return client_of(Home(tmp_path_factory.mktemp("empty")))
