"""Marks: a small sign for each kind of thing and each kind of treatment, beside its words.

They are symbols of one file, `web/static/marks.svg`, which a page names and a browser keeps.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from flask import Flask

from rarekg.server.static_files import StaticFiles

SPRITE = "marks.svg"
_KEPT = 512  # marks: there are some hundred, each with and without space after it
_SYMBOL = re.compile(r'<symbol id="([a-z0-9-]+)"')
# Things of a kind that have marks of their own, by their slugs; others of the kind have its mark.
_OF_THEIR_OWN = {"rarekg:modality-": "modality", "rarekg:area-": "area"}


def mark_names(sprite: str) -> tuple[str, ...]:
    """The names of the marks that a sprite holds, in its order."""
    return tuple(_SYMBOL.findall(sprite))


def mark_name(key: str) -> str:
    """The mark of a class (`Disease`, `rkg:ResearchCentre`) or of a kind of treatment or area (by
    its id)."""
    for beginning in _OF_THEIR_OWN:
        if key.startswith(beginning):
            return key.removeprefix(beginning)
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", key.removeprefix("rkg:")).lower()


def marks(app: Flask, static: StaticFiles) -> tuple[Callable[..., object], Callable[[str], str]]:
    """`mark(name, alone=False)` for templates, which keeps what `marks.html` made: lists have one
    in each line; and the filter `mark_of`, from a class or an id to a name that the sprite has."""

    @lru_cache(_KEPT)
    def made(name: str, alone: bool, sprite: str) -> object:
        macro: Callable[..., object] = vars(app.jinja_env.get_template("marks.html").module)["mark"]
        return macro(name, alone, sprite)

    def mark(name: str, alone: bool = False) -> object:
        return made(name, alone, static.url(SPRITE))

    @lru_cache(_KEPT)
    def known(key: str, _version: str) -> str:
        name = mark_name(key)
        if name in mark_names(static.file(SPRITE).body.decode()):
            return name
        kinds = (kind for start, kind in _OF_THEIR_OWN.items() if key.startswith(start))
        return next(kinds, "thing")

    def mark_of(key: str) -> str:
        return known(key, static.url(SPRITE))

    return mark, mark_of
