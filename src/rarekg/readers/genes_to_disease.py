"""`genes_to_disease.txt`: genes of OMIM's and Orphanet's diseases, as HPO compiles them."""

from __future__ import annotations

from collections.abc import Iterator

from rarekg.facts import Fact, Qualifier, Reference, Text
from rarekg.identifiers import Curie, curie
from rarekg.readers.hpoa import DISEASE_PREFIXES
from rarekg.readers.tables import Row, rows
from rarekg.report import Action, Report
from rarekg.sources.manifest import SourceFile

_COLUMNS = frozenset({"ncbi_gene_id", "gene_symbol", "association_type", "disease_id", "source"})
_GENE = curie("rkg:Gene")
_DISEASE = curie("rkg:Disease")
_NO_SYMBOL = ("", "-")


def read_genes_to_disease(file: SourceFile, report: Report) -> Iterator[Fact]:
    """Yields the genes of diseases, and each gene's type and symbol once.

    Rows of ORPHA diseases are Orphanet's statements, passed on without their kind (all are
    UNKNOWN). Lookups: `association_types` (word to our term, '' for none), `primary_source`
    (address of the file behind a row to the source that it comes from). Counts `association`
    and `gene`.
    """
    genes: set[Curie] = set()
    diseases: set[Curie] = set()
    for row in rows(file, report, delimiter="\t", needed=_COLUMNS):
        report.count(file.source, "association")
        gene = _one_of(row, report, "ncbi_gene_id", ("NCBIGene",))
        disease = _one_of(row, report, "disease_id", DISEASE_PREFIXES)
        qualifiers = _association_type(row, report)
        if gene is None or disease is None or qualifiers is None:
            continue
        if gene not in genes:
            genes.add(gene)
            yield from _described(row, report, gene)
        references = (_reference(row, disease),)
        if disease not in diseases:
            diseases.add(disease)
            yield Fact(disease, "type", _DISEASE, references)
        yield Fact(disease, "associatedGene", gene, references, qualifiers)


def _one_of(row: Row, report: Report, column: str, prefixes: tuple[str, ...]) -> Curie | None:
    found = row.curie(report, column)
    if found is not None and found.prefix not in prefixes:
        row.note(report, f"unexpected authority in {column}", found, f"expected {prefixes}")
        return None
    return found


def _association_type(row: Row, report: Report) -> tuple[Qualifier, ...] | None:
    kind = row["association_type"]
    known = row.file.lookup("association_types")
    if kind not in known:
        row.note(report, "unknown association type", kind, f"expected {', '.join(known)}")
        return None
    return (("associationType", curie(known[kind])),) if known[kind] else ()


def _described(row: Row, report: Report, gene: Curie) -> Iterator[Fact]:
    report.count(row.file.source, "gene")
    references = (Reference(source=row.file.source, record=gene),)
    yield Fact(gene, "type", _GENE, references)
    if row["gene_symbol"] in _NO_SYMBOL:
        message = "the gene has no name but its number"
        row.note(report, "gene without symbol", gene, message, Action.KEPT)
    else:
        yield Fact(gene, "name", Text(row["gene_symbol"], "en"), references)


def _reference(row: Row, disease: Curie) -> Reference:
    behind = row.file.lookup("primary_source").get(row["source"])
    return Reference(
        source=row.file.source,
        record=disease,
        primary_source="orphanet" if disease.prefix == "ORPHA" else behind,
        url=row["source"] or None,
    )
