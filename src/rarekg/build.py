"""The whole run: sources -> facts -> graph -> search index -> a new immutable release."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import multiprocessing
import os
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import ParamSpec, TypeVar

from rarekg.build_downloads import Written, licence_addresses, write_downloads
from rarekg.build_joining import (
    METADATA,
    bucket_files,
    join_dossiers,
    join_graph,
    join_sources,
    join_statements,
)
from rarekg.build_report import BuildReport, Stages, write_manifest, write_report
from rarekg.build_steps import (
    Group,
    Therapies,
    buckets,
    describe,
    merge,
    read_identity,
    render,
    render_ours,
    save_identity,
    save_organisations,
    save_therapies,
    save_wanted,
    start_worker,
)
from rarekg.downloads.tables import write_tables
from rarekg.errors import RarekgError
from rarekg.facts import Fact, is_curie
from rarekg.graph.merge import Counts, count_quads, gzip_member
from rarekg.graph.metadata import SourceUse, metadata_lines
from rarekg.graph.store import StoreLoader
from rarekg.history import write_history
from rarekg.identifiers import Curie
from rarekg.identity import Identity, IdentityBuilder
from rarekg.linking.same_organisations import same_organisations
from rarekg.records.browse_tables_index import write_browse_tables
from rarekg.records.disease_tables_index import write_disease_tables
from rarekg.release import Home, Release, sha256_of
from rarekg.search.engines import FILES_FORMAT, build_index, build_suggestions
from rarekg.sources.cache import located_files
from rarekg.sources.manifest import (
    SourceFile,
    SourceManifest,
    all_sources,
    content_files,
    source_named,
)

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """What to build from: a mirror folder instead of the cache, only some sources (None: all;
    by id, or as manifests of one's own), with which search engine, in how many processes."""

    mirror: Path | None = None
    sources: Sequence[str | SourceManifest] | None = None
    search_engine: str = "fts5"
    workers: int = 0  # 0: one for each core


def build(home: Home, options: BuildOptions, stages: Stages) -> tuple[Release, BuildReport]:
    """Builds a release from the sources and publishes it.

    Whatever goes wrong, or kills it, the release that was published stays so. Raises BadSource
    for a damaged or incomplete source, RarekgError for a full disk, a killed worker or a second
    build.
    """
    try:
        with home.building() as work:
            return _build(home, options, stages, work)
    except BrokenProcessPool as error:
        raise RarekgError(
            "a worker process of the build was killed, most likely because memory ran out; the "
            "published release is untouched. Build again with fewer workers (--workers 1)"
        ) from error
    except (OSError, sqlite3.OperationalError) as error:
        if not _no_room(error):
            raise
        raise RarekgError(
            f"no room left on the disk of {home.path}; the published release is untouched. "
            "Make room ('rarekg prune' removes old releases) and build again"
        ) from error


_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def _no_room(error: OSError | sqlite3.OperationalError) -> bool:
    """Whether the disk, a quota or a limit on file sizes is exhausted. The store tells it in
    words only."""
    if isinstance(error, OSError):
        return error.errno in _FULL or any(os.strerror(code) in str(error) for code in _FULL)
    return error.sqlite_errorcode == sqlite3.SQLITE_FULL


def _build(
    home: Home, options: BuildOptions, stages: Stages, work: Path
) -> tuple[Release, BuildReport]:
    sources = _sources(options)
    groups = _groups(_files(home, options, sources))
    report = BuildReport()
    into = work / "release"
    into.mkdir()
    with _workers(options) as pool:
        with stages.stage("identity"):
            identity, derived, therapies = _identity(pool, groups, work)
            save_identity(identity, work)
            report.add_identity(identity)
        with stages.stage("read"):
            extra = _submit(pool, render_ours, derived, 0, work)
            organisations = _submit(pool, save_organisations, groups, work)
            read = 0
            for wave in _waves(groups):
                therapies.named |= _read(pool, wave, read + 1, work, report, stages)
                read += len(wave)
                save_wanted(therapies.wanted(identity), identity, work)
                organisations.result()
            extra.result()
    # New workers: these do not keep what reading needed to know.
    with stages.stage("merge, load and index"), _workers(options) as pool:
        uses = _uses(sources, groups)
        loader = StoreLoader(into / "graph")
        try:
            report.counts, described = _merge_and_load(pool, loader, uses, work, into, stages)
            index = _submit(pool, build_index, options.search_engine, into)
            tables = _submit(pool, write_tables, into, work, licence_addresses(uses))
            suggestions = _submit(pool, build_suggestions, into)
            disease_tables = _submit(pool, write_disease_tables, into)
            browse_tables = _submit(pool, write_browse_tables, into)
            join_graph(work, into / "graph.nq.gz")
            join_statements(work, into / "statements.tsv.gz")
            by_source = join_sources(work, into, uses)
            history = write_history(home, into)
            report.statements = history.statements
            stages.step("store and search index", None)
            loader.finish()
            report.documents = index.result()
            tables.result()
            suggestions.result()
            disease_tables.result()
            browse_tables.result()
        except BaseException:
            loader.abandon()
            raise
    with stages.stage("publish"):
        searched = f"{options.search_engine} {FILES_FORMAT}"
        said = (sha256_of(into / "graph.nq.gz"), history.digest, searched)
        digest = hashlib.sha256(" ".join(said).encode()).hexdigest()
        release_id = f"{stages.day:%Y%m%d}-{digest[:12]}"
        written = Written(tables.result(), by_source, described)
        write_downloads(into, release_id, stages.now, written, report, uses)
        write_report(into / "report.json", report, stages)
        write_manifest(into, release_id, uses, report, options.search_engine, stages)
        release = home.publish(into, release_id)
    return release, report


def _sources(options: BuildOptions) -> list[SourceManifest]:
    if options.sources is None:
        return list(all_sources().values())
    return [source_named(s) if isinstance(s, str) else s for s in options.sources]


def _files(
    home: Home, options: BuildOptions, sources: Sequence[SourceManifest]
) -> list[SourceFile]:
    ours = [file for source in sources for file in content_files(source)]
    return ours + located_files(home.path, options.mirror, sources)


def _groups(files: Sequence[SourceFile]) -> list[list[SourceFile]]:
    """The files, those of one manifest entry together."""
    grouped = groupby(files, key=lambda f: (f.source, f.name))
    return [list(group) for _, group in grouped]


@contextlib.contextmanager
def _workers(options: BuildOptions) -> Iterator[ProcessPoolExecutor]:
    """The pool of workers. After an error they are killed: one that waits for the lock of a
    worker that was killed would be waited for for ever (CPython 3.11)."""
    number = options.workers or os.cpu_count() or 1
    context = multiprocessing.get_context("spawn")  # a fork would copy threads' locks
    with ProcessPoolExecutor(number, context, start_worker, (os.getpid(),)) as pool:
        try:
            yield pool
        except BaseException:
            for worker in multiprocessing.active_children():
                worker.kill()
            raise


def _submit(
    pool: ProcessPoolExecutor, job: Callable[P, T], *args: P.args, **kwargs: P.kwargs
) -> Future[T]:
    """`pool.submit`, which may start a worker. Where another one is killed at that moment, the
    pool has closed the pipes that the new one would inherit, and CPython says only that."""
    try:
        return pool.submit(job, *args, **kwargs)
    except (ValueError, OSError):
        pool.submit(int)  # raises BrokenProcessPool where that was the reason
        raise


def _identity(
    pool: ProcessPoolExecutor, groups: Sequence[Group], work: Path
) -> tuple[Identity, list[Fact], Therapies]:
    """What is the same thing, the facts derived for that, and the therapies and entries of
    registries that files speak of."""
    stating = _largest_first([g for g in groups if g[0].manifest.identity])
    whole = IdentityBuilder()
    therapies = Therapies()
    jobs = [_submit(pool, read_identity, group) for group in stating]
    listed = _submit(pool, same_organisations, [f for g in groups for f in g])
    for part, found in _results(jobs, pool):
        whole.merge(part)
        therapies.update(found)
    registered = listed.result()
    therapies.named |= {f.object for f in registered if is_curie(f.object)}
    derived = [*whole.same_genes(), *whole.same_substances(), *registered]
    whole.add(derived)
    identity = whole.build()
    save_therapies(whole.substances, identity, work)
    return identity, derived, therapies


def _waves(groups: Sequence[Group]) -> list[list[Group]]:
    """Files that describe things; then those whose texts name such things, as the names are known
    by then; then those of which only what others speak of is taken, a registry after those whose
    texts name its entries."""
    waves: dict[tuple[bool, bool], list[Group]] = defaultdict(list)
    for group in groups:
        manifest = group[0].manifest
        waves[manifest.on_demand, manifest.links != manifest.on_demand].append(group)
    return [waves[wave] for wave in sorted(waves)]


def _read(
    pool: ProcessPoolExecutor,
    groups: Sequence[Group],
    first: int,
    work: Path,
    report: BuildReport,
    stages: Stages,
) -> set[Curie]:
    """Reads groups of files as parts `first` and following; returns the entries of registries
    that they speak of."""
    ordered = _largest_first(groups)
    jobs = [_submit(pool, render, group, part, work) for part, group in enumerate(ordered, first)]
    named: set[Curie] = set()
    for rendered in _results(
        jobs, pool, lambda done: stages.step(f"{done.source}: {done.name}", done.seconds)
    ):
        report.add_rendered(rendered)
        named |= rendered.named
    return named


def _largest_first(groups: Sequence[Sequence[SourceFile]]) -> list[Sequence[SourceFile]]:
    """Groups in the order that leaves no worker alone with the longest one at the end."""
    return sorted(groups, key=lambda g: -sum(f.path.stat().st_size for f in g))


def _results(
    jobs: Sequence[Future[T]], pool: ProcessPoolExecutor, ended: Callable[[T], None] | None = None
) -> list[T]:
    """The results in the order of the jobs; `ended` is told of each one as it comes. The first
    error cancels the rest and is raised.

    (Not `pool.map`: it cancels jobs by itself, and where that meets the pool's own answer to a
    killed worker, the pool hangs; seen with Python 3.11.)
    """
    try:
        for job in as_completed(jobs):
            result = job.result()
            if ended is not None:
                ended(result)
        return [job.result() for job in jobs]
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        raise


def _uses(
    sources: Sequence[SourceManifest], groups: Sequence[Sequence[SourceFile]]
) -> list[SourceUse]:
    """All sources that there are are described (references name some that are not read)."""
    files = [f for group in groups for f in group]
    read = {s.id for s in sources}
    known = all_sources() | {s.id: s for s in sources}
    return [
        SourceUse(s, [f for f in files if f.source == s.id and s.id in read])
        for s in known.values()
    ]


def _merge_and_load(
    pool: ProcessPoolExecutor,
    loader: StoreLoader,
    uses: Sequence[SourceUse],
    work: Path,
    into: Path,
    stages: Stages,
) -> tuple[Counts, list[str]]:
    """Merges the buckets, hands them to the loader, and joins the rest while it works; returns
    also the lines that describe the release.

    The loader begins when all are merged: the index waits for the merging, not for the store.
    """
    counts = Counts()
    jobs = [_submit(pool, merge, bucket, work) for bucket in buckets()]
    for number, job in enumerate(as_completed(jobs), 1):
        _, found = job.result()
        counts.add(found)
        stages.step(f"bucket {number} of {len(jobs)}", None)
    for file in bucket_files(work, ".nq"):
        loader.add(file)
    metadata = metadata_lines(uses)
    void = _submit(pool, describe, work, metadata)
    join_dossiers(work, into)
    described = sorted([*metadata, *void.result()])
    extra = work / METADATA
    extra.write_text("".join(described), "utf-8")
    extra.with_suffix(".nq.gz").write_bytes(gzip_member("".join(described).encode()))
    counts.add(count_quads(described))
    loader.add(extra)
    return counts, described
