"""What the texts of a record say about things that other sources describe, as facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from rarekg.facts import Fact
from rarekg.linking.names import Name
from rarekg.linking.overrides import Overrides
from rarekg.report import Report

Rule = Callable[[Sequence[Fact], "Linkers", Report], Iterator[Fact]]
_RULES: tuple[Rule, ...] = ()  # each makes facts of the facts of one record


@dataclass(frozen=True, slots=True)
class Linkers:
    """All that recognises things in texts."""

    names: tuple[Name, ...]
    overrides: Overrides = field(default_factory=Overrides)

    @classmethod
    def of(cls, names: Iterable[Name], overrides: Overrides) -> Linkers:
        """The linkers of a build, from the names of its diseases and what curators decided."""
        return cls(tuple(names), overrides)


def derived_facts(facts: Iterable[Fact], linkers: Linkers, report: Report) -> Iterator[Fact]:
    """The facts of a file, and after those of each record what is derived from them."""
    for _, group in groupby(facts, key=lambda fact: fact.subject):
        record = list(group)
        yield from record
        derived = [fact for rule in _RULES for fact in rule(record, linkers, report)]
        yield from linkers.overrides.applied(record, derived, report)
