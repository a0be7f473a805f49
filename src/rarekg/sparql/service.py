"""The pool of workers as a program of its own: one for all web processes of a machine.

`python -m rarekg.sparql.service FOLDER HOME LIMITS` hears Unix sockets in
FOLDER (the user's own, mode 0700) and ends when its standard input is closed, as it is when its
parent ends.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
from pathlib import Path

import msgspec

from rarekg.sparql.board import Board, Verdicts
from rarekg.sparql.folder import (
    BOARD,
    QUICK,
    SLOW,
    STOP,
    TURNSTILE,
    VERDICTS,
    lock,
    remove_leftovers,
)
from rarekg.sparql.limits import Limits
from rarekg.sparql.pool import Pool
from rarekg.sparql.sandbox import forbid_network
from rarekg.sparql.worker import Entrances, work

READY, ANOTHER_RUNS = b"ready\n", b"another runs\n"


def main(folder: Path, home: Path, limits: Limits) -> None:
    """Serves until standard input closes; at once over if another process serves this folder."""
    if lock(folder) is None:
        os.write(1, ANOTHER_RUNS)
        return
    remove_leftovers(folder)
    entrances = Entrances(*(_entrance(folder / name) for name in (QUICK, SLOW, STOP)))
    (folder / TURNSTILE).unlink(missing_ok=True)
    board, verdicts = Board(limits.workers, folder / BOARD), Verdicts(folder / VERDICTS)
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
