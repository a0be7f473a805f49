"""What the pages about trials show: lines with their reference marks, filters, choices."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from rarekg.records.model import Entity, Link, Literal, Statement
from rarekg.records.trials import PHASES
from rarekg.server.formats import day as long_date
from rarekg.server.labels import number, other_language
from rarekg.server.languages import gettext, gettext_noop
from rarekg.server.references import References
from rarekg.server.trials_filters import country_label
from rarekg.server.trials_wording import (
    EXPECTED,
    INTERVENTION_WORDS,
    KIND_WORDS,
    PHASE_MEANING,
    SEX_WORDS,
    SPONSOR_WORDS,
    STATUS_CLASS,
    age_words,
    phase_words,
    status_words,
)
from rarekg.server.views import Line, line


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
        kind=_known(KIND_WORDS, kind),
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
_HEALTHY_WORDS = {
    True: gettext_noop("also healthy people"),
    False: gettext_noop("no healthy volunteers"),
}
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
        shown = long_date(written[:7])
    elif precision == "year":
        shown = written[:4]
    return Item(shown, _known(EXPECTED, _qualifier(statement, "reportedAs")), marks)


def _phase(statement: Statement, marks: Line) -> Item:
    code = _text(statement)
    return Item(phase_words(code), _known(PHASE_MEANING, code), marks)


def _number(statement: Statement, marks: Line) -> Item:
    shown = number(_text(statement))
    return Item(shown, _known(EXPECTED, _qualifier(statement, "reportedAs")), marks)


def _link(statement: Statement, marks: Line) -> Item:
    value = statement.value
    if not isinstance(value, Link):
        return Item(value.text, "", marks)
    matched = next((b.asserted_object for b in statement.backings if b.asserted_object), "")
    same = not matched or matched.casefold() == value.name.casefold()
    partly = bool(_qualifier(statement, "scope"))
    more = _recognised_in("" if same else matched, partly)
    return Item(value.name, more, marks, value.url, other_language(value.language))


def _recognised_in(matched: str, partly: bool) -> str:
    """In which words a thing was recognised, and whether they mean a part of it only."""
    if matched and partly:
        return gettext("recognised in “%(words)s”; the trial is about a part of it", words=matched)
    if partly:
        return gettext("the trial is about a part of it")
    return gettext("recognised in “%(words)s”", words=matched) if matched else ""


def _intervention(statement: Statement, marks: Line) -> Item:
    kind = _known(INTERVENTION_WORDS, _qualifier(statement, "interventionType"))
    others = "; ".join(_literal(v) for v in statement.qualifiers.get("otherName", ()))
    parts = [kind, gettext("also: %(names)s", names=others) if others else ""]
    said = " · ".join(p for p in parts if p)
    return Item(_text(statement), said, marks, language=other_language("en"))


def _sponsor(statement: Statement, marks: Line) -> Item:
    kind = _known(SPONSOR_WORDS, _qualifier(statement, "sponsorClass"))
    return Item(_text(statement), kind, marks)


def _age(words: str) -> Callable[[Statement, Line], Item]:
    """How an age is shown: `words` is a text with a place for it."""
    return lambda s, marks: Item(gettext(words, age=age_words(_text(s))), "", marks)


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
    "conditionText": lambda s, marks: Item(_text(s), "", marks, language=other_language("en")),
    "minimumAge": _age(gettext_noop("from the age of %(age)s")),
    "maximumAge": _age(gettext_noop("up to the age of %(age)s")),
    "eligibleSex": lambda s, marks: Item(_known(SEX_WORDS, _text(s)) or _text(s), "", marks),
    _HEALTHY: lambda s, marks: Item(gettext(_HEALTHY_WORDS[_text(s) == "true"]), "", marks),
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
    going_on = bool(set(codes) & _GOING_ON)
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
            _site_status(code, going_on),
            line(statement, references),
            None if unnamed else _known_as(name, town, recognised),
        )
        table.setdefault(country, []).append(site)
        looking[country] = looking.get(country, 0) + (code == "RECRUITING" and going_on)
    named = sorted(((country_label(country), country) for country in table), key=_stated_first)
    return tuple(
        Country(
            name,
            tuple(sorted(table[country], key=lambda s: (s.town.casefold(), s.name.casefold()))),
            looking[country],
        )
        for name, country in named
    )


def _stated_first(named: tuple[str, str]) -> tuple[bool, str]:
    return not named[1], named[0].casefold()


def _site_status(code: str, going_on: bool) -> str:
    if not code:
        return ""
    said = status_words(code)
    return said if going_on else gettext("last recorded: %(status)s", status=said)


def _known(table: Mapping[str, str], code: str) -> str:
    """The words of a table for a code; "" where it has none."""
    words = table.get(code, "")
    return gettext(words) if words else ""
