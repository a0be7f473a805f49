"""The widget `centres`: research centres, hospitals and universities of a disease, on a map and in
a list by country."""

from __future__ import annotations

from urllib.parse import urlencode

from rarekg.records.collation import sort_key
from rarekg.records.organisations import Organisation
from rarekg.server.formats import number
from rarekg.server.labels import concept_label, country_words
from rarekg.server.languages import gettext, spoken
from rarekg.server.organisation_map import place_words
from rarekg.server.organisation_views import RELATIONS
from rarekg.server.widgets.desk import Content, Desk
from rarekg.server.widgets.drawings import map_drawing
from rarekg.server.widgets.model import Section
from rarekg.server.widgets.organisations_near import Near, named
from rarekg.server.widgets.parts import all_of_it, with_something

# Of patient organisations, companies and authorities, the widget `organisations` tells.
_CENTRES = frozenset({"ResearchCentre", "CareProvider", "University", "Organisation"})


def content(desk: Desk, ref: str) -> Content:
    """The centres of a disease."""
    entity = desk.records.entity(ref, inverse=False)
    known = Near(desk, entity)
    sections = [_SECTIONS[name](desk, entity.url, known) for name in desk.wanted]
    nothing = gettext("No source that we read names a centre or an organisation for it.")
    if any(one.link.type in _CENTRES for found in known.all.values() for one in found):
        nothing = gettext("None here fits. There may be one that our sources do not name.")
    return desk.content(entity, "", with_something(sections, nothing), *known.sources.values())


def _centres(desk: Desk, page: str, known: Near) -> Section:
    """Those that work on it first, where there is not room for all; by country."""
    found = [
        (one, relation)
        for relation in RELATIONS
        for one in known.of(relation)
        if one.link.type in _CENTRES
    ]
    shown = sorted(found[: desk.most], key=lambda pair: _place(pair[0]))
    drawing = map_drawing([named(one, desk) for one, _ in shown])
    items = tuple(known.item(one, why, _country(one), _told(one)) for one, why in shown)
    hints = [
        gettext(
            "Those that our sources name, with no judgement of them. "
            "There may be others, and nearer: ask a doctor."
        )
    ]
    if drawing:
        hints.append(gettext("Outlines: Natural Earth. They take no position on borders."))
    section = Section(
        "centres",
        gettext("Centres"),
        "map" if drawing else "list",
        items,
        len(found),
        drawing=drawing,
        hint=" ".join(hints),
    )
    country = desk.asked.country
    address = f"{page}?{urlencode({'country': country})}" if country else page
    more = gettext("All %(number)s", number=number(len(found)))
    return all_of_it(section, desk.page(f"{address}#centres"), more)


def _country(one: Organisation) -> str:
    return country_words(one.country) or one.land or gettext("Country not stated")


def _place(one: Organisation) -> tuple[bool, object, str]:
    return not one.country, sort_key(_country(one), spoken()), one.link.name.casefold()


def _told(one: Organisation) -> tuple[str, str]:
    return place_words(one), concept_label(one.link.type)


_SECTIONS = {"centres": _centres}
