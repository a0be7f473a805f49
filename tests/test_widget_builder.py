"""The builder of widgets: `/widgets`, the gallery, the recipes, and the code that is copied."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from urllib.parse import unquote, urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient

from rarekg.release import Home
from rarekg.server.app import create_app
from rarekg.server.languages import speaking
from rarekg.server.services import held
from rarekg.server.widgets.answer import Made, made
from rarekg.server.widgets.kinds import KINDS, kind_named
from rarekg.server.widgets.script import integrity, newest
from rarekg.server.widgets.snippets import Script, frame, snippets
from tests.conftest import SparqlOf

ATAXIA = "MONDO:0100339"
ROOT = "https://example.org"
ASKS = "https://example.org/about"


class Tags(HTMLParser):
    """The elements of a piece of HTML, with what stands in them and in comments."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.comments: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    def one(self, tag: str) -> dict[str, str | None]:
        """The attributes of the only element of a name."""
        (attributes,) = [given for name, given in self.found if name == tag]
        return attributes


def widget(app: Flask, asked: dict[str, str], name: str = "disease", ref: str = ATAXIA) -> Made:
    with app.test_request_context("/"), speaking(asked.get("lang", "en")):
        return made(kind_named(name), ref, asked, held(), ROOT)


def code(app: Flask, given: Made, script: Script | None = None) -> dict[str, str]:
    with app.test_request_context("/"):
        found = snippets(given, ROOT, ASKS, script or Script())
    return {one.form: one.text for one in found}


def test_what_is_copied_tells_no_address_of_the_page_around_it(starter_app: Flask) -> None:
    """A site may have set `unsafe-url` as its policy: each request says that it wants none."""
    asking = [
        (tag, given)
        for text in code(starter_app, widget(starter_app, {})).values()
        for tag, given in Tags(text).found
        if "src" in given
    ]
    assert sorted(tag for tag, _ in asking) == ["iframe", "img", "script", "script"]
    assert all(given["referrerpolicy"] == "no-referrer" for _, given in asking)


def test_there_are_four_snippets_with_whole_addresses(starter_app: Flask) -> None:
    found = code(starter_app, widget(starter_app, {"lang": "fr", "layout": "compact"}))
    assert list(found) == ["element", "frame", "picture", "json"]
    asked = f"{ATAXIA}?lang=fr&layout=compact"
    assert found["json"] == f"{ROOT}/api/v1/widget/disease/{asked}"
    assert Tags(found["frame"]).one("iframe")["src"] == f"{ROOT}/embed/v1/disease/{asked}"
    picture = Tags(found["picture"]).one("img")
    assert picture["src"] == f"{ROOT}/card/v1/disease/{ATAXIA}.png?lang=fr&layout=compact"
    assert "Ataxie de Friedreich" in str(picture["alt"])


@pytest.mark.parametrize("form", ["element", "frame", "picture"])
def test_code_says_what_it_is_and_who_to_ask_and_holds_a_link(
    starter_app: Flask, form: str
) -> None:
    tags = Tags(code(starter_app, widget(starter_app, {"lang": "fr"}))[form])
    (comment,) = tags.comments
    assert "rarekg" in comment
    assert ASKS in comment
    link = tags.one("a")
    assert link["href"] == f"{ROOT}/fr/disease/{ATAXIA}"
    if form != "picture":
        assert link["lang"] == "fr"
        assert "Ataxie de Friedreich" in tags.words


def test_a_frame_is_as_tight_as_it_works(starter_app: Flask) -> None:
    with starter_app.test_request_context("/"):
        alone = Tags(frame(widget(starter_app, {}), ROOT)).one("iframe")
    assert alone["sandbox"] == "allow-scripts allow-popups allow-popups-to-escape-sandbox"
    assert alone["loading"] == "lazy"
    assert alone["referrerpolicy"] == "no-referrer"
    assert alone["title"] == "Friedreich ataxia · A disease in short"
    assert alone["width"] == "100%"
    assert int(str(alone["height"])) >= 200
    assert "style" not in alone, "hosts with a strict policy refuse it"


def test_an_element_says_what_was_chosen_and_nothing_else(starter_app: Flask) -> None:
    asked = {"theme": "dark", "accent": "0F5E59", "items": "2", "sections": "summary"}
    tags = Tags(code(starter_app, widget(starter_app, asked))["element"])
    assert tags.one("rarekg-disease") == {
        "ref": ATAXIA,
        "lang": "en",
        "theme": "dark",
        "sections": "summary",
        "items": "2",
        "accent": "#0f5e59",
    }
    assert tags.one("script") == {
        "src": f"{ROOT}/widgets/v1/rarekg.js",
        "referrerpolicy": "no-referrer",
        "async": None,
    }


def test_an_element_that_never_changes_is_checked_by_the_browser(starter_app: Flask) -> None:
    given = widget(starter_app, {})
    tags = Tags(code(starter_app, given, Script("1.0.0", "sha384-abc"))["element"])
    assert tags.one("script") == {
        "src": f"{ROOT}/widgets/1.0.0/rarekg.js",
        "integrity": "sha384-abc",
        "crossorigin": "anonymous",
        "referrerpolicy": "no-referrer",
        "async": None,
    }


HOSTILE = "--><script>alert(1)</script>\"'<b>&"


@pytest.mark.parametrize("name", ["disease", "search"])
def test_nothing_from_a_parameter_becomes_markup(client: FlaskClient, name: str) -> None:
    """Neither on the page of the builder nor in the code that is copied from it."""
    asked = {"widget": name, "lang": "en", "ref": HOSTILE, "accent": HOSTILE, "country": HOSTILE}
    asked |= {"theme": HOSTILE, "items": HOSTILE, "sections": HOSTILE, "results": HOSTILE}
    text = client.get("/widgets", query_string=asked).text
    assert "alert(1)" in html.unescape(text), "what was typed is still there"
    assert "<script>alert" not in text
    for copied in copies(text).values():
        assert "alert" not in copied


def test_a_comment_cannot_be_left_from_within(starter_app: Flask) -> None:
    with starter_app.test_request_context("/"):
        asks = "https://example.org/-->?<script>"
        found = snippets(widget(starter_app, {}), ROOT, asks)
    for one in found[:3]:
        assert [tag for tag, _ in Tags(one.text).found].count("script") <= 1
        assert len(Tags(one.text).comments) == 1


def copies(text: str) -> dict[str, str]:
    """The code on a page of the builder, by form."""
    areas = re.findall(r'<textarea[^>]* id="code-(\w+)">(.*?)</textarea>', text, re.DOTALL)
    return {form: html.unescape(code) for form, code in areas}


def test_the_builder_shows_an_example_and_no_code_before_something_is_chosen(
    client: FlaskClient,
) -> None:
    """Nobody copies a disease that is not theirs."""
    text = client.get("/widgets").text
    assert text.count("<iframe ") == 4
    assert copies(text) == {}
    assert "This is an example." in text


def test_the_builder_gives_code_with_all_that_was_chosen(client: FlaskClient) -> None:
    address = f"/widgets?widget=disease&ref={ATAXIA}&lang=de&mode=expert&layout=compact&theme=dark"
    text = client.get(f"{address}&accent=%23a03&items=2&fixed=1").text
    found = copies(text)
    element = Tags(found["element"])
    assert element.one("rarekg-disease") == {
        "ref": ATAXIA,
        "lang": "de",
        "mode": "expert",
        "layout": "compact",
        "theme": "dark",
        "items": "2",
        "accent": "#aa0033",
    }
    script = element.one("script")
    assert script["integrity"] == integrity()
    assert script["src"] == f"http://localhost/widgets/{newest()}/rarekg.js"
    assert found["json"].startswith("http://localhost/api/v1/widget/disease/")
    for form in ("frame", "picture"):
        assert "http://localhost/de/disease/" in found[form]


def test_what_code_leads_to_is_there(client: FlaskClient) -> None:
    """Each address in the code of each widget, as it is copied."""
    for kind in KINDS:
        ref = urlencode({"ref": kind.example})
        found = copies(client.get(f"/widgets?widget={kind.name}&{ref}&lang=fr").text)
        if not found:  # the starter data has no such thing
            continue
        addresses = {found["json"]} | {
            str(given[name])
            for form in ("element", "frame", "picture")
            for _, given in Tags(found[form]).found
            for name in ("src", "href")
            if name in given
        }
        assert len(addresses) >= 5
        for address in addresses:
            answer = client.get(address.removeprefix("http://localhost"))
            assert answer.status_code == 200, (kind.name, address)


@pytest.mark.parametrize(
    ("typed", "taken"),
    [
        ("Friedreich ataxia", True),
        ("ORPHA:95", True),
        ("orpha95", True),
        ("Ataxie (MONDO:0100339)", True),
        (f"http://localhost/disease/{ATAXIA}", True),
        ("ataxia", False),
        ("FXN", False),
    ],
)
def test_a_disease_is_taken_only_where_it_is_surely_meant(
    client: FlaskClient, typed: str, taken: bool
) -> None:
    text = client.get("/widgets", query_string={"widget": "disease", "ref": typed}).text
    assert ("element" in copies(text)) is taken
    if taken:
        assert f'value="Friedreich ataxia ({ATAXIA})"' in text
    else:
        assert "Which one do you mean?" in text or "Nothing is known here" in text


def test_candidates_keep_what_was_chosen(client: FlaskClient) -> None:
    text = client.get("/widgets?widget=signs&ref=ataxia&lang=fr&theme=dark").text
    found = re.findall(r'class="chip" href="([^"]+)"', text.partition('id="which"')[2])
    assert found
    address = html.unescape(found[0])
    assert address.startswith("/widgets?widget=signs&lang=fr&theme=dark&ref=")
    assert copies(client.get(address).text)


def test_what_nobody_knows_is_said(client: FlaskClient) -> None:
    answer = client.get("/widgets?widget=disease&ref=qqqqzzzzxxxx")
    assert answer.status_code == 200
    assert "Nothing is known here under “qqqqzzzzxxxx”" in answer.text
    assert copies(answer.text) == {}
    assert "<iframe" not in answer.text


def test_wrong_options_are_told_in_the_language_of_the_page(client: FlaskClient) -> None:
    text = client.get(f"/widgets?widget=disease&ref={ATAXIA}&lang=ja&items=99&accent=red").text
    assert "items: “99” is not understood" in text
    assert "accent: “red” is not understood" in text


def test_the_pages_may_frame_ours_and_nothing_else(client: FlaskClient) -> None:
    for path in ("/widgets", "/widgets/gallery", "/widgets/recipes"):
        policy = client.get(path).headers["Content-Security-Policy"]
        assert "frame-src 'self'" in policy
        assert "frame-ancestors 'self'" in policy
        assert "script-src 'self'" in policy


def test_the_gallery_shows_every_widget(client: FlaskClient) -> None:
    text = client.get("/widgets/gallery").text
    for kind in KINDS:
        shown = text.partition(f'id="{kind.name}"')[2].partition("</li>")[0]
        assert "<iframe " in shown or "nothing to show as an example" in shown, kind.name
        assert f'href="/widgets?widget={kind.name}"' in shown


def test_who_to_ask_is_as_the_operator_says(starter_home: Home, sparql_of: SparqlOf) -> None:
    app = create_app(starter_home, sparql_of(starter_home))
    address = f"/widgets?widget=disease&ref={ATAXIA}"
    assert "http://localhost/about" in copies(app.test_client().get(address).text)["frame"]
    french = copies(app.test_client().get("/fr" + address).text)
    assert "http://localhost/fr/about" in french["frame"]
    app.config["REPORTS"] = "mailto:help@example.org"
    told = copies(app.test_client().get(address).text)
    assert all("mailto:help@example.org" in told[f] for f in ("element", "frame", "picture"))


def test_pages_lead_to_the_builder(client: FlaskClient) -> None:
    page = client.get(f"/disease/{ATAXIA}").text
    assert f'href="/widgets?widget=disease&amp;ref={ATAXIA.replace(":", "%3A")}"' in page
    assert 'href="/widgets"' in page.partition("<footer")[2]
    for path in ("/widgets", "/widgets/gallery", "/widgets/recipes"):
        assert client.get(path).status_code == 200


def test_sections_are_said_only_where_they_were_chosen(client: FlaskClient) -> None:
    """The form sends its boxes always, those of the layout that it was drawn for."""
    page = client.get(f"/widgets?widget=disease&ref={ATAXIA}").text
    boxes = re.findall(r'name="sections" value="([^"]+)" checked', page)
    assert len(boxes) > 2
    form = {"widget": "disease", "ref": ATAXIA, "boxes": "full", "sections": boxes}
    assert "sections" not in copies(client.get("/widgets", query_string=form).text)["json"]
    form["layout"] = "compact"
    told = copies(client.get("/widgets", query_string=form).text)["json"]
    assert told.endswith("?layout=compact")
    form["sections"] = boxes[:2]
    told = copies(client.get("/widgets", query_string=form).text)["json"]
    assert unquote(told).endswith(f"?layout=compact&sections={','.join(boxes[:2])}")
