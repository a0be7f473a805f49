"""EMA catalogue of shortages: which medicine, its forms and strengths, since when, until when.

A record is the last two parts of the entry's address. The catalogue lists substances where it
means each of them, both, or a combination: `lookups.shortage_substances` says which.
"""

from __future__ import annotations

from collections.abc import Iterator

from rarekg.facts import Fact, Reference, Text
from rarekg.readers.ema_medicines import EMA, substance_name
from rarekg.readers.regulators import Cells, given, naming, parts, therapy
from rarekg.readers.tables import rows
from rarekg.report import Action, Report
from rarekg.sources.manifest import SourceFile

_INN = "International non-proprietary name (INN) or common name"
_FORMS, _STRENGTHS = "Pharmaceutical forms affected", "Strengths affected"
_NEEDED = frozenset(
    {
        "Category",
        "Medicine affected",
        "Supply shortage status",
        _INN,
        _FORMS,
        _STRENGTHS,
        "Availability of alternatives",
        "Start of shortage date",
        "Expected resolution date",
        "Expected resolution",
        "First published date",
        "Last updated date",
        "Shortage URL",
    }
)
_SAID = {"yes": True, "no": False}


def read_ema_shortages(file: SourceFile, report: Report) -> Iterator[Fact]:
    """Yields, for each entry, the therapies that it concerns and the shortage of each."""
    for row in rows(file, report, delimiter=",", needed=_NEEDED):
        report.count("ema", "shortage row")
        cells = Cells(row, report)
        if cells["Category"] != "Human":
            cells.note("shortage not of humans' medicines", cells["Category"], "expected Human")
            continue
        for name in _substances(cells):
            report.count("ema", "shortage")
            yield from _shortage(cells, name)


def _substances(cells: Cells) -> list[str]:
    written = substance_name(cells.row[_INN])
    meant = cells.row.file.lookup("shortage_substances").get(written or cells["Medicine affected"])
    if meant is not None:
        return meant.split(" | ")
    if not written:
        cells.note("shortage without substance", cells["Medicine affected"], "INN is empty")
    elif "; " in written:
        message = "each of them, or a combination? taken as one name"
        cells.note("several substances short", written, message, Action.KEPT)
    return [written] if written else []


def _shortage(cells: Cells, name: str) -> Iterator[Fact]:
    reference = Reference("ema", _record(cells), url=cells["Shortage URL"])
    subject = therapy("ema", name)
    yield from naming(subject, name, reference)
    status = cells.meaning("shortage_status", cells["Supply shortage status"])
    qualifiers = given(
        ("date", cells.day("Start of shortage date", european=True)),
        ("endDate", cells.day("Expected resolution date", european=True)),
        ("expectedEnd", cells["Expected resolution"]),
        ("recordStatus", status),
        ("authority", EMA),
        ("productName", cells["Medicine affected"]),
        ("alternativesAvailable", _alternatives(cells)),
        ("publishedOn", cells.day("First published date", european=True)),
        ("updatedOn", cells.day("Last updated date", european=True)),
    )
    if status is not None:
        yield Fact(subject, "shortage", Text(_affected(cells), "en"), (reference,), qualifiers)


def _record(cells: Cells) -> str:
    return "/".join(cells["Shortage URL"].rstrip("/").split("/")[-2:])


def _affected(cells: Cells) -> str:
    """Forms and, in parentheses, strengths; without either, the medicine's name."""
    forms, strengths = ("; ".join(parts(cells.row[c])) for c in (_FORMS, _STRENGTHS))
    if forms and strengths:
        return f"{forms} ({strengths})"
    return forms or strengths or cells["Medicine affected"]


def _alternatives(cells: Cells) -> bool | None:
    """Yes, No or nothing ("Not stated", an empty cell)."""
    word = cells["Availability of alternatives"].casefold()
    if word not in {*_SAID, "", "not stated"}:
        cells.note("neither Yes nor No in Availability of alternatives", word, "expected Yes or No")
    return _SAID.get(word)
