"""Fixtures of all tests."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from rarekg.build import BuildOptions, build
from rarekg.build_report import Stages
from rarekg.release import Home
from rarekg.server.app import create_app
from rarekg.sparql.client import SparqlClient

_BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def mirror() -> Path:
    """The folder with the genuine files of the sources; without it, a test skips and says so."""
    folder = Path(os.environ.get("RAREKG_MIRROR") or _BESIDE)
    if not folder.is_dir():
        pytest.skip(
            f"GENUINE SOURCE FILES ABSENT: {folder} is no folder; set RAREKG_MIRROR to the mirror"
        )
    return folder


@pytest.fixture(scope="session")
def starter_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with a release of the curated data, as `make serve` has it; not to be changed."""
    home = Home(tmp_path_factory.mktemp("starter"))
    build(home, BuildOptions(sources=["curated"]), Stages())
    return home


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; Playwright's own download is for systems that it knows."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("CHROMIUM ABSENT, the browser tests did not run: apt-get install chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def site(starter_home: Home) -> Iterator[str]:
    """The address of a server of the starter release."""
    with SparqlClient(starter_home.path) as client:
        client.start()  # here: the service ends with the thread that started it
        server = make_server("127.0.0.1", 0, create_app(starter_home, client), threaded=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()
