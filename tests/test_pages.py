"""The pages of a starter release, asked for as a browser would: what they say, and never say."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from rarekg.content import content_folder
from rarekg.release import Home
from tests.conftest import ClientOf

_VOID = frozenset({"meta", "link", "img", "input", "br"})


class Page(HTMLParser):
    """A page read back: its elements' ids, marks and links; unbalanced elements are errors."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.hrefs: list[str] = []
        self.headings: list[int] = []
        self.open: list[str] = []
        self.feed(html)
        assert not self.open, f"never closed: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.ids += [v for k, v in attrs if k == "id" and v]
        self.targets += [v for k, v in attrs if k == "popovertarget" and v]
        if tag == "a" and (href := given.get("href")):
            self.hrefs.append(href)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open[-1] == tag, f"</{tag}> closes <{self.open[-1]}>"
        self.open.pop()


def _page(client: FlaskClient, path: str) -> str:
    response = client.get(path, headers={"Accept": "text/html"})
    assert response.status_code == 200, (path, response.status_code, response.text[:300])
    assert response.mimetype == ("application/json" if path.endswith(".json") else "text/html")
    return response.text


def _section(html: str, name: str) -> str:
    """The part of a page from one section's id to the end of that section."""
    found = re.search(rf'<section id="{name}".*?</section>', html, re.DOTALL)
    assert found, f"no section {name}"
    return found[0]


def _text(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


KINDS = (
    "/",
    "/search?q=ataxia",
    "/search",
    "/disease/MONDO:0100339",
    "/phenotype/HP:0001251",
    "/phenotype/HP:0000007",
    "/gene/HGNC:3951",
    "/therapy/rarekg:idebenone",
    "/modality/rarekg:modality-small-molecule",
    "/organisation/rarekg:organisation-servier",
    "/organisation/rarekg:organisation-servier-boston",
    "/programme/rarekg:programme-act-for-children",
    "/entity/rarekg:area-movement-disorder",
    "/entity/rarekg:figure-people-world",
    "/entity/rarekg:rule-europe",
    "/entity/rarekg:reporting-us",
    "/sources",
    "/about",
    "/sparql",
)


@pytest.mark.parametrize("path", KINDS)
def test_each_kind_of_page_is_whole(client: FlaskClient, path: str) -> None:
    html = _page(client, path)
    page = Page(html)
    assert len(set(page.ids)) == len(page.ids), "an id twice"
    assert page.headings[0] == 1
    assert page.headings.count(1) == 1
    steps = zip(page.headings, page.headings[1:], strict=False)
    assert all(after <= before + 1 for before, after in steps), page.headings
    assert set(page.targets) <= set(page.ids), "a mark that opens nothing"
    fragments = {h[1:] for h in page.hrefs if h.startswith("#")}
    assert fragments <= set(page.ids), "a link within the page that leads nowhere"
    # A block of data for search engines is no script, though HTML calls it so.
    scripts = re.findall(r'<script(?! type="application/ld\+json")[^>]*>[^<]*', html)
    own = [found for found in scripts if not re.search(r"/static/(suggest|frame)\.", found)]
    assert path == "/sparql" or not own, "only the frame, the search box and the editor"
    assert all(re.fullmatch(r'<script [a-z=" ]*src="/static/[^"]+">', found) for found in scripts)
    assert "style=" not in html


def test_links_within_the_site_lead_somewhere(client: FlaskClient) -> None:
    for path in ("/", "/disease/MONDO:0100339", "/therapy/rarekg:idebenone", "/gene/HGNC:3951"):
        hrefs = {h.partition("#")[0] for h in Page(_page(client, path)).hrefs if h[0] == "/"}
        for href in sorted(hrefs):
            data = href.endswith((".ttl", ".jsonld", ".nt", ".rdf", ".trig", ".nq", ".atom"))
            if data or href.startswith("/api/"):
                assert client.get(href).status_code == 200, href
            else:
                _page(client, href)


def test_every_spelling_leads_to_the_one_address(client: FlaskClient) -> None:
    for spelling in ("ORPHA:95", "Orphanet:95", "orpha95", "ORPHA_95", "mondo_0100339"):
        response = client.get(f"/disease/{spelling}?page=1")
        assert response.status_code == 301, spelling
        assert response.headers["Location"] == "/disease/MONDO:0100339?page=1"


def test_a_thing_in_the_wrong_section_leads_to_its_own(client: FlaskClient) -> None:
    response = client.get("/disease/HGNC:3951")
    assert response.status_code == 302
    assert response.headers["Location"] == "/gene/HGNC:3951"


def test_the_disease_page_in_its_order(client: FlaskClient) -> None:
    html = _page(client, "/disease/MONDO:0100339")
    wanted = ["summary", "sure", "glance", "signs", "course", "genes", "treatments", "trials"]
    wanted += ["centres", "related", "numbers", "codes", "history", "cite", "references"]
    places = [html.index(f'<section id="{name}"') for name in wanted]
    assert places == sorted(places)
    assert "<h1>Friedreich ataxia</h1>" in html
    glance = _text(_section(html, "glance"))
    assert "Autosomal recessive inheritance" in glance
    assert "childhood" in glance
    header = _text(
        html[html.index('<header class="entity">') : html.index('<section id="summary"')]
    )
    assert "Rare by the rule Rare in Europe ." in header
    assert (
        "We read no figure that could be compared with the rule Rare in the United States" in header
    )
    numbers = _text(_section(html, "numbers"))
    assert re.search(r"Rare · Rare in Europe · prevalence: 1 to 9 in 100,000", numbers), numbers
    assert '<details class="language"><summary lang="fr">Français</summary>' in html


def test_a_group_without_signs_of_its_own_leads_to_its_forms(client: FlaskClient) -> None:
    html = _page(client, "/disease/MONDO:0006543")
    assert "No source that we read" in _section(html, "signs")
    assert 'href="#forms"' in _section(html, "signs")
    assert 'id="forms"' in _section(html, "related")


def test_the_name_in_the_heading_has_its_users(client: FlaskClient) -> None:
    html = _page(client, "/disease/MONDO:0100339")
    names = html[html.index('<details class="names">') :]
    first = names[names.index("<li>") : names.index("</li>")]
    assert "Friedreich ataxia" in first
    assert "rarekg curators" in first


def test_a_refused_treatment_is_not_among_the_approved(client: FlaskClient) -> None:
    section = _section(_page(client, "/disease/MONDO:0100339"), "treatments")
    approved, stopped = section.index("status approved"), section.index("status stopped")
    assert approved < section.index(">omaveloxolone<") < stopped
    assert section.index(">idebenone<") > stopped
    assert section.count(">idebenone<") == 1
    assert "No authority that we read approves these for it now." in section


def test_a_kind_leads_to_what_is_on_record_for_the_wider_disease(client: FlaskClient) -> None:
    """Recessive dystrophic epidermolysis bullosa: what is approved names all dystrophic forms."""
    section = _section(_page(client, "/disease/MONDO:0009179"), "treatments")
    assert "No source that we read names a treatment" in section
    assert 'href="/disease/MONDO:0006543#treatments"' in section
    wider = _section(_page(client, "/disease/MONDO:0006543"), "treatments")
    assert "status approved" in wider
    assert "wider disease" not in wider


def test_more_may_be_on_record_under_the_name_that_stands_in_its_own(client: FlaskClient) -> None:
    """Some medicines name hereditary angioedema, others that with too little C1 inhibitor."""
    found = client.get("/disease/ORPHA:528623", follow_redirects=True).text
    section = _section(found, "treatments")
    assert "status approved" in section
    assert ">Hereditary angioedema</a>. For whom" in section


def test_each_fact_has_its_reference_and_its_own_page(client: FlaskClient) -> None:
    html = _page(client, "/disease/MONDO:0100339")
    signs = _section(html, "signs")
    for item in re.findall(r"<li>.*?</li>", signs, re.DOTALL):
        assert 'popovertarget="r' in item
        assert 'href="/statement/' in item
    references = _section(html, "references")
    assert "Orphanet" in references
    assert "CC BY 4.0" in references
    assert "via Facts collected by the rarekg curators" in references


def test_a_source_that_passes_on_is_no_agreement(client: FlaskClient) -> None:
    # Every fact of the starter release was entered by the curators from one record.
    assert '<span class="agree"' not in _section(_page(client, "/disease/MONDO:0100339"), "signs")


def test_nothing_known_is_said_plainly(client: FlaskClient) -> None:
    group = re.search(
        r'href="(/disease/[^"#]+)"', _page(client, "/search?q=disease&type=DiseaseGroup")
    )
    assert group
    text = _text(_page(client, group[1]))
    assert "No source that we read" in text


def test_a_statement_can_be_cited(client: FlaskClient) -> None:
    signs = _section(_page(client, "/disease/MONDO:0100339"), "signs")
    found = re.search(r'>Gait ataxia</a>.*?href="(/statement/[0-9a-f]{24})"', signs, re.DOTALL)
    assert found
    text = _text(_page(client, found[1]))
    assert "Friedreich ataxia has the sign Gait ataxia" in text
    assert "Always (100 %)" in text
    assert "One source says so: Orphanet" in text
    assert f"https://w3id.org/rarekg{found[1]}" in text
    assert re.search(r"In: rarekg, release \d{8}-[0-9a-f]{12}, statement", text)
    record = json.loads(client.get(f"/api/v1{found[1]}").data)
    assert record["claim"] == "Friedreich ataxia has the sign Gait ataxia"
    assert record["statement"]["backings"][0]["record"] == "ORPHA:95"


def test_an_area_lists_its_diseases(client: FlaskClient) -> None:
    html = _page(client, "/entity/rarekg:area-movement-disorder")
    assert "/disease/MONDO:0100339" in _section(html, "members")


def test_figures_are_said_as_one_phrase(client: FlaskClient) -> None:
    assert "300,000,000 people, World" in _text(_page(client, "/entity/rarekg:figure-people-world"))
    assert "less than 1 in 2,000" in _text(_page(client, "/entity/rarekg:rule-europe"))


HOSTILE = (
    "/disease/%00",
    "/disease/" + "A" * 10_000,
    "/disease/ORPHA:" + "9" * 10_000,
    "/disease/../../etc/passwd",
    "/disease/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "/disease/%F0%9F%98%80",
    "/disease/%ff%fe",
    "/disease/<script>alert(1)</script>",
    "/disease/ORPHA:95%0d%0aX-Evil:1",
    "/disease/rarekg:<x>",
    "/disease/rarekg:%22%3E%3Cscript%3E",
    "/disease/http://x y/",
    "/entity/rarekg:{}|^`",
    "/entity/https:%2F%2Fw3id.org%2Frarekg%2Fentity%2F%20%3C%3E",
    "/gene/HGNC:%20",
    "/phenotype/HP:",
    "/statement/<script>",
    "/statement/%00%0a",
    "/statement/" + "g" * 24,
    "/api/v1/statement/%3Cx%3E",
    "/static/../app.py",
    "/%00",
    "/search?q=%00%01%1b%7f",
    "/search?q=<script>alert(1)</script>",
    '/search?q="%20OR%20*%20NEAR(',
    "/search?q=%ff%fe",
    "/search?q=" + "x" * 20_000,
    "/search?q=a&type=<script>",
    "/search?q=a&page=abc",
    "/search?q=a&page=-1",
    "/search?q=a&page=99999999999999999999",
    "/search?q=a&page=%D9%A3",
    "/phenotype/HP:0001251?page=0",
    "/phenotype/HP:0001251?page=4000",
    "/disease/MONDO:0100339?page=%00",
    "/api/v1/search?q=%00",
    "/api/v1/search?q=a&per_page=1e9",
)


@pytest.mark.parametrize("path", HOSTILE)
def test_hostile_requests_are_answered_calmly(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code < 500
    assert "<script>" not in response.text
    assert "X-Evil" not in response.headers
    if response.mimetype == "text/html" and response.status_code != 301:
        Page(response.text)


def test_control_characters_are_no_part_of_a_query(client: FlaskClient) -> None:
    assert "Friedreich ataxia" in _page(client, "/search?q=friedreich%00%0a%1bataxia")


def test_head_is_answered_without_a_body(client: FlaskClient) -> None:
    response = client.head("/disease/MONDO:0100339")
    assert response.status_code == 200
    assert response.data == b""


def test_a_page_that_did_not_change_is_not_sent_again(client: FlaskClient) -> None:
    first = client.get("/disease/MONDO:0100339")
    again = client.get("/disease/MONDO:0100339", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.data == b""
    assert "ETag" not in client.get("/disease/nothing").headers


# All that a browser fetches by itself: the address of the page itself, and of its translations and
# other forms, is only told.
_LOADED = re.compile(
    r'<(?:img|script|iframe|link (?!rel="(?:canonical|alternate)"))[^>]*?(?:src|href)="([^"]+)"'
)


def test_no_cookie_and_nothing_from_elsewhere(client: FlaskClient) -> None:
    for path in KINDS:
        response = client.get(path)
        assert "Set-Cookie" not in response.headers
        assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")
        loaded = re.findall(_LOADED, response.text)
        assert all(address.startswith("/") for address in loaded), (path, loaded)


def _search(client: FlaskClient, query: str) -> TestResponse:
    return client.get("/api/v1/search", query_string={"q": query})


def test_search_over_the_api(client: FlaskClient) -> None:
    body = json.loads(_search(client, "orpha:95").data)
    assert body["query"] == "orpha:95"
    assert body["total"] >= 1
    first = body["results"][0]
    assert first["id"] == "MONDO:0100339"
    assert first["type"] == "Disease"
    assert first["name"] == "Friedreich ataxia"
    assert first["matched"]["field"] == "identifier"
    assert first["url"] == "/disease/MONDO:0100339"
    french = json.loads(_search(client, "maladie de charcot").data)["results"][0]
    assert french["matched"]["field"] == "layName"
    assert french["matched"]["text"] == "maladie de Charcot"
    assert french["matched"]["language"] == "fr"


def test_errors_of_the_api_are_json(client: FlaskClient) -> None:
    for path, status in (("/api/v1/search", 400), ("/api/v1/nothing", 404)):
        response = client.get(path)
        assert response.status_code == status
        assert response.mimetype == "application/problem+json"
        assert json.loads(response.data)["status"] == status


def test_health(client: FlaskClient, starter_home: Home) -> None:
    answer = json.loads(client.get("/healthz").data)
    assert answer == {"status": "ok", "release": starter_home.current_id()}


@pytest.fixture
def empty(tmp_path: Path, client_of: ClientOf) -> FlaskClient:
    """A server whose home has no release yet."""
    return client_of(Home(tmp_path))


def test_without_a_release_the_server_says_so(empty: FlaskClient) -> None:
    health = empty.get("/healthz")
    assert health.status_code == 503
    assert health.mimetype == "application/json"
    page = empty.get("/disease/ORPHA:95")
    assert page.status_code == 503
    assert "Nothing can be shown yet" in page.text


def test_a_disease_without_the_sign_stands_apart_on_the_page_of_the_sign(
    client: FlaskClient,
) -> None:
    chosen = {"Excluded"}
    denied = [
        (file, sign["id"])
        for file in sorted((content_folder("ingest") / "curated" / "diseases").glob("*.yaml"))
        for sign in yaml.safe_load(file.read_text("utf-8")).get("signs", ())
        if sign.get("frequency") in chosen
    ]
    assert denied, "the curated files have no sign that is excluded"
    for file, sign in denied[:3]:
        html = _page(client, f"/phenotype/{sign}")
        block = re.search(r'<div class="denied">.*?</div>', html, re.DOTALL)
        assert block, (file.name, sign)
        assert "stated NOT so" in block[0]
