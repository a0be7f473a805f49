"""Elements of widgets on pages of another origin: what the tests of them share."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from rarekg.server.widgets.kinds import KINDS

ATAXIA = (
    '<rarekg-disease ref="ORPHA:95"{}>'
    '<a href="https://example.org/">Ataxia, says the host</a></rarekg-disease>'
)
# Things that the starter release has, too.
REFS = {kind.name: kind.example for kind in KINDS} | {"trials": "ORPHA:95", "money": "ORPHA:95"}
ALL = "".join(f'<rarekg-{name} ref="{ref}">words</rarekg-{name}>' for name, ref in REFS.items())


def ataxia(attributes: str = "") -> str:
    return ATAXIA.format(" " + attributes if attributes else "")


def card(page: Page) -> Locator:
    return page.locator(".card")


def shown(page: Page, address: str) -> Locator:
    """The card of the only widget of a page."""
    page.goto(address)
    found = card(page)
    expect(found).to_be_visible()
    return found


def told(page: Page) -> list[str]:
    """What the console of a page says from now on."""
    found: list[str] = []
    page.on("console", lambda message: found.append(message.text))
    page.on("pageerror", lambda error: found.append(error.message))
    return found


def all_loaded(page: Page) -> None:
    """Goes through all widgets of a page: they load when they are near; opens their sources."""
    for name in REFS:
        widget = page.locator(f"rarekg-{name}")
        widget.scroll_into_view_if_needed()
        expect(widget.locator(".card")).to_be_visible()
        widget.locator("details").evaluate_all("all => all.forEach(d => { d.open = true })")


def style(place: Locator, name: str) -> str:
    found = place.evaluate("(node, name) => getComputedStyle(node).getPropertyValue(name)", name)
    return str(found)
