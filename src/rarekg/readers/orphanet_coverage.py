"""What fuller files of Orphanet say already, so that its packets need not say it again.

The packets write most mean values as "no data", and gene links without publications. The
epidemiology and gene files (products 9 and 6) have both. Where such a file lies beside the
packets, a record that it holds is read there only: a claim without its number next to the same
claim with its number would make one authority look like two.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from rarekg.readers.orphadata_csv import prevalence_record, table
from rarekg.readers.orphanet_companions import companions
from rarekg.readers.orphanet_terms import Reading
from rarekg.report import Report
from rarekg.sources.manifest import SourceFile


@dataclass(slots=True)
class Coverage:
    """Keys of prevalence records, (code, symbol, type) of gene links, and all definitions."""

    prevalences: set[tuple[str, ...]] = field(default_factory=set)
    genes: set[tuple[str, str, str]] = field(default_factory=set)
    definitions: bool = False


def coverage(file: SourceFile) -> Coverage:
    """What the files named by the option `completed_by` hold, as far as they are here."""
    found = Coverage()
    for companion in companions(file, "completed_by"):
        product = companion.options.get("product", "")
        reading = Reading(companion, Report())  # its own reader reports what is odd in it
        if product == "epidemiology":
            found.prevalences.update(_prevalences(reading))
        elif product == "genes":
            found.genes.update(_genes(reading))
        elif product == "nomenclature":
            found.definitions = True
    return found


def _prevalences(reading: Reading) -> Iterator[tuple[str, ...]]:
    for row, _ in table(reading, "epidemiology"):
        yield prevalence_record(row).key(row["orpha_code"])


def _genes(reading: Reading) -> Iterator[tuple[str, str, str]]:
    for row, _ in table(reading, "genes"):
        yield row["orpha_code"], row["gene_symbol"], row["association_type"]
