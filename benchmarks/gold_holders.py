"""Holders that records name, joined with their other spellings and with entries of registries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from benchmarks.gold import Gold, labelled
from rarekg.identifiers import Curie
from rarekg.identity import Identity, IdentityBuilder
from rarekg.linking.holders import PREFIX, Holder, holder_of
from rarekg.linking.same_organisations import same_organisations
from rarekg.readers.table import reader_of
from rarekg.report import Report
from rarekg.sources.cache import located_files
from rarekg.sources.manifest import SourceFile, content_files, source_named

HOLDERS_BOUND = 0.97
_COLUMNS = ("joined with", "joins", "right", "meant", "precision", "recall")
_NONE = "none"


def measure(mirror: Path) -> list[Gold]:
    """The gold set of holders: each other spelling and each entry is a join of its own."""
    named, identity = _named(mirror), _identity(mirror)
    spellings = _spellings(named, identity)
    counts: dict[str, int] = defaultdict(int)
    errors = []
    for row in labelled("holders.tsv"):
        one = named.get(row["record"])
        if one is None:  # a person: no organisation is made of the name
            continue
        canonical = identity.canonical_id(one.id)
        meant = set(row["joined"].split()) - {_NONE}
        optional = {item[1:] for item in meant if item.startswith("?")}
        needed = {_id(item, named) for item in meant if not item.startswith("?")}
        fine = {_id(item, named) for item in optional}
        found = set(spellings[canonical])
        if not canonical.startswith(PREFIX):
            found.add(canonical)
        found.discard(one.id)
        needed.discard(one.id)
        _count(counts, found, needed, fine)
        label = f"{row['record']} '{one.name}'"
        errors += [f"wrong: {label} = {other}" for other in sorted(found - needed - fine)]
        errors += [f"missed: {label} = {other}" for other in sorted(needed - found)]
    rows = [_row(counts, part) for part in ("spellings", "entries", "all")]
    precision = counts["right all"] / max(1, counts["joins all"])
    recall = counts["found all"] / max(1, counts["meant all"])
    return [Gold("holders", precision, recall, HOLDERS_BOUND, _COLUMNS, rows, errors)]


def _count(counts: dict[str, int], found: set[Curie], needed: set[Curie], fine: set[Curie]) -> None:
    for one in found | needed:
        part = "spellings" if one.startswith(PREFIX) else "entries"
        for kind in (part, "all"):
            counts[f"joins {kind}"] += one in found
            counts[f"right {kind}"] += one in found & (needed | fine)
            counts[f"meant {kind}"] += one in needed
            counts[f"found {kind}"] += one in found & needed


def _row(counts: Mapping[str, int], part: str) -> tuple[str | int, ...]:
    joins, right, meant, found = (
        counts[f"{column} {part}"] for column in ("joins", "right", "meant", "found")
    )
    return (
        part,
        joins,
        right,
        meant,
        f"{right / max(1, joins):.3f}",
        f"{found / max(1, meant):.3f}",
    )


def _id(item: str, named: Mapping[str, Holder]) -> Curie:
    """What a label means: the first record of a spelling, or an entry."""
    return named[item].id if item in named else Curie(item)


def _spellings(named: Mapping[str, Holder], identity: Identity) -> dict[Curie, set[Curie]]:
    found: dict[Curie, set[Curie]] = defaultdict(set)
    for holder in named.values():
        found[identity.canonical_id(holder.id)].add(holder.id)
    return found


@cache
def _identity(mirror: Path) -> Identity:
    """The identity of organisations that a build of the mirror's files has."""
    files = _files(mirror)
    builder = IdentityBuilder()
    for file in files:
        if file.manifest.options.get("prefix") == "organisation-":
            builder.add(reader_of(file)(file, Report()))
    builder.add(same_organisations(files))
    return builder.build()


@cache
def _named(mirror: Path) -> dict[str, Holder]:
    """The holder of each record, by the FDA's grid key or the EMA's product number."""
    return dict(reversed(list(_holders(mirror))))


def _holders(mirror: Path) -> Iterator[tuple[str, Holder]]:
    for file in _files(mirror):
        if file.source in ("fda", "ema"):
            for fact in reader_of(file)(file, Report()):
                if (holder := holder_of(fact)) is not None:
                    key = dict(fact.qualifiers).get("recordKey")
                    yield str(key or fact.references[0].record), holder


def _files(mirror: Path) -> list[SourceFile]:
    sources = [source_named(name) for name in ("curated", "ror", "fda", "ema", "funding-ch")]
    ours = [file for source in sources for file in content_files(source)]
    return ours + located_files(mirror, mirror, sources)
