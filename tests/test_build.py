"""The whole pipeline in small: a miniature mirror in the genuine formats, built and published."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pyoxigraph as ox
import pytest
import rdflib
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID

from rarekg.build import BuildOptions, build
from rarekg.build_report import BuildReport, ReportFile, Stages
from rarekg.errors import BadSource, NotFound
from rarekg.graph.quality import run_checks
from rarekg.graph.store import open_store
from rarekg.records.model import Disease, Link, Literal, Statement
from rarekg.records.reader import Records
from rarekg.release import Home, Release, sha256_of
from rarekg.report import Action
from rarekg.sources.manifest import Expectation
from rarekg.vocabulary import RKG, SOURCE
from tests.miniature import build_miniature, manifests, write_mirror

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def small_mirror(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_mirror(tmp_path_factory.mktemp("mirror"))


@pytest.fixture(scope="module")
def built(
    tmp_path_factory: pytest.TempPathFactory, small_mirror: Path
) -> tuple[Release, BuildReport]:
    return build_miniature(tmp_path_factory.mktemp("home"), small_mirror)


@pytest.fixture(scope="module")
def store(built: tuple[Release, BuildReport]) -> ox.Store:
    return open_store(built[0].graph)


@pytest.fixture(scope="module")
def records(built: tuple[Release, BuildReport]) -> Records:
    return Records(built[0].path)


@pytest.fixture(scope="module")
def disease(records: Records) -> Disease:
    return records.disease("ORPHA:900001")


def signs(disease: Disease, term: str) -> list[Statement]:
    found = disease.entity.statements["hasPhenotype"]
    return [s for s in found if isinstance(s.value, Link) and s.value.id == term]


def authorities(statement: Statement) -> list[str]:
    return sorted(a.id for a in statement.authorities())


# --- what sources say, together -------------------------------------------------------------


def test_sources_that_agree_are_references_on_one_statement(disease: Disease) -> None:
    (statement,) = signs(disease, "HP:0001252")
    assert sorted(b.source.id for b in statement.backings) == ["hpoa", "hpoa", "orphanet"]
    assert {b.evidence for b in statement.backings} == {None, "ECO:0000304", "ECO:0006017"}


def test_passing_on_is_no_agreement(disease: Disease) -> None:
    """hpoa's rows of Orphanet are Orphanet's word again, not one more voice."""
    (statement,) = signs(disease, "HP:0001252")
    assert authorities(statement) == ["hpoa", "orphanet"]
    (passed_on,) = [b for b in statement.backings if b.via]
    assert (passed_on.authority.id, passed_on.source.id) == ("orphanet", "hpoa")


def test_a_name_passed_on_does_not_displace_the_sources_own(records: Records) -> None:
    """GARD passes on what Orphanet called a disease some releases ago."""
    found = records.disease("ORPHA:900002").entity
    assert found.name == "Sample syndrome"
    assert "Former sample syndrome" in {name.text for name in found.names}


def test_sources_that_differ_are_statements_side_by_side(disease: Disease) -> None:
    found = signs(disease, "HP:0001250")
    assert len(found) == 3
    by_authority = {authorities(s)[0]: s for s in found if s.qualifier("frequency") is not None}
    said = by_authority["orphanet"].qualifier("frequency")
    assert isinstance(said, Link)
    assert said.id == "HP:0040281"
    counted = [s.qualifier("frequencyCount") for s in found]
    assert Literal("3/7") in counted


def test_a_former_id_leads_to_the_term_that_took_it_over(
    records: Records, disease: Disease
) -> None:
    assert records.canonical_id("HP:0009250") == "HP:0001250"
    occasional = [
        s for s in signs(disease, "HP:0001250") if [p.label for p in s.backings[0].publications]
    ]
    asserted = {b.asserted_object for s in occasional for b in s.backings}
    assert "HP:0009250" in asserted, "the reference keeps what the source wrote"


def test_negative_facts_are_statements_without_a_direct_triple(
    store: ox.Store, disease: Disease
) -> None:
    for term, source in (("HP:0001251", "orphanet"), ("HP:0001253", "hpoa")):
        (statement,) = signs(disease, term)
        assert statement.negated
        assert authorities(statement) == [source]
        value = ox.NamedNode("http://purl.obolibrary.org/obo/" + term.replace(":", "_"))
        has = ox.NamedNode(RKG + "hasPhenotype")
        assert not list(store.quads_for_pattern(None, has, value, None))


def test_the_identifiers_of_all_authorities_are_one_disease(
    records: Records, disease: Disease
) -> None:
    entity = disease.entity
    assert entity.id == "MONDO:9000001"
    assert set(entity.identifiers) == {
        "MONDO:9000001",
        "ORPHA:900001",
        "OMIM:900001",
        "GARD:0900001",
    }
    for spelling in ("orphanet:900001", "Orphanet_900001", "omim 900001", "gard:900001"):
        assert records.canonical_id(spelling) == "MONDO:9000001"


def test_a_broader_mapping_is_kept_and_never_merges(records: Records, disease: Disease) -> None:
    (broader,) = disease.entity.graph_facts["broadMatch"]
    assert isinstance(broader.value, Literal | Link)
    assert "900009" in str(broader.value)
    with pytest.raises(NotFound):
        records.canonical_id("OMIM:900009")


def test_a_mapping_that_would_join_two_ids_of_one_authority_is_reported_and_not_followed(
    built: tuple[Release, BuildReport], records: Records
) -> None:
    third = records.entity("ORPHA:900003")
    assert third.id == "ORPHA:900003"
    (disputed,) = third.graph_facts["disputedMatch"]
    assert isinstance(disputed.value, Link)
    assert disputed.value.id == "MONDO:9000001"
    (entry,) = [e for e in built[1].report.entries if e.rule == "exact mapping not followed"]
    assert entry.value == "ORPHA:900003 = OMIM:900001"
    assert "ORPHA:900001" in built[1].report.examples[entry].message


def test_genes_of_one_symbol_are_one_gene_and_the_method_says_so(records: Records) -> None:
    gene = records.gene("NCBIGene:901")
    assert gene.entity.id == "HGNC:99001"
    assert [f.value.id for f in gene.diseases if isinstance(f.value, Link)] == ["MONDO:9000001"]


def test_the_named_graph_of_a_source_holds_what_it_says(store: ox.Store) -> None:
    query = f"ASK {{ GRAPH <{SOURCE}hpoa> {{ ?d <{RKG}hasPhenotype> ?x }} }}"
    assert bool(store.query(query))
    unsteady = "<http://purl.obolibrary.org/obo/HP_0001250>"
    said = f"ASK {{ GRAPH <{SOURCE}gard> {{ ?d <{RKG}hasPhenotype> {unsteady} }} }}"
    assert not bool(store.query(said))


def test_the_miniature_breaks_no_invariant(store: ox.Store) -> None:
    assert run_checks(store) == []


# --- the same inputs, the same bytes --------------------------------------------------------

KNOWN = {
    # MONDO:9000001 hasPhenotype HP:0001252, frequency HP:0040281; a citation that must not break
    "ee2347774801cb05f7385332",
    "49c0bf7d6efb8874cad52bde",  # not HP:0001253
}


def test_the_id_of_a_statement_stays_what_it_was(built: tuple[Release, BuildReport]) -> None:
    """People cite statements: a changed hash breaks every citation there is."""
    with gzip.open(built[0].statements, "rt", encoding="utf-8") as file:
        assert {line.split("\t")[0] for line in file} >= KNOWN


def test_two_builds_give_the_same_bytes(
    built: tuple[Release, BuildReport], small_mirror: Path, tmp_path: Path
) -> None:
    """Another home, another number of workers, another hash seed."""
    command = [sys.executable, "-m", "tests.miniature", str(tmp_path), str(small_mirror), "2"]
    environment = {**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": "src"}
    subprocess.run(command, check=True, cwd=ROOT, env=environment, timeout=60)
    again = Home(tmp_path).release()
    first = built[0]
    assert again.id.partition("-")[2] == first.id.partition("-")[2]
    assert again.nquads.read_bytes() == first.nquads.read_bytes()
    assert again.statements.read_bytes() == first.statements.read_bytes()


def test_no_blank_node_and_no_quad_twice(
    built: tuple[Release, BuildReport],
) -> None:
    with gzip.open(built[0].nquads, "rt", encoding="utf-8", newline="\n") as file:
        lines = list(file)
    assert not [line for line in lines if line.startswith("_:") or " _:" in line.split('"')[0]]
    assert len(lines) == len(set(lines)), "a quad twice"


@pytest.mark.filterwarnings("ignore:Dataset.default_context:DeprecationWarning")  # rdflib's own
def test_rdflib_reads_the_same_quads_as_the_store_holds(
    built: tuple[Release, BuildReport], store: ox.Store
) -> None:
    """rdflib is the oracle: another parser, another model."""
    oracle = rdflib.Dataset()
    oracle.parse(data=gzip.decompress(built[0].nquads.read_bytes()), format="nquads")
    assert {_as_text(quad) for quad in store} == set(_oracle_quads(oracle))
    assert len(store) == built[1].counts.quads() == built[0].manifest().quads


def _as_text(quad: ox.Quad) -> tuple[str, str, str, str]:
    graph = "" if isinstance(quad.graph_name, ox.DefaultGraph) else str(quad.graph_name)
    return str(quad.subject), str(quad.predicate), _canonical(str(quad.object)), graph


def _oracle_quads(oracle: rdflib.Dataset) -> Iterator[tuple[str, str, str, str]]:
    for s, p, o, g in oracle.quads():
        graph = "" if g in (None, DATASET_DEFAULT_GRAPH_ID) else f"<{g}>"
        yield s.n3(), p.n3(), _canonical(_ntriples(o)), graph


def _ntriples(node: rdflib.term.Node) -> str:
    if isinstance(node, rdflib.Literal):
        text = ox.Literal(str(node)).__str__()
        if node.language:
            return f"{text}@{node.language}"
        return text if node.datatype is None else f"{text}^^<{node.datatype}>"
    return node.n3()


def _canonical(term: str) -> str:
    """Tags are compared without case (RDF 1.1 Concepts, section 3.3), decimals by value."""
    head, mark, tag = term.rpartition('"@')
    if mark:
        return head + mark + tag.lower()
    value, mark, kind = term.rpartition('"^^')
    return f"{float(value[1:])}{mark}{kind}" if mark and kind.endswith("#decimal>") else term


# --- what stops a build ---------------------------------------------------------------------


def test_a_shortfall_stops_the_build_and_the_published_release_stays(
    small_mirror: Path, tmp_path: Path
) -> None:
    release, _ = build_miniature(tmp_path, small_mirror)
    with pytest.raises(BadSource, match=r"hpoa/.*records of kind.*at least \d+ expected"):
        build(Home(tmp_path), BuildOptions(small_mirror, ["hpoa"]), Stages())
    untouched(tmp_path, release)


def test_a_cut_off_file_stops_the_build(tmp_path: Path) -> None:
    mirror = write_mirror(tmp_path / "mirror")
    release, _ = build_miniature(tmp_path / "home", mirror)
    path = mirror / "orphanet" / "orphapacket-json-1.tar.xz"
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(BadSource, match="orphapacket-json-1"):
        build_miniature(tmp_path / "home", mirror)
    untouched(tmp_path / "home", release)


def test_missing_files_are_all_named_with_what_to_do(small_mirror: Path, tmp_path: Path) -> None:
    with pytest.raises(BadSource) as caught:
        build(Home(tmp_path), BuildOptions(small_mirror, ["orphanet", "maxo"]), Stages())
    message = str(caught.value)
    assert "orphanet/orphadata_csv_converted/epidemiology_of_rare_diseases.csv" in message
    assert "rarekg fetch maxo" in message
    with pytest.raises(NotFound, match="rarekg build"):
        Home(tmp_path).release()
    assert not (tmp_path / "building").exists()


def test_a_surplus_is_a_warning(small_mirror: Path, tmp_path: Path) -> None:
    surplus = {"term": Expectation(least=1, most=2)}
    sources = [
        msgspec.structs.replace(
            s, file=[msgspec.structs.replace(f, expect=surplus) for f in s.file]
        )
        for s in manifests()
        if s.id == "hpo"
    ]
    options = BuildOptions(small_mirror, sources, workers=1)
    _, report = build(Home(tmp_path), options, Stages())
    (entry,) = report.report.entries
    assert (entry.rule, entry.action) == ("more records than expected", Action.KEPT)


def test_an_unknown_source_is_refused_with_those_that_there_are(tmp_path: Path) -> None:
    with pytest.raises(BadSource, match=r"no source 'wikipedia'; there are: .*orphanet"):
        build(Home(tmp_path), BuildOptions(sources=["wikipedia"]), Stages())


# --- what a release consists of -------------------------------------------------------------


def test_every_file_of_a_release_is_in_its_manifest_with_its_checksum(
    built: tuple[Release, BuildReport],
) -> None:
    release = built[0]
    manifest = release.manifest()
    files = {str(p.relative_to(release.path)) for p in release.path.rglob("*") if p.is_file()}
    assert files - {"manifest.json", "graph/LOCK"} == set(manifest.files)
    for name in (
        "graph.nq.gz",
        "statements.tsv.gz",
        "search.db",
        "suggest.db",
        "browse.db",
        "disease_pages.db",
        "history.db",
        "report.json",
    ):
        assert manifest.files[name] == sha256_of(release.path / name)
    assert manifest.id == release.id


def test_the_manifest_names_version_licence_and_checksum_of_each_source(
    built: tuple[Release, BuildReport], small_mirror: Path
) -> None:
    hpo = built[0].manifest().sources["hpo"]
    assert hpo.versions == ["2026-08-13"]
    assert hpo.licence
    assert hpo.files == {"hp.json": sha256_of(small_mirror / "hpo" / "hp.json")}


def test_the_report_counts_records_facts_and_quads(built: tuple[Release, BuildReport]) -> None:
    release, report = built
    written = msgspec.json.decode((release.path / "report.json").read_bytes(), type=ReportFile)
    assert written.records["hpoa"]["annotation"] == 5
    assert written.quads == report.counts.quads() == sum(written.quads_by_graph.values())
    assert written.statements == report.counts.statements == 10
    assert [row.name for row in written.stages][:2] == ["identity", "read"]
    assert written.documents == built[1].documents > 10


def untouched(home: Path, release: Release) -> None:
    assert Home(home).release() == release
    assert Records(release.path).disease("ORPHA:900001").entity.name
    assert not (home / "building").exists()
    assert not list(home.glob(".current-*"))
