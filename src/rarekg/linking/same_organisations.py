"""Organisations of lists and records that are entries of registries, and those that are one.

Payers and recipients in lists of payments are joined with a registry; the holders that records
of authorities name with registries, with curated organisations and with each other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import groupby

from rarekg.facts import Fact, Reference, Text
from rarekg.identifiers import Curie
from rarekg.identity import Identity, IdentityBuilder
from rarekg.linking.holders import Holder, holder_of, place_of_holder
from rarekg.linking.organisations import Link, OrganisationLinker
from rarekg.linking.places import known_organisations
from rarekg.linking.same_holders import same_holders
from rarekg.readers.table import reader_of
from rarekg.report import Report
from rarekg.sources.manifest import SourceFile

_SOURCE = "derived"
_METHOD = "the same name in the same town, by rarekg names of organisations v1"
_PREFIX = "rarekg:organisation-"
_NAMING_HOLDERS = ("fda-orphan", "ema-medicines")
_SURE = Decimal("0.98")  # of a link: the whole name and the town agree


def same_organisations(files: Iterable[SourceFile]) -> list[Fact]:
    """Exact mappings between organisations that are one."""
    given = list(files)
    return [*_in_lists(given), *_holders(given)]


def _in_lists(given: list[SourceFile]) -> list[Fact]:
    """Exact mappings from those in lists of payments to the entries of the registry that have
    their whole name and are in their town; none where two of them would be one entry."""
    registry = [file for file in given if file.manifest.reader == "ror"]
    lists = [file for file in given if file.manifest.reader == "payments"]
    if not registry or not lists:
        return []
    linker = OrganisationLinker(known_organisations(registry, Identity({})))
    found = [pair for file in lists for pair in _linked(file, linker)]
    times = Counter(link.organisation for _, link in found)
    return [_same(one, link) for one, link in found if times[link.organisation] == 1]


def _holders(given: list[SourceFile]) -> list[Fact]:
    """Exact mappings of the holders that records of authorities name."""
    named = set(holders(given))
    if not named:
        return []
    curated = IdentityBuilder()
    for file in given:
        if file.manifest.options.get("prefix") == "organisation-":
            curated.add(reader_of(file)(file, Report()))
    known = known_organisations(given, curated.build())
    registered = (name for one in known.known for name in one.names)
    return same_holders(named, OrganisationLinker(known), registered)


def holders(files: Iterable[SourceFile]) -> Iterator[Holder]:
    """The holders that files name, as often as they do."""
    for file in files:
        if file.manifest.reader in _NAMING_HOLDERS:
            for fact in reader_of(file)(file, Report()):
                if (holder := holder_of(fact)) is not None:
                    yield holder


def _linked(file: SourceFile, linker: OrganisationLinker) -> Iterator[tuple[Curie, Link]]:
    """The organisations of a list, each with the entry that it surely is."""
    facts = (f for f in reader_of(file)(file, Report()) if f.subject.startswith(_PREFIX))
    for one, group in groupby(facts, key=lambda fact: fact.subject):
        told = list(group)
        names = [f.object.value for f in told if f.predicate == "name" and type(f.object) is Text]
        places = [place_of_holder(str(f.object)) for f in told if f.predicate == "placeName"]
        links = {linker.link(name, *place) for name in names for place in places}
        sure = {link for link in links if link is not None and link.confidence >= _SURE}
        if len({link.organisation for link in sure}) == 1:
            yield one, min(sure, key=lambda link: link.matched)


def _same(one: Curie, link: Link) -> Fact:
    reference = Reference(
        _SOURCE,
        str(one),
        method=_METHOD,
        asserted_object=link.matched,
        confidence=link.confidence,
    )
    return Fact(one, "exactMatch", link.organisation, (reference,))
