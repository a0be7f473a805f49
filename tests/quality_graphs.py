"""A small sound graph, as Turtle, for the tests of quality to break."""

from __future__ import annotations

import pyoxigraph as ox
import rdflib

from rarekg.content import content_folder

PREFIXES = """
PREFIX rkg: <https://w3id.org/rarekg/vocab/>
PREFIX e: <https://w3id.org/rarekg/entity/>
PREFIX s: <https://w3id.org/rarekg/statement/>
PREFIX r: <https://w3id.org/rarekg/reference/>
PREFIX src: <https://w3id.org/rarekg/source/>
PREFIX HP: <http://purl.obolibrary.org/obo/HP_>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX pav: <http://purl.org/pav/>
PREFIX dcterms: <http://purl.org/dc/terms/>
"""

REF = "r:aaaaaaaaaaaaaaaaaaaaaaaa"

# A disease with a sign, one that it has not, and a parent; a therapy; who says so.
SOUND = f"""
src:hpoa a rkg:Source ; dcterms:title "Annotations"@en ; dcterms:publisher "P" ;
    dcterms:license <https://creativecommons.org/licenses/by/4.0/> ; rkg:licenceName "CC BY 4.0" ;
    dcterms:rights "P, 2026"@en ;
    pav:version "2026-01" .
src:orphanet a rkg:Source ; dcterms:title "Orphanet"@en ; dcterms:publisher "O" ;
    dcterms:license <https://creativecommons.org/licenses/by/4.0/> ; rkg:licenceName "CC BY 4.0" ;
    dcterms:rights "O, 2026"@en ;
    pav:version "2026" ; rkg:repeats src:hpoa .
{REF} a rkg:Reference ; rkg:source src:hpoa ; rkg:primarySource src:orphanet ;
    rkg:record "ORPHA:1" ; rkg:evidence <http://purl.obolibrary.org/obo/ECO_0000304> ;
    prov:hadPrimarySource <https://pubmed.ncbi.nlm.nih.gov/1/> , "a book" ;
    pav:retrievedFrom <https://example.org/1> .

e:ataxia a rkg:Disease ; rdfs:label "Some ataxia"@en ;
    skos:prefLabel "Some ataxia"@en , "Une ataxie"@fr ;
    skos:exactMatch <https://omim.org/entry/100000> ; rkg:hasParent e:ataxias ;
    rkg:hasPhenotype HP:0000001 ; rkg:hasOnset rkg:OnsetAdult .
e:ataxias a rkg:DiseaseGroup ; skos:prefLabel "Ataxias"@en .
HP:0000001 a rkg:Phenotype ; skos:prefLabel "Ataxia"@en .
HP:0000002 a rkg:Phenotype ; skos:prefLabel "Deafness"@en .
e:medicine a rkg:Therapy ; skos:prefLabel "Medicine"@en ; rkg:indicatedFor e:ataxia .
e:authority a rkg:Authority ; skos:prefLabel "Authority"@en .

s:000000000000000000000001 a rkg:Statement ; rdf:subject e:ataxia ;
    rdf:predicate rkg:hasPhenotype ; rdf:object HP:0000001 ; rkg:polarity rkg:Affirmed ;
    rkg:frequency HP:0040281 ; rkg:frequencyCount "3/7" ; prov:wasDerivedFrom {REF} .
s:000000000000000000000002 a rkg:Statement ; rdf:subject e:ataxia ;
    rdf:predicate rkg:hasPhenotype ; rdf:object HP:0000002 ; rkg:polarity rkg:Negated ;
    rkg:frequency HP:0040285 ; prov:wasDerivedFrom {REF} .
s:000000000000000000000003 a rkg:Statement ; rdf:subject e:ataxia ;
    rdf:predicate rkg:hasOnset ; rdf:object rkg:OnsetAdult ; rkg:polarity rkg:Affirmed ;
    prov:wasDerivedFrom {REF} .
s:000000000000000000000004 a rkg:Statement ; rdf:subject e:medicine ;
    rdf:predicate rkg:indicatedFor ; rdf:object e:ataxia ; rkg:polarity rkg:Affirmed ;
    rkg:stage rkg:OrphanDesignated ; rkg:authority e:authority ;
    rkg:date "2011-04-18"^^xsd:date ; prov:wasDerivedFrom {REF} .
"""

SOURCE_GRAPH = """
GRAPH src:hpoa {
    e:ataxia rkg:hasPhenotype HP:0000001 ; rkg:hasOnset rkg:OnsetAdult .
    e:medicine rkg:indicatedFor e:ataxia .
}
"""


def store_of(trig: str) -> ox.Store:
    """A store with a graph and the ontology, as a release has it."""
    store = ox.Store()
    store.load((PREFIXES + trig).encode(), format=ox.RdfFormat.TRIG)
    ontology = content_folder("ontology") / "rarekg.ttl"
    store.load(path=str(ontology), format=ox.RdfFormat.TURTLE)
    return store


def graph_of(turtle: str) -> rdflib.Graph:
    """An rdflib graph."""
    return rdflib.Graph().parse(data=PREFIXES + turtle, format="turtle")
