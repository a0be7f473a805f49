"""The API of ClinicalTrials.gov, version 2: pages of studies, asked for politely.

Parameters as https://clinicaltrials.gov/api/oas/v2 (2.0.5) has them: `query.cond`,
`filter.advanced`, `fields`, `countTotal` (answered on the first page only), `pageSize` (at most
1,000), `pageToken` (the other parameters stay the same while one pages; an unknown token is
status 400). `/version` tells which state of the data is served. The registry publishes no limit
of requests; its robots.txt asks for one a second.
"""

from __future__ import annotations

import datetime as dt
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import TypeVar

import msgspec
import requests

from rarekg.errors import FetchFailed
from rarekg.sources.download import LONGEST_WAIT, USER_AGENT

MOST_STUDIES = 1000  # on a page: the API gives no more
RATE = 1.0  # requests a second
PAGE_SIZE = 500

# What readers/clinicaltrials.py takes. Whole pieces where all of their fields are wanted.
FIELDS = (
    *("NCTId", "BriefTitle", "OfficialTitle", "OverallStatus"),
    *("StartDate", "StartDateType", "CompletionDate", "CompletionDateType"),
    *("LastUpdatePostDate", "LastUpdatePostDateType"),
    *("LeadSponsorName", "LeadSponsorClass", "CollaboratorName", "CollaboratorClass"),
    *("Condition", "StudyType", "Phase", "EnrollmentCount", "EnrollmentType"),
    *("InterventionType", "InterventionName", "InterventionOtherName"),
    *("MinimumAge", "MaximumAge", "Sex", "HealthyVolunteers"),
    *("LocationFacility", "LocationStatus", "LocationCity", "LocationCountry", "LocationGeoPoint"),
)
_NCT = re.compile(r"NCT[0-9]{8}")
_BLOCK = 1 << 16
_REDIRECTS = 5

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ApiOptions:
    """How to ask: the API's address, requests a second, studies on a page, attempts at each page.

    `backoff` (seconds) doubles with each attempt; `stalled` is how long the server may send
    nothing, `longest` how long one answer may take in all, `most_bytes` how large it may be.
    """

    base: str
    rate: float = RATE
    page_size: int = PAGE_SIZE
    attempts: int = 5
    backoff: float = 2.0
    connecting: float = 15.0
    stalled: float = 60.0
    longest: float = 300.0
    most_bytes: int = 64 << 20


class _Stamp(msgspec.Struct, frozen=True):
    date: str = ""


class _Identification(msgspec.Struct, frozen=True, rename="camel"):
    nct_id: str


class _Status(msgspec.Struct, frozen=True, rename="camel"):
    last_update_post_date_struct: _Stamp = _Stamp()


class _Protocol(msgspec.Struct, frozen=True, rename="camel"):
    identification_module: _Identification
    status_module: _Status = _Status()


class StudyKey(msgspec.Struct, frozen=True, rename="camel"):
    """Which study an answer is about, and which state of it."""

    protocol_section: _Protocol

    @property
    def nct(self) -> str:
        """Its number."""
        return self.protocol_section.identification_module.nct_id

    @property
    def updated(self) -> str:
        """The day of its last update, ISO 8601, possibly reduced; "" where it is not told."""
        return self.protocol_section.status_module.last_update_post_date_struct.date


class _Version(msgspec.Struct, frozen=True, rename="camel"):
    data_timestamp: str


class _Answer(msgspec.Struct, frozen=True, rename="camel"):
    studies: list[msgspec.Raw]
    next_page_token: str | None = None
    total_count: int | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its studies as lines of JSON, the token of the next page (None: it is the last),
    the number of studies on all pages (told on the first)."""

    lines: tuple[bytes, ...]
    token: str | None
    total: int | None


class Refused(FetchFailed):
    """The server says that the request is wrong (status 400): of a page token, that it no longer
    knows it."""


class Unreachable(FetchFailed):
    """No good answer, after all attempts: another question would not get one either."""


class _Again(Exception):
    """An answer after which it is worth to ask again, in `wait` seconds if the server says so."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


def decode_study(line: bytes) -> StudyKey:
    """Which study a line is. Raises msgspec.DecodeError for what is none."""
    key = msgspec.json.decode(line, type=StudyKey)
    if not _NCT.fullmatch(key.nct):
        raise msgspec.ValidationError(f"'{key.nct[:40]}' is no NCT number")
    return key


@dataclass(slots=True)
class StudiesApi:
    """Asks for pages, one request at a time, and waits between requests. Use it as a context."""

    options: ApiOptions
    asked: int = 0
    data: str = ""  # which state of the registry was served when we asked last
    _next: float = 0.0
    _session: requests.Session = field(default_factory=requests.Session)

    def __enter__(self) -> StudiesApi:
        self._session.headers["User-Agent"] = USER_AGENT
        self._session.headers["Accept"] = "application/json"
        self._session.max_redirects = _REDIRECTS
        return self

    def __exit__(self, *_: object) -> None:
        self._session.close()

    def page(self, condition: str, since: str | None, token: str | None) -> Page:
        """One page of the studies of a condition that were updated on a day or later.

        Raises Refused for what the server calls a wrong request, Unreachable when all attempts
        are used up, or when it asks to come another time.
        """
        return self._answer("studies", self._parameters(condition, since, token), _page)

    def data_of(self) -> str:
        """Which state of the registry is served: it changes once a day. Raises as `page` does."""
        self.data = self._answer("version", {}, _data)
        return self.data

    def _answer(self, path: str, parameters: Mapping[str, str], read: Callable[[bytes], T]) -> T:
        reason = ""
        for attempt in range(self.options.attempts):
            try:
                return read(self._get(path, parameters))
            except _Again as again:
                reason = str(again)
                if attempt + 1 < self.options.attempts:
                    self._wait(again.wait, attempt)
        asked = "&".join(f"{k}={v[:120]}" for k, v in parameters.items() if k != "fields")
        raise Unreachable(
            f"clinicaltrials: {self.options.base}/{path}?{asked}: {self.options.attempts} "
            f"attempts, the last one: {reason}; fetch again to resume"
        )

    def _parameters(self, condition: str, since: str | None, token: str | None) -> dict[str, str]:
        parameters = {
            "query.cond": condition,
            "fields": "|".join(FIELDS),
            "pageSize": str(min(self.options.page_size, MOST_STUDIES)),
            "countTotal": "true",
        }
        if since:
            parameters["filter.advanced"] = f"AREA[LastUpdatePostDate]RANGE[{since},MAX]"
        if token:
            parameters["pageToken"] = token
        return parameters

    def _wait(self, told: float | None, attempt: int) -> None:
        """Waits as long as the server says, or else twice as long as the last time."""
        wait = self.options.backoff * 2**attempt if told is None else told
        if wait > LONGEST_WAIT:
            raise Unreachable(
                f"clinicaltrials: the server asks to come again in {wait:.0f} seconds"
            )
        time.sleep(wait)

    def _get(self, path: str, parameters: Mapping[str, str]) -> bytes:
        self._keep_pace()
        times = (self.options.connecting, self.options.stalled)
        address = f"{self.options.base}/{path}"
        self.asked += 1
        try:
            with self._session.get(
                address, params=parameters, timeout=times, stream=True
            ) as answer:
                body = self._body(answer)
                _check_status(answer, body)
                return body
        except requests.RequestException as error:
            raise _Again(f"no whole answer: {error}") from error

    def _keep_pace(self) -> None:
        now = time.monotonic()
        if now < self._next:
            time.sleep(self._next - now)
        self._next = max(now, self._next) + 1 / self.options.rate

    def _body(self, answer: requests.Response) -> bytes:
        until = time.monotonic() + self.options.longest
        body = bytearray()
        for block in answer.iter_content(_BLOCK):
            body += block
            if len(body) > self.options.most_bytes:
                raise _Again(f"an answer of more than {self.options.most_bytes:,} bytes")
            if time.monotonic() > until:
                raise _Again(f"an answer that took more than {self.options.longest:.0f} seconds")
        return bytes(body)


def _check_status(answer: requests.Response, body: bytes) -> None:
    status = answer.status_code
    if status == requests.codes.ok:
        return
    said = " ".join(body[:300].decode("utf-8", "replace").split())
    if status == requests.codes.too_many_requests or status >= 500:
        raise _Again(f"status {status} {answer.reason}", _retry_after(answer))
    kind = Refused if status == requests.codes.bad_request else Unreachable
    raise kind(f"clinicaltrials: status {status} {answer.reason}: {said}")


def _retry_after(answer: requests.Response) -> float | None:
    """The seconds of a Retry-After header (RFC 9110, section 10.2.3), also given as a date."""
    told = answer.headers.get("Retry-After", "").strip()
    if told.isdecimal():
        return float(told)
    try:
        when = parsedate_to_datetime(told)
    except ValueError:
        return None
    when = when if when.tzinfo else when.replace(tzinfo=dt.UTC)
    return max(0.0, (when - dt.datetime.now(dt.UTC)).total_seconds())


def _page(body: bytes) -> Page:
    """The page that an answer holds, each of its studies checked."""
    try:
        answer = msgspec.json.decode(body, type=_Answer)
        for study in answer.studies:
            decode_study(bytes(study))
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _Again(f"no page of studies but {body[:60]!r}: {error}") from error
    lines = tuple(msgspec.json.encode(msgspec.json.decode(study)) for study in answer.studies)
    return Page(lines, answer.next_page_token or None, answer.total_count)


def _data(body: bytes) -> str:
    try:
        return msgspec.json.decode(body, type=_Version).data_timestamp
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _Again(f"no version but {body[:60]!r}: {error}") from error
