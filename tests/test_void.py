"""The VoID description counts what the store holds, and feeds the editors that complete from it."""

from __future__ import annotations

from array import array
from collections.abc import Iterator

import pyoxigraph as ox
import pytest

from rarekg.graph.metadata import DATASET
from rarekg.graph.partitions import Partitions, Use
from rarekg.graph.store import open_store
from rarekg.graph.void import VOID_GRAPH, Whole, _distinct
from rarekg.release import Home
from rarekg.vocabulary import RKG, SOURCE

PREFIXES = """
PREFIX void: <http://rdfs.org/ns/void#>
PREFIX ext: <http://ldf.fi/void-ext#>
PREFIX rkg: <https://w3id.org/rarekg/vocab/>
"""
# What the description describes: the default graph but for itself.
OTHERS = f"FILTER NOT EXISTS {{ GRAPH <{VOID_GRAPH}> {{ ?s ?p ?o }} }}"
MEMBERS = f"FILTER NOT EXISTS {{ GRAPH <{VOID_GRAPH}> {{ ?s a ?c }} }}"


@pytest.fixture(scope="module")
def store(starter_home: Home) -> ox.Store:
    return open_store(starter_home.release().graph)


def rows(store: ox.Store, query: str) -> Iterator[tuple[str | int, ...]]:
    solutions = store.query(PREFIXES + query)
    assert isinstance(solutions, ox.QuerySolutions)
    for solution in solutions:
        yield tuple(
            int(term.value) if term.value.isdigit() else term.value
            for term in solution
            if isinstance(term, ox.NamedNode | ox.Literal)
        )


def table(store: ox.Store, query: str) -> dict[tuple[str | int, ...], int]:
    """Rows by all but their last value, which is a number."""
    return {row[:-1]: int(row[-1]) for row in rows(store, query)}


def test_the_whole_is_counted(store: ox.Store) -> None:
    said = f"""SELECT ?t ?s ?o ?p ?c {{ <{DATASET}> void:triples ?t ; void:distinctSubjects ?s ;
        void:distinctObjects ?o ; void:properties ?p ; void:classes ?c }}"""
    held = f"""SELECT (COUNT(*) AS ?t) (COUNT(DISTINCT ?s) AS ?ss) (COUNT(DISTINCT ?o) AS ?os)
        (COUNT(DISTINCT ?p) AS ?ps) (COUNT(DISTINCT ?class) AS ?cs) {{
        ?s ?p ?o {OTHERS} BIND(IF(?p = rdf:type, ?o, ?none) AS ?class) }}"""
    rdf = "PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>"
    assert list(rows(store, said)) == list(rows(store, rdf + held))


@pytest.mark.parametrize(
    ("said", "held"),
    [
        (
            f"""SELECT ?p ?n {{
                <{DATASET}> void:propertyPartition [ void:property ?p ; MEASURE ?n ] }}""",
            f"SELECT ?p (COUNT(COUNTED) AS ?n) {{ ?s ?p ?o {OTHERS} }} GROUP BY ?p",
        ),
        (
            f"""SELECT ?c ?p ?n {{ <{DATASET}> void:classPartition [ void:class ?c ;
                void:propertyPartition [ void:property ?p ; MEASURE ?n ] ] }}""",
            f"""SELECT ?c ?p (COUNT(COUNTED) AS ?n) {{
                ?s a ?c ; ?p ?o {OTHERS} {MEMBERS} }} GROUP BY ?c ?p""",
        ),
    ],
)
@pytest.mark.parametrize(
    ("measure", "counted"),
    [
        ("void:triples", "?o"),
        ("void:distinctSubjects", "DISTINCT ?s"),
        ("void:distinctObjects", "DISTINCT ?o"),
    ],
)
def test_properties_are_counted(
    store: ox.Store, said: str, held: str, measure: str, counted: str
) -> None:
    found = table(store, said.replace("MEASURE", measure))
    assert found == table(store, held.replace("COUNTED", counted))


def test_classes_are_counted(store: ox.Store) -> None:
    said = f"""SELECT ?c ?n {{
        <{DATASET}> void:classPartition [ void:class ?c ; void:entities ?n ] }}"""
    held = f"""SELECT ?o (COUNT(?s) AS ?n) {{
        BIND(<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> AS ?p) ?s ?p ?o {OTHERS}
        }} GROUP BY ?o"""
    assert table(store, said) == table(store, held)


def test_what_properties_lead_to_is_counted(store: ox.Store) -> None:
    """For the class of the subject at the cursor: its properties, and the classes behind them."""
    said = f"""SELECT ?c ?p ?oc ?n {{ <{DATASET}> void:classPartition [ void:class ?c ;
        void:propertyPartition [ void:property ?p ;
            void:classPartition [ void:class ?oc ; void:triples ?n ] ] ] }}"""
    held = """SELECT ?c ?p ?oc (COUNT(?o) AS ?n) {
        ?s a ?c ; ?p ?o . ?o a ?oc
        FILTER NOT EXISTS { GRAPH <VOID> { ?s ?p ?o } }
        FILTER NOT EXISTS { GRAPH <VOID> { ?s a ?c } }
        FILTER NOT EXISTS { GRAPH <VOID> { ?o a ?oc } } } GROUP BY ?c ?p ?oc"""
    found = table(store, said)
    assert found == table(store, held.replace("VOID", VOID_GRAPH))
    assert found[RKG + "Therapy", RKG + "hasModality", RKG + "Modality"] > 100


def test_the_datatypes_of_literals_are_counted(store: ox.Store) -> None:
    said = f"""SELECT ?c ?p ?d ?n {{ <{DATASET}> void:classPartition [ void:class ?c ;
        void:propertyPartition [ void:property ?p ;
            ext:datatypePartition [ ext:datatype ?d ; void:triples ?n ] ] ] }}"""
    held = f"""SELECT ?c ?p ?d (COUNT(?o) AS ?n) {{
        ?s a ?c ; ?p ?o FILTER(isLiteral(?o)) {OTHERS} {MEMBERS}
        BIND(DATATYPE(?o) AS ?d) }} GROUP BY ?c ?p ?d"""
    assert table(store, said) == table(store, held)


def test_each_named_graph_is_counted(store: ox.Store) -> None:
    said = f"""SELECT ?g ?s ?n {{ <{DATASET}> void:subset ?g .
        ?g void:distinctSubjects ?s ; void:triples ?n }}"""
    held = f"""SELECT ?g (COUNT(DISTINCT ?s) AS ?ss) (COUNT(*) AS ?n) {{
        GRAPH ?g {{ ?s ?p ?o }} FILTER(?g != <{VOID_GRAPH}>) }} GROUP BY ?g"""
    assert sorted(rows(store, said)) == sorted(rows(store, held))
    classes = f"""SELECT ?c ?n {{
        <{SOURCE}curated> void:classPartition [ void:class ?c ; void:entities ?n ] }}"""
    held = f"""SELECT ?c (COUNT(?s) AS ?n) {{
        GRAPH <{SOURCE}curated> {{ ?s a ?c }} }} GROUP BY ?c"""
    assert table(store, classes) == table(store, held)


def test_links_to_other_vocabularies_are_counted(store: ox.Store) -> None:
    said = """SELECT ?p ?space ?n { ?set a void:Linkset ; void:linkPredicate ?p ;
        void:objectsTarget [ void:uriSpace ?space ] ; void:triples ?n }"""
    found = table(store, said)
    omim = "https://omim.org/entry/"
    match = "http://www.w3.org/2004/02/skos/core#exactMatch"
    held = f"""SELECT ("" AS ?x) (COUNT(*) AS ?n) {{
        ?s <{match}> ?o FILTER(STRSTARTS(STR(?o), "{omim}")) }}"""
    assert found[match, omim] == table(store, held)[("",)] > 0


def test_what_sib_s_editor_asks_is_answered(store: ox.Store) -> None:
    """The form of its query (sparql-editor): partitions within partitions, or linksets."""
    query = """PREFIX void-ext: <http://ldf.fi/void-ext#>
        SELECT DISTINCT ?class ?property ?object ?datatype {
            ?part void:class ?class ; void:propertyPartition ?used .
            ?used void:property ?property .
            OPTIONAL { { ?used void:classPartition [ void:class ?object ] }
                UNION { ?used void-ext:datatypePartition [ void-ext:datatype ?datatype ] } } }"""
    found = set(rows(store, query))
    assert (RKG + "Disease", RKG + "hasPhenotype", RKG + "Phenotype") in found
    text = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
    assert (RKG + "Disease", "http://www.w3.org/2000/01/rdf-schema#label", text) in found


def test_the_description_stands_in_a_graph_of_its_own_and_repeats_nothing(store: ox.Store) -> None:
    graph = ox.NamedNode(VOID_GRAPH)
    held = {q.triple for q in store.quads_for_pattern(None, None, None, graph)}
    assert held
    default = {q.triple for q in store.quads_for_pattern(None, None, None, ox.DefaultGraph())}
    assert held <= default


def test_distinct_objects_are_counted_share_by_share() -> None:
    parts = [array("Q", [1, 2, 3, 7, 7]).tobytes(), array("Q", [7, 2**63 + 5, 4]).tobytes()]
    for shares in (1, 2, 3, 8):
        assert sum(_distinct(parts, share, shares) for share in range(shares)) == 6


def test_classes_of_objects_are_the_same_in_shares() -> None:
    """A small release has one share, a full one many."""
    members: dict[tuple[str, ...], range] = {
        ("<urn:Person>",): range(100),
        ("<urn:Place>", "<urn:Thing>"): range(100, 130),
    }
    typed = [(key, len(ids), array("Q", ids).tobytes()) for key, ids in members.items()]
    met = array("Q", range(90, 140))
    use = Use(("<urn:Person>",), "<urn:at>", things=met.tobytes())
    use.numbers = array("I", [2] * len(met)).tobytes()
    bucket = Partitions(130, typed, [use], [])
    wanted = {"<urn:Person>": 20, "<urn:Place>": 60, "<urn:Thing>": 60}
    assert Whole([bucket]).object_classes([use]) == wanted
    assert Whole([bucket], at_once=40).object_classes([use]) == wanted
