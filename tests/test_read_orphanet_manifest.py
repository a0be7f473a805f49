"""ingest/orphanet/source.toml: what it says Orphanet's words mean exists in our vocabulary."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from rarekg.identifiers import curie
from rarekg.sources.manifest import source_named
from rarekg.vocabulary import concepts, properties

PREDICATES = {"relation", "association", "measure", "counted"}


def meanings() -> list[tuple[str, str, str]]:
    tables = source_named("orphanet").lookups
    return [(t, word, m) for t, words in tables.items() for word, m in words.items() if m]


@pytest.mark.parametrize(("table", "word", "meaning"), meanings())
def test_every_meaning_is_a_concept_or_a_property(table: str, word: str, meaning: str) -> None:
    if meaning.startswith("rkg:"):
        assert meaning.removeprefix("rkg:") in concepts(), f"{table}: {word}"
    elif table in PREDICATES and meaning != "count":
        assert meaning in properties(), f"{table}: {word}"
    elif ":" in meaning:
        assert curie(meaning) == meaning


@pytest.mark.mirror
def test_modes_of_inheritance_and_frequencies_are_terms_of_the_hpo(mirror: Path) -> None:
    with gzip.open(mirror / "hpo/hp.json.gz") as stream:
        graph = json.load(stream)["graphs"][0]
    live = {
        str(curie(node["id"])): node["lbl"]
        for node in graph["nodes"]
        if "/HP_" in node["id"] and not node.get("meta", {}).get("deprecated") and "lbl" in node
    }
    tables = source_named("orphanet").lookups
    for word, term in tables["hasInheritance"].items():
        shared = set(word.casefold().replace("-", "").split()) - {"inheritance"}
        label = live[term].casefold().replace("-", "") if term else ""
        assert not term or label == "nonmendelian inheritance" or shared <= set(label.split())
    for word, term in tables["frequency"].items():
        assert word.startswith(live[term])
