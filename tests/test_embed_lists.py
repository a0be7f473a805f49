"""Frames of the widgets that need more than curated data: trials, places, payments."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.test_embed import by_class, links, parsed, text
from tests.test_embed_hostile import strange
from tests.test_valid_html import faults
from tests.test_widgets_lists import FABRY, FIBROSIS, PAID, client, home

__all__ = ["client", "home"]  # fixtures

LISTS = [f"money/{PAID}", f"money/{FABRY}", f"trials/{FIBROSIS}", f"centres/{FIBROSIS}", "centres"]


@pytest.mark.parametrize(
    "widget", [*LISTS, f"organisations/{FIBROSIS}", "search?q=fabry&results=here"]
)
@pytest.mark.parametrize("asked", ["", "lang=de&layout=compact", "mode=expert&items=50&accent=a00"])
def test_frames_of_lists_are_valid(client: FlaskClient, widget: str, asked: str) -> None:
    response = client.get(f"/embed/v1/{widget}{'&' if '?' in widget else '?'}{asked}")
    assert response.status_code == 200
    assert not faults(response.text)
    assert not list(strange(response.text))


def test_amounts_have_bars_and_years_a_drawing(client: FlaskClient) -> None:
    page = parsed(client.get(f"/embed/v1/money/{PAID}").text)
    bars = by_class(page, "w-bars")
    assert bars
    for item in (item for bar in bars for item in by_class(bar, "w-item")):
        assert by_class(item, "w-value"), text(item)
        (drawn,) = by_class(item, "w-bar")
        widths = [e.get("width") or "" for e in drawn]
        assert widths[0] == "100%"
        assert 0 <= float(widths[1].rstrip("%")) <= 100
    (drawing,) = by_class(page, "w-drawing")
    assert drawing.get("aria-label")
    assert by_class(drawing, "w-shape-bar")
    assert by_class(page, "w-section-received-years")


def test_a_map_stands_beside_the_places_that_it_shows(client: FlaskClient) -> None:
    page = parsed(client.get(f"/embed/v1/centres/{FIBROSIS}").text)
    (drawn,) = by_class(page, "w-drawn")
    (drawing,) = by_class(drawn, "w-drawing")
    assert drawing.get("role") == "img"
    assert by_class(drawing, "w-shape-land")
    assert by_class(drawing, "w-shape-dot")
    (items,) = by_class(drawn, "w-items")
    assert links(items)
    assert by_class(items, "w-group")


def test_the_state_of_trials_is_said(client: FlaskClient) -> None:
    page = parsed(client.get(f"/embed/v1/trials/{FIBROSIS}").text)
    assert [text(e) for e in by_class(page, "w-group")]
    assert by_class(page, "w-hint")


def test_results_are_found_in_the_frame_or_on_our_site(client: FlaskClient) -> None:
    page = parsed(client.get("/embed/v1/search?lang=de&theme=dark&results=here&q=fabry").text)
    (form,) = by_class(page, "w-search")
    assert form.get("action") == "/embed/v1/search"
    assert form.get("target") is None
    sent = {e.get("name"): e.get("value") for e in form.iter() if e.tag.endswith("}input")}
    assert sent == {"lang": "de", "theme": "dark", "results": "here", "q": "fabry"}
    assert any("/de/disease/" in (link.get("href") or "") for link in links(page))
    page = parsed(client.get("/embed/v1/search?lang=de").text)
    (form,) = by_class(page, "w-search")
    assert (form.get("action") or "").endswith("/de/search")
    assert form.get("target") == "_blank"
    assert [e.get("name") for e in form.iter() if e.tag.endswith("}input")] == ["q"]
