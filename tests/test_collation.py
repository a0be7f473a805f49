"""The order of names, and the letters under which they stand, in each language."""

from __future__ import annotations

import pytest

from rarekg.records.collation import LANGUAGES, letter, sort_key
from rarekg.server.languages import INTERFACE


def _sorted(language: str, *names: str) -> list[str]:
    return sorted(names, key=lambda name: sort_key(name, language))


def test_all_languages_of_the_interface_have_an_order() -> None:
    assert tuple(INTERFACE) == LANGUAGES


def test_capitals_accents_and_signs_do_not_count_and_numbers_go_by_their_value() -> None:
    assert _sorted("en", "Ataxia type 10", "ataxia, type 2", "Ätaxia type 1", "Éclair", "Zeta") == [
        "Ätaxia type 1",
        "ataxia, type 2",
        "Ataxia type 10",
        "Éclair",
        "Zeta",
    ]


def test_what_begins_with_no_letter_stands_last() -> None:
    assert _sorted("fr", "2p21 deletion", "Zeta", "Alpha") == ["Alpha", "Zeta", "2p21 deletion"]
    assert letter("2p21 deletion", "fr") == "0-9"
    assert letter("“Sinking skin”", "fr") == "S"
    assert letter("", "fr") == "0-9"


def test_greek_letters_stand_where_their_names_do() -> None:
    assert letter("α-mannosidosis", "en") == "A"
    assert _sorted("en", "Alpine", "β-thal", "α-mannosidosis") == [
        "α-mannosidosis",
        "Alpine",
        "β-thal",
    ]


@pytest.mark.parametrize(
    ("language", "names", "letters"),
    [
        ("cs", ["Cukr", "Čas", "Hlava", "Chřipka", "Igor"], ["C", "Č", "H", "CH", "I"]),
        ("pl", ["Lzy", "Łuk", "Zez", "Źle", "Żaba"], ["L", "Ł", "Z", "Ź", "Ż"]),
        ("es", ["Nube", "Ñandú", "Oso"], ["N", "Ñ", "O"]),
        ("de", ["Aal", "Ärger", "Arzt"], ["A", "A", "A"]),
        ("fr", ["Ñandú", "Łuk"], ["N", "L"]),
        ("ja", ["アトピー", "がん", "ぱんだ", "小児", "Ataxia"], ["あ", "か", "は", "漢", "A"]),
    ],
)
def test_letters_of_a_language_of_their_own(
    language: str, names: list[str], letters: list[str]
) -> None:
    assert [letter(name, language) for name in names] == letters
    if language not in ("fr",):
        assert _sorted(language, *reversed(names)) == names
