"""What the pages about organisations show: choices, the parts of a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlencode

from msgspec.structs import replace

from rarekg.linking.organisation_names import tokens_of
from rarekg.linking.organisations import is_common
from rarekg.records.collation import sort_key
from rarekg.records.kinds import ORGANISATIONS
from rarekg.records.model import Entity, Link, by_subject
from rarekg.records.organisations import (
    Directory,
    Organisation,
    Selection,
    agreed_point,
    directory,
)
from rarekg.records.payment_tables import Selection as Paid
from rarekg.records.payment_tables import total
from rarekg.records.payments import Ledger, Money, ledger
from rarekg.records.reader import Records
from rarekg.server.entity_page import EntityPage, entity_page
from rarekg.server.labels import concept_label, country_words
from rarekg.server.languages import gettext, gettext_noop, spoken
from rarekg.server.organisation_map import Map, map_around, place_in_words, query_of
from rarekg.server.references import References
from rarekg.server.trials_filters import counted_words
from rarekg.server.views import Row, rows


@dataclass(frozen=True, slots=True)
class Choice:
    """An option of a filter."""

    value: str
    words: str
    chosen: bool


def choices(known: Directory, chosen: Selection, mapped: bool) -> dict[str, list[Choice]]:
    """Countries and kinds, each with how many there are of it."""
    shown = [one for one in known.organisations if one.on_map or not mapped]
    countries = Counter(one.country for one in shown if one.country)
    kinds = Counter(kind for one in shown for kind in one.kinds)
    named = {code: country_words(code) for code in countries}
    return {
        "country": [
            Choice(code, counted_words(name, countries[code]), code == chosen.country)
            for code, name in sorted(named.items(), key=lambda pair: sort_key(pair[1], spoken()))
        ],
        "kind": [
            Choice(kind, counted_words(concept_label(kind), kinds[kind]), kind == chosen.kind)
            for kind in ORGANISATIONS
            if kinds[kind] and kind != "Organisation"
        ],
    }


@dataclass(frozen=True, slots=True)
class Payments:
    """Payments that an organisation made or received: how many, how much, and their table."""

    words: str
    number: int
    sums: tuple[Money, ...]
    href: str


@dataclass(frozen=True, slots=True)
class OrganisationPage:
    """The parts of the page of an organisation, in their order."""

    common: EntityPage
    works_on: tuple[Row, ...]
    trials: dict[str, tuple[Row, ...]]
    held: Held
    namesakes: Namesakes | None
    payments: tuple[Payments, ...]
    point: Map | None


@dataclass(frozen=True, slots=True)
class Held:
    """A page of the therapies of which an organisation holds a designation or authorisation."""

    therapies: tuple[Row, ...]
    number: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Namesakes:
    """Organisations whose names have the same first word: often of one group."""

    word: str
    number: int
    href: str


HELD = 50  # therapies on a page: each has several designations with their records


_TRIALS = {
    "sponsoredBy": gettext_noop("Trials that it is responsible for"),
    "collaborator": gettext_noop("Trials that it supports"),
    "hasSite": gettext_noop("Trials with a site there"),
}
_PARTIES = {
    "payer": gettext_noop("Payments made"),
    "recipient": gettext_noop("Payments received"),
}


def organisation_page(
    entity: Entity, records: Records, references: References, page: int = 1
) -> OrganisationPage:
    """The page; `references` is filled in its order. `page` is the one of the therapies held."""
    works_on = rows(entity.findings("worksOn"), references)
    trials = {
        gettext(words): found
        for key, words in _TRIALS.items()
        if (found := rows(by_subject(records.about(key, entity.id)), references))
    }
    held = _held(entity, records, references, page)
    known = directory(records)
    common = entity_page(entity, records, references)
    for key, in_words in (("placeName", place_in_words), ("locatedIn", country_words)):
        if key in common.properties:
            found = common.properties[key]
            common.properties[key] = tuple(replace(r, text=in_words(r.text)) for r in found)
    return OrganisationPage(
        common,
        works_on,
        trials,
        held,
        _namesakes(entity, known),
        tuple(_payments(entity, records)),
        _where(entity),
    )


def registry_words(status: str) -> str:
    """The status of an entry in the registry of organisations, in words."""
    return gettext(_REGISTRY[status]) if status in _REGISTRY else status


_REGISTRY = {
    "active": gettext_noop("Active"),
    "inactive": gettext_noop("No longer active"),
    "withdrawn": gettext_noop("Entry withdrawn"),
}


def _held(entity: Entity, records: Records, references: References, page: int) -> Held:
    found = by_subject(records.about("heldBy", entity.id))
    pages = max(1, -(-len(found) // HELD))
    page = min(page, pages)
    shown = rows(found[(page - 1) * HELD : page * HELD], references)
    return Held(shown, len(found), page, pages)


def _namesakes(entity: Entity, known: Directory) -> Namesakes | None:
    """Other organisations with the first word of a name in theirs, if few enough have it."""
    word = next(iter(tokens_of(entity.name)), "")
    if len(word) < _LETTERS or is_common((word,)) or "Company" not in entity.types:
        return None
    number = known.called(word)
    href = query_of("/organisations", Selection(words=word))
    return Namesakes(word.capitalize(), number, href) if 1 < number <= _MOST_NAMESAKES else None


_LETTERS = 4
_MOST_NAMESAKES = 60  # a word that more have is no name of a group


def _payments(entity: Entity, records: Records) -> Iterable[Payments]:
    known = ledger(records)
    for party, words in _PARTIES.items():
        chosen = Paid(payer=entity.id) if party == "payer" else Paid(recipient=entity.id)
        found = total(known, chosen)
        if found.payments:
            href = f"/money?{urlencode({party: entity.id})}"
            yield Payments(gettext(words), found.payments, found.comparable_sums(), href)


def _where(entity: Entity) -> Map | None:
    """A map of where it is, if that is known."""
    point = agreed_point(_said(entity, "latitude"), _said(entity, "longitude"))
    if point is None:
        return None
    return map_around(point, entity.name, entity.url)


def _said(entity: Entity, key: str) -> list[str]:
    facts = entity.graph_facts.get(key, ())
    return [f.value.text for f in facts if not isinstance(f.value, Link)]


@dataclass(frozen=True, slots=True)
class Near:
    """Centres and organisations of a disease: those that work on it, those of its trials, and
    those that work on its area, in a country that the reader may choose."""

    countries: tuple[Choice, ...]
    country: str
    groups: dict[str, tuple[Organisation, ...]]
    on_map: bool  # whether the map has some of the disease itself
    paid: dict[str, int]  # of those that were paid: how many payments were disclosed


def near(entity: Entity, known: Directory, country: str, payments: Ledger) -> Near:
    """The organisations of a disease; `country` is a code, or "" for all countries."""
    received = _received(payments)
    areas = {
        f.value.id for f in entity.graph_facts.get("category", ()) if isinstance(f.value, Link)
    }
    groups: dict[str, list[Organisation]] = {}
    named = {
        one.link.id: one for i in (entity.id, *sorted(areas)) for one in known.about.get(i, ())
    }
    for one in sorted(named.values(), key=lambda one: (one.link.name.casefold(), one.link.id)):
        if heading := _relation(one, entity.id, areas):
            groups.setdefault(heading, []).append(one)
    countries = Counter(one.country for group in groups.values() for one in group if one.country)
    lands = {code: country_words(code) for code in countries}
    chosen = country if country in countries else ""
    shown = {
        heading: tuple(one for one in groups[heading] if chosen in ("", one.country))
        for heading in RELATIONS
        if heading in groups
    }
    return Near(
        tuple(
            Choice(code, counted_words(name, countries[code]), code == chosen)
            for code, name in sorted(lands.items(), key=lambda pair: sort_key(pair[1], spoken()))
        ),
        chosen,
        {heading: found for heading, found in shown.items() if found},
        set(groups) & set(RELATIONS[:2]) != set(),
        {
            i: received[i]
            for found in shown.values()
            for one in found
            if (i := one.link.id) in received
        },
    )


@lru_cache(maxsize=1)
def _received(payments: Ledger) -> dict[str, int]:
    return dict(Counter(p.recipient.id for p in payments.payments if p.recipient))


RELATIONS = (
    gettext_noop("Who works on it"),
    gettext_noop("Who takes part in its trials"),
    gettext_noop("Who works on diseases of its kind"),
)


def _relation(one: Organisation, disease: str, areas: set[str]) -> str:
    """How an organisation has to do with a disease; "" for not at all."""
    if disease in one.works_on:
        return RELATIONS[0]
    if disease in one.studied:
        return RELATIONS[1]
    return RELATIONS[2] if one.works_on & areas else ""
