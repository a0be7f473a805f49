"""The pages of programmes, and of all key figures."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from rarekg.records.model import Literal
from rarekg.records.reader import Records
from rarekg.release import Home
from rarekg.server.formats import day
from rarekg.server.labels import number
from tests.test_pages import Page, _page, _section, _text

ACT = "/programme/rarekg:programme-act-for-children"


@pytest.fixture(scope="module")
def records(starter_home: Home) -> Records:
    return Records(starter_home.release().path)


def test_a_programme_names_its_sites_partners_and_what_it_is_in_line_with(
    client: FlaskClient, records: Records
) -> None:
    html = _page(client, ACT)
    entity = records.entity("rarekg:programme-act-for-children")
    places, partners = _section(html, "places"), _section(html, "partners")
    for finding in entity.findings("locatedIn"):
        assert isinstance(finding.value, Literal)
        assert finding.value.text in places
    named = {s.value for s in entity.statements["hasPartner"]}
    named |= {s.subject for s in entity.inverse.get("participatesIn", ())}
    for link in named:
        assert getattr(link, "name", "") in _text(partners)
    assert partners.count("<li>") == len({getattr(link, "id", "") for link in named})
    assert "/programme/rarekg:programme-cureall" in html
    assert "15 February 2025" in html


@pytest.mark.parametrize("path", [ACT, "/key-figures", "/programme/rarekg:programme-cureall"])
def test_pages_are_whole(client: FlaskClient, path: str) -> None:
    page = Page(_page(client, path))
    assert len(set(page.ids)) == len(page.ids)
    assert page.headings.count(1) == 1
    assert set(page.targets) <= set(page.ids)


def test_every_key_figure_has_its_value_its_words_and_who_says_so(
    client: FlaskClient, records: Records
) -> None:
    html = _page(client, "/key-figures")
    rows = re.findall(r"<tr><td>.*?</tr>", html, re.DOTALL)
    known = records.of_type("KeyFigure")
    assert len(rows) == len(known)
    for figure in known:
        [row] = [r for r in rows if f'href="{figure.url}"' in r]
        words = _text(row)
        for statement in figure.statements["figureValue"]:
            assert isinstance(statement.value, Literal)
            assert number(statement.value.text) in words
            for backing in statement.backings:
                assert f"/sources#{backing.authority.id}" in row
                assert (day(backing.consulted or "") or "day of consultation not stated") in words


def test_values_that_differ_stand_side_by_side(client: FlaskClient) -> None:
    html = _page(client, "/key-figures")
    row = re.search(r"<tr><td><a[^>]*>Share of the world’s population.*?</tr>", html, re.DOTALL)
    assert row
    words = _text(row[0])
    assert "at least 3.5 %" in words
    assert "up to 5.9 %" in words


def test_a_programme_shows_its_own_figures(client: FlaskClient) -> None:
    page = _page(client, "/programme/rarekg:programme-servier-patient-board")
    assert "18 patients" in _text(_section(page, "figures"))
