"""Reads tables converted from Orphadata's XML: products 6, 7, 9 (ages) and 9 (prevalence).

The option `product` says which one: `genes`, `linearisation`, `natural_history`, `epidemiology`.
The option `packets` names the packets, which are newer: what they no longer say of an entity is
left out, and they have the HGNC numbers that the table of genes lacks.
The first column of each, `disorder_id`, is Orphanet's internal number, never an ORPHAcode.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rarekg.errors import BadSource
from rarekg.facts import Fact
from rarekg.readers import orphanet_facts as say
from rarekg.readers.orphanet_companions import note_outdated, packet_index
from rarekg.readers.orphanet_facts import Entity
from rarekg.readers.orphanet_terms import Reading
from rarekg.readers.tables import Row, rows
from rarekg.report import Report
from rarekg.sources.manifest import SourceFile

COLUMNS = {
    "epidemiology": frozenset(
        [
            "orpha_code",
            "prevalence_type",
            "prevalence_qualification",
            "prevalence_class",
            "val_moy",
            "prevalence_geographic",
            "prevalence_validation_status",
            "source",
        ]
    ),
    "natural_history": frozenset(["orpha_code", "age_of_onset", "type_of_inheritance"]),
    "genes": frozenset(
        [
            "orpha_code",
            "gene_symbol",
            "gene_name",
            "gene_type",
            "gene_locus",
            "association_type",
            "association_status",
            "source_of_validation",
        ]
    ),
    "linearisation": frozenset(["orpha_code", "target_disorder_code", "association_type"]),
}


def read_orphadata_csv(file: SourceFile, report: Report) -> Iterator[Fact]:
    """The facts of one table.

    Counts: prevalence; hasOnset, hasInheritance; gene; area. Raises BadSource for a table that
    is damaged or has not the product's columns.
    """
    product = file.options.get("product", "")
    facts = _FACTS.get(product)
    if facts is None:
        raise BadSource(
            f"{file.source}: {file.name}: option product is '{product}', "
            f"expected one of {', '.join(_FACTS)}"
        )
    yield from facts(Reading(file, report))


def table(reading: Reading, product: str) -> Iterator[tuple[Row, Entity]]:
    """The rows of a product's table with the entity that each is about."""
    for row in rows(reading.file, reading.report, delimiter=",", needed=COLUMNS[product]):
        about = say.entity(reading, row["orpha_code"], f"line {row.line}")
        if about is not None:
            yield row, about


def prevalence_record(row: Row) -> say.Prevalence:
    """A row of the epidemiology table in Orphanet's words."""
    return say.Prevalence(
        measure=row["prevalence_type"],
        qualification=row["prevalence_qualification"],
        category=row["prevalence_class"],
        value=row["val_moy"],
        region=row["prevalence_geographic"],
        sources=row["source"],
        validation=row["prevalence_validation_status"],
    )


def _epidemiology(reading: Reading) -> Iterator[Fact]:
    packets = packet_index(reading.file)
    for row, about in table(reading, "epidemiology"):
        reading.count("prevalence record")
        record = prevalence_record(row)
        if packets.outdates(about.id.local, record.key(about.id.local)):
            note_outdated(reading, about, record.measure)
        else:
            yield from say.prevalence(reading, about, record)


def _natural_history(reading: Reading) -> Iterator[Fact]:
    packets = packet_index(reading.file)
    columns = (("hasOnset", "age_of_onset"), ("hasInheritance", "type_of_inheritance"))
    for row, about in table(reading, "natural_history"):
        for predicate, column in columns:
            for word in row.items(column):
                if packets.outdates(about.id.local, (about.id.local, predicate, word)):
                    note_outdated(reading, about, word)
                else:
                    yield from say.word_fact(reading, about, predicate, word)


def _genes(reading: Reading) -> Iterator[Fact]:
    packets = packet_index(reading.file)
    described: set[str] = set()
    for row, about in table(reading, "genes"):
        symbol = row["gene_symbol"]
        reading.count("gene link")
        gene = packets.genes.get(symbol)
        if gene is None:
            message = f"'{row['gene_name']}': the table has no HGNC numbers, and no packet has it"
            reading.note("gene without HGNC number", symbol, about.place, message)
            continue
        kind = row["association_type"]
        claim = (about.id.local, "associatedGene", kind, symbol)
        if kind in packets.gene_kinds and packets.outdates(about.id.local, claim):
            note_outdated(reading, about, f"{symbol}: {kind}")
            continue
        if gene not in described:
            described.add(gene)
            loci = (row["gene_locus"],) if row["gene_locus"] else ()
            words = say.Gene(symbol, row["gene_name"], (), row["gene_type"], loci)
            yield from say.gene_description(reading, gene, words, about.place)
        link = say.GeneLink(gene, kind, row["association_status"], row["source_of_validation"])
        yield from say.gene_link(reading, about, link)


def _linearisation(reading: Reading) -> Iterator[Fact]:
    for row, about in table(reading, "linearisation"):
        if not row["target_disorder_code"]:  # the XML's cycle="true": the area's own entry
            continue
        predicate = reading.word("association", row["association_type"], about.place)
        target = say.entity(reading, row["target_disorder_code"], about.place)
        if predicate is not None and target is not None:
            reading.count("area")
            yield about.fact(predicate, target.id)


_FACTS: dict[str, Callable[[Reading], Iterator[Fact]]] = {
    "epidemiology": _epidemiology,
    "natural_history": _natural_history,
    "genes": _genes,
    "linearisation": _linearisation,
}
