"""What somebody may have meant who asked for an address that leads nowhere."""

from __future__ import annotations

import re
from urllib.parse import unquote

from rarekg.identifiers import Curie
from rarekg.records.kinds import SECTIONS
from rarekg.records.model import Link
from rarekg.records.neighbours import neighbours
from rarekg.search.protocol import Hit, Match, Request, SearchEngine
from rarekg.server.parameters import search_text
from rarekg.server.services import held

Suggestions = tuple[Hit, ...]

_MOST = 5
_LONGEST_ID = 200  # characters; the longest identifier in any source has 60
_SECTION = re.compile(rf"^/({'|'.join(SECTIONS)}|statement)/")
_SYMBOLS = ("name", "synonym", "abbreviation", "fullName")  # the surer ones first


def suggestions(path: str) -> Suggestions:
    """Things that are near an unknown address: near its identifier, else found by its words."""
    section = _SECTION.match(path)
    if section and section[1] == "payment":
        return ()  # payments have no names to be found by, and nobody means a disease
    asked = unquote(path[section.end() :] if section else path)
    if len(asked) <= _LONGEST_ID and (near := neighbours(held().records, asked)):
        return tuple(_hit(code, link) for code, link in near[:_MOST])
    kind = "Gene" if section and section[1] == "gene" else None
    words = words_of(path)
    if not words:
        return ()
    search = held().engine.search
    of_kind = search(Request(words, (kind,), size=_MOST)).hits if kind else ()
    return of_kind or search(Request(words, size=_MOST)).hits


def words_of(path: str) -> str:
    """What to search for in place of an unknown address."""
    asked = _SECTION.sub("", unquote(path)).removeprefix("rarekg:")
    if ":" not in asked:  # words, not an identifier
        asked = asked.replace("-", " ").replace("_", " ").replace("/", " ")
    return search_text(asked)


def _hit(code: Curie, link: Link) -> Hit:
    return Hit(link.id, link.type, link.name, Match("identifier", code), 0.0)


def gene_named(engine: SearchEngine, symbol: str) -> str | None:
    """The identifier of the one gene with a symbol (any case), or, if it is nobody's, with an
    older or other name; None where no gene or several have it."""
    named = [hit for hit in engine.called(symbol) if hit.type == "Gene"]
    for field in _SYMBOLS:
        found = {hit.id for hit in named if hit.matched.field == field}
        if found:
            return found.pop() if len(found) == 1 else None
    return None
