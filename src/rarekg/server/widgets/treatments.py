"""The widget `treatments`: what is approved, studied or given up, and other measures.

An orphan designation is no approval, and what must not be used has a section of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from msgspec.structs import replace

from rarekg.records.acts import Use
from rarekg.records.model import Entity, Link, Statement
from rarekg.records.therapies import Catalogue, catalogue
from rarekg.server.labels import capital, number, other_language
from rarekg.server.languages import gettext, gettext_noop, ngettext, pgettext
from rarekg.server.references import References
from rarekg.server.treatments import (
    APPROVED_GROUP,
    OTHER,
    STOPPED,
    STUDIED,
    Measure,
    Step,
    Treatment,
    by_kind,
    by_status,
    care,
    care_words,
    not_to_be_used,
    treatment,
)
from rarekg.server.views import line
from rarekg.server.widgets.behind import marks_of
from rarekg.server.widgets.desk import Content, Desk
from rarekg.server.widgets.model import Item, Section
from rarekg.server.widgets.parts import all_of_it, of_thing, of_wider, with_something

_CARES = ("treats", "prevents")
_CITED = 3  # records behind a sentence that sums up many


@dataclass(frozen=True, slots=True)
class _Told:
    """What is stated of treatment in a disease."""

    entity: Entity
    statements: tuple[Statement, ...]
    by_status: dict[str, list[Use]]
    known: Catalogue


def content(desk: Desk, ref: str) -> Content:
    """The treatments of a disease."""
    entity = desk.records.entity(ref, inverse=False)
    statements = desk.records.treatments(entity.id)
    told = _Told(entity, statements, by_status(statements), catalogue(desk.records))
    made = [_SECTIONS[name](desk, told) for name in desk.wanted]
    sections = with_something(made, _nothing(told), gettext("Treatments"))
    if not desk.references.backings:  # what is said in place of them rests on some of the records
        sections = tuple(_backed(desk, told, section) for section in sections)
    if not told.statements:
        wider = of_wider(desk, entity)
        sections = tuple(replace(s, items=(*s.items, *wider)) for s in sections)
    return of_thing(desk, entity, sections)


def _backed(desk: Desk, told: _Told, section: Section) -> Section:
    behind = [s for s in told.statements if told.by_status or s.predicate in _CARES][:_CITED]
    numbers = marks_of(desk, behind)
    return replace(section, items=tuple(replace(i, references=numbers) for i in section.items))


def _nothing(told: _Told) -> str:
    """What is said where none of the wanted sections has anything."""
    if not told.statements:
        return gettext(
            "No source that we read names a treatment of it. That does not mean that nothing can"
            " be done: ask a doctor or a centre of expertise."
        )
    if not told.by_status:
        return care_words(care(told.statements, References()))
    if APPROVED_GROUP not in told.by_status:
        return gettext("None approved, by the records that we read")
    return ""


def _status(desk: Desk, told: _Told, key: str) -> Section:
    found = told.by_status.get(key, [])
    ordered = _by_kind(desk, told, found[: desk.most])
    full = desk.asked.expert or key == APPROVED_GROUP  # as the page has it
    items = tuple(
        _item(desk, treatment(use, told.known.abbreviations, desk.references), kind, full=full)
        for use, kind in ordered
    )
    heading, hint = _HEADINGS[key]
    made = Section(key, gettext(heading), "list", items, len(found), hint=gettext(hint))
    more = gettext("All %(num)s on a page of their own", num=number(str(len(found))))
    return all_of_it(made, desk.page(f"/treatments/{told.entity.id}?status={key}"), more)


def _by_kind(desk: Desk, told: _Told, found: list[Use]) -> list[tuple[Use, Link | None]]:
    """Uses in the order of the page, each with the kind that it stands under."""

    def kinds_of(therapy: str) -> tuple[Link, ...]:
        return tuple(map(desk.records.spoken, told.known.kinds_of(therapy)))

    use_of = {(use.link.id, use.purpose): use for use in found}
    groups = by_kind((treatment(use, told.known.abbreviations, None) for use in found), kinds_of)
    return [(use_of[t.link.id, t.purpose], g.kind) for g in groups for t in g.treatments]


def _item(desk: Desk, one: Treatment, kind: Link | None, *, full: bool) -> Item:
    """A therapy with who decided what, when; `full`: and for which part of those who have it."""
    marks = {n for step in one.steps if step.line for n in step.line.marks}
    decided = (_decided(step, full=full) for step in one.steps)
    return Item(
        one.name,
        language=other_language(one.link.language),
        url=desk.page(one.link.url),
        code=one.link.id if desk.asked.expert else "",
        note="; ".join(filter(None, (_purpose(one.purpose), *decided))),
        group=capital(kind.name) if kind else gettext("Kind not clear from the records"),
        statement=desk.page(one.steps[0].url) if one.steps else "",
        references=tuple(sorted(marks)),
    )


def _purpose(code: str) -> str:
    if code == "diagnosis":
        return pgettext("purpose of a medicine", "diagnosis")
    if code == "prevention":
        return pgettext("purpose of a medicine", "prevention")
    return code


def _decided(step: Step, *, full: bool) -> str:
    """What one authority decided, in the words of the page."""
    said = [step.stage, step.short, step.date]
    if full:
        said += [_more(step), step.text.rstrip("."), _extent(step.within)]
        said.append(gettext("read by name matching") if step.matched else "")
    return " · ".join(filter(None, said))


def _more(step: Step) -> str:
    if not step.more:
        return ""
    if step.last == step.year:
        return ngettext("%(num)s more", "%(num)s more", step.more)
    return ngettext(
        "%(num)s more until %(year)s", "%(num)s more until %(year)s", step.more, year=step.last
    )


def _extent(within: str) -> str:
    if within == "people":
        return gettext("for a part of those who have it")
    return gettext("for a part of it") if within else ""


def _care(desk: Desk, told: _Told) -> Section:
    groups = {
        "treats": gettext("Used against signs of it"),
        "prevents": gettext("Used to prevent"),
    }
    hint = gettext(
        "What doctors do about the signs of it. That something is used does not say how well it"
        " helps: the study behind each stands with its mark."
    )
    return _measures(desk, told, "care", gettext("Care and other measures"), groups, hint)


def _no_benefit(desk: Desk, told: _Told) -> Section:
    heading = gettext("No benefit was seen")
    groups = {"not-treats": heading, "not-prevents": gettext("Not seen to prevent")}
    return _measures(desk, told, "no-benefit", heading, groups)


def _measures(
    desk: Desk, told: _Told, name: str, heading: str, groups: dict[str, str], hint: str = ""
) -> Section:
    """Medical actions, under what is said of them."""
    found = care(told.statements, References())
    listed = [(m, groups[key]) for key in groups for m in found.get(key, ())]
    items = tuple(_measure(desk, told, m, group) for m, group in listed[: desk.most])
    made = Section(name, heading, "list", items, len(listed), hint=hint)
    more = gettext("All %(number)s", number=number(str(len(listed))))
    return all_of_it(made, desk.page(f"{told.entity.url}#care"), more)


def _measure(desk: Desk, told: _Told, measure: Measure, group: str) -> Item:
    urls = {shown.url for _, _, shown in measure.rows}
    marks = {n for s in told.statements if s.url in urls for n in desk.references.numbers(s)}
    against = dict.fromkeys(_against(agents, signs) for agents, signs, _ in measure.rows)
    return Item(
        measure.link.name,
        language=other_language(measure.link.language),
        url=desk.page(measure.link.url),
        code=measure.link.id if desk.asked.expert else "",
        note="; ".join(filter(None, against)),
        group=group,
        statement=desk.page(measure.rows[0][2].url),
        references=tuple(sorted(marks)),
    )


def _against(agent: str, signs: Iterable[Link]) -> str:
    """With what, and against which signs."""
    named = ", ".join(sign.name for sign in signs)
    if agent and named:
        return gettext("with %(agent)s, for: %(signs)s", agent=agent, signs=named)
    if agent:
        return gettext("with %(agent)s", agent=agent)
    return gettext("for: %(signs)s", signs=named) if named else ""


def _ruled_out(desk: Desk, told: _Told) -> Section:
    """Therapies and other measures of which a source says that they must not be used."""
    actions = care(told.statements, References()).get("contraindicatedFor", ())
    therapies = not_to_be_used(told.statements)
    items = [_never(desk, statement) for statement in therapies[: desk.most]]
    rest = actions[: desk.most - len(items)]
    items += [_measure(desk, told, measure, "") for measure in rest]
    total = len(therapies) + len(actions)
    section = Section(
        "ruled-out",
        gettext("Not to be used"),
        "list",
        tuple(items),
        total,
        hint=gettext("A source says that it must not be used."),
    )
    more = gettext("All %(number)s", number=number(str(total)))
    return all_of_it(section, desk.page(f"{told.entity.url}#treatments"), more)


def _never(desk: Desk, statement: Statement) -> Item:
    said, never = line(statement, desk.references), gettext("must not be used")
    return Item(
        statement.subject.name,
        language=other_language(statement.subject.language),
        url=desk.page(statement.subject.url),
        code=statement.subject.id if desk.asked.expert else "",
        note=f"{never} · {said.words}" if said.words else never,
        statement=desk.page(said.url),
        references=said.marks,
    )


_HEADINGS = {
    APPROVED_GROUP: (
        gettext_noop("Approved"),
        gettext_noop(
            "Some authority has approved it; for whom, its own page says in the authority’s words."
        ),
    ),
    STUDIED: (
        gettext_noop("Studied or supported, not approved"),
        gettext_noop("An orphan designation helps development along. It is no approval."),
    ),
    STOPPED: (
        gettext_noop("Refused, withdrawn, ended or not shown to work"),
        gettext_noop("No authority that we read approves these for it now."),
    ),
    OTHER: (
        gettext_noop("For diagnosis or prevention, not treatment"),
        gettext_noop("Each says which."),
    ),
}
_SECTIONS: dict[str, Callable[[Desk, _Told], Section]] = {
    **{key: partial(_status, key=key) for key in _HEADINGS},
    "care": _care,
    "no-benefit": _no_benefit,
    "ruled-out": _ruled_out,
}
