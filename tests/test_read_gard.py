"""GARD: diseases, mappings and genes, and whose words they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from rarekg.errors import BadSource
from rarekg.facts import Fact, Text, Url
from rarekg.readers.gard import read_gard_diseases, read_gard_genes, read_gard_xrefs
from rarekg.report import Report
from rarekg.sources.manifest import source_named
from rarekg.vocabulary import concepts
from tests.reading import about, findings, mirrored, read, source_file

DISEASES, XREFS, GENES = "GARD.csv", "GARD_xrefs.csv", "GARD_genes.csv"


def written(tmp_path: Path, name: str, *lines: str) -> Path:
    path = tmp_path / name
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def diseases(tmp_path: Path, *rows: str) -> tuple[list[Fact], Report]:
    head = "GardID,DataSource,SourceID,ClassificationLevel,DisorderType,Name,Synonym"
    path = written(tmp_path, DISEASES, head, *rows)
    return read(read_gard_diseases, source_file("gard", DISEASES, path))


ATAXIA = (
    "GARD:0006468,Orphanet,ORPHA:95,Disorder,Disease,Friedreich ataxia,FRDA|Friedreich\u00a0disease"
)
SUBTYPE = (
    "GARD:0015035,Orphanet+OMIM,OMIM:104000,Subtype of disorder,"
    'Clinical subtype|Disease subtype,"Alopecia areata 1",AA1'
)


def test_a_disorder_has_names_kinds_and_what_it_stands_for(tmp_path: Path) -> None:
    facts, report = diseases(tmp_path, ATAXIA)
    assert [(f.predicate, f.object) for f in facts] == [
        ("type", "rkg:Disease"),
        ("disorderType", "rkg:DiseaseType"),
        ("name", Text("Friedreich ataxia", "en")),
        ("synonym", Text("FRDA", "en")),
        ("synonym", Text("Friedreich disease", "en")),
        ("exactMatch", "ORPHA:95"),
    ]
    assert {f.subject for f in facts} == {"GARD:0006468"}
    assert report.counts["gard", "disease"] == 1
    assert not report.entries


def test_what_gard_passes_on_names_who_said_it_first(tmp_path: Path) -> None:
    """Names of Orphanet's or OMIM's are not GARD's agreement with them; the number is GARD's."""
    facts, _ = diseases(tmp_path, ATAXIA, SUBTYPE)
    primary = {(str(f.subject), f.predicate): f.references[0].primary_source for f in facts}
    assert primary["GARD:0006468", "name"] == "orphanet"
    assert primary["GARD:0006468", "exactMatch"] is None
    assert primary["GARD:0015035", "synonym"] == "omim"
    assert source_named("omim").title


def test_a_subtype_may_be_of_two_kinds(tmp_path: Path) -> None:
    facts, _ = diseases(tmp_path, SUBTYPE)
    assert [f.object for f in about(facts, "GARD:0015035", "type")] == ["rkg:DiseaseSubtype"]
    assert [f.object for f in about(facts, "GARD:0015035", "disorderType")] == [
        "rkg:ClinicalSubtype",
        "rkg:SubtypeOfDisease",
    ]


def test_a_disease_of_gards_own_stands_for_no_other(tmp_path: Path) -> None:
    facts, report = diseases(tmp_path, "GARD:0008417,GARD,,Disorder,Clinical syndrome,A syndrome,")
    assert not about(facts, "GARD:0008417", "exactMatch")
    assert about(facts, "GARD:0008417", "name")[0].references[0].primary_source is None
    assert not report.entries


def test_unknown_words_are_reported_and_never_guessed(tmp_path: Path) -> None:
    facts, report = diseases(tmp_path, "GARD:0000009,Elsewhere,XX:1,Family,Phantom,A name,")
    assert [f.predicate for f in facts] == ["name"]
    assert findings(report) == {
        "unknown DataSource": 1,
        "unknown level": 1,
        "unknown disorder_type": 1,
        "not an identifier in SourceID": 1,
    }


def test_the_place_for_the_unclassified_is_no_disease(tmp_path: Path) -> None:
    facts, report = diseases(
        tmp_path, "GARD:0030000,GARD,,Group of disorders,Category,To be classified,"
    )
    assert facts == []
    assert findings(report) == {"no disease": 1}


def test_a_file_of_another_kind_stops_the_build(tmp_path: Path) -> None:
    path = written(tmp_path, DISEASES, "id,name", "1,a")
    with pytest.raises(BadSource, match="lacks the columns ClassificationLevel"):
        read(read_gard_diseases, source_file("gard", DISEASES, path))


def xrefs(tmp_path: Path, *rows: str) -> tuple[list[Fact], Report]:
    path = written(tmp_path, XREFS, "GardID,XrefSource,SourceID,MapRelationship", *rows)
    return read(read_gard_xrefs, source_file("gard", XREFS, path))


@pytest.mark.parametrize(
    ("row", "key", "target"),
    [
        ("OMIM,229300,Exact", "exactMatch", "OMIM:229300"),
        ("ICD-10,E88.8,NTBT", "broadMatch", "ICD10:E88.8"),
        ("OMIM,615558,BTNT", "narrowMatch", "OMIM:615558"),
        ("SNOMED-CT,703388005,NA", "relatedMatch", "SCTID:703388005"),
        (
            "ICD-10,G11.1,ND (not yet decided/unable to decide)",
            "relatedMatch",
            "ICD10:G11.1",
        ),
        ("Orphanet,95,Exact", "exactMatch", "ORPHA:95"),
        ("UMLS,C0016719,Exact", "exactMatch", "UMLS:C0016719"),
        ("MeSH,D005621,Exact", "exactMatch", "MESH:D005621"),
        ("MedDRA,10017374,Exact", "exactMatch", "MEDDRA:10017374"),
        ("DiseaseOntology,12705,NA", "relatedMatch", "DOID:12705"),
        ("DiseaseOntology,80807,NA", "relatedMatch", "DOID:0080807"),
        ("DiseaseOntology,111135,NA", "relatedMatch", "DOID:0111135"),
        ("ICD-10-CM,G11.11,NA", "relatedMatch", "ICD10CM:G11.11"),
        ("ICD-11,8A03.10,Exact", "exactMatch", "ICD11MMS:8A03.10"),
        ("ICD-11,XH1A50,Exact", "exactMatch", "ICD11MMS:XH1A50"),
    ],
)
def test_a_mapping_keeps_which_side_is_broader(
    row: str, key: str, target: str, tmp_path: Path
) -> None:
    facts, report = xrefs(tmp_path, f"GARD:0006468,{row}")
    assert [(f.subject, f.predicate, f.object) for f in facts] == [("GARD:0006468", key, target)]
    assert report.counts["gard", "mapping"] == 1
    assert not report.entries


def test_a_page_for_patients_is_linked(tmp_path: Path) -> None:
    page = "https://medlineplus.gov/genetics/condition/friedreich-ataxia"
    facts, _ = xrefs(tmp_path, f"GARD:0006468,GeneticsHomeReference,{page},NA")
    assert [(f.predicate, f.object) for f in facts] == [("seeAlso", Url(page))]


def test_odd_mappings_are_reported(tmp_path: Path) -> None:
    facts, report = xrefs(
        tmp_path,
        "GARD:0006468,Wikipedia,95,Exact",
        "GARD:0006468,OMIM,229300,Perhaps",
        "GARD:0006468,MedDRA,C0239495,Exact",
        "GARD:0006468,GeneticAlliance,2990,NA",
    )
    assert facts == []
    assert findings(report) == {
        "unknown XrefSource": 1,
        "unknown MapRelationship": 1,
        "not an identifier in SourceID": 1,
    }


def test_only_what_a_gard_number_stands_for_says_what_is_the_same() -> None:
    """Some OMIM numbers are "Exact" for several GARD diseases: those may not merge them."""
    assert {f.name: f.identity for f in source_named("gard").file} == {
        DISEASES: True,
        XREFS: False,
        GENES: False,
    }


GENE_COLUMNS = (
    "GardID,DataSource,SourceID,SourceLabelID,GeneCount,GeneSymbol,GeneSynonym,GeneTitle,GeneType,"
    "Locus,AssociationType,AssociationStatus,Reference,OMIM,Ensembl,IUPHAR,SwissProt,Reactome,"
    "GeneIdentifier"
)


def gene_row(**values: str) -> str:
    cells = {
        "GardID": "GARD:0006468",
        "DataSource": "Orphanet",
        "SourceID": "95",
        "SourceLabelID": "ORPHA:95",
        "GeneCount": "1",
        "GeneSymbol": "FXN",
        "GeneSynonym": "[CyaY, X25]",
        "GeneTitle": "frataxin",
        "GeneType": "gene with protein product",
        "Locus": "9q21.11",
        "AssociationType": "Disease-causing germline mutation(s) in",
        "AssociationStatus": "Assessed",
        "Reference": "[PMID:8596916, PMID:10543403]",
        "OMIM": "606829",
        "Ensembl": "ENSG00000165060",
        "IUPHAR": "",
        "SwissProt": "Q16595",
        "Reactome": "Q16595",
        "GeneIdentifier": "HGNC:3951",
    } | values
    return ",".join(f'"{cells[column]}"' for column in GENE_COLUMNS.split(","))


def genes(tmp_path: Path, *rows: str) -> tuple[list[Fact], Report]:
    path = written(tmp_path, GENES, GENE_COLUMNS, *rows)
    return read(read_gard_genes, source_file("gard", GENES, path))


def test_a_gene_of_a_disease_has_its_kind_and_publications(tmp_path: Path) -> None:
    facts, report = genes(tmp_path, gene_row())
    [claim] = about(facts, "GARD:0006468", "associatedGene")
    assert claim.object == "HGNC:3951"
    assert claim.qualifiers == (("associationType", "rkg:CausalGermlineMutation"),)
    [reference] = claim.references
    assert reference.primary_source == "orphanet"
    assert reference.publications == ("PMID:10543403", "PMID:8596916")
    assert report.counts["gard", "gene association"] == 1
    assert not report.entries


def test_the_gene_itself_is_described_once(tmp_path: Path) -> None:
    facts, _ = genes(tmp_path, gene_row(), gene_row(GardID="GARD:0000003"))
    assert [(f.predicate, f.object) for f in facts if f.subject == "HGNC:3951"] == [
        ("type", "rkg:Gene"),
        ("name", Text("FXN", "en")),
        ("fullName", Text("frataxin", "en")),
        ("geneType", "gene with protein product"),
        ("locus", "9q21.11"),
        ("synonym", Text("CyaY", "en")),
        ("synonym", Text("X25", "en")),
        ("relatedMatch", "OMIM:606829"),
        ("relatedMatch", "ENSEMBL:ENSG00000165060"),
        ("relatedMatch", "UNIPROT:Q16595"),
    ]


def test_only_an_unusual_status_is_said(tmp_path: Path) -> None:
    """So that Orphanet's own statement and the one GARD passes on are one statement."""
    kind = ("associationType", "rkg:CausalGermlineMutation")
    for status, qualifiers in {
        "Assessed": (kind,),
        "Unknown": (kind,),
        "Not yet assessed": (kind, ("associationStatus", "rkg:NotYetAssessed")),
    }.items():
        facts, report = genes(tmp_path, gene_row(AssociationStatus=status))
        assert about(facts, "GARD:0006468", "associatedGene")[0].qualifiers == qualifiers
        assert not report.entries


def test_synonyms_with_commas_and_quotes_are_kept_whole(tmp_path: Path) -> None:
    synonyms = "['Golgi 3',5'-bisphosphate 3'-phosphatase', IMPA3, 'a, b', alpha 1,2-mannosidase]"
    facts, _ = genes(tmp_path, gene_row(GeneSynonym=synonyms))
    texts = [f.object for f in about(facts, "HGNC:3951", "synonym")]
    assert texts == [
        Text("Golgi 3',5'-bisphosphate 3'-phosphatase", "en"),
        Text("IMPA3", "en"),
        Text("a, b", "en"),
        Text("alpha 1,2-mannosidase", "en"),
    ]


def test_several_proteins_of_a_gene_are_all_kept(tmp_path: Path) -> None:
    facts, report = genes(tmp_path, gene_row(SwissProt="O96007; O96033", OMIM="", Ensembl=""))
    assert [f.object for f in about(facts, "HGNC:3951", "relatedMatch")] == [
        "UNIPROT:O96007",
        "UNIPROT:O96033",
    ]
    assert not report.entries


def test_a_locus_with_the_diseases_own_number_is_no_gene(tmp_path: Path) -> None:
    row = gene_row(GeneSymbol="PBC1", GeneIdentifier="OMIM:109720")
    facts, report = genes(tmp_path, row)
    assert facts == []
    assert findings(report) == {"no gene identifier": 1}


def test_a_gene_known_to_ncbi_alone_is_a_gene(tmp_path: Path) -> None:
    facts, _ = genes(tmp_path, gene_row(GeneIdentifier="GeneID:878"))
    assert about(facts, "GARD:0006468", "associatedGene")[0].object == "NCBIGene:878"


def test_an_unknown_kind_of_association_is_reported(tmp_path: Path) -> None:
    facts, report = genes(tmp_path, gene_row(AssociationType="Rumoured in"))
    assert not about(facts, "GARD:0006468", "associatedGene")
    assert findings(report) == {"unknown association": 1}


def test_a_piece_of_a_number_is_no_disease(tmp_path: Path) -> None:
    """The table breaks some numbers at their thousands: 11199 becomes 11 and 199, and 11 is the
    number of another disease."""
    rows = [f"GARD:0002914,DiseaseOntology,{piece},NA" for piece in ("199", "11", "080")]
    facts, report = xrefs(tmp_path, *rows)
    assert not facts
    assert findings(report) == {"piece of a number": 3}


def test_every_concept_of_the_manifest_exists() -> None:
    tables = [table for entry in source_named("gard").file for table in entry.lookups.values()]
    for concept in {v for table in tables for v in table.values() if v.startswith("rkg:")}:
        assert concept.removeprefix("rkg:") in concepts()


@pytest.mark.mirror
def test_the_genuine_tables(mirror: Path) -> None:
    facts, report = read(read_gard_diseases, mirrored("gard", DISEASES, mirror))
    assert report.counts["gard", "disease"] == 12_003
    assert findings(report) == {"no disease": 1}
    stands_for = [f.object for f in facts if f.predicate == "exactMatch"]
    assert len(stands_for) == len(set(stands_for)) == 11_994
    _, report = read(read_gard_genes, mirrored("gard", GENES, mirror))
    assert report.counts["gard", "gene association"] == 10_398
    assert findings(report) == {"no gene identifier": 40}
    _, report = read(read_gard_xrefs, mirrored("gard", XREFS, mirror))
    assert (report.counts["gard", "mapping"], report.counts["gard", "page"]) == (48_493, 277)
    assert findings(report) == {"not an identifier in SourceID": 1, "piece of a number": 61}
