"""The lists: which things fit the filters, one page of them at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TypedDict

from rarekg.identifiers import iri
from rarekg.records.listing import Listing, listing
from rarekg.records.organisations import Organisation, directory
from rarekg.records.reader import Records
from rarekg.records.treated import (
    Treatment,
    fitting,
    stages,
    treated,
    treatments_of,
    treatments_with,
)
from rarekg.records.trials import Selection, Trial, register, selected
from rarekg.server.api import list_schemas, schemas
from rarekg.server.api.asked import Asked
from rarekg.server.api.values import thing
from rarekg.server.current import OpenRelease

_FIRST = 10  # things of a related list that stand in an answer
THERAPY, ANY_KIND = "Therapy", "any"  # values of `kind` in the list of therapies


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


def _treatments(records: Records, wanted: Mapping[str, str]) -> list[Treatment] | None:
    """The statements about treatment of which each fits all that is wanted; None if nothing is.
    Reads only those of the disease or therapy, where there is one."""
    if not any(wanted.values()):
        return None
    disease, therapy = wanted.get("disease", ""), wanted.get("therapy", "")
    found: Iterable[Treatment]
    if disease:
        found = treatments_of(records, disease)
    elif therapy:
        found = treatments_with(records, therapy)
    else:
        found = treated(records).treatments()
    modality = wanted.get("modality", "")
    among = listing(records, "therapy", ["modality"]).having("modality", modality)
    return fitting(
        found,
        stage=wanted.get("stage", ""),
        authority=wanted.get("authority", ""),
        among=among if modality else None,
    )


def _list(
    release: OpenRelease, asked: Asked, section: str, names: Sequence[str], *also: str
) -> tuple[Listing, dict[str, str]]:
    """The list of a section with the filters that are set, and the values of these; `also` are
    filters whose values are shown."""
    wanted = _part(asked, names)
    needed = [*also, *(name for name, value in wanted.items() if value)]
    return listing(release.records, section, needed), wanted


def _part(asked: Asked, names: Sequence[str]) -> dict[str, str]:
    return {name: asked[name] for name in names}


def diseases(release: OpenRelease, asked: Asked) -> list_schemas.DiseaseList:
    """Diseases, groups and subtypes."""
    records = release.records
    known, wanted = _list(release, asked, "disease", ("area", "category", "type"))
    said = _treatments(records, _part(asked, ("therapy", "modality", "stage", "authority")))
    among = _both(_named(release, asked), None if said is None else {t.disease for t in said})
    paged, places = _shown(release, asked, known.select(wanted, among))
    results = [
        list_schemas.DiseaseEntry(
            *_fields(known, p), stages=stages(treatments_of(records, known.entries[p].id))
        )
        for p in places
    ]
    return list_schemas.DiseaseList(**paged, results=results)


def therapies(release: OpenRelease, asked: Asked) -> list_schemas.TherapyList:
    """Medicines, or medical actions, or both."""
    records = release.records
    known, wanted = _list(release, asked, "therapy", ("modality", "holder"), "type")
    kind = asked["kind"] or THERAPY
    wanted["type"] = "" if kind == ANY_KIND else kind
    said = _treatments(records, _part(asked, ("disease", "stage", "authority")))
    among = _both(_named(release, asked), None if said is None else {t.therapy for t in said})
    paged, places = _shown(release, asked, known.select(wanted, among))
    results = [
        list_schemas.TherapyEntry(
            *_fields(known, p), stages=stages(treatments_with(records, known.entries[p].id))
        )
        for p in places
    ]
    return list_schemas.TherapyList(**paged, results=results)


def modalities(release: OpenRelease, asked: Asked) -> list_schemas.ModalityList:
    """Kinds of treatment."""
    known, wanted = _list(release, asked, "modality", ("parent",), "parent")
    of_kind = listing(release.records, "therapy", ["modality"])
    paged, places = _shown(release, asked, known.select(wanted, _named(release, asked)))
    results = [
        list_schemas.ModalityEntry(
            *_fields(known, p),
            parents=known.said(p, "parent"),
            therapies=len(of_kind.facets["modality"].get(known.entries[p].id, ())),
        )
        for p in places
    ]
    return list_schemas.ModalityList(**paged, results=results)


def organisations(release: OpenRelease, asked: Asked) -> list_schemas.OrganisationList:
    """Organisations of all kinds."""
    filters = ("kind", "country", "disease")
    known, wanted = _list(release, asked, "organisation", filters, "kind", "country")
    paged, places = _shown(release, asked, known.select(wanted, _named(release, asked)))
    described = {str(one.link.id): one for one in directory(release.records).organisations}
    results = [_organisation(known, p, described) for p in places]
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
    names = ("status", "phase", "country", "disease", "therapy", "organisation")
    among = _named(release, asked)
    found = _by_title(
        trial
        for trial in selected(register(release.records), Selection(**_part(asked, names)))
        if among is None or trial.id in among
    )
    page, size = asked.page()
    paged = Paged(total=len(found), page=page, per_page=size, release=release.release.id)
    results = [_trial(trial) for trial in found[(page - 1) * size : page * size]]
    return list_schemas.TrialList(**paged, results=results)


def _by_title(found: Iterable[Trial]) -> list[Trial]:
    return sorted(found, key=lambda trial: (trial.name.casefold(), trial.id))


def _trial(trial: Trial) -> list_schemas.TrialEntry:
    short = thing(trial.id, "Trial", trial.name)
    return list_schemas.TrialEntry(
        short.id,
        short.type,
        short.name,
        short.url,
        short.api,
        status=trial.status or None,
        phases=list(trial.phases),
        countries=list(trial.codes),
        country_names=list(trial.countries),
    )


def related(
    records: Records, section: str, filters: Mapping[str, str], among: Collection[str] | None = None
) -> schemas.Related:
    """The first of a list, and where the whole is: `filters` are its address's parameters.
    `among` are the ids that it holds where these are no facets of it."""
    known = listing(records, section, filters if among is None else ())
    found = known.select({} if among is not None else filters, among)
    results = [_short(known, place) for place in found[:_FIRST]]
    return schemas.Related(len(found), _address(section, filters), results)


def related_things(
    records: Records, section: str, filters: Mapping[str, str], among: Collection[str]
) -> schemas.Related:
    """The first of a list of which all ids are known, and where the whole is."""
    links = [records.lookup.link(iri(identifier)) for identifier in among]
    links.sort(key=lambda link: (link.name.casefold(), link.id))
    results = [thing(link.id, link.type, link.name) for link in links[:_FIRST]]
    return schemas.Related(len(links), _address(section, filters), results)


def related_trials(filters: Mapping[str, str], found: Iterable[Trial]) -> schemas.Related:
    """The first of some trials, and where all are."""
    trials = _by_title(found)
    results = [thing(trial.id, "Trial", trial.name) for trial in trials[:_FIRST]]
    return schemas.Related(len(trials), _address("trial", filters), results)


def _address(section: str, filters: Mapping[str, str]) -> str:
    query = "&".join(f"{name}={value}" for name, value in filters.items())
    return f"/api/v1/{section}?{query}"
