"""Takes the pictures of docs/img anew, from the current release of a home (a full one).

    python tools/take_screenshots.py HOME

Needs Debian's `chromium`, as the browser tests do. Look at them before they are committed.
"""

from __future__ import annotations

import shutil
import sys
import threading
from pathlib import Path

from playwright.sync_api import sync_playwright
from werkzeug.serving import make_server

from rarekg.release import Home
from rarekg.server.app import create_app
from rarekg.sparql.client import SparqlClient

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "img"
PICTURES = {"screenshot.png": "/disease/ORPHA:95", "home.png": "/"}
SIZE = {"width": 1180, "height": 1690}  # with SCALE: 885 wide, as wide as forges show a page
SCALE = 0.75


def main(home: Home) -> None:
    """Takes each picture of the home's current release."""
    server = make_server("127.0.0.1", 0, create_app(home, SparqlClient(home.path)), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_context(
            viewport={"width": SIZE["width"], "height": SIZE["height"]}, device_scale_factor=SCALE
        ).new_page()
        for name, path in PICTURES.items():
            page.goto(f"http://127.0.0.1:{server.server_port}{path}")
            page.screenshot(path=FOLDER / name)
        browser.close()
    server.shutdown()


if __name__ == "__main__":
    main(Home(Path(sys.argv[1])))
