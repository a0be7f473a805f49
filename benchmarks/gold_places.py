"""Organisations recognised in the names of sites, sponsors and holders."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from benchmarks.gold import Gold, labelled
from rarekg.facts import Fact
from rarekg.identity import IdentityBuilder
from rarekg.linking.organisations import OrganisationLinker
from rarekg.linking.places import known_organisations, placed
from rarekg.readers.table import reader_of
from rarekg.report import Report
from rarekg.sources.cache import located_files
from rarekg.sources.manifest import SourceFile, content_files, source_named

PLACES_BOUND = 0.95
_NAMES = ("siteName", "sponsorName", "collaboratorName")
_KINDS = ("site", "sponsor", "holder")
_COLUMNS = ("kind", "names", "links", "right", "meant", "precision", "recall")


def measure(mirror: Path) -> list[Gold]:
    """The gold set of places."""
    linker, facts = place_linker(mirror), dict(_facts(mirror))
    counts: Counter[tuple[str, str]] = Counter()
    errors = []
    for row in labelled("places.tsv"):
        kind, label = row["kind"], row["organisation"]
        fact = facts[row["record"]]
        said = dict(fact.qualifiers)
        text = f"{row['record']} '{said.get('holderName', fact.object)}'"
        found = next((str(f.object) for f in placed(fact, linker, Report())), "none")
        counts[kind, "names"] += 1
        counts[kind, "links"] += found != "none"
        counts[kind, "right"] += found == label.removeprefix("?") != "none"
        counts[kind, "meant"] += label != "none" and label[0] != "?"
        counts[kind, "found"] += found == label != "none"
        if found not in ("none", label.removeprefix("?")):
            errors.append(f"wrong: {text} -> {found}, not {label}")
        elif found == "none" != label and label[0] != "?":
            errors.append(f"missed: {text} is {label}")
    for (_, column), count in list(counts.items()):
        counts["all", column] += count
    rows = [_row(counts, kind) for kind in (*_KINDS, "all")]
    precision = counts["all", "right"] / max(1, counts["all", "links"])
    recall = counts["all", "found"] / max(1, counts["all", "meant"])
    return [Gold("places", precision, recall, PLACES_BOUND, _COLUMNS, rows, errors)]


def _row(counts: Counter[tuple[str, str]], kind: str) -> tuple[str | int, ...]:
    names, links, right, meant, found = (
        counts[kind, column] for column in ("names", "links", "right", "meant", "found")
    )
    shares = (f"{right / max(1, links):.3f}", f"{found / max(1, meant):.3f}")
    return (kind, names, links, right, meant, *shares)


@cache
def place_linker(mirror: Path) -> OrganisationLinker:
    """The linker that a build of the mirror's files has."""
    files = [*content_files(source_named("curated")), *_located(mirror, "ror")]
    identity = IdentityBuilder()
    for file in files:
        if file.manifest.options.get("prefix") == "organisation-":
            identity.add(reader_of(file)(file, Report()))
    return OrganisationLinker(known_organisations(files, identity.build()))


def _facts(mirror: Path) -> Iterator[tuple[str, Fact]]:
    """The facts that name a place, by their keys in the gold set."""
    for source in ("clinicaltrials", "fda"):
        counted: Counter[tuple[str, str]] = Counter()
        for file in _located(mirror, source):
            for fact in reader_of(file)(file, Report()):
                record = fact.references[0].record
                if fact.predicate in _NAMES:
                    counted[record, fact.predicate] += 1
                    number = counted[record, fact.predicate]
                    yield f"{record}#{fact.predicate}{number}", fact
                elif fact.predicate == "statedIndication":
                    yield str(dict(fact.qualifiers).get("recordKey")), fact


def _located(mirror: Path, source: str) -> list[SourceFile]:
    return located_files(mirror, mirror, [source_named(source)])
