"""Orphadata's converted tables, and how Orphanet's sources of validation are understood."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from rarekg.errors import BadSource
from rarekg.facts import Fact
from rarekg.identifiers import curie
from rarekg.readers.orphadata_csv import read_orphadata_csv
from rarekg.readers.orphanet_terms import split_sources
from rarekg.readers.orphapackets import read_orphapackets
from rarekg.report import Report
from tests.reading import about, findings, read, source_file
from tests.test_read_orphanet_packets import (
    EPIDEMIOLOGY,
    GENES,
    TABLES,
    Json,
    archive,
    gene,
    packet,
    table,
)

LINEARISATION = (
    "disorder_id,orpha_code,name,target_disorder_code,target_disorder_name,association_type\n"
)
HISTORY = (
    "disorder_id,orpha_code,name,disorder_type,disorder_group,expert_link,age_of_onset,"
    "type_of_inheritance\n"
)


def reading(folder: Path, name: str, header: str, *rows: str) -> tuple[list[Fact], Report]:
    table(folder, name, header, *rows)
    path = folder / TABLES / name
    return read(read_orphadata_csv, source_file("orphanet", f"{TABLES}/{name}", path))


def test_a_prevalence_has_number_region_publications_and_a_doubt(tmp_path: Path) -> None:
    facts, report = reading(
        tmp_path,
        "epidemiology_of_rare_diseases.csv",
        EPIDEMIOLOGY,
        "2,900001,x,Disease,Disorder,Annual incidence,Value and class,<1 / 1 000 000,0.0370,Japan,"
        "Not yet validated,1100001[PMID]_[EXPERT]",
        "2,900001,x,Disease,Disorder,Cases/families,Family(ies),,12.0,Worldwide,Validated,",
        "2,900001,x,Disease,Disorder,Point prevalence,Value and class,,2.75,Italy,Validated,",
    )
    incidence, families = facts
    assert (incidence.subject, incidence.predicate) == ("ORPHA:900001", "annualIncidence")
    assert dict(incidence.qualifiers) == {
        "valuePer100000": Decimal("0.037"),
        "region": "Japan",
        "validation": curie("rkg:NotYetValidated"),
    }
    assert incidence.references[0].publications == ("PMID:1100001",)
    assert (families.predicate, families.object) == ("reportedFamilies", Decimal(12))
    assert findings(report) == {"prevalence without a class": 1}


def test_several_ages_and_modes_stand_in_one_cell(tmp_path: Path) -> None:
    facts, report = reading(
        tmp_path,
        "natural_history_of_rare_diseases.csv",
        HISTORY,
        "2,900001,x,Disease,Disorder,http://x,Infancy|Neonatal,Autosomal dominant",
        "3,900002,x,Disease,Disorder,http://x,No data available,",
    )
    assert [(f.subject, f.object) for f in facts] == [
        ("ORPHA:900001", "rkg:OnsetInfancy"),
        ("ORPHA:900001", "rkg:OnsetNeonatal"),
        ("ORPHA:900001", "HP:0000006"),
    ]
    assert findings(report) == {"hasOnset says nothing": 1}


def test_an_areas_own_entry_is_passed_over(tmp_path: Path) -> None:
    facts, report = reading(
        tmp_path,
        "linearisation_of_rare_diseases.csv",
        LINEARISATION,
        "2,900001,x,900002,Rare example,Preferential parent",
        "9,900002,Rare example,,,Preferential parent",
    )
    assert [(f.subject, f.predicate, f.object) for f in facts] == [
        ("ORPHA:900001", "inArea", "ORPHA:900002")
    ]
    assert not report.entries


def test_genes_have_their_numbers_from_the_packets_beside(tmp_path: Path) -> None:
    packets = archive(tmp_path, packet(Genes=[gene("EXA1", ("HGNC", "99001"))]))
    facts, report = reading(
        tmp_path,
        "genes_associated_with_rare_diseases.csv",
        GENES,
        "2,900001,x,EXA1,EXA1 protein,gene with protein product,1p1,Major susceptibility factor in,"
        "Assessed,1100001[PMID]",
        "2,900001,x,EXA9,EXA9 protein,Non-coding RNA,1p2,Biomarker tested in,Not yet assessed,",
    )
    (link,) = about(facts, "ORPHA:900001", "associatedGene")
    assert link.object == "HGNC:99001"
    assert findings(report) == {"gene without HGNC number": 1}
    from_packets, _ = read(
        read_orphapackets, source_file("orphanet", "orphapacket-json.tar.xz", packets)
    )
    assert not about(from_packets, "ORPHA:900001", "associatedGene"), "one authority says it once"
    named = {f for f in facts if f.predicate in {"type", "name", "fullName"}}
    assert named < set(from_packets), "the gene is described in the same words, by equal references"


def test_the_same_onset_is_the_equal_fact_in_packet_and_table(tmp_path: Path) -> None:
    onset: Json = {"AverageAgeOfOnset": {"value": "Adult"}}
    packets = archive(tmp_path, packet(AverageAgeOfOnsets=[onset]))
    row = "2,900001,x,Disease,Disorder,http://x,Adult,"
    facts, _ = reading(tmp_path, "natural_history_of_rare_diseases.csv", HISTORY, row)
    from_packets, _ = read(
        read_orphapackets, source_file("orphanet", "orphapacket-json.tar.xz", packets)
    )
    assert set(facts) < set(from_packets)


def test_what_a_newer_packet_no_longer_says_is_left_out(tmp_path: Path) -> None:
    archive(tmp_path, packet(AverageAgeOfOnsets=[{"AverageAgeOfOnset": {"value": "Adult"}}]))
    facts, report = reading(
        tmp_path,
        "natural_history_of_rare_diseases.csv",
        HISTORY,
        "2,900001,x,Disease,Disorder,http://x,Adult|Elderly,",
        "3,900002,x,Disease,Disorder,http://x,Elderly,",
    )
    assert [(f.subject, f.object) for f in facts] == [
        ("ORPHA:900001", "rkg:OnsetAdult"),
        ("ORPHA:900002", "rkg:OnsetElderly"),
    ]
    row = "2,900001,x,Disease,Disorder,Point prevalence,Class only,Unknown,0.0,Europe,Validated,"
    facts, _ = reading(tmp_path, "epidemiology_of_rare_diseases.csv", EPIDEMIOLOGY, row)
    assert not facts
    assert findings(report) == {"no longer in the packet": 1}


def test_a_gene_that_a_newer_packet_no_longer_names_is_left_out(tmp_path: Path) -> None:
    """Packets hold no candidate genes: that one is missing there says nothing."""
    genes = [gene("EXA1", ("HGNC", "99001")), gene("EXA2", ("HGNC", "99002"))]
    archive(tmp_path, packet("900001", Genes=genes[:1]), packet("900003", Genes=genes[1:]))
    rest = "x protein,gene with protein product,1p1"
    facts, report = reading(
        tmp_path,
        "genes_associated_with_rare_diseases.csv",
        GENES,
        f"2,900001,x,EXA1,{rest},Major susceptibility factor in,Assessed,",
        f"2,900001,x,EXA2,{rest},Major susceptibility factor in,Assessed,",
        f"2,900001,x,EXA2,{rest},Candidate gene tested in,Assessed,",
        f"3,900002,x,EXA2,{rest},Major susceptibility factor in,Assessed,",
    )
    assert [
        (f.subject, f.object, f.qualifiers[0][1]) for f in facts if f.predicate == "associatedGene"
    ] == [
        ("ORPHA:900001", "HGNC:99001", "rkg:MajorSusceptibilityFactor"),
        ("ORPHA:900001", "HGNC:99002", "rkg:CandidateGeneTested"),
        ("ORPHA:900002", "HGNC:99002", "rkg:MajorSusceptibilityFactor"),
    ]
    assert findings(report) == {"no longer in the packet": 1}


def test_a_table_without_its_columns_is_a_bad_source(tmp_path: Path) -> None:
    with pytest.raises(BadSource, match="lacks the columns"):
        reading(tmp_path, "linearisation_of_rare_diseases.csv", "<html>\n", "x")


def test_an_unknown_column_is_reported(tmp_path: Path) -> None:
    header = LINEARISATION.replace("association_type", "association_type,novelty")
    row = "2,900001,x,900002,Rare example,Preferential parent,1"
    _, report = reading(tmp_path, "linearisation_of_rare_diseases.csv", header, row)
    assert findings(report) == {"unknown column": 1}


@pytest.mark.parametrize(
    ("written", "publications", "others"),
    [
        ("22587682[PMID]_9689990[PMID]_ [EXPERT]", ("PMID:22587682", "PMID:9689990"), ("expert",)),
        ("ORPHANET_11389160[PMID]", ("PMID:11389160",), ()),
        ("ORPHANET", (), ()),
        ("", (), ()),
        ("123456 [PMID][PMID]_234567{PMID]_345678[PMID", ("123456", "234567", "345678"), ()),
        ("PMID: 30306084 ; 30306085 & EXPERT", ("PMID:30306084", "PMID:30306085"), ("expert",)),
        ("DOI:10.1000/ab_c.1[OTHER]", ("DOI:10.1000/ab_c.1",), ()),
        ("DOI: https://doi.org/10.1000/x.1_123456[PMID]", ("DOI:10.1000/x.1", "PMID:123456"), ()),
        ("ISBN:978-3-642-00000-8[OTHER]", ("ISBN:978-3-642-00000-8",), ()),
        (
            "RARECARE surveillance of rare cancers in Europe[REG]",
            (),
            ("RARECARE surveillance of rare cancers in Europe (registry)",),
        ),
        ("Haute Autorité de Santé 2010[INST]", (), ("Haute Autorité de Santé 2010 (institution)",)),
        ("A Society[OTHER]", (), ("A Society",)),
        ("https://example.org/books/NBK_1/", (), ("https://example.org/books/NBK_1/",)),
    ],
)
def test_sources_become_publications_and_words(
    written: str, publications: tuple[str, ...], others: tuple[str, ...]
) -> None:
    expected = tuple(p if ":" in p else f"PMID:{p}" for p in publications)
    assert split_sources(written) == (expected, others)
