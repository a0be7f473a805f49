"""Rarity is computed: by which rule, and by which prevalence statement, a disease is rare."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from rarekg.records.model import Entity, Link, Literal, RarityVerdict, Statement
from rarekg.vocabulary import prevalence_bounds

_MEASURE = "pointPrevalence"  # the rules speak of persons who have the disease, not of new cases
_PER = Decimal(100_000)


def verdicts(disease: Entity, rules: Iterable[Entity]) -> tuple[RarityVerdict, ...]:
    """What each rule makes of each prevalence statement of its region (or of the world).

    A rule about persons per population is met when the highest value that the statement allows
    is below its threshold, and failed when the lowest is not; in between it is not settled.
    Rules about persons in a country need its population, which no source here states: they give
    no verdict.
    """
    return tuple(
        verdict
        for rule in rules
        for statement in disease.statements.get(_MEASURE, ())
        for verdict in _verdict(rule, statement)
    )


def _verdict(rule: Entity, statement: Statement) -> Iterator[RarityVerdict]:
    threshold = rate_of(rule)
    bounds = _bounds(statement)
    if threshold is None or bounds is None or not _applies(rule, statement):
        return
    low, high = bounds
    if high is not None and high < threshold:
        yield RarityVerdict(rule, True, statement)
    elif low >= threshold:
        yield RarityVerdict(rule, False, statement)
    else:
        yield RarityVerdict(rule, None, statement)


def rate_of(rule: Entity) -> Decimal | None:
    """The threshold of a rule per 100,000 persons; None for rules of another measure."""
    for statement in rule.statements.get("rarityMeasure", ()):
        if isinstance(statement.value, Link) and statement.value.id == "rkg:PersonsPerPopulation":
            for given in rule.statements.get("rarityThreshold", ()):
                population = given.qualifier("population")
                if isinstance(given.value, Literal) and isinstance(population, Literal):
                    return Decimal(given.value.text) / Decimal(population.text) * _PER
    return None


def _applies(rule: Entity, statement: Statement) -> bool:
    region = statement.qualifier("region")
    values = (s.value for s in rule.statements.get("ruleRegion", ()))
    regions = {v.text for v in values if isinstance(v, Literal)}
    return isinstance(region, Literal) and region.text in regions | {"Worldwide"}


def _bounds(statement: Statement) -> tuple[Decimal, Decimal | None] | None:
    """Lowest and highest value per 100,000 persons that the statement allows."""
    value = statement.qualifier("valuePer100000")
    if isinstance(value, Literal):
        exact = Decimal(value.text)
        return exact, exact
    if isinstance(statement.value, Link):
        return prevalence_bounds().get(statement.value.id.removeprefix("rkg:"))
    return None
