"""What a substance acts on or brings in, derived from what a record calls it.

The words of the record that say so are a description (`targetDescription`); a gene in them is a
target (`hasTarget`) or what is brought in (`suppliesGene`). What INN stems and ATC codes mean is in
`mechanisms.py`. Each fact keeps the reference of the record, with method, words and confidence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

import msgspec

from rarekg.facts import Fact, Reference, Text
from rarekg.identifiers import Curie
from rarekg.linking.genes import Gene, GeneLexicon
from rarekg.linking.mechanisms import mechanisms
from rarekg.linking.target_phrases import BRINGS, Aim, aims
from rarekg.report import Action, Report

METHOD = "target named in the substance's name, by rarekg target phrases v1"
_NAMING = frozenset({"name", "synonym", "substanceDescription"})
_AS_WRITTEN = Decimal("0.95")  # that the words say it: of 100 names, see docs/benchmarks.md


def targets(record: Sequence[Fact], genes: GeneLexicon, report: Report) -> Iterator[Fact]:
    """The facts about target and mechanism that follow from those of one record of a therapy."""
    if not any(f.predicate == "type" and f.object == "rkg:Therapy" for f in record):
        return
    for fact in record:
        if fact.predicate in _NAMING and isinstance(fact.object, Text):
            for aim in aims(fact.object.value):
                yield from _aimed(fact, aim, genes, report)
    yield from mechanisms(record, report)


def _aimed(fact: Fact, aim: Aim, genes: GeneLexicon, report: Report) -> Iterator[Fact]:
    report.count("derived", "target in words")
    yield _derived(fact, "targetDescription", Text(aim.words, "en"), aim, _AS_WRITTEN)
    found = meant(aim, genes)
    if not found:
        first = fact.references[0]
        message = f"{fact.subject}: no gene of the graph is recognised surely in '{aim.thing}'"
        report.note(
            first.source, "target without a gene", aim.thing, first.record, message, Action.KEPT
        )
    predicate = "suppliesGene" if aim.relation == BRINGS else "hasTarget"
    for gene in found:
        report.count("derived", "target gene" if predicate == "hasTarget" else "gene brought in")
        yield _derived(fact, predicate, gene.id, aim, gene.confidence)


def meant(aim: Aim, genes: GeneLexicon) -> tuple[Gene, ...]:
    """The genes of an aim. An agonist or antagonist of what binds to a receptor acts on that
    receptor: there, only receptors count."""
    found = genes.find(aim.thing)
    return tuple(gene for gene in found if gene.receptor or not aim.by_receptor)


def _derived(fact: Fact, predicate: str, value: Text | Curie, aim: Aim, sure: Decimal) -> Fact:
    references = tuple(_reference(r, aim, sure) for r in fact.references)
    return Fact(fact.subject, predicate, value, references)


def _reference(stated: Reference, aim: Aim, sure: Decimal) -> Reference:
    return msgspec.structs.replace(
        stated, method=METHOD, asserted_object=aim.words, confidence=sure
    )
