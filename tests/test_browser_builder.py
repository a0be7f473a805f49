"""The builder of widgets in a real browser: by keyboard alone, without JavaScript, on a phone."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

ATAXIA = "MONDO:0100339"
CHOSEN = f"/widgets?widget=disease&ref={ATAXIA}"


@pytest.fixture
def unscripted(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


def field(page: Page) -> str:
    """The code of the element, as it stands on the page."""
    return page.locator("#code-element").input_value()


def tab_to(page: Page, wanted: str) -> None:
    """Presses Tab until the element is reached that a selector names."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
    raise AssertionError(f"Tab does not reach {wanted}")


def test_by_keyboard_one_chooses_searches_and_copies(browser: Browser, site: str) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{site}/widgets")
    tab_to(page, "#kinds a[href*='widget=signs']")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("widget=signs"))
    tab_to(page, "#ref")
    page.keyboard.type("friedr")
    expect(page.locator("#ref-list [role=option]").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#ref")).to_have_value(f"Friedreich ataxia ({ATAXIA})")
    expect(page.locator("#ref")).to_be_focused()
    expect(page.locator("#code-element")).to_have_value(re.compile(f'ref="{ATAXIA}"'))
    tab_to(page, "[name=theme]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#code-element")).to_have_value(re.compile('theme="dark"'))
    assert page.evaluate("document.activeElement.name") == "theme", "the focus stays"
    tab_to(page, "a[href='#h-copy']")
    page.keyboard.press("Enter")
    tab_to(page, "[data-copy=code-element]")
    page.keyboard.press("Enter")
    said = page.locator("[data-copy=code-element] + [role=status]")
    expect(said).to_have_text("Copied. Now paste it into your page.")
    assert page.evaluate("navigator.clipboard.readText()") == field(page)
    context.close()


def test_without_javascript_it_is_a_form(unscripted: Page, site: str) -> None:
    page = unscripted
    page.goto(f"{site}/widgets")
    page.get_by_role("link", name=re.compile("^Signs of a disease")).click()
    page.get_by_label("Name or code").fill("ataxia")
    page.locator("#lang").select_option("fr")
    page.locator("#options [name=theme][value=dark]").check()
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_text("Which one do you mean?")).to_be_visible()
    page.get_by_role("link", name="Friedreich ataxia", exact=True).click()
    code = field(page)
    assert f'<rarekg-signs ref="{ATAXIA}" lang="fr"' in code
    assert 'theme="dark"' in code
    assert page.get_by_role("button", name="Copy").count() == 0, "it would do nothing"
    frames = page.locator("#made iframe")
    assert frames.count() == 4
    assert str(frames.first.get_attribute("src")).startswith("/embed/v1/signs/")


def test_the_preview_follows_what_is_chosen(page: Page, site: str) -> None:
    told: list[str] = []
    page.on("pageerror", lambda error: told.append(str(error)))
    page.goto(site + CHOSEN)
    page.get_by_label("Small").check()
    expect(page.locator("#code-element")).to_have_value(re.compile('layout="compact"'))
    expect(page.locator("#made iframe").first).to_have_attribute(
        "src", re.compile("layout=compact")
    )
    page.get_by_label("Colour of links and bars").fill("#aa0033")
    expect(page.locator("#code-element")).to_have_value(re.compile('accent="#aa0033"'))
    expect(page.get_by_label("Choose a colour")).to_have_value("#aa0033")
    page.get_by_role("checkbox", name="How common").uncheck()
    expect(page.locator("#code-element")).to_have_value(re.compile('sections="'))
    assert "layout=compact" in page.url, "the address says all, to be sent to others"
    page.reload()
    expect(page.get_by_label("Small")).to_be_checked()
    assert told == []


def test_frames_are_as_high_as_what_is_in_them(page: Page, site: str) -> None:
    page.goto(site + CHOSEN)
    frame = page.locator("#made iframe").first
    frame.scroll_into_view_if_needed()
    expect(frame).to_have_attribute("style", re.compile("height: "))
    inside = page.frame_locator("#made iframe").first.locator("body")
    assert (
        abs(
            inside.evaluate("b => b.getBoundingClientRect().height")
            - frame.evaluate("f => f.getBoundingClientRect().height")
        )
        <= 2
    )


def test_what_is_typed_for_another_widget_is_kept(page: Page, site: str) -> None:
    page.goto(site + CHOSEN)
    page.get_by_label("Small").check()
    expect(page.locator("#code-element")).to_have_value(re.compile('layout="compact"'))
    page.get_by_role("link", name=re.compile("^Treatments of a disease")).click()
    page.wait_for_url(re.compile("widget=treatments"))
    expect(page.locator("#code-element")).to_have_value(
        re.compile(f'<rarekg-treatments ref="{ATAXIA}" lang="en" layout="compact"')
    )


def test_nothing_is_asked_of_others_and_nothing_is_kept(page: Page, site: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(site + CHOSEN, wait_until="networkidle")
    for path in ("/widgets/gallery", "/widgets/recipes"):
        page.goto(site + path, wait_until="networkidle")
    assert all(address.startswith((site, "data:")) for address in asked)
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


@pytest.mark.parametrize("path", [CHOSEN, "/widgets/gallery", "/widgets/recipes"])
@pytest.mark.parametrize(("width", "size"), [(320, 100), (360, 200), (1280, 200)])
def test_nothing_overflows(browser: Browser, site: str, path: str, width: int, size: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 700})
    page = context.new_page()
    page.goto(site + path)
    page.evaluate(f"document.documentElement.style.fontSize = '{size}%'")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()
