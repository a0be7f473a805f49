"""The widget `centres`: research centres, hospitals and universities of a disease, or of a country,
on a map and in a list by country."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from weakref import WeakKeyDictionary

from msgspec.structs import replace

from rarekg.records.collation import sort_key
from rarekg.records.kinds import ORGANISATIONS
from rarekg.records.model import Source
from rarekg.records.organisations import Organisation, Selection, directory
from rarekg.records.reader import Records
from rarekg.server.formats import number
from rarekg.server.labels import concept_label, country_words
from rarekg.server.languages import gettext, spoken
from rarekg.server.organisation_map import place_words, query_of
from rarekg.server.organisation_views import RELATIONS
from rarekg.server.search_words import kind_words
from rarekg.server.widgets.behind import sources_of_place, statements_of
from rarekg.server.widgets.desk import Content, Desk
from rarekg.server.widgets.drawings import map_drawing
from rarekg.server.widgets.model import Item, Section
from rarekg.server.widgets.organisations_near import Near, named, organisation_item
from rarekg.server.widgets.parts import all_of_it, with_something

# Of patient organisations, companies and authorities, the widget `organisations` tells.
_CENTRES = frozenset({"ResearchCentre", "CareProvider", "University", "Organisation"})
_PAGE = "/centres"


def content(desk: Desk, ref: str) -> Content:
    """The centres of a disease; without one, those of a country, or how many there are in each."""
    if not ref:
        return _of_country(desk) if desk.asked.country else _of_world(desk)
    entity = desk.records.entity(ref, inverse=False)
    known = Near(desk, entity)
    found = [(o, why) for why in RELATIONS for o in known.of(why) if _is_centre(o)]
    shown = sorted(found[: desk.most], key=lambda pair: _place(pair[0]))  # its own ones first
    items = [known.item(one, why, _country(one), _told(one)) for one, why in shown]
    country = desk.asked.country
    address = f"{entity.url}?country={country}" if country else entity.url
    section = _section(desk, [one for one, _ in shown], items, len(found))
    section = all_of_it(
        replace(section, heading=gettext("Centres")),
        desk.page(f"{address}#centres"),
        gettext("Centres and organisations"),
    )
    sections = with_something([section] if desk.wanted else [], _nothing(bool(known.all)))
    return desk.content(entity, "", sections, *known.sources.values())


def _is_centre(one: Organisation) -> bool:
    return one.link.type in _CENTRES


def _nothing(some: bool) -> str:
    if some:  # in other countries, or of other kinds
        return gettext("None here fits. There may be one that our sources do not name.")
    return gettext("No source that we read names a centre or an organisation for it.")


def _section(
    desk: Desk, shown: Sequence[Organisation], items: Sequence[Item], total: int
) -> Section:
    """Centres with their map."""
    drawing = map_drawing([named(one, desk) for one in shown], close=bool(desk.asked.country))
    hints = [
        gettext(
            "Those that our sources name, with no judgement of them. "
            "There may be others, and nearer: ask a doctor."
        )
    ]
    if drawing:
        hints.append(gettext("Outlines: Natural Earth. They take no position on borders."))
    return Section(
        "centres",
        gettext("Centres and organisations"),
        "map" if drawing else "list",
        tuple(items),
        total,
        drawing=drawing,
        hint=" ".join(hints),
    )


def _of_country(desk: Desk) -> Content:
    """Those in a country, as the map of all centres has them: what is there for research or care
    first."""
    country = desk.asked.country
    chosen = Selection(country=country)
    page = query_of(_PAGE, chosen)
    found = [one for one in directory(desk.records).selected(chosen) if one.on_map]
    found.sort(key=lambda one: ORGANISATIONS.index(one.link.type))
    shown = found[: desk.most]
    sources: dict[str, Source] = {}
    items = []
    for one in shown:
        behind = statements_of(desk, one.link.id, ("placeName", "locatedIn"))
        town, _ = _told(one)
        items.append(organisation_item(desk, one, kind_words(one.link.type), (town,), behind))
        sources |= {s.id: s for s in sources_of_place(desk.records.lookup, one.link.id)}
    more = gettext("All %(number)s", number=number(len(found)))
    section = all_of_it(_section(desk, shown, items, len(found)), desk.page(page), more)
    sections = with_something([section] if desk.wanted else [], _nothing(some=True))
    title = country_words(country)
    return Content("", "", title, "", desk.page(page), sections, sources=tuple(sources.values()))


def _of_world(desk: Desk) -> Content:
    """How many are on the map of centres by country."""
    found = [one for one in directory(desk.records).organisations if one.on_map]
    counted = Counter(one.country for one in found if one.country).most_common()
    items = tuple(
        Item(
            country_words(code),
            url=desk.page(query_of(_PAGE, Selection(country=code))),
            value=number(many),
            share=round(many / counted[0][1], 3),
        )
        for code, many in counted[: desk.most]
    )
    hint = gettext(
        "Research centres and care providers, and organisations that work on diseases described "
        "here, take part in trials, or hold designations of therapies, as far as our sources say "
        "so and say where they are. It is no list of all centres, and no advice where to go."
    )
    section = Section("centres", gettext("By country"), "bars", items, len(counted), hint=hint)
    more = gettext("All %(number)s", number=number(len(counted)))
    sections = with_something([all_of_it(section, desk.page(_PAGE), more)])
    url, told = desk.page(_PAGE), _sources_of_all(desk.records, found)
    return Content("", "", gettext("Map of centres"), "", url, sections, sources=told)


_known: WeakKeyDictionary[Records, tuple[Source, ...]] = WeakKeyDictionary()


def _sources_of_all(records: Records, found: Sequence[Organisation]) -> tuple[Source, ...]:
    """Who says where they all are: looked up at the first call, then kept with the release."""
    if records not in _known:
        told = (s for one in found for s in sources_of_place(records.lookup, one.link.id))
        _known[records] = tuple({source.id: source for source in told}.values())
    return _known[records]


def _country(one: Organisation) -> str:
    return country_words(one.country) or one.land or gettext("Country not stated")


def _place(one: Organisation) -> tuple[bool, object, str]:
    return not one.country, sort_key(_country(one), spoken()), one.link.name.casefold()


def _told(one: Organisation) -> tuple[str, str]:
    """Its place within the country, which stands above it, and what it is."""
    place, country = place_words(one), _country(one)
    town = "" if place == country else place.removesuffix(f", {country}")
    return town, concept_label(one.link.type)
