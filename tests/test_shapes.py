"""Shapes: a sound graph fits them, whatever breaks one is found, and samples are closed."""

from __future__ import annotations

import pytest
import rdflib
from rdflib import SH

from rarekg.content import content_folder
from rarekg.graph.quality import Finding, run_shapes
from rarekg.graph.sampling import sample
from tests.quality_graphs import PREFIXES, REF, SOUND, SOURCE_GRAPH, graph_of, store_of

# What breaks each shape: its message, and the Turtle that does. NODE is the record that is found: a
# statement or a reference where the message begins with that word, or with "qualifier".
BROKEN: dict[str, str] = {
    "statement: its address ends in 24 hexadecimal digits": (
        "e:bad-statement a rkg:Statement ; rdf:subject e:ataxia ; rdf:predicate rkg:note ; "
        f'rdf:object "x"@en ; rkg:polarity rkg:Affirmed ; prov:wasDerivedFrom {REF} .'
    ),
    "statement: exactly one subject, which is an IRI": "NODE rdf:subject e:ataxias .",
    "statement: exactly one predicate, which is an IRI": "NODE rdf:predicate rkg:note .",
    "statement: exactly one object, which is no blank node": "NODE rdf:object HP:0000002 .",
    "statement: exactly one polarity, affirmed or negated": "NODE rkg:polarity rkg:Perhaps .",
    "statement: at least one reference": "NODE prov:wasDerivedFrom src:hpoa .",
    "reference: its address ends in 24 hexadecimal digits": (
        'e:bad-reference a rkg:Reference ; rkg:source src:hpoa ; rkg:record "1" .'
    ),
    "reference: exactly one source, which is described": "NODE rkg:source src:unknown .",
    "reference: exactly one record in its source": 'NODE rkg:record "2" .',
    "reference: at most one primary source, which is described and is not the source": (
        "NODE rkg:primarySource src:hpoa ."
    ),
    "reference: the evidence is a term of ECO": "NODE rkg:evidence HP:0000001 .",
    "reference: the address of the record is one on the web": (
        "NODE pav:retrievedFrom <urn:isbn:9780000000000> ."
    ),
    "reference: a publication is an IRI, or text where it has none": (
        "NODE prov:hadPrimarySource [] ."
    ),
    "source: a title": "NODE a rkg:Source .",
    "source: a publisher": "NODE a rkg:Source .",
    "source: exactly one licence, or the word that it states none": "NODE a rkg:Source .",
    "source: the licence, where it has an address, by that": (
        'NODE a rkg:Source ; dcterms:license "CC0" .'
    ),
    "source: the attribution that it asks for": "NODE a rkg:Source .",
    "source: what it repeats is a source": "src:orphanet rkg:repeats e:ataxia .",
    "source: a version, where its files state one": "NODE a rkg:Source .",
    "qualifier frequency: one of HPO's six frequency terms": "NODE rkg:frequency HP:0000001 .",
    "qualifier frequencyCount: so many of so many, e.g. 3/7": 'NODE rkg:frequencyCount "often" .',
    "qualifier frequencyPercent: a percentage, e.g. 45%": 'NODE rkg:frequencyPercent "45" .',
    "qualifier onset: a term of HPO": "NODE rkg:onset rkg:OnsetAdult .",
    "qualifier sex: male or female": "NODE rkg:sex rkg:OnsetAdult .",
    "qualifier modifier: a term of HPO": "NODE rkg:modifier e:ataxia .",
    "qualifier diagnosticCriterion: a value of its list": "NODE rkg:diagnosticCriterion rkg:Male .",
    "qualifier associationType: a value of its list": "NODE rkg:associationType rkg:Male .",
    "qualifier associationStatus: a value of its list": "NODE rkg:associationStatus rkg:Male .",
    "qualifier valuePer100000: a decimal between 0 and 100,000": "NODE rkg:valuePer100000 -1.0 .",
    "qualifier qualification: a value of its list": "NODE rkg:qualification rkg:Male .",
    "qualifier validation: a value of its list": "NODE rkg:validation rkg:Male .",
    "qualifier stage: a value of its list": "NODE rkg:stage rkg:Male .",
    "qualifier authority: an organisation that is described": "NODE rkg:authority e:ataxia .",
    "qualifier date: a day": 'NODE rkg:date "2011" .',
    "qualifier year: a year between 1800 and 2100": "NODE rkg:year 20011 .",
    "qualifier yearEnd: a year between 1800 and 2100": "NODE rkg:yearEnd 11 .",
    "qualifier bound: a value of its list": "NODE rkg:bound rkg:Male .",
    "indication: a statement that a therapy is used or studied for a disease has a stage": (
        "s:00000000000000000000000a a rkg:Statement ; rdf:subject e:medicine ; "
        "rdf:predicate rkg:indicatedFor ; rdf:object e:ataxia ; rkg:polarity rkg:Affirmed ; "
        f"prov:wasDerivedFrom {REF} ."
    ),
    "excluded sign: a statement with the frequency Excluded is negated": (
        "NODE rkg:frequency HP:0040285 ."
    ),
    "display name: at least one": "NODE a rkg:Gene .",
    "display name: one per language, with a language": (
        'NODE a rkg:Gene ; skos:prefLabel "one"@en, "other"@en .'
    ),
    "name: has a language and does not begin with a space": 'e:ataxia rdfs:label " a"@en .',
    "hierarchy: the parent of a disease is a disease, group or subtype": (
        "e:ataxia rkg:hasParent HP:0000001 ."
    ),
    "sign: what a disease shows is a phenotype": "e:ataxia rkg:hasPhenotype e:ataxias .",
    "inheritance: a term of HPO": "e:ataxia rkg:hasInheritance e:ataxias .",
    "onset: one of Orphanet's age classes, or a term of HPO": "e:ataxia rkg:hasOnset rkg:Male .",
    "course: a term of HPO": "e:ataxia rkg:hasClinicalCourse e:ataxias .",
    "clinical modifier: a term of HPO": "e:ataxia rkg:hasClinicalModifier e:ataxias .",
    "gene: what a disease is linked to by associatedGene is a gene": (
        "e:ataxia rkg:associatedGene HP:0000001 ."
    ),
    "prevalence: one of the classes": "e:ataxia rkg:pointPrevalence rkg:Male .",
    "prevalence at birth: one of the classes": "e:ataxia rkg:prevalenceAtBirth rkg:Male .",
    "lifetime prevalence: one of the classes": "e:ataxia rkg:lifetimePrevalence rkg:Male .",
    "annual incidence: one of the classes": "e:ataxia rkg:annualIncidence rkg:Male .",
    "cases: a number that is not negative": "e:ataxia rkg:reportedCases -3.0 .",
    "families: a number that is not negative": 'e:ataxia rkg:reportedFamilies "few" .',
    "kind of disorder: a value of its list": "e:ataxia rkg:disorderType rkg:Male .",
    "category: an area": "e:ataxia rkg:category e:ataxias .",
    "definition: a text with a language": 'e:ataxia rkg:definition "no language" .',
    "summary: a text with a language": 'e:ataxia rkg:summary "no language" .',
    "subject: what has signs, genes or a prevalence is a disease, group or subtype": (
        "e:medicine rkg:hasPhenotype HP:0000001 ."
    ),
    "phenotype: a term of HPO": "NODE a rkg:Phenotype .",
    "hierarchy: the parent of a phenotype is a phenotype": "HP:0000001 rkg:hasParent e:ataxia .",
    "therapy: it is used or studied for a disease": "e:medicine rkg:indicatedFor HP:0000001 .",
    "therapy: it is not to be used in a disease": "e:medicine rkg:contraindicatedFor HP:0000001 .",
    "therapy: its modality is one of the modalities": "e:medicine rkg:hasModality e:ataxia .",
    "therapy: its target is a gene or a target": "e:medicine rkg:hasTarget e:ataxia .",
    "therapy: what it brings in is a gene": "e:medicine rkg:suppliesGene e:ataxia .",
    "therapy: its approach is one of the approaches": "e:medicine rkg:usesApproach e:ataxia .",
    "subject: what is used against a disease, or has a modality, is a therapy": (
        "e:ataxia rkg:indicatedFor e:ataxias ."
    ),
    "hierarchy: the parent of a modality is a modality": (
        "NODE a rkg:Modality ; rkg:hasParent e:ataxia ."
    ),
    "modality: a description in plain language": "NODE a rkg:Modality .",
    "modality: a description for experts": "NODE a rkg:Modality .",
    "organisation: it belongs to an organisation": "e:authority rkg:partOf e:ataxia .",
    "organisation: it is a member of an organisation or programme": (
        "e:authority rkg:memberOf e:ataxia ."
    ),
    "website: an address on the web": 'e:authority rkg:website "authority.example" .',
    "programme: it was launched on a day": 'NODE a rkg:Programme ; rkg:launched "2025" .',
    "payment: exactly one payer, an organisation": "NODE a rkg:Payment .",
    "payment: at most one recipient, an organisation": (
        "NODE a rkg:Payment ; rkg:recipient e:ataxia ."
    ),
    "payment: exactly one year": "NODE a rkg:Payment .",
    "payment: at most one amount, a decimal number": 'NODE a rkg:Payment ; rkg:amount "much" .',
    "payment: at most one kind of recipient, a value of its list": (
        "NODE a rkg:Payment ; rkg:recipientKind rkg:Male ."
    ),
    "key figure: one sentence that says it": "NODE a rkg:KeyFigure .",
    "key figure: its value is a decimal number": 'NODE a rkg:KeyFigure ; rkg:figureValue "many" .',
    "rarity rule: exactly one measure": "NODE a rkg:RarityRule .",
    "rarity rule: exactly one threshold, above zero": (
        "NODE a rkg:RarityRule ; rkg:rarityThreshold 0.0 ."
    ),
    "rarity rule: the region in which it applies": "NODE a rkg:RarityRule .",
    "reporting point: the country or region for which it is meant": "NODE a rkg:ReportingPoint .",
    "reporting point: the address at which to report": "NODE a rkg:ReportingPoint .",
}


def broken_part(message: str) -> str:
    """The Turtle that breaks one shape, on a record of its own where it names NODE."""
    number = list(BROKEN).index(message)
    kind = message.split(":")[0].split(" ")[0]
    whole = ""
    if kind in ("statement", "qualifier", "excluded"):
        node = f"s:{number:024d}"
        whole = (
            f"{node} a rkg:Statement ; rdf:subject e:ataxia ; rdf:predicate rkg:hasPhenotype ; "
            f"rdf:object HP:0000001 ; rkg:polarity rkg:Affirmed ; prov:wasDerivedFrom {REF} .\n"
        )
    elif kind == "reference":
        node = f"r:{number:024d}"
        whole = f'{node} a rkg:Reference ; rkg:source src:hpoa ; rkg:record "1" .\n'
    else:
        node = f"e:node-{number}"
    return (whole if "NODE" in BROKEN[message] else "") + BROKEN[message].replace("NODE", node)


def broken_record(message: str) -> rdflib.term.Node:
    """The record that the Turtle is about: its first subject."""
    first = broken_part(message).split(" ")[0]
    return next(iter(graph_of(f"{first} a rkg:Area .").subjects()))


@pytest.fixture(scope="module")
def findings() -> list[Finding]:
    """Everything that is wrong in a graph in which every shape is broken: pySHACL runs once."""
    return run_shapes(graph_of(SOUND + "\n".join(map(broken_part, BROKEN))))


def test_a_sound_graph_fits_all_shapes() -> None:
    assert run_shapes(graph_of(SOUND)) == []


def test_every_shape_is_tested() -> None:
    shapes = rdflib.Graph().parse(content_folder("ontology") / "shapes.ttl")
    assert {str(message) for message in shapes.objects(None, SH.message)} == set(BROKEN)


@pytest.mark.parametrize("message", BROKEN)
def test_what_breaks_a_shape_is_found_and_named(message: str, findings: list[Finding]) -> None:
    records = {f.record for f in findings if f.rule == message}
    assert str(broken_record(message)) in records


def test_what_only_a_source_can_mend_is_a_warning(findings: list[Finding]) -> None:
    warnings = {f.rule for f in findings if f.warning}
    assert warnings == {
        "display name: at least one",
        "source: a version, where its files state one",
    }


# --- samples ---------------------------------------------------------------------------------


def test_a_sample_is_closed_and_fits_the_shapes() -> None:
    """A shape must not find fault with a thing for what the sample left out."""
    assert run_shapes(sample(store_of(SOUND + SOURCE_GRAPH), entities=3, seed=1)) == []


def test_a_sample_depends_on_its_seed_alone() -> None:
    many = "".join(
        f'e:disease-{i} a rkg:Disease ; skos:prefLabel "disease {i}"@en .\n' for i in range(50)
    )
    store = store_of(SOUND + SOURCE_GRAPH + many)
    assert set(sample(store, 10, seed=1)) == set(sample(store, 10, seed=1))
    assert set(sample(store, 10, seed=1)) != set(sample(store, 10, seed=2))


def test_a_sample_has_things_of_every_class() -> None:
    """Thousands of diseases must not crowd out the few medicines."""
    many = "".join(
        f'e:disease-{i} a rkg:Disease ; skos:prefLabel "disease {i}"@en .\n' for i in range(50)
    )
    taken = sample(store_of(SOUND + SOURCE_GRAPH + many), entities=10, seed=1)
    query = PREFIXES + "ASK { e:medicine rkg:indicatedFor e:ataxia . e:authority a rkg:Authority }"
    assert taken.query(query).askAnswer


def test_a_sample_finds_what_is_broken() -> None:
    broken = store_of(SOUND + "e:ataxia rkg:hasPhenotype e:ataxias .")
    rules = {f.rule for f in run_shapes(sample(broken, entities=10, seed=1))}
    assert "sign: what a disease shows is a phenotype" in rules
