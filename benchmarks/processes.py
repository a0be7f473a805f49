"""Processes that benchmarks start, with all that these start."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Iterator

import psutil

_PATIENCE_SECONDS = 10.0


def tree(root: int) -> Iterator[psutil.Process]:
    """A process and its descendants, as far as they are still there."""
    with contextlib.suppress(psutil.NoSuchProcess):
        top = psutil.Process(root)
        yield top
        yield from top.children(recursive=True)


def stop(process: subprocess.Popen[bytes]) -> None:
    """Asks a server to end, and kills it with its workers where it does not: granian now and then
    misses a signal that comes while it starts workers."""
    processes = list(tree(process.pid))
    process.terminate()
    try:
        process.wait(_PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        for running in processes:
            with contextlib.suppress(psutil.NoSuchProcess):
                running.kill()
