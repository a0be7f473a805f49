"""Plain words for what a statement says: its qualifiers, its claim as a sentence, its stage."""

from __future__ import annotations

from collections.abc import Callable

from rarekg.records.model import Link, Literal, Statement, Value
from rarekg.server.formats import day as long_date
from rarekg.server.labels import concept_label, number, property_label
from rarekg.server.trials_wording import INTERVENTION_WORDS, SPONSOR_WORDS, STATUS_WORDS

FREQUENCY_WORDS = {
    "HP:0040280": "always (100 %)",
    "HP:0040281": "very frequent (80–99 %)",
    "HP:0040282": "frequent (30–79 %)",
    "HP:0040283": "occasional (5–29 %)",
    "HP:0040284": "very rare (1–4 %)",
    "HP:0040285": "excluded (0 %)",
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

_CONCEPTS = {
    "rkg:Validated": "",
    "rkg:NotYetValidated": "not yet validated by the source",
    "rkg:Assessed": "",
    "rkg:NotYetAssessed": "not yet assessed by the source",
    "rkg:Male": "in males",
    "rkg:Female": "in females",
    "rkg:DisclosedByPayer": "disclosed by the payer",
    "rkg:DisclosedByRecipient": "disclosed by the recipient",
}

# The claim of a statement, affirmed and denied; between the subject's name and the value's.
_CLAIMS = {
    "hasPhenotype": ("has the sign", "is stated NOT to have the sign"),
    "hasInheritance": (
        "is passed on in families in this way:",
        "is stated NOT to be passed on in this way:",
    ),
    "hasOnset": ("first shows at this age:", "is stated NOT to first show at this age:"),
    "hasClinicalCourse": ("has this course:", "is stated NOT to have this course:"),
    "hasClinicalModifier": ("is, as a whole,", "is stated NOT to be"),
    "associatedGene": ("is linked to the gene", "is stated NOT to be linked to the gene"),
    "pointPrevalence": ("has the prevalence", "is stated NOT to have the prevalence"),
    "prevalenceAtBirth": (
        "has the prevalence at birth",
        "is stated NOT to have the prevalence at birth",
    ),
    "lifetimePrevalence": (
        "has the lifetime prevalence",
        "is stated NOT to have the lifetime prevalence",
    ),
    "annualIncidence": ("has new cases each year:", "is stated NOT to have new cases each year:"),
    "reportedCases": ("is described in people, in number:", "is NOT described in people:"),
    "reportedFamilies": ("is described in families, in number:", "is NOT described in families:"),
    "indicatedFor": ("is used or studied for", "was NOT shown to work in"),
    "orphanDesignation": (
        "has an orphan designation (no approval) for",
        "has NO orphan designation for",
    ),
    "contraindicatedFor": ("must NOT be used in", "is stated not to be ruled out in"),
    "hasModality": ("is of the kind", "is stated NOT to be of the kind"),
    "hasTarget": ("acts on", "is stated NOT to act on"),
    "suppliesGene": ("brings in the gene", "is stated NOT to bring in the gene"),
    "payer": ("was paid by", "was NOT paid by"),
    "recipient": ("went to", "did NOT go to"),
    "amount": ("was of the amount", "was NOT of the amount"),
    "convertedAmount": ("was, as its publisher converted it,", "was NOT, as converted,"),
    "amountPart": ("has, as a part of the amount,", "has NOT, as a part of the amount,"),
    "purpose": ("was for:", "was NOT for:"),
    "studiesDisease": ("studies", "does NOT study"),
    "studiesTherapy": ("studies, without saying that it works,", "does NOT study"),
    "conditionText": ("is, in the words of its registry, about", "is NOT about"),
    "interventionText": ("studies, in the words of its registry,", "does NOT study"),
    "trialStatus": ("has, in the codes of its registry, the status", "has NOT the status"),
    "trialPhase": ("is, in the codes of its registry, in", "is NOT in"),
    "sponsoredBy": ("is the responsibility of", "is NOT the responsibility of"),
    "hasSite": ("takes place at", "does NOT take place at"),
    "definition": ("is defined as:", "is NOT defined as:"),
    "summary": ("in plain words:", "not so:"),
}
_STAGES = {
    "rkg:Approved": "is approved for",
    "rkg:ConditionallyApproved": "is conditionally approved for",
    "rkg:UnderReview": "is under review, not approved, for",
    "rkg:InTrials": "is in trials, not approved, for",
    "rkg:OrphanDesignated": "has an orphan designation (no approval) for",
    "rkg:Suspended": "has its approval SUSPENDED for",
    "rkg:Withdrawn": "is NO longer approved or designated for",
    "rkg:ApplicationWithdrawn": "is NOT approved (its application was withdrawn) for",
    "rkg:Refused": "was REFUSED approval for",
    "rkg:NotShownToWork": "was NOT shown to work in",
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
        return FREQUENCY_WORDS.get(value.id, value.name)
    if value.id in _CONCEPTS:
        return _CONCEPTS[value.id]
    name = concept_label(value.id) if value.id.startswith("rkg:") else value.name
    if key == "authority":
        return f"by {name}"
    return name if key not in {"onset", "modifier"} else name[:1].lower() + name[1:]


def _count(text: str) -> str:
    seen, _, of = text.partition("/")
    return f"in {seen} of {of} {'person' if of == '1' else 'persons'} studied"


_LITERALS: dict[str, Callable[[str], str]] = {
    "frequencyCount": _count,
    "reportedAs": lambda text: {"ESTIMATED": "expected"}.get(text, ""),
    "datePrecision": lambda text: f"known to the {text}",
    "interventionType": lambda text: INTERVENTION_WORDS.get(text, text),
    "otherName": lambda text: f"also: {text}",
    "sponsorClass": lambda text: SPONSOR_WORDS.get(text, ""),
    "recordStatus": lambda text: STATUS_WORDS.get(text, text),
    "frequencyPercent": lambda text: f"in {text.removesuffix('%').strip()} % of persons",
    "valuePer100000": lambda text: f"{number(text)} per 100,000",
    "date": long_date,
    "year": lambda text: f"in {text}",
    "exchangeRate": lambda text: f"at the rate {number(text)}",
    "page": lambda text: f"page {text}",
    "payerPlace": lambda text: f"branch in {text}",
    "yearEnd": lambda text: f"until {text}",
    "population": lambda text: f"of {number(text)}" if text.isdecimal() else f"of {text}",
}


def verb(statement: Statement) -> str:
    """What a statement claims, between the name of its subject and its value."""
    claims = _CLAIMS.get(statement.predicate)
    stage = statement.qualifier("stage")
    if statement.predicate == "indicatedFor" and not statement.negated and isinstance(stage, Link):
        return _STAGES.get(stage.id, "is used or studied for")
    if claims is None:
        label = property_label(statement.predicate)
        return f"is stated NOT to have, as {label}:" if statement.negated else f"– {label}:"
    said = claims[1] if statement.negated else claims[0]
    currency = statement.qualifier("currency")  # an amount says nothing without it
    return f"{said} {currency.text}" if isinstance(currency, Literal) else said


def claim(statement: Statement) -> str:
    """The whole claim as one sentence, without its qualifiers."""
    return f"{statement.subject.name} {verb(statement)} {value_words(statement.value)}"


def value_words(value: Value) -> str:
    """A value in words: numbers with thousands apart, terms of the vocabulary by their label."""
    if isinstance(value, Link):
        return concept_label(value.id) if value.id.startswith("rkg:") else value.name
    if value.kind == "date":
        return long_date(value.text)
    return number(value.text) if value.kind in {"decimal", "integer"} else value.text
