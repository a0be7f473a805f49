"""Orphadata's XML: each year's element names, any encoding and language, what to pass over."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from rarekg.errors import BadSource
from rarekg.facts import Fact, Text
from rarekg.identifiers import curie
from rarekg.readers.orphadata_xml import read_orphadata_xml
from rarekg.report import Report
from tests.reading import about, findings, read, source_file
from tests.test_read_orphanet_packets import Json, archive, packet

NAMES = {
    "nomenclature": "en_product1.xml",
    "classification": "orphadata_xml/en_product3.xml",
    "phenotypes": "en_product4.xml",
    "genes": "en_product6.xml",
    "linearisation": "en_product7.xml",
    "epidemiology": "en_product9_prev.xml",
    "natural_history": "en_product9_ages.xml",
}


def reading(
    folder: Path, product: str, inner: str, encoding: str = "UTF-8", root: str = "JDBOR"
) -> tuple[list[Fact], Report]:
    path = folder / Path(NAMES[product]).name
    head = f'<?xml version="1.0" encoding="{encoding}"?>\n<{root} date="2025-06-24" version="1.3">'
    licence = "<Availability><Licence><FullName>x</FullName></Licence></Availability>"
    path.write_text(f"{head}\n{licence}\n{inner}\n</{root}>\n", encoding)
    return read(read_orphadata_xml, source_file("orphanet", NAMES[product], path))


def word(tag: str, name: str) -> str:
    return f'<{tag} id="1"><Name lang="en">{name}</Name></{tag}>'


def disorders(*inner: str, code: str = "<OrphaCode>900001</OrphaCode>") -> str:
    each = "".join(f'<Disorder id="17601">\n{code}{one}</Disorder>\n' for one in inner)
    return f'<DisorderList count="{len(inner)}">{each}</DisorderList>'


ONSET = (
    '<AverageAgeOfOnsetList count="1">'
    f"{word('AverageAgeOfOnset', 'Infancy')}</AverageAgeOfOnsetList>"
)


@pytest.mark.parametrize("tag", ["OrphaNumber", "OrphaCode", "ORPHAcode"])
def test_the_orphacode_has_had_three_names_and_is_not_the_internal_id(
    tmp_path: Path, tag: str
) -> None:
    body = disorders(ONSET, code=f"<{tag}>900001</{tag}>")
    facts, report = reading(tmp_path, "natural_history", body)
    assert [(f.subject, f.object) for f in facts] == [("ORPHA:900001", "rkg:OnsetInfancy")]
    assert not report.entries


def test_words_of_2019_carry_numbers_of_their_own(tmp_path: Path) -> None:
    mode = (
        "<TypeOfInheritanceList count='1'><TypeOfInheritance id='2'><OrphaNumber>409930"
        "</OrphaNumber><Name lang='en'>Autosomal recessive</Name></TypeOfInheritance>"
        "</TypeOfInheritanceList><AverageAgeOfDeathList count='0'></AverageAgeOfDeathList>"
    )
    facts, report = reading(tmp_path, "natural_history", disorders(mode))
    assert [(f.subject, f.object) for f in facts] == [("ORPHA:900001", "HP:0000007")]
    assert not report.entries


@pytest.mark.parametrize("encoding", ["ISO-8859-1", "UTF-8", "UTF-16"])
def test_encoding_and_language_are_what_the_file_says(tmp_path: Path, encoding: str) -> None:
    body = disorders(
        '<Name lang="fr">Maladie d’exemple à début tardif</Name>'.replace("’", "'")
        + '<SynonymList count="1"><Synonym lang="fr">Démence é</Synonym></SynonymList>'
    )
    facts, _ = reading(tmp_path, "nomenclature", body, encoding)
    assert [f.object for f in facts] == [
        Text("Maladie d'exemple à début tardif", "fr"),
        Text("Démence é", "fr"),
    ]


def test_a_text_without_language_is_kept_as_undetermined(tmp_path: Path) -> None:
    facts, report = reading(tmp_path, "nomenclature", disorders("<Name>Example</Name>"))
    assert [f.object for f in facts] == [Text("Example", "und")]
    assert findings(report) == {"text without a language": 1}


def test_mappings_flags_and_definitions_of_the_nomenclature(tmp_path: Path) -> None:
    def entry(source: str, reference: str, relation: str) -> str:
        return (
            f'<ExternalReference id="1"><Source>{source}</Source><Reference>{reference}'
            f"</Reference>{word('DisorderMappingRelation', relation)}"
            "<DisorderMappingICDRelation/></ExternalReference>"
        )

    old = "NTBT (narrower term maps to a broader term)"
    entries = (
        entry("OMIM", "900001", "E (exact mapping)")
        + entry("ICD-10", "Q77.3", old)
        + entry("MONDO", "0900001", "E (Exact mapping: the two concepts are equivalent)")
        + entry("Newbase", "1", "E (exact)")
    )
    texts = (
        '<TextualInformationList count="2"><TextualInformation id="1" lang="en"/>'
        '<TextualInformation id="1" lang="en"><TextSectionList count="1"><TextSection id="2" '
        f'lang="en">{word("TextSectionType", "Definition")}<Contents>With &lt;i&gt;this&lt;/i&gt;, '
        "and that.</Contents></TextSection></TextSectionList></TextualInformation>"
        "</TextualInformationList>"
    )
    flags = (
        '<DisorderFlagList count="2"><DisorderFlag id="475"><Value>1</Value><Label/></DisorderFlag>'
        '<DisorderFlag id="495"><Value>8192</Value><Label>Inactive</Label></DisorderFlag>'
        "</DisorderFlagList>"
    )
    body = disorders(
        f'{flags}<ExternalReferenceList count="4">{entries}</ExternalReferenceList>{texts}'
    )
    facts, report = reading(tmp_path, "nomenclature", body)
    said = [(f.predicate, f.object) for f in facts]
    assert ("deprecated", True) in said
    assert ("exactMatch", curie("OMIM:900001")) in said
    assert ("broadMatch", curie("ICD10:Q77.3")) in said
    assert ("exactMatch", curie("MONDO:0900001")) in said
    assert ("definition", Text("With this, and that.", "en")) in said
    assert findings(report) == {"unknown terminology": 1}


def association(target: str, root: str, kind: str) -> str:
    return (
        f"<DisorderDisorderAssociation>{target}{root}"
        f"{word('DisorderDisorderAssociationType', kind)}</DisorderDisorderAssociation>"
    )


def related(*associations: str) -> str:
    return (
        f'<DisorderDisorderAssociationList count="{len(associations)}">{"".join(associations)}'
        "</DisorderDisorderAssociationList>"
    )


TARGET = (
    '<TargetDisorder id="1"><OrphaCode>900002</OrphaCode><Name lang="en">x</Name></TargetDisorder>'
)
OWN_ROOT = '<RootDisorder id="17601" cycle="true"/>'
OWN_TARGET = '<TargetDisorder id="17601" cycle="true"/>'
ROOT = '<RootDisorder id="2"><OrphaCode>900003</OrphaCode><Name lang="en">x</Name></RootDisorder>'


def test_a_moved_entity_names_what_took_its_place(tmp_path: Path) -> None:
    moved = related(association(TARGET, OWN_ROOT, "Moved to"))
    facts, _ = reading(tmp_path, "nomenclature", disorders(moved))
    assert [(f.subject, f.predicate, f.object) for f in facts] == [
        ("ORPHA:900001", "replacedBy", "ORPHA:900002")
    ]


def test_the_targets_copy_of_a_link_is_passed_over(tmp_path: Path) -> None:
    links = related(
        association(TARGET, OWN_ROOT, "Preferential parent"),
        association(OWN_TARGET, ROOT, "Preferential parent"),
        association(TARGET, OWN_ROOT, "Something else"),
    )
    facts, report = reading(tmp_path, "linearisation", disorders(links))
    assert [(f.subject, f.predicate, f.object) for f in facts] == [
        ("ORPHA:900001", "inArea", "ORPHA:900002")
    ]
    assert findings(report) == {"unknown association": 1}


def node(code: str, *children: str) -> str:
    return (
        f'<ClassificationNode><Disorder id="9{code}"><OrphaCode>{code}</OrphaCode>'
        f'<Name lang="en">Entity {code}</Name>{word("DisorderType", "Category")}</Disorder>'
        f'<ClassificationNodeChildList count="{len(children)}">{"".join(children)}'
        "</ClassificationNodeChildList></ClassificationNode>"
    )


def classification(tree: str) -> str:
    return (
        '<ClassificationList count="1"><Classification id="235"><OrphaNumber>616871</OrphaNumber>'
        '<Name lang="en">Orphanet classification of examples</Name><ClassificationNodeRootList '
        f'count="1">{tree}</ClassificationNodeRootList></Classification></ClassificationList>'
    )


def test_a_node_has_the_enclosing_one_as_parent_at_every_depth(tmp_path: Path) -> None:
    tree = node("10", node("11", node("12"), node("13")), node("14"))
    facts, report = reading(tmp_path, "classification", classification(tree))
    assert [(f.subject, f.object) for f in facts if f.predicate == "hasParent"] == [
        ("ORPHA:11", "ORPHA:10"),
        ("ORPHA:12", "ORPHA:11"),
        ("ORPHA:13", "ORPHA:11"),
        ("ORPHA:14", "ORPHA:10"),
    ]
    (top,) = {f.object for f in facts if f.predicate == "inClassification"}
    assert top == "ORPHA:616871"
    assert [f.object for f in about(facts, "ORPHA:616871", "type")] == ["rkg:Classification"]
    assert [f.object for f in about(facts, "ORPHA:12", "name")] == [Text("Entity 12", "en")]
    assert report.counts["orphanet", "node"] == 5
    assert not report.entries


def test_a_parent_that_a_newer_packet_no_longer_names_is_left_out(tmp_path: Path) -> None:
    """Of 12 the packet names another parent; that of 13 names none; 14 and 15 have no packet."""
    parents: Json = [{"Parent": [{"ORPHAcode": "10", "Label": "Entity 10"}]}]
    archive(tmp_path, packet("11"), packet("12", Parents=parents), packet("13"))
    folder = tmp_path / "orphadata_xml"
    folder.mkdir()
    tree = node("10", node("11", node("12"), node("13"), node("14")), node("15", node("12")))
    facts, report = reading(folder, "classification", classification(tree))
    assert [(f.subject, f.object) for f in facts if f.predicate == "hasParent"] == [
        ("ORPHA:11", "ORPHA:10"),
        ("ORPHA:13", "ORPHA:11"),
        ("ORPHA:14", "ORPHA:11"),
        ("ORPHA:15", "ORPHA:10"),
        ("ORPHA:12", "ORPHA:15"),
    ]
    assert len([f for f in facts if f.predicate == "inClassification"]) == 7
    assert findings(report) == {"no longer in the packet": 1}


def sign(criterion: str = "<DiagnosticCriteria/>", frequency: str = "Frequent (79-30%)") -> str:
    return (
        '<HPODisorderAssociationList count="1"><HPODisorderAssociation id="1"><HPO id="64"><HPOId>'
        f"HP:0001250</HPOId><HPOTerm>x</HPOTerm></HPO>{word('HPOFrequency', frequency)}"
        f"{criterion}</HPODisorderAssociation></HPODisorderAssociationList>"
    )


def test_signs_lie_in_a_list_of_their_own_kind(tmp_path: Path) -> None:
    criterion = word("DiagnosticCriteria", "Pathognomonic sign")
    status = (
        '<HPODisorderSetStatusList count="1"><HPODisorderSetStatus id="2"><Disorder id="3">'
        f"<OrphaCode>900001</OrphaCode>{sign(criterion)}</Disorder><Source/><ValidationStatus>y"
        "</ValidationStatus><Online>y</Online></HPODisorderSetStatus></HPODisorderSetStatusList>"
    )
    for body in (status, disorders(sign(criterion))):
        (fact,), report = reading(tmp_path, "phenotypes", body)
        assert (fact.subject, fact.predicate, fact.object) == (
            "ORPHA:900001",
            "hasPhenotype",
            "HP:0001250",
        )
        assert fact.qualifiers == (
            ("frequency", curie("HP:0040282")),
            ("diagnosticCriterion", curie("rkg:PathognomonicSign")),
        )
        assert not report.entries


def test_a_gene_link_has_its_publications_and_only_a_doubtful_status(tmp_path: Path) -> None:
    def link(symbol: str, number: str, status: str) -> str:
        return (
            "<DisorderGeneAssociation><SourceOfValidation>2200002[PMID]_1100001[PMID]"
            f'</SourceOfValidation><Gene id="5"><Name lang="en">example</Name><Symbol>{symbol}'
            '</Symbol><SynonymList count="1"><Synonym lang="en">EX</Synonym></SynonymList>'
            f'{word("GeneType", "gene with protein product")}<ExternalReferenceList count="3">'
            f'<ExternalReference id="1"><Source>HGNC</Source><Reference>{number}</Reference>'
            '</ExternalReference><ExternalReference id="2"><Source>SwissProt</Source><Reference>'
            'Q00001</Reference></ExternalReference><ExternalReference id="3"><Source>Genatlas'
            "</Source><Reference>EX</Reference></ExternalReference></ExternalReferenceList>"
            '<LocusList count="1"><Locus id="1"><GeneLocus>15q26.1</GeneLocus><LocusKey>1'
            "</LocusKey></Locus></LocusList></Gene>"
            f"{word('DisorderGeneAssociationType', 'Candidate gene tested in')}"
            f"{word('DisorderGeneAssociationStatus', status)}</DisorderGeneAssociation>"
        )

    links = link("EXA1", "99001", "Assessed") + link("EXA2", "99002", "Not yet assessed")
    body = disorders(
        f'<DisorderGeneAssociationList count="2">{links}</DisorderGeneAssociationList>'
    )
    facts, report = reading(tmp_path, "genes", body)
    assessed, doubtful = about(facts, "ORPHA:900001", "associatedGene")
    assert assessed.qualifiers == (("associationType", curie("rkg:CandidateGeneTested")),)
    assert ("associationStatus", curie("rkg:NotYetAssessed")) in doubtful.qualifiers
    assert assessed.references[0].publications == ("PMID:1100001", "PMID:2200002")
    assert {(f.predicate, f.object) for f in facts if f.subject == "HGNC:99001"} >= {
        ("locus", "15q26.1"),
        ("geneType", "gene with protein product"),
        ("synonym", Text("EX", "en")),
        ("relatedMatch", curie("UNIPROT:Q00001")),
    }
    assert not report.entries


def test_counts_have_no_class_and_a_class_alone_has_no_number(tmp_path: Path) -> None:
    def record(measure: str, kind: str, category: str, value: str, status: str) -> str:
        return (
            '<Prevalence id="1"><Source>ORPHANET_1100001[PMID]_ [EXPERT]</Source>'
            f"{word('PrevalenceType', measure)}{word('PrevalenceQualification', kind)}{category}"
            f"<ValMoy>{value}</ValMoy>{word('PrevalenceGeographic', 'Worldwide')}"
            f"{word('PrevalenceValidationStatus', status)}</Prevalence>"
        )

    rare = word("PrevalenceClass", "&lt;1 / 1 000 000")
    records = record("Cases/families", "Case(s)", "<PrevalenceClass/>", "4.0", "Validated")
    records += record("Point prevalence", "Class only", rare, "0.0", "Not yet validated")
    body = disorders(f'<PrevalenceList count="2">{records}</PrevalenceList>')
    (cases, point), report = reading(tmp_path, "epidemiology", body)
    assert (cases.predicate, cases.object) == ("reportedCases", Decimal(4))
    assert (point.predicate, point.object) == (
        "pointPrevalence",
        "rkg:PrevalenceBelow1In1000000",
    )
    assert dict(point.qualifiers) == {
        "region": "Worldwide",
        "validation": curie("rkg:NotYetValidated"),
    }
    (reference,) = cases.references
    assert (reference.publications, reference.curated_by) == (("PMID:1100001",), "expert")
    assert not report.entries


def test_an_unknown_element_is_reported_with_its_line_and_not_read(tmp_path: Path) -> None:
    body = disorders(f"{ONSET}\n<Severity><Name>high</Name></Severity>")
    facts, report = reading(tmp_path, "natural_history", body)
    assert len(facts) == 1
    assert findings(report) == {"unknown element": 1}
    ((entry, example),) = report.examples.items()
    assert (entry.value, example.place) == ("Disorder/Severity", "en_product9_ages.xml: line 6")


def test_a_list_shorter_than_announced_is_reported(tmp_path: Path) -> None:
    body = disorders(ONSET).replace('DisorderList count="1"', 'DisorderList count="6995"')
    _, report = reading(tmp_path, "natural_history", body)
    assert findings(report) == {"list not as long as announced": 1}


def test_a_code_that_is_no_number_is_reported(tmp_path: Path) -> None:
    body = disorders(ONSET, code="<OrphaCode></OrphaCode>")
    facts, report = reading(tmp_path, "natural_history", body)
    assert not facts
    assert findings(report) == {"not an ORPHAcode": 1}


def test_a_cut_off_file_is_a_bad_source_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "en_product9_ages.xml"
    path.write_text(
        f"<JDBOR>\n<DisorderList>\n<Disorder><OrphaCode>1</OrphaCode>\n{ONSET}", "utf-8"
    )
    with pytest.raises(BadSource, match=r"en_product9_ages\.xml:4: .*cut off"):
        read(read_orphadata_xml, source_file("orphanet", path.name, path))


@pytest.mark.parametrize(
    "page", ["<!DOCTYPE html><html><body>Not found</body></html>", "<html><body/></html>"]
)
def test_a_page_instead_of_the_file_is_a_bad_source(tmp_path: Path, page: str) -> None:
    path = tmp_path / "en_product4.xml"
    path.write_text(page, "utf-8")
    with pytest.raises(BadSource, match=r"expected .*JDBOR"):
        read(read_orphadata_xml, source_file("orphanet", path.name, path))
