"""The pool of workers as a program of its own: one for all web processes of a machine.

`python -m rarekg.sparql.service FOLDER HOME LIMITS` hears two Unix sockets in
FOLDER (the user's own, mode 0700) and ends when its standard input is closed, as it is when its
parent ends.
"""

from __future__ import annotations

import fcntl
import hashlib
import logging
import os
import signal
import socket
import stat
import sys
import tempfile
from pathlib import Path

import msgspec

from rarekg.errors import RarekgError
from rarekg.sparql.board import Board, Verdicts
from rarekg.sparql.limits import Limits
from rarekg.sparql.pool import Pool
from rarekg.sparql.sandbox import forbid_network
from rarekg.sparql.worker import Entrances, work

QUICK, SLOW, VERDICTS, LOCK = "quick", "slow", "verdicts", "lock"
READY, ANOTHER_RUNS = b"ready\n", b"another runs\n"


def socket_folder(home: Path) -> Path:
    """The folder of the sockets for this release home; made where it is not there.

    It is not in the home itself: that may be read-only, or its path too long for a socket.
    Raises RarekgError if the folder is not this user's alone.
    """
    key = hashlib.sha256(os.fsencode(home.resolve())).hexdigest()[:12]
    folder = Path(tempfile.gettempdir()) / f"rarekg-{os.getuid()}-{key}"
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise RarekgError(f"{folder} belongs to somebody else: remove it, or set TMPDIR")
    return folder


def main(folder: Path, home: Path, limits: Limits) -> None:
    """Serves until standard input closes; at once over if another process serves this folder."""
    lock = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.write(1, ANOTHER_RUNS)
        return
    entrances = Entrances(_entrance(folder / QUICK), _entrance(folder / SLOW))
    board, verdicts = Board(limits.workers), Verdicts(folder / VERDICTS)
    forbid_network()
    pool = Pool(
        entrances,
        board,
        verdicts,
        limits,
        lambda slot: work(home, entrances, board, slot, limits),
    )
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, whose end we see
    os.write(1, READY)
    pool.run(lifeline=0)


def _entrance(path: Path) -> socket.socket:
    path.unlink(missing_ok=True)
    entrance = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    entrance.bind(str(path))
    path.chmod(0o600)
    entrance.setblocking(False)
    return entrance


if __name__ == "__main__":
    logging.basicConfig(format="%(levelname)s %(name)s: %(message)s")
    main(Path(sys.argv[1]), Path(sys.argv[2]), msgspec.json.decode(sys.argv[3], type=Limits))
