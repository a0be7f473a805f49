"""GARD, the NIH's Genetic and Rare Diseases Information Center: three CSV tables.

Most of it passes on Orphanet (disorders and groups) and OMIM (subtypes); the column DataSource
says which, and the manifest's lookup `primary_source` whose words those are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rarekg.facts import Fact, Qualifier, Reference, Text, Url, Value
from rarekg.identifiers import Curie, curie
from rarekg.readers.tables import Row, rows
from rarekg.report import Action, Report
from rarekg.sources.manifest import SourceFile

_DISEASE_COLUMNS = frozenset(
    {
        "GardID",
        "DataSource",
        "SourceID",
        "ClassificationLevel",
        "DisorderType",
        "Name",
        "Synonym",
    }
)
_XREF_COLUMNS = frozenset({"GardID", "XrefSource", "SourceID", "MapRelationship"})
_GENE_COLUMNS = frozenset(
    {
        "GardID",
        "DataSource",
        "GeneSymbol",
        "GeneSynonym",
        "GeneTitle",
        "GeneType",
        "Locus",
        "AssociationType",
        "AssociationStatus",
        "Reference",
        "OMIM",
        "Ensembl",
        "SwissProt",
        "GeneIdentifier",
    }
)
_GENE_AUTHORITIES = ("HGNC", "NCBIGene")
_FIRST_PADDED = 40000  # numbers of the Disease Ontology from 0040001 on are written with zeros
_GENE_XREFS = (("OMIM", "OMIM"), ("Ensembl", "ENSEMBL"), ("SwissProt", "UNIPROT"))


def read_gard_diseases(file: SourceFile, report: Report) -> Iterator[Fact]:
    """Names, synonyms, kinds, and the Orphanet or OMIM entry that each GARD disease stands for.

    Lookups: `level` (to rkg classes), `disorder_type` (to rkg concepts), `primary_source`,
    `left_out` (ids that are no diseases, with the reason). Counts `disease`.
    """
    for row in rows(file, report, delimiter=",", needed=_DISEASE_COLUMNS):
        subject = row.curie(report, "GardID")
        if subject is None:
            continue
        reason = file.lookup("left_out").get(subject)
        if reason is not None:
            row.note(report, "no disease", subject, reason)
            continue
        report.count(file.source, "disease")
        yield from _disease(row, subject, report)


def _disease(row: Row, subject: Curie, report: Report) -> Iterator[Fact]:
    own = (Reference(row.file.source, subject),)
    refs = (_reference(row, subject, report),)
    for kind in _looked_up(row, report, "level", row["ClassificationLevel"]):
        yield Fact(subject, "type", kind, refs)
    for written in row.items("DisorderType"):
        for kind in _looked_up(row, report, "disorder_type", written):
            yield Fact(subject, "disorderType", kind, refs)
    if row["Name"]:
        yield Fact(subject, "name", _text(row["Name"]), refs)
    else:
        row.note(report, "disease without name", subject, "expected a Name", Action.KEPT)
    for synonym in row.items("Synonym"):
        yield Fact(subject, "synonym", _text(synonym), refs)
    # The number is GARD's, so that GARD itself says what it stands for.
    origin = row.curie(report, "SourceID") if row["SourceID"] else None
    if origin is not None:
        yield Fact(subject, "exactMatch", origin, own)


def read_gard_xrefs(file: SourceFile, report: Report) -> Iterator[Fact]:
    """Mappings to other authorities, with GARD's word on which side is the broader one.

    Lookups: `prefix` (from XrefSource to ours), `relation` (from MapRelationship to a key),
    `left_out` (an XrefSource that is not read, with the reason), `page` (an XrefSource whose ids
    are addresses of pages). Counts `mapping` and `page`.
    """
    left_out = file.lookup("left_out")
    for row in rows(file, report, delimiter=",", needed=_XREF_COLUMNS):
        if row["XrefSource"] in left_out:
            continue
        subject = row.curie(report, "GardID")
        if subject is None:
            continue
        if row["XrefSource"] in file.lookup("page"):
            report.count(file.source, "page")
            yield Fact(subject, "seeAlso", Url(row["SourceID"]), (Reference(file.source, subject),))
        else:
            yield from _mapping(row, subject, report)


def _mapping(row: Row, subject: Curie, report: Report) -> Iterator[Fact]:
    prefix = row.file.lookup("prefix").get(row["XrefSource"])
    if prefix is None:
        message = "no entry in the lookup table 'prefix'"
        row.note(report, "unknown XrefSource", row["XrefSource"], message)
        return
    key = row.file.lookup("relation").get(row["MapRelationship"])
    if key is None:
        message = "no entry in the lookup table 'relation'"
        row.note(report, "unknown MapRelationship", row["MapRelationship"], message)
        return
    number = _doid(row, report) if prefix == "DOID" else row["SourceID"]
    target = row.curie_of(report, f"{prefix}:{number}", "SourceID") if number else None
    if target is not None:
        report.count(row.file.source, "mapping")
        yield Fact(subject, key, target, (Reference(row.file.source, subject),))


def _doid(row: Row, report: Report) -> str:
    """A number of the Disease Ontology with the zeros that GARD's table has lost; "" (reported)
    for one of three digits or fewer: the table broke some numbers at their thousands, and a
    piece looks like another disease's number."""
    number = row["SourceID"]
    if len(number) <= 3:
        message = f"{row['GardID']}: perhaps a piece of a longer number"
        row.note(report, "piece of a number", number, message)
        return ""
    if number.isdecimal() and int(number) > _FIRST_PADDED:
        return number.zfill(7)
    return number


def read_gard_genes(file: SourceFile, report: Report) -> Iterator[Fact]:
    """Genes of diseases with the kind of association and its publications; the genes themselves.

    Lookups: `association` (to rkg concepts), `status` (to rkg concepts; "" is the usual state,
    which is not said), `primary_source`. Counts `gene association`.
    """
    described: set[Curie] = set()
    for row in rows(file, report, delimiter=",", needed=_GENE_COLUMNS):
        subject, gene = row.curie(report, "GardID"), _gene(row, report)
        if subject is None or gene is None:
            continue
        if gene not in described:
            described.add(gene)
            yield from _gene_facts(row, gene, _reference(row, subject, report), report)
        yield from _association(row, subject, gene, report)


def _gene(row: Row, report: Report) -> Curie | None:
    found = row.curie(report, "GeneIdentifier")
    if found is None or found.prefix in _GENE_AUTHORITIES:
        return found
    # OMIM numbers here are those of the disease: a locus, or a chromosome's deletion.
    message = f"{found} ({row['GeneSymbol']}) is a locus; expected {' or '.join(_GENE_AUTHORITIES)}"
    row.note(report, "no gene identifier", found.prefix, message)
    return None


def _association(row: Row, subject: Curie, gene: Curie, report: Report) -> Iterator[Fact]:
    kinds = _looked_up(row, report, "association", row["AssociationType"])
    if not kinds:
        return
    statuses = _looked_up(row, report, "status", row["AssociationStatus"])
    qualifiers: list[Qualifier] = [("associationType", kind) for kind in kinds]
    qualifiers += [("associationStatus", status) for status in statuses]
    publications = _publications(row, report)
    reference = _reference(row, subject, report, publications)
    report.count(row.file.source, "gene association")
    yield Fact(subject, "associatedGene", gene, (reference,), tuple(qualifiers))


def _publications(row: Row, report: Report) -> tuple[str, ...]:
    found = (row.curie_of(report, text, "Reference") for text in _bracketed(row["Reference"]))
    return tuple(sorted({p for p in found if p is not None}))


def _gene_facts(row: Row, gene: Curie, reference: Reference, report: Report) -> Iterator[Fact]:
    pairs: list[tuple[str, Value]] = [("type", Curie("rkg:Gene"))]
    pairs.append(("name", _text(row["GeneSymbol"])))
    if row["GeneTitle"]:
        pairs.append(("fullName", _text(row["GeneTitle"])))
    if row["GeneType"]:
        pairs.append(("geneType", row["GeneType"]))
    if row["Locus"]:
        pairs.append(("locus", row["Locus"]))
    pairs += [("synonym", _text(s)) for s in _bracketed(row["GeneSynonym"])]
    pairs += [("relatedMatch", m) for m in _gene_matches(row, report)]
    return (Fact(gene, key, value, (reference,)) for key, value in pairs)


def _gene_matches(row: Row, report: Report) -> Iterator[Curie]:
    for column, prefix in _GENE_XREFS:
        for local in re.split("[;,]", row[column]):
            found = row.curie_of(report, f"{prefix}:{local}", column) if local else None
            if found is not None:
                yield found


def _reference(
    row: Row, subject: Curie, report: Report, publications: tuple[str, ...] = ()
) -> Reference:
    first = row.file.lookup("primary_source")
    if row["DataSource"] not in first:
        message = "no entry in the lookup table 'primary_source'"
        row.note(report, "unknown DataSource", row["DataSource"], message, Action.KEPT)
    primary = first.get(row["DataSource"]) or None
    return Reference(row.file.source, subject, primary, publications)


def _looked_up(row: Row, report: Report, table: str, written: str) -> list[Curie]:
    """The concept that a lookup table gives for a word: one, none for "", or none and a note."""
    found = row.file.lookup(table).get(written)
    if found is None:
        row.note(report, f"unknown {table}", written, f"no entry in the lookup table '{table}'")
    return [curie(found)] if found else []


_BRACKETED = re.compile(r"\s*(?:'(.+?)'(?=, |$)|((?:[^,]|,(?! ))+))(?:, |$)")


def _bracketed(text: str) -> list[str]:
    """The items of `[a, 'b', c]`: separated by a comma and a space, some of them in quotes."""
    inner = text.removeprefix("[").removesuffix("]")
    items = (quoted or plain for quoted, plain in _BRACKETED.findall(inner))
    return list(dict.fromkeys(item.strip() for item in items if item.strip()))


def _text(written: str) -> Text:
    """An English text with its spaces (some of them no-break) made plain."""
    return Text(" ".join(written.split()), "en")
