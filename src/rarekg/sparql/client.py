"""What web processes, and the command line, ask queries through."""

from __future__ import annotations

import atexit
import errno
import os
import select
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Self

import msgspec

from rarekg.errors import InvalidQuery, LimitExceeded, RarekgError
from rarekg.sparql import folder, messages, service
from rarekg.sparql.admission import NOBODY, Admission, Asker, Ticket
from rarekg.sparql.board import Fate, begun_at, fate_of
from rarekg.sparql.dump import GRAPH_BYTES, GRAPH_SECONDS
from rarekg.sparql.formats import choose
from rarekg.sparql.limits import Limits
from rarekg.sparql.messages import ConnectionEnded, Reply, Request
from rarekg.sparql.nesting import TOO_DEEP
from rarekg.sparql.refusals import BeyondLimits, QueryTooLarge, ServiceDown, TooDeep, refusal
from rarekg.sparql.worker import LATE_MESSAGE, MEMORY_MESSAGE

_AGAIN = "the process that ran the query ended; another one is there: try again"
_TOO_LONG = (
    "the query took longer than it may: make it narrower, or take the whole release from the "
    "downloads"
)
_CROWDED = "all queries together need more memory than there is for them: try again later"
_STOPPED = "the query was stopped"
_REFUSALS: dict[Fate | None, tuple[type[RarekgError], str]] = {
    Fate.DEADLINE: (BeyondLimits, _TOO_LONG),
    Fate.MEMORY: (BeyondLimits, MEMORY_MESSAGE),
    Fate.NESTING: (TooDeep, TOO_DEEP),
    Fate.CROWDED: (LimitExceeded, _CROWDED),
    Fate.GONE: (LimitExceeded, _STOPPED),
    Fate.OTHER: (LimitExceeded, _AGAIN),
}
_CHUNK = 256 * 1024
_GRACE_SECONDS = 2.0  # after the deadline, for the pool to say so
_START_SECONDS = 10.0
_QUEUE_SECONDS = 1.0  # for the service to take a query
_LOOK_SECONDS = 0.02  # between two looks whether a query has begun
_LISTEN_SECONDS = 0.5  # between two looks whether who asked is still there


@dataclass(frozen=True, slots=True)
class Answer:
    """The whole answer to a query, in memory or, when it is large, in a nameless file.

    media_type: what it is written in. release: the id of the release that was asked.
    """

    media_type: str
    release: str
    size: int
    _body: bytes
    _file: BinaryIO | None
    _gives_back: Callable[[], None] | None = None

    @property
    def in_file(self) -> bool:
        """Whether the answer is large, and better taken in chunks."""
        return self._file is not None

    def read(self) -> bytes:
        """The answer in one piece."""
        return self._body if self._file is None else b"".join(self.chunks())

    def chunks(self) -> Iterator[bytes]:
        """The answer in pieces of at most 256 kB; to be taken once."""
        if self._file is None:
            yield self._body
            return
        try:
            while chunk := self._file.read(_CHUNK):
                yield chunk
        finally:
            self.close()

    def close(self) -> None:
        """Gives the file, and its room, back where the chunks were not all taken."""
        if self._file is None or self._file.closed:
            return
        self._file.close()
        if self._gives_back is not None:
            self._gives_back()


class SparqlClient:
    """Asks the query service of a release home; starts it when there is none. Thread-safe.

    Every web process has one of its own; the first that finds no service starts one for all.
    `rarekg serve` calls `start` before its web processes come.
    """

    def __init__(self, home: Path, limits: Limits | None = None) -> None:
        self.home = home
        self.limits = limits or Limits()
        self._folder: Path | None = None
        self._starting = threading.Lock()
        self._starts = 0
        self._entrances: dict[str, socket.socket] = {}
        self.admission = Admission(self.limits)
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def query(
        self,
        query: str | bytes,
        *,
        accept: str = "",
        format_name: str | None = None,
        default_graphs: tuple[str, ...] | None = None,
        named_graphs: tuple[str, ...] | None = None,
        seconds: float | None = None,
        result_bytes: int | None = None,
        asker: Asker = NOBODY,
    ) -> Answer:
        """The answer to a query, whole, in the best format that `accept` or `format_name` allows.

        `seconds` and `result_bytes` may lower the limits, not raise them. `asker` is whose
        query it is, where the limit of each client is to hold.
        Raises InvalidQuery, TooDeep, InvalidParameter, NotAcceptable, ReleaseBroken, ServiceDown;
        BeyondLimits where the query needs too much, LimitExceeded where there is no room now.
        """
        choice = choose(accept, format_name)
        request = Request(
            token=os.urandom(messages.TOKEN_BYTES),
            process=os.getpid(),
            query=self._text(query),
            solutions=choice.solutions,
            graph=choice.graph,
            default_graphs=default_graphs,
            named_graphs=named_graphs,
            deadline=time.monotonic() + min(seconds or self.limits.seconds, self.limits.seconds),
            result_bytes=min(result_bytes or self.limits.result_bytes, self.limits.result_bytes),
        )
        return self._answer(request, asker)

    def graph(
        self,
        iri: str,
        *,
        accept: str = "",
        format_name: str | None = None,
        asker: Asker = NOBODY,
    ) -> Answer:
        """A whole graph, gzipped, in the best format that `accept` or `format_name` allows.

        `iri` is empty for the default graph. Raises UnknownGraph, and what `query` does.
        """
        choice = choose(accept, format_name)
        request = Request(
            token=os.urandom(messages.TOKEN_BYTES),
            process=os.getpid(),
            query="",
            solutions=None,
            graph=choice.graph,
            default_graphs=None,
            named_graphs=None,
            deadline=time.monotonic() + GRAPH_SECONDS,
            result_bytes=GRAPH_BYTES,
            dumped=iri,
        )
        with self.admission.patient():
            return self._answer(request, asker)

    def _answer(self, request: Request, asker: Asker) -> Answer:
        with self.admission.admitted(request.token, asker) as ticket:
            reply, file = self._asked_twice(request, ticket)
        if reply.outcome != messages.ANSWERED:
            raise refusal(reply.outcome, reply.message)
        if file is None:
            return Answer(reply.media_type, reply.release, len(reply.body), reply.body, None)
        size = os.fstat(file.fileno()).st_size
        try:
            gives_back = self.admission.sending(asker)
        except LimitExceeded:
            file.close()
            raise
        return Answer(reply.media_type, reply.release, size, b"", file, gives_back)

    def release(self) -> str:
        """The id of the release that queries are asked of now; empty if there is none."""
        try:
            return (self.home / "current").readlink().name
        except OSError:
            return ""

    def start(self) -> None:
        """Starts the query service unless one runs for this home; raises ServiceDown."""
        with self._starting:
            self._start()

    def _start(self) -> None:
        self._stop_child()
        self._folder = None  # it may have been cleaned away
        arguments = [str(self._sockets()), str(self.home.resolve())]
        arguments.append(msgspec.json.encode(self.limits).decode())
        child = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-m", service.__name__, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "RUST_BACKTRACE": "0"},
        )
        self._child = child
        if child.stdout is None or not child.stdout.readline():
            raise ServiceDown("the query service does not start: its log says why")
        self._starts += 1
        atexit.register(self.close)

    def _start_again(self, starts: int) -> None:
        """Starts the service unless another thread did since `starts` was read."""
        with self._starting:
            if self._starts == starts:
                self._forget_entrances()
                self._start()

    def close(self) -> None:
        """Closes the sockets, and ends the query service if this client started it."""
        self._forget_entrances()
        with self._starting:
            self._stop_child()

    def _forget_entrances(self) -> None:
        while self._entrances:
            self._entrances.popitem()[1].close()

    def _stop_child(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                pipe.close()
        child.wait(timeout=_START_SECONDS)

    def _sockets(self) -> Path:
        if self._folder is None:
            self._folder = folder.socket_folder(self.home)
            self.admission.meet_at(self._folder / folder.TURNSTILE)
        return self._folder

    def _text(self, query: str | bytes) -> str:
        try:
            data = query.encode() if isinstance(query, str) else query
            text = data.decode()
        except UnicodeError as error:
            raise InvalidQuery(f"the query is no valid UTF-8: {error}") from error
        if len(data) > self.limits.query_bytes:
            raise QueryTooLarge(
                f"the query has {len(data)} bytes, {self.limits.query_bytes} at most are served"
            )
        return text

    def _asked_twice(self, request: Request, ticket: Ticket) -> tuple[Reply, BinaryIO | None]:
        """Asks as a new query; and once more, as a long one, if it was sent back."""
        reply, file = self._ask(request, folder.QUICK, ticket)
        if reply.outcome == messages.RETRY:
            ticket.turn_long()
            reply, file = self._ask(request, folder.SLOW, ticket)
        return reply, file

    def _ask(
        self, request: Request, entrance: str, ticket: Ticket
    ) -> tuple[Reply, BinaryIO | None]:
        ticket.begun = None
        try:
            with self._sent(request, entrance) as connection:
                self._await(connection, request, ticket)
                connection.settimeout(_GRACE_SECONDS)
                return messages.receive_reply(connection)
        except TimeoutError:
            return Reply(
                LimitExceeded.__name__, "no worker was free in time: try again later"
            ), None
        except (ConnectionEnded, ConnectionError):
            return self._obituary(request, ticket), None

    def _await(self, connection: socket.socket, request: Request, ticket: Ticket) -> None:
        """Waits until the reply begins.

        Raises LimitExceeded if the query takes long and may not, or nobody waits for it any more:
        it is stopped then; TimeoutError past its deadline.
        """
        poll = select.poll()
        poll.register(connection, select.POLLIN)
        if poll.poll(self.limits.quick_seconds * 1000):
            return
        while not ticket.is_long and not self._has_run_long(request, ticket):
            if poll.poll(_LOOK_SECONDS * 1000):
                return
        try:
            ticket.turn_long()
            while not poll.poll(_LISTEN_SECONDS * 1000):
                self._has_run_long(request, ticket)
                if ticket.asker.is_gone():
                    raise LimitExceeded(_STOPPED)
                if time.monotonic() > request.deadline + _GRACE_SECONDS:
                    raise TimeoutError
        except LimitExceeded:
            self._stop(request)
            raise

    def _has_run_long(self, request: Request, ticket: Ticket) -> bool:
        """Whether it has run for longer than short queries do, or waited until its deadline; the
        ticket is told when it began."""
        ticket.begun = begun_at(self._sockets() / folder.BOARD, request.token) or ticket.begun
        now = time.monotonic()
        return now > request.deadline or (
            ticket.begun is not None and now - ticket.begun >= self.limits.quick_seconds
        )

    def _stop(self, request: Request) -> None:
        """Has the worker of a query ended; it may have ended, or may not have begun."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as way, suppress(OSError):
            way.settimeout(_QUEUE_SECONDS)
            way.sendto(request.token, str(self._sockets() / folder.STOP))

    def _obituary(self, request: Request, ticket: Ticket) -> Reply:
        """What to say of a query whose worker died, or was stopped when it had just answered."""
        if time.monotonic() >= request.deadline:
            fate: Fate | None = Fate.DEADLINE
        else:
            fate = fate_of(self._sockets() / folder.VERDICTS, request.token, _GRACE_SECONDS)
        if fate is Fate.DEADLINE and ticket.has_waited(request.deadline):
            return Reply(LimitExceeded.__name__, LATE_MESSAGE)
        if fate in _REFUSALS:
            kind, message = _REFUSALS[fate]
            return Reply(kind.__name__, message)
        return Reply(messages.RETRY, _AGAIN)

    def _sent(self, request: Request, entrance: str) -> socket.socket:
        starts = self._starts
        try:
            return messages.send_request(self._entrance(entrance), request)
        except OSError as error:
            if not _means_gone(error):
                raise
            self._start_again(starts)
        try:
            return messages.send_request(self._entrance(entrance), request)
        except OSError as error:
            raise ServiceDown(f"the query service cannot be reached: {error}") from error

    def _entrance(self, name: str) -> socket.socket:
        """The connected socket for new or for heavy queries; kept, and shared by all threads."""
        entrance = self._entrances.get(name)
        if entrance is None:
            entrance = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            entrance.settimeout(_QUEUE_SECONDS)
            try:
                entrance.connect(str(self._sockets() / name))
            except OSError:
                entrance.close()
                raise
            kept = self._entrances.setdefault(name, entrance)
            if kept is not entrance:  # another thread was faster
                entrance.close()
            return kept
        return entrance


def _means_gone(error: OSError) -> bool:
    """Whether a socket says that its other end is gone. "Not connected" and "bad descriptor" are
    what a thread meets after another one was refused on the same socket, and closed it."""
    closed = error.errno in (errno.ENOTCONN, errno.EBADF)
    return closed or isinstance(error, (FileNotFoundError, ConnectionError))
