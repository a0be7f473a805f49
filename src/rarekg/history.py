"""Statements that earlier releases had and this one has not: they still answer, as gone."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from rarekg.errors import ReleaseBroken
from rarekg.release import Home, Release


@dataclass(frozen=True, slots=True)
class GoneStatement:
    """A statement that is no longer stated: what it said (terms as N-Triples), the last release
    that had it, and this release's statements of the same subject, property and object."""

    id: str
    subject: str
    predicate: str
    object: str
    negated: bool
    qualifiers: str
    last_release: str
    successors: tuple[str, ...]


_SCHEMA = """
CREATE TABLE gone (
    id TEXT PRIMARY KEY, subject TEXT, predicate TEXT, object TEXT, polarity TEXT,
    qualifiers TEXT, last_release TEXT, successors TEXT
) WITHOUT ROWID
"""


def statement_rows(path: Path) -> Iterator[list[str]]:
    """The rows of a `statements.tsv.gz`: id, subject, predicate, object, polarity, qualifiers.

    Raises ReleaseBroken if it is missing or damaged.
    """
    try:
        with gzip.open(path, "rt", encoding="utf-8", newline="\n") as file:
            for line in file:
                yield line.rstrip("\n").split("\t")
    except (OSError, EOFError, zlib.error) as error:
        raise ReleaseBroken(f"{path}: {error}; build the release anew") from error


@dataclass(frozen=True, slots=True)
class Written:
    """What a written history counts: the statements of the new release, and a digest of those
    that are gone."""

    statements: int
    digest: str


def write_history(home: Home, into: Path) -> Written:
    """Writes `history.db` of a release being built, from the statements and histories of those
    there are."""
    rows = {row[0]: row for row in statement_rows(into / "statements.tsv.gz")}
    gone = _gone(home, rows)
    by_claim: dict[tuple[str, ...], list[str]] = {}
    wanted = {tuple(row[1:4]) for row in gone.values()}
    for row in rows.values() if wanted else ():
        if tuple(row[1:4]) in wanted:
            by_claim.setdefault(tuple(row[1:4]), []).append(row[0])
    written = [[*row, " ".join(by_claim.get(tuple(row[1:4]), ()))] for row in gone.values()]
    with closing(sqlite3.connect(into / "history.db")) as db, db:
        db.execute(_SCHEMA)
        db.executemany("INSERT INTO gone VALUES (?, ?, ?, ?, ?, ?, ?, ?)", written)
    lines = "\n".join(sorted("\t".join(row) for row in written))
    return Written(len(rows), hashlib.sha256(lines.encode()).hexdigest())


def _gone(home: Home, rows: dict[str, list[str]]) -> dict[str, list[str]]:
    """What any release that is still there had or knew as gone, and the new one has not, with the
    last release that had it.

    Not the current one alone: after a rollback, others have been published. A broken release is
    passed over, or no build could ever take its place.
    """
    gone: dict[str, list[str]] = {}
    for release in home.releases():
        with contextlib.suppress(ReleaseBroken):
            for row in _known_as_gone(release):
                if row[0] not in rows:
                    gone.setdefault(row[0], row)
            for row in statement_rows(release.statements):
                if row[0] not in rows:
                    gone[row[0]] = [*row, release.id]
    return gone


def _known_as_gone(release: Release) -> list[list[str]]:
    with _opened(release) as db:
        return [list(row[:7]) for row in db.execute("SELECT * FROM gone ORDER BY id")]


@contextlib.contextmanager
def _opened(release: Release) -> Iterator[sqlite3.Connection]:
    if not release.history.is_file():
        raise ReleaseBroken(f"{release.history} is missing; build the release anew")
    try:
        with closing(
            sqlite3.connect(f"file:{release.history}?mode=ro&immutable=1", uri=True)
        ) as db:
            yield db
    except sqlite3.DatabaseError as error:
        raise ReleaseBroken(f"{release.history}: {error}; build the release anew") from error


def gone_statement(release: Release, statement_id: str) -> GoneStatement | None:
    """The statement with this id, if some earlier release had it and this one has not."""
    with _opened(release) as db:
        row = db.execute("SELECT * FROM gone WHERE id = ?", (statement_id,)).fetchone()
    if row is None:
        return None
    return GoneStatement(
        id=row[0],
        subject=row[1],
        predicate=row[2],
        object=row[3],
        negated=row[4] == "-",
        qualifiers=row[5],
        last_release=row[6],
        successors=tuple(row[7].split()),
    )


@dataclass(frozen=True, slots=True)
class Change:
    """A statement that only one of two releases has: the new one, or (`gone`) the old one.

    Terms are N-Triples.
    """

    id: str
    gone: bool
    subject: str
    predicate: str
    object: str
    negated: bool
    qualifiers: str


def changes(old: Release, new: Release) -> Iterator[Change]:
    """What differs between two releases, by statement id; both files are read side by side."""
    before, after = statement_rows(old.statements), statement_rows(new.statements)
    left, right = next(before, None), next(after, None)
    while left is not None or right is not None:
        if right is None or (left is not None and left[0] < right[0]):
            assert left is not None  # noqa: S101  (one of the two is not None)
            yield _change(left, gone=True)
            left = next(before, None)
        elif left is None or right[0] < left[0]:
            yield _change(right, gone=False)
            right = next(after, None)
        else:
            left, right = next(before, None), next(after, None)


def _change(row: list[str], *, gone: bool) -> Change:
    return Change(row[0], gone, row[1], row[2], row[3], row[4] == "-", row[5])
