"""How pages are found: the sitemaps, what programs are asked to leave out, what pages say of
themselves, and the picture that is shown where they are shared."""

from __future__ import annotations

import gzip
import io
import re
from xml.etree.ElementTree import fromstring

import pytest
from flask.testing import FlaskClient
from PIL import Image

from rarekg.server.languages import INTERFACE
from rarekg.server.lettering import drawable, letters, width
from tests.page_kinds import FAILURES, examples

_SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
_META = re.compile(r'<meta (?:name|property)="([^"]+)" content="([^"]*)">')


def _html(client: FlaskClient, path: str) -> str:
    return client.get(path, headers={"Accept": "text/html"}).text


def _addresses(client: FlaskClient, path: str) -> list[str]:
    """What a sitemap or an index of sitemaps names."""
    body = client.get(path).data
    root = fromstring(gzip.decompress(body) if path.endswith(".gz") else body)  # noqa: S314
    assert root.tag in (f"{_SITEMAP}urlset", f"{_SITEMAP}sitemapindex")
    found = [str(loc.text) for loc in root.iter(f"{_SITEMAP}loc")]
    assert all(address.startswith("http://localhost/") for address in found)
    return [address.removeprefix("http://localhost") for address in found]


def test_the_sitemaps_name_every_page_once_in_each_language(starter: FlaskClient) -> None:
    named = re.search(r"^Sitemap: http://localhost(\S+)$", starter.get("/robots.txt").text, re.M)
    assert named
    files = _addresses(starter, named[1])
    by_language = {file.partition("-")[0].rpartition("/")[2]: file for file in files}
    assert set(by_language) == set(INTERFACE)
    english = _addresses(starter, by_language["en"])
    assert len(english) == len(set(english))
    assert _addresses(starter, by_language["ja"]) == [f"/ja{path}" for path in english]
    assert "/disease/MONDO:0100339" in english
    known = {path for _, path in examples(starter.application) if "?" not in path}
    unlisted = r"/(statement|reference|method|source|vocab|search|treatments|style|sparql/examples|"
    unlisted += (
        r"releases|picture|connect|signs|diseases|therapies|genes|countr|entity|disease/.*/)"
    )
    assert {p for p in known - set(english) if not re.match(unlisted, p)} == set()


def test_what_the_sitemaps_name_is_there(starter: FlaskClient) -> None:
    paths = _addresses(starter, "/sitemaps/en-1.xml.gz")
    some = [p for p in paths if p.count("/") < 2] + paths[:: max(1, len(paths) // 40)]
    for path in some:
        assert starter.get(path, headers={"Accept": "text/html"}).status_code == 200, path


def test_a_sitemap_that_was_read_need_not_be_read_again(starter: FlaskClient) -> None:
    for path in ("/sitemap.xml", "/sitemaps/fr-1.xml.gz"):
        first = starter.get(path)
        assert first.status_code == 200
        tag = {"If-None-Match": first.headers["ETag"]}
        assert starter.get(path, headers=tag).status_code == 304


@pytest.mark.parametrize("name", ["xx-1", "en-0", "en-99", "en-99999999999999999999"])
def test_there_is_no_other_sitemap(starter: FlaskClient, name: str) -> None:
    assert starter.get(f"/sitemaps/{name}.xml.gz").status_code == 404


def test_robots_are_kept_from_endless_lists_and_from_no_page_of_a_thing(
    starter: FlaskClient,
) -> None:
    rules = re.findall(r"^Disallow: (\S+)$", starter.get("/robots.txt").text, re.M)
    left_out = [re.compile(re.escape(rule).replace(r"\*", ".*")) for rule in rules]

    def allowed(path: str) -> bool:
        return not any(rule.match(path) for rule in left_out)

    assert not allowed("/search?q=ataxia")
    assert not allowed("/fr/trials?status=RECRUITING")
    for path in _addresses(starter, "/sitemaps/de-1.xml.gz"):
        assert allowed(path), path
    assert allowed("/static/rarekg.css")
    assert allowed("/social/disease/MONDO:0100339.png")


@pytest.mark.parametrize("release", ["starter", "studied", "paying"])
def test_each_page_has_a_title_and_a_description_of_its_own(
    release: str, request: pytest.FixtureRequest
) -> None:
    client: FlaskClient = request.getfixturevalue(release)
    titles: dict[str, str] = {}
    words: dict[str, str] = {}
    for _, path in examples(client.application):
        html = _html(client, path)
        head = html.partition("</head>")[0]
        found = re.findall(r"<title>(.*?)</title>", head, re.DOTALL)
        assert len(found) == 1, path
        assert found[0].endswith(" · rarekg"), path
        assert "\n" not in found[0], path
        told = dict(_META.findall(html))
        assert 20 <= len(told["description"]) <= 320, (path, told["description"])
        if "noindex" not in html:
            assert found[0] not in titles, (path, titles.get(found[0]))
            titles[found[0]] = path
            assert told["description"] not in words, (path, words.get(told["description"]))
            words[told["description"]] = path


def test_a_description_is_made_of_facts_in_the_readers_language(starter: FlaskClient) -> None:
    english = dict(_META.findall(_html(starter, "/disease/MONDO:0100339")))["description"]
    french = dict(_META.findall(_html(starter, "/fr/disease/MONDO:0100339")))["description"]
    assert english.startswith("Friedreich ataxia is an inherited disease")
    assert "maladie héréditaire" in french


def test_pages_that_are_shared_have_a_card(starter: FlaskClient) -> None:
    html = _html(starter, "/fr/disease/MONDO:0100339")
    told = dict(_META.findall(html))
    assert told["og:title"].startswith("Ataxie de Friedreich")
    assert told["og:url"] == "http://localhost/fr/disease/MONDO:0100339"
    assert told["og:locale"] == "fr_FR"
    assert len(re.findall(r'property="og:locale:alternate"', html)) == len(INTERFACE) - 1
    assert told["twitter:card"] == "summary_large_image"
    assert told["og:description"] == told["description"]
    picture = starter.get(told["og:image"].removeprefix("http://localhost"))
    assert picture.mimetype == "image/png"
    with Image.open(io.BytesIO(picture.data)) as image:
        given = told["og:image:width"], told["og:image:height"]
        assert tuple(map(str, image.size)) == given == ("1200", "630")
    assert len(picture.data) < 60_000


def test_a_picture_is_kept_until_the_release_changes(starter: FlaskClient) -> None:
    first = starter.get("/social/rarekg.png")
    assert first.headers["Cache-Control"] == "public, max-age=86400"
    tag = {"If-None-Match": first.headers["ETag"]}
    assert starter.get("/social/rarekg.png", headers=tag).status_code == 304
    english = starter.get("/social/rarekg.png?language=ja")
    assert english.data == first.data, "no letters for Japanese: the English picture"


@pytest.mark.parametrize(
    "path", ["/social/disease/MONDO:9999999.png", "/social/nothing.png", "/social/disease/%00.png"]
)
def test_what_is_unknown_has_no_picture(starter: FlaskClient, path: str) -> None:
    assert starter.get(path).status_code == 404


@pytest.mark.parametrize("path", FAILURES)
def test_failures_are_not_listed(starter: FlaskClient, path: str) -> None:
    html = _html(starter, path)
    assert '<meta name="robots" content="noindex, follow">' in html
    assert "og:" not in html
    assert "canonical" not in html


@pytest.mark.parametrize(
    "text",
    [
        "Hémiplégie façon garçon",
        "Größe, Übel, Straße",
        "señor, ¿qué?".replace("¿", ""),
        "ação, coração",
        "żółw, Łódź, gęś",
        "žluťoučký kůň, ďábel",
        "smørrebrød, Ångström",
        "α-mannosidosis, β-thalassemia",
    ],
)
def test_letters_of_the_languages_of_europe_are_drawn(text: str) -> None:
    assert drawable(text), [pair for pair in letters(text) if not drawable("".join(pair))]
    assert width(text, 40) > width(text[:4], 40)


@pytest.mark.parametrize("text", ["フリードライヒ運動失調症", "атаксия", "☃"])
def test_what_there_are_no_letters_for_is_never_drawn_as_boxes(text: str) -> None:
    assert not drawable(text)
