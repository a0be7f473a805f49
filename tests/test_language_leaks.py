"""A page is in the language that its address asks for, whatever was asked for before: nothing that
is kept of a page in one language comes into a page in another."""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from difflib import unified_diff
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

import pytest

from rarekg.release import Home
from rarekg.server.app import create_app
from rarekg.server.languages import DEFAULT, INTERFACE
from rarekg.sparql.client import SparqlClient
from tests.page_kinds import FAILURES, HTML, examples

_TOLD = 10  # lines of a difference


def told(home: Path, paths: list[str], languages: list[str]) -> dict[str, str]:
    """Address by address, the pages as this process makes them when it is asked for all of them in
    the first language, then in the second, and so on."""
    with SparqlClient(home) as sparql:
        sparql.start()
        client = create_app(Home(home), sparql).test_client()
        before = ["" if tag == DEFAULT else f"/{tag}" for tag in languages]
        return {b + p: client.get(b + p, headers=HTML).text for b in before for p in paths}


def _differences(home: Path) -> list[str]:
    """Between pages of two new processes, one of which is asked for the languages in turn, the
    other the other way round: English is the first language of one, and the last of the other."""
    with SparqlClient(home) as sparql:
        sparql.start()
        paths = [path for _, path in examples(create_app(Home(home), sparql))]
    turn = list(INTERFACE)
    spawn = get_context("spawn")
    with ProcessPoolExecutor(2, spawn, max_tasks_per_child=1) as processes:
        ways = [
            processes.submit(told, home, [*paths, *FAILURES], way) for way in (turn, turn[::-1])
        ]
        forth, back = (way.result() for way in ways)
    assert len(forth) == (len(paths) + len(FAILURES)) * len(INTERFACE)
    return [
        f"{path}\n" + "\n".join(line[:300] for line in islice(changed, 2, _TOLD))
        for path in forth
        if (changed := _changed(forth[path], back[path]))
    ]


def _changed(one: str, other: str) -> list[str]:
    return list(unified_diff(one.splitlines(), other.splitlines(), lineterm="", n=0))


def test_no_language_comes_into_the_pages_of_another(starter_home: Home) -> None:
    assert not (found := _differences(starter_home.path)), "\n".join(found)


def test_nor_where_there_is_much_to_be_kept() -> None:
    given = os.environ.get("RAREKG_FULL_HOME")
    if given is None:
        pytest.skip("NO FULL RELEASE: RAREKG_FULL_HOME names none")
    assert not (found := _differences(Path(given))), "\n".join(found)
