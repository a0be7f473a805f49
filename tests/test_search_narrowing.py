"""What narrows results down, counts that add up, orders, languages, and queries with operators:
on every engine the same."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rarekg.search.bitmaps import bitmap, everything, keys, packed, unpacked
from rarekg.search.engines import ENGINES, open_index
from rarekg.search.protocol import SORTS, Found, Request, SearchDocument, SearchEngine
from rarekg.search.snippets import LENGTH, snippet

AREAS = ("area:eye", "area:nerve", "area:skin")
COUNTRIES = ("FR", "DE", "JP", "IT", "ES")
MANY = 120
LONG = (
    "It begins early. " * 20 + "Then the iris trembles in dim light. " + "More is not known. " * 20
)


def documents() -> Iterator[SearchDocument]:
    for number in range(MANY):
        kind = ("Disease", "DiseaseSubtype", "Gene", "Phenotype")[number % 4]
        name = f"Invented ataxia {number}"
        names = [(name, "en", "name"), (f"Ataxie {MANY - number}", "fr", "displayName")]
        attributes = [("area", AREAS[number % 3])] if number % 5 else []
        attributes += [("country", c) for c in COUNTRIES[: number % 6]]
        attributes += [("gene", f"HGNC:{number % 7}")]
        text = LONG if number == 8 else f"Told of {number}."
        yield SearchDocument(
            f"MONDO:{number}",
            kind,
            name,
            tuple(names),
            (),
            text,
            number,
            attributes=tuple(attributes),
        )
    yield SearchDocument(
        "HGNC:3", "Gene", "XYZ1", (("XYZ1", "en", "name"),), ("OMIM:600001",), "", 3
    )


@pytest.fixture(scope="module", params=sorted(ENGINES))
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> SearchEngine:
    folder = tmp_path_factory.mktemp("index")
    assert ENGINES[request.param][0](documents(), folder) == MANY + 1
    return open_index(request.param, folder)


def ids(found: Found) -> list[str]:
    return [hit.id for hit in found.hits]


NARROWED = (
    Request("ataxia", size=0, counted=True),
    Request("ataxia", ("Disease",), size=0, counted=True),
    Request("ataxia", ("Disease", "Gene"), (("country", ("DE",)),), size=0, counted=True),
    Request("ataxia area:eye -country:JP", size=0, counted=True),
    Request("told", filters=(("area", (AREAS[0], AREAS[2])), ("country", ("FR",))), counted=True),
    Request("", ("Gene",), size=0, counted=True),
)


@pytest.mark.parametrize("request_", NARROWED)
def test_a_count_is_the_number_of_results_it_leads_to(
    engine: SearchEngine, request_: Request
) -> None:
    """Whoever chooses a value in place of those chosen in its field finds as many as it said."""
    found = engine.search(request_)
    assert found.counts
    others = dict(request_.filters)
    for count in found.counts:
        kinds = (count.value,) if count.field == "type" else request_.kinds
        chosen = dict(others)
        if count.field != "type":
            chosen[count.field] = (count.value,)
        query = request_.query
        if count.field == "area":
            query = query.replace("area:eye", "")
        again = engine.search(Request(query, kinds, tuple(chosen.items()), size=0))
        assert again.total == count.number, count


def test_counts_of_kinds_add_up_to_all(engine: SearchEngine) -> None:
    found = engine.search(Request("ataxia", counted=True))
    assert sum(c.number for c in found.counts if c.field == "type") == found.total == MANY
    assert engine.search(Request("ataxia")).counts == ()


def test_what_does_not_match_the_filter_is_not_found(engine: SearchEngine) -> None:
    both = Request("ataxia", ("Disease",), (("country", ("IT", "ES")), ("gene", ("hgnc:1",))))
    numbers = [n for n in range(0, MANY, 4) if n % 6 >= 4 and n % 7 == 1]
    assert sorted(ids(engine.search(both))) == sorted(f"MONDO:{n}" for n in numbers)
    assert engine.search(Request("ataxia", filters=(("country", ("XX",)),))).total == 0
    assert engine.search(Request("ataxia", filters=(("no field", ("x",)),))).total == 0
    assert engine.search(Request("ataxia", filters=(("country", ()),))).total == 0


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("kinds", [(), ("Gene", "Disease")])
def test_pages_in_any_order_are_the_whole(
    engine: SearchEngine, sort: str, kinds: tuple[str, ...]
) -> None:
    whole = engine.search(Request("ataxia", kinds, sort=sort, size=100))
    pages = [
        engine.search(Request("ataxia", kinds, sort=sort, start=start, size=7))
        for start in range(0, min(whole.total, 100), 7)
    ]
    assert [i for page in pages for i in ids(page)][:100] == ids(whole)[
        : sum(map(len, map(ids, pages)))
    ]
    assert len(set(ids(whole))) == min(100, whole.total)


def test_the_orders(engine: SearchEngine) -> None:
    names = [hit.name for hit in engine.search(Request("ataxia", sort="name", size=100)).hits]
    assert names == sorted(names)
    known = ids(engine.search(Request("ataxia", ("Gene",), sort="known", size=3)))
    assert known == ["MONDO:118", "MONDO:114", "MONDO:110"]


def test_names_are_in_the_language_of_the_reader(engine: SearchEngine) -> None:
    (hit,) = engine.search(Request('"invented ataxia 8"', language="fr")).hits
    assert (hit.name, hit.language) == (f"Ataxie {MANY - 8}", "fr")
    assert (hit.matched.text, hit.matched.language) == ("Invented ataxia 8", "en")
    (hit,) = engine.search(Request("xyz1", language="fr")).hits
    assert (hit.name, hit.language, hit.ids) == ("XYZ1", "en", ("HGNC:3", "OMIM:600001"))
    assert hit.url == "/gene/HGNC:3"


def test_the_place_in_the_text(engine: SearchEngine) -> None:
    (hit,) = engine.search(Request("iris trembles")).hits
    assert hit.id == "MONDO:8"
    assert "the iris trembles in dim light" in hit.snippet
    assert len(hit.snippet) < LENGTH + 10
    assert (hit.matched.field, hit.matched.kind) == ("text", "text")


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ('"ataxia 11"', 1),
        ('"11 ataxia"', 0),
        ('"told of 11"', 1),
        ("name:told", 0),
        ("name:ataxia", MANY),
        ("inven* gene:HGNC:3", 17),
        ("gene:XYZ1 type:Disease", 4),
        ("country:France country:Germany -country:Japan", 20),
        ("country:(FR OR DE) ataxia", 100),
        ("ataxia -invented", 0),
        ("ataxia OR xyz1", MANY + 1),
        ("id:OMIM:600001", 1),
        ("id:600001", 1),
        ("type:Gene", 31),
        ("gene:nothing", 0),
    ],
)
def test_queries_with_operators(engine: SearchEngine, query: str, number: int) -> None:
    assert engine.search(Request(query)).total == number


def test_a_query_that_does_not_parse_is_words_with_a_hint(engine: SearchEngine) -> None:
    found = engine.search(Request('"invented ataxia 7'))
    assert found.hits[0].id == "MONDO:7"
    assert "quotation mark" in found.hint


@pytest.mark.parametrize("members", [[], [1], [1, 2, 3, 500], list(range(1, 1000, 3))])
def test_sets_come_back_as_they_were_packed(members: list[int]) -> None:
    size = 1000
    held = bitmap(members, size)
    assert list(keys(held)) == members
    assert unpacked(packed(members, size), size) == held
    assert held & everything(size) == held


def test_a_snippet_holds_the_word_and_is_cut_at_spaces() -> None:
    assert snippet("A short text.", ["short"]) == "A short text."
    assert snippet("Nothing here.", ["missing"]) == ""
    shown = snippet(LONG, ["trembles"])
    assert (shown[:2], shown[-2:]) == ("… ", " …")
    assert set(shown.strip("… ").split()) <= set(LONG.split())


def test_more_than_can_be_looked_for_in_time_is_words_with_a_hint(engine: SearchEngine) -> None:
    many = " OR ".join(f"w{number}" for number in range(40))
    assert "at most" in engine.search(Request(many)).hint
    assert engine.search(Request(" OR ".join(["invented"] * 40))).total == MANY


def test_a_snippet_is_found_by_words_without_accents_and_shown_with_them() -> None:
    text = "La drépanocytose est une maladie du sang. " * 5
    assert snippet(text, ["drepanocytose"]).startswith("La drépanocytose est une")
    assert snippet("İstanbul: a Sjögren clinic.", ["sjogren"]) == "İstanbul: a Sjögren clinic."
    assert snippet("筋ジストロフィー", ["じす"]) == "筋ジストロフィー"
    assert snippet("原因はＳＭＮ1遺伝子", ["smn"]) == "原因はＳＭＮ1遺伝子"
