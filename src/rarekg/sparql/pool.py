"""Keeps the workers: starts them, kills those that are past their deadline, tells why.

The pool hands out no queries, workers take them from listening sockets that they share; it sees
each start and end. At any time one worker is kept free of heavy queries: when all workers have
run theirs for longer than `quick_seconds`, the youngest query is stopped and sent back to wait
in the slow queue, and the worker in its place takes new queries only.
"""

from __future__ import annotations

import contextlib
import logging
import os
import selectors
import signal
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from rarekg.errors import LimitExceeded
from rarekg.sparql import messages
from rarekg.sparql.limits import Limits
from rarekg.sparql.messages import Reply
from rarekg.sparql.worker import FINISHED, MEMORY_MESSAGE, STARTED, Entrances

logger = logging.getLogger(__name__)

Work = Callable[[int, socket.socket], None]  # what a worker does: (slot, control) -> None

_LOOK_SECONDS = 0.5  # how often a running query is looked at, to see whether its client left
_BREATH_SECONDS = 0.2  # before a worker is replaced that died without having had a query
_RETRY = Reply(messages.RETRY)


@dataclass(slots=True)
class Job:
    """A query that runs: whom it answers, and what to say when its worker dies of it."""

    connection: socket.socket
    started: float
    deadline: float
    verdict: Reply | None = None


@dataclass(slots=True)
class Worker:
    """A worker process, the pool's end of its control socket, and what it runs now."""

    slot: int
    process: int
    control: socket.socket
    job: Job | None = None
    had_job: bool = False
    born: float = field(default_factory=time.monotonic)


class Pool:
    """`limits.workers` processes that run `work`. For a process with one thread: it forks."""

    def __init__(self, entrances: Entrances, limits: Limits, work: Work) -> None:
        self._entrances = entrances
        self._limits = limits
        self._work = work
        self._selector = selectors.DefaultSelector()
        self._workers: dict[int, Worker] = {}
        for slot in range(limits.workers):
            self._make_general(slot, slot > 0)

    def run(self, lifeline: int) -> None:
        """Keeps the workers until the file descriptor `lifeline` is closed at its other end."""
        self._selector.register(lifeline, selectors.EVENT_READ, None)
        for slot in range(self._limits.workers):
            self._start(slot)
        try:
            while self._listen():
                self._police(time.monotonic())
        finally:
            for worker in self._workers.values():
                os.kill(worker.process, signal.SIGKILL)

    def _listen(self) -> bool:
        for key, _ in self._selector.select(self._pause(time.monotonic())):
            if key.data is None:
                return False
            self._hear(key.data)
        return True

    def _pause(self, now: float) -> float | None:
        """Seconds until something may be due; None while nothing runs."""
        jobs = [worker.job for worker in self._workers.values() if worker.job]
        quick = self._limits.quick_seconds
        due = [job.deadline for job in jobs]
        due += [job.started + quick for job in jobs if job.started + quick > now]
        return max(0.0, min(min(due) - now, _LOOK_SECONDS)) if jobs else None

    def _hear(self, worker: Worker) -> None:
        """Takes one message of a worker, or notices its death."""
        try:
            message, descriptors, _, _ = socket.recv_fds(worker.control, STARTED.size, 1)
        except ConnectionResetError:
            message, descriptors = b"", []
        if descriptors:
            connection = socket.socket(fileno=descriptors[0])
            (deadline,) = STARTED.unpack(message)
            worker.job = Job(connection, time.monotonic(), deadline)
            worker.had_job = True
        elif message == FINISHED:
            self._end_job(worker)
        else:
            self._bury(worker)

    def _police(self, now: float) -> None:
        busy = [(w, w.job) for w in self._workers.values() if w.job and not _has_news(w)]
        for worker, job in busy:
            if job.verdict is None and now >= job.deadline:
                _kill(worker, job, self._too_slow())
            elif job.verdict is None and _has_left(job.connection):
                _kill(worker, job, _RETRY)
        heavy = [(w, job) for w, job in busy if now - job.started >= self._limits.quick_seconds]
        if len(heavy) == self._limits.workers and all(job.verdict is None for _, job in heavy):
            self._send_back(*max(heavy, key=lambda pair: pair[1].started))

    def _send_back(self, worker: Worker, job: Job) -> None:
        for slot in self._workers:
            self._make_general(slot, slot != worker.slot)
        _kill(worker, job, _RETRY)

    def _make_general(self, slot: int, general: bool) -> None:
        self._entrances.general[slot] = int(general)

    def _bury(self, worker: Worker) -> None:
        _, status = os.waitpid(worker.process, 0)
        if worker.job:
            verdict = worker.job.verdict or _verdict(os.waitstatus_to_exitcode(status))
            with contextlib.suppress(OSError):  # who asked has gone
                messages.send_reply(worker.job.connection, verdict)
        self._end_job(worker)
        self._selector.unregister(worker.control)
        worker.control.close()
        if not worker.had_job and time.monotonic() - worker.born < 1.0:
            logger.warning("a query worker died at once (status %d)", status)
            time.sleep(_BREATH_SECONDS)
        self._start(worker.slot)

    def _end_job(self, worker: Worker) -> None:
        if worker.job:
            worker.job.connection.close()
            worker.job = None

    def _start(self, slot: int) -> None:
        ours, theirs = socket.socketpair()
        process = os.fork()
        if process == 0:
            self._become_worker(slot, theirs)
        theirs.close()
        self._workers[slot] = Worker(slot, process, ours)
        self._selector.register(ours, selectors.EVENT_READ, self._workers[slot])

    def _become_worker(self, slot: int, control: socket.socket) -> None:
        """Runs in the new process, and ends it."""
        status = 1
        try:
            self._selector.close()
            for other in self._workers.values():
                other.control.close()
                self._end_job(other)
            self._work(slot, control)
            status = 0
        finally:
            if status:
                sys.excepthook(*sys.exc_info())
            os._exit(status)

    def _too_slow(self) -> Reply:
        return Reply(
            LimitExceeded.__name__,
            f"the query took longer than it may ({self._limits.seconds:g} seconds at most, "
            "waiting included): make it narrower, or take the whole release from the downloads",
        )


def _kill(worker: Worker, job: Job, verdict: Reply) -> None:
    """Ends a worker; its death is noticed as any other, and the verdict told then."""
    job.verdict = verdict
    os.kill(worker.process, signal.SIGKILL)


def _has_news(worker: Worker) -> bool:
    """Whether a message of the worker waits to be heard: what is known of it is old."""
    try:
        worker.control.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
    except BlockingIOError:
        return False
    return True


def _has_left(connection: socket.socket) -> bool:
    try:
        return connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True


def _verdict(status: int) -> Reply:
    """What to say of a worker that died by itself; `status` is minus the number of a signal."""
    if status == -signal.SIGABRT:
        return Reply(LimitExceeded.__name__, MEMORY_MESSAGE)
    if status in (-signal.SIGSEGV, -signal.SIGBUS):
        return Reply(LimitExceeded.__name__, "the query is nested too deeply")
    return Reply(
        LimitExceeded.__name__,
        f"the process that ran the query ended (status {status}); another one is there: try again",
    )
