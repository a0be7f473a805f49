"""What a build says of itself: stages with times and memory, `report.json`, `manifest.json`."""

from __future__ import annotations

import contextlib
import datetime as dt
import resource
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import msgspec

from rarekg import __version__
from rarekg.build_steps import Rendered
from rarekg.graph.merge import Counts
from rarekg.graph.metadata import SourceUse
from rarekg.identity import Identity
from rarekg.release import ReleaseManifest, SourceEntry, sha256_of
from rarekg.report import Action, Report

_DISPUTE_RULE = "exact mapping not followed"
_NAME_RULE = "name of a substance that joins nothing"
_CIRCLE_RULE = "parent that would close a circle"


class Progress(Protocol):
    """Who is told how a build goes on."""

    def stage(self, name: str) -> None:
        """A stage begins."""

    def step(self, name: str, seconds: float | None) -> None:
        """Something within the stage is done."""


class Silent:
    """Progress that nobody watches."""

    def stage(self, name: str) -> None:
        """Says nothing."""

    def step(self, name: str, seconds: float | None) -> None:
        """Says nothing."""


class StageRow(msgspec.Struct, frozen=True):
    """A finished stage: seconds of wall clock, and the highest resident memory so far, in MB, of
    the build's own process and of its largest worker."""

    name: str
    seconds: float
    memory_mb: int
    worker_memory_mb: int


class Stages:
    """Times the stages of a build, and tells `progress`."""

    def __init__(self, progress: Progress | None = None) -> None:
        self._progress = progress or Silent()
        self.rows: list[StageRow] = []
        self.now = dt.datetime.now(dt.UTC)

    @property
    def day(self) -> dt.date:
        """The day of the build, UTC."""
        return self.now.date()

    @contextlib.contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Runs and times one stage."""
        self._progress.stage(name)
        started = time.perf_counter()
        yield
        seconds = round(time.perf_counter() - started, 2)
        own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        workers = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
        self.rows.append(StageRow(name, seconds, own, workers))

    def step(self, name: str, seconds: float | None) -> None:
        """Tells progress that a part of the stage is done."""
        self._progress.step(name, seconds)


@dataclass(slots=True)
class BuildReport:
    """All that is counted and found in a build."""

    report: Report = field(default_factory=Report)
    facts: Counter[str] = field(default_factory=Counter)
    counts: Counts = field(default_factory=Counts)
    statements: int = 0
    documents: int = 0

    def add_rendered(self, rendered: Rendered) -> None:
        """Adds what reading a group of files gave."""
        self.report.merge(rendered.report)
        self.facts[rendered.source] += rendered.facts

    def add_identity(self, identity: Identity) -> None:
        """Notes each mapping that identity did not follow."""
        for dispute in identity.disputes:
            mapping = dispute.mapping
            self.report.note(
                mapping.source,
                _DISPUTE_RULE,
                f"{mapping.one} = {mapping.other}",
                f"{mapping.source}: {mapping.one}",
                f"it would join {dispute.held} and {dispute.met}; kept as a disputed mapping",
                Action.KEPT,
            )
        for child, parent in identity.circles:
            message = f"{parent} is below {child} by a more trusted source"
            self.report.note("identity", _CIRCLE_RULE, f"{child} < {parent}", child, message)
        for name in identity.unclear:
            place, message = ", ".join(name.substances), f"{name.reason}; they stay apart"
            self.report.note("identity", _NAME_RULE, name.form, place, message, Action.KEPT)


class EntryRow(msgspec.Struct, frozen=True):
    """A row of the report: a rule that records broke, how often, and where first."""

    source: str
    rule: str
    value: str
    action: str
    number: int
    example: str
    message: str


class ReportFile(msgspec.Struct, frozen=True):
    """`report.json`."""

    records: dict[str, dict[str, int]]
    facts: dict[str, int]
    quads: int
    statements: int
    documents: int
    quads_by_graph: dict[str, int]
    classes: dict[str, int]
    properties: dict[str, int]
    stages: list[StageRow]
    entries: list[EntryRow]


def report_rows(report: Report) -> list[EntryRow]:
    """The findings, the commonest first."""
    rows = [
        EntryRow(
            entry.source,
            entry.rule,
            entry.value,
            entry.action.value,
            number,
            report.examples[entry].place,
            report.examples[entry].message,
        )
        for entry, number in report.entries.items()
    ]
    return sorted(rows, key=lambda r: (-r.number, r.source, r.rule, r.value))


def write_report(path: Path, build: BuildReport, stages: Stages) -> None:
    """Writes `report.json`."""
    records: dict[str, dict[str, int]] = {}
    for (source, kind), number in sorted(build.report.counts.items()):
        records.setdefault(source, {})[kind] = number
    document = ReportFile(
        records=records,
        facts=dict(sorted(build.facts.items())),
        quads=build.counts.quads(),
        statements=build.statements,
        documents=build.documents,
        quads_by_graph=dict(sorted(build.counts.graphs.items())),
        classes=dict(sorted(build.counts.classes.items())),
        properties=dict(sorted(build.counts.properties.items())),
        stages=stages.rows,
        entries=report_rows(build.report),
    )
    path.write_bytes(msgspec.json.format(msgspec.json.encode(document), indent=1))


def write_manifest(
    into: Path,
    release_id: str,
    uses: Sequence[SourceUse],
    build: BuildReport,
    engine: str,
    stages: Stages,
) -> None:
    """Writes `manifest.json`, with the SHA-256 of every other file of the release."""
    files = sorted(p for p in into.rglob("*") if p.is_file() and p.name != "LOCK")
    manifest = ReleaseManifest(
        id=release_id,
        program=__version__,
        built=stages.now.isoformat(timespec="seconds"),
        quads=build.counts.quads(),
        statements=build.statements,
        search_engine=engine,
        sources={use.manifest.id: _source_entry(use) for use in uses},
        files={str(p.relative_to(into)): sha256_of(p) for p in files},
    )
    encoded = msgspec.json.format(msgspec.json.encode(manifest), indent=1)
    (into / "manifest.json").write_bytes(encoded)


def _source_entry(use: SourceUse) -> SourceEntry:
    manifest = use.manifest
    return SourceEntry(
        title=manifest.title,
        publisher=manifest.publisher,
        licence=manifest.licence,
        licence_url=manifest.licence_url,
        attribution=manifest.attribution,
        homepage=manifest.homepage,
        versions=use.versions(),
        retrieved=use.retrieved(),
        files={f.path.name: sha256_of(f.path) for f in use.files},
    )
