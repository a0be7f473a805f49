"""How two things are linked: the shortest ways, each link with who says so, in bounded work."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Page

from tests.test_pages import _text


def _ask(client: FlaskClient, start: str, goal: str) -> tuple[int, str]:
    answer = client.get("/connect", query_string={"from": start, "to": goal})
    return answer.status_code, answer.get_data(as_text=True)


def test_the_form_stands_alone_and_asks_for_nothing(client: FlaskClient) -> None:
    page = client.get("/connect").get_data(as_text=True)
    assert 'name="from"' in page
    assert 'name="to"' in page
    assert "Friedreich ataxia and FXN" in _text(page)


def test_one_link_is_told_in_a_sentence_with_its_source(client: FlaskClient) -> None:
    status, page = _ask(client, "Friedreich ataxia", "FXN")
    assert status == 200
    words = _text(page)
    assert "The shortest way: 1 step" in words
    assert "Friedreich ataxia is linked to the gene FXN" in words
    assert "Who says so" in words
    assert "no sign that one causes the other" in words


@pytest.mark.parametrize(
    "start", ["ORPHA:95", "orpha95", "Friedreich ataxia (ORPHA:95)", "friedreich’s ataxia"]
)
def test_ends_are_named_in_any_spelling(client: FlaskClient, start: str) -> None:
    status, page = _ask(client, start, "HGNC:3951")
    assert status == 200
    assert "The shortest way: 1 step" in _text(page)


def test_there_and_back_is_the_same_way(client: FlaskClient) -> None:
    there = _text(_ask(client, "ORPHA:95", "nusinersen")[1])
    back = _text(_ask(client, "nusinersen", "ORPHA:95")[1])
    assert ("The shortest way" in there) is ("The shortest way" in back)
    assert there == _text(_ask(client, "ORPHA:95", "nusinersen")[1])


def test_a_thing_is_not_linked_to_itself(client: FlaskClient) -> None:
    status, page = _ask(client, "ORPHA:95", "MONDO:0100339")
    assert status == 200
    assert "Both are the same thing" in _text(page)


def test_what_is_unknown_is_said(client: FlaskClient) -> None:
    status, page = _ask(client, "zzzzqqqqxxxx", "FXN")
    assert status == 404
    assert "Nothing is known here under" in _text(page)


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "\x00\x01\ufffe",
        "a" * 20_000,
        "((((((",
        "x (a:b)",
        "(::::)",
        "' OR 1=1 --",
        "../../etc/passwd",
        "\u202egnp.exe",
        "rkg:Disease",
        "https://w3id.org/rarekg/vocab/hasPhenotype",
    ],
)
def test_hostile_ends_do_no_harm(client: FlaskClient, hostile: str) -> None:
    status, page = _ask(client, hostile, hostile)
    assert status in (200, 404)
    assert "<script>alert" not in page
    assert _ask(client, "FXN", hostile)[0] in (200, 404)


def test_the_fields_propose_names(site: str, page: Page) -> None:
    page.goto(f"{site}/connect")
    page.get_by_label("From", exact=True).fill("friedr")
    option = page.locator("#l-from option").first
    option.wait_for(state="attached")
    value = option.get_attribute("value") or ""
    assert value.startswith("Friedreich ataxia (")
    page.get_by_label("From", exact=True).fill(value)
    page.get_by_label("To", exact=True).fill("FXN")
    page.get_by_role("button", name="Show the way").click()
    assert page.get_by_role("heading", level=2).first.inner_text().startswith("The shortest way")
