"""Where organisations are: the map of a disease's, or of all, with a table of what is on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rarekg.records.model import Link
from rarekg.records.organisations import Organisation, Selection
from rarekg.records.reader import Records
from rarekg.server.formats import country
from rarekg.server.map_projection import WIDTH, land
from rarekg.server.organisation_map import Map, map_of, place_words, view_for

_LISTED = 150  # organisations by name in the table; where there are more, countries by number


@dataclass(frozen=True, slots=True)
class Place:
    """An organisation with where it is."""

    link: Link
    where: str


@dataclass(frozen=True, slots=True)
class PlacesPicture:
    """The map; `land` is the `d` of an SVG path. Behind it stand `places`, or `countries` with
    their numbers; `nowhere` organisations have no place in the sources."""

    map: Map
    land: str
    total: int
    places: tuple[Place, ...]
    countries: tuple[tuple[str, str, int], ...]  # code, name, number
    nowhere: int
    height: int
    width: int = WIDTH


def places_picture(
    organisations: Sequence[Organisation], disease: str, records: Records
) -> PlacesPicture | None:
    """The map of some organisations, of a disease (its id) or of all (""); None where no source
    says where they are."""
    placed = [one for one in organisations if one.point]
    if not placed:
        return None
    chosen = Selection(disease=disease)
    view = view_for(placed, "", chosen)
    listed = len(placed) <= _LISTED
    counted = Counter(one.country for one in placed)
    named = ((code, country(code) if code else "", number) for code, number in counted.items())
    return PlacesPicture(
        map=map_of(placed, view, chosen, "/centres"),
        land=land(view),
        total=len(placed),
        places=tuple(Place(records.spoken(o.link), place_words(o)) for o in placed if listed),
        countries=() if listed else tuple(sorted(named, key=lambda n: (-n[2], n[1]))),
        nowhere=len(organisations) - len(placed),
        height=round(view.height),
    )
