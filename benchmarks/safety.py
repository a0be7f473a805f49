"""Attacks on `/sparql` of a release, one after the other, on a server of its own.

    python -m benchmarks.safety [RELEASE] [--table FILE]

For each: what came of it, after how many seconds, when all query workers were back and answered,
and the memory of all processes before, at its highest, and after. Prints a table, writes
benchmarks/out/safety.json, and with --table the same as a table of Markdown. Ends with status 1
if anything came out otherwise than it has to, a web process ended, or memory did not come back.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

from benchmarks import attacks
from benchmarks.attacks import Attack, Target
from benchmarks.memory import Watch, resident_mb
from benchmarks.outcome import OUT, machine, show
from benchmarks.processes import tree
from benchmarks.serve import running
from benchmarks.subject import home_of, release_at
from rarekg.sparql.limits import Limits

BACK_SECONDS, LIGHT_SECONDS = 1.0, 1.0
SETTLED_SECONDS = 1.0  # after the workers are back, before memory is looked at
_RETURNED_MB = 150.0  # caches of workers and pages of the web processes grow a little
_PATIENCE_SECONDS = 20.0
_PROCESSES = 2
_OTHER_CLIENT = "127.0.0.2"
_HEADER = ("attack", "what came of it", "as it has to", "seconds", "workers back", "MB before")
_MORE = ("MB at most", "MB after")


@dataclass(frozen=True, slots=True)
class Row:
    """What came of an attack. back: seconds until all workers were there and one had answered."""

    attack: str
    outcome: str
    as_expected: bool
    seconds: float
    back: float
    before_mb: float
    highest_mb: float
    after_mb: float


@dataclass(frozen=True, slots=True)
class Served:
    """The server under attack: its process, and where it answers."""

    process: psutil.Process
    target: Target

    def memory_mb(self) -> float:
        """PSS of all its processes."""
        return sum(resident_mb(process)[1] for process in tree(self.process.pid))

    def idle_workers(self) -> int:
        """How many processes wait for queries."""
        found = [p for p in self.process.children() if "rarekg.sparql.service" in _line(p)]
        workers = [worker for service in found for worker in service.children()]
        return sum(_status(worker) == psutil.STATUS_SLEEPING for worker in workers)

    def web(self) -> list[int]:
        """The web processes."""
        lines = {child.pid: _line(child) for child in self.process.children()}
        others = "rarekg.sparql.service", "resource_tracker"
        return sorted(
            pid for pid, line in lines.items() if not any(other in line for other in others)
        )

    def seconds_until_back(self) -> float:
        """Waits until every worker is there, with nothing to do, and a query is answered."""
        start = time.monotonic()
        while time.monotonic() - start < _PATIENCE_SECONDS:
            if (
                self.idle_workers() == Limits().workers
                and self.target.get(attacks.LIGHT).status == 200
            ):
                break
            time.sleep(0.02)
        return time.monotonic() - start


def _line(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.NoSuchProcess:
        return ""


def _status(process: psutil.Process) -> str:
    try:
        return str(process.status())
    except psutil.NoSuchProcess:
        return psutil.STATUS_DEAD


def measured(served: Served, name: str, act: Callable[[], tuple[str, bool]]) -> Row:
    """One attack, and what it left behind."""
    before = served.memory_mb()
    with Watch(served.process.pid) as watch:
        start = time.monotonic()
        outcome, as_expected = act()
        seconds = time.monotonic() - start
        back = served.seconds_until_back()
    time.sleep(SETTLED_SECONDS)
    after = served.memory_mb()
    highest = max(watch.pss, before, after)
    row = Row(name, outcome, as_expected, seconds, back, before, highest, after)
    print(f"{name}: {outcome}, {seconds:.1f} s", flush=True)
    return row


def _single(served: Served, attack: Attack) -> Row:
    def act() -> tuple[str, bool]:
        outcome = attack.act(served.target)
        return outcome, outcome in attack.expected

    return measured(served, attack.name, act)


def _crowd(served: Served, others: str, words: str) -> Row:
    """Fifty heavy queries at once, and light ones from `others` meanwhile."""

    def act() -> tuple[str, bool]:
        light = Target(served.target.port, others)
        found = attacks.crowd(served.target, light)
        ends = Counter(seen.words() for seen in found.heavy)
        told = ", ".join(f"{number} × {end}" for end, number in ends.most_common())
        well = all(seen.status == 200 for seen in (*found.pages, *found.queries))
        page, query = (max(s.seconds for s in each) for each in (found.pages, found.queries))
        told += f"; light ones {'all answered' if well else 'REFUSED'}: "
        told += f"pages after {page:.2f} s at most, queries after {query:.2f}"
        return told, well and found.slowest <= LIGHT_SECONDS

    return measured(served, f"50 heavy queries at once, {words}", act)


def attacked(served: Served) -> list[Row]:
    """All attacks."""
    for _ in range(20):  # what is read once for all pages
        served.target.get(attacks.PAGE)
    every = (*attacks.NETWORK, *attacks.HEAVY, *attacks.TEXTS, *attacks.CLIENTS)
    rows = [_single(served, attack) for attack in every]
    rows.append(_crowd(served, _OTHER_CLIENT, "light ones of another client"))
    rows.append(_crowd(served, served.target.source, "light ones of the same client"))
    return rows


def report(rows: Sequence[Row], web_before: list[int], web_after: list[int]) -> list[str]:
    """What is not as it has to be."""
    wrong = [f"{row.attack}: {row.outcome}" for row in rows if not row.as_expected]
    wrong += [f"{row.attack}: workers back after {row.back:.1f} s" for row in _late(rows)]
    if web_before != web_after:
        wrong.append(f"web processes were {web_before}, are {web_after}")
    if rows[-1].after_mb > rows[0].before_mb + _RETURNED_MB:
        wrong.append(f"{rows[0].before_mb:.0f} MB before all, {rows[-1].after_mb:.0f} after")
    return wrong


def _late(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if row.back > BACK_SECONDS]


def markdown(rows: Sequence[Row]) -> str:
    """The rows as a table."""
    lines = [
        "| attack | what came of it | seconds | workers back after | MB before, at most, after |"
    ]
    lines.append("|---|---|---|---|---|")
    for row in rows:
        memory = f"{row.before_mb:.0f}, {row.highest_mb:.0f}, {row.after_mb:.0f}"
        cells = row.attack, row.outcome, f"{row.seconds:.2f}", f"{row.back:.2f} s", memory
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("release", type=Path, nargs="?")
    parser.add_argument("--table", type=Path, help="where a table of Markdown goes")
    options = parser.parse_args()
    program = str(Path(sys.executable).with_name("rarekg"))
    with home_of(release_at(options.release)) as home:
        command = [program, "--home", str(home.path), "serve", "--processes", str(_PROCESSES)]
        with running(command) as (process, port, _):
            served = Served(psutil.Process(process.pid), Target(port))
            web = served.web()
            rows = attacked(served)
            wrong = report(rows, web, served.web())
    print()
    show((*_HEADER, *_MORE), [tuple(asdict(row).values()) for row in rows])
    OUT.mkdir(exist_ok=True)
    document = {"rows": [asdict(row) for row in rows], "wrong": wrong, "machine": machine()}
    (OUT / "safety.json").write_text(json.dumps(document, indent=2) + "\n", "utf-8")
    if options.table:
        options.table.write_text(markdown(rows), "utf-8")
    print("\n".join(["", "not as it has to be:", *wrong] if wrong else ["", "all as it has to be"]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
