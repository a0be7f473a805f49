"""Curated data (`ingest/curated/`): the readers of its three formats, and their check.

A curated file with a mistake stops a build: all its problems are in one BadSource, each as
`file:line: field: what was expected`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from rarekg.content import content_folder
from rarekg.errors import BadSource
from rarekg.facts import Fact
from rarekg.readers.curated_diseases import disease_facts
from rarekg.readers.curated_entities import entity_facts
from rarekg.readers.curated_page import Page
from rarekg.readers.curated_therapies import therapy_facts
from rarekg.readers.curated_yaml import Problem, shown
from rarekg.report import Report
from rarekg.sources.manifest import SourceFile, content_files, load_manifest

__all__ = [
    "Problem",
    "check_curated",
    "read_curated_diseases",
    "read_curated_entities",
    "read_curated_therapies",
]

FactsOfPage = Callable[[Page, SourceFile], list[Fact]]


def read_curated_diseases(file: SourceFile, report: Report) -> Iterator[Fact]:
    """The facts of one disease file. Raises BadSource listing all its problems."""
    facts = _read(file, disease_facts)
    report.count(file.source, "disease")
    yield from facts


def read_curated_therapies(file: SourceFile, report: Report) -> Iterator[Fact]:
    """The facts of one therapy file. Raises BadSource listing all its problems."""
    facts = _read(file, therapy_facts)
    report.count(file.source, "therapy")
    yield from facts


def read_curated_entities(file: SourceFile, report: Report) -> Iterator[Fact]:
    """The facts of one founding file. Raises BadSource listing all its problems."""
    facts = _read(file, entity_facts)
    report.count(file.source, file.name, len({fact.subject for fact in facts}))
    yield from facts


def _read(file: SourceFile, facts_of: FactsOfPage) -> list[Fact]:
    page = Page(file.path)
    facts = facts_of(page, file)
    problems = page.finish()
    if problems:
        raise BadSource("\n".join(str(p) for p in problems))
    return facts


_FORMATS: dict[str, FactsOfPage] = {
    "curated-diseases": disease_facts,
    "curated-therapies": therapy_facts,
    "curated-entities": entity_facts,
}


def check_curated(folder: Path) -> list[Problem]:
    """All problems of all curated files in a folder like `ingest/curated`, file by file."""
    found: list[Problem] = []
    ids: dict[str, str] = {}
    for file in content_files(load_manifest(folder), folder):
        page = Page(file.path)
        facts = _FORMATS[file.manifest.reader](page, file)
        if facts and file.manifest.reader != "curated-entities":
            subject = str(facts[0].subject)
            if subject in ids:
                page.problem(1, "id", f"{subject} is already the id of {ids[subject]}")
            ids.setdefault(subject, shown(file.path))
        found += page.finish()
    return found


def main(names: list[str]) -> int:
    """Checks the curated folder (`python -m rarekg.readers.curated [PART-OF-PATH …]`) and shows
    the problems, of the named files only if any are named; 1 if there are problems."""
    found = check_curated(content_folder("ingest") / "curated")
    problems = [p for p in found if not names or any(name in p.file for name in names)]
    for problem in problems:
        sys.stderr.write(f"{problem}\n")
    sys.stderr.write(f"{len(problems)} problems\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
