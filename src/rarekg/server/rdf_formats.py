"""The forms of a document about a thing: a page or RDF, by suffix or by `Accept`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import pyoxigraph as ox

from rarekg.graph.description import Triple, lines
from rarekg.server.json_ld import json_ld, namespaces_of
from rarekg.sparql.formats import quality
from rarekg.sparql.refusals import NotAcceptable


@dataclass(frozen=True, slots=True)
class Form:
    """A form of a document: what its address ends in, and its media types (the first one is the
    one that we send)."""

    suffix: str
    name: str
    media_types: tuple[str, ...]

    @property
    def media_type(self) -> str:
        """What is sent as Content-Type, without parameters."""
        return self.media_types[0]

    @property
    def content_type(self) -> str:
        """The whole Content-Type."""
        text = self.media_type.startswith("text/")
        return f"{self.media_type}; charset=utf-8" if text else self.media_type


PAGE = Form("html", "HTML", ("text/html", "application/xhtml+xml"))
TURTLE = Form("ttl", "Turtle", ("text/turtle", "application/x-turtle"))
JSON_LD = Form("jsonld", "JSON-LD", ("application/ld+json", "application/json"))
N_TRIPLES = Form("nt", "N-Triples", ("application/n-triples",))
RDF_XML = Form("rdf", "RDF/XML", ("application/rdf+xml",))
TRIG = Form("trig", "TriG", ("application/trig",))
N_QUADS = Form("nq", "N-Quads", ("application/n-quads",))
JSON = Form("json", "JSON", ("application/json",))
LINK_SET = Form("linkset", "Link set", ("application/linkset+json",))  # RFC 9264
RDF_FORMS = (TURTLE, JSON_LD, N_TRIPLES, RDF_XML, TRIG, N_QUADS)
WITH_GRAPHS = (TRIG, N_QUADS)  # these also say which named graphs have a triple
FORMS = (PAGE, *RDF_FORMS)  # in our order of preference: the first one answers `*/*`
FORMS_OF_THINGS = (*FORMS, LINK_SET)
WITH_JSON = (PAGE, JSON, *RDF_FORMS)  # of documents that have a plain form for programs


def split_suffix(address: str, forms: tuple[Form, ...] = FORMS) -> tuple[str, Form | None]:
    """An address without the suffix of a form, and that form; None if it has none."""
    bare, dot, suffix = address.rpartition(".")
    form = next((form for form in forms if form.suffix == suffix), None)
    return (bare, form) if dot and bare and form is not None else (address, None)


@lru_cache(maxsize=512)
def chosen(accept: str, forms: tuple[Form, ...] = FORMS) -> Form:
    """The form that an `Accept` header wants most; an empty one is content with anything.

    Raises NotAcceptable if it wants none of them.
    """
    ranked = [(_wanted(accept.lower(), form), form) for form in forms]
    best = max(ranked, key=lambda pair: pair[0])
    if best[0] <= 0:
        known = ", ".join(form.media_type for form in forms)
        raise NotAcceptable(f"nothing here can be written as '{accept}'; known: {known}")
    return best[1]


def _wanted(accept: str, form: Form) -> float:
    """How much a form is wanted. Wildcards mean its own type, not the others it also answers."""
    own, *others = form.media_types
    named = (quality(accept, kind) for kind in others if kind in accept)
    return max(quality(accept, own), *named, 0.0)


def written(triples: list[Triple], form: Form, named: Iterable[tuple[Triple, str]] = ()) -> bytes:
    """Triples in one of the forms of RDF; `named`: what is in which named graph, for those forms
    that have such."""
    if form in WITH_GRAPHS:
        return _with_graphs(lines(triples, named), triples, form)
    text = lines(triples)
    if form is N_TRIPLES:
        return text
    parsed = _parsed(text)
    if form is JSON_LD:
        return json_ld(parsed)
    native = ox.RdfFormat.TURTLE if form is TURTLE else ox.RdfFormat.RDF_XML
    return ox.serialize(parsed, format=native, prefixes=namespaces_of(parsed)) or b""


def _with_graphs(text: bytes, triples: list[Triple], form: Form) -> bytes:
    if form is N_QUADS:
        return text
    quads = list(ox.parse(input=text, format=ox.RdfFormat.N_QUADS))
    prefixes = namespaces_of(_parsed(lines(triples)))
    return ox.serialize(quads, format=ox.RdfFormat.TRIG, prefixes=prefixes) or b""


def _parsed(text: bytes) -> list[ox.Triple]:
    return [quad.triple for quad in ox.parse(input=text, format=ox.RdfFormat.N_TRIPLES)]
