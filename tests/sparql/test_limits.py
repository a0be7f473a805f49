"""Time, memory and room: what a query may use, and that it holds up no other."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from rarekg.errors import LimitExceeded
from rarekg.sparql.admission import Asker
from rarekg.sparql.client import SparqlClient
from rarekg.sparql.limits import MEBIBYTE, Limits
from rarekg.sparql.nesting import refuse_deep
from rarekg.sparql.refusals import BeyondLimits, TooDeep
from tests.sparql.asking import ENDLESS, EX, children, is_well, lines, publish, slow_query


def test_an_answer_that_is_too_large_is_an_error(client: SparqlClient) -> None:
    with pytest.raises(BeyondLimits, match="longer than 2 MB"):
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
    with pytest.raises(BeyondLimits, match="took longer"):
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
    with pytest.raises(BeyondLimits, match="more memory"):
        client.query(query)


def test_a_query_that_waited_for_most_of_its_time_may_come_again(home: Path) -> None:
    limits = Limits(workers=2, quick_seconds=0.1)
    with SparqlClient(home, limits) as own, ThreadPoolExecutor(2) as threads:
        first = threads.submit(own.query, ENDLESS, seconds=2.5)
        time.sleep(0.3)
        second = threads.submit(own.query, ENDLESS, seconds=2.7)
        time.sleep(0.4)
        assert is_well(own), "for this one, the second is sent back, to wait for the first"
        with pytest.raises(BeyondLimits, match="took longer"):
            first.result()
        with pytest.raises(LimitExceeded, match="try again later") as told:
            second.result()
        assert not isinstance(told.value, BeyondLimits)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { FILTER(" + "(" * 10_000 + "1" + ")" * 10_000 + ") }",
        "ASK { FILTER(" + "! # and\n" * 300 + "true) }",
        "ASK " + "{ FILTER NOT EXISTS" * 10_000 + "{}" + "}" * 10_000,
        "ASK { FILTER(" + "?a+" * 100_000 + "?a) }",  # the engine meets the end of its stack
    ],
)
def test_deep_nesting_ends_as_an_error(client: SparqlClient, query: str) -> None:
    with pytest.raises(TooDeep, match=r"nested too deeply.*; expected at most 200"):
        client.query(query)


@pytest.mark.parametrize(
    "query",
    [
        "ASK {" + "FILTER NOT EXISTS {" * 198 + "?s ?p ?o" + "}" * 198 + "}",
        "ASK { FILTER(" + "STR(" * 197 + "1" + ")" * 197 + " != '') }",
        "ASK { # " + "(" * 300 + "\n}",
        "ASK { FILTER('''" + '("' * 300 + """''' != "[[\\"{" || 1<2) }""",
        "ASK { FILTER(<x:" + "(" * 300 + "> != <x:a>) }",
        "ASK { VALUES ?x { " + "-1 1 " * 300 + "} }",
    ],
)
def test_what_is_not_nested_deeply_is_answered(client: SparqlClient, query: str) -> None:
    client.query(query)


@pytest.mark.parametrize(
    "part", ["()", '"""\\', "'\"", "<<", "!#\n", "!a", "'''\\'''", "#", "<a", "\\", "- "]
)
def test_looking_for_depth_takes_little_time(part: str) -> None:
    start = time.process_time()
    with suppress(TooDeep):
        refuse_deep(part * (1_000_000 // len(part)))
    assert time.process_time() - start < 2.0


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


def test_more_long_queries_than_there_may_be_are_refused(home: Path) -> None:
    narrow = SparqlClient(home, Limits(in_all=1))
    with narrow, ThreadPoolExecutor(1) as threads:
        running = threads.submit(narrow.query, ENDLESS, seconds=2)
        time.sleep(0.6)
        with pytest.raises(LimitExceeded, match="too many"):
            narrow.query(ENDLESS)
        assert is_well(narrow), "a short one is let in"
        with pytest.raises(LimitExceeded, match="took longer"):
            running.result()


def test_one_client_has_so_many_long_queries_and_others_have_theirs(home: Path) -> None:
    narrow = SparqlClient(home, Limits(per_client=1, workers=3))
    with narrow, ThreadPoolExecutor(1) as threads:
        running = threads.submit(narrow.query, ENDLESS, seconds=2, asker=Asker("192.0.2.1"))
        time.sleep(0.6)
        with pytest.raises(LimitExceeded, match="queries of yours"):
            narrow.query(ENDLESS, asker=Asker("192.0.2.1"))
        assert is_well(narrow), "a short one is let in"
        with pytest.raises(LimitExceeded, match="took longer"):
            narrow.query(ENDLESS, seconds=0.8, asker=Asker("192.0.2.2"))
        with pytest.raises(LimitExceeded, match="took longer"):
            running.result()


def test_the_query_of_an_asker_who_went_away_is_stopped(client: SparqlClient) -> None:
    before = {worker.pid for worker in children(client)}
    with pytest.raises(LimitExceeded, match="was stopped"):
        client.query(ENDLESS, asker=Asker("192.0.2.1", lambda: True))
    end = time.monotonic() + 5
    while before == {worker.pid for worker in children(client)} and time.monotonic() < end:
        time.sleep(0.05)
    assert before != {worker.pid for worker in children(client)}, "the worker was replaced"


def test_all_queries_together_have_a_limit_of_memory(tmp_path: Path) -> None:
    publish(tmp_path, "only")
    hungry = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i"
    limits = Limits(memory_in_all_bytes=300 * MEBIBYTE, memory_bytes=4096 * MEBIBYTE)
    with SparqlClient(tmp_path, limits) as own:
        with pytest.raises(LimitExceeded, match="all queries together"):
            own.query(hungry)
        assert is_well(own)
