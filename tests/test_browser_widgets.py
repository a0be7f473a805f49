"""The elements of widgets on pages of another origin, in a real browser: they show what the data
say, under a strict policy, to readers of all kinds, and cost them no privacy."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from rarekg.server.languages import INTERFACE
from rarekg.server.widgets.script import integrity
from tests.host_pages import Hosts, host_page, hosting
from tests.test_accessibility import axe
from tests.widget_elements import ALL, REFS, all_loaded, ataxia, shown, style, told

pytestmark = pytest.mark.browser

V1 = '<script src="{site}/widgets/v1/rarekg.js"></script>'


@pytest.fixture(scope="module")
def hosts() -> Iterator[Hosts]:
    with hosting() as found:
        yield found


def test_a_disease_is_shown_under_a_strict_policy(page: Page, site: str, hosts: Hosts) -> None:
    complaints = told(page)
    page.goto(hosts.strict(site, ataxia()))
    found = page.get_by_role("region", name="A disease in short: Friedreich ataxia")
    expect(found.get_by_role("heading", name="Friedreich ataxia")).to_be_visible()
    expect(found).to_contain_text("Friedreich ataxia is an inherited disease")
    expect(page.get_by_text("Ataxia, says the host")).to_be_hidden()
    assert style(found, "border-top-left-radius") == "12px"
    assert not complaints


@pytest.mark.parametrize("name", REFS)
def test_each_widget_is_shown_as_its_data_say(
    page: Page, site: str, hosts: Hosts, name: str
) -> None:
    complaints = told(page)
    found = shown(page, hosts.strict(site, f'<rarekg-{name} ref="{REFS[name]}"></rarekg-{name}>'))
    data = page.request.get(f"{site}/api/v1/widget/{name}/{REFS[name]}".rstrip("/")).json()
    assert data["sections"]
    for section in data["sections"]:
        place = found.locator(f".section-{section['id']}")
        expect(place).to_contain_text(section["heading"])
        assert place.locator(".item").count() == len(section["items"])
        assert place.locator("svg.drawing").count() == bool(section["drawing"])
        for item in section["items"]:
            expect(place).to_contain_text(item["text"])
    expect(found.locator(".release")).to_have_text(data["release"]["text"])
    expect(found.locator(".page a")).to_have_attribute("href", data["url"])
    assert found.locator(".references > li").count() == len(data["references"])
    assert found.locator(".licences > li").count() == len(data["sources"])
    assert not complaints


def test_numbers_lead_to_the_fact_and_the_foot_says_who_says_so(
    page: Page, site: str, hosts: Hosts
) -> None:
    found = shown(page, hosts.strict(site, ataxia()))
    number = found.locator(".section-summary .reference a")
    href = str(number.get_attribute("href"))
    assert href.startswith(f"{site}/statement/")
    assert page.request.get(href).status == 200
    expect(number).to_have_accessible_name("This fact, to cite: 1, 2")
    expect(found.locator(".sources ol")).to_be_hidden()
    found.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(found.locator(".references > li").first).to_contain_text("Orphanet")
    for address in found.locator("a").evaluate_all("all => all.map(a => a.href + a.rel)"):
        assert address.startswith("http")
        assert address.endswith("noreferrer")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_sees_no_barrier(
    browser: Browser, site: str, hosts: Hosts, scheme: Literal["light", "dark"], width: int
) -> None:
    context = browser.new_context(
        color_scheme=scheme, bypass_csp=True, viewport={"width": width, "height": 900}
    )
    page = context.new_page()
    head = '<meta name="color-scheme" content="light dark">'
    page.goto(hosts.put(host_page(site, ALL, head)))
    all_loaded(page)
    assert axe(page) == []
    context.close()


def test_no_cookie_no_storage_no_referrer_no_other_address(
    browser: Browser, site: str, hosts: Hosts
) -> None:
    context = browser.new_context()
    page = context.new_page()
    asked: list[tuple[str, dict[str, str]]] = []
    page.on("request", lambda request: asked.append((request.url, request.all_headers())))
    address = hosts.strict(site, ALL)
    page.goto(address)
    all_loaded(page)
    data = [(url, headers) for url, headers in asked if "/api/" in url]
    assert len(data) >= len(REFS)
    assert [url for url, _ in asked if not url.startswith((f"{site}/", address))] == []
    assert [url for url, headers in data if "cookie" in headers or "referer" in headers] == []
    assert context.cookies() == []
    kept = page.evaluate("""async () => [localStorage.length, sessionStorage.length,
      (await indexedDB.databases()).length, (await caches?.keys() ?? []).length]""")
    assert kept == [0, 0, 0, 0]
    context.close()


def test_the_script_may_be_named_by_its_hash(page: Page, site: str, hosts: Hosts) -> None:
    right = page.request.get(f"{site}/widgets/1.0.0/rarekg.js").headers
    assert right["access-control-allow-origin"] == "*"
    page_of = '<script src="{}/widgets/1.0.0/rarekg.js" integrity="{}" crossorigin></script>{}'
    shown(page, hosts.put(page_of.format(site, integrity("1.0.0"), ataxia())))
    page.goto(hosts.put(page_of.format(site, integrity("1.0.0", "frame.js"), ataxia())))
    expect(page.get_by_text("Ataxia, says the host")).to_be_visible()


@pytest.mark.parametrize(
    "scripts",
    [
        V1 * 2,
        V1 + '<script src="{site}/widgets/1.0.0/rarekg.js"></script>',
        '<script src="{site}/widgets/v1/rarekg.js" type="module"></script>',
        '<script src="{site}/widgets/v1/rarekg.js" async defer></script>',
    ],
)
def test_the_script_may_stand_there_twice_or_be_a_module(
    page: Page, site: str, hosts: Hosts, scripts: str
) -> None:
    complaints = told(page)
    shown(page, hosts.put(f"<!doctype html>{ataxia()}{scripts.format(site=site)}"))
    assert complaints == []


@pytest.mark.parametrize("language", INTERFACE)
def test_the_language_is_that_of_the_page_around(
    page: Page, site: str, hosts: Hosts, language: str
) -> None:
    body = f'<section lang="{language}-XX">{ataxia()}</section>'
    found = shown(page, hosts.strict(site, body))
    expect(found).to_have_attribute("lang", language)
    href = str(found.locator(".page a").get_attribute("href"))
    before = "" if language == "en" else f"/{language}"
    assert href == f"{site}{before}/disease/MONDO:0100339"


def test_its_own_language_comes_first_and_others_are_english(
    page: Page, site: str, hosts: Hosts
) -> None:
    found = shown(page, hosts.put(host_page(site, ataxia('lang="fr"'), html='lang="de"')))
    expect(found).to_have_attribute("lang", "fr")
    found = shown(page, hosts.put(host_page(site, ataxia(), html='lang="sv"')))
    expect(found).to_have_attribute("lang", "en")
    expect(found.locator(".error")).to_have_count(0)
    found = shown(page, hosts.put(host_page(site, ataxia('lang="sv"'))))
    expect(found.locator(".error")).to_contain_text("sv")


def test_what_is_not_understood_is_told_beside_the_data(
    page: Page, site: str, hosts: Hosts
) -> None:
    wrong = 'theme="pink" accent="url(x)" items="many" mode="loud" other="1"'
    found = shown(page, hosts.strict(site, ataxia(wrong)))
    errors = found.locator(".error").all_inner_texts()
    assert {e.partition(":")[0] for e in errors} == {"theme", "accent", "items", "mode"}
    expect(found).to_contain_text("Friedreich ataxia is an inherited disease")


def test_drawings_and_bars_are_drawn_as_the_data_say(page: Page, site: str, hosts: Hosts) -> None:
    places = {
        "path": {"d": "M0 0h9v9z"},
        "line": {"x1": "0", "x2": "9", "y1": "1", "y2": "1"},
        "rect": {"x": "1", "y": "1", "width": "5", "height": "5", "rx": "2"},
        "circle": {"cx": "4", "cy": "4", "r": "2"},
        "text": {"x": "3", "y": "9", "text-anchor": "middle"},
    }
    shapes = [
        {"shape": shape, "part": shape, "attributes": where, "title": f"This {shape}"}
        for shape, where in places.items()
    ]
    shapes[0]["url"] = f"{site}/about"
    shapes[-1]["text"] = "Words"
    drawing = {"width": 360, "height": 90, "label": "What it shows", "shapes": shapes}
    items = [{"text": "Half", "share": 0.5, "value": "50"}, {"text": "All of it", "share": 7.0}]
    section = {"id": "x", "heading": "X", "items": items, "url": "", "more": ""}
    sections = [{**section, "kind": "map", "drawing": drawing}, {**section, "kind": "bars"}]

    def answer(route: Route) -> None:
        route.fulfill(json={**route.fetch().json(), "sections": sections})

    page.route("**/api/v1/widget/**", answer)
    found = shown(page, hosts.strict(site, ataxia()))
    for shape, where in places.items():
        node = found.locator(f"svg > {shape}, svg > a > {shape}")
        for name, value in where.items():
            expect(node).to_have_attribute(name, value)
        expect(node.locator("title")).to_have_text(f"This {shape}")
    expect(found.locator("svg a")).to_have_attribute("tabindex", "-1")
    expect(found.locator("svg text")).to_contain_text("Words")
    expect(found.get_by_text("What it shows")).to_have_count(1)
    full = found.locator(".bars").evaluate("list => list.clientWidth")
    widths = found.locator(".bar span").evaluate_all("all => all.map(bar => bar.offsetWidth)")
    assert widths == [(full + 1) // 2, full]


def test_nothing_of_an_answer_becomes_markup_or_script(page: Page, site: str, hosts: Hosts) -> None:
    bad = '"><img src=x onerror=alert(1)><script>alert(2)</script>${alert(3)}'
    unsafe = "javascript:alert(4)"

    def spoilt(value: object, key: str = "") -> object:
        if isinstance(value, dict):
            return {k: spoilt(v, k) for k, v in value.items()}
        if isinstance(value, list):
            return [spoilt(v, key) for v in value]
        if key in ("url", "statement", "licence_url"):
            return unsafe
        return bad if isinstance(value, str) and key not in ("kind", "shape") else value

    def spoil(route: Route) -> None:
        data = spoilt(route.fetch().json())
        assert isinstance(data, dict)
        attributes = {"d": "M0 0", "onclick": "alert(5)", "style": "fill:url(x)", "href": unsafe}
        shapes = [
            {
                "shape": shape,
                "part": bad,
                "attributes": attributes,
                "text": bad,
                "title": bad,
                "url": unsafe,
            }
            for shape in ("path", "script", "foreignObject", "animate", "image")
        ]
        drawing = {"width": bad, "height": bad, "label": bad, "shapes": shapes}
        items = [{"text": bad, "url": unsafe, "share": 0.5, "references": [1], "statement": unsafe}]
        for kind in ("bars", "map", "search", "figures", "list", "unknown"):
            section = {"id": bad, "heading": bad, "kind": kind, "items": items, "url": unsafe}
            data["sections"].append({**section, "more": bad, "drawing": drawing, "hint": bad})
        data["withdrawn"] = {"text": bad, "successors": [{"ref": bad, "text": bad, "url": unsafe}]}
        route.fulfill(body=json.dumps(data), content_type="application/json")

    alerts: list[str] = []
    page.on("dialog", lambda dialog: alerts.append(dialog.message))
    page.route("**/api/v1/widget/**", spoil)
    found = shown(page, hosts.put(host_page(site, ataxia())))
    expect(found).to_contain_text(bad)
    assert found.locator("img, script, image, animate, foreignObject, iframe").count() == 0
    attributes = found.evaluate("""c => [...c.querySelectorAll("*")].flatMap(n => [...n.attributes])
      .filter(a => /^on|^(src|style|srcdoc)$/.test(a.name) || a.name === "href")
      .map(a => a.name + "=" + a.value).filter(a => !/^style=width: 50%;?$/.test(a))""")
    assert attributes == []
    assert alerts == []
