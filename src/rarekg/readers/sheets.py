"""Tables in spreadsheets (.xlsx): the first sheet's rows, as those of a text table."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from rarekg.errors import BadSource
from rarekg.readers.tables import Row, check_columns, whole
from rarekg.report import Report
from rarekg.sources.manifest import SourceFile


def sheet_rows(file: SourceFile, report: Report, *, needed: frozenset[str]) -> Iterator[Row]:
    """The rows below the header of the first sheet (ECMA-376), cells as text.

    Days are written as ISO 8601, whole numbers without a point. Raises BadSource for a file
    that is no spreadsheet or lacks a needed column.
    """
    with whole(file), _spreadsheet(file), file.open() as stream:
        content = io.BytesIO(stream.read())  # a spreadsheet is read from its end
        book = openpyxl.load_workbook(content, read_only=True, data_only=True)
        lines = book.worksheets[0].iter_rows(values_only=True)
        columns = [_text(cell) for cell in next(lines, ())]
        check_columns(file, report, columns, needed, frozenset())
        for line, cells in zip(count(2), lines, strict=False):
            values = {c: _text(v) for c, v in zip(columns, cells, strict=False)}
            if any(values.values()):
                yield Row(file, line, values)
        book.close()


@contextmanager
def _spreadsheet(file: SourceFile) -> Iterator[None]:
    try:
        yield
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ParseError) as error:
        raise BadSource(
            f"{file.source}: {file.name} ({file.path}) is no spreadsheet: {error}; fetch it again"
        ) from error


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return " ".join(str(value).split())
