"""The data of widgets: `/api/v1/widget/…`, on the curated data."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest
from flask.testing import FlaskClient

from rarekg.release import Home
from rarekg.server.app import create_app
from rarekg.server.widgets.model import Widget
from rarekg.sparql.client import SparqlClient

ATAXIA = "MONDO:0100339"


@pytest.fixture(scope="module")
def client(starter_home: Home) -> Iterator[FlaskClient]:
    sparql = SparqlClient(starter_home)
    yield create_app(starter_home, sparql).test_client()
    sparql.close()


def widget(client: FlaskClient, address: str) -> Widget:
    response = client.get(f"/api/v1/widget/{address}")
    assert response.status_code == 200, response.text
    return msgspec.json.decode(response.data, type=Widget)


def test_a_widget_speaks_the_wanted_language_and_names_its_sources(client: FlaskClient) -> None:
    found = widget(client, f"disease/{ATAXIA}?lang=fr")
    assert found.title == "Ataxie de Friedreich"
    assert found.language == "fr"
    assert found.url.endswith(f"/fr/disease/{ATAXIA}")
    texts = next(section for section in found.sections if section.id == "summary").items
    assert texts[0].references
    assert {r.number for r in found.references} >= set(texts[0].references)
    assert {r.source for r in found.references} <= {s.id for s in found.sources}


def test_any_spelling_of_an_identifier_leads_to_one_address(client: FlaskClient) -> None:
    response = client.get("/api/v1/widget/disease/Orphanet_95?lang=de&items=2")
    assert response.status_code == 301
    assert response.location.endswith(f"/api/v1/widget/disease/{ATAXIA}?lang=de&items=2")
    assert response.headers["Access-Control-Allow-Origin"] == "*"


def test_bad_parameters_are_told_and_unknown_ones_passed_over(client: FlaskClient) -> None:
    found = widget(client, f"disease/{ATAXIA}?items=0&accent=url(x)&mode=x&lang=xx&unknown=1")
    assert [error.partition(":")[0] for error in found.errors] == [
        "lang",
        "mode",
        "accent",
        "items",
    ]
    assert found.sections


@pytest.mark.parametrize(
    "address", ["nothing/ORPHA:95", "disease", "disease/ORPHA:0", "disease/HP:0001251", "disease/x"]
)
def test_what_is_not_there_is_a_problem_for_programs(client: FlaskClient, address: str) -> None:
    response = client.get(f"/api/v1/widget/{address}")
    assert response.status_code == 404
    assert response.mimetype == "application/problem+json"
    assert response.headers["Access-Control-Allow-Origin"] == "*"


def test_a_widget_may_be_kept_and_asked_for_again(client: FlaskClient) -> None:
    first = client.get(f"/api/v1/widget/disease/{ATAXIA}")
    assert "stale-while-revalidate" in first.headers["Cache-Control"]
    again = client.get(
        f"/api/v1/widget/disease/{ATAXIA}", headers={"If-None-Match": first.headers["ETag"]}
    )
    assert again.status_code == 304
