"""The widget `today`: a disease a day, the one of the first page."""

from __future__ import annotations

from flask import g

from rarekg.server.home_data import disease_of_the_day, today
from rarekg.server.languages import gettext
from rarekg.server.widgets import disease
from rarekg.server.widgets.desk import Content, Desk
from rarekg.server.widgets.model import Item, Section


def content(desk: Desk, _: str) -> Content:
    """The disease of the day."""
    day = today()
    g.day = day.isoformat()  # the widget is another one tomorrow: its tag holds the day
    found = disease_of_the_day(day)
    if found is not None:
        return disease.content(desk, found.link.id)
    nothing = Item(gettext("Nothing is recorded here yet."))
    return Content(
        ref="",
        kind="",
        title=gettext("A disease a day"),
        title_language="",
        url=desk.page("/"),
        sections=(Section("summary", gettext("In plain words"), "text", (nothing,)),),
    )
