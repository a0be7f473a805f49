"""The widget `money`: who supports whom, by year, as payers disclosed it.

What payers and what recipients disclose are never added up: the page of an organisation has the
payers' lists, and so has this widget.
"""

from __future__ import annotations

from urllib.parse import urlencode

from rarekg.records.kinds import section_of
from rarekg.records.model import Entity
from rarekg.records.payments import ledger
from rarekg.server.formats import number
from rarekg.server.languages import gettext, gettext_noop, ngettext
from rarekg.server.widgets.desk import Content, Desk
from rarekg.server.widgets.model import Section
from rarekg.server.widgets.organisations_near import WORKS, Near
from rarekg.server.widgets.parts import all_of_it, with_something
from rarekg.server.widgets.payments import (
    Pair,
    Payments,
    disclosures,
    pair_item,
    pairs,
    payments_of,
    years,
)

_SIDES = {
    "received": ("recipient", "payer", gettext_noop("Payments received")),
    "made": ("payer", "recipient", gettext_noop("Payments made")),
}
_ONLY = gettext_noop("Only what the lists that we read disclose: none listed is not none made.")


def content(desk: Desk, ref: str) -> Content:
    """The payments of an organisation, or to those that work on a disease."""
    entity = desk.records.entity(ref, inverse=False)
    if section_of(entity.type) == "disease":
        sections, payments = _of_disease(desk, entity)
    else:
        sections, payments = _of_organisation(desk, entity)
    made = with_something(sections, gettext("Nothing disclosed in the data read here"))
    return desk.content(entity, "", made, *disclosures(desk, payments))


def _of_organisation(desk: Desk, entity: Entity) -> tuple[list[Section], Payments]:
    """Each side apart, by year and by who is on the other one."""
    sections: list[Section] = []
    told: Payments = ()
    for name in desk.wanted:
        side, _, what = name.partition("-")
        party, other, heading = _SIDES[side]
        found = payments_of(ledger(desk.records), party, entity.id)
        address = urlencode({party: entity.id})
        told += found
        if what:
            words = gettext(
                "%(label)s: %(value)s", label=gettext(heading), value=gettext("By year")
            )
            sections.append(years(desk, name, words, found, address))
        else:
            sections.append(_paired(desk, name, gettext(heading), found, other, address))
    return sections, told


def _paired(
    desk: Desk, name: str, heading: str, found: Payments, other: str, address: str
) -> Section:
    of = pairs(found, other, address)
    items = tuple(pair_item(desk, pair) for pair in of[: desk.most])
    more = ngettext(
        "The payment",
        "All %(number)s payments, one by one",
        len(found),
        number=number(len(found)),
    )
    where = desk.page(f"/money?{address}&by=payment")
    return Section(name, heading, "bars", items, len(of), where, more, hint=gettext(_ONLY))


def _of_disease(desk: Desk, entity: Entity) -> tuple[list[Section], Payments]:
    """What those who work on it received, and from whom: for whatever purpose."""
    known = ledger(desk.records)
    of: list[Pair] = []
    told: Payments = ()
    for one in Near(desk, entity).of(WORKS):
        found = payments_of(known, "recipient", one.link.id)
        name = desk.records.spoken(one.link).name
        of += pairs(found, "payer", urlencode({"recipient": one.link.id}), name)
        told += found
    if not of:
        return [Section("received", gettext("Payments received"), "bars")], ()
    items = tuple(pair_item(desk, pair) for pair in of[: desk.most])
    purpose = gettext("To organisations that work on it, for whatever purpose.")
    section = Section(
        "received",
        gettext("Payments received"),
        "bars",
        items,
        len(of),
        hint=f"{purpose} {gettext(_ONLY)}",
    )
    more = gettext("Centres and organisations")
    return [all_of_it(section, desk.page(f"{entity.url}#centres"), more)], told
