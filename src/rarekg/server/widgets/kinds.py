"""The widgets that there are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rarekg.errors import NotFound
from rarekg.server.languages import gettext_noop
from rarekg.server.widgets import (
    centres,
    disease,
    fact,
    figure,
    money,
    organisations,
    search,
    signs,
    today,
    treatments,
    trials,
)
from rarekg.server.widgets.desk import Content, Desk


@dataclass(frozen=True, slots=True)
class Kind:
    """A widget: `name` in addresses, `title` and `about` (one sentence) for readers, in English.

    of: the sections of the site whose things it can be about; empty where it needs none.
    sections: all parts that it can have, in their order; `compact` those of the compact layout,
    `full` those of the other one where it is not all.
    items: how many items a section has, in full and compact layout, where nobody says.
    parameters: those that not all widgets have (`country`, `q`, `results`).
    example: an identifier to show it with.
    free: that it can also be about nothing in particular, without an identifier.
    """

    name: str
    title: str
    about: str
    of: tuple[str, ...]
    sections: tuple[str, ...]
    compact: tuple[str, ...]
    items: tuple[int, int]
    make: Callable[[Desk, str], Content]
    example: str = ""
    parameters: tuple[str, ...] = ()
    full: tuple[str, ...] = ()
    free: bool = False


KINDS = (
    Kind(
        name="disease",
        title=gettext_noop("A disease in short"),
        about=gettext_noop("What it is in plain words, how common it is, what can be done."),
        of=("disease",),
        sections=disease.NAMES,
        compact=("cautions", "summary", "prevalence", "treatment"),
        items=(5, 1),
        make=disease.content,
        example="ORPHA:95",
        full=disease.NAMES[:-1],
    ),
    Kind(
        name="treatments",
        title=gettext_noop("Treatments of a disease"),
        about=gettext_noop("What is approved, studied or given up, by whom and since when."),
        of=("disease",),
        sections=("approved", "studied", "stopped", "other", "care", "no-benefit", "ruled-out"),
        compact=("approved", "studied", "care", "ruled-out"),
        items=(10, 3),
        make=treatments.content,
        example="ORPHA:95",
    ),
    Kind(
        name="signs",
        title=gettext_noop("Signs of a disease"),
        about=gettext_noop("The most frequent signs, and those that are stated not to occur."),
        of=("disease",),
        sections=("systems", "frequency", "absent"),
        compact=("frequency",),
        full=("systems", "absent"),
        items=(20, 6),
        make=signs.content,
        example="ORPHA:95",
    ),
    Kind(
        name="trials",
        title=gettext_noop("Trials"),
        about=gettext_noop("Trials of a disease, those that look for participants first."),
        of=("disease", "therapy", "organisation"),
        sections=("trials", "countries"),
        compact=("trials",),
        items=(10, 3),
        make=trials.content,
        example="MONDO:0011652",
        parameters=("country",),
        full=("trials",),
    ),
    Kind(
        name="centres",
        title=gettext_noop("Centres"),
        about=gettext_noop("Centres and hospitals for a disease, on a map and by country."),
        of=("disease",),
        sections=("centres",),
        compact=("centres",),
        items=(20, 5),
        make=centres.content,
        example="ORPHA:95",
        parameters=("country",),
        free=True,
    ),
    Kind(
        name="organisations",
        title=gettext_noop("Organisations"),
        about=gettext_noop("Patient organisations and others that work on a disease."),
        of=("disease",),
        sections=("works", "trials", "area"),
        compact=("works", "trials", "area"),
        items=(10, 3),
        make=organisations.content,
        example="ORPHA:586",
        parameters=("country",),
    ),
    Kind(
        name="money",
        title=gettext_noop("Money: who pays whom"),
        about=gettext_noop("Payments as they were disclosed: who pays whom, by year."),
        of=("organisation", "disease"),
        sections=("received-years", "received", "made-years", "made"),
        compact=("received", "made"),
        items=(10, 3),
        make=money.content,
        example="ROR:01462r250",
    ),
    Kind(
        name="figure",
        title=gettext_noop("A key figure"),
        about=gettext_noop("A number about rare diseases, with who says so."),
        of=("entity",),
        sections=("values", "words", "about"),
        compact=("values",),
        items=(5, 3),
        make=figure.content,
        example="rarekg:figure-people-world",
    ),
    Kind(
        name="search",
        title=gettext_noop("Search"),
        about=gettext_noop("A box to search with, and what is found on our site or in place."),
        of=(),
        sections=("search", "results"),
        compact=("search", "results"),
        items=(8, 5),
        make=search.content,
        parameters=("q", "results"),
    ),
    Kind(
        name="fact",
        title=gettext_noop("A single fact"),
        about=gettext_noop("One statement, who says so, and how to cite it."),
        of=("statement",),
        sections=("claim", "conditions", "sources", "cite"),
        compact=("claim", "conditions"),
        items=(10, 5),
        make=fact.content,
        example="cec4fede8eb25f3cd53f58a8",
    ),
    Kind(
        name="today",
        title=gettext_noop("A disease a day"),
        about=gettext_noop("Each day another disease that is described in plain words."),
        of=(),
        sections=disease.NAMES,
        compact=("summary",),
        items=(5, 1),
        make=today.content,
        full=("summary", "prevalence", "treatment"),
    ),
)
_BY_NAME = {kind.name: kind for kind in KINDS}


def kind_named(name: str) -> Kind:
    """A widget by its name. Raises NotFound, naming all."""
    if name not in _BY_NAME:
        raise NotFound(f"no widget '{name[:40]}'; there are: {', '.join(_BY_NAME)}")
    return _BY_NAME[name]
