"""What a web process and a worker say to each other over a Unix socket.

A frame is four bytes of length and a msgpack document. An answer of more than `INLINE_BYTES`
travels as an open file (SCM_RIGHTS) beside its frame, so that it is never copied.
"""

from __future__ import annotations

import os
import socket
import struct
from dataclasses import dataclass
from typing import BinaryIO, NoReturn

import msgspec

INLINE_BYTES = 64 * 1024
_LENGTH = struct.Struct(">I")
_CHUNK = 128 * 1024

ANSWERED = "answered"
RETRY = "retry"  # too heavy for the worker that is kept free: ask again in the slow queue


@dataclass(frozen=True, slots=True)
class Request:
    """A query on its way to a worker.

    solutions, graph: names of formats, or None where that kind of answer is not acceptable.
    default_graphs, named_graphs: IRIs of the protocol's dataset; None leaves it to the query.
    deadline: on the clock `time.monotonic`, which all processes of a machine share.
    """

    query: str
    solutions: str | None
    graph: str | None
    default_graphs: tuple[str, ...] | None
    named_graphs: tuple[str, ...] | None
    deadline: float
    result_bytes: int


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


def send_request(connection: socket.socket, request: Request) -> None:
    """Sends a query to a worker."""
    connection.sendall(_frame(request))


def receive_request(connection: socket.socket) -> Request:
    """The next query; raises ConnectionEnded."""
    document, _ = _receive(connection)
    return _requests.decode(document)


def send_reply(connection: socket.socket, reply: Reply, file: BinaryIO | None = None) -> None:
    """Sends an answer, and the open file that holds its body where `reply.in_file` says so."""
    frame = _frame(reply)
    if file is None:
        connection.sendall(frame)
        return
    sent = socket.send_fds(connection, [frame], [file.fileno()])
    connection.sendall(frame[sent:])


def receive_reply(connection: socket.socket) -> tuple[Reply, BinaryIO | None]:
    """The answer, and the file of its body if it has one; raises ConnectionEnded."""
    document, descriptor = _receive(connection)
    file = None if descriptor is None else os.fdopen(descriptor, "rb")
    return _replies.decode(document), file


def _frame(message: Request | Reply) -> bytes:
    document = _encoder.encode(message)
    return _LENGTH.pack(len(document)) + document


def _receive(connection: socket.socket) -> tuple[bytes, int | None]:
    data, descriptors, _, _ = socket.recv_fds(connection, _CHUNK, 1)
    while len(data) < _LENGTH.size:
        data += _more(connection, _CHUNK) if data else _ended()
    (length,) = _LENGTH.unpack_from(data)
    parts = [data[_LENGTH.size :]]
    missing = length - len(parts[0])
    while missing > 0:
        parts.append(_more(connection, min(missing, _CHUNK)))
        missing -= len(parts[-1])
    return b"".join(parts), descriptors[0] if descriptors else None


def _more(connection: socket.socket, most: int) -> bytes:
    return connection.recv(most) or _ended()


def _ended() -> NoReturn:
    raise ConnectionEnded
