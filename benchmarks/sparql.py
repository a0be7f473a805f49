"""Our `/sparql` against the Oxigraph server, side by side over HTTP on the same store.

    python benchmarks/sparql.py [RELEASE] [--oxigraph PROGRAM] [--rounds 30]

RELEASE is a release directory (default: the current one of RAREKG_HOME). The reference is the
program of the PyPI package `oxigraph` (dependency group `bench`). Ten kinds of queries, asked in
turn on one kept connection each; then eight clients at once, each asking all ten. Prints a
table and writes benchmarks/out/sparql.json.
"""

from __future__ import annotations

import argparse
import http.client
import json
import math
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from urllib.parse import quote

from benchmarks.processes import stop

HERE = Path(__file__).resolve().parent
CLIENTS = 8
PREFIXES = """PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX rkg: <https://w3id.org/rarekg/vocab/>
"""

# What the queries are about: the busiest of its kind in the release at hand.
SUBJECTS = {
    "disease": "SELECT ?x { ?s a rkg:Statement ; rdf:subject ?x }"
    " GROUP BY ?x ORDER BY DESC(COUNT(*)) ?x LIMIT 1",
    "sign": "SELECT ?x { ?d rkg:hasPhenotype ?x } GROUP BY ?x ORDER BY DESC(COUNT(*)) ?x LIMIT 1",
    "parent": "SELECT ?x { ?d rkg:hasParent ?x } GROUP BY ?x ORDER BY DESC(COUNT(*)) ?x LIMIT 1",
}

QUERIES = {
    "lookup": "SELECT ?p ?o { <{disease}> ?p ?o }",
    "page with provenance": """SELECT ?s ?predicate ?object ?frequency ?source ?record {
        ?s rdf:subject <{disease}> ; rdf:predicate ?predicate ; rdf:object ?object ;
           prov:wasDerivedFrom ?reference .
        ?reference rkg:source ?source .
        OPTIONAL { ?s rkg:frequency ?frequency } OPTIONAL { ?reference rkg:record ?record } }""",
    "hierarchy path": "SELECT ?x { ?x rkg:hasParent+ <{parent}> }",
    "group by": """SELECT ?predicate (COUNT(?s) AS ?n) {
        ?s a rkg:Statement ; rdf:predicate ?predicate } GROUP BY ?predicate ORDER BY DESC(?n)""",
    "optional and union": """SELECT ?d ?name ?synonym {
        ?d rkg:hasPhenotype <{sign}> .
        { ?d rdfs:label ?name } UNION { ?d skos:prefLabel ?name }
        OPTIONAL { ?d skos:altLabel ?synonym } } LIMIT 2000""",
    "regex": """SELECT ?d ?name {
        ?d rdfs:label ?name FILTER(REGEX(?name, "^spino.*ata|9[0-4]$", "i")) }""",
    "contains": """SELECT ?d ?name {
        ?d rdfs:label ?name FILTER(CONTAINS(LCASE(?name), "dystrophy")) }""",
    "top k": """SELECT ?d (COUNT(?sign) AS ?n) { ?d rkg:hasPhenotype ?sign }
        GROUP BY ?d ORDER BY DESC(?n) ?d LIMIT 10""",
    "construct": """CONSTRUCT { ?s ?p ?o . ?reference rkg:source ?source } WHERE {
        ?s rdf:subject <{disease}> ; ?p ?o ; prov:wasDerivedFrom ?reference .
        OPTIONAL { ?reference rkg:source ?source } }""",
    "path and join": """SELECT ?sign (COUNT(DISTINCT ?d) AS ?n) {
        ?d rkg:hasParent* <{parent}> ; rkg:hasPhenotype ?sign }
        GROUP BY ?sign ORDER BY DESC(?n) ?sign LIMIT 50""",
}


@dataclass(frozen=True, slots=True)
class Server:
    """A SPARQL endpoint over HTTP."""

    port: int
    path: str

    def address(self, query: str) -> str:
        return f"{self.path}?query={quote(PREFIXES + query)}"

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)


def ask(connection: http.client.HTTPConnection, address: str, accept: str) -> bytes:
    connection.request("GET", address, headers={"Accept": accept})
    response = connection.getresponse()
    body = response.read()
    if response.status != 200:
        raise SystemExit(f"status {response.status} for {address}: {body[:500]!r}")
    return body


ANSWERS = "application/sparql-results+json, application/n-triples;q=0.9"
LINES = "text/tab-separated-values, application/n-triples;q=0.9"


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def running(command: list[str], server: Server, environment: dict[str, str]) -> Iterator[Server]:
    with subprocess.Popen(command, env={**os.environ, **environment}) as process:
        try:
            wait_for(server, process)
            yield server
        finally:
            stop(process)


def wait_for(server: Server, process: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        try:
            ask(server.connect(), server.address("ASK {}"), ANSWERS)
        except OSError:
            if process.poll() is not None:
                raise SystemExit("a server ended at once") from None
            time.sleep(0.05)
        else:
            return
    raise SystemExit("a server does not answer")


@contextmanager
def ours(release: Path) -> Iterator[Server]:
    server = Server(free_port(), "/sparql")
    command = [str(Path(sys.executable).with_name("granian")), "--interface", "wsgi"]
    command += ["--host", "127.0.0.1", "--port", str(server.port), "--workers", "2"]
    command += ["--blocking-threads", "8", "--no-ws", "--log-level", "warning"]
    command += ["rarekg.wsgi:app"]
    with tempfile.TemporaryDirectory() as home:
        Path(home, "current").symlink_to(release)
        source = str(HERE.parent / "src")
        with running(command, server, {"RAREKG_HOME": home, "PYTHONPATH": source}):
            yield server


@contextmanager
def reference(release: Path, program: str) -> Iterator[Server]:
    server = Server(free_port(), "/query")
    bind = f"127.0.0.1:{server.port}"
    command = [program, "serve-read-only", "--location", str(release / "graph"), "--bind", bind]
    with running(command, server, {}):
        yield server


def filled(server: Server) -> dict[str, str]:
    """The queries, about the busiest disease, sign and parent of this release."""
    connection = server.connect()
    about = {}
    for name, query in SUBJECTS.items():
        found = json.loads(ask(connection, server.address(query), ANSWERS))["results"]["bindings"]
        about[name] = found[0]["x"]["value"] if found else "https://example.org/none"
    return {name: fill(query, about) for name, query in QUERIES.items()}


def fill(query: str, about: dict[str, str]) -> str:
    for name, iri in about.items():
        query = query.replace(f"<{{{name}}}>", f"<{iri}>")
    return query


def medians(servers: tuple[Server, Server], query: str, rounds: int) -> tuple[float, float, int]:
    """Median milliseconds of ours and of the reference, asked by turns; lines of the answer."""
    connections = [server.connect() for server in servers]
    addresses = [server.address(query) for server in servers]
    both = list(zip(connections, addresses, strict=True))
    answers = [sorted(ask(*each, LINES).splitlines()) for each in both]
    if answers[0] != answers[1]:
        raise SystemExit(f"the answers differ: {query}")
    times: tuple[list[float], list[float]] = ([], [])
    started = time.perf_counter()
    while len(times[0]) < rounds or (time.perf_counter() - started < 1 and len(times[0]) < 500):
        for (connection, address), taken in zip(both, times, strict=True):
            start = time.perf_counter()
            ask(connection, address, ANSWERS)
            taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(times[0]), statistics.median(times[1]), len(answers[0])


def ask_all(server: Server, queries: list[str], first: int) -> None:
    """One client that asks each query once, beginning with the first-th."""
    connection = server.connect()
    for query in queries[first:] + queries[:first]:
        ask(connection, server.address(query), ANSWERS)


def throughput(server: Server, queries: list[str]) -> float:
    """Queries a second when CLIENTS processes at the same time ask each query once.

    The work is fixed, not the time: or a slow server would be asked other queries than a fast one.
    """
    with ProcessPoolExecutor(CLIENTS, mp_context=get_context("fork")) as pool:
        start = time.perf_counter()
        clients = [pool.submit(ask_all, server, queries, first) for first in range(CLIENTS)]
        for client in clients:
            client.result()
        return CLIENTS * len(queries) / (time.perf_counter() - start)


def measure(servers: tuple[Server, Server], rounds: int) -> dict[str, object]:
    queries = filled(servers[1])
    kinds: dict[str, dict[str, float]] = {}
    print(f"{'kind':24}{'lines':>8}{'ours ms':>12}{'reference ms':>14}{'ratio':>8}")
    for name, query in queries.items():
        mine, theirs, lines = medians(servers, query, rounds)
        kinds[name] = {"ours": mine, "reference": theirs, "ratio": mine / theirs, "lines": lines}
        print(f"{name:24}{lines:8}{mine:12.3f}{theirs:14.3f}{mine / theirs:8.2f}")
    texts = list(queries.values())
    rates = [throughput(server, texts) for server in servers * 3]  # by turns
    ours_rate, reference_rate = statistics.mean(rates[::2]), statistics.mean(rates[1::2])
    mean = mean_of(lambda kind: kind["ratio"], kinds)
    worst = max(kind["ratio"] for kind in kinds.values())
    print(f"geometric mean {mean:.2f} (at most 1.25), worst {worst:.2f} (at most 2)")
    print(f"{CLIENTS} clients: ours {ours_rate:.1f}/s, reference {reference_rate:.1f}/s,", end=" ")
    print(f"ratio {ours_rate / reference_rate:.2f} (at least 0.8)")
    return {
        "ours": mean_of(lambda kind: kind["ours"], kinds),
        "reference": mean_of(lambda kind: kind["reference"], kinds),
        "ratio": mean,
        "worst_ratio": worst,
        "kinds": kinds,
        "throughput": {
            "clients": CLIENTS,
            "ours": ours_rate,
            "reference": reference_rate,
            "ratio": ours_rate / reference_rate,
        },
    }


def mean_of(
    value: Callable[[dict[str, float]], float], kinds: dict[str, dict[str, float]]
) -> float:
    """The geometric mean over all kinds of queries."""
    return math.exp(statistics.mean(math.log(value(kind)) for kind in kinds.values()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("release", type=Path, nargs="?")
    parser.add_argument("--oxigraph", default=shutil.which("oxigraph"))
    parser.add_argument("--rounds", type=int, default=30)
    options = parser.parse_args()
    home = os.environ.get("RAREKG_HOME")
    release = options.release or (Path(home) / "current" if home else None)
    if release is None or not options.oxigraph:
        raise SystemExit("name a release directory (or RAREKG_HOME), and install `oxigraph`")
    release = release.resolve()
    with ours(release) as mine, reference(release, options.oxigraph) as theirs:
        result = measure((mine, theirs), options.rounds)
    out = HERE / "out" / "sparql.json"
    out.parent.mkdir(exist_ok=True)
    out.write_text(json.dumps(result, indent=2) + "\n")
    print(f"written to {out}")


if __name__ == "__main__":
    main()
