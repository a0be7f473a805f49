"""The first page: search, what there is, figures, areas, kinds of treatment, what is new."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import Blueprint, g, render_template

from rarekg.records.model import Entity
from rarekg.records.reader import Records
from rarekg.server.doors import doors
from rarekg.server.home_data import disease_of_the_day, home_areas, recent_changes, today
from rarekg.server.own_language import in_language
from rarekg.server.references import References
from rarekg.server.services import held
from rarekg.server.therapy_views import reporting_places
from rarekg.server.views import Row, row

blueprint = Blueprint("home", __name__)

# Those that say what a rare disease is to people stand first; the others are a click away.
_FIRST = (
    "rarekg:figure-rare-diseases-known",
    "rarekg:figure-people-world",
    "rarekg:figure-genetic-share",
    "rarekg:figure-treatment-share",
    "rarekg:figure-precise-diagnosis",
    "rarekg:figure-rare-cancer-share",
)


@dataclass(frozen=True, slots=True)
class Said:
    """A thing with a sentence about it, in the reader's language where there is one."""

    about: Entity
    words: Row


@blueprint.get("/")
def home() -> str:
    """The first page."""
    records = held().records
    references = References()
    figures = list(said(_figures(records), "figureText", references))
    shown = len(_FIRST)
    areas, medical = home_areas()
    g.day = today().isoformat()  # the page is another one tomorrow: its tag holds the day
    return render_template(
        "home.html",
        doors=doors(records),
        figures=figures[:shown],
        more=len(figures[shown:]),
        areas=areas,
        medical=medical,
        modalities=records.links_of_type("Modality"),
        rules=list(said(records.rarity_rules(), "definition", references)),
        points=reporting_places(records),
        portrait=disease_of_the_day(),
        recent=recent_changes(),
        references=references.backings,
    )


def said(things: Iterable[Entity], key: str, references: References) -> Iterable[Said]:
    """Things with what is said of each by the property `key`; those without are left out."""
    for thing in things:
        for finding in in_language(thing.findings(key)):
            yield Said(thing, row(finding, references))


def _figures(records: Records) -> list[Entity]:
    def place(figure: Entity) -> tuple[int, str]:
        known = _FIRST.index(figure.id) if figure.id in _FIRST else len(_FIRST)
        return known, figure.name

    return sorted(records.of_type("KeyFigure"), key=place)
