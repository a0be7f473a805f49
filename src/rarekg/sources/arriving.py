"""A file that is arriving: written beside its place, and put there only when it is whole."""

from __future__ import annotations

import datetime as dt
import errno
import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import msgspec

from rarekg.errors import BadSource, FetchFailed
from rarekg.sources.cache import CacheRecord, Slot, store, version_of

SNIFFED = 1024  # bytes of a file's beginning by which its kind is known

_FULL = (errno.ENOSPC, errno.EDQUOT)
_HTML = re.compile(
    rb"\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)?<(!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_MAGIC = {".gz": b"\x1f\x8b", ".xz": b"\xfd7zXZ\x00", ".zip": b"PK", ".xlsx": b"PK"}


class Origin(msgspec.Struct, frozen=True):
    """Which state of which address a partial file is part of."""

    url: str
    etag: str | None = None
    last_modified: str | None = None

    @property
    def validator(self) -> str | None:
        """What identifies the state exactly enough to continue it (RFC 9110, section 13.1.5)."""
        strong = self.etag is not None and not self.etag.startswith("W/")
        return self.etag if strong else self.last_modified


class Arriving:
    """The partial file of a slot. It survives a broken transfer, so that the next one resumes.

    Whatever it does raises FetchFailed for a disk that is full, and removes what it wrote.
    """

    def __init__(self, slot: Slot, path: Path) -> None:
        self.slot = slot
        self.path = path
        self.part = path.with_name(f".arriving-{path.name}")
        self._origin = path.with_name(f".origin-{path.name}.json")

    def resumable(self, url: str) -> tuple[int, Origin | None]:
        """How many bytes are here of which state of an address: (0, None) if none can be used."""
        origin = self._read_origin()
        size = self.part.stat().st_size if self.part.is_file() else 0
        usable = origin is not None and origin.url == url and origin.validator is not None
        return (size, origin) if size and usable else (0, None)

    def _read_origin(self) -> Origin | None:
        try:
            return msgspec.json.decode(self._origin.read_bytes(), type=Origin)
        except (OSError, msgspec.DecodeError):
            return None

    def begin(self, origin: Origin) -> None:
        """Forgets what is here, and remembers of what the next bytes are part."""
        with self._watched():
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.part.write_bytes(b"")
            self._origin.write_bytes(msgspec.json.encode(origin))

    @contextmanager
    def appending(self) -> Iterator[IO[bytes]]:
        """The partial file, to be appended to."""
        with self._watched(), self.part.open("ab", buffering=0) as handle:
            yield handle

    def publish(self, url: str | None, retrieved: str, known: CacheRecord | None) -> CacheRecord:
        """Checks what has arrived and puts it in its place; returns its record.

        Where the content is that of the `known` record, the file that is there stays, and so
        does the day on which it was retrieved.
        """
        digest = sha256_of(self.part)
        version = self._check(digest)
        origin = self._read_origin()
        with self._watched():
            sync(self.part)
            record = CacheRecord(
                sha256=digest,
                size=self.part.stat().st_size,
                retrieved=known.retrieved if known and known.sha256 == digest else retrieved,
                url=url,
                etag=origin.etag if origin else None,
                last_modified=origin.last_modified if origin else None,
                version=version,
            )
            store(self.part, self.path, record)
            self._origin.unlink(missing_ok=True)
        return record

    def discard(self) -> None:
        """Removes the partial file."""
        for path in (self.part, self._origin):
            path.unlink(missing_ok=True)

    def check_beginning(self, beginning: bytes, place: str) -> None:
        """Raises FetchFailed for a web page, or for bytes that are not what the name says."""
        problem = None
        if _HTML.match(beginning.removeprefix(b"\xef\xbb\xbf")):
            problem = "a web page came instead of the file; it may have moved"
        magic = _MAGIC.get(self.path.suffix)
        if problem is None and magic and not beginning.startswith(magic):
            problem = f"what came is no {self.path.suffix} file: it begins with {beginning[:12]!r}"
        if problem:
            self.discard()
            raise FetchFailed(f"{self.slot.label}: {place}: {problem}")

    def _check(self, digest: str) -> str | None:
        """The version of what has arrived; FetchFailed if it cannot be the file."""
        expected = self.slot.manifest.sha256
        try:
            if not self.part.stat().st_size:
                raise BadSource("the file that came is empty")
            if expected and digest != expected:
                raise BadSource(f"checksum (SHA-256) is {digest}, source.toml expects {expected}")
            return version_of(self.slot.manifest, self.part)
        except BadSource as error:
            self.discard()
            raise FetchFailed(f"{self.slot.label}: {error}") from error

    @contextmanager
    def _watched(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            self.discard()
            reason = "no room left on the disk" if error.errno in _FULL else str(error)
            raise FetchFailed(
                f"{self.slot.label}: {reason}, while writing to {self.path.parent}"
            ) from error


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal digits."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def sync(path: Path) -> None:
    """Makes a file's content last through a power cut."""
    with path.open("rb") as handle:
        os.fsync(handle.fileno())


def today() -> str:
    """The day, in UTC, as ISO 8601."""
    return dt.datetime.now(dt.UTC).date().isoformat()
