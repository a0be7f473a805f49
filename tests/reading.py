"""What the tests of readers share: a file of a source, read whole."""

from __future__ import annotations

from pathlib import Path

from rarekg.facts import Fact
from rarekg.identifiers import curie
from rarekg.readers.protocol import Reader
from rarekg.report import Report
from rarekg.sources.manifest import COMPRESSIONS, SourceFile, source_named


def source_file(source: str, name: str, path: Path) -> SourceFile:
    """The file at `path`, to be read as the manifest's entry `name` of a source says."""
    entry = next(entry for entry in source_named(source).file if entry.name == name)
    return SourceFile(source, entry, path)


def mirrored(source: str, name: str, mirror: Path) -> SourceFile:
    """The genuine file of a manifest's entry, plain or compressed, in the mirror."""
    entry = next(entry for entry in source_named(source).file if entry.name == name)
    wanted = entry.mirror or entry.name
    found = [path for suffix in COMPRESSIONS for path in mirror.glob(wanted + suffix)]
    assert found, f"{mirror} has no {wanted}"
    return SourceFile(source, entry, found[0])


def read(reader: Reader, file: SourceFile) -> tuple[list[Fact], Report]:
    """All facts of a file, and what its reader had to say."""
    report = Report()
    return list(reader(file, report)), report


def about(facts: list[Fact], subject: str, predicate: str) -> list[Fact]:
    """The facts that say something of one entity by one property."""
    wanted = curie(subject)
    return [fact for fact in facts if fact.subject == wanted and fact.predicate == predicate]


def findings(report: Report) -> dict[str, int]:
    """How often each rule was broken."""
    counts: dict[str, int] = {}
    for entry, number in report.entries.items():
        counts[entry.rule] = counts.get(entry.rule, 0) + number
    return counts
