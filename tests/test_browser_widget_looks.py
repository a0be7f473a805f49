"""How the elements of widgets look on pages of another origin, in a real browser: they withstand
the style sheet around them, take what it offers, and fit where they are put."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from tests.host_pages import Hosts, host_page, hosting
from tests.widget_elements import ALL, all_loaded, ataxia, card, shown, style

pytestmark = pytest.mark.browser

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
    page.evaluate("document.querySelector('rarekg-disease').style.display = 'none'")
    expect(found).to_be_hidden()
    page.evaluate("document.querySelector('rarekg-disease').style.display = ''")
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
