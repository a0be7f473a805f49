"""Fixtures of all tests."""

from __future__ import annotations

import fcntl
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from rarekg.build import BuildOptions, build
from rarekg.build_report import Stages
from rarekg.release import Home, Release
from rarekg.server.app import create_app
from rarekg.sparql.client import SparqlClient
from tests.invented import build_paying, build_studied
from tests.miniature import build_miniature, write_mirror

SparqlOf = Callable[[Home], SparqlClient]
ClientOf = Callable[[Home], FlaskClient]
PutMiniature = Callable[[Path], Release]
_BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data"


# The longest files, in the order in which the workers of a test run take them: begun last, one of
# them would be run by one worker alone while the other has nothing left. The first one builds the
# full release; what needs that too (test_relevance) comes late, when it is there. Other files with
# a browser follow, then the rest by name.
_LONGEST = (
    "test_accessibility",
    "test_cli",
    "test_benchmarks",
    "test_serve",
    "test_browser",
    "test_history",
    "test_releases_page",
    "test_link_diseases",
    "test_search_hostile",
    "test_money_pages",
    "test_structured_data",
    "test_found",
    "test_build",
    "test_sparql_safety",
    "test_browser_suggest",
    "test_openapi",
    "test_whoosh",
    "test_examples",
    "test_open",
    "test_fetch_trials",
    "test_api",
    "test_search",
    "test_keyboard",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts the longest files first (`make test` keeps this order)."""
    places = {name: place for place, name in enumerate(_LONGEST)}
    seen = {i.path for i in items if isinstance(i, pytest.Function) and "browser" in i.fixturenames}

    def place(item: pytest.Item) -> int:
        return places.get(item.path.stem, len(places) + (item.path not in seen))

    items.sort(key=place)


@pytest.fixture(scope="session")
def mirror() -> Path:
    """The folder with the genuine files of the sources; without it, a test skips and says so."""
    folder = Path(os.environ.get("RAREKG_MIRROR") or _BESIDE)
    if not folder.is_dir():
        pytest.skip(
            f"GENUINE SOURCE FILES ABSENT: {folder} is no folder; set RAREKG_MIRROR to the mirror"
        )
    return folder


def _built_once(
    factory: pytest.TempPathFactory, name: str, builds: Callable[[Home], object]
) -> Home:
    """A home with a release, built by the first worker of a test run that needs it."""
    own = factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    home = Home(shared / name)
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home.path / "current").exists():
            builds(home)
    return home


def _copied(factory: pytest.TempPathFactory, home: Home) -> Home:
    """A copy for this worker: with one home they would share one query service, and end it."""
    own = factory.mktemp("home") / home.path.name
    shutil.copytree(home.path, own, symlinks=True)
    return Home(own)


@pytest.fixture(scope="session")
def starter_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with a release of the curated data, as `make serve` has it; not to be changed."""
    options = BuildOptions(sources=["curated"])
    home = _built_once(tmp_path_factory, "starter", lambda home: build(home, options, Stages()))
    return _copied(tmp_path_factory, home)


@pytest.fixture(scope="session")
def paying_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with a release of invented payments; not to be changed."""
    folder = tmp_path_factory.mktemp("lists")
    home = _built_once(tmp_path_factory, "paying", lambda home: build_paying(home, folder))
    return _copied(tmp_path_factory, home)


@pytest.fixture(scope="session")
def studied_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with a release of the curated data and invented trials; not to be changed."""
    mirror = tmp_path_factory.mktemp("trials")
    home = _built_once(tmp_path_factory, "studied", lambda home: build_studied(home, mirror))
    return _copied(tmp_path_factory, home)


@pytest.fixture(scope="session")
def put_miniature(tmp_path_factory: pytest.TempPathFactory) -> PutMiniature:
    """Puts the release of the unchanged miniature into a home that has none yet."""
    mirror = write_mirror(tmp_path_factory.mktemp("miniature") / "mirror")
    built = _built_once(
        tmp_path_factory, "miniature", lambda home: build_miniature(home.path, mirror)
    )

    def put(folder: Path) -> Release:
        shutil.copytree(built.path, folder, symlinks=True, dirs_exist_ok=True)
        return Home(folder).release()

    return put


@pytest.fixture(scope="session")
def full_home(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with a release of all genuine files; not to be changed. RAREKG_FULL_HOME names one;
    else it is built from the mirror, some minutes, once for all workers of a test run."""
    if given := os.environ.get("RAREKG_FULL_HOME"):
        return Home(Path(given))
    options = BuildOptions(request.getfixturevalue("mirror"))
    return _built_once(tmp_path_factory, "full", lambda home: build(home, options, Stages()))


@pytest.fixture(scope="session")
def sparql_of() -> Iterator[SparqlOf]:
    """What queries of a home are asked through: one for each home. They are closed at the end of
    the run: a socket that a test leaves open would fail whatever test comes after it."""
    clients: dict[Path, SparqlClient] = {}

    def asked_through(home: Home) -> SparqlClient:
        if home.path not in clients:
            clients[home.path] = SparqlClient(home.path)
        return clients[home.path]

    yield asked_through
    for client in clients.values():
        client.close()


@pytest.fixture(scope="session")
def client_of(sparql_of: SparqlOf) -> ClientOf:
    """Makes a client of a new application of a home."""
    return lambda home: create_app(home, sparql_of(home)).test_client()


@pytest.fixture(scope="session")
def starter_app(starter_home: Home, sparql_of: SparqlOf) -> Flask:
    """The application of the starter release; a test that changes its settings has its own."""
    return create_app(starter_home, sparql_of(starter_home))


@pytest.fixture(scope="session")
def starter(starter_app: Flask) -> FlaskClient:
    """A client of the starter release."""
    return starter_app.test_client()


@pytest.fixture(scope="session")
def paying(paying_home: Home, client_of: ClientOf) -> FlaskClient:
    """A client of the release of invented payments."""
    return client_of(paying_home)


@pytest.fixture(scope="session")
def studied(studied_home: Home, client_of: ClientOf) -> FlaskClient:
    """A client of the release with invented trials."""
    return client_of(studied_home)


@pytest.fixture(scope="module")
def client(starter_app: Flask) -> FlaskClient:
    """A client of the starter release."""
    return starter_app.test_client()


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


@contextmanager
def served(home: Home) -> Iterator[str]:
    """The address of a server of a home, in this process."""
    with SparqlClient(home.path) as client:
        client.start()  # here: the service ends with the thread that started it
        server = make_server("127.0.0.1", 0, create_app(home, client), threaded=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="module")
def site(starter_home: Home) -> Iterator[str]:
    """The address of a server of the starter release."""
    with served(starter_home) as address:
        yield address


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()
