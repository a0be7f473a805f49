"""Pictures by address: each on a page of its own with its table and references, and alone as SVG,
to be taken along: `/picture/prevalence/ORPHA:586` and `/picture/prevalence/ORPHA:586.svg`."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from http import HTTPStatus
from urllib.parse import quote

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from rarekg import __version__
from rarekg.content import content_folder
from rarekg.errors import InvalidIdentifier, InvalidParameter, NotFound
from rarekg.records.model import Source
from rarekg.server.languages import DEFAULT, INTERFACE, gettext, speaking
from rarekg.server.pictures.kinds import WHOLE, Drawn, Kind, kind_named
from rarekg.server.pictures.paper import wrapped
from rarekg.server.services import held

blueprint = Blueprint("pictures", __name__)

_SVG = ".svg"
_LONGEST_ID = 200  # characters; the longest identifier in any source has 60
_STYLE = "pictures/alone.css"


@blueprint.get("/picture/<kind>/<path:identifier>")
def picture(kind: str, identifier: str) -> str | AnyResponse:
    """A picture of a thing: as a page, or alone where the address ends in .svg."""
    wanted = kind_named(kind)
    plain = identifier.removesuffix(_SVG)
    if (elsewhere := _moved(wanted, plain, identifier[len(plain) :])) is not None:
        return elsewhere
    if plain != identifier:
        return _alone(wanted, plain)
    drawn = wanted.draw(held().records, plain)
    return render_template(
        "picture.html",
        kind=wanted,
        drawn=drawn,
        address=f"/picture/{kind}/{plain}",
        references=drawn.backings,
    )


def _moved(kind: Kind, identifier: str, ending: str) -> AnyResponse | None:
    """A redirection to the picture under the thing's own identifier, unless this is it. Raises
    NotFound for what is no identifier, or one that nobody here knows."""
    if identifier == WHOLE and kind.whole:
        return None
    if len(identifier) > _LONGEST_ID:
        raise NotFound(f"'{identifier[:40]}…' is no identifier: it is too long for one")
    try:
        canonical = held().records.canonical_id(identifier)
    except InvalidIdentifier as error:
        raise NotFound(str(error)) from error
    if canonical == identifier:
        return None
    asked = request.query_string.decode("ascii", "replace")
    address = f"/picture/{kind.key}/{quote(canonical, safe=':')}{ending}"
    return redirect(f"{address}?{asked}" if asked else address, HTTPStatus.MOVED_PERMANENTLY)


def _alone(kind: Kind, identifier: str) -> Response:
    language = request.args.get("lang", DEFAULT)
    if language not in INTERFACE:
        raise InvalidParameter(f"lang: '{language[:40]}' is none of {', '.join(INTERFACE)}")
    with speaking(language):
        drawn = kind.draw(held().records, identifier)
        text = render_template(
            "pictures/alone.svg",
            kind=kind,
            drawn=drawn,
            style=_style(),
            language=language,
            heading=wrapped(_heading(kind, drawn), 320.0, 3, 15.0),
            feet=wrapped(_feet(drawn), 322.0, 5, 11.5),
        )
    response = Response(text, mimetype="image/svg+xml")
    # The style stands in the file: alone it has no other, and its text is always the same.
    response.headers["Content-Security-Policy"] = f"default-src 'none'; style-src '{_style_hash()}'"
    response.headers["Cache-Control"] = "no-cache"
    response.set_etag(f"{held().release.id}.{__version__}.{_style_hash()[7:19]}.{language}")
    response.make_conditional(request)
    return response


def _heading(kind: Kind, drawn: Drawn) -> str:
    title = gettext(kind.title)
    if drawn.thing is None:
        return title
    return gettext("%(name)s: %(title)s", name=drawn.thing.name, title=title)


def _feet(drawn: Drawn) -> str:
    """Who says so, and in which release it stands."""
    release = gettext("rarekg, release %(id)s", id=held().release.id)
    behind = (*(b.authority for b in drawn.backings), *drawn.sources)
    found = "; ".join(dict.fromkeys(map(_source, behind)))
    return f"{gettext('Sources: %(sources)s', sources=found)}. {release}" if found else release


def _source(source: Source) -> str:
    return f"{source.title} ({source.licence})"


@cache
def _style() -> str:
    return (content_folder("web") / "templates" / _STYLE).read_text("utf-8")


@cache
def _style_hash() -> str:
    digest = hashlib.sha256(_style().encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"
