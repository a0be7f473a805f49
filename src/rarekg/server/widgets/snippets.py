"""The code that puts a widget on another site: element, frame, picture, address. All values are
escaped by the templates (`web/templates/widgets/snippets/`); all addresses are whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from flask import render_template

from rarekg.server.widgets.answer import Made
from rarekg.server.widgets.card_words import alternative

_SANDBOX = "allow-scripts allow-popups allow-popups-to-escape-sandbox"
_WITH_FORM = f"{_SANDBOX} allow-forms"  # the search box sends what is typed
_SEARCH = "search"
_FILLED_AT_ONCE = ("lang", "accent")  # said in a way of their own, below
# Pixels that a frame takes in full and compact layout where no script fits it to its content: all
# of it with the things of `Kind.example` at 640 pixels of width, or what a screen shows of it
# (measured in Chromium, November 2026). What is longer scrolls.
_HEIGHTS = {
    "disease": (720, 640),
    "treatments": (720, 640),
    "signs": (720, 620),
    "trials": (720, 600),
    "centres": (720, 720),
    "organisations": (720, 620),
    "money": (720, 460),
    "figure": (430, 340),
    "search": (370, 310),  # of the narrow one: the button must be seen
    "fact": (610, 410),
    "today": (700, 450),
}
_WITH_RESULTS = (640, 420)  # of a search box with what was found
_HEIGHT = (720, 600)  # of a kind without an entry


@dataclass(frozen=True, slots=True)
class Snippet:
    """Code to copy: `form` is element, frame, picture or json."""

    form: str
    text: str


@dataclass(frozen=True, slots=True)
class Script:
    """The script of the elements: `version` is v1, or a full one that never changes, with its
    hash (Subresource Integrity)."""

    version: str = "v1"
    integrity: str = ""


_KEPT_UP_TO_DATE = Script()


def snippets(
    made: Made, root: str, asks: str, script: Script = _KEPT_UP_TO_DATE
) -> tuple[Snippet, ...]:
    """The four snippets of a widget, comments in the language that is spoken now. `root` is the
    address of the site, without a slash at its end, `asks` the one where to ask about it."""
    widget = made.widget
    given = {
        "widget": widget,
        "root": root,
        "asks": asks,
        "frame": frame_address(made, root),
        "picture": picture_address(made, root),
        "data": data_address(made, root),
        "alternative": alternative(widget),
        "attributes": element_attributes(made),
        "script": script,
        "bare": frame(made, root),
    }
    forms = ("element", "frame", "picture")
    code = [Snippet(f, render_template(f"widgets/snippets/{f}.html", **given)) for f in forms]
    return (*code, Snippet("json", data_address(made, root)))


def frame(made: Made, root: str, width: str = "100%", height: int = 0) -> str:
    """A frame alone, without script and link: what oEmbed answers with. A `height` of 0 is one
    that suits the widget."""
    return render_template(
        "widgets/snippets/bare_frame.html",
        address=frame_address(made, root),
        title=frame_title(made),
        width=width,
        height=height or height_of(made),
        sandbox=sandbox_of(made),
    )


def thing(made: Made) -> str:
    """The id of what a widget is asked about; "" for one that chooses it itself (`today`)."""
    return made.widget.ref if made.kind.of else ""


def frame_title(made: Made) -> str:
    """What a frame or picture shows, in a few words in the language of the widget."""
    widget = made.widget
    named = widget.title and widget.title != widget.label
    return f"{widget.title} · {widget.label}" if named else widget.label


def sandbox_of(made: Made) -> str:
    """What a frame with the widget may do, and nothing else."""
    return _WITH_FORM if made.kind.name == _SEARCH else _SANDBOX


def height_of(made: Made) -> int:
    """The height of a frame in pixels where no script fits it to its content."""
    if made.asked.query and made.asked.results == "here":
        return _WITH_RESULTS[made.asked.compact]
    return _HEIGHTS.get(made.kind.name, _HEIGHT)[made.asked.compact]


def frame_address(made: Made, root: str) -> str:
    """The whole address of a widget as a page for a frame."""
    return f"{root}/embed/v1/{_named(made)}{made.asked.query_string()}"


def picture_address(made: Made, root: str, ending: str = "png") -> str:
    """The whole address of a widget as a picture."""
    return f"{root}/card/v1/{_named(made)}.{ending}{made.asked.query_string()}"


def data_address(made: Made, root: str) -> str:
    """The whole address of the data of a widget."""
    return f"{root}/api/v1/widget/{_named(made)}{made.asked.query_string()}"


def element_attributes(made: Made) -> dict[str, str]:
    """The attributes of an element that shows the widget. The language is always said: the page
    around it may be in another one."""
    asked = made.asked
    others = {k: v for k, v in asked.parameters().items() if k not in _FILLED_AT_ONCE}
    said = {"ref": thing(made), "lang": asked.language, **others, "accent": asked.accent}
    return {name: value for name, value in said.items() if value}


def _named(made: Made) -> str:
    ref = quote(thing(made), safe=":")
    return f"{made.kind.name}/{ref}" if ref else made.kind.name
