"""Suggestions while somebody types: what is found, in which order, how fast; their interface."""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from rarekg.errors import ReleaseBroken
from rarekg.records.kinds import DISEASES
from rarekg.release import Home
from rarekg.search.protocol import SearchDocument
from rarekg.search.suggest import Suggester, Suggestion
from rarekg.search.suggest_index import FILE, SuggestionWriter
from rarekg.search.suggest_ranks import MANY, MOST

HOSTILE = (
    '"',
    "' OR 1=1 --",
    "a* OR b*",
    "NEAR(a b)",
    "\x00\x01\x02",
    "\u202eabc\u200f",
    "%",
    "_",
    "\U0010ffff",
    "a " * 200,
    "x" * 400,
    "ﬁ" * 100,
    "١٢٣",
    "e\u0301" * 100,
    ":" * 50,
    "ORPHA:" + "9" * 300,
    "zqxjk " * 20,
    "𐍈𐍈𐍈",
)


def document(
    identifier: str,
    name: str,
    *more: tuple[str, str, str],
    kind: str = "Disease",
    facts: int = 10,
    identifiers: tuple[str, ...] = (),
    codes: tuple[str, ...] = (),
    attributes: tuple[tuple[str, str], ...] = (),
    url: str = "",
) -> SearchDocument:
    names = ((name, "en", "displayName"), *more)
    return SearchDocument(
        identifier,
        kind,
        name,
        names,
        identifiers,
        "",
        facts,
        attributes=attributes,
        url=url,
        codes=codes,
    )


DOCUMENTS = (
    document(
        "MONDO:0100339",
        "Friedreich ataxia",
        ("Ataxie de Friedreich", "fr", "displayName"),
        ("Friedreich-Ataxie", "de", "displayName"),
        ("FRDA", "en", "abbreviation"),
        ("フリードライヒ運動失調症", "ja", "displayName"),
        facts=200,
        identifiers=("ORPHA:95", "OMIM:229300"),
    ),
    document("MONDO:0011175", "Friedreich ataxia 2", kind="DiseaseSubtype"),
    document(
        "MONDO:0020066",
        "Ehlers-Danlos syndrome",
        ("Syndrome d'Ehlers-Danlos", "fr", "displayName"),
        kind="DiseaseGroup",
        facts=300,
    ),
    document("MONDO:0007522", "Classical Ehlers-Danlos syndrome", facts=50),
    document("MONDO:0010526", "Fabry disease", ("Morbus Fabry", "de", "synonym"), facts=150),
    document("MONDO:0009061", "Cystic fibrosis", ("Mucoviscidose", "fr", "displayName")),
    document("MONDO:0019952", "Congenital myopathy", identifiers=("ICD10:G71.2",)),
    document("HGNC:3951", "FXN", ("frataxin", "en", "fullName"), kind="Gene"),
    document("HP:0002073", "Progressive cerebellar ataxia", kind="Phenotype"),
    document("rarekg:idebenone", "Idebenone", ("Raxone", "", "tradeName"), kind="Therapy"),
    document("NANDO:1", "Gorham disease", attributes=(("deprecated", "true"),)),
    document("rarekg:page-centres", "Friendly centres", kind="Page", url="/centres"),
    document("MONDO:0000001", "Fatal disease one", facts=1),
    document("NANDO:2", "Fabry disease", facts=2),
    document("MONDO:0008119", "Spinocerebellar ataxia type 1", ("SCA 1", "en", "abbreviation")),
    document("MONDO:0010679", "Duchenne muscular dystrophy", facts=300, codes=("ICD10:G71.2",)),
)


def suggester(folder: Path, documents: Iterable[SearchDocument]) -> Suggester:
    """Suggestions of documents, by a file of their own."""
    writer = SuggestionWriter(folder)
    assert sum(1 for _ in writer.noting(documents))
    writer.write()
    return Suggester(folder)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Suggester]:
    found = suggester(tmp_path_factory.mktemp("small"), DOCUMENTS)
    yield found
    found.close()


def ids(found: Iterable[Suggestion]) -> list[str]:
    return [one.id for one in found]


# --- what is found ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("f", "MONDO:0100339"),
        ("F", "MONDO:0100339"),
        ("fri", "MONDO:0100339"),
        ("FRDA", "MONDO:0100339"),
        ("ataxie de f", "MONDO:0100339"),
        ("ataxia fried", "MONDO:0100339"),  # another order
        ("danlos", "MONDO:0020066"),  # the beginning of a word inside
        ("ehlers danl", "MONDO:0020066"),
        ("mucovisci", "MONDO:0009061"),  # in another language
        ("フリード", "MONDO:0100339"),
        ("運動失調", "MONDO:0100339"),  # inside of a word without spaces
        ("raxone", "rarekg:idebenone"),
        ("fxn", "HGNC:3951"),
        ("sca1", "MONDO:0008119"),
        ("spinocerebellar ataxia type i", "MONDO:0008119"),
        ("classical ehlers danlos synd", "MONDO:0007522"),  # longer than a beginning that is kept
        ("orpha95", "MONDO:0100339"),
        ("ORPHA:95", "MONDO:0100339"),
        ("OMIM 229300", "MONDO:0100339"),
        ("229300", "MONDO:0100339"),
        ("G71.2", "MONDO:0019952"),
    ],
)
def test_what_is_meant_comes_first(small: Suggester, typed: str, first: str) -> None:
    assert ids(small.suggestions(typed))[0] == first


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("firedr", "MONDO:0100339"),  # two letters exchanged
        ("fridr", "MONDO:0100339"),  # one missing
        ("frieedr", "MONDO:0100339"),  # one too many
        ("froedr", "MONDO:0100339"),  # one wrong
        ("vriedr", "MONDO:0100339"),  # the first one
        ("fabrx", "MONDO:0010526"),  # the last one
        ("dushenne", "MONDO:0010679"),
        ("duhcenne", "MONDO:0010679"),
        ("fridreih ataxia", "MONDO:0100339"),  # two errors in a long word
        ("fridreich atax", "MONDO:0100339"),  # not in the last word
        ("cystic fibrozi", "MONDO:0009061"),
        ("duchennemusc", "MONDO:0010679"),  # no space
        ("muscular dys trophy", "MONDO:0010679"),  # one too many
    ],
)
def test_a_misspelt_beginning_is_understood(small: Suggester, typed: str, first: str) -> None:
    assert ids(small.suggestions(typed))[0] == first


def test_up_to_three_letters_are_taken_as_they_are(small: Suggester) -> None:
    assert small.suggestions("fyr") == ()


def test_what_begins_as_typed_is_no_misspelling(small: Suggester) -> None:
    assert ids(small.suggestions("fatal")) == ["MONDO:0000001"]


def test_the_name_that_matched_is_told(small: Suggester) -> None:
    (found,) = small.suggestions("mucov")
    assert (found.name, found.matched) == ("Cystic fibrosis", "Mucoviscidose")
    assert small.suggestions("orpha95")[0].matched == "ORPHA:95"


def test_what_is_filed_under_a_code_stands_behind_what_it_is_of(small: Suggester) -> None:
    found = small.suggestions("G71.2")
    assert ids(found) == ["MONDO:0019952", "MONDO:0010679"]
    assert found[1].matched == "ICD10:G71.2"


def test_names_are_in_the_language_of_the_reader(small: Suggester) -> None:
    found = small.suggestions("friedreich", "fr-CH")[0]
    assert found.name == "Ataxie de Friedreich"
    found = small.suggestions("friedreich", "de")[0]
    assert (found.name, found.matched) == ("Friedreich-Ataxie", "Friedreich-Ataxie")
    assert small.suggestions("fabry", "tlh")[0].name == "Fabry disease"


def test_those_of_a_kind_stand_together_and_diseases_first(small: Suggester) -> None:
    for typed in ("f", "a", "e", "ataxia", "d"):
        kinds = [one.type for one in small.suggestions(typed)]
        assert len([kind for kind, _ in groupby(kinds)]) == len(set(kinds))
        is_disease = [kind in DISEASES for kind in kinds]
        assert is_disease == sorted(is_disease, reverse=True)
    assert {"HP:0002073", "MONDO:0100339"} <= set(ids(small.suggestions("ataxia")))


def test_a_thing_and_a_name_come_once(small: Suggester) -> None:
    for typed in ("f", "fabry", "ataxia", "friedreich ataxia"):
        found = small.suggestions(typed)
        assert len(set(ids(found))) == len(found) <= MOST
        assert len({one.name for one in found}) == len(found)
    assert ids(small.suggestions("fabry d")) == ["MONDO:0010526"], "the one that is better known"


def test_what_its_source_has_given_up_is_not_suggested(small: Suggester) -> None:
    assert small.suggestions("gorham") == ()


def test_each_leads_to_its_page(small: Suggester) -> None:
    assert small.suggestions("fxn")[0].url == "/gene/HGNC:3951"
    assert small.suggestions("friendly")[0].url == "/centres"


def test_of_many_the_best_known_come_first(tmp_path: Path) -> None:
    """More begin alike than are read one by one: their list was made at the build."""
    number = 5 * MANY
    many = [document(f"MONDO:{i:07}", f"Aaa syndrome {i}", facts=i % 400) for i in range(number)]
    known = document("MONDO:9000001", "Best aab", facts=5000)
    exact = document("MONDO:9000002", "Aaa", facts=0)
    found = suggester(tmp_path, [*many, known, exact])
    assert len(found.suggestions("a")) == MOST
    assert ids(found.suggestions("aaa"))[0] == "MONDO:9000002", "called so exactly"
    facts = [int(one.id[-7:]) % 400 for one in found.suggestions("aaa s")]
    assert min(facts) > 350
    found.close()


def test_of_many_that_begin_so_the_one_of_that_name_comes_first(tmp_path: Path) -> None:
    """However long the name, and however little is known of it."""
    for name in ("Sclerosis of the nerves", "Sclerosis of the nerves of the arm and the hand"):
        known = [document(f"MONDO:{n}", f"{name} {n}", facts=300) for n in range(2 * MANY)]
        folder = tmp_path / str(len(name))
        folder.mkdir()
        found = suggester(folder, [*known, document("MONDO:9999", name, facts=0)])
        assert ids(found.suggestions(name))[0] == "MONDO:9999"
        found.close()


def test_the_release_has_its_suggestions(starter_home: Home) -> None:
    found = Suggester(starter_home.release().path)
    assert ids(found.suggestions("friedr"))[0] == "MONDO:0100339"
    assert ids(found.suggestions("spinr"))[0] == "rarekg:nusinersen"
    found.close()
    assert FILE in starter_home.release().manifest().files


def test_the_same_documents_make_the_same_file(tmp_path: Path) -> None:
    for name, documents in (("one", DOCUMENTS), ("two", DOCUMENTS[::-1])):
        (tmp_path / name).mkdir()
        suggester(tmp_path / name, documents).close()
    one, two = (sqlite3.connect(tmp_path / name / FILE) for name in ("one", "two"))
    for table in ("entity", "identifier", "name", "beginning", "list", "kept"):
        every = f"SELECT * FROM {table} ORDER BY 1, 2"  # noqa: S608 - our own names
        assert one.execute(every).fetchall() == two.execute(every).fetchall(), table
    one.close()
    two.close()


def test_a_release_without_suggestions_says_so(tmp_path: Path) -> None:
    with pytest.raises(ReleaseBroken, match=r"suggest\.db is missing; build the release anew"):
        Suggester(tmp_path)


def test_a_file_of_another_format_says_so(tmp_path: Path) -> None:
    suggester(tmp_path, DOCUMENTS).close()
    db = sqlite3.connect(tmp_path / FILE)
    db.execute("PRAGMA user_version = 999")
    db.close()
    with pytest.raises(ReleaseBroken, match=r"format 999, not .*; build the release anew"):
        Suggester(tmp_path)


# --- hostile input ---------------------------------------------------------------------------


@pytest.mark.parametrize("typed", HOSTILE)
def test_nothing_that_is_typed_raises(small: Suggester, typed: str) -> None:
    assert len(small.suggestions(typed)) <= MOST
    assert len(small.suggestions(typed, "x" * 50)) <= MOST


def test_random_text_never_raises_and_is_never_slow(starter_home: Home) -> None:
    found = Suggester(starter_home.release().path)
    generator = random.Random("suggestions")  # noqa: S311 - not for secrets
    signs = "abcdefghij  xyz\"'*():-^%_é病\u202e\u0301\x00αΩ1290"
    worst = 0.0
    for _ in range(3000):
        typed = "".join(generator.choices(signs, k=generator.randint(1, 60)))
        start = time.process_time()
        found.suggestions(typed, generator.choice(("en", "fr", "ja-Hira", "")))
        worst = max(worst, time.process_time() - start)
    found.close()
    assert worst < 0.1


# --- the interface ---------------------------------------------------------------------------


def test_the_answer_has_the_fields_that_were_agreed(client: FlaskClient) -> None:
    answer = client.get("/api/v1/suggest?q=friedr&lang=fr").json
    assert answer is not None
    assert set(answer) == {"query", "suggestions"}
    assert answer["query"] == "friedr"
    first = answer["suggestions"][0]
    assert set(first) == {"id", "type", "name", "matched", "url"}
    assert first == {
        "id": "MONDO:0100339",
        "type": "Disease",
        "name": "Ataxie de Friedreich",
        "matched": first["matched"],
        "url": "/disease/MONDO:0100339",
    }
    assert client.get(first["url"]).status_code == 200


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("", "q"),
        ("q=", "q"),
        ("q=%20%00", "q"),
        ("q=" + "a" * 401, "q"),
        ("q=a&q=b", "q"),
        ("q=a&lang=fr%0d%0aX", "lang"),
        ("q=a&lang=1", "lang"),
        ("q=a&lang=" + "a" * 300, "lang"),
        ("q=a&langs=fr", "langs"),
        ("q=a&limit=3", "limit"),
    ],
)
def test_a_bad_parameter_is_named(client: FlaskClient, query: str, named: str) -> None:
    answer = client.get(f"/api/v1/suggest?{query}")
    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"
    assert answer.json is not None
    assert answer.json["detail"].startswith(f"{named}:")


def test_answers_may_be_kept_and_read_by_other_sites(client: FlaskClient) -> None:
    answer = client.get("/api/v1/suggest?q=fr")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    again = client.get("/api/v1/suggest?q=fr", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("typed", HOSTILE)
def test_hostile_text_is_answered_or_refused(client: FlaskClient, typed: str) -> None:
    answer = client.get("/api/v1/suggest", query_string={"q": typed})
    assert answer.status_code in (200, 400)
