"""The pages of a starter release in a real browser: what fits, what works by keyboard and without
JavaScript, what is asked of whom."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, Response

from rarekg.content import content_folder
from rarekg.release import Home
from rarekg.server.app import create_app
from rarekg.sparql.client import SparqlClient
from tests.page_kinds import examples

PATHS = (
    "/",
    "/search?q=ataxia",
    "/disease/MONDO:0100339",
    "/phenotype/HP:0001251",
    "/gene/HGNC:3951",
    "/therapy/rarekg:idebenone",
    "/treatments/MONDO:0100339",
    "/modality/rarekg:modality-small-molecule",
    "/modalities",
    "/programme/rarekg:programme-act-for-children",
    "/key-figures",
    "/organisation/rarekg:organisation-servier",
    "/entity/rarekg:area-movement-disorder",
    "/trials",
    "/centres",
    "/organisations",
    "/money",
    "/api",
    "/sources",
    "/about",
    "/sparql",
    "/sparql/examples",
    "/sparql/examples/201-signs-of-a-disease",
    "/disease/friedrich-ataxia",
)


@pytest.fixture(scope="module")
def kinds(starter_home: Home) -> list[str]:
    """An address of each kind of page."""
    with SparqlClient(starter_home.path) as sparql:
        sparql.start()
        return [path for _, path in examples(create_app(starter_home, sparql))]


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_nothing_scrolls_sideways(browser: Browser, site: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    for path in PATHS:
        page.goto(site + path)
        page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{path} is {wide} pixels wide on a screen of {width}"
    context.close()


def test_nobody_else_is_asked_and_nothing_is_kept(page: Page, site: str, kinds: list[str]) -> None:
    """No request to elsewhere, no cookie, nothing in the store of the browser, nothing that the
    policy of the site forbids (the console would say so): on every kind of page, in English, and
    the same where the address names a language."""
    asked: list[str] = []
    errors: list[str] = []
    cookies: list[str] = []

    def note(answer: Response) -> None:
        if "set-cookie" in answer.headers:
            cookies.append(answer.url)

    page.on("request", lambda request: asked.append(request.url))
    page.on("response", note)
    page.on("console", lambda message: errors.append(f"{page.url}: {message.text}"))
    page.on("pageerror", lambda error: errors.append(f"{page.url}: {error}"))
    for path in (*kinds, *(f"/ja{path}" for path in kinds)):
        page.goto(site + path)
    assert [address for address in asked if not address.startswith((site, "data:"))] == []
    assert cookies == []
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert errors == []


def test_a_mark_opens_its_reference_by_keyboard(page: Page, site: str) -> None:
    page.goto(site + "/disease/MONDO:0100339")
    mark = page.locator("#signs .marks button").first
    reference = page.locator("#" + str(mark.get_attribute("popovertarget")))
    mark.focus()
    page.keyboard.press("Enter")
    assert reference.evaluate("r => r.matches(':popover-open')")
    assert "Orphanet" in reference.inner_text()
    assert "CC BY 4.0" in reference.inner_text()
    page.keyboard.press("Tab")
    assert reference.evaluate("r => r.contains(document.activeElement)")
    page.keyboard.press("Escape")
    assert not reference.evaluate("r => r.matches(':popover-open')")
    assert mark.evaluate("m => m === document.activeElement")
    assert reference.is_visible(), "it stays in the list at the end of the page"


def test_focus_is_seen(page: Page, site: str) -> None:
    page.goto(site + "/disease/MONDO:0100339")
    for _ in range(12):
        page.keyboard.press("Tab")
        style = "getComputedStyle(document.activeElement)"
        assert page.evaluate(f"{style}.outlineStyle") == "solid"
        assert page.evaluate(f"parseFloat({style}.outlineWidth)") >= 2


def test_the_first_tab_skips_to_the_content(page: Page, site: str) -> None:
    page.goto(site + "/about")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    assert page.evaluate("document.activeElement.getBoundingClientRect().left") >= 0


def test_everything_works_without_javascript(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site + "/")
    page.get_by_label("Search for a disease").fill("Friedreich ataxia")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Friedreich ataxia", exact=True).first.click()
    assert page.url == site + "/disease/MONDO:0100339"
    assert page.locator("#references li").first.is_visible()
    page.get_by_role("main").get_by_text("Français", exact=True).click()
    assert page.get_by_text("L'ataxie de Friedreich est une maladie").is_visible()
    page.locator("#signs .marks button").first.click()  # the pop-over is the browser's own
    assert page.locator("#references li:popover-open").is_visible()
    context.close()


def test_every_kind_of_page_is_whole_without_javascript(
    browser: Browser, site: str, kinds: list[str]
) -> None:
    """The same words with and without: scripts add nothing that is not there."""
    said: list[dict[str, str]] = []
    for scripted in (True, False):
        context = browser.new_context(java_script_enabled=scripted)
        page = context.new_page()
        said.append({})
        for path in kinds:
            page.goto(site + path)
            said[-1][path] = page.locator("main").inner_text()
        context.close()
    for path, words in said[1].items():
        if not path.startswith("/sparql"):  # the editor takes the place of the field
            missing = set(said[0][path].split()) - set(words.split())
            assert len(missing) < 5, (path, missing)


def test_actions_work_without_javascript(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site + "/disease/MONDO:0100339")
    page.get_by_role("link", name="Words of experts").click()
    assert page.url.endswith("?view=expert")
    fold = page.locator("details.fold").first
    fold.locator("summary").first.click()
    assert fold.get_attribute("open") is None
    page.locator("button.tongue").click()
    page.locator("#languages").get_by_text("Français").click()
    assert page.locator("html").get_attribute("lang") == "fr"
    page.goto(site + "/connect")
    page.locator("form.connect input").nth(0).fill("Friedreich ataxia")
    page.locator("form.connect input").nth(1).fill("idebenone")
    page.locator("form.connect button").first.click()
    assert "from=Friedreich" in page.url
    assert page.locator("main").get_by_text("idebenone").count()
    page.goto(site + "/search?q=ataxia")
    assert page.locator("main a[href*='/disease/']").count()
    page.goto(site + "/disease/MONDO:0100339")
    page.goto(site + str(page.locator("a[href^='/statement/']").first.get_attribute("href")))
    assert "How you know" in page.locator("pre.report").inner_text(), "to be copied"
    context.close()


def test_pages_have_landmarks_and_names(page: Page, site: str) -> None:
    for path in PATHS:
        page.goto(site + path)
        assert page.get_by_role("main").count() == 1
        assert page.get_by_role("banner").count() == 1
        assert page.get_by_role("contentinfo").count() == 1
        assert page.locator("h1").count() == 1
        for control in page.locator("input:visible, button:visible").all():
            name = control.evaluate(
                "c => c.getAttribute('aria-label') || c.innerText || (c.labels && c.labels[0]"
                " && c.labels[0].innerText)"
            )
            assert name, f"{path}: a control without a name"


def test_marks_are_large_enough_to_touch(page: Page, site: str) -> None:
    page.goto(site + "/disease/MONDO:0100339")
    sizes = page.evaluate(
        "[...document.querySelectorAll('#signs .marks > *')].map(m => m.getBoundingClientRect())"
        ".map(r => Math.min(r.width, r.height))"
    )
    assert min(sizes) >= 24  # WCAG 2.2, criterion 2.5.8


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_colours_stand_out_from_what_is_behind_them(scheme: int) -> None:
    sheet = (content_folder("web") / "static" / "styles" / "tokens.css").read_text("utf-8")
    colour = re.compile(r"--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)")
    colours = {name: both[scheme] for name, *both in colour.findall(sheet.split("}", 1)[0])}
    for line in ("edge", "focus"):  # what a control is known by: WCAG 2.2, 1.4.11
        for ground in ("paper", "card"):
            assert _contrast(colours[line], colours[ground]) >= 3, (line, ground)
    for words in ("ink", "soft", "accent", "warm", "not", "good"):
        for ground in ("paper", "card"):
            assert _contrast(colours[words], colours[ground]) >= 4.5, (words, ground)
    for words, ground in (
        ("ink", "accent-soft"),
        ("accent", "accent-soft"),
        ("ink", "not-soft"),
        ("not", "not-soft"),
        ("accent", "not-soft"),
        ("soft", "not-soft"),
        ("soft", "accent-soft"),
        ("soft", "warm-soft"),
        ("accent", "warm-soft"),
        ("warm", "warm-soft"),
        ("good", "good-soft"),
        ("ink", "good-soft"),
        ("ink", "warm-soft"),
        ("on-accent", "accent"),
    ):
        assert _contrast(colours[words], colours[ground]) >= 4.5, (words, ground)
