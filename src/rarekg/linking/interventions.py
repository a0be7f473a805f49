"""Which therapy an intervention of a trial is, by the normal form of its name.

Only what is given as a substance is looked up: procedures, devices and behaviour are no therapies
of the graph, and a placebo is none at all. A name that several therapies have equally names none.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

import msgspec

from rarekg.facts import Fact, Reference, Text
from rarekg.identifiers import Curie
from rarekg.report import Action, Report
from rarekg.substances.names import substance_name

METHOD = "therapy named as what is studied, by rarekg substance names v1"

# Kinds of intervention (codes of the registry) that may be a therapy; "" where it tells none.
_SUBSTANCES = frozenset(
    {"DRUG", "BIOLOGICAL", "GENETIC", "COMBINATION_PRODUCT", "DIETARY_SUPPLEMENT", ""}
)
# What is given so that there is something to compare with, or to dissolve in.
_NOTHING = re.compile(
    r"\b(?:placebos?|sham|dumm(?:y|ies)|vehicle|saline|sodium chloride|(?:sterile )?water|dextrose"
    r"|no (?:drug|treatment|intervention)|standards? (?:of )?care|usual care|best supportive care"
    r"|standard (?:treatment|therapy|medication)|control|comparator)\b",
    re.IGNORECASE,
)
# A dose and what stands behind it, and how something is given.
_DOSE = re.compile(r"[\s,;:(]+\d+(?:[.,]\d+)?\s*(?:[mµμn]?g|mcg|ml|iu|units?|%|mmol)\b.*", re.I)
_FORM = re.compile(
    r"[\s,]+(?:(?:oral|intravenous|iv|subcutaneous|sc|intrathecal|topical|film-coated|extended"
    r"|release)\s+)*(?:tablets?|capsules?|injections?|infusions?|solution|suspension|syrup|cream"
    r"|gel|powder|granules|oral|intravenous|iv|subcutaneous|sc|intrathecal|topical)$",
    re.I,
)
_PREFIX = re.compile(r"^(?:drug|biological|genetic|investigational (?:drug|product))\s*:\s*", re.I)

# Confidences are estimates until there is a gold set: see docs/decisions.md.
_EXACT = Decimal("0.98")
_TRIMMED = Decimal("0.95")
_OTHER_NAME = Decimal("0.93")
_SHORTEST = 4  # letters of a form: shorter ones are anything


class TherapyName(msgspec.Struct, frozen=True, array_like=True):
    """A name of a therapy, by its canonical id; of lower `rank` is what names it more surely."""

    text: str
    rank: int
    of: str


@dataclass(frozen=True, slots=True)
class Recognised:
    """A therapy, the words that name it, and how surely."""

    therapy: Curie
    matched: str
    confidence: Decimal


class TherapyLinker:
    """Finds the therapies that interventions are."""

    def __init__(self, names: Iterable[TherapyName] = ()) -> None:
        self._base: Mapping[str, dict[str, int]] = defaultdict(dict)
        for name in names:
            form = substance_name(name.text).base
            if len(form) >= _SHORTEST:
                known = self._base[form].get(name.of, name.rank)
                self._base[form][name.of] = min(known, name.rank)
        self._base = dict(self._base)

    def link(self, text: str, other_names: Iterable[str] = ()) -> Recognised | None:
        """The therapy that a text names; where that names none, the one that all of the other
        names that are known agree on."""
        written = _PREFIX.sub("", text)
        for name, confidence in ((written, _EXACT), (_trimmed(written), _TRIMMED)):
            if found := self._named(name):
                return Recognised(found, name, confidence)
        others = {found: n for n in other_names if (found := self._named(n))}
        if len(others) == 1:
            [(therapy, name)] = others.items()
            return Recognised(therapy, name, _OTHER_NAME)
        return None

    def _named(self, text: str) -> Curie | None:
        if _NOTHING.search(text):
            return None
        holders = self._base.get(substance_name(text).base, {})
        best = min(holders.values(), default=0)
        found = [therapy for therapy, rank in holders.items() if rank == best]
        return Curie(found[0]) if len(found) == 1 else None


def _trimmed(text: str) -> str:
    """Without a dose, and without how it is given."""
    return _FORM.sub("", _DOSE.sub("", text))


def tested(fact: Fact, linker: TherapyLinker, report: Report) -> Iterator[Fact]:
    """The `studiesTherapy` fact of an `interventionText`, if it names a therapy."""
    if fact.predicate != "interventionText" or not isinstance(fact.object, Text):
        return
    said = [(key, str(value)) for key, value in fact.qualifiers]
    kind = next((value for key, value in said if key == "interventionType"), "")
    written = fact.object.value
    if kind not in _SUBSTANCES or _NOTHING.search(written):
        return
    found = linker.link(written, [value for key, value in said if key == "otherName"])
    if found is None:
        first = fact.references[0]
        message = f"{fact.subject}: no therapy is recognised surely in '{written[:200]}'"
        rule = "intervention without a therapy"
        report.note(first.source, rule, written, first.record, message, Action.LEFT_OUT)
        return
    references = tuple(_reference(r, found) for r in fact.references)
    yield Fact(fact.subject, "studiesTherapy", found.therapy, references)


def _reference(stated: Reference, found: Recognised) -> Reference:
    return msgspec.structs.replace(
        stated, method=METHOD, asserted_object=found.matched, confidence=found.confidence
    )
