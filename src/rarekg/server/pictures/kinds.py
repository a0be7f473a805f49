"""The kinds of picture that have an address of their own, and how each is made from a release."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import quote

from rarekg.errors import InvalidIdentifier, NotFound
from rarekg.records.acts import uses
from rarekg.records.model import Backing, Disease, Link, Source
from rarekg.records.organisations import Selection, directory
from rarekg.records.reader import Records
from rarekg.records.therapies import catalogue, link_of
from rarekg.records.treated import treated
from rarekg.server.figures import figures
from rarekg.server.languages import gettext, gettext_noop
from rarekg.server.pictures.neighbourhood import neighbourhood_picture
from rarekg.server.pictures.onset import onset_picture
from rarekg.server.pictures.pipeline import USE, pipeline_picture, tally_of, tally_of_all
from rarekg.server.pictures.places import places_picture
from rarekg.server.pictures.prevalence import prevalence_picture
from rarekg.server.pictures.systems import systems_picture
from rarekg.server.pictures.trend import named_authorities, trend_picture
from rarekg.server.references import References
from rarekg.server.signs import sign_places, signs_by_system
from rarekg.server.views import rows, split


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture of a thing with its references; `picture` is None where there is nothing to draw.
    `thing` is None for what is of the whole release. Pictures that count very many statements have
    no references of their own, but `sources`, and `more` (address, words) where each stands."""

    thing: Link | None
    picture: object
    backings: list[Backing]
    sources: tuple[Source, ...] = ()
    more: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of picture: its title, what is said where there is nothing to draw, and whether there
    is one of the whole release (`WHOLE`)."""

    key: str
    title: str
    nothing: str
    draw: Callable[[Records, str], Drawn]
    whole: bool = False


WHOLE = "all"  # in place of an identifier
_ON_USE = ("curated", "ema", "fda")  # whose facts say what therapies are for


def _of_disease(
    make: Callable[[Disease, Records, References], object],
) -> Callable[[Records, str], Drawn]:
    def draw(records: Records, identifier: str) -> Drawn:
        record = records.disease(identifier)
        references = References()
        picture = make(record, records, references)
        return Drawn(link_of(record.entity), picture, references.backings)

    return draw


def _onset(record: Disease, _: Records, references: References) -> object:
    present, _denied = split(record.entity.findings("hasOnset"))
    return onset_picture(rows(present, references))


def _prevalence(record: Disease, records: Records, references: References) -> object:
    told = figures(record.entity, references)
    return prevalence_picture(record.entity, told, records.rarity_rules())


def _neighbourhood(records: Records, identifier: str) -> Drawn:
    drawn = _of_disease(neighbourhood_picture)(records, identifier)
    words = gettext("How it is linked to something else")
    return replace(drawn, more=((f"/connect?from={quote(identifier)}", words),))


def _systems(record: Disease, records: Records, references: References) -> object:
    if not records.tables:
        return None
    present, _denied = split(record.entity.findings("hasPhenotype"))
    places = sign_places(present, records)
    return systems_picture(signs_by_system(present, places, records, references))


def _pipeline(records: Records, identifier: str) -> Drawn:
    """Of a disease, of the diseases of an area, or of all."""
    known = catalogue(records)
    if identifier == WHOLE:
        tally = tally_of_all(treated(records).treatments(), known)
        return _whole(None, pipeline_picture(tally, known, records.spoken), records)
    members = records.members(identifier)
    if members:
        ids = [f.value.id for f in members if isinstance(f.value, Link)]
        told = (t for i in ids for t in treated(records).treatments(disease=i))
        picture = pipeline_picture(tally_of_all(told, known), known, records.spoken)
        return _whole(link_of(records.entity(identifier, inverse=False)), picture, records)
    record = records.disease(identifier)
    used = [s for s in record.therapies if s.predicate in USE]
    tally = tally_of(uses(used, lambda s: s.subject), known.kinds_of)
    return Drawn(
        link_of(record.entity),
        pipeline_picture(tally, known, records.spoken),
        [],
        tuple({a.id: a for s in used for a in s.authorities()}.values()),
        ((f"/treatments/{identifier}", gettext("All treatments, each with what was decided")),),
    )


def _whole(thing: Link | None, picture: object, records: Records) -> Drawn:
    """What counts the records of authorities."""
    sources = tuple(s for s in records.sources() if s.id in _ON_USE)
    more = (("/modalities", gettext("All kinds of treatment, with their treatments")),)
    return Drawn(thing, picture, [], sources, more)


def _designations(records: Records, identifier: str) -> Drawn:
    """The orphan designations of all therapies, or of those of one kind, by year."""
    known = catalogue(records)
    if identifier == WHOLE:
        counted: dict[str, Counter[int]] = {}
        for therapy in known.therapies.values():
            for authority, year in therapy.designations:
                counted.setdefault(authority, Counter())[year] += 1
        return _whole(None, trend_picture(named_authorities(counted, records)), records)
    modality = known.modalities.get(identifier)
    if modality is None:
        raise NotFound(f"{identifier} is no kind of treatment")
    counts = known.summary(identifier).designations
    thing = records.spoken(link_of(modality))
    return _whole(thing, trend_picture(named_authorities(counts, records)), records)


def _places(records: Records, identifier: str) -> Drawn:
    """The organisations that work on a disease or take part in its trials; or all on the map."""
    known = directory(records)
    if identifier == WHOLE:
        found = [one for one in known.organisations if one.on_map]
        more = (("/centres", gettext("The map, to look closer and to choose from")),)
        return Drawn(None, places_picture(found, "", records), [], (), more)
    record = records.disease(identifier)
    found = list(known.selected(Selection(disease=identifier)))
    address = f"/centres?disease={quote(identifier)}"
    more = ((address, gettext("The map, to look closer and to choose from")),)
    return Drawn(link_of(record.entity), places_picture(found, identifier, records), [], (), more)


KINDS = {
    kind.key: kind
    for kind in (
        Kind(
            "systems",
            gettext_noop("Signs by body system"),
            gettext_noop("No source that we read lists signs by which it could be drawn."),
            _of_disease(_systems),
        ),
        Kind(
            "onset",
            gettext_noop("When it first shows"),
            gettext_noop("No source that we read says when it first shows."),
            _of_disease(_onset),
        ),
        Kind(
            "prevalence",
            gettext_noop("How common it is, by region"),
            gettext_noop("No source that we read states a rate."),
            _of_disease(_prevalence),
        ),
        Kind(
            "pipeline",
            gettext_noop("How far treatments have come, by kind"),
            gettext_noop("No source that we read names a treatment."),
            _pipeline,
            whole=True,
        ),
        Kind(
            "neighbourhood",
            gettext_noop("What it is linked to, and why"),
            gettext_noop("No source that we read links it to anything."),
            _neighbourhood,
        ),
        Kind(
            "designations",
            gettext_noop("Orphan designations by year"),
            gettext_noop("There are not two years with designations to compare."),
            _designations,
            whole=True,
        ),
        Kind(
            "places",
            gettext_noop("Where organisations are"),
            gettext_noop("No source that we read says where organisations for it are."),
            _places,
            whole=True,
        ),
    )
}


def examples(records: Records, identifier: str) -> list[tuple[Kind, object]]:
    """A picture of each kind, of a disease or of the whole release; none without that disease."""
    found = []
    for kind in KINDS.values():
        try:
            drawn = kind.draw(records, WHOLE if kind.key == "designations" else identifier)
        except (InvalidIdentifier, NotFound):
            continue
        if drawn.picture:
            found.append((kind, drawn.picture))
    return found


def kind_named(key: str) -> Kind:
    """The kind of picture with this key. Raises NotFound."""
    found = KINDS.get(key)
    if found is None:
        raise NotFound(f"'{key[:40]}' is no kind of picture; there are {', '.join(KINDS)}")
    return found
