"""What the query service answers: formats, datasets, and what it cannot answer."""

from __future__ import annotations

import pytest

from rarekg.errors import InvalidParameter, InvalidQuery
from rarekg.sparql.client import SparqlClient
from rarekg.sparql.refusals import NotAcceptable, QueryTooLarge
from tests.sparql.asking import CSV, EX, lines


def test_rows_and_triples_in_every_format(client: SparqlClient) -> None:
    rows = "SELECT ?label { <https://example.org/7> <https://example.org/label> ?label }"
    triples = f"CONSTRUCT {{ <{EX}a> <{EX}b> ?o }} {{ <{EX}7> <{EX}label> ?o }}"
    for name, start in {
        "json": b'{"head":{"vars":["label"]}',
        "xml": b"<?xml",
        "csv": b"label\r\nfirst 7",
        "tsv": b'?label\n"first 7"',
    }.items():
        assert client.query(rows, format_name=name).read().startswith(start), name
    for name, part in {
        "turtle": b'"first 7" .',
        "ntriples": b'<https://example.org/b> "first 7" .',
        "nquads": b'"first 7" .',
        "jsonld": b'"@value":"first 7"',
        "rdfxml": b">first 7<",
    }.items():
        assert part in client.query(triples, format_name=name).read(), name


def test_triples_are_written_with_the_prefixes_of_their_query(client: SparqlClient) -> None:
    query = (
        f"# PREFIX no: <{EX}>\nPREFIX ex: <{EX}>\nprefix : <{EX}4>PREFIX rel: <x/>"
        "CONSTRUCT { ex:a ex:b ?o . :2 a rel:y } { ex:7 ex:label ?o }"
    )
    for name in ("turtle", "trig"):
        answer = client.query(query, format_name=name).read().decode()
        assert f"@prefix ex: <{EX}> ." in answer
        assert 'ex:a ex:b "first 7" .' in answer
        assert ":2 a <https://w3id.org/rarekg/x/y> ." in answer
        assert "no:" not in answer
    plain = client.query(query, format_name="ntriples").read().decode()
    assert f'<{EX}a> <{EX}b> "first 7" .' in plain


def test_an_answer_says_its_release_and_type(client: SparqlClient) -> None:
    answer = client.query("ASK {}")
    assert (answer.release, answer.media_type) == ("first", "application/sparql-results+json")


def test_a_large_answer_comes_whole(client: SparqlClient) -> None:
    query = f"SELECT ?a ?b {{ ?a <{EX}label> ?x . ?b <{EX}label> ?y }} LIMIT 20000"
    answer = client.query(query, accept=CSV)
    body = answer.read()
    assert answer.size == len(body) > 500_000
    assert body.count(b"\r\n") == 20_001


def test_the_dataset_of_the_request(client: SparqlClient) -> None:
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    in_graphs = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    graph = (f"{EX}graph",)
    assert client.query(count, accept=CSV).read() == b"n\r\n600\r\n"
    assert client.query(count, accept=CSV, default_graphs=graph).read() == b"n\r\n300\r\n"
    assert client.query(in_graphs, accept=CSV, default_graphs=graph).read() == b"n\r\n0\r\n"
    assert client.query(in_graphs, accept=CSV, named_graphs=graph).read() == b"n\r\n300\r\n"
    with pytest.raises(InvalidParameter, match="no valid IRI"):
        client.query(count, default_graphs=("not an iri",))


def test_a_syntax_error_has_line_and_column(client: SparqlClient) -> None:
    with pytest.raises(InvalidQuery, match="line 2, column 4"):
        client.query("SELECT * {\n } }")


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?a rkg:foo ?b }",
        "SELECT * {\n ?a a rkg:Bag ; rkg:b/rkg:c ?d }",
        "SELECT * { ?a a rkg: }",
    ],
)
def test_a_prefix_that_is_not_declared_is_named(client: SparqlClient, query: str) -> None:
    with pytest.raises(InvalidQuery, match=r"the prefix `rkg:` is not declared"):
        client.query(query)


def test_an_unknown_function_is_the_querys_fault(client: SparqlClient) -> None:
    with pytest.raises(InvalidQuery, match="custom function"):
        client.query("SELECT (<https://example.org/f>(1) AS ?x) {}")


def test_odd_texts(client: SparqlClient) -> None:
    with pytest.raises(QueryTooLarge, match="10000010 bytes"):
        client.query("SELECT * {" + " " * 10_000_000)
    for broken in (b"SELECT * { ?s ?p '\xff\xfe' }", "SELECT * { ?s ?p '\ud800' }"):
        with pytest.raises(InvalidQuery, match="UTF-8"):
            client.query(broken)
    assert lines(client, "SELECT * { VALUES ?x { 'a\0b' } }") == ["a\0b"]
    with pytest.raises(InvalidQuery):
        client.query("\0")
    with pytest.raises(InvalidQuery):
        client.query("")


def test_a_long_query_arrives_whole(client: SparqlClient) -> None:
    values = " ".join(f'"{i:09}"' for i in range(60_000))
    query = f"SELECT (COUNT(?x) AS ?n) {{ VALUES ?x {{ {values} }} }}"
    assert len(query) > 700_000
    assert lines(client, query) == ["60000"]


def test_a_kind_of_answer_that_was_not_asked_for(client: SparqlClient) -> None:
    with pytest.raises(NotAcceptable, match="gives triples"):
        client.query("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", accept=CSV)
    with pytest.raises(NotAcceptable, match="gives rows"):
        client.query("SELECT * { ?s ?p ?o }", accept="text/turtle")
    with pytest.raises(NotAcceptable, match="image/png"):
        client.query("ASK {}", accept="image/png")
