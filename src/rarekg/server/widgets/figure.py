"""The widget `figure`: a key figure, all its values side by side, with who says so."""

from __future__ import annotations

from collections.abc import Callable

from rarekg.errors import NotFound
from rarekg.records.model import Backing, Entity, Link
from rarekg.server.formats import day
from rarekg.server.labels import listed, other_language
from rarekg.server.languages import gettext
from rarekg.server.own_language import in_language
from rarekg.server.programme_page import KeyFigure, Value, key_figure
from rarekg.server.references import References
from rarekg.server.views import row
from rarekg.server.widgets.desk import Content, Desk
from rarekg.server.widgets.model import Item, Section
from rarekg.server.widgets.parts import of_thing, with_something

_KIND = "KeyFigure"


def content(desk: Desk, ref: str) -> Content:
    """A key figure."""
    entity = desk.records.entity(ref, inverse=False)
    if entity.type != _KIND:
        raise NotFound(f"{entity.id} is no key figure but: {entity.type}")
    found = key_figure(entity, References())
    made = [_SECTIONS[name](desk, entity, found) for name in desk.wanted]
    return of_thing(desk, entity, with_something(made))


def _values(desk: Desk, entity: Entity, found: KeyFigure) -> Section:
    stated = {s.url: s for s in entity.statements.get("figureValue", ())}
    items = []
    for value in found.values[: desk.most]:
        numbers = desk.references.numbers(stated[value.line.url])
        items.append(_value(desk, value, numbers))
    return Section("values", gettext("Value"), "figures", tuple(items), len(found.values))


def _value(desk: Desk, value: Value, numbers: tuple[int, ...]) -> Item:
    by = listed(source.title for source in value.by)
    consulted = ""
    if value.consulted:
        consulted = gettext("Consulted: %(days)s", days=listed(map(day, value.consulted)))
    cites = (gettext("It cites %(publications)s", publications=p) for p in _cited(value.cited))
    return Item(
        by,
        value=value.phrase,
        note="; ".join(filter(None, (value.beside, *cites, consulted))),
        statement=desk.page(value.line.url),
        references=numbers,
    )


def _cited(backings: tuple[Backing, ...]) -> list[str]:
    return [", ".join(p.label for p in b.publications) for b in backings if b.publications]


def _words(desk: Desk, entity: Entity, found: KeyFigure) -> Section:
    told = in_language(entity.findings("figureText"))[: desk.most]
    items = tuple(desk.item(row(finding, desk.references)) for finding in told)
    return Section("words", gettext("In words"), "text", items, len(found.said))


def _about(desk: Desk, _: Entity, found: KeyFigure) -> Section:
    items = tuple(_thing(desk, link) for link in found.about[: desk.most])
    return Section("about", gettext("What it is about"), "list", items, len(found.about))


def _thing(desk: Desk, link: Link) -> Item:
    code = link.id if desk.asked.expert else ""
    return Item(link.name, other_language(link.language), desk.page(link.url), code)


_SECTIONS: dict[str, Callable[[Desk, Entity, KeyFigure], Section]] = {
    "values": _values,
    "words": _words,
    "about": _about,
}
