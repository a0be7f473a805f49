"""Widgets as pictures: `/card/v1/….svg` and `.png`, on the curated data."""

from __future__ import annotations

import io
import re
from base64 import b64encode
from hashlib import sha256
from xml.etree.ElementTree import Element, fromstring

import msgspec
import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from rarekg.server.widgets.answer import Made
from rarekg.server.widgets.asked import Asked
from rarekg.server.widgets.card import svg_of
from rarekg.server.widgets.card_fonts import wide_font
from rarekg.server.widgets.card_letters import NamedLetters
from rarekg.server.widgets.card_marks import NUMBERS, Order
from rarekg.server.widgets.card_paint import paint, rings
from rarekg.server.widgets.card_text import cut, lines
from rarekg.server.widgets.card_words import alternative
from rarekg.server.widgets.kinds import KINDS
from rarekg.server.widgets.model import (
    Drawing,
    Item,
    Reference,
    ReleaseOf,
    Section,
    Shape,
    SourceOf,
    Successor,
    Widget,
    Withdrawn,
    Words,
)

SVG = "{http://www.w3.org/2000/svg}"
ATAXIA = "/card/v1/disease/MONDO:0100339"


def picture(client: FlaskClient, address: str) -> Element:
    """A picture in SVG, read as strictly as XML is."""
    response = client.get(address)
    assert response.status_code == 200, response.text
    assert response.mimetype == "image/svg+xml"
    return fromstring(response.data)  # noqa: S314  (our own)


def said(root: Element) -> str:
    """All words of a picture, as they stand in it."""
    return " ".join(" ".join("".join(e.itertext()).split()) for e in root.iter(f"{SVG}text"))


def test_a_card_shows_facts_sources_release_and_address(client: FlaskClient) -> None:
    root = picture(client, f"{ATAXIA}.svg?lang=fr")
    words = said(root)
    for shown in ("Ataxie de Friedreich", "1 Orphanet", "CC BY 4.0", "localhost/fr/disease/MONDO:"):
        assert shown in words, shown
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "fr"
    assert (root.findtext(f"{SVG}title") or "").startswith("Ataxie de Friedreich")
    assert "FXN" in (root.findtext(f"{SVG}desc") or "")


def test_the_style_of_a_card_is_allowed_by_its_hash_and_nothing_else_is(
    client: FlaskClient,
) -> None:
    for asked in ("", "?accent=fc0&theme=dark", "?theme=light"):
        response = client.get(f"{ATAXIA}.svg{asked}")
        style = fromstring(response.data).findtext(f"{SVG}style") or ""  # noqa: S314
        hashed = b64encode(sha256(style.encode()).digest()).decode()
        policy = f"default-src 'none'; frame-ancestors 'self'; style-src 'sha256-{hashed}'"
        assert response.headers["Content-Security-Policy"] == policy
        assert ("prefers-color-scheme" in style) is (asked == "")
        assert response.headers["Access-Control-Allow-Origin"] == "*"


def test_a_card_in_pixels_is_the_same_card(client: FlaskClient) -> None:
    for layout, asked, width in (("full", "", 1200), ("compact", "&width=600", 600)):
        root = picture(client, f"{ATAXIA}.svg?layout={layout}")
        response = client.get(f"{ATAXIA}.png?layout={layout}{asked}")
        assert response.mimetype == "image/png"
        with Image.open(io.BytesIO(response.data)) as image:
            assert image.width == width
            if layout == "compact":
                assert image.height == 315
                assert (root.get("width"), root.get("height")) == ("600", "315")


ALL = [f"/card/v1/{kind.name}/{kind.example}".rstrip("/") for kind in KINDS]


@pytest.mark.parametrize("address", ALL)
def test_every_widget_has_its_card(client: FlaskClient, address: str) -> None:
    found = client.get(f"{address}.svg", follow_redirects=True)
    if found.status_code == 404:  # the curated data have no payments
        assert client.get(f"/api/v1/widget{address[8:]}").status_code == 404
        return
    own = found.request.path.removesuffix(".svg")
    for asked in (
        "",
        "?layout=compact&lang=fr",
        "?lang=ja&mode=expert&items=50",
        "?theme=dark&q=x",
    ):
        root = picture(client, f"{own}.svg{asked}")
        words = said(root)
        assert "rarekg" in words
        assert "localhost/" in words, "where all of it stands"
        assert root.findtext(f"{SVG}title")
        for text in root.iter(f"{SVG}text"):
            if text.get("class", "").split()[-1] != "e":
                right = float(text.get("x", "")) + width_of(text)
                assert right <= 462, (right, text.text)


def width_of(text: Element) -> float:
    """How wide a line of a card is, with the numbers after it."""
    letters, bold = NamedLetters(), " b" in text.get("class", "")
    size = float(text.get("font-size") or 12)
    numbers = text.findtext(f"{SVG}tspan") or ""
    wide = letters.width(text.text or "", size, bold) + letters.width(numbers, NUMBERS)
    return 0.0 if text.get("class", "").endswith(" d") else wide


def test_numbers_after_facts_are_those_of_sources_below(client: FlaskClient) -> None:
    for layout in ("full", "compact"):
        root = picture(client, f"{ATAXIA}.svg?layout={layout}")
        marks = {n for t in root.iter(f"{SVG}tspan") for n in (t.text or "").split(",")}
        below = said(root).partition("Sources: ")[2]
        assert marks
        for number in marks:
            assert re.search(rf"(?:^|; ){number} \w", below), (number, below)


def test_old_ids_lead_to_the_picture_under_the_canonical_one(client: FlaskClient) -> None:
    for ending in ("svg", "png"):
        moved = client.get(f"/card/v1/disease/orphanet_95.{ending}?lang=fr")
        assert moved.status_code == 301
        assert moved.headers["Location"] == f"{ATAXIA}.{ending}?lang=fr"
        assert moved.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    "path",
    [
        "disease/ORPHA:0.svg",
        "nothing/ORPHA:95.png",
        "disease.svg",
        "disease/%00.svg",
        "x",
        "a/b.gif",
    ],
)
def test_what_is_unknown_is_told_in_few_words(client: FlaskClient, path: str) -> None:
    response = client.get(f"/card/v1/{path}")
    assert response.status_code == 404
    assert response.mimetype == "text/plain"
    assert len(response.data) < 300
    assert response.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("ending", ["svg", "png"])
def test_a_card_is_kept_until_the_release_changes(client: FlaskClient, ending: str) -> None:
    first = client.get(f"{ATAXIA}.{ending}?layout=compact")
    assert "stale-while-revalidate" in first.headers["Cache-Control"]
    tag = {"If-None-Match": first.headers["ETag"]}
    again = client.get(f"{ATAXIA}.{ending}?layout=compact", headers=tag)
    assert again.status_code == 304
    assert "Set-Cookie" not in first.headers


def test_bad_parameters_are_told_on_the_card(client: FlaskClient) -> None:
    words = said(picture(client, f"{ATAXIA}.svg?items=x&mode=%3Cb%3E&unknown=%3Cb%3E"))
    assert "items: “x” is not understood" in words
    assert "mode: “<b>”" in words
    assert "unknown" not in words
    plain = client.get(f"{ATAXIA}.png?layout=compact")
    assert client.get(f"{ATAXIA}.png?layout=compact&width=9999").data != plain.data
    assert client.get(f"{ATAXIA}.png?layout=compact&unknown=1").data == plain.data


def test_the_alternative_says_what_the_card_shows(client: FlaskClient) -> None:
    response = client.get("/api/v1/widget/disease/MONDO:0100339?layout=compact")
    text = alternative(msgspec.json.decode(response.data, type=Widget))
    assert text.startswith("Friedreich ataxia. A disease in short. In plain words: ")
    assert "How common: " in text
    assert text.endswith(".")
    assert ".." not in text
    assert len(text) < 700


def test_a_server_without_japanese_letters_draws_the_card_in_english(client: FlaskClient) -> None:
    widget = msgspec.json.decode(
        client.get("/api/v1/widget/disease/MONDO:0100339?lang=ja").data, type=Widget
    )
    assert wide_font(("/nowhere",)) == ""
    bare = paint(Order(widget, False, "", 300, ""))
    assert bare.startswith(b"\x89PNG"), "what has no letters is left out, and nothing breaks"
    if not wide_font():
        english = client.get(f"{ATAXIA}.png?layout=compact")
        japanese = client.get(f"{ATAXIA}.png?layout=compact&lang=ja")
        assert japanese.headers["Content-Language"] == "en"
        assert japanese.data == english.data


def test_lines_fit_and_break_where_one_may() -> None:
    letters = NamedLetters()
    text = "Spinocerebellar ataxia, 遺伝子の両方のコピーが変化しています。それぞれ。 " + "x" * 300
    for room in (60.0, 200.0, 436.0):
        found = lines(text, room, 14.0, letters)
        assert all(letters.width(line, 14.0) <= room for line in found)
        assert "".join("".join(found).split()) == "".join(text.split())
        assert not any(line[0] in "。、" for line in found)
        short = cut(text, 2, room, 14.0, letters)
        assert len(short) == 2
        assert short[1].endswith("…")
        assert letters.width(short[1], 14.0) <= room + 1


def test_paths_of_maps_are_read() -> None:
    assert rings("M1 2l3-4 5 6z") == [[(1, 2), (4, -2), (9, 4)]]
    assert rings("M0,0L2,0 2,2zM5.5 5l.5 0-1-1z") == [
        [(0, 0), (2, 0), (2, 2)],
        [(5.5, 5), (6, 5), (5, 4)],
    ]
    assert rings("M1 1z") == []


@pytest.mark.parametrize("layout", ["full", "compact"])
def test_texts_say_how_they_were_made_and_that_they_are_not_so(
    starter_app: Flask, layout: str
) -> None:
    item = Item("It is common", note="translated by machine", negated=True, references=(1,))
    one = Section("summary", "In plain words", "text", (item,), 1)
    other = Section("more", "More", "list", (Item("Another fact"),), 1)
    widget = msgspec.structs.replace(_EMPTY, sections=(one, other), layout=layout)
    with starter_app.test_request_context():
        words = said(fromstring(svg_of(Made(KINDS[0], Asked(), widget)).get_data()))  # noqa: S314
    assert f"{_EMPTY.words.negated} It is common" in words
    assert "translated by machine" in words
    assert "Another fact" in words


# What nobody may get out of its place: texts of all kinds, in every field of a widget.
_TEXTS = st.text(max_size=60) | st.sampled_from(
    [
        "<script>alert(1)</script>",
        "]]>",
        "&amp;<!--",
        '" onload="x',
        "\x00\x0b\ufffe",
        "\u202e\u2066",
    ]
)
_ITEMS = st.builds(
    Item,
    text=_TEXTS,
    code=_TEXTS,
    note=_TEXTS,
    group=_TEXTS,
    value=_TEXTS,
    language=_TEXTS,
    share=st.none() | st.floats(allow_nan=False, width=32),
    references=st.just((1,)),
)
_SHAPES = st.builds(
    Shape,
    shape=_TEXTS | st.sampled_from(["path", "rect", "circle", "line", "text", "script"]),
    part=_TEXTS | st.sampled_from(["land", "label"]),
    attributes=st.dictionaries(st.sampled_from(["x", "d", "onload", "href", "style"]), _TEXTS),
    text=_TEXTS,
)
_SECTIONS = st.builds(
    Section,
    id=_TEXTS,
    heading=_TEXTS,
    kind=st.sampled_from(["text", "list", "figures", "bars", "map", "chart", "search"]),
    items=st.lists(_ITEMS, max_size=3).map(tuple),
    more=_TEXTS,
    hint=_TEXTS,
    drawing=st.none()
    | st.builds(
        Drawing, st.just(360), st.just(100), _TEXTS, st.lists(_SHAPES, max_size=3).map(tuple)
    ),
)
_ELEMENTS = {
    SVG + name
    for name in ("svg", "title", "desc", "style", "rect", "text", "tspan", "path", "circle", "line")
}


@settings(max_examples=50, deadline=None)
@given(
    sections=st.lists(_SECTIONS, max_size=3).map(tuple),
    texts=st.lists(_TEXTS, min_size=6, max_size=6),
    layout=st.sampled_from(["full", "compact"]),
)
def test_no_text_gets_out_of_its_place(
    starter_app: Flask, sections: tuple[Section, ...], texts: list[str], layout: str
) -> None:
    title, label, kind, url, error, source = texts
    widget = msgspec.structs.replace(
        _EMPTY,
        title=title,
        label=label,
        kind=kind,
        url=url,
        title_language=kind,
        errors=(error,),
        sections=sections,
        layout=layout,
        sources=(SourceOf("s", source, "", source),),
        withdrawn=Withdrawn(kind, (Successor(source, title, url),)),
    )
    with starter_app.test_request_context():
        response = svg_of(Made(KINDS[0], Asked(query=title), widget))
    root = fromstring(response.get_data())  # noqa: S314  (our own)
    for element in root.iter():
        assert element.tag in _ELEMENTS
        for name in element.attrib:
            assert not name.startswith("on")
            assert name not in ("href", "style", "{http://www.w3.org/1999/xlink}href")
    assert len(list(root.iter(f"{SVG}style"))) == 1
    # (Shapes are of our making; their numbers are read as such.)
    plain = tuple(msgspec.structs.replace(section, drawing=None) for section in sections)
    bare = msgspec.structs.replace(widget, sections=plain)
    assert paint(Order(bare, False, "", 120, "", query=title)).startswith(b"\x89PNG")


@settings(max_examples=30, deadline=None)
@given(
    asked=st.dictionaries(
        st.sampled_from(
            ["lang", "mode", "layout", "theme", "accent", "sections", "items", "country", "q"]
        ),
        _TEXTS,
    )
)
def test_no_parameter_gets_out_of_its_place(client: FlaskClient, asked: dict[str, str]) -> None:
    response = client.get("/card/v1/search.svg", query_string=asked)
    root = fromstring(response.data)  # noqa: S314  (our own)
    assert {e.tag for e in root.iter()} <= _ELEMENTS
    style = root.findtext(f"{SVG}style") or ""
    assert "accent" in asked or "{fill:#0f5e66}" in style
    assert re.fullmatch(r"(?:[^<>@]|@media\(prefers-color-scheme:dark\))*", style)


_EMPTY = Widget(
    widget="disease",
    version="1",
    label="",
    ref="ORPHA:95",
    kind="",
    title="",
    title_language="",
    url="",
    language="en",
    direction="ltr",
    mode="plain",
    layout="full",
    sections=(),
    references=(Reference(1, "s", "s"),),
    sources=(),
    release=ReleaseOf("1", "2026-11-22", "", "Release"),
    words=Words("Sources", "Cite", "Page", "Search", "Nothing", "NOT", "rarekg"),
    withdrawn=None,
    errors=(),
)
