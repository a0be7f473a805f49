"""Tables with a header line (TSV, CSV): rows by column name, each knowing where it stands."""

from __future__ import annotations

import csv
import io
import lzma
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import chain

import msgspec

from rarekg.errors import BadSource, InvalidIdentifier
from rarekg.identifiers import Curie, curie
from rarekg.report import Action, Report
from rarekg.sources.manifest import SourceFile

_LONGEST_FIELD = 1 << 20  # the longest genuine field (a synonym list) has 4 kB; 1 MB is damage


class Row(msgspec.Struct, frozen=True, gc=False):
    """A row of a table: its values by column, stripped; a missing column reads as ''."""

    file: SourceFile
    line: int
    values: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.values.get(column, "")

    @property
    def place(self) -> str:
        """File and line, for the report."""
        return f"{self.file.name}:{self.line}"

    def note(
        self, report: Report, rule: str, value: str, message: str, action: Action = Action.LEFT_OUT
    ) -> None:
        """Reports a finding in this row."""
        report.note(self.file.source, rule, value, self.place, message, action)

    def curie(self, report: Report, column: str) -> Curie | None:
        """The identifier in a column, or None (reported) if it is not one."""
        return self.curie_of(report, self[column], column)

    def curie_of(self, report: Report, text: str, column: str) -> Curie | None:
        """The identifier that `text`, found in `column`, is, or None (reported)."""
        try:
            return curie(text)
        except InvalidIdentifier as error:
            self.note(report, f"not an identifier in {column}", text, str(error))
            return None

    def items(self, column: str, separator: str = "|") -> list[str]:
        """The values of a list in one cell, in order, without empty ones and repetitions."""
        parts = (part.strip() for part in self[column].split(separator))
        return list(dict.fromkeys(part for part in parts if part))


@contextmanager
def whole(file: SourceFile) -> Iterator[None]:
    """Turns what a damaged file makes its decoders raise into BadSource."""
    try:
        yield
    except (EOFError, zlib.error, lzma.LZMAError, UnicodeDecodeError, csv.Error, OSError) as error:
        raise BadSource(
            f"{file.source}: {file.name} ({file.path}) is damaged: {error}; fetch it again"
        ) from error


def open_text(file: SourceFile) -> io.TextIOWrapper:
    """The file as UTF-8 text, with or without a byte order mark. The caller closes it."""
    return io.TextIOWrapper(file.open(), "utf-8-sig", newline="")


def rows(
    file: SourceFile,
    report: Report,
    *,
    delimiter: str,
    needed: frozenset[str],
    optional: frozenset[str] = frozenset(),
    aliases: Mapping[str, str] | None = None,
    comments: list[str] | None = None,
) -> Iterator[Row]:
    """The rows of a table.

    `needed` columns must be there, or the file is not of the format (BadSource); any column
    beyond `needed`, `optional` and the manifest's `ignored` is reported. `aliases` maps former
    column names to present ones. Where `comments` is given, lines before the header that begin
    with `#` are appended to it.
    """
    with whole(file), open_text(file) as text:
        first, skipped = _header_line(text, comments)
        csv.field_size_limit(_LONGEST_FIELD)
        reader = csv.reader(chain([first], text), delimiter=delimiter, strict=True)
        names = [" ".join(name.split()) for name in next(reader, [])]  # a name may be broken
        columns = [(aliases or {}).get(name, name) for name in names]
        check_columns(file, report, columns, needed, optional)
        for cells in reader:
            row = _row(file, skipped - 1 + reader.line_num, columns, cells, report)
            if row is not None:
                yield row


def _header_line(text: io.TextIOWrapper, comments: list[str] | None) -> tuple[str, int]:
    line, number = text.readline(), 1
    while comments is not None and line.startswith("#"):
        comments.append(line)
        line, number = text.readline(), number + 1
    return line, number


def check_columns(
    file: SourceFile,
    report: Report,
    columns: list[str],
    needed: frozenset[str],
    optional: frozenset[str],
) -> None:
    """Raises BadSource if a needed column is missing; reports those that nobody expects."""
    missing = sorted(needed.difference(columns))
    if missing:
        raise BadSource(
            f"{file.source}: {file.name} lacks the columns {', '.join(missing)}; "
            f"its header is: {', '.join(columns)[:300]}"
        )
    known = needed | optional | set(file.manifest.ignored)
    for name in columns:
        if name not in known:
            message = "neither read nor listed as ignored in source.toml"
            report.note(file.source, "unknown column", name, file.name, message)


def _row(
    file: SourceFile, line: int, columns: list[str], cells: list[str], report: Report
) -> Row | None:
    if not any(cells):
        return None
    row = Row(file, line, dict(zip(columns, map(str.strip, cells), strict=False)))
    if len(cells) != len(columns):
        message = f"{len(cells)} fields, the header has {len(columns)}"
        row.note(report, "wrong number of fields", cells[0], message)
        return None
    return row
