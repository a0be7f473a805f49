"""The kinds of picture that have an address of their own, and how each is made from a release."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rarekg.errors import NotFound
from rarekg.records.model import Backing, Disease, Link
from rarekg.records.reader import Records
from rarekg.records.therapies import link_of
from rarekg.server.figures import figures
from rarekg.server.languages import gettext_noop
from rarekg.server.pictures.neighbourhood import neighbourhood_picture
from rarekg.server.pictures.onset import onset_picture
from rarekg.server.pictures.prevalence import prevalence_picture
from rarekg.server.references import References
from rarekg.server.views import rows, split


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture of a thing with its references; `picture` is None where there is nothing to draw.
    `thing` is None for what is of the whole release."""

    thing: Link | None
    picture: object
    backings: list[Backing]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of picture: its title, what is said where there is nothing to draw, of which section
    its things are, and whether there is one of the whole release (`WHOLE`)."""

    key: str
    title: str
    nothing: str
    draw: Callable[[Records, str], Drawn]
    section: str = "disease"
    whole: bool = False


WHOLE = "all"  # in place of an identifier


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


KINDS = {
    kind.key: kind
    for kind in (
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
            "neighbourhood",
            gettext_noop("What it is linked to, and why"),
            gettext_noop("No source that we read links it to anything."),
            _of_disease(neighbourhood_picture),
        ),
    )
}


def kind_named(key: str) -> Kind:
    """The kind of picture with this key. Raises NotFound."""
    found = KINDS.get(key)
    if found is None:
        raise NotFound(f"'{key[:40]}' is no kind of picture; there are {', '.join(KINDS)}")
    return found
