"""A process that runs queries, one at a time, until the pool kills it."""

from __future__ import annotations

import contextlib
import os
import select
import socket
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from pyoxigraph import Store

from rarekg.errors import LimitExceeded, RarekgError, ReleaseBroken
from rarekg.sparql import messages, sandbox
from rarekg.sparql.board import Board, Job
from rarekg.sparql.engine import evaluate
from rarekg.sparql.limits import Limits
from rarekg.sparql.messages import Reply, Request
from rarekg.sparql.refusals import BeyondLimits
from rarekg.sparql.sink import Sink

MEMORY_MESSAGE = (
    "the query needs more memory than one may have: make it narrower, or take the whole "
    "release from the downloads"
)
LATE_MESSAGE = "the query waited for a worker for too long: try again later"
_SHORT_SECONDS = 0.05  # a query that took no longer has not used much memory
_STALLED_SECONDS = 5.0  # a web process takes its reply at once


@dataclass(frozen=True, slots=True)
class Entrances:
    """The datagram sockets of the service; all workers share the first two.

    `quick` is for new queries, `slow` for those that were sent back to wait; `stop` is for the
    tokens of queries whose answer nobody waits for any more.
    """

    quick: socket.socket
    slow: socket.socket
    stop: socket.socket


class OpenRelease:
    """The store of the release that `current` points to; opened again when that moved."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._pointer = str(home / "current")
        self._target = ""
        self._store: Store | None = None

    @property
    def name(self) -> str:
        """The id of the release that is open."""
        return Path(self._target).name

    def store(self) -> Store:
        """The store of the current release; raises ReleaseBroken."""
        try:
            target = os.readlink(self._pointer)  # noqa: PTH115 - for each query: 1 µs, not 10
            if self._store is None or target != self._target:
                self._store = Store.read_only(str(self._home / target / "graph"))
                self._target = target
        except OSError as error:
            raise ReleaseBroken(f"no release can be opened at {self._pointer}: {error}") from error
        return self._store


def work(home: Path, entrances: Entrances, board: Board, slot: int, limits: Limits) -> None:
    """Answers queries until the process should be replaced by a fresh one."""
    sandbox.die_with_parent()
    sandbox.limit_memory(limits.memory_bytes)
    sandbox.deepen_stack()
    release = OpenRelease(home)
    with contextlib.suppress(ReleaseBroken):  # told to the query that meets it
        release.store()
    for request, connection, was_sent_back in _requests(entrances, board, slot):
        started = time.monotonic()
        if request.deadline <= started or _is_closed(connection):
            _send(connection, Reply(LimitExceeded.__name__, LATE_MESSAGE), None)
            continue
        board.note_start(
            slot, Job(request.token, request.process, started, request.deadline, was_sent_back)
        )
        kept = _answer(release, request, connection)
        board.note_end(slot)
        if time.monotonic() - started > _SHORT_SECONDS and _is_worn(limits):
            os._exit(0)  # at once: to free what a large query made takes seconds
        del kept


def _requests(
    entrances: Entrances, board: Board, slot: int
) -> Iterator[tuple[Request, socket.socket, bool]]:
    """Requests as they come, with the socket for the reply, and whether they were sent back.

    Those that were sent back go first: they have waited longer.
    """
    bell, flags = _bell()
    bell.register(entrances.quick, flags)
    sources = [entrances.quick]
    while True:
        if len(sources) == 1 and board.is_general(slot):
            bell.register(entrances.slow, flags)
            sources = [entrances.slow, entrances.quick]
        ready = {descriptor for descriptor, _ in bell.poll()}
        source = next(each for each in sources if each.fileno() in ready)
        with contextlib.suppress(BlockingIOError):  # another worker was quicker
            yield *messages.receive_request(source), source is entrances.slow


def _bell() -> tuple[select.epoll | select.poll, int]:
    """What a worker sleeps on. On Linux one request wakes one worker, elsewhere all."""
    if sys.platform == "linux":
        return select.epoll(), select.EPOLLIN | select.EPOLLEXCLUSIVE
    else:  # noqa: RET505 - mypy leaves out the branch of another system
        return select.poll(), select.POLLIN


def _answer(
    release: OpenRelease, request: Request, connection: socket.socket
) -> RarekgError | None:
    """Sends the reply. What is returned refers to all that a query which failed has made."""
    reply, file, error = _reply(release, request)
    _send(connection, reply, file)
    if file:
        file.close()
    return error


def _send(connection: socket.socket, reply: Reply, file: BinaryIO | None) -> None:
    """Sends a reply, the last thing that a connection is for."""
    connection.settimeout(_STALLED_SECONDS)
    with connection, contextlib.suppress(OSError):  # who asked has gone
        messages.send_reply(connection, reply, file)


def _reply(
    release: OpenRelease, request: Request
) -> tuple[Reply, BinaryIO | None, RarekgError | None]:
    sink = Sink(request.result_bytes)
    try:
        media_type = evaluate(release.store(), request, sink)
    except MemoryError:
        return Reply(BeyondLimits.__name__, MEMORY_MESSAGE), None, None
    except RarekgError as error:
        return Reply(type(error).__name__, str(error)), None, error
    except OSError as error:
        return Reply(ReleaseBroken.__name__, f"the store cannot be read: {error}"), None, None
    body, file = sink.content()
    answered = Reply(messages.ANSWERED, "", media_type, release.name, body, file is not None)
    return answered, file, None


def _is_closed(connection: socket.socket) -> bool:
    """Whether who asked has closed the socket for the reply."""
    poll = select.poll()
    poll.register(connection, select.POLLHUP)
    return bool(poll.poll(0))


def _is_worn(limits: Limits) -> bool:
    """Whether a fresh process would do better: past queries left little room for the next one, or
    the pool gave this one a low priority, which cannot be taken back."""
    swollen = sandbox.writable_bytes(os.getpid()) > limits.memory_bytes // 2
    return swollen or os.getpriority(os.PRIO_PROCESS, 0) > os.getpriority(
        os.PRIO_PROCESS, os.getppid()
    )
