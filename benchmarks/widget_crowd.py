"""Many sites at once: a steady number of requests a second at `rarekg serve`, each sent when its
time has come, whether or not the former ones were answered."""

from __future__ import annotations

import http.client
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.outcome import Detail, show, spread
from benchmarks.serve import running
from benchmarks.subject import home_of
from rarekg.release import Release

PER_SECOND, SECONDS, THREADS, PROCESSES = 200, 10, 16, 2
_HOST = "127.0.0.1"


def run(release: Release, addresses: Sequence[str]) -> dict[str, Detail]:
    """What came of it: how many requests, how many errors, how long answers took."""
    with home_of(release) as home:
        program = str(Path(sys.executable).parent / "rarekg")
        command = [program, "--home", str(home.path), "serve", "--processes", str(PROCESSES)]
        with running(command) as (_, port, _ready):
            _Crowd(port, addresses, 2).asked(20)  # each process has opened the release
            crowd = _Crowd(port, addresses, SECONDS)
            seconds = crowd.asked(PER_SECOND)
    taken = spread([ms for ms in crowd.times if ms > 0])
    number = len(crowd.times)
    rows = [(PER_SECOND, number / seconds, crowd.errors, taken.median, taken.p99)]
    show(("wanted a second", "answered a second", "errors", "median ms", "p99"), rows)
    return {
        **taken.detail(),
        "wanted_per_second": PER_SECOND,
        "per_second": round(number / seconds, 1),
        "errors": crowd.errors,
    }


class _Crowd:
    def __init__(self, port: int, addresses: Sequence[str], seconds: int) -> None:
        self._port = port
        self._addresses = addresses
        self._seconds = seconds
        self._next = 0
        self._lock = threading.Lock()
        self.times: list[float] = []  # milliseconds from when it was to be sent
        self.errors = 0

    def asked(self, per_second: int) -> float:
        """Asks; the seconds until all were answered."""
        start = time.perf_counter()
        total = per_second * self._seconds
        threads = [
            threading.Thread(target=self._client, args=(start, per_second, total))
            for _ in range(THREADS)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return time.perf_counter() - start

    def _client(self, start: float, per_second: int, total: int) -> None:
        connection = http.client.HTTPConnection(_HOST, self._port, timeout=10)
        while (number := self._taken()) < total:
            due = start + number / per_second
            time.sleep(max(0.0, due - time.perf_counter()))
            address = self._addresses[number % len(self._addresses)]
            good = _good(connection, address)
            with self._lock:
                self.times.append((time.perf_counter() - due) * 1000)
                self.errors += not good
        connection.close()

    def _taken(self) -> int:
        with self._lock:
            self._next += 1
            return self._next - 1


def _good(connection: http.client.HTTPConnection, address: str) -> bool:
    try:
        connection.request("GET", address, headers={"Accept-Encoding": "gzip"})
        response = connection.getresponse()
        response.read()
    except (OSError, http.client.HTTPException):
        connection.close()
        return False
    return response.status == 200
