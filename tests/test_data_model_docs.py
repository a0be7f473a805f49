"""The page on the data model: the terms it names exist, and its worked example works."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from rarekg.vocabulary import properties
from tests.quality_graphs import SOUND, SOURCE_GRAPH, store_of
from tests.test_ontology import terms

PAGE_FOLDER = Path(__file__).parents[1] / "docs"
PAGE = (PAGE_FOLDER / "data-model.md").read_text("utf-8")


@pytest.mark.parametrize("name", sorted(set(re.findall(r"\brkg:(\w+)", PAGE))))
def test_each_term_that_the_page_names_exists(name: str) -> None:
    assert f"https://w3id.org/rarekg/vocab/{name}" in terms()


def test_each_key_in_the_table_of_properties_exists() -> None:
    table = PAGE.partition("## Properties")[2].partition("\n## ")[0]
    rows = [line for line in table.splitlines() if line.startswith("| `")]
    keys = {key for row in rows for key in re.findall(r"`(\w+)`", row)}
    assert len(keys) > 40
    assert keys <= set(properties())


def test_the_worked_example_counts_a_source_behind_another_once() -> None:
    """HPO annotations repeat Orphanet: two references, one voice."""
    orphanet = """
        e:ataxia skos:exactMatch <http://www.orpha.net/ORDO/Orphanet_95> .
        r:bbbbbbbbbbbbbbbbbbbbbbbb a rkg:Reference ;
            rkg:source src:orphanet ; rkg:record "ORPHA:95" .
        s:000000000000000000000001 prov:wasDerivedFrom r:bbbbbbbbbbbbbbbbbbbbbbbb .
    """
    query = re.findall(r"```sparql\n(.*?)```", PAGE, re.DOTALL)[0]
    solutions = store_of(SOUND + SOURCE_GRAPH + orphanet).query(query)
    assert isinstance(solutions, ox.QuerySolutions)
    rows = [[None if v is None else v.value for v in s] for s in solutions]
    assert rows == [["Ataxia", "Very frequent", "1"]]


@pytest.mark.parametrize("page", ["data-model.md", "howto-researchers.md"])
def test_in_no_example_a_pattern_follows_an_optional_part(page: str) -> None:
    """What stands behind OPTIONAL was looked for in the whole graph; an example met its end."""
    for query in re.findall(
        r"```sparql\n(.*?)```", (PAGE_FOLDER / page).read_text("utf-8"), re.DOTALL
    ):
        behind = re.sub(r"OPTIONAL \{[^{}]*\}", "OPTIONAL", query).partition("OPTIONAL")[2]
        lines = [line.strip() for line in behind.splitlines() if line.strip()]
        assert not [line for line in lines if re.match(r"[?<]|\w+:", line)]
