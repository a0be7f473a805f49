"""How soon an element is seen: Chromium, a page of another origin with one element, on loopback.

From the start of the page's script element to the painted card, as the page itself measures it; a
new context each time, so that nothing is kept. The reference is the same page with an image of one
dot from the same server: what any embedded thing takes.
"""

from __future__ import annotations

import http.server
import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from benchmarks.outcome import Detail, show, spread
from benchmarks.serve import running
from benchmarks.subject import home_of
from rarekg.release import Release

VISITS, SEEN_MS = 20, 200
_HOST = "127.0.0.1"
_REF = "MONDO:0100339"
_PAGE = """<!DOCTYPE html><html lang="en"><title>A host</title><script>
addEventListener("rarekg-load", () => requestAnimationFrame(() => requestAnimationFrame(
  () => {{ window.seen = performance.now(); }})), true);
</script>
<script src="{site}/widgets/v1/rarekg.js" async></script>
<rarekg-disease ref="{ref}"><a href="{site}/disease/{ref}">Friedreich ataxia</a></rarekg-disease>
</html>"""
_PLAIN = """<!DOCTYPE html><html lang="en"><title>A host</title>
<img src="{site}/static/mark.svg" alt="" onload="requestAnimationFrame(() =>
  requestAnimationFrame(() => {{ window.seen = performance.now(); }}))"></html>"""


def run(release: Release) -> dict[str, Detail]:
    """Milliseconds until the card is painted; nothing where Chromium is absent."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        print("CHROMIUM ABSENT, elements were not looked at: apt-get install chromium")
        return {}
    program = str(Path(sys.executable).parent / "rarekg")
    with home_of(release) as home, running([program, "--home", str(home.path), "serve"]) as served:
        site = f"http://{_HOST}:{served[1]}"
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            ours = spread(_visits(browser, _PAGE.format(site=site, ref=_REF)))
            plain = spread(_visits(browser, _PLAIN.format(site=site)))
            browser.close()
    rows = [("element", ours.median, ours.p99), ("an image", plain.median, plain.p99)]
    show(("seen in Chromium", "median ms", "most"), rows)
    print(f"element: {ours.median:.0f} ms (at most {SEEN_MS})")
    return {"element": ours.detail(), "image": plain.detail(), "target_ms": SEEN_MS}


def _visits(browser: Browser, page: str) -> list[float]:
    with _host(page) as address:
        return [_visit(browser, address) for _ in range(VISITS)]


def _visit(browser: Browser, address: str) -> float:
    context = browser.new_context()
    page = context.new_page()
    page.goto(address)
    page.wait_for_function("window.seen > 0", timeout=10_000)
    seen: float = page.evaluate("window.seen")
    context.close()
    return seen


@contextmanager
def _host(page: str) -> Iterator[str]:
    """The address of a page of another origin."""
    body = page.encode()

    class Host(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            with suppress(ConnectionError):  # a closed context no longer wants its icon
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer((_HOST, 0), Host)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://{_HOST}:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
