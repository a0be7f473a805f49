"""The widget `signs`: the most frequent signs, and what is stated not to be part of a disease."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msgspec.structs import replace

from rarekg.records.model import Entity, Finding
from rarekg.server.formats import percent
from rarekg.server.labels import number
from rarekg.server.languages import gettext, ngettext
from rarekg.server.signs import (
    Sign,
    SignGroup,
    most_frequent,
    sign_places,
    signs_by_frequency,
    signs_by_system,
)
from rarekg.server.views import row, split
from rarekg.server.widgets.desk import Content, Desk
from rarekg.server.widgets.model import Item, Section
from rarekg.server.widgets.parts import all_of_it, item_of_lines, of_thing, with_something

_CLASSES = 5  # of frequency, that bars have


def content(desk: Desk, ref: str) -> Content:
    """The signs of a disease."""
    entity = desk.records.entity(ref, inverse=False)
    made = [_SECTIONS[name](desk, entity) for name in desk.wanted]
    none = ""
    if "hasPhenotype" not in entity.statements:
        none = gettext("No source that we read lists signs of it.")
    return of_thing(desk, entity, with_something(made, none, gettext("Signs and symptoms")))


def _frequency(desk: Desk, entity: Entity) -> Section:
    """The most frequent signs, by how frequent they are."""
    present, _ = split(entity.findings("hasPhenotype"))
    shown = most_frequent(present, desk.most)
    places = sign_places(shown, desk.records)
    groups = signs_by_frequency(shown, places, desk.references)
    return _section(desk, entity, "frequency", _items(desk, groups), len(present))


def _systems(desk: Desk, entity: Entity) -> Section:
    """The most frequent signs, by body system; by how frequent they are where the release knows
    no systems."""
    if not desk.records.tables:
        return replace(_frequency(desk, entity), id="systems")
    present, _ = split(entity.findings("hasPhenotype"))
    shown = most_frequent(present, desk.most)
    places = sign_places(shown, desk.records)
    groups = signs_by_system(shown, places, desk.records, desk.references)
    return _section(desk, entity, "systems", _items(desk, groups), len(present))


def _section(desk: Desk, entity: Entity, name: str, items: tuple[Item, ...], total: int) -> Section:
    made = Section(
        name,
        gettext("Signs and symptoms"),
        "bars",
        items,
        total,
        hint=f"{_order(name)} {gettext('A person may have few or many of them.')}",
    )
    way = "?signs=frequency#signs" if name == "frequency" else "#signs"
    more = ngettext("All %(num)s sign", "All %(num)s signs", total)
    return all_of_it(made, desk.page(entity.url + way), more)


def _order(name: str) -> str:
    """How the signs are arranged, as the page says it."""
    if name == "frequency":
        return gettext(
            "Grouped by the highest frequency that a source states, or that follows from the"
            " persons it studied: where these are few, it is a rough guide."
        )
    return gettext(
        "Each sign stands once, under the body system that it is nearest to; in each, the most"
        " frequent come first."
    )


def _items(desk: Desk, groups: Iterable[SignGroup]) -> tuple[Item, ...]:
    return tuple(_item(desk, group, sign) for group in groups for sign in group.signs)


def _item(desk: Desk, group: SignGroup, sign: Sign) -> Item:
    expert = desk.asked.expert
    title = f"{group.term} ({group.id})" if expert and group.term else group.title
    if group.share:
        title = f"{title} ({percent(group.share)})"
    made = item_of_lines(desk, sign.row)
    plain = sign.plain and not expert
    return replace(
        made,
        text=sign.plain if plain else made.text,
        language="" if plain else made.language,
        group=title,
        share=sign.often / _CLASSES if sign.often else None,
    )


def _absent(desk: Desk, entity: Entity) -> Section:
    """What a source looked for and did not find."""
    _, absent = split(entity.findings("hasPhenotype"))
    absent.sort(key=_name)
    items = tuple(item_of_lines(desk, row(found, desk.references)) for found in absent[: desk.most])
    made = Section(
        "absent",
        gettext("Stated NOT to be part of it"),
        "list",
        items,
        len(absent),
        hint=gettext(
            "Looked for and not found, by the source named. Where it studied few persons, others"
            " may have the sign all the same."
        ),
    )
    more = gettext("All %(number)s", number=number(str(len(absent))))
    return all_of_it(made, desk.page(f"{entity.url}#signs"), more)


def _name(finding: Finding) -> str:
    return getattr(finding.value, "name", "").casefold()


_SECTIONS: dict[str, Callable[[Desk, Entity], Section]] = {
    "frequency": _frequency,
    "systems": _systems,
    "absent": _absent,
}
