"""Reads Orphadata's XML products 1, 3, 4, 6, 7 and 9, of any year, encoding and language.

The option `product` says which one: `nomenclature` (1), `classification` (3), `phenotypes` (4),
`genes` (6), `linearisation` (7), `epidemiology` (9_prev), `natural_history` (9_ages).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rarekg.errors import BadSource
from rarekg.facts import Fact
from rarekg.identifiers import Curie, curie
from rarekg.readers import orphanet_facts as say
from rarekg.readers.orphadata_xml_entities import associations, naming, nomenclature, text
from rarekg.readers.orphadata_xml_grammar import GRAMMARS, RECORDS
from rarekg.readers.orphadata_xml_stream import Element, records
from rarekg.readers.orphanet_companions import note_outdated, packet_index
from rarekg.readers.orphanet_facts import Entity
from rarekg.readers.orphanet_terms import Reading
from rarekg.report import Report
from rarekg.sources.manifest import SourceFile


def read_orphadata_xml(file: SourceFile, report: Report) -> Iterator[Fact]:
    """The facts of one product.

    Counts: entity (1), node (3), phenotype (4), gene link and gene (6), area (7), prevalence
    (9_prev), hasOnset and hasInheritance (9_ages). Raises BadSource for a damaged file.
    """
    product = file.options.get("product", "")
    facts = _PRODUCTS.get(product)
    if facts is None:
        raise BadSource(
            f"{file.source}: {file.name}: option product is '{product}', "
            f"expected one of {', '.join(_PRODUCTS)}"
        )
    yield from facts(Reading(file, report))


def entities(reading: Reading, product: str) -> Iterator[tuple[Element, Entity]]:
    """The `Disorder` elements of a product with the entity that each is about.

    The `id` of the element is Orphanet's internal number, never an ORPHAcode.
    """
    for record in records(reading, GRAMMARS[product], RECORDS):
        disorder = record if record.tag == "Disorder" else (record.all("Disorder") or [record])[0]
        about = say.entity(reading, disorder.text_of("OrphaCode"), f"line {disorder.line}")
        if about is not None:
            yield disorder, about


def prevalence_records(element: Element) -> Iterator[say.Prevalence]:
    """The epidemiological records of an entity, in Orphanet's words."""
    for record in element.all("PrevalenceList", "Prevalence"):
        yield say.Prevalence(
            measure=record.text_of("PrevalenceType", "Name"),
            qualification=record.text_of("PrevalenceQualification", "Name"),
            category=record.text_of("PrevalenceClass", "Name"),
            value=record.text_of("ValMoy"),
            region=record.text_of("PrevalenceGeographic", "Name"),
            sources=record.text_of("Source"),
            validation=record.text_of("PrevalenceValidationStatus", "Name"),
        )


def gene_links(element: Element) -> Iterator[tuple[say.Gene, str, str, str]]:
    """The genes of an entity: the gene, association type, status, sources of validation."""
    for link in element.all("DisorderGeneAssociationList", "DisorderGeneAssociation"):
        for gene in link.all("Gene"):
            entries = gene.all("ExternalReferenceList", "ExternalReference")
            described = say.Gene(
                symbol=gene.text_of("Symbol"),
                name=gene.text_of("Name"),
                references=tuple((e.text_of("Source"), e.text_of("Reference")) for e in entries),
                type=gene.text_of("GeneType", "Name"),
                loci=tuple(e.text for e in gene.all("LocusList", "Locus", "GeneLocus") if e.text),
                synonyms=tuple(e.text for e in gene.all("SynonymList", "Synonym") if e.text),
            )
            yield (
                described,
                link.text_of("DisorderGeneAssociationType", "Name"),
                link.text_of("DisorderGeneAssociationStatus", "Name"),
                link.text_of("SourceOfValidation"),
            )


def _nomenclature(reading: Reading) -> Iterator[Fact]:
    for element, about in entities(reading, "nomenclature"):
        yield from nomenclature(reading, about, element)


def _classification(reading: Reading) -> Iterator[Fact]:
    packets = packet_index(reading.file)
    top: Entity | None = None
    around: list[tuple[int, Curie]] = []  # the nodes that enclose the present one, by depth
    for element in records(reading, GRAMMARS["classification"], RECORDS | {"OrphaCode", "Name"}):
        if element.tag == "OrphaCode":  # of the classification itself: it precedes its nodes
            top = say.entity(reading, element.text, f"line {element.line}")
            around = []
        elif element.tag == "Name":
            yield from _head(reading, top, element)
        else:
            about = say.entity(reading, element.text_of("OrphaCode"), f"line {element.line}")
            if about is not None:
                parent = _parent(around, element.depth)
                if parent is not None and packets.outdates_parent(about.id.local, parent.local):
                    note_outdated(reading, about, f"{about.id} is a kind of {parent}")
                elif parent is not None:
                    yield about.fact("hasParent", parent)
                if top is not None:
                    yield about.fact("inClassification", top.id)
                around.append((element.depth, about.id))
                reading.count("node")
                if about.id.local not in packets.codes:
                    reading.count("entity without a packet")
                    yield from naming(reading, about, element)


def _head(reading: Reading, top: Entity | None, name: Element) -> Iterator[Fact]:
    if top is not None:
        reading.count("classification")
        yield top.fact("type", curie("rkg:Classification"))
        yield top.fact("name", text(reading, top, name))


def _parent(around: list[tuple[int, Curie]], depth: int) -> Curie | None:
    """The node that encloses one at a depth; those that have ended are dropped."""
    while around and around[-1][0] >= depth:
        around.pop()
    return around[-1][1] if around else None


def _phenotypes(reading: Reading) -> Iterator[Fact]:
    for element, about in entities(reading, "phenotypes"):
        for sign in element.all("HPODisorderAssociationList", "HPODisorderAssociation"):
            words = say.Phenotype(
                sign.text_of("HPO", "HPOId"),
                sign.text_of("HPOFrequency", "Name"),
                sign.text_of("DiagnosticCriteria", "Name"),
            )
            yield from say.phenotype(reading, about, words)


def _genes(reading: Reading) -> Iterator[Fact]:
    described: set[str] = set()
    for element, about in entities(reading, "genes"):
        for gene, kind, status, sources in gene_links(element):
            reading.count("gene link")
            found = say.gene_id(reading, gene, about.place)
            if found is None:
                continue
            if found not in described:
                described.add(found)
                yield from say.gene_description(reading, found, gene, about.place)
            yield from say.gene_link(reading, about, say.GeneLink(found, kind, status, sources))


def _linearisation(reading: Reading) -> Iterator[Fact]:
    for element, about in entities(reading, "linearisation"):
        yield from associations(reading, about, element)


def _epidemiology(reading: Reading) -> Iterator[Fact]:
    for element, about in entities(reading, "epidemiology"):
        for record in prevalence_records(element):
            reading.count("prevalence record")
            yield from say.prevalence(reading, about, record)


def _natural_history(reading: Reading) -> Iterator[Fact]:
    for element, about in entities(reading, "natural_history"):
        for age in element.all("AverageAgeOfOnsetList", "AverageAgeOfOnset"):
            yield from say.word_fact(reading, about, "hasOnset", age.text_of("Name"))
        for mode in element.all("TypeOfInheritanceList", "TypeOfInheritance"):
            yield from say.word_fact(reading, about, "hasInheritance", mode.text_of("Name"))


_PRODUCTS: dict[str, Callable[[Reading], Iterator[Fact]]] = {
    "nomenclature": _nomenclature,
    "classification": _classification,
    "phenotypes": _phenotypes,
    "genes": _genes,
    "linearisation": _linearisation,
    "epidemiology": _epidemiology,
    "natural_history": _natural_history,
}
