"""Pages by keyboard alone, in a real browser: what has the focus is seen, is on the screen, comes
in the order of the page and is never lost; what opens closes with Escape and gives the focus back.

Suggestions: test_browser_suggest.py; facets: test_browser_search.py; colours and folds:
test_design.py; references: test_browser.py; the query editor: test_browser_sparql.py.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page

pytestmark = pytest.mark.browser

DISEASE = "/disease/MONDO:0100339"
_MOST_STOPS = 60  # of one walk: then the header, the navigation and the beginning of the content
# Of what has the focus: its words; what is wrong with it; whether it comes after what had the focus
# before. A choice among radio buttons, and a mark within a label, are seen by their label.
_STOP = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const seen = one.matches("[type=radio], [type=checkbox]") && one.closest("label") || one;
  const style = getComputedStyle(seen), own = getComputedStyle(one);
  const ring = s => s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2;
  const box = seen.getBoundingClientRect();
  const faults = [];
  if (!ring(style) && !ring(own)) faults.push("no outline");
  if (box.width < 1 || box.height < 1) faults.push("no size");
  if (box.bottom <= 0 || box.top >= innerHeight || box.right <= 0 || box.left >= innerWidth)
    faults.push("off the screen");
  const before = window.stopBefore;
  if (before && before.isConnected
      && !(before.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING))
    faults.push("before what came before it");
  window.stopBefore = one;
  return { words: (one.outerHTML).slice(0, 120), faults };
}"""


@pytest.fixture(params=[360, 1280])
def screen(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": request.param, "height": 800})
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(
    "path",
    [
        "/",
        DISEASE,
        f"{DISEASE}?view=expert",
        "/search?q=ataxia",
        "/trials",
        "/centres",
        "/connect",
    ],
)
def test_each_stop_is_seen_in_order(screen: Page, site: str, path: str) -> None:
    screen.goto(site + path)
    found = []
    for number in range(_MOST_STOPS):
        screen.keyboard.press("Tab")
        stop = screen.evaluate(_STOP)
        if stop is None:
            assert number > 20, f"{path}: the focus was lost after {number} stops"
            break
        found += [f"{path}: {fault}: {stop['words']}" for fault in stop["faults"]]
    assert not found, "\n".join(found)


def _has_focus(what: Locator) -> bool:
    return bool(what.evaluate("e => e === document.activeElement"))


def test_another_language_is_chosen(page: Page, site: str) -> None:
    page.goto(site + DISEASE)
    button = page.locator("button.tongue")
    languages = page.locator("#languages")
    button.focus()
    page.keyboard.press("Enter")
    assert languages.is_visible()
    page.keyboard.press("Tab")
    assert languages.evaluate("l => l.contains(document.activeElement)")
    page.keyboard.press("Escape")
    assert not languages.is_visible()
    assert _has_focus(button)
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")  # English, then French
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/fr{DISEASE}")
    assert page.locator("html").get_attribute("lang") == "fr"


def test_the_menu_of_a_phone_opens_leads_and_closes(browser: Browser, site: str) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 800})
    page = context.new_page()
    page.goto(site + "/about")
    button, menu = page.locator(".menu-button"), page.locator("#menu")
    assert not menu.is_visible()
    button.focus()
    page.keyboard.press("Enter")
    assert menu.is_visible()
    page.keyboard.press("Tab")
    assert _has_focus(menu.locator("a").first)
    page.keyboard.press("Escape")
    assert not menu.is_visible()
    assert _has_focus(button)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/browse")
    context.close()


def test_plain_words_and_those_of_experts_are_switched(page: Page, site: str) -> None:
    page.goto(site + DISEASE)
    switch = page.locator("nav[aria-label='Wording of this page'] a")
    assert switch.first.get_attribute("aria-current") == "true"
    switch.last.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/*view=expert*")
    assert switch.last.get_attribute("aria-current") == "true"
    switch.first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{DISEASE}")
    assert switch.first.get_attribute("aria-current") == "true"
