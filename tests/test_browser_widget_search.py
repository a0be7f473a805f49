"""The search box as an element on pages of another origin: suggestions by keyboard and mouse, words
that are sent to our site or found in place."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, Request, Route, expect

from tests.host_pages import Hosts, hosting

pytestmark = pytest.mark.browser

BOX = '<rarekg-search><a href="https://example.org/">Search elsewhere</a></rarekg-search>'
HERE = '<rarekg-search results="here" items="3"></rarekg-search>'
ATAXIA = "/disease/MONDO:0100339"
SUGGEST = "**/api/v1/suggest?*"


@pytest.fixture(scope="module")
def hosts() -> Iterator[Hosts]:
    with hosting() as found:
        yield found


def box(page: Page) -> Locator:
    return page.get_by_role("combobox", name="Search for a disease")


def options(page: Page) -> Locator:
    return page.get_by_role("option")


def typed(page: Page, address: str, text: str) -> Locator:
    """Opens a page, types into its box, and waits for suggestions."""
    page.goto(address)
    found = box(page)
    found.click()
    page.keyboard.type(text)
    expect(options(page).first).to_be_visible()
    return found


def chosen(page: Page) -> str:
    """The text of the option that the box says is active; "" for none."""
    found = page.evaluate("""() => {
      const root = document.querySelector("rarekg-search").shadowRoot;
      const id = root.activeElement?.getAttribute("aria-activedescendant");
      return id ? root.getElementById(id).textContent : "";
    }""")
    return str(found)


def opened(page: Page) -> str:
    """The address of the tab that a press of Enter opens; the page itself stays."""
    before = page.url
    with page.expect_popup() as popup:
        page.keyboard.press("Enter")
    popup.value.wait_for_load_state()
    assert page.url == before
    assert popup.value.evaluate("[window.opener, document.referrer]") == [None, ""]
    return popup.value.url


def test_words_are_sent_to_our_site_in_a_new_tab(page: Page, site: str, hosts: Hosts) -> None:
    page.goto(hosts.strict(site, BOX))  # the policy has form-action 'none'
    box(page).fill("friedreich & ataxia")
    assert opened(page) == f"{site}/search?q=friedreich+%26+ataxia"
    expect(page.get_by_text("Search elsewhere")).to_be_hidden()


def test_arrows_choose_and_enter_opens_the_page(page: Page, site: str, hosts: Hosts) -> None:
    typed(page, hosts.strict(site, BOX), "friedr")
    page.keyboard.press("ArrowDown")
    assert "Friedreich ataxia" in chosen(page)
    assert opened(page) == site + ATAXIA
    expect(options(page)).to_have_count(0)


def test_suggestions_are_in_the_language_of_the_element(
    page: Page, site: str, hosts: Hosts
) -> None:
    page.goto(hosts.strict(site, '<rarekg-search lang="fr"></rarekg-search>'))
    page.get_by_role("combobox").fill("friedr")
    expect(options(page).first).to_contain_text("Ataxie de Friedreich")
    expect(options(page).first).to_have_attribute("href", f"{site}/fr{ATAXIA}")


def test_arrows_go_round_and_the_text_stays(page: Page, site: str, hosts: Hosts) -> None:
    found = typed(page, hosts.strict(site, BOX), "ata")
    number = options(page).count()
    assert number > 2
    page.keyboard.press("ArrowUp")
    last = chosen(page)
    assert last == options(page).last.inner_text().replace("\n", "")
    page.keyboard.press("ArrowDown")
    first = chosen(page)
    assert first == options(page).first.inner_text().replace("\n", "")
    for _ in range(number):
        page.keyboard.press("ArrowDown")
    assert chosen(page) == first
    assert options(page).and_(page.locator("[aria-selected=true]")).count() == 1
    page.keyboard.press("End")
    assert chosen(page) == ""
    expect(found).to_have_value("ata")


def test_escape_and_tab_close_the_list(page: Page, site: str, hosts: Hosts) -> None:
    found = typed(page, hosts.strict(site, BOX), "ata")
    expect(found).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(options(page)).to_have_count(0)
    expect(found).to_have_value("ata")
    expect(found).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("ArrowDown")
    expect(options(page).first).to_be_visible()
    page.keyboard.press("Tab")
    expect(options(page)).to_have_count(0)
    expect(page.get_by_role("button", name="Search")).to_be_focused()


def test_a_click_opens_the_page_and_targets_are_large(page: Page, site: str, hosts: Hosts) -> None:
    typed(page, hosts.strict(site, BOX), "frda")
    for one in (*options(page).all(), page.get_by_role("button", name="Search")):
        size = one.bounding_box()
        assert size is not None
        assert size["height"] >= 44
    with page.expect_popup() as popup:
        options(page).first.click()
    popup.value.wait_for_load_state()
    assert popup.value.url == site + ATAXIA


def test_the_number_is_told_to_screen_readers(page: Page, site: str, hosts: Hosts) -> None:
    typed(page, hosts.strict(site, BOX), "ata")
    status = page.get_by_role("status")
    number = options(page).count()
    expect(status).to_have_text(f"{number} suggestions, reached with the arrow keys")
    expect(page.get_by_role("listbox", name="Suggestions")).to_be_visible()
    box(page).fill("zzzzqqqq")
    expect(status).to_have_text("No suggestions")


def test_an_old_answer_is_never_shown_for_new_words(page: Page, site: str, hosts: Hosts) -> None:
    held: list[Route] = []

    def answer(route: Route) -> None:
        if "q=fri&" in route.request.url:
            held.append(route)
        else:
            route.continue_()

    page.route(SUGGEST, answer)
    page.goto(hosts.strict(site, BOX))
    box(page).fill("fri")
    page.wait_for_timeout(300)
    assert len(held) == 1
    box(page).fill("nusin")
    expect(options(page).first).to_contain_text("usinersen")
    page.wait_for_timeout(200)
    expect(options(page).first).to_contain_text("usinersen")


@pytest.mark.parametrize("status", [429, 500, 0])
def test_without_suggestions_it_searches(page: Page, site: str, hosts: Hosts, status: int) -> None:
    page.route(SUGGEST, lambda r: r.fulfill(status=status) if status else r.abort())
    page.goto(hosts.strict(site, BOX))
    box(page).fill("friedr")
    page.wait_for_timeout(300)
    expect(options(page)).to_have_count(0)
    assert opened(page) == f"{site}/search?q=friedr"


def test_results_come_in_place_and_the_box_keeps_the_focus(
    page: Page, site: str, hosts: Hosts
) -> None:
    page.goto(hosts.strict(site, HERE))
    box(page).fill("friedreich")
    page.keyboard.press("Enter")
    results = page.locator(".section-results")
    expect(results.get_by_role("link", name="Friedreich ataxia", exact=True)).to_be_visible()
    expect(results.locator("li")).to_have_count(3)
    expect(box(page)).to_be_focused()
    expect(box(page)).to_have_value("friedreich")
    expect(options(page)).to_have_count(0)
    heading = results.get_by_role("heading").first.inner_text()
    assert heading.endswith("results")
    expect(page.get_by_role("status")).to_have_text(heading)
    box(page).fill("cystic fibrosis")
    page.keyboard.press("Enter")
    expect(results.get_by_role("link", name="Cystic fibrosis").first).to_be_visible()
    expect(page.locator(".section-results")).to_have_count(1)
    assert len(page.context.pages) == 1


def test_words_may_be_there_from_the_start(page: Page, site: str, hosts: Hosts) -> None:
    page.goto(hosts.strict(site, HERE.replace("items", 'q="friedreich" items')))
    expect(box(page)).to_have_value("friedreich")
    expect(page.locator(".section-results li").first).to_contain_text("Friedreich ataxia")


def test_nothing_is_asked_of_anybody_else(page: Page, site: str, hosts: Hosts) -> None:
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))
    address = hosts.strict(site, BOX)
    typed(page, address, "friedreich")  # without a pause
    urls = [request.url for request in asked]
    assert [url for url in urls if not url.startswith((site, address))] == []
    assert len([url for url in urls if "/suggest" in url]) <= 3
    assert page.context.cookies() == []
