"""Pieces of pages that are made once and kept: the marks behind statements, of which a rich page
has a thousand, and what is the same for all references to one source.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache

from flask import Flask
from markupsafe import Markup

from rarekg.server.kept_references import kept_references, macro_of
from rarekg.server.languages import spoken
from rarekg.server.signs import Sign
from rarekg.server.template_texts import markup
from rarekg.server.views import Line, usual_names

_KEPT = 4096  # combinations of references: most facts have one or two
_KEPT_FEET = 256  # of pages that are named there, in each language, and one for all others
_HERE = "\x02"  # stands for the address of a statement in what is kept


def kept_parts(app: Flask) -> dict[str, Callable[..., object]]:
    """Macros of `parts.html` as filters that remember what they made, in each language."""

    @lru_cache(_KEPT)
    def around(numbers: tuple[int, ...], _language: str) -> tuple[str, str]:
        return _parted(macro_of(app, "cited")(numbers, _HERE))

    @lru_cache(_KEPT)
    def around_line(
        words: str, often: int, numbers: tuple[int, ...], _language: str
    ) -> tuple[str, str]:
        return _parted(macro_of(app, "line")(words, often, numbers, _HERE))

    @lru_cache(_KEPT)
    def sign_row(*said: str, number: int, _language: str) -> str:
        return str(macro_of(app, "sign_row")(*said, number))

    def line_parts(of: tuple[Line, ...], often: int, language: str) -> list[str]:
        made: list[str] = []
        for each in of:
            before, after = around_line(each.words, often, each.marks, language)
            made += (before, each.url, after)
            often = 0
        return made

    def lines(of: tuple[Line, ...], often: int = 0) -> Markup:
        """Lines one after the other; the first with a bar of how often something is."""
        return markup("".join(line_parts(of, often, spoken())))  # (macros escape)

    def sign_rows(signs: Iterable[Sign], expert: bool) -> Markup:
        """The rows of signs, each with its lines."""
        now, made = spoken(), []
        for sign in signs:
            row = sign.row
            number = len(row.authorities)
            who = row.agreement if number > 1 else ""
            code = sign.code if expert else ""
            made.append(
                sign_row(
                    row.href,
                    row.text,
                    row.language,
                    sign.plain,
                    code,
                    who,
                    number=number,
                    _language=now,
                )
            )
            made += line_parts(row.lines, sign.often, now)
            made.append("</li>\n")
        return markup("".join(made)[:-1])

    def cited(line: Line) -> Markup:
        before, after = around(line.marks, spoken())
        return markup(before + line.url + after)  # (the address of a statement, ours)

    return {
        "cited": cited,
        "lines": lines,
        "sign_rows": sign_rows,
        "usual_names": usual_names,
        "references": kept_references(app),
        "all_pages": _all_pages(app),
    }


def _all_pages(app: Flask) -> Callable[[str], Markup]:
    """The links at the foot of every page, by the path of the page that they stand on."""

    @lru_cache(_KEPT_FEET)
    def foot(here: str, _language: str) -> Markup:
        macro: Callable[..., str] = vars(app.jinja_env.get_template("foot.html").module)["pages"]
        return markup(macro(here).rstrip("\n"))

    def all_pages(path: str) -> Markup:
        made = foot("", spoken())
        return foot(path, spoken()) if f' href="{path}"' in made else made

    return all_pages


def _parted(made: object) -> tuple[str, str]:
    before, _, after = str(made).partition(_HERE)
    return before, after
