"""Where a worker writes an answer: memory while it is small, beyond that a nameless file.

The file is in memory first (Linux), and on disk when it grows: slow readers keep many of them open.
"""

from __future__ import annotations

import shutil
from typing import IO, BinaryIO, cast

from rarekg.errors import LimitExceeded
from rarekg.sparql.limits import MEBIBYTE
from rarekg.sparql.messages import INLINE_BYTES, nameless_file
from rarekg.sparql.refusals import BeyondLimits

_MEMORY_BYTES = 2 * MEBIBYTE


class Sink:
    """Takes the chunks of one answer; raises BeyondLimits at the one that makes it too large."""

    __slots__ = ("_chunks", "_file", "_is_on_disk", "_most", "_size")

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._size = 0
        self._chunks: list[bytes] = []
        self._file: BinaryIO | None = None
        self._is_on_disk = False

    def write(self, chunk: bytes) -> int:
        """Takes a chunk, as a binary file does."""
        self._size += len(chunk)
        if self._size > self._most:
            raise BeyondLimits(
                f"the answer is longer than {self._most / MEBIBYTE:.3g} MB: ask for less of it "
                "(LIMIT and OFFSET), or take the whole release from the downloads"
            )
        if self._file is None and self._size <= INLINE_BYTES:
            self._chunks.append(chunk)
        else:
            self._write_to_file(chunk)
        return len(chunk)

    def keep_on_disk(self) -> None:
        """Has the answer written to the temporary folder from its first byte on: it may be large.

        To be called before the first chunk.
        """
        self._file = nameless_file(on_disk=True)
        self._is_on_disk = True

    def flush(self) -> None:
        """Nothing waits here."""

    def as_file(self) -> IO[bytes]:
        """This sink, for a serialiser that asks for a binary file and only writes to it."""
        return cast(IO[bytes], self)

    def content(self) -> tuple[bytes, BinaryIO | None]:
        """The whole answer: in memory, or in a file that stands at its start."""
        if self._file is None:
            return b"".join(self._chunks), None
        try:
            self._file.seek(0)  # writes what still waits
        except OSError as error:
            raise _no_room(error) from error
        return b"", self._file

    def _write_to_file(self, chunk: bytes) -> None:
        try:
            file = self._file or self._spilled()
            if self._size > _MEMORY_BYTES and not self._is_on_disk:
                file = self._moved_to_disk(file)
            file.write(chunk)
        except OSError as error:
            raise _no_room(error) from error

    def _spilled(self) -> BinaryIO:
        self._file = nameless_file()
        self._file.writelines(self._chunks)
        self._chunks.clear()
        return self._file

    def _moved_to_disk(self, in_memory: BinaryIO) -> BinaryIO:
        on_disk = nameless_file(on_disk=True)
        self._file, self._is_on_disk = on_disk, True
        with in_memory:
            in_memory.seek(0)
            shutil.copyfileobj(in_memory, on_disk, MEBIBYTE)
        return on_disk


def _no_room(error: OSError) -> LimitExceeded:
    return LimitExceeded(f"there is no room for so long an answer: {error}; ask for less of it")
