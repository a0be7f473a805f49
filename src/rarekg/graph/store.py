"""The Oxigraph store of a release: filled once, then opened read-only."""

from __future__ import annotations

import contextlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyoxigraph as ox

from rarekg.errors import ReleaseBroken

# Two threads load 1 M quads in 2.3-5 s where one takes 5-8.5 (2 cores, pyoxigraph 0.5.13,
# 2026-11); the store's lock lets them share it, and small files keep the memory low.
LOADERS = 2


class StoreLoader:
    """Fills a new store from N-Quads files, while others are still being written."""

    def __init__(self, path: Path) -> None:
        self._store = ox.Store(str(path))
        self._pool = ThreadPoolExecutor(LOADERS, thread_name_prefix="load")
        self._pending = [self._pool.submit(lambda: None)]

    def add(self, file: Path) -> None:
        """Queues a file; it is removed when it is in the store."""
        self._pending.append(self._pool.submit(self._load, file))

    def _load(self, file: Path) -> None:
        self._store.bulk_load(path=str(file), format=ox.RdfFormat.N_QUADS, lenient=False)
        file.unlink()

    def finish(self) -> int:
        """Waits for all files, compacts and closes the store; returns its number of quads.

        Raises whatever a loading thread raised (a syntax error names line and column).
        """
        self._pool.shutdown(wait=True)
        for job in self._pending:
            job.result()
        self._store.optimize()
        self._store.flush()
        quads = len(self._store)
        del self._store
        return quads

    def abandon(self) -> None:
        """Gives up after an error: what is queued is not loaded any more, and the store is closed
        (the error's traceback would else hold it, and its lock on the folder)."""
        self._pool.shutdown(wait=True, cancel_futures=True)
        with contextlib.suppress(AttributeError):  # `finish` had closed it
            del self._store


def open_store(path: Path) -> ox.Store:
    """Opens a store for reading. Raises ReleaseBroken if there is none or it is damaged."""
    try:
        return ox.Store.read_only(str(path))
    except (OSError, ValueError, RuntimeError) as error:  # RocksDB's "Corruption" is a RuntimeError
        raise ReleaseBroken(f"the store {path} cannot be opened: {error}") from error
