"""Keeps the workers: starts them, kills those that are past a limit, tells why.

The pool hands out no queries, workers take them from sockets that they share; it looks at the
board, twenty times a second. Some workers are kept free of long queries: when all workers are
busy, more of them than may be with queries that have run for longer than `quick_seconds`, and new
ones wait, the youngest queries that were not sent back before are stopped and sent to wait in the
slow queue, and the workers in their places take new queries only. (There are such queries: workers
kept free so far take none from the slow queue.)

When more workers are busy than there are cores, queries that have run for seconds get a low
priority, so that short ones and pages go before them.
"""

from __future__ import annotations

import logging
import os
import select
import selectors
import signal
import sys
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from rarekg.sparql import sandbox
from rarekg.sparql.board import Board, Fate, Job, Verdicts, lives
from rarekg.sparql.limits import Limits
from rarekg.sparql.messages import TOKEN_BYTES
from rarekg.sparql.worker import Entrances

logger = logging.getLogger(__name__)

Work = Callable[[int], None]  # what the worker of a slot does

_LOOK_SECONDS = 0.05
_BREATH_SECONDS = 0.2  # before a worker is replaced that died at once
# A worker with a low priority is replaced after its query: its caches are worth more to short ones.
_SLOWED_SECONDS = 2.0
_LOW_PRIORITY = 10  # of 19: a ninth of the time of one with the normal priority
_STOPPED = 256  # tokens kept; a worker notes what it runs within milliseconds
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
    is_slowed: bool = False
    born: float = field(default_factory=time.monotonic)


Busy = tuple[Worker, Job]


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
        self._kept_free: deque[int] = deque(range(limits.kept_free), limits.kept_free)
        self._stopped: deque[bytes] = deque(maxlen=_STOPPED)

    def run(self, lifeline: int) -> None:
        """Keeps the workers until the file descriptor `lifeline` is closed at its other end."""
        self._selector.register(lifeline, selectors.EVENT_READ, None)
        self._selector.register(self._entrances.stop, selectors.EVENT_READ, self._entrances.stop)
        self._share_out()
        for slot in range(self._limits.workers):
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
            if isinstance(key.data, Worker):
                self._bury(key.data)
            else:
                with suppress(BlockingIOError):
                    self._stopped.append(self._entrances.stop.recv(TOKEN_BYTES))
        return True

    def _look(self, now: float) -> None:
        jobs = ((worker, self._board.job(worker.slot)) for worker in self._workers.values())
        busy = [(worker, job) for worker, job in jobs if job and worker.fate is None]
        if not busy:
            return
        for worker, job in busy:
            if now >= job.deadline or not lives(job.process):
                _kill(worker, Fate.DEADLINE)
            elif job.token in self._stopped:
                _kill(worker, Fate.GONE)
        self._make_room_in_memory([worker for worker, _ in busy if worker.fate is None])
        long = [(w, job) for w, job in busy if now - job.started >= self._limits.quick_seconds]
        if len(busy) > (os.cpu_count() or 1):
            _slow_down([w for w, job in long if now - job.started >= _SLOWED_SECONDS])
        self._keep_free(busy, long)

    def _make_room_in_memory(self, busy: list[Worker]) -> None:
        sizes = [(sandbox.resident_bytes(worker.process), worker) for worker in busy]
        if sum(size for size, _ in sizes) > self._limits.memory_in_all_bytes:
            _kill(max(sizes, key=lambda each: each[0])[1], Fate.CROWDED)

    def _keep_free(self, busy: list[Busy], long: list[Busy]) -> None:
        excess = len(long) - (self._limits.workers - self._limits.kept_free)
        if excess <= 0 or len(busy) < self._limits.workers or not self._somebody_waits():
            return
        new = [(worker, job) for worker, job in long if not job.was_sent_back and not worker.fate]
        for worker, job in sorted(new, key=lambda pair: -pair[1].started)[:excess]:
            self._send_back(worker, job)

    def _somebody_waits(self) -> bool:
        return bool(select.select([self._entrances.quick], [], [], 0)[0])

    def _send_back(self, worker: Worker, job: Job) -> None:
        if self._board.job(worker.slot) == job:
            if worker.slot in self._kept_free:
                self._kept_free.remove(worker.slot)
            self._kept_free.append(worker.slot)
            self._share_out()
            _kill(worker, Fate.SENT_BACK)

    def _share_out(self) -> None:
        for slot in range(self._limits.workers):
            self._board.set_general(slot, slot not in self._kept_free)

    def _bury(self, worker: Worker) -> None:
        """Takes note of a dead worker, tells what became of its query, starts another one."""
        _, status = os.waitpid(worker.process, 0)
        exit_code = os.waitstatus_to_exitcode(status)
        job = self._board.job(worker.slot)
        if job:
            fate = worker.fate or _FATES.get(exit_code, Fate.OTHER)
            if fate is Fate.OTHER:
                logger.warning("a query worker ended in mid-query (status %d)", exit_code)
            self._verdicts.tell(job.token, fate)
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


def _slow_down(workers: list[Worker]) -> None:
    """Gives workers a low priority; they end themselves after the query that they run."""
    for worker in workers:
        if not worker.is_slowed and worker.fate is None:
            worker.is_slowed = True
            with suppress(ProcessLookupError):
                os.setpriority(os.PRIO_PROCESS, worker.process, _LOW_PRIORITY)
