"""Pages of organisations and the map of centres: what is stated, where it is, who says so."""

from __future__ import annotations

import html
import json
import math
import re
from itertools import combinations

import msgspec
import pytest
from flask.testing import FlaskClient

from rarekg.build import BuildOptions, build
from rarekg.build_report import Stages
from rarekg.records.organisations import Selection, directory
from rarekg.records.payments import Ledger, Payment
from rarekg.records.reader import Records
from rarekg.release import Home
from rarekg.server.map_projection import EUROPE, WORLD, land, view_around, view_of
from rarekg.server.organisation_map import map_of
from rarekg.server.organisation_views import near
from rarekg.sources.manifest import SourceManifest, source_named
from tests.conftest import ClientOf
from tests.trials import Json, study

HOSPITAL, GROUP, FIRM = "ROR:0000000a1", "ROR:0000000b2", "ROR:0000000c3"


def entry(identifier: str, name: str, kind: str, place: Json, *parents: str) -> Json:
    return {
        "id": f"https://ror.org/{identifier.partition(':')[2]}",
        "status": "active",
        "established": 1856,
        "names": [{"value": name, "types": ["ror_display", "label"], "lang": "en"}],
        "types": [kind],
        "locations": [{"geonames_details": place}],
        "links": [{"type": "website", "value": "https://example.org"}],
        "external_ids": [],
        "relationships": [
            {"type": "parent", "id": f"https://ror.org/{p.partition(':')[2]}"} for p in parents
        ],
    }


def town(name: str, code: str, country: str, latitude: float, longitude: float) -> Json:
    said = {"name": name, "country_code": code, "country_name": country}
    return {**said, "lat": latitude, "lng": longitude}


GENEVA = town("Geneva", "CH", "Switzerland", 46.2022, 6.1457)
REGISTRY = [
    entry(HOSPITAL, "Invented Hospital", "healthcare", GENEVA, GROUP),
    entry(GROUP, "Invented Hospitals & Sons", "nonprofit", GENEVA),
    entry(FIRM, "Invented Pharma", "company", town("Boston", "US", "United States", 42.4, -71.1)),
    entry("ROR:0000000d4", "Unnamed Elsewhere", "company", GENEVA),
]
SPONSOR: Json = {
    "leadSponsor": {"name": "Invented Hospitals and Sons", "class": "OTHER"},
    "collaborators": [{"name": "Invented Pharma, Inc.", "class": "INDUSTRY"}],
}


def sources() -> list[SourceManifest]:
    """The curators' data, the registry and trials; a small registry is not incomplete here."""
    registry = source_named("ror")
    files = [msgspec.structs.replace(f, expect={}) for f in registry.file]
    small = msgspec.structs.replace(registry, file=files)
    return [source_named("curated"), source_named("clinicaltrials"), small]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    mirror = tmp_path_factory.mktemp("mirror")
    trial = study(conditions=("Cystic fibrosis",), sponsorCollaboratorsModule=SPONSOR)
    for path, lines in (
        ("clinicaltrials/studies.jsonl", [trial]),
        ("ror/ror-records-v2-merged.jsonl", REGISTRY),
    ):
        (mirror / path).parent.mkdir()
        (mirror / path).write_text("".join(json.dumps(one) + "\n" for one in lines), "utf-8")
    found = Home(tmp_path_factory.mktemp("home"))
    build(found, BuildOptions(mirror, sources(), workers=1), Stages())
    return found


@pytest.fixture(scope="module")
def records(home: Home) -> Records:
    return Records(home.release().path)


@pytest.fixture(scope="module")
def client(home: Home, client_of: ClientOf) -> FlaskClient:
    return client_of(home)


def words(client: FlaskClient, path: str) -> str:
    """The text of a page, without markup."""
    answer = client.get(path, follow_redirects=True)
    assert answer.status_code == 200, path
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", answer.text)).split())


def test_a_hospital_says_where_it_is_and_which_trial_has_a_site_there(client: FlaskClient) -> None:
    page = words(client, f"/organisation/{HOSPITAL}")
    assert "care provider Invented Hospital" in page
    assert "Geneva" in page
    assert "Since 1856" in page, "a year is no number of thousands"
    assert "Part of Invented Hospitals & Sons" in page
    assert "Trials with a site there 1 Inventamab in invented ataxia" in page
    assert (
        "Method organisation named, by rarekg names of organisations v1 As Invented Hospital"
        in page
    )


def test_what_an_organisation_is_part_of_has_a_page_that_names_it(client: FlaskClient) -> None:
    """Nothing but the hospital speaks of it, and the trial by another spelling."""
    page = words(client, f"/organisation/{GROUP}")
    assert "Its parts 1 Invented Hospital" in page
    assert "Trials that it is responsible for 1 Inventamab" in page


def test_only_what_something_speaks_of_has_a_page(client: FlaskClient) -> None:
    assert client.get("/organisation/ROR:0000000d4").status_code == 404


def test_a_sponsor_without_a_country_is_not_guessed(client: FlaskClient) -> None:
    """ "Inc." may be American: then it is the one company of that name in the world."""
    assert "Trials that it supports 1" in words(client, f"/organisation/{FIRM}")


def test_a_curated_organisation_is_found_under_its_entry_of_the_registry(
    client: FlaskClient,
) -> None:
    moved = client.get("/organisation/rarekg:organisation-sanofi")
    assert moved.status_code == 301
    assert moved.location == "/organisation/ROR:02n6c9837"
    assert "Sanofi partnerships with patient groups" in words(client, moved.location)


def test_the_map_leads_to_each_centre_without_a_script(client: FlaskClient) -> None:
    page = client.get("/centres").text
    [drawing] = re.findall(r"<svg class=\"world\".*?</svg>", page, re.DOTALL)
    assert f'href="/organisation/{FIRM}" aria-label="Invented Pharma, Boston, United States"' in (
        drawing
    )
    assert "2 centres: Invented Hospital; Invented Hospitals &amp; Sons" in drawing
    assert "<title>" in drawing
    assert "<script" not in page.partition("<main")[2].partition("</main>")[0]
    assert "tile" not in drawing


@pytest.mark.parametrize(
    ("query", "there", "not_there"),
    [
        ("country=CH", "Invented Hospital", "Invented Pharma"),
        ("kind=Company", "Invented Pharma", "Invented Hospital"),
        ("words=pharma", "Invented Pharma", "Invented Hospital"),
        ("q=pharma", "Invented Pharma", "Invented Hospital"),
        ("disease=ORPHA:586", "Invented Hospital", "DEBRA"),
        ("disease=cystic+Fibrosis", "Invented Hospital", "DEBRA"),
        ("box=-75,40,-70,44", "Invented Pharma", "Invented Hospital"),
        ("view=europe", "Invented Hospital", "Invented Pharma"),
    ],
)
def test_the_map_and_its_list_can_be_restricted(
    client: FlaskClient, query: str, there: str, not_there: str
) -> None:
    page = words(client, f"/centres?{query}")
    assert there in page
    assert not_there not in page


def test_a_research_centre_is_listed_though_nothing_says_on_what_it_works(
    client: FlaskClient,
) -> None:
    page = words(client, "/centres?kind=ResearchCentre")
    for name in ("Servier R&D centre Boston", "Symphogen", "SRIMC research centre"):
        assert name in page
    assert "have no coordinates: they are only in the list" in words(client, "/centres")
    assert "Swissmedic" not in words(client, "/centres?words=swissmedic&kind=Authority")


@pytest.mark.parametrize("query", ["box=1", "box=9,9,1,1", "box=nan,0,1,1", "country=XX", "page=9"])
def test_what_is_no_part_of_the_world_is_no_error(client: FlaskClient, query: str) -> None:
    assert client.get(f"/centres?{query}").status_code == 200


def test_programmes_are_reached_from_the_list_of_organisations(client: FlaskClient) -> None:
    everything = client.get("/organisations").text
    for slug in ("act-for-children", "rare-disease-day", "sanofi-patient-groups"):
        assert f'href="/programme/rarekg:programme-{slug}"' in everything
    assert "/programme/" not in client.get("/organisations?country=FR").text


def test_all_organisations_are_listed_by_kind(client: FlaskClient) -> None:
    page = words(client, "/organisations?kind=PatientOrganisation&country=&words=myeloma")
    assert "Myeloma UK" in page
    assert "1 organisation " in page


def test_a_disease_names_its_centres_by_the_country_that_the_reader_chooses(
    client: FlaskClient,
) -> None:
    page = words(client, "/disease/ORPHA:586")
    assert "Who works on it" in page
    assert "Cystic Fibrosis Ireland" in page
    assert "Who takes part in its trials Invented Hospital" in page
    swiss = words(client, "/disease/ORPHA:586?country=CH")
    assert "Cystic Fibrosis Ireland" not in swiss
    assert "Invented Hospital Geneva, Switzerland" in swiss
    assert "Who works on it" in words(client, "/disease/ORPHA:586?country=XX")


def test_the_choice_of_a_country_keeps_the_wording_of_the_page(client: FlaskClient) -> None:
    kept = '<input type="hidden" name="view" value="expert">'
    address = "/disease/ORPHA:586"
    assert kept in client.get(f"{address}?view=expert", follow_redirects=True).text
    assert kept not in client.get(address, follow_redirects=True).text


def test_a_disease_says_which_of_its_organisations_were_paid(records: Records) -> None:
    entity = records.disease("ORPHA:586").entity
    known = directory(records)
    unpaid = near(entity, known, "", Ledger(()))
    assert unpaid.paid == {}
    paid, other = (found[0].link for found in list(unpaid.groups.values())[:2])
    made = Payment(
        "rarekg:payment-x-1", other, paid, 2024, "", *("",) * 2, None, None, (), *("",) * 5
    )
    assert near(entity, known, "", Ledger((made, made))).paid == {paid.id: 2}


def test_circles_stand_for_each_centre_with_coordinates_in_view(records: Records) -> None:
    known = directory(records).selected(Selection())
    placed = [one for one in known if one.point is not None]
    for view in (WORLD, EUROPE):
        made = map_of(known, view, Selection(), "/centres")
        inside = [one for one in placed if one.point and view.holds(*one.point)]
        assert sum(circle.number for circle in made.circles) == len(inside)
        assert made.off == len(known) - len(placed)
        for circle in made.circles:
            assert 0 <= circle.x <= 1000
            assert 0 <= circle.y <= view.height
        for one, other in combinations(made.circles, 2):  # a finger meets one of them
            apart = math.hypot(one.x - other.x, one.y - other.y)
            assert apart >= one.reach + other.reach - 0.5  # each is rounded to a tenth


def test_a_view_holds_what_it_is_around_and_says_itself() -> None:
    view = view_around([(46.2, 6.1), (47.4, 8.5)])
    assert view.holds(46.2, 6.1)
    assert view.holds(47.4, 8.5)
    again = view_of(view.text())
    assert again is not None
    assert again.west == pytest.approx(view.west, abs=0.02)
    west, north = view.point(47.4, 6.1), view.point(46.2, 8.5)
    assert west[0] < north[0]
    assert west[1] < north[1]
    assert view_around([(46.2, 6.1)]).holds(46.2, 6.1)


def test_land_is_drawn_in_every_part_of_the_world() -> None:
    for view in (WORLD, EUROPE, view_around([(46.2, 6.1)]), view_around([(-17.8, 178.0)])):
        assert land(view).startswith("M")
        assert len(land(view)) < 120_000
    longest = max(abs(int(step)) for step in re.findall(r"l(-?\d+),", land(WORLD)))
    assert longest < 100, "no line goes across the map"
