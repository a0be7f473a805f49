"""A home with a small release, and questions to its query service."""

from __future__ import annotations

import time
from pathlib import Path

import psutil
from pyoxigraph import Literal, NamedNode, Quad, Store

from rarekg.sparql.client import SparqlClient
from rarekg.sparql.limits import MEBIBYTE, Limits

EX = "https://example.org/"
LIMITS = Limits(
    seconds=6.0,
    quick_seconds=0.3,
    memory_bytes=400 * MEBIBYTE,
    result_bytes=2 * MEBIBYTE,
    workers=2,
)
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
CSV = "text/csv"


def publish(home: Path, name: str, things: int = 300) -> None:
    """A release with a chain of things, each named by the release."""
    folder = home / "releases" / name
    folder.mkdir(parents=True)
    store = Store(str(folder / "graph"))
    next_one, label = NamedNode(EX + "next"), NamedNode(EX + "label")
    for i in range(things):
        thing = NamedNode(f"{EX}{i}")
        store.add(Quad(thing, next_one, NamedNode(f"{EX}{(i * 7 + 1) % things}")))
        store.add(Quad(thing, label, Literal(f"{name} {i}"), NamedNode(EX + "graph")))
        store.add(Quad(thing, label, Literal(f"{name} {i}")))
    store.flush()
    del store
    pointer = home / "next"
    pointer.symlink_to(Path("releases") / name)
    pointer.replace(home / "current")


def is_well(client: SparqlClient) -> bool:
    return client.query("ASK { ?s ?p ?o }", accept=CSV).read() == b"true"


def lines(client: SparqlClient, query: str, seconds: float | None = None) -> list[str]:
    return client.query(query, accept=CSV, seconds=seconds).read().decode().split("\r\n")[1:-1]


def slow_query(client: SparqlClient, seconds: float) -> str:
    """A query that takes about so long on the machine at hand."""
    query = "SELECT (COUNT(*) AS ?n) (MIN(?c) AS ?first)"
    query += " { %s ?a ?b ?c . ?d ?e ?f FILTER(ISLITERAL(?c)) }"
    start = time.monotonic()
    lines(client, query % "")
    times = max(2, round(seconds / (time.monotonic() - start)))
    return query % f"VALUES ?times {{ {' '.join(str(i) for i in range(times))} }}"


def children(client: SparqlClient) -> list[psutil.Process]:
    """The worker processes."""
    assert client._child is not None
    return psutil.Process(client._child.pid).children()
