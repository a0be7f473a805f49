"""The JSON interface: what is stated of a thing, lists with filters, pages of lists, errors."""

from __future__ import annotations

import json
from collections.abc import Mapping
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from rarekg.search.engines import open_index
from rarekg.search.fts5_index import write_fts5
from rarekg.search.protocol import SearchDocument
from rarekg.search.whoosh_engine import write_whoosh

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


def answer(client: FlaskClient, path: str) -> Mapping[str, Json]:
    """The JSON of an answer."""
    response = client.get(path)
    assert response.status_code == 200, (path, response.text[:300])
    assert response.mimetype == "application/json"
    found: Mapping[str, Json] = json.loads(response.data)
    return found


def results(client: FlaskClient, path: str) -> list[dict[str, str]]:
    """The results of a list."""
    found: list[dict[str, str]] = json.loads(client.get(path).data)["results"]
    return found


def ids(client: FlaskClient, path: str) -> list[str]:
    """The ids of the results of a list."""
    return [found["id"] for found in results(client, path)]


SPELLINGS = ("ORPHA:95", "orpha95", "Orphanet:95", "Orphanet_95", "MONDO:0100339")


@pytest.mark.parametrize("spelled", SPELLINGS)
def test_a_disease_under_any_spelling_has_its_one_id(starter: FlaskClient, spelled: str) -> None:
    response = starter.get(f"/api/v1/disease/{spelled}")
    found = json.loads(response.data)
    assert found["id"] == found["identifiers"][0] == "MONDO:0100339"
    assert response.headers["Content-Location"] == "/api/v1/disease/MONDO:0100339"
    assert found["name"] == "Friedreich ataxia"
    assert found["url"] == "/disease/MONDO:0100339"


def test_every_statement_says_who_says_so(starter: FlaskClient) -> None:
    found = json.loads(starter.get("/api/v1/disease/ORPHA:95").data)
    said = [s for group in found["statements"].values() for s in group] + found["treatments"]
    assert len(said) > 10
    sources = {s["id"] for s in results(starter, "/api/v1/source")}
    for statement in said:
        assert statement["url"] == f"/statement/{statement['id']}"
        assert statement["references"], statement["id"]
        for reference in statement["references"]:
            assert reference["source"] in sources
            assert reference["record"]
            assert reference["licence"]
    signs = found["statements"]["hasPhenotype"]
    gait = next(s for s in signs if s["value"]["name"] == "Gait ataxia")
    assert gait["value"]["api"].startswith("/api/v1/phenotype/HP:")
    assert gait["qualifiers"]["frequency"][0]["kind"] == "entity"
    assert gait["references"][0]["primary_source"] == "orphanet"
    assert starter.get(gait["url"]).status_code == 200
    single = json.loads(starter.get(f"/api/v1/statement/{gait['id']}").data)
    assert single["statement"]["value"]["id"] == gait["value"]["id"]


def test_names_have_language_kind_and_sources(starter: FlaskClient) -> None:
    names = json.loads(starter.get("/api/v1/disease/ORPHA:95").data)["names"]
    english = next(n for n in names if n["kind"] == "name" and n["language"] == "en")
    assert english["text"] == "Friedreich ataxia"
    assert "curated" in english["sources"]
    assert english["method"] is None


def test_each_kind_has_what_belongs_to_it(starter: FlaskClient) -> None:
    muscle = json.loads(starter.get("/api/v1/disease/ORPHA:70").data)
    treated = {s["subject"]["id"] for s in muscle["treatments"]}
    assert "rarekg:nusinersen" in treated
    related = muscle["related"]["therapies"]
    assert {t["id"] for t in related["results"]} <= treated
    assert answer(starter, related["api"])["total"] == related["total"]
    therapy = json.loads(starter.get("/api/v1/therapy/rarekg:nusinersen").data)
    assert muscle["id"] in [d["id"] for d in therapy["related"]["diseases"]["results"]]
    kind = json.loads(starter.get(therapy["statements"]["hasModality"][0]["value"]["api"]).data)
    assert kind["related"]["therapies"]["total"] >= 1
    listed = ids(starter, f"{kind['related']['therapies']['api']}&per_page=100")
    assert "rarekg:nusinersen" in listed
    gene = json.loads(starter.get("/api/v1/gene/FXN").data)
    assert gene["id"] == "HGNC:3951"
    assert gene["diseases"]["results"][0]["disease"]["id"] == "MONDO:0100339"
    sign = json.loads(starter.get("/api/v1/phenotype/HP:0001251?per_page=1").data)
    assert len(sign["diseases"]["results"]) == 1 <= sign["diseases"]["total"]


def test_filters_go_together(starter: FlaskClient) -> None:
    everything = answer(starter, "/api/v1/disease")["total"]
    approved = ids(starter, "/api/v1/disease?stage=Approved&per_page=100")
    antisense = "/api/v1/disease?modality=antisense-oligonucleotide&per_page=100"
    both = ids(starter, f"{antisense}&stage=Approved")
    assert both
    assert set(both) <= set(approved) & set(ids(starter, antisense))
    assert isinstance(everything, int)
    assert len(approved) < everything
    wider = ids(starter, "/api/v1/disease?modality=oligonucleotide&per_page=100")
    assert set(ids(starter, antisense)) <= set(wider)
    area = ids(starter, "/api/v1/disease?area=movement-disorder&per_page=100")
    assert "MONDO:0100339" in area
    assert area == ids(
        starter, "/api/v1/disease?category=rarekg:area-movement-disorder&per_page=100"
    )
    by_therapy = ids(starter, "/api/v1/disease?therapy=nusinersen")
    assert "rarekg:nusinersen" in ids(starter, f"/api/v1/therapy?disease={by_therapy[0]}")
    approving = "/api/v1/therapy?stage=Approved"
    for therapy in results(starter, f"{approving}&authority=ema"):
        assert "Approved" in therapy["stages"]
    few = [answer(starter, approving + more)["total"] for more in ("&authority=fda", "")]
    assert few[0] != few[1]
    assert "rarekg:modality-antisense-oligonucleotide" in ids(
        starter, "/api/v1/modality?parent=oligonucleotide"
    )
    authorities = results(starter, "/api/v1/organisation?kind=Authority&per_page=100")
    assert {o["type"] for o in authorities} == {"Authority"}


def test_therapies_are_listed_without_measures_of_care(starter: FlaskClient) -> None:
    total = {
        kind: answer(starter, f"/api/v1/therapy?kind={kind}")["total"]
        for kind in ("Therapy", "MedicalAction", "any")
    }
    assert answer(starter, "/api/v1/therapy")["total"] == total["Therapy"]
    assert json.dumps(total["Therapy"]).isdigit()
    assert {r["type"] for r in results(starter, "/api/v1/therapy?per_page=100")} == {"Therapy"}
    assert total["any"] == int(str(total["Therapy"])) + int(str(total["MedicalAction"]))


def test_words_and_identifiers_find_in_lists(starter: FlaskClient) -> None:
    for query in ("friedreich", "ataxia fried", "Friedreich-Ataxie", "orpha:95", "ATAXIE DE FRIED"):
        assert "MONDO:0100339" in ids(starter, f"/api/v1/disease?q={query}"), query
    assert ids(starter, "/api/v1/disease?q=nothinghasthisname") == []
    assert ids(starter, "/api/v1/modality?q=friedreich") == []


def test_what_is_not_to_be_used_is_no_treatment(starter: FlaskClient) -> None:
    against = [
        (s["subject"]["id"], found["id"])
        for disease in ids(starter, "/api/v1/disease?per_page=100")
        for found in [json.loads(starter.get(f"/api/v1/disease/{disease}").data)]
        for s in found["treatments"]
        if s["property"] == "contraindicatedFor"
    ]
    assert against
    for therapy, disease in against:
        told = json.loads(starter.get(f"/api/v1/disease/{disease}").data)["treatments"]
        used = [s for s in told if s["subject"]["id"] == therapy]
        if all(s["property"] == "contraindicatedFor" for s in used):
            assert therapy not in ids(starter, f"/api/v1/therapy?disease={disease}&per_page=100")


def test_pages_together_are_the_whole(starter: FlaskClient) -> None:
    whole = ids(starter, "/api/v1/disease?per_page=100")
    names = [r["name"].casefold() for r in results(starter, "/api/v1/disease?per_page=100")]
    assert names == sorted(names)
    parts = [i for n in range(1, 6) for i in ids(starter, f"/api/v1/disease?per_page=20&page={n}")]
    assert parts == whole
    assert ids(starter, "/api/v1/disease?page=5000") == []


def test_trials_by_status_phase_country_disease_and_therapy(studied: FlaskClient) -> None:
    assert answer(studied, "/api/v1/trial")["total"] == 3
    assert ids(studied, "/api/v1/trial?status=COMPLETED") == ["NCT:90000002"]
    assert ids(studied, "/api/v1/trial?phase=PHASE3") == ["NCT:90000003"]
    about = ids(studied, "/api/v1/trial?disease=ORPHA:95")
    assert sorted(about) == ["NCT:90000001", "NCT:90000002"]
    assert ids(studied, "/api/v1/trial?therapy=nusinersen") == ["NCT:90000003"]
    assert ids(studied, "/api/v1/trial?q=walking") == ["NCT:90000001"]
    assert ids(studied, "/api/v1/trial?country=XX") == []
    first = answer(studied, "/api/v1/trial?per_page=1")["results"]
    assert isinstance(first, list)
    assert isinstance(first[0], dict)
    assert first[0]["countries"] == ["CH", "US"]
    assert first[0]["country_names"] == ["Switzerland", "United States"]
    assert first[0]["id"] in ids(studied, "/api/v1/trial?country=CH")
    disease = json.loads(studied.get("/api/v1/disease/ORPHA:95").data)
    assert disease["related"]["trials"]["total"] == 2
    trial = json.loads(studied.get("/api/v1/trial/NCT90000003").data)
    assert trial["id"] == "NCT:90000003"
    assert trial["statements"]["studiesTherapy"][0]["references"][0]["method"]


def test_payments_keep_amounts_exact_and_unknown_null(paying: FlaskClient) -> None:
    found = {r["id"]: r for r in json.loads(paying.get("/api/v1/payment").data)["results"]}
    assert len(found) == 3
    first = next(r for r in found.values() if r["payer"]["name"] == "Examplia Invented Pharma")
    assert first["amount"] == {"amount": "1000", "currency": "EUR"}
    assert first["converted"] == {"amount": "1093.26", "currency": "CHF"}
    assert first["recipient_country"] is None
    assert first["purpose"] is None
    hospital = results(paying, "/api/v1/payment?kind=RecipientHealthCareOrganisation")
    assert len(hospital) == 1
    assert len(results(paying, "/api/v1/payment?year=2014")) == 1
    assert len(results(paying, "/api/v1/payment?q=servier")) == 2
    assert len(results(paying, "/api/v1/payment?category=gifts")) == 1
    for purpose in {r["purpose"] for r in found.values()}:
        wanted = {"purpose": str(purpose or "-").upper()}
        assert {
            r["id"] for r in results(paying, f"/api/v1/payment?{urlencode(wanted)}&side=payer")
        } == {r["id"] for r in found.values() if r["purpose"] == purpose}
    assert results(paying, "/api/v1/payment?purpose=no+such+purpose") == []
    told = results(paying, "/api/v1/payment?side=recipient")
    assert {r["reported_by"] for r in told} == {"DisclosedByRecipient"}
    payer = first["payer"]["id"]
    assert first["id"] in ids(paying, f"/api/v1/payment?payer={payer}")
    organisation = json.loads(paying.get(first["payer"]["api"]).data)
    assert organisation["related"]["payments_made"]["total"] == 1
    single = json.loads(paying.get(first["api"]).data)
    assert single["payment"] == first
    assert single["statements"]["amount"][0]["references"][0]["source"] == "collected"


WRONG = (
    ("disease?stage=Aproved", "stage"),
    ("disease?stag=Approved", "stag"),
    ("disease?stage=Approved&stage=Refused", "stage"),
    ("disease?area=nowhere", "area"),
    ("disease?modality=ORPHA:999999999", "modality"),
    ("disease?type=Gene", "type"),
    ("disease?page=0", "page"),
    ("disease?per_page=101", "per_page"),
    ("therapy?disease=%3Cx%3E", "disease"),
    ("organisation?country=France", "country"),
    ("trial?status=recruiting", "status"),
    ("trial?country=France", "country"),
    ("therapy?kind=Disease", "kind"),
    ("payment?year=20155", "year"),
    ("payment?side=both", "side"),
    ("disease?q=" + "x" * 401, "q"),
    ("source?page=2", "page"),
    ("search", "q"),
)


@pytest.mark.parametrize(("path", "parameter"), WRONG)
def test_a_wrong_parameter_is_named(starter: FlaskClient, path: str, parameter: str) -> None:
    response = starter.get(f"/api/v1/{path}")
    assert response.status_code == 400
    assert response.mimetype == "application/problem+json"
    assert json.loads(response.data)["detail"].startswith(f"{parameter}: ")
    assert response.headers["Access-Control-Allow-Origin"] == "*"


def test_what_is_not_there_is_404_with_suggestions(starter: FlaskClient) -> None:
    response = starter.get("/api/v1/disease/OMIM:999999")
    assert response.status_code == 404
    assert response.mimetype == "application/problem+json"
    near = json.loads(starter.get("/api/v1/disease/friedrich-ataxia").data)
    assert near["suggestions"][0]["id"] == "MONDO:0100339"
    other = json.loads(starter.get("/api/v1/disease/HP:0001251").data)
    assert other["status"] == 404
    assert "/api/v1/phenotype/HP:0001251" in other["detail"]
    for path in (
        "therapy/%00",
        "trial/NCT00000000",
        "payment/x",
        "source/nobody",
        "gene/" + "A" * 999,
    ):
        assert starter.get(f"/api/v1/{path}").status_code == 404, path


HOSTILE = (
    "disease/%00",
    "disease/" + "A" * 9_000,
    "disease/<script>",
    "disease/http://x y/",
    "gene/%F0%9F%98%80",
    "entity/rarekg:{}|^`",
    "therapy/rarekg:%22%3E",
    "statement/%00%0a",
    "source/../x",
    'disease?q="%20OR%20*%20NEAR(',
    "disease?q={name}%20:%20x",
    "disease?q=%00%01%7f",
    "disease?q=%ff%fe",
    "disease?area=%00",
    "disease?%00=1",
    "disease?page=99999999999999999999",
    "therapy?modality=" + "x" * 9_000,
    "payment?category=%27;--",
    "trial?country=%3Cscript%3E",
)


@pytest.mark.parametrize("path", HOSTILE)
def test_nothing_that_is_asked_breaks_it(starter: FlaskClient, path: str) -> None:
    response = starter.get(f"/api/v1/{path}")
    assert response.status_code in {200, 400, 404}, (path, response.status_code)
    assert isinstance(json.loads(response.data), dict)


def test_answers_can_be_kept_and_read_by_other_sites(starter: FlaskClient) -> None:
    for path in ("disease", "disease/ORPHA:95", "search?q=ataxia", "source"):
        response = starter.get(f"/api/v1/{path}")
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        tag = response.headers["ETag"]
        again = starter.get(f"/api/v1/{path}", headers={"If-None-Match": tag})
        assert (again.status_code, again.data) == (304, b"")
    assert "ETag" not in starter.get("/healthz").headers


_GERMAN = (("Blaues Fieber", "de", "name"),)
DOCUMENTS = [
    SearchDocument(
        "ORPHA:1", "Disease", "Blue fever", (("Blaues Fieber", "de", "name"),), (), "", 1
    ),
    SearchDocument("ORPHA:2", "Disease", "Red fever", (), ("OMIM:100002",), "blue", 1),
]


def test_both_engines_hold_the_same(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("engines")
    write_fts5(DOCUMENTS, folder)
    write_whoosh(DOCUMENTS, folder)
    wanted = {
        "blue": {"ORPHA:1"},
        "feve": {"ORPHA:1", "ORPHA:2"},
        "FIEBER blau": {"ORPHA:1"},
        "omim100002": {"ORPHA:2"},
        "green": set(),
        " ": set(),
        '" OR *': set(),
    }
    for engine in (open_index("fts5", folder), open_index("whoosh", folder)):
        for query, found in wanted.items():
            assert engine.holding(query) == found, (engine, query)
        engine.close()
