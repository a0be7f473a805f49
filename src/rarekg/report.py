"""What a run has to say: counts per kind of record, and every entry that was odd or left out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import Enum


class Action(Enum):
    """What became of a record that was reported."""

    KEPT = "kept"  # read all the same; a human should look
    LEFT_OUT = "left out"  # not in the graph


@dataclass(frozen=True, slots=True)
class Entry:
    """One kind of finding: a rule that a record of a source broke, with the offending value."""

    source: str
    rule: str
    value: str
    action: Action


@dataclass(frozen=True, slots=True)
class Example:
    """Where an entry was seen first: `place` is file and line, or file and record."""

    place: str
    message: str


@dataclass(slots=True)
class Report:
    """Counts and findings of reading. Reports of several files add up with `merge`."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    entries: Counter[Entry] = field(default_factory=Counter)
    examples: dict[Entry, Example] = field(default_factory=dict)

    def count(self, source: str, kind: str, number: int = 1) -> None:
        """Adds to the number of records of a kind that were read from a source."""
        self.counts[source, kind] += number

    def note(
        self,
        source: str,
        rule: str,
        value: str,
        place: str,
        message: str,
        action: Action = Action.LEFT_OUT,
    ) -> None:
        """Records a finding; the first place of each (rule, value) is kept as the example.

        `rule` is a short fixed phrase ("unknown relation"), `value` what was found.
        """
        entry = Entry(source, str(rule), str(value)[:120], action)
        self.entries[entry] += 1
        self.examples.setdefault(entry, Example(str(place), str(message)))

    def merge(self, other: Report) -> None:
        """Adds the counts and findings of another report to this one."""
        self.counts.update(other.counts)
        self.entries.update(other.entries)
        for entry, example in other.examples.items():
            self.examples.setdefault(entry, example)
