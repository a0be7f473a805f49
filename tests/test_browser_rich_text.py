"""The code of widgets in a field for rich text that takes frames only: editors of sites let a few
elements and attributes through (WordPress, of an oEmbed answer, those below), and tighten the
sandbox."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.host_pages import Hosts, hosting

pytestmark = pytest.mark.browser

ATAXIA = "MONDO:0100339"
KEPT = ["src", "href", "title", "width", "height", "frameborder"]
KEPT += ["marginwidth", "marginheight", "scrolling"]
FIELD = (
    "<!doctype html><html lang=en><meta charset=utf-8><title>A host</title><div contenteditable>"
)
# What stands in the field after somebody has put code into it.
PUT = """([html, kept]) => {
  const made = document.createElement("template");
  made.innerHTML = html;
  for (const node of made.content.querySelectorAll("*")) {
    if (!/^(iframe|p|a)$/.test(node.localName)) { node.replaceWith(...node.childNodes); continue; }
    for (const { name } of [...node.attributes])
      if (!kept.includes(name)) node.removeAttribute(name);
    if (node.localName === "iframe") node.setAttribute("sandbox", "allow-scripts");
  }
  document.querySelector("[contenteditable]").append(made.content);
}"""


@pytest.fixture(scope="module")
def hosts() -> Iterator[Hosts]:
    with hosting() as found:
        yield found


def code(page: Page, site: str, form: str) -> str:
    """The code that the builder gives."""
    page.goto(f"{site}/widgets?widget=disease&ref={ATAXIA}")
    return page.locator(f"#code-{form}").input_value()


def oembed(page: Page, site: str) -> str:
    """What a pasted address becomes."""
    address = quote(f"{site}/disease/{ATAXIA}", safe="")
    html: str = page.request.get(f"{site}/oembed?url={address}").json()["html"]
    return html


@pytest.mark.parametrize("way", ["frame", "oembed"])
def test_a_frame_is_whole_with_what_an_editor_leaves_of_it(
    page: Page, site: str, hosts: Hosts, way: str
) -> None:
    pasted = oembed(page, site) if way == "oembed" else code(page, site, way)
    page.goto(hosts.put(FIELD))
    page.evaluate(PUT, [pasted, KEPT])
    frame = page.frame_locator("[contenteditable] iframe")
    expect(frame.locator(".w-title")).to_have_text("Friedreich ataxia")
    expect(frame.locator(".w-error")).to_have_count(0)
    given = page.locator("iframe").evaluate("one => one.getBoundingClientRect().height")
    assert given >= 400, "high enough without our script"
    frame.locator(".w-release").scroll_into_view_if_needed()
    expect(frame.locator(".w-release")).to_be_in_viewport()
    expect(page.locator("script, [style]")).to_have_count(0)


def test_where_frames_and_elements_are_taken_out_a_link_is_left(
    page: Page, site: str, hosts: Hosts
) -> None:
    for form in ("element", "frame"):
        pasted = code(page, site, form)
        page.goto(hosts.put(FIELD))
        page.evaluate(PUT, [pasted, KEPT])
        page.evaluate("document.querySelectorAll('iframe').forEach(one => one.remove())")
        link = page.locator("[contenteditable] a")
        expect(link).to_have_text("Friedreich ataxia")
        expect(link).to_have_attribute("href", f"{site}/disease/{ATAXIA}")
        assert page.locator("[contenteditable]").inner_text().strip() == "Friedreich ataxia"
