"""The pages of kinds of treatment: each therapy under its stage, and the numbers of the years."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from flask.testing import FlaskClient

from rarekg.content import content_folder
from rarekg.records.reader import Records
from rarekg.records.therapies import catalogue
from rarekg.release import Home
from rarekg.server.pictures.trend import trend_picture
from tests.test_pages import Page, _page, _section, _text

KINDS = "/modality/rarekg:modality-"


@pytest.fixture(scope="module")
def records(starter_home: Home) -> Records:
    return Records(starter_home.release().path)


@pytest.mark.parametrize(
    "path",
    [
        "/modalities",
        f"{KINDS}small-molecule",
        f"{KINDS}protein",
        f"{KINDS}diet",
        f"{KINDS}small-molecule?stage=open",
        f"{KINDS}small-molecule?stage=none&page=40",
    ],
)
def test_pages_are_whole(client: FlaskClient, path: str) -> None:
    page = Page(_page(client, path))
    assert len(set(page.ids)) == len(page.ids)
    assert page.headings.count(1) == 1
    steps = zip(page.headings, page.headings[1:], strict=False)
    assert all(after <= before + 1 for before, after in steps), page.headings
    assert set(page.targets) <= set(page.ids)


def test_every_kind_has_a_page_with_words_and_a_drawing(
    client: FlaskClient, records: Records
) -> None:
    for identifier in catalogue(records).modalities:
        html = _page(client, f"/modality/{identifier}")
        drawn = re.search(r'<svg class="drawing".*?</svg>', html, re.DOTALL)
        assert drawn, identifier
        assert re.search(r"<title>.+</title>\s*<desc>.+</desc>", drawn[0]), identifier


def test_drawings_take_their_colours_from_the_page() -> None:
    folder = content_folder("web") / "templates" / "drawings"
    for path in folder.iterdir():
        assert not re.search(r"#[0-9a-fA-F]{3,6}\b|style=|fill=|stroke=", path.read_text("utf-8"))


def test_a_wide_kind_holds_the_therapies_of_the_narrower_ones(records: Records) -> None:
    known = catalogue(records)
    wide = {t.link.id for t in known.summary("rarekg:modality-oligonucleotide").therapies}
    for narrower in known.children["rarekg:modality-oligonucleotide"]:
        assert wide >= {t.link.id for t in known.summary(narrower).therapies}
    assert "rarekg:nusinersen" in wide


def test_each_therapy_stands_under_its_furthest_stage(
    client: FlaskClient, records: Records
) -> None:
    """An orphan designation is no approval: read from the therapies themselves, one by one."""
    known = catalogue(records)
    listed, page = "", 1
    while 'rel="next"' in listed[-400:] or page == 1:
        path = f"{KINDS}small-molecule?stage=approved&page={page}"
        listed += _section(_page(client, path), "therapies")
        page += 1
    for therapy in known.of_modality["rarekg:modality-small-molecule"]:
        entity = records.entity(therapy.link.id)
        stages = {
            getattr(s.qualifier("stage"), "id", "")
            for key in ("indicatedFor", "statedIndication")
            for s in entity.statements.get(key, ())
            if not s.negated and s.qualifier("indicationPurpose") is None
        }
        approved = any("Approved" in stage for stage in stages)
        assert (f'href="{therapy.link.url}"' in listed) is approved, therapy.link.id


def test_a_stage_that_does_not_exist_is_refused(client: FlaskClient) -> None:
    assert client.get(f"{KINDS}peptide?stage=cured").status_code == 400


def test_the_overview_counts_what_the_pages_hold(client: FlaskClient, records: Records) -> None:
    words = _text(_page(client, "/modalities"))
    summary = catalogue(records).summary("rarekg:modality-small-molecule")
    assert f"Small molecule {len(summary.therapies)} therapies" in " ".join(words.split())


def test_the_chart_adds_up() -> None:
    chart = trend_picture({"A": Counter({2001: 3, 2004: 1}), "B": Counter({2001: 2})})
    assert chart is not None
    assert chart.series == ("A", "B")
    assert [c.year for c in chart.columns] == [2001, 2002, 2003, 2004]
    assert [c.numbers for c in chart.columns] == [(3, 2), (0, 0), (0, 0), (1, 0)]
    first = chart.columns[0]
    assert first.parts[0].height / first.parts[1].height == pytest.approx(1.5, rel=0.01)
    assert first.parts[1].y + first.parts[1].height == pytest.approx(first.parts[0].y, abs=0.2)
    assert chart.ticks[-1].number >= 5


def test_one_year_is_no_trend() -> None:
    assert trend_picture({"A": Counter({2001: 3})}) is None
    assert trend_picture({}) is None
