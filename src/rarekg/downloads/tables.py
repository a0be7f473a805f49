"""The tables of a release, written in one pass over its dossiers, one thing in memory at a time."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import msgspec

from rarekg.downloads.cells import (
    HEAD,
    STATEMENT_COLUMNS,
    statement_lines,
    thing_cells,
)
from rarekg.downloads.csv_cells import csv_lines, formulas
from rarekg.downloads.kinds import KINDS, Kind, kind_of_class
from rarekg.downloads.offer import CSV, FOLDER, JSON_LINES, TSV, Column, Made
from rarekg.downloads.packing import Packed
from rarekg.downloads.rows import Known, said_by, thing_row
from rarekg.downloads.sssom import COLUMNS, FILE, mapping_rows, tsv_lines, used_prefixes
from rarekg.graph.dossiers import Dossier, Dossiers
from rarekg.records.kinds import deciding_type
from rarekg.vocabulary import property_named

STATEMENTS = "statements.csv.gz"
_HEAD_MEANINGS = (
    "Identifier",
    "Its address in the graph",
    "Classes, the last parts of their addresses",
    "Name in English, else in another language",
)
_STATEMENT_MEANINGS = (
    "Identifier of the statement; its page is /statement/<id>",
    "What it is about",
    "Name of that, in English, else in another language",
    "Which property it states",
    "The value: an identifier, a text or a number",
    "Name of the value, where it is a thing",
    "Language of the value, where it is a text",
    "true: it is said not to be so",
    "key=value of each qualifier",
    "Who says so: a row for each reference",
    "The record in that source",
    "Who said it first, where the source only passes it on",
    "Publications behind it",
    "Kind of evidence (ECO)",
    "How it was derived, where no source states it as such",
    "How sure the derivation is, above 0, at most 1",
)


@dataclass(slots=True)
class _Table:
    """The files of a kind while they are written. Cells wait in a file of their own: which
    columns a table has is known last."""

    kind: Kind
    lines: Packed
    spool: BinaryIO
    rows: int = 0
    columns: set[str] = field(default_factory=set)
    sources: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Tables:
    """What was written: the files, and the prefixes that the mappings use."""

    made: list[Made]
    prefixes: frozenset[str]


def write_tables(into: Path, work: Path, licences: dict[str, str]) -> Tables:
    """Writes the tables of a release being built from its dossiers; `licences` are the addresses
    of the sources' licences. The mappings lack their heading (`sssom.metadata_block`)."""
    folder = into / FOLDER
    folder.mkdir(exist_ok=True)
    dossiers = Dossiers(into)
    known = Known(dossiers)
    with contextlib.ExitStack() as stack:
        tables = {kind.stem: _opened(stack, folder, work, kind) for kind in KINDS}
        statements = _Statements(stack.enter_context(Packed(folder / STATEMENTS)))
        mappings = _Mappings(stack.enter_context(Packed(folder / FILE)), licences)
        for address, types, names, dossier in dossiers.all():
            statements.add(address, dossier, known)
            mappings.add(address, dossier, known)
            if (table := _table_of(types, tables)) is not None:
                row = thing_row(address, types, names, dossier, known)
                _add(table, row, thing_cells(address, types, dossier, known))
                table.sources |= _sources(dossier, known)
    made = [each for table in tables.values() if table.rows for each in _made(folder, work, table)]
    for table in tables.values():
        if not table.rows:
            (folder / f"{table.kind.stem}.jsonl.gz").unlink()
    return Tables([*made, statements.made(known), mappings.made()], frozenset(mappings.prefixes))


def _opened(stack: contextlib.ExitStack, folder: Path, work: Path, kind: Kind) -> _Table:
    lines = stack.enter_context(Packed(folder / f"{kind.stem}.jsonl.gz"))
    return _Table(kind, lines, stack.enter_context(_spool(work, kind).open("wb")))


def _spool(work: Path, kind: Kind) -> Path:
    return work / f"{kind.stem}.cells"


def _table_of(types: tuple[str, ...], tables: dict[str, _Table]) -> _Table | None:
    known = kind_of_class()
    deciding = deciding_type(types) or next((t for t in types if t in known), "")
    return tables[known[deciding].stem] if deciding in known else None


def _add(table: _Table, row: msgspec.Struct, cells: dict[str, str]) -> None:
    table.rows += 1
    table.columns |= cells.keys()
    table.lines.write(msgspec.json.encode(row) + b"\n")
    table.spool.write(msgspec.json.encode(cells) + b"\n")


def _sources(dossier: Dossier, known: Known) -> set[str]:
    """Whose facts a thing has."""
    found = {source for fact in dossier.facts for source in said_by(tuple(fact.graphs))[0]}
    references = {r for told in dossier.statements for r in told.references}
    return found | {known.references[reference].source for reference in references}


def _made(folder: Path, work: Path, table: _Table) -> Iterator[Made]:
    """The files of a kind; its CSV is written now that its columns are known."""
    stem, title = table.kind.stem, table.kind.title
    sources = frozenset(table.sources)
    lines = f"{FOLDER}/{stem}.jsonl.gz"
    yield Made(lines, title, "JSON Lines", JSON_LINES, table.rows, sources)
    columns = [*HEAD, *sorted(table.columns - set(HEAD))]
    spool = _spool(work, table.kind)
    found = _write_csv(folder / f"{stem}.csv.gz", columns, _spooled(spool))
    spool.unlink()
    meanings = (*_HEAD_MEANINGS, *map(_meaning, columns[len(HEAD) :]))
    described = tuple(map(Column, columns, meanings))
    yield Made(f"{FOLDER}/{stem}.csv.gz", title, "CSV", CSV, table.rows, sources, described, found)


def _spooled(path: Path) -> Iterator[dict[str, str]]:
    with path.open("rb") as file:
        for line in file:
            yield msgspec.json.decode(line, type=dict[str, str])


def _write_csv(path: Path, columns: list[str], rows: Iterable[dict[str, str]]) -> int:
    """Writes a table; returns how many cells look like formulas."""
    found = 0
    with Packed(path) as file:
        file.write(csv_lines([columns]))
        for cells in rows:
            found += formulas(cells.values())
            file.write(csv_lines([[cells.get(column, "") for column in columns]]))
    return found


def _meaning(column: str) -> str:
    """What a column holds: its property's label."""
    if column == "synonym":
        return "Other names, in English"
    return property_named(column).labels.get("en", column)


class _Statements:
    """The table of all statements."""

    def __init__(self, file: Packed) -> None:
        self._file = file
        self._rows = self._formulas = 0
        file.write(csv_lines([STATEMENT_COLUMNS]))

    def add(self, address: str, dossier: Dossier, known: Known) -> None:
        """Writes the statements about a thing."""
        lines, found = statement_lines(address, dossier.statements, known)
        self._file.write("".join(lines).encode())
        self._rows += len(lines)
        self._formulas += found

    def made(self, known: Known) -> Made:
        """What was written."""
        return Made(
            f"{FOLDER}/{STATEMENTS}",
            "All statements, a row for each reference",
            "CSV",
            CSV,
            self._rows,
            frozenset(each.source for each in known.references.values()),
            tuple(map(Column, STATEMENT_COLUMNS, _STATEMENT_MEANINGS)),
            self._formulas,
        )


class _Mappings:
    """The rows of the mappings."""

    def __init__(self, file: Packed, licences: dict[str, str]) -> None:
        self._file = file
        self._licences = licences
        self._rows = 0
        self._sources: set[str] = set()
        self.prefixes: set[str] = set()

    def add(self, address: str, dossier: Dossier, known: Known) -> None:
        """Writes the mappings of a thing."""
        rows = list(mapping_rows(address, dossier, known, self._licences))
        if rows:
            self._file.write(tsv_lines(rows))
            self._rows += len(rows)
        for row in rows:
            self.prefixes |= used_prefixes(row)
            self._sources.add(row[5].removeprefix("source:"))

    def made(self) -> Made:
        """What was written."""
        columns = tuple(Column(name, meaning) for name, meaning in COLUMNS.items())
        title = "Mappings between identifiers (SSSOM)"
        path, sources = f"{FOLDER}/{FILE}", frozenset(self._sources)
        return Made(path, title, "Mappings", TSV, self._rows, sources, columns)
