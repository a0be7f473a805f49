"""The lists: which things fit the filters, one page of them at a time."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TypedDict

from rarekg.records.listing import Listing, Lists, lists
from rarekg.records.organisations import Organisation, directory
from rarekg.server.api import list_schemas, schemas
from rarekg.server.api.asked import Asked
from rarekg.server.api.values import thing
from rarekg.server.current import OpenRelease

_FIRST = 10  # things of a related list that stand in an answer


class Paged(TypedDict):
    """What all pages of lists have in common."""

    total: int
    page: int
    per_page: int
    release: str


def _shown(release: OpenRelease, asked: Asked, found: Sequence[int]) -> tuple[Paged, Sequence[int]]:
    """The common part of a page, and the places on it."""
    page, size = asked.page()
    paged = Paged(total=len(found), page=page, per_page=size, release=release.release.id)
    return paged, found[(page - 1) * size : page * size]


def _named(release: OpenRelease, asked: Asked) -> Collection[str] | None:
    """The ids of what has the words of `q` in its names; None without `q`."""
    return release.engine.holding(asked["q"]) if asked["q"] else None


def _both(one: Collection[str] | None, other: Collection[str] | None) -> Collection[str] | None:
    if one is None or other is None:
        return one if other is None else other
    return {identifier for identifier in one if identifier in other}


def _short(listing: Listing, place: int) -> schemas.Thing:
    entry = listing.entries[place]
    return thing(entry.id, entry.type, entry.name)


def _fields(listing: Listing, place: int) -> tuple[str, str, str, str | None, str | None]:
    found = _short(listing, place)
    return found.id, found.type, found.name, found.url, found.api


def _treated(known: Lists, wanted: Mapping[str, str]) -> set[str] | None:
    """The diseases with a treatment that fits all that is wanted of it; None if nothing is."""
    if not any(wanted.values()):
        return None
    return {t.disease for t in known.treated(**wanted)}


def _treating(known: Lists, wanted: Mapping[str, str]) -> set[str] | None:
    """The therapies of which one statement fits disease, stage and authority."""
    if not any(wanted.values()):
        return None
    return {t.therapy for t in known.treated(**wanted)}


def _part(asked: Asked, names: Sequence[str]) -> dict[str, str]:
    return {name: asked[name] for name in names}


def diseases(release: OpenRelease, asked: Asked) -> list_schemas.DiseaseList:
    """Diseases, groups and subtypes."""
    known = lists(release.records)
    listing = known.by_section["disease"]
    treated = _treated(known, _part(asked, ("therapy", "modality", "stage", "authority")))
    among = _both(_named(release, asked), treated)
    found = listing.select(_part(asked, ("area", "category", "type")), among)
    paged, places = _shown(release, asked, found)
    results = [
        list_schemas.DiseaseEntry(
            *_fields(listing, p), stages=known.stages(disease=listing.entries[p].id)
        )
        for p in places
    ]
    return list_schemas.DiseaseList(**paged, results=results)


def therapies(release: OpenRelease, asked: Asked) -> list_schemas.TherapyList:
    """Medicines and medical actions."""
    known = lists(release.records)
    listing = known.by_section["therapy"]
    treating = _treating(known, _part(asked, ("disease", "stage", "authority")))
    among = _both(_named(release, asked), treating)
    found = listing.select(_part(asked, ("modality", "holder", "type")), among)
    paged, places = _shown(release, asked, found)
    results = [
        list_schemas.TherapyEntry(
            *_fields(listing, p), stages=known.stages(therapy=listing.entries[p].id)
        )
        for p in places
    ]
    return list_schemas.TherapyList(**paged, results=results)


def modalities(release: OpenRelease, asked: Asked) -> list_schemas.ModalityList:
    """Kinds of treatment."""
    known = lists(release.records)
    listing = known.by_section["modality"]
    of_kind = known.by_section["therapy"].facets["modality"]
    found = listing.select(_part(asked, ("parent",)), _named(release, asked))
    paged, places = _shown(release, asked, found)
    results = [
        list_schemas.ModalityEntry(
            *_fields(listing, p),
            parents=listing.said(p, "parent"),
            therapies=len(of_kind.get(listing.entries[p].id, ())),
        )
        for p in places
    ]
    return list_schemas.ModalityList(**paged, results=results)


def organisations(release: OpenRelease, asked: Asked) -> list_schemas.OrganisationList:
    """Organisations of all kinds."""
    listing = lists(release.records).by_section["organisation"]
    found = listing.select(_part(asked, ("kind", "country", "disease")), _named(release, asked))
    paged, places = _shown(release, asked, found)
    known = {str(one.link.id): one for one in directory(release.records).organisations}
    results = [_organisation(listing, p, known) for p in places]
    return list_schemas.OrganisationList(**paged, results=results)


def _organisation(
    listing: Listing, place: int, known: Mapping[str, Organisation]
) -> list_schemas.OrganisationEntry:
    one = known.get(listing.entries[place].id)
    latitude, longitude = one.point if one and one.point else (None, None)
    return list_schemas.OrganisationEntry(
        *_fields(listing, place),
        kinds=listing.said(place, "kind"),
        countries=listing.said(place, "country"),
        places=list(one.places) if one else [],
        latitude=latitude,
        longitude=longitude,
    )


def trials(release: OpenRelease, asked: Asked) -> list_schemas.TrialList:
    """Clinical trials."""
    listing = lists(release.records).by_section["trial"]
    names = ("status", "phase", "country", "disease", "therapy", "organisation")
    found = listing.select(_part(asked, names), _named(release, asked))
    paged, places = _shown(release, asked, found)
    results = [
        list_schemas.TrialEntry(
            *_fields(listing, p),
            status=next(iter(listing.said(p, "status")), None),
            phases=listing.said(p, "phase"),
            countries=listing.said(p, "country"),
        )
        for p in places
    ]
    return list_schemas.TrialList(**paged, results=results)


def related(
    known: Lists, section: str, filters: Mapping[str, str], among: Collection[str] | None = None
) -> schemas.Related:
    """The first of a list, and where the whole is: `filters` are its address's parameters.
    `among` are the ids that it holds where these are no facets of it."""
    listing = known.by_section[section]
    found = listing.select({} if among is not None else filters, among)
    query = "&".join(f"{name}={value}" for name, value in filters.items())
    results = [_short(listing, place) for place in found[:_FIRST]]
    return schemas.Related(len(found), f"/api/v1/{section}?{query}", results)
