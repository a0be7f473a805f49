"""The page of all treatments of a disease, for those that have too many for the disease's page."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from rarekg.errors import InvalidParameter
from rarekg.records.therapies import catalogue
from rarekg.server.addresses import moved
from rarekg.server.parameters import page_number
from rarekg.server.services import held
from rarekg.server.treatments import (
    APPROVED_GROUP,
    OTHER,
    STOPPED,
    STUDIED,
    Treatment,
    all_treatments,
    by_kind,
)

blueprint = Blueprint("treatments", __name__)

PER_PAGE = 200
_STATUSES = (APPROVED_GROUP, STUDIED, STOPPED, OTHER)


@blueprint.get("/treatments/<path:identifier>")
def all_of(identifier: str) -> str | Response:
    """All therapies of a disease with one status, by kind."""
    records = held().records
    if (elsewhere := moved(identifier, "disease")) is not None:
        elsewhere.headers["Location"] = elsewhere.headers["Location"].replace(
            "/disease/", "/treatments/", 1
        )
        return elsewhere
    record = records.disease(identifier)
    known = catalogue(records)
    found = all_treatments(record.therapies, known.abbreviations)
    status = _status(found)
    number = page_number(request.args.get("page"))
    chosen = found.get(status, ())
    shown = chosen[(number - 1) * PER_PAGE : number * PER_PAGE]
    return render_template(
        "treatments.html",
        entity=record.entity,
        statuses=[(key, len(found[key])) for key in _STATUSES if key in found],
        status=status,
        groups=by_kind(shown, known.kinds_of),
        number=number,
        pages=-(-len(chosen) // PER_PAGE),
    )


def _status(found: Mapping[str, tuple[Treatment, ...]]) -> str:
    """The status that the reader chose; else the first that there is."""
    asked = request.args.get("status", "")
    if asked and asked not in _STATUSES:
        raise InvalidParameter(f"status: '{asked[:40]}' is none of {', '.join(_STATUSES)}")
    return asked or next((key for key in _STATUSES if key in found), APPROVED_GROUP)
