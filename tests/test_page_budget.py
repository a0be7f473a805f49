"""What a page costs whoever opens it on a phone: requests, bytes, shifts of what is read, and
nothing that holds the first words up. Counted in Chromium."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Request, Response

pytestmark = pytest.mark.browser

PAGES = ("/", "/disease/MONDO:0100339", "/search?q=ataxia", "/fr/disease/MONDO:0100339")
MOST_REQUESTS = 10  # the page, its sheet, the two scripts, marks; search and home have no more
MOST_BYTES = 130_000  # as they are sent; the page itself has at most 60 kB of them
_SHIFTS = """() => new Promise(done => {
  let sum = 0;
  const seen = new PerformanceObserver(list => {
    for (const entry of list.getEntries()) sum += entry.value;
  });
  seen.observe({ type: "layout-shift", buffered: true });
  setTimeout(() => { seen.takeRecords().forEach(e => { sum += e.value; }); done(sum); }, 300);
})"""
_PAINTED = "() => performance.getEntriesByName('first-contentful-paint').map(e => e.startTime)"
_BLOCKING = (
    "() => performance.getEntriesByType('resource')"
    ".filter(e => e.renderBlockingStatus === 'blocking').map(e => e.name)"
)


@dataclass
class Visit:
    """What happened when a page was opened."""

    requests: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    bytes: int = 0
    shift: float = 0.0
    painted: list[float] = field(default_factory=list)
    blocking: list[str] = field(default_factory=list)

    def asked(self, request: Request) -> None:
        """Takes note of a request."""
        self.requests.append(request.url)

    def answered(self, response: Response) -> None:
        """Takes note of an answer."""
        self.bytes += int(response.headers.get("content-length", "0"))
        if response.status >= 400:
            self.told.append(f"{response.status} {response.url}")


def visit(browser: Browser, address: str, width: int) -> Visit:
    """Opens a page for the first time."""
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    found = Visit()
    page.on("request", found.asked)
    page.on("response", found.answered)
    page.on("console", lambda message: found.told.append(message.text))
    page.on("pageerror", lambda error: found.told.append(str(error)))
    page.goto(address, wait_until="networkidle")
    found.shift = page.evaluate(_SHIFTS)
    found.painted = page.evaluate(_PAINTED)
    found.blocking = page.evaluate(_BLOCKING)
    context.close()
    return found


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_stays_within_its_budget(browser: Browser, site: str, path: str, width: int) -> None:
    found = visit(browser, site + path, width)
    assert found.told == [], "an error, or something that the policy of the site forbids"
    assert all(address.startswith((site, "data:")) for address in found.requests)
    assert len(found.requests) <= MOST_REQUESTS, found.requests
    assert found.bytes <= MOST_BYTES
    assert found.shift == 0, "what somebody reads must not move away"
    assert found.painted
    assert all(name.endswith(".css") for name in found.blocking), "words wait for no script"
    assert len(found.blocking) <= 1


def test_a_second_page_asks_for_nothing_again_but_itself(browser: Browser, site: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(site + "/", wait_until="networkidle")
    sent: list[str] = []
    page.on("response", lambda r: sent.append(r.url) if not r.from_service_worker else None)
    page.goto(site + "/disease/MONDO:0100339", wait_until="networkidle")
    size = page.evaluate(
        "() => performance.getEntriesByType('resource').map(e => [e.name, e.transferSize])"
    )
    again = [name for name, transferred in size if transferred and "/static/rarekg." in name]
    assert again == [], "a file with a hash in its name is kept"
    context.close()
