"""Suggestions, in process, against a bare query of SQLite for names that begin as was typed.

What is typed is made from names of the release, the same at each run. The reference reads the
first ten folded names from where the typed text stands in an index of them (a range, which is what
`LIKE 'text%'` comes to): no words inside of names, no order, no kinds, no misspellings, and no
names to show. Processor time, for the machine may be busy; the least of two.
"""

from __future__ import annotations

import random
import sqlite3
import string
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial

from benchmarks.outcome import Detail, Outcome, show, spread
from benchmarks.subject import SEED
from rarekg.release import Release
from rarekg.search.folding import folded
from rarekg.search.suggest import Suggester
from rarekg.search.suggest_index import FILE
from rarekg.search.suggest_ranks import MOST

PER_KIND = 300
P99_MS = 5
_LETTERS = string.ascii_lowercase
_ODD = _LETTERS + "  '\"*():%_-病é\u202e\x00\u0301"
_COMMON = ("syndrome", "disease", "type", "of", "a", "1", "s", "the", "autosomal", "deficiency")
_BARE = "SELECT folded, name FROM bare WHERE folded >= ? AND folded < ? LIMIT ?"


@dataclass(frozen=True, slots=True)
class Timed:
    """Milliseconds of ours and of the reference for each text of a kind; how many found any."""

    ours: list[float]
    bare: list[float]
    found: int


def suggestions(release: Release) -> Outcome:
    """Measures, prints, and returns what was found."""
    suggester = Suggester(release.path)
    with closing(_bare(release)) as bare:
        names = _names(bare)
        for letter in _LETTERS:  # pages of the file are read, as they are where it is served
            suggester.suggestions(letter)
        timed = {kind: _timed(suggester, bare, texts) for kind, texts in _typed(names)}
    suggester.close()
    return _outcome(timed)


def _bare(release: Release) -> sqlite3.Connection:
    """The folded names of a release in an index of their own, on disk."""
    bare = sqlite3.connect("")
    with closing(sqlite3.connect(f"file:{release.path / FILE}?immutable=1", uri=True)) as kept:
        rows = ((folded(text), key) for key, text in kept.execute("SELECT key, text FROM name"))
        bare.execute("CREATE TABLE bare (folded TEXT, name INT, PRIMARY KEY (folded, name))")
        bare.executemany("INSERT OR IGNORE INTO bare VALUES (?, ?)", rows)
    return bare


def _names(bare: sqlite3.Connection) -> list[str]:
    """Folded names in Latin letters: what a visitor types."""
    found = (name for (name,) in bare.execute("SELECT DISTINCT folded FROM bare ORDER BY 1"))
    return [name for name in found if name.isascii() and len(name) > 5]


def _typed(names: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Kinds of what is typed."""
    yield "1 letter", list(_LETTERS) * 4
    for kind, made in _KINDS.items():
        generator = random.Random(f"{SEED} {kind}")
        yield kind, [made(generator.choice(names), generator) for _ in range(PER_KIND)]


def _short(name: str, generator: random.Random) -> str:
    return name[: generator.randint(2, 3)]


def _beginning(name: str, generator: random.Random) -> str:
    return name[: generator.randint(4, len(name))]


def _inner(name: str, generator: random.Random) -> str:
    """The beginning of a word, and what follows in the name."""
    words = name.split()
    at = generator.randrange(len(words))
    return " ".join(words[at:])[: generator.randint(4, 16)]


def _mixed(name: str, generator: random.Random) -> str:
    words = name.split()
    return " ".join(generator.sample(words, min(len(words), 3)))


def _misspelt(name: str, generator: random.Random) -> str:
    """The beginning of the longest word, with one letter wrong, missing, doubled, or two
    exchanged."""
    word = max(name.split(), key=len)
    return _with_error(word[: generator.randint(4, max(4, len(word)))], generator)


def _twice_misspelt(name: str, generator: random.Random) -> str:
    once = _misspelt(name, generator)
    return _with_error(once, generator) if len(once) > 8 else once


def _with_error(word: str, generator: random.Random) -> str:
    at = generator.randrange(1, max(2, len(word) - 1))
    before, letter, after = word[:at], word[at : at + 1], word[at + 1 :]
    wrong = generator.choice(_LETTERS) + after
    exchanged = after[:1] + letter + after[1:]
    return before + generator.choice((wrong, after, letter * 2 + after, exchanged))


def _hostile(_name: str, generator: random.Random) -> str:
    return "".join(generator.choices(_ODD, k=generator.randint(1, 400)))


def _common(_name: str, generator: random.Random) -> str:
    """Words that half of all names hold."""
    return " ".join(generator.choices(_COMMON, k=generator.randint(1, 12)))


Made = Callable[[str, random.Random], str]
_KINDS: dict[str, Made] = {
    "2-3 letters": _short,
    "beginning": _beginning,
    "word inside": _inner,
    "words mixed": _mixed,
    "misspelt": _misspelt,
    "misspelt twice": _twice_misspelt,
    "hostile": _hostile,
    "common words": _common,
}


def _timed(suggester: Suggester, bare: sqlite3.Connection, texts: Sequence[str]) -> Timed:
    ours, reference, found = [], [], 0
    for text in texts:
        plain = (folded(text), folded(text) + "\U0010ffff", MOST)
        ours.append(_milliseconds(partial(suggester.suggestions, text)))
        reference.append(_milliseconds(partial(_begins, bare, plain)))
        found += bool(suggester.suggestions(text))
    return Timed(ours, reference, found)


def _begins(bare: sqlite3.Connection, asked: tuple[str, str, int]) -> list[tuple[str, int]]:
    return bare.execute(_BARE, asked).fetchall()


def _milliseconds(act: Callable[[], object]) -> float:
    taken = []
    for _ in range(2):
        start = time.process_time()
        act()
        taken.append((time.process_time() - start) * 1000)
    return min(taken)


def _outcome(timed: dict[str, Timed]) -> Outcome:
    rows = []
    kinds: dict[str, Detail] = {}
    for name, kind in timed.items():
        mine, theirs = spread(kind.ours), spread(kind.bare)
        share = f"{kind.found / len(kind.ours):.0%}"
        rows.append((name, share, mine.median, mine.p99, mine.most, theirs.median, theirs.p99))
        kinds[name] = {"found": kind.found, "ours": mine.detail(), "reference": theirs.detail()}
    show(("typed", "found", "ours ms", "p99", "most", "SQLite ms", "p99"), rows)
    every = spread([t for kind in timed.values() for t in kind.ours])
    bare = spread([t for kind in timed.values() for t in kind.bare])
    print(f"median {every.median:.2f} ms, p99 {every.p99:.2f} ms (at most {P99_MS})")
    details: dict[str, Detail] = {
        "all": every.detail(),
        "bare": bare.detail(),
        "kinds": kinds,
        "targets": {"p99_ms": P99_MS},
    }
    return Outcome("suggest", "ms of processor time, median", every.median, bare.median, details)
