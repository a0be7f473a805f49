"""Frames of widgets on pages of another origin, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Frame, Locator, Page, Request, expect

from rarekg.content import content_folder
from tests.host_pages import Hosts, hosting
from tests.test_accessibility import axe
from tests.test_embed import ALL

pytestmark = pytest.mark.browser

ATAXIA = "disease/MONDO:0100339"
SANDBOX = "allow-scripts allow-popups allow-popups-to-escape-sandbox"
STRICT = "default-src 'none'; frame-src {site}; script-src {site}; base-uri 'none'"
WIDGETS = [address.removeprefix("/embed/v1/") for address in ALL]
Scheme = Literal["light", "dark"]


@pytest.fixture(scope="module")
def hosts() -> Iterator[Hosts]:
    with hosting() as found:
        found.address = found.address.replace("127.0.0.1", "localhost")  # another site, too
        yield found


def snippet(site: str, widget: str, forms: bool = False) -> str:
    """A frame as it is to be pasted."""
    sandbox = SANDBOX + (" allow-forms" if forms else "")
    return (
        f'<iframe src="{site}/embed/v1/{widget}" title="{widget}" width="100%" height="150" '
        f'loading="lazy" sandbox="{sandbox}" referrerpolicy="no-referrer" frameborder="0">'
        "</iframe>"
    )


def host_page(site: str, body: str, html: str = 'lang="en"', script: bool = True) -> str:
    """A page of a host, with the script that sets heights."""
    tag = f'<script src="{site}/widgets/v1/frame.js" async></script>' if script else ""
    return (
        f"<!doctype html><html {html}><head><meta charset=utf-8><title>A host</title></head>"
        f"<body>{body}{tag}</body></html>"
    )


def put(hosts: Hosts, site: str, body: str, html: str = 'lang="en"', script: bool = True) -> str:
    """The address of a page of a strict host."""
    policy = STRICT.format(site=site)
    return hosts.put(host_page(site, body, html, script), Content_Security_Policy=policy)


def content(page: Page, which: int = 0) -> Frame:
    """What is in a frame, when it is there."""
    element = page.locator("iframe").nth(which)
    element.scroll_into_view_if_needed()
    handle = element.element_handle()
    found = handle.content_frame()
    assert found is not None
    found.wait_for_load_state()
    return found


def height(frame: Locator) -> float:
    """How high a frame is on its host."""
    return float(frame.evaluate("one => one.getBoundingClientRect().height"))


def fits(page: Page, which: int = 0) -> None:
    """Waits until a frame is as high as what is in it."""
    inner = content(page, which)
    for _ in range(100):
        wanted = inner.evaluate("Math.ceil(document.body.getBoundingClientRect().height)")
        if abs(height(page.locator("iframe").nth(which)) - float(wanted)) < 1:
            break
        page.wait_for_timeout(50)
    else:
        raise AssertionError(f"{height(page.locator('iframe').nth(which))} is not {wanted}")
    assert inner.evaluate("document.documentElement.scrollHeight <= innerHeight")


@contextmanager
def opened(
    browser: Browser, width: int = 1280, scheme: Scheme = "light", script: bool = True
) -> Iterator[Page]:
    """A page of a browser of its own."""
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
        java_script_enabled=script,
    )
    yield context.new_page()
    context.close()


# Height


def test_the_height_follows_the_content(page: Page, site: str, hosts: Hosts) -> None:
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(error.message))
    page.goto(put(hosts, site, snippet(site, ATAXIA)))
    fits(page)
    frame = page.locator("iframe")
    closed = height(frame)
    assert closed > 200
    page.frame_locator("iframe").locator(".w-sources summary").click()
    fits(page)
    opened_up = height(frame)
    assert opened_up > closed + 30
    page.set_viewport_size({"width": 320, "height": 900})
    fits(page)
    assert height(frame) > opened_up
    page.set_viewport_size({"width": 1280, "height": 900})
    fits(page)
    assert abs(height(frame) - opened_up) < 1
    assert not told


def test_a_script_that_comes_late_and_a_frame_that_comes_later(
    page: Page, site: str, hosts: Hosts
) -> None:
    page.goto(put(hosts, site, snippet(site, ATAXIA), script=False))
    content(page).wait_for_selector(".w-card")
    page.wait_for_timeout(300)
    assert height(page.locator("iframe")) == 150
    page.evaluate(
        "address => { const one = document.createElement('script'); one.src = address;"
        " document.head.append(one) }",
        f"{site}/widgets/v1/frame.js",
    )
    fits(page)
    page.evaluate(
        "html => document.body.insertAdjacentHTML('beforeend', html)",
        snippet(site, f"{ATAXIA}?layout=compact"),
    )
    fits(page, 1)
    fits(page, 0)


def test_ten_frames_have_each_its_own_height(page: Page, site: str, hosts: Hosts) -> None:
    kinds = ("", "?sections=summary", "?layout=compact", "?sections=prevalence&accent=a00000", "?x")
    page.goto(put(hosts, site, "".join(snippet(site, ATAXIA + kind) for kind in kinds * 2)))
    for which in range(10):
        fits(page, which)
    heights = [height(page.locator("iframe").nth(which)) for which in range(10)]
    assert len(set(heights)) >= 3
    assert heights[:5] == heights[5:]


def test_forged_messages_change_nothing(page: Page, site: str, hosts: Hosts) -> None:
    """Of another frame, of the host itself, of a frame that names itself as ours."""
    forging = hosts.put("<script>parent.postMessage({rarekg: 1, height: 4321}, '*')</script>x")
    others = (
        f'<iframe src="{forging}"></iframe>'
        f'<iframe src="{forging}" sandbox="allow-scripts"></iframe>'
        f'<iframe src="{forging}?{site}/embed/v1/" sandbox="allow-scripts"></iframe>'
    )
    address = hosts.put(host_page(site, snippet(site, ATAXIA) + others))
    page.goto(address)
    fits(page)
    page.evaluate("postMessage({rarekg: 1, height: 4321}, '*')")
    for _ in range(3):
        page.wait_for_timeout(100)
    fits(page)
    heights = [height(page.locator("iframe").nth(which)) for which in range(4)]
    assert max(heights) < 4000
    assert len(set(heights[1:])) == 1


@pytest.mark.parametrize("absurd", ["1e9", "-5", "0", "NaN", "'x'", "null", "{}", "Infinity"])
def test_an_absurd_height_does_no_harm(page: Page, site: str, hosts: Hosts, absurd: str) -> None:
    page.goto(put(hosts, site, snippet(site, ATAXIA)))
    fits(page)
    before = height(page.locator("iframe"))
    content(page).evaluate(f"parent.postMessage({{rarekg: 1, height: {absurd}}}, '*')")
    page.wait_for_timeout(200)
    after = height(page.locator("iframe"))
    assert after == (20_000 if absurd in ("1e9", "Infinity") else before)


def test_the_script_of_the_host_is_small() -> None:
    source = content_folder("web") / "widgets" / "1.0.0" / "frame.js"
    assert source.stat().st_size <= 1000


# Without a script, in the dark, from right to left


def test_without_a_script_everything_is_there(browser: Browser, site: str, hosts: Hosts) -> None:
    with opened(browser, script=False) as page:
        page.goto(put(hosts, site, snippet(site, ATAXIA)))
        inner = page.frame_locator("iframe")
        expect(inner.get_by_role("heading", name="Friedreich ataxia", exact=True)).to_be_visible()
        expect(inner.locator(".w-release")).to_be_attached()
        sources = inner.locator(".w-licences")
        expect(sources).not_to_be_visible()
        inner.locator(".w-sources summary").click()
        expect(sources).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("theme", ["auto", "light", "dark"])
def test_the_colours_are_those_that_were_asked_for(
    browser: Browser, site: str, hosts: Hosts, scheme: Scheme, theme: Scheme
) -> None:
    with opened(browser, scheme=scheme) as page:
        page.goto(put(hosts, site, snippet(site, f"{ATAXIA}?theme={theme}")))
        card = content(page).locator(".w-card")
        ground = card.evaluate("one => getComputedStyle(one).backgroundColor")
        shown = scheme if str(theme) == "auto" else theme
        assert ground == {"light": "rgb(255, 253, 249)", "dark": "rgb(27, 34, 35)"}[shown]


def test_a_host_from_right_to_left_changes_no_widget(page: Page, site: str, hosts: Hosts) -> None:
    page.goto(put(hosts, site, snippet(site, ATAXIA), html='lang="ar" dir="rtl"'))
    fits(page)
    inner = content(page)
    start = "document.querySelector('.w-title a').getBoundingClientRect().left"
    end = "innerWidth - document.querySelector('.w-title a').getBoundingClientRect().right"
    assert inner.evaluate(start) < 40
    # A language from right to left: the interface has none yet, the sheet is ready for it.
    inner.evaluate("document.documentElement.dir = 'rtl'")
    inner.evaluate("document.querySelector('.w-title').dir = 'rtl'")
    assert inner.evaluate(end) < 40
    assert inner.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_on_paper_the_sources_are_read(page: Page, site: str) -> None:
    page.goto(f"{site}/embed/v1/{ATAXIA}?theme=dark")
    licences = page.locator(".w-licences")
    expect(licences).not_to_be_visible()
    page.emulate_media(media="print")
    expect(licences).to_be_visible()
    ground = page.locator(".w-card").evaluate("one => getComputedStyle(one).backgroundColor")
    assert ground == "rgb(255, 255, 255)"


# The search


@pytest.mark.parametrize("script", [True, False])
def test_results_are_shown_in_the_frame(
    browser: Browser, site: str, hosts: Hosts, script: bool
) -> None:
    with opened(browser, script=script) as page:
        widget = "search?results=here&lang=fr&theme=dark"
        page.goto(put(hosts, site, snippet(site, widget, forms=True)))
        inner = page.frame_locator("iframe")
        inner.get_by_role("searchbox").fill("friedreich")
        inner.get_by_role("searchbox").press("Enter")
        found = inner.get_by_role("link", name="Ataxie de Friedreich").first
        expect(found).to_be_visible()
        assert (found.get_attribute("href") or "").startswith(f"{site}/fr/")
        expect(inner.get_by_role("searchbox")).to_have_value("friedreich")
        expect(inner.locator("html")).to_have_attribute("data-theme", "dark")
        if script:
            fits(page)


@pytest.mark.parametrize("script", [True, False])
def test_results_are_shown_on_our_site(
    browser: Browser, site: str, hosts: Hosts, script: bool
) -> None:
    with opened(browser, script=script) as page:
        page.goto(put(hosts, site, snippet(site, "search?lang=fr", forms=True)))
        inner = page.frame_locator("iframe")
        inner.get_by_role("searchbox").fill("friedreich")
        with page.expect_popup() as popup:
            inner.locator(".w-search button").click()
        popup.value.wait_for_load_state()
        assert popup.value.url.startswith(f"{site}/fr/search?q=friedreich")


# Privacy


def test_nothing_is_kept_and_nobody_else_is_asked(
    browser: Browser, site: str, hosts: Hosts
) -> None:
    asked: list[Request] = []
    with opened(browser) as page:
        page.on("request", lambda request: asked.append(request))
        body = "".join(snippet(site, widget, forms=True) for widget in WIDGETS)
        address = put(hosts, site, body)
        page.goto(address)
        for which in range(len(WIDGETS)):
            fits(page, which)
        assert page.context.cookies() == []
        state = page.context.storage_state()
        assert not state.get("origins")
        with_cookies = [r.url for r in asked if "cookie" in r.all_headers()]
        assert not with_cookies
        referred = [r.url for r in asked if "/embed/" in r.url and "referer" in r.all_headers()]
        assert not referred
    origins = {f"{urlsplit(r.url).scheme}://{urlsplit(r.url).netloc}" for r in asked}
    assert origins == {site, hosts.address}
    from_host = [r.url for r in asked if r.url.startswith(hosts.address)]
    assert all(url == address or url.endswith("/favicon.ico") for url in from_host)


def test_links_open_outside_of_the_frame(page: Page, site: str, hosts: Hosts) -> None:
    page.goto(put(hosts, site, snippet(site, ATAXIA)))
    fits(page)
    with page.expect_popup() as popup:
        page.frame_locator("iframe").locator(".w-page").click()
    popup.value.wait_for_load_state()
    assert popup.value.url == f"{site}/disease/MONDO:0100339"
    assert popup.value.evaluate("opener === null && origin !== 'null'")
    assert content(page).url == f"{site}/embed/v1/{ATAXIA}"


# Accessibility


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [240, 320, 1280])
def test_no_frame_has_a_barrier_that_axe_sees(
    browser: Browser, site: str, width: int, scheme: Scheme
) -> None:
    found: dict[str, list[str]] = {}
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True
    )
    page = context.new_page()
    for widget in (*WIDGETS, "nothing", f"{ATAXIA}?accent=ffee00&mode=x&layout=compact"):
        page.goto(f"{site}/embed/v1/{widget}")
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        wrong = axe(page)
        if (wide := page.evaluate("document.documentElement.scrollWidth") - width) > 0:
            wrong = [*wrong, f"{wide} px too wide"]
        if wrong:
            found[widget] = wrong
    context.close()
    assert not found
