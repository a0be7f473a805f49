"""Plain words for what a statement says: its qualifiers, its claim as a sentence, its stage."""

from __future__ import annotations

from collections.abc import Callable

from rarekg.records.model import Link, Literal, Statement, Value
from rarekg.server.formats import day
from rarekg.server.labels import concept_label, number, region_words
from rarekg.server.languages import gettext, gettext_noop, ngettext
from rarekg.server.trials_wording import EXPECTED, INTERVENTION_WORDS, SPONSOR_WORDS, STATUS_WORDS

FREQUENCY_WORDS = {
    "HP:0040280": gettext_noop("always (100 %)"),
    "HP:0040281": gettext_noop("very frequent (80–99 %)"),
    "HP:0040282": gettext_noop("frequent (30–79 %)"),
    "HP:0040283": gettext_noop("occasional (5–29 %)"),
    "HP:0040284": gettext_noop("very rare (1–4 %)"),
    "HP:0040285": gettext_noop("excluded (0 %)"),
}

# What is said beside a value, in this order; other qualifiers come after.
_ORDER = (
    "frequency",
    "frequencyCount",
    "frequencyPercent",
    "sex",
    "onset",
    "modifier",
    "diagnosticCriterion",
    "associationType",
    "associationStatus",
    "stage",
    "authority",
    "date",
    "indicationText",
    "document",
    "bound",
    "valuePer100000",
    "region",
    "validation",
)
# "value and class": the value and the class say it; where a town lies, its name says.
_SILENT = frozenset({"qualification", "siteLatitude", "siteLongitude"})

_PLACES = frozenset({"region", "country"})
_CONCEPTS = {
    "rkg:Validated": "",
    "rkg:NotYetValidated": gettext_noop("not yet validated by the source"),
    "rkg:Assessed": "",
    "rkg:NotYetAssessed": gettext_noop("not yet assessed by the source"),
    "rkg:Male": gettext_noop("in males"),
    "rkg:Female": gettext_noop("in females"),
    "rkg:DisclosedByPayer": gettext_noop("disclosed by the payer"),
    "rkg:DisclosedByRecipient": gettext_noop("disclosed by the recipient"),
}


def words(statement: Statement) -> str:
    """The qualifiers of a statement in words, those of one kind together."""
    given = statement.qualifiers
    if not given:
        return ""
    keys = [k for k in _ORDER if k in given] if len(given) > 1 else list(given)
    if len(keys) < len(given):
        keys += sorted(k for k in given if k not in keys)
    said = [_said(key, value) for key in keys for value in given[key] if key not in _SILENT]
    return "; ".join([s for s in said if s])


def _said(key: str, value: Value) -> str:
    if isinstance(value, Literal):
        form = _LITERALS.get(key)
        return form(value.text) if form else value.text
    if key == "frequency":
        return frequency_words(value.id) or value.name
    if value.id in _CONCEPTS:
        return gettext(_CONCEPTS[value.id]) if _CONCEPTS[value.id] else ""
    name = concept_label(value.id) if value.id.startswith("rkg:") else value.name
    if key == "authority":
        return gettext("by %(authority)s", authority=name)
    if key in {"onset", "modifier"} and value.language == "en":  # HPO's terms begin with a capital
        return name[:1].lower() + name[1:]
    return name


def frequency_words(term: str) -> str:
    """A class of frequency (HPO's) in words; "" for another term."""
    return gettext(FREQUENCY_WORDS[term]) if term in FREQUENCY_WORDS else ""


def _count(text: str) -> str:
    seen, _, of = text.partition("/")
    return ngettext(
        "in %(seen)s of %(all)s person studied",
        "in %(seen)s of %(all)s persons studied",
        int(of) if of.isdecimal() else 2,
        seen=number(seen),
        all=number(of),
    )


_PRECISION = {
    "day": gettext_noop("known to the day"),
    "month": gettext_noop("known to the month"),
    "year": gettext_noop("known to the year"),
}


def _of(table: dict[str, str], text: str, other: str) -> str:
    """The words of a table for a code."""
    return gettext(table[text]) if table.get(text) else other


_LITERALS: dict[str, Callable[[str], str]] = {
    "frequencyCount": _count,
    "reportedAs": lambda text: _of(EXPECTED, text, ""),
    "datePrecision": lambda text: _of(_PRECISION, text, text),
    "interventionType": lambda text: _of(INTERVENTION_WORDS, text, text),
    "otherName": lambda text: gettext("also: %(name)s", name=text),
    "sponsorClass": lambda text: _of(SPONSOR_WORDS, text, ""),
    "recordStatus": lambda text: _of(STATUS_WORDS, text, text),
    "frequencyPercent": lambda text: gettext(
        "in %(number)s %% of persons", number=number(text.removesuffix("%").strip())
    ),
    "valuePer100000": lambda text: gettext("%(number)s per 100,000", number=number(text)),
    "date": day,
    "region": region_words,
    "country": region_words,
    "year": lambda text: gettext("in %(year)s", year=text),
    "exchangeRate": lambda text: gettext("at the rate %(number)s", number=number(text)),
    "page": lambda text: gettext("page %(number)s", number=text),
    "payerPlace": lambda text: gettext("branch in %(place)s", place=text),
    "yearEnd": lambda text: gettext("until %(year)s", year=text),
    "population": lambda text: gettext("of %(population)s", population=number(text)),
}


def value_words(value: Value) -> str:
    """A value in words: numbers with thousands apart, terms of the vocabulary by their label."""
    if isinstance(value, Link):
        return concept_label(value.id) if value.id.startswith("rkg:") else value.name
    if value.kind == "date":
        return day(value.text)
    return number(value.text) if value.kind in {"decimal", "integer"} else value.text


def qualifier_words(value: Value, key: str) -> str:
    """The value of a qualifier in words; places in the reader's language."""
    said = value_words(value)
    return region_words(said) if key in _PLACES and isinstance(value, Literal) else said
