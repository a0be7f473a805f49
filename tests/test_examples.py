"""The example queries: each file is whole, each query runs, and what it finds is sensible.

What the starter release has not (prevalence of thousands of diseases, payments), the examples are
asked of a full release, where one is: RAREKG_FULL_HOME names its home.
"""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

import pyoxigraph as ox
import pytest

from rarekg.content import content_folder
from rarekg.errors import RarekgError
from rarekg.graph.store import open_store
from rarekg.identifiers import namespaces
from rarekg.release import Home
from rarekg.sparql.examples import Example, example_named, examples, read_example, topics

ALL = examples()
HERE = [each for each in ALL if each.runs_here]
SECONDS = 1.0  # of processor time, in the starter release
FULL_SECONDS = 6.0  # in a full one; the slowest took 2.4 (7 million quads, 2026-11)

# Rows in a full release (2026-11): at least half and at most twice as many, or the LIMIT.
FULL_ROWS = {
    "101-find-by-name": 100, "102-from-any-identifier": 7, "103-all-about-a-disease": 118,
    "104-kinds-of-things": 45, "105-properties": 122, "107-a-part-of-the-graph": 155,
    "108-forms-of-a-disease": 407, "109-areas": 31, "201-signs-of-a-disease": 54,
    "202-diseases-with-a-sign": 206, "203-several-signs": 6, "204-excluded-signs": 200,
    "205-sources-contradict-each-other": 62, "206-genes-of-a-disease": 107,
    "207-genes-that-share-a-sign": 56, "208-many-genes-one-disease": 50,
    "209-one-gene-many-diseases": 50, "210-similar-diseases": 30, "211-signs-by-sex": 300,
    "212-inheritance-and-onset": 398, "301-prevalence-of-a-disease": 33,
    "302-prevalence-differs": 5, "303-rare-by-rule": 500, "304-fewest-cases": 300,
    "305-regions-far-apart": 200, "401-treatments-of-a-disease": 41,
    "402-antisense-none-approved": 39, "403-designations-by-year": 68,
    "404-gene-therapies-approved": 72, "405-modalities": 36, "406-designated-never-approved": 65,
    "407-from-designation-to-approval": 300, "408-approved-here-not-there": 300,
    "409-shortages": 19, "410-at-the-cause": 64, "411-what-did-not-work": 190,
    "412-actions-for-a-sign": 300, "413-do-not-give": 4, "414-trials-of-untreated-diseases": 31,
    "415-where-trials-run": 15, "416-newest-decisions": 200, "501-who-works-on-what": 96,
    "502-holders-of-designations": 100, "503-payments-by-year": 183,
    "504-paid-patient-organisations": 100, "505-paid-and-treated": 80, "506-what-was-paid-for": 6,
    "507-centres-by-country": 69, "508-key-figures": 23, "601-who-says-so": 3,
    "602-statements-per-source": 15, "603-only-inferred": 300, "604-publications": 100,
    "605-to-check-by-hand": 104, "606-only-one-source-states": 200, "607-sources": 26,
    "701-names-in-all-languages": 7, "702-mapping-table": 1000, "703-coverage-by-language": 8,
    "704-disputed-mappings": 300, "705-machine-translated": 200, "706-former-identifiers": 200,
}  # fmt: skip

# What must not be among them: looked up, and wrong.
FULL_NOT = {
    "402-antisense-none-approved": "Biogen",  # a company with a designation, no disease
    "406-designated-never-approved": "Acute radiation syndrome",  # filgrastim
}

# What the asker expects to find among the rows of a full release: facts that can be looked up.
FULL_WORDS = {
    "101-find-by-name": "Friedreich ataxia",
    "201-signs-of-a-disease": "Scoliosis",
    "203-several-signs": "Ataxia with vitamin E deficiency",
    "206-genes-of-a-disease": "SGCA",
    "207-genes-that-share-a-sign": "PTPN11",
    "210-similar-diseases": "Spinocerebellar ataxia type 1",
    "401-treatments-of-a-disease": "Nusinersen",
    "402-antisense-none-approved": "Angelman syndrome",
    "406-designated-never-approved": "Sanfilippo syndrome type A",
    "404-gene-therapies-approved": "Metachromatic leukodystrophy",
    "407-from-designation-to-approval": "Amifampridine",
    "410-at-the-cause": "CEP290",
    "413-do-not-give": "Dravet syndrome",
    "607-sources": "Human Phenotype Ontology",
    "701-names-in-all-languages": "Ataxie de Friedreich",
}


@pytest.fixture(scope="module")
def starter(starter_home: Home) -> ox.Store:
    return open_store(starter_home.release().graph)


@pytest.fixture(scope="module")
def full() -> ox.Store:
    home = os.environ.get("RAREKG_FULL_HOME")
    if home is None:
        pytest.skip("NO FULL RELEASE: set RAREKG_FULL_HOME to a home that has one")
    return open_store(Home(Path(home)).release().graph)


def rows(store: ox.Store, example: Example) -> tuple[list[str], float]:
    """What a query answers, one text a row (a triple, or the truth), and the processor time."""
    started = time.process_time()
    answer = store.query(example.query)
    if isinstance(answer, ox.QueryBoolean):
        found = ["true"] if bool(answer) else []
    elif isinstance(answer, ox.QueryTriples):
        found = [str(triple) for triple in answer]
    else:
        found = [" ".join(str(value) for value in row if value is not None) for row in answer]
    return found, time.process_time() - started


def test_there_are_examples_of_everything() -> None:
    assert len(HERE) >= 40
    assert len(topics()) >= 6
    said = " ".join(each.query for each in ALL)
    for term in ("hasPhenotype", "associatedGene", "pointPrevalence", "hasModality", "Trial",
                 "Payment", "evidence", "exactMatch", "GRAPH", "CONSTRUCT", "ASK"):  # fmt: skip
        assert term in said or term.casefold() in said.casefold(), term


@pytest.mark.parametrize("example", ALL, ids=lambda each: each.slug)
def test_an_example_says_what_it_is_for(example: Example) -> None:
    assert 15 <= len(example.title) <= 80
    assert not example.title.endswith(".")
    assert example.description.endswith(".")
    assert example.keywords
    assert [each.title for each in ALL].count(example.title) == 1
    asks = set(re.findall(r"SERVICE (?:SILENT )?<([^>]+)>", example.query))
    assert asks == set(example.services)


@pytest.mark.parametrize("example", ALL, ids=lambda each: each.slug)
def test_an_example_declares_its_prefixes_as_we_do(example: Example) -> None:
    foreign = {"up", "wdt"}
    for name, namespace in re.findall(r"^PREFIX (\S+): <([^>]+)>", example.query, re.MULTILINE):
        assert name in foreign or namespaces()[name] == namespace
        assert re.search(rf"(?<!PREFIX )\b{name}:\w", example.query), f"{name} is not used"


@pytest.mark.parametrize("example", HERE, ids=lambda each: each.slug)
def test_an_example_runs(example: Example, starter: ox.Store) -> None:
    _, seconds = rows(starter, example)
    assert seconds < SECONDS


def test_most_examples_find_something_in_the_starter_release(starter: ox.Store) -> None:
    found = [each.slug for each in HERE if rows(starter, each)[0]]
    assert len(found) >= 35, sorted({each.slug for each in HERE} - set(found))


@pytest.mark.slow
@pytest.mark.parametrize("example", HERE, ids=lambda each: each.slug)
def test_an_example_finds_what_it_should_in_a_full_release(
    example: Example, full: ox.Store
) -> None:
    found, seconds = rows(full, example)
    assert seconds < FULL_SECONDS
    expected = FULL_ROWS.get(example.slug, 1)
    assert expected / 2 <= len(found) <= 2 * expected, f"{len(found)} rows, not about {expected}"
    assert FULL_WORDS.get(example.slug, "") in "\n".join(found)
    assert FULL_NOT.get(example.slug, "\n\n") not in "\n".join(found)


def test_the_examples_are_in_the_store_as_editors_ask_for_them(starter: ox.Store) -> None:
    """SIB's <sparql-editor> asks the endpoint's default graph for these."""
    asked = """PREFIX sh: <http://www.w3.org/ns/shacl#>
        PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
        SELECT DISTINCT ?sq ?comment ?query WHERE {
          ?sq a sh:SPARQLExecutable ; rdfs:comment ?comment ;
              sh:select|sh:ask|sh:construct|sh:describe ?query . } ORDER BY ?sq"""
    answer = starter.query(asked)
    assert isinstance(answer, ox.QuerySolutions)
    queries = [row["query"] for row in answer]
    assert [q.value for q in queries if isinstance(q, ox.Literal)] == [e.query for e in ALL]


def test_the_prefixes_are_in_the_store_as_editors_ask_for_them(starter: ox.Store) -> None:
    asked = """PREFIX sh: <http://www.w3.org/ns/shacl#> SELECT DISTINCT ?prefix ?namespace
        WHERE { [] sh:namespace ?namespace ; sh:prefix ?prefix } ORDER BY ?prefix"""
    answer = starter.query(asked)
    assert isinstance(answer, ox.QuerySolutions)
    found = {str(row["prefix"]): str(row["namespace"]) for row in answer}
    assert len(found) == len(namespaces())
    assert found['"rkg"'].startswith('"https://w3id.org/rarekg/vocab/"')


def test_the_description_is_in_the_store_as_editors_ask_for_it(starter: ox.Store) -> None:
    """Which properties the things of a class have, and to which classes these lead."""
    asked = """PREFIX void: <http://rdfs.org/ns/void#>
        SELECT DISTINCT ?subjectClass ?prop ?objectClass WHERE {
          ?cp void:class ?subjectClass ; void:propertyPartition ?pp .
          ?pp void:property ?prop .
          OPTIONAL { ?pp void:classPartition [ void:class ?objectClass ] } }"""
    answer = starter.query(asked)
    assert isinstance(answer, ox.QuerySolutions)
    found = {tuple(str(value).rpartition("/")[2].rstrip(">") for value in row) for row in answer}
    assert ("Disease", "hasPhenotype", "Phenotype") in found
    assert ("Disease", "associatedGene", "Gene") in found


def test_an_example_is_found_by_its_address() -> None:
    example = example_named("402-antisense-none-approved")
    assert example is not None
    assert example.form == "select"
    assert example_named("no-such") is None


def test_a_file_that_is_not_whole_says_what_it_lacks(tmp_path: Path) -> None:
    whole = (content_folder("ontology") / "examples" / "101-find-by-name.ttl").read_text("utf-8")
    lacking = tmp_path / "101-find-by-name.ttl"
    lacking.write_text(re.sub(r"    rdfs:label .*\n", "", whole), "utf-8")
    with pytest.raises(RarekgError, match=r"101-find-by-name.ttl: 0 values of .*label"):
        read_example(lacking)
    other = tmp_path / "102-other-name.ttl"
    other.write_text(whole, "utf-8")
    with pytest.raises(RarekgError, match=r"expected only .*102-other-name"):
        read_example(other)
