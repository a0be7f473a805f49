"""The elements of widgets on pages of another origin, in a real browser: they come under a strict
policy, withstand the style sheet around them, fit any page, and cost its visitors no privacy."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from rarekg.server.languages import INTERFACE
from rarekg.server.widgets.kinds import KINDS
from rarekg.server.widgets.script import integrity
from tests.host_pages import Hosts, host_page, hosting
from tests.test_accessibility import axe

pytestmark = pytest.mark.browser

ATAXIA = (
    '<rarekg-disease ref="ORPHA:95"{}>'
    '<a href="https://example.org/">Ataxia, says the host</a></rarekg-disease>'
)
# Things that the starter release has, too.
REFS = {kind.name: kind.example for kind in KINDS} | {"trials": "ORPHA:95", "money": "ORPHA:95"}
ALL = "".join(f'<rarekg-{name} ref="{ref}">words</rarekg-{name}>' for name, ref in REFS.items())
V1 = '<script src="{site}/widgets/v1/rarekg.js"></script>'
_READABLE = """card => {
  const parts = (colour) => colour.match(/[\\d.]+/g).slice(0, 3).map(Number);
  const paint = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const shown = (colour) => {
    paint.fillStyle = colour;
    paint.fillRect(0, 0, 1, 1);
    return [...paint.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const light = (colour) => shown(colour).map((v) => (v /= 255) <= 0.04045 ? v / 12.92
    : ((v + 0.055) / 1.055) ** 2.4).reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const words = light(getComputedStyle(card.querySelector(".page a")).color);
  const paper = light(getComputedStyle(card).backgroundColor);
  return (Math.max(words, paper) + 0.05) / (Math.min(words, paper) + 0.05);
}"""


@pytest.fixture(scope="module")
def hosts() -> Iterator[Hosts]:
    with hosting() as found:
        yield found


def ataxia(attributes: str = "") -> str:
    return ATAXIA.format(" " + attributes if attributes else "")


def card(page: Page) -> Locator:
    return page.locator(".card")


def shown(page: Page, address: str) -> Locator:
    """The card of the only widget of a page."""
    page.goto(address)
    found = card(page)
    expect(found).to_be_visible()
    return found


def told(page: Page) -> list[str]:
    """What the console of a page says from now on."""
    found: list[str] = []
    page.on("console", lambda message: found.append(message.text))
    page.on("pageerror", lambda error: found.append(error.message))
    return found


def all_loaded(page: Page) -> None:
    """Goes through all widgets of a page: they load when they are near; opens their sources."""
    for name in REFS:
        widget = page.locator(f"rarekg-{name}")
        widget.scroll_into_view_if_needed()
        expect(widget.locator(".card")).to_be_visible()
        widget.locator("details").evaluate_all("all => all.forEach(d => { d.open = true })")


def style(place: Locator, name: str) -> str:
    found = place.evaluate("(node, name) => getComputedStyle(node).getPropertyValue(name)", name)
    return str(found)


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


HOSTILE = """<style>
html { font-size: 90px; letter-spacing: 9px; line-height: 4; text-transform: uppercase }
* { all: revert !important }
body * { color: red !important; background: lime !important; font: italic 70px/3 cursive !important;
  border: 9px solid !important; padding: 30px !important; text-indent: 5em !important;
  text-align: right !important; white-space: nowrap !important; word-spacing: 2em !important }
rarekg-disease { display: inline !important; height: 3px !important; overflow: hidden !important;
  max-height: 3px !important; columns: 4 !important; writing-mode: vertical-rl !important;
  padding: 0 !important; border: 0 !important }
p, h2, a, section, .card, .title { display: none !important; visibility: hidden !important }
</style>"""


def test_hostile_style_sheets_do_not_come_in(page: Page, site: str, hosts: Hosts) -> None:
    looks = []
    width = "width:500px!important;padding:0!important;border:0!important"
    for head in ("", HOSTILE):
        address = hosts.put(host_page(site, f'<div style="{width}">{ataxia()}</div>', head))
        found = shown(page, address)
        names = (
            "color",
            "background-color",
            "font-size",
            "line-height",
            "text-align",
            "writing-mode",
        )
        places = (found, found.locator(".title a"), found.locator(".section-summary .item").first)
        styles = [style(place, name) for place in places for name in names]
        looks.append((styles, found.bounding_box() and found.evaluate("c => c.offsetHeight")))
        expect(found.locator(".title")).to_be_visible()
        host = page.locator("rarekg-disease").evaluate("e => [e.offsetHeight, e.scrollHeight]")
        assert host[0] >= found.evaluate("c => c.offsetHeight")
    assert looks[0] == looks[1]


def test_who_hides_a_widget_hides_it(page: Page, site: str, hosts: Hosts) -> None:
    found = shown(page, hosts.put(host_page(site, f"<div id=around>{ataxia()}</div>")))
    page.evaluate("document.getElementById('around').style.visibility = 'hidden'")
    expect(found).to_be_hidden()
    page.evaluate("document.getElementById('around').style.visibility = ''")
    expect(found).to_be_visible()
    page.evaluate("document.querySelector('rarekg-disease').hidden = true")
    expect(found).to_be_hidden()


def test_the_page_around_sets_colours_sizes_and_parts(page: Page, site: str, hosts: Hosts) -> None:
    head = """<style>
    rarekg-disease { --rarekg-paper: rgb(1, 2, 3); --rarekg-ink: rgb(250, 251, 252);
      --rarekg-size: 20px; --rarekg-radius: 0px; --rarekg-font: monospace;
      --rarekg-accent: rgb(200, 210, 220);
      --rarekg-line: rgb(9, 9, 9); --rarekg-muted: rgb(8, 8, 8); margin: 7px; max-width: 300px }
    rarekg-disease::part(title) { font-size: 50px }
    rarekg-disease::part(section-summary) { text-transform: uppercase }
    </style>"""
    found = shown(page, hosts.put(host_page(site, ataxia(), head)))
    assert style(found, "background-color") == "rgb(1, 2, 3)"
    assert style(found, "color") == "rgb(250, 251, 252)"
    assert style(found, "font-size") == "20px"
    assert style(found, "font-family") == "monospace"
    assert style(found, "border-top-left-radius") == "0px"
    assert style(found, "border-left-color") == "rgb(9, 9, 9)"
    assert style(found.locator(".kind"), "color") == "rgb(8, 8, 8)"
    assert style(found.locator(".page a"), "color") == "rgb(200, 210, 220)"
    assert style(found.locator(".title"), "font-size") == "50px"
    assert style(found.locator(".section-summary p"), "text-transform") == "uppercase"
    assert found.evaluate("c => c.offsetWidth") == 300


def test_parts_are_named_as_their_classes(page: Page, site: str, hosts: Hosts) -> None:
    found = shown(page, hosts.strict(site, ataxia('accent="#c80"')))
    odd = found.evaluate("""c => [c, ...c.querySelectorAll("[class]")]
      .filter(n => n.getAttribute("class") !== n.getAttribute("part")).map(n => n.outerHTML)""")
    assert odd == []


@pytest.mark.parametrize(
    ("asked", "of_the_host", "dark"),
    [
        ("", "", False),
        ("", "light", False),
        ("", "dark", True),
        ('theme="light"', "dark", False),
        ('theme="dark"', "", True),
        ('theme="auto"', "dark", True),
    ],
)
def test_light_and_dark(
    page: Page, site: str, hosts: Hosts, asked: str, of_the_host: str, dark: bool
) -> None:
    head = f'<meta name="color-scheme" content="{of_the_host}">' if of_the_host else ""
    found = shown(page, hosts.put(host_page(site, ataxia(asked), head)))
    paper = "rgb(27, 34, 35)" if dark else "rgb(255, 253, 249)"
    assert style(found, "background-color") == paper


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("accent", ["#ff0", "#000000", "#fff", "#0f0", "00f", "#f00", "#7a7a7a"])
def test_words_in_any_accent_can_be_read(
    page: Page, site: str, hosts: Hosts, accent: str, theme: str
) -> None:
    found = shown(page, hosts.strict(site, ataxia(f'accent="{accent}" theme="{theme}"')))
    assert found.evaluate(_READABLE) >= 4.5
    assert style(found, "border-top-width") == "4px"


def test_an_accent_is_the_edge_as_it_is(page: Page, site: str, hosts: Hosts) -> None:
    found = shown(page, hosts.strict(site, ataxia('accent="#FC0"')))
    assert style(found, "border-top-color") == "rgb(255, 204, 0)"
    page.evaluate("document.querySelector('rarekg-disease').removeAttribute('accent')")
    expect(found).to_have_css("border-top-color", "rgb(15, 94, 102)")


def test_the_direction_is_that_of_the_data(page: Page, site: str, hosts: Hosts) -> None:
    body = ataxia("lang=en")
    found = shown(page, hosts.put(host_page(site, body, html='lang="ar" dir="rtl"')))
    assert style(found, "direction") == "ltr"
    assert style(found.locator(".section-summary p"), "direction") == "ltr"

    def turned(route: Route) -> None:
        data = route.fetch().json()
        route.fulfill(json={**data, "direction": "rtl", "language": "ar"})

    page.route("**/api/v1/widget/**", turned)
    found = shown(page, hosts.put(host_page(site, body)))
    assert style(found, "direction") == "rtl"
    assert style(found.locator(".references"), "padding-right") != "0px"


@pytest.mark.parametrize("width", [200, 280, 900])
def test_it_fits_where_it_is_put(page: Page, site: str, hosts: Hosts, width: int) -> None:
    page.goto(hosts.put(host_page(site, f'<div style="width:{width}px">{ALL}</div>')))
    all_loaded(page)
    wide = page.locator("main > div > *").evaluate_all(
        """(all, width) => all.filter((one) => {
          const card = one.shadowRoot.querySelector(".card");
          return one.offsetWidth !== width || card.scrollWidth > card.clientWidth;
        }).map((one) => one.localName)""",
        width,
    )
    assert wide == []


def test_in_a_row_it_takes_its_share(page: Page, site: str, hosts: Hosts) -> None:
    row = ataxia('style="flex:1"') * 2
    page.goto(hosts.put(host_page(site, f'<div style="display:flex;width:800px">{row}</div>')))
    expect(card(page)).to_have_count(2)
    assert page.evaluate("document.querySelector('main > div').scrollWidth") <= 800
    for one in card(page).all():
        assert one.evaluate("c => c.offsetWidth") > 200


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
    assert len(data) >= len(KINDS)
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
