"""EMA orphan designations: substance, intended use, status, date, EU number.

A record is an EU designation number. Refusals have none: their record is the last part of their
address. Where several rows have one number, the one changed last is the record. A row without a
substance has that of its product, from the table of medicines, if it is here.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from rarekg.facts import Fact, Reference, Text
from rarekg.identifiers import Curie
from rarekg.readers.ema_medicines import EMA, substance_name, substances_of_products
from rarekg.readers.regulators import Cells, days, distinct, given, naming, parts, texts, therapy
from rarekg.readers.regulators import trade_names as trade_names_in
from rarekg.readers.tables import rows
from rarekg.report import Action, Report
from rarekg.sources.manifest import SourceFile

_URL = "Orphan designation URL"
_NUMBER = "EU designation number"
_NEEDED = frozenset(
    {
        "Medicine name",
        "Related EMA product number",
        "Active substance",
        "Date of designation / refusal",
        "Intended use",
        _NUMBER,
        "Status",
        "First published date",
        "Last updated date",
        _URL,
    }
)
_NUMBER_FORM = re.compile(r"EU/3/\d\d/\d{3,4}|EMA/OD/\d{7,10}")
_LONG_AGO = dt.date.min


@dataclass(frozen=True, slots=True)
class Designation:
    """A row: `number` is "" for a refusal."""

    cells: Cells
    number: str
    record: str

    def changed(self) -> dt.date:
        """When the row was changed last, or else published."""
        days = (
            self.cells.day(c, european=True) for c in ("Last updated date", "First published date")
        )
        return next((day for day in days if day), _LONG_AGO)

    def reference(self) -> Reference:
        """The record with its address."""
        return Reference("ema", self.record, url=self.cells[_URL])


def read_ema_orphan(file: SourceFile, report: Report) -> Iterator[Fact]:
    """Yields the facts of each therapy: names and designations."""
    products = substances_of_products(file)
    therapies: dict[str, list[Designation]] = defaultdict(list)
    for designation in _designations(file, report):
        report.count("ema", "designation")
        name = _substance(designation, products)
        if name:
            therapies[therapy("ema", name)].append(designation)
        else:
            message = "neither a substance nor a product whose substance is known: no therapy"
            designation.cells.note("designation without substance", "empty cell", message)
    for designations in therapies.values():
        name = _substance(designations[0], products)
        yield from naming(therapy("ema", name), name, designations[0].reference())
        for designation in designations:
            yield from _designation_facts(therapy("ema", name), designation)


def _designations(file: SourceFile, report: Report) -> Iterator[Designation]:
    """One a record, in the order of the file."""
    records: dict[str, list[Designation]] = defaultdict(list)
    for row in rows(file, report, delimiter=",", needed=_NEEDED):
        report.count("ema", "designation row")
        cells = Cells(row, report)
        number = _number(cells)
        record = number or cells[_URL].rstrip("/").rpartition("/")[2]
        records[record].append(Designation(cells, number, record))
    for record, found in records.items():
        newest = max(found, key=Designation.changed)
        for other in found:
            if other is not newest:
                message = f"an older row of a designation that {newest.cells.row.place} has"
                other.cells.note("older row of a designation", record, message)
        yield newest


def _number(cells: Cells) -> str:
    written = cells[_NUMBER]
    number = cells.row.file.lookup("designation_number").get(written, written)
    if number and not _NUMBER_FORM.fullmatch(number):
        cells.note("no designation number", number, "expected e.g. EU/3/12/976")
        return ""
    return number


def _substance(designation: Designation, products: dict[str, str]) -> str:
    written = substance_name(designation.cells.row["Active substance"])
    if written:
        return written
    numbers = parts(designation.cells["Related EMA product number"])
    named = distinct(products.get(number, "") for number in numbers)
    return named[0] if len(named) == 1 else ""


def _designation_facts(subject: Curie, designation: Designation) -> Iterator[Fact]:
    cells, reference = designation.cells, designation.reference()
    products = trade_names_in(cells["Medicine name"])
    yield from texts(subject, "tradeName", products, reference)
    stage = cells.meaning("designation_status", cells["Status"])
    if stage is None:
        return
    if not cells["Date of designation / refusal"]:
        message = "a designation without its date"
        cells.note("designation without date", designation.record, message, Action.KEPT)
    related = parts(cells["Related EMA product number"])
    qualifiers = given(
        ("stage", Curie(stage)),
        ("authority", EMA),
        *days(stage, cells.day("Date of designation / refusal", european=True), None),
        ("document", designation.number),
        ("productName", "; ".join(products)),
        ("recordStatus", cells["Status"]),
        *(("relatedDocument", number) for number in related),
    )
    cells.report.count("ema", stage.removeprefix("rkg:"))
    text = Text(cells.text("Intended use"), "en")
    yield Fact(subject, "statedIndication", text, (reference,), qualifiers)
