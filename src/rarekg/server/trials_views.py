"""What the pages about trials show: lines with their reference marks, filters, choices."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from rarekg.records.model import Entity, Link, Literal, Statement
from rarekg.records.trials import NOT_STATED, PHASES, Register, Selection, counted, linked
from rarekg.server.formats import day as long_date
from rarekg.server.references import References
from rarekg.server.trials_wording import (
    EXPECTED,
    INTERVENTION_WORDS,
    KIND_WORDS,
    PHASE_MEANING,
    PHASE_WORDS,
    SEX_WORDS,
    SPONSOR_WORDS,
    STATUS_CLASS,
    age_words,
    kind_words,
    phase_words,
    status_words,
)
from rarekg.server.views import Line, line

_MOST_CHOICES = 150  # diseases or therapies in a list to choose from
NO_COUNTRY = "Country not stated"


@dataclass(frozen=True, slots=True)
class Item:
    """Something said of a trial: its words, what is added to them, its marks."""

    text: str
    more: str
    line: Line
    href: str = ""
    language: str = ""
    known: Item | None = None  # the organisation that it was recognised as


@dataclass(frozen=True, slots=True)
class Site:
    """A place of a trial; `known` is the organisation that its name was recognised as."""

    name: str
    town: str
    status: str
    line: Line
    known: Item | None


@dataclass(frozen=True, slots=True)
class Country:
    """The places of a trial in one country."""

    name: str
    sites: tuple[Site, ...]
    looking: int  # places that look for participants, where the record says so of places


@dataclass(frozen=True, slots=True)
class TrialPage:
    """All that the page of a trial shows."""

    official: str
    kind: str
    kind_code: str
    statuses: tuple[Item, ...]
    status_class: str
    phases: tuple[Item, ...]
    enrolment: tuple[Item, ...]
    who: tuple[Item, ...]
    starts: tuple[Item, ...]
    ends: tuple[Item, ...]
    updated: tuple[Item, ...]
    conditions: tuple[Item, ...]
    diseases: tuple[Item, ...]
    tested: tuple[Item, ...]
    therapies: tuple[Item, ...]
    sponsors: tuple[Item, ...]
    collaborators: tuple[Item, ...]
    countries: tuple[Country, ...]
    sites: int
    record: str


def trial_page(entity: Entity, references: References) -> TrialPage:
    """What the page of a trial shows, in the order in which references are numbered."""
    said = entity.statements
    facts = entity.graph_facts
    status = [s for s in said.get("trialStatus", ()) if not s.negated]
    phases = sorted(said.get("trialPhase", ()), key=lambda s: _place(_text(s)))
    codes = [_text(s) for s in status]

    def items(key: str) -> tuple[Item, ...]:
        return tuple(_ITEMS[key](s, line(s, references)) for s in said.get(key, ()))

    kind = next((_literal(f.value) for f in facts.get("studyType", ())), "")
    return TrialPage(
        official=next((_literal(f.value) for f in facts.get("officialTitle", ())), ""),
        kind=KIND_WORDS.get(kind, ""),
        kind_code=kind,
        statuses=tuple(Item(status_words(_text(s)), "", line(s, references)) for s in status),
        status_class=STATUS_CLASS.get(codes[0], "closed") if len(codes) == 1 else "closed",
        phases=tuple(_phase(s, line(s, references)) for s in phases),
        enrolment=items("enrolment"),
        who=(*items("minimumAge"), *items("maximumAge"), *items("eligibleSex"), *items(_HEALTHY)),
        starts=items("startDate"),
        ends=items("completionDate"),
        updated=items("lastUpdated"),
        conditions=items("conditionText"),
        diseases=_by_name(items("studiesDisease")),
        tested=items("interventionText"),
        therapies=_by_name(items("studiesTherapy")),
        sponsors=_with_known(items("sponsorName"), said.get("sponsoredBy", ()), references),
        collaborators=_with_known(
            items("collaboratorName"), said.get("collaborator", ()), references
        ),
        countries=_countries(entity, references, codes),
        sites=len(said.get("siteName", ())),
        record=entity.iri,
    )


_HEALTHY = "healthyVolunteers"
_GOING_ON = frozenset(
    {"RECRUITING", "NOT_YET_RECRUITING", "ENROLLING_BY_INVITATION", "ACTIVE_NOT_RECRUITING"}
)


def _place(phase: str) -> int:
    return PHASES.index(phase) if phase in PHASES else len(PHASES)


def _text(statement: Statement) -> str:
    return _literal(statement.value)


def _literal(value: Link | Literal) -> str:
    return value.name if isinstance(value, Link) else value.text


def _qualifier(statement: Statement, key: str) -> str:
    value = statement.qualifier(key)
    return _literal(value) if value is not None else ""


def _by_name(items: Sequence[Item]) -> tuple[Item, ...]:
    return tuple(sorted(items, key=lambda item: item.text.casefold()))


def _date(statement: Statement, marks: Line) -> Item:
    """A date as exact as it is known."""
    written, precision = _text(statement), _qualifier(statement, "datePrecision")
    shown = long_date(written)
    if precision == "month":
        shown = f"{dt.date.fromisoformat(written):%B %Y}"
    elif precision == "year":
        shown = written[:4]
    return Item(shown, EXPECTED.get(_qualifier(statement, "reportedAs"), ""), marks)


def _phase(statement: Statement, marks: Line) -> Item:
    code = _text(statement)
    return Item(PHASE_WORDS.get(code, code), PHASE_MEANING.get(code, ""), marks)


def _number(statement: Statement, marks: Line) -> Item:
    shown = f"{int(_text(statement)):,}"
    return Item(shown, EXPECTED.get(_qualifier(statement, "reportedAs"), ""), marks)


def _link(statement: Statement, marks: Line) -> Item:
    value = statement.value
    if not isinstance(value, Link):
        return Item(value.text, "", marks)
    matched = next((b.asserted_object for b in statement.backings if b.asserted_object), "")
    same = not matched or matched.casefold() == value.name.casefold()
    more = "" if same else f"recognised in “{matched}”"
    if _qualifier(statement, "scope"):
        more = f"{more}; the trial is about a part of it".removeprefix("; ")
    language = "" if value.language == "en" else value.language
    return Item(value.name, more, marks, value.url, language)


def _intervention(statement: Statement, marks: Line) -> Item:
    kind = INTERVENTION_WORDS.get(_qualifier(statement, "interventionType"), "")
    others = "; ".join(_literal(v) for v in statement.qualifiers.get("otherName", ()))
    parts = [kind, f"also: {others}" if others else ""]
    return Item(_text(statement), " · ".join(p for p in parts if p), marks)


def _sponsor(statement: Statement, marks: Line) -> Item:
    return Item(
        _text(statement), SPONSOR_WORDS.get(_qualifier(statement, "sponsorClass"), ""), marks
    )


_ITEMS: dict[str, Callable[[Statement, Line], Item]] = {
    "startDate": _date,
    "completionDate": _date,
    "lastUpdated": _date,
    "enrolment": _number,
    "studiesDisease": _link,
    "studiesTherapy": _link,
    "interventionText": _intervention,
    "sponsorName": _sponsor,
    "collaboratorName": _sponsor,
    "conditionText": lambda s, marks: Item(_text(s), "", marks),
    "minimumAge": lambda s, marks: Item(f"from {age_words(_text(s))}", "", marks),
    "maximumAge": lambda s, marks: Item(f"up to {age_words(_text(s))}", "", marks),
    "eligibleSex": lambda s, marks: Item(SEX_WORDS.get(_text(s), _text(s)), "", marks),
    _HEALTHY: lambda s, marks: Item(
        "also healthy people" if _text(s) == "true" else "no healthy volunteers", "", marks
    ),
}


def _recognised(
    statements: Sequence[Statement], references: References
) -> list[tuple[str, str, Item]]:
    """The organisations that were recognised, each with the words that name it, and its town."""
    return [
        (b.asserted_object.casefold(), _qualifier(s, "city"), _link(s, line(s, references)))
        for s in statements
        for b in s.backings
        if b.asserted_object and not s.negated
    ]


def _known_as(name: str, town: str, recognised: Sequence[tuple[str, str, Item]]) -> Item | None:
    for words, place, item in recognised:
        if words in name.casefold() and place in ("", town):
            return item
    return None


def _with_known(
    items: Sequence[Item], statements: Sequence[Statement], references: References
) -> tuple[Item, ...]:
    """The names of organisations, with what they were recognised as."""
    found = _recognised(statements, references)
    return tuple(replace(item, known=_known_as(item.text, "", found)) for item in items)


def _countries(entity: Entity, references: References, codes: Sequence[str]) -> tuple[Country, ...]:
    """The sites by country, and in each by town. The status of a site in a record that nobody
    keeps up to date, or of a study that is over, is what it was."""
    former = "" if set(codes) & _GOING_ON else "last recorded: "
    recognised = _recognised(entity.statements.get("hasSite", ()), references)
    table: dict[str, list[Site]] = {}
    looking: dict[str, int] = {}
    for statement in entity.statements.get("siteName", ()):
        country, town = _qualifier(statement, "country"), _qualifier(statement, "city")
        code, name = _qualifier(statement, "recordStatus"), _text(statement)
        unnamed = name == ", ".join(part for part in (town, country) if part)
        site = Site(
            "" if unnamed else name,
            town,
            f"{former}{status_words(code)}" if code else "",
            line(statement, references),
            None if unnamed else _known_as(name, town, recognised),
        )
        table.setdefault(country or NO_COUNTRY, []).append(site)
        looking[country or NO_COUNTRY] = looking.get(country or NO_COUNTRY, 0) + (
            code == "RECRUITING" and not former
        )
    return tuple(
        Country(
            country,
            tuple(sorted(sites, key=lambda s: (s.town.casefold(), s.name.casefold()))),
            looking[country],
        )
        for country, sites in sorted(
            table.items(), key=lambda pair: (pair[0] == NO_COUNTRY, pair[0].casefold())
        )
    )


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter, with the number of trials that it leaves."""

    value: str
    words: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter that is set: its words, the page of what it is, the address without it."""

    name: str
    words: str
    href: str
    without: str


_NAMES = {
    "status": "Status",
    "country": "Country",
    "phase": "Phase",
    "kind": "Kind",
    "disease": "Disease",
    "therapy": "What is tested",
    "organisation": "Organisation",
    "words": "Words",
}


def query_of(chosen: Selection, **changed: str) -> str:
    """The query of a selection, with some parameters changed or added, without empty ones."""
    parts = {f: changed.pop(f, getattr(chosen, f)) for f in Selection.__slots__}
    said = [(key, value) for key, value in (parts | changed).items() if value]
    return f"?{urlencode(said)}" if said else "?"


def choices(known: Register, chosen: Selection) -> dict[str, list[Choice]]:
    """What each filter can be set to, the others being as they are."""
    words = {"status": status_words, "phase": phase_words, "kind": kind_words, "country": _country}
    found: dict[str, list[Choice]] = {}
    for by, worded in words.items():
        present = getattr(chosen, by)
        counts = counted(known, _without(chosen, by), by)
        found[by] = [Choice(v, f"{worded(v)} ({n:,})", v == present) for v, n in counts]
    found["country"].sort(key=lambda choice: (choice.value == NOT_STATED, choice.words))
    for by in ("disease", "therapy"):
        present = getattr(chosen, by)
        most = linked(known, _without(chosen, by), by)
        shown = [pair for i, pair in enumerate(most) if i < _MOST_CHOICES or pair[0].id == present]
        shown.sort(key=lambda pair: pair[0].name.casefold())
        found[by] = [Choice(k.id, f"{k.name} ({n:,})", k.id == present) for k, n in shown]
    return found


def _country(name: str) -> str:
    return name if name != NOT_STATED else NO_COUNTRY


def _without(chosen: Selection, by: str) -> Selection:
    said = {f: getattr(chosen, f) for f in Selection.__slots__}
    return Selection(**(said | {by: ""}))


def filters(chosen: Selection, links: dict[str, Link]) -> list[Filter]:
    """The filters that are set; `links` are the disease and the therapy in them."""
    worded = {"status": status_words, "phase": phase_words, "kind": kind_words, "country": _country}
    found = []
    for field, name in _NAMES.items():
        value = getattr(chosen, field)
        if value:
            link = links.get(field)
            words = link.name if link else worded.get(field, str)(value)
            href = link.url if link else ""
            found.append(Filter(name, words, href, f"/trials{query_of(chosen, **{field: ''})}"))
    return found
