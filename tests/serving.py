"""A real `rarekg serve` for tests: a process, a port, and what it answers."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
READY_SECONDS = 60.0  # on a machine that others use, too


@dataclass(frozen=True, slots=True)
class Server:
    """A server under test. Requests may come from several threads."""

    process: subprocess.Popen[str]
    port: int

    def get(self, path: str, timeout: float = 20.0) -> tuple[int, bytes]:
        """Status and body of an answer, whatever the status."""
        try:
            with urllib.request.urlopen(
                f"http://127.0.0.1:{self.port}{path}", timeout=timeout
            ) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read()

    def release(self) -> str:
        """The release that /healthz names."""
        status, body = self.get("/healthz")
        assert status == 200, body
        found = json.loads(body)
        assert found["status"] == "ok"
        return str(found["release"])


def command(*arguments: str) -> list[str]:
    """The command `rarekg` as a process of its own."""
    return [sys.executable, "-m", "rarekg", *arguments]


def environment(home: Path) -> dict[str, str]:
    """The environment for `command`."""
    return {**os.environ, "PYTHONPATH": str(ROOT / "src"), "RAREKG_HOME": str(home)}


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(home: Path, log: Path, *options: str) -> Iterator[Server]:
    """A server that answers, ended afterwards."""
    port = free_port()
    with (
        log.open("w") as out,
        subprocess.Popen(
            command("serve", "--port", str(port), *options),
            env=environment(home),
            stdout=out,
            stderr=subprocess.STDOUT,
            text=True,
        ) as process,
    ):
        server = Server(process, port)
        try:
            wait_until_ready(server, log)
            yield server
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                raise


def wait_until_ready(server: Server, log: Path) -> None:
    """Waits until /healthz answers."""
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        assert server.process.poll() is None, log.read_text()
        try:
            server.release()
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.05)
        else:
            return
    raise AssertionError(f"not ready after {READY_SECONDS} s:\n{log.read_text()}")
