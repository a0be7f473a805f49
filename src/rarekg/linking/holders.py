"""Holders and sponsors, as the records of authorities name them, as organisations.

Each spelling of a name in a country is an organisation of its own; which of them are one is
derived (`same_holders`). The name, the place and the country are what the record states.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

import msgspec

from rarekg.facts import Fact, Reference, Text, Value
from rarekg.identifiers import Curie
from rarekg.linking.organisation_names import Countries, has_legal_form, tokens_of
from rarekg.linking.organisations import is_common
from rarekg.readers.payments_organisations import NO_LANGUAGE, slug
from rarekg.report import Action, Report

PREFIX = "rarekg:organisation-holder-"
_OF_DESIGNATION = frozenset({"authority", "stage", "date", "endDate", "document"})

# A person, by the degree behind the name: "Example, Ann B., M.D." is no organisation.
_PERSON = re.compile(
    r"[\s,](?:M\.? ?D|Ph\.? ?D|D\.O|Pharm\.? ?D|D\.?V\.?M)\b\.?(?:'s)?(?! Anderson)(?=$|[\s,;])"
)


class Holder(NamedTuple):
    """A holder as a record names it; city and country are empty where it does not say."""

    name: str
    city: str
    country: str

    @property
    def id(self) -> Curie:
        """Its identifier: the name in the country; of a name that many have ("University
        Hospital"), in the town."""
        place = [self.country]
        if is_common(tokens_of(self.name)):
            place.append(self.city)
        return Curie(PREFIX + "-".join(slug(part) for part in (self.name, *place) if slug(part)))


def holder_of(fact: Fact) -> Holder | None:
    """The holder that a stated indication names; None for none, and for a person."""
    if fact.predicate != "statedIndication":
        return None
    said = dict(fact.qualifiers)
    name = " ".join(_said(said.get("holderName")).split())
    if not slug(name) or _PERSON.search(name):
        return None
    return Holder(name, *place_of_holder(_said(said.get("holderPlace"))))


def place_of_holder(written: str) -> tuple[str, str]:
    """City and country in "City, State, Country"."""
    parts = [part.strip() for part in written.split(",") if part.strip()]
    if not parts:
        return "", ""
    return (parts[0] if len(parts) > 1 else ""), parts[-1]


def _said(value: Value | None) -> str:
    return "" if value is None else str(value)


class HolderFacts:
    """Makes the facts of a file's holders: each thing of one is told once, by the first record
    that states it."""

    def __init__(self, canonical: Callable[[Curie], Curie], countries: Countries) -> None:
        self._canonical = canonical
        self._countries = countries
        self._told: set[tuple[Curie, str, str]] = set()

    def facts(self, fact: Fact, report: Report) -> Iterator[Fact]:
        """That the holder which a stated indication names holds it, and what the record says of
        that organisation."""
        holder = holder_of(fact)
        if holder is None:
            if fact.predicate == "statedIndication" and dict(fact.qualifiers).get("holderName"):
                _note_person(fact, report)
            return
        kept = tuple(pair for pair in fact.qualifiers if pair[0] in _OF_DESIGNATION)
        named = tuple(
            msgspec.structs.replace(reference, asserted_object=holder.name)
            for reference in fact.references
        )
        one = self._canonical(holder.id)
        yield Fact(fact.subject, "heldBy", one, named, kept)
        written = _said(dict(fact.qualifiers).get("holderPlace"))
        for told in self._described(one, holder, written, fact.references[:1]):
            key = (told.subject, told.predicate, str(told.object))
            if key not in self._told:
                self._told.add(key)
                yield told

    def _described(
        self, one: Curie, holder: Holder, written: str, said_by: tuple[Reference, ...]
    ) -> Iterator[Fact]:
        """A registry or a curator says better what it is and in which country it has its seat."""
        own = one.startswith(PREFIX)
        yield Fact(one, "name" if own else "synonym", Text(holder.name, NO_LANGUAGE), said_by)
        if written:
            yield Fact(one, "placeName", written, said_by)
        if not own:
            return
        kind = "rkg:Company" if has_legal_form(holder.name) else "rkg:Organisation"
        yield Fact(one, "type", Curie(kind), said_by)
        if holder.country:
            yield Fact(one, "locatedIn", holder.country, said_by)
        if code := self._countries.code(holder.country):
            yield Fact(one, "countryCode", code, said_by)


def _note_person(fact: Fact, report: Report) -> None:
    first = fact.references[0]
    name = _said(dict(fact.qualifiers).get("holderName"))
    message = "a person: no organisation is made of the name"
    report.note(first.source, "holder who is a person", name, first.record, message, Action.KEPT)
