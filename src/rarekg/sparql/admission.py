"""Which queries are let in: short ones by the room of this process, long ones by all together."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from rarekg.errors import LimitExceeded
from rarekg.sparql.limits import Limits
from rarekg.sparql.turnstile import Passage, Turnstile

_WAIT_SECONDS = 1.0  # for room, before a query is refused
_FULL = "too many queries are being answered: try again later"
_CLIENT_FULL = (
    "{most} queries of yours that take long are being answered: wait for one of them to end"
)


class Room:
    """So many at once; others wait, and of them the last comes first. Thread-safe.

    Where more come than can be served, some wait in vain either way. Those are then the ones that
    have waited longest, and not every one.
    """

    def __init__(self, most: int, queue: int) -> None:
        self._free = most
        self._queue = queue
        self._lock = threading.Lock()
        self._waiting: list[_Waiting] = []

    def enter(self, seconds: float) -> bool:
        """Takes a place, and waits for one so long; False if there is none."""
        waiting = _Waiting()
        with self._lock:
            if self._free > 0:
                self._free -= 1
                return True
            self._waiting.append(waiting)
            if len(self._waiting) > self._queue:
                self._waiting.pop(0).called.set()
        waiting.called.wait(seconds)
        with self._lock:
            if waiting in self._waiting:
                self._waiting.remove(waiting)
        return waiting.has_place

    def waiting(self) -> int:
        """How many wait for a place."""
        with self._lock:
            return len(self._waiting)

    def leave(self) -> None:
        """Gives a place back, to the one that came last if any wait."""
        with self._lock:
            if self._waiting:
                waiting = self._waiting.pop()
                waiting.has_place = True
                waiting.called.set()
            else:
                self._free += 1


class PartedRoom:
    """So many at once, and of one client at most half of them. Thread-safe."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._changed = threading.Condition()
        self._inside: Counter[str] = Counter()

    def enter(self, client: str, seconds: float) -> bool:
        """Takes a place, and waits for one so long; False if there is none."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._has_place_for(client), seconds):
                return False
            self._inside[client] += 1
            return True

    def leave(self, client: str) -> None:
        """Gives a place back."""
        with self._changed:
            self._inside[client] -= 1
            self._inside += Counter()  # forgets those that have left
            self._changed.notify_all()

    def _has_place_for(self, client: str) -> bool:
        if client and self._inside[client] >= max(1, self._most // 2):
            return False
        return self._inside.total() < self._most


@dataclass(slots=True, eq=False)
class _Waiting:
    """One that waits for a place; called when there is one, or when there is none for it."""

    called: threading.Event = field(default_factory=threading.Event)
    has_place: bool = False


@dataclass(frozen=True, slots=True)
class Asker:
    """Whose query it is.

    address: of the client; empty for one that has no limit of its own. is_gone: tells, when a
    query takes long, that nobody waits for its answer any more.
    """

    address: str = ""
    is_gone: Callable[[], bool] = lambda: False


NOBODY = Asker()  # in particular: the command line


class Ticket:
    """The leave of one query to be asked; `token` names it."""

    def __init__(self, admission: Admission, token: bytes, asker: Asker) -> None:
        self.token = token
        self.asker = asker
        self.is_long = False
        self.begun: float | None = None  # when a worker began with it, if that was looked at
        self._asked = time.monotonic()
        self._admission = admission

    def turn_long(self) -> None:
        """From here on the query counts as long; raises LimitExceeded where none more may be."""
        if not self.is_long:
            self._admission.count_as_long(self.token, self.asker.address)
            self.is_long = True

    def has_waited(self, deadline: float) -> bool:
        """Whether the query had less than half of its time, because no worker was free."""
        if self.begun is None:  # it was short; or it did not begin until shortly before the end
            return self.is_long
        return deadline - self.begun < (deadline - self._asked) / 2


class Admission:
    """Counts the queries of this process, and through the turnstile those of all. Thread-safe.

    A long query gives its room back to the short ones, so that these are let in however many
    long ones there are.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._room = Room(limits.in_flight, limits.queue)
        self._receiving = PartedRoom(limits.receiving)
        self._patient = 0
        self._lock = threading.Lock()
        self._sending = PartedRoom(limits.sending)
        self._turnstile: Turnstile | None = None

    def meet_at(self, path: Path) -> None:
        """The file by which processes know of each other's long queries."""
        self._turnstile = Turnstile(path, self._limits)

    @contextmanager
    def admitted(self, token: bytes, asker: Asker) -> Iterator[Ticket]:
        """Leave for a query while the context lasts; raises LimitExceeded."""
        if not self._room.enter(_WAIT_SECONDS):
            raise LimitExceeded(_FULL)
        ticket = Ticket(self, token, asker)
        try:
            yield ticket
        finally:
            if not ticket.is_long:
                self._room.leave()
            elif self._turnstile:
                self._turnstile.leave(token)

    def count_as_long(self, token: bytes, client: str) -> None:
        """Moves a query from the short ones to the long ones; raises LimitExceeded."""
        if self._turnstile:
            passage = self._turnstile.enter(token, client)
            if passage is Passage.CLIENT_FULL:
                raise LimitExceeded(_CLIENT_FULL.format(most=self._limits.per_client))
            if passage is Passage.FULL:
                raise LimitExceeded(_FULL)
        self._room.leave()

    @contextmanager
    def receiving(self, asker: Asker) -> Iterator[None]:
        """Room to read the body of a request, while the context lasts; raises LimitExceeded."""
        if not self._receiving.enter(asker.address, _WAIT_SECONDS):
            raise LimitExceeded("too many requests are being received: try again later")
        try:
            yield
        finally:
            self._receiving.leave(asker.address)

    @contextmanager
    def patient(self) -> Iterator[None]:
        """Tells, while the context lasts, that an answer may take longer than a query's."""
        with self._lock:
            self._patient += 1
        try:
            yield
        finally:
            with self._lock:
                self._patient -= 1

    def answer_seconds(self, most: float) -> float:
        """The longest that an answer under way now may take: `most` with a patient one."""
        return most if self._patient > 0 else self._limits.seconds

    def sending(self, asker: Asker) -> Callable[[], None]:
        """Room for a large answer; what is returned gives it back. Raises LimitExceeded."""
        if not self._sending.enter(asker.address, _WAIT_SECONDS):
            raise LimitExceeded("too many large answers are being sent: try again later")
        return partial(self._sending.leave, asker.address)
