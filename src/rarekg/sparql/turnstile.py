"""How many long queries there are, and whose, known to all web processes.

A small file in the folder of the sockets: a random key, then a place for each long query, with the
process that asks it and its client as a hash under that key. A place is emptied when its query
ends, so nothing is known of who has asked. Short queries never come here: they would pay for it.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from rarekg.sparql.board import lives
from rarekg.sparql.limits import Limits

_PLACE = struct.Struct("=8sq8s")  # token, process, client
_KEY_BYTES = 16
_NOBODY = bytes(8)


class Passage(Enum):
    """Whether a query may go on."""

    FREE = "free"
    CLIENT_FULL = "client full"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class _Place:
    token: bytes
    process: int
    client: bytes


class Turnstile:
    """Counts long queries over all processes that use the same file."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self._path = path
        self._limits = limits

    def enter(self, token: bytes, client: str) -> Passage:
        """Takes a place for a query if its client and all others leave one.

        client: an address, or empty for one that has no limit of its own. Where the file cannot
        be had (a full disk), everybody may go on.
        """
        with suppress(OSError):
            return self._entered(token, client)
        return Passage.FREE

    def _entered(self, token: bytes, client: str) -> Passage:
        with self._places() as (key, places):
            whose = hashlib.blake2b(client.encode(), key=key, digest_size=8).digest()
            whose = whose if client else _NOBODY
            places[:] = [place for place in places if lives(place.process)]
            if len(places) >= self._limits.most_long:
                return Passage.FULL
            own = sum(place.client == whose for place in places)
            if client and own >= self._limits.per_client:
                return Passage.CLIENT_FULL
            places.append(_Place(token, os.getpid(), whose))
        return Passage.FREE

    def leave(self, token: bytes) -> None:
        """Gives a place back; one that was not taken is no error."""
        with suppress(OSError), self._places() as (_, places):
            places[:] = [place for place in places if place.token != token]

    @contextmanager
    def _places(self) -> Iterator[tuple[bytes, list[_Place]]]:
        """The key and the places, to be changed; nobody else sees them meanwhile."""
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            content = os.pread(descriptor, os.fstat(descriptor).st_size, 0)
            key, rest = content[:_KEY_BYTES] or os.urandom(_KEY_BYTES), content[_KEY_BYTES:]
            places = [_Place(*each) for each in _PLACE.iter_unpack(rest)]
            yield key, places
            packed = [_PLACE.pack(place.token, place.process, place.client) for place in places]
            content = key + b"".join(packed)
            os.pwrite(descriptor, content, 0)
            os.ftruncate(descriptor, len(content))
        finally:
            os.close(descriptor)
