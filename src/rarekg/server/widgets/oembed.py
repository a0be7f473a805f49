"""`/oembed?url=…`: what a pasted address of ours becomes on another site (oEmbed 1.0).

All parameters of the specification (oembed.com) are here, and all its fields that a widget has.
"""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement, tostring

from flask import Blueprint, Response, request
from msgspec import json
from werkzeug.exceptions import HTTPException
from werkzeug.exceptions import NotImplemented as NotThere
from werkzeug.wrappers import Response as AnyResponse

from rarekg.errors import InvalidParameter, RarekgError
from rarekg.server.language_choice import alternates
from rarekg.server.languages import speaking, spoken
from rarekg.server.services import held, published
from rarekg.server.widgets.answer import Made, canonical, made
from rarekg.server.widgets.asked import language_asked
from rarekg.server.widgets.card import SHOWN
from rarekg.server.widgets.card_marks import COMPACT, WIDTH
from rarekg.server.widgets.card_text import clean
from rarekg.server.widgets.kinds import kind_named
from rarekg.server.widgets.page import kept, refused
from rarekg.server.widgets.snippets import frame, frame_title, height_of, picture_address
from rarekg.server.widgets.widget_of import WIDGET_OF_LIST, Target, page_target, target_of

blueprint = Blueprint("oembed", __name__)

_FORMATS = {"json": "application/json", "xml": "text/xml"}
_DAY = 86400  # seconds
_WIDE = 600  # pixels: of a frame where nobody says
_LEAST_PICTURE = 100  # pixels: smaller ones are not drawn
_MOST_DIGITS = 6
_LONGEST = 300  # characters of a query that is worth repeating in the head of its page
Answer = dict[str, str | int]


@blueprint.get("/oembed")
def oembed() -> AnyResponse:
    """What stands for an address of ours."""
    address = request.args.get("url", "")
    if not address:
        raise InvalidParameter("url: the address of a page is needed, /oembed?url=https://…")
    form = request.args.get("format", "json")
    if form not in _FORMATS:
        raise NotThere(f"format: '{form[:20]}' is none of {', '.join(_FORMATS)}")
    most = _pixels("maxwidth"), _pixels("maxheight")
    root = request.url_root.rstrip("/")
    target = target_of(address, root, held().records)
    language = language_asked(target.given)
    with speaking(language):
        answer = _answer(target, most, root)
    text = json.encode(answer, enc_hook=str) if form == "json" else _xml(answer)
    response = Response(text, content_type=f"{_FORMATS[form]}; charset=utf-8")
    response.headers["Content-Language"] = language
    return kept(response)


def _pixels(name: str) -> int:
    """A number of pixels that a request names; 0 for none."""
    given = request.args.get(name, "")
    if not given:
        return 0
    if given.isascii() and given.isdecimal() and len(given) <= _MOST_DIGITS and int(given):
        return int(given)
    raise InvalidParameter(f"{name}: '{given[:20]}' is no number of pixels")


def _answer(target: Target, most: tuple[int, int], root: str) -> Answer:
    """The fields of an answer, for a frame no larger than `most`, in pixels (0: any)."""
    wide, high = most
    shown = _first(target, root)
    if high and high < height_of(shown) and "layout" not in target.given:
        shown = _made(shown.kind.name, target, {"layout": "compact"}, root)
    width = min(_WIDE, wide or _WIDE)
    height = min(height_of(shown), high or height_of(shown))
    return {
        "type": "rich",
        "version": "1.0",
        "title": clean(frame_title(shown)),
        "provider_name": shown.widget.words.brand,
        "provider_url": f"{root}/",
        "cache_age": _DAY,
        **_thumbnail(shown, most, root),
        "html": frame(shown, root, str(width), height),
        "width": width,
        "height": height,
    }


def _first(target: Target, root: str) -> Made:
    """The first of several widgets that has something to say; if none has, the first."""
    found = [_made(name, target, {}, root) for name in target.widgets]
    return next((one for one in found if any(s.total for s in one.widget.sections)), found[0])


def _made(name: str, target: Target, more: dict[str, str], root: str) -> Made:
    kind, release = kind_named(name), held().speaking(spoken())
    own = canonical(kind, target.ref, release)
    return made(kind, own, {**target.given, **more}, release, root)


def _thumbnail(shown: Made, most: tuple[int, int], root: str) -> Answer:
    """The picture of the compact widget, as large as may be; none where that is too small."""
    wide, high = most
    width = min(SHOWN, wide or SHOWN, high * WIDTH // COMPACT if high else SHOWN)
    if width < _LEAST_PICTURE:
        return {}
    compact = replace(shown, asked=replace(shown.asked, layout="compact"))
    return {
        "thumbnail_url": f"{picture_address(compact, root)}&width={width}",
        "thumbnail_width": width,
        "thumbnail_height": round(width * COMPACT / WIDTH),
    }


def _xml(answer: Answer) -> bytes:
    """An answer as XML; what XML cannot hold has gone from the texts before."""
    root = Element("oembed")
    for name, value in answer.items():
        SubElement(root, name).text = clean(str(value))
    head = '<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n'
    written: str = tostring(root, "unicode")
    return (head + written).encode()


def discovered() -> list[tuple[str, str]]:
    """For the head of a page that has a widget: the kinds of answer, and where they are; empty for
    others."""
    if not published() or page_target(request.path, request.args, held().records) is None:
        return []
    listed = request.path in WIDGET_OF_LIST  # a thing is the same whatever else is asked
    asked = request.query_string.decode("ascii", "replace") if listed else ""
    if len(asked) > _LONGEST:
        return []
    page = alternates()[0][2].partition("?")[0]
    address = quote(f"{page}?{asked}" if asked else page, safe="")
    where = f"{request.url_root.rstrip('/')}/oembed?url={address}&format="
    return [(f"{kind}+oembed", where + form) for form, kind in _FORMATS.items()]


@blueprint.after_request
def _told_to_all(response: Response) -> Response:
    """The headers of all that is answered here, errors too."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@blueprint.errorhandler(RarekgError)
def _refused(error: RarekgError) -> tuple[Response, int]:
    return refused(error)


@blueprint.errorhandler(HTTPException)
def _failed(error: HTTPException) -> tuple[Response, int]:
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    return Response(f"{error.description or error.name}\n", mimetype="text/plain"), status
