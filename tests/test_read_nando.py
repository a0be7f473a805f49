"""NANDO: Japan's designated diseases, in English, Japanese and hiragana."""

from __future__ import annotations

from pathlib import Path

import pytest

from rarekg.errors import BadSource
from rarekg.facts import Fact, Text, Url
from rarekg.readers.nando import read_nando
from rarekg.report import Report
from rarekg.sources.cache import version_of
from tests.reading import about, findings, mirrored, read, source_file

PREFIXES = """\
@prefix nando: <http://nanbyodata.jp/ontology/NANDO_> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix obo: <http://purl.obolibrary.org/obo/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
ATROPHY = """
nando:1200003
    nando:hasNotificationNumber "3" ;
    dcterms:description "運動ニューロンの病気である。"@ja ;
    dcterms:identifier "NANDO:1200003" ;
    dcterms:source <https://www.nanbyou.or.jp/003.pdf> ;
    a owl:Class ;
    rdfs:label "Spinal muscular atrophy"@en, "せきずいせいきんいしゅくしょう"@ja-Hira,
        "脊髄性筋萎縮症"@ja ;
    rdfs:seeAlso nando:2200853, <https://www.nanbyou.or.jp/entry/285> ;
    rdfs:subClassOf nando:1100001 ;
    skos:altLabel "SMA"@en, " SMA型"@ja ;
    skos:closeMatch obo:MONDO_0001516 ;
    skos:prefLabel "脊髄性筋萎縮症"@ja .
"""
OBSOLETE = """
nando:1200839
    dcterms:identifier "NANDO:1200839" ;
    a owl:Class ;
    rdfs:label "obsolete An example"@en, "obsolete れい"@ja-Hira, "obsolete 例"@ja ;
    rdfs:subClassOf nando:1200838 ;
    rdfs:subClassof nando:0000002 ;
    owl:deprecated true ;
    skos:prefLabel "obsolete 例"@ja .
"""
HEADER = """
nando:hasNotificationNumber a owl:DatatypeProperty ; rdfs:label "has notification number"@en .
<http://nanbyodata.jp/ontology/nando.owl#> a owl:Ontology ;
    dcterms:modified "2031-11-27T00:00:00"^^xsd:dateTime .
"""


def nando(tmp_path: Path, *nodes: str) -> tuple[list[Fact], Report]:
    path = tmp_path / "nando.ttl"
    path.write_text("\n".join([PREFIXES, *nodes, HEADER]), "utf-8")
    return read(read_nando, source_file("nando", "nando.ttl", path))


def test_a_class_with_all_that_is_said_of_it(tmp_path: Path) -> None:
    facts, report = nando(tmp_path, ATROPHY)
    assert {f.subject for f in facts} == {"NANDO:1200003"}
    assert {(f.predicate, f.object) for f in facts} == {
        ("type", "rkg:Disease"),
        ("name", Text("脊髄性筋萎縮症", "ja")),
        ("name", Text("Spinal muscular atrophy", "en")),
        ("synonym", Text("せきずいせいきんいしゅくしょう", "ja-Hira")),
        ("synonym", Text("SMA", "en")),
        ("synonym", Text("SMA型", "ja")),
        ("definition", Text("運動ニューロンの病気である。", "ja")),
        ("hasParent", "NANDO:1100001"),
        ("closeMatch", "MONDO:0001516"),
        ("relatedMatch", "NANDO:2200853"),
        ("seeAlso", Url("https://www.nanbyou.or.jp/entry/285")),
        ("notificationNumber", "3"),
    }
    assert report.counts["nando", "class"] == 1
    assert not report.entries


def test_a_definition_cites_the_ministrys_document(tmp_path: Path) -> None:
    facts, _ = nando(tmp_path, ATROPHY)
    [definition] = about(facts, "NANDO:1200003", "definition")
    assert definition.references[0].publications == ("https://www.nanbyou.or.jp/003.pdf",)
    [parent] = about(facts, "NANDO:1200003", "hasParent")
    assert parent.references[0].publications == ()


def test_a_document_without_definition_is_linked(tmp_path: Path) -> None:
    facts, _ = nando(tmp_path, ATROPHY.replace("dcterms:description", "skos:altLabel"))
    links = {f.object for f in about(facts, "NANDO:1200003", "seeAlso")}
    assert Url("https://www.nanbyou.or.jp/003.pdf") in links


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("1000001", "rkg:DiseaseGroup"),
        ("1100001", "rkg:DiseaseGroup"),
        ("1200003", "rkg:Disease"),
        ("2100009", "rkg:DiseaseGroup"),
        ("2200853", "rkg:Disease"),
    ],
)
def test_the_second_digit_is_the_level(number: str, kind: str, tmp_path: Path) -> None:
    facts, report = nando(tmp_path, ATROPHY.replace("1200003", number))
    assert [f.object for f in about(facts, f"NANDO:{number}", "type")] == [kind]
    assert not report.entries


def test_an_obsolete_class_is_deprecated_and_no_child_of_the_obsolete(tmp_path: Path) -> None:
    facts, report = nando(tmp_path, OBSOLETE)
    assert [f.object for f in about(facts, "NANDO:1200839", "deprecated")] == [True]
    assert [f.object for f in about(facts, "NANDO:1200839", "hasParent")] == ["NANDO:1200838"]
    names = [f.object for f in about(facts, "NANDO:1200839", "name")]
    assert names == [Text("例", "ja"), Text("An example", "en")]
    assert not report.entries


def test_the_place_of_obsolete_classes_is_no_disease(tmp_path: Path) -> None:
    facts, report = nando(tmp_path, OBSOLETE.replace("1200839", "0000002"))
    assert facts == []
    assert findings(report) == {"no disease": 1}


def test_a_node_that_is_no_class_is_reported(tmp_path: Path) -> None:
    facts, report = nando(tmp_path, "nando:2201386 rdfs:seeAlso <https://www.kegg.jp/entry/1> .")
    assert facts == []
    assert findings(report) == {"not a class": 1}


def test_odd_things_said_of_a_class_are_reported(tmp_path: Path) -> None:
    odd = """
    nando:1300001 a owl:Class ;
        dcterms:identifier "NANDO:1300002" ;
        rdfs:subClassof nando:1100001 ;
        rdfs:comment "an aside"@en ;
        skos:closeMatch <http://example.org/1> ;
        skos:prefLabel "例"@ja .
    """
    facts, report = nando(tmp_path, odd)
    assert [f.predicate for f in facts] == ["name"]
    assert findings(report) == {
        "unknown property": 1,
        "other identifier": 1,
        "unknown level": 1,
        "misspelt subClassOf": 1,
        "not an identifier in closeMatch": 1,
    }


def test_a_file_that_is_no_turtle_stops_the_build(tmp_path: Path) -> None:
    with pytest.raises(BadSource, match="no Turtle"):
        nando(tmp_path, ATROPHY, "this is prose")


def test_the_version_stands_at_the_end(tmp_path: Path) -> None:
    nando(tmp_path, ATROPHY * 200)
    path = tmp_path / "nando.ttl"
    assert path.stat().st_size > 64 * 1024
    assert version_of(source_file("nando", "nando.ttl", path).manifest, path) == "2031-11-27"


@pytest.mark.mirror
def test_the_genuine_ontology(mirror: Path) -> None:
    facts, report = read(read_nando, mirrored("nando", "nando.ttl", mirror))
    assert report.counts["nando", "class"] == 2_776
    assert findings(report) == {"no disease": 1, "not a class": 5}
    assert sum(f.predicate == "definition" for f in facts) == 1_211
    assert sum(f.predicate == "deprecated" for f in facts) == 8
    assert {t.language for f in facts if isinstance(t := f.object, Text)} == {"en", "ja", "ja-Hira"}
