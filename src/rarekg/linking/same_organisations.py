"""Payers and recipients in lists of payments that are entries of a registry of organisations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import groupby

from rarekg.facts import Fact, Reference, Text
from rarekg.identifiers import Curie
from rarekg.identity import Identity
from rarekg.linking.organisations import Link, OrganisationLinker
from rarekg.linking.places import known_organisations, place_of_holder
from rarekg.readers.table import reader_of
from rarekg.report import Report
from rarekg.sources.manifest import SourceFile

_SOURCE = "derived"
_METHOD = "the same name in the same town, by rarekg names of organisations v1"
_PREFIX = "rarekg:organisation-"
_SURE = Decimal("0.98")  # of a link: the whole name and the town agree


def same_organisations(files: Iterable[SourceFile]) -> list[Fact]:
    """Exact mappings from those in lists of payments to the entries of the registry that have
    their whole name and are in their town; none where two of them would be one entry."""
    given = list(files)
    registry = [file for file in given if file.manifest.reader == "ror"]
    lists = [file for file in given if file.manifest.reader == "payments"]
    if not registry or not lists:
        return []
    linker = OrganisationLinker(known_organisations(registry, Identity({})))
    found = [pair for file in lists for pair in _linked(file, linker)]
    times = Counter(link.organisation for _, link in found)
    return [_same(one, link) for one, link in found if times[link.organisation] == 1]


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
