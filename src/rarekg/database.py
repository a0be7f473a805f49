"""SQLite files of a release: read-only, shared by processes, a connection for each thread."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path
from urllib.parse import quote

from rarekg.errors import ReleaseBroken

_MAPPED = 32 << 20  # bytes that SQLite may map: they count as resident memory of each process


class ReadOnlyDatabase:
    """A SQLite file that nobody writes to. Raises ReleaseBroken if it is not there."""

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise ReleaseBroken(f"{path} is missing; build the release anew")
        self._path = path
        self._local = threading.local()

    def connection(self) -> sqlite3.Connection:
        """This thread's connection."""
        db: sqlite3.Connection | None = getattr(self._local, "db", None)
        if db is None:
            address = f"file:{quote(str(self._path))}?mode=ro&immutable=1"
            db = sqlite3.connect(address, uri=True)
            db.execute(f"PRAGMA mmap_size = {_MAPPED}")
            self._local.db = db
        return db

    def close(self) -> None:
        """Closes this thread's connection; the others close with their threads."""
        db: sqlite3.Connection | None = getattr(self._local, "db", None)
        if db is not None:
            db.close()
            del self._local.db
