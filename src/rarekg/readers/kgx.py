"""KGX edge tables (https://github.com/biolink/kgx): a hierarchy of diseases, and their genes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rarekg.facts import Fact, Reference
from rarekg.identifiers import Curie
from rarekg.readers.tables import Row, rows
from rarekg.report import Report
from rarekg.sources.manifest import SourceFile

_NEEDED = frozenset({"subject", "predicate", "object", "relation"})

# (predicate, relation) -> key and, for genes, the type of the association.
RELATIONS: Mapping[tuple[str, str], tuple[str, str | None]] = {
    ("biolink:subclass_of", "rdfs:subClassOf"): ("hasParent", None),
    # "has material basis in germline mutation in", Relation Ontology
    ("biolink:related_to", "RO:0004003"): ("associatedGene", "rkg:MaterialBasisInGermlineMutation"),
}


def read_kgx(file: SourceFile, report: Report) -> Iterator[Fact]:
    """Parents and genes of diseases, with the types of the entities at both ends.

    Counts `subclass` and `gene`; any other relation is reported.
    """
    typed: set[Curie] = set()
    for row in rows(file, report, delimiter="\t", needed=_NEEDED):
        for fact in _edge(row, report):
            if fact.predicate != "type":
                yield fact
            elif fact.subject not in typed:
                typed.add(fact.subject)
                yield fact


def _edge(row: Row, report: Report) -> Iterator[Fact]:
    relation = (row["predicate"], row["relation"])
    known = RELATIONS.get(relation)
    if known is None:
        row.note(report, "unknown relation", " ".join(relation), "no property for it")
        return
    subject, target = row.curie(report, "subject"), row.curie(report, "object")
    if subject is None or target is None:
        return
    if subject == target:
        row.note(report, "edge to itself", subject, "a disease is no parent of itself")
        return
    key, association = known
    refs = (Reference(row.file.source, subject),)
    yield Fact(subject, "type", Curie("rkg:Disease"), refs)
    if association is None:
        report.count(row.file.source, "subclass")
        yield Fact(target, "type", Curie("rkg:Disease"), refs)
        yield Fact(subject, key, target, refs)
    else:
        report.count(row.file.source, "gene")
        yield Fact(target, "type", Curie("rkg:Gene"), refs)
        yield Fact(subject, key, target, refs, (("associationType", Curie(association)),))
