"""Disease pages, server side and in process, against the bare query that lies beneath them.

A request through Flask's test client (routing, records, rarity, template) for each of the
diseases with the most facts and of as many at random with 100 facts or more. The reference runs
`statements-of.rq` beside this file for the same disease on a store of its own, and does nothing
with the rows. Each page is asked for before its query is, so that the disk is warm for the
reference and not for us.

Then one of each other kind of page, and the disease in French, each asked for several times.
"""

from __future__ import annotations

import gzip
import time
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
from flask.testing import FlaskClient

from benchmarks.outcome import Detail, Outcome, show, spread
from benchmarks.subject import Sampled, groups, home_of
from rarekg.graph.store import open_store
from rarekg.release import Release
from rarekg.server.app import create_app
from rarekg.sparql.client import SparqlClient

_QUERY = Path(__file__).with_name("statements-of.rq").read_text("utf-8")
NUMBER = 200
ROUNDS = 3  # the first one meets pages nobody has asked for; what is said of a page is that one
MEDIAN_MS, P99_MS, WEIGHT_KB = 8, 40, 60
OTHERS = (
    "/",
    "/fr/",
    "/fr/disease/MONDO:0100339",
    "/therapy/rarekg:idebenone",
    "/gene/HGNC:3951",
    "/phenotype/HP:0001251",
    "/organisation/rarekg:organisation-servier",
    "/modality/rarekg:modality-small-molecule",
    "/search?q=ataxia",
    "/diseases",
    "/money",
    "/trials",
)
_VISITS = 20  # of each of them


@dataclass(frozen=True, slots=True)
class Page:
    """One disease: milliseconds of each round for its page and its query; bytes sent."""

    disease: Sampled
    page: list[float]
    query: list[float]
    size: int
    compressed: int


def run(release: Release) -> Outcome:
    """Measures, prints, and returns what was found."""
    store = open_store(release.graph)
    with home_of(release) as home:
        client = create_app(home, SparqlClient(home.path)).test_client()
        _get(client, "/")  # templates are compiled, the release is open
        chosen = groups(release, NUMBER)
        found = {name: _measured(client, store, group) for name, group in chosen.items()}
        others = {path: _visited(client, path) for path in OTHERS}
    _print(found)
    _print_others(others)
    outcome = _outcome([page for pages in found.values() for page in pages])
    for path, (times, _, packed) in others.items():
        outcome.details[path] = {**spread(times[1:]).detail(), "gzip_bytes": packed}
    return outcome


def _measured(client: FlaskClient, store: ox.Store, group: list[Sampled]) -> list[Page]:
    times: dict[str, tuple[list[float], list[float]]] = {d.id: ([], []) for d in group}
    bodies: dict[str, bytes] = {}
    for _ in range(ROUNDS):
        for disease in group:
            start = time.perf_counter()
            bodies[disease.id] = _get(client, f"/disease/{disease.id}")
            between = time.perf_counter()
            _run(store, ox.NamedNode(disease.iri))
            end = time.perf_counter()
            page, query = times[disease.id]
            page.append((between - start) * 1000)
            query.append((end - between) * 1000)
    return [
        Page(d, *times[d.id], len(bodies[d.id]), len(gzip.compress(bodies[d.id], 6))) for d in group
    ]


def _visited(client: FlaskClient, path: str) -> tuple[list[float], int, int]:
    """Milliseconds of each visit, the bytes of the page, and its bytes with gzip."""
    times: list[float] = []
    body = b""
    for _ in range(_VISITS):
        start = time.perf_counter()
        response = client.get(path, headers={"Accept": "text/html"})
        body = response.get_data()
        times.append((time.perf_counter() - start) * 1000)
    return times, len(body), len(gzip.compress(body, 6))


def _print_others(others: dict[str, tuple[list[float], int, int]]) -> None:
    rows: list[tuple[object, ...]] = []
    for path, (times, size, packed) in others.items():
        again = spread(times[1:])
        rows.append((path, times[0], again.median, again.p99, size / 1000, packed / 1000))
    show(("other pages", "first ms", "median", "p99", "kB", "gzip kB"), rows)


def _run(store: ox.Store, subject: ox.NamedNode) -> None:
    solutions = store.query(_QUERY, substitutions={ox.Variable("subject"): subject})
    assert isinstance(solutions, ox.QuerySolutions)
    for _row in solutions:
        pass


def _get(client: FlaskClient, address: str) -> bytes:
    response = client.get(address)
    if response.status_code != 200:
        raise SystemExit(f"{address}: status {response.status_code}")
    return response.get_data()


def _print(found: dict[str, list[Page]]) -> None:
    rows: list[tuple[object, ...]] = []
    for name, pages in found.items():
        if not pages:
            continue
        for label, visits in (("first visit", slice(0, 1)), ("again", slice(1, None))):
            ours = spread([t for p in pages for t in p.page[visits]])
            bare = spread([t for p in pages for t in p.query[visits]])
            rows.append((f"{name}, {label}", ours.median, ours.p99, bare.median, bare.p99))
    show(("pages", "ours ms", "p99", "query ms", "p99"), rows)


def _outcome(pages: list[Page]) -> Outcome:
    ours, bare = spread([p.page[0] for p in pages]), spread([p.query[0] for p in pages])
    heaviest = max(pages, key=lambda page: page.compressed)
    size, compressed = heaviest.size / 1000, heaviest.compressed / 1000
    print(
        f"heaviest: {heaviest.disease.id}, {heaviest.disease.facts} facts, {size:.0f} kB,", end=" "
    )
    print(f"{compressed:.1f} kB with gzip (at most {WEIGHT_KB})")
    print(f"median {ours.median:.2f} ms (at most {MEDIAN_MS}),", end=" ")
    print(f"p99 {ours.p99:.2f} ms (at most {P99_MS})")
    details: dict[str, Detail] = {
        "first_visit": ours.detail(),
        "query_first": bare.detail(),
        "again": spread([t for p in pages for t in p.page[1:]]).detail(),
        "query_again": spread([t for p in pages for t in p.query[1:]]).detail(),
        "heaviest": {
            "id": heaviest.disease.id,
            "facts": heaviest.disease.facts,
            "bytes": heaviest.size,
            "gzip_bytes": heaviest.compressed,
        },
        "targets": {"median_ms": MEDIAN_MS, "p99_ms": P99_MS, "gzip_kb": WEIGHT_KB},
    }
    unit = "ms, median of first visits"
    return Outcome("pages", unit, ours.median, bare.median, details)
