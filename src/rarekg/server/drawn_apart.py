"""Pictures in pixels, drawn by processes of their own: in a web process Pillow and a picture would
stay in its memory for good (15 MB)."""

from __future__ import annotations

import subprocess
import sys
from functools import lru_cache
from threading import Semaphore

from rarekg.errors import LimitExceeded

_AT_ONCE = Semaphore(1)  # of a process: each takes 50 MB and more for 0.3 s
_PLACES = Semaphore(4)  # the one that is drawn, those that wait: each holds a thread of the server
_WAIT_SECONDS, _DRAW_SECONDS = 10, 10
_OTHERS_WAIT = "pictures are drawn one by one, and others wait: try again later"
_KEPT = 12  # pictures of 25 to 650 kB: what is shared is asked for several times


@lru_cache(_KEPT)
def drawn_apart(module: str, said: bytes) -> bytes:
    """The picture that a module of ours draws of what it reads.

    Raises LimitExceeded: many others wait, or it takes too long.
    """
    if not _PLACES.acquire(blocking=False):
        raise LimitExceeded(_OTHERS_WAIT)
    try:
        return _in_turn(module, said)
    finally:
        _PLACES.release()


def _in_turn(module: str, said: bytes) -> bytes:
    if not _AT_ONCE.acquire(timeout=_WAIT_SECONDS):
        raise LimitExceeded(_OTHERS_WAIT)
    try:
        command = [sys.executable, "-m", module]
        done = subprocess.run(  # noqa: S603  (our own module; what is shown goes in as data)
            command, input=said, capture_output=True, timeout=_DRAW_SECONDS, check=True
        )
    except subprocess.TimeoutExpired as error:
        raise LimitExceeded(f"a picture took more than {_DRAW_SECONDS} s: try again") from error
    finally:
        _AT_ONCE.release()
    return done.stdout
