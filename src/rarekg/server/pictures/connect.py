"""How two things are linked: `/connect?from=…&to=…`, for identifiers and names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, Response, make_response, render_template, request

from rarekg.errors import InvalidIdentifier, NotFound
from rarekg.identifiers import iri
from rarekg.records.kinds import deciding_type
from rarekg.records.model import Link
from rarekg.records.paths import HUB, LONGEST
from rarekg.search.protocol import Request
from rarekg.server.languages import spoken
from rarekg.server.parameters import search_text
from rarekg.server.pictures.path import connection
from rarekg.server.references import References
from rarekg.server.services import held

blueprint = Blueprint("connect", __name__)

_LONGEST = 200  # characters of a name
_OTHERS = 4  # things that somebody may have meant instead
_IN_BRACKETS = re.compile(r"\(([^()\s]+:[^()\s]+)\)$")  # as the list of suggestions writes it


@dataclass(frozen=True, slots=True)
class End:
    """What somebody typed for one end, what it is taken for (None: nothing is called so), and
    what else it may mean."""

    asked: str
    link: Link | None
    others: tuple[Link, ...] = ()


@blueprint.get("/connect")
def connect() -> Response:
    """The form, and how the two things in it are linked."""
    records = held().records
    start, goal = _end(request.args.get("from")), _end(request.args.get("to"))
    references = References()
    found = None
    if start.link and goal.link and start.link.id != goal.link.id:
        found = connection(start.link, goal.link, records, references)
    page = render_template(
        "connect.html",
        start=start,
        goal=goal,
        found=found,
        longest=LONGEST,
        hub=HUB,
        references=references.backings,
    )
    unknown = any(end.asked and end.link is None for end in (start, goal))
    return make_response(page, HTTPStatus.NOT_FOUND if unknown else HTTPStatus.OK)


def _end(given: str | None) -> End:
    asked = search_text(given)[:_LONGEST]
    if not asked:
        return End("", None)
    named = _IN_BRACKETS.search(asked)
    by_id = _by_id(named[1]) if named else _by_id(asked)
    if by_id is not None:
        return End(asked, by_id)
    hits = held().engine.search(Request(asked, language=spoken(), size=_OTHERS + 1)).hits
    links = tuple(link for hit in hits if (link := _by_id(hit.id)) is not None)
    return End(asked, links[0], links[1:]) if links else End(asked, None)


def _by_id(text: str) -> Link | None:
    """The thing with an identifier in any spelling; None for what is none (a page of the site)."""
    try:
        return _link(held().records.canonical_id(text))
    except (InvalidIdentifier, NotFound):
        return None


def _link(identifier: str) -> Link | None:
    """The link to a thing that has a page."""
    lookup = held().records.lookup
    address = iri(identifier)
    return lookup.link(address) if deciding_type(lookup.types(address)) else None
