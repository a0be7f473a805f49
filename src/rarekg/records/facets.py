"""What each list can be filtered by, and where the pairs of thing and value come from."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rarekg.records.kinds import ORGANISATIONS
from rarekg.records.organisations import directory
from rarekg.records.reader import Records
from rarekg.records.relations import pairs, parents

Pairs = Iterator[tuple[str, str]]
Facet = Callable[[Records], Pairs]


def _of(*keys: str) -> Facet:
    """The values of some properties."""
    return lambda records: (pair for key in keys for pair in pairs(records, key))


def _above(records: Records) -> Pairs:
    """Each kind of treatment with the kind directly above it."""
    return parents(records, "Modality")


def _kinds(records: Records) -> Pairs:
    """Therapies with their kinds, and all kinds above these."""
    above: dict[str, set[str]] = {}
    for kind, parent in _above(records):
        above.setdefault(kind, set()).add(parent)
    for therapy, kind in pairs(records, "hasModality"):
        for each in _with_ancestors(above, kind):
            yield therapy, each


def _with_ancestors(above: dict[str, set[str]], start: str) -> set[str]:
    found, ahead = {start}, [start]
    while ahead:
        new = above.get(ahead.pop(), set()) - found
        found |= new
        ahead += new
    return found


def _classes(records: Records) -> Pairs:
    """Organisations with all their classes, of which lists show the deciding one."""
    for kind in ORGANISATIONS:
        for link in records.links_of_type(kind):
            yield str(link.id), kind


def _countries(records: Records) -> Pairs:
    """Organisations with the codes of their countries, those inferred from names included."""
    yield from pairs(records, "countryCode")
    for one in directory(records).organisations:
        if one.country:
            yield str(one.link.id), one.country


def _worked_on(records: Records) -> Pairs:
    """Organisations with the diseases and areas they work on, or study in a trial."""
    for one in directory(records).organisations:
        for disease in one.works_on | one.studied:
            yield str(one.link.id), disease


# By section of the site, then by filter. (Trials and payments have registers of their own.)
FACETS: dict[str, dict[str, Facet]] = {
    "disease": {"area": _of("inArea", "category"), "category": _of("category")},
    "therapy": {"modality": _kinds, "holder": _of("heldBy")},
    "modality": {"parent": _above},
    "organisation": {"kind": _classes, "country": _countries, "disease": _worked_on},
}
