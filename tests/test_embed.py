"""Widgets as pages for frames: `/embed/v1/…`, on the curated data."""

from __future__ import annotations

import re
import shutil
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest
from flask import Flask
from flask.testing import FlaskClient
from msgspec.structs import replace
from werkzeug.test import TestResponse

from rarekg.content import content_folder
from rarekg.release import Home
from rarekg.server.app import create_app
from rarekg.server.services import held
from rarekg.server.static_files import StaticFiles
from rarekg.server.widgets.accent import DARK, LIGHT, READABLE, contrast, readable
from rarekg.server.widgets.answer import Made, made
from rarekg.server.widgets.frame import framed, stamp_of
from rarekg.server.widgets.kinds import KINDS, kind_named
from rarekg.server.widgets.model import Successor, Withdrawn
from tests.conftest import SparqlOf
from tests.page_kinds import FAILURES, HTML, examples
from tests.test_valid_html import faults

XHTML = "{http://www.w3.org/1999/xhtml}"
ATAXIA = "/embed/v1/disease/MONDO:0100339"
_CURATED = {"money": "MONDO:0100339"}  # lists of payments are in other releases
ALL = [f"/embed/v1/{k.name}/{_CURATED.get(k.name, k.example)}".rstrip("/") for k in KINDS]
_FRAMES = re.compile(r"frame-ancestors ([^;]*)")


def opened(client: FlaskClient, address: str) -> TestResponse:
    """A widget, by any spelling of its address."""
    return client.get(address, follow_redirects=True)


def parsed(html: str) -> Element:
    """The tree of a page."""
    root: Element = html5lib.parse(html)
    return root


def links(root: Element) -> list[Element]:
    """All links of a page, those in drawings too."""
    return [e for e in root.iter() if e.tag.endswith("}a")]


def by_class(root: Element, name: str) -> list[Element]:
    """The elements with a class."""
    return [e for e in root.iter() if name in (e.get("class") or "").split()]


def text(element: Element) -> str:
    """The words of an element."""
    return " ".join("".join(element.itertext()).split())


def test_a_frame_shows_the_facts_and_who_says_so(client: FlaskClient) -> None:
    page = parsed(opened(client, f"{ATAXIA}?lang=fr").text)
    assert page.get("lang") == "fr"
    assert page.get("dir") == "ltr"
    (title,) = by_class(page, "w-title")
    assert text(title) == "Ataxie de Friedreich"
    marks = [link for mark in by_class(page, "w-reference") for link in links(mark)]
    facts = [mark for mark in marks if (mark.get("aria-label") or "").startswith("Citer ce fait")]
    assert facts
    for mark in facts:
        where = (mark.get("href") or "").removeprefix("http://localhost")
        assert where.startswith("/fr/statement/")
        assert client.get(where).status_code == 200
    (sources,) = by_class(page, "w-sources")
    assert "Orphanet" in text(sources)
    assert len(by_class(page, "w-release")) == 1
    (whole,) = by_class(page, "w-page")
    assert (whole.get("href") or "").endswith("/fr/disease/MONDO:0100339")
    (canonical,) = [e for e in page.iter(f"{XHTML}link") if e.get("rel") == "canonical"]
    assert canonical.get("href") == whole.get("href")


@pytest.mark.parametrize("address", ALL)
@pytest.mark.parametrize(
    "asked", ["", "?lang=fr&layout=compact", "?lang=ja&mode=expert&items=50", "?theme=dark&mode=x"]
)
def test_every_widget_is_a_valid_page(client: FlaskClient, address: str, asked: str) -> None:
    response = opened(client, address + asked)
    assert response.status_code == 200
    assert not faults(response.text)
    page = parsed(response.text)
    for link in links(page):
        assert (link.get("target"), link.get("rel")) == ("_blank", "noopener")
        where = link.get("href") or link.get("{http://www.w3.org/1999/xlink}href") or ""
        assert where.startswith(("http://", "https://")), where
    assert "Set-Cookie" not in response.headers
    assert not [e for e in page.iter() if e.get("style") is not None]
    for part in ("w-card", "w-title", "w-foot", "w-page", "w-release"):
        assert len(by_class(page, part)) == 1, part


def test_what_is_withdrawn_says_so_kindly_and_names_what_is_used(starter_app: Flask) -> None:
    with starter_app.test_request_context(ATAXIA):
        release = held()
        made_one = made(kind_named("disease"), "MONDO:0100339", {}, release, "http://localhost")
        used = Successor("ORPHA:95", "Friedreich <ataxia>", "http://localhost/disease/ORPHA:95")
        withdrawn = Withdrawn("No longer used. Used instead:", (used,))
        gone = replace(made_one.widget, withdrawn=withdrawn, sections=())
        page = parsed(framed(Made(made_one.kind, made_one.asked, gone)).get_data(as_text=True))
    (told,) = by_class(page, "w-withdrawn")
    assert text(told) == "No longer used. Used instead: Friedreich <ataxia>"
    assert [link.get("href") for link in links(told)] == [used.url]
    assert not by_class(page, "w-section")
    assert "Nothing is recorded here yet." not in text(page)


def test_bad_parameters_are_told_in_one_line_each(client: FlaskClient) -> None:
    page = parsed(opened(client, f"{ATAXIA}?mode=%3Cb%3E&items=x&unknown=1").text)
    told = [text(e) for e in by_class(page, "w-error")]
    assert [words.partition(":")[0] for words in told] == ["mode", "items"]
    assert "<b>" in told[0]
    assert by_class(page, "w-section")


@pytest.mark.parametrize(
    ("theme", "said"), [("", None), ("light", "light"), ("dark", "dark"), ("auto", None)]
)
def test_the_theme_is_that_of_the_site_around(
    client: FlaskClient, theme: str, said: str | None
) -> None:
    for address in (ATAXIA, "/embed/v1/nothing"):
        page = parsed(opened(client, f"{address}?theme={theme}").text)
        assert page.get("data-theme") == said
        (scheme,) = [e for e in page.iter(f"{XHTML}meta") if e.get("name") == "color-scheme"]
        assert scheme.get("content") == (said or "light dark")


def test_an_accent_is_allowed_by_its_hash_and_by_nothing_else(client: FlaskClient) -> None:
    plain = opened(client, ATAXIA)
    assert "<style" not in plain.text
    assert "unsafe" not in plain.headers["Content-Security-Policy"]
    response = opened(client, f"{ATAXIA}?accent=fc0")
    (style,) = parsed(response.text).iter(f"{XHTML}style")
    rules = style.text or ""
    assert "--given:#ffcc00" in rules
    hashed = b64encode(sha256(rules.encode()).digest()).decode()
    policy = response.headers["Content-Security-Policy"]
    assert f"style-src 'self' 'sha256-{hashed}';" in policy
    assert "unsafe" not in policy


def test_words_in_any_accent_can_be_read() -> None:
    tokens = (content_folder("web") / "static" / "styles" / "tokens.css").read_text()
    assert f"--card: light-dark({LIGHT}, {DARK})" in tokens
    for red in range(0, 256, 51):
        for green in range(0, 256, 51):
            for blue in range(0, 256, 51):
                colour = f"#{red:02x}{green:02x}{blue:02x}"
                for ground in (LIGHT, DARK):
                    shown = readable(colour, ground)
                    assert contrast(shown, ground) >= READABLE, (colour, ground)
                    if contrast(colour, ground) >= READABLE:
                        assert shown == colour
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


# Who may frame what, and what is told to browsers


def test_only_widgets_may_be_framed(starter_app: Flask) -> None:
    client = starter_app.test_client()
    pages = [path for _, path in examples(starter_app)]
    others = [
        "/api/v1/entity/ORPHA:95",
        "/api/v1/nothing",
        "/static/rarekg.css",
        "/embeds",
        "/oops",
    ]
    others += [
        "/api/v1/widget/disease/MONDO:0100339",
        "/fr/disease/MONDO:0100339",
        "/sparql?query=",
        "/card/v1/disease/MONDO:0100339.svg",
        "/card/v1/disease/ORPHA:95.svg",
        "/card/v1/nothing.png",
        "/oembed",
        "/widgets/v1/rarekg.js",
    ]
    for path in (*pages, *FAILURES, *others):
        response = client.get(path, headers=HTML)
        policy = response.headers["Content-Security-Policy"]
        assert _FRAMES.findall(policy) == ["'self'"], path
    for path in (*ALL, "/embed/v1/nothing", "/embed/v1/disease/ORPHA:0", "/embed/", "/embed/v2/x"):
        response = client.get(path)
        policy = response.headers["Content-Security-Policy"]
        assert _FRAMES.findall(policy) == ["*"], path


def test_a_frame_asks_for_nothing_but_our_own(client: FlaskClient) -> None:
    response = opened(client, ATAXIA)
    assert response.headers["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
        "connect-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors *"
    )
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert response.headers["Content-Language"] == "en"
    assert "Set-Cookie" not in response.headers
    assert response.vary.to_header() == "Accept-Encoding"
    page = parsed(response.text)
    asked = [e.get("src") or "" for e in page.iter(f"{XHTML}script")]
    asked += [e.get("href") or "" for e in page.iter(f"{XHTML}link") if e.get("rel") != "canonical"]
    assert len(asked) == 2
    for address in asked:
        assert re.fullmatch(r"/static/widget\.[0-9a-f]{10}\.(css|js)", address)
        assert client.get(address).status_code == 200


def test_a_frame_is_kept_until_its_data_or_its_look_changes(
    starter_home: Home, sparql_of: SparqlOf, tmp_path: Path
) -> None:
    app = create_app(starter_home, sparql_of(starter_home))
    client = app.test_client()
    tag = client.get(ATAXIA).headers["ETag"]
    assert "stale-while-revalidate" in client.get(ATAXIA).headers["Cache-Control"]
    again = client.get(ATAXIA, headers={"If-None-Match": tag})
    assert again.status_code == 304
    assert _FRAMES.findall(again.headers["Content-Security-Policy"]) == ["*"]
    web = content_folder("web")
    shutil.copytree(web / "static", tmp_path / "static")
    (tmp_path / "static" / "widget.css").write_text("p {}")
    app.extensions["rarekg.static"] = StaticFiles(tmp_path / "static")
    assert client.get(ATAXIA, headers={"If-None-Match": tag}).status_code == 200
    shutil.copytree(web / "templates" / "widgets" / "frame", tmp_path / "one")
    shutil.copytree(web / "templates" / "widgets" / "frame", tmp_path / "other")
    (tmp_path / "other" / "frame.html").write_text("other")
    assert stamp_of(tmp_path / "one") == stamp_of(web / "templates" / "widgets" / "frame")
    assert stamp_of(tmp_path / "one") != stamp_of(tmp_path / "other")
    assert stamp_of(tmp_path / "one") in tag


# What is not there


@pytest.mark.parametrize(
    ("spelling", "canonical"),
    [
        ("/embed/v1/disease/Orphanet_95?lang=fr&items=2", f"{ATAXIA}?lang=fr&items=2"),
        ("/embed/v1/disease/ORPHA:95", ATAXIA),
        ("/embed/v1/disease/http://www.orpha.net/ORDO/Orphanet_95", ATAXIA),
    ],
)
def test_other_spellings_lead_to_the_address(
    client: FlaskClient, spelling: str, canonical: str
) -> None:
    response = client.get(spelling)
    assert response.status_code == 301
    assert response.location == canonical


@pytest.mark.parametrize(
    "path",
    [
        "/embed/v1/nothing",
        "/embed/v1/nothing/ORPHA:95",
        "/embed/v1/disease",
        "/embed/v1/disease/ORPHA:0",
        "/embed/v1/disease/HP:0001251",
        "/embed/v1/disease/<script>",
        "/embed/v1/disease/" + "x" * 5000,
        "/embed/v2/disease/ORPHA:95",
        "/embed/v1/disease/ORPHA:95%0A",
        "/embed/v1/",
    ],
)
def test_what_is_not_there_is_said_in_a_small_page(client: FlaskClient, path: str) -> None:
    response = client.get(f"{path}?lang=de&theme=dark")
    assert response.status_code == 404
    assert len(response.text) < 2000
    assert not faults(response.text)
    page = parsed(response.text)
    assert page.get("lang") == "de"
    assert page.get("data-theme") == "dark"
    assert len(by_class(page, "w-error")) == 1
    assert [link.get("target") for link in links(page)] == ["_blank"]


def test_a_fault_of_ours_is_said_in_a_small_page(starter_home: Home, sparql_of: SparqlOf) -> None:
    app = create_app(starter_home, sparql_of(starter_home))

    @app.before_request
    def broken() -> None:
        raise ZeroDivisionError

    response = app.test_client().get(ATAXIA)
    assert response.status_code == 500
    assert _FRAMES.findall(response.headers["Content-Security-Policy"]) == ["*"]
    assert "Something went wrong here" in response.text
    assert not faults(response.text)


def test_before_there_is_a_release_it_says_later(tmp_path: Path, sparql_of: SparqlOf) -> None:
    home = Home(tmp_path)
    response = create_app(home, sparql_of(home)).test_client().get(ATAXIA)
    assert response.status_code == 503
    assert "Something went wrong here" in response.text
