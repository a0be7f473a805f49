"""The search over HTTP: what it answers, what it refuses, whatever is asked."""

from __future__ import annotations

import json
from typing import cast
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rarekg.search.fields import FACETS
from tests.test_api import Json

Answer = dict[str, Json]
Asked = dict[str, str | list[str]]


def asked(client: FlaskClient, **parameters: str | list[str]) -> Answer:
    """The answer to a search, which is one."""
    response = client.get(f"/api/v1/search?{urlencode(parameters, doseq=True)}")
    assert response.status_code == 200, response.text
    found: Answer = json.loads(response.data)
    return found


def results(answer: Answer) -> list[dict[str, Json]]:
    return cast(list[dict[str, Json]], answer["results"])


def test_a_result_says_what_it_is_and_why_it_was_found(client: FlaskClient) -> None:
    answer = asked(client, q="orpha:95")
    first = results(answer)[0]
    assert (first["id"], first["type"]) == ("MONDO:0100339", "Disease")
    assert (first["name"], first["language"]) == ("Friedreich ataxia", "en")
    assert isinstance(first["ids"], list)
    assert first["ids"][0] == "MONDO:0100339"
    assert first["url"] == "/disease/MONDO:0100339"
    matched = first["matched"]
    assert isinstance(matched, dict)
    assert set(matched) == {"field", "text", "language", "kind"}
    assert matched["field"] == "identifier"
    assert first["explain"] is None
    assert answer["corrected"] is None
    assert answer["unmatched"] == []


def test_it_explains_when_asked_to(client: FlaskClient) -> None:
    for result in results(asked(client, q="friedreich ataxia", explain="1")):
        told = result["explain"]
        assert isinstance(told, dict)
        assert set(told) == {"tier", "why"}


def test_pages_follow_one_another_without_gap_or_repetition(client: FlaskClient) -> None:
    whole = [r["id"] for r in results(asked(client, q="ataxia", per_page="12"))]
    parts = [
        r["id"]
        for page in ("1", "2", "3")
        for r in results(asked(client, q="ataxia", per_page="4", page=page))
    ]
    assert parts == whole
    assert len(set(whole)) == len(whole) == 12
    beyond = asked(client, q="ataxia", page="5000")
    assert (beyond["page"], results(beyond)) == (5000, [])
    assert beyond["total"] == asked(client, q="ataxia")["total"]


def test_the_spelling_is_mended_unless_it_is_to_stay(client: FlaskClient) -> None:
    mended = asked(client, q="freidreich ataxia")
    assert isinstance(mended["corrected"], str)
    assert results(mended)[0]["id"] == "MONDO:0100339"
    assert asked(client, q="freidreich", spelling="0")["corrected"] is None


def test_counts_are_those_of_the_filters_that_they_lead_to(client: FlaskClient) -> None:
    answer = asked(client, q="disease")
    counts = cast(dict[str, list[dict[str, Json]]], answer["counts"])
    assert set(counts) <= {"type", *FACETS}
    for field, values in counts.items():
        for value in values[:3]:
            there = asked(client, q="disease", **{field: str(value["value"])})
            assert there["total"] == value["number"], (field, value)
            assert value["label"]
    several = asked(client, q="disease", onset=["childhood", "adulthood"])
    each = [asked(client, q="disease", onset=one)["total"] for one in ("childhood", "adulthood")]
    assert max(cast(list[int], each)) <= cast(int, several["total"]) <= sum(cast(list[int], each))
    assert asked(client, q="disease onset:childhood")["total"] == each[0]


def test_values_are_known_by_their_keys_and_in_words(client: FlaskClient) -> None:
    totals = {
        cast(int, asked(client, q="ataxia", **{field: value})["total"])
        for field, value in (
            ("area", "movement-disorder"),
            ("area", "rarekg:area-movement-disorder"),
        )
    }
    assert len(totals) == 1
    assert totals != {0}
    # Ages of onset that HPO alone has stand in the counts; its terms are values as well.
    assert asked(client, q="ataxia", onset="HP:0001251")["total"] == 0
    for value in ("rkg:Prevalence1To9In100000", "1 to 9 in 100,000", "1-9 / 100 000"):
        assert cast(int, asked(client, q="ataxia", prevalence=value)["total"]) > 0


WRONG = (
    ("", "q"),
    ("q=", "q"),
    ("q=%20%00", "q"),
    ("q=" + "x" * 401, "q"),
    ("q=a&q=b", "q"),
    ("q=a&type=Nothing", "type"),
    ("q=a&type=Disease&type=disease", "type"),
    ("q=a&page=0", "page"),
    ("q=a&page=5001", "page"),
    ("q=a&page=x", "page"),
    ("q=a&page=1&page=2", "page"),
    ("q=a&per_page=0", "per_page"),
    ("q=a&per_page=101", "per_page"),
    ("q=a&per_page=1e1", "per_page"),
    ("q=a&sort=size", "sort"),
    ("q=a&lang=French%20please", "lang"),
    ("q=a&explain=yes", "explain"),
    ("q=a&spelling=2", "spelling"),
    ("q=a&area=" + "x" * 201, "area"),
    ("q=a&" + "&".join(["area=x"] * 51), "area"),
    ("q=a&modalty=x", "modalty"),
    ("q=a&area=Nowhere", "area"),
    ("q=a&inheritance=HP:9999999", "inheritance"),
    ("q=a&stage=Nowhere", "stage"),
    ("q=a&treatment=perhaps", "treatment"),
    ("q=a&prevalence=common", "prevalence"),
    ("q=a&onset=soon", "onset"),
    ("q=a&onset=HP:9999999", "onset"),
    ("q=a&country=Atlantis", "country"),
)


@pytest.mark.parametrize(("query", "parameter"), WRONG)
def test_a_wrong_parameter_is_named(client: FlaskClient, query: str, parameter: str) -> None:
    response = client.get(f"/api/v1/search?{query}")
    assert response.status_code == 400
    assert response.mimetype == "application/problem+json"
    assert json.loads(response.data)["detail"].startswith(f"{parameter}: ")


_TEXT = st.text(st.characters(codec="utf-8"), max_size=60)
_PARAMETERS = ("q", "type", "lang", "sort", "page", "per_page", "explain", "spelling", *FACETS)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    query=st.one_of(_TEXT, st.text('"():-*OR areatyp\\', max_size=40)),
    others=st.dictionaries(st.sampled_from(_PARAMETERS), _TEXT, max_size=3),
)
def test_whatever_is_asked_is_answered(
    client: FlaskClient, query: str, others: dict[str, str]
) -> None:
    response = client.get(f"/api/v1/search?{urlencode({**others, 'q': query})}")
    assert response.status_code in {200, 400}
    assert isinstance(json.loads(response.data), dict)
