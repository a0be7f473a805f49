"""How a substance works, by the stem of its international name or by its ATC group.

What each stands for is in `ingest/curated/mechanism-rules.yaml`, in plain words. Of a combination
nothing is said: what its parts do stands with them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

import msgspec

from rarekg.facts import Fact, Reference, Text
from rarekg.linking.mechanism_rules import Meaning, mechanism_rules
from rarekg.report import Report

_WORD = re.compile(r"[^\W\d_]+")
_COMBINED = re.compile(r"[;/+]|\b(?:and|plus|with)\b", re.IGNORECASE)
# What carries radiation to a place does not act as what it is made from.
_LABELLED = re.compile(
    r"\b\d{2,3}m?-?[A-Z][a-z]?\b|\b[A-Z][a-z]?-?\d{2,3}m?\b(?!-)|\b(?:lutetium|technetium|gallium|indium"
    r"|yttrium|iodine|copper|lead|actinium)\b",
    re.IGNORECASE,
)
_SURE = Decimal("0.95")  # an estimate: two samples were read, see docs/review-of-derived-facts.md


@dataclass(frozen=True, slots=True)
class _Rule:
    """A meaning that a fact has, by which rule and in which words."""

    fact: Fact
    method: str
    matched: str
    meaning: Meaning


def mechanisms(record: Sequence[Fact], report: Report) -> Iterator[Fact]:
    """The `targetDescription` facts, one a language, that follow from the facts of one record
    about one therapy: by its name, or else by its ATC codes."""
    names = [f for f in record if f.predicate == "name" and isinstance(f.object, Text)]
    if any(_COMBINED.search(_text(f)) or _LABELLED.search(_text(f)) for f in names):
        return
    given = [rule for fact in names for rule in _by_stem(fact)]
    if not given:
        given = [rule for fact in record for rule in _by_code(fact)]
    for rule in {rule.meaning: rule for rule in reversed(given)}.values():
        report.count("derived", "mechanism by stem or ATC group")
        references = tuple(_reference(r, rule) for r in rule.fact.references)
        for language, text in rule.meaning.texts:
            yield Fact(rule.fact.subject, "targetDescription", Text(text, language), references)


def _by_stem(fact: Fact) -> Iterator[_Rule]:
    for hit in _WORD.finditer(_text(fact)):
        found = mechanism_rules().of_word(hit.group().casefold())
        if found is not None:
            yield _Rule(fact, f"mechanism by INN stem -{found[0]}", hit.group(), found[1])


def _by_code(fact: Fact) -> Iterator[_Rule]:
    found = mechanism_rules().of_code(str(fact.object)) if fact.predicate == "atcCode" else None
    if found is not None:
        yield _Rule(fact, f"mechanism by ATC group {found[0]}", str(fact.object), found[1])


def _text(fact: Fact) -> str:
    return fact.object.value if isinstance(fact.object, Text) else ""


def _reference(stated: Reference, rule: _Rule) -> Reference:
    return msgspec.structs.replace(
        stated, method=rule.method, asserted_object=rule.matched, confidence=_SURE
    )
