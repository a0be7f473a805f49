"""Runs all benchmarks but the longest, or those that are named; see docs/benchmarks.md.

python -m benchmarks [NAME ...] [--release DIR] [--mirror DIR] [--out DIR]
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks import (
    build,
    gold,
    gold_holders,
    gold_indications,
    gold_missions,
    gold_modalities,
    gold_places,
    gold_targets,
    hostile,
    pages,
    search,
    serve,
    suggest,
    widgets,
)
from benchmarks.outcome import OUT, Outcome
from benchmarks.subject import release_at
from rarekg.release import Release

ON_RELEASE: dict[str, Callable[[Release], Outcome]] = {
    "pages": pages.run,
    "search": search.run,
    "serve": serve.run,
    "suggest": suggest.suggestions,
    "widgets": widgets.run,
}
LONG: dict[str, Callable[[Release], Outcome]] = {
    "hostile": hostile.run,
    "search-whoosh": search.run_whoosh,
}
GOLD: tuple[Callable[[Path], list[gold.Gold]], ...] = (
    gold_holders.measure,
    gold_indications.measure,
    gold_missions.measure,
    gold_modalities.measure,
    gold_places.measure,
    gold_targets.measure,
)
NAMES = ("build", "gold", *ON_RELEASE, "safety", "sparql")
ALONE = tuple(LONG)  # take minutes: only where they are named


@dataclass(frozen=True, slots=True)
class Options:
    """Which benchmarks (empty: all), on what, and where the results go."""

    names: list[str]
    release: Path | None
    mirror: Path | None
    out: Path


def main() -> int:
    options = _options()
    left_out = [name for name in options.names or NAMES if not _ran(name, options)]
    if left_out:
        print(f"\nnot run: {', '.join(left_out)}")
    return 1 if left_out and options.names else 0


def _ran(name: str, options: Options) -> bool:
    """Runs one benchmark; False (and a line that says why) where something for it is missing."""
    print(f"\n== {name}", flush=True)
    if name in ("build", "gold"):
        if options.mirror is None:
            print("needs a folder with the source files: --mirror DIR, or MIRROR=DIR")
            return False
        if name == "gold":
            return _gold(options.mirror, options.out)
        return _written(build.run(options.mirror), options.out)
    release = release_at(options.release)
    if name in LONG:
        return _written(LONG[name](release), options.out)
    if name == "sparql":
        return _sparql(release)
    if name == "safety":
        return _program("benchmarks.safety", release)
    return _written(ON_RELEASE[name](release), options.out)


def _gold(mirror: Path, out: Path) -> bool:
    """All gold sets, a file for each."""
    found = [one for measure in GOLD for one in measure(mirror)]
    written = [_written(gold.report(one), out) for one in found]
    return all(written)


def _sparql(release: Release) -> bool:
    """Beside the Oxigraph server; others are skipped, and that is said, where they are absent."""
    if shutil.which("oxigraph") is None:
        print("needs the program of the package `oxigraph` on the PATH")
        return False
    return _program("benchmarks.sparql", release)


def _program(module: str, release: Release) -> bool:
    """A program of its own: it writes its file itself."""
    return not subprocess.run([sys.executable, "-m", module, str(release.path)]).returncode


def _written(outcome: Outcome, folder: Path) -> bool:
    print(f"written to {outcome.write(folder)}")
    return True


def _options() -> Options:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"of: {', '.join((*NAMES, *ALONE))}"
    )
    parser.add_argument("--release", type=Path, help="a release (default: RAREKG_HOME's current)")
    parser.add_argument(
        "--mirror", type=Path, help="source files for `build` and `gold` (default: MIRROR)"
    )
    parser.add_argument("--out", type=Path, default=OUT, help="results (default: benchmarks/out)")
    found = parser.parse_args()
    for name in found.names:
        if name not in (*NAMES, *ALONE):
            parser.error(f"no benchmark '{name}'; there are: {', '.join((*NAMES, *ALONE))}")
    given = os.environ.get("MIRROR")
    mirror = found.mirror or (Path(given) if given else None)
    return Options(found.names, found.release, mirror, found.out)


if __name__ == "__main__":
    sys.exit(main())
