"""The widget `organisations`: patient organisations and others that work on a disease."""

from __future__ import annotations

from urllib.parse import urlencode

from msgspec.structs import replace

from rarekg.records.kinds import ORGANISATIONS
from rarekg.server.formats import number
from rarekg.server.languages import gettext
from rarekg.server.organisation_map import place_words
from rarekg.server.search_words import kind_words
from rarekg.server.widgets.desk import Content, Desk
from rarekg.server.widgets.model import Section
from rarekg.server.widgets.organisations_near import AREA, TRIALS, WORKS, Near
from rarekg.server.widgets.parts import all_of_it, with_something

_RELATIONS = {"works": WORKS, "trials": TRIALS, "area": AREA}
_FIRST = "PatientOrganisation"
_KINDS = (_FIRST, *(kind for kind in ORGANISATIONS if kind != _FIRST))


def content(desk: Desk, ref: str) -> Content:
    """The organisations of a disease."""
    entity = desk.records.entity(ref, inverse=False)
    known = Near(desk, entity, headed=True)
    sections = [_section(desk, entity.url, known, name) for name in desk.wanted]
    nothing = gettext("No source that we read names a centre or an organisation for it.")
    if known.all:
        nothing = gettext("None here fits. There may be one that our sources do not name.")
    shown = with_something(sections, nothing)
    once = (shown[0], *(replace(section, hint="") for section in shown[1:]))
    return desk.content(entity, "", once, *known.sources.values())


def _section(desk: Desk, page: str, known: Near, name: str) -> Section:
    relation = _RELATIONS[name]
    found = sorted(known.of(relation), key=lambda one: _KINDS.index(one.link.type))
    items = tuple(
        known.item(one, relation, kind_words(one.link.type), (place_words(one),))
        for one in found[: desk.most]
    )
    hint = gettext(
        "Those that our sources name, with no judgement of them. "
        "There may be others, and nearer: ask a doctor."
    )
    section = Section(name, gettext(relation), "list", items, len(found), hint=hint)
    country = desk.asked.country
    address = f"{page}?{urlencode({'country': country})}" if country else page
    more = gettext("All %(number)s", number=number(len(found)))
    return all_of_it(section, desk.page(f"{address}#centres"), more)
