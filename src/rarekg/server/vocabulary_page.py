"""The vocabulary at its own address: one page of all terms, one of each, or RDF by `Accept`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyoxigraph as ox
from flask import Blueprint, Response, g, render_template
from werkzeug.wrappers import Response as AnyResponse

from rarekg.content import content_folder
from rarekg.errors import NotFound
from rarekg.graph.description import Triple
from rarekg.records.kinds import identifier_of
from rarekg.server.languages import DEFAULT, gettext, gettext_noop, spoken
from rarekg.server.linked_data import for_all_sites, form_asked, tagged
from rarekg.server.rdf_formats import FORMS, PAGE, TURTLE, Form, written
from rarekg.server.services import held
from rarekg.server.signposting import alternates, page_links
from rarekg.server.vocabulary_terms import Term, terms, usage, uses_of_value
from rarekg.vocabulary import RKG

blueprint = Blueprint("vocabulary", __name__)

_ROOT = "/vocab"
_KINDS = {
    "class": gettext_noop("Classes"),
    "property": gettext_noop("Properties of things"),
    "qualifier": gettext_noop("Qualifiers of statements"),
    "structure": gettext_noop("Statements, references, and the vocabulary itself"),
    "value": gettext_noop("Values of closed lists"),
}
_SUFFIXES = ", ".join(form.suffix for form in FORMS)


@dataclass(frozen=True, slots=True)
class Linked:
    """Another term, or a place on the web, in words."""

    words: str
    href: str
    name: str


@blueprint.get("/vocab/")
def vocabulary() -> str | AnyResponse:
    """All terms, by kind, in the form that is wanted."""
    form = form_asked()
    return _page() if form is PAGE else _file(form)


@blueprint.get(f"/vocab.<any({_SUFFIXES}):suffix>")
def vocabulary_as(suffix: str) -> str | AnyResponse:
    """All terms in the form of a suffix."""
    form = next(each for each in FORMS if each.suffix == suffix)
    return _page() if form is PAGE else _file(form)


@blueprint.get("/vocab/<term>")
def term(term: str) -> str | AnyResponse:
    """The page of one term. (Its RDF is answered by `rarekg.server.linked_data`.)"""
    found = term_named(term)
    records = held().records
    used = uses_of_value(records, found.iri) if found.kind == "value" else None
    return render_template(
        "term.html",
        term=found,
        kind=gettext(_KINDS[found.kind]),
        labelled=labelled,
        worded=worded,
        compact=identifier_of(found.iri),
        used=usage(records).get(found.iri, 0) if used is None else used,
        links=[_linked(gettext(words), to) for words, to in found.links],
        domain=[_linked("", iri) for iri in found.domain],
        range=[_linked("", iri) for iri in found.range],
        values=[t for t in terms().values() if t.of == found.iri],
        of=_linked("", found.of) if found.of else None,
        narrower=[t for t in terms().values() if ("narrower than", found.iri) in t.links],
        pointing=[t for t in terms().values() if found.iri in t.domain],
    )


def term_named(slug: str) -> Term:
    """The term with this page. Raises NotFound."""
    found = terms().get(slug)
    if found is None:
        raise NotFound(f"the vocabulary has no term '{slug[:40]}': {_ROOT}/ lists them")
    return found


def _page() -> str:
    by_kind = {gettext(words): _of_kind(kind) for kind, words in _KINDS.items()}
    g.head_links = alternates(_ROOT)
    g.signposts = page_links("vocab", _ROOT, RKG)
    return render_template(
        "vocabulary.html",
        groups={words: found for words, found in by_kind.items() if found},
        usage=usage(held().records),
        names={t.iri: labelled(t)[0] for t in terms().values()},
        labelled=labelled,
        worded=worded,
        linked=_linked,
        compact=identifier_of,
    )


def labelled(term: Term) -> tuple[str, str]:
    """What a term is called in the reader's language, else in English; and the language."""
    if spoken() in term.labels:
        return term.labels[spoken()], spoken()
    english = term.labels.get("en", term.slug)
    translated = gettext(english)
    return translated, DEFAULT if translated == english else spoken()


def worded(texts: Mapping[str, str]) -> tuple[str, str]:
    """A text in the reader's language, else in English; and the language."""
    language = spoken() if spoken() in texts else DEFAULT
    return texts.get(language, ""), language


def _of_kind(kind: str) -> list[Term]:
    found = [t for t in terms().values() if t.kind == kind]
    return sorted(found, key=lambda t: (t.of, t.slug.casefold())) if kind == "value" else found


def _linked(words: str, iri: str) -> Linked:
    """The way to a term: its page here, or its address."""
    known = _by_iri(terms().values()).get(iri)
    if known is None:
        return Linked(words, iri, identifier_of(iri))
    return Linked(words, f"{_ROOT}/{known.slug}.html", labelled(known)[0])


def _by_iri(known: Iterable[Term]) -> dict[str, Term]:
    return {t.iri: t for t in known}


def _file(form: Form) -> AnyResponse:
    """The whole vocabulary as RDF; in Turtle, the very file with its comments."""
    turtle = (content_folder("ontology") / "rarekg.ttl").read_bytes()
    body = turtle if form is TURTLE else written(_triples(turtle), form)
    response = tagged(Response(body, content_type=form.content_type), form.suffix)
    for link in page_links("vocab", _ROOT, RKG):
        response.headers.add("Link", link.header())
    return for_all_sites(response)


def _triples(turtle: bytes) -> list[Triple]:
    quads = ox.parse(input=turtle, format=ox.RdfFormat.TURTLE)
    return sorted((str(q.subject), str(q.predicate), str(q.object)) for q in quads)
