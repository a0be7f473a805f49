"""ORPHApackets: their several shapes, what they leave out, and how they agree with fuller files."""

from __future__ import annotations

import io
import json
import tarfile
from decimal import Decimal
from pathlib import Path

import pytest

from rarekg.errors import BadSource
from rarekg.facts import Fact, Text
from rarekg.identifiers import curie
from rarekg.readers.orphapackets import read_orphapackets
from rarekg.report import Report
from tests.reading import about, findings, read, source_file

Json = str | int | None | list["Json"] | dict[str, "Json"]
NAME = "orphapacket-json.tar.xz"
TABLES = "orphadata_csv_converted"
EPIDEMIOLOGY = (
    "disorder_id,orpha_code,name,disorder_type,disorder_group,prevalence_type,"
    "prevalence_qualification,prevalence_class,val_moy,prevalence_geographic,"
    "prevalence_validation_status,source\n"
)
GENES = (
    "disorder_id,orpha_code,disorder_name,gene_symbol,gene_name,gene_type,gene_locus,"
    "association_type,association_status,source_of_validation\n"
)


def packet(code: str = "900001", **fields: Json) -> dict[str, Json]:
    return {
        "ORPHApacketId": code,
        "creationDate": "2025-12-09 10:41:42",
        "version": "1.3.42 / 4.1.8 [2025-03-03]",
        "copyright": "Orphanet (c) 2025",
        "ORPHAcode": code,
        "Label": "Example syndrome",
        "PURL": f"http://www.orpha.net/ORDO/Orphanet_{code}",
        "DisorderType": {"value": "Disease", "PURL": "http://www.orpha.net/ORDO/Orphanet_377788"},
        **fields,
    }


def prevalence(**words: Json) -> dict[str, Json]:
    return {
        "Source": "ORPHANET",
        "PrevalenceType": "Point prevalence",
        "PrevalenceQualification": "Class only",
        "PrevalenceClass": "1-9 / 100 000",
        "ValMoy": "no data",
        "PrevalenceGeographic": "Europe",
        **words,
    }


def archive(folder: Path, *packets: dict[str, Json]) -> Path:
    path = folder / NAME
    with tarfile.open(path, "w:xz") as tar:
        for number, one in enumerate(packets):
            content = json.dumps({"Orphapacket": one}).encode()
            member = tarfile.TarInfo(f"orphapacket/json/ORPHApacket_{number}.json")
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return path


def table(folder: Path, name: str, header: str, *rows: str) -> None:
    path = folder / TABLES / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(header + "".join(row + "\n" for row in rows), "utf-8")


def reading(folder: Path, *packets: dict[str, Json]) -> tuple[list[Fact], Report]:
    return read(read_orphapackets, source_file("orphanet", NAME, archive(folder, *packets)))


def objects(facts: list[Fact], predicate: str) -> list[object]:
    return [fact.object for fact in about(facts, "ORPHA:900001", predicate)]


def test_an_entity_has_names_a_type_and_one_reference(tmp_path: Path) -> None:
    synonyms: Json = [{"Synonym": "ES"}, {"Synonym": "Example disease"}]
    facts, _ = reading(tmp_path, packet(Synonyms=synonyms))
    assert objects(facts, "name") == [Text("Example syndrome", "en")]
    assert objects(facts, "synonym") == [Text("ES", "en"), Text("Example disease", "en")]
    assert objects(facts, "type") == [curie("rkg:Disease")]
    assert objects(facts, "disorderType") == [curie("rkg:DiseaseType")]
    (reference,) = {ref for fact in facts for ref in fact.references}
    assert (reference.source, reference.record) == ("orphanet", "ORPHA:900001")
    assert reference.url == "http://www.orpha.net/ORDO/Orphanet_900001"


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("Category", "rkg:DiseaseGroup"),
        ("Clinical group", "rkg:DiseaseGroup"),
        ("Etiological subtype", "rkg:DiseaseSubtype"),
        ("Malformation syndrome", "rkg:Disease"),
    ],
)
def test_groups_and_subtypes_are_told_from_diseases(tmp_path: Path, word: str, kind: str) -> None:
    facts, _ = reading(tmp_path, packet(DisorderType={"value": word, "PURL": ""}))
    assert objects(facts, "type") == [curie(kind)]


@pytest.mark.parametrize("as_object", [True, False])
def test_a_list_of_one_may_be_an_object(tmp_path: Path, as_object: bool) -> None:
    def shaped(tag: str, value: Json) -> Json:
        return {tag: [value]} if as_object else [{tag: value}]

    facts, _ = reading(
        tmp_path,
        packet(
            Prevalences=shaped("Prevalence", prevalence()),
            AverageAgeOfOnsets=shaped("AverageAgeOfOnset", {"value": "Neonatal"}),
            TypeOfInheritances=shaped("TypeOfInheritance", {"value": "X-linked recessive"}),
            Parents=shaped("Parent", {"ORPHAcode": "900002", "Label": "Example group"}),
        ),
    )
    assert objects(facts, "pointPrevalence") == [curie("rkg:Prevalence1To9In100000")]
    assert objects(facts, "hasOnset") == [curie("rkg:OnsetNeonatal")]
    assert objects(facts, "hasInheritance") == [curie("HP:0001419")]
    assert objects(facts, "hasParent") == [curie("ORPHA:900002")]


def test_the_mapping_relation_decides_and_both_shapes_are_read(tmp_path: Path) -> None:
    def entry(number: str, relation: str) -> dict[str, Json]:
        return {"Source": "OMIM", "Reference": number, "DisorderMappingRelation": relation}

    references: Json = [
        entry("900001", "E (Exact mapping: the two concepts are equivalent)"),
        {"ExternalReference": entry("900002", "NTBT (ORPHAcode is narrower than …)")},
        entry("900003", "BTNT (ORPHAcode is broader than …)"),
        entry("900004", "ND (not yet decided/unable to decide)"),
        entry("900005", "XX (something new)"),
    ]
    facts, report = reading(tmp_path, packet(ExternalReferences=references))
    assert objects(facts, "exactMatch") == ["OMIM:900001"]
    assert objects(facts, "broadMatch") == ["OMIM:900002"], "the target is the broader one"
    assert objects(facts, "narrowMatch") == ["OMIM:900003"]
    assert objects(facts, "relatedMatch") == ["OMIM:900004"]
    assert findings(report) == {"unknown relation": 1}


def test_an_excluded_sign_is_a_negative_fact(tmp_path: Path) -> None:
    def sign(term: str, frequency: str) -> Json:
        return {"Phenotype": {"HPOId": term, "HPOTerm": "x", "HPOFrequency": frequency}}

    signs: Json = [
        sign("HP:0001250", "Excluded (0%)"),
        sign("HP:0001251", "Very rare (<4-1%)"),
        sign("HP:0001252", "Sometimes"),
    ]
    facts, report = reading(tmp_path, packet(Phenotypes=signs))
    excluded, rare = about(facts, "ORPHA:900001", "hasPhenotype")
    assert excluded.negated
    assert excluded.qualifiers == ()
    assert not rare.negated
    assert rare.qualifiers == (("frequency", curie("HP:0040284")),)
    assert findings(report) == {"unknown frequency": 1}
    assert report.counts["orphanet", "excluded phenotype"] == 1


def test_words_that_say_nothing_give_no_fact_and_are_counted(tmp_path: Path) -> None:
    facts, report = reading(
        tmp_path,
        packet(
            AverageAgeOfOnsets={"AverageAgeOfOnset": [{"value": "No data available"}]},
            TypeOfInheritances=[
                {"TypeOfInheritance": {"value": "Unknown"}},
                {"TypeOfInheritance": {"value": "Not applicable"}},
            ],
            Synonyms="no data",
            Genes="no data",
        ),
    )
    assert {fact.predicate for fact in facts} == {"type", "disorderType", "name"}
    assert findings(report) == {"hasOnset says nothing": 1, "hasInheritance says nothing": 2}


def test_a_definition_is_plain_text(tmp_path: Path) -> None:
    contents = "A disease with <i>genu valgum</i>&nbsp;and ages &#8804; 2 (values <3 mm)."
    text: Json = {"TextSectionType": "Definition", "Contents": contents}
    facts, _ = reading(tmp_path, packet(TextSection=text))
    plain = "A disease with genu valgum and ages ≤ 2 (values <3 mm)."
    assert objects(facts, "definition") == [Text(plain, "en")]


def test_numbers_are_per_100000_and_zero_with_a_class_is_no_number(tmp_path: Path) -> None:
    records: Json = [
        {"Prevalence": prevalence(ValMoy="0.0")},
        {"Prevalence": prevalence(PrevalenceQualification="Value and class", ValMoy="2.50")},
        {
            "Prevalence": prevalence(
                PrevalenceType="Cases/families",
                PrevalenceQualification="Family(ies)",
                PrevalenceClass="no data",
                ValMoy="4.0",
            )
        },
        {"Prevalence": prevalence(PrevalenceType="Cases/families", PrevalenceClass="no data")},
    ]
    facts, report = reading(tmp_path, packet(Prevalences=records))
    bare, valued = about(facts, "ORPHA:900001", "pointPrevalence")
    assert bare.qualifiers == (("region", "Europe"),)
    assert valued.qualifiers == (("valuePer100000", Decimal("2.5")), ("region", "Europe"))
    assert objects(facts, "reportedFamilies") == [Decimal(4)]
    assert findings(report) == {"unknown counted": 1}


def gene(symbol: str, *references: tuple[str, str]) -> Json:
    entries: list[Json] = [{"Source": s, "Reference": r} for s, r in references]
    return {
        "Gene": {
            "Symbol": symbol,
            "Name": f"{symbol} protein",
            "ExternalReferences": entries,
            "DisorderGeneAssociationType": "Major susceptibility factor in",
        }
    }


def test_a_gene_is_its_hgnc_entry_and_only_related_to_omim(tmp_path: Path) -> None:
    known = gene("EXA1", ("OMIM", "900100"), ("HGNC", "99001"), ("ClinVar", "EXA1"))
    facts, report = reading(tmp_path, packet(Genes=[known, gene("EXA2", ("OMIM", "900101"))]))
    (link,) = about(facts, "ORPHA:900001", "associatedGene")
    assert link.object == "HGNC:99001"
    assert link.qualifiers == (("associationType", curie("rkg:MajorSusceptibilityFactor")),)
    assert [f.object for f in about(facts, "HGNC:99001", "name")] == [Text("EXA1", "en")]
    assert [f.object for f in about(facts, "HGNC:99001", "relatedMatch")] == ["OMIM:900100"]
    assert findings(report) == {"gene without HGNC number": 1}


def test_children_repeat_the_childs_own_packet_and_are_not_read(tmp_path: Path) -> None:
    child: Json = {"Child": {"Label": "x", "ORPHAcode": "7", "Genes": [gene("X", ("HGNC", "1"))]}}
    facts, report = reading(tmp_path, packet(Children=[child]))
    assert {fact.predicate for fact in facts} == {"type", "disorderType", "name"}
    assert not report.entries


def test_an_unknown_field_leaves_out_its_packet_and_is_reported(tmp_path: Path) -> None:
    facts, report = reading(tmp_path, packet(Novelty="x"), packet("900002"))
    assert {fact.subject for fact in facts} == {"ORPHA:900002"}
    assert findings(report) == {"not an ORPHApacket": 1}
    (example,) = report.examples.values()
    assert "ORPHApacket_0.json" in example.place
    assert "Novelty" in example.message


def test_the_purl_has_to_be_the_entitys(tmp_path: Path) -> None:
    purl = "http://www.orpha.net/ORDO/Orphanet_17601"
    facts, report = reading(tmp_path, packet(PURL=purl))
    assert not facts
    assert findings(report) == {"PURL of another entity": 1}


def test_a_parent_without_a_packet_has_its_name_from_its_child(tmp_path: Path) -> None:
    parents: Json = [{"Parent": [{"ORPHAcode": "900009", "Label": "Example group"}]}]
    facts, report = reading(tmp_path, packet(Parents=parents))
    (name,) = about(facts, "ORPHA:900009", "name")
    assert name.object == Text("Example group", "en")
    assert name.references[0].record == "ORPHA:900009"
    assert findings(report) == {"parent without a packet": 1}


def test_a_prevalence_that_the_epidemiology_table_holds_is_left_to_it(tmp_path: Path) -> None:
    row = "17,900001,x,Disease,Disorder,Point prevalence,Value and class,1-9 / 100 000,{},Europe,,"
    table(tmp_path, "epidemiology_of_rare_diseases.csv", EPIDEMIOLOGY, row.format("2.5"))
    said = prevalence(PrevalenceQualification="Value and class")
    newer = prevalence(PrevalenceQualification="Value and class", ValMoy="2.6")
    lacking = prevalence(PrevalenceGeographic="Japan")
    records: Json = [{"Prevalence": said}, {"Prevalence": newer}, {"Prevalence": lacking}]
    facts, report = reading(tmp_path, packet(Prevalences=records))
    (fact,) = about(facts, "ORPHA:900001", "pointPrevalence")
    assert fact.qualifiers == (("region", "Japan"),)
    assert report.counts["orphanet", "prevalence record"] == 3
    assert report.counts["orphanet", "prevalence said by a fuller file"] == 2
    assert findings(report) == {"another value in a fuller file": 1}


def test_a_gene_link_that_the_gene_table_holds_is_left_to_it(tmp_path: Path) -> None:
    row = "17,900001,x,EXA1,x,gene with protein product,1p1,Major susceptibility factor in,,1[PMID]"
    table(tmp_path, "genes_associated_with_rare_diseases.csv", GENES, row)
    genes: Json = [gene("EXA1", ("HGNC", "99001")), gene("EXA2", ("HGNC", "99002"))]
    facts, _ = reading(tmp_path, packet(Genes=genes))
    assert objects(facts, "associatedGene") == ["HGNC:99002"]
    assert about(facts, "HGNC:99001", "name"), "the packet still describes the gene"


def test_a_cut_off_archive_is_a_bad_source(tmp_path: Path) -> None:
    path = archive(tmp_path, *(packet(str(900000 + n), Label="x" * n) for n in range(1, 200)))
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(BadSource, match=r"orphapacket-json.*damaged after"):
        read(read_orphapackets, source_file("orphanet", NAME, path))


def test_a_page_instead_of_the_archive_is_a_bad_source(tmp_path: Path) -> None:
    path = tmp_path / NAME
    path.write_text("<!DOCTYPE html><title>Not found</title>", "utf-8")
    with pytest.raises(BadSource, match="expected a tar archive"):
        read(read_orphapackets, source_file("orphanet", NAME, path))
