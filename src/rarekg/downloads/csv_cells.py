"""Cells of CSV (RFC 4180): exactly what is stated.

A spreadsheet takes what begins with =, +, - or @ for a formula; such cells are counted, and the
page of downloads says how many there are.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable

_FORMULA = frozenset("=+-@\t\r")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


def csv_lines(rows: Iterable[Iterable[str]]) -> bytes:
    """Rows as lines of CSV in UTF-8."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def quoted(cell: str) -> str:
    """A cell as `csv_lines` writes it, for lines that are put together from parts."""
    if "," in cell or '"' in cell or "\n" in cell or "\r" in cell:
        return '"' + cell.replace('"', '""') + '"'
    return cell


def formulas(cells: Iterable[str]) -> int:
    """How many cells a spreadsheet would take for formulas. Numbers are none."""
    signs = [cell for cell in cells if cell and cell[0] in _FORMULA]
    return sum(1 for cell in signs if _NUMBER.fullmatch(cell) is None)


def joined(values: Iterable[str]) -> str:
    """Several values in one cell, each once: `|` between them, and `\\|` for one within."""
    found = dict.fromkeys(values)
    if len(found) == 1:
        return next(iter(found)).replace("|", r"\|")
    return "|".join([value.replace("|", r"\|") if "|" in value else value for value in found])
