"""The search engine: what comes first, what is found all the same, and that nothing breaks it."""

from __future__ import annotations

import shutil
import sqlite3
import unicodedata
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rarekg.errors import InvalidParameter, ReleaseBroken
from rarekg.graph.dossiers import FILE
from rarekg.release import Home
from rarekg.search.engines import ENGINES, build_index, open_index
from rarekg.search.folding import folded
from rarekg.search.protocol import MAX_PER_PAGE, Found, Request, SearchDocument, SearchEngine

NAMES = (
    ("MONDO:0000001", "Disease", "Sjögren syndrome", ("Sjogren disease", "SS")),
    ("MONDO:0000002", "Disease", "Friedreich ataxia", ("FRDA", "Ataxie de Friedreich")),
    ("MONDO:0000003", "DiseaseSubtype", "Friedreich ataxia 2", ()),
    ("MONDO:0000004", "Disease", "Ataxia, Friedreich type", ()),
    ("MONDO:0000005", "Disease", "Weiße-Straße-Krankheit", ("O'Brien's palsy",)),
    ("MONDO:0000006", "Disease", "Moyamoya disease", ("もやもや病", "烟雾病")),
    ("MONDO:0000007", "Disease", "AND", ()),
    ("MONDO:0000008", "Disease", "Amyotrophic lateral sclerosis", ("ALS",)),
    ("MONDO:0000009", "Disease", "Ｆｕｌｌ－ｗｉｄｔｈ disease", ("ﬁbrosis ſample",)),
    ("HP:0001251", "Phenotype", "Ataxia", ("Unsteady gait",)),
    ("HGNC:3951", "Gene", "FXN", ("frataxin",)),
)
MANY = 130


def documents() -> Iterator[SearchDocument]:
    for number, (identifier, kind, name, synonyms) in enumerate(NAMES):
        names = ((name, "en", "displayName"), (name, "en", "name"))
        others = tuple((text, "en", "synonym") for text in synonyms)
        ids = ("ORPHA:95", "OMIM:229300", "ICD10CM:G11.11") if number == 1 else ()
        text = "Nerves that steer walking are ill." if number == 1 else ""
        yield SearchDocument(identifier, kind, name, names + others, ids, text, number)
    for number in range(MANY):
        name = f"Common anaemia {number}"
        yield SearchDocument(
            f"MONDO:1{number:06}", "Disease", name, ((name, "en", "name"),), (), "", 0
        )


@pytest.fixture(scope="module", params=sorted(ENGINES))
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> SearchEngine:
    folder = tmp_path_factory.mktemp("index")
    write, open_ = ENGINES[request.param]
    assert write(documents(), folder) == len(NAMES) + MANY
    return open_(folder)


def ids(found: Found) -> list[str]:
    return [hit.id for hit in found.hits]


# --- what comes first -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    ["ORPHA:95", "orpha95", "Orphanet_95", "orpha: 95", "http://www.orpha.net/ORDO/Orphanet_95"],
)
def test_an_identifier_in_any_spelling(engine: SearchEngine, query: str) -> None:
    found = engine.search(Request(query))
    assert ids(found)[0] == "MONDO:0000002"
    assert found.hits[0].matched.field == "identifier"
    assert found.hits[0].matched.text == "ORPHA:95"


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("G11.11", "ICD10CM:G11.11"),
        ("g11.11 ", "ICD10CM:G11.11"),
        ("ICD-10: G11.11", "ICD10CM:G11.11"),
        ("229300", "OMIM:229300"),
        ("#229300", "OMIM:229300"),
    ],
)
def test_a_code_as_a_letter_writes_it(engine: SearchEngine, query: str, code: str) -> None:
    found = engine.search(Request(query))
    assert ids(found) == ["MONDO:0000002"]
    assert (found.hits[0].matched.field, found.hits[0].matched.text) == ("identifier", code)


def test_the_exact_name_then_its_words_in_another_order_then_its_beginning(
    engine: SearchEngine,
) -> None:
    found = ids(engine.search(Request("friedreich ataxia")))
    assert found[:3] == ["MONDO:0000002", "MONDO:0000004", "MONDO:0000003"]


def test_the_beginning_of_a_name_is_enough(engine: SearchEngine) -> None:
    assert ids(engine.search(Request("friedr")))[0] == "MONDO:0000002"
    assert ids(engine.search(Request("moya"))) == ["MONDO:0000006"]


def test_whole_words_come_before_beginnings_of_longer_ones(tmp_path: Path) -> None:
    names = (("MONDO:1", "Fabry disease of adults"), ("ROR:1", "fabrysuisse"))
    for key, (write, open_) in ENGINES.items():
        folder = tmp_path / key
        folder.mkdir()
        write(
            (SearchDocument(i, "Disease", n, ((n, "en", "name"),), (), "", 0) for i, n in names),
            folder,
        )
        assert ids(open_(folder).search(Request("fabry"))) == ["MONDO:1", "ROR:1"]


def test_a_therapy_by_its_trade_name(tmp_path: Path) -> None:
    """What stands on the package, also where only a record on the substance tells it."""
    names = (("Imatinib", "en", "name"), ("Glivec", "en", "tradeName"))
    for key, (write, open_) in ENGINES.items():
        folder = tmp_path / key
        folder.mkdir()
        write(
            iter([SearchDocument("CHEBI:45783", "Therapy", "Imatinib", names, (), "", 0)]), folder
        )
        (hit,) = open_(folder).search(Request("glivec")).hits
        assert (hit.name, hit.matched.field) == ("Imatinib", "tradeName")


def test_words_in_any_order_and_the_last_may_be_unfinished(engine: SearchEngine) -> None:
    assert "MONDO:0000008" in ids(engine.search(Request("sclerosis amyotrophic")))
    assert "MONDO:0000008" in ids(engine.search(Request("lateral scler")))


def test_a_synonym_says_that_it_was_one(engine: SearchEngine) -> None:
    (hit,) = engine.search(Request("frataxin")).hits
    assert (hit.id, hit.matched.field, hit.matched.text) == ("HGNC:3951", "synonym", "frataxin")
    assert ids(engine.search(Request("als")))[0] == "MONDO:0000008"


def test_all_that_have_a_name_and_nothing_like_it(engine: SearchEngine) -> None:
    (hit,) = engine.called("FRIEDREICH ATAXIA")
    assert (hit.id, hit.matched.field) == ("MONDO:0000002", "name")
    (other,) = engine.called("Frataxin")
    assert (other.id, other.type, other.matched.field) == ("HGNC:3951", "Gene", "synonym")
    assert not engine.called("Friedreich")
    assert not engine.called("Freidreich ataxia")
    assert not engine.called("-")


def test_the_text_is_found_last(engine: SearchEngine) -> None:
    (hit,) = engine.search(Request("steer walking")).hits
    assert (hit.id, hit.matched.field) == ("MONDO:0000002", "text")


# --- found all the same ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("Sjogren", "MONDO:0000001"),
        ("SJÖGREN", "MONDO:0000001"),
        ("sjo\u0308gren syndrome", "MONDO:0000001"),
        ("weisse strasse krankheit", "MONDO:0000005"),
        ("WEIẞE-STRASSE-KRANKHEIT", "MONDO:0000005"),
        ("o brien's palsy", "MONDO:0000005"),
        ("o’brien’s palsy", "MONDO:0000005"),
        ("もやもや病", "MONDO:0000006"),
        ("もやもや", "MONDO:0000006"),
        ("烟雾", "MONDO:0000006"),
        ("full-width disease", "MONDO:0000009"),
        ("fibrosis sample", "MONDO:0000009"),
        ("  friedreich   ataxia  ", "MONDO:0000002"),
        ("friedreich-ataxia", "MONDO:0000002"),
        ("and", "MONDO:0000007"),
    ],
)
def test_spellings_that_mean_the_same(engine: SearchEngine, query: str, wanted: str) -> None:
    assert ids(engine.search(Request(query)))[0] == wanted


@pytest.mark.parametrize("query", ["freidreich ataxia", "friedrich ataxia", "amyotrofic sclerosis"])
def test_a_misspelling_is_corrected_and_said_so(engine: SearchEngine, query: str) -> None:
    found = engine.search(Request(query))
    assert found.corrected
    assert ids(found)[0] in ("MONDO:0000002", "MONDO:0000008")


@pytest.mark.parametrize("query", ["fredrichs", "friedreichs", "fredrich's"])
def test_a_misspelt_name_in_the_genitive(query: str, tmp_path: Path) -> None:
    documents = [
        SearchDocument(f"MONDO:{i}", "Disease", name, ((name, "en", "name"),), (), "", 90 - i)
        for i, name in enumerate(["Friedreich ataxia", *(f"Friedreich ataxia {i}" for i in "1234")])
    ]
    name, synonym = "Hemifacial hypertrophy", "Friedreich\u2019s hastal\u0131\u011f\u0131"
    names = ((name, "en", "name"), (synonym, "tr", "synonym"))
    documents.append(SearchDocument("HP:5", "Phenotype", name, names, (), "", 2))
    name = "Friedrich institute"
    documents.append(
        SearchDocument("ROR:1", "Organisation", name, ((name, "", "name"),), (), "", 0)
    )
    for key, (write, open_) in ENGINES.items():
        folder = tmp_path / key
        folder.mkdir()
        write(iter(documents), folder)
        assert ids(open_(folder).search(Request(query)))[0] == "MONDO:0"


@pytest.mark.parametrize("query", ["spinal atropy", "spinal atrophi", "spinol atropy"])
def test_a_misspelling_that_a_name_has_too_or_that_is_near_to_another_word(
    query: str, tmp_path: Path
) -> None:
    names = ("Optic atropy", "Optic atrophia", "Spinal atrophy")
    for key, (write, open_) in ENGINES.items():
        folder = tmp_path / key
        folder.mkdir()
        write(
            (
                SearchDocument(f"MONDO:{i}", "Disease", n, ((n, "en", "name"),), (), "", 0)
                for i, n in enumerate(names)
            ),
            folder,
        )
        found = open_(folder).search(Request(query))
        assert (found.corrected, ids(found)) == ("spinal atrophy", ["MONDO:2"])


def test_what_is_found_as_it_stands_is_not_corrected(engine: SearchEngine) -> None:
    assert engine.search(Request("friedreich ataxia")).corrected is None
    nothing = engine.search(Request("qqqqzzzz"))
    assert (nothing.total, nothing.hits, nothing.corrected) == (0, (), None)


@pytest.mark.parametrize("query", ["", " ", "\n\t", "-", "''", '"', "*", "()", "\x00", "。"])
def test_a_query_of_nothing_finds_nothing(engine: SearchEngine, query: str) -> None:
    assert engine.search(Request(query)).total == 0
    assert engine.search(Request(query)).hits == ()


# --- pages and kinds ------------------------------------------------------------------------


@pytest.mark.parametrize("query", ["common anaemia", "anaemia", "ataxia", "common ana"])
@pytest.mark.parametrize("size", [1, 7, 50])
def test_pages_together_are_the_whole(engine: SearchEngine, query: str, size: int) -> None:
    """Each result once, none missing, and every page knows how many there are."""
    total = engine.search(Request(query)).total
    pages = [
        engine.search(Request(query, start=start, size=size))
        for start in range(0, total + size, size)
    ]
    assert {page.total for page in pages} == {total}
    found = [i for page in pages for i in ids(page)]
    assert len(found) == total
    assert len(set(found)) == total
    assert found == [i for page in pages for i in ids(page)]


@pytest.mark.parametrize("query", ["ataxia", "anaemia", "common an", "friedreich ataxia", "ss"])
@pytest.mark.parametrize("size", [0, 3, 50])
def test_the_kinds_together_are_the_whole(engine: SearchEngine, query: str, size: int) -> None:
    """How many there are is counted, not guessed, whatever of it is shown."""
    kinds = {kind for _, kind, _, _ in NAMES}
    totals = [
        engine.search(Request(query, (kind,) if kind else (), size=size)).total for kind in kinds
    ]
    assert sum(totals) == engine.search(Request(query, size=size)).total > 0


def test_a_page_is_at_most_so_long(engine: SearchEngine) -> None:
    assert len(engine.search(Request("anaemia", size=10_000)).hits) == MAX_PER_PAGE
    assert engine.search(Request("anaemia", size=0)).hits == ()
    assert engine.search(Request("anaemia", start=10_000, size=10)).hits == ()


def test_only_of_a_kind(engine: SearchEngine) -> None:
    assert ids(engine.search(Request("ataxia", ("Phenotype",)))) == ["HP:0001251"]
    both = engine.search(Request("ataxia"))
    assert {hit.type for hit in both.hits} > {"Phenotype", "Disease"}
    assert engine.search(Request("ataxia", ("Phenotype",))).total == 1
    assert engine.search(Request("ataxia", ("Unicorn",))).total == 0


def test_the_same_question_the_same_answer(engine: SearchEngine) -> None:
    for query in ("ataxia", "common anaemia", "disease"):
        assert engine.search(Request(query)) == engine.search(Request(query))


# --- nothing breaks it ----------------------------------------------------------------------

_MARKS = ['"', "*", "(", ")", ":", "^", "-", "+", "{", "}", "'", "%", "_", "\x00", "\ud800"]
_LETTERS = ["\u1e9e", "\u0130", "\u75c5", "\u0301"]
_WORDS = ["AND", "OR", "NOT", "NEAR", "NEAR/3", "name:", "ataxia", "friedreich", "ORPHA:", "95"]
_OPERATORS = st.sampled_from([*_MARKS, *_LETTERS, *_WORDS])
_QUERIES = st.one_of(
    st.text(max_size=60),
    st.lists(_OPERATORS, max_size=12).map(" ".join),
    st.lists(_OPERATORS, max_size=12).map("".join),
    st.text(st.characters(categories=["Lo", "Mn", "Cf", "Zs", "Cc", "Cs"]), max_size=40),
)


@settings(max_examples=300, deadline=None)
@given(query=_QUERIES, kind=st.sampled_from([None, "Disease", "Gene"]), start=st.integers(0, 20))
def test_nothing_in_a_query_breaks_it(
    engine: SearchEngine, query: str, kind: str | None, start: int
) -> None:
    found = engine.search(Request(query, (kind,) if kind else (), start=start, size=5))
    assert 0 <= len(found.hits) <= 5
    assert found.total >= len(found.hits)
    assert all(kind in (None, hit.type) for hit in found.hits)


def test_a_query_of_any_length(engine: SearchEngine) -> None:
    assert engine.search(Request("ataxia " * 100_000)).total >= 0
    assert engine.search(Request("x" * 1_000_000)).total == 0


@given(text=st.text(max_size=40))
def test_folding_twice_is_folding_once(text: str) -> None:
    once = folded(text)
    assert folded(once) == once
    assert once == once.strip()
    assert folded(unicodedata.normalize("NFD", text)) == folded(unicodedata.normalize("NFC", text))


# --- the index of a release -----------------------------------------------------------------


def test_the_starter_release_is_searched(starter_home: Home) -> None:
    release = starter_home.release()
    found = open_index(release.manifest().search_engine, release.path)
    assert ids(found.search(Request("ataxie de friedreich")))[0] == "MONDO:0100339"
    assert ids(found.search(Request("Charcot disease")))
    assert found.search(Request("spinal musculer atrophy")).total > 0
    found.close()


def test_all_that_a_release_describes_is_in_its_index(starter_home: Home, tmp_path: Path) -> None:
    release = starter_home.release()
    shutil.copy(release.path / FILE, tmp_path)
    number = build_index("fts5", tmp_path)
    assert number > 200
    for table in ("entity", "identifier", "called", "word", "holding"):
        assert _rows(release.search, table) == _rows(tmp_path / "search.db", table)
    assert len(_rows(release.search, "entity")) == number


def _rows(index: Path, table: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(index)) as db:
        return sorted(db.execute(f"SELECT * FROM {table}"))  # noqa: S608  (our own names)


def test_an_unknown_engine_and_a_missing_index(tmp_path: Path) -> None:
    with pytest.raises(InvalidParameter, match=r"no search engine 'lucene'; there are: .*fts5"):
        open_index("lucene", tmp_path)
    with pytest.raises(ReleaseBroken, match=r"search\.db"):
        open_index("fts5", tmp_path)
