"""Search, in process, against bare FTS5 on the same index.

A thousand queries made from names in the index, the same at each run, of five kinds. The
reference asks SQLite for the twenty best documents that hold the words (the last one as a
prefix), and for nothing else: no identifiers, exact names, spelling, or names to show. It finds
nothing for a misspelt word: those queries count for our times, and not for the ratio.
"""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

from benchmarks.outcome import Detail, Outcome, show, spread
from benchmarks.subject import SEED
from rarekg.release import Release
from rarekg.search.engines import open_index
from rarekg.search.protocol import Request, SearchEngine

PER_KIND = 200
SIZE = 20
MEDIAN_MS, P99_MS, RATIO = 3, 20, 2
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_MISSPELT = "misspelt"
_BARE = "SELECT rowid FROM document WHERE document MATCH ? ORDER BY rank LIMIT ?"


@dataclass(frozen=True, slots=True)
class Timed:
    """Milliseconds of ours and of the reference for each query of a kind; how many found any."""

    ours: list[float]
    bare: list[float]
    found: int


def run(release: Release) -> Outcome:
    """Measures, prints, and returns what was found."""
    if release.manifest().search_engine != "fts5":
        raise SystemExit(f"{release.path} has no FTS5 index; build one with --search-engine fts5")
    engine = open_index("fts5", release.path)
    with closing(sqlite3.connect(f"file:{release.search}?mode=ro&immutable=1", uri=True)) as bare:
        kinds = dict(_queries(_names(bare)))
        engine.search(Request("zzzz unknown", start=0, size=SIZE))  # loads the words for spelling
        timed = {kind: _timed(engine, bare, queries) for kind, queries in kinds.items()}
    engine.close()
    return _outcome(timed)


def _names(db: sqlite3.Connection) -> list[str]:
    """Folded names in Latin letters: what a visitor types."""
    found = (name for (name,) in db.execute("SELECT DISTINCT folded FROM name ORDER BY folded"))
    return [name for name in found if name.isascii() and len(name) > 5]


def _queries(names: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    for kind, (fits, made) in _KINDS.items():
        generator = random.Random(f"{SEED} {kind}")
        fitting = [name for name in names if fits(name)]
        chosen = generator.sample(fitting, min(PER_KIND, len(fitting)))
        yield kind, [made(name, generator) for name in chosen]


def _beginning(name: str, generator: random.Random) -> str:
    return name[: generator.randint(4, max(4, len(name) - 1))].strip()


def _one_word(name: str, generator: random.Random) -> str:
    return generator.choice([word for word in name.split() if len(word) > 3])


def _two_words(name: str, generator: random.Random) -> str:
    return " ".join(generator.sample(name.split(), 2))


def _misspelt(name: str, generator: random.Random) -> str:
    """The longest word with one letter wrong, missing, doubled, or two exchanged."""
    word = max(name.split(), key=len)
    at = generator.randrange(1, len(word) - 1)
    before, letter, after = word[:at], word[at], word[at + 1 :]
    wrong = generator.choice(_LETTERS) + after
    exchanged = after[0] + letter + after[1:]
    return before + generator.choice((wrong, after, letter * 2 + after, exchanged))


def _has_long_word(name: str) -> bool:
    return any(len(word) > 6 and word.isalpha() for word in name.split())


Made = Callable[[str, random.Random], str]
_KINDS: dict[str, tuple[Callable[[str], bool], Made]] = {
    "exact name": (bool, lambda name, _: name),
    "beginning of a name": (bool, _beginning),
    "one word": (_has_long_word, _one_word),
    "two words": (lambda name: " " in name, _two_words),
    _MISSPELT: (_has_long_word, _misspelt),
}


def _timed(engine: SearchEngine, bare: sqlite3.Connection, queries: Sequence[str]) -> Timed:
    timed = Timed([], [], 0)
    found = 0
    for query in queries:
        start = time.perf_counter()
        answer = engine.search(Request(query, start=0, size=SIZE))
        between = time.perf_counter()
        bare.execute(_BARE, (_all_words(query), SIZE)).fetchall()
        end = time.perf_counter()
        timed.ours.append((between - start) * 1000)
        timed.bare.append((end - between) * 1000)
        found += answer.total > 0
    return Timed(timed.ours, timed.bare, found)


def _all_words(query: str) -> str:
    words = [f'"{word}"' for word in query.split()]
    return " ".join(words) + "*"


def _outcome(timed: dict[str, Timed]) -> Outcome:
    rows = []
    kinds: dict[str, Detail] = {}
    for name, kind in timed.items():
        mine, theirs = spread(kind.ours), spread(kind.bare)
        ratio = mine.median / theirs.median
        shown = f"{ratio:.2f}" if name != _MISSPELT else "-"
        rows.append((name, kind.found, mine.median, mine.p99, theirs.median, theirs.p99, shown))
        kinds[name] = {
            "found": kind.found,
            "ours": mine.detail(),
            "reference": theirs.detail(),
            "ratio": round(ratio, 2),
        }
    show(("queries", "found", "ours ms", "p99", "FTS5 ms", "p99", "ratio"), rows)
    return _summary(timed, kinds)


def _summary(timed: dict[str, Timed], kinds: dict[str, Detail]) -> Outcome:
    compared = [kind for name, kind in timed.items() if name != _MISSPELT]
    every = spread([t for kind in timed.values() for t in kind.ours])
    ours = spread([t for kind in compared for t in kind.ours])
    bare = spread([t for kind in compared for t in kind.bare])
    print(f"median {every.median:.2f} ms (at most {MEDIAN_MS}),", end=" ")
    print(f"p99 {every.p99:.2f} ms (at most {P99_MS}),", end=" ")
    print(f"ratio of the medians {ours.median / bare.median:.2f} (at most {RATIO})")
    details: dict[str, Detail] = {
        "all": every.detail(),
        "spelt_well": ours.detail(),
        "bare": bare.detail(),
        "kinds": kinds,
        "targets": {"median_ms": MEDIAN_MS, "p99_ms": P99_MS, "ratio": RATIO},
    }
    unit = "ms, median of the queries that are spelt well"
    return Outcome("search", unit, ours.median, bare.median, details)
