"""Processes that tests look after."""

from __future__ import annotations

import time
from collections.abc import Iterable

import psutil


def alive_after(processes: Iterable[psutil.Process], seconds: float) -> list[psutil.Process]:
    """Which of some processes still run when the time is up; those that do are killed.

    A zombie has ended: in a container nobody may collect it.
    """
    deadline = time.monotonic() + seconds
    left = [p for p in processes if _runs(p)]
    while left and time.monotonic() < deadline:
        time.sleep(0.05)
        left = [p for p in left if _runs(p)]
    for process in left:
        process.kill()
    return left


def _runs(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
