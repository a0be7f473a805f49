"""The search box in a real browser: suggestions by keyboard, mouse and screen reader, and what
happens when they are slow, fail, or there is no script."""

from __future__ import annotations

import gzip
import re
from urllib.parse import parse_qs, urlparse

import pytest
from playwright.sync_api import Browser, Locator, Page, Request, Route, expect

from rarekg.content import content_folder

ATAXIA = "/disease/MONDO:0100339"


def box(page: Page) -> Locator:
    return page.get_by_role("combobox", name=re.compile("^Search for a disease"))


def options(page: Page) -> Locator:
    return page.get_by_role("option")


def typed(page: Page, site: str, text: str, path: str = "/about") -> Locator:
    """Opens a page, types into the box, and waits for the list."""
    page.goto(site + path)
    found = box(page)
    found.click()
    page.keyboard.type(text)
    expect(options(page).first).to_be_visible()
    return found


def chosen(page: Page) -> str:
    """The text of the option that the box says is active; "" for none."""
    found = page.evaluate(
        "document.getElementById(document.activeElement"
        ".getAttribute('aria-activedescendant') || '')?.innerText ?? ''"
    )
    return str(found)


@pytest.mark.parametrize("path", ["/", "/about", ATAXIA, "/search?q=zzz", "/sparql", "/nowhere"])
def test_the_box_suggests_on_every_page(page: Page, site: str, path: str) -> None:
    page.goto(site + path)
    box(page).fill("friedr")
    expect(options(page).first).to_contain_text("Friedreich ataxia")


def test_arrow_down_and_enter_lead_to_the_page(page: Page, site: str) -> None:
    typed(page, site, "friedr")
    page.keyboard.press("ArrowDown")
    assert "Friedreich ataxia" in chosen(page)
    page.keyboard.press("Enter")
    page.wait_for_url(site + ATAXIA)


def test_enter_without_a_choice_searches(page: Page, site: str) -> None:
    typed(page, site, "friedr")
    page.keyboard.press("Enter")
    page.wait_for_url(site + "/search?q=friedr")


def test_arrows_go_round_and_the_text_stays(page: Page, site: str) -> None:
    found = typed(page, site, "ata")
    number = options(page).count()
    assert number > 2
    page.keyboard.press("ArrowUp")
    last = chosen(page)
    assert last
    page.keyboard.press("ArrowDown")
    first = chosen(page)
    assert first != last
    for _ in range(number):
        page.keyboard.press("ArrowDown")
    assert chosen(page) == first
    assert options(page).and_(page.locator("[aria-selected=true]")).count() == 1
    expect(found).to_have_value("ata")


def test_home_and_end_go_back_to_the_text(page: Page, site: str) -> None:
    found = typed(page, site, "ata")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Home")
    assert chosen(page) == ""
    assert found.evaluate("b => b.selectionStart") == 0
    page.keyboard.press("ArrowDown")
    page.keyboard.press("End")
    assert chosen(page) == ""
    assert found.evaluate("b => b.selectionStart") == 3


def test_escape_closes_the_list_and_keeps_the_text(page: Page, site: str) -> None:
    found = typed(page, site, "ata")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(options(page)).to_have_count(0)
    expect(found).to_have_value("ata")
    expect(found).to_be_focused()
    expect(found).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("ArrowDown")  # opens it again
    expect(options(page).first).to_be_visible()


def test_tab_leaves_the_list(page: Page, site: str) -> None:
    typed(page, site, "ata")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    expect(options(page)).to_have_count(0)
    expect(page.get_by_role("button", name="Search")).to_be_focused()


def test_a_click_leads_to_the_page(page: Page, site: str) -> None:
    typed(page, site, "frda")
    options(page).first.click()
    page.wait_for_url(site + ATAXIA)


def test_a_click_beside_closes_the_list(page: Page, site: str) -> None:
    typed(page, site, "ata")
    page.get_by_role("main").click(position={"x": 5, "y": 5}, force=True)
    expect(options(page)).to_have_count(0)


def test_a_touch_leads_to_the_page_and_targets_are_large(browser: Browser, site: str) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740}, has_touch=True)
    page = context.new_page()
    page.goto(site + "/")
    box(page).tap()
    page.keyboard.type("friedr")
    expect(options(page).first).to_be_visible()
    for option in options(page).all():
        size = option.bounding_box()
        assert size is not None
        assert size["height"] >= 44
    options(page).first.tap()
    page.wait_for_url(site + ATAXIA)
    context.close()


def test_it_is_a_combobox_with_groups_for_screen_readers(page: Page, site: str) -> None:
    found = typed(page, site, "ata")
    expect(found).to_have_attribute("aria-autocomplete", "list")
    expect(found).to_have_attribute("aria-expanded", "true")
    shown = page.get_by_role("listbox", name="Suggestions")
    expect(found).to_have_attribute("aria-controls", str(shown.get_attribute("id")))
    groups = shown.get_by_role("group")
    assert groups.first.get_by_role("option").count() >= 1
    expect(groups.first).to_have_accessible_name("Diseases")
    said = shown.aria_snapshot()
    assert said.startswith('- listbox "Suggestions":\n  - group "Diseases":')
    assert '- option "Friedreich ataxia' in said
    page.keyboard.press("ArrowDown")
    assert "[selected]" in shown.aria_snapshot()


def test_the_number_is_told_to_screen_readers(page: Page, site: str) -> None:
    typed(page, site, "ata")
    status = page.locator("form[data-suggest] [role=status]")
    number = options(page).count()
    expect(status).to_have_text(f"{number} suggestions, reached with the arrow keys")
    box(page).fill("zzzzqqqq")
    expect(status).to_have_text("No suggestions")
    expect(box(page)).to_have_attribute("aria-expanded", "false")


def test_the_name_that_matched_is_shown_beside(page: Page, site: str) -> None:
    typed(page, site, "frda")
    expect(options(page).first).to_contain_text("FRDA")


def test_the_language_of_the_page_is_asked_for(page: Page, site: str) -> None:
    asked: list[str] = []

    def note(request: Request) -> None:
        if "/suggest" in request.url:
            asked.append(request.url)

    page.on("request", note)
    page.goto(site + "/about")
    page.evaluate("document.documentElement.lang = 'fr'")
    box(page).fill("friedr")
    expect(options(page).first).to_contain_text("Ataxie de Friedreich")
    assert parse_qs(urlparse(asked[-1]).query) == {"q": ["friedr"], "lang": ["fr"]}


def test_not_each_letter_is_asked_for(page: Page, site: str) -> None:
    asked: list[str] = []

    def note(request: Request) -> None:
        if "/suggest" in request.url:
            asked.append(request.url)

    page.on("request", note)
    typed(page, site, "friedreich")  # without a pause
    assert len(asked) <= 3, asked


def test_an_old_answer_is_never_shown_for_new_text(page: Page, site: str) -> None:
    held: list[Route] = []

    def answer(route: Route) -> None:
        if "q=fri&" in route.request.url:
            held.append(route)  # answered below, after the next one
        else:
            route.continue_()

    page.route("**/api/v1/suggest?*", answer)
    page.goto(site + "/about")
    box(page).fill("fri")
    page.wait_for_timeout(300)
    assert held
    box(page).fill("nusin")
    expect(options(page).first).to_contain_text("usinersen")
    old = '{"query": "fri", "suggestions": [{"id": "x", "name": "old", "url": "/disease/x"}]}'
    held[0].fulfill(body=old, content_type="application/json")
    page.wait_for_timeout(200)
    expect(options(page).first).to_contain_text("usinersen")


def test_while_the_server_is_slow_the_box_searches(page: Page, site: str) -> None:
    page.route("**/api/v1/suggest?*", lambda _: None)  # never answered
    page.goto(site + "/about")
    box(page).fill("friedr")
    page.wait_for_timeout(300)
    expect(options(page)).to_have_count(0)
    page.keyboard.press("Enter")
    page.wait_for_url(site + "/search?q=friedr")


def test_where_the_server_fails_the_box_searches(page: Page, site: str) -> None:
    page.route("**/api/v1/suggest?*", lambda route: route.fulfill(status=500, body="x"))
    page.goto(site + "/about")
    box(page).fill("friedr")
    page.wait_for_timeout(300)
    expect(options(page)).to_have_count(0)
    page.unroute("**/api/v1/suggest?*")
    page.route("**/api/v1/suggest?*", lambda route: route.abort())
    box(page).fill("friedre")
    page.wait_for_timeout(300)
    page.keyboard.press("Enter")
    page.wait_for_url(site + "/search?q=friedre")


def test_without_javascript_it_is_a_plain_form(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site + "/about")
    found = page.get_by_role("searchbox", name=re.compile("^Search for a disease"))
    assert found.get_attribute("role") is None
    found.fill("friedr")
    found.press("Enter")
    page.wait_for_url(site + "/search?q=friedr")
    context.close()


@pytest.mark.parametrize(("width", "size"), [(320, 100), (360, 100), (360, 200), (1280, 200)])
def test_the_list_fits(browser: Browser, site: str, width: int, size: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 700})
    page = context.new_page()
    for path in ("/", "/about"):
        page.goto(site + path)
        page.evaluate(f"document.documentElement.style.fontSize = '{size}%'")
        box(page).fill("ata")
        expect(options(page).first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        for option in options(page).all():
            inner, outer = option.evaluate("o => [o.scrollWidth, o.clientWidth]")
            assert inner <= outer
    context.close()


def test_the_list_is_not_printed(page: Page, site: str) -> None:
    typed(page, site, "ata")
    page.emulate_media(media="print")
    expect(options(page).first).to_be_hidden()


def test_nothing_breaks_the_rules_of_the_site(page: Page, site: str) -> None:
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    typed(page, site, "ata")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    assert told == []


def test_the_script_is_small_and_says_nothing_of_its_own() -> None:
    script = (content_folder("web") / "static" / "suggest.js").read_bytes()
    assert len(gzip.compress(script)) <= 3000
    code = re.sub(r"//.*", "", script.decode())
    assert not re.search(r"[\"'`][A-Z][a-z]+ ", code), "words for people stand in the template"
