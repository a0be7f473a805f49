"""The files that a release offers: whole, in the formats that they claim, and nothing made up."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from rarekg.downloads.csv_cells import csv_lines, formulas, joined, quoted
from rarekg.downloads.offer import Download, offer
from rarekg.downloads.sssom import tsv_lines
from rarekg.downloads.void_file import version_of
from rarekg.graph.metadata import DATASET
from rarekg.graph.store import open_store
from rarekg.identifiers import curie, iri, prefixes
from rarekg.records.reader import Records
from rarekg.release import Release
from rarekg.sources.licences import LICENCES, licence_of
from rarekg.sources.manifest import source_named
from rarekg.vocabulary import SOURCE
from tests.miniature import build_miniature, write_mirror

# The slots that the specification demands of a set and of each mapping (SSSOM 1.0), and the values
# of mapping_justification that it knows.
SET_SLOTS = {"mapping_set_id", "license"}
JUSTIFICATION = re.compile(
    "semapv:(MappingReview|ManualMappingCuration|LogicalReasoning|LexicalMatching|"
    "CompositeMatching|UnspecifiedMatching|SemanticSimilarityThresholdMatching|"
    "LexicalSimilarityThresholdMatching|MappingChaining|MappingInversion|StructuralMatching|"
    "InstanceBasedMatching|BackgroundKnowledgeBasedMatching)"
)
BUILT_IN = {"owl", "rdf", "rdfs", "semapv", "skos", "sssom", "xsd", "linkml"}


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    mirror = write_mirror(tmp_path_factory.mktemp("mirror"))
    return build_miniature(tmp_path_factory.mktemp("home"), mirror)[0]


@pytest.fixture(scope="module")
def offered(release: Release) -> dict[str, Download]:
    return {each.name: each for each in offer(release)}


def text(release: Release, download: Download) -> str:
    body = (release.path / download.path).read_bytes()
    return (gzip.decompress(body) if download.packed else body).decode()


def table(release: Release, download: Download) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text(release, download), newline="")))


def lines(release: Release, download: Download) -> list[dict[str, object]]:
    return [json.loads(line) for line in text(release, download).splitlines()]


# --- the list ---------------------------------------------------------------------------------


def test_every_file_is_there_with_its_checksum(
    release: Release, offered: dict[str, Download]
) -> None:
    checksums = release.manifest().files
    for download in offered.values():
        assert (release.path / download.path).is_file()
        assert re.fullmatch("[0-9a-f]{64}", checksums[download.path])
    made = {p.name for p in (release.path / "downloads").iterdir()}
    assert made <= offered.keys(), "a file that nobody is told of"


def test_rows_are_counted(release: Release, offered: dict[str, Download]) -> None:
    for download in offered.values():
        if download.media_type == "text/csv":
            assert len(table(release, download)) == download.rows, download.name
        elif download.name.endswith((".jsonl.gz", ".nq.gz")):
            assert len(text(release, download).splitlines()) == download.rows, download.name


def test_a_table_names_its_columns_and_says_what_they_hold(
    release: Release, offered: dict[str, Download]
) -> None:
    for download in offered.values():
        if download.media_type == "text/csv":
            heading = text(release, download).partition("\r\n")[0].split(",")
            assert [c.name for c in download.columns] == heading
            assert all(c.meaning for c in download.columns)


def test_licences_are_those_of_the_sources(offered: dict[str, Download]) -> None:
    assert offered["source-orphanet.nq.gz"].licence == "CC BY 4.0"
    assert offered["source-orphanet.nq.gz"].sources == ["orphanet"]
    whole = offered["graph.nq.gz"]
    assert {"orphanet", "mondo", "hpo", "hpoa", "gard"} <= set(whole.sources)
    assert whole.licence_url == LICENCES, "several, none of them share-alike"


def test_one_share_alike_source_decides_for_the_whole() -> None:
    found = licence_of(source_named(name) for name in ("orphanet", "funding-ch", "hpo"))
    assert found.name == "CC BY-SA 4.0"
    assert licence_of([source_named("mondo"), source_named("orphanet")]).name == "CC BY 4.0"


# --- N-Quads of one source ----------------------------------------------------------------------


def test_what_a_source_says_is_part_of_the_whole(
    release: Release, offered: dict[str, Download]
) -> None:
    whole = set(text(release, offered["graph.nq.gz"]).splitlines())
    derived = "prov#wasDerivedFrom"
    for download in offered.values():
        if download.name.startswith("source-"):
            assert set(text(release, download).splitlines()) <= whole, download.name
            graphs = {q.graph_name for q in ox.parse(text(release, download), format=_NQ)}
            own = ox.NamedNode(SOURCE + download.sources[0])
            assert graphs <= {ox.DefaultGraph(), own}
    said = text(release, offered["source-hpoa.nq.gz"])
    held = text(release, offered["graph.nq.gz"])
    assert 0 < said.count(derived) < held.count(derived)


_NQ = ox.RdfFormat.N_QUADS


def test_the_files_of_all_sources_hold_all_statements_and_references(
    release: Release, offered: dict[str, Download]
) -> None:
    nodes = re.compile(r"^<https://w3id.org/rarekg/(?:statement|reference)/.*$", re.MULTILINE)
    whole = set(nodes.findall(text(release, offered["graph.nq.gz"])))
    parts = set()
    for download in offered.values():
        if download.name.startswith("source-"):
            parts |= set(nodes.findall(text(release, download)))
    assert parts == whole


def test_a_statement_of_two_sources_names_in_each_file_the_references_of_one(
    release: Release, offered: dict[str, Download]
) -> None:
    backed = re.compile(r"^<([^>]*)> <[^>]*wasDerivedFrom> <([^>]*)> \.$", re.MULTILINE)
    of: dict[str, set[tuple[str, str]]] = {
        source: set(backed.findall(text(release, offered[f"source-{source}.nq.gz"])))
        for source in ("orphanet", "hpoa")
    }
    shared = {s for s, _ in of["orphanet"]} & {s for s, _ in of["hpoa"]}
    assert shared
    assert not of["orphanet"] & of["hpoa"]


# --- JSON Lines and CSV -------------------------------------------------------------------------


def test_each_thing_is_a_line_with_all_that_is_stated(
    release: Release, offered: dict[str, Download]
) -> None:
    records = Records(release.path)
    for row in lines(release, offered["diseases.jsonl.gz"]):
        entity = records.disease(str(row["id"])).entity
        assert row["name"] == entity.name
        told = row["statements"]
        assert isinstance(told, list)
        assert {t["id"] for t in told} == {s.id for ss in entity.statements.values() for s in ss}
        assert all(t["references"] for t in told)


def test_denied_facts_are_marked_and_not_in_the_table(
    release: Release, offered: dict[str, Download]
) -> None:
    rows = {str(row["id"]): row for row in lines(release, offered["diseases.jsonl.gz"])}
    told = rows["MONDO:9000001"]["statements"]
    assert isinstance(told, list)
    denied = {t["value"]["id"] for t in told if t.get("negated")}
    assert "HP:0001253" in denied
    cells = {row["id"]: row for row in table(release, offered["diseases.csv.gz"])}
    signs = cells["MONDO:9000001"]["hasPhenotype"].split("|")
    assert "HP:0001252" in signs
    assert "HP:0001253" not in signs


def test_the_table_of_statements_has_a_row_for_each_reference(
    release: Release, offered: dict[str, Download]
) -> None:
    rows = table(release, offered["statements.csv.gz"])
    records = Records(release.path)
    found = Counter(row["statement"] for row in rows)
    for number, (sid, references) in enumerate(found.items()):
        if number % 7 == 0:
            assert len(records.statement(sid).backings) == references
    passed_on = [row for row in rows if row["primary_source"]]
    assert {row["primary_source"] for row in passed_on} == {"orphanet"}
    assert {row["negated"] for row in rows} == {"true", "false"}


def test_identifiers_lead_back_to_their_addresses(
    release: Release, offered: dict[str, Download]
) -> None:
    for row in table(release, offered["diseases.csv.gz"]):
        assert iri(curie(row["id"])) == row["iri"]


def test_cells_are_exact() -> None:
    odd = ["=1+1", "-", "a,b", 'say "x"', "two\nlines", "é – 病気"]
    (read,) = csv.reader(io.StringIO(csv_lines([odd]).decode(), newline=""))
    assert read == odd
    assert formulas([*odd, "-33.9", "+7", ""]) == 2, "numbers are none"
    assert joined(["a", "b|c", "a"]) == r"a|b\|c"
    assert re.split(r"(?<!\\)\|", joined(["a", "b|c"])) == ["a", r"b\|c"]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=2))
def test_lines_from_parts_are_those_of_the_csv_module(cells: list[str]) -> None:
    assert (",".join(map(quoted, cells)) + "\r\n").encode() == csv_lines([cells])


# --- mappings -----------------------------------------------------------------------------------


def sssom(body: str) -> tuple[dict[str, object], list[dict[str, str]]]:
    """Metadata and rows, read by the rules of the format."""
    block = [line[1:] for line in body.splitlines() if line.startswith("#")]
    metadata = yaml.safe_load("\n".join(block))
    rest = body.split("\n", len(block))[-1]
    return metadata, list(csv.DictReader(io.StringIO(rest, newline=""), delimiter="\t"))


def test_mappings_follow_the_rules_of_sssom(release: Release, offered: dict[str, Download]) -> None:
    body = text(release, offered["mappings.sssom.tsv.gz"])
    assert not body.startswith("\ufeff")
    assert "\r" not in body
    metadata, rows = sssom(body)
    assert metadata.keys() >= SET_SLOTS
    assert str(metadata["mapping_set_id"]).startswith("https://")
    assert metadata["mapping_set_version"] == release.id
    declared = metadata["curie_map"]
    assert isinstance(declared, dict)
    assert list(declared) == sorted(declared), "prefixes in lexicographical order"
    assert next(iter(metadata)) == "curie_map"
    assert len(rows) == offered["mappings.sssom.tsv.gz"].rows
    for row in rows:
        assert JUSTIFICATION.fullmatch(row["mapping_justification"])
        for slot in ("subject_id", "predicate_id", "object_id", "mapping_source"):
            prefix, colon, local = row[slot].partition(":")
            assert colon
            assert local
            assert prefix in declared or prefix in BUILT_IN, row
    used = {row[slot].partition(":")[0] for row in rows for slot in list(row)[:6:1] if row[slot]}
    assert declared.keys() <= used, "no prefix that nothing uses"
    for prefix, namespace in declared.items():
        assert prefixes()[prefix].namespace == namespace


def test_mappings_are_those_of_the_graph(release: Release, offered: dict[str, Download]) -> None:
    _, rows = sssom(text(release, offered["mappings.sssom.tsv.gz"]))
    store = open_store(release.graph)
    match = ox.NamedNode("http://www.w3.org/2004/02/skos/core#exactMatch")
    said = {
        (iri(curie(r["subject_id"])), iri(curie(r["object_id"])), r["mapping_source"])
        for r in rows
        if r["predicate_id"] == "skos:exactMatch"
    }
    held = {
        (str(q.subject)[1:-1], str(q.object)[1:-1], "source:" + q.graph_name.value[len(SOURCE) :])
        for q in store.quads_for_pattern(None, match, None, None)
        if isinstance(q.graph_name, ox.NamedNode) and q.graph_name.value.startswith(SOURCE)
        if not str(q.subject).startswith("<https://w3id.org/rarekg/vocab/")
    }
    assert said == held


def test_a_label_with_a_tab_is_quoted() -> None:
    body = tsv_lines([["subject_id", "subject_label"], ["A:1", 'a\t"b"']]).decode()
    assert body == 'subject_id\tsubject_label\nA:1\t"a\t""b"""\n'


# --- the description ----------------------------------------------------------------------------


def test_void_ttl_says_what_the_store_says_and_names_the_release(release: Release) -> None:
    parsed = ox.parse(path=str(release.path / "void.ttl"), format=ox.RdfFormat.TURTLE)
    triples = {quad.triple for quad in parsed}
    version = ox.NamedNode(version_of(release.id))
    assert {str(t.object) for t in triples if t.subject == version} >= {f'"{release.id}"'}
    store = open_store(release.graph)
    held = {q.triple for q in store.quads_for_pattern(None, None, None, ox.DefaultGraph())}
    extra = triples - held
    nodes = {version, ox.NamedNode(DATASET)}
    assert {t.subject for t in extra} - nodes == {
        ox.NamedNode("https://w3id.org/rarekg/.well-known/void")
    }


def test_a_release_without_downloads_offers_none(tmp_path: Path) -> None:
    assert offer(Release(tmp_path)) == []


def test_files_hold_no_clock(release: Release, offered: dict[str, Download]) -> None:
    """The same facts give the same bytes: a gzip member has no date."""
    for download in offered.values():
        if download.packed:
            head = (release.path / download.path).read_bytes()[4:8]
            assert head == bytes(4), f"{download.name} has a date in it"
