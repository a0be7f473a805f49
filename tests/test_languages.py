"""Pages in the reader's language: by the beginning of the address, once by what the browser asks
for, with links, redirects, tags and names in it."""

from __future__ import annotations

import html
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import Environment

from rarekg.records.model import Literal
from rarekg.release import Home
from rarekg.server.app import create_app
from rarekg.server.formats import country, day, listed, number, percent
from rarekg.server.labels import FILTERS, concept_label, property_label
from rarekg.server.languages import INTERFACE, gettext, ngettext, speaking
from rarekg.server.wording import qualifier_words
from tests.conftest import SparqlOf

FRIEDREICH = "/disease/MONDO:0100339"
FROM_ELSEWHERE = {"Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate"}


@pytest.fixture(scope="module")
def app(starter_home: Home, sparql_of: SparqlOf) -> Flask:
    return create_app(starter_home, sparql_of(starter_home))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def page(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.text


@pytest.mark.parametrize("language", INTERFACE)
def test_each_language_has_its_pages(client: FlaskClient, language: str) -> None:
    text = page(client, f"/{language}{FRIEDREICH}")
    assert f'<html lang="{language}"' in text
    links = re.findall(r' (?:href|action)="(/[^"]*)"', text)
    pages = [one for one in links if re.match(r"/(search|sources|phenotype|gene|about)", one)]
    assert not pages
    assert f"/{language}/search" in links
    assert any(one.startswith(f"/{language}/phenotype/HP:") for one in links)
    assert not [one for one in links if re.match(r"/[a-z]{2}/(static|api)/", one)]


@pytest.mark.parametrize("language", INTERFACE)
def test_pages_say_the_words_of_their_language(client: FlaskClient, language: str) -> None:
    with speaking(language):
        heading, caution = gettext("How far to trust it"), gettext("This is not medical advice.")
    text = html.unescape(page(client, f"/{language}/about"))
    assert heading in text
    assert caution in text


def test_addresses_without_a_language_are_english(client: FlaskClient) -> None:
    text = page(client, FRIEDREICH)
    assert '<html lang="en"' in text
    assert 'href="/phenotype/HP:' in text
    assert "/en/phenotype" not in text


@pytest.mark.parametrize("path", ["/xx/", "/frr/about", "/FR/about", "/fr/nothing-here"])
def test_unknown_languages_and_pages_are_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/search?q=ataxia",
        "/static/nothing.css",
        "/disease/MONDO:0100339.ttl",
        "/data/latest/graph.nq.gz",
        "/releases/feed.atom",
    ],
)
def test_what_is_no_page_has_one_address(client: FlaskClient, path: str) -> None:
    answer = client.get(f"/de{path}")
    assert (answer.status_code, answer.headers["Location"]) == (308, path)


def test_a_document_in_rdf_is_the_same_in_every_language(client: FlaskClient) -> None:
    turtle = {"Accept": "text/turtle"}
    answers = [client.get(f"{before}{FRIEDREICH}", headers=turtle) for before in ("", "/fr", "/ja")]
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.data for answer in answers}) == 1


def test_redirections_keep_the_language(client: FlaskClient) -> None:
    answer = client.get("/fr/disease/ORPHA:95")
    assert answer.headers["Location"] == f"/fr{FRIEDREICH}"
    assert client.get("/fr/vocab").headers["Location"].endswith("/fr/vocab/")
    assert client.get("/disease/ORPHA:95").headers["Location"] == FRIEDREICH


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [("fr-CH, en;q=0.8", "fr"), ("sv, pt-BR;q=0.7, en;q=0.5", "pt"), ("ja", "ja")],
)
def test_the_first_visit_goes_by_the_browser(
    client: FlaskClient, wanted: str, expected: str
) -> None:
    headers = {**FROM_ELSEWHERE, "Accept-Language": wanted}
    answer = client.get(f"{FRIEDREICH}?country=CH", headers=headers)
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/{expected}{FRIEDREICH}?country=CH"
    assert {"Accept-Language", "Sec-Fetch-Site"} <= set(answer.headers["Vary"].split(", "))
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        (FRIEDREICH, {"Accept-Language": "fr"}),  # a program, or a search engine
        (FRIEDREICH, {**FROM_ELSEWHERE, "Accept-Language": "en-GB, fr;q=0.9"}),
        (FRIEDREICH, {**FROM_ELSEWHERE, "Accept-Language": "sv"}),
        (FRIEDREICH, {**FROM_ELSEWHERE, "Accept-Language": "fr", "Sec-Fetch-Site": "same-origin"}),
        (FRIEDREICH, {**FROM_ELSEWHERE, "Accept-Language": "fr", "Sec-Fetch-Mode": "cors"}),
        ("/api/v1/search?q=ataxia", {**FROM_ELSEWHERE, "Accept-Language": "fr"}),
        (f"/en{FRIEDREICH}", {**FROM_ELSEWHERE, "Accept-Language": "fr"}),
        (f"{FRIEDREICH}.ttl", {**FROM_ELSEWHERE, "Accept-Language": "fr"}),
    ],
)
def test_nobody_else_is_sent_elsewhere(
    client: FlaskClient, path: str, headers: dict[str, str]
) -> None:
    assert client.get(path, headers=headers).status_code == 200


def test_pages_name_themselves_in_all_languages(client: FlaskClient) -> None:
    text = page(client, f"/fr{FRIEDREICH}")
    assert f'<link rel="canonical" href="http://localhost/fr{FRIEDREICH}">' in text
    assert f'hreflang="x-default" href="http://localhost{FRIEDREICH}"' in text
    assert f'hreflang="en" href="http://localhost{FRIEDREICH}"' in text
    asked = page(client, f"/fr{FRIEDREICH}?country=CH")  # the switch keeps what was asked for
    for tag, name in INTERFACE.items():
        assert f'hreflang="{tag}"' in text
        assert re.search(rf'<a href="/{tag}{FRIEDREICH}\?country=CH"[^>]*>{name}</a>', asked)
    english = page(client, f"/en{FRIEDREICH}")
    assert f'<link rel="canonical" href="http://localhost{FRIEDREICH}">' in english


def test_tags_differ_by_language(client: FlaskClient) -> None:
    tags = {client.get(f"{before}/about").headers["ETag"] for before in ("", "/en", "/fr", "/de")}
    assert len(tags) == 4
    tag = client.get("/fr/about").headers["ETag"]
    assert client.get("/fr/about", headers={"If-None-Match": tag}).status_code == 304
    assert client.get("/de/about", headers={"If-None-Match": tag}).status_code == 200


def test_names_are_in_the_language_of_the_page_and_marked_where_not(client: FlaskClient) -> None:
    french = page(client, f"/fr{FRIEDREICH}")
    assert re.search(r"<h1[^>]*>\s*Ataxie de Friedreich", french)
    polish = page(client, f"/pl{FRIEDREICH}")
    assert 'lang="en"' in polish
    english = page(client, FRIEDREICH)  # asked for after the others: nothing of them is kept
    assert re.search(r"<h1[^>]*>\s*Friedreich ataxia", english)


def test_the_api_is_in_english(client: FlaskClient) -> None:
    page(client, f"/fr{FRIEDREICH}")
    answer = client.get(f"/api/v1{FRIEDREICH}", headers={"Accept-Language": "fr"})
    assert answer.json is not None
    assert answer.json["name"] == "Friedreich ataxia"


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ("1,234", "12,345.67", "45%", "30 May 2017", "a, b and c", "Germany")),
        ("de", ("1.234", "12.345,67", "45\xa0%", "30. Mai 2017", "a, b und c", "Deutschland")),
        ("es", ("1234", "12.345,67", "45\xa0%", "30 de mayo de 2017", "a, b y c", "Alemania")),
        (
            "cs",
            ("1\xa0234", "12\xa0345,67", "45\xa0%", "30. května 2017", "a, b a\xa0c", "Německo"),
        ),
        ("ja", ("1,234", "12,345.67", "45%", "2017年5月30日", "a、b、c", "ドイツ")),
    ],
)
def test_numbers_days_lists_and_countries(language: str, expected: tuple[str, ...]) -> None:
    with speaking(language):
        made = (
            number(1234),
            number("12345.6700"),
            percent(45),
            day("2017-05-30"),
            listed(["a", "b", "c"]),
            country("DE"),
        )
    assert made == expected


@pytest.mark.parametrize("text", ["3.7877", "0.0000001", "not a number", "12345678901234567890"])
def test_digits_are_those_of_the_source(text: str) -> None:
    assert number(text).replace(",", "") == text


def test_what_a_template_has_of_constants_is_not_kept_for_other_languages() -> None:
    environment = Environment(autoescape=True)
    environment.filters.update(FILTERS)
    template = environment.from_string('{{ 1234|number }} {{ "FR"|country }}')
    with speaking("de"):
        assert template.render() == "1.234 Frankreich"
    assert template.render() == "1,234 France"


def test_texts_are_english_outside_of_requests() -> None:
    assert gettext("No %(thing)s, 100 %% sure", thing="x") == "No x, 100 % sure"
    assert gettext("100 % sure") == "100 % sure"
    assert ngettext("%(num)s sign", "%(num)s signs", 1) == "1 sign"
    assert ngettext("%(num)s sign", "%(num)s signs", 0) == "0 signs"


def test_labels_of_the_vocabulary_are_those_of_the_catalogue_or_its_own() -> None:
    assert concept_label("rkg:Disease") == "disease"
    with speaking("fr"):
        assert concept_label("rkg:Disease") == "maladie"
        assert property_label("no-such-property") == "no-such-property"


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/fr/nowhere-at-all", 404, "Il n’y a pas de page à cette adresse."),
        ("/ja/nowhere-at-all", 404, "このアドレスにページはありません。"),
        ("/nowhere-at-all", 404, "There is no page at this address."),
    ],
)
def test_what_the_framework_says_is_said_in_the_language(
    client: FlaskClient, path: str, status: int, said: str
) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert f"<p>{said}" in answer.text
    posted = client.post("/de/diseases")
    assert posted.status_code == 405
    assert posted.headers["Allow"]
    assert "<p>Diese Adresse kann so nicht abgefragt werden.</p>" in posted.text


def test_one_word_in_two_senses_is_two_in_other_languages() -> None:
    with speaking("de"):
        assert property_label("figureAbout") == "Thema"
        assert concept_label("rkg:About") == "etwa"


def test_portuguese_is_that_of_europe() -> None:
    with speaking("pt"):
        assert country("PL") == "Polónia"
        assert number("12345.5") == "12.345,5"


def test_regions_of_figures_are_in_the_language() -> None:
    with speaking("es"):
        assert qualifier_words(Literal("Europe"), "region") == "Europa"


def test_a_very_long_query_is_not_repeated_in_every_language(client: FlaskClient) -> None:
    short, long = client.get("/search?q=ataxia"), client.get(f"/search?q={'a' * 60_000}")
    assert "/de/search?q=ataxia" in short.text
    assert len(long.data) < len(short.data) + 10_000
