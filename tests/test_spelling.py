"""Misspelt words are led back to those of names: near in letters or in sound, common ones first."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rarekg.errors import ReleaseBroken
from rarekg.search.sounds import sound
from rarekg.search.spelling import Speller
from rarekg.search.spelling_words import Vocabulary

NAMES = (
    ("Friedreich ataxia", "en", 9.0),
    ("Ataxie de Friedreich", "fr", 9.0),
    ("Spinocerebellar ataxia type 7", "en", 5.0),
    ("Mucoviscidose", "fr", 9.0),
    ("Fibrose kystique", "fr", 9.0),
    ("Cystic fibrosis", "en", 9.0),
    ("Pulmonary fibrosis", "en", 9.0),
    ("Éléphantiasis", "fr", 2.0),
    ("Hémophilie", "fr", 8.0),
    ("Haemophilia", "en", 8.0),
    ("Dystonia", "en", 8.0),
    ("Myotonic dystrophy", "en", 8.0),
    ("Optic atropy", "en", 0.1),
    ("Spinal muscular atrophy", "en", 9.0),
    ("Atrophy", "en", 9.0),
    ("Pneumonia", "en", 3.0),
    ("Psoriasis", "en", 3.0),
    ("Xeroderma pigmentosum", "en", 5.0),
    ("Leukodystrophy", "en", 5.0),
    ("Phenylketonuria", "en", 8.0),
    ("Proteinuria", "en", 2.0),
    ("Small bowel", "en", 200.0),
    ("CLN3, SCA7", "en", 2.0),
    ("もやもや病", "ja", 2.0),
)


@pytest.fixture(scope="module")
def speller(tmp_path_factory: pytest.TempPathFactory) -> Speller:
    folder = tmp_path_factory.mktemp("release")
    vocabulary = Vocabulary()
    for text, language, weight in NAMES:
        vocabulary.add(text, language, weight)
    vocabulary.write(folder)
    return Speller(folder)


@pytest.mark.parametrize(
    ("query", "language", "meant"),
    [
        ("ataxai", "en", "ataxia"),  # swapped
        ("ataxa", "en", "ataxia"),  # missing
        ("ataxiia", "en", "ataxia"),  # doubled
        ("atazia", "en", "ataxia"),  # the key beside it
        ("itaxia", "en", "ataxia"),  # a wrong first letter
        ("freidreich", "en", "friedreich"),
        ("mucoviscidoz", "fr", "mucoviscidose"),
        ("ataxi de fridrich", "fr", "ataxie de friedreich"),
        ("elefantiasis", "fr", "elephantiasis"),
        ("emofili", "fr", "hemophilie"),
        ("hemofilia", "en", "hemophilia"),
        ("fenilketonuria", "en", "phenylketonuria"),
        ("newmonia", "en", "pneumonia"),
        ("soriasis", "en", "psoriasis"),
        ("zeroderma", "en", "xeroderma"),
        ("fibroz kistik", "fr", "fibrose kystique"),
        ("sistic fibrosis", "en", "cystic fibrosis"),
        ("leukodistrofi", "en", "leukodystrophy"),
        ("spynocerebelar ataxia 7", "en", "spinocerebellar ataxia 7"),
        ("dysto nia", "en", "dystonia"),
        ("cysticfibrosis", "en", "cystic fibrosis"),
        ("smallbowel", "en", "small bowel"),
        ("Spinal muscular atrofy", "en", "spinal muscular atrophy"),
    ],
)
def test_a_misspelt_word_is_led_back(
    speller: Speller, query: str, language: str, meant: str
) -> None:
    assert speller.corrected(query, language) == meant
    assert next(speller.tried(query, language)) == meant


@pytest.mark.parametrize(
    "query",
    [
        *("", " ", "-", "\x00", "friedreich ataxia", "ataxias", "leucodystrophies", "disease"),
        *("SCA8", "CLN4", "type 9", "qqqqzzzz", "asdfghjkl", "xyz", "病", "烟雾病", "ab", "'"),
        *("a" * 300, "a b c d e f g", "\u202e", "ataxia" * 60),
    ],
)
def test_what_is_known_or_no_word_at_all_is_not_corrected(speller: Speller, query: str) -> None:
    assert speller.corrected(query) is None


def test_the_readers_language_and_the_common_word_come_first(speller: Speller) -> None:
    assert speller.corrected("ataxi", "fr") == "ataxie"
    assert speller.corrected("ataxi", "en") == "ataxia"
    assert speller.corrected("fibros", "fr") == "fibrose"


def test_a_known_word_may_be_meant_differently(speller: Speller) -> None:
    """Names hold misspellings, too: so these are tried where the query itself finds nothing."""
    assert speller.corrected("spinal atropy") is None
    assert "spinal atrophy" in speller.tried("spinal atropy")
    assert "dystonia" in speller.tried("dys tonia")


def test_a_release_without_words_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ReleaseBroken, match="build the release anew"):
        Speller(tmp_path).corrected("ataxai")


def test_the_file_is_the_same_whatever_the_order_of_names(tmp_path: Path) -> None:
    written = []
    for number, names in enumerate((NAMES, NAMES[::-1])):
        folder = tmp_path / str(number)
        folder.mkdir()
        vocabulary = Vocabulary()
        for text, language, weight in names:
            vocabulary.add(text, language, weight)
        vocabulary.write(folder)
        written.append((folder / "spelling.db").read_bytes())
    assert written[0] == written[1]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("mucoviscidose", "mucoviscidoz"),
        ("dystrophie", "distrofi"),
        ("hemophilie", "emofili"),
        ("kystique", "kistik"),
        ("encephalite", "ancefalite"),
        ("psoriasis", "soriasis"),
        ("xeroderma", "zeroderma"),
        ("thalassemia", "talasemia"),
        ("achondroplasie", "akondroplazi"),
    ],
)
def test_what_sounds_alike(one: str, other: str) -> None:
    assert sound(one) == sound(other)


WORDS = st.text("aeioufhktpsyzx", min_size=1, max_size=45)


@given(WORDS)
def test_every_word_has_a_sound_that_is_not_longer(word: str) -> None:
    assert 0 < len(sound(word)) <= len(word)


@given(st.text(max_size=60) | st.lists(WORDS, max_size=20).map(" ".join))
def test_any_query_has_few_other_spellings(speller: Speller, query: str) -> None:
    found = list(speller.tried(query))
    assert len(found) == len(set(found)) <= 10
    assert all(found)


def test_a_hostile_query_takes_no_longer_than_others(speller: Speller) -> None:
    for query in ("ataxai " * 50, "x" * 400, "dystonai" * 50, "ata xai " * 50):
        start = time.process_time()
        list(speller.tried(query))
        assert time.process_time() - start < 0.05
