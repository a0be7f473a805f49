"""SPARQL endpoints that are compared over HTTP: ours, the Oxigraph server, Virtuoso, rdflib's."""

from __future__ import annotations

import gzip
import http.client
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from pyoxigraph import Store

from benchmarks.processes import stop

HERE = Path(__file__).resolve().parent
SOLUTIONS = "application/sparql-results+json"
LINES = "text/tab-separated-values, text/csv;q=0.9"  # rdflib-endpoint knows the second only
TRIPLES = "application/n-triples"
DEFAULT_GRAPH = "urn:rarekg:default"  # Virtuoso has none without a name
_PATIENCE_SECONDS = 120.0
_LOADING_SECONDS = 3600.0
_PARTS = 8  # files that Virtuoso loads
_WHAT_FAILED = "select ll_error from DB.DBA.load_list where ll_error is not null or ll_state <> 2;"
_IN_NO_GRAPH = re.compile(rb"^\S+ \S+ (?:<[^>]*>|\"(?:[^\"\\]|\\.)*\"(?:@[\w-]+|\^\^<[^>]*>)?) \.$")


class Refused(Exception):
    """An answer other than 200."""


@dataclass(frozen=True, slots=True)
class Server:
    """A SPARQL endpoint over HTTP; `graph` is the graph that it is asked about, where it has to
    be named."""

    name: str
    port: int
    path: str
    graph: str = ""

    def address(self, query: str) -> str:
        """Where the answer to a query stands."""
        graph = f"&default-graph-uri={quote(self.graph)}" if self.graph else ""
        return f"{self.path}?query={quote(query)}{graph}"

    def connect(self) -> http.client.HTTPConnection:
        """A connection, not opened yet."""
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=_PATIENCE_SECONDS)


def ask(connection: http.client.HTTPConnection, address: str, accept: str) -> bytes:
    """The whole answer; raises Refused."""
    connection.request("GET", address, headers={"Accept": accept})
    response = connection.getresponse()
    body = response.read()
    if response.status != 200:
        raise Refused(f"status {response.status} for {address[:200]}: {body[:300]!r}")
    return body


@contextmanager
def ours(release: Path) -> Iterator[Server]:
    """`rarekg.wsgi` on a release."""
    server = Server("ours", free_port(), "/sparql")
    command = [str(Path(sys.executable).with_name("granian")), "--interface", "wsgi"]
    command += ["--host", "127.0.0.1", "--port", str(server.port), "--workers", "2"]
    command += ["--blocking-threads", "16", "--no-ws", "--log-level", "warning"]
    command += ["rarekg.wsgi:app"]
    with tempfile.TemporaryDirectory() as home:
        Path(home, "current").symlink_to(release)
        source = str(HERE.parent / "src")
        with _running(command, server, {"RAREKG_HOME": home, "PYTHONPATH": source}):
            yield server


@contextmanager
def oxigraph(release: Path, program: str) -> Iterator[Server]:
    """The Oxigraph server on the store of a release."""
    server = Server("Oxigraph", free_port(), "/query")
    bind = f"127.0.0.1:{server.port}"
    command = [program, "serve-read-only", "--location", str(release / "graph"), "--bind", bind]
    with _running(command, server, {}):
        yield server


@contextmanager
def virtuoso(release: Path, program: str, isql: str) -> Iterator[Server]:
    """Virtuoso with all that a release holds, loaded anew.

    Triples of the default graph lie in a graph of their own, and queries are about that.
    """
    server = Server("Virtuoso", free_port(), "/sparql", DEFAULT_GRAPH)
    with tempfile.TemporaryDirectory(prefix="rarekg-virtuoso-") as name:
        folder, port = Path(name), free_port()
        (folder / "load").mkdir()
        settings = folder / "virtuoso.ini"
        settings.write_text(_virtuoso_settings(folder, port, server.port), "utf-8")
        with _running([program, "-f", "-c", str(settings)], server, {}):
            _unpack(release / "graph.nq.gz", folder / "load")
            start = time.monotonic()
            _load(isql, port, folder / "load")
            print(f"Virtuoso has loaded after {time.monotonic() - start:.0f} s")
            yield server


def _virtuoso_settings(folder: Path, port: int, http_port: int) -> str:
    """A database in a folder, with 1.4 GB of buffers (8 kB each), and no limits."""
    names = ("DatabaseFile", "ErrorLogFile", "LockFile", "TransactionFile", "xa_persistent_file")
    endings = ("db", "log", "lck", "trx", "pxa")
    files = [f"{n} = {folder}/virtuoso.{e}" for n, e in zip(names, endings, strict=True)]
    temporary = [f"DatabaseFile = {folder}/temp.db", f"TransactionFile = {folder}/temp.trx"]
    sections = {
        "Database": [*files, "FileExtend = 2000"],
        "TempDatabase": temporary,
        "Parameters": [
            f"ServerPort = 127.0.0.1:{port}",
            f"DirsAllowed = {folder}",
            "NumberOfBuffers = 170000",
            "MaxDirtyBuffers = 130000",
            "CheckpointInterval = 0",
        ],
        "HTTPServer": [
            f"ServerPort = 127.0.0.1:{http_port}",
            f"ServerRoot = {folder}",
            "ServerThreads = 20",
        ],
        "SPARQL": [
            "ResultSetMaxRows = 10000000",
            "MaxQueryCostEstimationTime = 0",
            "MaxQueryExecutionTime = 0",
        ],
    }
    return "".join(
        f"[{section}]\n" + "".join(f"{line}\n" for line in lines)
        for section, lines in sections.items()
    )


def _unpack(packed: Path, folder: Path) -> None:
    """The N-Quads of a release in some files."""
    files = [(folder / f"{part}.nq").open("wb") for part in range(_PARTS)]
    with gzip.open(packed) as lines:
        for number, line in enumerate(lines):
            files[number % _PARTS].write(line)
    for file in files:
        file.close()


def _load(isql: str, port: int, folder: Path) -> None:
    steps = f"ld_dir('{folder}', '*.nq', '{DEFAULT_GRAPH}'); rdf_loader_run(); checkpoint; "
    command = [isql, f"127.0.0.1:{port}", "dba", "dba", f"exec={steps}{_WHAT_FAILED}"]
    ran = subprocess.run(
        command, capture_output=True, text=True, check=True, timeout=_LOADING_SECONDS
    )
    if "0 Rows." not in ran.stdout:
        raise SystemExit(f"Virtuoso does not load: {ran.stdout[-1000:]}")


@contextmanager
def rdflib(triples: Path, python: str) -> Iterator[Server]:
    """rdflib-endpoint, from the environment of this Python, with a file in memory."""
    server = Server("rdflib-endpoint", free_port(), "/")
    program = str(Path(python).with_name("rdflib-endpoint"))
    command = [program, "serve", "--host", "127.0.0.1", "--port", str(server.port), str(triples)]
    with _running(command, server, {}, seconds=_LOADING_SECONDS):
        yield server


def part_of(release: Path, most: int, folder: Path) -> Path:
    """A release with the first triples only, those in the default graph; returns their file.

    Triples are sorted by a hash of their subjects: the part is a sample of things, each whole.
    """
    triples = folder / "part.nt"
    with gzip.open(release / "graph.nq.gz") as lines, triples.open("wb") as part:
        written = 0
        for line in lines:
            if written < most and _IN_NO_GRAPH.match(line.rstrip()):
                part.write(line)
                written += 1
            elif written >= most:
                break
    store = Store(str(folder / "graph"))
    store.bulk_load(path=str(triples))
    store.optimize()
    store.flush()
    return triples


@contextmanager
def _running(
    command: list[str], server: Server, environment: dict[str, str], seconds: float = 30.0
) -> Iterator[Server]:
    with subprocess.Popen(
        command, env={**os.environ, **environment}, stdout=subprocess.DEVNULL
    ) as process:
        try:
            _wait_for(server, process, seconds)
            yield server
        finally:
            stop(process)


def _wait_for(server: Server, process: subprocess.Popen[bytes], seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            ask(server.connect(), server.address("ASK {}"), SOLUTIONS)
        except (OSError, http.client.HTTPException):
            if process.poll() is not None:
                raise SystemExit(f"{server.name} ended at once") from None
            time.sleep(0.05)
        else:
            return
    raise SystemExit(f"{server.name} does not answer")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
