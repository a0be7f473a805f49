"""`/sparql` for people: the form, the answer as a table, the examples.

The page works without JavaScript. Where the editor was built into `web/static/editor` (`make
install` does, where npm is), the page loads it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from urllib.parse import urlencode

from flask import Response, render_template

from rarekg.content import content_folder
from rarekg.errors import RarekgError
from rarekg.identifiers import namespaces
from rarekg.release import ReleaseManifest
from rarekg.server.formats import number
from rarekg.server.languages import gettext
from rarekg.server.services import held, services
from rarekg.sparql.examples import Example, example_named, topics
from rarekg.sparql.limits import MEBIBYTE, Limits
from rarekg.sparql.nesting import MOST_NESTED
from rarekg.sparql.table import PAGE_ROWS, Cell, Table

ROWS_FORMATS = (("csv", "CSV"), ("tsv", "TSV"), ("json", "JSON"), ("xml", "XML"))
GRAPH_FORMATS = (
    ("turtle", "Turtle"),
    ("ntriples", "N-Triples"),
    ("jsonld", "JSON-LD"),
    ("rdfxml", "RDF/XML"),
)

_FIRST = "101-find-by-name"  # what the form holds when nothing was asked yet
_POSITION = re.compile(r"line (\d+), column (\d+)")
_OURS = "https://w3id.org/rarekg/"
# Whose things mostly have a page here; one that has none is told, with what is near it.
_PAGES = {"MONDO", "ORPHA", "OMIM", "GARD", "NANDO", "HP", "MAXO", "HGNC", "ROR", "NCT", "CHEBI"}
_LINK_BYTES = 6000  # of an address; servers and browsers take 8000 and more


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a query an error is: line and column from 1, and the line itself."""

    line: int
    column: int
    text: str


def page(
    query: str,
    shown: Table | None = None,
    *,
    error: str = "",
    status: int = HTTPStatus.OK,
    example: Example | None = None,
) -> Response:
    """The page with a query in its form, and its answer or what was wrong with it."""
    first = example_named(_FIRST)
    text = render_template(
        "sparql.html",
        asked=query,
        offered=query or (first.query if first else ""),
        example=example,
        table=shown,
        error=error,
        place=place(error, query),
        short=short,
        target=target,
        link=link(query),
        formats=GRAPH_FORMATS if shown and _is_graph(shown) else ROWS_FORMATS,
        most_rows=PAGE_ROWS,
        topics=topics(),
        wanted="",
        limits=_limits(services().sparql.limits),
        editor=_editor_is_built(),
        release=manifest(),
    )
    return Response(text, status, mimetype="text/html")


def place(error: str, query: str) -> Place | None:
    """The place in the query that the message of an error begins with, if it names one."""
    found = _POSITION.match(error)
    if found is None:
        return None
    line, column = int(found[1]), int(found[2])
    lines = query.splitlines()
    return Place(line, column, lines[line - 1] if line <= len(lines) else "")


def link(query: str) -> str:
    """The address that carries a query; empty for a query that is too long for one."""
    address = "/sparql?" + urlencode({"query": query})
    return address if query and len(address) <= _LINK_BYTES else ""


def short(cell: Cell) -> str:
    """What a cell shows: an address as a prefixed name, where a prefix is known."""
    name, local = _prefixed(cell.address)
    return f"{name}:{local}" if name and local else cell.text


def target(cell: Cell) -> str:
    """Where the link of a cell leads: to our own page, if the thing is likely to have one."""
    if cell.address.startswith(_OURS):
        return "/" + cell.address.removeprefix(_OURS)
    name, local = _prefixed(cell.address)
    return f"/entity/{name}:{local}" if name in _PAGES else cell.address


def _prefixed(address: str) -> tuple[str, str]:
    for name, namespace in _namespaces():
        if address.startswith(namespace):
            return name, address.removeprefix(namespace)
    return "", ""


@cache
def _namespaces() -> list[tuple[str, str]]:
    """Prefixes and their namespaces, the longest first: one may begin another."""
    return sorted(namespaces().items(), key=lambda each: -len(each[1]))


def manifest() -> ReleaseManifest | None:
    """The release that is served; None where there is none to describe."""
    try:
        return held().manifest
    except RarekgError:  # the page shows the error of the query, and says what it can
        return None


def _is_graph(shown: Table) -> bool:
    return shown.truth is None and not shown.variables


@cache
def _editor_is_built() -> bool:
    return (content_folder("web") / "static" / "editor" / "yasqe.min.js").is_file()


def _limits(limits: Limits) -> list[tuple[str, str]]:
    return [
        (
            gettext("Longest time"),
            gettext("%(seconds)s seconds, waiting included", seconds=f"{limits.seconds:g}"),
        ),
        (gettext("Most memory"), f"{number(limits.memory_bytes // MEBIBYTE)} MB"),
        (gettext("Longest answer"), f"{number(limits.result_bytes // MEBIBYTE)} MB"),
        (gettext("Longest query"), f"{number(limits.query_bytes // 1024)} kB"),
        (gettext("Brackets within one another, at most"), number(MOST_NESTED)),
        (gettext("Long queries of one client at once, at most"), number(limits.per_client)),
    ]
