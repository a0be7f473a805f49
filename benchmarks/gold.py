"""Gold sets: how often what we derive from texts is right, on records labelled by hand.

A gold set is a table in `tests/gold/` with the key of a record and its label; the text is read
from the mirror. Each topic has its module `gold_<topic>.py` with `measure(mirror) -> list[Gold]`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.outcome import Outcome, show

FOLDER = Path(__file__).resolve().parents[1] / "tests" / "gold"
Row = tuple[str | int | float, ...]


@dataclass(frozen=True, slots=True)
class Gold:
    """What was found on a gold set: precision (at least `bound`) and recall, a table of the
    parts, and each error in a line."""

    topic: str
    precision: float
    recall: float
    bound: float
    columns: tuple[str, ...]
    rows: Sequence[Row]
    errors: Sequence[str]


def labelled(name: str) -> Iterator[dict[str, str]]:
    """The rows of a gold set, by the columns of its header; lines with # are notes."""
    lines = (FOLDER / name).read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    header = rows[0]
    for row in rows[1:]:
        yield dict(zip(header, row + [""] * (len(header) - len(row)), strict=True))


def report(found: Gold) -> Outcome:
    """Prints a gold set's table and errors; its outcome: precision against its bound."""
    print(f"\n-- {found.topic}")
    show(found.columns, found.rows)
    for error in found.errors:
        print(f"  {error}")
    print(f"precision {found.precision:.3f} (at least {found.bound}), recall {found.recall:.3f}")
    return Outcome(
        f"gold-{found.topic}",
        "share of what was derived that is right (reference: the bound)",
        found.precision,
        found.bound,
        {"recall": found.recall, "rows": [list(row) for row in found.rows]},
    )
