"""Frames of widgets, asked with what somebody hostile writes, and about things with such names:
nothing of it becomes markup, a style or an attribute, and nothing breaks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote, urlencode
from xml.etree.ElementTree import Element

import html5lib
import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from rarekg.server.languages import INTERFACE
from rarekg.server.widgets.answer import Made
from rarekg.server.widgets.asked import Asked
from rarekg.server.widgets.frame import framed
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

EVIL = "zq7x"  # stands in every hostile text, and in nothing of ours
_PIECES = (
    f"<script>{EVIL}()</script>",
    f"</style><script>{EVIL}()</script>",
    f"</title></textarea></svg><img src=x onerror={EVIL}()>",
    f'" onload="{EVIL}()" x="',
    f"' onmouseover='{EVIL}()",
    f"javascript:{EVIL}()",
    f"{{{{ {EVIL} }}}}{{% include '/etc/passwd' %}}",
    f"}}:root{{background:url(//{EVIL}.example)}}",
    f"expression({EVIL})",
    f"<!--{EVIL}-->",
    f"<![CDATA[{EVIL}]]>",
    f"&lt;{EVIL}&gt;&#60;b&#62;",
    f"{EVIL}\u2028\u2029\u202e\ufeff",
    f"{EVIL}\x00\x0b\x1b",
    f"\r\nX-{EVIL}: 1\r\n\r\n<b>",
    f"../../{EVIL}",
    f"%00%0d%0a{EVIL}",
    "\ud800".encode("utf-16", "surrogatepass").decode("utf-16", "replace") + EVIL,
    f"#{EVIL}",
)
hostile = st.one_of(
    st.sampled_from(_PIECES),
    st.lists(st.sampled_from(_PIECES), min_size=1, max_size=4).map("".join),
    st.text(max_size=60).map(lambda text: f"{text}{EVIL}<b>"),
    st.sampled_from(_PIECES).map(lambda text: text * (100_000 // len(text))),
)
_KNOWN = ("lang", "mode", "layout", "theme", "accent", "sections", "items", "country", "q")
PARAMETERS = (*_KNOWN, "results", "width", "callback", "style")
_GOOD = {
    "lang": st.sampled_from([*INTERFACE, "pt-BR"]),
    "mode": st.sampled_from(["plain", "expert"]),
    "layout": st.sampled_from(["full", "compact"]),
    "theme": st.sampled_from(["auto", "light", "dark"]),
    "accent": st.sampled_from(["#0f5e59", "fc0"]),
    "items": st.integers(1, 50).map(str),
    "country": st.sampled_from(["FR", "de"]),
    "q": st.text(max_size=20),
    "results": st.sampled_from(["site", "here"]),
}
asked_for = st.fixed_dictionaries(
    {}, optional={name: st.one_of(hostile, _GOOD.get(name, hostile)) for name in PARAMETERS}
)
refs = st.one_of(
    st.sampled_from(["", *(kind.example for kind in KINDS)]),
    hostile.map(lambda text: text[:3000]),
    st.sampled_from(_PIECES).map("ORPHA:95{}".format),
)
names = st.one_of(st.sampled_from([kind.name for kind in KINDS]), hostile.map(lambda t: t[:500]))

_HTML, _SVG = "{http://www.w3.org/1999/xhtml}", "{http://www.w3.org/2000/svg}"
_COMMON = {"class", "id", "lang", "dir", "title", "aria-label", "aria-labelledby", "aria-hidden"}
_ELEMENTS = {
    "html": {"data-theme"},
    "head": set[str](),
    "meta": {"charset", "name", "content"},
    "title": set[str](),
    "link": {"rel", "href"},
    "style": set[str](),
    "script": {"src", "defer"},
    "body": {"data-widget", "data-layout", "data-mode"},
    "a": {"href", "target", "rel", "tabindex"},
    "li": {"value"},
    "img": {"src", "alt", "width", "height"},
    "time": {"datetime"},
    "form": {"role", "action", "target"},
    "input": {"type", "name", "value", "maxlength", "autocomplete"},
}
_PLAIN = "main header footer h1 h2 h3 p div section ul ol span strong code sup details summary"
_ELEMENTS |= {tag: set[str]() for tag in (*_PLAIN.split(), "button")}
_SHAPES = {"d", "x", "y", "x1", "y1", "x2", "y2", "width", "height", "cx", "cy", "r", "rx"}
_SHAPES |= {"text-anchor", "transform"}
_DRAWN = {
    "svg": {"viewBox", "role"},
    "a": {"href", "target", "rel", "tabindex"},
    "title": set[str](),
    **dict.fromkeys(("path", "line", "rect", "circle", "text"), _SHAPES),
}
_RULES = re.compile(
    r":root\{--given:#[0-9a-f]{6}\}@media not all and \(prefers-contrast:more\)"
    r"\{:root\{--accent:#[0-9a-f]{6}\}@supports \(color:light-dark\(red,red\)\)"
    r"\{:root\{--accent:light-dark\(#[0-9a-f]{6},#[0-9a-f]{6}\)\}\}\}"
)


def strange(html: str) -> Iterator[str]:
    """What is in a page that none of our templates put there."""
    root: Element = html5lib.parse(html)
    for element in root.iter():
        if not str(element.tag).startswith("{"):
            yield "a comment"
            continue
        drawn = element.tag.startswith(_SVG)
        tag = element.tag.removeprefix(_SVG).removeprefix(_HTML)
        allowed = (_DRAWN if drawn else _ELEMENTS).get(tag)
        if allowed is None:
            yield f"<{tag}>"
        elif more := set(element.attrib) - allowed - _COMMON:
            yield f"<{tag}> with {', '.join(sorted(more))}"
        if tag == "script" and not (element.get("src") or "").startswith("/static/widget."):
            yield "another script"
        if tag == "style" and not _RULES.fullmatch(element.text or ""):
            yield f"another style: {element.text}"
        if tag == "a" and not (element.get("href") or "").startswith(("http://", "https://")):
            yield f"a link to {element.get('href')}"


@settings(max_examples=100, deadline=None)
@given(name=names, ref=refs, asked=asked_for)
def test_nothing_that_is_asked_becomes_markup(
    client: FlaskClient, name: str, ref: str, asked: dict[str, str]
) -> None:
    path = "/".join(quote(part, safe="") for part in (name, ref) if part)
    response = client.get(f"/embed/v1/{path}?{urlencode(asked)}")
    assert response.status_code in (200, 301, 308, 404), response.status
    policy = response.headers["Content-Security-Policy"]
    assert EVIL not in policy
    assert "unsafe" not in policy
    assert not [k for k in response.headers.to_wsgi_list() if EVIL in k[0].lower()]
    if response.status_code in (200, 404):
        assert not list(strange(response.text))
        assert f"<{EVIL}" not in response.text


@pytest.mark.parametrize("parameter", PARAMETERS)
@pytest.mark.parametrize("piece", _PIECES)
def test_each_parameter_with_each_piece(client: FlaskClient, parameter: str, piece: str) -> None:
    asked = urlencode({parameter: piece, "theme" if parameter != "theme" else "mode": "dark"})
    for widget in ("disease/MONDO:0100339", "search"):
        response = client.get(f"/embed/v1/{widget}?{asked}")
        assert response.status_code == 200
        assert not list(strange(response.text))


# Names and texts come from sources: they are no more trusted than what is asked.

_evil = st.sampled_from(_PIECES)
_address = st.just("https://example.org/?a=1&b=2")
_items = st.builds(
    Item,
    text=_evil,
    language=st.sampled_from(["", "de"]),
    url=st.one_of(st.just(""), _address),
    code=_evil,
    note=_evil,
    group=_evil,
    value=_evil,
    share=st.one_of(st.none(), st.floats(0, 1)),
    negated=st.booleans(),
    statement=st.one_of(st.just(""), _address),
    references=st.sampled_from([(), (1,), (1, 2)]),
)
_shapes = st.builds(
    Shape,
    shape=st.sampled_from(["path", "line", "rect", "circle", "text"]),
    part=st.sampled_from(["land", "dot", "bar", "label"]),
    attributes=st.dictionaries(st.sampled_from(sorted(_SHAPES)), _evil, max_size=3),
    text=_evil,
    title=_evil,
    url=st.one_of(st.just(""), _address),
)
_sections = st.builds(
    Section,
    id=st.sampled_from(["one", "two"]),
    heading=_evil,
    kind=st.sampled_from(["text", "list", "figures", "bars", "map", "chart", "search"]),
    items=st.lists(_items, max_size=3).map(tuple),
    url=_address,
    more=_evil,
    drawing=st.one_of(
        st.none(),
        st.builds(
            Drawing,
            width=st.just(10),
            height=st.just(10),
            label=_evil,
            shapes=st.lists(_shapes, max_size=3).map(tuple),
        ),
    ),
    hint=_evil,
)
_successors = st.builds(Successor, ref=_evil, text=_evil, url=_address)
widgets = st.builds(
    Widget,
    widget=st.just("disease"),
    version=st.just("1"),
    label=_evil,
    ref=_evil,
    kind=_evil,
    title=st.one_of(st.just(""), _evil),
    title_language=st.sampled_from(["", "ar"]),
    url=_address,
    language=st.sampled_from(["en", "ja"]),
    direction=st.sampled_from(["ltr", "rtl"]),
    mode=st.just("plain"),
    layout=st.sampled_from(["full", "compact"]),
    sections=st.lists(_sections, max_size=3).map(tuple),
    references=st.builds(
        lambda a, b: (Reference(1, "x", a, "https://example.org"), Reference(2, "y", b)),
        _evil,
        _evil,
    ),
    sources=st.lists(
        st.builds(
            SourceOf, id=_evil, title=_evil, url=_address, licence=_evil, licence_url=_address
        ),
        max_size=6,
    ).map(tuple),
    release=st.builds(ReleaseOf, id=_evil, date=_evil, url=_address, text=_evil),
    words=st.builds(Words, *([_evil] * 7)),
    withdrawn=st.one_of(
        st.none(),
        st.builds(Withdrawn, text=_evil, successors=st.lists(_successors, max_size=2).map(tuple)),
    ),
    errors=st.lists(_evil, max_size=2).map(tuple),
)


@settings(max_examples=60, deadline=None)
@given(widget=widgets, query=_evil, accent=st.sampled_from(["", "#ff0000"]))
def test_nothing_in_a_name_becomes_markup(
    starter_app: Flask, widget: Widget, query: str, accent: str
) -> None:
    asked = Asked(query=query, accent=accent, results="here")
    with starter_app.test_request_context("/embed/v1/disease/x"):
        html = framed(Made(KINDS[0], asked, widget)).get_data(as_text=True)
    assert not list(strange(html))
    for item in (item for section in widget.sections for item in section.items):
        assert EVIL not in item.text or EVIL in html


def test_the_look_for_strange_things_finds_them() -> None:
    found = " ".join(
        strange(
            "<!doctype html><html lang=en><head><style>p{}</style></head><body onload=x>"
            "<script src=//x></script><b>x</b><!-- x --><a href='javascript:x'>x</a>"
        )
    )
    for part in ("<b>", "onload", "another script", "another style", "a comment", "javascript:x"):
        assert part in found
