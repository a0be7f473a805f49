"""A thing as one row of a table, and a statement as some."""

from __future__ import annotations

from collections.abc import Iterable

from rarekg.downloads.csv_cells import formulas, joined, quoted
from rarekg.downloads.rows import Known
from rarekg.graph.compact import compacted
from rarekg.graph.dossiers import Dossier, StoredStatement, StoredValue

HEAD = ("id", "iri", "types", "name")
STATEMENT_COLUMNS = (
    "statement",
    "subject",
    "subject_name",
    "property",
    "value",
    "value_name",
    "language",
    "negated",
    "qualifiers",
    "source",
    "record",
    "primary_source",
    "publications",
    "evidence",
    "method",
    "confidence",
)
_WRITTEN = ("", "en")  # languages whose texts stand in tables; JSON Lines have all


def plain(value: StoredValue) -> str:
    """The identifier of a thing, or the text of the rest."""
    return compacted(value) if isinstance(value, str) else value[0]


def thing_cells(
    address: str, types: tuple[str, ...], dossier: Dossier, known: Known
) -> dict[str, str]:
    """The cells of a thing by column: what is so of it, property by property."""
    values: dict[str, list[str]] = {}
    for fact in dossier.facts:
        if fact.property != "type" and _tabled(fact.value):
            values.setdefault(fact.property, []).append(plain(fact.value))
    for told in dossier.statements:
        if not told.negated and _tabled(told.value):
            values.setdefault(told.property, []).append(plain(told.value))
    name = values.pop("name", [])  # the preferred name has a column; the others are synonyms
    shown = known.names.get(address, "")
    if others := [text for text in name if text != shown]:
        values["synonym"] = [*others, *values.get("synonym", ())]
    head = (compacted(address), address, joined(types), shown)
    return dict(zip(HEAD, head, strict=True)) | {k: joined(v) for k, v in values.items()}


def _tabled(value: StoredValue) -> bool:
    return isinstance(value, str) or value[1] in _WRITTEN


def statement_lines(
    address: str, statements: Iterable[StoredStatement], known: Known
) -> tuple[list[str], int]:
    """Statements about a thing as lines of CSV, one for each reference, and how many of their
    cells look like formulas.

    Put together from parts: with the `csv` module half a million lines took 2.5 s more (2026-11).
    """
    name = known.names.get(address, "")
    about = f"{compacted(address)},{quoted(name)}"
    lines: list[str] = []
    found = 0
    for told in statements:
        value, text = told.value, plain(told.value)
        named = known.names.get(value, "") if isinstance(value, str) else ""
        language = "" if isinstance(value, str) else value[1]
        pairs = joined([f"{k}={plain(v)}" for k, v in told.qualifiers]) if told.qualifiers else ""
        negated = "true" if told.negated else "false"
        said = f"{told.property},{quoted(text)},{quoted(named)},{language},{negated}"
        line = f"{told.id},{about},{said},{quoted(pairs)},"
        odd = formulas((name, text, named))
        for reference in told.references:
            backing = known.references[reference]
            lines.append(line + backing.line)
            found += odd + backing.formulas
    return lines, found
