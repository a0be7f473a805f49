"""The widget `fact`: one statement, who says so, and how to cite it."""

from __future__ import annotations

from collections.abc import Callable

from rarekg.errors import NotFound
from rarekg.history import GoneStatement, gone_statement
from rarekg.records.model import Literal, Statement
from rarekg.server.claims import claim, claim_parts, shown_term
from rarekg.server.labels import capital, other_language, property_label
from rarekg.server.languages import gettext
from rarekg.server.statement_citing import address_of, citation, who_says_so
from rarekg.server.views import author, line
from rarekg.server.widgets.desk import Content, Desk
from rarekg.server.widgets.model import Item, Section, Successor, Withdrawn
from rarekg.server.widgets.parts import with_something
from rarekg.server.wording import qualifier_words

_COLON = " :\N{FULLWIDTH COLON}\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"


def content(desk: Desk, ref: str) -> Content:
    """A fact; one of an earlier release is told to be gone."""
    try:
        found = desk.records.statement(ref)
    except NotFound:
        gone = gone_statement(desk.release.release, ref)
        if gone is None:
            raise
        return _gone(desk, gone)
    made = [_SECTIONS[name](desk, found) for name in desk.wanted]
    return Content(
        ref=found.id,
        kind=gettext("One negative fact") if found.negated else gettext("One fact"),
        title=found.subject.name,
        title_language=other_language(found.subject.language),
        url=desk.page(found.url),
        sections=with_something(made),
    )


def _claim(desk: Desk, found: Statement) -> Section:
    """The sentence; it says itself that something is not so."""
    hint = ""
    if found.negated:
        hint = gettext(
            "This says that something is NOT so. It must not be read as a sign, a link or a"
            " treatment that exists."
        )
    heading, said, language = gettext("What is stated"), claim(found), ""
    if isinstance(found.value, Literal) and found.value.language:  # a text of its own, to quote
        parts = claim_parts(found)
        heading = "".join(text for part, text in parts if part != "value").rstrip(_COLON)
        said, language = found.value.text, other_language(found.value.language)
    numbers = desk.references.numbers(found)
    item = Item(said, language, statement=desk.page(found.url), references=numbers)
    return Section("claim", heading, "text", (item,), 1, hint=hint)


def _conditions(desk: Desk, found: Statement) -> Section:
    said = line(found, desk.references).words if found.qualifiers else ""
    items = [Item(capital(said))] if said else []
    if desk.asked.expert and len(found.qualifiers) > 1:
        for key, values in found.qualifiers.items():
            told = ", ".join(qualifier_words(value, key) for value in values)
            items.append(Item(capital(property_label(key)), value=told))
    heading = gettext("Under these conditions")
    return Section("conditions", heading, "list", tuple(items), len(items))


def _sources(desk: Desk, found: Statement) -> Section:
    heading = gettext("How many say so") if author(found) is None else gettext("Who wrote this")
    item = Item(who_says_so(found), references=desk.references.numbers(found))
    return Section("sources", heading, "text", (item,), 1)


def _cite(desk: Desk, found: Statement) -> Section:
    said = line(found, desk.references).words
    told = citation(found, said, desk.release.release.id)
    item = Item(told, url=address_of(found))
    return Section("cite", gettext("How to cite"), "text", (item,), 1)


_SECTIONS: dict[str, Callable[[Desk, Statement], Section]] = {
    "claim": _claim,
    "conditions": _conditions,
    "sources": _sources,
    "cite": _cite,
}


def _gone(desk: Desk, gone: GoneStatement) -> Content:
    lookup = desk.records.lookup
    subject = shown_term(gone.subject, lookup)
    says = shown_term(gone.predicate, lookup)
    if gone.negated:
        says = gettext("not: %(property)s", property=says)
    item = Item(f"{subject} – {says} – {shown_term(gone.object, lookup)}")
    text = gettext("The sources of the present release no longer state this. Stated instead:")
    if not gone.successors:
        text = gettext("The sources of the present release no longer state this.")
    heading = gettext("A fact of an earlier release")
    return Content(
        ref=gone.id,
        kind=heading,
        title=gettext("No longer stated"),
        title_language="",
        url=desk.page(f"/statement/{gone.id}"),
        sections=(Section("claim", heading, "text", (item,), 1),),
        withdrawn=Withdrawn(text, tuple(_successor(desk, sid) for sid in gone.successors)),
    )


def _successor(desk: Desk, statement_id: str) -> Successor:
    found = desk.records.statement(statement_id)
    return Successor(found.id, claim(found), desk.page(found.url))
