"""`/style`: all tokens, parts and marks of the design, in the real style sheet and macros."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask import Blueprint, render_template

from rarekg.errors import NotFound
from rarekg.server.languages import gettext_noop
from rarekg.server.marks import SPRITE, mark_names
from rarekg.server.pictures.kinds import Kind, examples
from rarekg.server.services import held
from rarekg.server.static_files import static_files

blueprint = Blueprint("style", __name__)

_SAMPLE = "MONDO:0100339"  # Friedreich ataxia: sources say something of all kinds for it
_TOKENS = "styles/tokens.css"
_TOKEN = re.compile(r"^  --(?P<name>[a-z0-9-]+): (?P<value>[^;]+);", re.MULTILINE)
_PAIR = re.compile(r"light-dark\((?P<light>#[0-9a-f]{6}), (?P<dark>#[0-9a-f]{6})\)")
_GROUP = re.compile(r"<!-- (?P<words>.+?) -->")
# What the comments of the sprite say of the marks after them, for the page.
GROUPS = (
    gettext_noop("Kinds of treatment"),
    gettext_noop("Kinds of things"),
    gettext_noop("Areas of the body and of medicine"),
    gettext_noop("What one does here"),
)


@dataclass(frozen=True, slots=True)
class Token:
    """A custom property; colours have a value for light pages and one for dark ones."""

    name: str
    value: str
    light: str = ""
    dark: str = ""


@blueprint.get("/style")
def style() -> str:
    """The living page of the design."""
    found = tokens(static_files().file(_TOKENS).body.decode())
    return render_template(
        "style.html",
        colours=[t for t in found if t.light],
        sizes=[t for t in found if t.name.startswith("text")],
        spaces=[t for t in found if t.name.startswith("space")],
        marks=marks_by_group(static_files().file(SPRITE).body.decode()),
        drawn=_drawn(),
    )


def _drawn() -> list[tuple[Kind, object]]:
    """A picture of each kind; none without a release that has the disease."""
    try:
        return examples(held().records, _SAMPLE)
    except NotFound:
        return []


def tokens(sheet: str) -> list[Token]:
    """The custom properties of the first block of the sheet, in their order."""
    made = []
    for found in _TOKEN.finditer(sheet.partition("\n}")[0]):
        pair = _PAIR.fullmatch(found["value"])
        both = (pair["light"], pair["dark"]) if pair else ("", "")
        made.append(Token(found["name"], " ".join(found["value"].split()), *both))
    return made


def marks_by_group(sprite: str) -> list[tuple[str, tuple[str, ...]]]:
    """The names of the marks of a sprite under the words of its comments."""
    groups = []
    parts = _GROUP.split(sprite)[1:]
    for words, symbols in zip(parts[::2], parts[1::2], strict=True):
        groups.append((words, mark_names(symbols)))
    return groups
