"""What fuller files of Orphanet say already, so that its packets need not say it again.

The packets write most mean values as "no data", and gene links without publications. The
epidemiology and gene files (products 9 and 6) have both. Where such a file lies beside the
packets, a record that it holds is read there only: a claim without its number next to the same
claim with its number would make one authority look like two.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from rarekg.readers import orphadata_csv, orphadata_xml
from rarekg.readers.orphanet_companions import companions
from rarekg.readers.orphanet_facts import Prevalence
from rarekg.readers.orphanet_terms import Reading
from rarekg.report import Report
from rarekg.sources.manifest import SourceFile


@dataclass(slots=True)
class Coverage:
    """Values of prevalence records by key, (code, symbol, type) of gene links, all definitions."""

    prevalences: dict[tuple[str, ...], set[str]] = field(default_factory=dict)
    genes: set[tuple[str, str, str]] = field(default_factory=set)
    definitions: bool = False


def coverage(file: SourceFile) -> Coverage:
    """What the files named by the option `completed_by` hold, as far as they are here."""
    found = Coverage()
    for companion in companions(file, "completed_by"):
        product = companion.options.get("product", "")
        reading = Reading(companion, Report())  # its own reader reports what is odd in it
        if product == "epidemiology":
            for code, record in _prevalences(reading):
                found.prevalences.setdefault(record.key(code), set()).add(record.value)
        elif product == "genes":
            found.genes.update(_genes(reading))
        elif product == "nomenclature":
            found.definitions = True
    return found


def _prevalences(reading: Reading) -> Iterator[tuple[str, Prevalence]]:
    if reading.file.manifest.reader == "orphadata_csv":
        for row, about in orphadata_csv.table(reading, "epidemiology"):
            yield about.id.local, orphadata_csv.prevalence_record(row)
    else:
        for element, about in orphadata_xml.entities(reading, "epidemiology"):
            for record in orphadata_xml.prevalence_records(element):
                yield about.id.local, record


def _genes(reading: Reading) -> Iterator[tuple[str, str, str]]:
    if reading.file.manifest.reader == "orphadata_csv":
        for row, about in orphadata_csv.table(reading, "genes"):
            yield about.id.local, row["gene_symbol"], row["association_type"]
    else:
        for element, about in orphadata_xml.entities(reading, "genes"):
            for gene, kind, _, _ in orphadata_xml.gene_links(element):
                yield about.id.local, gene.symbol, kind
