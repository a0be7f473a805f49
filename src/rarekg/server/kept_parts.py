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
from rarekg.server.signs import Sign
from rarekg.server.views import Line

_KEPT = 4096  # combinations of references: most facts have one or two
_HERE = "\x02"  # stands for the address of a statement in what is kept


def kept_parts(app: Flask) -> dict[str, Callable[..., object]]:
    """Macros of `parts.html` as filters that remember what they made, in each language."""

    @lru_cache(_KEPT)
    def around(numbers: tuple[int, ...], _language: str) -> tuple[str, str]:
        return _parted(_macro(app, "cited", numbers, _HERE))

    @lru_cache(_KEPT)
    def around_line(
        words: str, often: int, numbers: tuple[int, ...], _language: str
    ) -> tuple[str, str]:
        return _parted(_macro(app, "line", words, often, numbers, _HERE))

    @lru_cache(_KEPT)
    def sign_name(
        href: str, text: str, language: str, plain: str, code: str, _language: str
    ) -> object:
        return _macro(app, "sign_name", href, text, language, plain, code)

    def lines(of: tuple[Line, ...], often: int = 0) -> Markup:
        """Lines one after the other; the first with a bar of how often something is."""
        spoken_now = spoken()
        made: list[str] = []
        for each in of:
            before, after = around_line(each.words, often, each.marks, spoken_now)
            made += (before, each.url, after)
            often = 0
        return Markup("".join(made))  # noqa: S704  (of a macro, which escapes)

    def named(sign: Sign, expert: bool) -> object:
        row = sign.row
        code = sign.code if expert else ""
        return sign_name(row.href, row.text, row.language, sign.plain, code, spoken())

    def cited(line: Line) -> Markup:
        before, after = around(line.marks, spoken())
        return Markup(before + line.url + after)  # noqa: S704  (the address of a statement, ours)

    made: dict[tuple[Source, Source, str], object] = {}

    def provenance(backing: Backing) -> object:
        key = backing.source, backing.authority, spoken()
        if key not in made:
            made[key] = _macro(app, "provenance", backing)
        return made[key]

    return {"cited": cited, "lines": lines, "sign_name": named, "provenance": provenance}


def _parted(made: object) -> tuple[str, str]:
    before, _, after = str(made).partition(_HERE)
    return before, after


def _macro(app: Flask, name: str, *arguments: object) -> object:
    macro: Callable[..., object] = vars(app.jinja_env.get_template("parts.html").module)[name]
    return macro(*arguments)
