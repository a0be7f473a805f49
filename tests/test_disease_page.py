"""The page of a disease: its wordings, how sure it is, signs by body system, what is related, and
what somebody can do who finds a fact wrong.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from rarekg.errors import InvalidParameter
from rarekg.release import Home
from rarekg.server.app import create_app
from rarekg.settings import settings_from
from tests.conftest import ClientOf, PutMiniature, SparqlOf

FRIEDREICH = "/disease/MONDO:0100339"
EXAMPLE = "/disease/MONDO:9000001"


@pytest.fixture(scope="module")
def app(starter_home: Home, sparql_of: SparqlOf) -> Flask:
    return create_app(starter_home, sparql_of(starter_home))


@pytest.fixture(scope="module")
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="module")
def small(
    tmp_path_factory: pytest.TempPathFactory, client_of: ClientOf, put_miniature: PutMiniature
) -> FlaskClient:
    """The miniature."""
    home = Home(tmp_path_factory.mktemp("disease_page"))
    put_miniature(home.path)
    return client_of(home)


def _page(client: FlaskClient, path: str) -> str:
    response = client.get(path, headers={"Accept": "text/html"})
    assert response.status_code == 200, (path, response.status_code)
    return response.text


def _section(html: str, name: str) -> str:
    found = re.search(rf'<section id="{name}".*?</section>', html, re.DOTALL)
    assert found, f"no section {name}"
    return found[0]


def _text(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def _facts(html: str) -> list[str]:
    return sorted(set(re.findall(r"/statement/[0-9a-f]{24}", html)))


def test_the_switch_changes_words_and_no_fact(client: FlaskClient) -> None:
    plain, expert = _page(client, FRIEDREICH), _page(client, f"{FRIEDREICH}?view=expert")
    assert _facts(plain) == _facts(expert)
    assert "<code>HP:0002066</code>" not in _section(plain, "signs")
    assert "<code>HP:0002066</code>" in _section(expert, "signs")
    assert f'<link rel="canonical" href="http://localhost{FRIEDREICH}">' in plain
    assert '<meta name="robots" content="noindex, follow">' in expert, "one page, one address"
    assert f'href="{FRIEDREICH}?view=expert"' in plain
    assert f'href="{FRIEDREICH}?view=expert&amp;signs=frequency#signs"' in expert


def test_the_definition_of_experts_comes_first_in_their_words(small: FlaskClient) -> None:
    plain, expert = _page(small, EXAMPLE), _page(small, f"{EXAMPLE}?view=expert")
    for html, first in ((plain, "summary"), (expert, "definition")):
        places = {name: html.index(f'<section id="{name}"') for name in ("summary", "definition")}
        assert min(places, key=lambda name: places[name]) == first


def test_signs_stand_by_body_system_or_by_frequency(small: FlaskClient) -> None:
    by_system = _section(_page(small, EXAMPLE), "signs")
    assert "Of no body system" in by_system, "the miniature has no systems"
    by_frequency = _section(_page(small, f"{EXAMPLE}?signs=frequency"), "signs")
    assert re.findall(r"<h3>([^<]*?) <", by_frequency)[0] == "Very frequent"
    assert _facts(by_system) == _facts(by_frequency)


def test_how_often_is_seen_and_read(small: FlaskClient) -> None:
    """One source says that it is very frequent, another counted three of seven."""
    signs = _section(_page(small, EXAMPLE), "signs")
    item = re.search(r"<li>[^/]*/phenotype/HP:0001250.*?</li>", signs, re.DOTALL)
    assert item
    assert item[0].count('<span class="often of-4" aria-hidden="true"></span>') == 1
    assert "very frequent (80–99 %)" in item[0]
    assert "in 3 of 7 persons studied" in item[0]


def test_how_sure_we_are_is_counted(small: FlaskClient) -> None:
    sure = _text(_section(_page(small, EXAMPLE), "sure"))
    assert re.search(r"\d sources stand behind this page: .*Orphanet", sure)
    assert re.search(r"Of \d+ facts, \d+ (is|are) stated by several sources", sure)
    assert "No review by a doctor is on record" not in sure, "nobody wrote a summary"


def test_who_wrote_the_summary_is_said(client: FlaskClient) -> None:
    assert "No review by a doctor is on record here." in _section(_page(client, FRIEDREICH), "sure")


def test_each_section_can_be_linked_and_folded(client: FlaskClient) -> None:
    html = _page(client, FRIEDREICH)
    for name in ("signs", "course", "genes", "treatments", "trials", "centres", "numbers", "cite"):
        section = _section(html, name)
        assert f'href="#{name}"' in section
        assert '<details class="fold" open><summary><h2' in section


def test_what_nobody_knows_is_said_with_where_to_ask(small: FlaskClient) -> None:
    html = _page(small, "/disease/MONDO:9000002")
    assert "No source that we read lists signs of it." in _section(html, "signs")
    assert 'href="#ask"' in _section(html, "treatments")
    assert 'href="/centres"' in _section(html, "centres")
    assert "No source that we read says how common it is." in _section(html, "numbers")


def test_a_page_can_be_cited_and_taken_along(client: FlaskClient) -> None:
    html = _page(client, FRIEDREICH)
    cite = _text(_section(html, "cite"))
    assert "https://w3id.org/rarekg/disease/MONDO:0100339" in cite
    assert re.search(r"Release \d{8}-[0-9a-f]{12}, \d+ \w+ \d{4}", cite)
    codes = _section(html, "codes")
    for address in (f"/api/v1{FRIEDREICH}", f"{FRIEDREICH}.ttl", f"{FRIEDREICH}.jsonld"):
        assert f'href="{address}"' in codes
        assert client.get(address).status_code == 200


def test_the_history_of_a_page_has_its_own(small: FlaskClient) -> None:
    assert f'href="{EXAMPLE}/history"' in _section(_page(small, EXAMPLE), "history")
    assert "The first release on this server" in _page(small, f"{EXAMPLE}/history")
    moved = small.get("/disease/ORPHA:900001/history")
    assert (moved.status_code, moved.headers["Location"]) == (301, f"{EXAMPLE}/history")
    assert small.get("/disease/HP:0001250/history").status_code in (302, 404)


def test_a_fault_can_be_told_to_whom_the_operator_names(app: Flask, client: FlaskClient) -> None:
    statement = _facts(_section(_page(client, FRIEDREICH), "signs"))[0]
    app.config["REPORTS"] = "mailto:faults@example.org"
    html = _page(client, statement)
    found = re.search(r'href="(mailto:[^"]+)"', html)
    assert found
    address = urlsplit(found[1].replace("&amp;", "&"))
    assert address.path == "faults@example.org"
    asked = parse_qs(address.query)
    assert statement.rpartition("/")[2] in asked["subject"][0]
    for said in ("https://w3id.org/rarekg" + statement, "Friedreich ataxia", "What is wrong:"):
        assert said in asked["body"][0]
    app.config["REPORTS"] = "https://example.org/issues/new"
    web = re.search(r'href="(https://example.org/issues/new\?[^"]+)"', _page(client, statement))
    assert web
    assert set(parse_qs(urlsplit(web[1].replace("&amp;", "&")).query)) == {"title", "body"}
    assert "<form" not in _section(_page(client, statement), "wrong"), "nothing is sent by itself"


def test_without_an_address_the_sources_are_named(app: Flask, client: FlaskClient) -> None:
    app.config["REPORTS"] = ""
    statement = _facts(_section(_page(client, FRIEDREICH), "signs"))[0]
    wrong = _section(_page(client, statement), "wrong")
    assert "This server names no address for reports." in wrong
    assert "mailto:" not in wrong
    assert "What is wrong:" in wrong
    assert re.search(r'<a href="https://[^"]+" rel="nofollow noreferrer">Orphanet', wrong)


def test_reports_go_by_mail_or_to_a_page() -> None:
    assert settings_from({}).reports == ""
    assert settings_from({"RAREKG_REPORTS": " mailto:a@b.org "}).reports == "mailto:a@b.org"
    with pytest.raises(InvalidParameter, match="mailto: or https:"):
        settings_from({"RAREKG_REPORTS": "javascript:alert(1)"})
