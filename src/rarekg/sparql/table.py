"""An answer as a page shows it: rows of SELECT, the truth of ASK, or triples as text."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from rarekg.sparql.client import Answer
from rarekg.sparql.formats import SOLUTIONS

# What a page asks for: small enough to be read, and for a browser to draw.
PAGE_ACCEPT = "application/sparql-results+json, text/turtle"
PAGE_BYTES = 4 * 1024 * 1024
PAGE_ROWS = 1000


@dataclass(frozen=True, slots=True)
class Cell:
    """One value: its text, the address to link to (http and https only), language or datatype."""

    text: str
    address: str = ""
    language: str = ""
    datatype: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """What a page shows. `total` counts all rows, `rows` has at most PAGE_ROWS of them.

    An unbound variable is None. `truth` is set for ASK, `turtle` for CONSTRUCT and DESCRIBE.
    """

    variables: tuple[str, ...] = ()
    rows: tuple[tuple[Cell | None, ...], ...] = ()
    total: int = 0
    truth: bool | None = None
    turtle: str = ""


class _Term(msgspec.Struct):
    type: str
    value: str | dict[str, _Term] = ""
    language: str = msgspec.field(default="", name="xml:lang")
    datatype: str = ""


class _Head(msgspec.Struct):
    vars: list[str] = []


class _Results(msgspec.Struct):
    bindings: list[dict[str, _Term]] = []


class _Document(msgspec.Struct):
    head: _Head
    results: _Results = msgspec.field(default_factory=_Results)
    boolean: bool | None = None


_decoder = msgspec.json.Decoder(_Document)


def table(answer: Answer) -> Table:
    """The answer to a query that was asked with PAGE_ACCEPT."""
    body = answer.read()
    if answer.media_type != SOLUTIONS[0].media_types[0]:
        return Table(turtle=body.decode())
    document = _decoder.decode(body)
    variables, bindings = document.head.vars, document.results.bindings
    rows = [[_cell(row.get(name)) for name in variables] for row in bindings[:PAGE_ROWS]]
    return Table(
        variables=tuple(variables),
        rows=tuple(tuple(row) for row in rows),
        total=len(bindings),
        truth=document.boolean,
    )


def _cell(term: _Term | None) -> Cell | None:
    if term is None:
        return None
    if isinstance(term.value, dict):  # a triple as a term (RDF 1.2)
        parts = (_cell(each) for each in term.value.values())
        return Cell("<< " + " ".join(part.text for part in parts if part) + " >>")
    is_link = term.type == "uri" and term.value.startswith(("https://", "http://"))
    return Cell(
        text=("_:" if term.type == "bnode" else "") + term.value,
        address=term.value if is_link else "",
        language=term.language,
        datatype=term.datatype.rpartition("#")[2] or term.datatype,
    )
