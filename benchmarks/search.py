"""Search, in process, against full-text engines alone, on the documents of a release.

All index the same words and get the same queries, by turns (`search_contenders`, `search_queries`).
Ours is measured with and without the counts beside the results. The others find nothing for a
misspelt word or an identifier: those queries count for our times, and not for the ratios.

Whoosh takes minutes to build and seconds for some queries: `run_whoosh` has it and our engine
that works on it, with fewer queries.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from benchmarks import search_clients
from benchmarks.outcome import Detail, Outcome, Spread, show, spread
from benchmarks.search_contenders import FTS5, SIZE, WHOOSH, Engine, Words, words_of
from benchmarks.search_queries import OURS_ALONE, queries
from rarekg.release import Release
from rarekg.search.documents import documents as documents_of
from rarekg.search.engines import ENGINES, open_index
from rarekg.search.folding import terms
from rarekg.search.protocol import Request, SearchDocument

PER_KIND, PER_KIND_WHOOSH = 200, 20
MEDIAN_MS, P99_MS, RATIO = 3, 20, 2
OURS, COUNTED, BARE = "ours", "with counts", "FTS5"

Ask = Callable[[str], int]  # how many of the best there are
Times = dict[str, list[float]]  # milliseconds by who was asked


@dataclass(frozen=True, slots=True)
class Built:
    """An index: where it is, how it is asked, and what it took."""

    ask: Ask
    folder: Path
    seconds: float
    megabytes: float


def run(release: Release) -> Outcome:
    """Measures, prints, and returns what was found."""
    contenders = {BARE: FTS5}
    if find_spec("tantivy") is None:
        print("tantivy is left out: install benchmarks/requirements.lock")
    else:
        contenders["tantivy"] = import_module("benchmarks.search_tantivy").TANTIVY
    with tempfile.TemporaryDirectory(prefix="rarekg-bench-") as folder:
        documents = list(documents_of(release.path))
        asked = queries(documents, PER_KIND)
        built = _built(documents, contenders, {OURS: "fts5"}, Path(folder))
        counted = open_index("fts5", built[OURS].folder)
        asks = {name: each.ask for name, each in built.items()}
        asks[COUNTED] = lambda query: len(
            counted.search(Request(query, size=SIZE, counted=True)).hits
        )
        timed = _timed(asked, asks)
        every = [
            query for kind, found in asked.items() if kind not in OURS_ALONE for query in found
        ]
        clients = _clients(built, every)
    return _outcome("search", built, timed, clients)


def run_whoosh(release: Release) -> Outcome:
    """Whoosh, alone and under our rules, beside FTS5, alone and under our rules."""
    with tempfile.TemporaryDirectory(prefix="rarekg-bench-") as folder:
        documents = list(documents_of(release.path))
        asked = queries(documents, PER_KIND_WHOOSH)
        engines = {OURS: "fts5", "ours on Whoosh": "whoosh"}
        built = _built(documents, {BARE: FTS5, "Whoosh": WHOOSH}, engines, Path(folder))
        timed = _timed(asked, {name: each.ask for name, each in built.items()})
    return _outcome("search-whoosh", built, timed, {})


# --- building -------------------------------------------------------------------------------


def _built(
    documents: Sequence[SearchDocument],
    contenders: Mapping[str, Engine],
    engines: Mapping[str, str],
    folder: Path,
) -> dict[str, Built]:
    words = list(words_of(documents))
    built = {name: _ours(engine, documents, folder) for name, engine in engines.items()}
    for name, engine in contenders.items():
        built[name] = _contender(name, engine, words, folder)
    return built


def _ours(engine: str, documents: Sequence[SearchDocument], folder: Path) -> Built:
    into = folder / engine
    into.mkdir()
    start = time.process_time()
    ENGINES[engine][0](iter(documents), into)
    seconds = time.process_time() - start
    opened = open_index(engine, into)
    opened.search(Request("zzzz unknown", size=SIZE))  # loads the words for spelling
    return Built(
        lambda query: len(opened.search(Request(query, size=SIZE)).hits),
        into,
        seconds,
        _megabytes(into),
    )


def _contender(name: str, engine: Engine, words: Sequence[Words], folder: Path) -> Built:
    into = folder / f"bare-{name}"
    into.mkdir()
    start = time.process_time()
    engine.write(iter(words), into)
    seconds = time.process_time() - start
    search = engine.open(into)

    def ask(query: str) -> int:
        words = terms(query)
        return search(words) if words else 0

    return Built(ask, into, seconds, _megabytes(into))


def _megabytes(folder: Path) -> float:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6


# --- asking ---------------------------------------------------------------------------------


def _timed(asked: Mapping[str, Sequence[str]], asks: Mapping[str, Ask]) -> dict[str, Times]:
    """Each query is asked of all, one after the other."""
    timed: dict[str, Times] = {}
    for kind, found in asked.items():
        timed[kind] = {name: [] for name in asks if kind not in OURS_ALONE or _is_ours(name)}
        for query in found:
            numbers = {name: _asked(asks[name], query, timed[kind][name]) for name in timed[kind]}
            alone = {name: number for name, number in numbers.items() if not _is_ours(name)}
            if len(set(alone.values())) > 1:
                raise SystemExit(f"{query!r}: they do not find the same: {alone}")
    return timed


def _asked(ask: Ask, query: str, times: list[float]) -> int:
    start = time.perf_counter()
    number = ask(query)
    times.append((time.perf_counter() - start) * 1000)
    return number


def _is_ours(name: str) -> bool:
    return name.startswith(OURS) or name == COUNTED


def _clients(built: Mapping[str, Built], asked: Sequence[str]) -> dict[str, search_clients.Crowd]:
    return {
        BARE: search_clients.bare(built[BARE].folder, asked),
        OURS: search_clients.ours(built[OURS].folder, asked),
        COUNTED: search_clients.ours_counted(built[OURS].folder, asked),
    }


# --- telling --------------------------------------------------------------------------------


def _outcome(
    name: str,
    built: Mapping[str, Built],
    timed: Mapping[str, Times],
    clients: Mapping[str, search_clients.Crowd],
) -> Outcome:
    show(
        ("index", "CPU seconds", "MB"),
        [(each, it.seconds, it.megabytes) for each, it in built.items()],
    )
    print()
    kinds = {kind: {who: spread(t) for who, t in times.items()} for kind, times in timed.items()}
    names = list(next(iter(timed.values())))
    header = ["milliseconds: median, p99"]
    header += [cell for who in names for cell in (who, "p99")]
    show([*header, "ratio"], [[kind, *_cells(each, names)] for kind, each in kinds.items()])
    ours = spread(_all(timed, OURS, alone=True))
    mine, bare = spread(_all(timed, OURS)), spread(_all(timed, BARE))
    print(f"\nours: median {ours.median:.2f} ms (at most {MEDIAN_MS}),", end=" ")
    print(f"p99 {ours.p99:.2f} ms (at most {P99_MS}),", end=" ")
    total = sum(_all(timed, OURS)) / sum(_all(timed, BARE))
    print(f"ratio of the medians {mine.median / bare.median:.2f},", end=" ")
    print(f"of the time for all of them {total:.2f} (at most {RATIO})\n")
    if clients:
        _show_clients(clients)
    every = {who: spread(_all(timed, who)).detail() for who in names}
    details: dict[str, Detail] = {
        "all": ours.detail(),
        "compared": every,
        "ratio_of_totals": round(total, 3),
        "kinds": {k: {who: s.detail() for who, s in each.items()} for k, each in kinds.items()},
        "build": {who: {"cpu_s": b.seconds, "mb": b.megabytes} for who, b in built.items()},
        "clients": {who: crowd.detail() for who, crowd in clients.items()},
        "targets": {"median_ms": MEDIAN_MS, "p99_ms": P99_MS, "ratio": RATIO},
    }
    unit = "ms, median of the queries that a full-text engine finds, too"
    return Outcome(name, unit, mine.median, bare.median, details)


def _all(timed: Mapping[str, Times], who: str, *, alone: bool = False) -> list[float]:
    """The times of one of them, for all queries or for those that all were asked."""
    kinds = [times for kind, times in timed.items() if alone or kind not in OURS_ALONE]
    return [milliseconds for times in kinds for milliseconds in times[who]]


def _cells(kind: Mapping[str, Spread], names: Sequence[str]) -> list[object]:
    cells: list[object] = []
    for who in names:
        cells += [kind[who].median, kind[who].p99] if who in kind else ["-", "-"]
    ratio = f"{kind[OURS].median / kind[BARE].median:.2f}" if BARE in kind else "-"
    return [*cells, ratio]


def _show_clients(clients: Mapping[str, search_clients.Crowd]) -> None:
    processes, threads = search_clients.PROCESSES, search_clients.THREADS
    show(
        (f"{processes} processes, {threads} clients each", "queries/s", "median ms", "p99 ms"),
        [(who, c.per_second, c.spread.median, c.spread.p99) for who, c in clients.items()],
    )
