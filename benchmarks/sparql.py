"""Our `/sparql` against other endpoints, side by side over HTTP on the same data.

    python benchmarks/sparql.py [RELEASE] [--oxigraph PROGRAM] [--rounds 30]

RELEASE is a release directory (default: the current one of RAREKG_HOME). The reference is the
program of the PyPI package `oxigraph` (dependency group `bench`). Ten kinds of queries, asked in
turn on one kept connection each; then eight clients at once, each asking all ten. Then the same
kinds against Debian's Virtuoso, with the whole release, and against rdflib-endpoint, with as much
as it can hold, where these are installed (`--virtuoso`, `--rdflib`; `--only` runs one of the
three). Prints tables and writes benchmarks/out/sparql.json.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from benchmarks.endpoints import (
    LINES,
    SOLUTIONS,
    TRIPLES,
    Refused,
    Server,
    ask,
    ours,
    oxigraph,
    part_of,
    rdflib,
    virtuoso,
)

HERE = Path(__file__).resolve().parent
CLIENTS = 8
_RDFLIB_ROUNDS = 5  # it takes seconds for what takes others milliseconds
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


def whole(query: str) -> str:
    """A query with its prefixes."""
    return PREFIXES + query


def accept_of(query: str, lines: bool = False) -> str:
    """What a query is asked for as: JSON or triples; or what has a line for each row."""
    if query.lstrip().startswith("CONSTRUCT"):
        return TRIPLES
    return LINES if lines else SOLUTIONS


def filled(server: Server) -> dict[str, str]:
    """The queries, about the busiest disease, sign and parent of this release."""
    connection = server.connect()
    about = {}
    for name, query in SUBJECTS.items():
        found = json.loads(ask(connection, server.address(whole(query)), SOLUTIONS))
        rows = found["results"]["bindings"]
        about[name] = rows[0]["x"]["value"] if rows else "https://example.org/none"
    return {name: fill(query, about) for name, query in QUERIES.items()}


def fill(query: str, about: dict[str, str]) -> str:
    for name, iri in about.items():
        query = query.replace(f"<{{{name}}}>", f"<{iri}>")
    return query


@dataclass(frozen=True, slots=True)
class Pair:
    """Median milliseconds of two servers, and the lines of their answers."""

    ours: float
    theirs: float
    lines: tuple[int, int]
    same: bool

    @property
    def ratio(self) -> float:
        """How many times theirs."""
        return self.ours / self.theirs


def medians(servers: tuple[Server, Server], query: str, rounds: int) -> Pair:
    """A query asked by turns; raises Refused."""
    connections = [server.connect() for server in servers]
    addresses = [server.address(whole(query)) for server in servers]
    both = list(zip(connections, addresses, strict=True))
    answers = [sorted(ask(*each, accept_of(query, lines=True)).splitlines()) for each in both]
    accept = accept_of(query)
    times: tuple[list[float], list[float]] = ([], [])
    started = time.perf_counter()
    while len(times[0]) < rounds or (time.perf_counter() - started < 1 and len(times[0]) < 500):
        for (connection, address), taken in zip(both, times, strict=True):
            start = time.perf_counter()
            ask(connection, address, accept)
            taken.append((time.perf_counter() - start) * 1000)
    lines = len(answers[0]), len(answers[1])
    mine, theirs = (statistics.median(each) for each in times)
    return Pair(mine, theirs, lines, answers[0] == answers[1])


@dataclass(frozen=True, slots=True)
class Rate:
    """Queries that were answered a second, and how many were refused."""

    answered: float
    refused: int


def ask_all(server: Server, queries: list[str], first: int) -> int:
    """One client that asks each query once, beginning with the first-th; how many are refused."""
    connection = server.connect()
    refused = 0
    for query in queries[first:] + queries[:first]:
        try:
            ask(connection, server.address(whole(query)), accept_of(query))
        except Refused:
            refused += 1
    return refused


def throughput(server: Server, queries: list[str]) -> Rate:
    """Queries a second when CLIENTS processes at the same time ask each query once.

    The work is fixed, not the time: or a slow server would be asked other queries than a fast one.
    What is refused is no work done: it does not count.
    """
    with ProcessPoolExecutor(CLIENTS, mp_context=get_context("fork")) as pool:
        start = time.perf_counter()
        clients = [pool.submit(ask_all, server, queries, first) for first in range(CLIENTS)]
        refused = sum(client.result() for client in clients)
        seconds = time.perf_counter() - start
    return Rate((CLIENTS * len(queries) - refused) / seconds, refused)


def measure(servers: tuple[Server, Server], rounds: int) -> dict[str, object]:
    queries = filled(servers[1])
    kinds: dict[str, dict[str, float]] = {}
    print(f"{'kind':24}{'lines':>8}{'ours ms':>12}{'reference ms':>14}{'ratio':>8}")
    for name, query in queries.items():
        pair = medians(servers, query, rounds)
        if not pair.same:
            raise SystemExit(f"the answers differ: {query}")
        row = {"ours": pair.ours, "reference": pair.theirs, "ratio": pair.ratio}
        kinds[name] = row | {"lines": pair.lines[0]}
        print(f"{name:24}{pair.lines[0]:8}{pair.ours:12.3f}{pair.theirs:14.3f}{pair.ratio:8.2f}")
    texts = list(queries.values())
    rates = [throughput(server, texts) for server in servers * 3]  # by turns
    ours_rate, reference_rate = (
        statistics.mean(rate.answered for rate in each) for each in (rates[::2], rates[1::2])
    )
    refused = sum(rate.refused for rate in rates[::2]), sum(rate.refused for rate in rates[1::2])
    mean = mean_of(lambda kind: kind["ratio"], kinds)
    worst = max(kind["ratio"] for kind in kinds.values())
    print(f"geometric mean {mean:.2f} (at most 1.25), worst {worst:.2f} (at most 2)")
    print(f"{CLIENTS} clients: ours {ours_rate:.1f}/s, reference {reference_rate:.1f}/s,", end=" ")
    print(f"ratio {ours_rate / reference_rate:.2f} (at least 0.8),", end=" ")
    asked = len(rates) // 2 * CLIENTS * len(texts)
    print(f"refused {refused[0]} and {refused[1]} of {asked:,} each")
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
            "refused": {"ours": refused[0], "reference": refused[1], "asked": asked},
        },
    }


def mean_of(
    value: Callable[[dict[str, float]], float], kinds: dict[str, dict[str, float]]
) -> float:
    """The geometric mean over all kinds of queries."""
    return math.exp(statistics.mean(math.log(value(kind)) for kind in kinds.values()))


Kinds = dict[str, dict[str, float | str]]


def against(mine: Server, other: Server, queries: dict[str, str], rounds: int) -> Kinds:
    """Ours against another endpoint, kind by kind; what it cannot answer is said."""
    kinds: Kinds = {}
    print(f"\n{'kind':24}{'lines':>8}{'theirs':>8}{mine.name:>12}{other.name:>16}{'ratio':>8}")
    for name, query in queries.items():
        try:
            pair = medians((mine, other), query, rounds)
        except (Refused, TimeoutError) as error:
            kinds[name] = {"error": str(error)}
            print(f"{name:24}not answered: {error}")
            continue
        kinds[name] = {"ours": pair.ours, "theirs": pair.theirs, "ratio": pair.ratio}
        kinds[name] |= {"lines": pair.lines[0], "their_lines": pair.lines[1]}
        times = f"{pair.ours:12.3f}{pair.theirs:16.3f}{pair.ratio:8.3f}"
        print(f"{name:24}{pair.lines[0]:8}{pair.lines[1]:8}{times}", flush=True)
    ahead = sum(float(kind.get("ratio", 0)) < 1 for kind in kinds.values())
    print(f"{mine.name} is ahead of {other.name} in {ahead} of {len(kinds)} kinds")
    return kinds


def with_virtuoso(release: Path, options: argparse.Namespace) -> Kinds | None:
    """Ours against Virtuoso on the whole release; None, and a line, where it is not installed."""
    if not options.virtuoso or not options.isql:
        print("\nNOT RUN: Virtuoso is not installed (Debian's package virtuoso-opensource)")
        return None
    with ours(release) as mine, virtuoso(release, options.virtuoso, options.isql) as theirs:
        return against(mine, theirs, filled(mine), options.rounds)


def with_rdflib(release: Path, options: argparse.Namespace) -> dict[str, Kinds] | None:
    """rdflib-endpoint, and the Oxigraph server, against ours on a part of the release; None, and a
    line, where it is not installed."""
    if not options.rdflib:
        print("\nNOT RUN: no environment with rdflib-endpoint (--rdflib PYTHON)")
        return None
    with tempfile.TemporaryDirectory(prefix="rarekg-part-") as name:
        triples = part_of(release, options.rdflib_triples, Path(name))
        print(f"\non {options.rdflib_triples:,} triples:")
        with ours(Path(name)) as mine:
            queries = filled(mine)
            with oxigraph(Path(name), options.oxigraph) as theirs:
                beside = against(mine, theirs, queries, options.rounds)
            with rdflib(triples, options.rdflib) as theirs:
                found = against(mine, theirs, queries, min(options.rounds, _RDFLIB_ROUNDS))
    return {"rdflib": found, "oxigraph": beside}


def options_given() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("release", type=Path, nargs="?")
    parser.add_argument("--oxigraph", default=shutil.which("oxigraph"))
    parser.add_argument("--virtuoso", default=shutil.which("virtuoso-t"))
    parser.add_argument("--isql", default=shutil.which("isql-vt"))
    parser.add_argument(
        "--rdflib",
        default=os.environ.get("RDFLIB_PYTHON"),
        help="Python of an environment with rdflib-endpoint (default: RDFLIB_PYTHON)",
    )
    parser.add_argument("--rdflib-triples", type=int, default=300_000)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--only", choices=("oxigraph", "virtuoso", "rdflib"))
    return parser.parse_args()


def main() -> None:
    options = options_given()
    home = os.environ.get("RAREKG_HOME")
    release = options.release or (Path(home) / "current" if home else None)
    if release is None or not options.oxigraph:
        raise SystemExit("name a release directory (or RAREKG_HOME), and install `oxigraph`")
    release = release.resolve()
    out = HERE / "out" / "sparql.json"
    result: dict[str, object] = json.loads(out.read_text("utf-8")) if out.exists() else {}
    if options.only in (None, "oxigraph"):
        with ours(release) as mine, oxigraph(release, options.oxigraph) as theirs:
            result |= measure((mine, theirs), options.rounds)
    if options.only in (None, "virtuoso"):
        result["virtuoso"] = with_virtuoso(release, options)
    if options.only in (None, "rdflib"):
        result["part"] = with_rdflib(release, options)
    out.parent.mkdir(exist_ok=True)
    out.write_text(json.dumps(result, indent=2) + "\n")
    print(f"written to {out}")


if __name__ == "__main__":
    main()
