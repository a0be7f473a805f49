"""What several widgets are put together with."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from rarekg.records.model import Entity, Finding
from rarekg.server.disease_page import wider_treated
from rarekg.server.labels import concept_label, listed
from rarekg.server.languages import gettext
from rarekg.server.references import References
from rarekg.server.views import Row, row, rows, texts
from rarekg.server.widgets.desk import Content, Desk
from rarekg.server.widgets.model import Item, Section


def with_something(
    sections: Iterable[Section], nothing: str = "", heading: str = ""
) -> tuple[Section, ...]:
    """The sections that hold something; where none does, the first says so: `nothing`, or that
    nothing is recorded here, under a heading that is not about a part only."""
    made = tuple(sections)
    found = tuple(s for s in made if s.items or s.drawing or s.kind == "search")
    if found or not made:
        return found
    told = Item(nothing or gettext("Nothing is recorded here yet."))
    return (Section("nothing", heading or made[0].heading, "text", (told,)),)


def of_wider(desk: Desk, entity: Entity) -> tuple[Item, ...]:
    """For a disease for which nothing is approved: where authorities may have decided on a wider
    one, as its page says. "None known" alone would mislead who came by the number of a kind."""
    found = wider_treated(entity, False, desk.records)
    if not found:
        return ()
    text = gettext(
        "Authorities often decide on a wider disease, not on each of its kinds. On record for what"
        " this is a kind of: %(links)s. For whom, that page says in the authorities’ words.",
        links=listed(wider.text for wider in found),
    )
    return (Item(text, url=desk.page(f"{found[0].href}#treatments")),)


def of_thing(desk: Desk, entity: Entity, sections: Iterable[Section]) -> Content:
    """The content of a widget about a thing, with the words for what it is."""
    return desk.content(entity, concept_label(entity.type), sections)


def all_of_it(section: Section, url: str, more: str) -> Section:
    """A section with the way to all of its things, where it does not have them all."""
    if len(section.items) >= section.total:
        return section
    return replace(section, url=url, more=more)


def item_of_lines(desk: Desk, of: Row, note: str = "") -> Item:
    """A row as an item that repeats what each of its lines says."""
    said = dict.fromkeys(line.words for line in of.lines if line.words)
    ways = dict.fromkeys(line.method for line in of.lines if line.method)
    return replace(desk.item(of), note="; ".join([*said, *ways]) or note)


def shown_texts(desk: Desk, found: tuple[Finding, ...]) -> tuple[Item, ...]:
    """Texts in the language of the widget, or in English."""
    by_value = {finding.value: finding for finding in found}
    shown = texts(rows(found, References())).shown[: desk.most]
    return tuple(desk.item(row(by_value[one.value], desk.references)) for one in shown)
