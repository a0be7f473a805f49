"""Obographs JSON: what a term becomes, and that any size and layout of the document is read."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from rarekg.errors import BadSource
from rarekg.facts import Fact, Text
from rarekg.readers.obographs import read_obographs
from rarekg.report import Report
from rarekg.sources.manifest import FileManifest, SourceFile
from tests.reading import about, findings, mirrored, read, source_file

OBO = "http://purl.obolibrary.org/obo/"
OBO_IN_OWL = "http://www.geneontology.org/formats/oboInOwl#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
LAY = OBO + "hp#layperson"


def term(number: int, label: str | None = "Sample sign", **meta: object) -> dict[str, object]:
    node: dict[str, object] = {"id": f"{OBO}HP_{number:07}", "type": "CLASS", "meta": meta}
    return node if label is None else {**node, "lbl": label}


def synonym(text: str, scope: str = "Exact", kind: str | None = None) -> dict[str, str]:
    made = {"pred": f"has{scope}Synonym", "val": text}
    return made if kind is None else {**made, "synonymType": kind}


def value(predicate: str, text: str) -> dict[str, str]:
    return {"pred": predicate, "val": text}


def is_a(child: str, parent: str) -> dict[str, str]:
    return {"sub": OBO + child, "pred": "is_a", "obj": OBO + parent}


def document(*nodes: object, edges: tuple[object, ...] = ()) -> dict[str, list[object]]:
    meta = {"version": OBO + "hp/releases/2024-08-13/hp.json"}
    graph = {"id": OBO + "hp.json", "meta": meta, "nodes": list(nodes), "edges": list(edges)}
    return {"graphs": [graph]}


def reading(
    folder: Path, made: Mapping[str, object], indent: int | None = None
) -> tuple[list[Fact], Report]:
    path = folder / "hp.json"
    path.write_text(json.dumps(made, indent=indent, ensure_ascii=False), "utf-8")
    return read(read_obographs, source_file("hpo", "hp.json", path))


def objects(facts: list[Fact], predicate: str, subject: str = "HP:0000001") -> list[object]:
    return [fact.object for fact in about(facts, subject, predicate)]


def test_a_term_has_type_name_and_parent(tmp_path: Path) -> None:
    made = document(term(1), term(2), edges=(is_a("HP_0000001", "HP_0000002"),))
    facts, report = reading(tmp_path, made)
    assert objects(facts, "type") == ["rkg:Phenotype"]
    assert objects(facts, "name") == [Text("Sample sign", "en")]
    assert objects(facts, "hasParent") == ["HP:0000002"]
    assert {fact.references[0].record for fact in facts} == {"HP:0000001", "HP:0000002"}
    assert report.counts == {("hpo", "term"): 2, ("hpo", "parent"): 1}
    assert not report.entries


def test_synonyms_go_by_scope_and_only_exact_ones_are_lay_names(tmp_path: Path) -> None:
    synonyms = [
        synonym("exact"),
        synonym("narrow", "Narrow"),
        synonym("broad", "Broad"),
        synonym("related", "Related"),
        synonym("everyday", kind=LAY),
        synonym("everyday, too broad", "Broad", LAY),
        synonym("EX", kind=OBO + "hp#abbreviation"),
        synonym("exacte spelling", kind=OBO + "hp#uk_spelling"),
        synonym("former", kind=OBO + "hp#obsolete_synonym"),
    ]
    facts, report = reading(tmp_path, document(term(1, synonyms=synonyms)))
    assert objects(facts, "synonym") == [Text("exact", "en"), Text("exacte spelling", "en")]
    assert objects(facts, "narrowSynonym") == [Text("narrow", "en")]
    assert objects(facts, "broadSynonym") == [
        Text("broad", "en"),
        Text("everyday, too broad", "en"),
    ]
    assert objects(facts, "relatedSynonym") == [Text("related", "en")]
    assert objects(facts, "layName") == [Text("everyday", "en")]
    assert objects(facts, "abbreviation") == [Text("EX", "en")]
    assert not report.entries


def test_an_unknown_kind_of_synonym_is_reported(tmp_path: Path) -> None:
    synonyms = [synonym("odd", kind=OBO + "hp#slang"), synonym("worse", "Fuzzy")]
    facts, report = reading(tmp_path, document(term(1, synonyms=synonyms)))
    assert objects(facts, "synonym") == [Text("odd", "en")]
    assert findings(report) == {"unknown synonym type": 1, "unknown synonym scope": 1}


def test_a_definition_cites_its_publications_and_its_curators(tmp_path: Path) -> None:
    cited = [
        "PMID:1001",
        "https://orcid.org/0000-0002-1825-0097",
        "HPO_CONTRIBUTOR:someone",
        "ISBN-13:978-0123456789",
        "https://example.org/page",
        "PMID:someone",
    ]
    definition = {"val": "What it is.", "xrefs": cited}
    facts, report = reading(tmp_path, document(term(1, definition=definition)))
    (fact,) = about(facts, "HP:0000001", "definition")
    (reference,) = fact.references
    assert fact.object == Text("What it is.", "en")
    assert reference.publications == (
        "PMID:1001",
        "ISBN:978-0123456789",
        "https://example.org/page",
    )
    assert reference.curated_by == "ORCID:0000-0002-1825-0097; HPO_CONTRIBUTOR:someone"
    assert findings(report) == {"unknown identifier (definition cites)": 1}


def test_cross_references_are_undecided_mappings(tmp_path: Path) -> None:
    xrefs = [{"val": text} for text in ("UMLS:C0000001", "SNOMEDCT_US:100001", "PMID:5", "ZZZ:1")]
    facts, report = reading(tmp_path, document(term(1, xrefs=[*xrefs, xrefs[0]])))
    assert objects(facts, "relatedMatch") == ["UMLS:C0000001", "SCTID:100001"]
    assert objects(facts, "seeAlso") == ["https://pubmed.ncbi.nlm.nih.gov/5/"]
    assert [entry.value for entry in report.entries] == ["ZZZ"]


def test_former_ids_are_kept_and_other_property_values_reported(tmp_path: Path) -> None:
    values = [value(OBO_IN_OWL + "hasAlternativeId", "HP:0000009"), value(OBO + "X_1", "?")]
    facts, report = reading(tmp_path, document(term(1, basicPropertyValues=values)))
    assert objects(facts, "formerId") == ["HP:0000009"]
    assert findings(report) == {"unknown property": 1}


@pytest.mark.parametrize("successor", ["HP:0000002", OBO + "HP_0000002"])
def test_an_obsolete_term_is_only_replaced(tmp_path: Path, successor: str) -> None:
    values = [value(OBO + "IAO_0100001", successor)]
    gone = term(1, "obsolete Sign", deprecated=True, basicPropertyValues=values)
    facts, report = reading(tmp_path, document(gone, term(2)))
    assert [(f.predicate, f.object) for f in facts if f.subject == "HP:0000001"] == [
        ("replacedBy", "HP:0000002"),
    ]
    assert report.counts["hpo", "term"] == 1
    assert report.counts["hpo", "obsolete term"] == 1


def test_an_obsolete_term_that_another_took_over_is_no_term_of_its_own(tmp_path: Path) -> None:
    gone = term(1, "obsolete Sign", deprecated=True)
    heir = term(2, basicPropertyValues=[value(OBO_IN_OWL + "hasAlternativeId", "HP:0000001")])
    facts, _ = reading(tmp_path, document(gone, heir))
    assert {fact.subject for fact in facts} == {"HP:0000002"}
    assert objects(facts, "formerId", "HP:0000002") == ["HP:0000001"]


def test_an_obsolete_term_without_one_successor_keeps_its_name(tmp_path: Path) -> None:
    split = [value(OBO + "IAO_0100001", f"HP:000000{digit}") for digit in (3, 4)]
    gone = term(1, "obsolete Sign", deprecated=True, basicPropertyValues=split)
    hint = [value(OBO_IN_OWL + "consider", "HP:0000003")]
    lost = term(2, "Hair, obsolete", deprecated=True, basicPropertyValues=hint)
    facts, report = reading(tmp_path, document(gone, lost))
    assert objects(facts, "replacedBy") == []
    assert objects(facts, "deprecated") == [True]
    assert objects(facts, "name") == [Text("Sign", "en")]
    assert objects(facts, "seeAlso") == [OBO + "HP_0000003", OBO + "HP_0000004"]
    assert objects(facts, "seeAlso", "HP:0000002") == [OBO + "HP_0000003"]
    assert findings(report) == {"several successors": 1}


def test_imported_terms_properties_and_their_relations_are_only_counted(tmp_path: Path) -> None:
    imported = {"id": OBO + "UBERON_0000001", "lbl": "organ", "type": "CLASS"}
    own_property = {"id": OBO + "HP_0000007", "lbl": "a relation", "type": "PROPERTY"}
    edges = (
        is_a("UBERON_0000001", "UBERON_0000002"),
        is_a("HP_0000001", "UBERON_0000001"),
        {"sub": OBO + "HP_0000001", "pred": OBO + "RO_0000001", "obj": OBO + "UBERON_0000001"},
    )
    facts, report = reading(tmp_path, document(term(1), imported, own_property, edges=edges))
    assert {fact.subject for fact in facts} == {"HP:0000001"}
    assert report.counts["hpo", "imported term"] == 1
    assert report.counts["hpo", "property"] == 1
    assert report.counts["hpo", "imported relation"] == 1
    assert findings(report) == {"parent in another ontology": 1, "unknown relation": 1}


def test_an_exact_mapping_is_not_repeated_as_a_cross_reference(tmp_path: Path) -> None:
    values = [
        value(SKOS + "exactMatch", "http://www.orpha.net/ORDO/Orphanet_95"),
        value(SKOS + "broadMatch", "https://omim.org/entry/900001"),
    ]
    xrefs = [{"val": "Orphanet:95"}, {"val": "OMIM:900001"}, {"val": "GARD:1"}]
    meta = {"basicPropertyValues": values, "xrefs": xrefs}
    node = {"id": OBO + "MONDO_0000001", "lbl": "disease", "type": "CLASS", "meta": meta}
    path = tmp_path / "mondo.json"
    path.write_text(json.dumps(document(node)), "utf-8")
    options = {"own_prefix": "MONDO", "type": "rkg:Disease"}
    entry = FileManifest(name="mondo.json", reader="obographs", options=options)
    facts, report = read(read_obographs, SourceFile("mondo", entry, path))
    subject = "MONDO:0000001"
    assert objects(facts, "type", subject) == ["rkg:Disease"]
    assert objects(facts, "exactMatch", subject) == ["ORPHA:95"]
    assert objects(facts, "broadMatch", subject) == ["OMIM:900001"]
    assert objects(facts, "relatedMatch", subject) == ["GARD:0000001"]
    assert not report.entries


def test_malformed_and_unknown_parts_are_reported(tmp_path: Path) -> None:
    made = document(term(1, mood="good"), {"id": 5}, edges=({"sub": "x"},))
    graph: dict[str, object] = {"id": "g", "surprises": [1, 2]}
    facts, report = reading(tmp_path, {"graphs": [*made["graphs"], graph]})
    assert objects(facts, "name") == [Text("Sample sign", "en")]
    assert findings(report) == {"unknown field": 1, "malformed element": 2, "unknown part": 2}


@pytest.mark.parametrize("indent", [None, 0, 2])
def test_a_document_larger_than_any_buffer_is_read_in_any_layout(
    tmp_path: Path, indent: int | None
) -> None:
    long = 'ü é ö 病 😀 [{\\" ' * 50_000  # 1 MB, brackets and escapes inside a string
    nodes = [term(n, f"Sign {n}") for n in range(1, 3000)]
    made = document(*nodes, term(3000, definition={"val": long}), term(3001))
    facts, report = reading(tmp_path, made, indent)
    assert report.counts["hpo", "term"] == 3001
    assert objects(facts, "definition", "HP:0003000") == [Text(long.strip(), "en")]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"graphs": [{"nodes": [{"id": "x"}', "near line 1"),
        (
            b'{"graphs": [{"nodes": [\n{"id": "x"}\n{"id": "y"}]}]}',
            "near line 3: expected one of ,",
        ),
        (b'{"graphs": [{"nodes": [\n\n{"id": "\xff"}]}]}', "near line 3: not UTF-8"),
        (b'{"graphs": [{"nodes": [{"id": nonsense}]}]}', "Expecting value"),
        (b"[]", "expected one of {"),
        (b"", "found ''"),
        (b"<html>Not found</html>", "found '<'"),
        (b'{"terms": [{"nodes": []}]}', "no 'graphs'"),
    ],
)
def test_a_damaged_document_stops_reading(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "hp.json"
    path.write_bytes(content)
    with pytest.raises(BadSource, match=r"hp\.json") as raised:
        read(read_obographs, source_file("hpo", "hp.json", path))
    assert message in str(raised.value)


def test_a_truncated_archive_stops_reading(tmp_path: Path) -> None:
    path = tmp_path / "hp.json.gz"
    whole = gzip.compress(json.dumps(document(*(term(n) for n in range(1, 500)))).encode())
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BadSource, match=r"hp\.json"):
        read(read_obographs, source_file("hpo", "hp.json", path))


@pytest.mark.mirror
def test_the_genuine_hpo_is_read_whole(mirror: Path) -> None:
    facts, report = read(read_obographs, mirrored("hpo", "hp.json", mirror))
    # 18,989 live nodes, one of which (HP:0034334, allelic_requirement) is a property, no term
    assert report.counts["hpo", "term"] == 18_988
    assert report.counts["hpo", "property"] == 1
    assert report.counts["hpo", "obsolete term"] == 446
    assert report.counts["hpo", "parent"] == 23_409
    assert sum(fact.predicate == "layName" for fact in facts) > 7_000
    assert not [f for f in facts if f.predicate == "name" and str(f.object).startswith("obsolete")]
    assert sum(findings(report).values()) < 20


@pytest.mark.mirror
def test_the_genuine_maxo_gives_only_its_own_terms(mirror: Path) -> None:
    facts, report = read(read_obographs, mirrored("maxo", "maxo.json", mirror))
    assert {fact.subject.prefix for fact in facts} == {"MAXO"}
    assert report.counts["maxo", "term"] == 1_788
    assert report.counts["maxo", "imported term"] == 12_577
