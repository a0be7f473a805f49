"""Every thing as linked data: one address, answered as a page or as RDF by `Accept` or suffix.

`https://w3id.org/rarekg/X` leads to `/X` here. What has a page (a disease, a statement, a source)
answers there in the form that is wanted; what is an entity or a term of ours is shown where its
page is, after 303 (Cool URIs for the Semantic Web, section 4).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import cast
from urllib.parse import quote

from flask import Blueprint, Response, g, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from rarekg import __version__
from rarekg.errors import NotFound
from rarekg.history import gone_statement
from rarekg.identifiers import iri
from rarekg.records.kinds import SECTIONS, page_of
from rarekg.server import descriptions
from rarekg.server.addresses import moved
from rarekg.server.descriptions import BASE, Description
from rarekg.server.json_ld import context_document
from rarekg.server.languages import DEFAULT, gettext
from rarekg.server.parameters import page_number
from rarekg.server.rdf_formats import (
    FORMS,
    FORMS_OF_THINGS,
    JSON_LD,
    LINK_SET,
    PAGE,
    WITH_GRAPHS,
    Form,
    chosen,
    split_suffix,
    written,
)
from rarekg.server.services import held
from rarekg.server.signposting import (
    ATOM,
    HeadLink,
    alternates,
    document_links,
    link_set,
    link_set_link,
    page_links,
)
from rarekg.server.vocabulary_terms import terms

blueprint = Blueprint("linked_data", __name__)

_ARGUMENTS = ("identifier", "statement_id", "reference_id", "source_id", "method", "term")
_OURS = "rarekg"  # the prefix of entities of ours
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]*")  # what follows it


@dataclass(frozen=True, slots=True)
class Asked:
    """A thing that is asked for: `/section/identifier`, in a form. `named`: by a suffix."""

    section: str
    identifier: str
    form: Form
    named: bool

    @property
    def path(self) -> str:
        """The path of the document in whatever form."""
        return f"/{self.section}/{quote(self.identifier, safe=':')}"


@blueprint.before_app_request
def negotiate() -> AnyResponse | None:
    """Answers what is asked for in RDF; leaves what is asked for as a page to the pages."""
    section, argument, identifier = _thing()
    if not argument:
        return None
    asked = _asked(section, identifier)
    arguments = request.view_args or {}
    arguments[argument] = asked.identifier
    g.linked = asked
    if section == "entity" and (ours := _of_ours(asked)):
        return ours
    if section == "vocab" and not asked.named:
        _term_iri(asked.identifier)
        return redirect(f"{asked.path}.{asked.form.suffix}", HTTPStatus.SEE_OTHER)
    return None if asked.form is PAGE else _document(asked)


def _thing() -> tuple[str, str, str]:
    """The section of the site, the name of the identifier among the arguments of the view, and
    the identifier; empty where no thing is asked for."""
    section = request.path.split("/", 2)[1]
    if request.method not in ("GET", "HEAD") or section not in DOCUMENTED:
        return "", "", ""
    given = request.view_args or {}
    argument = next((name for name in _ARGUMENTS if name in given), "")
    return section, argument, str(given.get(argument, ""))


def _asked(section: str, identifier: str) -> Asked:
    bare, form = split_suffix(identifier, FORMS_OF_THINGS)
    if form is None:
        return Asked(section, bare, form_asked(FORMS_OF_THINGS), named=False)
    g.machine = form is not PAGE
    return Asked(section, bare, form, named=True)


def form_asked(forms: tuple[Form, ...] = FORMS) -> Form:
    """The form that the request wants of a document that has several.

    Raises NotAcceptable.
    """
    g.negotiated = g.machine = True  # until a page is chosen, errors are told to programs
    form = chosen(request.headers.get("Accept", ""), forms)
    g.machine = form is not PAGE
    return form


def _of_ours(asked: Asked) -> AnyResponse | None:
    """From the address of an entity of ours to its document: 303, for it is none itself."""
    canonical = f"{_OURS}:{asked.identifier}"
    kind = held().records.kind(canonical) if _SLUG.fullmatch(asked.identifier) else ""
    if not kind:
        return None
    path = page_of(canonical, kind)
    return redirect(f"{path}.{asked.form.suffix}" if asked.named else path, HTTPStatus.SEE_OTHER)


def _document(asked: Asked) -> AnyResponse:
    g.release = held().speaking(DEFAULT)  # a document in RDF is the same in every language
    if asked.section in SECTIONS and (elsewhere := moved(asked.identifier, asked.section)):
        return _in_form(elsewhere, asked)
    tag = _tag(asked.form.suffix)
    if request.if_none_match.contains_weak(tag):
        response = Response(status=HTTPStatus.NOT_MODIFIED)
    else:
        found, status = _described(asked)
        response = Response(_body(asked, found), status)
        _add_pages(response, asked, found)
    response.headers["Content-Type"] = asked.form.content_type
    if not asked.named:
        response.headers["Content-Location"] = f"{asked.path}.{asked.form.suffix}"
    for link in document_links(asked.path, _cited(asked)):
        response.headers.add("Link", link.header())
    return for_all_sites(tagged(response, asked.form.suffix))


def _body(asked: Asked, found: Description) -> bytes:
    """What is found, in the form that is asked for; of a link set, only that it is there."""
    if asked.form is LINK_SET:
        root = request.url_root.rstrip("/")
        return link_set(root, asked.section, asked.path, _cited(asked))
    return written(found.triples, asked.form, found.named)


def _tag(suffix: str) -> str:
    return f"{held().release.id}.{__version__}.{suffix}"


def tagged(response: Response, suffix: str) -> Response:
    """An answer with a tag: it stays the same as long as release and program do."""
    response.set_etag(_tag(suffix), weak=True)
    response.headers["Cache-Control"] = "no-cache"  # may be kept; ask if it still holds
    response.make_conditional(request)
    return response


def _in_form(elsewhere: AnyResponse, asked: Asked) -> AnyResponse:
    """A redirection that keeps the suffix."""
    if asked.named:
        path, mark, query = elsewhere.headers["Location"].partition("?")
        elsewhere.headers["Location"] = f"{path}.{asked.form.suffix}{mark}{query}"
    return elsewhere


def _described(asked: Asked) -> tuple[Description, int]:
    """The triples of the document, and the status with which they are sent."""
    release, path = held(), asked.path
    match asked.section:
        case "statement":
            return _statement(asked)
        case "reference":
            return descriptions.of_reference(release, asked.identifier, path), HTTPStatus.OK
        case "source" | "method":
            address = f"{BASE}/{asked.section}/{quote(asked.identifier)}"
            return descriptions.of_node(release, address, path), HTTPStatus.OK
        case "vocab":
            address = _term_iri(asked.identifier)
            return descriptions.of_node(release, address, path), HTTPStatus.OK
    page = page_number(request.args.get("page"))
    graphs = asked.form in WITH_GRAPHS
    found = descriptions.of_entity(release, iri(asked.identifier), path, page, graphs=graphs)
    return found, HTTPStatus.OK


def _term_iri(slug: str) -> str:
    """The IRI of a term of the vocabulary. Raises NotFound."""
    if slug not in terms():
        raise NotFound(f"the vocabulary has no term '{slug[:40]}'")
    return terms()[slug].iri


def _statement(asked: Asked) -> tuple[Description, int]:
    release = held()
    if gone := gone_statement(release.release, asked.identifier):
        found = descriptions.of_gone_statement(release, gone, asked.path)
        return found, HTTPStatus.GONE
    return descriptions.of_statement(release, asked.identifier, asked.path), HTTPStatus.OK


def _add_pages(response: Response, asked: Asked, found: Description) -> None:
    """Links to the other pages of a document that is too long for one."""
    if found.pages < 2:
        return
    here = page_number(request.args.get("page"))
    at = f"{asked.path}.{asked.form.suffix}?page="
    pages = {"first": 1, "prev": here - 1, "next": here + 1, "last": found.pages}
    for rel, number in pages.items():
        if 1 <= number <= found.pages:
            response.headers.add("Link", HeadLink(rel, f"{at}{number}").header())


def for_all_sites(response: Response) -> Response:
    """Scripts of other sites may read the answer."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "Content-Location, ETag, Link"
    return response


def _cited(asked: Asked) -> str:
    return f"{BASE}{asked.path}"


@blueprint.after_app_request
def _signposted(response: Response) -> Response:
    """Says of the pages of things that they have other forms, and where."""
    if "negotiated" in g:
        response.vary.add("Accept")
    if response.status_code in (HTTPStatus.OK, HTTPStatus.GONE):
        for link in _signposts():
            response.headers.add("Link", link.header())
    return response


def _signposts() -> tuple[HeadLink, ...]:
    """The links of a page; none of a document, which has its own."""
    asked = cast(Asked | None, g.get("linked"))
    if asked is None:
        return cast(tuple[HeadLink, ...], g.get("signposts", ()))
    if asked.form is not PAGE:
        return ()
    return (*page_links(asked.section, asked.path, _cited(asked)), link_set_link(asked.path))


@blueprint.app_context_processor
def _head_links() -> dict[str, object]:
    """What the head of a page leads to: its other forms, and feeds of what changes."""
    asked = cast(Asked | None, g.get("linked"))
    forms = alternates(asked.path) if asked else g.get("head_links", ())
    feeds = [HeadLink("alternate", "/releases/feed.atom", ATOM, gettext("Changes of all facts"))]
    if asked and asked.section == "disease":
        own = HeadLink(
            "alternate", f"{asked.path}/feed.atom", ATOM, gettext("Changes of this disease")
        )
        feeds.insert(0, own)
    return {"head_links": (*forms, *feeds)}


@blueprint.get("/ns/context.jsonld")
def context() -> Response:
    """The JSON-LD context of all documents."""
    response = Response(context_document(), content_type=JSON_LD.media_type)
    response.set_etag(__version__)
    response.headers["Cache-Control"] = "max-age=3600"
    response.make_conditional(request)
    return for_all_sites(response)


DOCUMENTED = frozenset({*SECTIONS, "statement", "reference", "source", "method", "vocab"})
