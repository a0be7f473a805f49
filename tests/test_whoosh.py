"""A release whose search needs no FTS5: built, served and searched with the engine in Python."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from rarekg.build import BuildOptions, build
from rarekg.build_report import Stages
from rarekg.release import Home
from rarekg.search.protocol import Request
from tests.conftest import ClientOf
from tests.relevance.engines import opened
from tests.relevance.judged import queries


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    found = Home(tmp_path_factory.mktemp("whoosh"))
    build(found, BuildOptions(sources=["curated"], search_engine="whoosh"), Stages())
    release = found.release()
    assert (release.path / "search.whoosh").is_dir()
    assert not release.search.exists()
    return found


@pytest.fixture(scope="module")
def served(home: Home, client_of: ClientOf) -> FlaskClient:
    return client_of(home)


def answer(served: FlaskClient, path: str) -> dict[str, object]:
    got = served.get(path)
    assert got.status_code == 200, got.text
    found = json.loads(got.data)
    assert isinstance(found, dict)
    return found


def first(served: FlaskClient, query: str) -> str:
    results = answer(served, f"/api/v1/search?q={quote(query)}")["results"]
    assert isinstance(results, list)
    return str(results[0]["id"]) if results else ""


@pytest.mark.slow
@pytest.mark.parametrize(
    "query",
    [
        *("friedreich ataxia", "ORPHA:95", "ataxie de friedreich", "freidreich ataxia"),
        *('"friedreich ataxia"', "friedr* type:Disease", "gene:FXN", "FRDA"),
    ],
)
def test_it_finds_what_is_meant(served: FlaskClient, query: str) -> None:
    assert first(served, query) == "MONDO:0100339"


@pytest.mark.slow
def test_pages_suggestions_and_counts_work_on_it(served: FlaskClient) -> None:
    page = served.get("/search?q=ataxia")
    assert page.status_code == 200
    assert "Friedreich ataxia" in page.text
    suggested = answer(served, "/api/v1/suggest?q=friedr")["suggestions"]
    assert "MONDO:0100339" in json.dumps(suggested)
    counted = answer(served, "/api/v1/search?q=ataxia")
    assert isinstance(counted["counts"], dict)
    assert counted["counts"]["type"]


@pytest.mark.slow
def test_both_engines_answer_alike(home: Home) -> None:
    """The rules stand outside the engines: what differs would be a fault of an index."""
    release = home.release()
    with opened("whoosh", release) as whoosh, opened("fts5", release) as fts5:
        for judged in queries():
            for request in (
                Request(judged.query, counted=True, explained=True),
                Request(f'"{judged.query}" OR {judged.query}*', language="fr"),
            ):
                assert whoosh.search(request) == fts5.search(request), request
