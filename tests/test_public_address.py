"""Absolute addresses begin with where readers reach the server, also behind a proxy."""

from __future__ import annotations

import pytest

from rarekg.errors import InvalidParameter
from rarekg.release import Home
from rarekg.server.app import create_app
from rarekg.server.public_address import reached_at
from rarekg.settings import settings_from
from tests.conftest import SparqlOf


def test_an_operator_names_the_address_of_the_server(
    starter_home: Home, sparql_of: SparqlOf
) -> None:
    app = create_app(starter_home, sparql_of(starter_home))
    reached_at(app, settings_from({"RAREKG_ADDRESS": " https://rare.example.org/ "}).address)
    client = app.test_client()
    headers = {"Host": "127.0.0.1:8000"}
    page = client.get("/fr/disease/MONDO:0100339", headers=headers).text
    assert '<link rel="canonical" href="https://rare.example.org/fr/disease/MONDO:0100339">' in page
    for path in ("/sitemap.xml", "/robots.txt", "/releases/feed.atom"):
        said = client.get(path, headers=headers).text
        assert "https://rare.example.org/" in said, path
        assert "127.0.0.1" not in said, path


def test_without_one_a_request_says_it(starter_home: Home, sparql_of: SparqlOf) -> None:
    app = create_app(starter_home, sparql_of(starter_home))
    reached_at(app, settings_from({}).address)
    said = app.test_client().get("/robots.txt", headers={"Host": "localhost:8000"}).text
    assert "http://localhost:8000/sitemap.xml" in said


@pytest.mark.parametrize(
    "wrong",
    [
        "rare.example.org",
        "ftp://example.org",
        "https://example.org/path",
        'https://a"b',
        "https://",
    ],
)
def test_what_is_no_address_is_told(wrong: str) -> None:
    with pytest.raises(InvalidParameter, match="RAREKG_ADDRESS"):
        settings_from({"RAREKG_ADDRESS": wrong})
