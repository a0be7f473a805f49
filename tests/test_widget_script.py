"""The script of the elements of widgets: what is sent, for how long it may be kept, how small it
is, and that a released version never changes."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest
from flask.testing import FlaskClient

from rarekg.content import content_folder
from rarekg.errors import NotFound
from rarekg.server.languages import INTERFACE
from rarekg.server.widgets.kinds import KINDS
from rarekg.server.widgets.script import integrity, newest, script, versions

SCRIPT = content_folder("web") / "widgets" / "1.0.0" / "rarekg.js"
PINNED = Path(__file__).parent / "golden" / "widget_scripts.txt"
MOST_BYTES = 8000  # packed by gzip, all widgets together


def text() -> str:
    return SCRIPT.read_text("utf-8")


def pinned() -> dict[str, str]:
    """The hash of each file of each released version."""
    lines = (line.partition(" ") for line in PINNED.read_text("utf-8").splitlines())
    return {name: mark for name, _, mark in lines}


def test_the_newest_version_is_kept_for_minutes_and_asked_for_again(client: FlaskClient) -> None:
    response = client.get("/widgets/v1/rarekg.js")
    assert response.data == SCRIPT.read_bytes()
    assert response.content_type == "text/javascript; charset=utf-8"
    assert response.headers["Cache-Control"].startswith("public, max-age=300")
    assert "immutable" not in response.headers["Cache-Control"]
    again = client.get("/widgets/v1/rarekg.js", headers={"If-None-Match": response.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("name", ["rarekg.js", "frame.js"])
def test_a_full_version_is_kept_for_a_year_by_any_site(client: FlaskClient, name: str) -> None:
    response = client.get(f"/widgets/1.0.0/{name}")
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in response.headers
    assert "Accept-Encoding" in response.headers["Vary"]


@pytest.mark.parametrize(
    ("coding", "unpacked"), [("gzip", gzip.decompress), ("br", brotli.decompress)]
)
def test_it_is_sent_packed(
    client: FlaskClient, coding: str, unpacked: Callable[[bytes], bytes]
) -> None:
    response = client.get("/widgets/1.0.0/rarekg.js", headers={"Accept-Encoding": coding})
    assert response.headers["Content-Encoding"] == coding
    assert unpacked(response.data) == SCRIPT.read_bytes()
    assert response.headers["ETag"] != client.get("/widgets/1.0.0/rarekg.js").headers["ETag"]
    assert len(response.data) <= MOST_BYTES


@pytest.mark.parametrize(
    "path",
    [
        "/widgets/v2/rarekg.js",
        "/widgets/1.0.9/rarekg.js",
        "/widgets/1.0.0/other.js",
        "/widgets/1.0/rarekg.js",
        "/widgets/1.0.0/../rarekg.js",
        "/widgets/..%2f..%2f..%2fpyproject/rarekg.js",
        "/widgets/1.0.0/..%2f..%2f..%2fstatic%2fsuggest.js",
    ],
)
def test_other_versions_and_files_are_not_there(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_the_addresses_have_no_language(client: FlaskClient) -> None:
    response = client.get("/fr/widgets/v1/rarekg.js")
    assert (response.status_code, response.location) == (308, "/widgets/v1/rarekg.js")


def test_the_hash_is_that_of_the_bytes_sent(client: FlaskClient) -> None:
    sent = client.get("/widgets/1.0.0/rarekg.js").data
    mark = base64.b64encode(hashlib.sha384(sent).digest()).decode()
    assert integrity("1.0.0") == integrity() == f"sha384-{mark}"
    assert integrity("1.0.0", "frame.js") != integrity("1.0.0")
    with pytest.raises(NotFound, match=r"9\.9\.9"):
        integrity("9.9.9")


def test_the_newest_is_the_newest_by_number() -> None:
    assert versions() == tuple(sorted(versions(), key=lambda v: [int(n) for n in v.split(".")]))
    assert newest() == versions()[-1]
    assert script("v1") == script(newest())
    with pytest.raises(NotFound, match=r"1\.0\.0"):
        newest(2)


def test_a_released_version_never_changes() -> None:
    """Sites name the bytes by their hash: changed ones would not run there. Whoever wants to mend
    something makes a folder of its own for it, and adds its lines to the golden file."""
    names = [f"{version}/{name}" for version in versions() for name in ("frame.js", "rarekg.js")]
    assert pinned() == {name: integrity(*name.split("/")) for name in names}


def test_it_is_small() -> None:
    assert len(gzip.compress(SCRIPT.read_bytes(), 9, mtime=0)) <= MOST_BYTES


def test_it_has_an_element_for_each_widget_and_a_line_for_each_language() -> None:
    named = re.search(r'const WIDGETS = "([a-z ]+)"', text())
    assert named is not None
    assert named[1].split() == [kind.name for kind in KINDS]
    assert re.findall(r'(?m)^  ([a-z]{2}): "', text()) == list(INTERFACE)
    assert f"rarekg widgets {SCRIPT.parent.name} " in text().splitlines()[0]


def test_it_does_nothing_that_a_strict_policy_or_a_careful_visitor_minds() -> None:
    forbidden = (
        r"innerHTML|outerHTML|insertAdjacent|document\.write|createContextualFragment|DOMParser"
        r"|\beval\b|new Function|<style|<script|cookie|localStorage|sessionStorage|indexedDB"
        r"|sendBeacon|XMLHttpRequest|new Image|import\(|setTimeout\(\s*[\"']"
    )
    assert re.findall(forbidden, text()) == []
    assert re.findall(r"https?://[\w.]+", text()) == ["http://www.w3.org"]  # the name of SVG
