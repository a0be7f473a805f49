"""The pages about trials: what is said of one, the list with its filters, nothing promised."""

from __future__ import annotations

import html
import json
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from rarekg.build import BuildOptions, build
from rarekg.build_report import Stages
from rarekg.records.reader import Records
from rarekg.records.trials import Register, Selection, register, selected, trials_of
from rarekg.release import Home
from rarekg.server.trials_wording import (
    INTERVENTION_WORDS,
    KIND_WORDS,
    PHASE_WORDS,
    STATUS_WORDS,
    age_words,
)
from rarekg.sources.manifest import source_named
from tests.conftest import ClientOf
from tests.trials import Json, study

NUSINERSEN: Json = {"interventions": [{"type": "DRUG", "name": "Nusinersen 12 mg"}]}
PLACES: Json = {
    "locations": [
        {"facility": f"Invented centre {n}", "city": "Lyon", "country": "France"} for n in range(15)
    ]
}
STUDIES = [
    study("NCT90000001", title="Inventamab & walking", conditions=("Friedreich ataxia",)),
    study(
        "NCT90000002",
        title="An old study of <ataxia>",
        status="COMPLETED",
        conditions=("Friedreich Ataxia",),
        updated="2019-01-01",
        contactsLocationsModule=PLACES,
    ),
    study(
        "NCT90000003",
        title="Nusinersen again",
        status="TERMINATED",
        conditions=("Spinal Muscular Atrophy",),
        designModule={"studyType": "INTERVENTIONAL", "phases": ["PHASE3"]},
        armsInterventionsModule=NUSINERSEN,
        sponsorCollaboratorsModule={"leadSponsor": {"name": "Servier", "class": "INDUSTRY"}},
    ),
    study(
        "NCT90000004",
        title="Who has what",
        status="NOT_YET_RECRUITING",
        conditions=("Nothing that anybody knows",),
        designModule={"studyType": "OBSERVATIONAL"},
        armsInterventionsModule={},
        contactsLocationsModule={},
        eligibilityModule={},
        sponsorCollaboratorsModule={},
    ),
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A release of the curated data with some trials."""
    mirror = tmp_path_factory.mktemp("mirror")
    path = mirror / "clinicaltrials" / "studies.jsonl"
    path.parent.mkdir()
    path.write_text("".join(json.dumps(s) + "\n" for s in STUDIES), "utf-8")
    found = Home(tmp_path_factory.mktemp("home"))
    build(found, BuildOptions(mirror, ["curated", "clinicaltrials"], workers=1), Stages())
    return found


@pytest.fixture(scope="module")
def client(home: Home, client_of: ClientOf) -> FlaskClient:
    return client_of(home)


@pytest.fixture(scope="module")
def records(home: Home) -> Records:
    return Records(home.release().path)


def words(client: FlaskClient, path: str) -> str:
    """The words of the page's main part."""
    answer = client.get(path)
    assert answer.status_code == 200, path
    main = answer.get_data(as_text=True).partition("<main")[2].partition("</main>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


def test_the_trials_of_a_disease_are_those_that_the_graph_has(records: Records) -> None:
    known = {d.id for trial in register(records).trials for d in trial.diseases}
    assert known
    for disease in known:
        found = records.trials(disease)
        assert found
        assert set(found) == records.subjects("studiesDisease", disease)
    assert not records.trials("MONDO:9999999")


def test_a_trial_is_told_in_plain_words(client: FlaskClient) -> None:
    said = words(client, "/trial/NCT:90000001")
    assert "Inventamab & walking" in said
    for part in (
        "Looking for participants",
        "Phase 1",
        "Phase 2",
        "from the age of 6 years",
        "any sex",
        "no healthy volunteers",
        "40 expected",
        "April 2025",
        "6 May 2027 expected",
        "Friedreich ataxia",
        "Inventamab drug · also: INV-1; Inventa",
        "Placebo",
        "Invented Pharma company",
        "Invented Trust",
        "Invented Hospital Genève · Looking for participants",
        "Boston not named",
        "NCT90000001 at ClinicalTrials.gov",
    ):
        assert part in said, part


def test_each_fact_has_its_marks_and_who_says_so(client: FlaskClient) -> None:
    page = client.get("/trial/NCT:90000001").get_data(as_text=True)
    assert len(re.findall(r'href="/statement/[0-9a-f]{24}"', page)) >= 16
    assert 'href="https://clinicaltrials.gov/study/NCT90000001"' in page
    assert "disease named as the condition" in page


def test_other_spellings_lead_to_the_one_address(client: FlaskClient) -> None:
    answer = client.get("/trial/NCT90000001")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/trial/NCT:90000001")
    assert client.get("/trial/NCT:99999999").status_code == 404


def test_the_number_of_a_trial_that_was_not_read_leads_to_its_registry(client: FlaskClient) -> None:
    for spelling in ("NCT99999999", "nct 99999999"):
        page = client.get("/search", query_string={"q": spelling}).get_data(as_text=True)
        assert 'href="https://clinicaltrials.gov/study/NCT99999999"' in page
    assert "clinicaltrials.gov" not in client.get("/search?q=NCT9999999x").get_data(as_text=True)
    assert client.get("/trial/ORPHA:95").status_code in (301, 302)


def test_what_a_record_does_not_say_is_said(client: FlaskClient) -> None:
    said = words(client, "/trial/NCT:90000004")
    assert said.count("The record does not say.") >= 4
    assert "names no place" in said
    assert "No disease of the graph was recognised" in said


def test_many_places_are_folded_by_country(client: FlaskClient) -> None:
    said = words(client, "/trial/NCT:90000002")
    assert "15 places · 1 country" in said
    assert "France 15" in said


def test_what_is_tested_is_linked_and_promises_nothing(client: FlaskClient) -> None:
    page = client.get("/trial/NCT:90000003").get_data(as_text=True)
    assert 'href="/therapy/rarekg:nusinersen"' in page
    assert "Stopped early" in page
    assert "does not say that it works" in page


def test_a_sponsor_that_is_recognised_is_linked_beside_the_words_of_the_record(
    client: FlaskClient,
) -> None:
    page = client.get("/trial/NCT:90000003").get_data(as_text=True)
    assert 'href="/organisation/rarekg:organisation-servier"' in page
    assert "Servier company" in words(client, "/trial/NCT:90000003")


NEVER = re.compile(r"\b(?:cures?|effective|treats|helps against|promising|heals?)\b", re.IGNORECASE)


def test_no_words_of_ours_say_that_a_trial_works(client: FlaskClient) -> None:
    ours = [*STATUS_WORDS.values(), *PHASE_WORDS.values(), *KIND_WORDS.values()]
    pages = [words(client, path) for path in ("/trials", "/trial/NCT:90000004")]
    for text in (*ours, *INTERVENTION_WORDS.values(), *pages):
        assert not NEVER.search(text), text


def test_all_codes_that_are_read_have_words() -> None:
    tables = source_named("clinicaltrials").lookups
    assert set(tables["statuses"]) == set(STATUS_WORDS)
    assert set(tables["phases"]) == set(PHASE_WORDS)
    assert set(tables["study_types"]) == set(KIND_WORDS)
    assert set(tables["intervention_types"]) == set(INTERVENTION_WORDS)


@pytest.mark.parametrize(
    ("written", "shown"),
    [("18 Years", "18 years"), ("1 Year", "1 year"), ("6 Months", "6 months"), ("N/A", "N/A")],
)
def test_ages_in_words(written: str, shown: str) -> None:
    assert age_words(written) == shown


def test_the_list_has_those_that_take_participants_first(client: FlaskClient) -> None:
    said = words(client, "/trials")
    places = [said.index(t) for t in ("NCT90000001", "NCT90000004", "NCT90000002", "NCT90000003")]
    assert places == sorted(places)
    assert "4 trials" in said
    assert "the record names no place" in said


def test_what_is_not_stated_is_the_last_choice(client: FlaskClient) -> None:
    page = client.get("/trials?country=CH&organisation=rarekg:organisation-servier").text
    values = re.findall(r'<option value="([^"]*)"', page.partition('name="country"')[2])
    countries = values[: values.index("", 1)]
    assert countries[1:-1] == sorted(countries[1:-1])
    all_trials = client.get("/trials").text.partition('name="country"')[2].partition("</select>")[0]
    assert re.findall(r'<option value="([^"]*)"', all_trials)[-1] == "-"
    assert '<input type="hidden" name="organisation"' in page
    chosen = client.get("/trials?country=CH").text
    assert '<option value="Switzerland" selected' in chosen


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("status=RECRUITING", {"NCT:90000001"}),
        ("country=France", {"NCT:90000002"}),
        ("country=Switzerland", {"NCT:90000001", "NCT:90000003"}),
        ("country=FR", {"NCT:90000002"}),
        ("country=-", {"NCT:90000004"}),
        ("organisation=rarekg:organisation-servier", {"NCT:90000003"}),
        ("phase=PHASE2", {"NCT:90000001", "NCT:90000002"}),
        ("phase=-&kind=OBSERVATIONAL", {"NCT:90000004"}),
        ("disease=ORPHA:95", {"NCT:90000001", "NCT:90000002"}),
        ("disease=MONDO:0100339&status=COMPLETED", {"NCT:90000002"}),
        ("therapy=rarekg:nusinersen", {"NCT:90000003"}),
        ("words=walking", {"NCT:90000001"}),
        ("q=walking", {"NCT:90000001"}),
        ("words=NCT90000004", {"NCT:90000004"}),
        ("disease=ORPHA:999999", set()),
        ("status=DREAMING", set()),
    ],
)
def test_filters(client: FlaskClient, query: str, found: set[str]) -> None:
    page = client.get(f"/trials?{query}").get_data(as_text=True)
    assert set(re.findall(r'href="/trial/(NCT:\d+)"', page)) == found
    if not found:
        assert "No trial here fits" in page


@pytest.mark.parametrize(
    "query", ["page=0", "page=x", "words=%00%3Cb%3E", "status=%22%3E%3Cscript%3E", "disease=%ff"]
)
def test_odd_parameters_do_no_harm(client: FlaskClient, query: str) -> None:
    answer = client.get(f"/trials?{query}")
    assert answer.status_code in (200, 400)
    assert "<script>" not in answer.get_data(as_text=True)


def test_the_trials_of_a_disease(records: Records) -> None:
    """Whether all trials have been read or not."""
    found = trials_of(records, records.canonical_id("ORPHA:95"))
    register(records)
    assert trials_of(records, records.canonical_id("ORPHA:95")) == found
    assert [trial.id for trial in found] == ["NCT:90000001", "NCT:90000002"]
    assert found[0].phases == ("PHASE1", "PHASE2")
    assert found[0].countries == ("Switzerland", "United States")
    assert trials_of(records, "ORPHA:999999") == ()


def test_the_register_is_read_once(records: Records) -> None:
    known: Register = register(records)
    assert register(records) is known
    assert selected(known, Selection(status="RECRUITING")) is selected(
        known, Selection(status="RECRUITING")
    )


def test_a_release_without_trials_says_so(starter_app: Flask) -> None:
    with starter_app.test_client() as client:
        assert "none was fetched" in words(client, "/trials")


def test_the_page_of_a_disease_counts_its_trials_by_status_and_country(
    client: FlaskClient,
) -> None:
    page = client.get("/disease/ORPHA:95", follow_redirects=True).get_data(as_text=True)
    section = page.partition('id="trials"')[2].partition("</section>")[0]
    assert re.findall(r'href="/trial/(NCT:\d+)"', section) == ["NCT:90000001", "NCT:90000002"]
    counted = set(re.findall(r'href="(/trials\?[^"]+)">([^<]+) ?<', section))
    assert {words for _, words in counted} >= {"Looking for participants ", "Finished ", "France"}
    for address, _ in counted:
        assert "No trial here fits" not in client.get(html.unescape(address)).text
    other = client.get("/disease/ORPHA:586", follow_redirects=True).get_data(as_text=True)
    assert "None of the trials that we read studies it." in other
    assert 'href="/trial/' not in other
    assert "https://clinicaltrials.gov/search?cond=Cystic%20fibrosis" in other
