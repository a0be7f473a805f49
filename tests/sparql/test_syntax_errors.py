"""What somebody is told whose query does not parse: the place, and what was expected there."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Store

from rarekg.errors import InvalidQuery
from rarekg.sparql.client import SparqlClient
from rarekg.sparql.syntax_errors import BASE, syntax_error

SOME = "SELECT * ASK CONSTRUCT PREFIX a: <a> <a:b> { } ( ) [ ] . ; , ?x $y a:b a 1 -2.5 é 🧬 ^^ #"
MORE = "FILTER OPTIONAL BIND AS UNION VALUES GROUP BY LIMIT < > && 'text' \"text\"@en ''' ' \\"
WORDS = ["<a b>", *SOME.split(), *MORE.split()]
TOLD = re.compile(r"line (\d+), column (\d+): .*; expected .")


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("SELEC * {}", "line 1, column 1: `SELEC` cannot stand here; expected SELECT, ASK"),
        ("", "line 1, column 1: the query is empty; expected SELECT"),
        ("# only words", "expected SELECT"),
        ("PREFIX a <x> ASK {}", "line 1, column 8: this does not declare a prefix; expected"),
        ("SELECT * {\n ?s ?p }", "line 2, column 8: `}` cannot stand here; expected a variable"),
        ("SELECT * {\n  ?s ?p ?o", "line 1, column 10: the { here is never closed; expected }"),
        ("SELECT * {\n  ?s ?p ?o }\n}", "line 3, column 1: `}` closes nothing; expected the end"),
        ("ASK { FILTER(1 < 2 && (3 > 2) }", "column 31: `}` cannot stand here; expected )"),
        ("ASK { ?s ?p 'é) }", "line 1, column 13: a text begins here and does not end; expected"),
        ("ASK { ?s ?p ?o } # }\n LIMIT x", "line 2, column 8: `x` cannot stand here; expected a n"),
        ("ASK { ?s ?p ?o OPTIONL { ?a ?b ?c } }", "column 16: `OPTIONL` cannot stand here; expec"),
        ("ASK { ?s <http://a/#x> '(' . ?s ?p }", "column 36: `}` cannot stand here; expected a v"),
        ("ASK { ?s <http://a/{> ?o }", "column 10: the address in <> is none; expected one with"),
        ("ASK { FILTER(REGEX(?x)) }", "column 22: `))` cannot stand here; expected an operator"),
        ("SELECT (COUNT(?x) AS ?n) ?y {}", "SELECT has a variable that GROUP BY has not; expected"),
        ("SELECT ?x ?x {}", "SELECT has the same variable twice; expected each once"),
        ("SELECT * {} GROUP BY ?s", "SELECT * does not go with GROUP BY; expected the variables"),
        ("ASK { <http://a b> ?p ?o }", "column 7: the address in <> is none; expected one without"),
        (
            "ASK { BIND(1 AS ?x) BIND(2 AS ?x) }",
            "column 35: `}` cannot stand here; expected a wh",
        ),
        ("ASK { ?s a rkg:Disease }", "line 1, column 12: the prefix `rkg:` is not declared; expec"),
        (
            "ASK { ?s <http://p> . }",
            "column 21: `.` cannot stand here; expected a variable or an",
        ),
        ("SELECT * {} LIMIT .", "column 19: `.` cannot stand here; expected a number"),
    ],
)
def test_the_place_and_what_was_expected(client: SparqlClient, query: str, told: str) -> None:
    with pytest.raises(InvalidQuery) as error:
        client.query(query)
    assert told in str(error.value)


def test_a_long_query_is_told_quickly_what_is_wrong(client: SparqlClient) -> None:
    for query in ("ASK { " + "'''" * 200_001, "ASK { " + "<a" * 400_000, "ASK { " + "a" * 900_000):
        with pytest.raises(InvalidQuery, match="expected"):
            client.query(query, seconds=3)


def place_of_fault(query: str) -> tuple[int, int] | None:
    """Where a query does not parse; None if it does."""
    try:
        Store().query(query, base_iri=BASE)
    except SyntaxError as error:
        told = TOLD.match(str(syntax_error(query, error)))
        return (int(told[1]), int(told[2])) if told else (0, 0)
    return None


@given(st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(("", " ", "\n")))))
def test_whatever_is_wrong_has_a_place_in_the_query(words: list[tuple[str, str]]) -> None:
    query = "".join(word + space for word, space in words)
    if (place := place_of_fault(query)) is not None:
        line, column = place
        lines = query.split("\n")
        assert 1 <= line <= len(lines)
        assert 1 <= column <= len(lines[line - 1]) + 1
