"""An upstream server that misbehaves as real ones do: one script of behaviours for each path."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler

from tests.listening import listening

HTML = (
    b"<!DOCTYPE html>\n<html><head><title>We have moved</title></head><body>Hello</body></html>\n"
)


@dataclass
class Served:
    """A file as it stands on the server: its content, and the validators it is served with."""

    content: bytes
    etag: str | None = '"v1"'
    modified: float | None = 1_700_000_000.0


@dataclass(frozen=True)
class Busy:
    """Answers with a status, and with Retry-After if there is one."""

    status: int
    retry_after: str | None = None


@dataclass(frozen=True)
class Truncated:
    """Sends so many bytes of what was promised, then closes the connection.

    `becomes` is what the file is changed into at that moment.
    """

    after: int
    becomes: Served | None = None


@dataclass(frozen=True)
class Stalled:
    """Sends so many bytes and then nothing, with the connection open."""

    after: int
    seconds: float


@dataclass(frozen=True)
class Redirected:
    """Says that the file is elsewhere."""

    to: str


@dataclass(frozen=True)
class WebPage:
    """Serves a page in HTML, with status 200, in place of the file."""


@dataclass(frozen=True)
class WrongPart:
    """Answers a request for a range with another range than the one asked for."""


Behaviour = Busy | Truncated | Stalled | Redirected | WebPage | WrongPart


@dataclass
class Upstream:
    """The server: `files` by path, `scripts` of what happens next at a path (then it behaves),
    and the requests it had, each as (path, headers in lower case, status of the answer)."""

    address: str = ""
    files: dict[str, Served] = field(default_factory=dict)
    scripts: dict[str, list[Behaviour]] = field(default_factory=lambda: defaultdict(list))
    requests: list[tuple[str, dict[str, str], int]] = field(default_factory=list)

    def url(self, path: str) -> str:
        """The address of a path."""
        return f"{self.address}{path}"

    def statuses(self, path: str) -> list[int]:
        """The statuses of the answers about a path, in their order."""
        return [status for asked, _, status in self.requests if asked == path]


@contextmanager
def serving() -> Iterator[Upstream]:
    """A server on a free port of this machine, for as long as the context lasts."""
    upstream = Upstream()

    class Handler(_Handler):
        served_by = upstream

    with listening(Handler) as address:
        upstream.address = address
        yield upstream


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    served_by: Upstream

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (http.server's name)
        """Says nothing on the console."""

    def do_GET(self) -> None:
        self.close_connection = True
        script = self.served_by.scripts[self.path]
        behaviour = script.pop(0) if script else None
        match behaviour:
            case Busy(status, retry_after):
                extra = {"Retry-After": retry_after} if retry_after else {}
                self._answer(status, extra, b"busy")
            case Redirected(to):
                self._answer(302, {"Location": self.served_by.url(to)}, b"")
            case WebPage():
                self._answer(200, {"Content-Type": "text/html"}, HTML)
            case _:
                self._serve(behaviour)

    def _serve(self, behaviour: Truncated | Stalled | WrongPart | None) -> None:
        served = self.served_by.files.get(self.path)
        if served is None:
            self._answer(404, {"Content-Type": "text/html"}, HTML)
        elif self._is_known(served):
            self._answer(304, _validators(served), b"")
        else:
            self._send(served, behaviour)

    def _is_known(self, served: Served) -> bool:
        known = self.headers.get("If-None-Match")
        if known is not None:
            return known == served.etag
        since = self.headers.get("If-Modified-Since")
        return since is not None and since == _validators(served).get("Last-Modified")

    def _send(self, served: Served, behaviour: Truncated | Stalled | WrongPart | None) -> None:
        start = self._start(served)
        offset = start + isinstance(behaviour, WrongPart)
        body = served.content[offset:]
        headers = _validators(served)
        if start:
            last = len(served.content) - 1
            headers["Content-Range"] = f"bytes {offset}-{last}/{len(served.content)}"
        self._head(206 if start else 200, headers, len(body))
        match behaviour:
            case Truncated(after, becomes):
                self._write(body[:after])
                if becomes is not None:
                    self.served_by.files[self.path] = becomes
            case Stalled(after, seconds):
                self._write(body[:after])
                time.sleep(seconds)
            case _:
                self._write(body)

    def _start(self, served: Served) -> int:
        wanted = self.headers.get("Range")
        validators = _validators(served)
        if wanted is None or self.headers.get("If-Range") not in validators.values():
            return 0
        return int(wanted.removeprefix("bytes=").partition("-")[0])

    def _answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self._head(status, headers, None if status == 304 else len(body))
        self._write(body)

    def _head(self, status: int, headers: dict[str, str], length: int | None) -> None:
        seen = {name.lower(): value for name, value in self.headers.items()}
        self.served_by.requests.append((self.path, seen, status))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if length is not None:
            self.send_header("Content-Length", str(length))
        self.send_header("Connection", "close")
        self.end_headers()

    def _write(self, body: bytes) -> None:
        try:
            self.wfile.write(body)
            self.wfile.flush()
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # the client had enough


def _validators(served: Served) -> dict[str, str]:
    headers = {}
    if served.etag is not None:
        headers["ETag"] = served.etag
    if served.modified is not None:
        headers["Last-Modified"] = formatdate(served.modified, usegmt=True)
    return headers
