"""The pages to leaf through: by letter, by area, by treatment, by body system, by gene."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from rarekg.errors import NotFound
from rarekg.records.browse_tables import Shelf
from rarekg.records.collation import all_letters
from rarekg.records.reader import Records
from rarekg.server.browsing import (
    TREATMENT,
    Way,
    by_name,
    by_scale,
    entries,
    heading,
    letters,
    tables,
    ways,
)
from rarekg.server.languages import gettext, gettext_noop, spoken
from rarekg.server.parameters import page_number
from rarekg.server.services import held

blueprint = Blueprint("browse", __name__)

PER_PAGE = 200
_MOST_DESCRIBED = 120  # things with a plain summary that stand before all others
_PATHS = {"disease": "/diseases", "gene": "/genes", "sign": "/signs", "therapy": "/therapies"}
_NAMES = {
    "disease": gettext_noop("Diseases"),
    "gene": gettext_noop("Genes"),
    "sign": gettext_noop("Signs and symptoms"),
    "therapy": gettext_noop("Therapies"),
}
_LONGEST = 80  # characters of a value


@blueprint.get("/browse")
def browse() -> str:
    """All ways to leaf through the release."""
    records = held().records
    areas = ways("disease", "area", "/diseases", records)
    return render_template(
        "browse.html",
        letters=letters(tables().shelf("disease", spoken()), "/diseases", ""),
        ours=by_name(a for a in areas if "/rarekg:" in a.href),
        medical=by_name(a for a in areas if "/rarekg:" not in a.href),
        treatment=ways("disease", "treatment", "/diseases", records, TREATMENT),
        modalities=by_name(ways("disease", "modality", "/diseases", records)),
        prevalence=by_scale("prevalence", ways("disease", "prevalence", "/diseases", records)),
        onset=by_scale("onset", ways("disease", "onset", "/diseases", records)),
        inheritance=ways("disease", "inheritance", "/diseases", records),
        systems=ways("sign", "system", "/signs", records),
        totals={section: len(tables().shelf(section, "en").things) for section in _PATHS},
    )


@blueprint.get("/diseases")
@blueprint.get("/diseases/<letter>")
@blueprint.get(
    "/diseases/<any(area, treatment, modality, prevalence, inheritance, onset):field>/<value>"
)
@blueprint.get(
    "/diseases/<any(area, treatment, modality, prevalence, inheritance, onset):field>/<value>"
    "/<letter>"
)
def diseases(field: str = "", value: str = "", letter: str = "") -> str | Response:
    """Diseases in the order of the page's language: all, or those with something in common."""
    return _listed("disease", field, value, letter)


@blueprint.get("/genes")
@blueprint.get("/genes/<letter>")
def genes(letter: str = "") -> str | Response:
    """Genes by symbol, with the number of diseases that each is linked to."""
    return _listed("gene", "", "", letter)


@blueprint.get("/therapies")
@blueprint.get("/therapies/<letter>")
@blueprint.get("/therapies/<any(stage, modality):field>/<value>")
@blueprint.get("/therapies/<any(stage, modality):field>/<value>/<letter>")
def therapies(field: str = "", value: str = "", letter: str = "") -> str | Response:
    """Therapies by name: all, or those at one stage, or of one kind."""
    return _listed("therapy", field, value, letter)


@blueprint.get("/signs")
@blueprint.get("/signs/<letter>")
@blueprint.get("/signs/<any(system):field>/<value>")
@blueprint.get("/signs/<any(system):field>/<value>/<letter>")
def signs(field: str = "", value: str = "", letter: str = "") -> str | Response:
    """Signs and symptoms: by body system first."""
    return _listed("sign", field, value, letter)


def _listed(section: str, field: str, value: str, letter: str) -> str | Response:
    if not tables():
        raise NotFound("this release was built before there were lists: build it anew")
    shelf = _shelf(section, field, value)
    path = f"{_PATHS[section]}/{field}/{value}" if field else _PATHS[section]
    if letter and letter not in dict(shelf.letters):
        return _other_letter(shelf, letter, path)
    chosen = shelf.of_letter(letter) if letter else shelf.things
    number = page_number(request.args.get("page"))
    pages = -(-len(chosen) // PER_PAGE)
    if number > max(pages, 1):
        raise NotFound(f"page {number}: this list has {pages} pages")
    records = held().records
    first = not letter and number == 1
    return render_template(
        "list.html",
        section=section,
        whole=gettext(_NAMES[section]),
        whole_path=_PATHS[section],
        field=field,
        heading=heading(section, field, value, records),
        letters=letters(shelf, path, letter),
        letter=letter,
        path=path,
        address=f"{path}/{letter}" if letter else path,
        total=len(shelf.things),
        shown_of=len(chosen),
        described=entries(shelf.described[:_MOST_DESCRIBED]) if first else [],
        all_described=len(shelf.described),
        listed=entries(chosen[(number - 1) * PER_PAGE : number * PER_PAGE]),
        systems=ways("sign", "system", "/signs", records) if path == "/signs" and first else [],
        stages=_stages(records) if path == "/therapies" and first else [],
        number=number,
        pages=pages,
    )


def _stages(records: Records) -> list[Way]:
    return by_scale("stage", ways("therapy", "stage", "/therapies", records))


def _shelf(section: str, field: str, value: str) -> Shelf:
    shelf = tables().shelf(section, spoken(), field, value)
    if field and not shelf.things:
        raise NotFound(f"{field}: nothing is listed under '{value[:_LONGEST]}'")
    return shelf


def _other_letter(shelf: Shelf, letter: str, path: str) -> Response:
    """What is no letter of this list: in another language it may be one."""
    if letter.upper() in dict(shelf.letters):
        return redirect(f"{path}/{letter.upper()}", 301)
    if letter in all_letters():
        return redirect(path, 302)
    raise NotFound(f"nothing in this list begins with '{letter[:_LONGEST]}'")
