"""What is found where nothing holds all words of a query, and why a result stands where it does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rarekg.search.engines import ENGINES, open_index
from rarekg.search.protocol import Request, SearchDocument, SearchEngine, Tier
from rarekg.search.query import NO_FIELD

NAMES = (
    ("MONDO:0000001", "Disease", "Alport syndrome", "hereditary nephritis"),
    ("MONDO:2", "Disease", "Friedreich ataxia", "FRDA"),
    ("MONDO:3", "Disease", "Fabry disease", "angiokeratoma corporis diffusum"),
    ("HP:1", "Phenotype", "Ataxia", "unsteadiness"),
    ("HP:2", "Phenotype", "Cataract", "clouded lens"),
    ("page:/trials", "Page", "Trials", "clinical studies"),
)
TEXT = "Some have ataxia, some a cataract. A diet may help."


def documents() -> Iterator[SearchDocument]:
    for identifier, kind, name, synonym in NAMES:
        names = ((name, "en", "name"), (synonym, "en", "synonym"))
        yield SearchDocument(identifier, kind, name, names, (), "", 5)
    names = (("Both", "en", "name"), ("BTH", "en", "abbreviation"))
    yield SearchDocument("MONDO:9", "Disease", "Both", names, (), TEXT, 5)
    for number in range(200):
        name = f"Other disease {number}"
        yield SearchDocument(
            f"MONDO:1{number:03}", "Disease", name, ((name, "en", "name"),), (), "", 0
        )


@pytest.fixture(scope="module", params=sorted(ENGINES))
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> SearchEngine:
    folder = tmp_path_factory.mktemp("index")
    ENGINES[request.param][0](documents(), folder)
    return open_index(request.param, folder)


@pytest.mark.parametrize(
    ("query", "wanted", "left_out"),
    [
        ("my son has alport syndrome", "MONDO:0000001", ("my", "son", "has")),
        ("what is friedreich ataxia", "MONDO:2", ("what", "is")),
        ("fabry xxqqzz", "MONDO:3", ("xxqqzz",)),
        ("angiokeratoma 199 xxqqzz", "MONDO:3", ("199", "xxqqzz")),
        ("mein Sohn hat Alport", "MONDO:0000001", ("mein", "sohn", "hat")),
    ],
)
def test_words_that_nothing_holds_do_not_lose_the_rest(
    engine: SearchEngine, query: str, wanted: str, left_out: tuple[str, ...]
) -> None:
    found = engine.search(Request(query))
    assert found.hits[0].id == wanted
    assert set(found.unmatched) == set(left_out)
    assert (found.corrected, found.hits[0].matched.kind) == (None, Tier.SOME)


def test_a_name_in_a_query_goes_before_texts_that_hold_all_words(engine: SearchEngine) -> None:
    (first, *_) = engine.search(Request("diet cataract")).hits
    assert (first.id, first.matched.kind, first.matched.text) == ("HP:2", Tier.PART, "Cataract")


def test_two_names_in_a_query_mean_neither(engine: SearchEngine) -> None:
    (hit,) = engine.search(Request("ataxia cataract help")).hits
    assert (hit.id, hit.matched.kind) == ("MONDO:9", Tier.TEXT)


def test_another_spelling_only_where_it_is_wanted(engine: SearchEngine) -> None:
    found = engine.search(Request("freidreich ataxia"))
    assert (found.corrected, found.hits[0].id) == ("friedreich ataxia", "MONDO:2")
    assert found.hits[0].matched.kind == Tier.NEAR
    literal = engine.search(Request("freidreich ataxia", spelling=False))
    assert (literal.corrected, literal.unmatched) == (None, ("freidreich",))


@pytest.mark.parametrize(
    ("query", "tier"),
    [
        ("MONDO:0000001", Tier.IDENTIFIER),
        ("alport", Tier.EXACT),
        ("hereditary nephritis", Tier.EXACT),
        ("bth", Tier.ABBREVIATION),
        ("corporis angiokeratoma", Tier.WORDS),
        ("heredit", Tier.PREFIX),
        ("diet may", Tier.TEXT),
        ("diet cataract help ataxia", Tier.TEXT),
    ],
)
def test_each_result_says_its_tier_and_why(engine: SearchEngine, query: str, tier: Tier) -> None:
    hit = engine.search(Request(query, explained=True)).hits[0]
    assert hit.matched.kind == tier
    assert any(f"tier {tier}:" in line for line in hit.why)
    assert hit.why[-1] == f"score {hit.score:.2f}"
    assert engine.search(Request(query)).hits[0].why == ()


def test_tiers_come_in_order(engine: SearchEngine) -> None:
    order = list(Tier)
    found = engine.search(Request("ataxia")).hits
    tiers = [order.index(Tier(hit.matched.kind)) for hit in found]
    assert tiers == sorted(tiers)
    assert [hit.id for hit in found] == ["HP:1", "MONDO:2", "MONDO:9"]


@pytest.mark.parametrize("query", ["type:Disease", "-type:Gene type:Disease"])
def test_what_is_found_by_its_values_is_not_said_to_hold_words(
    engine: SearchEngine, query: str
) -> None:
    hit = engine.search(Request(query, explained=True)).hits[0]
    assert (hit.matched.field, hit.matched.text, hit.matched.kind) == ("", "", Tier.FIELDS)
    assert "words" not in " ".join(hit.why)


@pytest.mark.parametrize(
    ("query", "corrected", "left_out", "wanted"),
    [
        # Only the words of the name are corrected, and a word that stands for itself is no other.
        (
            "my soon has freidreich ataxia",
            "my soon has friedreich ataxia",
            "my soon has",
            "MONDO:2",
        ),
        ("coat with alport", None, "coat with", "MONDO:0000001"),
    ],
)
def test_only_the_words_of_a_name_are_corrected(
    engine: SearchEngine, query: str, corrected: str | None, left_out: str, wanted: str
) -> None:
    found = engine.search(Request(query))
    assert (found.corrected, found.unmatched) == (corrected, tuple(left_out.split()))
    assert found.hits[0].id == wanted


def test_of_names_that_say_as_much_a_page_of_the_site_is_not_meant(engine: SearchEngine) -> None:
    found = engine.search(Request("trials fabry xxqqzz"))
    assert (found.hits[0].id, set(found.unmatched)) == ("MONDO:3", {"trial", "xxqqzz"})


def test_the_name_that_is_shown_goes_before_the_same_name_of_something_else(
    tmp_path: Path,
) -> None:
    names = (("Semantic dementia", "en", "displayName"), ("Pick dementia", "en", "name"))
    shown = (("Pick dementia", "en", "displayName"),)
    found = (
        SearchDocument("MONDO:1", "Disease", names[0][0], names, (), "", 12),
        SearchDocument("MONDO:2", "Disease", shown[0][0], shown, (), "", 10),
    )
    write, open_ = ENGINES["fts5"]
    write(iter(found), tmp_path)
    engine = open_(tmp_path)
    assert [hit.id for hit in engine.search(Request("pick dementia")).hits] == [
        "MONDO:2",
        "MONDO:1",
    ]
    engine.close()


def test_a_word_before_a_colon_that_is_no_field_is_told(engine: SearchEngine) -> None:
    found = engine.search(Request("colour:Alport"))
    assert found.hint == NO_FIELD
    assert found.hits[0].id == "MONDO:0000001"


@pytest.mark.parametrize("query", ["alport:syndrome", "mondo:0000001", "type:gene", "Alport: what"])
def test_names_and_identifiers_hold_colons_too(engine: SearchEngine, query: str) -> None:
    assert engine.search(Request(query)).hint == ""
