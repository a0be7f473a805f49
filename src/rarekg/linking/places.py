"""Facts about organisations, derived from the names of sites, sponsors and holders in records.

A derived fact keeps the reference of the record that has the name, says by what method and how
surely the organisation was recognised, and which words name it. What is not recognised surely is
left out, and listed in the build's report for curators.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

import msgspec

from rarekg.errors import InvalidIdentifier
from rarekg.facts import Fact, Qualifier, Reference, Value
from rarekg.identifiers import Curie
from rarekg.identity import Identity
from rarekg.linking.holders import place_of_holder
from rarekg.linking.organisation_names import (
    Countries,
    Known,
    Organisations,
    countries_of_record,
    known_of_facts,
    known_of_record,
)
from rarekg.linking.organisations import METHOD, Link, OrganisationLinker
from rarekg.readers.ror import organisations
from rarekg.readers.table import reader_of
from rarekg.report import Action, Report
from rarekg.sources.manifest import SourceFile

# Who is no organisation: a person, in the codes of the registry of trials.
_PERSON = "INDIV"
_OF_DESIGNATION = ("authority", "stage", "date", "endDate", "document")
_OF_SITE = ("city", "country", "recordStatus")


def placed(fact: Fact, linker: OrganisationLinker, report: Report) -> Iterator[Fact]:
    """The `hasSite`, `sponsoredBy`, `collaborator` or `heldBy` fact that follows from a fact, if
    it names an organisation."""
    said = dict(fact.qualifiers)
    if fact.predicate == "siteName":
        point = _point(said)
        found = linker.link(_said(fact.object), _said(said.get("city")), _of(said), point)
        yield from _derived(fact, "hasSite", found, _OF_SITE, "site", report)
    elif fact.predicate in _SPONSORS and said.get("sponsorClass") != _PERSON:
        found = linker.link(_said(fact.object))
        yield from _derived(fact, _SPONSORS[fact.predicate], found, (), "sponsor", report)
    elif fact.predicate == "statedIndication" and "holderName" in said:
        city, country = place_of_holder(_said(said.get("holderPlace")))
        found = linker.link(_said(said["holderName"]), city, country)
        yield from _derived(fact, "heldBy", found, _OF_DESIGNATION, "", report)


_SPONSORS = {"sponsorName": "sponsoredBy", "collaboratorName": "collaborator"}


def _said(value: Value | None) -> str:
    return "" if value is None else str(value)


def _of(said: dict[str, Value]) -> str:
    return _said(said.get("country"))


def _point(said: dict[str, Value]) -> tuple[float, float] | None:
    latitude, longitude = said.get("siteLatitude"), said.get("siteLongitude")
    if isinstance(latitude, Decimal) and isinstance(longitude, Decimal):
        return float(latitude), float(longitude)
    return None


def _derived(
    fact: Fact,
    predicate: str,
    found: Link | None,
    carried: Iterable[str],
    kind: str,
    report: Report,
) -> Iterator[Fact]:
    """The fact of a link; without one, `kind` of text is reported ("": it has an organisation of
    its own)."""
    if found is None:
        if kind:
            _unlinked(fact, kind, report)
        return
    kept: tuple[Qualifier, ...] = tuple(q for q in fact.qualifiers if q[0] in carried)
    references = tuple(_reference(reference, found) for reference in fact.references)
    yield Fact(fact.subject, predicate, found.organisation, references, kept)


def _unlinked(fact: Fact, kind: str, report: Report) -> None:
    """Lists a name in which no organisation was recognised surely."""
    first, name = fact.references[0], _said(fact.object)
    message = f"{fact.subject}: no organisation is recognised surely in '{name[:200]}'"
    rule = f"{kind} without an organisation"
    report.note(first.source, rule, name, first.record, message, Action.LEFT_OUT)


def _reference(stated: Reference, found: Link) -> Reference:
    return msgspec.structs.replace(
        stated, method=METHOD, asserted_object=found.matched, confidence=found.confidence
    )


def known_organisations(files: Iterable[SourceFile], identity: Identity) -> Organisations:
    """The organisations of registries and curators that texts may name, by canonical id."""
    registry: list[Known] = []
    countries: dict[tuple[str, str], None] = {}
    curated: list[SourceFile] = []
    for file in files:
        if file.manifest.reader == "ror":
            for record, _ in organisations(file, Report()):
                try:
                    registry.append(known_of_record(record))
                except InvalidIdentifier:  # the reader reports it
                    continue
                countries.update(dict.fromkeys(countries_of_record(record)))
        elif file.manifest.options.get("prefix") == "organisation-":
            curated.append(file)
    by_name = Countries(countries)
    for file in curated:
        registry += known_of_facts(reader_of(file)(file, Report()), by_name)
    return Organisations(_merged(registry, identity), list(countries))


def _merged(all_known: Iterable[Known], identity: Identity) -> list[Known]:
    """Those of one canonical id as one."""
    found: dict[str, Known] = {}
    for known in all_known:
        of = str(identity.canonical_id(Curie(known.of)))
        parents = tuple(str(identity.canonical_id(Curie(p))) for p in known.parents)
        held = found.get(of)
        if held is None:
            found[of] = msgspec.structs.replace(known, of=of, parents=parents)
            continue
        both = {
            key: tuple(dict.fromkeys((*getattr(known, key), *getattr(held, key))))
            for key in ("names", "cities", "countries", "points", "kinds")
        }
        every = tuple(dict.fromkeys((*parents, *held.parents)))
        found[of] = msgspec.structs.replace(held, **both, parents=every, curated=True)
    return list(found.values())
