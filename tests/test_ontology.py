"""The ontology folder: every term is described, mapped soundly, and agrees with the data."""

from __future__ import annotations

import gzip
import re
import tarfile
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
import rdflib
from rdflib import DCTERMS, OWL, RDF, RDFS, SH, SKOS

from rarekg.content import content_folder
from rarekg.identifiers import curie, curie_of_iri, iri, prefixes
from rarekg.vocabulary import ValueKind, concepts, properties

FOLDER = content_folder("ontology")
RKG = rdflib.Namespace("https://w3id.org/rarekg/vocab/")
ONTOLOGY = rdflib.Graph().parse(FOLDER / "rarekg.ttl")

MAPPINGS = (
    SKOS.exactMatch,
    SKOS.closeMatch,
    SKOS.broadMatch,
    SKOS.narrowMatch,
    RDFS.subClassOf,
    RDFS.subPropertyOf,
)


def terms() -> list[str]:
    """Everything with a type but the ontology itself: classes, properties, values of lists."""
    typed = {str(s) for s in ONTOLOGY.subjects(RDF.type)}
    return sorted(typed - {str(s) for s in ONTOLOGY.subjects(RDF.type, OWL.Ontology)})


def texts(term: str, *predicates: rdflib.URIRef) -> dict[str | None, str]:
    """The texts of a term by language."""
    return {
        o.language: str(o)
        for p in predicates
        for o in ONTOLOGY.objects(rdflib.URIRef(term), p)
        if isinstance(o, rdflib.Literal)
    }


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.ttl")), ids=lambda p: p.name)
def test_turtle_files_are_turtle(path: Path) -> None:
    assert len(rdflib.Graph().parse(path)) > 0


@pytest.mark.parametrize("term", terms())
def test_each_term_has_label_and_definition_in_english_and_french(term: str) -> None:
    labels = texts(term, RDFS.label, SKOS.prefLabel)
    definitions = texts(term, SKOS.definition)
    assert set(labels) == {"en", "fr"}
    assert set(definitions) == {"en", "fr"}
    for text in definitions.values():
        assert text.endswith((".", ".)"))
        assert text == text.strip()


def test_no_blank_nodes() -> None:
    """The whole file goes into each release, which has none."""
    nodes = [n for t in ONTOLOGY for n in t if isinstance(n, rdflib.BNode)]
    assert nodes == []


def test_the_ontology_says_what_it_is() -> None:
    header = rdflib.URIRef(str(RKG))
    for predicate in (DCTERMS.title, DCTERMS.description, DCTERMS.license, OWL.versionInfo):
        assert ONTOLOGY.value(header, predicate) is not None


def test_property_keys_are_unique_and_kinds_valid() -> None:
    keys = Counter(str(key) for key in ONTOLOGY.objects(None, RKG.key))
    assert [k for k, n in keys.items() if n > 1] == []
    assert set(keys) == set(properties())
    declared = {str(kind) for kind in ONTOLOGY.objects(None, RKG.valueKind)}
    assert declared <= {str(RKG[kind.value]) for kind in ValueKind}


def test_a_key_of_ours_is_the_name_in_its_iri() -> None:
    ours = [p for p in properties().values() if p.iri.startswith(str(RKG))]
    assert [p.key for p in ours if p.iri != str(RKG[p.key])] == []


def test_a_property_is_a_qualifier_or_has_statements_or_neither() -> None:
    assert [p.key for p in properties().values() if p.qualifier and p.per_statement] == []


def test_structural_properties_are_no_fact_properties_and_no_concepts() -> None:
    structural = {str(s) for s in ONTOLOGY.subjects(RKG.structural)}
    assert not structural & {p.iri for p in properties().values()}
    assert not structural & {c.iri for c in concepts().values()}


def test_mappings_are_absolute_and_of_known_vocabularies() -> None:
    known = {p.namespace for p in prefixes().values()}
    declared = rdflib.Graph().parse(FOLDER / "prefixes.ttl")
    known |= {str(n) for n in declared.objects(None, SH.namespace)}
    known.add("http://www.geneontology.org/formats/oboInOwl#")
    for predicate in MAPPINGS:
        for subject, target in ONTOLOGY.subject_objects(predicate):
            assert re.match(r"https?://[^\s]+$", str(target)), (subject, target)
            assert any(str(target).startswith(n) for n in known), (subject, target)


def test_what_a_term_points_at_in_our_vocabulary_is_declared() -> None:
    declared = set(terms())
    used = {str(o) for o in ONTOLOGY.objects() if isinstance(o, rdflib.URIRef)}
    used |= {str(p) for p in ONTOLOGY.predicates()}
    assert {u for u in used if u.startswith(str(RKG)) and u != str(RKG)} <= declared


def test_each_fact_property_of_ours_about_things_names_the_class_it_expects() -> None:
    """Otherwise a reader of the graph cannot know what stands at the other end."""
    free = {"disputedMatch", "formerId", "frequency"}  # other ids; six terms that HPO types
    for prop in properties().values():
        if not prop.iri.startswith(str(RKG)) or prop.kind is not ValueKind.ENTITY:
            continue
        node = rdflib.URIRef(prop.iri)
        expected = [*ONTOLOGY.objects(node, RDFS.range), *ONTOLOGY.objects(node, RKG.expectsClass)]
        assert bool(expected) == (prop.key not in free), prop.key


def test_prevalence_classes_have_the_bounds_that_their_notation_says() -> None:
    """Rarity is computed from them. Orphanet writes "1-9 / 100 000"."""
    for node in ONTOLOGY.subjects(RDF.type, RKG.PrevalenceClass):
        notation = str(ONTOLOGY.value(node, SKOS.notation))
        bounds = (bound_of(node, RKG.lowerBound), bound_of(node, RKG.upperBound))
        assert bounds == stated_bounds(notation), notation


def bound_of(node: rdflib.term.Node, predicate: rdflib.URIRef) -> Decimal | None:
    value = ONTOLOGY.value(node, predicate)
    return None if value is None else Decimal(str(value))


def stated_bounds(notation: str) -> tuple[Decimal | None, Decimal | None]:
    """Per 100,000, read from `[<>]LOW[-HIGH] / POPULATION`; none for a class without number."""
    match = re.fullmatch(r"([<>]?)(\d)(?:-(\d))? / ([\d ]+)", notation)
    if match is None:
        return None, None
    scale = Decimal(100_000) / Decimal(match[4].replace(" ", ""))
    first, last = Decimal(match[2]) * scale, Decimal(match[3] or match[2]) * scale
    if match[1] == "<":
        return Decimal(0), last
    return first, None if match[1] == ">" else last


def test_every_prefix_is_declared_once_and_no_alias_is_ambiguous() -> None:
    declared = rdflib.Graph().parse(FOLDER / "prefixes.ttl")
    names = Counter(str(n) for n in declared.objects(None, SH.prefix))
    assert [n for n, count in names.items() if count > 1] == []
    spellings = Counter(s.casefold() for p in prefixes().values() for s in {p.name, *p.aliases})
    assert [s for s, count in spellings.items() if count > 1] == []


@pytest.mark.parametrize(
    "text", ["ORPHA:558", "HP:0001251", "OMIM:154700", "PMID:12345", "rkg:Approved"]
)
def test_an_iri_leads_back_to_its_identifier(text: str) -> None:
    assert curie_of_iri(iri(curie(text))) == text


# --- against the genuine files -----------------------------------------------------------------


class _Definition(msgspec.Struct):
    val: str = ""


class _Meta(msgspec.Struct):
    definition: _Definition = msgspec.field(default_factory=_Definition)
    deprecated: bool = False


class _Node(msgspec.Struct):
    id: str
    lbl: str = ""
    meta: _Meta = msgspec.field(default_factory=_Meta)


class _Graph(msgspec.Struct):
    nodes: list[_Node]


class _Obographs(msgspec.Struct):
    graphs: list[_Graph]


@pytest.fixture(scope="module")
def hpo(mirror: Path) -> dict[str, _Node]:
    with gzip.open(mirror / "hpo" / "hp.json.gz") as file:
        document = msgspec.json.decode(file.read(), type=_Obographs)
    return {node.id: node for graph in document.graphs for node in graph.nodes}


def hpo_terms() -> Iterator[str]:
    everything = {str(n) for triple in ONTOLOGY for n in triple}
    return (n for n in sorted(everything) if n.startswith("http://purl.obolibrary.org/obo/HP_"))


@pytest.mark.mirror
def test_hpo_terms_that_the_ontology_names_are_current(hpo: dict[str, _Node]) -> None:
    for term in hpo_terms():
        assert term in hpo
        assert not hpo[term].meta.deprecated


@pytest.mark.mirror
def test_frequency_bounds_are_those_of_the_definitions_in_hpo(hpo: dict[str, _Node]) -> None:
    table = dict(ONTOLOGY.subject_objects(RKG.lowerPercent))
    assert len(table) == 6
    for node in table:
        stated = re.findall(r"(\d+)%", hpo[str(node)].meta.definition.val)
        bounds = [bound_of(node, RKG.lowerPercent), bound_of(node, RKG.upperPercent)]
        assert bounds == [Decimal(stated[0]), Decimal(stated[-1])], node
        assert texts(str(node), RDFS.label)["en"] == hpo[str(node)].lbl


@pytest.mark.mirror
def test_disorder_types_map_to_what_orphanet_gives_them(mirror: Path) -> None:
    """Orphanet numbers its types; the packets name each with its number."""
    stated = disorder_types(mirror / "orphanet" / "orphapacket-json-2025-12-09.tar.xz")
    mapped = {
        str(target): texts(str(node), SKOS.prefLabel)["en"]
        for node, target in ONTOLOGY.subject_objects(SKOS.exactMatch)
        if (node, RDF.type, RKG.DisorderType) in ONTOLOGY
    }
    assert mapped == {purl: name.casefold() for purl, name in stated.items()}


def disorder_types(packets: Path) -> dict[str, str]:
    """The name of each disorder type by its PURL."""
    shape = re.compile(rb'"DisorderType": {\s*"value": "([^"]+)",\s*"PURL": "([^"]+)"')
    found = {}
    with tarfile.open(packets) as archive:
        for member in archive:
            file = archive.extractfile(member) if member.name.endswith(".json") else None
            match = shape.search(file.read()) if file is not None else None
            if match is not None:
                found[match[2].decode()] = match[1].decode()
    return found
