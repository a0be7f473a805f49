"""The widget `disease`: what it is in plain words and how common it is."""

from __future__ import annotations

from collections.abc import Callable

from rarekg.records.model import Disease
from rarekg.server.figures import Figure, figures, headline
from rarekg.server.languages import gettext
from rarekg.server.views import rows, texts
from rarekg.server.widgets.desk import Content, Desk
from rarekg.server.widgets.model import Item, Section


def content(desk: Desk, ref: str) -> Content:
    """A disease in short."""
    record = desk.records.disease(ref)
    made = (_SECTIONS[name](desk, record) for name in desk.wanted)
    return desk.content(record.entity, "", (section for section in made if section.items))


def _summary(desk: Desk, record: Disease) -> Section:
    """The plain summary in the reader's language, or in English; else the definition."""
    entity = record.entity
    found = entity.findings("summary") or entity.findings("definition")
    shown = texts(rows(found, desk.references)).shown
    items = tuple(desk.item(row) for row in shown[: desk.most])
    return Section("summary", gettext("What it is"), "text", items, len(items))


def _prevalence(desk: Desk, record: Disease) -> Section:
    """The figures that are named at a glance."""
    named = headline(figures(record.entity, desk.references))
    items = tuple(_figure(desk, figure) for figure in named[: desk.most])
    return Section("prevalence", gettext("How common it is"), "figures", items, len(named))


def _figure(desk: Desk, figure: Figure) -> Item:
    said = desk.said((figure.line,))
    return Item(
        figure.share,
        note=figure.measure,
        statement=said.statement,
        references=said.references,
    )


_SECTIONS: dict[str, Callable[[Desk, Disease], Section]] = {
    "summary": _summary,
    "prevalence": _prevalence,
}
