"""A curated fact beside one of its references: what is compared with the genuine files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rarekg.facts import Fact, Reference, Text
from tests.curated_sources import Mirror

NAMES = {
    "name",
    "synonym",
    "abbreviation",
    "layName",
    "broadSynonym",
    "narrowSynonym",
    "relatedSynonym",
}
SYNONYMS = NAMES - {"name"}


@dataclass(frozen=True)
class Claim:
    """A curated fact with one of its references, and what its file is about."""

    file: str
    fact: Fact
    reference: Reference
    about: str

    def __str__(self) -> str:
        fact = self.fact
        said = f"{fact.subject} {fact.predicate} {fact.object}"
        return f"{self.file}: {said} {fact.qualifiers or ''} ({self.reference.record})"

    @property
    def text(self) -> str:
        """The fact's text, without its language."""
        value = self.fact.object
        return value.value if isinstance(value, Text) else str(value)

    def qualifier(self, key: str) -> object:
        """The value of a qualifier, or None."""
        return dict(self.fact.qualifiers).get(key)


Finding = str | None
Check = Callable[[Mirror, Claim], Finding]


def expect(condition: bool, expected: object) -> Finding:
    return None if condition else f"the record has {expected}"
