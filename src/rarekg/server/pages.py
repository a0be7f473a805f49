"""The pages: home, diseases, signs, genes, other things, statements, sources."""

from __future__ import annotations

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from rarekg.errors import NotFound
from rarekg.history import gone_statement
from rarekg.identifiers import curie_of_iri
from rarekg.records.kinds import SECTIONS
from rarekg.records.model import Entity, Finding
from rarekg.records.organisations import directory
from rarekg.records.reader import Records
from rarekg.server.addresses import moved
from rarekg.server.cautions import cautions
from rarekg.server.claims import claim, claim_parts
from rarekg.server.descriptions import BASE
from rarekg.server.disease_page import View, disease_page
from rarekg.server.disease_trials import disease_trials
from rarekg.server.doors import doors
from rarekg.server.entity_page import entity_page
from rarekg.server.fault_reports import fault_report
from rarekg.server.organisation_views import near, place_words
from rarekg.server.parameters import page_number
from rarekg.server.references import References
from rarekg.server.services import held
from rarekg.server.suggestions import gene_named
from rarekg.server.trials_wording import STATUS_CLASS, phase_words, status_words
from rarekg.server.views import (
    Members,
    author,
    line,
    other_names,
    related,
    row,
    rows,
    split,
    withdrawn,
)
from rarekg.server.wording import value_words

blueprint = Blueprint("pages", __name__)

DISEASES_PER_PAGE = 50  # of a sign: some have five thousand
MEMBERS_PER_PAGE = 200  # of an area
_FIRST_FIGURES = 6
_COUNTRY = 2  # letters of a country's code


@blueprint.get("/")
def home() -> str:
    """The first page: search, key figures, areas, kinds of treatment."""
    records = held().records
    references = References()
    known = sorted(records.of_type("KeyFigure"), key=_place)
    figures = [(f, row(said, references)) for f in known for said in _said(f)]
    areas = records.areas()
    return render_template(
        "home.html",
        doors=doors(records),
        figures=figures[:_FIRST_FIGURES],
        more_figures=figures[_FIRST_FIGURES:],
        areas=[a for a in areas if a[0].type == "Area"],
        medical=[a for a in areas if a[0].type != "Area"],
        modalities=records.links_of_type("Modality"),
        rules=records.rarity_rules(),
        places=[(places, p.name, p.url) for places, p in reporting_points(records)],
        references=references.backings,
    )


def reporting_points(records: Records) -> list[tuple[str, Entity]]:
    """Where side effects can be reported, each with the places for whose people it is."""
    points = records.of_type("ReportingPoint")
    found = [
        (", ".join(value_words(s.value) for s in point.statements.get("coversPlace", ())), point)
        for point in points
    ]
    return sorted(found, key=lambda each: (each[0], each[1].name))


# Those that say what a rare disease is to people stand first.
_FIRST = (
    "rarekg:figure-rare-diseases-known",
    "rarekg:figure-people-world",
    "rarekg:figure-genetic-share",
    "rarekg:figure-treatment-share",
    "rarekg:figure-precise-diagnosis",
    "rarekg:figure-rare-cancer-share",
)


def _place(figure: Entity) -> tuple[int, str]:
    place = _FIRST.index(figure.id) if figure.id in _FIRST else len(_FIRST)
    return place, figure.name


def _said(figure: Entity) -> list[Finding]:
    """A key figure in English words."""
    return [f for f in figure.findings("figureText") if f.value.language == "en"]


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
        centres=near(record.entity, directory(records), view.country),
        place_words=place_words,
        trials=disease_trials(records, record.entity.id),
        status_words=status_words,
        status_class=STATUS_CLASS,
        phase_words=phase_words,
        reporting=reporting_points(records),
        cited=BASE + record.entity.url,
        references=references.backings,
    )


@blueprint.get("/phenotype/<path:identifier>")
def phenotype(identifier: str) -> str | Response:
    """The page of a sign or symptom."""
    if (elsewhere := moved(identifier, "phenotype")) is not None:
        return elsewhere
    number = page_number(request.args.get("page"))
    records = held().records
    start = (number - 1) * DISEASES_PER_PAGE
    record = records.phenotype(identifier, start=start, size=DISEASES_PER_PAGE)
    references = References()
    page = entity_page(record.entity, records, references)
    having, denied = split(record.diseases)
    return render_template(
        "phenotype.html",
        record=record,
        entity=record.entity,
        page=page,
        names=other_names(record.entity),
        withdrawn=withdrawn(record.entity),
        having=rows(having, references),
        denied=rows(denied, references),
        number=number,
        pages=-(-record.total // DISEASES_PER_PAGE),
        references=references.backings,
    )


@blueprint.get("/gene/<path:identifier>")
def gene(identifier: str) -> str | Response:
    """The page of a gene, under any spelling of its identifiers, or under its symbol."""
    if ":" not in identifier and (named := gene_named(held().engine, identifier)):
        return redirect(url_for("pages.gene", identifier=named), 302)
    if (elsewhere := moved(identifier, "gene")) is not None:
        return elsewhere
    records = held().records
    record = records.gene(identifier)
    references = References()
    page = entity_page(record.entity, records, references)
    return render_template(
        "gene.html",
        record=record,
        entity=record.entity,
        page=page,
        names=other_names(record.entity),
        withdrawn=withdrawn(record.entity),
        diseases=rows(record.diseases, references),
        references=references.backings,
    )


@blueprint.get(f"/<any({', '.join(SECTIONS)}):section>/<path:identifier>")
def entity(section: str, identifier: str) -> str | Response:
    """The page of what has none of its own kind: its properties and what points to it."""
    if (elsewhere := moved(identifier, section)) is not None:
        return elsewhere
    records = held().records
    found = records.entity(identifier)
    references = References()
    return render_template(
        "entity.html",
        entity=found,
        page=entity_page(found, records, references),
        names=other_names(found),
        withdrawn=withdrawn(found),
        members=_members(identifier),
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
        return render_template("gone.html", gone=gone, shown=_shown_term), 410
    references = References()
    address = f"https://w3id.org/rarekg/statement/{found.id}"
    told_to = current_app.config.get("REPORTS", "")
    return render_template(
        "statement.html",
        statement=found,
        author=author(found),
        line=line(found, references),
        claim=claim(found),
        claim_parts=claim_parts(found),
        value=value_words(found.value),
        address=address,
        report=fault_report(found, address, release.release.id, told_to),
        references=references.backings,
    )


def _shown_term(term: str) -> str:
    """A term of a statement that is gone, as N-Triples, in words."""
    if term.startswith("<"):
        address = term.strip("<>")
        identifier = curie_of_iri(address)
        lookup = held().records.lookup
        name, _ = lookup.name(address)
        return f"{name} ({identifier})" if identifier and name != identifier else name
    return term.rpartition('"')[0].strip('"')


@blueprint.get("/sources")
def sources() -> str:
    """All sources: what they are, their licences, what the release took from them."""
    return render_template("sources.html", sources=held().records.sources())


@blueprint.get("/about")
def about() -> str:
    """What rarekg is, how far one may trust it, and how to ask for a correction."""
    return render_template("about.html", manifest=held().manifest)
