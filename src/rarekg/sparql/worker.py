"""A process that runs queries, one at a time, until the pool kills it."""

from __future__ import annotations

import contextlib
import mmap
import os
import select
import socket
import struct
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import msgspec
from pyoxigraph import Store

from rarekg.errors import LimitExceeded, RarekgError, ReleaseBroken
from rarekg.sparql import messages, sandbox
from rarekg.sparql.engine import evaluate
from rarekg.sparql.limits import Limits
from rarekg.sparql.messages import ConnectionEnded, Reply, Request
from rarekg.sparql.sink import Sink

STARTED = struct.Struct("=d")  # to the pool: a query starts, with this deadline; its connection
FINISHED = STARTED.pack(0.0)  # to the pool: it is answered
MEMORY_MESSAGE = (
    "the query needs more memory than one may have: make it narrower, or take the whole "
    "release from the downloads"
)
_STALLED_SECONDS = 5.0  # a web process sends its request, and takes its reply, at once


@dataclass(frozen=True, slots=True)
class Entrances:
    """The listening sockets that all workers share.

    `quick` is for new queries, `slow` for those that were too heavy for the worker that is
    kept free. `general[slot]` is 1 for a worker that takes from both, 0 for the one kept free.
    """

    quick: socket.socket
    slow: socket.socket
    general: mmap.mmap


class OpenRelease:
    """The store of the release that `current` points to; opened again when that moved."""

    def __init__(self, home: Path) -> None:
        self._pointer = home / "current"
        self._target = ""
        self._store: Store | None = None

    @property
    def name(self) -> str:
        """The id of the release that is open."""
        return Path(self._target).name

    def store(self) -> Store:
        """The store of the current release; raises ReleaseBroken."""
        try:
            target = str(self._pointer.readlink())
            if self._store is None or target != self._target:
                self._store = Store.read_only(str(self._pointer.parent / target / "graph"))
                self._target = target
        except OSError as error:
            raise ReleaseBroken(f"no release can be opened at {self._pointer}: {error}") from error
        return self._store


def work(
    home: Path, entrances: Entrances, slot: int, control: socket.socket, limits: Limits
) -> None:
    """Answers queries until the process should be replaced by a fresh one."""
    sandbox.die_with_parent()
    sandbox.limit_memory(limits.memory_bytes)
    release = OpenRelease(home)
    _open_early(release)
    for connection in _connections(entrances, slot):
        with connection:
            started = time.monotonic()
            _serve(connection, control, release)
        if time.monotonic() - started > 0.05 and _memory_bytes() > limits.memory_bytes // 2:
            return  # a heavy query left little room for the next one


def _open_early(release: OpenRelease) -> None:
    """Saves the first query the 10 ms of opening; a fault is told to the query that meets it."""
    try:
        release.store()
    except ReleaseBroken:
        return


def _connections(entrances: Entrances, slot: int) -> Iterator[socket.socket]:
    """Connections as they come; those of heavy queries first, they have waited longer."""
    bell, flags = _bell()
    bell.register(entrances.quick, flags)
    sources = [entrances.quick]
    while True:
        if len(sources) == 1 and entrances.general[slot]:
            bell.register(entrances.slow, flags)
            sources = [entrances.slow, entrances.quick]
        connection = _accept(sources)
        if connection is None:
            bell.poll()
        else:
            yield connection


def _accept(sources: list[socket.socket]) -> socket.socket | None:
    for source in sources:
        with contextlib.suppress(BlockingIOError):
            return source.accept()[0]
    return None


def _bell() -> tuple[select.epoll | select.poll, int]:
    """What a worker sleeps on. On Linux one connection wakes one worker, elsewhere all."""
    if sys.platform == "linux":
        return select.epoll(), select.EPOLLIN | select.EPOLLEXCLUSIVE
    else:  # noqa: RET505 - mypy leaves out the branch of another system
        return select.poll(), select.POLLIN


def _serve(connection: socket.socket, control: socket.socket, release: OpenRelease) -> None:
    connection.settimeout(_STALLED_SECONDS)
    try:
        request = messages.receive_request(connection)
    except (ConnectionEnded, OSError, msgspec.DecodeError):
        return
    if request.deadline <= time.monotonic():
        return  # it waited too long, and who asked has gone
    socket.send_fds(control, [STARTED.pack(request.deadline)], [connection.fileno()])
    reply, file = _reply(release, request)
    control.sendall(
        FINISHED
    )  # first, or the pool might take a client with its answer for one that left
    with contextlib.suppress(OSError):  # who asked has gone
        messages.send_reply(connection, reply, file)


def _reply(release: OpenRelease, request: Request) -> tuple[Reply, BinaryIO | None]:
    sink = Sink(request.result_bytes)
    try:
        media_type = evaluate(release.store(), request, sink)
    except MemoryError:
        return Reply(LimitExceeded.__name__, MEMORY_MESSAGE), None
    except RarekgError as error:
        return Reply(type(error).__name__, str(error)), None
    except OSError as error:
        return Reply(ReleaseBroken.__name__, f"the store cannot be read: {error}"), None
    body, file = sink.content()
    answered = Reply(messages.ANSWERED, "", media_type, release.name, body, file is not None)
    return answered, file


def _memory_bytes() -> int:
    """Writable memory of this process, as RLIMIT_DATA counts it (Linux; 0 elsewhere)."""
    if sys.platform != "linux":
        return 0
    data_pages = Path("/proc/self/statm").read_text("ascii").split()[5]
    return int(data_pages) * os.sysconf("SC_PAGE_SIZE")
