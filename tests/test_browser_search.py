"""The search page in a real browser: on small and large screens, by keyboard, without script."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

FACETED = '/search?q=ataxia inheritance:"Autosomal dominant inheritance"'
PATHS = (
    "/search",
    "/search?q=spinal+muscular+atrophy",
    "/search?q=freidreich+ataxia",
    "/search?q=qqqqzzzzxxxx",
    '/search?q=friedreich+"ataxia',
    "/search?q=" + "x" * 390,
    "/search?q=disease&type=organisations&page=2",
    FACETED,
)


@pytest.mark.parametrize("width", [320, 360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_scrolls_sideways(browser: Browser, site: str, width: int, scheme: str) -> None:
    dark = "dark" if scheme == "dark" else "light"
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme=dark,  # type: ignore[arg-type]
    )
    page = context.new_page()
    for path in PATHS:
        page.goto(site + path)
        page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{path} is {wide} pixels wide on a screen of {width}"
    context.close()


def test_everything_can_be_chosen_without_script(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 800})
    page = context.new_page()
    page.goto(site + "/search?q=ataxia")
    facets = page.get_by_role("navigation", name="Narrow down")
    expect(facets).not_to_be_visible()  # folded, where there is no room beside the results
    page.get_by_text("Narrow down", exact=True).click()
    facets.get_by_role("link", name="Autosomal dominant inheritance").click()
    assert page.get_by_role("searchbox").input_value() == (
        'ataxia inheritance:"Autosomal dominant inheritance"'
    )
    chosen = page.get_by_role("list", name="Chosen")
    expect(chosen).to_contain_text("Autosomal dominant inheritance")
    chosen.get_by_role("link", name="Without Inheritance").click()
    assert page.get_by_role("searchbox").input_value() == "ataxia"
    page.get_by_role("navigation", name="Kinds of results").get_by_text("Signs").click()
    expect(page.get_by_role("status")).to_contain_text("result")
    page.get_by_role("link", name="how much is known").click()
    expect(page.locator(".orders strong")).to_have_text("how much is known")
    context.close()


def test_facets_stand_beside_the_results_where_there_is_room(page: Page, site: str) -> None:
    page.goto(site + FACETED)
    facets = page.get_by_role("navigation", name="Narrow down")
    expect(facets).to_be_visible()
    place, results = facets.bounding_box(), page.locator(".results").bounding_box()
    assert place
    assert results
    assert place["x"] + place["width"] <= results["x"]
    chosen = facets.locator("a.chosen")
    expect(chosen).to_have_count(1)
    expect(chosen).to_have_attribute("aria-current", "true")


def test_facets_are_reached_and_followed_by_keyboard(page: Page, site: str) -> None:
    page.goto(site + "/search?q=ataxia")
    page.locator("#main").press("Tab")
    for _ in range(40):
        held = page.evaluate("document.activeElement.closest('.narrow') !== null")
        if held:
            break
        page.keyboard.press("Tab")
    assert held, "no facet was reached by the Tab key"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**%3A**")
    expect(page.get_by_role("list", name="Chosen")).to_be_visible()


def test_links_are_large_enough_to_touch(page: Page, site: str) -> None:
    page.goto(site + "/search?q=ataxia")
    sizes = page.evaluate(
        "[...document.querySelectorAll('.narrow li a, .tabs a')]"
        ".map(a => a.getBoundingClientRect()).filter(r => r.height)"
        ".map(r => Math.min(r.width, r.height))"
    )
    assert sizes
    assert min(sizes) >= 24  # WCAG 2.2, criterion 2.5.8


def test_what_is_printed_is_the_results(page: Page, site: str) -> None:
    page.goto(site + FACETED)
    page.emulate_media(media="print")
    expect(page.locator(".results")).to_be_visible()
    for gone in (".narrow", ".orders", ".syntax"):
        expect(page.locator(gone)).not_to_be_visible()
