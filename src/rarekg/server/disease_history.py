"""What each release changed on the page of a disease: the same as its feed, for readers."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from rarekg.errors import NotFound
from rarekg.identifiers import iri
from rarekg.records.kinds import DISEASES
from rarekg.server.addresses import moved
from rarekg.server.differences import Line, line_of
from rarekg.server.known_releases import Known, come_again, compared, published, steps
from rarekg.server.services import held

blueprint = Blueprint("disease_history", __name__)
blueprint.after_request(come_again)

_STEPS = 10  # releases that are looked at; the list of releases has them all
_LINES = 100  # changes of one release


@dataclass(frozen=True, slots=True)
class Step:
    """What one release changed: the first lines, and whether there are more."""

    old: Known
    new: Known
    lines: tuple[Line, ...]
    more: bool


@blueprint.get("/disease/<path:disease>/history")
def history(disease: str) -> str | Response:
    """What the last releases changed about a disease, the newest first."""
    if (elsewhere := moved(disease, "disease")) is not None:
        elsewhere.headers["Location"] += "/history"
        return elsewhere
    link = held().records.lookup.link(iri(disease))
    if link.type not in DISEASES:
        raise NotFound(f"{disease} is no disease")
    return render_template(
        "disease_history.html",
        link=link,
        steps=[_step(old, new, disease) for old, new in steps(_STEPS)],
        first=published()[-1],
    )


def _step(old: Known, new: Known, disease: str) -> Step:
    lookup = held().records.lookup
    found = compared(old.release, new.release).about(iri(disease), _LINES + 1)
    lines = tuple(line_of(one, lookup) for one in found[:_LINES])
    return Step(old, new, lines, len(found) > _LINES)
