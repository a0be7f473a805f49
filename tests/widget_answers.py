"""Answers of widgets, as tests read them: what holds for each is looked at with each."""

from __future__ import annotations

import html
import re

import msgspec
from flask.testing import FlaskClient

from rarekg.server.widgets.model import Drawing, Item, Section, Widget


def widget(client: FlaskClient, address: str) -> Widget:
    """The answer, which is whole: each number that an item names has its reference and source."""
    response = client.get(f"/api/v1/widget/{address}")
    assert response.status_code == 200, response.text
    found = msgspec.json.decode(response.data, type=Widget)
    named = {n for s in found.sections for item in s.items for n in item.references}
    assert named == {r.number for r in found.references}, "numbered is only what is shown"
    assert {r.source for r in found.references} <= {s.id for s in found.sources}
    for section in found.sections:
        assert len(section.items) <= max(section.total, 1)
        assert bool(section.url and section.more) or len(section.items) >= section.total
        assert not section.drawing or is_drawn(section.drawing)
    return found


ATTRIBUTES = frozenset(
    ("d", "x", "y", "x1", "y1", "x2", "y2", "width", "height", "cx", "cy", "r", "rx", "text-anchor")
)


def is_drawn(drawing: Drawing) -> bool:
    """Whether it is made of what may be in a drawing, and of nothing with a colour."""
    assert drawing.width == 360
    assert drawing.label
    for shape in drawing.shapes:
        assert shape.shape in {"path", "line", "rect", "circle", "text"}
        assert shape.part in {"land", "dot", "bar", "axis", "label"}
        assert shape.attributes.keys() <= ATTRIBUTES
        assert all(re.fullmatch(r"[-\w. ,]+", value) for value in shape.attributes.values())
    return True


def section(found: Widget, name: str) -> Section:
    return next(s for s in found.sections if s.id == name)


def texts(items: tuple[Item, ...]) -> list[str]:
    return [item.text for item in items]


def page(client: FlaskClient, path: str) -> str:
    """The words of the main part of a page."""
    answer = client.get(path.removeprefix("http://localhost"))
    assert answer.status_code == 200, path
    main = answer.text.partition("<main")[2].partition("</main>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())
