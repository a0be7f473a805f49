"""The page of a therapy: each decision once, in its words, and never more than was decided."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from rarekg.release import Home
from rarekg.server.app import create_app
from rarekg.sparql.client import SparqlClient
from tests.test_pages import Page, _page, _section, _text


@pytest.fixture(scope="module")
def client(starter_home: Home) -> FlaskClient:
    return create_app(starter_home, SparqlClient(starter_home.path)).test_client()


def test_the_page_names_kind_diseases_and_where_to_report(client: FlaskClient) -> None:
    html = _page(client, "/therapy/rarekg:nusinersen")
    assert "/modality/rarekg:modality-antisense-oligonucleotide" in _section(html, "what")
    used = _section(html, "for")
    assert "/disease/MONDO:0019079" in used or "/disease/ORPHA:70" in used
    assert "European Medicines Agency (30 May 2017)" in _text(used)
    assert "support for its development, not an approval" in _text(used)
    assert "https://www.swissmedic.ch" in _section(html, "report")


def test_a_country_is_chosen_in_the_address_and_nothing_is_stored(client: FlaskClient) -> None:
    response = client.get("/therapy/rarekg:nusinersen?country=CH")
    assert "Set-Cookie" not in response.headers
    chosen = re.search(r'<p class="note">(.*?)</p>', _section(response.text, "report"), re.DOTALL)
    assert chosen
    assert "Switzerland" in chosen[1]
    assert "swissmedic" in chosen[1]
    elsewhere = _page(client, "/therapy/rarekg:nusinersen?country=XX")
    assert "No address of this place is known here" in elsewhere


@pytest.mark.parametrize(
    "path",
    ["/therapy/rarekg:nusinersen", "/therapy/rarekg:ivacaftor", "/therapy/rarekg:idebenone"],
)
def test_pages_are_whole(client: FlaskClient, path: str) -> None:
    page = Page(_page(client, path))
    assert len(set(page.ids)) == len(page.ids)
    assert set(page.targets) <= set(page.ids)
    assert {h[1:] for h in page.hrefs if h.startswith("#")} <= set(page.ids)
