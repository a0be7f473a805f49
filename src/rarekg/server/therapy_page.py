"""The pages of therapies and medical actions."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from rarekg.records.trials import trials_testing
from rarekg.server.addresses import moved
from rarekg.server.references import References
from rarekg.server.services import held
from rarekg.server.therapy_views import (
    CARE_HEADINGS,
    CARE_SHORT,
    WORLD,
    ReportingPlace,
    reporting_places,
    therapy_page,
)
from rarekg.server.trials_wording import phase_words, status_words
from rarekg.server.views import other_names, withdrawn

blueprint = Blueprint("therapy", __name__)

_MOST_TRIALS = 12


@blueprint.get("/therapy/<path:identifier>")
def therapy(identifier: str) -> str | Response:
    """The page of a therapy or medical action: what it is, what it is for, how far it is."""
    if (elsewhere := moved(identifier, "therapy")) is not None:
        return elsewhere
    records = held().records
    entity = records.entity(identifier, inverse=False)
    references = References()
    page = therapy_page(entity, records, references)
    trials = trials_testing(records, identifier)
    places = reporting_places(records)
    return render_template(
        "therapy.html",
        entity=entity,
        page=page,
        trials=trials[:_MOST_TRIALS],
        number_of_trials=len(trials),
        recruiting=sum(trial.status == "RECRUITING" for trial in trials),
        care_headings=CARE_HEADINGS,
        care_short=CARE_SHORT,
        status_words=status_words,
        phase_words=phase_words,
        places=places,
        country=_country(places),
        elsewhere=next((p for p in places if p.code == WORLD), None),
        asked=request.args.get("country", ""),
        names=other_names(entity),
        withdrawn=withdrawn(entity),
        references=references.backings,
    )


def _country(places: tuple[ReportingPlace, ...]) -> ReportingPlace | None:
    """The place that the reader chose: nothing is stored, and nothing is guessed."""
    asked = request.args.get("country", "")
    return next((p for p in places if p.code == asked), None)
