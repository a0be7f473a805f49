"""What the first page shows: a disease a day, what is new."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from flask import Flask

from rarekg.release import Home
from rarekg.server.app import create_app
from rarekg.server.home_data import disease_of_the_day, home_areas, recent_changes, today
from rarekg.server.languages import speaking
from rarekg.server.services import held
from tests.conftest import SparqlOf

_DAY = dt.date(2026, 11, 22)


@pytest.fixture(scope="module")
def app(starter_home: Home, sparql_of: SparqlOf) -> Flask:
    return create_app(starter_home, sparql_of(starter_home))


@pytest.fixture
def asked(app: Flask) -> Iterator[None]:
    with app.test_request_context("/"):
        yield


@pytest.mark.usefixtures("asked")
def test_each_described_disease_has_its_turn_before_the_first_comes_again() -> None:
    found = [disease_of_the_day(_DAY + dt.timedelta(days=n)) for n in range(400)]
    names = [one.link.name for one in found if one]
    assert len(names) == 400
    round_ = names[: len(set(names))]
    assert len(set(round_)) == len(round_) > 10
    assert names[len(round_)] == names[0]


@pytest.mark.usefixtures("asked")
def test_the_same_day_has_the_same_disease_and_it_is_described() -> None:
    one, again = disease_of_the_day(_DAY), disease_of_the_day(_DAY)
    assert one == again
    assert one
    assert len(one.summary) > 100
    assert one.link.type == "Disease"
    assert not held().records.entity(one.link.id).graph_facts.get("deprecated")


@pytest.mark.usefixtures("asked")
def test_the_disease_is_the_same_in_every_language_and_says_in_which_it_is_told() -> None:
    english = disease_of_the_day(_DAY)
    assert english
    assert english.language == ""
    with speaking("pl"):
        polish = disease_of_the_day(_DAY)
    assert polish
    assert polish.link.id == english.link.id
    assert polish.language == "en"


def test_the_day_can_be_fixed(app: Flask) -> None:
    with app.test_request_context("/"):
        assert today() >= _DAY
        app.config["TODAY"] = _DAY
        assert today() == _DAY
        del app.config["TODAY"]


@pytest.mark.usefixtures("asked")
def test_of_a_first_release_the_sources_with_their_days_are_what_is_new() -> None:
    found = recent_changes()
    assert found.first
    assert found.url == f"/releases/{held().release.id}"
    assert found.statements == held().manifest.statements
    assert found.sources
    days = [source.day for source in found.sources]
    assert days == sorted(days, reverse=True)
    assert not any(source.new for source in found.sources)


@pytest.mark.usefixtures("asked")
def test_areas_come_by_name_with_their_numbers() -> None:
    ours, _ = home_areas()
    assert {area.href for area in ours} >= {"/diseases/area/rarekg:area-neurological"}
    assert all(area.number for area in ours)
    names = [area.name for area in ours]
    assert names == sorted(names)
