"""Every kind of page is valid HTML: parsed strictly, and by what a parser does not see. Where Java
and the Nu checker of the W3C are there, it is asked as well."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest
from flask.testing import FlaskClient

from tests.page_kinds import FAILURES, examples

_RELEASES = ("starter", "studied", "paying")
_HTML = "{http://www.w3.org/1999/xhtml}"
_LABELLED = ("input", "select", "textarea")
_UNSEEN = frozenset({"hidden", "submit", "button"})


def pages(client: FlaskClient) -> Iterator[tuple[str, str]]:
    """Every kind of page that a release has, failures too, in English, French and Japanese."""
    found = [path for _, path in examples(client.application)]
    for path in (*found, *FAILURES, *(f"/fr{p}" for p in found), *(f"/ja{p}" for p in found)):
        yield path, client.get(path, headers={"Accept": "text/html"}).text


class _Tags(HTMLParser):
    """The start tags as they are written: a tree has lost what stood there twice."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.twice: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = Counter(name for name, _ in attrs)
        self.twice += [f"<{tag}> has {name} twice" for name, many in names.items() if many > 1]


def faults(html: str) -> list[str]:
    """What is wrong with a page."""
    parser = html5lib.HTMLParser()
    root = parser.parse(html)
    found = [f"line {at[0]}: {code} {data}" for at, code, data in parser.errors]
    found += _Tags(html).twice
    found += _of_ids(root)
    found += _of_headings(root)
    found += _of_names(root)
    return found


def _of_ids(root: Element) -> Iterator[str]:
    ids = Counter(e.get("id") for e in root.iter() if e.get("id") is not None)
    yield from (f"id {name!r} {many} times" for name, many in ids.items() if many > 1)
    yield from (f"id {name!r} has blanks or nothing" for name in ids if not name or " " in name)
    for element in root.iter():
        for name in (
            "for",
            "aria-labelledby",
            "aria-describedby",
            "aria-controls",
            "popovertarget",
        ):
            for wanted in (element.get(name) or "").split():
                if wanted not in ids:
                    yield f'{name}="{wanted}" names nothing'


def _of_headings(root: Element) -> Iterator[str]:
    levels = [int(e.tag[-1]) for e in root.iter() if re.fullmatch(rf"{_HTML}h[1-6]", str(e.tag))]
    if levels.count(1) != 1 or levels[0] != 1:
        yield f"headings {levels}: not one of level 1, first"
    for before, after in pairwise(levels):
        if after > before + 1:
            yield f"a heading of level {after} after one of level {before}"


def _of_names(root: Element) -> Iterator[str]:
    """Pictures, fields and frames that have no name."""
    labelled = {label.get("for") for label in root.iter(f"{_HTML}label")}
    inside = {id(e) for label in root.iter(f"{_HTML}label") for e in label.iter()}
    for image in root.iter(f"{_HTML}img"):
        if image.get("alt") is None:
            yield f"a picture without alt: {image.get('src')}"
    for tag in _LABELLED:
        for field in root.iter(f"{_HTML}{tag}"):
            named = field.get("aria-label") or field.get("aria-labelledby") or id(field) in inside
            if not named and field.get("id") not in labelled and field.get("type") not in _UNSEEN:
                yield f"<{tag} name={field.get('name')!r}> without a label"
    for table in root.iter(f"{_HTML}table"):
        if not any(True for _ in table.iter(f"{_HTML}th")):
            yield "a table without headings"


@pytest.mark.parametrize("release", _RELEASES)
def test_every_kind_of_page_is_valid(release: str, request: pytest.FixtureRequest) -> None:
    client: FlaskClient = request.getfixturevalue(release)
    found = {path: wrong for path, html in pages(client) if (wrong := faults(html))}
    assert not found


def test_the_checker_sees_faults() -> None:
    """Of a page that has one of each, so that silence means something."""
    html = (
        '<!DOCTYPE html><html lang="en"><head><title>x</title></head><body>'
        '<h2 id="a" class="b" class="c">x</h2><p id="a"><div id="a"></p>'
        '<img src="x"><input name="y"><label for="nothing">z</label>'
        "<table><tr><td>1</td></tr></table></body></html>"
    )
    told = " ".join(faults(html))
    for part in (
        "twice",
        "3 times",
        "names nothing",
        "level 1",
        "alt",
        "label",
        "without headings",
    ):
        assert part in told, part
    assert "line 1" in told


def test_the_nu_checker_finds_nothing(
    starter: FlaskClient, paying: FlaskClient, studied: FlaskClient, tmp_path: Path
) -> None:
    jar, java = os.environ.get("RAREKG_VNU"), shutil.which("java")
    if jar is None or java is None:
        pytest.skip(
            "THE NU HTML CHECKER DID NOT RUN: it needs Java, and RAREKG_VNU set to its vnu.jar "
            "(`npm pack vnu-jar`)"
        )
    names: dict[str, str] = {}
    for client in (starter, paying, studied):
        for path, html in pages(client):
            name = f"{len(names)}.html"
            names[name] = path
            (tmp_path / name).write_text(html, "utf-8")
    command = [java, "-jar", jar, "--format", "gnu", "--skip-non-html", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    told = [line for line in done.stderr.splitlines() if line.startswith('"')]
    assert not [re.sub(r'^"[^"]*/([^"/]+)"', lambda m: names[m[1]], line) for line in told]
    assert done.returncode == 0, done.stderr[-500:]
