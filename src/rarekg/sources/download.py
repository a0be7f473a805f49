"""Downloading source files: the only module that speaks HTTP to the outside.

Follows RFC 9110: conditional requests (`If-None-Match`, `If-Modified-Since`), ranges to resume
a broken transfer (`Range` with `If-Range`, so that a file that changed meanwhile starts anew),
`Retry-After`.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests
from requests.adapters import HTTPAdapter
from urllib3 import BaseHTTPResponse
from urllib3.util.retry import Retry

from rarekg import __version__
from rarekg.errors import FetchFailed
from rarekg.sources.arriving import SNIFFED, Arriving, Origin, today
from rarekg.sources.cache import CacheRecord, Slot, only_fetch, read_record, slots
from rarekg.sources.manifest import SourceManifest
from rarekg.sources.progress import FetchResult, Outcome, Progress, Unwatched

USER_AGENT = f"rarekg/{__version__} (+https://w3id.org/rarekg)"
LONGEST_WAIT = 300  # seconds; who asks for more is told that we come another time

_BUSY = (429, 500, 502, 503, 504)
_GONE = (404, 410)
_BLOCK = 16 * 1024  # as much as this is lost when a transfer breaks off
_REDIRECTS = 10


@dataclass(frozen=True, slots=True)
class FetchOptions:
    """How to fetch: files at once, attempts at each, and waiting times in seconds.

    `backoff` doubles with each attempt; `stalled` is how long a server may send nothing. No file
    may be larger than `most_bytes` (the largest source there is has 0.2 GB). `again` fetches
    files that have not changed, too.
    """

    at_once: int = 4
    attempts: int = 5
    backoff: float = 1.0
    connecting: float = 15.0
    stalled: float = 60.0
    most_bytes: int = 4 << 30
    again: bool = False


class _Broken(Exception):
    """A transfer that ended before its file did."""


def fetch(
    sources: Iterable[SourceManifest],
    home: Path,
    options: FetchOptions | None = None,
    progress: Progress | None = None,
) -> list[FetchResult]:
    """Brings the files of some sources into the cache, in the order of their manifests.

    A file that fails is a result with an error; the others arrive all the same, and the file's
    former state stays in the cache. Raises FetchFailed if another fetch is under way.
    """
    chosen = options or FetchOptions()
    watcher = progress or Unwatched()
    stop = threading.Event()
    with only_fetch(home), ThreadPoolExecutor(chosen.at_once) as pool:
        running = [pool.submit(_result, s, chosen, watcher, stop) for s in slots(home, sources)]
        try:
            return [future.result() for future in running]
        finally:
            stop.set()  # after Ctrl-C the threads end at their next block, not at their file's end


def _result(
    slot: Slot, options: FetchOptions, progress: Progress, stop: threading.Event
) -> FetchResult:
    name = slot.manifest.name
    try:
        outcome, record = _fetch_file(slot, options, progress, stop)
        size, version = (record.size, record.version) if record else (0, None)
        result = FetchResult(slot.source, name, outcome, size, version)
    except FetchFailed as error:
        result = FetchResult(slot.source, name, Outcome.FAILED, error=error)
    progress.ended(result)
    return result


def _fetch_file(
    slot: Slot, options: FetchOptions, progress: Progress, stop: threading.Event
) -> tuple[Outcome, CacheRecord | None]:
    """Brings one file into the cache, resuming where a transfer broke off, now or earlier."""
    if slot.manifest.url is None:
        return Outcome.MIRROR_ONLY, None
    arriving = Arriving(slot, slot.url_path)
    with _session(options) as session:
        for attempt in range(options.attempts):
            if stop.wait(options.backoff * 2 ** (attempt - 1) if attempt else 0):
                raise FetchFailed(f"{slot.label}: stopped; fetch again to resume")
            transfer = _Transfer(slot.manifest.url, arriving, session, options, progress, stop)
            try:
                return transfer.run()
            except _Broken as error:
                reason = str(error)
    raise FetchFailed(
        f"{slot.label}: {slot.manifest.url}: broke off {options.attempts} times, the last time: "
        f"{reason}; fetch again to resume"
    )


def _session(options: FetchOptions) -> requests.Session:
    retry = _Patience(
        total=options.attempts,
        backoff_factor=options.backoff,
        status_forcelist=_BUSY,
        allowed_methods={"GET"},
        raise_on_status=False,
    )
    session = requests.Session()
    session.max_redirects = _REDIRECTS
    session.headers["User-Agent"] = USER_AGENT
    # What arrives is stored byte for byte: sizes and ranges count bytes as they are sent.
    session.headers["Accept-Encoding"] = "identity"
    for scheme in ("http://", "https://"):
        session.mount(scheme, HTTPAdapter(max_retries=retry))
    return session


class _Patience(Retry):
    """Retries that do not wait for longer than LONGEST_WAIT."""

    def get_retry_after(self, response: BaseHTTPResponse) -> float | None:
        wait = super().get_retry_after(response)
        if wait is not None and wait > LONGEST_WAIT:
            raise FetchFailed(
                f"{response.url}: status {response.status}, the server asks to come again in "
                f"{wait:.0f} seconds"
            )
        return wait


@dataclass(frozen=True, slots=True)
class _Transfer:
    """One request for one file."""

    url: str
    arriving: Arriving
    session: requests.Session
    options: FetchOptions
    progress: Progress
    stop: threading.Event

    def run(self) -> tuple[Outcome, CacheRecord | None]:
        """Asks for the file, or for the rest of it, and takes what comes."""
        known = read_record(self.arriving.path)
        known = known if known and known.url == self.url else None
        size, origin = self.arriving.resumable(self.url)
        with self._response(self._conditions(known, size, origin)) as response:
            if response.status_code == requests.codes.not_modified and known:
                return Outcome.UNCHANGED, known
            if response.status_code in _GONE and self.arriving.slot.manifest.optional:
                return Outcome.ABSENT, None
            self._check_status(response)
            start = self._start(response, size, origin)
            self._receive(response, start)
        record = self.arriving.publish(self.url, today(), known)
        self.arriving.slot.remove_others([self.arriving.path])
        same = known is not None and known.sha256 == record.sha256
        return (Outcome.UNCHANGED if same else Outcome.FETCHED), record

    def _conditions(
        self, known: CacheRecord | None, size: int, origin: Origin | None
    ) -> dict[str, str]:
        if origin is not None and origin.validator:
            return {"Range": f"bytes={size}-", "If-Range": origin.validator}
        if known is None or self.options.again:
            return {}
        conditions = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
        return {name: value for name, value in conditions.items() if value}

    @contextmanager
    def _response(self, headers: dict[str, str]) -> Iterator[requests.Response]:
        times = (self.options.connecting, self.options.stalled)
        try:
            response = self.session.get(self.url, headers=headers, stream=True, timeout=times)
        except requests.RequestException as error:
            raise self._failed(f"no answer: {error}") from error
        with response:
            yield response

    def _check_status(self, response: requests.Response) -> None:
        status = response.status_code
        if status == requests.codes.requested_range_not_satisfiable:
            self.arriving.discard()
            raise _Broken("the partial file does not fit the one that is served")
        if status not in (requests.codes.ok, requests.codes.partial_content):
            raise self._failed(f"status {status} {response.reason}, expected 200")
        encoding = response.headers.get("Content-Encoding", "identity")
        if encoding != "identity":
            raise self._failed(f"sent with Content-Encoding {encoding}, which was not asked for")

    def _start(self, response: requests.Response, size: int, origin: Origin | None) -> int:
        """The offset of what comes: that of the partial file, or 0 after forgetting it."""
        state = Origin(
            self.url, response.headers.get("ETag"), response.headers.get("Last-Modified")
        )
        if response.status_code == requests.codes.partial_content:
            offset = re.match(r"bytes (\d+)-", response.headers.get("Content-Range", ""))
            if offset is not None and int(offset[1]) == size and _same(state, origin):
                return size
            self.arriving.discard()
            raise _Broken("the server sent another part than the one asked for")
        self.arriving.begin(state)
        return 0

    def _receive(self, response: requests.Response, start: int) -> None:
        total = _whole_size(response, start)
        self._check_size(total or 0)
        self.progress.began(self.arriving.slot.label, total)
        here = start
        with self.arriving.appending() as handle:
            for block in _blocks(response):
                if self.stop.is_set():
                    raise _Broken("stopped")
                if here == 0:
                    self.arriving.check_beginning(block[:SNIFFED], response.url)
                here += len(block)
                self._check_size(here)
                handle.write(block)
                self.progress.arrived(self.arriving.slot.label, here)
        if total is not None and here != total:
            raise _Broken(f"{here} of {total} bytes came")

    def _check_size(self, size: int) -> None:
        if size > self.options.most_bytes:
            self.arriving.discard()
            raise self._failed(f"larger than {self.options.most_bytes} bytes")

    def _failed(self, problem: str) -> FetchFailed:
        return FetchFailed(f"{self.arriving.slot.label}: {self.url}: {problem}")


def _same(served: Origin, expected: Origin | None) -> bool:
    """Whether a part is of the state expected, as far as its answer says (it may say little)."""
    if expected is None:
        return False
    pairs = ((served.etag, expected.etag), (served.last_modified, expected.last_modified))
    return all(now is None or now == then for now, then in pairs)


def _whole_size(response: requests.Response, start: int) -> int | None:
    length = response.headers.get("Content-Length", "")
    return start + int(length) if length.isdecimal() else None


def _blocks(response: requests.Response) -> Iterator[bytes]:
    try:
        yield from response.iter_content(_BLOCK)
    except requests.RequestException as error:
        raise _Broken(str(error)) from error
