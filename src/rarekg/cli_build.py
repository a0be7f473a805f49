"""Commands that bring data in: `sources`, `fetch`, `build`, `check`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TransferSpeedColumn,
)
from rich.table import Column, Table

from rarekg.build import BuildOptions, build
from rarekg.build_report import BuildReport, Stages, report_rows
from rarekg.content import content_folder
from rarekg.errors import CheckFailed, FetchFailed
from rarekg.graph.quality import Finding, purpose_of, run_checks, run_shapes
from rarekg.graph.sampling import sample_unless_small
from rarekg.graph.store import open_store
from rarekg.linking.mechanism_rules import check_mechanisms
from rarekg.linking.modalities_rules import check_rules
from rarekg.linking.overrides import check_overrides
from rarekg.readers.curated import check_curated
from rarekg.search.engines import ENGINES
from rarekg.settings import Settings
from rarekg.sources.download import FetchOptions, fetch
from rarekg.sources.manifest import SourceManifest, all_sources, source_named
from rarekg.sources.mirror import copy_from_mirror
from rarekg.sources.progress import FetchResult
from rarekg.sources.status import source_table

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_SAMPLED = 100  # entities of a full release on which the shapes are run: about half a minute
_ENTRIES = 10  # findings of a build that are shown; report.json has them all

mirror_option = click.option("--mirror", type=_FOLDER, help="A folder with the source files.")


@click.command("sources")
@mirror_option
@click.pass_obj
def sources_command(settings: Settings, mirror: Path | None) -> None:
    """Shows every source: what it is, its licence, its version, whether its files are here."""
    source = Column("source", no_wrap=True, max_width=16)  # to be copied into other commands
    others = ("what", "licence", "version", "files here", "retrieved")
    table = Table(source, *others, box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for status in source_table(settings.home.path, mirror):
        here = f"{len(status.here)} of {len(status.here) + len(status.missing)}"
        files = "ours" if status.written_by_us else (here if here != "0 of 0" else "none read yet")
        versions = ", ".join(status.versions[-2:])
        when = status.retrieved[-1] if status.retrieved else ""
        table.add_row(status.id, status.title, status.licence, versions, files, when)
    Console().print(table)


@click.command("fetch")
@click.argument("names", metavar="[SOURCE]...", nargs=-1)
@mirror_option
@click.option("--again", is_flag=True, help="Fetch files that have not changed, too.")
@click.pass_obj
def fetch_command(
    settings: Settings, names: Sequence[str], mirror: Path | None, again: bool
) -> None:
    """Brings source files into the cache, from their publishers or from a mirror folder."""
    chosen = _chosen(names)
    with FetchBars() as bars:
        if mirror is None:
            results = fetch(chosen, settings.home.path, FetchOptions(again=again), bars)
        else:
            results = copy_from_mirror(chosen, settings.home.path, mirror, bars)
    console = Console()
    for result in results:
        version = f", version {result.version}" if result.version else ""
        line = f"{result.label}: {result.outcome.value}{version}"
        console.print(line, highlight=False, markup=False, soft_wrap=True)
    failed = [str(r.error) for r in results if r.error is not None]
    if failed:
        raise FetchFailed("\n".join([f"{len(failed)} files did not arrive:", *failed]))


class FetchBars:
    """A progress bar for each file that arrives."""

    def __init__(self) -> None:
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            DownloadColumn(),
            TransferSpeedColumn(),
        )
        self._bars = Progress(*columns, console=Console(stderr=True), transient=True)
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> FetchBars:
        self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bars.stop()

    def began(self, label: str, size: int | None) -> None:
        """A file begins to arrive."""
        if label in self._tasks:
            self._bars.reset(self._tasks[label], total=size)
        else:
            self._tasks[label] = self._bars.add_task(label, total=size)

    def arrived(self, label: str, size: int) -> None:
        """So many bytes are here."""
        self._bars.update(self._tasks[label], completed=size)

    def ended(self, result: FetchResult) -> None:
        """A file is done with."""
        if result.label in self._tasks:
            self._bars.remove_task(self._tasks.pop(result.label))


@click.command("build")
@mirror_option
@click.option("--sources", "names", help="Only these sources, by id, with commas between.")
@click.option(
    "--search-engine",
    type=click.Choice(sorted(ENGINES)),
    default="fts5",
    show_default=True,
    help="What the search index is made for.",
)
@click.option(
    "--workers",
    type=click.IntRange(0),
    default=0,
    help="How many processes read and merge (default: one for each core); fewer need less memory.",
)
@click.pass_obj
def build_command(
    settings: Settings, mirror: Path | None, names: str | None, search_engine: str, workers: int
) -> None:
    """Builds a release from the sources and publishes it."""
    chosen = [s.id for s in _chosen(names.split(","))] if names else None
    with BuildBar() as bar:
        stages = Stages(bar)
        options = BuildOptions(mirror, chosen, search_engine, workers)
        release, report = build(settings.home, options, stages)
    show_build(Console(), report, stages)
    Console().print(f"published: [bold]{release.id}[/] in {settings.home.path}")


class BuildBar:
    """The stages of a build, as they go on."""

    def __init__(self) -> None:
        columns = (TextColumn("{task.description}"), TimeElapsedColumn())
        self._bars = Progress(*columns, console=Console(stderr=True), transient=True)
        self._task: TaskID | None = None
        self._stage = ""

    def __enter__(self) -> BuildBar:
        self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bars.stop()

    def stage(self, name: str) -> None:
        """A stage begins."""
        if self._task is not None:
            self._bars.update(self._task, total=1, completed=1)
        self._stage = name
        self._task = self._bars.add_task(name, total=None)

    def step(self, name: str, seconds: float | None) -> None:
        """A part of the stage is done."""
        if self._task is not None:
            took = "" if seconds is None else f" ({seconds:.1f} s)"
            self._bars.update(self._task, description=f"{self._stage}: {name}{took}")


def show_build(console: Console, report: BuildReport, stages: Stages) -> None:
    """The tables at the end of a build: records, stages, the commonest findings."""
    counts = Table("source", "records read", "facts", "triples in its graph")
    kinds: dict[str, list[str]] = {}
    for (source, kind), number in sorted(report.report.counts.items()):
        kinds.setdefault(source, []).append(f"{kind} {number:,}")
    for source in sorted(report.facts):
        node = f"<https://w3id.org/rarekg/source/{source}>"
        read, facts = ", ".join(kinds.get(source, ())), f"{report.facts[source]:,}"
        counts.add_row(source, read, facts, f"{report.counts.graphs[node]:,}")
    console.print(counts)
    times = Table("stage", "seconds", "memory, MB", "of a worker, MB")
    for row in stages.rows:
        memory, worker = f"{row.memory_mb:,}", f"{row.worker_memory_mb:,}"
        times.add_row(row.name, f"{row.seconds:.1f}", memory, worker)
    console.print(times)
    rows = report_rows(report.report)
    if rows:
        found = Table("number", "source", "finding", "value", "action", "for example")
        for entry in rows[:_ENTRIES]:
            shown = (entry.source, entry.rule, entry.value, entry.action, entry.example)
            found.add_row(f"{entry.number:,}", *shown)
        console.print(found)
        console.print(f"{len(rows):,} kinds of finding in all; report.json has every one")
    console.print(
        f"{report.counts.quads():,} quads, {report.statements:,} statements, "
        f"{report.documents:,} things to be found"
    )


@click.command("check")
@click.option("--curated", is_flag=True, help="Check the curated files only.")
@click.option("--release", "release_id", help="The release to check (default: the current one).")
@click.pass_obj
def check_command(settings: Settings, curated: bool, release_id: str | None) -> None:
    """Checks the curated files, and of a release the invariants and the shapes.

    The invariants are checked on the whole; the shapes on the whole of a small release, such as
    the starter data make, and on a sample of a large one.
    """
    console = Console(soft_wrap=True)
    curated_files = content_folder("ingest") / "curated"
    problems = check_curated(curated_files) + check_overrides(curated_files / "overrides.yaml")
    problems += check_rules(curated_files) + check_mechanisms(curated_files)
    for problem in problems:
        console.print(str(problem), markup=False, highlight=False)
    broken = len(problems)
    if not curated:
        release = settings.home.release(release_id)
        store = open_store(release.graph)
        findings = run_checks(store) + run_shapes(sample_unless_small(store, _SAMPLED, seed=1))
        for finding in findings:
            console.print(_shown(finding), markup=False, highlight=False)
        for rule in sorted({f.rule for f in findings}):
            if purpose_of(rule) != rule:  # the message of a shape explains itself
                console.print(f"{rule}: {purpose_of(rule)}", markup=False, highlight=False)
        broken += sum(not finding.warning for finding in findings)
    if broken:
        raise CheckFailed(f"{broken} findings")
    console.print("all checks passed")


def _shown(finding: Finding) -> str:
    kind = "warning" if finding.warning else "error"
    times = f" (and {finding.number - 1:,} more)" if finding.number > 1 else ""
    return f"{kind}: {finding.rule}: {finding.record}: {finding.detail}{times}"


def _chosen(names: Sequence[str]) -> list[SourceManifest]:
    return [source_named(name.strip()) for name in names] if names else list(all_sources().values())
