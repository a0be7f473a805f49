"""How soon `rarekg serve` answers, and what its processes hold after 200 pages.

The reference is Flask with one line (`bare_app.py`) under the same server with the same number of
processes: what remains is ours.
"""

from __future__ import annotations

import http.client
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil

from benchmarks.memory import resident_mb
from benchmarks.outcome import Detail, Outcome, show
from benchmarks.processes import stop, tree
from benchmarks.subject import groups, home_of
from rarekg.release import Release

PAGES = 200
PROCESSES = 2
READY_SECONDS, WEB_MB = 2.0, 250
_PATIENCE_SECONDS: Final = 60.0
_HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Row:
    """What a process is, and its memory in MB."""

    role: str
    rss: float
    pss: float


@dataclass(frozen=True, slots=True)
class Served:
    """Seconds from start to the first answer, and the processes after the pages."""

    ready: float
    processes: list[Row]

    def largest(self) -> Row:
        """The web process with the highest RSS. (That counts pages of mapped files in full, PSS
        only the process's share of them.)"""
        return max((row for row in self.processes if row.role == "web"), key=lambda row: row.rss)


def run(release: Release) -> Outcome:
    """Measures, prints, and returns what was found."""
    chosen = groups(release, PAGES // 2)
    addresses = [f"/disease/{disease.id}" for group in chosen.values() for disease in group]
    programs = Path(sys.executable).parent
    with home_of(release) as home:
        command = [str(programs / "rarekg"), "--home", str(home.path), "serve"]
        ours = _served([*command, "--processes", str(PROCESSES)], addresses)
    command = [str(programs / "granian"), "--interface", "wsgi", "--workers", str(PROCESSES)]
    command += ["--blocking-threads", "4", "--working-dir", str(Path(__file__).parent)]
    bare = _served([*command, "bare_app:app"], ["/healthz"] * len(addresses))
    return _outcome(ours, bare)


def _served(command: list[str], addresses: list[str]) -> Served:
    with running(command) as (process, port, ready):
        for address in addresses:
            status = _status(port, address)
            if status != 200:
                raise SystemExit(f"{address}: status {status}")
        rows = [Row(_role(found, process.pid), *resident_mb(found)) for found in tree(process.pid)]
    return Served(ready, sorted(rows, key=lambda row: (row.role, -row.rss)))


@contextmanager
def running(command: list[str]) -> Iterator[tuple[subprocess.Popen[bytes], int, float]]:
    """The process, its port, and after how many seconds it answered."""
    port = _free_port()
    command = [*command, "--host", _HOST, "--port", str(port)]
    start = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            while _status(port, "/healthz") != 200:
                if process.poll() is not None or time.perf_counter() - start > _PATIENCE_SECONDS:
                    raise SystemExit(f"{' '.join(command)} does not serve")
                time.sleep(0.01)
            yield process, port, time.perf_counter() - start
        finally:
            stop(process)


def _status(port: int, address: str) -> int:
    """The status of a request on a connection of its own; 0 where nobody listens yet."""
    connection = http.client.HTTPConnection(_HOST, port, timeout=_PATIENCE_SECONDS)
    try:
        connection.request("GET", address)
        response = connection.getresponse()
        response.read()
    except OSError:
        return 0
    else:
        return response.status
    finally:
        connection.close()


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind((_HOST, 0))
        return int(listener.getsockname()[1])


def _role(process: psutil.Process, root: int) -> str:
    """What a process of `serve` does, by its command line."""
    line = " ".join(process.cmdline())
    if process.pid == root:
        return "main"
    if "resource_tracker" in line:
        return "tracker"
    return "query" if "rarekg.sparql.service" in line else "web"


def _outcome(ours: Served, bare: Served) -> Outcome:
    rows = [(row.role, row.rss, row.pss) for row in ours.processes]
    rows += [(f"bare Flask: {row.role}", row.rss, row.pss) for row in bare.processes]
    show(("process", "RSS MB", "PSS MB"), rows)
    print(f"ready after {ours.ready:.2f} s (at most {READY_SECONDS:g});", end=" ")
    print(f"bare Flask after {bare.ready:.2f} s")
    mine, theirs = ours.largest(), bare.largest()
    print(f"largest web process: RSS {mine.rss:.0f} MB (at most {WEB_MB}),", end=" ")
    print(f"PSS {mine.pss:.0f}; bare Flask {theirs.rss:.0f}, {theirs.pss:.0f}")
    details: dict[str, Detail] = {
        "pages": PAGES,
        "processes": [_detail(row) for row in ours.processes],
        "reference_processes": [_detail(row) for row in bare.processes],
        "web_mb": {
            "ours": mine.rss,
            "reference": theirs.rss,
            "ratio": mine.rss / theirs.rss,
            "ours_pss": mine.pss,
            "reference_pss": theirs.pss,
        },
        "targets": {"ready_seconds": READY_SECONDS, "web_mb": WEB_MB},
    }
    return Outcome("serve", "seconds to the first answer", ours.ready, bare.ready, details)


def _detail(row: Row) -> dict[str, Detail]:
    return {"role": row.role, "rss_mb": round(row.rss, 1), "pss_mb": round(row.pss, 1)}
