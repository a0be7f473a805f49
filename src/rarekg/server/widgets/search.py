"""The widget `search`: a box whose words are sent to our search, or found in place."""

from __future__ import annotations

from urllib.parse import urlencode

from rarekg.identifiers import iri
from rarekg.records.model import Statement
from rarekg.search.protocol import Found, Request
from rarekg.server.formats import listed, number
from rarekg.server.labels import other_language
from rarekg.server.languages import gettext, ngettext, spoken
from rarekg.server.left_out import is_left_out, left_out
from rarekg.server.search_lines import Result, result
from rarekg.server.widgets.behind import marks_of, read
from rarekg.server.widgets.desk import Content, Desk
from rarekg.server.widgets.model import Item, Section
from rarekg.server.widgets.parts import all_of_it

_PAGE = "/search"
_TEXTS = frozenset({"summary", "definition"})


def content(desk: Desk, ref: str) -> Content:
    """The box, and with `q` and results=here what is found."""
    sections = [made for name in desk.wanted if (made := _SECTIONS[name](desk)) is not None]
    title = gettext("What is known about rare diseases, and who says so")
    return Content(ref, "", title, "", desk.page(_PAGE), tuple(sections))


def _box(desk: Desk) -> Section:
    heading = gettext("Search for a disease, sign, gene, medicine, organisation or code")
    return Section("search", heading, "search", url=desk.page(_PAGE))


def _results(desk: Desk) -> Section | None:
    query = desk.asked.query
    if not query or desk.asked.results != "here":
        return None
    found = desk.release.engine.search(Request(query, language=spoken(), size=desk.most))
    asked = (found.corrected or query).split()
    words = " ".join(word for word in asked if not is_left_out(word, found.unmatched))
    hits = (result(hit, words, desk.records, spoken()) for hit in found.hits)
    items = tuple(_item(desk, hit) for hit in hits)
    count = number(found.total)
    heading = ngettext("%(count)s result", "%(count)s results", found.total, count=count)
    if not items:
        items = (Item(gettext("Nothing here fits all of it")),)
        return Section("results", heading, "text", items, hint=_hint(found, query))
    section = Section("results", heading, "list", items, found.total, hint=_hint(found, query))
    address = desk.page(f"{_PAGE}?{urlencode({'q': query})}")
    return all_of_it(section, address, gettext("All %(number)s", number=count))


def _item(desk: Desk, hit: Result) -> Item:
    """A result: what it is, why it was found, what is said of it."""
    reason = hit.reason.words.striptags() if hit.reason else ""
    told = hit.told.line.striptags() if hit.told else ""
    behind = _behind(desk, hit.hit.id, told)
    return Item(
        hit.name,
        language=other_language(hit.language),
        url=desk.page(hit.url),
        code=hit.code if desk.asked.expert else "",
        note=" · ".join(p for p in (hit.english, hit.kind, reason, *hit.details, told) if p),
        statement=desk.page(behind[0].url) if behind else "",
        references=marks_of(desk, behind),
    )


def _behind(desk: Desk, found: str, told: str) -> tuple[Statement, ...]:
    """The statement of the text that a line is from."""
    line = told.strip("… ")
    address = iri(found)
    for said in desk.records.lookup.dossier(address).statements if line else ():
        text = said.value if isinstance(said.value, str) else said.value[0]
        if said.property in _TEXTS and line in " ".join(text.split()):
            return read(desk, address, (said,))
    return ()


def _hint(found: Found, query: str) -> str:
    """What was searched in place of what was asked, and what nothing has."""
    if not found.hits:
        return gettext("That no source read here has it does not mean that it does not exist.")
    told = []
    if found.corrected:
        told.append(gettext("Showing results for “%(words)s”.", words=found.corrected))
    if missing := left_out(found.corrected or query, found.unmatched):
        quoted = listed(gettext("“%(word)s”", word=word) for word in missing)
        told.append(
            gettext(
                "Nothing here has all of these words: these are results without %(words)s.",
                words=quoted,
            )
        )
    return " ".join(told)


_SECTIONS = {"search": _box, "results": _results}
