"""Pictures: each says what its data say, the same each time, with all of it in a table."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections import Counter
from decimal import Decimal

import pytest
from flask.testing import FlaskClient

from rarekg.records.model import Link
from rarekg.server.pictures.kinds import KINDS
from rarekg.server.pictures.paper import SMALL, WIDTH, width_of, wrapped
from rarekg.server.pictures.scale import log_scale, round_step
from rarekg.server.pictures.tree import Leaf, Limb, tree
from rarekg.server.pictures.trend import trend_picture
from tests.test_pages import _text

_SVG = "{http://www.w3.org/2000/svg}"
_DISEASE = "MONDO:0100339"  # Friedreich ataxia: the curated data have all kinds for it
_OF_DISEASE = [key for key in KINDS if key != "designations"]


def _page(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def _alone(client: FlaskClient, path: str) -> ET.Element:
    return ET.fromstring(_page(client, path))  # noqa: S314 - our own answer


@pytest.mark.parametrize("kind", _OF_DISEASE)
def test_a_picture_alone_is_well_formed_and_always_the_same(client: FlaskClient, kind: str) -> None:
    address = f"/picture/{kind}/{_DISEASE}.svg"
    svg = _alone(client, address)
    assert svg.tag == f"{_SVG}svg"
    assert _page(client, address) == _page(client, address)
    words = "".join(svg.itertext())
    assert "Friedreich ataxia" in words
    assert "release" in words
    ids = [e.get("id") for e in svg.iter() if e.get("id")]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("kind", _OF_DISEASE)
def test_a_picture_has_words_for_those_who_do_not_see_it_and_a_table(
    client: FlaskClient, kind: str
) -> None:
    page = _page(client, f"/picture/{kind}/{_DISEASE}")
    if "<figure" not in page:
        assert 'class="unknown"' in page
        return
    figure = page[page.index("<figure") : page.index("</figure>")]
    for part in ("<title id=", "<desc id=", "aria-labelledby", "<table", 'scope="col"', "<caption"):
        assert part in figure, part
    assert "style=" not in page[page.index("<main") :]


def test_a_picture_alone_says_its_sources_and_keeps_to_its_own_style(client: FlaskClient) -> None:
    answer = client.get(f"/picture/prevalence/{_DISEASE}.svg")
    assert answer.mimetype == "image/svg+xml"
    assert "style-src 'sha256-" in answer.headers["Content-Security-Policy"]
    assert "Orphanet" in answer.get_data(as_text=True)
    tag = answer.headers["ETag"]
    assert client.get(answer.request.path, headers={"If-None-Match": tag}).status_code == 304
    assert client.get(f"{answer.request.path}?lang=fr").status_code == 200
    assert client.get(f"{answer.request.path}?lang=xx").status_code == 400


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/picture/nothing/ORPHA:95", 404),
        ("/picture/onset/HP:0001250", 404),
        ("/picture/onset/all", 404),
        ("/picture/onset/%3Cscript%3E", 404),
        ("/picture/onset/" + "x" * 5000, 404),
        ("/picture/onset/ORPHA:99999999.svg", 404),
        ("/picture/designations/ORPHA:95", 301),
        ("/picture/onset/orpha95", 301),
        ("/picture/onset/ORPHA:95.svg", 301),
    ],
)
def test_what_is_no_picture_is_refused(client: FlaskClient, path: str, status: int) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert b"<script>" not in answer.data
    if status == 301:
        assert answer.headers["Location"].startswith("/picture/")
        assert answer.headers["Location"].endswith(".svg") is path.endswith(".svg")


def test_each_figure_stands_apart_with_the_limits_that_are_rates(client: FlaskClient) -> None:
    page = _page(client, f"/picture/prevalence/{_DISEASE}")
    words = _text(page)
    assert "Rare in Europe: 1 in 2,000" in words
    assert "Rare in the United States counts people in the whole country" in words
    figure = page[page.index("<figure") : page.index("</figure>")]
    drawn = figure.count('class="p-range') + figure.count('class="p-dot"')
    assert drawn
    assert figure.count("<tr>") - 1 >= figure.count('class="p-range')


def test_the_whole_release_has_its_pictures(client: FlaskClient) -> None:
    for kind in ("pipeline", "designations", "places"):
        assert client.get(f"/picture/{kind}/all").status_code == 200
        _alone(client, f"/picture/{kind}/all.svg")


def test_the_numbers_of_the_pipeline_are_those_of_its_table(client: FlaskClient) -> None:
    svg = _alone(client, "/picture/pipeline/all.svg")
    circles = list(svg.iter(f"{_SVG}circle"))
    page = _page(client, "/picture/pipeline/all")
    table = page[page.index("<table") : page.index("</table>")]
    cells = [cell for cell in table.split("<td>")[1:] if not cell.startswith("0<")]
    assert len(circles) == len(cells) > 0


def test_text_is_broken_where_it_fits() -> None:
    assert wrapped("short", 300.0) == ("short",)
    lines = wrapped("a long name that does not fit into one line", 120.0)
    assert len(lines) == 2
    assert all(width_of(line, SMALL) <= 125 for line in lines)
    assert wrapped("Pneumonoultramicroscopicsilicovolcanoconiosis", 80.0, 1)[0].endswith("…")
    assert wrapped("脊髄性筋萎縮症", 50.0, 1)[0] == "脊髄性…"
    assert wrapped("", 50.0) == ()


def test_scales_are_round() -> None:
    scale = log_scale([Decimal("0.5"), Decimal(50)], 0.0, 300.0)
    assert [power for _, power in scale.ticks()] == [Decimal("0.1"), 1, 10, 100]
    assert scale.at(Decimal(1)) == pytest.approx(100.0)
    assert scale.at(Decimal(10**9)) == 300.0
    assert [round_step(n) for n in (0, 3, 7, 40, 90, 801)] == [1, 1, 2, 10, 50, 500]


def test_the_columns_of_years_add_up_and_fit_the_paper() -> None:
    picture = trend_picture({"A": Counter({1983: 3, 2026: 1}), "B": Counter({1983: 2})})
    assert picture is not None
    assert len(picture.columns) == 44
    assert picture.columns[-1].x + picture.bar <= WIDTH
    assert picture.totals == (4, 2)
    assert picture.columns[0].total == 5


def test_a_tree_keeps_its_things_apart_and_on_the_paper() -> None:
    def leaf(n: int, level: int) -> Leaf:
        name = f"a very long name of a thing that no line can hold, number {n}"
        link = Link(f"ORPHA:{n}", name, "en", "Disease", f"/disease/ORPHA:{n}")
        return Leaf(link, "", (), "somebody", level)

    limbs = tuple(
        Limb(f"limb {m}", tuple(leaf(10 * m + n, n % 2) for n in range(8)), 3) for m in range(5)
    )
    found = tree("a disease", "en", limbs)
    assert found == tree("a disease", "en", limbs)
    assert found.number == 40
    for drawing in (found.narrow, found.broad):
        places = [(t.x > drawing.width / 2, t.y) for t in drawing.texts]
        assert len(places) == len(set(places))
        for text in drawing.texts:
            wide = width_of(text.words)
            assert text.x - wide >= -6 if text.left else text.x + wide <= drawing.width + 6
            assert 0 <= text.y <= drawing.height
