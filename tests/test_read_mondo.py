"""Mondo: mapping sets (SSSOM), the rare subset's edges (KGX), former labels."""

from __future__ import annotations

import gzip
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from rarekg.errors import BadSource
from rarekg.facts import Fact, Text
from rarekg.readers.kgx import read_kgx
from rarekg.readers.mondo_labels import read_mondo_labels
from rarekg.readers.sssom import read_sssom
from rarekg.report import Action, Report
from rarekg.sources.cache import version_of
from rarekg.sources.manifest import SourceFile, source_named
from tests.reading import about, findings, mirrored, read, source_file

METADATA = """\
# curie_map:
#   MONDO: http://purl.obolibrary.org/obo/MONDO_
#   NANDO: 'http://nanbyodata.jp/ontology/NANDO_'
#   jp: 'http://nanbyodata.jp/ontology/NANDO_'
# license: https://creativecommons.org/publicdomain/zero/1.0/
# mapping_set_version: http://purl.obolibrary.org/obo/mondo/releases/2031-02-03/mappings/x.sssom.tsv
"""
HEADER = "subject_id\tsubject_label\tpredicate_id\tobject_id\tobject_label\tmapping_justification"
CURATED = "semapv:ManualMappingCuration"
ORPHANET = "mondo_exactmatch_orphanet.sssom.tsv"
OMIM = "mondo_exactmatch_omim.sssom.tsv"
NANDO = "mondo_hasdbxref_nando.sssom.tsv"


def sssom(
    tmp_path: Path, *rows: str, name: str = ORPHANET, head: str = METADATA + HEADER
) -> tuple[list[Fact], Report]:
    path = tmp_path / name
    path.write_text("\n".join([head, *rows]) + "\n", "utf-8")
    return read(read_sssom, source_file("mondo", name, path))


def mapping(subject: str, label: str, target: str, target_label: str = "") -> str:
    return f"{subject}\t{label}\tskos:exactMatch\t{target}\t{target_label}\t{CURATED}"


def test_a_mapping_becomes_a_match_a_name_and_a_type(tmp_path: Path) -> None:
    facts, report = sssom(tmp_path, mapping("MONDO:0100339", "Friedreich ataxia", "Orphanet:95"))
    said = {(f.subject, f.predicate, f.object) for f in facts}
    assert said == {
        ("MONDO:0100339", "type", "rkg:Disease"),
        ("MONDO:0100339", "name", Text("Friedreich ataxia", "en")),
        ("MONDO:0100339", "exactMatch", "ORPHA:95"),
    }
    assert report.counts["mondo", "mapping"] == 1
    assert not report.entries


def test_the_justification_is_the_evidence_of_the_mapping(tmp_path: Path) -> None:
    facts, _ = sssom(tmp_path, mapping("MONDO:0100339", "Friedreich ataxia", "Orphanet:95"))
    [match] = about(facts, "MONDO:0100339", "exactMatch")
    [name] = about(facts, "MONDO:0100339", "name")
    assert match.references[0].record == "MONDO:0100339"
    assert match.references[0].evidence == "ECO:0000218"
    assert name.references[0].evidence is None


def test_an_unknown_justification_is_reported_and_the_mapping_kept(tmp_path: Path) -> None:
    row = mapping("MONDO:0100339", "Friedreich ataxia", "Orphanet:95").replace(
        CURATED, "semapv:Guess"
    )
    facts, report = sssom(tmp_path, row)
    assert len(about(facts, "MONDO:0100339", "exactMatch")) == 1
    [entry] = report.entries
    assert (entry.rule, entry.action) == ("unknown justification", Action.KEPT)


def test_a_subject_is_described_once(tmp_path: Path) -> None:
    rows = [mapping("MONDO:0009477", "Omenn syndrome", f"Orphanet:{n}") for n in (39041, 99)]
    facts, _ = sssom(tmp_path, *rows)
    assert len(about(facts, "MONDO:0009477", "name")) == 1
    assert len(about(facts, "MONDO:0009477", "exactMatch")) == 2


@pytest.mark.parametrize(
    ("predicate", "key"),
    [
        ("skos:broadMatch", "broadMatch"),
        ("skos:narrowMatch", "narrowMatch"),
        ("skos:closeMatch", "closeMatch"),
        ("skos:relatedMatch", "relatedMatch"),
        ("oboInOwl:hasDbXref", "relatedMatch"),
    ],
)
def test_each_kind_of_mapping_has_its_property(predicate: str, key: str, tmp_path: Path) -> None:
    row = mapping("MONDO:0100339", "Friedreich ataxia", "Orphanet:95")
    facts, _ = sssom(tmp_path, row.replace("skos:exactMatch", predicate))
    assert [f.object for f in about(facts, "MONDO:0100339", key)] == ["ORPHA:95"]


def test_an_unknown_predicate_is_reported_and_never_guessed(tmp_path: Path) -> None:
    row = mapping("MONDO:0100339", "Friedreich ataxia", "Orphanet:95")
    facts, report = sssom(tmp_path, row.replace("skos:exactMatch", "owl:sameAs"))
    assert facts == []
    [(entry, example)] = report.examples.items()
    assert (entry.rule, entry.value) == ("unknown predicate", "owl:sameAs")
    assert example.place == f"{ORPHANET}:8"


def test_a_negated_mapping_is_no_mapping(tmp_path: Path) -> None:
    head = METADATA + HEADER + "\tpredicate_modifier"
    row = mapping("MONDO:0100339", "Friedreich ataxia", "Orphanet:95") + "\tNot"
    facts, report = sssom(tmp_path, row, head=head)
    assert facts == []
    assert findings(report) == {"negated mapping": 1}


def test_orphanets_kinds_of_entity_are_no_diseases(tmp_path: Path) -> None:
    """Mondo's root maps exactly to Orphanet's type "disease": it would be taken for one."""
    rows = [
        mapping("MONDO:0000001", "disease", "Orphanet:377788", "disease"),
        mapping("MONDO:8000033", "obsolete group of disorders", "Orphanet:557492"),
        mapping("MONDO:0100339", "Friedreich ataxia", "Orphanet:95"),
    ]
    facts, report = sssom(tmp_path, *rows)
    assert {f.subject for f in facts} == {"MONDO:0100339"}
    assert findings(report) == {"object is no disease": 2}


def test_an_obsolete_number_leads_to_what_it_meant(tmp_path: Path) -> None:
    """As a match, the obsolete class would stand for Orphanet's entity, which is alive."""
    row = mapping("MONDO:0000866", "obsolete hereditary myoglobinuria", "Orphanet:99845")
    facts, report = sssom(tmp_path, row)
    assert [(f.subject, f.predicate, f.object) for f in facts] == [
        ("ORPHA:99845", "formerId", "MONDO:0000866")
    ]
    assert report.counts["mondo", "former id"] == 1


def test_an_obsolete_class_joins_nothing_else(tmp_path: Path) -> None:
    rows = [mapping("MONDO:0000866", "obsolete hereditary myoglobinuria", "DOID:1")]
    facts, report = sssom(tmp_path, *rows, name="mondo_exactmatch_doid.sssom.tsv")
    assert facts == []
    assert findings(report) == {"obsolete subject": 1}


def test_an_omim_title_is_a_synonym_where_it_differs(tmp_path: Path) -> None:
    rows = [
        mapping("MONDO:0000070", "Mycobacterium tuberculosis, susceptibility", "OMIM:607948", "TB"),
        mapping("MONDO:0007739", "Huntington disease", "OMIM:143100", "huntington disease"),
    ]
    facts, _ = sssom(tmp_path, *rows, name=OMIM)
    synonyms = [(f.subject, f.object) for f in facts if f.predicate == "synonym"]
    assert synonyms == [("OMIM:607948", Text("TB", "en"))]


def test_labels_of_orphanets_own_are_left_to_orphanet(tmp_path: Path) -> None:
    facts, report = sssom(
        tmp_path, mapping("MONDO:0100339", "Friedreich ataxia", "Orphanet:95", "Friedreich's")
    )
    assert not [f for f in facts if f.subject == "ORPHA:95"]
    assert not report.entries


def test_an_identifier_that_is_none_is_reported(tmp_path: Path) -> None:
    rows = [mapping("MONDO:1060188", "a disease", "NCIT:3921"), "\t\t\t\t\t"]
    facts, report = sssom(tmp_path, *rows, name="mondo_exactmatch_ncit.sssom.tsv")
    assert facts == []
    assert {(e.rule, e.value) for e in report.entries} == {
        ("not an identifier in object_id", "NCIT:3921")
    }


def test_a_prefix_of_the_mapping_sets_own_is_expanded(tmp_path: Path) -> None:
    row = mapping("MONDO:0000050", "growth hormone deficiency", "jp:2200317")
    facts, _ = sssom(tmp_path, row, name=NANDO)
    assert [f.object for f in about(facts, "MONDO:0000050", "exactMatch")] == ["NANDO:2200317"]


def test_the_old_form_of_a_mapping_set_is_read(tmp_path: Path) -> None:
    """Before SSSOM 0.9: no space after `#`, `match_type`, no object label."""
    head = (
        "#curie_map:\n#  Orphanet: http://www.orpha.net/ORDO/Orphanet_\n"
        "subject_id\tsubject_label\tpredicate_id\tobject_id\tmatch_type"
    )
    row = f"MONDO:0100339\tFriedreich ataxia\tskos:exactMatch\tOrphanet:95\t{CURATED}"
    facts, report = sssom(tmp_path, row, head=head)
    [match] = about(facts, "MONDO:0100339", "exactMatch")
    assert match.references[0].evidence == "ECO:0000218"
    assert not report.entries


def test_an_unknown_column_is_reported(tmp_path: Path) -> None:
    row = mapping("MONDO:0100339", "Friedreich ataxia", "Orphanet:95") + "\t0.9"
    facts, report = sssom(tmp_path, row, head=METADATA + HEADER + "\tconfidence")
    assert len(facts) == 3
    assert {(e.rule, e.value) for e in report.entries} == {("unknown column", "confidence")}


def test_a_row_of_another_length_is_reported(tmp_path: Path) -> None:
    facts, report = sssom(tmp_path, "MONDO:0100339\tFriedreich ataxia")
    assert facts == []
    assert findings(report) == {"wrong number of fields": 1}


def test_a_file_of_another_kind_stops_the_build(tmp_path: Path) -> None:
    with pytest.raises(BadSource, match="lacks the columns object_id, predicate_id"):
        sssom(tmp_path, head="subject_id\tname")
    with pytest.raises(BadSource, match="no YAML"):
        sssom(tmp_path, "MONDO:0000001\t\t\t\t\t", head="# a: b: [c\n" + HEADER)


def test_a_damaged_file_stops_the_build(tmp_path: Path) -> None:
    row = mapping("MONDO:0100339", "Friedreich ataxia", "Orphanet:95")
    whole = gzip.compress(f"{METADATA}{HEADER}\n{row}\n".encode() * 1)
    path = tmp_path / f"{ORPHANET}.gz"
    path.write_bytes(whole[:-20])
    with pytest.raises(BadSource, match="damaged"):
        read(read_sssom, source_file("mondo", ORPHANET, path))
    path = tmp_path / ORPHANET
    path.write_bytes(f"{HEADER}\n{row}".encode().replace(b"ataxia", b"atax\xefa"))
    with pytest.raises(BadSource, match="damaged"):
        read(read_sssom, source_file("mondo", ORPHANET, path))


def test_the_version_stands_in_the_metadata(tmp_path: Path) -> None:
    path = tmp_path / ORPHANET
    path.write_text(METADATA + HEADER, "utf-8")
    assert version_of(source_file("mondo", ORPHANET, path).manifest, path) == "2031-02-03"


def test_only_authorities_that_describe_diseases_count_for_identity() -> None:
    """Codes of UMLS or ICD join nothing; the hierarchy is read early to find circles."""
    for entry in source_named("mondo").file:
        described = ("mondo_exactmatch_omim", "mondo_exactmatch_orphanet")
        early = entry.name.startswith(described) or entry.name == EDGES
        assert entry.identity == early, entry.name


EDGES = "mondo-rare_edges.tsv"


def edges(tmp_path: Path, *rows: str) -> tuple[list[Fact], Report]:
    path = tmp_path / EDGES
    head = "id\tsubject\tpredicate\tobject\trelation\tknowledge_source"
    lines = [f"urn:uuid:{n}\t{row}\tmondo-rare.json" for n, row in enumerate(rows)]
    path.write_text("\n".join([head, *lines]) + "\n", "utf-8")
    return read(read_kgx, source_file("mondo", EDGES, path))


def test_a_subclass_edge_is_a_parent(tmp_path: Path) -> None:
    facts, report = edges(
        tmp_path, "MONDO:0100339\tbiolink:subclass_of\tMONDO:0000437\trdfs:subClassOf"
    )
    [parent] = about(facts, "MONDO:0100339", "hasParent")
    assert parent.object == "MONDO:0000437"
    assert {f.subject for f in facts if f.predicate == "type"} == {"MONDO:0100339", "MONDO:0000437"}
    assert report.counts["mondo", "subclass"] == 1


def test_a_gene_edge_names_its_kind_of_association(tmp_path: Path) -> None:
    facts, report = edges(
        tmp_path, "MONDO:0007055\tbiolink:related_to\thttp://identifiers.org/hgnc/3603\tRO:0004003"
    )
    [gene] = about(facts, "MONDO:0007055", "associatedGene")
    assert gene.object == "HGNC:3603"
    assert gene.qualifiers == (("associationType", "rkg:MaterialBasisInGermlineMutation"),)
    assert [f.object for f in about(facts, "HGNC:3603", "type")] == ["rkg:Gene"]
    assert report.counts["mondo", "gene"] == 1


def test_other_edges_are_reported(tmp_path: Path) -> None:
    facts, report = edges(
        tmp_path,
        "MONDO:0007055\tbiolink:related_to\tHP:0000001\tRO:0002200",
        "MONDO:0007055\tbiolink:subclass_of\tMONDO:0007055\trdfs:subClassOf",
        "MONDO:0007055\tbiolink:subclass_of\tnowhere\trdfs:subClassOf",
    )
    assert facts == []
    assert findings(report) == {
        "unknown relation": 1,
        "edge to itself": 1,
        "not an identifier in object": 1,
    }


LABELS = "new-rare-diseases.tsv"


def labels(tmp_path: Path, *rows: str) -> SourceFile:
    path = tmp_path / LABELS
    path.write_text("\n".join(["ID\tLABEL\tSYNONYMS", *rows]) + "\n", "utf-8")
    return source_file("mondo", LABELS, path)


def test_a_former_label_is_a_synonym_beside_the_name(tmp_path: Path) -> None:
    """The table is older than the mapping sets: one name each, and that is the newer one."""
    row = "MONDO:0000030\tsleep-related epilepsy\tSHE|nocturnal epilepsy|SHE|sleep-related epilepsy"
    facts, report = read(read_mondo_labels, labels(tmp_path, row))
    assert [f.object for f in about(facts, "MONDO:0000030", "synonym")] == [
        Text("sleep-related epilepsy", "en"),
        Text("SHE", "en"),
        Text("nocturnal epilepsy", "en"),
    ]
    assert not about(facts, "MONDO:0000030", "name")
    assert report.counts["mondo", "disease"] == 1


def test_a_current_table_of_labels_gives_names(tmp_path: Path) -> None:
    file = labels(tmp_path, "MONDO:0000030\tsleep-related epilepsy\t")
    current = replace(file, manifest=msgspec.structs.replace(file.manifest, options={}))
    facts, _ = read(read_mondo_labels, current)
    assert [f.predicate for f in facts] == ["type", "name"]


def test_quoted_synonyms_are_read(tmp_path: Path) -> None:
    row = 'MONDO:0002142\tpleomorphic sarcoma\t"MFH|sarcoma (formerly ""MFH"")"'
    facts, _ = read(read_mondo_labels, labels(tmp_path, row))
    assert facts[-1].object == Text('sarcoma (formerly "MFH")', "en")


def test_a_disease_without_label_is_reported(tmp_path: Path) -> None:
    facts, report = read(read_mondo_labels, labels(tmp_path, "MONDO:0000030\t\tSHE"))
    assert facts == []
    assert findings(report) == {"disease without label": 1}


# Live mappings, former ids.
EXPECTED = {
    "mondo_exactmatch_omim.sssom.tsv": (9_774, 271),
    "mondo_exactmatch_orphanet.sssom.tsv": (8_456, 1_320),
    "mondo_exactmatch_umls.sssom.tsv": (21_658, 0),
    "mondo_exactmatch_icd10cm.sssom.tsv": (2_022, 0),
    "mondo_hasdbxref_nando.sssom.tsv": (2_244, 0),
}


@pytest.mark.mirror
@pytest.mark.parametrize("name", EXPECTED)
def test_the_genuine_mapping_sets(name: str, mirror: Path) -> None:
    facts, report = read(read_sssom, mirrored("mondo", name, mirror))
    live, former = EXPECTED[name]
    assert report.counts["mondo", "mapping"] == live
    assert report.counts["mondo", "former id"] == former
    matches = [f for f in facts if f.predicate in ("exactMatch", "relatedMatch")]
    assert len(matches) == live
    assert {f.subject.prefix for f in matches} == {"MONDO"}
    known = {"object is no disease", "not an identifier in object_id", "obsolete subject"}
    assert set(findings(report)) <= known


@pytest.mark.mirror
def test_the_genuine_edges_and_labels(mirror: Path) -> None:
    facts, report = read(read_kgx, mirrored("mondo", EDGES, mirror))
    assert (report.counts["mondo", "subclass"], report.counts["mondo", "gene"]) == (28_842, 1_071)
    assert not report.entries
    assert "MONDO:0100309" in {f.object for f in about(facts, "MONDO:0007166", "hasParent")}
    _, report = read(read_mondo_labels, mirrored("mondo", LABELS, mirror))
    assert report.counts["mondo", "disease"] == 16_610
    assert not report.entries
