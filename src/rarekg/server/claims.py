"""What a statement claims, as a sentence."""

from __future__ import annotations

import re

from rarekg.identifiers import curie_of_iri
from rarekg.records.lookup import Lookup
from rarekg.records.model import Link, Literal, Statement
from rarekg.server.labels import property_label
from rarekg.server.languages import gettext, gettext_noop
from rarekg.server.wording import value_words

# The claim of a statement, affirmed and denied: whole sentences, for each language has an order of
# its own.
_CLAIMS = {
    "hasPhenotype": (
        gettext_noop("%(subject)s has the sign %(value)s"),
        gettext_noop("%(subject)s is stated NOT to have the sign %(value)s"),
    ),
    "hasInheritance": (
        gettext_noop("%(subject)s is passed on in families in this way: %(value)s"),
        gettext_noop("%(subject)s is stated NOT to be passed on in this way: %(value)s"),
    ),
    "hasOnset": (
        gettext_noop("%(subject)s first shows at this age: %(value)s"),
        gettext_noop("%(subject)s is stated NOT to first show at this age: %(value)s"),
    ),
    "hasClinicalCourse": (
        gettext_noop("%(subject)s has this course: %(value)s"),
        gettext_noop("%(subject)s is stated NOT to have this course: %(value)s"),
    ),
    "hasClinicalModifier": (
        gettext_noop("%(subject)s is, as a whole, %(value)s"),
        gettext_noop("%(subject)s is stated NOT to be %(value)s"),
    ),
    "associatedGene": (
        gettext_noop("%(subject)s is linked to the gene %(value)s"),
        gettext_noop("%(subject)s is stated NOT to be linked to the gene %(value)s"),
    ),
    "pointPrevalence": (
        gettext_noop("%(subject)s has the prevalence %(value)s"),
        gettext_noop("%(subject)s is stated NOT to have the prevalence %(value)s"),
    ),
    "prevalenceAtBirth": (
        gettext_noop("%(subject)s has the prevalence at birth %(value)s"),
        gettext_noop("%(subject)s is stated NOT to have the prevalence at birth %(value)s"),
    ),
    "lifetimePrevalence": (
        gettext_noop("%(subject)s has the lifetime prevalence %(value)s"),
        gettext_noop("%(subject)s is stated NOT to have the lifetime prevalence %(value)s"),
    ),
    "annualIncidence": (
        gettext_noop("%(subject)s has new cases each year: %(value)s"),
        gettext_noop("%(subject)s is stated NOT to have new cases each year: %(value)s"),
    ),
    "reportedCases": (
        gettext_noop("%(subject)s is described in people, in number: %(value)s"),
        gettext_noop("%(subject)s is NOT described in people: %(value)s"),
    ),
    "reportedFamilies": (
        gettext_noop("%(subject)s is described in families, in number: %(value)s"),
        gettext_noop("%(subject)s is NOT described in families: %(value)s"),
    ),
    "indicatedFor": (
        gettext_noop("%(subject)s is used or studied for %(value)s"),
        gettext_noop("%(subject)s was NOT shown to work in %(value)s"),
    ),
    "orphanDesignation": (
        gettext_noop("%(subject)s has an orphan designation (no approval) for %(value)s"),
        gettext_noop("%(subject)s has NO orphan designation for %(value)s"),
    ),
    "contraindicatedFor": (
        gettext_noop("%(subject)s must NOT be used in %(value)s"),
        gettext_noop("%(subject)s is stated not to be ruled out in %(value)s"),
    ),
    "hasModality": (
        gettext_noop("%(subject)s is of the kind %(value)s"),
        gettext_noop("%(subject)s is stated NOT to be of the kind %(value)s"),
    ),
    "hasTarget": (
        gettext_noop("%(subject)s acts on %(value)s"),
        gettext_noop("%(subject)s is stated NOT to act on %(value)s"),
    ),
    "suppliesGene": (
        gettext_noop("%(subject)s brings in the gene %(value)s"),
        gettext_noop("%(subject)s is stated NOT to bring in the gene %(value)s"),
    ),
    "payer": (
        gettext_noop("%(subject)s was paid by %(value)s"),
        gettext_noop("%(subject)s was NOT paid by %(value)s"),
    ),
    "recipient": (
        gettext_noop("%(subject)s went to %(value)s"),
        gettext_noop("%(subject)s did NOT go to %(value)s"),
    ),
    "amount": (
        gettext_noop("%(subject)s was of the amount %(value)s"),
        gettext_noop("%(subject)s was NOT of the amount %(value)s"),
    ),
    "convertedAmount": (
        gettext_noop("%(subject)s was, as its publisher converted it, %(value)s"),
        gettext_noop("%(subject)s was NOT, as converted, %(value)s"),
    ),
    "amountPart": (
        gettext_noop("%(subject)s has, as a part of the amount, %(value)s"),
        gettext_noop("%(subject)s has NOT, as a part of the amount, %(value)s"),
    ),
    "purpose": (
        gettext_noop("%(subject)s was for: %(value)s"),
        gettext_noop("%(subject)s was NOT for: %(value)s"),
    ),
    "studiesDisease": (
        gettext_noop("%(subject)s studies %(value)s"),
        gettext_noop("%(subject)s does NOT study %(value)s"),
    ),
    "studiesTherapy": (
        gettext_noop("%(subject)s studies, without saying that it works, %(value)s"),
        gettext_noop("%(subject)s does NOT study %(value)s"),
    ),
    "conditionText": (
        gettext_noop("%(subject)s is, in the words of its registry, about %(value)s"),
        gettext_noop("%(subject)s is NOT about %(value)s"),
    ),
    "interventionText": (
        gettext_noop("%(subject)s studies, in the words of its registry, %(value)s"),
        gettext_noop("%(subject)s does NOT study %(value)s"),
    ),
    "trialStatus": (
        gettext_noop("%(subject)s has, in the codes of its registry, the status %(value)s"),
        gettext_noop("%(subject)s has NOT the status %(value)s"),
    ),
    "trialPhase": (
        gettext_noop("%(subject)s is, in the codes of its registry, in %(value)s"),
        gettext_noop("%(subject)s is NOT in %(value)s"),
    ),
    "sponsoredBy": (
        gettext_noop("%(subject)s is the responsibility of %(value)s"),
        gettext_noop("%(subject)s is NOT the responsibility of %(value)s"),
    ),
    "hasSite": (
        gettext_noop("%(subject)s takes place at %(value)s"),
        gettext_noop("%(subject)s does NOT take place at %(value)s"),
    ),
    "definition": (
        gettext_noop("%(subject)s is defined as: %(value)s"),
        gettext_noop("%(subject)s is NOT defined as: %(value)s"),
    ),
    "summary": (
        gettext_noop("%(subject)s in plain words: %(value)s"),
        gettext_noop("%(subject)s not so: %(value)s"),
    ),
}
_OTHER = (
    gettext_noop("%(subject)s – %(property)s: %(value)s"),
    gettext_noop("%(subject)s is stated NOT to have, as %(property)s: %(value)s"),
)
STAGES = {
    "rkg:Approved": gettext_noop("%(subject)s is approved for %(value)s"),
    "rkg:ConditionallyApproved": gettext_noop(
        "%(subject)s is conditionally approved for %(value)s"
    ),
    "rkg:UnderReview": gettext_noop("%(subject)s is under review, not approved, for %(value)s"),
    "rkg:InTrials": gettext_noop("%(subject)s is in trials, not approved, for %(value)s"),
    "rkg:OrphanDesignated": gettext_noop(
        "%(subject)s has an orphan designation (no approval) for %(value)s"
    ),
    "rkg:Suspended": gettext_noop("%(subject)s has its approval SUSPENDED for %(value)s"),
    "rkg:Withdrawn": gettext_noop("%(subject)s is NO longer approved or designated for %(value)s"),
    "rkg:ApplicationWithdrawn": gettext_noop(
        "%(subject)s is NOT approved (its application was withdrawn) for %(value)s"
    ),
    "rkg:Refused": gettext_noop("%(subject)s was REFUSED approval for %(value)s"),
    "rkg:NotShownToWork": gettext_noop("%(subject)s was NOT shown to work in %(value)s"),
}
_PLACE = re.compile(r"%\((\w+)\)s")

# A part of a claim: what it is ("" for words, "subject", "value"), and its text.
Part = tuple[str, str]


def claim_parts(statement: Statement) -> tuple[Part, ...]:
    """The whole claim as one sentence, without its qualifiers, in the parts that pages mark up."""
    said = {
        "subject": statement.subject.name,
        "value": value_words(statement.value),
        "property": property_label(statement.predicate),
    }
    currency = statement.qualifier("currency")  # an amount says nothing without it
    if isinstance(currency, Literal):
        said["value"] = f"{currency.text} {said['value']}"
    pieces = _PLACE.split(gettext(_template(statement)))
    found: list[Part] = []
    for place, piece in enumerate(pieces):
        if place % 2:
            found.append((piece if piece in ("subject", "value") else "", said[piece]))
        elif piece:
            found.append(("", piece))
    return tuple(found)


def claim(statement: Statement) -> str:
    """The whole claim as one sentence, without its qualifiers."""
    return "".join(text for _, text in claim_parts(statement))


def shown_term(term: str, lookup: Lookup) -> str:
    """A term of a statement that is gone, as N-Triples, in words."""
    if term.startswith("<"):
        address = term.strip("<>")
        identifier = curie_of_iri(address)
        name, _ = lookup.name(address)
        return f"{name} ({identifier})" if identifier and name != identifier else name
    return term.rpartition('"')[0].strip('"')


def _template(statement: Statement) -> str:
    stage = statement.qualifier("stage")
    if statement.predicate == "indicatedFor" and not statement.negated and isinstance(stage, Link):
        return STAGES.get(stage.id, _CLAIMS["indicatedFor"][0])
    return _CLAIMS.get(statement.predicate, _OTHER)[statement.negated]
