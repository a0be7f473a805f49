"""The W3C's SPARQL tests as data: what they ask, what they expect, whether an answer is that."""

from __future__ import annotations

import csv
import io
import re
import tomllib
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlencode

import msgspec

TERMS = "application/sparql-results+json"
TRIPLES = "application/n-triples"
XSD = "http://www.w3.org/2001/XMLSchema#"
_KNOWN = Path(__file__).with_name("w3c-known.toml")
_FROM = re.compile(r"^FROM\b", re.MULTILINE | re.IGNORECASE)
_EXACT = {XSD + name for name in ("integer", "decimal")}
_ROUNDED = {XSD + name for name in ("float", "double")}


class Term(msgspec.Struct, frozen=True):
    """A term as SPARQL's JSON results write it."""

    type: str
    value: str
    language: str = msgspec.field(default="", name="xml:lang")
    datatype: str = XSD + "string"


Row = dict[str, Term]


class EvalTest(msgspec.Struct, frozen=True):
    """A query over some graphs, and what it must give."""

    id: str
    kind: str  # select, ask, graph, csv
    base: str
    query: str
    default: list[str]
    named: list[str]
    format: str = ""
    boolean: bool | None = None
    vars: list[str] = []
    rows: list[Row] = []
    triples: list[tuple[Term, Term, Term]] = []
    csv: str = ""

    @property
    def accept(self) -> str:
        """The format that the test is about, or a plain one."""
        if self.kind == "csv":
            return "text/csv"
        return TRIPLES if self.kind == "graph" else TERMS

    def address(self) -> str:
        """Path and query of the request."""
        asked = [("query", f"BASE <{self.base}>\n{self.query}")]
        if _FROM.search(self.query):  # names its graphs itself
            return "/sparql?" + urlencode(asked)
        asked += [("default-graph-uri", graph) for graph in self.default]
        asked += [("named-graph-uri", graph) for graph in self.named]
        return "/sparql?" + urlencode(asked)


class SyntaxTest(msgspec.Struct, frozen=True):
    """A query that must parse, or must not."""

    id: str
    positive: bool
    query: str


class Expected(msgspec.Struct, frozen=True):
    """What a request of the protocol must be answered with."""

    status: list[str]  # such as 2xx
    boolean: bool | None = None
    format: str = ""  # boolean, tabular, RDF


class Exchange(msgspec.Struct, frozen=True):
    """One request of a protocol test."""

    method: str
    path: str
    headers: list[tuple[str, str]]
    expect: Expected
    body: str | None = None
    encoding: str = "UTF-8"

    @property
    def content(self) -> bytes | None:
        """The body as it is sent."""
        return None if self.body is None else self.body.encode(self.encoding)


class ProtocolTest(msgspec.Struct, frozen=True):
    """Requests, one after the other."""

    id: str
    requests: list[Exchange]


Test = TypeVar("Test", EvalTest, SyntaxTest, ProtocolTest)


class Known(msgspec.Struct, frozen=True):
    """A test that fails, and why."""

    test: str
    reason: str


def read(folder: Path, name: str, kind: type[Test]) -> list[Test]:
    """The tests of one file."""
    return msgspec.json.Decoder(list[kind]).decode((folder / name).read_bytes())  # type: ignore[valid-type]


def known() -> dict[str, str]:
    """Tests that are known to fail, with the reasons."""
    written = tomllib.loads(_KNOWN.read_text("utf-8"))
    return {one.test: one.reason for one in msgspec.convert(written["known"], list[Known])}


class _Results(msgspec.Struct):
    bindings: list[Row] = []


class _Head(msgspec.Struct):
    vars: list[str] = []


class Document(msgspec.Struct):
    """An answer in SPARQL's JSON results."""

    head: _Head
    results: _Results = msgspec.field(default_factory=_Results)
    boolean: bool | None = None


def same_rows(expected: Sequence[Row], got: Sequence[Row]) -> bool:
    """Whether these are the same rows in any order, but for the names of blank nodes."""
    return len(expected) == len(got) and _paired(expected, got, {})


def _paired(expected: Sequence[Row], got: Sequence[Row], nodes: dict[str, str]) -> bool:
    if not expected:
        return True
    for place, row in enumerate(got):
        extended = _unified(expected[0], row, nodes)
        if extended is not None and _paired(
            expected[1:], [*got[:place], *got[place + 1 :]], extended
        ):
            return True
    return False


def _unified(one: Row, other: Row, nodes: dict[str, str]) -> dict[str, str] | None:
    """The blank nodes that must be each other for the rows to be equal; None if they are not."""
    if one.keys() != other.keys():
        return None
    found = dict(nodes)
    for name, term in one.items():
        if term.type == other[name].type == "bnode":
            known_as = found.setdefault(term.value, other[name].value)
            if known_as != other[name].value or len(set(found.values())) < len(found):
                return None
        elif _meaning(term) != _meaning(other[name]):
            return None
    return found


def _meaning(term: Term) -> tuple[object, ...]:
    """What is compared: of a number or a truth its value, however it is spelt."""
    value: object = term.value
    try:
        if term.datatype in _EXACT:
            value = Decimal(term.value)
        elif term.datatype in _ROUNDED:
            value = float(term.value)
        elif term.datatype == XSD + "boolean":
            value = term.value in ("true", "1")
    except (ArithmeticError, ValueError):
        pass  # not the datatype's: compared as it is written
    return term.type, value, term.language.lower(), term.datatype


def csv_rows(text: str) -> list[dict[str, str]]:
    """The rows of a CSV answer: a blank node is only a blank node, numbers have no spelling."""
    return [
        {name: _plain(value) for name, value in row.items()}
        for row in csv.DictReader(io.StringIO(text))
    ]


def _plain(value: str) -> str:
    if value.startswith("_:"):
        return "_:"
    try:
        return str(Decimal(value).normalize())
    except ArithmeticError:
        return value
