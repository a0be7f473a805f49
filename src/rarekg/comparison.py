"""What changed from one release to another: facts new, gone and changed, with their sources.

The comparison of two releases never changes, so it is made once, by a process of its own, into a
SQLite file: pages, feeds and downloads read from it. Names, mappings, classes and hierarchy have no
statements, and so no ids: they are compared by what they say.

`python -m rarekg.comparison HOME OLD NEW FOLDER` makes one.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from rarekg.database import ReadOnlyDatabase
from rarekg.errors import LimitExceeded
from rarekg.fact_changes import FactChange, fact_changes
from rarekg.graph.dossiers import Dossiers
from rarekg.history import Change, changes
from rarekg.release import Home, Release
from rarekg.vocabulary import RKG, SOURCE

NEW, CHANGED, GONE = "new", "changed", "gone"
STATES = (NEW, CHANGED, GONE)
PATIENCE_SECONDS = 20.0  # of who asks: one of two full releases that differ in all takes longer

_FORM = 2  # of the file; another form has another name
_SOURCE_KEY = RKG + "source"
_SCHEMA = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE raw (
    subject TEXT, predicate TEXT, gone INTEGER, id TEXT, object TEXT, negated INTEGER,
    qualifiers TEXT, sources TEXT
);
CREATE TABLE difference (
    place INTEGER PRIMARY KEY, state TEXT, id TEXT, subject TEXT, predicate TEXT, object TEXT,
    negated INTEGER, qualifiers TEXT, sources TEXT, earlier TEXT, earlier_object TEXT,
    earlier_negated INTEGER, earlier_qualifiers TEXT
);
CREATE TABLE number (state TEXT, predicate TEXT, source TEXT, many INTEGER);
CREATE TABLE total (state TEXT, predicate TEXT, many INTEGER);
"""
_INDICES = """
DROP TABLE raw;
CREATE INDEX by_subject ON difference (subject);
CREATE INDEX by_object ON difference (object);
CREATE INDEX by_state ON difference (state, predicate);
"""
# subject, predicate, gone, id, object, negated, qualifiers, sources (those of facts without id)
Raw = tuple[str, str, int, str, str, int, str, str]


@dataclass(frozen=True, slots=True)
class Said:
    """What a statement says, as N-Triples terms; `qualifiers` as `qualifier_pairs` reads them.

    id: empty for a fact without statement (a name, a mapping, a parent); `sources` are then those
    that state it.
    """

    id: str
    object: str
    negated: bool
    qualifiers: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """A claim that two releases do not share: new, gone, or changed from `earlier`.

    sources: the ids of those that back it (the newer one; of what is gone, those that did).
    """

    state: str
    subject: str
    predicate: str
    said: Said
    earlier: Said | None
    sources: tuple[str, ...]


def comparison_of(
    home: Home, old: Release, new: Release, patience: float = PATIENCE_SECONDS
) -> Comparison:
    """The comparison of two releases; made at the first call. `patience` is in seconds.

    Raises LimitExceeded while it is being made and takes longer than one may wait.
    """
    folder = _folder(home)
    path = _file(folder, old.id, new.id)
    if not path.is_file():
        _have_made(home, old, new, path, patience)
    return Comparison(path)


def _file(folder: Path, old: str, new: str) -> Path:
    return folder / f"{old}..{new}.{_FORM}.db"


@lru_cache(maxsize=8)
def _folder(home: Home) -> Path:
    """Where comparisons are kept: in the home, or where that is read-only, as long as we run."""
    folder = home.path / "comparisons"
    with contextlib.suppress(OSError):
        folder.mkdir(exist_ok=True)
        if os.access(folder, os.W_OK):
            return folder
    return Path(tempfile.mkdtemp(prefix="rarekg-comparisons-"))


_making: dict[Path, subprocess.Popen[bytes]] = {}


def _have_made(home: Home, old: Release, new: Release, path: Path, patience: float) -> None:
    """Has another process make a comparison, and waits for it for some seconds."""
    process = _making.get(path)
    if process is None or process.poll() is not None:
        arguments = [str(home.path), old.id, new.id, str(path.parent)]
        process = _making[path] = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-m", __name__, *arguments], stdin=subprocess.DEVNULL
        )
    try:
        status = process.wait(patience)
    except subprocess.TimeoutExpired:
        raise LimitExceeded("these releases are being compared: try again later") from None
    _making.pop(path, None)
    if status or not path.is_file():
        raise LimitExceeded(f"{old.id} and {new.id} cannot be compared: the server's log says why")


def compare(old: Release, new: Release, path: Path) -> None:
    """Writes the comparison of two releases. Raises ReleaseBroken."""
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as db:
        db.executescript(_SCHEMA)
        insert = "INSERT INTO raw VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        db.executemany(insert, (_raw(change) for change in changes(old, new)))
        db.executemany(insert, (_raw_fact(change) for change in fact_changes(old, new)))
        numbers: Counter[tuple[str, str, str]] = Counter()
        totals: Counter[tuple[str, str]] = Counter()
        written = _rows(_paired(db, _Backers(old), _Backers(new)), numbers, totals)
        places = ", ".join("?" * 12)
        db.executemany(f"INSERT INTO difference VALUES (NULL, {places})", written)  # noqa: S608
        counted = [(*key, many) for key, many in sorted(numbers.items())]
        db.executemany("INSERT INTO number VALUES (?, ?, ?, ?)", counted)
        summed = [(*key, many) for key, many in sorted(totals.items())]
        db.executemany("INSERT INTO total VALUES (?, ?, ?)", summed)
        db.commit()
        db.executescript(_INDICES)


def _raw(change: Change) -> Raw:
    return (
        change.subject.strip("<>"),
        change.predicate.strip("<>"),
        change.gone,
        change.id,
        change.object,
        change.negated,
        change.qualifiers,
        "",
    )


def _raw_fact(change: FactChange) -> Raw:
    sources = " ".join(change.sources)
    return change.subject, change.predicate, change.gone, "", change.object, False, "", sources


class _Backers:
    """Who backs the statements of one subject after the other, in one release."""

    def __init__(self, release: Release) -> None:
        self._dossiers = Dossiers(release.path)
        self._subject = ""
        self._known: dict[str, tuple[str, ...]] = {}
        self._source = lru_cache(100_000)(self._source_of)

    def of(self, subject: str, statement: str) -> tuple[str, ...]:
        """The ids of the sources that back a statement, sorted."""
        if subject != self._subject:
            told = self._dossiers.dossier(subject).statements
            self._known = {s.id: tuple(s.references) for s in told}
            self._subject = subject
        return tuple(sorted({self._source(r) for r in self._known.get(statement, ())}))

    def _source_of(self, reference: str) -> str:
        values = dict(self._dossiers.reference(reference).values)
        return str(values.get(_SOURCE_KEY, "")).removeprefix(SOURCE)


def _paired(db: sqlite3.Connection, old: _Backers, new: _Backers) -> Iterator[Difference]:
    """Differences in the order of their subjects and properties."""
    rows = db.execute("SELECT * FROM raw ORDER BY subject, predicate, object, id")
    for (subject, predicate), alike in groupby(rows, key=lambda row: (row[0], row[1])):
        gone, made = _apart(alike)
        for earlier, later in _pairs(gone, made):
            said = later or earlier
            assert said is not None  # noqa: S101  (one of the two is not None)
            state = CHANGED if earlier and later else NEW if later else GONE
            backers = (new if later else old).of(subject, said.id) if said.id else said.sources
            before = earlier if later else None
            yield Difference(state, subject, predicate, said, before, backers)


def _apart(rows: Iterable[Raw]) -> tuple[list[Said], list[Said]]:
    found: tuple[list[Said], list[Said]] = [], []
    for row in rows:
        said = Said(row[3], row[4], bool(row[5]), row[6], tuple(row[7].split()))
        found[not row[2]].append(said)
    return found


def _pairs(gone: list[Said], made: list[Said]) -> Iterator[tuple[Said | None, Said | None]]:
    """What is gone with what took its place: the same value under other conditions; or the one
    other text or number that there is in its language or kind."""
    left, right = _by(gone, same_value=True), _by(made, same_value=True)
    rest: tuple[list[Said], list[Said]] = [], []
    for key in dict.fromkeys((*left, *right)):
        before, after = left[key], right[key]
        most = min(len(before), len(after))
        yield from zip(before[:most], after[:most], strict=True)
        rest[0].extend(before[most:])
        rest[1].extend(after[most:])
    left, right = _by(rest[0], same_value=False), _by(rest[1], same_value=False)
    for key in dict.fromkeys((*left, *right)):
        before, after = left[key], right[key]
        if key and len(before) == len(after) == 1:
            yield before[0], after[0]
        else:
            yield from ((said, None) for said in before)
            yield from ((None, said) for said in after)


def _by(said: Iterable[Said], *, same_value: bool) -> defaultdict[str, list[Said]]:
    """Statements by their value, or of literals by what follows the text; "" for things."""
    table: defaultdict[str, list[Said]] = defaultdict(list)
    for one in said:
        literal = one.object[0] == '"'
        kind = '"' + one.object.rpartition('"')[2] if literal else ""
        table[one.object if same_value else kind].append(one)
    return table


def _rows(
    found: Iterable[Difference],
    numbers: Counter[tuple[str, str, str]],
    totals: Counter[tuple[str, str]],
) -> Iterator[tuple[object, ...]]:
    for one in found:
        totals[one.state, one.predicate] += 1
        for source in one.sources:
            numbers[one.state, one.predicate, source] += 1
        said, before = one.said, one.earlier or Said("", "", False, "")
        yield (
            one.state,
            said.id,
            one.subject,
            one.predicate,
            said.object,
            said.negated,
            said.qualifiers,
            f" {' '.join(one.sources)} ",
            before.id,
            before.object,
            before.negated,
            before.qualifiers,
        )


class Comparison:
    """The comparison of two releases, as it was written."""

    def __init__(self, path: Path) -> None:
        self._database = ReadOnlyDatabase(path)

    def by_property(self) -> dict[str, dict[str, int]]:
        """How many differences there are by property IRI, then by state."""
        table: dict[str, dict[str, int]] = {}
        select = "SELECT predicate, state, many FROM total ORDER BY predicate"
        for predicate, state, many in self._database.connection().execute(select):
            table.setdefault(predicate, {})[state] = many
        return table

    def by_source(self) -> dict[str, dict[str, int]]:
        """How many there are by source, then by state; what two sources back counts for both."""
        table: dict[str, dict[str, int]] = {}
        select = "SELECT source, state, SUM(many) FROM number GROUP BY 1, 2 ORDER BY 1"
        for source, state, many in self._database.connection().execute(select):
            table.setdefault(source, {})[state] = many
        return table

    def number(self, state: str = "", predicate: str = "", source: str = "") -> int:
        """How many differences a selection has."""
        where, values = _where(state, predicate, source)
        select = f"SELECT COUNT(*) FROM difference {where}"  # noqa: S608 - fixed words
        return int(self._database.connection().execute(select, values).fetchone()[0])

    def listed(
        self, start: int, size: int, state: str = "", predicate: str = "", source: str = ""
    ) -> list[Difference]:
        """Differences `start` to `start + size` of a selection, by subject and property."""
        where, values = _where(state, predicate, source)
        select = f"SELECT * FROM difference {where} ORDER BY place LIMIT ? OFFSET ?"  # noqa: S608
        rows = self._database.connection().execute(select, (*values, size, start))
        return [_difference(row) for row in rows]

    def about(self, address: str, most: int) -> list[Difference]:
        """The first differences that have a thing as their subject or value."""
        select = "SELECT * FROM difference WHERE subject = ? OR object = ? ORDER BY place LIMIT ?"
        rows = self._database.connection().execute(select, (address, f"<{address}>", most))
        return [_difference(row) for row in rows]


def _where(state: str, predicate: str, source: str) -> tuple[str, Sequence[str]]:
    given = {"state = ?": state, "predicate = ?": predicate, "INSTR(sources, ?)": source}
    chosen = {condition: value for condition, value in given.items() if value}
    if "INSTR(sources, ?)" in chosen:
        chosen["INSTR(sources, ?)"] = f" {source} "
    return (f"WHERE {' AND '.join(chosen)}" if chosen else ""), list(chosen.values())


def _difference(row: tuple[str, ...]) -> Difference:
    _, state, sid, subject, predicate, value, negated, qualifiers, sources, *before = row
    earlier = Said(before[0], before[1], bool(before[2]), before[3]) if before[1] else None
    said = Said(sid, value, bool(negated), qualifiers)
    return Difference(state, subject, predicate, said, earlier, tuple(sources.split()))


def main(home: str, old: str, new: str, folder: str) -> None:
    """Makes a comparison, unless another process does or did: one at a time for a home."""
    releases = Home(Path(home))
    with (Path(folder) / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        path = _file(Path(folder), old, new)
        if path.is_file():
            return
        unfinished = path.with_suffix(".unfinished")
        compare(releases.release(old), releases.release(new), unfinished)
        unfinished.replace(path)


if __name__ == "__main__":
    main(*sys.argv[1:])
