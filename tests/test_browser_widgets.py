"""The elements of widgets on pages of another origin, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.host_pages import Hosts, hosting

pytestmark = pytest.mark.browser

ATAXIA = (
    '<rarekg-disease ref="ORPHA:95">'
    '<a href="https://example.org/">Ataxia, says the host</a></rarekg-disease>'
)
STRICT = (
    "default-src 'none'; script-src {site}; connect-src {site}; base-uri 'none'; "
    "form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)


@pytest.fixture(scope="module")
def hosts() -> Iterator[Hosts]:
    with hosting() as found:
        yield found


def host_page(site: str, body: str, head: str = "", html: str = 'lang="en"') -> str:
    return (
        f"<!doctype html><html {html}><head><meta charset=utf-8><title>A host</title>{head}"
        f'<script src="{site}/widgets/v1/rarekg.js" async></script></head>'
        f"<body>{body}</body></html>"
    )


def test_a_disease_is_shown_under_a_strict_policy(page: Page, site: str, hosts: Hosts) -> None:
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(error.message))
    address = hosts.put(host_page(site, ATAXIA), Content_Security_Policy=STRICT.format(site=site))
    page.goto(address)
    card = page.get_by_role("region", name="A disease in short: Friedreich ataxia")
    expect(card.get_by_role("heading", name="Friedreich ataxia")).to_be_visible()
    expect(card).to_contain_text("Friedreich ataxia is an inherited disease")
    expect(page.get_by_text("Ataxia, says the host")).to_be_hidden()
    assert card.evaluate("card => getComputedStyle(card).borderTopLeftRadius") == "12px"
    assert not told
