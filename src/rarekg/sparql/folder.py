"""The folder in which a query service and those who ask it meet: its sockets and its lock.

Whoever holds the lock is the service. A folder whose lock nobody holds is left over from one that
was killed, and the next service of the same user removes it.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import stat
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from rarekg.errors import RarekgError

QUICK, SLOW, STOP = "quick", "slow", "stop"  # sockets
BOARD, VERDICTS, TURNSTILE, LOCK = "board", "verdicts", "turnstile", "lock"
_ALL = (QUICK, SLOW, STOP, BOARD, VERDICTS, TURNSTILE, LOCK)
_DIGITS = 12
_PATIENCE_SECONDS = 0.2  # another service may hold the lock for a moment, to remove the folder
_BREATH_SECONDS = 0.02


def socket_folder(home: Path) -> Path:
    """The folder of the sockets for this release home; made where it is not there.

    It is not in the home itself: that may be read-only, or its path too long for a socket.
    Raises RarekgError if the folder is not this user's alone.
    """
    key = hashlib.sha256(os.fsencode(home.resolve())).hexdigest()[:_DIGITS]
    folder = Path(tempfile.gettempdir()) / f"{_beginning()}{key}"
    _make(folder)
    return folder


def lock(folder: Path) -> int | None:
    """The descriptor of the lock of a folder, held until it is closed; None if another process
    serves this folder. Raises RarekgError if the folder is not this user's alone."""
    end = time.monotonic() + _PATIENCE_SECONDS
    while True:
        _make(folder)
        descriptor = _locked(folder)
        if descriptor is not None or time.monotonic() > end:
            return descriptor
        time.sleep(_BREATH_SECONDS)


def remove_leftovers(folder: Path) -> None:
    """Removes the folders beside this one that dead services of the same user left."""
    for other in folder.parent.glob(_beginning() + "[0-9a-f]" * _DIGITS):
        if other == folder or not _is_ours(other):
            continue
        descriptor = _locked(other)
        if descriptor is None:
            continue
        for name in _ALL:
            (other / name).unlink(missing_ok=True)
        with suppress(OSError):  # something else lies in it, which is not ours to remove
            other.rmdir()
        os.close(descriptor)


def _beginning() -> str:
    return f"rarekg-{os.getuid()}-"


def _make(folder: Path) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)
    if not _is_ours(folder):
        raise RarekgError(f"{folder} belongs to somebody else: remove it, or set TMPDIR")


def _is_ours(folder: Path) -> bool:
    """Whether it is a folder of this user, and closed to all others."""
    try:
        found = folder.lstat()
    except FileNotFoundError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o077


def _locked(folder: Path) -> int | None:
    """The lock, if it is free and still stands at its place once it is held."""
    path = folder / LOCK
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except FileNotFoundError:  # the folder was removed just now
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.fstat(descriptor).st_ino == path.stat().st_ino:
            return descriptor
    except (BlockingIOError, FileNotFoundError):
        pass
    os.close(descriptor)
    return None
