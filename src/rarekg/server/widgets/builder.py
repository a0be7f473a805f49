"""`/widgets`: where people who run a site choose a widget, see it, and copy its code; the gallery
of all widgets, and recipes for the systems that sites are made with.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from flask import Blueprint, Response, current_app, make_response, render_template, request

from rarekg.errors import NotFound
from rarekg.records.collation import sort_key
from rarekg.server.country_page import counted_countries
from rarekg.server.formats import country
from rarekg.server.language_choice import prefix
from rarekg.server.languages import INTERFACE, speaking, spoken
from rarekg.server.security import policy
from rarekg.server.services import held
from rarekg.server.widgets.answer import Made, canonical, made
from rarekg.server.widgets.asked import THEMES
from rarekg.server.widgets.choice import Choice, choice, wanted_classes
from rarekg.server.widgets.kinds import KINDS, Kind, kind_named
from rarekg.server.widgets.script import integrity, newest
from rarekg.server.widgets.snippets import (
    Script,
    Snippet,
    frame_address,
    frame_title,
    height_of,
    picture_address,
    sandbox_of,
    snippets,
)

blueprint = Blueprint("builder", __name__)

# The sign of each widget in the list.
_MARKS = {
    "disease": "disease",
    "treatments": "therapy",
    "signs": "phenotype",
    "trials": "trial",
    "centres": "place",
    "organisations": "organisation",
    "money": "payment",
    "figure": "key-figure",
    "search": "search",
    "fact": "statement",
    "today": "calendar",
}


@dataclass(frozen=True, slots=True)
class Host:
    """A site beside which the widget is shown: `ground` is light or dark, `device` says that this
    is of the visitor's device, which the widget follows."""

    ground: str
    frame: str
    device: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A widget of the gallery with a live example; None where the release has none."""

    kind: Kind
    mark: str
    example: Made | None
    frame: str
    title: str
    height: int
    sandbox: str


@blueprint.after_request
def framing(response: Response) -> Response:
    """These pages show frames of our own."""
    response.headers["Content-Security-Policy"] = policy(frame_src="'self'")
    return response


@blueprint.get("/widgets")
def builder() -> Response:
    """The form, the widget as it will look, and the code."""
    chosen = choice(request.args, held(), _root())
    unknown = bool(chosen.thing.typed) and not chosen.thing.ref and not chosen.thing.candidates
    page = render_template(
        "widgets/builder.html",
        chosen=chosen,
        kinds=KINDS,
        marks=_MARKS,
        classes=" ".join(wanted_classes(chosen.kind)),
        languages=INTERFACE,
        countries=_countries() if "country" in chosen.kind.parameters else (),
        unknown=unknown,
        **_preview(chosen),
    )
    return make_response(page)


@blueprint.get("/widgets/gallery")
def gallery() -> str:
    """All widgets, each with an example."""
    return render_template("widgets/gallery.html", shown=tuple(map(_shown, KINDS)))


@blueprint.get("/widgets/recipes")
def recipes() -> str:
    """How the code gets onto a page, by the system that the site is made with."""
    example = _shown(kind_named("disease")).example
    return render_template(
        "widgets/recipes.html",
        widget=example.widget if example else None,
        root=_root(),
        told=current_app.config.get("REPORTS", ""),
        **_code(example),
    )


def _preview(chosen: Choice) -> dict[str, object]:
    widget = chosen.widget
    if widget is None:
        return {"hosts": (), "code": {}}
    return {
        "hosts": _hosts(widget),
        "sandbox": sandbox_of(widget),
        "frame_title": frame_title(widget),
        "height": height_of(widget),
        "picture": picture_address(widget, ""),
        "vector": picture_address(widget, _root(), "svg"),
        **_code(widget if chosen.chosen else None, _script(fixed=chosen.fixed)),
    }


def _hosts(widget: Made) -> tuple[Host, ...]:
    """The widget beside a light and a dark site; one that follows the device of the visitor, as it
    is on a light and a dark device."""
    grounds = THEMES[1:]
    if widget.asked.theme != THEMES[0]:
        return tuple(Host(ground, frame_address(widget, "")) for ground in grounds)
    of_a_device = (replace(widget, asked=replace(widget.asked, theme=g)) for g in grounds)
    return tuple(Host(m.asked.theme, frame_address(m, ""), device=True) for m in of_a_device)


def _code(widget: Made | None, script: Script | None = None) -> dict[str, object]:
    found: tuple[Snippet, ...] = ()
    if widget is not None:
        found = snippets(widget, _root(), asks(), script or Script())
    return {"code": {one.form: one.text for one in found}}


def asks() -> str:
    """Where to ask about what was copied: as the operator says, else the page about the site."""
    told: str = current_app.config.get("REPORTS", "")
    return told or f"{_root()}{prefix()}/about"


def _script(*, fixed: bool) -> Script:
    return Script(newest(), integrity()) if fixed else Script()


def _shown(kind: Kind) -> Shown:
    try:
        with speaking(spoken()):
            ref = canonical(kind, kind.example, held())
            example = made(kind, ref, {"lang": spoken(), "layout": "compact"}, held(), _root())
    except NotFound:
        return Shown(kind, _MARKS.get(kind.name, "page"), None, "", "", 0, "")
    return Shown(
        kind,
        _MARKS.get(kind.name, "page"),
        example,
        frame_address(example, ""),
        frame_title(example),
        height_of(example),
        sandbox_of(example),
    )


def _countries() -> Iterator[tuple[str, str]]:
    """The countries of which something is known: code and name, by name."""
    codes = counted_countries(held().records)
    named = ((code, country(code) or code) for code in codes)
    yield from sorted(named, key=lambda pair: sort_key(pair[1], spoken()))


def _root() -> str:
    return request.url_root.rstrip("/")
