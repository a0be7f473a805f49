"""Facts about diseases, derived from what authorities and trials state in words.

A derived fact keeps the reference of the record that states the words, says by what method and
how surely the disease was recognised, and which words name it. What is not recognised surely is
left out, and listed in the build's report for curators.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from rarekg.facts import Fact, Qualifier, Reference, Text
from rarekg.identifiers import Curie
from rarekg.linking.diseases import CONDITION_METHOD, METHOD, DiseaseLinker, Link
from rarekg.linking.phrases import TREATMENT
from rarekg.report import Action, Report

WITHIN = Curie("rkg:WithinDisease")
WITHIN_PEOPLE = Curie("rkg:WithinPeople")
_CARRIED = frozenset({"stage", "authority", "date", "grantedOn", "document"})


def indicated(fact: Fact, linker: DiseaseLinker, report: Report) -> Iterator[Fact]:
    """`indicatedFor` facts of a `statedIndication`, with its stage, authority, dates and
    document; `scope` where the words mean only a part of the disease or of its people,
    `indicationPurpose` where the use is no treatment."""
    if fact.predicate != "statedIndication" or not isinstance(fact.object, Text):
        return
    stated = fact.object.value
    links = linker.link_indication(stated)
    if not links:
        _unlinked("indication without a disease", stated, fact, report)
    carried = tuple(pair for pair in fact.qualifiers if pair[0] in _CARRIED)
    for link in links:
        other = (("indicationPurpose", link.purpose),) if link.purpose != TREATMENT else ()
        yield _derived(fact, "indicatedFor", link, (*carried, *other), METHOD)


def studies(fact: Fact, linker: DiseaseLinker, report: Report) -> Iterator[Fact]:
    """`studiesDisease` facts of a `conditionText`."""
    if fact.predicate != "conditionText" or not isinstance(fact.object, Text):
        return
    links = linker.link_condition(fact.object.value)
    if not links:
        _unlinked("condition without a disease", fact.object.value, fact, report)
    for link in links:
        yield _derived(fact, "studiesDisease", link, (), CONDITION_METHOD)


def _derived(
    fact: Fact, predicate: str, link: Link, carried: tuple[Qualifier, ...], method: str
) -> Fact:
    extent = WITHIN_PEOPLE if link.people else WITHIN
    scope: tuple[Qualifier, ...] = (("scope", extent),) if link.within else ()
    references = tuple(_reference(reference, link, method) for reference in fact.references)
    return Fact(fact.subject, predicate, link.disease, references, (*carried, *scope))


def _reference(stated: Reference, link: Link, method: str) -> Reference:
    return msgspec.structs.replace(
        stated, method=method, asserted_object=link.matched, confidence=link.confidence
    )


def _unlinked(rule: str, text: str, fact: Fact, report: Report) -> None:
    """Lists words in which no disease was recognised surely."""
    first = fact.references[0]
    message = f"{fact.subject}: no disease is recognised surely in '{text[:200]}'"
    report.note(first.source, rule, text, first.record, message, Action.LEFT_OUT)
