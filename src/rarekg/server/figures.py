"""How common a disease is: all figures side by side, the ones to name first, and rarity."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from rarekg.records.model import Disease, Entity, Link, Literal, Statement
from rarekg.server.labels import number, property_label
from rarekg.server.languages import gettext, ngettext
from rarekg.server.references import References
from rarekg.server.views import Line, line
from rarekg.server.wording import value_words

MEASURES = (
    "pointPrevalence",
    "prevalenceAtBirth",
    "lifetimePrevalence",
    "annualIncidence",
    "reportedCases",
    "reportedFamilies",
)
_REGIONS = ("Worldwide", "Europe", "United States")  # named first, in this order
_UNKNOWN = frozenset({"rkg:PrevalenceUnknown", "rkg:PrevalenceNotYetDocumented"})
_NAMED = 3  # figures that are named at a glance


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure, as its source states it.

    `rank` is the place of its measure, `share` its class or its count in words, `value` the
    exact one where there is one; `by` names who says so.
    """

    rank: int
    measure: str
    region: str
    share: str
    value: str
    validated: bool
    known: bool
    by: str
    line: Line


def figures(entity: Entity, references: References) -> tuple[Figure, ...]:
    """All figures of a disease: by measure, the widest regions first."""
    statements = [s for key in MEASURES for s in entity.statements.get(key, ())]
    statements.sort(key=_order)
    return tuple(figure(s, references) for s in statements)


def _order(statement: Statement) -> tuple[int, int, str, str]:
    region = _region(statement)
    rank = _REGIONS.index(region) if region in _REGIONS else len(_REGIONS)
    return MEASURES.index(statement.predicate), rank, region, statement.id


def _region(statement: Statement) -> str:
    value = statement.qualifier("region")
    return value.text if isinstance(value, Literal) else ""


def figure(statement: Statement, references: References) -> Figure:
    """One statement as a figure."""
    said = _counted(statement) or value_words(statement.value)
    exact = statement.qualifier("valuePer100000")
    value = ""
    if isinstance(exact, Literal):
        value = gettext("%(value)s per 100,000", value=number(exact.text))
    validation = statement.qualifier("validation")
    validated = not (isinstance(validation, Link) and validation.id == "rkg:NotYetValidated")
    known = not (isinstance(statement.value, Link) and statement.value.id in _UNKNOWN)
    by = ", ".join(a.title.partition(" (")[0] for a in statement.authorities())
    shown = line(statement, references)
    measure = property_label(statement.predicate)
    rank = MEASURES.index(statement.predicate)
    return Figure(rank, measure, _region(statement), said, value, validated, known, by, shown)


def _counted(statement: Statement) -> str:
    """How many people or families are described; "" for what is no such count."""
    value = statement.value
    if statement.predicate not in ("reportedCases", "reportedFamilies"):
        return ""
    if not isinstance(value, Literal) or value.kind not in ("decimal", "integer"):
        return ""
    many, shown = int(Decimal(value.text)), number(value.text)
    if statement.predicate == "reportedCases":
        return ngettext(
            "%(shown)s person described", "%(shown)s people described", many, shown=shown
        )
    return ngettext("%(shown)s family described", "%(shown)s families described", many, shown=shown)


def headline(found: tuple[Figure, ...]) -> tuple[Figure, ...]:
    """The figures to name first: of the first measure with a known one, those for the widest
    region; where there is no wide region, one figure of each class, so that none looks agreed."""
    known = [f for f in found if f.known]
    same = [f for f in known if f.measure == known[0].measure]
    for region in _REGIONS:
        wide = tuple(f for f in same if f.region == region)
        if wide:
            return wide[:_NAMED]
    return tuple({f.share: f for f in reversed(same)}.values())[::-1][:_NAMED]


@dataclass(frozen=True, slots=True)
class RarityLine:
    """What one rule makes of one figure."""

    outcome: str  # rare | not-rare | unsettled
    figure: Figure
    worldwide: bool


@dataclass(frozen=True, slots=True)
class RuleVerdict:
    """A rule with what it makes of each figure that it can judge; empty if it can judge none."""

    rule: Entity
    lines: tuple[RarityLine, ...]

    @property
    def marked(self) -> tuple[Line, ...]:
        """The lines of the figures behind it, each once."""
        return tuple({each.figure.line.url: each.figure.line for each in self.lines}.values())

    @property
    def outcome(self) -> str:
        """What the figures come to: rare, not-rare, unsettled, differ (rare by some and not by
        others), or unknown (none can be judged)."""
        found = {each.outcome for each in self.lines}
        if {"rare", "not-rare"} <= found:
            return "differ"
        return next(
            (each for each in ("rare", "not-rare", "unsettled") if each in found), "unknown"
        )


def rarity(
    disease: Disease, rules: tuple[Entity, ...], references: References
) -> tuple[RuleVerdict, ...]:
    """All rules, each with its verdicts."""
    return tuple(
        RuleVerdict(
            rule,
            tuple(
                RarityLine(
                    {True: "rare", False: "not-rare", None: "unsettled"}[v.rare],
                    figure(v.statement, references),
                    _region(v.statement) == "Worldwide",
                )
                for v in disease.rarity
                if v.rule.id == rule.id
            ),
        )
        for rule in rules
    )
