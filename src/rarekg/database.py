"""SQLite files of a release: read-only, shared by processes, a connection for each thread."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path
from urllib.parse import quote

from rarekg.errors import ReleaseBroken

# Bytes that each connection may map, and keep of pages that it has read: both count as resident
# memory of each process, for each thread and file. With 4 MB and 2 MB a web process took 12 MB
# more, and pages of diseases the same time.
_MAPPED, _KEPT = 1 << 20, 800 << 10


class _Open:
    """A connection that is closed when its thread ends or its database is let go, whichever
    thread that happens in: SQLite itself does not mind."""

    def __init__(self, address: str) -> None:
        self.db = sqlite3.connect(address, uri=True, check_same_thread=False)
        self.db.execute(f"PRAGMA mmap_size = {_MAPPED}")
        self.db.execute(f"PRAGMA cache_size = -{_KEPT >> 10}")

    def __del__(self) -> None:
        self.db.close()


class ReadOnlyDatabase:
    """A SQLite file that nobody writes to. Raises ReleaseBroken if it is not there."""

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise ReleaseBroken(f"{path} is missing; build the release anew")
        self._path = path
        self._local = threading.local()

    def connection(self) -> sqlite3.Connection:
        """This thread's connection."""
        held: _Open | None = getattr(self._local, "held", None)
        if held is None:
            held = _Open(f"file:{quote(str(self._path))}?mode=ro&immutable=1")
            self._local.held = held
        return held.db

    def close(self) -> None:
        """Closes this thread's connection; the others close with their threads."""
        if hasattr(self._local, "held"):
            del self._local.held
