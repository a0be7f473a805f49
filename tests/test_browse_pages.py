"""The pages to leaf through, asked for as a browser would, on a starter release."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from rarekg.records.collation import LANGUAGES
from rarekg.server.browsing import crumbs_of
from rarekg.server.services import held


def _page(client: FlaskClient, path: str) -> str:
    response = client.get(quote(path, safe="/?=&:"))
    assert response.status_code == 200, (path, response.status_code)
    return response.text


def _names(html: str) -> list[str]:
    """What the list of a page holds, in its order."""
    part = html[html.index('<section id="list"') :]
    part = part[: part.index("</section>")]
    return re.findall(r'<li><a href="/[a-z]+/[^"]+"[^>]*>([^<]+)</a>', part)


def _letters(html: str, path: str) -> list[str]:
    return re.findall(rf'href="{path}/([^"/]+)"[^>]*>[^<]+ <span class="count">', html)


def test_the_way_in_leads_to_every_list_and_each_answers(client: FlaskClient) -> None:
    html = _page(client, "/browse")
    ways = set(re.findall(r'href="(/(?:diseases|signs|genes|therapies|countries)[^"]*)"', html))
    assert {"/diseases", "/signs", "/genes", "/therapies", "/countries"} <= ways
    assert "/diseases/area/rarekg:area-neurological" in ways
    assert "/diseases/treatment/approved" in ways
    for way in sorted(ways):
        assert client.get(way).status_code == 200, way


def test_all_diseases_stand_in_the_order_of_their_letters(client: FlaskClient) -> None:
    html = _page(client, "/diseases")
    names = _names(html)
    assert "Friedreich ataxia" in names
    letters = _letters(html, "/diseases")
    assert letters == sorted(letters, key=lambda letter: (letter == "0-9", letter))
    by_letter = [n for letter in letters for n in _names(_page(client, f"/diseases/{letter}"))]
    assert sorted(by_letter) == sorted(names)
    for name in _names(_page(client, "/diseases/F")):
        assert name[0] in "Ff"


def test_those_with_a_plain_summary_come_first(client: FlaskClient) -> None:
    html = _page(client, "/diseases/area/rarekg:area-movement-disorder")
    assert html.index('id="described"') < html.index('id="list"')
    described = html[html.index('id="described"') : html.index('id="list"')]
    assert "Friedreich ataxia" in described
    assert "Rare movement disorders" in html


def test_names_and_letters_go_by_the_readers_language(client: FlaskClient) -> None:
    english, french = _page(client, "/diseases/A"), _page(client, "/fr/diseases/A")
    assert "Ataxie de Friedreich" in _names(french)
    assert "Friedreich ataxia" not in _names(english)
    assert 'href="/fr/disease/' in french


def test_names_in_another_language_than_the_page_say_so(client: FlaskClient) -> None:
    polish = _page(client, "/pl/diseases")
    assert re.search(r'<li><a href="/pl/disease/[^"]+" lang="en">Friedreich ataxia</a>', polish)


def test_groups_and_forms_of_diseases_are_marked(client: FlaskClient) -> None:
    html = _page(client, "/diseases")
    assert "group of diseases</span>" in html


def test_genes_have_the_number_of_diseases_that_they_are_linked_to(client: FlaskClient) -> None:
    html = _page(client, "/genes/F")
    assert re.search(r'>FXN</a> <span class="count">1 disease</span>', html)


def test_signs_come_by_letter(client: FlaskClient) -> None:
    assert "Ataxia" in _names(_page(client, "/signs"))
    assert re.search(
        r'>Ataxia</a> <span class="count">\d+ diseases</span>', _page(client, "/signs/A")
    )


def test_therapies_come_by_stage(client: FlaskClient) -> None:
    html = _page(client, "/therapies")
    assert "/therapies/stage/rkg:Approved" in html
    assert "nusinersen" in _names(_page(client, "/therapies/stage/rkg:Approved"))


@pytest.mark.parametrize(
    ("path", "leads_to"),
    [
        ("/diseases/f", "/diseases/F"),
        ("/diseases/Ł", "/diseases"),
        ("/diseases/あ", "/diseases"),
        ("/country/fr", "/country/FR"),
        ("/country/France", "/country/FR"),
    ],
)
def test_what_is_meant_is_found(client: FlaskClient, path: str, leads_to: str) -> None:
    response = client.get(quote(path))
    assert response.status_code in (301, 302)
    assert response.headers["Location"] == leads_to


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/diseases?page=0", 400),
        ("/diseases?page=x", 400),
        ("/diseases?page=4000", 404),
        ("/diseases/<script>", 404),
        ("/diseases/" + "A" * 3000, 404),
        ("/diseases/%00", 404),
        ("/diseases/area/nothing", 404),
        ("/diseases/area/rarekg:area-neurological/!", 404),
        ("/diseases/colour/red", 404),
        ("/diseases/treatment/..%2F..%2Fetc", 404),
        ("/signs/system/HP:9999999", 404),
        ("/genes/%F0%9F%98%80", 404),
        ("/country/ZZ", 404),
        ("/country/" + "F" * 500, 404),
    ],
)
def test_hostile_addresses_are_refused_clearly(client: FlaskClient, path: str, status: int) -> None:
    response = client.get(path)
    assert response.status_code == status, response.text[:500]
    assert "<script>" not in response.text.replace("<script type", "").replace("<script async", "")


def test_a_country_tells_who_works_there_and_where_to_report(client: FlaskClient) -> None:
    html = _page(client, "/country/FR")
    assert "<h1>France</h1>" in html
    report = html[html.index('id="report"') :]
    assert "/entity/rarekg:reporting-" in report[: report.index("</section>")]
    assert ">Deutschland</a>" in _page(client, "/de/countries")


def test_a_country_of_which_little_is_known_is_honest(client: FlaskClient) -> None:
    codes = re.findall(r'href="/country/([A-Z]{2})"', _page(client, "/countries"))
    pages = [_page(client, f"/country/{code}") for code in codes]
    assert any("No trial that we read takes place here" in html for html in pages)


def test_the_way_to_a_disease_leads_over_its_area(client: FlaskClient) -> None:
    with client.application.test_request_context("/"):
        way = crumbs_of(held().records.entity("MONDO:0100339"))
    assert way[0][0] == "/browse"
    assert way[1][0].startswith("/diseases/area/")
    for address, words in way:
        assert words
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_of_every_language_has_its_part_of_the_list(
    client: FlaskClient, language: str
) -> None:
    start = "" if language == "en" else f"/{language}"
    html = _page(client, f"{start}/diseases")
    for letter in _letters(html, f"{start}/diseases"):
        assert client.get(f"{start}/diseases/{letter}").status_code == 200


def test_the_page_of_a_sign_can_be_ordered_and_tells_how_often(client: FlaskClient) -> None:
    known = _page(client, "/phenotype/HP:0001251")
    named = _page(client, "/phenotype/HP:0001251?order=name")
    assert 'class="often of-' in known
    diseases = re.findall(r'<li><a class="value" href="/disease/[^"]+"[^>]*>([^<]+)<', named)
    assert diseases
    assert diseases == sorted(diseases, key=str.casefold)
    assert client.get("/phenotype/HP:0001251?order=odd").status_code == 400
    assert client.get("/phenotype/HP:0001251?page=900").status_code == 404
