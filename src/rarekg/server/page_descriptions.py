"""What a page says of itself in one breath: for the results of search engines, and for the cards
of what is shared. Only facts that stand on the page, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import cast

from rarekg.records.acts import text, uses
from rarekg.records.model import Entity, Link, Literal, Statement, Value
from rarekg.server.figures import MEASURES
from rarekg.server.formats import day, listed, number
from rarekg.server.labels import concept_label, country_words
from rarekg.server.languages import gettext, ngettext, spoken
from rarekg.server.trials_wording import status_words
from rarekg.server.wording import value_words

_LONGEST = 300  # characters; search engines show about half, and cut where they like
_NAMED = 4  # things that are named one by one
_SHORTEST = 60  # of what is worth a sentence of its own, where a text is cut
_UNKNOWN = frozenset({"rkg:PrevalenceUnknown", "rkg:PrevalenceNotYetDocumented"})
_USE = ("indicatedFor", "orphanDesignation")
_COUNTED = ("reportedCases", "reportedFamilies")
_REGIONS = ("Worldwide", "Europe", "United States")
_IN_WORDS = ("summary", "definition", "figureText", "note")
_STOPS = (". ", "。", "? ", "! ")


def describe(entity: Entity, related: int = 0) -> str:
    """What a page tells of a thing, in at most 300 characters: the beginning of what is written
    of it in plain words in the reader's language, or else its facts in short sentences.

    related: how many things the page lists (diseases of a sign or gene, trials of a therapy).
    """
    written = _beginning(next(_texts(entity), ""))
    if written:
        return written
    facts = _FACTS.get(entity.type, _of_others)(entity, related)
    return _joined((_heading(entity), *facts, gettext("Every fact with its source.")))


def fact_lines(entity: Entity, related: int = 0) -> list[str]:
    """The facts of a thing in short sentences, the ones to tell first first."""
    return [said for said in _FACTS.get(entity.type, _of_others)(entity, related) if said]


def kind_and_code(entity: Entity) -> str:
    """What kind of thing it is, with the code that tells it from others of its name."""
    kind = concept_label(entity.type or next(iter(entity.types), ""))
    return kind if entity.id.startswith("rarekg:") else f"{kind} {entity.id}".lstrip()


def _heading(entity: Entity) -> str:
    return gettext("%(name)s (%(kind)s).", name=entity.name, kind=kind_and_code(entity))


def _joined(sentences: Iterable[str]) -> str:
    """As many whole sentences as fit."""
    told = ""
    for sentence in sentences:
        longer = f"{told} {sentence}".strip()
        if sentence and (not told or len(longer) <= _LONGEST):
            told = longer
    return told if len(told) <= _LONGEST else f"{told[: _LONGEST - 1].rstrip()}…"


def _texts(entity: Entity) -> Iterator[str]:
    """What is written of it in the reader's language, the plainest first."""
    for key in _IN_WORDS:
        for statement in entity.statements.get(key, ()):
            value = statement.value
            if isinstance(value, Literal) and value.language == spoken() and not statement.negated:
                yield " ".join(value.text.split())


def _beginning(words: str) -> str:
    """As many sentences as fit; words, where the first is too long."""
    if len(words) <= _LONGEST:
        return words
    cut = words[:_LONGEST]
    end = max(cut.rfind(stop) + len(stop.rstrip()) for stop in _STOPS)
    if end > _SHORTEST:
        return cut[:end]
    return f"{cut[: max(cut.rfind(' '), _SHORTEST)].rstrip(' ,;:')}…"


def _of_disease(entity: Entity, _: int) -> Iterator[str]:
    if share := _share(entity):
        yield gettext("How common: %(share)s.", share=share)
    if ages := _names(entity, "hasOnset"):
        yield gettext("When it starts: %(ages)s.", ages=ages)
    if ways := _names(entity, "hasInheritance"):
        yield gettext("How it is inherited: %(ways)s.", ways=ways)
    if genes := _names(entity, "associatedGene"):
        yield gettext("Genes: %(genes)s.", genes=genes)
    signs = _affirmed(entity, "hasPhenotype")
    if signs:
        many = len({_id(s) for s in signs})
        yield ngettext("%(num)s sign or symptom.", "%(num)s signs and symptoms.", many)


def _of_sign(_: Entity, related: int) -> Iterator[str]:
    if related:
        yield ngettext(
            "Stated of %(number)s disease.",
            "Stated of %(number)s diseases.",
            related,
            number=number(related),
        )


def _of_gene(entity: Entity, related: int) -> Iterator[str]:
    for fact in entity.graph_facts.get("locus", ())[:1]:
        yield gettext("Place on the chromosomes: %(locus)s.", locus=value_words(fact.value))
    if related:
        yield ngettext(
            "Linked to %(number)s disease.",
            "Linked to %(number)s diseases.",
            related,
            number=number(related),
        )


def _of_therapy(entity: Entity, related: int) -> Iterator[str]:
    if kinds := _names(entity, "hasModality"):
        yield gettext("Kind of treatment: %(kinds)s.", kinds=kinds)
    told = [s for key in _USE for s in entity.statements.get(key, ()) if _link(s)]
    found = [u for u in uses(told, lambda s: cast(Link, s.value)) if not u.purpose]
    approved = {u.link.id: u.link for u in found if u.standing == "approved"}
    if approved:
        yield gettext("Approved by some authority for: %(diseases)s.", diseases=_few(approved))
    if studied := {u.link.id: u.link for u in found if u.standing == "open"}:
        yield gettext("Studied or supported for: %(diseases)s.", diseases=_few(studied))
    if related:
        yield ngettext("%(num)s trial on record.", "%(num)s trials on record.", related)


def _of_trial(entity: Entity, _: int) -> Iterator[str]:
    for statement in _affirmed(entity, "trialStatus")[:1]:
        yield gettext("Status: %(status)s.", status=status_words(value_words(statement.value)))
    if conditions := _names(entity, "conditionText"):
        yield gettext("What is studied: %(conditions)s.", conditions=conditions)
    if sponsors := _names(entity, "sponsorName"):
        yield gettext("Sponsor: %(sponsors)s.", sponsors=sponsors)
    for statement in _affirmed(entity, "startDate")[:1]:
        months = text(statement, "datePrecision") == "month"
        started = day(_id(statement)[: 7 if months else None])
        yield gettext("Start: %(day)s.", day=started)


def _of_organisation(entity: Entity, _: int) -> Iterator[str]:
    places = _first(entity, "placeName"), country_words(_first(entity, "locatedIn"))
    if where := ", ".join(place for place in places if place):
        yield gettext("Where: %(places)s.", places=where)
    if topics := _names(entity, "worksOn"):
        yield gettext("What it works on: %(topics)s.", topics=topics)
    for statement in _affirmed(entity, "startYear")[:1]:
        yield gettext("Since %(year)s.", year=_id(statement))


def _of_payment(entity: Entity, _: int) -> Iterator[str]:
    for statement in _affirmed(entity, "amount")[:1]:
        amount = f"{number(value_words(statement.value))} {text(statement, 'currency')}"
        yield gettext("Amount: %(amount)s.", amount=amount)


def _of_others(_: Entity, related: int) -> Iterator[str]:
    if related:
        yield ngettext(
            "%(number)s disease is filed here.",
            "%(number)s diseases are filed here.",
            related,
            number=number(related),
        )


_FACTS: dict[str, Callable[[Entity, int], Iterator[str]]] = {
    **dict.fromkeys(("Disease", "DiseaseGroup", "DiseaseSubtype"), _of_disease),
    "Phenotype": _of_sign,
    "Gene": _of_gene,
    **dict.fromkeys(("Therapy", "MedicalAction"), _of_therapy),
    "Trial": _of_trial,
    **dict.fromkeys(
        (
            "ResearchCentre",
            "PatientOrganisation",
            "CareProvider",
            "Company",
            "Authority",
            "University",
            "Organisation",
            "Programme",
        ),
        _of_organisation,
    ),
    "Payment": _of_payment,
}


def _affirmed(entity: Entity, key: str) -> list[Statement]:
    return [s for s in entity.statements.get(key, ()) if not s.negated]


def _id(statement: Statement) -> str:
    value = statement.value
    return value.id if isinstance(value, Link) else value.text


def _link(statement: Statement) -> Link | None:
    return statement.value if isinstance(statement.value, Link) else None


def _first(entity: Entity, key: str) -> str:
    return next((value_words(s.value) for s in _affirmed(entity, key)), "")


def _names(entity: Entity, key: str) -> str:
    """The values of a property in words, few of them."""
    return _few({_id(s): s.value for s in _affirmed(entity, key)})


def _few(values: Mapping[str, Value]) -> str:
    """The first of several things; where there are more, it says how many."""
    words = [value_words(value) for value in values.values()]
    rest = len(words) - _NAMED
    if rest <= 0:
        return listed(words)
    more = ngettext("%(num)s more", "%(num)s more", rest)
    return listed((*words[:_NAMED], more))


def _share(entity: Entity) -> str:
    return next(iter(shares(entity)), "")


def shares(entity: Entity) -> list[str]:
    """How common a disease is, by the first measure that is known, the widest region first."""
    for key in MEASURES:
        known = [s for s in _affirmed(entity, key) if _id(s) not in _UNKNOWN]
        if known and key not in _COUNTED:
            ordered = sorted(known, key=lambda s: (_region_rank(s), s.id))
            return list(dict.fromkeys(_in_region(s) for s in ordered))
    return []


def _in_region(statement: Statement) -> str:
    region, share = text(statement, "region"), value_words(statement.value)
    return f"{share} ({country_words(region)})" if region else share


def _region_rank(statement: Statement) -> int:
    region = text(statement, "region")
    return _REGIONS.index(region) if region in _REGIONS else len(_REGIONS)
