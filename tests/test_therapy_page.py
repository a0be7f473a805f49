"""The page of a therapy: each decision once, in its words, and never more than was decided."""

from __future__ import annotations

import datetime as dt
import re

import msgspec
import openpyxl
import pytest
from flask.testing import FlaskClient

from rarekg.build import BuildOptions, build
from rarekg.build_report import Stages
from rarekg.records.acts import percent
from rarekg.release import Home
from rarekg.sources.manifest import source_named
from tests.conftest import ClientOf
from tests.test_pages import Page, _page, _section, _text
from tests.test_read_fda import APPROVAL, APPROVED, COLUMNS, FULL, Cell, designated

_ROWS: list[list[Cell]] = [
    designated("examplersen", use="Treatment of Friedreich ataxia"),
    designated("examplersen", dt.date(2020, 5, 6), 100101, use="Prevention of cystic fibrosis"),
    designated(
        "examplersen", dt.date(2021, 5, 6), 100102, use="Treatment of what nobody has named"
    ),
    designated(
        "2-{[invented name of] a small structure}, which is spelt out at great length, so that no"
        " reader would ever say it",
        dt.date(2018, 1, 2),
        100103,
    ),
    designated(
        "testinib", dt.date(2017, 3, 4), 100104, APPROVED, APPROVAL, use="Treatment of ataxia"
    ),
    designated("AAV vector containing the human FXN gene", dt.date(2016, 3, 4), 100105),
    designated("antisense oligonucleotide targeting frataxin", dt.date(2016, 5, 6), 100106),
]
_EXAMPLE = "/therapy/rarekg:fda-examplersen"


@pytest.fixture(scope="module")
def designations(tmp_path_factory: pytest.TempPathFactory, client_of: ClientOf) -> FlaskClient:
    """A release of the curated data and of a table of the FDA with invented substances."""
    mirror = tmp_path_factory.mktemp("mirror")
    (mirror / "fda").mkdir()
    book = openpyxl.Workbook()
    book.worksheets[0].append(COLUMNS)
    for row in _ROWS:
        book.worksheets[0].append(row)
    book.save(mirror / "fda" / FULL)
    full = source_named("fda")
    file = msgspec.structs.replace(full.file[0], expect={}, options={})
    fda = msgspec.structs.replace(full, file=[file])
    home = Home(tmp_path_factory.mktemp("designations"))
    build(home, BuildOptions(mirror=mirror, sources=["curated", fda]), Stages())
    return client_of(home)


def test_a_derived_disease_says_from_which_words_and_how_sure(designations: FlaskClient) -> None:
    used = _section(_page(designations, _EXAMPLE), "for")
    words = _text(used)
    assert "Friedreich ataxia" in words
    assert "Treatment of Friedreich ataxia" in words
    assert re.search(r"Read from the words “Friedreich ataxia” \(confidence \d\d %\)", words)
    assert "Orphan designation: United States Food and Drug Administration (7 March 2019)" in words
    assert "support for its development, not an approval" in words
    assert "Approved" not in words


def test_target_and_mechanism_are_told_with_their_words(designations: FlaskClient) -> None:
    """What is read from a name is quoted, and says how it was read; so is what a stem means."""
    brings = _page(designations, "/therapy/rarekg:fda-aav-vector-containing-the-human-fxn-gene")
    said = _text(_section(brings, "action"))
    assert "Gene that it brings in FXN" in said
    assert "Read from the words “containing the human FXN gene” (confidence 97 %)" in said
    assert "Gene or protein that it acts on" not in said
    acts = "/therapy/rarekg:fda-antisense-oligonucleotide-targeting-frataxin"
    said = _text(_section(_page(designations, acts), "action"))
    assert "Gene or protein that it acts on FXN" in said
    stem = _text(_section(_page(designations, "/therapy/rarekg:fda-testinib"), "action"))
    assert "tyrosine kinase inhibitor: blocks enzymes" in stem
    assert "By the end of the name “testinib”: -tinib stands for this" in stem
    assert "inhibiteur" not in stem


def test_a_gene_names_what_acts_on_it_and_what_brings_it_in(designations: FlaskClient) -> None:
    html = _page(designations, "/gene/HGNC:3951")
    assert "Therapies that act on it" in html
    assert "Therapies that bring it in" in html


def test_prevention_is_not_shown_as_treatment(designations: FlaskClient) -> None:
    html = _page(designations, _EXAMPLE)
    assert "ystic fibrosis" not in _section(html, "for")
    others = _text(_section(html, "other-purposes"))
    assert "cystic fibrosis to prevent it" in others.casefold()


def test_what_links_to_no_disease_is_shown_as_written(designations: FlaskClient) -> None:
    html = _page(designations, _EXAMPLE)
    written = _text(_section(html, "as-written"))
    assert "Treatment of what nobody has named" in written
    assert "Treatment of what nobody has named" not in _section(html, "for")


def test_a_disease_names_designations_without_calling_them_treatment(
    designations: FlaskClient,
) -> None:
    section = _section(_page(designations, "/disease/MONDO:0100339"), "treatments")
    approved = section[section.index("status approved") : section.index("status studied")]
    assert "examplersen" not in approved
    assert "examplersen" in section


def test_a_name_that_is_a_structure_spelt_out_does_not_break_the_page(
    designations: FlaskClient,
) -> None:
    found = re.search(
        r'href="(/therapy/rarekg:fda-2-[^"]+)"',
        _page(designations, "/treatments/MONDO:0100339?status=studied"),
    )
    assert found
    page = Page(_page(designations, found[1]))
    assert page.headings[0] == 1


def test_all_treatments_of_a_disease_have_a_page(designations: FlaskClient) -> None:
    moved = designations.get("/treatments/ORPHA:95?status=studied")
    assert moved.headers["Location"] == "/treatments/MONDO:0100339?status=studied"
    html = _page(designations, "/treatments/MONDO:0100339?status=studied")
    assert "examplersen" in html
    page = Page(html)
    assert page.headings.count(1) == 1
    steps = zip(page.headings, page.headings[1:], strict=False)
    assert all(after <= before + 1 for before, after in steps), page.headings
    assert designations.get("/treatments/MONDO:0100339?status=cured").status_code == 400
    assert designations.get("/treatments/MONDO:9999999").status_code == 404


def test_one_decision_stands_once(client: FlaskClient) -> None:
    """The curated decisions of a therapy: as many rows as there are days and stages."""
    used = _section(_page(client, "/therapy/rarekg:nusinersen"), "for")
    rows = re.findall(r'<tr class="(?:approved|open|ended)">.*?</tr>', used, re.DOTALL)
    marks = [re.sub(r"<td>[^<]*<q>.*", "", _text(row)) for row in rows]
    assert len(set(marks)) == len(marks)


def test_a_confidence_is_a_share() -> None:
    assert percent("0.94") == "94 %"
    assert percent("1") == "100 %"
    assert percent("high") == "high"


def test_the_page_names_kind_diseases_and_where_to_report(client: FlaskClient) -> None:
    html = _page(client, "/therapy/rarekg:nusinersen")
    assert "/modality/rarekg:modality-antisense-oligonucleotide" in _section(html, "what")
    used = _section(html, "for")
    assert "/disease/MONDO:0019079" in used or "/disease/ORPHA:70" in used
    assert "European Medicines Agency (30 May 2017)" in _text(used)
    assert "support for its development, not an approval" in _text(used)
    assert "https://www.swissmedic.ch" in _section(html, "report")


def test_a_country_is_chosen_in_the_address_and_nothing_is_stored(client: FlaskClient) -> None:
    response = client.get("/therapy/rarekg:nusinersen?country=CH")
    assert "Set-Cookie" not in response.headers
    chosen = re.search(r'<p class="note">(.*?)</p>', _section(response.text, "report"), re.DOTALL)
    assert chosen
    assert "Switzerland" in chosen[1]
    assert "swissmedic" in chosen[1]
    elsewhere = _page(client, "/therapy/rarekg:nusinersen?country=XX")
    assert "No address of this place is known here" in elsewhere


@pytest.mark.parametrize(
    "path",
    ["/therapy/rarekg:nusinersen", "/therapy/rarekg:ivacaftor", "/therapy/rarekg:idebenone"],
)
def test_pages_are_whole(client: FlaskClient, path: str) -> None:
    page = Page(_page(client, path))
    assert len(set(page.ids)) == len(page.ids)
    assert set(page.targets) <= set(page.ids)
    assert {h[1:] for h in page.hrefs if h.startswith("#")} <= set(page.ids)
