"""Time, memory and room: what a query may use, and that it holds up no other."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from rarekg.errors import LimitExceeded
from rarekg.sparql.client import SparqlClient
from rarekg.sparql.limits import Limits
from tests.sparql.asking import ENDLESS, EX, is_well, lines, slow_query


def test_an_answer_that_is_too_large_is_an_error(client: SparqlClient) -> None:
    with pytest.raises(LimitExceeded, match="longer than 2 MB"):
        client.query(f"SELECT * {{ ?a <{EX}label> ?x . ?b <{EX}label> ?y }}")


@pytest.mark.parametrize(
    "query",
    [
        ENDLESS,
        f"SELECT (COUNT(*) AS ?n) {{ ?a (<{EX}next>|!<{EX}x>)* ?b . ?c !<{EX}x>* ?d . ?e ?f ?g }}",
    ],
)
def test_a_query_past_its_deadline_is_stopped(client: SparqlClient, query: str) -> None:
    start = time.monotonic()
    with pytest.raises(LimitExceeded, match="took longer"):
        client.query(query, seconds=0.4)
    assert time.monotonic() - start < 2


@pytest.mark.parametrize(
    "query",
    [
        "SELECT (GROUP_CONCAT(?x) AS ?y) { ?a ?b ?c . ?d ?e ?f BIND('%s' AS ?x) }"
        % ("long " * 2000),
        "SELECT (STRLEN(?x25) AS ?n) { BIND('twenty bytes of text' AS ?x0) "
        + " ".join(f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(25))
        + "}",
        "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i",
    ],
)
def test_a_query_that_needs_too_much_memory_ends_as_an_error(
    client: SparqlClient, query: str
) -> None:
    with pytest.raises(LimitExceeded, match="more memory"):
        client.query(query)


def test_deep_nesting_ends_as_an_error(client: SparqlClient) -> None:
    with pytest.raises(LimitExceeded, match="nested too deeply"):
        client.query("SELECT * { FILTER(" + "(" * 10_000 + "1" + ")" * 10_000 + ") }")


def test_short_queries_are_answered_while_heavy_ones_fill_all_workers(
    client: SparqlClient,
) -> None:
    with ThreadPoolExecutor(5) as threads:
        heavy = [threads.submit(client.query, ENDLESS, seconds=3) for _ in range(4)]
        time.sleep(0.1)
        waits = []
        for _ in range(5):
            start = time.monotonic()
            assert is_well(client)
            waits.append(time.monotonic() - start)
        assert max(waits) < 2.6, waits  # at worst behind the four new ones, 0.3 s each
        assert sorted(waits)[2] < 1.0, waits
        for query in heavy:
            with pytest.raises(LimitExceeded):
                query.result()


def test_a_heavy_query_that_was_sent_back_still_gets_its_answer(client: SparqlClient) -> None:
    slow = slow_query(client, 0.6)
    expected = lines(client, slow)
    with ThreadPoolExecutor(4) as threads:
        answers = [threads.submit(lines, client, slow) for _ in range(2)]
        time.sleep(0.05)
        assert is_well(client)
        assert [each.result() for each in answers] == [expected, expected]


def test_more_queries_at_once_than_one_process_may_ask_are_refused(home: Path) -> None:
    narrow = SparqlClient(home, Limits(in_flight=1))
    with narrow, ThreadPoolExecutor(1) as threads:
        running = threads.submit(narrow.query, ENDLESS, seconds=0.5)
        time.sleep(0.2)
        with pytest.raises(LimitExceeded, match="too many"):
            narrow.query("ASK {}")
        with pytest.raises(LimitExceeded, match="took longer"):
            running.result()
