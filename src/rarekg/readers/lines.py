"""Numbered lines of a text file that is too large, or too simple, for a table of dictionaries."""

from __future__ import annotations

from collections.abc import Iterator

from rarekg.errors import BadSource, RarekgError
from rarekg.readers.tables import whole
from rarekg.sources.manifest import SourceFile


class OddRecord(RarekgError):
    """A record that cannot be taken: the `rule` it breaks, its `value`, and what was expected."""

    def __init__(self, rule: str, value: str, expected: str) -> None:
        super().__init__(f"{rule}: '{value}', expected {expected}")
        self.rule = rule
        self.value = value


def numbered_lines(file: SourceFile) -> Iterator[tuple[int, str]]:
    """The file's lines without their ends, numbered from 1; a byte order mark is dropped.

    Raises BadSource naming file and line where the bytes are not UTF-8, or where a compressed
    file ends too early.
    """
    with whole(file), file.open() as stream:
        for number, raw in enumerate(stream, 1):
            yield number, _decoded(file, number, raw)


def _decoded(file: SourceFile, number: int, raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise BadSource(
            f"{file.source}: {file.name} line {number}: not UTF-8 ({error.reason} at byte "
            f"{error.start} of the line); fetch it again"
        ) from error
