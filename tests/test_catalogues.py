"""The catalogues of the interface: complete, and each translation says what the text asks for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from tools import catalogues
from tools.catalogues import LANGUAGES, catalogue, check, faults

from rarekg.server.languages import catalogue as spoken_catalogue


@pytest.fixture(scope="module")
def texts() -> Catalog:
    return catalogues.extracted()


def test_texts_of_templates_code_and_vocabulary_are_found(texts: Catalog) -> None:
    for message in ("Skip to the content", "%(subject)s has the sign %(value)s", "disease"):
        assert message in texts


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_catalogue_is_whole(language: str) -> None:
    assert list(check(language)) == []


@pytest.mark.parametrize(
    ("language", "number", "form"),
    [
        ("fr", 0, 0),
        ("fr", 2, 1),
        ("de", 0, 1),
        ("pl", 22, 1),
        ("pl", 12, 2),
        ("cs", 5, 2),
        ("ja", 1, 0),
        ("ja", 7, 0),
    ],
)
def test_the_form_for_a_number_is_that_of_the_language(
    language: str, number: int, form: int
) -> None:
    assert spoken_catalogue(language).form(number) == form
    assert form < catalogue(language).num_plurals


@pytest.mark.parametrize(
    ("source", "translation", "wrong"),
    [
        ("Looked for %(what)s", "Cherché : %(what)s", ""),
        ("Looked for %(what)s", "Cherché", "placeholders"),
        ("Looked for %(what)s", "Cherché : %(quoi)s", "placeholders"),
        ('See <a href="%(url)s">here</a>', "Voir ici", "markup"),
        ('See <a href="%(url)s">here</a>', '<a href="%(url)s">Ici</a>', ""),
        ("50 %% of persons", "50 % des personnes", "percent"),
        ("50 %% of persons", "50 %% des personnes", ""),
        ("always (100 %)", "toujours (100 %)", ""),
        (" and ", "et", "blanks"),
    ],
)
def test_translations_that_would_break_a_page_are_named(
    source: str, translation: str, wrong: str
) -> None:
    found = list(faults(Message(source), [translation], 2))
    assert any(wrong in fault for fault in found) if wrong else not found


def test_forms_for_numbers_are_counted() -> None:
    message = Message(("%(num)s sign", "%(num)s signs"))
    assert list(faults(message, ["jeden příznak", "%(num)s příznaky", "%(num)s příznaků"], 3)) == []
    assert "forms" in next(faults(message, ["%(num)s signe"], 2))


def test_translations_go_out_and_come_back(tmp_path: Path, texts: Catalog) -> None:
    catalogues.update(["cs"], tmp_path)
    empty = catalogue("cs", tmp_path)
    gaps = catalogues.missing(empty, texts)
    assert len(gaps) == len([m for m in texts if m.id])
    line = catalogues.as_line(next(m for m in gaps if isinstance(m.id, tuple)), 3)
    assert line["translation"] == ["", "", ""]
    told = json.dumps({"id": "Skip to the content", "translation": "Přejít k obsahu"})
    refused = json.dumps({"id": "No such text", "translation": "x"})
    lines = tmp_path / "cs.jsonl"
    lines.write_text(f"{told}\n{refused}\n", "utf-8")
    assert len(catalogues.put("cs", lines, tmp_path)) == 1
    found = catalogue("cs", tmp_path)["Skip to the content"]
    assert found.string == "Přejít k obsahu"
    assert not any(line.startswith("#:") and line[-1].isdigit() for line in _lines(tmp_path))


def _lines(folder: Path) -> list[str]:
    return (folder / "cs.po").read_text("utf-8").splitlines()
