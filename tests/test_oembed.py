"""oEmbed 1.0: what addresses of ours become on other sites, on the curated data."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, quote, urlsplit
from xml.etree.ElementTree import fromstring

import html5lib
import msgspec
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from rarekg.records.kinds import SECTIONS
from rarekg.server.widgets.kinds import KINDS
from rarekg.server.widgets.widget_of import WIDGET_OF, WIDGET_OF_LIST
from tests.page_kinds import FAILURES, HTML, examples

ROOT = "http://localhost"
ATAXIA = f"{ROOT}/disease/MONDO:0100339"
XHTML = "{http://www.w3.org/1999/xhtml}"
# The fields of the specification (2.3.4, 2.3.4.4), and what each must be.
REQUIRED = {"type": str, "version": str, "html": str, "width": int, "height": int}
OPTIONAL = {
    "title": str,
    "author_name": str,
    "author_url": str,
    "provider_name": str,
    "provider_url": str,
    "cache_age": int,
    "thumbnail_url": str,
    "thumbnail_width": int,
    "thumbnail_height": int,
}


def asked(client: FlaskClient, address: str, **more: object) -> TestResponse:
    """What stands for an address."""
    return client.get("/oembed", query_string={"url": address, **more})


def answered(client: FlaskClient, address: str, **more: object) -> dict[str, str | int]:
    """The same, in JSON, with the fields that the specification has and no others."""
    response = asked(client, address, **more)
    assert response.status_code == 200, response.text
    assert response.mimetype == "application/json"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    found = msgspec.json.decode(response.data, type=dict[str, str | int])
    known = REQUIRED | OPTIONAL
    assert REQUIRED.keys() <= found.keys() <= known.keys()
    for name, value in found.items():
        assert isinstance(value, known[name]), name
    return found


def frame_of(answer: dict[str, str | int]) -> dict[str, str]:
    """The attributes of the frame of an answer, which is XHTML, and nothing but a frame."""
    frame = fromstring(str(answer["html"]))  # noqa: S314  (our own)
    assert (frame.tag, len(frame), frame.text) == ("iframe", 0, None)
    return frame.attrib


def test_an_address_becomes_a_frame(client: FlaskClient) -> None:
    answer = answered(client, f"{ROOT}/fr/disease/ORPHA:95")
    assert (answer["type"], answer["version"]) == ("rich", "1.0")
    assert str(answer["title"]).startswith("Ataxie de Friedreich")
    assert (answer["provider_name"], answer["provider_url"]) == ("rarekg", f"{ROOT}/")
    frame = frame_of(answer)
    assert frame["src"] == f"{ROOT}/embed/v1/disease/MONDO:0100339?lang=fr"
    assert frame["title"] == answer["title"]
    assert (frame["loading"], frame["referrerpolicy"]) == ("lazy", "no-referrer")
    assert "allow-same-origin" not in frame["sandbox"]
    assert (frame["width"], frame["height"]) == (str(answer["width"]), str(answer["height"]))
    assert client.get(frame["src"].removeprefix(ROOT)).status_code == 200


@pytest.mark.parametrize(("wide", "high"), [(320, 0), (0, 200), (250, 180), (4000, 4000), (60, 40)])
def test_frame_and_picture_are_no_larger_than_they_may_be(
    client: FlaskClient, wide: int, high: int
) -> None:
    limits = {k: v for k, v in (("maxwidth", wide), ("maxheight", high)) if v}
    answer = answered(client, ATAXIA, **limits)
    for name in ("", "thumbnail_"):
        assert int(answer.get(f"{name}width", 0)) <= (wide or 600)
        assert int(answer.get(f"{name}height", 0)) <= (high or 10_000)
    if (wide, high) == (60, 40):
        assert not any(name.startswith("thumbnail") for name in answer)
    if high == 200:
        assert "layout=compact" in frame_of(answer)["src"], "little room: the compact one"


def test_the_thumbnail_has_the_size_that_is_told(client: FlaskClient) -> None:
    answer = answered(client, ATAXIA, maxwidth=301)
    picture = client.get(str(answer["thumbnail_url"]).removeprefix(ROOT))
    assert picture.mimetype == "image/png"
    size = (int.from_bytes(picture.data[16:20], "big"), int.from_bytes(picture.data[20:24], "big"))
    assert size == (answer["thumbnail_width"], answer["thumbnail_height"]) == (301, 158)


def test_xml_says_the_same_as_json(client: FlaskClient) -> None:
    address = f"{ROOT}/pl/disease/ORPHA:95"
    response = asked(client, address, format="xml")
    assert response.headers["Content-Type"] == "text/xml; charset=utf-8"
    assert response.text.startswith('<?xml version="1.0" encoding="utf-8" standalone="yes"?>')
    root = fromstring(response.data)  # noqa: S314  (our own)
    assert root.tag == "oembed"
    said = {child.tag: child.text for child in root}
    assert said == {k: str(v) for k, v in answered(client, address, format="json").items()}


@pytest.mark.parametrize(
    ("asked_for", "status"),
    [
        ("", 400),
        ("url=", 400),
        (f"url={ATAXIA}&format=yaml", 501),
        (f"url={ATAXIA}&maxwidth=wide", 400),
        (f"url={ATAXIA}&maxheight=-1", 400),
        (f"url={ATAXIA}&maxwidth=0", 400),
        (f"url={ATAXIA}&unknown=1&maxwidth=", 200),
        ("url=https://example.org/disease/ORPHA:95", 404),
        (f"url=http://localhost.example.org/disease/ORPHA:95&x={ROOT}", 404),
        (f"url={ROOT}:81/disease/ORPHA:95", 404),
        (f"url={ROOT}:80/disease/ORPHA:95", 200),
        (f"url={ROOT}:443/disease/ORPHA:95", 404),
        ("url=http://localhost%40example.org/disease/ORPHA:95", 404),
        ("url=http://localhost%5C%40example.org/disease/ORPHA:95", 404),
        ("url=http://example.org%5C%40localhost/disease/ORPHA:95", 404),
        ("url=http://somebody:x%40localhost/disease/ORPHA:95", 404),
        ("url=//localhost/disease/ORPHA:95", 404),
        ("url=javascript:alert(1)", 404),
        ("url=http://[::1", 404),
        ("url=http://localhost:x/", 404),
        (f"url={ROOT}/disease/ORPHA:0", 404),
        (f"url={ROOT}/disease/%2500", 404),
        (f"url={ROOT}/about", 404),
        (f"url={ROOT}/trials", 404),
        (f"url={ROOT}/embed/v1/nothing/ORPHA:95", 404),
        (f"url={ROOT}/entity/rarekg:area-movement-disorder", 404),
        ("url=https://w3id.org/other/statement/1", 404),
        (f"url={ROOT}/{'x' * 4000}", 404),
    ],
)
def test_what_cannot_be_answered_is_told_by_its_status(
    client: FlaskClient, asked_for: str, status: int
) -> None:
    response = client.get(f"/oembed?{asked_for}")
    assert response.status_code == status, response.text
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    if status != 200:
        assert response.mimetype == "text/plain"
        assert len(response.data) < 400


@pytest.mark.parametrize(
    ("path", "frame"),
    [
        ("/disease/ORPHA:95", "/embed/v1/disease/MONDO:0100339"),
        ("/disease/orphanet_95?utm_source=x#numbers", "/embed/v1/disease/MONDO:0100339"),
        ("/ja/disease/MONDO%3A0100339/", "/embed/v1/disease/MONDO:0100339?lang=ja"),
        ("/treatments/ORPHA:95", "/embed/v1/treatments/MONDO:0100339"),
        ("/search?q=ataxia", "/embed/v1/search?q=ataxia&results=here"),
        ("/de/", "/embed/v1/search?lang=de"),
        (
            "/embed/v1/disease/ORPHA:95?lang=pt-BR&theme=dark&accent=%23fc0&x=1",
            "/embed/v1/disease/MONDO:0100339?lang=pt&theme=dark&accent=ffcc00",
        ),
    ],
)
def test_any_spelling_of_an_address_is_understood(
    client: FlaskClient, path: str, frame: str
) -> None:
    for root in (ROOT, "https://localhost", "https://w3id.org/rarekg"):
        assert frame_of(answered(client, root + path))["src"] == ROOT + frame


def test_every_widget_stands_for_its_own_frame(client: FlaskClient) -> None:
    shown = set()
    for kind in KINDS:
        path = f"/embed/v1/{kind.name}/{kind.example}".rstrip("/")
        there = client.get(path, follow_redirects=True).status_code
        assert asked(client, ROOT + path).status_code == there, path
        if there == 200:  # the curated data have no payments
            src = frame_of(answered(client, ROOT + path))["src"]
            assert client.get(src.removeprefix(ROOT)).status_code == 200
            shown.add(kind.name)
    assert shown >= {
        "disease",
        "treatments",
        "signs",
        "trials",
        "figure",
        "search",
        "fact",
        "today",
    }


def test_the_table_of_pages_names_what_there_is(starter_app: Flask) -> None:
    known = {kind.name: kind for kind in KINDS}
    sections = {*SECTIONS, "statement", "treatments"}
    for section, widgets in WIDGET_OF.items():
        assert section in sections
        for widget in widgets:
            of = "disease" if section == "treatments" else section
            assert of in known[widget].of
    pages = {rule.rule for rule in starter_app.url_map.iter_rules()}
    for path, (widget, _) in WIDGET_OF_LIST.items():
        assert path in pages
        assert widget in known


def test_pages_with_a_widget_tell_where_the_answer_is(starter_app: Flask) -> None:
    client = starter_app.test_client()
    told = set()
    for view, path in examples(starter_app):
        links = discovery(client, path)
        response = asked(client, ROOT + path)
        assert bool(links) is (response.status_code == 200), path
        for kind, href in links.items():
            parts = urlsplit(href)
            said = dict(parse_qsl(parts.query))
            assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"{ROOT}/oembed"
            assert said["url"] == ROOT + path
            found = client.get(f"/oembed?{parts.query}")
            assert f"{found.mimetype}+oembed" == kind
            assert found.status_code == 200
        if links:
            assert set(links) == {"application/json+oembed", "text/xml+oembed"}
            told.add(view)
    assert told >= {"pages.disease", "pages.statement", "organisations.organisation"}
    assert not told & {"pages.about", "things.gene", "trials.trial"}


def test_pages_in_other_languages_name_themselves(client: FlaskClient) -> None:
    (href,) = {h.partition("&")[0] for h in discovery(client, "/fr/disease/MONDO:0100339").values()}
    assert href.endswith(quote(f"{ROOT}/fr/disease/MONDO:0100339", safe=""))


@pytest.mark.parametrize("path", FAILURES)
def test_pages_that_are_none_have_no_widget(client: FlaskClient, path: str) -> None:
    assert not re.search("oembed", client.get(path, headers=HTML).text)


def discovery(client: FlaskClient, path: str) -> dict[str, str]:
    """The links of a page to what it is on other sites, by their kinds."""
    root = html5lib.parse(client.get(path, headers=HTML).text)
    links = [e for e in root.iter(f"{XHTML}link") if "oembed" in (e.get("type") or "")]
    assert all(e.get("rel") == "alternate" and e.get("title") for e in links)
    return {e.get("type") or "": e.get("href") or "" for e in links}
