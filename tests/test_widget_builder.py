"""The builder of widgets: `/widgets`, the gallery, the recipes, and the code that is copied."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from flask import Flask

from rarekg.server.languages import speaking
from rarekg.server.services import held
from rarekg.server.widgets.answer import Made, made
from rarekg.server.widgets.kinds import kind_named
from rarekg.server.widgets.snippets import Script, frame, snippets

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
    assert tags.one("script") == {"src": f"{ROOT}/widgets/v1/rarekg.js", "async": None}


def test_an_element_that_never_changes_is_checked_by_the_browser(starter_app: Flask) -> None:
    given = widget(starter_app, {})
    tags = Tags(code(starter_app, given, Script("1.0.0", "sha384-abc"))["element"])
    assert tags.one("script") == {
        "src": f"{ROOT}/widgets/1.0.0/rarekg.js",
        "integrity": "sha384-abc",
        "crossorigin": "anonymous",
        "async": None,
    }
