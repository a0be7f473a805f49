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
from rarekg.errors import RarekgError
from rarekg.server.languages import gettext, speaking
from rarekg.server.security import policy
from rarekg.server.static_files import static_files
from rarekg.server.widgets import accent
from rarekg.server.widgets.answer import Made
from rarekg.server.widgets.asked import THEMES, language_asked
from rarekg.server.widgets.model import Item, Section
from rarekg.server.widgets.page import found, kept, status_of

blueprint = Blueprint("frames", __name__, url_prefix="/embed")

_LITTLE = 200  # characters: some five lines of half a card
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
        response = framed(answer)
    response.headers["Content-Language"] = language
    return kept(response, f".{_stamp()}")


def framed(made: Made) -> Response:
    """The page of a widget, in the language that is spoken now."""
    rules = accent.style(made.asked.accent)
    page = render_template(
        "widgets/frame/frame.html",
        language=made.widget.language,
        direction=made.widget.direction,
        theme=made.asked.theme,
        widget=made.widget,
        asked=made.asked,
        rules=rules,
        numbered={r.number: r for r in made.widget.references},
        groups=_groups,
        short=set(_beside(made.widget.sections)),
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


def _beside(sections: tuple[Section, ...]) -> Iterator[str]:
    """The ids of sections with so little in them that two stand beside each other."""
    for short, run in groupby(sections, key=_short):
        ids = [section.id for section in run]
        yield from ids[: len(ids) // 2 * 2] if short else ()


def _short(section: Section) -> bool:
    if section.kind not in ("list", "figures") or section.drawing or section.hint:
        return False
    length = sum(len(item.text) + len(item.note) for item in section.items)
    return length <= _LITTLE and not any(item.group for item in section.items)


def _policy(rules: str = "") -> str:
    styles = f"'self' {accent.source(rules)}" if rules else "'self'"
    return policy(style_src=styles, img_src="'self'", connect_src="'none'", frame_ancestors="*")


def _stamp() -> str:
    """Changes with what the pages are made from besides the release and the program."""
    return (
        stamp_of(content_folder("web") / "templates" / "widgets" / "frame") + static_files().stamp
    )


@cache
def stamp_of(folder: Path) -> str:
    """Changes with any of the templates of a folder, which are read once."""
    texts = b"\0".join(path.read_bytes() for path in sorted(folder.glob("*.html")))
    return hashlib.sha256(texts).hexdigest()[:10]


@blueprint.after_request
def _may_be_framed(response: Response) -> Response:
    """The headers of all that is answered here, redirections and errors too."""
    response.headers.setdefault("Content-Security-Policy", _policy())
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@blueprint.errorhandler(RarekgError)
def _refused(error: RarekgError) -> Response:
    return _told(status_of(error), str(error))


@blueprint.errorhandler(HTTPException)
def failed(error: HTTPException) -> Response:
    """What a frame shows in place of the site's own page of an error."""
    return _told(error.code or HTTPStatus.INTERNAL_SERVER_ERROR, error.description or error.name)


def _told(status: int, details: str) -> Response:
    """A page of the same look that says what is wrong, and to whoever made the site, why."""
    theme = request.args.get("theme", THEMES[0])
    language = language_asked(request.args)
    with speaking(language):
        words = gettext("Something went wrong here. Please try again later.")
        if status == HTTPStatus.NOT_FOUND:
            words = gettext(
                "There is no widget at this address. It may be mistyped, or out of date."
            )
        page = render_template(
            "widgets/frame/failed.html",
            language=language,
            direction="ltr",
            theme=theme if theme in THEMES else THEMES[0],
            status=int(status),
            words=words,
            details=details,
            home=request.url_root,
        )
    response = make_response(page, int(status))
    response.headers["Content-Language"] = language
    return _may_be_framed(response)
