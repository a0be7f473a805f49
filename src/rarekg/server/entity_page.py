"""What the page of anything but a disease shows: its properties, what points to it, its kin."""

from __future__ import annotations

from dataclasses import dataclass

from msgspec.structs import replace

from rarekg.records.model import Entity, Finding, Statement, by_subject
from rarekg.records.reader import Records
from rarekg.server.labels import number
from rarekg.server.languages import gettext, gettext_noop
from rarekg.server.references import References
from rarekg.server.views import Related, Row, Texts, related, rows, texts
from rarekg.server.wording import qualifier_words, value_words, words

# The order in which a thing's properties are shown; those not named come after, by name.
_ORDER = (
    "figureValue",
    "rarityMeasure",
    "rarityThreshold",
    "ruleRegion",
    "coversPlace",
    "reportsSideEffects",
    "hasModality",
    "hasTarget",
    "suppliesGene",
    "targetDescription",
    "usesApproach",
    "placeName",
    "locatedIn",
    "partOf",
    "memberOf",
    "launched",
    "startYear",
    "hasPartner",
    "website",
)
_TEXTS = ("summary", "figureText", "definition", "note")
_AMOUNTS = frozenset({"figureValue", "rarityThreshold"})
_IN_AMOUNT = frozenset({"bound", "unit", "population", "region"})
_HIDDEN = frozenset({"type", "deprecated", "replacedBy"})

# What stands over the things that point to the one of the page.
_POINTING = {
    "hasModality": gettext_noop("Therapies of this kind"),
    "hasTarget": gettext_noop("Therapies that act on it"),
    "suppliesGene": gettext_noop("Therapies that bring it in"),
    "usesApproach": gettext_noop("What uses this approach"),
    "partOf": gettext_noop("Its parts"),
    "memberOf": gettext_noop("Its members"),
    "hasPartner": gettext_noop("Where it is a partner"),
    "participatesIn": gettext_noop("Who takes part"),
    "coordinates": gettext_noop("Coordinated by"),
    "alignedWith": gettext_noop("What is in line with it"),
    "worksOn": gettext_noop("Who works on it"),
    "figureAbout": gettext_noop("Key figures about it"),
}


@dataclass(frozen=True, slots=True)
class EntityPage:
    """The parts of the page, in their order."""

    texts: dict[str, Texts]
    properties: dict[str, tuple[Row, ...]]
    children: tuple[Related, ...]
    pointing: dict[str, tuple[Row, ...]]
    facts: dict[str, tuple[Related, ...]]


def entity_page(entity: Entity, records: Records, references: References) -> EntityPage:
    """The page of one thing; `references` is filled in the order of the page."""
    keys = [k for k in entity.statements if k not in _TEXTS]
    keys.sort(key=lambda k: (_ORDER.index(k) if k in _ORDER else len(_ORDER), k))
    return EntityPage(
        texts={
            key: texts(rows(entity.findings(key), references))
            for key in _TEXTS
            if key in entity.statements
        },
        properties={key: _property(entity, key, references) for key in keys},
        children=related(records.children(entity.id)),
        pointing={
            gettext(_POINTING[key]): rows(by_subject(statements), references)
            for key, statements in entity.inverse.items()
        },
        facts={
            k: related(v) for k, v in sorted(entity.graph_facts.items()) if v and k not in _HIDDEN
        },
    )


def _property(entity: Entity, key: str, references: References) -> tuple[Row, ...]:
    findings = _by_name(entity.findings(key))
    found = rows(findings, references)
    if key not in _AMOUNTS:
        return found
    return tuple(
        _amount(shown, finding.statements[0])
        for shown, finding in zip(found, findings, strict=True)
    )


def _amount(shown: Row, statement: Statement) -> Row:
    """A figure or threshold as one phrase, and beside it what the phrase does not say."""
    rest = {k: v for k, v in statement.qualifiers.items() if k not in _IN_AMOUNT}
    left = words(replace(statement, qualifiers=rest))
    return replace(
        shown, text=amount_words(statement), lines=(replace(shown.lines[0], words=left),)
    )


def amount_words(statement: Statement) -> str:
    """A figure or threshold with its bound, unit, population and region as one phrase."""
    said = {k: qualifier_words(v[0], k) for k, v in statement.qualifiers.items()}
    amount = f"{value_words(statement.value)} {said.get('unit', '')}".strip()
    if of := said.get("population", ""):
        if of.isdecimal():
            amount = gettext("%(amount)s in %(population)s", amount=amount, population=number(of))
        else:
            amount = gettext("%(amount)s of %(population)s", amount=amount, population=of)
    if "bound" in said:
        amount = gettext("%(bound)s %(amount)s", bound=said["bound"], amount=amount)
    if "region" in said:
        amount = gettext("%(amount)s, %(region)s", amount=amount, region=said["region"])
    return amount


def _by_name(findings: tuple[Finding, ...]) -> list[Finding]:
    return sorted(findings, key=lambda f: getattr(f.value, "name", getattr(f.value, "text", "")))
