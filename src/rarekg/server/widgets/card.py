"""`/card/v1/disease/ORPHA:95.svg` and `.png`: a widget as a picture, for newsletters, read-me files
and printed matter. Both are the same card, laid out by `card_layout`.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from http import HTTPStatus

from flask import Blueprint, Response, render_template, request
from msgspec import json
from msgspec.structs import replace
from werkzeug.wrappers import Response as AnyResponse

from rarekg.errors import NotFound, RarekgError
from rarekg.server.drawn_apart import drawn_apart
from rarekg.server.languages import DEFAULT, speaking
from rarekg.server.widgets.answer import Made
from rarekg.server.widgets.asked import language_asked, not_understood
from rarekg.server.widgets.card_colours import OTHER_PART, PARTS, style
from rarekg.server.widgets.card_fonts import wide_font
from rarekg.server.widgets.card_layout import laid_out
from rarekg.server.widgets.card_letters import NamedLetters
from rarekg.server.widgets.card_marks import NO_LETTERS, WIDTH, Box, Order, Picture, Words
from rarekg.server.widgets.card_text import clean
from rarekg.server.widgets.card_words import described
from rarekg.server.widgets.page import found, kept, refused
from rarekg.server.widgets.snippets import frame_title

blueprint = Blueprint("cards", __name__, url_prefix="/card")

SHOWN = 600  # pixels: the width in which cards are shown
PIXELS = 1200  # the width of a picture in pixels where nobody says: sharp on phones and in print
_WIDTHS = (100, 2400)
# Of all answers here, errors too: pictures need nothing, and stand in no frame of others.
_POLICY = "default-src 'none'; frame-ancestors 'self'"
_DRAWS = "rarekg.server.widgets.card_paint"
# The attributes that say where a shape of a drawing is; no others reach the picture.
_PLACED = frozenset(
    {"d", "x", "y", "x1", "y1", "x2", "y2", "width", "height", "cx", "cy", "r", "rx"}
    | {"transform", "text-anchor"}
)


@blueprint.get("/v1/<name>.svg")
@blueprint.get("/v1/<name>/<path:ref>.svg")
def svg(name: str, ref: str = "") -> AnyResponse:
    """A widget as SVG."""
    language = language_asked(request.args)
    with speaking(language):
        answer = _found(name, ref)
        if not isinstance(answer, Made):
            return answer
        response = svg_of(answer)
    response.headers["Content-Language"] = language
    return kept(response)


@blueprint.get("/v1/<name>.png")
@blueprint.get("/v1/<name>/<path:ref>.png")
def png(name: str, ref: str = "") -> AnyResponse:
    """A widget in pixels; in English where the server has no letters of the language."""
    language = language_asked(request.args)
    if language in NO_LETTERS and not wide_font():
        language = DEFAULT
    with speaking(language):
        answer = _found(name, ref)
        if not isinstance(answer, Made):
            return answer
        width, told = _width()
        widget = replace(answer.widget, errors=(*answer.widget.errors, *told))
    response = Response(mimetype="image/png")
    response.headers["Content-Language"] = language
    told_of = kept(response, ".wide" if wide_font() else "")
    if told_of.status_code == HTTPStatus.OK:  # what somebody has already is not drawn again
        asked = answer.asked
        dark = asked.theme == "dark"
        order = Order(widget, dark, asked.accent, width, wide_font(), asked.query)
        told_of.set_data(drawn_apart(_DRAWS, json.encode(order, enc_hook=str)))
    return told_of


def _width() -> tuple[int, tuple[str, ...]]:
    """How many pixels wide the picture is to be, and what is wrong with what was asked."""
    given = request.args.get("width", "")
    least, most = _WIDTHS
    if not given:
        return PIXELS, ()
    if given.isascii() and given.isdecimal() and len(given) < 5 and least <= int(given) <= most:
        return int(given), ()
    return PIXELS, (not_understood("width", given, f"{least}–{most}"),)


def _found(name: str, ref: str) -> Made | AnyResponse:
    """The widget, or a redirection to the picture of it under its own address."""
    ending = request.path.rpartition(".")[2]
    return found(name, ref, f".{ending}")


@blueprint.after_request
def _told_to_all(response: Response) -> Response:
    """The headers of all that is answered here, errors and redirections too."""
    response.headers.setdefault("Content-Security-Policy", _POLICY)
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@blueprint.errorhandler(RarekgError)
def _refused(error: RarekgError) -> tuple[Response, int]:
    """In few words: where a picture is missing, its text alternative is shown."""
    return refused(error)


@blueprint.get("/<path:path>")
def nothing(path: str) -> AnyResponse:
    """What else may be asked for here."""
    raise NotFound(f"no picture has the address /card/{path[:80]}: it ends in .svg or .png")


def svg_of(made: Made) -> Response:
    """The picture of a widget, with the policy that allows its own style and nothing else."""
    sheet = laid_out(made.widget, NamedLetters(), made.asked.query)
    rules = style(made.asked.theme, made.asked.accent)
    text = render_template(
        "widgets/card.svg",
        widget=made.widget,
        width=WIDTH,
        shown=SHOWN,
        sheet=sheet,
        rules=rules,
        title=clean(frame_title(made)),
        description=described(made.widget),
        words=[m for m in sheet.marks if isinstance(m, Words)],
        boxes=[m for m in sheet.marks if isinstance(m, Box)],
        pictures=[m for m in sheet.marks if isinstance(m, Picture)],
        parts=PARTS,
        other=OTHER_PART,
        placed=_PLACED,
        clean=clean,
    )
    response = Response(text, mimetype="image/svg+xml")
    hashed = b64encode(hashlib.sha256(rules.encode()).digest()).decode()
    response.headers["Content-Security-Policy"] = f"{_POLICY}; style-src 'sha256-{hashed}'"
    return response
