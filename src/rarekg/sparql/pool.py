"""Keeps the workers: starts them, kills those that are past their deadline, tells why.

The pool hands out no queries, workers take them from sockets that they share; it looks at the
board, ten times a second. At any time one worker is kept free of heavy queries: when all workers
have run theirs for longer than `quick_seconds`, and new ones wait, the youngest query that was not
sent back before is stopped and sent to wait in the slow queue, and the worker in its place takes
new queries only. (There is such a query: the worker kept free so far takes none from the slow
queue.)
"""

from __future__ import annotations

import logging
import os
import select
import selectors
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from rarekg.sparql.board import Board, Fate, Job, Verdicts
from rarekg.sparql.limits import Limits
from rarekg.sparql.worker import Entrances

logger = logging.getLogger(__name__)

Work = Callable[[int], None]  # what the worker of a slot does

_LOOK_SECONDS = 0.1
_BREATH_SECONDS = 0.2  # before a worker is replaced that died at once
_FATES = {
    -signal.SIGABRT: Fate.MEMORY,  # how Rust ends where no memory is left
    -signal.SIGSEGV: Fate.NESTING,  # the end of the stack
    -signal.SIGBUS: Fate.NESTING,
}


@dataclass(slots=True)
class Worker:
    """A worker process; `pulse` is a pipe that ends when it does; `fate` is why it was killed."""

    slot: int
    process: int
    pulse: int
    fate: Fate | None = None
    born: float = field(default_factory=time.monotonic)


class Pool:
    """`limits.workers` processes that run `work`. For a process with one thread: it forks."""

    def __init__(
        self, entrances: Entrances, board: Board, verdicts: Verdicts, limits: Limits, work: Work
    ) -> None:
        self._entrances = entrances
        self._board = board
        self._verdicts = verdicts
        self._limits = limits
        self._work = work
        self._selector = selectors.DefaultSelector()
        self._workers: dict[int, Worker] = {}

    def run(self, lifeline: int) -> None:
        """Keeps the workers until the file descriptor `lifeline` is closed at its other end."""
        self._selector.register(lifeline, selectors.EVENT_READ, None)
        for slot in range(self._limits.workers):
            self._board.set_general(slot, slot > 0)
            self._start(slot)
        try:
            while self._listen():
                self._look(time.monotonic())
        finally:
            for worker in self._workers.values():
                os.kill(worker.process, signal.SIGKILL)

    def _listen(self) -> bool:
        for key, _ in self._selector.select(_LOOK_SECONDS):
            if key.data is None:
                return False
            self._bury(key.data)
        return True

    def _look(self, now: float) -> None:
        jobs = ((worker, self._board.job(worker.slot)) for worker in self._workers.values())
        busy = [(worker, job) for worker, job in jobs if job and worker.fate is None]
        for worker, job in busy:
            if now >= job.deadline or not _lives(job.process):
                _kill(worker, Fate.DEADLINE)
        heavy = [(w, job) for w, job in busy if now - job.started >= self._limits.quick_seconds]
        new = [(worker, job) for worker, job in heavy if not job.was_sent_back]
        if new and len(heavy) == self._limits.workers and self._somebody_waits():
            self._send_back(*max(new, key=lambda pair: pair[1].started))

    def _somebody_waits(self) -> bool:
        return bool(select.select([self._entrances.quick], [], [], 0)[0])

    def _send_back(self, worker: Worker, job: Job) -> None:
        if worker.fate is None and self._board.job(worker.slot) == job:
            for slot in self._workers:
                self._board.set_general(slot, slot != worker.slot)
            _kill(worker, Fate.SENT_BACK)

    def _bury(self, worker: Worker) -> None:
        """Takes note of a dead worker, tells what became of its query, starts another one."""
        _, status = os.waitpid(worker.process, 0)
        exit_code = os.waitstatus_to_exitcode(status)
        job = self._board.job(worker.slot)
        if job:
            self._verdicts.tell(job.token, worker.fate or _FATES.get(exit_code, Fate.OTHER))
            self._board.note_end(worker.slot)
        self._selector.unregister(worker.pulse)
        os.close(worker.pulse)
        if job is None and exit_code != 0 and time.monotonic() - worker.born < 1.0:
            logger.warning("a query worker ended at once (status %d)", exit_code)
            time.sleep(_BREATH_SECONDS)
        self._start(worker.slot)

    def _start(self, slot: int) -> None:
        pulse, held_by_worker = os.pipe()
        process = os.fork()
        if process == 0:
            self._become_worker(slot)
        os.close(held_by_worker)
        self._workers[slot] = Worker(slot, process, pulse)
        self._selector.register(pulse, selectors.EVENT_READ, self._workers[slot])

    def _become_worker(self, slot: int) -> None:
        """Runs in the new process, and ends it."""
        status = 1
        try:
            self._selector.close()
            self._work(slot)
            status = 0
        finally:
            if status:
                sys.excepthook(*sys.exc_info())
            os._exit(status)


def _kill(worker: Worker, fate: Fate) -> None:
    """Ends a worker; its death is noticed as any other."""
    worker.fate = fate
    os.kill(worker.process, signal.SIGKILL)


def _lives(process: int) -> bool:
    """Whether the process that asked is still there."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
