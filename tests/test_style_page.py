"""The marks of things, and the living page that shows all parts of the design."""

from __future__ import annotations

import re
from collections import Counter
from xml.etree import ElementTree

import pytest
import yaml
from flask.testing import FlaskClient

from rarekg.content import content_folder
from rarekg.records.kinds import SECTIONS
from rarekg.server.marks import mark_name, mark_names
from rarekg.server.style_page import GROUPS, marks_by_group, tokens

SPRITE = (content_folder("web") / "static" / "marks.svg").read_text("utf-8")
THINGS = (
    *("Disease", "DiseaseGroup", "DiseaseSubtype", "Phenotype", "Gene", "Therapy"),
    *("MedicalAction", "Modality", "Approach", "Target", "Trial", "Classification", "Area"),
    *("Organisation", "ResearchCentre", "Company", "PatientOrganisation", "Authority"),
    *("CareProvider", "University", "Programme", "Payment", "KeyFigure", "RarityRule"),
    *("ReportingPoint", "Statement", "Reference", "Source", "Release"),
)


def curated(name: str) -> list[str]:
    """The slugs of a curated list."""
    given = yaml.safe_load((content_folder("ingest") / "curated" / f"{name}.yaml").read_text())
    return [str(one["id"]) for one in given[name]]


@pytest.mark.parametrize("name", ["modalities", "areas"])
def test_each_of_a_curated_list_has_a_mark(name: str) -> None:
    assert not set(curated(name)) - set(mark_names(SPRITE))


@pytest.mark.parametrize("kind", THINGS)
def test_each_kind_of_thing_has_a_mark(kind: str) -> None:
    assert mark_name(f"rkg:{kind}") in mark_names(SPRITE)


def test_marks_are_distinct_and_drawn_on_one_grid() -> None:
    root = ElementTree.fromstring(SPRITE)  # noqa: S314  (our own file)
    symbols = [s for s in root if s.tag.endswith("symbol")]
    assert len({s.get("id") for s in symbols}) == len(symbols) > 100
    assert {s.get("viewBox") for s in symbols} == {"0 0 24 24"}
    drawn = Counter(b"".join(ElementTree.tostring(part) for part in s) for s in symbols)
    assert not [one for one, times in drawn.items() if times > 1]


def test_a_mark_of_what_has_none_is_that_of_its_kind(client: FlaskClient) -> None:
    mark_of = client.application.jinja_env.filters["mark_of"]
    with client.application.test_request_context("/"):
        assert mark_of("rkg:ResearchCentre") == "research-centre"
        assert mark_of("rarekg:modality-gene-therapy") == "gene-therapy"
        assert mark_of("rarekg:modality-of-the-future") == "modality"
        assert mark_of("rarekg:area-eye") == "eye"
        assert mark_of("Something") == "thing"


def test_templates_name_marks_that_there_are() -> None:
    named = set()
    for template in (content_folder("web") / "templates").rglob("*.html"):
        named |= set(re.findall(r'\bmark\("([a-z0-9-]+)"', template.read_text("utf-8")))
    assert len(named) > 5
    assert not named - set(mark_names(SPRITE))


def test_the_groups_of_marks_have_words_that_are_translated() -> None:
    assert tuple(words for words, _ in marks_by_group(SPRITE)) == GROUPS


def test_all_tokens_parts_and_marks_are_shown(client: FlaskClient) -> None:
    answer = client.get("/style")
    assert answer.status_code == 200
    assert 'name="robots" content="noindex"' in answer.text
    sheet = (content_folder("web") / "static" / "styles" / "tokens.css").read_text("utf-8")
    for token in tokens(sheet):
        if token.light or token.name.startswith(("text", "space")):
            assert f"--{token.name}</code>" in answer.text
    for name in mark_names(SPRITE):
        assert f"#{name}" in answer.text
    for part in ("card", "note", "banner", "empty", "tag", "chip", "often", "tabs", "switch"):
        assert re.search(rf'class="[^"]*\b{part}\b', answer.text), part


def test_sections_of_the_site_have_marks() -> None:
    assert not {s for s in SECTIONS if mark_name(s) not in mark_names(SPRITE)} - {"entity"}
