"""The addresses of widgets for programs: `/api/v1/widget/disease/ORPHA:95?lang=fr`."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import quote

from flask import Blueprint, Response, g, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from rarekg import __version__
from rarekg.errors import NotFound, RarekgError
from rarekg.server.api.routes import json_response
from rarekg.server.languages import speaking, spoken
from rarekg.server.services import held, published
from rarekg.server.widgets.answer import Made, canonical, made
from rarekg.server.widgets.asked import language_asked
from rarekg.server.widgets.kinds import kind_named

blueprint = Blueprint("widgets", __name__)

# Facts change with the release only; who shows a widget for a day after that harms nobody.
_KEEPING = "public, max-age=300, stale-while-revalidate=86400"


def found(name: str, ref: str, ending: str = "") -> Made | AnyResponse:
    """The widget that the request asks for, in its language; a redirection where the thing has
    another address, which keeps what stands after the id (`.svg`). Call it within
    `speaking(language_asked(request.args))`."""
    kind = kind_named(name)
    release = held().speaking(spoken())
    own = canonical(kind, ref, release)
    if own != ref:
        place = request.path.removesuffix(ref + ending) + quote(own, safe=":") + ending
        asked = request.query_string.decode("ascii", "replace")
        return redirect(f"{place}?{asked}" if asked else place, HTTPStatus.MOVED_PERMANENTLY)
    return made(kind, own, request.args, release, request.url_root.rstrip("/"))


def kept(response: AnyResponse, made_from: str = "") -> AnyResponse:
    """Tells for how long an answer may be kept, and how to ask whether it still holds. `made_from`
    are versions of what it is made from besides release, program and parameters."""
    by_day = g.get("day", "")  # where it goes by the day
    response.set_etag(f"{held().release.id}.{__version__}{made_from}{by_day}", weak=True)
    response.headers["Cache-Control"] = _KEEPING
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "ETag"
    return response.make_conditional(request)


def status_of(error: RarekgError) -> int:
    """The status of an answer that tells of an error: before there is a release, that one will
    come."""
    if isinstance(error, NotFound) and not published():
        return HTTPStatus.SERVICE_UNAVAILABLE
    return error.http_status


def refused(error: RarekgError) -> tuple[Response, int]:
    """An error in few words, for programs and for whoever puts a widget in place."""
    return Response(f"{error}\n", mimetype="text/plain"), status_of(error)


@blueprint.get("/api/v1/widget/<name>")
@blueprint.get("/api/v1/widget/<name>/<path:ref>")
def data(name: str, ref: str = "") -> AnyResponse:
    """A widget as JSON."""
    with speaking(language_asked(request.args)):
        answer = found(name, ref)
    if not isinstance(answer, Made):
        answer.headers["Access-Control-Allow-Origin"] = "*"
        return answer
    response: Response = json_response(answer.widget)
    return kept(response)
