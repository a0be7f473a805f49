"""Eight clients at once, as the server has them: two processes, four threads in each.

All ask the same queries, each in an order of its own, for some seconds, without a pause.
"""

from __future__ import annotations

import multiprocessing
import random
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from benchmarks.outcome import Detail, Spread, spread
from benchmarks.search_contenders import FTS5, SIZE
from benchmarks.subject import SEED
from rarekg.search.engines import open_index
from rarekg.search.folding import terms
from rarekg.search.protocol import Request

PROCESSES, THREADS, SECONDS = 2, 4, 5.0

Ask = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Crowd:
    """How long each answer took; how many all got in a second."""

    spread: Spread
    per_second: float

    def detail(self) -> dict[str, Detail]:
        """As it stands in the JSON file."""
        return {**self.spread.detail(), "per_second": round(self.per_second, 1)}


def ours(folder: Path, queries: Sequence[str]) -> Crowd:
    """Our default engine, one open index for all threads of a process."""
    return _crowd(_ours, folder, queries)


def ours_counted(folder: Path, queries: Sequence[str]) -> Crowd:
    """The same, with the counts beside the results."""
    return _crowd(_counted, folder, queries)


def bare(folder: Path, queries: Sequence[str]) -> Crowd:
    """Bare FTS5, a connection for each thread."""
    return _crowd(_bare, folder, queries)


def _ours(folder: Path) -> Callable[[], Ask]:
    engine = open_index("fts5", folder)
    return lambda: lambda query: engine.search(Request(query, size=SIZE))


def _counted(folder: Path) -> Callable[[], Ask]:
    engine = open_index("fts5", folder)
    return lambda: lambda query: engine.search(Request(query, size=SIZE, counted=True))


def _bare(folder: Path) -> Callable[[], Ask]:
    def connected() -> Ask:
        contender = FTS5.open(folder)
        return lambda query: contender(terms(query))

    return connected


def _crowd(
    opened: Callable[[Path], Callable[[], Ask]], folder: Path, asked: Sequence[str]
) -> Crowd:
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(PROCESSES, mp_context=spawn) as pool:
        list(pool.map(_warmed, [folder] * PROCESSES))
        running = [pool.submit(_process, opened, folder, asked, n) for n in range(PROCESSES)]
        found = [each for process in running for each in process.result()]
    took = [milliseconds for milliseconds, _ in found]
    first = min(end - milliseconds / 1000 for milliseconds, end in found)
    return Crowd(spread(took), len(took) / (max(end for _, end in found) - first))


def _warmed(folder: Path) -> bool:
    """Keeps each process of the pool busy until all are there."""
    time.sleep(1)
    return folder.is_dir()


def _process(
    opened: Callable[[Path], Callable[[], Ask]], folder: Path, asked: Sequence[str], number: int
) -> list[tuple[float, float]]:
    """Milliseconds of each answer of this process's clients, and when it came."""
    connect = opened(folder)
    barrier = threading.Barrier(THREADS)
    seeds = range(number * THREADS, (number + 1) * THREADS)
    with ThreadPoolExecutor(THREADS) as pool:
        clients = [pool.submit(_client, connect, asked, seed, barrier) for seed in seeds]
        return [answer for client in clients for answer in client.result()]


def _client(
    connect: Callable[[], Ask], asked: Sequence[str], seed: int, barrier: threading.Barrier
) -> list[tuple[float, float]]:
    ask = connect()
    order = random.Random(f"{SEED} {seed}").sample(asked, len(asked))
    for query in order[:20]:  # what is read once
        ask(query)
    barrier.wait()
    answers = []
    end = time.time() + SECONDS
    while True:
        for query in order:
            start = time.perf_counter()
            ask(query)
            now = time.time()
            answers.append(((time.perf_counter() - start) * 1000, now))
            if now > end:
                return answers
