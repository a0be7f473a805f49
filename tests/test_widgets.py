"""The data of widgets: `/api/v1/widget/…`, on the curated data and on a full release."""

from __future__ import annotations

import datetime as dt
import html
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from flask.testing import FlaskClient

from rarekg.release import Home
from rarekg.server.app import create_app
from rarekg.server.widgets.desk import web
from rarekg.server.widgets.kinds import KINDS
from rarekg.server.widgets.model import Item, Section, Widget
from tests.conftest import ClientOf, SparqlOf
from tests.miniature import ANNOTATIONS, build_miniature, write_annotations, write_mirror
from tests.test_openapi import faults

ATAXIA = "MONDO:0100339"
SPINAL = "MONDO:0009669"  # spinal muscular atrophy type 1
SJOGREN = "MONDO:0010030"  # with notes
HUNTINGTON = "MONDO:0007739"  # with what did not work, and care
SICKLE = "MONDO:0011382"  # with care, to treat and to prevent
CHOREA = "MONDO:0044332"  # with a sign that is denied
ALS = "MONDO:0004976"  # with all statuses
NAMED = "ORPHA:100088"  # only its name is known
RULED_OUT = "ORPHA:33069"  # with a therapy that must not be used
DISEASES = (ATAXIA, SJOGREN, HUNTINGTON, SICKLE, CHOREA, ALS, NAMED, RULED_OUT)


def widget(client: FlaskClient, address: str) -> Widget:
    response = client.get(f"/api/v1/widget/{address}", follow_redirects=True)
    assert response.status_code == 200, response.text
    return msgspec.json.decode(response.data, type=Widget)


def test_a_widget_speaks_the_wanted_language_and_names_its_sources(client: FlaskClient) -> None:
    found = widget(client, f"disease/{ATAXIA}?lang=fr")
    assert found.title == "Ataxie de Friedreich"
    assert found.language == "fr"
    assert found.url.endswith(f"/fr/disease/{ATAXIA}")
    texts = next(section for section in found.sections if section.id == "summary").items
    assert texts[0].references
    assert {r.number for r in found.references} >= set(texts[0].references)
    assert {r.source for r in found.references} <= {s.id for s in found.sources}


def test_any_spelling_of_an_identifier_leads_to_one_address(client: FlaskClient) -> None:
    response = client.get("/api/v1/widget/disease/Orphanet_95?lang=de&items=2")
    assert response.status_code == 301
    assert response.location.endswith(f"/api/v1/widget/disease/{ATAXIA}?lang=de&items=2")
    assert response.headers["Access-Control-Allow-Origin"] == "*"


def test_bad_parameters_are_told_and_unknown_ones_passed_over(client: FlaskClient) -> None:
    found = widget(client, f"disease/{ATAXIA}?items=0&accent=url(x)&mode=x&lang=xx&unknown=1")
    assert [error.partition(":")[0] for error in found.errors] == [
        "lang",
        "mode",
        "accent",
        "items",
    ]
    assert found.sections


@pytest.mark.parametrize(
    "address", ["nothing/ORPHA:95", "disease", "disease/ORPHA:0", "disease/HP:0001251", "disease/x"]
)
def test_what_is_not_there_is_a_problem_for_programs(client: FlaskClient, address: str) -> None:
    response = client.get(f"/api/v1/widget/{address}")
    assert response.status_code == 404
    assert response.mimetype == "application/problem+json"
    assert response.headers["Access-Control-Allow-Origin"] == "*"


def test_a_widget_may_be_kept_and_asked_for_again(client: FlaskClient) -> None:
    first = client.get(f"/api/v1/widget/disease/{ATAXIA}")
    assert "stale-while-revalidate" in first.headers["Cache-Control"]
    again = client.get(
        f"/api/v1/widget/disease/{ATAXIA}", headers={"If-None-Match": first.headers["ETag"]}
    )
    assert again.status_code == 304


def section(found: Widget, name: str) -> Section:
    return next(section for section in found.sections if section.id == name)


def items(found: Widget) -> Iterator[Item]:
    return (item for section in found.sections for item in section.items)


def words_of(client: FlaskClient, address: str) -> str:
    """The words of a page, with those that are told where one points at something."""
    text = client.get(address, follow_redirects=True).text
    text = re.sub(r'<[^>]* title="([^"]*)"[^>]*>', r" \1 ", text)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split()).casefold()


def pieces(item: Item) -> Iterator[str]:
    """What an item says, in the pieces that its page may have apart."""
    for text in (item.text, item.value, item.group, *re.split("; | · ", item.note)):
        for said in re.split(r" \((?=\d)", text.removeprefix("among them: ").rstrip("….")):
            if said:
                yield " ".join(said.split()).casefold()


ADDRESSES = [
    *(f"{kind}/{disease}" for kind in ("disease", "treatments", "signs") for disease in DISEASES),
    f"disease/{ATAXIA}?layout=compact&mode=expert",
    f"signs/{ATAXIA}?sections=frequency&mode=expert&items=50",
    f"treatments/{ALS}?items=1&layout=compact",
    "figure/rarekg:figure-people-world",
    "fact/cec4fede8eb25f3cd53f58a8",
    "today",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_references_are_those_of_what_is_shown(client: FlaskClient, address: str) -> None:
    found = widget(client, address)
    used = [number for item in items(found) for number in item.references]
    assert {r.number for r in found.references} == set(used)
    assert {r.source for r in found.references} <= {s.id for s in found.sources}
    assert found.sources
    assert list(items(found)), "a widget is never empty"
    assert not faults(client.get(f"/api/v1/widget/{address}").json, "Widget")


@pytest.mark.parametrize("kind", ["disease", "treatments", "signs"])
@pytest.mark.parametrize("disease", DISEASES)
def test_a_widget_says_nothing_that_the_page_does_not(
    client: FlaskClient, kind: str, disease: str
) -> None:
    found = widget(client, f"{kind}/{disease}?items=50")
    page = words_of(client, f"/disease/{disease}")
    for item in items(found):
        for said in pieces(item):
            names = re.split(", | and ", said) if kind == "disease" else [said]
            assert all(name in page for name in names), (said, item)


@pytest.mark.parametrize("kind", ["disease", "treatments", "signs"])
@pytest.mark.parametrize("disease", [HUNTINGTON, ALS])
def test_what_is_cut_says_how_much_there_is_and_where(
    client: FlaskClient, kind: str, disease: str
) -> None:
    found = widget(client, f"{kind}/{disease}?items=1")
    whole = widget(client, f"{kind}/{disease}?items=50")
    cut = [each for each in found.sections if each.url]
    assert cut
    for each in cut:
        assert len(each.items) == 1
        assert each.total >= len(section(whole, each.id).items)
        assert str(each.total) in each.more
        path, _, anchor = each.url.removeprefix("http://localhost").partition("#")
        response = client.get(path)
        assert response.status_code == 200, path
        assert not anchor or f'id="{anchor}"' in response.text, each.url


def test_a_designation_is_no_approval_and_what_must_not_be_used_no_treatment(
    client: FlaskClient,
) -> None:
    approved = 0
    for disease in DISEASES:
        found = widget(client, f"treatments/{disease}?items=50")
        by_id = {each.id: {item.url for item in each.items} for each in found.sections}
        for item in section(found, "approved").items if by_id.get("approved") else ():
            approved += 1
            assert re.match("(conditionally )?approved", item.note), item
        never = by_id.pop("ruled-out", set())
        assert not never & set().union(*by_id.values())
    assert approved > 3
    ruled = section(widget(client, f"treatments/{RULED_OUT}"), "ruled-out")
    assert [item.note.partition(" · ")[0] for item in ruled.items] == ["must not be used"]
    short = section(widget(client, f"disease/{RULED_OUT}"), "treatment")
    assert "1 not to be used" in {item.text for item in short.items}
    assert not any(item.text.startswith("None known") for item in short.items)


def test_signs_that_are_denied_stand_apart_and_are_marked(client: FlaskClient) -> None:
    found = widget(client, f"signs/{CHOREA}")
    absent = section(found, "absent").items
    assert absent
    assert all(item.negated for item in absent)
    assert not any(item.negated for item in section(found, "systems").items)
    shares = [item.share for item in section(found, "systems").items]
    assert all(share is None or 0 < share <= 1 for share in shares)


def test_experts_see_codes_and_terms_and_others_plain_names(client: FlaskClient) -> None:
    plain = {i.url: i for i in items(widget(client, f"signs/{ATAXIA}?items=50"))}
    expert = {i.url: i for i in items(widget(client, f"signs/{ATAXIA}?items=50&mode=expert"))}
    assert plain.keys() == expert.keys()
    assert not any(item.code for item in plain.values())
    assert all(item.code and item.url.endswith(item.code) for item in expert.values())


@pytest.mark.parametrize(
    ("address", "text"),
    [
        (f"treatments/{NAMED}", "No source that we read names a treatment of it."),
        (f"signs/{NAMED}", "No source that we read lists signs of it."),
        (f"disease/{NAMED}?sections=treatment", "None known: no source that we read names one."),
        (f"disease/{NAMED}?sections=genes", "Nothing is recorded here yet."),
        (f"signs/{ATAXIA}?sections=absent", "Nothing is recorded here yet."),
    ],
)
def test_a_widget_with_nothing_says_so(client: FlaskClient, address: str, text: str) -> None:
    found = widget(client, address)
    (only,) = found.sections
    (told,) = only.items
    assert told.text.startswith(text)
    assert not told.references
    assert found.sources, "those who name the disease"


def facts_of(client: FlaskClient) -> list[str]:
    """Statements of all kinds about some diseases."""
    found: dict[tuple[str, bool], str] = {}
    for disease in (ATAXIA, CHOREA, ALS):
        said = json.loads(client.get(f"/api/v1/disease/{disease}").data)["statements"]
        found |= {(key, one["negated"]): one["id"] for key in said for one in said[key]}
    assert len(found) > 8
    return list(found.values())


def test_a_fact_says_and_is_cited_as_on_its_page(client: FlaskClient) -> None:
    denied = 0
    for statement in facts_of(client):
        found = widget(client, f"fact/{statement}")
        page = words_of(client, f"/statement/{statement}")
        for item in items(found):
            assert " ".join(item.text.split()).casefold() in page, item
        claimed, cited = section(found, "claim"), section(found, "cite").items[0]
        assert cited.url == f"https://w3id.org/rarekg/statement/{statement}"
        assert cited.text.endswith(cited.url)
        assert claimed.items[0].references
        if found.kind == "One negative fact":
            denied += 1
            assert "NOT" in claimed.items[0].text
            assert claimed.hint.startswith("This says that something is NOT so.")
        whole = widget(client, f"fact/https://w3id.org/rarekg/statement/{statement}")
        assert whole == found, "its address names it, too"
    assert denied


COUNTED = "5c8806ccb439cae11de996b3"  # HP:0001250 with frequency "3/7"


@pytest.mark.parametrize("count", ["4/7", None])
def test_a_fact_that_is_gone_says_so_kindly(
    tmp_path: Path, client_of: ClientOf, count: str | None
) -> None:
    mirror = write_mirror(tmp_path / "mirror")
    build_miniature(tmp_path / "home", mirror)
    rows = [{**row} for row in ANNOTATIONS]
    if count:
        rows[1]["frequency"] = count
    else:
        del rows[1]
    write_annotations(mirror, rows)
    build_miniature(tmp_path / "home", mirror)
    client = client_of(Home(tmp_path / "home"))
    found = widget(client, f"fact/{COUNTED}")
    assert found.withdrawn is not None
    assert found.title == "No longer stated"
    assert not found.references
    for successor in found.withdrawn.successors:
        assert client.get(successor.url).status_code == 200
        assert "has the sign" in successor.text
    told = [f"/statement/{s.ref}" for s in found.withdrawn.successors]
    assert told == re.findall(
        r'<li><a href="(/statement/\w+)">',
        client.get(f"/statement/{COUNTED}", headers={"Accept": "text/html"}).text,
    )
    assert client.get(f"/api/v1/widget/fact/{'0' * 24}").status_code == 404


def test_each_day_has_another_disease_and_another_tag(
    starter_home: Home, sparql_of: SparqlOf
) -> None:
    app = create_app(starter_home, sparql_of(starter_home))
    client = app.test_client()
    seen, tags = set(), set()
    for day in (1, 2, 3):
        app.config["TODAY"] = dt.date(2026, 11, day)
        response = client.get("/api/v1/widget/today")
        tags.add(response.headers["ETag"])
        found = msgspec.json.decode(response.data, type=Widget)
        seen.add(found.ref)
        assert f"/disease/{found.ref}" in client.get("/").text, "the first page's"
    assert len(tags) == len(seen) == 3


def test_each_kind_that_names_an_example_answers_with_it(client: FlaskClient) -> None:
    for kind in KINDS:
        if kind.name in ("disease", "treatments", "signs", "figure", "fact", "today"):
            address = f"/api/v1/widget/{kind.name}" + (f"/{kind.example}" if kind.of else "")
            assert client.get(address, follow_redirects=True).status_code == 200, kind.name


def test_a_key_figure_is_what_its_page_has(client: FlaskClient) -> None:
    for figure in json.loads(client.get("/api/v1/entity/rarekg:area-autoimmune").data)["about"][
        "figureAbout"
    ]:
        found = widget(client, f"figure/{figure['subject']['id']}")
        page = words_of(client, "/key-figures")
        for item in section(found, "values").items:
            assert item.value.casefold() in page
            assert item.references
    assert client.get("/api/v1/widget/figure/rarekg:area-autoimmune").status_code == 404


def _genuine() -> bool:
    """Whether the genuine files are here, or a release of them."""
    beside = Path(__file__).resolve().parents[2] / "shared" / "data"
    return any(k in os.environ for k in ("RAREKG_MIRROR", "RAREKG_FULL_HOME")) or beside.is_dir()


@pytest.fixture(scope="module")
def full(request: pytest.FixtureRequest, client_of: ClientOf) -> FlaskClient:
    """A client of a release of all genuine files."""
    if not _genuine():
        pytest.skip("GENUINE FILES ABSENT, widgets were not tried on them: set RAREKG_MIRROR")
    return client_of(request.getfixturevalue("full_home"))


DRAVET = "MONDO:0100079"  # with a medicine and a measure that must not be used
WITHDRAWN = "NANDO:1200879"
GENUINE = (
    DRAVET,
    SICKLE,
    "MONDO:0000984",  # of whose kinds one is much better described
    "MONDO:0002158",  # with acts that hold for a part of those who have it
    "MONDO:0007068",  # of whose treatment only stands that no benefit was seen
    "MONDO:0009061",  # with 190 statements of treatment
    WITHDRAWN,
)


@pytest.mark.parametrize("kind", ["disease", "treatments", "signs"])
@pytest.mark.parametrize("disease", GENUINE)
def test_with_all_sources_a_widget_says_nothing_that_the_page_does_not(
    full: FlaskClient, kind: str, disease: str
) -> None:
    found = widget(full, f"{kind}/{disease}?items=20")
    page = words_of(full, f"/disease/{disease}")
    for each in found.sections if kind != "signs" else ():
        url = each.url.removeprefix("http://localhost")
        page += words_of(full, url) if url.startswith("/treatments/") else ""
    if kind == "disease":  # names some of those that the page leaves to others
        page += words_of(full, f"/treatments/{disease}?status=studied")
        page += words_of(full, f"/treatments/{disease}?status=stopped")
    for item in items(found):
        for said in pieces(item):
            names = re.split(", | and ", said) if kind == "disease" else [said]
            assert all(name in page for name in names if not said.startswith("much")), (said, item)
    used = {number for item in items(found) for number in item.references}
    assert {r.number for r in found.references} == used
    assert found.sources
    if all(item.text.startswith("No") for item in items(found)):
        assert "no source that we read" in page


@pytest.mark.parametrize("kind", ["disease", "treatments"])
def test_a_kind_without_treatments_leads_to_the_wider_disease(full: FlaskClient, kind: str) -> None:
    found = widget(full, f"{kind}/MONDO:0100340")  # Friedreich ataxia 1: OMIM:229300 is here
    (wider,) = [i for i in items(found) if i.url.endswith(f"{ATAXIA}#treatments")]
    assert "On record for what this is a kind of: Friedreich ataxia." in wider.text
    assert not [i for i in items(widget(full, f"{kind}/{ATAXIA}")) if "wider" in i.text]


def test_a_withdrawn_disease_says_so_and_where_to_look(full: FlaskClient) -> None:
    found = widget(full, f"disease/{WITHDRAWN}")
    assert found.withdrawn is not None
    assert found.withdrawn.text.startswith("This entry is no longer used")
    assert widget(full, f"disease/{ATAXIA}").withdrawn is None


def test_experts_terms_are_other_words_than_plain_ones(full: FlaskClient) -> None:
    plain = {i.url: i for i in items(widget(full, f"signs/{ATAXIA}?items=50"))}
    expert = {i.url: i for i in items(widget(full, f"signs/{ATAXIA}?items=50&mode=expert"))}
    assert plain.keys() == expert.keys()
    assert sum(plain[url].text != expert[url].text for url in plain) > 5
    assert any(item.group.endswith("(HP:0000707)") for item in expert.values())


def test_the_better_described_disease_is_named_first(full: FlaskClient) -> None:
    first = widget(full, "disease/MONDO:0000984").sections[0]
    assert first.id == "cautions"
    assert first.items[0].text.startswith("Much more is known on Beta-thalassemia")
    assert first.items[0].url.endswith("/disease/MONDO:0019402")


def test_where_no_benefit_was_seen_nothing_is_offered_as_a_treatment(full: FlaskClient) -> None:
    found = widget(full, "treatments/MONDO:0007068")
    assert [each.id for each in found.sections] == ["no-benefit"]
    said = "No benefit was seen: S-adenosyl methionine supplementation"
    for address in (
        "treatments/MONDO:0007068?layout=compact",
        "disease/MONDO:0007068?layout=compact",
    ):
        short = widget(full, address)
        assert short.sections[-1].id in ("nothing", "treatment")
        assert [item.text for item in short.sections[-1].items] == [said]
        assert short.sections[-1].items[0].references
    page = words_of(full, "/disease/MONDO:0007068")
    assert said.casefold() in page
    assert "care and other measures are on record" not in page


def test_numbers_of_treatments_have_who_says_so(client: FlaskClient) -> None:
    for disease in (HUNTINGTON, SICKLE, ALS, RULED_OUT):
        for layout in ("full", "compact"):
            found = widget(client, f"disease/{disease}?layout={layout}&sections=treatment")
            counted = [i for i in found.sections[0].items if not i.text.startswith("None approved")]
            assert counted
            assert all(item.references for item in counted), counted


@pytest.mark.parametrize("address", ["javascript:alert(1)", " http://x", "data:text/html,x", "//x"])
def test_what_a_source_calls_an_address_leads_to_the_web_or_nowhere(address: str) -> None:
    assert web(address) == ""
    assert web("HTTPS://example.org/a?b") == "HTTPS://example.org/a?b"
