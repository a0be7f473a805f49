"""A full build from a mirror, against loading alone.

Both in processes of their own. The reference calls `Store.bulk_load` once with the N-Quads that
the build made, unpacked, as a user would; only that call is timed. Of the build, all is timed,
from starting Python to the published release.
"""

from __future__ import annotations

import gzip
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import msgspec

from benchmarks.memory import Watch
from benchmarks.outcome import Detail, Outcome, show
from rarekg.build_report import ReportFile
from rarekg.release import Home, Release

RATIO, MEMORY_MB = 1.5, 1500

_LOAD = """
import sys, time
import pyoxigraph
store = pyoxigraph.Store(sys.argv[2])
start = time.perf_counter()
store.bulk_load(path=sys.argv[1], format=pyoxigraph.RdfFormat.N_QUADS)
print(time.perf_counter() - start)
"""


@dataclass(frozen=True, slots=True)
class Ran:
    """A process that ended well: seconds, its output, highest memory of its tree in MB."""

    seconds: float
    output: str
    rss: float
    pss: float


def run(mirror: Path) -> Outcome:
    """Builds, loads, prints, and returns what was found."""
    with tempfile.TemporaryDirectory(prefix="rarekg-bench-") as folder:
        scratch = Path(folder)
        command = [str(Path(sys.executable).with_name("rarekg")), "--home", str(scratch / "home")]
        built = _ran([*command, "build", "--mirror", str(mirror.resolve())])
        release = Home(scratch / "home").release()
        report = msgspec.json.decode((release.path / "report.json").read_bytes(), type=ReportFile)
        loaded = _loaded(release, scratch)
    return _outcome(built, loaded, report)


def _loaded(release: Release, scratch: Path) -> Ran:
    unpacked = scratch / "graph.nq"
    with gzip.open(release.nquads, "rb") as packed, unpacked.open("wb") as file:
        shutil.copyfileobj(packed, file, 1 << 20)
    ran = _ran([sys.executable, "-c", _LOAD, str(unpacked), str(scratch / "store")])
    return Ran(float(ran.output), ran.output, ran.rss, ran.pss)


def _ran(command: list[str]) -> Ran:
    start = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        with Watch(process.pid) as memory:
            output, _ = process.communicate()
        seconds = time.perf_counter() - start
    if process.returncode:
        raise SystemExit(f"{' '.join(command[:4])} ended with status {process.returncode}")
    return Ran(seconds, output, memory.rss, memory.pss)


def _outcome(built: Ran, loaded: Ran, report: ReportFile) -> Outcome:
    rows: list[tuple[object, ...]] = [
        (stage.name, stage.seconds, stage.memory_mb, stage.worker_memory_mb)
        for stage in report.stages
    ]
    rest = built.seconds - sum(stage.seconds for stage in report.stages)
    show(
        ("stage", "seconds", "MB", "of a worker"), [*rows, ("publish, and starting", rest, "", "")]
    )
    show(
        (f"{report.quads:,} quads", "seconds", "RSS MB", "PSS MB"),
        [
            ("build", built.seconds, built.rss, built.pss),
            ("bulk_load alone", loaded.seconds, loaded.rss, loaded.pss),
        ],
    )
    print(f"ratio {built.seconds / loaded.seconds:.2f} (at most {RATIO}),", end=" ")
    print(f"peak memory {built.pss:,.0f} MB (at most {MEMORY_MB:,})")
    details: dict[str, Detail] = {
        "quads": report.quads,
        "statements": report.statements,
        "stages": [msgspec.to_builtins(stage) for stage in report.stages],
        "peak_mb": {"rss": built.rss, "pss": built.pss},
        "reference_peak_mb": {"rss": loaded.rss, "pss": loaded.pss},
        "targets": {"ratio": RATIO, "peak_mb": MEMORY_MB},
    }
    return Outcome("build", "seconds", built.seconds, loaded.seconds, details)
