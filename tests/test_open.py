"""`rarekg.open`: a release as a read-only rdflib Dataset."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import rdflib
from rdflib import RDF, SKOS, Dataset, Literal, URIRef
from rdflib.query import ResultRow

import rarekg
from rarekg.dataset import open_dataset
from rarekg.errors import NotFound
from rarekg.release import Home

RKG = rdflib.Namespace("https://w3id.org/rarekg/vocab/")
CURATED = URIRef("https://w3id.org/rarekg/source/curated")
FRIEDREICH = URIRef("http://www.orpha.net/ORDO/Orphanet_95")
TRIPLE = (URIRef("a:a"), URIRef("a:b"), URIRef("a:c"))


@pytest.fixture
def graph(starter_home: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[Dataset]:
    monkeypatch.setenv("RAREKG_HOME", str(starter_home.path))
    with rarekg.open() as dataset:
        yield dataset


def rows_of(graph: Dataset, query: str) -> list[ResultRow]:
    """The rows of a SELECT query (rdflib's type is that of all kinds of query)."""
    return [row for row in graph.query(query) if isinstance(row, ResultRow)]


def test_the_package_offers_it_and_loads_rdflib_only_when_asked() -> None:
    code = (
        "import sys, rarekg; assert 'rdflib' not in sys.modules; rarekg.open; "
        "assert 'rdflib' in sys.modules"
    )
    environment = {**os.environ, "PYTHONPATH": "src"}
    root = Path(__file__).resolve().parents[1]
    subprocess.run([sys.executable, "-c", code], check=True, cwd=root, env=environment)
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        rarekg.nonsense  # noqa: B018  (the access is what is tested)


def test_the_example_of_the_docstring_answers(graph: Dataset) -> None:
    found = re.search(r'"""\s+(SELECT.*?)"""', open_dataset.__doc__ or "", re.DOTALL)
    assert found, "the docstring has an example query"
    rows = {(str(row[0]), str(row[1])) for row in rows_of(graph, found[1])}
    assert ("Dysarthria", "Very frequent") in rows
    assert len(rows) > 5


def test_triples_and_values(graph: Dataset) -> None:
    disease = graph.value(predicate=SKOS.exactMatch, object=FRIEDREICH)
    assert disease == URIRef("http://purl.obolibrary.org/obo/MONDO_0100339")
    assert (disease, RDF.type, RKG.Disease) in graph
    names = set(graph.objects(disease, SKOS.prefLabel))
    assert Literal("Friedreich ataxia", lang="en") in names
    assert Literal("Ataxie de Friedreich", lang="fr") in names


def test_the_default_graph_has_each_triple_once(graph: Dataset) -> None:
    (row,) = rows_of(graph, "SELECT (COUNT(*) AS ?n) { ?s skos:exactMatch ?o }")
    listed = list(graph.triples((None, SKOS.exactMatch, None)))
    assert int(str(row[0])) == len(set(listed)) > 100


def test_named_graphs_hold_what_each_source_says(graph: Dataset) -> None:
    assert CURATED in {g.identifier for g in graph.graphs()}
    said = graph.graph(CURATED)
    assert (None, SKOS.exactMatch, FRIEDREICH) in said
    assert list(said.query("SELECT ?d { ?d skos:exactMatch ORPHA:95 }"))
    assert bool(graph.query(f"ASK {{ GRAPH <{CURATED}> {{ ?d skos:exactMatch ORPHA:95 }} }}"))


def test_construct_and_copy_give_graphs_of_ones_own(graph: Dataset) -> None:
    made = graph.query("CONSTRUCT WHERE { ?d skos:exactMatch ORPHA:95 }").graph
    assert made is not None
    made.add(TRIPLE)
    own = rdflib.Graph()
    for triple in graph.triples((None, SKOS.exactMatch, FRIEDREICH)):
        own.add(triple)
    assert len(own) == 1
    assert "exactMatch" in own.serialize(format="turtle")


WRITES: dict[str, Callable[[Dataset], object]] = {
    "add": lambda g: g.add(TRIPLE),
    "add a quad": lambda g: g.add((*TRIPLE, g.graph(CURATED))),
    "add many": lambda g: g.addN([(*TRIPLE, g.graph(CURATED))]),
    "add to a named graph": lambda g: g.graph(CURATED).add(TRIPLE),
    "remove": lambda g: g.remove((FRIEDREICH, RDF.type, RKG.Disease)),
    "remove all": lambda g: g.default_graph.remove((None, None, None)),
    "remove a graph": lambda g: g.remove_graph(CURATED),
    "set": lambda g: g.default_graph.set(TRIPLE),
    "update": lambda g: g.update("INSERT DATA { <a:a> <a:b> <a:c> }"),
    "clear": lambda g: g.update("CLEAR ALL"),
    "parse": lambda g: g.graph(CURATED).parse(data="<a:a> <a:b> <a:c> .", format="turtle"),
    "destroy": lambda g: g.destroy("nowhere"),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES.keys())
def test_writing_is_refused(graph: Dataset, write: Callable[[Dataset], object]) -> None:
    before = len(graph)
    with pytest.raises(io.UnsupportedOperation, match="never changes"):
        write(graph)
    assert len(graph) == before


def test_a_release_by_its_id_and_one_that_there_is_not(graph: Dataset, starter_home: Home) -> None:
    with rarekg.open(starter_home.current_id()) as same:
        assert len(same) == len(graph)
    with pytest.raises(NotFound, match=starter_home.current_id()):
        rarekg.open("20200101-000000000000")


def test_without_a_release_it_says_how_to_make_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RAREKG_HOME", str(tmp_path))
    with pytest.raises(NotFound, match="rarekg build"):
        rarekg.open()
