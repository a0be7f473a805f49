"""genes_to_disease.txt: genes by disease, and whose statement it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from rarekg.errors import BadSource
from rarekg.facts import Fact, Text
from rarekg.readers.genes_to_disease import read_genes_to_disease
from rarekg.report import Report
from tests.reading import about, findings, mirrored, read, source_file

HEADER = "ncbi_gene_id\tgene_symbol\tassociation_type\tdisease_id\tsource"


def reading(folder: Path, *rows: str, header: str = HEADER) -> tuple[list[Fact], Report]:
    path = folder / "genes_to_disease.txt"
    path.write_text("\n".join([header, *rows]) + "\n", "utf-8")
    return read(read_genes_to_disease, source_file("hpoa", "genes_to_disease.txt", path))


def test_a_gene_is_described_once_and_linked_to_each_disease(tmp_path: Path) -> None:
    facts, report = reading(
        tmp_path,
        "NCBIGene:901\tABC1\tMENDELIAN\tOMIM:900001\tftp://example.org/mim2gene",
        "NCBIGene:901\tABC1\tPOLYGENIC\tOMIM:900002\tftp://example.org/mim2gene",
    )
    assert [f.object for f in about(facts, "NCBIGene:901", "type")] == ["rkg:Gene"]
    assert [f.object for f in about(facts, "NCBIGene:901", "name")] == [Text("ABC1", "en")]
    (first,) = about(facts, "OMIM:900001", "associatedGene")
    (second,) = about(facts, "OMIM:900002", "associatedGene")
    assert (first.object, second.object) == ("NCBIGene:901", "NCBIGene:901")
    assert first.qualifiers == (("associationType", "rkg:MendelianAssociation"),)
    assert second.qualifiers == (("associationType", "rkg:PolygenicAssociation"),)
    assert first.references[0].url == "ftp://example.org/mim2gene"
    assert first.references[0].primary_source is None
    assert report.counts == {("hpoa", "association"): 2, ("hpoa", "gene"): 1}


def test_orphanets_rows_are_orphanets_statements_of_no_stated_kind(tmp_path: Path) -> None:
    facts, _ = reading(tmp_path, "NCBIGene:901\tABC1\tUNKNOWN\tORPHA:95\thttp://example.org/p6")
    (link,) = about(facts, "ORPHA:95", "associatedGene")
    assert link.qualifiers == ()
    assert link.references[0].primary_source == "orphanet"


def test_what_ncbi_has_from_omim_is_omims(tmp_path: Path) -> None:
    """GARD passes on OMIM's genes as well: the two must not count as two that agree."""
    table = "ftp://ftp.ncbi.nlm.nih.gov/gene/DATA/mim2gene_medgen"
    facts, _ = reading(tmp_path, f"NCBIGene:901\tABC1\tMENDELIAN\tOMIM:900001\t{table}")
    (link,) = about(facts, "OMIM:900001", "associatedGene")
    assert (link.references[0].source, link.references[0].primary_source) == ("hpoa", "omim")


def test_a_gene_without_symbol_has_no_name(tmp_path: Path) -> None:
    facts, report = reading(tmp_path, "NCBIGene:902\t-\tMENDELIAN\tOMIM:900001\tx")
    assert about(facts, "NCBIGene:902", "name") == []
    assert len(about(facts, "OMIM:900001", "associatedGene")) == 1
    assert findings(report) == {"gene without symbol": 1}


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ("NCBIGene:901\tABC1\tSPORADIC\tOMIM:900001\tx", "unknown association type"),
        ("NCBIGene:x\tABC1\tMENDELIAN\tOMIM:900001\tx", "not an identifier in ncbi_gene_id"),
        ("HGNC:5\tABC1\tMENDELIAN\tOMIM:900001\tx", "unexpected authority in ncbi_gene_id"),
        ("NCBIGene:901\tABC1\tMENDELIAN\tOMIM:12\tx", "not an identifier in disease_id"),
        ("NCBIGene:901\tABC1\tMENDELIAN\tHP:0000001\tx", "unexpected authority in disease_id"),
        ("NCBIGene:901\tABC1\tMENDELIAN", "wrong number of fields"),
    ],
)
def test_a_bad_row_is_left_out_and_reported(tmp_path: Path, row: str, rule: str) -> None:
    facts, report = reading(tmp_path, row, "NCBIGene:903\tXYZ\tMENDELIAN\tOMIM:900003\tx")
    assert [f.subject for f in facts if f.predicate == "associatedGene"] == ["OMIM:900003"]
    assert findings(report) == {rule: 1}
    assert [e.place for e in report.examples.values()] == ["genes_to_disease.txt:2"]


def test_another_header_is_another_format(tmp_path: Path) -> None:
    with pytest.raises(BadSource, match="lacks the columns disease_id"):
        reading(tmp_path, header=HEADER.replace("disease_id", "disease"))


def test_broken_utf8_stops_reading(tmp_path: Path) -> None:
    path = tmp_path / "genes_to_disease.txt"
    path.write_bytes(HEADER.encode() + b"\nNCBIGene:901\tAB\xff\tMENDELIAN\tOMIM:900001\tx\n")
    with pytest.raises(BadSource, match=r"genes_to_disease\.txt.*damaged"):
        read(read_genes_to_disease, source_file("hpoa", "genes_to_disease.txt", path))


@pytest.mark.mirror
def test_the_genuine_file_is_read_whole(mirror: Path) -> None:
    facts, report = read(read_genes_to_disease, mirrored("hpoa", "genes_to_disease.txt", mirror))
    assert sum(fact.predicate == "associatedGene" for fact in facts) == 15_573
    assert report.counts["hpoa", "gene"] == 5_424
    links = [fact for fact in facts if fact.predicate == "associatedGene"]
    orphanet = [fact for fact in links if fact.references[0].primary_source == "orphanet"]
    assert len(orphanet) == 8_112
    assert not any(fact.qualifiers for fact in orphanet)
    assert findings(report) == {"gene without symbol": 7}
