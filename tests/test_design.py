"""The frame of all pages in a real browser: light and dark, the menu, folds, paper."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from rarekg.content import content_folder

ATAXIA = "/disease/MONDO:0100339"
SHEETS = content_folder("web") / "static" / "styles"
LIGHT, DARK = "rgb(250, 247, 240)", "rgb(20, 25, 26)"
_GROUND = "getComputedStyle(document.documentElement).backgroundColor"


def ground(page: Page) -> str:
    """The colour of the paper."""
    return str(page.evaluate(_GROUND))


@pytest.fixture
def unscripted(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=False, color_scheme="light")
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(("scheme", "colour"), [("light", LIGHT), ("dark", DARK)])
def test_colours_follow_the_device(browser: Browser, site: str, scheme: str, colour: str) -> None:
    context = browser.new_context(color_scheme="dark" if scheme == "dark" else "light")
    page = context.new_page()
    page.goto(site + "/about")
    assert ground(page) == colour
    assert page.get_by_role("radio", name="Automatic").is_checked()
    context.close()


def test_the_switch_works_without_a_script(unscripted: Page, site: str) -> None:
    unscripted.goto(site + "/about")
    box = unscripted.get_by_role("radio", name="Dark")
    box.check()
    shot = unscripted.screenshot()
    unscripted.get_by_role("radio", name="Light").check()
    assert shot != unscripted.screenshot()
    assert unscripted.get_by_role("radio", name="Light").is_checked()


def test_the_switch_is_worked_by_keyboard_and_remembered(page: Page, site: str) -> None:
    page.goto(site + "/about")
    page.get_by_role("radio", name="Automatic").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert page.get_by_role("radio", name="Dark").is_checked()
    seen = "document.querySelector('.theme label:has(:focus-visible)')"
    assert page.evaluate(f"parseFloat(getComputedStyle({seen}).outlineWidth)") >= 2
    assert ground(page) == DARK
    page.goto(site + "/sources")
    assert ground(page) == DARK
    assert page.get_by_role("radio", name="Dark").is_checked()
    assert page.evaluate("Object.entries(localStorage).join()") == "theme,dark"
    assert page.context.cookies() == []
    page.get_by_role("radio", name="Automatic").check()
    assert ground(page) == LIGHT
    assert page.evaluate("localStorage.length") == 0


def test_what_was_chosen_is_there_before_anything_is_drawn(page: Page, site: str) -> None:
    page.goto(site + "/about")
    page.get_by_role("radio", name="Dark").check()
    page.add_init_script(
        "new PerformanceObserver(() => { window.drawn ??= document.documentElement.dataset.theme"
        " || 'none' }).observe({type: 'paint', buffered: true})"
    )
    for path in ("/sources", "/", ATAXIA):
        page.goto(site + path)
        drawn = page.evaluate(  # not wait_for_function, which the policy of the site refuses
            "new Promise(done => { const look = () => window.drawn ? done(window.drawn)"
            " : setTimeout(look, 20); look() })"
        )
        assert drawn == "dark"


def test_the_menu_of_a_phone_opens_without_a_script(browser: Browser, site: str) -> None:
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": 360, "height": 740}, color_scheme="light"
    )
    page = context.new_page()
    page.goto(site + ATAXIA)
    header = page.get_by_role("banner").bounding_box()
    assert header is not None
    assert header["height"] <= 64
    centres = page.get_by_role("banner").get_by_role("link", name="Centres")
    assert not centres.is_visible()
    page.get_by_role("button", name="Menu").click()
    assert centres.is_visible()
    page.get_by_role("button", name=re.compile("Language")).click()
    assert page.get_by_role("link", name="Français").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    assert not centres.is_visible()
    context.close()


@pytest.mark.parametrize("width", [320, 1280])
def test_what_is_touched_is_large_enough(browser: Browser, site: str, width: int) -> None:
    """WCAG 2.2, 2.5.8: 24 by 24, but for links within sentences."""
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    for path in ("/", "/style", ATAXIA):
        page.goto(site + path)
        small = page.evaluate(
            "[...document.querySelectorAll('header.site :is(a, button, .theme label), footer nav a,"
            " .doors a, .tiles a, .own, .marks > *, .tabs a, .switch a, .letters a, .chip,"
            " summary')]"
            ".filter(e => e.checkVisibility()).map(e => [e.outerHTML.slice(0, 80),"
            " e.getBoundingClientRect()]).filter(([, r]) => r.width < 24 || r.height < 23.9)"
            ".map(([html]) => html)"
        )
        assert small == [], path
    context.close()


def test_a_section_is_folded_and_opened_by_keyboard_and_by_its_link(page: Page, site: str) -> None:
    page.goto(site + "/style")
    fold = page.locator("#colours > details")
    fold.locator("summary").first.focus()
    page.keyboard.press("Enter")
    assert fold.get_attribute("open") is None
    page.goto(site + "/style#r1")
    assert page.locator("#words > details").get_attribute("open") is not None
    link = page.locator("#colours > .own")
    link.focus()
    page.keyboard.press("Enter")
    assert page.url.endswith("#colours")


def test_paper_has_no_ways_to_elsewhere_but_all_that_is_folded_as_a_section(
    page: Page, site: str
) -> None:
    page.goto(site + "/style")
    page.locator("#colours > details > summary").click()
    page.emulate_media(media="print", color_scheme="dark")
    assert ground(page) == "rgb(255, 255, 255)"
    for gone in ("header.site nav", "header.site form", ".theme", ".own", ".pager"):
        assert not page.locator(gone).first.is_visible(), gone
    assert page.locator("#colours table").is_visible()
    assert page.get_by_text("This is not medical advice.").is_visible()


@pytest.fixture(params=["reduce", "contrast", "forced"])
def careful(browser: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    wish = str(request.param)
    context = browser.new_context(
        reduced_motion="reduce" if wish == "reduce" else "no-preference",
        contrast="more" if wish == "contrast" else "no-preference",
        forced_colors="active" if wish == "forced" else "none",
    )
    yield context
    context.close()


def test_wishes_of_readers_are_kept(careful: BrowserContext, site: str) -> None:
    page = careful.new_page()
    page.goto(site + "/style")
    assert page.evaluate("document.getAnimations().length") == 0
    assert page.get_by_role("radio", name="Dark").is_visible()
    ratio = page.evaluate("getComputedStyle(document.body).color")
    if page.evaluate("matchMedia('(prefers-contrast: more)').matches"):
        assert ratio == "rgb(0, 0, 0)"


def test_sheets_name_no_colour_but_in_the_tokens() -> None:
    """Who changes a colour changes it for all; shadows and veils are black."""
    for sheet in SHEETS.glob("*.css"):
        if sheet.stem != "tokens":
            assert not re.findall(r"#[0-9a-f]{3,8}\b(?=[;, )])", sheet.read_text("utf-8")), sheet


def test_sheets_are_all_in_the_one_that_pages_load() -> None:
    joined = (SHEETS.parent / "rarekg.css").read_text("utf-8")
    assert {s.name for s in SHEETS.glob("*.css")} == set(
        re.findall(r'styles/([\w-]+\.css)"', joined)
    )
