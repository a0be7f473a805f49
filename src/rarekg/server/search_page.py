"""The search page: results with tabs, facets, orders; everything by plain links."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask import Blueprint, g, render_template, request

from rarekg.search.protocol import SORTS, Found, Request
from rarekg.search.values import CLASSES
from rarekg.server import search_views
from rarekg.server.labels import LANGUAGES
from rarekg.server.languages import gettext, gettext_noop, spoken
from rarekg.server.left_out import is_left_out, left_out
from rarekg.server.parameters import page_number, search_text
from rarekg.server.search_asked import Asked
from rarekg.server.search_lines import marked, result
from rarekg.server.search_words import TABS
from rarekg.server.services import held

blueprint = Blueprint("search", __name__)

PER_PAGE = 20
_TAGS = tuple(tag for tag in LANGUAGES if tag != "und")
_KINDS = frozenset({*CLASSES, *(tab.key for tab in TABS)})


@dataclass(frozen=True, slots=True)
class Example:
    """A query that shows a part of the syntax, and what it finds."""

    query: str
    words: str


# Each finds something in the data that rarekg comes with.
EXAMPLES = (
    Example('"muscular atrophy"', gettext_noop("these words, one after the other")),
    Example("ataxia -telangiectasia", gettext_noop("the one, without the other")),
    Example("friedreich OR fabry", gettext_noop("one of the two")),
    Example("neuro*", gettext_noop("words that begin so")),
    Example("gene:FXN", gettext_noop("what has to do with a gene")),
    Example('sign:"Gait ataxia"', gettext_noop("diseases with a sign, and the sign")),
    Example('modality:"gene therapy"', gettext_noop("by kind of treatment")),
    Example('area:"Rare movement disorders" treatment:approved', gettext_noop("several together")),
    Example("type:Gene ataxia", gettext_noop("of one kind only")),
)


@blueprint.get("/search")
def search() -> str:
    """The results of a search."""
    asked = _asked()
    language = asked.lang or spoken()
    g.language = language
    records, engine = held().records.speaking(language), held().engine
    found = engine.search(
        Request(
            asked.query,
            asked.kinds,
            language=language,
            sort=asked.sort,
            start=(asked.page - 1) * PER_PAGE,
            size=PER_PAGE,
            counted=True,
            spelling=not asked.exact,
        )
    )
    counted = search_views.numbers(found)
    words = _searched(asked, found)
    return render_template(
        "search.html",
        hint=gettext(found.hint) if found.hint else "",
        query=asked.query,
        asked=asked,
        found=found,
        language=language,
        tabs=search_views.tabs(asked, counted),
        kinds=search_views.kinds(asked, counted),
        facets=tuple(search_views.facets(asked, counted, found.total, records)),
        chips=tuple(search_views.chips(asked)),
        orders=search_views.orders(asked),
        languages=search_views.languages(asked, language),
        results=[result(hit, words, records, language) for hit in found.hits],
        first=(asked.page - 1) * PER_PAGE + 1,
        pages=-(-found.total // PER_PAGE),
        corrected=_corrected(asked, found),
        left_out=left_out(found.corrected or asked.words, found.unmatched),
        unread_trial=_unread_trial(asked, found),
        examples=[(one.query, gettext(one.words), Asked(one.query).address) for one in EXAMPLES],
        marked=marked,
    )


def _searched(asked: Asked, found: Found) -> str:
    """The words that the results hold."""
    words = (found.corrected or asked.words).split()
    return " ".join(word for word in words if not is_left_out(word, found.unmatched))


def _corrected(asked: Asked, found: Found) -> str:
    """The address of the spelling that was searched instead."""
    if found.corrected is None:
        return ""
    return asked.to(query=asked.with_words(found.corrected))


_TRIAL = re.compile(r"NCT:?[0-9]{8}")


def _unread_trial(asked: Asked, found: Found) -> str:
    """The number of a trial that was asked for and that nobody here has read; "" for none."""
    number = asked.query.upper().replace(" ", "")
    read = any(hit.matched.field == "identifier" for hit in found.hits)
    return number.replace(":", "") if _TRIAL.fullmatch(number) and not read else ""


def _asked() -> Asked:
    """What the request asks. What cannot be chosen is passed over: links in letters grow old."""
    said = request.args
    kind, sort, lang = said.get("type", ""), said.get("sort", ""), said.get("lang", "")
    return Asked(
        search_text(said.get("q")),
        kind if kind in _KINDS else "",
        sort if sort in SORTS else SORTS[0],
        lang if lang in _TAGS else "",
        said.get("exact") == "1",
        page_number(said.get("page")),
    )
