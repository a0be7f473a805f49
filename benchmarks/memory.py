"""The memory of a process and of all that it started."""

from __future__ import annotations

import contextlib
import threading

import psutil

from benchmarks.processes import tree

EVERY_SECONDS = 0.2  # summing up the pages of a process takes the kernel some milliseconds


def resident_mb(process: psutil.Process) -> tuple[float, float]:
    """RSS, and PSS: pages that several processes share are divided among them.

    PSS is RSS where the system does not tell it (it does on Linux).
    """
    with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess):
        found = process.memory_full_info()
        return found.rss / 1e6, getattr(found, "pss", found.rss) / 1e6
    return 0.0, 0.0


class Watch:
    """Samples the memory of a process tree while the context lasts; keeps the highest sums."""

    def __init__(self, root: int) -> None:
        self.rss = 0.0
        self.pss = 0.0
        self._root = root
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _sample(self) -> None:
        while not self._over.wait(EVERY_SECONDS):
            sizes = [resident_mb(process) for process in tree(self._root)]
            self.rss = max(self.rss, sum(rss for rss, _ in sizes))
            self.pss = max(self.pss, sum(pss for _, pss in sizes))
