"""What web processes, and the command line, ask queries through."""

from __future__ import annotations

import atexit
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import msgspec

from rarekg.errors import InvalidQuery, LimitExceeded
from rarekg.sparql import messages, service
from rarekg.sparql.formats import choose
from rarekg.sparql.limits import Limits
from rarekg.sparql.messages import ConnectionEnded, Reply, Request
from rarekg.sparql.refusals import QueryTooLarge, ServiceDown, refusal

_CHUNK = 256 * 1024
_GRACE_SECONDS = 2.0  # after the deadline, for the pool to say so
_START_SECONDS = 10.0


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

    def read(self) -> bytes:
        """The answer in one piece."""
        return b"".join(self.chunks())

    def chunks(self) -> Iterator[bytes]:
        """The answer in pieces of at most 256 kB; to be taken once."""
        if self._file is None:
            yield self._body
            return
        with self._file as file:
            while chunk := file.read(_CHUNK):
                yield chunk

    def close(self) -> None:
        """Gives the file back where the chunks were not all taken."""
        if self._file is not None:
            self._file.close()


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
        self._child: subprocess.Popen[bytes] | None = None

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
    ) -> Answer:
        """The answer to a query, whole, in the best format that `accept` or `format_name` allows.

        `seconds` and `result_bytes` may lower the limits, not raise them.
        Raises InvalidQuery, InvalidParameter, LimitExceeded, NotAcceptable, ReleaseBroken,
        ServiceDown.
        """
        choice = choose(accept, format_name)
        request = Request(
            query=self._text(query),
            solutions=choice.solutions,
            graph=choice.graph,
            default_graphs=default_graphs,
            named_graphs=named_graphs,
            deadline=time.monotonic() + min(seconds or self.limits.seconds, self.limits.seconds),
            result_bytes=min(result_bytes or self.limits.result_bytes, self.limits.result_bytes),
        )
        try:
            reply, file = self._ask(request, service.QUICK)
        except ConnectionEnded:  # the worker was stopped just when it answered
            reply, file = Reply(messages.RETRY), None
        try:
            if reply.outcome == messages.RETRY:
                reply, file = self._ask(request, service.SLOW)
        except ConnectionEnded as error:
            raise LimitExceeded("the query service ended meanwhile: try again") from error
        if reply.outcome != messages.ANSWERED:
            raise refusal(reply.outcome, reply.message)
        size = len(reply.body) if file is None else os.fstat(file.fileno()).st_size
        return Answer(reply.media_type, reply.release, size, reply.body, file)

    def release(self) -> str:
        """The id of the release that queries are asked of now; empty if there is none."""
        try:
            return (self.home / "current").readlink().name
        except OSError:
            return ""

    def start(self) -> None:
        """Starts the query service unless one runs for this home; raises ServiceDown."""
        with self._starting:
            self._stop_child()
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
            atexit.register(self.close)

    def close(self) -> None:
        """Ends the query service if it was this client that started it."""
        with self._starting:
            self._stop_child()

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
            self._folder = service.socket_folder(self.home)
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

    def _ask(self, request: Request, entrance: str) -> tuple[Reply, BinaryIO | None]:
        left = request.deadline - time.monotonic()
        with self._connection(entrance) as connection:
            connection.settimeout(max(0.0, left) + _GRACE_SECONDS)
            try:
                messages.send_request(connection, request)
                return messages.receive_reply(connection)
            except TimeoutError as error:
                raise LimitExceeded(
                    f"no worker was free for {self.limits.seconds:g} seconds: try again later"
                ) from error
            except ConnectionError as error:
                raise ConnectionEnded from error

    def _connection(self, entrance: str) -> socket.socket:
        try:
            return self._connected(entrance)
        except (FileNotFoundError, ConnectionRefusedError):
            self.start()
        try:
            return self._connected(entrance)
        except OSError as error:
            raise ServiceDown(f"the query service cannot be reached: {error}") from error

    def _connected(self, entrance: str) -> socket.socket:
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(self.limits.seconds)
        try:
            connection.connect(str(self._sockets() / entrance))
        except BlockingIOError as error:
            connection.close()
            raise LimitExceeded("too many queries wait already: try again later") from error
        except OSError:
            connection.close()
            raise
        return connection
