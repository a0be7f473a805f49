"""How sure one may be of what a page says: how many sources stand behind it, and how often."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rarekg.records.model import Backing, Source, Statement

_COMPUTED = "ECO:0000501"  # "evidence used in automatic assertion": nobody looked at the result
_NOT_REVIEWED = "not reviewed"  # in the words of a method


@dataclass(frozen=True, slots=True)
class Certainty:
    """Of the statements about a thing: how many there are, who states them independently of one
    another, how many several of these state, and how many were computed and reviewed by nobody."""

    facts: int
    sources: tuple[Source, ...]
    agreed: int
    unreviewed: int

    @property
    def named(self) -> tuple[str, ...]:
        """The titles of the sources, without what stands in brackets."""
        return tuple(source.title.partition(" (")[0] for source in self.sources)


def certainty(statements: Iterable[Statement]) -> Certainty:
    """What the references say of how sure the statements are."""
    sources: dict[str, Source] = {}
    facts = agreed = unreviewed = 0
    for statement in statements:
        facts += 1
        if len(statement.backings) == 1:  # as nearly all have
            backing = statement.backings[0]
            authority = backing.authority
            sources[authority.id] = authority
            unreviewed += _computed(backing)
            continue
        who = {backing.authority.id: backing.authority for backing in statement.backings}
        sources.update(who)
        agreed += len(who) > 1
        unreviewed += all(map(_computed, statement.backings))
    ordered = sorted(sources.values(), key=lambda source: source.title.casefold())
    return Certainty(facts, tuple(ordered), agreed, unreviewed)


def _computed(backing: Backing) -> bool:
    """Whether nobody reviewed what a reference says."""
    method = backing.method
    return backing.evidence == _COMPUTED or (method is not None and _NOT_REVIEWED in method)
