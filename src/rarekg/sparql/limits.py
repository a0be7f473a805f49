"""What one query may have, and how many may run at once."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

MEBIBYTE = 1024 * 1024
_GROUP_LIMIT = Path("/sys/fs/cgroup/memory.max")  # of the container, where there is one


def half_of_memory() -> int:
    """Half of the memory that this machine, or its container, has, in bytes."""
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    try:
        group = int(_GROUP_LIMIT.read_text("ascii"))
    except (OSError, ValueError):  # another system; or "max"
        group = machine
    return min(machine, group) // 2


def _workers() -> int:
    return max(4, min(16, 3 * (os.cpu_count() or 1) + 2))


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of the query service; the defaults suit a machine with 2 cores and 4 GB.

    A query is *short* until it has taken `quick_seconds`, and *long* from then on.

    seconds: from the arrival of a query to its answer, waiting included.
    quick_seconds: the longest that a short query takes; long ones never hold all workers.
    memory_bytes: writable memory of one worker (RLIMIT_DATA), the store's caches (80 MB) included.
    memory_in_all_bytes: resident memory of all workers together; beyond it, the worker that has
        most is stopped.
    result_bytes: of one serialised answer.
    query_bytes: of one query's text in UTF-8.
    workers: processes that run queries, at least 2. Some more than cores: a long query is only
        stopped for a short one when all are taken, and idle ones cost little.
    per_client: long queries of one client at once, in all web processes. (Eight clients behind one
        address that ask all the time are served.)
    in_all: long queries at once, those that wait for a worker included; 0 stands for half
        as many again as there are workers, or as one client may have, if that is more.
    in_flight: short queries that one web process may have asked at once.
    queue: those that wait in a web process to be asked, a second at most, the newest first; when
        one more comes, the oldest is refused, so that threads are left for pages.
    receiving: bodies of requests that one web process may be reading, from slow clients too; of
        one client, half as many.
    sending: answers larger than a network takes at once that one web process may be sending; their
        files are the room that slow readers hold; of one client, half as many.
    """

    seconds: float = 30.0
    quick_seconds: float = 0.1
    memory_bytes: int = 768 * MEBIBYTE
    memory_in_all_bytes: int = field(default_factory=half_of_memory)
    result_bytes: int = 64 * MEBIBYTE
    query_bytes: int = MEBIBYTE
    workers: int = field(default_factory=_workers)
    per_client: int = 8
    in_all: int = 0
    in_flight: int = 2
    queue: int = 16
    receiving: int = 16
    sending: int = 16

    def __post_init__(self) -> None:
        if self.workers < 2:
            raise ValueError(f"workers = {self.workers}: expected 2 or more, one is kept for short")
        for name in ("seconds", "quick_seconds", "memory_bytes", "memory_in_all_bytes"):
            self._above_zero(name)
        for name in (
            "result_bytes",
            "query_bytes",
            "per_client",
            "in_flight",
            "queue",
            "receiving",
            "sending",
        ):
            self._above_zero(name)
        if self.in_all < 0:
            raise ValueError(f"in_all = {self.in_all}: expected 0 or more")

    @property
    def threads(self) -> int:
        """Requests to the service that one web process may have under way at once."""
        return self.in_flight + self.queue + self.most_long + self.receiving + self.sending

    @property
    def kept_free(self) -> int:
        """Workers that long queries never hold while somebody waits."""
        return self.workers // 2

    @property
    def most_long(self) -> int:
        """Long queries at once, running or waiting."""
        return self.in_all or max(self.workers, self.per_client) * 3 // 2

    def _above_zero(self, name: str) -> None:
        value = {each: getattr(self, each) for each in self.__slots__}[name]
        if not 0 < value < float("inf"):
            raise ValueError(f"{name} = {value}: expected a number above 0")
