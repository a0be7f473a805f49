"""Pieces of pages that are made once and kept: the marks behind statements, of which a rich page
has a thousand, and what is the same for all references to one source.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from flask import Flask
from markupsafe import Markup

from rarekg.records.model import Backing, Source
from rarekg.server.languages import spoken
from rarekg.server.views import Line

_KEPT = 4096  # combinations of references: most facts have one or two
_HERE = "@"  # stands for the address of a statement in what is kept


def kept_parts(app: Flask) -> dict[str, Callable[..., object]]:
    """Macros of `parts.html` as filters that remember what they made, in each language."""

    @lru_cache(_KEPT)
    def around(numbers: tuple[int, ...], _language: str) -> tuple[str, str]:
        made = str(_macro(app, "cited", numbers, _HERE))
        before, _, after = made.partition(_HERE)
        return before, after

    def cited(line: Line) -> Markup:
        before, after = around(line.marks, spoken())
        return Markup(before + line.url + after)  # noqa: S704  (the address of a statement, ours)

    made: dict[tuple[Source, Source, str], object] = {}

    def provenance(backing: Backing) -> object:
        key = backing.source, backing.authority, spoken()
        if key not in made:
            made[key] = _macro(app, "provenance", backing)
        return made[key]

    return {"cited": cited, "provenance": provenance}


def _macro(app: Flask, name: str, *arguments: object) -> object:
    macro: Callable[..., object] = vars(app.jinja_env.get_template("parts.html").module)[name]
    return macro(*arguments)
