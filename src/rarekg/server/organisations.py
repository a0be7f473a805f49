"""The pages about organisations: each one, a list of all, and a map of centres."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from rarekg.errors import InvalidIdentifier, NotFound
from rarekg.identifiers import iri
from rarekg.records.model import Link
from rarekg.records.organisations import Organisation, Selection, directory
from rarekg.server.addresses import moved
from rarekg.server.map_projection import View, land, view_of
from rarekg.server.organisation_map import map_of, place_words, query_of, view_for
from rarekg.server.organisation_views import choices, organisation_page, registry_words
from rarekg.server.parameters import page_number, search_text, search_words
from rarekg.server.references import References
from rarekg.server.services import held
from rarekg.server.views import other_names, withdrawn

blueprint = Blueprint("organisations", __name__)

PER_PAGE = 100
_LONGEST = 200  # characters of a parameter
_TOPICS = 1000  # diseases that a browser may propose


@blueprint.get("/organisation/<path:identifier>")
def organisation(identifier: str) -> str | Response:
    """One organisation: what it is, where, what it works on, trials, therapies, payments."""
    if (elsewhere := moved(identifier, "organisation")) is not None:
        return elsewhere
    records = held().records
    entity = records.entity(identifier)
    references = References()
    page = organisation_page(entity, records, references, page_number(request.args.get("page")))
    return render_template(
        "organisation.html",
        entity=entity,
        page=page.common,
        more=page,
        land=land,
        registry_words=registry_words,
        names=other_names(entity),
        withdrawn=withdrawn(entity),
        references=references.backings,
    )


@blueprint.get("/organisations")
def organisations() -> str:
    """All organisations, by name; filters by GET parameters."""
    chosen, disease = _selection()
    known = directory(held().records)
    found = known.selected(chosen)
    page = page_number(request.args.get("page"))
    return render_template(
        "organisations.html",
        **_context(chosen, disease, mapped=False),
        programmes=held().records.links_of_type("Programme") if chosen == Selection() else (),
        organisations=found[(page - 1) * PER_PAGE : page * PER_PAGE],
        number=len(found),
        page=page,
        pages=-(-len(found) // PER_PAGE),
        address=query_of("/organisations", chosen),
        map_address=query_of("/centres", chosen),
    )


@blueprint.get("/centres")
def centres() -> str:
    """The map of centres with a list beside it; `box` or `view` is the part of the world."""
    chosen, disease = _selection()
    known = directory(held().records)
    found = [one for one in known.selected(chosen) if one.on_map]
    asked = search_text(request.args.get("view"))
    box = view_of(search_text(request.args.get("box")))
    view = box or view_for(found, asked, chosen)
    part = box is not None or asked == "europe"
    listed = [one for one in found if _is_in(one, view)] if part else found
    page = page_number(request.args.get("page"))
    return render_template(
        "centres.html",
        **_context(chosen, disease, mapped=True),
        map=map_of(found, view, chosen, "/centres"),
        land=land,
        closer=box is not None,
        part=part,
        europe=query_of("/centres", chosen, view="europe"),
        whole=query_of("/centres", chosen),
        asked=asked,
        organisations=listed[(page - 1) * PER_PAGE : page * PER_PAGE],
        number=len(listed),
        page=page,
        pages=-(-len(listed) // PER_PAGE),
        address=query_of("/centres", chosen, box=box.text() if box else "", view=asked),
        list_address=query_of("/organisations", chosen),
    )


def _is_in(one: Organisation, view: View) -> bool:
    return one.point is not None and view.holds(*one.point)


def _selection() -> tuple[Selection, Link | None]:
    """What the request asks for, and the disease that it names."""
    said = {f: search_text(request.args.get(f))[:_LONGEST] for f in Selection.__slots__}
    said["words"] = search_words(request.args)[:_LONGEST]
    disease = _topic(said["disease"])
    if disease is not None:
        said["disease"] = disease.id
    return Selection(**said), disease


def _topic(asked: str) -> Link | None:
    """The disease or area that a name or an identifier in any spelling stands for; None where
    nothing does."""
    if not asked:
        return None
    records = held().records
    named = asked.casefold()
    topics = directory(records).topics
    known = [topic for topic in topics if topic.name.casefold() == named]
    known += [t for t in topics[:_TOPICS] if records.spoken(t).name.casefold() == named]  # offered
    if known:
        return records.spoken(known[0])
    try:
        return records.lookup.link(iri(records.canonical_id(asked)))
    except (InvalidIdentifier, NotFound):
        return None


def _context(chosen: Selection, disease: Link | None, *, mapped: bool) -> dict[str, object]:
    known = directory(held().records)
    return {
        "chosen": chosen,
        "disease": disease,
        "choices": choices(known, chosen, mapped),
        "topics": known.topics[:_TOPICS],
        "place_words": place_words,
    }
