"""Where a worker writes an answer: memory while it is small, a nameless file beyond that."""

from __future__ import annotations

from typing import IO, BinaryIO, cast

from rarekg.errors import LimitExceeded
from rarekg.sparql.limits import MEBIBYTE
from rarekg.sparql.messages import INLINE_BYTES, nameless_file


class Sink:
    """Takes the chunks of one answer; raises LimitExceeded at the one that makes it too large."""

    __slots__ = ("_chunks", "_file", "_most", "_size")

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._size = 0
        self._chunks: list[bytes] = []
        self._file: BinaryIO | None = None

    def write(self, chunk: bytes) -> int:
        """Takes a chunk, as a binary file does."""
        self._size += len(chunk)
        if self._size > self._most:
            raise LimitExceeded(
                f"the answer is longer than {self._most / MEBIBYTE:.3g} MB: ask for less of it "
                "(LIMIT and OFFSET), or take the whole release from the downloads"
            )
        if self._file is None and self._size > INLINE_BYTES:
            self._spill()
        if self._file is None:
            self._chunks.append(chunk)
        else:
            self._file.write(chunk)
        return len(chunk)

    def keep_on_disk(self) -> None:
        """Has the answer written to the temporary folder from its first byte on: it may be large.

        To be called before the first chunk.
        """
        self._file = nameless_file(on_disk=True)

    def flush(self) -> None:
        """Nothing waits here."""

    def as_file(self) -> IO[bytes]:
        """This sink, for a serialiser that asks for a binary file and only writes to it."""
        return cast(IO[bytes], self)

    def content(self) -> tuple[bytes, BinaryIO | None]:
        """The whole answer: in memory, or in a file that stands at its start."""
        if self._file is None:
            return b"".join(self._chunks), None
        self._file.seek(0)
        return b"", self._file

    def _spill(self) -> None:
        self._file = nameless_file()
        self._file.writelines(self._chunks)
        self._chunks.clear()
