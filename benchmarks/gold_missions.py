"""Diseases recognised in the names of patient organisations."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from benchmarks.gold import Gold, labelled
from benchmarks.gold_names import names_of_diseases
from rarekg.facts import Fact
from rarekg.linking.lexicon import Lexicon
from rarekg.linking.missions import Missions, mission
from rarekg.readers.table import reader_of
from rarekg.report import Report
from rarekg.sources.cache import located_files
from rarekg.sources.manifest import source_named

MISSIONS_BOUND = 0.95
_COLUMNS = ("organisations", "links", "right", "meant", "precision", "recall")


def measure(mirror: Path) -> list[Gold]:
    """The gold set of missions: each disease of a name is a link of its own."""
    names = names_of_diseases(mirror)
    linker = Missions(Lexicon.of(names.names, names.parents), lambda: names)
    records = _organisations(mirror)
    links = right = meant = hit = number = 0
    errors = []
    for row in labelled("missions.tsv"):
        number += 1
        record = records[row["organisation"]]
        found = {str(fact.object) for fact in mission(record, linker, Report())}
        said = [item for item in row["works_on"].split() if item != "none"]
        fine = {one for item in said for one in item.removeprefix("?").split("|")}
        needed = [set(item.split("|")) for item in said if not item.startswith("?")]
        links, right = links + len(found), right + len(found & fine)
        meant, hit = meant + len(needed), hit + sum(bool(found & item) for item in needed)
        name = f"{row['record']} '{_name(record)}'"
        errors += [f"wrong: {name} -> {one}" for one in sorted(found - fine)]
        errors += [f"missed: {name} is {sorted(one)}" for one in needed if not found & one]
    precision, recall = right / max(1, links), hit / max(1, meant)
    row_of_all = (number, links, right, meant, f"{precision:.3f}", f"{recall:.3f}")
    return [Gold("missions", precision, recall, MISSIONS_BOUND, _COLUMNS, [row_of_all], errors)]


def _name(record: list[Fact]) -> str:
    return next(str(fact.object) for fact in record if fact.predicate == "name")


def _organisations(mirror: Path) -> dict[str, list[Fact]]:
    found: dict[str, list[Fact]] = {}
    for file in located_files(mirror, mirror, [source_named("funding-ch")]):
        facts = reader_of(file)(file, Report())
        for subject, group in groupby(facts, key=lambda fact: fact.subject):
            if subject.startswith("rarekg:organisation-"):
                found[str(subject)] = list(group)
    return found
