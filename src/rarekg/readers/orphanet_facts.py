"""Orphanet's statements as facts, the same whichever of its files makes them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from rarekg.facts import Fact, Qualifier, Reference, Text
from rarekg.identifiers import Curie, curie
from rarekg.readers.orphanet_terms import NO_DATA, Reading, backing, record_reference
from rarekg.report import Action


@dataclass(frozen=True, slots=True)
class Entity:
    """An Orphanet entity being read: its ORPHA id, its record's reference, where it stands."""

    id: Curie
    reference: Reference
    place: str

    def fact(self, predicate: str, value: Curie | Text | bool) -> Fact:
        """A fact of this entity without qualifiers, backed by its record."""
        return Fact(self.id, predicate, value, (self.reference,))


def entity(reading: Reading, code: str, place: str = "") -> Entity | None:
    """The entity with an ORPHAcode; None (reported) if that is not a number."""
    found = reading.identifier(f"ORPHA:{code}", place or code, "not an ORPHAcode")
    return None if found is None else Entity(found, record_reference(found), place or str(found))


def disorder_type(reading: Reading, about: Entity, word: str) -> Iterator[Fact]:
    """What kind of entity it is: our class, and Orphanet's own type."""
    own = reading.term("disorder_type", word, about.place)
    kind = reading.term("entity_type", word, about.place)
    if own is not None and kind is not None:
        yield about.fact("type", kind)
        yield about.fact("disorderType", own)


class Phenotype(NamedTuple):
    """A clinical sign of an entity."""

    term: str
    frequency: str
    criterion: str = ""


def phenotype(reading: Reading, about: Entity, sign: Phenotype) -> Iterator[Fact]:
    """A clinical sign with its frequency; 'Excluded (0%)' is a negative fact."""
    term = reading.identifier(sign.term, about.place, "not a phenotype")
    frequency = reading.term("frequency", sign.frequency, about.place)
    if term is None or frequency is None:
        return
    reading.count("phenotype")
    excluded = frequency == "HP:0040285"
    if excluded:
        reading.count("excluded phenotype")
    qualifiers: tuple[Qualifier, ...] = () if excluded else (("frequency", frequency),)
    if sign.criterion:
        criterion = reading.term("diagnostic_criterion", sign.criterion, about.place)
        qualifiers += (("diagnosticCriterion", criterion),) if criterion is not None else ()
    yield Fact(about.id, "hasPhenotype", term, (about.reference,), qualifiers, negated=excluded)


def word_fact(reading: Reading, about: Entity, predicate: str, word: str) -> Iterator[Fact]:
    """A fact whose object is a word of a closed list; the table has the predicate's name."""
    term = reading.term(predicate, word, about.place)
    if term is not None:
        reading.count(predicate)
        yield about.fact(predicate, term)


class Mapping(NamedTuple):
    """A reference to another terminology; `relation` as Orphanet writes it."""

    source: str
    reference: str
    relation: str


def mapping(reading: Reading, about: Entity, link: Mapping) -> Iterator[Fact]:
    """A mapping to another terminology, by Orphanet's relation (E, NTBT, BTNT, ND)."""
    predicate = reading.word("relation", link.relation.partition(" ")[0], about.place)
    prefix = reading.word("terminology", link.source, about.place)
    if predicate is None or prefix is None:
        return
    target = reading.identifier(f"{prefix}:{link.reference}", about.place)
    if target is not None:
        reading.count(predicate)
        yield about.fact(predicate, target)


class GeneLink(NamedTuple):
    """An association of an entity with a gene."""

    gene: Curie
    type: str
    status: str = ""
    sources: str = ""


def gene_link(reading: Reading, about: Entity, link: GeneLink) -> Iterator[Fact]:
    """An association with a gene.

    Only a status other than 'Assessed' is a qualifier: the packets do not write the status, and
    the same claim has to be the same statement.
    """
    kind = reading.term("gene_association", link.type, about.place)
    if kind is None:
        return
    qualifiers: tuple[Qualifier, ...] = (("associationType", kind),)
    if link.status and link.status != "Assessed":
        status = reading.term("gene_status", link.status, about.place)
        qualifiers += (("associationStatus", status),) if status is not None else ()
    reading.count("gene")
    yield Fact(
        about.id, "associatedGene", link.gene, (backing(about.id, link.sources),), qualifiers
    )


class Gene(NamedTuple):
    """A gene as Orphanet describes it; `references` are (source, reference) pairs."""

    symbol: str
    name: str
    references: tuple[tuple[str, str], ...]
    type: str = ""
    loci: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()


def gene_id(reading: Reading, gene: Gene, place: str) -> Curie | None:
    """A gene's HGNC id; None (reported) if the entry has none."""
    number = next((ref for source, ref in gene.references if source == "HGNC"), None)
    if number is None:
        reading.note("gene without HGNC number", gene.symbol, place, f"'{gene.name}'")
        return None
    return reading.identifier(f"HGNC:{number}", place)


def gene_description(reading: Reading, about: Curie, gene: Gene, place: str) -> Iterator[Fact]:
    """What a gene is called and where else it is described.

    Other entries are related, never exact: an OMIM entry may be a gene and a disease at once.
    """
    refs = (Reference(reading.file.source, str(about)),)
    yield Fact(about, "type", curie("rkg:Gene"), refs)
    yield Fact(about, "name", Text(gene.symbol, "en"), refs)
    yield Fact(about, "fullName", Text(gene.name, "en"), refs)
    for synonym in dict.fromkeys(gene.synonyms):
        yield Fact(about, "synonym", Text(synonym, "en"), refs)
    for locus in dict.fromkeys(gene.loci):
        yield Fact(about, "locus", locus, refs)
    if gene.type:
        yield Fact(about, "geneType", gene.type, refs)
    for source, reference in dict.fromkeys(gene.references):
        if source == "HGNC" or reading.ignores(f"gene reference {source}"):
            continue
        prefix = reading.word("gene_reference", source, place)
        target = prefix and reading.identifier(f"{prefix}:{reference}", place)
        if target:
            yield Fact(about, "relatedMatch", target, refs)


class Prevalence(NamedTuple):
    """An epidemiological record, in Orphanet's words; empty where it says nothing."""

    measure: str
    qualification: str
    category: str
    value: str
    region: str
    sources: str
    validation: str = ""

    def key(self, code: str) -> tuple[str, ...]:
        """What the record is about: two of Orphanet's files that agree on this say the same."""
        return (code, self.measure, self.qualification, self.category, self.region)


def prevalence(reading: Reading, about: Entity, record: Prevalence) -> Iterator[Fact]:
    """A prevalence, an incidence, or a count of cases or families; values per 100,000."""
    predicate = reading.word("measure", record.measure, about.place)
    if predicate == "count":
        predicate = reading.word("counted", record.qualification, about.place)
    if predicate is None:
        return
    value = _value(reading, about, record)
    qualifiers = tuple(_qualifiers(reading, about, record))
    refs = (backing(about.id, record.sources),)
    if predicate in {"reportedCases", "reportedFamilies"}:
        if value is None:
            reading.note("count without a number", record.measure, about.place, f"{record}")
            return
        reading.count("prevalence")
        yield Fact(about.id, predicate, value, refs, qualifiers)
        return
    if not record.category:
        reading.note("prevalence without a class", record.measure, about.place, f"{record}")
        return
    category = reading.term("prevalence_class", record.category, about.place)
    if category is not None:
        reading.count("prevalence")
        if value is not None:
            qualifiers = (("valuePer100000", value), *qualifiers)
        yield Fact(about.id, predicate, category, refs, qualifiers)


def _value(reading: Reading, about: Entity, record: Prevalence) -> Decimal | None:
    if record.value in {"", NO_DATA}:
        return None
    try:
        value = plain_decimal(record.value)
    except InvalidOperation:
        reading.note("not a number", record.value, about.place, "expected a mean value")
        return None
    if value and record.qualification == "Class only":
        reading.note(
            "value where only a class is announced",
            record.value,
            about.place,
            f"{record.measure}: class {record.category}",
            Action.KEPT,
        )
    return value or None  # 0.0 stands for no value


def plain_decimal(text: str) -> Decimal:
    """A number in its one spelling (`4`, not `4.0`). Raises InvalidOperation for anything else."""
    value = Decimal(text)
    if not value.is_finite():
        raise InvalidOperation
    return Decimal(format(value.normalize(), "f"))


def _qualifiers(reading: Reading, about: Entity, record: Prevalence) -> Iterator[Qualifier]:
    if record.region and record.region != NO_DATA:
        yield "region", record.region
    if record.validation and record.validation != "Validated":
        status = reading.term("validation", record.validation, about.place)
        if status is not None:
            yield "validation", status
