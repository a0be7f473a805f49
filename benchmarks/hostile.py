"""100,000 queries that nobody means, on the index of a release: each is answered, and soon.

They are made by Hypothesis from names of the release, the same at each run; and there are long
texts. An error ends the run and shows the query. What is measured is processor time, the least of
three where it is long, for the search with counts and explanations; every twentieth goes over
HTTP, too (Flask's test client), to the page, the API and the suggestions.
"""

from __future__ import annotations

import heapq
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from urllib.parse import quote

from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, seed, settings

from benchmarks.hostile_queries import LENGTHS, longest, queries
from benchmarks.outcome import Detail, Outcome, quantile, show
from benchmarks.subject import SEED, home_of
from rarekg.release import Release
from rarekg.search.documents import documents
from rarekg.search.engines import open_index
from rarekg.search.protocol import Request
from rarekg.server.app import create_app
from rarekg.sparql.client import SparqlClient

QUERIES = 100_000
LIMIT_MS = 100.0
_NAMES = 5_000
_EVERY = 20  # of the queries goes over HTTP
_AGAIN_MS, _TIMES = 20.0, 3
_WORST = 10
_SHOWN = 60
_PATHS = ("/search?q=", "/api/v1/search?explain=1&q=", "/api/v1/suggest?q=")
_LONGEST_ADDRESS = 65_000  # bytes; the server refuses longer ones (414)


@dataclass(slots=True)
class Taken:
    """Milliseconds of processor time of each query, and the worst of them."""

    all: list[float] = field(default_factory=list)
    worst: list[tuple[float, str]] = field(default_factory=list)

    def add(self, act: Callable[[], object], told: str) -> None:
        """Does it, and keeps how long it took."""
        took = _milliseconds(act)
        if took > _AGAIN_MS:
            took = min(took, *(_milliseconds(act) for _ in range(_TIMES - 1)))
        self.all.append(took)
        heapq.heappush(self.worst, (took, told))
        if len(self.worst) > _WORST:
            heapq.heappop(self.worst)

    def above(self) -> int:
        """How many took longer than they may."""
        return sum(took > LIMIT_MS for took in self.all)

    def detail(self) -> dict[str, Detail]:
        """As it stands in the JSON file."""
        return {
            "number": len(self.all),
            "median_ms": round(quantile(self.all, 0.5), 3),
            "p99_ms": round(quantile(self.all, 0.99), 3),
            "most_ms": round(max(self.all), 3),
            "above_limit": self.above(),
            "worst": [f"{took:.1f} ms: {told}" for took, told in sorted(self.worst, reverse=True)],
        }


def run(release: Release) -> Outcome:
    """Measures, prints, and returns what was found."""
    engine = open_index(release.manifest().search_engine, release.path)
    names = random.Random(SEED).sample(_names(release), _NAMES)
    taken = {"search": Taken(), "long texts": Taken(), "over HTTP": Taken()}

    def search(query: str) -> None:
        engine.search(Request(query, counted=True, explained=True))
        engine.called(query)

    with home_of(release) as home:
        client = create_app(home, SparqlClient(home.path)).test_client()
        for query in names[:20]:  # what is read once
            search(query)
            _over_http(Taken(), client, query, query)
        _random(names, taken, search, client)
        for each in longest(*LENGTHS):
            taken["long texts"].add(partial(search, each.text()), str(each))
        for each in longest(_LONGEST_ADDRESS):
            _over_http(taken["over HTTP"], client, each.text(), str(each))
    engine.close()
    return _outcome(taken)


def _names(release: Release) -> list[str]:
    found = {text for document in documents(release.path) for text, _, _ in document.names}
    return sorted(found)


def _random(
    names: list[str], taken: dict[str, Taken], search: Callable[[str], None], client: FlaskClient
) -> None:
    number = count()

    @seed(SEED)
    @settings(
        max_examples=QUERIES,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(query=queries(names))
    def asked(query: str) -> None:
        told = ascii(query)
        told = told if len(told) <= _SHOWN else f"{told[:_SHOWN]}… ({len(query)} characters)"
        taken["search"].add(partial(search, query), told)
        if next(number) % _EVERY == 0:
            _over_http(taken["over HTTP"], client, query, told)

    asked()


def _over_http(taken: Taken, client: FlaskClient, query: str, told: str) -> None:
    """Asks the page, the API and the suggestions. Of the time, the client itself takes up to 60 ms
    for the longest addresses."""
    sent = quote(query.encode("utf-8", "surrogatepass"))[:_LONGEST_ADDRESS]
    for path in _PATHS:
        taken.add(partial(_get, client, path + sent), f"{path}{told}")


def _get(client: FlaskClient, address: str) -> None:
    """Raises SystemExit for an error of the server."""
    with client.get(address) as answer:
        if answer.status_code >= 500:
            raise SystemExit(f"{answer.status_code} for {address[:400]}")


def _milliseconds(act: Callable[[], object]) -> float:
    start = time.thread_time()
    act()
    return (time.thread_time() - start) * 1000


def _outcome(taken: dict[str, Taken]) -> Outcome:
    details: dict[str, Detail] = {name: each.detail() for name, each in taken.items()}
    show(
        ("queries", "number", "median ms", "p99", "longest", f"above {LIMIT_MS:g} ms"),
        [
            (n, len(t.all), quantile(t.all, 0.5), quantile(t.all, 0.99), max(t.all), t.above())
            for n, t in taken.items()
        ],
    )
    for name, each in taken.items():
        print(f"\n{name}, the longest:")
        for took, told in sorted(each.worst, reverse=True)[:5]:
            print(f"{took:8.1f} ms  {told}")
    unit = "ms of processor time, the longest search"
    return Outcome("hostile", unit, max(taken["search"].all), LIMIT_MS, details)
