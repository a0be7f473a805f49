"""What one query may have, and how many may run at once."""

from __future__ import annotations

import os
from dataclasses import dataclass

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of the query service; the defaults suit a machine with 2 cores and 4 GB.

    seconds: from the arrival of a query to its answer, waiting included.
    quick_seconds: one that has run for longer counts as heavy; heavy ones never hold all workers.
    memory_bytes: writable memory of one worker (RLIMIT_DATA), the store's caches (80 MB) included.
    result_bytes: of one serialised answer.
    query_bytes: of one query's text in UTF-8.
    workers: processes that run queries, at least 2. Some more than cores: a heavy query is only
        stopped for a short one when all are taken, and idle ones cost little.
    in_flight: queries that one web process may have asked at once; one more is refused, so that
        threads are left for pages. (Eight clients that ask all the time are served.)
    """

    seconds: float = 30.0
    quick_seconds: float = 2.0
    memory_bytes: int = 768 * MEBIBYTE
    result_bytes: int = 64 * MEBIBYTE
    query_bytes: int = MEBIBYTE
    workers: int = max(4, min(16, 3 * (os.cpu_count() or 1) + 2))
    in_flight: int = 8

    def __post_init__(self) -> None:
        if self.workers < 2:
            raise ValueError(f"workers = {self.workers}: expected 2 or more, one is kept for short")
        if self.quick_seconds <= 0 or self.seconds <= 0:
            raise ValueError("seconds and quick_seconds must be above 0")
