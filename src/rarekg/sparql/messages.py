"""What a web process and a worker say to each other over Unix sockets.

A query is one datagram to a socket that all workers share, and with it (SCM_RIGHTS) goes one end
of a fresh pair of sockets for the reply: nothing has to be connected, and exactly one worker wakes.
The reply is a frame of four bytes of length and a msgpack document. What is large travels as an
open nameless file beside it, so that it is never copied.
"""

from __future__ import annotations

import contextlib
import os
import socket
import struct
import sys
import tempfile
from dataclasses import dataclass
from typing import BinaryIO, cast

import msgspec

INLINE_BYTES = 64 * 1024
# Linux takes datagrams of up to 200 kB, macOS of 2 kB.
_DATAGRAM_BYTES = 32 * 1024 if sys.platform == "linux" else 1024
_LENGTH = struct.Struct(">I")
_CHUNK = INLINE_BYTES + 4096

ANSWERED = "answered"
RETRY = "retry"  # too heavy for the worker that is kept free: ask again in the slow queue
TOKEN_BYTES = 8


@dataclass(frozen=True, slots=True)
class Request:
    """A query on its way to a worker.

    token: by which its fate is told when the worker dies. process: who asks.
    solutions, graph: names of formats, or None where that kind of answer is not acceptable.
    default_graphs, named_graphs: IRIs of the protocol's dataset; None leaves it to the query.
    dumped: a graph that is asked for whole and gzipped, instead of a query: its IRI, or empty for
        the default graph.
    deadline: on the clock `time.monotonic`, which all processes of a machine share.
    """

    token: bytes
    process: int
    query: str
    solutions: str | None
    graph: str | None
    default_graphs: tuple[str, ...] | None
    named_graphs: tuple[str, ...] | None
    deadline: float
    result_bytes: int
    dumped: str | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of a query. `outcome` is ANSWERED, RETRY, or the name of an error's class."""

    outcome: str
    message: str = ""
    media_type: str = ""
    release: str = ""
    body: bytes = b""
    in_file: bool = False


_encoder = msgspec.msgpack.Encoder()
_requests = msgspec.msgpack.Decoder(Request)
_replies = msgspec.msgpack.Decoder(Reply)


class ConnectionEnded(Exception):
    """The other side went away in the middle of, or before, a frame."""


def nameless_file(*, on_disk: bool = False) -> BinaryIO:
    """A new file without a name: in memory on Linux, in the temporary folder elsewhere, or where
    `on_disk` says so."""
    if sys.platform == "linux" and not on_disk:
        return os.fdopen(os.memfd_create("rarekg"), "w+b")
    else:  # noqa: RET505 - mypy leaves out the branch of another system
        return cast(BinaryIO, tempfile.TemporaryFile())


def send_request(entrance: socket.socket, request: Request) -> socket.socket:
    """Sends a query through a connected datagram socket; returns where the reply will come."""
    ours, theirs = socket.socketpair()
    document = _encoder.encode(request)
    with theirs, contextlib.ExitStack() as files:
        descriptors = [theirs.fileno()]
        if len(document) > _DATAGRAM_BYTES:
            file = files.enter_context(nameless_file())
            file.write(document)
            file.seek(0)
            descriptors.append(file.fileno())
            document = b"\x00"
        try:
            socket.send_fds(entrance, [document], descriptors)
        except OSError:
            ours.close()
            raise
    return ours


def receive_request(entrance: socket.socket) -> tuple[Request, socket.socket]:
    """The next query, and where its reply goes; raises BlockingIOError where none waits."""
    document, descriptors, _, _ = socket.recv_fds(entrance, _DATAGRAM_BYTES, 2)
    connection = socket.socket(fileno=descriptors[0])
    if len(descriptors) > 1:
        with os.fdopen(descriptors[1], "rb") as file:
            document = file.read()
    return _requests.decode(document), connection


def send_reply(connection: socket.socket, reply: Reply, file: BinaryIO | None = None) -> None:
    """Sends an answer, and the open file that holds its body where `reply.in_file` says so."""
    document = _encoder.encode(reply)
    frame = _LENGTH.pack(len(document)) + document
    sent = socket.send_fds(connection, [frame], [file.fileno()] if file else [])
    if sent < len(frame):
        connection.sendall(frame[sent:])


def receive_reply(connection: socket.socket) -> tuple[Reply, BinaryIO | None]:
    """The answer, and the file of its body if it has one; raises ConnectionEnded."""
    data, descriptors, _, _ = socket.recv_fds(connection, _CHUNK, 1)
    while len(data) < _LENGTH.size or len(data) < _LENGTH.size + _LENGTH.unpack_from(data)[0]:
        more = connection.recv(_CHUNK) if data else b""
        if not more:
            raise ConnectionEnded
        data += more
    file = os.fdopen(descriptors[0], "rb") if descriptors else None
    return _replies.decode(memoryview(data)[_LENGTH.size :]), file
