"""The steps of a build that run in worker processes: reading, rendering, merging."""

from __future__ import annotations

import pickle
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rarekg.errors import BadSource
from rarekg.facts import Fact
from rarekg.graph.merge import Counts, merge_bucket
from rarekg.graph.metadata import ontology_lines
from rarekg.graph.writer import BUCKETS, GraphWriter
from rarekg.identity import Identity, IdentityBuilder
from rarekg.readers.table import reader_of
from rarekg.report import Action, Report
from rarekg.sources.manifest import SourceFile

IDENTITY_FILE = "identity.pickle"
Group = Sequence[SourceFile]  # the files that one entry of a manifest matches


@dataclass(frozen=True, slots=True)
class Rendered:
    """What reading a group of files gave."""

    source: str
    name: str
    facts: int
    seconds: float
    report: Report


def read_identity(group: Group) -> IdentityBuilder:
    """What a group of files says about which identifiers mean the same thing."""
    builder = IdentityBuilder()
    report = Report()  # the same entries come again when the files are read for their facts
    for file in group:
        builder.add(reader_of(file)(file, report))
    return builder


def render(group: Group, part: int, work: Path) -> Rendered:
    """Reads a group of files and writes its facts, with canonical ids, as lines of part `part`."""
    started = time.perf_counter()
    identity = _identity(work)
    report = Report()
    number = 0
    with GraphWriter(work, part) as writer:
        for file in group:
            for fact in reader_of(file)(file, report):
                number += 1
                for resolved in identity.resolved(fact):
                    writer.add(resolved)
    _check_expectations(group[0], report)
    seconds = time.perf_counter() - started
    return Rendered(group[0].source, group[0].name, number, seconds, report)


def render_ours(derived: Sequence[Fact], part: int, work: Path) -> None:
    """Writes what needs no reading, derived facts and the ontology, as lines of part `part`.

    Sources describe some things that the ontology describes too (HPO's frequencies): in the
    same buckets, what both say is there once.
    """
    identity = _identity(work)
    with GraphWriter(work, part) as writer:
        for fact in derived:
            for resolved in identity.resolved(fact):
                writer.add(resolved)
        writer.add_lines(ontology_lines())


def save_identity(identity: Identity, work: Path) -> None:
    """Leaves the identity where the workers find it."""
    (work / IDENTITY_FILE).write_bytes(pickle.dumps(identity, pickle.HIGHEST_PROTOCOL))


@cache
def _identity(work: Path) -> Identity:
    identity = pickle.loads((work / IDENTITY_FILE).read_bytes())  # noqa: S301  (our own file)
    assert isinstance(identity, Identity)  # noqa: S101  (tells mypy the type)
    return identity


def _check_expectations(file: SourceFile, report: Report) -> None:
    for kind, expected in file.manifest.expect.items():
        found = report.counts[file.source, kind]
        place = f"{file.source}/{file.name}"
        if found < expected.least:
            raise BadSource(
                f"{place}: {found} records of kind '{kind}', at least {expected.least} expected; "
                "the file is incomplete or its format changed (or adapt expect in source.toml)"
            )
        if expected.most is not None and found > expected.most:
            report.note(
                file.source,
                "more records than expected",
                kind,
                place,
                f"{found} records of kind '{kind}', at most {expected.most} expected",
                Action.KEPT,
            )


def merge(bucket: int, work: Path) -> tuple[int, Counts]:
    """Merges all parts of a bucket; the parts are removed."""
    parts = sorted(work.glob(f"part-*-{bucket:02d}.lines"))
    counts = merge_bucket(parts, work / f"bucket-{bucket:02d}")
    for part in parts:
        part.unlink()
    return bucket, counts


def buckets() -> range:
    """The numbers of all buckets."""
    return range(BUCKETS)
