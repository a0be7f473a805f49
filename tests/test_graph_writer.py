"""From facts to lines: terms, buckets, merging, display names, counts; and the store."""

from __future__ import annotations

import datetime as dt
import gzip
from decimal import Decimal
from pathlib import Path
from urllib.parse import unquote

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rarekg.facts import Fact, Reference, Text, Url, Value
from rarekg.graph.merge import Counts, count_quads, merge_bucket
from rarekg.graph.store import StoreLoader, open_store
from rarekg.graph.terms import decimal_text, iri_term, literal_term, publication_term, value_term
from rarekg.graph.writer import BUCKETS, GraphWriter, bucket_of, bucket_path
from rarekg.identifiers import curie
from rarekg.vocabulary import METADATA_GRAPH, RKG, SOURCE

DISEASE, SIGN = curie("MONDO:0000001"), curie("HP:0001251")
SUBJECT = "<http://purl.obolibrary.org/obo/MONDO_0000001>"
HAS = f"<{RKG}hasPhenotype> <http://purl.obolibrary.org/obo/HP_0001251>"
ORPHANET, HPOA = Reference("orphanet", "ORPHA:1"), Reference("hpoa", "OMIM:1")


def parsed(term: str) -> ox.NamedNode | ox.Literal:
    """A term as an independent parser reads it."""
    (quad,) = ox.parse(f"<a:s> <a:p> {term} .\n".encode(), format=ox.RdfFormat.N_TRIPLES)
    assert isinstance(quad.object, ox.NamedNode | ox.Literal)
    return quad.object


def written(folder: Path, *parts: list[Fact]) -> tuple[list[str], list[str], Counts]:
    """The quads, the rows of statements and the counts of facts that come in several parts."""
    for number, facts in enumerate(parts):
        with GraphWriter(folder, number) as writer:
            for fact in facts:
                writer.add(fact)
    quads: list[str] = []
    rows: list[str] = []
    counts = Counts()
    for bucket in range(BUCKETS):
        into = folder / f"bucket-{bucket:02d}"
        found = [bucket_path(folder, n, bucket) for n in range(len(parts))]
        counts.add(merge_bucket([p for p in found if p.exists()], into))
        text = into.with_suffix(".nq").read_bytes()
        assert gzip.decompress(into.with_suffix(".nq.gz").read_bytes()) == text
        quads += text.decode().splitlines(keepends=True) if text else []
        rows += into.with_suffix(".statements").read_text("utf-8").split("\n")[:-1]
    return quads, rows, counts


def sign(reference: Reference, **others: object) -> Fact:
    # The fields have several types; Fact checks each when it is made.
    return Fact(DISEASE, "hasPhenotype", SIGN, (reference,), **others)  # type: ignore[arg-type]


def name(text: str, source: str, *, language: str = "en", method: str | None = None) -> Fact:
    reference = Reference(source, "x", method=method)
    return Fact(DISEASE, "name", Text(text, language), (reference,))


# --- terms ----------------------------------------------------------------------------------


@given(text=st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_is_read_back_as_it_was(text: str) -> None:
    term = literal_term(text)
    assert "\n" not in term
    assert "\t" not in term, "rows of statements are separated by tabs"
    assert parsed(term).value == text
    spoken = parsed(value_term(Text(text, "pt-BR")))
    assert isinstance(spoken, ox.Literal)
    assert (spoken.value, (spoken.language or "").lower()) == (text, "pt-br")


@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_any_address_is_an_iri(text: str) -> None:
    read = parsed(iri_term("https://example.org/" + text))
    assert isinstance(read, ox.NamedNode)
    assert unquote(read.value) == unquote("https://example.org/" + text)


@pytest.mark.parametrize(
    ("value", "term"),
    [
        (SIGN, "<http://purl.obolibrary.org/obo/HP_0001251>"),
        (Url("https://example.org/a b"), "<https://example.org/a%20b>"),
        ('say "a"\n\\', r'"say \"a\"\n\\"'),
        (True, '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>'),
        (2020, '"2020"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        (Decimal("1.50"), '"1.5"^^<http://www.w3.org/2001/XMLSchema#decimal>'),
        (dt.date(2020, 1, 2), '"2020-01-02"^^<http://www.w3.org/2001/XMLSchema#date>'),
    ],
)
def test_values_as_terms(value: Value, term: str) -> None:
    assert value_term(value) == term


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("0", "0"),
        ("0.0", "0"),
        ("10", "10"),
        ("1E+2", "100"),
        ("1E-7", "0.0000001"),
        ("100.0", "100"),
    ],
)
def test_decimals_have_one_spelling(value: str, text: str) -> None:
    assert decimal_text(Decimal(value)) == text


def test_publications_are_addresses_where_they_have_one() -> None:
    assert publication_term("PMID:1303200").startswith("<http")
    assert publication_term("PMID:1303200").rstrip("/>").endswith("1303200")
    old = publication_term("DOI:10.1002/(SICI)1096-8628(19960102)61:1<1::AID-AJMG1>3.0.CO[2-X")
    assert parsed(old)
    assert publication_term("https://example.org/x") == "<https://example.org/x>"
    assert publication_term("Smith: a book, 1998") == '"Smith: a book, 1998"'


# --- facts, statements, references ----------------------------------------------------------


def test_a_fact_is_a_triple_a_graph_and_a_statement_with_its_reference(tmp_path: Path) -> None:
    quads, rows, counts = written(tmp_path, [sign(ORPHANET)])
    assert f"{SUBJECT} {HAS} .\n" in quads
    assert f"{SUBJECT} {HAS} <{SOURCE}orphanet> .\n" in quads
    (row,) = [r.split("\t") for r in rows]
    assert row[1:] == [SUBJECT, *HAS.split(" "), "+", ""]
    statement = f"<https://w3id.org/rarekg/statement/{row[0]}>"
    about = [q for q in quads if q.startswith(statement)]
    assert any("wasDerivedFrom" in q for q in about)
    assert any(f"polarity> <{RKG}Affirmed>" in q for q in about)
    assert counts.statements == 1
    assert counts.quads() == len(quads)
    assert counts.graphs[f"<{SOURCE}orphanet>"] == 1


def test_two_parts_that_agree_are_one_statement_with_two_references(tmp_path: Path) -> None:
    quads, rows, counts = written(tmp_path, [sign(ORPHANET)], [sign(HPOA)], [sign(ORPHANET)])
    assert len(rows) == counts.statements == 1
    assert quads.count(f"{SUBJECT} {HAS} .\n") == 1, "the default graph has it once"
    assert len([q for q in quads if "wasDerivedFrom" in q]) == 2
    for source in ("orphanet", "hpoa"):
        assert f"{SUBJECT} {HAS} <{SOURCE}{source}> .\n" in quads


def test_other_qualifiers_or_polarity_are_other_statements(tmp_path: Path) -> None:
    often = (("frequency", curie("HP:0040281")),)
    _, rows, _ = written(
        tmp_path, [sign(ORPHANET), sign(HPOA, qualifiers=often), sign(HPOA, negated=True)]
    )
    assert len({row.split("\t")[0] for row in rows}) == 3


def test_a_negated_fact_has_no_direct_triple(tmp_path: Path) -> None:
    quads, rows, _ = written(tmp_path, [sign(ORPHANET, negated=True)])
    assert not [q for q in quads if q.startswith(f"{SUBJECT} ")]
    assert rows[0].split("\t")[4] == "-"


def test_how_facts_are_split_into_parts_changes_nothing(tmp_path: Path) -> None:
    facts = [sign(ORPHANET), sign(HPOA), name("A", "mondo"), name("B", "orphanet")]
    outcomes = []
    for number, parts in enumerate(([facts], [facts[:2], facts[2:]], [[f] for f in facts[::-1]])):
        folder = tmp_path / str(number)
        folder.mkdir()
        outcomes.append(written(folder, *parts))
    assert outcomes[0] == outcomes[1] == outcomes[2]


def test_lines_are_sorted_and_each_subject_is_in_one_bucket(tmp_path: Path) -> None:
    written(tmp_path, [sign(ORPHANET), sign(HPOA)], [name("A", "mondo")])
    homes: dict[str, set[int]] = {}
    for bucket in range(BUCKETS):
        lines = (tmp_path / f"bucket-{bucket:02d}.nq").read_text("utf-8").splitlines()
        assert lines == sorted(set(lines))
        for line in lines:
            homes.setdefault(line.partition(" ")[0], set()).add(bucket)
    assert all(len(buckets) == 1 for buckets in homes.values())


def test_buckets_are_the_same_on_every_machine() -> None:
    assert bucket_of(SUBJECT) == 2
    assert {bucket_of(f"<a:{n}>") for n in range(2000)} == set(range(BUCKETS))


# --- display names --------------------------------------------------------------------------


def shown(quads: list[str]) -> list[str]:
    marks = (f"{SUBJECT} <http://www.w3.org/2004/02/skos/core#prefLabel> ", " .\n")
    return [
        q.removeprefix(marks[0]).removesuffix(marks[1])
        for q in quads
        if q.startswith(marks[0]) and METADATA_GRAPH not in q
    ]


def test_one_display_name_for_each_language_by_precedence(tmp_path: Path) -> None:
    quads, _, _ = written(
        tmp_path,
        [name("of hpoa", "hpoa"), name("of Mondo", "mondo")],
        [name("of Orphanet", "orphanet"), name("d'Orphanet", "orphanet", language="fr")],
    )
    assert shown(quads) == ['"d\'Orphanet"@fr', '"of Orphanet"@en']


def test_a_name_that_we_translated_stands_back_behind_a_stated_one(tmp_path: Path) -> None:
    quads, _, _ = written(
        tmp_path, [name("übersetzt", "curated", method="translated"), name("stated", "nando")]
    )
    assert shown(quads) == ['"stated"@en']


def test_of_several_names_of_equal_right_the_one_that_most_use_is_shown(tmp_path: Path) -> None:
    quads, _, _ = written(
        tmp_path,
        [name("a long description (inventin)", "ema"), name("inventin", "ema")],
        [name("Inventin", "fda"), name("very brief", "everycure")],
    )
    assert shown(quads) == ['"Inventin"@en']


def told(predicate: str, text: str, source: str) -> Fact:
    """A fact of the graph level about the disease of these tests."""
    return Fact(DISEASE, predicate, Text(text, "en"), (Reference(source, "x"),))


def test_a_brand_heads_a_substance_only_if_there_is_no_other_name(tmp_path: Path) -> None:
    brand = told("tradeName", "BRANDOL", "ema")
    (tmp_path / "one").mkdir()
    quads, _, _ = written(
        tmp_path / "one", [name("Brandol", "everycure"), name("inventin; novatin", "ema"), brand]
    )
    assert shown(quads) == ['"inventin; novatin"@en']
    (tmp_path / "two").mkdir()
    quads, _, _ = written(tmp_path / "two", [name("Brandol", "everycure"), brand])
    assert shown(quads) == ['"Brandol"@en']


def test_the_same_disease_without_rare_is_shown(tmp_path: Path) -> None:
    quads, _, _ = written(
        tmp_path, [name("Rare inventitis", "orphanet"), name("inventitis", "mondo")]
    )
    assert shown(quads) == ['"inventitis"@en']


def test_a_synonym_that_most_others_share_stands_in_for_a_name(tmp_path: Path) -> None:
    synonyms = ("IS", "grand status", "status inventicus", "general status inventicus")
    quads, _, _ = written(tmp_path, [told("synonym", text, "mondo") for text in synonyms])
    assert shown(quads) == ['"status inventicus"@en']


# --- counting and loading -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rest", "graph"),
    [
        ("<a:o>", ""),
        ("<a:o> <a:g>", "<a:g>"),
        ('"text"', ""),
        ('"text <a:b>"', ""),
        ('"text <a:b>"@en <a:g>', "<a:g>"),
        ('"1"^^<a:type>', ""),
        ('"1"^^<a:type> <a:g>', "<a:g>"),
        ('"a \\" <b"', ""),
    ],
)
def test_the_graph_of_a_quad_is_told_from_what_its_text_says(rest: str, graph: str) -> None:
    assert list(count_quads([f"<a:s> <a:p> {rest} .\n"]).graphs) == [graph]


def test_files_are_loaded_while_others_are_written(tmp_path: Path) -> None:
    loader = StoreLoader(tmp_path / "graph")
    for number in range(5):
        file = tmp_path / f"{number}.nq"
        file.write_text(f"<a:s> <a:p> <a:o{number}> .\n<a:s> <a:p> <a:o> <a:g> .\n", "utf-8")
        loader.add(file)
    assert loader.finish() == 6
    assert not list(tmp_path.glob("*.nq")), "what is in the store is not kept beside it"
    assert len(open_store(tmp_path / "graph")) == 6
    with pytest.raises(RuntimeError, match="read-write"):
        open_store(tmp_path / "graph").update("INSERT DATA { <a:s> <a:p> <a:x> }")


def test_a_line_that_is_no_quad_stops_the_loading(tmp_path: Path) -> None:
    loader = StoreLoader(tmp_path / "graph")
    bad = tmp_path / "bad.nq"
    bad.write_text("<a:s> <a:p> .\n", "utf-8")
    loader.add(bad)
    with pytest.raises(SyntaxError):
        loader.finish()
