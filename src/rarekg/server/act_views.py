"""Decisions of authorities in plain words: who decided what, when, and in which words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rarekg.records.acts import AGAINST, APPROVED, OPEN, Act, Match, Use, standing, text
from rarekg.records.model import Link, Statement
from rarekg.server.formats import day as long_date
from rarekg.server.labels import concept_label, listed
from rarekg.server.languages import gettext, gettext_noop
from rarekg.server.references import References
from rarekg.server.views import Line, line
from rarekg.server.wording import value_words

PURPOSES = {
    "diagnosis": gettext_noop("For diagnosis, not treatment"),
    "prevention": gettext_noop("To prevent it"),
}

# What a stage means to a reader, where its name does not say it by itself.
_MEANING = {
    "ConditionallyApproved": gettext_noop("on early data, on condition that more be supplied"),
    "ApprovedExceptional": gettext_noop(
        "full data cannot be had, as so few people have the disease"
    ),
    "OrphanDesignated": gettext_noop("support for its development, not an approval"),
    "UnderReview": gettext_noop("not approved so far"),
    "InTrials": gettext_noop("not an approval"),
    "Suspended": gettext_noop("it may not be sold meanwhile"),
    "Lapsed": gettext_noop("it is no longer approved there"),
    "Withdrawn": gettext_noop("it is no longer approved there"),
    "DesignationWithdrawn": gettext_noop("it never was an approval"),
    "DesignationExpired": gettext_noop("it never was an approval"),
    "DesignationRefused": gettext_noop("it never was an approval"),
}


def stage_words(stage: str) -> str:
    """A stage as it is called."""
    return concept_label(f"rkg:{stage}") if stage else gettext("stage not stated")


def who_and_when(found: Iterable[Act]) -> str:
    """`FDA (30 May 2016) and EMA (1 June 2017)`: each authority once, with the day on which it
    first did so."""
    first: dict[str, str] = {}
    for act in sorted(found, key=lambda a: a.day or "9"):
        name = act.authority.name if act.authority else gettext("authority not stated")
        first.setdefault(name, act.day)
    return listed(
        gettext("%(authority)s (%(day)s)", authority=name, day=long_date(day)) if day else name
        for name, day in first.items()
    )


def headline(use: Use) -> str:
    """How far it is in a disease, in a sentence or two: the furthest stage and what was decided
    against it, by whom, when."""
    stages = {act.stage for act in use.acts}
    further = [s for s in APPROVED if s in stages] or [s for s in OPEN if s in stages][:1]
    against = [s for s in AGAINST if s in stages]
    if not (further or against):
        further = [use.stage]
    shown = [*further, *against] if use.standing == "approved" else [*against, *further]
    return " ".join(_sentence(stage, use) for stage in shown)


def _sentence(stage: str, use: Use) -> str:
    by = who_and_when(act for act in use.acts if act.stage == stage)
    name = stage_words(stage)
    named = f"{name[:1].upper()}{name[1:]}"
    if stage not in _MEANING:
        return gettext("%(stage)s: %(authorities)s.", stage=named, authorities=by)
    return gettext(
        "%(stage)s: %(authorities)s, %(meaning)s.",
        stage=named,
        authorities=by,
        meaning=gettext(_MEANING[stage]),
    )


@dataclass(frozen=True, slots=True)
class Said:
    """What an authority's record says, word for word, and what it adds."""

    text: str
    product: str
    exclusivity: str
    features: tuple[str, ...]
    line: Line


@dataclass(frozen=True, slots=True)
class ActRow:
    """An act as a row of a table."""

    stage: str
    standing: str
    meaning: str
    authority: Link | None
    day: str
    date: str
    granted: str
    within: str
    matches: tuple[Match, ...]
    documents: tuple[str, ...]
    notes: tuple[str, ...]
    lines: tuple[Line, ...]
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class UseRow:
    """A disease with how far the therapy is in it, and all acts."""

    link: Link
    purpose: str
    stage: str
    standing: str
    headline: str
    acts: tuple[ActRow, ...]


def use_row(use: Use, references: References) -> UseRow:
    """A use as it is shown."""
    rows = tuple(act_row(act, references) for act in use.acts)
    purpose = gettext(PURPOSES[use.purpose]) if use.purpose in PURPOSES else use.purpose
    shown = stage_words(use.stage)
    return UseRow(use.link, purpose, shown, use.standing, headline(use), rows)


def act_row(act: Act, references: References) -> ActRow:
    """An act as it is shown."""
    return ActRow(
        stage=stage_words(act.stage),
        standing=standing(act.stage),
        meaning=gettext(_MEANING[act.stage]) if act.stage in OPEN else "",
        authority=act.authority,
        day=act.day,
        date=long_date(act.day),
        granted=long_date(act.granted),
        within=act.within,
        matches=_by_words(act.matches),
        documents=act.documents,
        notes=act.notes,
        lines=tuple(line(s, references) for s in act.statements),
        said=tuple(said(s, references) for s in act.stated),
    )


def _by_words(matches: tuple[Match, ...]) -> tuple[Match, ...]:
    return tuple({m.words.casefold(): m for m in reversed(matches)}.values())


def said(statement: Statement, references: References) -> Said:
    """An authority's own words."""
    features = statement.qualifiers.get("regulatoryFeature", ())
    return Said(
        text=value_words(statement.value),
        product=text(statement, "productName"),
        exclusivity=long_date(text(statement, "exclusivityEnd")),
        features=tuple(value_words(f) for f in features),
        line=line(statement, references),
    )
