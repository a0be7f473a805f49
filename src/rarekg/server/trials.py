"""The pages about trials: what is studied, in whom, where; a list of all with filters."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from rarekg.errors import InvalidIdentifier, NotFound
from rarekg.identifiers import iri
from rarekg.records.model import Link
from rarekg.records.trials import Selection, register, selected
from rarekg.server.addresses import moved
from rarekg.server.parameters import page_number, search_text, search_words
from rarekg.server.references import References
from rarekg.server.services import held
from rarekg.server.trials_filters import choices, filters, query_of
from rarekg.server.trials_views import trial_page
from rarekg.server.trials_wording import STATUS_CLASS, phase_words, status_words
from rarekg.server.views import other_names, withdrawn

blueprint = Blueprint("trials", __name__)

PER_PAGE = 50
_LONGEST = 200  # characters of a parameter


@blueprint.get("/trials")
def trials() -> str:
    """All trials, those that take participants first; filters by GET parameters."""
    records = held().records
    known = register(records)
    said = {f: search_text(request.args.get(f))[:_LONGEST] for f in Selection.__slots__}
    said["words"] = search_words(request.args)[:_LONGEST]
    links = {f: link for f in ("disease", "therapy", "organisation") if (link := _link(said[f]))}
    said |= {f: link.id for f, link in links.items()}
    said["country"] = known.country(said["country"])
    chosen = Selection(**said)
    found = selected(known, chosen)
    page = page_number(request.args.get("page"))
    start = (page - 1) * PER_PAGE
    return render_template(
        "trials.html",
        chosen=chosen,
        filters=filters(chosen, links),
        choices=choices(known, chosen),
        trials=found[start : start + PER_PAGE],
        number=len(found),
        all_trials=len(known.trials),
        address=query_of(chosen, page="").rstrip("?"),
        page=page,
        pages=-(-len(found) // PER_PAGE),
        status_words=status_words,
        status_class=STATUS_CLASS,
        phase_words=phase_words,
        source=_source(),
    )


def _link(identifier: str) -> Link | None:
    """What an identifier in any spelling stands for; None where nothing does."""
    if not identifier:
        return None
    records = held().records
    try:
        return records.lookup.link(iri(records.canonical_id(identifier)))
    except (InvalidIdentifier, NotFound):
        return None


def _source() -> object:
    return next((s for s in held().records.sources() if s.id == "clinicaltrials"), None)


@blueprint.get("/trial/<path:identifier>")
def trial(identifier: str) -> str | Response:
    """One trial, under any spelling of its number."""
    if (elsewhere := moved(identifier, "trial")) is not None:
        return elsewhere
    entity = held().records.entity(identifier)
    references = References()
    return render_template(
        "trial.html",
        entity=entity,
        page=trial_page(entity, references),
        names=other_names(entity),
        withdrawn=withdrawn(entity),
        source=_source(),
        references=references.backings,
    )
