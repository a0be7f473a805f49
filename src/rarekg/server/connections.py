"""The connections of this web process, seen from below: who has gone, and who is too slow.

WSGI tells an application nothing of its connections, and the server waits for slow clients as
long as these like, with a thread and an open file for each. The kernel knows (Linux): how much came
in, how much went out, and how much of that was taken. A thread looks, and closes what is stuck.
"""

from __future__ import annotations

import fcntl
import ipaddress
import os
import socket
import struct
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_OWN_FILES = Path("/proc/self/fd")
_LOOK_SECONDS = 2.0
_REQUEST_SECONDS = 20.0  # for a request to arrive
_SPARE_SECONDS = 10.0  # beyond the longest that an answer may take
_STUCK_SECONDS = 30.0
_STUCK_BYTES = 30 * 1024  # a client that takes less of its answer in that time is too slow
_ESTABLISHED = 1  # in tcpi_state of struct tcp_info, <linux/tcp.h>
_BYTES = struct.Struct("=QQ")  # tcpi_bytes_acked and tcpi_bytes_received in it
_BYTES_AT = 120
_INFO_BYTES = 160
_OUTSTANDING = 0x5411  # SIOCOUTQ: bytes that the other side has not confirmed


@dataclass(frozen=True, slots=True)
class Connection:
    """What the kernel knows of one: its peer, and the bytes so far."""

    inode: int
    address: str
    received: int
    taken: int
    outstanding: int

    @property
    def written(self) -> int:
        """What this process gave it."""
        return self.taken + self.outstanding


@dataclass(slots=True)
class _Course:
    """What was seen of a connection: since when it takes its answer, or asks, without progress."""

    taken: int
    written: int
    received: int
    taking_since: float
    asking_since: float | None = None
    asked_more: float = 0.0  # seconds from the first byte of a request to the last one so far

    def look(self, now: float, connection: Connection) -> None:
        """Notes what has changed."""
        enough = connection.taken - self.taken >= _STUCK_BYTES
        if enough or not connection.outstanding:
            self.taken, self.taking_since = connection.taken, now
        if connection.written != self.written:
            self.written, self.received = connection.written, connection.received
            self.asking_since = None
            self.asked_more = 0.0
        elif connection.received > self.received:
            self.asking_since = now if self.asking_since is None else self.asking_since
            self.asked_more = now - self.asking_since
            self.received = connection.received


class Watch:
    """Tells which connections are stuck, from one look to the next."""

    def __init__(self, answer_seconds: Callable[[], float]) -> None:
        """answer_seconds: the longest that an answer under way now may take."""
        self._answer_seconds = answer_seconds
        self._courses: dict[int, _Course] = {}

    def stuck(self, connections: list[Connection], now: float) -> list[Connection]:
        """Those that are too slow in taking an answer, or in sending a request."""
        self._courses = {each.inode: self._course(each, now) for each in connections}
        return [each for each in connections if self._is_stuck(self._courses[each.inode], now)]

    def _course(self, connection: Connection, now: float) -> _Course:
        course = self._courses.get(connection.inode)
        if course is None:
            before = connection.received if connection.written else 0
            course = _Course(connection.taken, connection.written, before, now)
        course.look(now, connection)
        return course

    def _is_stuck(self, course: _Course, now: float) -> bool:
        if now - course.taking_since > _STUCK_SECONDS:
            return True
        if course.asked_more > _REQUEST_SECONDS:
            return True
        most = self._answer_seconds() + _SPARE_SECONDS
        return course.asking_since is not None and now - course.asking_since > most


class Presence:
    """Whether a client still has a connection of those that it had at the first look.

    Which one a request came by is not known. So a client with several has gone when all have.
    """

    def __init__(self, address: str) -> None:
        self._address = _plain(address)
        self._first: frozenset[int] | None = None

    def is_over(self) -> bool:
        """Whether nobody waits for the answer any more; False where that cannot be known."""
        own = frozenset(c.inode for c in connections() if c.address == self._address)
        if self._first is None:
            self._first = own
        return not own & self._first


def can_look() -> bool:
    """Whether this system tells of connections."""
    return sys.platform == "linux" and _OWN_FILES.is_dir()


def start_watch(answer_seconds: Callable[[], float]) -> None:
    """Starts the thread that closes the stuck connections of this process (Linux only)."""
    if can_look():
        threading.Thread(target=_keep_watch, args=(Watch(answer_seconds),), daemon=True).start()


def connections() -> list[Connection]:
    """The TCP connections of this process that are open on both sides."""
    return [found for found, _ in _opened()]


def _keep_watch(watch: Watch) -> None:
    while True:
        time.sleep(_LOOK_SECONDS)
        stuck = {each.inode for each in watch.stuck(connections(), time.monotonic())}
        for connection, opened in _opened() if stuck else ():
            if connection.inode in stuck:
                with suppress(OSError):  # it has ended by itself
                    opened.shutdown(socket.SHUT_RDWR)


def _opened() -> Iterator[tuple[Connection, socket.socket]]:
    """Each connection, with a socket that is open until the next one is asked for."""
    for name in os.listdir(_OWN_FILES):  # noqa: PTH208 - numbers, for os.dup
        with suppress(OSError):  # closed just now
            inode = _socket_inode(name)
            if inode is None:
                continue
            with socket.socket(fileno=os.dup(int(name))) as opened:
                found = _seen(opened, inode)
                if found:
                    yield found, opened


def _socket_inode(name: str) -> int | None:
    kind, _, inode = str((_OWN_FILES / name).readlink()).partition(":[")
    return int(inode[:-1]) if kind == "socket" else None


def _seen(opened: socket.socket, inode: int) -> Connection | None:
    if opened.family not in (socket.AF_INET, socket.AF_INET6):
        return None
    if opened.type != socket.SOCK_STREAM:
        return None
    info = opened.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _INFO_BYTES)
    if info[0] != _ESTABLISHED or len(info) < _BYTES_AT + _BYTES.size:
        return None
    taken, received = _BYTES.unpack_from(info, _BYTES_AT)
    outstanding = int.from_bytes(fcntl.ioctl(opened, _OUTSTANDING, bytes(4)), sys.byteorder)
    address = _plain(str(opened.getpeername()[0]))
    return Connection(inode, address, received, taken, outstanding)


def _plain(address: str) -> str:
    """An address in one spelling: that of IPv4 where it is one."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return str(mapped or found)
