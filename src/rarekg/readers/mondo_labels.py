"""Mondo's table of rare diseases: ID, LABEL, SYNONYMS (separated by `|`)."""

from __future__ import annotations

from collections.abc import Iterator

from rarekg.facts import Fact, Reference, Text
from rarekg.identifiers import Curie
from rarekg.readers.tables import Row, rows
from rarekg.report import Report
from rarekg.sources.manifest import SourceFile

_NEEDED = frozenset({"ID", "LABEL", "SYNONYMS"})


def read_mondo_labels(file: SourceFile, report: Report) -> Iterator[Fact]:
    """Type, label and synonyms of each disease. Counts `disease`.

    The option `label` is the key under which the LABEL goes: "synonym" for a table that is older
    than the mapping sets, whose labels are the preferred names; else "name".
    """
    for row in rows(file, report, delimiter="\t", needed=_NEEDED):
        yield from _disease(row, report)


def _disease(row: Row, report: Report) -> Iterator[Fact]:
    subject = row.curie(report, "ID")
    if subject is None:
        return
    if not row["LABEL"]:
        row.note(report, "disease without label", subject, "expected a LABEL")
        return
    report.count(row.file.source, "disease")
    refs = (Reference(row.file.source, subject),)
    yield Fact(subject, "type", Curie("rkg:Disease"), refs)
    yield Fact(subject, row.file.options.get("label", "name"), Text(row["LABEL"], "en"), refs)
    for synonym in row.items("SYNONYMS"):
        if synonym != row["LABEL"]:
            yield Fact(subject, "synonym", Text(synonym, "en"), refs)
