"""WCAG 2.2 AA, as far as a program can tell: axe-core in Chromium on every kind of page, in light
and dark colours, on small and large screens, with text twice as large; and 320 pixels without a
scroll bar.

On the full release where the genuine source files are, else on the curated data.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page

from rarekg.release import Home
from rarekg.server.app import create_app
from rarekg.sparql.client import SparqlClient
from tests.conftest import SparqlOf, served
from tests.page_kinds import FAILURES, examples, page_views

pytestmark = pytest.mark.browser

_SCRIPT = next(Path(axe_playwright_python.__file__).parent.rglob("axe*.js")).read_text("utf-8")
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_OF_COLOURS = ["color-contrast", "link-in-text-block"]  # three quarters of the time of all rules
_RUN = """async rules => (await axe.run(document, {runOnly: rules, resultTypes: ['violations']}))
  .violations.map(v => `${v.id}: ${v.help} (${v.nodes.length}) ${v.nodes[0].target} `
    + v.nodes[0].html.slice(0, 200))"""
# What has the colours and letters of an element before it, and so have all that it stands in, has
# their contrast, too: of the hundreds of rows of a list the first is looked at, and each that
# differs. Not so what is drawn or placed: it may stand on anything.
_ONCE = """() => {
  const kinds = new Map(), ways = new Map();
  const styles = ['color', 'backgroundColor', 'backgroundImage', 'opacity', 'fontSize',
    'fontWeight', 'fontStyle', 'textShadow', 'filter', 'mixBlendMode', 'display', 'visibility'];
  for (const one of document.querySelectorAll('*')) {
    const style = getComputedStyle(one);
    const free = style.position !== 'static' || style.transform !== 'none'
      || one instanceof SVGElement;
    const own = free ? `${kinds.size}` : styles.map(s => style[s]).join();
    const way = `${kinds.get(one.parentElement)} ${one.localName} ${own}`;
    const before = ways.has(way);
    if (!before) ways.set(way, ways.size);
    kinds.set(one, ways.get(way));
    one.toggleAttribute('data-as-before', before);
  }
}"""
_LOOK_ONCE = """axe.configure({rules: [
  {id: 'color-contrast', selector: '*:not([data-as-before])'}]})"""
_NARROW = 320
_NARROWED = """() => {
  document.documentElement.style.fontSize = '';
  document.querySelectorAll('details').forEach(d => { d.open = true });
  return document.documentElement.scrollWidth;
}"""


@dataclass(frozen=True, slots=True)
class Look:
    """A way of looking at a page: width in CSS pixels, colours, text in percent."""

    width: int
    scheme: Literal["light", "dark"]
    text: int = 100


LOOKS = [
    Look(width, scheme, text)
    for scheme in ("light", "dark")
    for width, text in ((360, 100), (1280, 100), (1280, 200))
]


@dataclass(frozen=True, slots=True)
class Looked:
    """What was seen of a page: what axe has to say, and how wide it is in 320 pixels."""

    barriers: list[str]
    wide: int


@pytest.fixture(scope="module")
def home(request: pytest.FixtureRequest) -> Home:
    wanted = "full_home" if _genuine() else "starter_home"
    found: Home = request.getfixturevalue(wanted)
    return found


def _genuine() -> bool:
    beside = Path(__file__).resolve().parents[2] / "shared" / "data"
    return any(k in os.environ for k in ("RAREKG_MIRROR", "RAREKG_FULL_HOME")) or beside.is_dir()


@pytest.fixture(scope="module")
def pages(home: Home) -> dict[str, str]:
    """Address by address, the view of an example of every kind of page."""
    with SparqlClient(home.path) as sparql:
        sparql.start()
        return {path: view for view, path in examples(create_app(home, sparql))}


@pytest.fixture(scope="module")
def site(home: Home) -> Iterator[str]:
    with served(home) as address:
        yield address


@pytest.fixture(scope="module")
def looked_at(browser: Browser, site: str, pages: dict[str, str]) -> dict[str, Looked]:
    """Address by address: each page is loaded once, in a context where axe may be put into it (the
    policy of the site lets no other script in)."""
    others = [f"/{tongue}/disease/MONDO:0100339" for tongue in ("fr", "de", "ja")]
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    found = {path: _looked(page, site + path) for path in (*pages, *FAILURES, *others)}
    context.close()
    return found


def axe(page: Page) -> list[str]:
    """What axe has to say of a page as it is; its context must not hold to the site's policy."""
    page.evaluate(_SCRIPT)
    told: list[str] = page.evaluate(_RUN, _RULES)
    return told


def _looked(page: Page, address: str) -> Looked:
    _opened(page, address)
    barriers = [f"{look}: {told}" for look in LOOKS for told in _barriers(page, look)]
    page.set_viewport_size({"width": _NARROW, "height": 900})
    return Looked(barriers, page.evaluate(_NARROWED))


def _opened(page: Page, address: str) -> None:
    page.goto(address)
    page.evaluate(_SCRIPT)
    page.evaluate(_LOOK_ONCE)


def _barriers(page: Page, look: Look) -> list[str]:
    page.emulate_media(color_scheme=look.scheme)
    page.set_viewport_size({"width": look.width, "height": 900})
    page.evaluate(f"document.documentElement.style.fontSize = '{look.text}%'")
    page.evaluate(_ONCE)
    rules = _RULES if look.scheme == "light" else _OF_COLOURS  # the rest has no colour
    found: list[str] = page.evaluate(_RUN, rules)
    return found


def test_every_kind_of_page_is_looked_at(
    home: Home, pages: dict[str, str], sparql_of: SparqlOf
) -> None:
    """A new view needs an example in tests/page_kinds.py. The curated data has no trials and no
    payments."""
    views = page_views(create_app(home, sparql_of(home)))
    missing = views - set(pages.values())
    assert missing <= (set() if _genuine() else {"trials.trial", "money.payment"})


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("style", ["color: #777", "background: #777"])
def test_one_row_that_differs_from_the_others_is_found(
    browser: Browser, site: str, scheme: Literal["light", "dark"], style: str
) -> None:
    """Of what looks alike, one is looked at: not of what only comes late in a list."""
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    _opened(page, f"{site}/phenotype/HP:0001251")
    look = Look(1280, scheme)
    assert _barriers(page, look) == []
    late = page.locator("main li[data-as-before], main tr[data-as-before]").last
    late.evaluate("(one, style) => { one.style = style }", style)
    (barrier,) = _barriers(page, look)
    assert barrier.startswith("color-contrast")
    context.close()


@pytest.mark.slow
def test_no_page_has_a_barrier_that_axe_sees(looked_at: dict[str, Looked]) -> None:
    found = [f"{path} {b}" for path, looked in looked_at.items() for b in looked.barriers]
    assert not found, "\n".join(found)


@pytest.mark.slow
def test_nothing_scrolls_sideways_at_320_pixels(looked_at: dict[str, Looked]) -> None:
    assert {path: seen.wide for path, seen in looked_at.items() if seen.wide > _NARROW} == {}
