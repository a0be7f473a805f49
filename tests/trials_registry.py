"""A server that behaves as the API of ClinicalTrials.gov does, also when it behaves badly.

Parameters and answers as https://clinicaltrials.gov/api/oas/v2 describes them: tokens belong to
one search, `totalCount` stands on the first page only, a page has 1,000 studies at most, unknown
parameters and tokens are status 400, said in plain text.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, urlsplit

from tests.listening import listening
from tests.trials import Json
from tests.upstream import HTML, Busy, Stalled, Truncated, WebPage

_KNOWN = {"query.cond", "filter.advanced", "fields", "countTotal", "pageSize", "pageToken"}
_SINCE = re.compile(r"AREA\[LastUpdatePostDate\]RANGE\[(\d{4}-\d{2}-\d{2}),MAX\]")
_MOST = 1000


@dataclass(frozen=True)
class Changed:
    """Something happens to the registry before it answers."""

    by: Callable[[Registry], None]


@dataclass(frozen=True)
class Answered:
    """Answers with this text, status 200."""

    body: bytes


Behaviour = Busy | Truncated | Stalled | WebPage | Changed | Answered


@dataclass
class Registry:
    """The server: its studies, which state of them it is, what happens at the next requests
    (None: it behaves), and the requests it had: parameters, status, and when (seconds of the
    monotonic clock)."""

    address: str = ""
    data: int = 1
    studies: list[Json] = field(default_factory=list)
    script: list[Behaviour | None] = field(default_factory=list)
    requests: list[tuple[dict[str, str], int, float]] = field(default_factory=list)
    tokens: dict[str, tuple[str, int]] = field(default_factory=dict)

    def asked(self, parameter: str) -> list[str | None]:
        """What each request had in a parameter."""
        return [parameters.get(parameter) for parameters, _, _ in self.requests]

    def statuses(self) -> list[int]:
        """The status of each answer."""
        return [status for _, status, _ in self.requests]

    def answer(self, parameters: dict[str, str]) -> tuple[int, bytes]:
        """What it answers when it behaves."""
        if unknown := parameters.keys() - _KNOWN:
            return 400, f"`{min(unknown)}` is unknown parameter".encode()
        condition = parameters.get("query.cond", "")
        if "[" in condition or condition.count('"') % 2:
            return 400, b"Error parsing query in Conditions: mismatched input '['"
        search = json.dumps([condition, parameters.get("filter.advanced")])
        start = 0
        if token := parameters.get("pageToken"):
            if self.tokens.get(token, ("", 0))[0] != search:
                return 400, b"Invalid page token"
            start = self.tokens[token][1]
        found = [s for s in self.studies if _fits(s, parameters)]
        size = min(int(parameters.get("pageSize") or 10) or 10, _MOST)
        page: dict[str, object] = {"studies": found[start : start + size]}
        if not token and parameters.get("countTotal") == "true":
            page["totalCount"] = len(found)
        if start + size < len(found):
            following = f"tok{len(self.tokens):04d}"
            self.tokens[following] = (search, start + size)
            page["nextPageToken"] = following
        return 200, json.dumps(page, indent=1).encode()


def _fits(study: Json, parameters: dict[str, str]) -> bool:
    said = json.dumps(study, ensure_ascii=False).casefold()
    phrases = re.findall(r'"([^"]*)"', parameters.get("query.cond", ""))
    if not any(phrase.casefold() in said for phrase in phrases):
        return False
    since = _SINCE.fullmatch(parameters.get("filter.advanced", ""))
    updated = re.search(r'"lastupdatepostdatestruct": {"date": "([\d-]+)"', said)
    return since is None or (updated is not None and updated[1] >= since[1])


@contextmanager
def registering(*studies: Json) -> Iterator[Registry]:
    """A registry on a free port of this machine, for as long as the context lasts."""
    registry = Registry(studies=list(studies))

    class Handler(_Handler):
        served_by = registry

    with listening(Handler) as address:
        registry.address = f"{address}/api/v2"
        yield registry


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    served_by: Registry

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (http.server's name)
        """Says nothing on the console."""

    def do_GET(self) -> None:
        self.close_connection = True
        address = urlsplit(self.path)
        parameters = {k: v[0] for k, v in parse_qs(address.query, keep_blank_values=True).items()}
        registry = self.served_by
        if address.path == "/api/v2/version":
            version = {"apiVersion": "2.0.5", "dataTimestamp": f"state {registry.data}"}
            self._send(200, {}, json.dumps(version).encode(), None)
            return
        behaviour = registry.script.pop(0) if registry.script else None
        if isinstance(behaviour, Changed):
            registry.data += 1
            behaviour.by(registry)
        status, body = (404, b"no such page")
        if address.path == "/api/v2/studies":
            status, body = registry.answer(parameters)
        extra: dict[str, str] = {}
        if isinstance(behaviour, Busy):
            status, body = behaviour.status, b"busy"
            extra = {"Retry-After": behaviour.retry_after} if behaviour.retry_after else {}
        elif isinstance(behaviour, WebPage):
            status, body = 200, HTML
        elif isinstance(behaviour, Answered):
            status, body = 200, behaviour.body
        registry.requests.append((parameters, status, time.monotonic()))
        self._send(status, extra, body, behaviour)

    def _send(
        self, status: int, extra: dict[str, str], body: bytes, behaviour: Behaviour | None
    ) -> None:
        try:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Content-Type", "application/json")
            self.send_header("Connection", "close")
            for name, value in extra.items():
                self.send_header(name, value)
            self.end_headers()
            if isinstance(behaviour, Truncated | Stalled):
                self.wfile.write(body[: behaviour.after])
                self.wfile.flush()
                if isinstance(behaviour, Stalled):
                    time.sleep(behaviour.seconds)
                return
            self.wfile.write(body)
        except (BrokenPipeError, ConnectionResetError):
            pass  # the client has gone: it waited long enough
