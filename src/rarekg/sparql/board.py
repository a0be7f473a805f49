"""What the pool must know of its workers, told without waking it; and what became of the dead.

A message from worker to pool at each start and end of a query would cost more than short queries
do. So each worker notes what it runs in memory that both see, and the pool looks there now and
then. When a worker dies of a query, the pool writes a verdict into a small file for the web
process that asked.
"""

from __future__ import annotations

import mmap
import os
import struct
import time
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

_NOTE = struct.Struct("=8sqdd?")  # token, process, started, deadline, whether it was sent back
_BUSY = 64  # where in its slot a worker says whether it is busy, written last
_GENERAL = 65  # where the pool says whether the worker also takes from the slow queue
_SLOT = 128
_VERDICT = struct.Struct("=8sQ")
_VERDICTS = 256  # kept; a client reads its own within milliseconds


class Fate(IntEnum):
    """Why a worker died with a query."""

    DEADLINE = 1
    SENT_BACK = 2
    MEMORY = 3
    NESTING = 4
    OTHER = 5
    GONE = 6
    CROWDED = 7


@dataclass(frozen=True, slots=True)
class Job:
    """A query that a worker runs: `process` asked it, at `started` (monotonic clock)."""

    token: bytes
    process: int
    started: float
    deadline: float
    was_sent_back: bool


class Board:
    """One slot for each worker, in a file that pool and workers map, and web processes may read."""

    def __init__(self, workers: int, path: Path) -> None:
        path.unlink(missing_ok=True)
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        os.write(file, bytes(workers * _SLOT))  # a hole would end the process on a full disk
        self._memory = mmap.mmap(file, workers * _SLOT)
        os.close(file)

    def note_start(self, slot: int, job: Job) -> None:
        """By a worker: it runs this now."""
        _NOTE.pack_into(
            self._memory,
            slot * _SLOT,
            job.token,
            job.process,
            job.started,
            job.deadline,
            job.was_sent_back,
        )
        self._memory[slot * _SLOT + _BUSY] = 1

    def note_end(self, slot: int) -> None:
        """By a worker: it has an answer."""
        self._memory[slot * _SLOT + _BUSY] = 0

    def job(self, slot: int) -> Job | None:
        """By the pool: what the worker runs, or ran when it died; None if it is idle."""
        place = slot * _SLOT
        while self._memory[place + _BUSY]:
            seen = self._memory[place : place + _NOTE.size]
            if self._memory[place : place + _NOTE.size] == seen:  # not in the middle of a change
                return Job(*_NOTE.unpack(seen))
        return None

    def is_general(self, slot: int) -> bool:
        """Whether the worker takes new queries and those that were sent back, or only new ones."""
        return bool(self._memory[slot * _SLOT + _GENERAL])

    def set_general(self, slot: int, general: bool) -> None:
        """By the pool, before the worker of the slot starts or while it is busy."""
        self._memory[slot * _SLOT + _GENERAL] = int(general)


def lives(process: int) -> bool:
    """Whether a process is still there."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


class Verdicts:
    """The file of verdicts, for the pool that writes it: the last few hundred, by token."""

    def __init__(self, path: Path) -> None:
        path.unlink(missing_ok=True)
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._next = 0

    def tell(self, token: bytes, fate: Fate) -> None:
        """Writes what became of a query."""
        place = self._next % _VERDICTS * _VERDICT.size
        os.pwrite(self._file, _VERDICT.pack(token, fate), place)
        self._next += 1


def begun_at(path: Path, token: bytes) -> float | None:
    """When (monotonic clock) a worker began with a query that has not ended; None if none has."""
    try:
        slots = path.read_bytes()
    except FileNotFoundError:
        return None
    for place in range(0, len(slots), _SLOT):
        if slots[place + _BUSY] and slots[place : place + len(token)] == token:
            return Job(*_NOTE.unpack_from(slots, place)).started
    return None


def fate_of(path: Path, token: bytes, patience: float) -> Fate | None:
    """What became of a query whose worker died; waits `patience` seconds for it to be told."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        for known, fate in _VERDICT.iter_unpack(path.read_bytes() if path.exists() else b""):
            if known == token:
                return Fate(fate)
        time.sleep(0.005)
    return None
