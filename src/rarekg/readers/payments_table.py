"""Rows of a table of payments, CSV or XLSX, one at a time."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Iterator
from contextlib import closing

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from rarekg.errors import BadSource
from rarekg.readers.payments_mapping import Mapping
from rarekg.readers.tables import Row, rows
from rarekg.report import Report
from rarekg.sources.manifest import SourceFile


def table_rows(file: SourceFile, mapping: Mapping, report: Report) -> Iterator[Row]:
    """The rows by column name. A column that the mapping lacks is reported; a column of the
    mapping that the table lacks raises BadSource."""
    if file.path.suffix.casefold() == ".xlsx":
        return _sheet_rows(file, mapping, report)
    return rows(
        file,
        report,
        delimiter=mapping.delimiter,
        needed=mapping.needed_columns(),
        optional=mapping.optional_columns(),
    )


def _sheet_rows(file: SourceFile, mapping: Mapping, report: Report) -> Iterator[Row]:
    """The rows of a sheet below its first row, which names the columns."""
    try:
        book = load_workbook(file.path, read_only=True, data_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, OSError) as error:
        raise BadSource(f"{file.source}: {file.name} is no XLSX workbook: {error}") from error
    with closing(book):
        if mapping.sheet and mapping.sheet not in book.sheetnames:
            there = ", ".join(book.sheetnames)
            raise BadSource(f"{file.name} has no sheet '{mapping.sheet}'; there are: {there}")
        sheet = book[mapping.sheet or book.sheetnames[0]]
        columns: list[str] = []
        for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
            texts = [_text(cell, mapping) for cell in cells]
            if not any(texts):
                continue
            if not columns:
                columns = texts
                _check_columns(file, mapping, columns, report)
                continue
            yield Row(file, number, dict(zip(columns, texts, strict=False)))


def _text(cell: object, mapping: Mapping) -> str:
    """A cell as a CSV of the same publisher would have it."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        return f"{cell:f}".rstrip("0").rstrip(".").replace(".", mapping.decimal)
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    return str(cell).strip()


def _check_columns(file: SourceFile, mapping: Mapping, columns: list[str], report: Report) -> None:
    missing = sorted(mapping.needed_columns().difference(columns))
    if missing:
        raise BadSource(
            f"{file.source}: {file.name} lacks the columns {', '.join(missing)}; "
            f"its header is: {', '.join(columns)[:300]}"
        )
    known = mapping.needed_columns() | mapping.optional_columns() | set(file.manifest.ignored)
    for name in columns:
        if name and name not in known:
            message = "neither read nor listed as ignored in the mapping"
            report.note(file.source, "unknown column", name, file.name, message)
