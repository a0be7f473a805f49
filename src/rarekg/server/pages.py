"""The pages: diseases, statements, sources."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, current_app, render_template, request
from werkzeug.wrappers import Response

from rarekg.errors import NotFound
from rarekg.history import gone_statement
from rarekg.records.organisations import directory
from rarekg.records.payments import ledger
from rarekg.server.addresses import moved
from rarekg.server.browsing import crumbs_of
from rarekg.server.cautions import cautions
from rarekg.server.claims import claim, claim_parts, shown_term
from rarekg.server.descriptions import BASE
from rarekg.server.disease_page import View, disease_page
from rarekg.server.disease_trials import disease_trials
from rarekg.server.fault_reports import fault_report
from rarekg.server.organisation_map import place_words
from rarekg.server.organisation_views import near
from rarekg.server.parameters import page_number
from rarekg.server.references import References
from rarekg.server.reporting import reporting_points
from rarekg.server.services import held
from rarekg.server.statement_citing import address_of, citation, who_says_so
from rarekg.server.trials_wording import STATUS_CLASS, phase_words, status_words
from rarekg.server.views import (
    Members,
    author,
    line,
    other_names,
    related,
    withdrawn,
)
from rarekg.server.wording import value_words

blueprint = Blueprint("pages", __name__)

MEMBERS_PER_PAGE = 200  # of an area
_COUNTRY = 2  # letters of a country's code


@blueprint.get("/disease/<path:identifier>")
def disease(identifier: str) -> str | Response:
    """The page of a disease, under any spelling of any of its identifiers."""
    if (elsewhere := moved(identifier, "disease")) is not None:
        return elsewhere
    records = held().records
    record = records.disease(identifier)
    references = References()
    view = View(
        record.entity.url,
        expert=request.args.get("view") == "expert",
        by_frequency=request.args.get("signs") == "frequency",
        country=request.args.get("country", "")[:_COUNTRY],
    )
    return render_template(
        "disease.html",
        entity=record.entity,
        view=view,
        page=disease_page(record, records, references, by_frequency=view.by_frequency),
        cautions=cautions(record, records, held().engine),
        names=other_names(record.entity),
        withdrawn=withdrawn(record.entity),
        members=_members(identifier),
        centres=near(record.entity, directory(records), view.country, ledger(records)),
        crumbs=crumbs_of(record.entity),
        place_words=place_words,
        trials=disease_trials(records, record.entity.id),
        status_words=status_words,
        status_class=STATUS_CLASS,
        phase_words=phase_words,
        reporting=reporting_points(records),
        cited=BASE + record.entity.url,
        references=references.backings,
    )


def _members(identifier: str) -> Members:
    """A page of the diseases that are filed under an area; none for what is no area."""
    number = page_number(request.args.get("page"))
    found = held().records.members(identifier)
    start = (number - 1) * MEMBERS_PER_PAGE
    shown = related(found[start : start + MEMBERS_PER_PAGE])
    return Members(shown, len(found), number, -(-len(found) // MEMBERS_PER_PAGE))


@blueprint.get("/statement/<path:statement_id>")
def statement(statement_id: str) -> str | tuple[str, int]:
    """The citable page of one fact; a fact that is gone says so, and what took its place."""
    release = held()
    try:
        found = release.records.statement(statement_id)
    except NotFound:
        gone = gone_statement(release.release, statement_id)
        if gone is None:
            raise
        return render_template(
            "gone.html", gone=gone, shown=partial(shown_term, lookup=release.records.lookup)
        ), 410
    references = References()
    said = line(found, references)
    told_to = current_app.config.get("REPORTS", "")
    return render_template(
        "statement.html",
        statement=found,
        author=author(found),
        line=said,
        who_says_so=who_says_so(found),
        citation=citation(found, said.words, release.release.id),
        claim=claim(found),
        claim_parts=claim_parts(found),
        value=value_words(found.value),
        report=fault_report(found, address_of(found), release.release.id, told_to),
        references=references.backings,
    )


@blueprint.get("/sources")
def sources() -> str:
    """All sources: what they are, their licences, what the release took from them."""
    return render_template("sources.html", sources=held().records.sources())


@blueprint.get("/about")
def about() -> str:
    """What rarekg is, how far one may trust it, and how to ask for a correction."""
    return render_template("about.html", manifest=held().manifest)
