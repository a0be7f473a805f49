"""The pages: home, search, diseases, signs, genes, other things, statements, sources."""

from __future__ import annotations

import re
from urllib.parse import unquote

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from rarekg.errors import InvalidIdentifier, NotFound
from rarekg.history import gone_statement
from rarekg.identifiers import curie_of_iri
from rarekg.records.kinds import DISEASES, page_of
from rarekg.records.model import Entity
from rarekg.records.reader import by_subject
from rarekg.search.protocol import MAX_QUERY, Hit
from rarekg.server.parameters import page_number
from rarekg.server.services import held
from rarekg.server.views import References, Row, line, rows, sign_rows

blueprint = Blueprint("pages", __name__)

Suggestions = tuple[Hit, ...]

PER_PAGE = 20
DISEASES_PER_PAGE = 200  # of a sign: some have two thousand

# The order in which a thing's properties are shown; those not named come after, by name.
_ORDER = (
    "definition",
    "summary",
    "figureText",
    "figureValue",
    "rarityThreshold",
    "hasModality",
    "hasTarget",
    "targetDescription",
    "indicatedFor",
    "locatedIn",
    "placeName",
    "partOf",
    "note",
)


@blueprint.get("/")
def home() -> str:
    """The first page: search, areas, key figures."""
    records = held().records
    figures = records.of_type("KeyFigure")
    references = References()
    shown = [(figure, _property_rows(figure, references)) for figure in figures]
    return render_template(
        "home.html", figures=shown, areas=records.areas(), references=references.backings
    )


@blueprint.get("/search")
def search() -> str | Response:
    """Search results; an identifier in any spelling leads to its page at once."""
    query = request.args.get("q", "").strip()[:MAX_QUERY]
    kind = request.args.get("type") or None
    page = page_number(request.args.get("page"))
    found = held().engine.search(query, kind, (page - 1) * PER_PAGE, PER_PAGE)
    pages = -(-found.total // PER_PAGE)
    return render_template(
        "search.html", query=query, kind=kind, found=found, page=page, pages=pages, page_of=page_of
    )


def _canonical(identifier: str, endpoint: str) -> Response | None:
    """A redirection to the one address of a thing, unless this is it."""
    canonical = held().records.canonical_id(identifier)
    if canonical == identifier:
        return None
    asked = request.query_string.decode("ascii", "replace")
    address = url_for(endpoint, identifier=canonical)
    return redirect(f"{address}?{asked}" if asked else address, 301)


def _elsewhere(entity: Entity, section: str) -> Response | None:
    """A redirection for a thing that has its page in another section."""
    return None if entity.url.startswith(f"/{section}/") else redirect(entity.url, 302)


@blueprint.get("/disease/<path:identifier>")
def disease(identifier: str) -> str | Response:
    """The page of a disease, under any spelling of any of its identifiers."""
    if (moved := _canonical(identifier, "pages.disease")) is not None:
        return moved
    records = held().records
    entity = records.entity(identifier)
    if entity.type not in DISEASES:
        return redirect(entity.url or "/", 302)
    record = records.disease(identifier)
    references = References()
    present, absent = sign_rows(entity.findings("hasPhenotype"), references)
    return render_template(
        "disease.html",
        record=record,
        entity=entity,
        present=present,
        absent=absent,
        section={key: rows(entity.findings(key), references) for key in entity.statements},
        therapies=[(s, line(s, references)) for s in record.therapies],
        line=lambda statement: line(statement, references),
        references=references.backings,
    )


@blueprint.get("/phenotype/<path:identifier>")
def phenotype(identifier: str) -> str | Response:
    """The page of a sign or symptom."""
    if (moved := _canonical(identifier, "pages.phenotype")) is not None:
        return moved
    page = page_number(request.args.get("page"))
    start = (page - 1) * DISEASES_PER_PAGE
    entity = held().records.entity(identifier)
    if (other := _elsewhere(entity, "phenotype")) is not None:
        return other
    record = held().records.phenotype(identifier, start=start, size=DISEASES_PER_PAGE)
    references = References()
    return render_template(
        "phenotype.html",
        record=record,
        entity=record.entity,
        section=_property_rows(record.entity, references),
        diseases=rows(record.diseases, references),
        page=page,
        pages=-(-record.total // DISEASES_PER_PAGE),
        references=references.backings,
    )


@blueprint.get("/gene/<path:identifier>")
def gene(identifier: str) -> str | Response:
    """The page of a gene."""
    if (moved := _canonical(identifier, "pages.gene")) is not None:
        return moved
    entity = held().records.entity(identifier)
    if (other := _elsewhere(entity, "gene")) is not None:
        return other
    record = held().records.gene(identifier)
    references = References()
    return render_template(
        "gene.html",
        record=record,
        entity=record.entity,
        section=_property_rows(record.entity, references),
        diseases=rows(record.diseases, references),
        references=references.backings,
    )


@blueprint.get("/entity/<path:identifier>")
def entity_page(identifier: str) -> str | Response:
    """The page of anything else: a therapy, a modality, an organisation, a figure."""
    if (moved := _canonical(identifier, "pages.entity_page")) is not None:
        return moved
    entity = held().records.entity(identifier)
    if (other := _elsewhere(entity, "entity")) is not None:
        return other
    references = References()
    return render_template(
        "entity.html",
        entity=entity,
        section=_property_rows(entity, references),
        inverse={
            key: rows(by_subject(statements), references)
            for key, statements in entity.inverse.items()
        },
        references=references.backings,
    )


def _property_rows(entity: Entity, references: References) -> dict[str, tuple[Row, ...]]:
    """The rows of each property of an entity, in the order in which they are shown."""
    keys = sorted(entity.statements, key=lambda k: (_ORDER.index(k) if k in _ORDER else 99, k))
    return {key: rows(entity.findings(key), references) for key in keys}


@blueprint.get("/statement/<statement_id>")
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
    return render_template("statement.html", statement=found, line=line(found, References()))


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


_SECTIONS = re.compile(r"^/(disease|phenotype|gene|entity|statement)/")


def suggestions(path: str) -> Suggestions:
    """What somebody who asked for an unknown address may have meant."""
    asked = _SECTIONS.sub("", unquote(path)).strip("/").replace("-", " ").replace("_", " ")
    try:
        return held().engine.search(asked, size=5).hits if asked else ()
    except (NotFound, InvalidIdentifier):
        return ()
