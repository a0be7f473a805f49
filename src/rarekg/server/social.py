"""`/social/disease/ORPHA:95.png`: the picture that is shown where a page is shared (Open Graph)."""

from __future__ import annotations

from http import HTTPStatus

import msgspec
from flask import Blueprint, Response, request

from rarekg import __version__
from rarekg.errors import NotFound
from rarekg.records.kinds import SECTIONS
from rarekg.records.model import Entity
from rarekg.server.addresses import moved
from rarekg.server.drawn_apart import drawn_apart
from rarekg.server.languages import DEFAULT, INTERFACE, gettext, speaking, spoken
from rarekg.server.page_descriptions import fact_lines, kind_and_code
from rarekg.server.services import held

blueprint = Blueprint("social", __name__)

_DRAWS = "rarekg.server.card_drawing"
_DAY = "public, max-age=86400"
_UNDRAWN = frozenset({"ja"})  # no letters for it: its pages have the English picture
_BRAND = "rarekg"


@blueprint.get("/social/rarekg.png")
def site() -> Response:
    """The picture of pages that are about no single thing."""
    return _answer()


@blueprint.get(f"/social/<any({', '.join(SECTIONS)}):section>/<path:identifier>.png")
def thing(section: str, identifier: str) -> Response:
    """The picture of a thing: kind, name, its first facts."""
    if moved(identifier, section) is not None:
        raise NotFound(f"/{section}/{identifier} has its picture under another address")
    return _answer(identifier)


def _answer(identifier: str = "") -> Response:
    language = request.args.get("language", DEFAULT)
    if language not in INTERFACE or language in _UNDRAWN:
        language = DEFAULT
    tag = f"{held().release.id}.{__version__}.{language}"
    if request.if_none_match.contains(tag):
        response = Response(status=HTTPStatus.NOT_MODIFIED)
    else:
        with speaking(language):
            card = _card(_entity(identifier) if identifier else None)
        response = Response(drawn_apart(_DRAWS, card), content_type="image/png")
    response.set_etag(tag)
    response.headers["Cache-Control"] = _DAY
    return response


def _entity(identifier: str) -> Entity:
    """The thing in the language that is spoken now, which need not be the request's."""
    return held().speaking(spoken()).records.entity(identifier, inverse=False)


def _card(entity: Entity | None) -> bytes:
    motto = gettext("Rare diseases, and who says so")
    if entity is None:
        said = gettext("What is known about rare diseases, and who says so.")
        shown = {"kind": "", "names": (_BRAND,), "facts": (said,)}
    else:
        english = [n.text for n in entity.names if n.language == DEFAULT and n.kind == "name"]
        names = (entity.name, *english[:3], entity.id)
        shown = {"kind": kind_and_code(entity), "names": names, "facts": fact_lines(entity)[:4]}
    return msgspec.json.encode({**shown, "brand": _BRAND, "motto": motto}, enc_hook=str)
