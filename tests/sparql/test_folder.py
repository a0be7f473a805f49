"""The folders of query services: those of the dead are removed, those of the living never."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest

from rarekg.errors import RarekgError
from rarekg.sparql import service
from rarekg.sparql.folder import LOCK, QUICK, lock
from tests.sparql.asking import LIMITS, publish

Service = subprocess.Popen[bytes]


def folder_of(number: int, beside: Path) -> Path:
    return beside / f"rarekg-{os.getuid()}-{number:012x}"


def start(folder: Path, home: Path) -> tuple[Service, bytes]:
    """A query service of a folder, and the line with which it tells how it began."""
    words = [sys.executable, "-m", service.__name__, str(folder), str(home)]
    words.append(msgspec.json.encode(LIMITS).decode())
    process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout is not None
    return process, process.stdout.readline()


def end(process: Service, kill: bool = False) -> None:
    if kill:
        process.send_signal(signal.SIGKILL)
    process.communicate(timeout=10)


def test_a_new_service_removes_the_folders_of_dead_ones(tmp_path: Path) -> None:
    home = tmp_path / "home"
    publish(home, "only", 3)
    dead, living, new = (folder_of(number, tmp_path) for number in (1, 2, 3))
    killed, _ = start(dead, home)
    kept, _ = start(living, home)
    end(killed, kill=True)
    others = tmp_path / f"rarekg-{os.getuid() + 1}-{1:012x}", tmp_path / "rarekg-of-my-own"
    for other in others:
        other.mkdir(mode=0o700)
    assert (dead / QUICK).exists()
    deadline = time.monotonic() + 5
    while dead.exists() and time.monotonic() < deadline:  # its workers die after it
        latest, began = start(new, home)
        assert began == service.READY
        end(latest)
    assert not dead.exists()
    assert (living / QUICK).exists(), "a service that runs keeps its folder"
    assert all(other.exists() for other in others)
    end(kept)


def test_of_two_services_for_a_folder_one_serves(tmp_path: Path) -> None:
    home = tmp_path / "home"
    publish(home, "only", 3)
    first, _ = start(folder_of(1, tmp_path), home)
    second, began = start(folder_of(1, tmp_path), home)
    assert began == service.ANOTHER_RUNS
    end(second)
    end(first)


def test_a_folder_that_was_removed_meanwhile_is_made_again(tmp_path: Path) -> None:
    folder = folder_of(1, tmp_path)
    held = lock(folder)
    assert held is not None
    (folder / LOCK).unlink()
    folder.rmdir()
    again = lock(folder)
    assert again is not None, "the lock of a folder that is gone holds up nobody"
    os.close(held)
    os.close(again)


def test_a_folder_that_others_can_open_is_refused(tmp_path: Path) -> None:
    folder = folder_of(1, tmp_path)
    folder.mkdir()
    folder.chmod(0o755)
    with pytest.raises(RarekgError, match="belongs to somebody else"):
        lock(folder)
