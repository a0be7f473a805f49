"""What a benchmark found: printed as tables, and written as `benchmarks/out/<name>.json`."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path

import psutil

OUT = Path(__file__).resolve().parent / "out"

Number = int | float
Detail = Number | str | Sequence["Detail"] | Mapping[str, "Detail"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """`ours` and `reference` in `unit`, taken side by side; `ratio` is ours / reference."""

    name: str
    unit: str
    ours: float
    reference: float
    details: dict[str, Detail] = field(default_factory=dict)

    @property
    def ratio(self) -> float:
        """How many times the reference."""
        return self.ours / self.reference

    def write(self, folder: Path = OUT) -> Path:
        """Writes the JSON file into a folder; returns its path."""
        document = {
            "name": self.name,
            "unit": self.unit,
            "ours": self.ours,
            "reference": self.reference,
            "ratio": self.ratio,
            "details": self.details,
            "machine": machine(),
        }
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{self.name}.json"
        path.write_text(json.dumps(document, indent=2) + "\n", "utf-8")
        return path


def machine() -> dict[str, Detail]:
    """On what it was measured; a load above zero at the start means: measure again."""
    return {
        "cores": os.cpu_count() or 1,
        "memory_gb": round(psutil.virtual_memory().total / 1e9, 1),
        "load": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        "pyoxigraph": version("pyoxigraph"),
    }


def quantile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of the values does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


@dataclass(frozen=True, slots=True)
class Spread:
    """Milliseconds of many requests."""

    median: float
    p99: float
    most: float
    number: int

    def detail(self) -> dict[str, Detail]:
        """As it stands in the JSON file."""
        return {key: round(value, 3) for key, value in asdict(self).items()}


def spread(milliseconds: Sequence[float]) -> Spread:
    """Median, 99th percentile and maximum."""
    ends = quantile(milliseconds, 0.5), quantile(milliseconds, 0.99), max(milliseconds)
    return Spread(*ends, len(milliseconds))


def show(header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Prints a table: the first column to the left, numbers to the right."""
    cells = [list(header), *([_shown(value) for value in row] for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(header))]
    for row in cells:
        first, *others = (
            (text.rjust if place else text.ljust)(width)
            for place, (text, width) in enumerate(zip(row, widths, strict=True))
        )
        print("  ".join([first, *others]))


def _shown(value: object) -> str:
    if isinstance(value, float):
        return f"{value:,.2f}" if abs(value) < 100 else f"{value:,.0f}"
    return f"{value:,}" if isinstance(value, int) else str(value)
