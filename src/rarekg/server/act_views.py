"""Decisions of authorities in plain words: who decided what, when, and in which words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rarekg.records.acts import AGAINST, APPROVED, OPEN, Act, Match, Use, standing, text
from rarekg.records.model import Link, Statement
from rarekg.server.labels import concept_label
from rarekg.server.references import References
from rarekg.server.views import Line, line
from rarekg.server.wording import long_date, value_words

PURPOSES = {"diagnosis": "For diagnosis, not treatment", "prevention": "To prevent it"}

# What a stage means to a reader, where its name does not say it by itself.
_MEANING = {
    "ConditionallyApproved": "on early data, on condition that more be supplied",
    "ApprovedExceptional": "full data cannot be had, as so few people have the disease",
    "OrphanDesignated": "support for its development, not an approval",
    "UnderReview": "not approved so far",
    "InTrials": "not an approval",
    "Suspended": "it may not be sold meanwhile",
    "Lapsed": "it is no longer approved there",
    "Withdrawn": "it is no longer approved there",
    "DesignationWithdrawn": "it never was an approval",
    "DesignationExpired": "it never was an approval",
    "DesignationRefused": "it never was an approval",
}


def stage_words(stage: str) -> str:
    """A stage as it is called."""
    return concept_label(f"rkg:{stage}") if stage else "stage not stated"


def who_and_when(found: Iterable[Act], *, years: bool = False) -> str:
    """`FDA (2016), EMA (2017)`: each authority once, with the day (or year) it first did so."""
    first: dict[str, str] = {}
    for act in sorted(found, key=lambda a: a.day or "9"):
        name = act.authority.name if act.authority else "authority not stated"
        first.setdefault(name, act.day)
    said = []
    for name, day in first.items():
        when = day[:4] if years else long_date(day)
        said.append(f"{name} ({when})" if when else name)
    return ", ".join(said[:-1]) + " and " + said[-1] if len(said) > 1 else "".join(said)


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
    meaning = f", {_MEANING[stage]}" if stage in _MEANING else ""
    name = stage_words(stage)
    return f"{name[:1].upper()}{name[1:]}: {by}{meaning}."


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
    purpose = PURPOSES.get(use.purpose, use.purpose)
    shown = stage_words(use.stage)
    return UseRow(use.link, purpose, shown, use.standing, headline(use), rows)


def act_row(act: Act, references: References) -> ActRow:
    """An act as it is shown."""
    return ActRow(
        stage=stage_words(act.stage),
        standing=standing(act.stage),
        meaning=_MEANING.get(act.stage, "") if act.stage in OPEN else "",
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
