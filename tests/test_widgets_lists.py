"""The widgets of lists (trials, centres, organisations, money): what they say is what the
pages say, each line has who says so, nothing is added up or cut without a word."""

from __future__ import annotations

import json
import re
from itertools import pairwise

import pytest
from flask.testing import FlaskClient

from rarekg.build import BuildOptions, build
from rarekg.build_report import Stages
from rarekg.records.organisations import directory
from rarekg.records.payment_tables import Selection as PaidTo
from rarekg.records.payment_tables import total
from rarekg.records.payments import ledger
from rarekg.records.reader import Records
from rarekg.release import Home
from rarekg.server.map_projection import EUROPE, WORLD
from rarekg.server.widgets.drawings import Bar, _land, chart_drawing, map_drawing
from tests.conftest import ClientOf
from tests.payment_lists import listed, manifest
from tests.test_organisation_pages import REGISTRY, SPONSOR, entry, sources, town
from tests.trials import Json, study
from tests.widget_answers import is_drawn, page, section, texts, widget

FIBROSIS, FABRY, ALONE = "MONDO:0009061", "MONDO:0010526", "ORPHA:416"
CYSTINOSIS = "MONDO:0016239"
HOSPITAL = "ROR:0000000a1"
PAID = "rarekg:organisation-ch-beispielbund-seltene-e-v-7e873ea8"
FABRY_PATIENTS = "fabrysuisse"
PARIS = town("Paris", "FR", "France", 48.85, 2.35)
EXTRA = [
    entry(
        "ROR:05wkfym33",
        "Cystic Fibrosis Ireland",
        "nonprofit",
        town("Dublin", "IE", "Ireland", 53.3, -6.3),
    ),
    *(entry(f"ROR:00000{n:02}e5", f"Invented Centre {n}", "facility", PARIS) for n in range(3)),
]
SPONSORS: Json = {"leadSponsor": {"name": "Invented Centre 1", "class": "OTHER"}}
NOWHERE: Json = {"locations": []}
STUDIES = [
    study("NCT90000001", title="Open & new", conditions=("Cystic fibrosis",), updated="2026-02-01"),
    study(
        "NCT90000002",
        title="Over",
        status="COMPLETED",
        conditions=("Cystic fibrosis",),
        sponsorCollaboratorsModule=SPONSOR,
    ),
    study(
        "NCT90000003",
        title="Open, newer",
        conditions=("Cystic fibrosis",),
        sponsorCollaboratorsModule=SPONSORS,
        contactsLocationsModule=NOWHERE,
    ),
    study("NCT90000004", title="Not of it", conditions=("Friedreich ataxia",)),
    study("NCT90000005", conditions=("Cystinosis",), contactsLocationsModule=NOWHERE),
]
PAYMENTS = """\
payer,payer_country,recipient,recipient_id,recipient_country,recipient_kind,year,amount,currency,\
purpose,document,page,reported_by
Examplia Invented Pharma,FR,Beispielbund Seltene e.V.,,DE,patient organisation,2016,3500,EUR,,A,1,\
payer
Examplia Invented Pharma,FR,Beispielbund Seltene e.V.,,DE,patient organisation,2018,1501,EUR,,A,\
2,payer
Examplia Invented Pharma,FR,Beispielbund Seltene e.V.,,DE,patient organisation,2018,,EUR,,A,3,payer
Other Invented Ltd,GB,Beispielbund Seltene e.V.,,DE,patient organisation,2018,900,GBP,,B,9,payer
Examplia Invented Pharma,FR,Beispielbund Seltene e.V.,,DE,patient organisation,2016,7777,EUR,,C,1,\
recipient
Examplia Invented Pharma,FR,Those of Fabry,271,CH,patient organisation,2016,250,EUR,,A,4,payer
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A release of the curated data, a registry of organisations, trials, a list of payments."""
    mirror = tmp_path_factory.mktemp("mirror")
    for path, lines in (
        ("clinicaltrials/studies.jsonl", STUDIES),
        ("ror/ror-records-v2-merged.jsonl", REGISTRY + EXTRA),
    ):
        (mirror / path).parent.mkdir()
        (mirror / path).write_text("".join(json.dumps(one) + "\n" for one in lines), "utf-8")
    said = 'dataset = "paid"\norganisations = "ch"\nlanguage = "en"\n'
    paid = listed(mirror, PAYMENTS, said, "paid")
    found = Home(tmp_path_factory.mktemp("home"))
    build(found, BuildOptions(mirror, [*sources(), manifest(paid)], workers=1), Stages())
    return found


@pytest.fixture(scope="module")
def client(home: Home, client_of: ClientOf) -> FlaskClient:
    return client_of(home)


@pytest.fixture(scope="module")
def records(home: Home) -> Records:
    return Records(home.release().path)


def test_trials_that_look_for_participants_come_first(client: FlaskClient) -> None:
    found = section(widget(client, f"trials/{FIBROSIS}"), "trials")
    assert texts(found.items) == ["Open, newer", "Open & new", "Over"]
    groups = [item.group for item in found.items]
    assert groups == ["Looking for participants"] * 2 + ["Finished"]
    newer, new, _ = found.items
    where = "Phase 1 · Phase 2 · Switzerland and United States · Invented Pharma"
    assert new.note == f"{where} · record of 1 February 2026"
    assert "the record names no place" in newer.note
    assert "does not say that it works" in found.hint
    listed = page(client, f"/trials?disease={FIBROSIS}")
    for item in found.items:
        assert item.text in listed
        assert item.group in listed


def test_a_trial_is_cited_for_what_it_studies(client: FlaskClient) -> None:
    for item in section(widget(client, f"trials/{FIBROSIS}"), "trials").items:
        said = page(client, item.statement)
        assert "Cystic fibrosis" in said
        assert item.text in said
        assert len(item.references) == 2  # of the record, and of how the disease was recognised


def test_trials_of_a_country_alone_and_where_there_are_none(client: FlaskClient) -> None:
    swiss = section(widget(client, f"trials/{FIBROSIS}?country=CH"), "trials")
    assert texts(swiss.items) == ["Open & new", "Over"]
    nowhere = section(widget(client, f"trials/{FIBROSIS}?country=JP"), "trials")
    assert (nowhere.kind, texts(nowhere.items)) == ("text", ["No trial here fits"])
    counted = section(widget(client, f"trials/{FIBROSIS}?sections=countries"), "countries")
    assert [(i.text, i.value) for i in counted.items] == [
        ("Switzerland", "2"),
        ("United States", "2"),
    ]
    one = page(client, counted.items[0].url)
    assert "Over" in one
    assert "Open, newer" not in one


def test_trials_of_an_organisation_are_those_that_it_takes_part_in(client: FlaskClient) -> None:
    found = section(widget(client, f"trials/{HOSPITAL}"), "trials")
    assert "Open, newer" not in texts(found.items)
    assert texts(found.items)[-1] == "Over"
    assert "there may be more" in found.hint
    for item in found.items:
        assert "Invented Hospital" in page(client, item.statement)


def test_what_is_cut_is_counted_and_leads_to_all(client: FlaskClient) -> None:
    found = section(widget(client, f"trials/{FIBROSIS}?items=1"), "trials")
    assert (len(found.items), found.total, found.more) == (1, 3, "All 3 trials")
    assert all(title in page(client, found.url) for title in ("Open & new", "Over"))
    cut = section(widget(client, f"organisations/{FIBROSIS}?items=1&sections=works"), "works")
    assert cut.total == 3
    assert cut.url.endswith(f"/disease/{FIBROSIS}#centres")


def test_every_widget_of_lists_names_a_source(client: FlaskClient) -> None:
    """Numbers alone do, and so does what says that there is nothing."""
    counted = widget(client, f"trials/{FIBROSIS}?sections=countries")
    assert counted.sections[0].kind == "bars"
    assert [source.id for source in counted.sources] == ["clinicaltrials"]
    for name in ("trials", "centres", "organisations", "money"):
        assert widget(client, f"{name}/{ALONE}").sources, name


def test_nothing_known_is_said_in_the_words_of_the_page(client: FlaskClient) -> None:
    for name, words in (
        ("trials", "No trial that we read studies it."),
        ("centres", "No source that we read names a centre or an organisation for it."),
        ("organisations", "No source that we read names a centre or an organisation for it."),
        ("money", "Nothing disclosed in the data read here"),
    ):
        found = widget(client, f"{name}/{ALONE}")
        assert [(s.kind, texts(s.items)) for s in found.sections] == [("text", [words])], name
        assert not found.references


def test_what_is_not_asked_for_is_not_said_to_be_missing(client: FlaskClient) -> None:
    """Cystinosis has an organisation of patients, which is no centre; a trial without places."""
    found = widget(client, f"centres/{CYSTINOSIS}?country=BE").sections
    assert texts(found[0].items) == [
        "None here fits. There may be one that our sources do not name."
    ]
    found = widget(client, f"trials/{CYSTINOSIS}?sections=countries").sections
    assert texts(found[0].items) == ["Nothing is recorded here yet."]
    found = widget(client, f"money/{FABRY}?sections=made").sections
    assert found[0].heading == "Payments received"


def test_centres_stand_by_country_and_each_dot_in_the_list(
    client: FlaskClient, records: Records
) -> None:
    found = section(widget(client, f"centres/{FIBROSIS}"), "centres")
    groups = [item.group for item in found.items]
    assert groups == ["France", "Switzerland", "Switzerland", "United States", "Country not stated"]
    assert found.items[1].text == "Invented Hospital"
    assert found.items[1].note == "Geneva · care provider · takes part in 2 trials of it"
    assert "Invented Pharma" not in texts(found.items), "a company is no centre"
    assert found.drawing is not None
    dots = [shape for shape in found.drawing.shapes if shape.part == "dot"]
    named = " ".join(dot.title for dot in dots)
    placed = [o for o in directory(records).organisations if o.point and o.link.name in named]
    assert {o.link.name for o in placed} == {
        "Invented Centre 1",
        "Invented Hospital",
        "Invented Hospitals & Sons",
    }
    assert {o.link.name for o in placed} <= set(texts(found.items))
    assert "take no position on borders" in found.hint


def test_the_centres_of_one_country(client: FlaskClient) -> None:
    found = section(widget(client, f"centres/{FIBROSIS}?country=ch"), "centres")
    assert {item.group for item in found.items} == {"Switzerland"}
    nowhere = widget(client, f"centres/{FIBROSIS}?country=JP")
    assert "None here fits." in nowhere.sections[0].items[0].text
    assert "Switzerland" not in str(nowhere.sections)


def test_centres_of_a_country_without_a_disease_are_those_of_the_map(client: FlaskClient) -> None:
    found = widget(client, "centres?country=CH")
    assert found.title == "Switzerland"
    listed = page(client, found.url)
    for item in section(found, "centres").items:
        assert item.text in listed
        assert "Switzerland" in page(client, item.statement) or "Geneva" in page(
            client, item.statement
        )
    world = widget(client, "centres")
    assert {s.id for s in world.sources} == {"ror", "curated"}
    assert "no advice where to go" in world.sections[0].hint
    swiss = next(item for item in world.sections[0].items if item.text == "Switzerland")
    assert swiss.value == str(section(found, "centres").total)
    assert swiss.url == found.url


def test_organisations_stand_by_kind_those_of_patients_first(client: FlaskClient) -> None:
    found = widget(client, f"organisations/{FIBROSIS}")
    headings = [s.heading for s in found.sections]
    assert headings == [
        "Who works on it",
        "Who takes part in its trials",
        "Who works on diseases of its kind",
    ]
    works = found.sections[0].items
    assert [i.group for i in works] == ["Patient organisations"] * 2 + ["Other organisations"]
    assert "Cystic Fibrosis Ireland" in texts(works)
    disease = page(client, f"/disease/{FIBROSIS}")
    for item in (i for s in found.sections for i in s.items):
        assert item.text in disease
    for item in works:
        assert "Cystic fibrosis" in page(client, item.statement)
    assert "Rare lung and airway diseases" in found.sections[2].items[0].note


def test_payments_are_summed_by_payers_lists_and_by_currency(client: FlaskClient) -> None:
    found = widget(client, f"money/{PAID}")
    assert [s.id for s in found.sections] == ["received-years", "received"]
    years, pairs = (s.items for s in found.sections)
    assert [(i.text, i.value) for i in years] == [
        ("2018", "EUR\xa01,501 · GBP\xa0900"),
        ("2016", "EUR\xa03,500"),
    ], "what the recipient disclosed is another list"
    assert years[0].note == "3 payments · 1 without amount"
    assert [(i.text, i.value, i.note) for i in pairs] == [
        (
            "Examplia Invented Pharma",
            "EUR\xa05,001",
            "2016–2018 · 3 payments · 1 without amount",
        ),
        ("Other Invented Ltd", "GBP\xa0900", "2018 · 1 payment"),
    ]
    assert [i.share for i in pairs] == [1.0, 0.0], "the bars are of one currency"
    assert "none listed is not none made" in found.sections[1].hint
    assert [s.id for s in found.sources] == ["paid"]


def test_the_chart_has_a_gap_for_a_year_without_payments(client: FlaskClient) -> None:
    found = section(widget(client, f"money/{PAID}"), "received-years")
    assert found.drawing is not None
    bars = [shape for shape in found.drawing.shapes if shape.part == "bar"]
    assert [bar.title.partition(":")[0] for bar in bars] == ["2016", "2018"]
    left, right = (float(bar.attributes["x"]) for bar in bars)
    assert right - left == pytest.approx(240), "three places, the middle one empty"
    heights = [float(bar.attributes["height"]) for bar in bars]
    assert heights[1] / heights[0] == pytest.approx(1501 / 3500, abs=0.01)
    labels = [shape.text for shape in found.drawing.shapes if shape.part == "label"]
    assert labels == ["3.5 k", "2016", "1.5 k", "2018"]


def test_each_sum_leads_to_its_payments(client: FlaskClient) -> None:
    found = widget(client, f"money/{PAID}")
    for item in (i for s in found.sections for i in s.items):
        listed = page(client, item.url)
        assert item.value.partition(" · ")[0].replace("\xa0", " ") in listed.replace("\xa0", " ")
    assert "7,777" not in page(client, section(found, "received").url)
    single = section(found, "received").items[1]
    assert "900" in page(client, single.statement)


def test_a_payer_shows_what_it_made(client: FlaskClient) -> None:
    found = widget(client, "money/rarekg:organisation-ch-examplia-invented-pharma")
    assert [s.heading for s in found.sections] == ["Payments made: By year", "Payments made"]
    assert [(i.text, i.value) for i in found.sections[1].items] == [
        ("Beispielbund Seltene e.V.", "EUR\xa05,001"),
        (FABRY_PATIENTS, "EUR\xa0250"),
    ]


def test_money_of_a_disease_is_that_of_those_who_work_on_it(client: FlaskClient) -> None:
    found = widget(client, f"money/{FABRY}")
    (only,) = found.sections
    assert [(i.group, i.text, i.value) for i in only.items] == [
        (FABRY_PATIENTS, "Examplia Invented Pharma", "EUR\xa0250")
    ]
    assert only.hint.startswith("To organisations that work on it, for whatever purpose.")


@pytest.mark.parametrize("name", ["trials", "centres", "organisations", "money"])
@pytest.mark.parametrize("language", ["fr", "ja"])
def test_lists_speak_the_readers_language(client: FlaskClient, name: str, language: str) -> None:
    ref = PAID if name == "money" else FIBROSIS
    english = widget(client, f"{name}/{ref}")
    other = widget(client, f"{name}/{ref}?lang={language}")
    assert other.language == language
    for one, two in zip(english.sections, other.sections, strict=True):
        assert (one.heading, one.hint) != (two.heading, two.hint)
        assert [i.note for i in one.items] != [i.note for i in two.items]
        assert {i.url.replace(f"/{language}/", "/") for i in two.items} == {
            i.url for i in one.items
        }


def test_the_map_shows_what_one_knows_again(records: Records) -> None:
    known = [o for o in directory(records).organisations if o.point]
    by_name = {o.link.name: o for o in known}
    hospital, centre, firm = (
        by_name[name] for name in ("Invented Hospital", "Invented Centre 1", "Invented Pharma")
    )
    europe, atlantic = map_drawing([hospital, centre]), map_drawing([hospital, firm])
    close = map_drawing([hospital], close=True)
    assert europe is not None
    assert atlantic is not None
    assert close is not None
    assert europe.height == round(EUROPE.height * 0.36)
    for drawing in (europe, atlantic, close):
        assert is_drawn(drawing)
        land, *dots = drawing.shapes
        assert 500 < len(land.attributes["d"]) < 11_500
        for dot in dots:
            assert 0 < float(dot.attributes["cx"]) < drawing.width
            assert 0 < float(dot.attributes["cy"]) < drawing.height
    assert map_drawing([o for o in directory(records).organisations if not o.point]) is None


def test_land_is_drawn_whole_wherever_one_looks() -> None:
    """Each ring closes within the drawing and its margin."""
    for view in (WORLD, EUROPE):
        path = _land(view)
        for ring in path.split("M")[1:]:
            numbers = [int(n) for n in re.findall(r"-?\d+", ring)]
            xs, ys = numbers[0::2], numbers[1::2]
            for steps, most in ((xs, 360), (ys, view.height * 0.36)):
                at = 0
                for step in steps:
                    at += step
                    assert -6 <= at <= most + 6


def test_labels_of_a_chart_do_not_touch() -> None:
    bars = [Bar(str(2010 + n), "888.8 k", n / 8, "words") for n in range(6)]
    drawing = chart_drawing(bars, "label")
    middles = [float(s.attributes["x"]) for s in drawing.shapes if s.text == "888.8 k"]
    assert min(b - a for a, b in pairwise(middles)) >= 7 * 7.5  # seven characters of 12 units


class TestOfAllData:
    """On the release of everything that is read."""

    @pytest.fixture
    def all_of_it(self, full_home: Home, client_of: ClientOf) -> FlaskClient:
        return client_of(full_home)

    def test_widgets_are_small_and_whole(self, all_of_it: FlaskClient, full_home: Home) -> None:
        records = Records(full_home.release().path)
        topics = [i for i in directory(records).about if i.startswith("MONDO")]
        assert len(topics) > 50
        for topic in topics:
            for name in ("centres", "organisations", "trials"):
                found = all_of_it.get(f"/api/v1/widget/{name}/{topic}?items=20")
                assert found.status_code == 200
                assert len(found.data) <= 25_000, (name, topic)
                widget(all_of_it, f"{name}/{topic}")

    def test_sums_are_those_of_the_page(self, all_of_it: FlaskClient, full_home: Home) -> None:
        known = ledger(Records(full_home.release().path))
        paid = sorted({p.recipient.id for p in known.payments if p.recipient})[::97]
        assert len(paid) > 5
        for one in paid:
            found = widget(all_of_it, f"money/{one}?sections=received-years&items=50")
            totals = total(known, PaidTo(recipient=one))
            years = section(found, "received-years").items
            assert sum(int(i.note.partition(" ")[0]) for i in years) == totals.payments
            shown = page(all_of_it, f"/money?recipient={one}&by=year").replace("\xa0", " ")
            for item in years:
                assert item.value.partition("\xa0")[2].partition(" ")[0] in shown
