"""`/embed/v1/disease/ORPHA:95?lang=fr`: a widget as a page for a frame on any site.

The page needs no script; with one it tells the site around it how high it is. It may be framed by
everybody, as no other page of ours may: it has nothing that one could be led to press unawares.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from http import HTTPStatus
from itertools import groupby
from pathlib import Path

from flask import Blueprint, Response, make_response, render_template, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from rarekg.content import content_folder
from rarekg.errors import NotFound, RarekgError
from rarekg.server.languages import gettext, speaking, spoken
from rarekg.server.security import policy
from rarekg.server.services import published
from rarekg.server.static_files import static_files
from rarekg.server.widgets import accent
from rarekg.server.widgets.answer import Made
from rarekg.server.widgets.asked import THEMES, language_asked
from rarekg.server.widgets.model import Item
from rarekg.server.widgets.page import found, kept

blueprint = Blueprint("frames", __name__, url_prefix="/embed")

_NAMED = 4  # sources that are named before somebody asks for them


@blueprint.get("/v1/<name>")
@blueprint.get("/v1/<name>/<path:ref>")
def frame(name: str, ref: str = "") -> AnyResponse:
    """A widget as a page."""
    language = language_asked(request.args)
    with speaking(language):
        answer = found(name, ref)
        if not isinstance(answer, Made):
            return answer
        response = _page(answer)
    response.headers["Content-Language"] = language
    return kept(response, f".{_stamp()}")


@blueprint.get("/<path:path>")
def nothing(path: str) -> AnyResponse:
    """What else may be asked for here: a frame must not show the site's own page of an error."""
    raise NotFound(f"no widget has the address /embed/{path[:80]}; see /widgets")


def _page(made: Made) -> Response:
    rules = accent.style(made.asked.accent)
    page = render_template(
        "widgets/frame.html",
        language=made.widget.language,
        direction=made.widget.direction,
        theme=made.asked.theme,
        widget=made.widget,
        asked=made.asked,
        rules=rules,
        numbered={r.number: r for r in made.widget.references},
        groups=_groups,
        named=_NAMED,
        action=request.path,
    )
    response = make_response(page)
    response.headers["Content-Security-Policy"] = _policy(rules)
    return response


def _groups(items: tuple[Item, ...]) -> Iterator[tuple[str, list[Item]]]:
    """Items that stand under the same heading, and it; in their order."""
    for heading, group in groupby(items, key=lambda item: item.group):
        yield heading, list(group)


def _policy(rules: str = "") -> str:
    styles = f"'self' {accent.source(rules)}" if rules else "'self'"
    return policy(style_src=styles, img_src="'self'", connect_src="'none'", frame_ancestors="*")


def _stamp() -> str:
    """Changes with what the pages are made from besides the release and the program."""
    return stamp_of(content_folder("web") / "templates" / "widgets") + static_files().stamp


@cache
def stamp_of(folder: Path) -> str:
    """Changes with any of the templates of a folder, which are read once."""
    texts = b"\0".join(path.read_bytes() for path in sorted(folder.glob("*.html")))
    return hashlib.sha256(texts).hexdigest()[:10]


@blueprint.after_request
def _may_be_framed(response: Response) -> Response:
    """The headers of all that is answered here, errors and redirections too."""
    response.headers.setdefault("Content-Security-Policy", _policy())
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@blueprint.errorhandler(RarekgError)
def _refused(error: RarekgError) -> tuple[str, int]:
    status = error.http_status
    if isinstance(error, NotFound) and not published():
        status = HTTPStatus.SERVICE_UNAVAILABLE
    return _told(status, str(error))


@blueprint.errorhandler(HTTPException)
def _failed(error: HTTPException) -> tuple[str, int]:
    return _told(error.code or HTTPStatus.INTERNAL_SERVER_ERROR, error.description or error.name)


def _unknown() -> str:
    return gettext("There is no widget at this address. It may be mistyped, or out of date.")


def _told(status: int, details: str) -> tuple[str, int]:
    """A page of the same look that says what is wrong, and to whoever made the site, why."""
    theme = request.args.get("theme", THEMES[0])
    with speaking(language_asked(request.args)):
        words = gettext("Something went wrong here. Please try again later.")
        if status == HTTPStatus.NOT_FOUND:
            words = _unknown()
        page = render_template(
            "widgets/failed.html",
            language=spoken(),
            direction="ltr",
            theme=theme if theme in THEMES else THEMES[0],
            status=int(status),
            words=words,
            details=details,
            home=request.url_root,
        )
    return page, status
