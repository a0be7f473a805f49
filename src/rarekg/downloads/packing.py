"""Files that are compressed while they are written, the same bytes for the same content."""

from __future__ import annotations

import gzip
from pathlib import Path
from types import TracebackType

_LEVEL = 1  # level 6 takes three times as long for a file a fifth smaller (docs/decisions.md)
_FLUSH = 1 << 20  # bytes that are held before they are packed


class Packed:
    """A gzip file without name and date. Use as a context manager."""

    def __init__(self, path: Path) -> None:
        self._raw = path.open("wb")
        self._file = gzip.GzipFile("", "wb", _LEVEL, self._raw, 0)
        self._held: list[bytes] = []
        self._size = 0

    def __enter__(self) -> Packed:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if error is None:
                self._flush()
                self._file.close()
        finally:
            self._raw.close()

    def write(self, part: bytes) -> None:
        """Adds bytes."""
        self._held.append(part)
        self._size += len(part)
        if self._size >= _FLUSH:
            self._flush()

    def _flush(self) -> None:
        self._file.write(b"".join(self._held))
        self._held.clear()
        self._size = 0
