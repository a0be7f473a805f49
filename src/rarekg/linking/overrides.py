"""What a curator has decided about derived facts: `ingest/curated/overrides.yaml`.

An entry names the record and the property of the derived fact, what the program derives
(`object`), and the decision: `accept` it, or something that the program abstained from; `reject`
it; `correct` it to `instead`. Each has a reason and a name, and is itself a reference of the fact
that stands in the end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import msgspec

from rarekg.errors import BadSource
from rarekg.facts import Fact, Reference
from rarekg.identifiers import Curie
from rarekg.readers.curated_page import SOURCE, Entry, Page
from rarekg.readers.curated_yaml import Problem
from rarekg.report import Action, Report

# The derived properties that can be overruled, and the property of the text behind each.
BEHIND = {
    "indicatedFor": "statedIndication",
    "hasModality": "type",
    "hasTarget": "type",
    "suppliesGene": "type",
    "studiesDisease": "conditionText",
    "studiesTherapy": "interventionText",
    "hasSite": "siteName",
    "sponsoredBy": "sponsorName",
    "collaborator": "collaboratorName",
    "heldBy": "statedIndication",
    "worksOn": "name",
}
_OF_ORGANISATIONS = "worksOn"  # a payment has a name in the same record, too
_DECISIONS = ("accept", "reject", "correct")
# What of the text's qualifiers also holds of what is derived from it.
_CARRIED = frozenset({"stage", "authority", "date", "grantedOn", "document"})

Key = tuple[str, str, str]  # source, record, property


@dataclass(frozen=True, slots=True)
class Override:
    """One decision. `object` and `instead` are canonical ids."""

    source: str
    record: str
    derived: str
    decision: str
    object: Curie
    instead: Curie | None
    reference: Reference

    @property
    def key(self) -> Key:
        """The record and property that it is about."""
        return (self.source, self.record, self.derived)

    @property
    def result(self) -> Curie | None:
        """What holds in the end; None for a rejected fact."""
        return {"accept": self.object, "reject": None, "correct": self.instead}[self.decision]


@dataclass(frozen=True, slots=True)
class Overrides:
    """All decisions, by what they are about."""

    by_key: Mapping[Key, tuple[Override, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, overrides: Sequence[Override]) -> Overrides:
        """The decisions of a file, in its order."""
        table: dict[Key, tuple[Override, ...]] = {}
        for override in overrides:
            table[override.key] = (*table.get(override.key, ()), override)
        return cls(table)

    def applied(
        self, record: Sequence[Fact], derived: Sequence[Fact], report: Report
    ) -> Iterator[Fact]:
        """The derived facts of one record as curators have them."""
        keys = dict.fromkeys(
            (r.source, r.record, prop)
            for fact in record
            for r in fact.references
            for prop in BEHIND
            if _is_behind(fact, prop)
        )
        decisions = [o for key in keys for o in self.by_key.get(key, ())]
        if not decisions:
            yield from derived
            return
        left = list(derived)
        for override in decisions:
            met = [f for f in left if _is_about(override, f)]
            left = [f for f in left if f not in met]
            if not met and override.decision != "accept":
                report.note(
                    override.source,
                    "override without effect",
                    f"{override.derived} {override.object}",
                    override.record,
                    f"{override.decision}: the program no longer derives this",
                    Action.KEPT,
                )
            report.count(override.source, f"derived fact: {override.decision}")
            if override.result is not None:
                yield from _decided(override, met, record)
        yield from left


def _is_behind(fact: Fact, derived: str) -> bool:
    """Whether a fact has the text that a property is derived from."""
    if derived == _OF_ORGANISATIONS and not fact.subject.startswith("rarekg:organisation-"):
        return False
    return fact.predicate == BEHIND[derived]


def _is_about(override: Override, fact: Fact) -> bool:
    first = fact.references[0]
    return (
        fact.predicate == override.derived
        and fact.object == override.object
        and (first.source, first.record) == (override.source, override.record)
    )


def _decided(override: Override, met: Sequence[Fact], record: Sequence[Fact]) -> Iterator[Fact]:
    """The facts that stand: what was derived with the decision beside it, or in its place."""
    assert override.result is not None  # noqa: S101  (tells mypy: the caller has asked)
    for fact in met:
        backing = fact.references if override.decision == "accept" else ()
        yield msgspec.structs.replace(
            fact, object=override.result, references=(*backing, override.reference)
        )
    if met:
        return
    for fact in record:
        about = {(r.source, r.record) for r in fact.references}
        if _is_behind(fact, override.derived) and (override.source, override.record) in about:
            kept = tuple(q for q in fact.qualifiers if q[0] in _CARRIED)
            references = (override.reference,)
            yield Fact(fact.subject, override.derived, override.result, references, kept)


def read_overrides(path: Path, canonical: Callable[[Curie], Curie]) -> Overrides:
    """The decisions in a file. Raises BadSource listing all its problems."""
    overrides, problems = _read(path)
    if problems:
        raise BadSource("\n".join(map(str, problems)))
    return Overrides.of(
        [
            replace(
                o, object=canonical(o.object), instead=canonical(o.instead) if o.instead else None
            )
            for o in overrides
        ]
    )


def check_overrides(path: Path) -> list[Problem]:
    """All problems of a file of decisions."""
    return _read(path)[1]


def _read(path: Path) -> tuple[list[Override], list[Problem]]:
    lines = path.read_text("utf-8", "replace").splitlines()
    if all(line.lstrip().startswith("#") or not line.strip() for line in lines):
        return [], []  # nothing has been decided yet
    page = Page(path, cites=False)
    overrides = [_override(entry) for entry in page.top.entries("overrides")]
    return overrides, page.finish()


def _override(entry: Entry) -> Override:
    source = entry.one_of("source", entry.page.known.sources, "a source (a folder of ingest/)")
    record = entry.text("record")
    derived = entry.one_of("property", BEHIND, "a derived property")
    decision = entry.one_of("decision", _DECISIONS, "a decision")
    if entry.has("instead") != (decision == "correct"):
        entry.problem("instead", "goes with the decision 'correct', and only with it")
    reference = Reference(
        SOURCE,
        f"decision on {derived} of {source} {record}",
        method=f"{decision}: {entry.text('reason')}",
        curated_by=entry.text("curator"),
        consulted=entry.date("date").isoformat(),
        asserted_object=str(entry.identifier("object")) if decision == "correct" else None,
    )
    return Override(
        source,
        record,
        derived,
        decision,
        entry.identifier("object"),
        entry.identifier("instead") if decision == "correct" else None,
        reference,
    )
