"""Releases and what changed between them: pages, JSON and RDF by `Accept` or suffix."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlencode

import msgspec
from flask import Blueprint, Response, g, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from rarekg.comparison import CHANGED, GONE, NEW, STATES, Comparison, Difference
from rarekg.errors import InvalidParameter, NotFound
from rarekg.graph.description import Triple
from rarekg.server.descriptions import BASE
from rarekg.server.differences import (
    JsonComparison,
    by_key,
    change_triples,
    json_difference,
    line_of,
    release_triples,
)
from rarekg.server.known_releases import Known, come_again, compared, known_release, known_releases
from rarekg.server.languages import gettext, gettext_noop
from rarekg.server.linked_data import for_all_sites, form_asked
from rarekg.server.parameters import page_number
from rarekg.server.rdf_formats import JSON, PAGE, WITH_JSON, Form, split_suffix, written
from rarekg.server.services import held
from rarekg.server.signposting import LICENCES, HeadLink, page_links
from rarekg.vocabulary import properties

blueprint = Blueprint("releases", __name__)
blueprint.after_request(come_again)

PER_PAGE = 50  # lines of a page
PER_DOCUMENT = 1000  # differences in JSON and RDF
_ROOT = "/releases"
_ID = "[0-9]{8}-[0-9a-f]{12}"
_NAMED = re.compile(rf"({_ID})(?:\.\.({_ID}))?")
_SUFFIXES = ", ".join(form.suffix for form in WITH_JSON)
_XHV_NEXT = "<http://www.w3.org/1999/xhtml/vocab#next>"


class JsonRelease(msgspec.Struct, frozen=True):
    """A release for programs; `versions` are those that its sources state."""

    id: str
    built: str
    current: bool
    program: str
    quads: int
    statements: int
    address: str
    changes: str | None
    versions: dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Selection:
    """Which differences are shown: of a state, a property, a source; "" is any."""

    state: str
    key: str
    source: str

    @property
    def predicate(self) -> str:
        """The IRI of the property."""
        return properties()[self.key].iri if self.key else ""

    def address(self, **changed: str) -> str:
        """The query string of this selection with something changed."""
        given = {"state": self.state, "property": self.key, "source": self.source, **changed}
        chosen = {key: value for key, value in given.items() if value}
        return f"?{urlencode(chosen)}" if chosen else "?"


@blueprint.get("/releases")
def releases() -> str | AnyResponse:
    """All releases, the newest first."""
    return _releases(form_asked(WITH_JSON))


@blueprint.get(f"/releases.<any({_SUFFIXES}):suffix>")
def releases_as(suffix: str) -> str | AnyResponse:
    """All releases in the form of a suffix."""
    return _releases(next(form for form in WITH_JSON if form.suffix == suffix))


def _releases(form: Form) -> str | AnyResponse:
    known = known_releases()
    pairs = list(zip(known, [*known[1:], None], strict=True))
    if form is PAGE:
        _signpost(_ROOT)
        return render_template("releases.html", pairs=pairs)
    if form is JSON:
        body = msgspec.json.encode({"releases": [_json_release(*pair) for pair in pairs]})
        return _sent(body, form, _ROOT)
    triples = [triple for pair in pairs for triple in release_triples(*pair)]
    return _sent(written(triples, form), form, _ROOT)


def _json_release(known: Known, before: Known | None) -> JsonRelease:
    manifest = known.manifest
    return JsonRelease(
        id=known.id,
        built=manifest.built,
        current=known.current,
        program=manifest.program,
        quads=manifest.quads,
        statements=manifest.statements,
        address=f"{_ROOT}/{known.id}",
        changes=f"{_ROOT}/{before.id}..{known.id}" if before else None,
        versions={key: source.versions for key, source in sorted(manifest.sources.items())},
    )


@blueprint.get("/releases/<name>")
def release(name: str) -> str | AnyResponse:
    """A release by its id, or (`A..B`) what changed from one to another."""
    bare, form = split_suffix(name, WITH_JSON)
    if form is None:
        form = form_asked(WITH_JSON)
    g.machine = form is not PAGE
    named = _NAMED.fullmatch(bare)
    if named is None:
        raise NotFound(f"'{bare[:60]}' is no release: expected an id, or two as OLD..NEW")
    if named[2]:
        return _change(known_release(named[1]), known_release(named[2]), form)
    return _release(known_release(named[1]), form)


def _release(known: Known, form: Form) -> str | AnyResponse:
    others = known_releases()
    place = [one.id for one in others].index(known.id)
    before = others[place + 1] if place + 1 < len(others) else None
    path = f"{_ROOT}/{known.id}"
    if form is PAGE:
        _signpost(path)
        return render_template("release.html", known=known, before=before, others=others)
    if form is JSON:
        return _sent(msgspec.json.encode(_json_release(known, before)), form, path)
    return _sent(written(list(release_triples(known, before)), form), form, path)


def _change(old: Known, new: Known, form: Form) -> str | AnyResponse:
    comparison = compared(old.release, new.release)
    chosen = _selection(comparison)
    size = PER_PAGE if form is PAGE else PER_DOCUMENT
    page = page_number(request.args.get("page"))
    total = comparison.number(chosen.state, chosen.predicate, chosen.source)
    pages = max(1, -(-total // size))
    if page > pages:
        raise NotFound(f"page {page} of the changes: there are {pages}")
    selected = (chosen.state, chosen.predicate, chosen.source)
    found = comparison.listed((page - 1) * size, size, *selected)
    path = f"{_ROOT}/{old.id}..{new.id}"
    if form is PAGE:
        return _change_page(old, new, comparison, chosen, found, (page, pages, total))
    following = f"{path}.{form.suffix}{chosen.address(page=str(page + 1))}"
    following = following if page < pages else ""
    if form is JSON:
        body = _json(old, new, comparison, found, (page, pages, total))
    else:
        body = written(_triples(old, new, found, path, following), form)
    return _sent(body, form, path, following)


def _selection(comparison: Comparison) -> Selection:
    """The selection that the request asks for. Raises InvalidParameter."""
    chosen = Selection(*(request.args.get(name, "") for name in ("state", "property", "source")))
    known = {
        "state": (chosen.state, STATES),
        "property": (chosen.key, tuple(by_key(comparison))),
        "source": (chosen.source, tuple(comparison.by_source())),
    }
    for name, (value, values) in known.items():
        if value and value not in values:
            raise InvalidParameter(f"{name}: '{value[:40]}': expected one of {', '.join(values)}")
    return chosen


def _change_page(
    old: Known,
    new: Known,
    comparison: Comparison,
    chosen: Selection,
    found: list[Difference],
    count: tuple[int, int, int],
) -> str:
    lookup = held().records.lookup
    page, pages, total = count
    _signpost(f"{_ROOT}/{old.id}..{new.id}")
    return render_template(
        "changes.html",
        old=old,
        new=new,
        states=STATES,
        state_words=lambda state: gettext(_STATE_WORDS[state]),
        by_property=by_key(comparison),
        by_source=comparison.by_source(),
        sources={s.id: s.title for s in held().records.sources()},
        chosen=chosen,
        lines=[line_of(one, lookup) for one in found],
        page=page,
        pages=pages,
        total=total,
    )


_STATE_WORDS = {
    NEW: gettext_noop("New"),
    CHANGED: gettext_noop("Changed"),
    GONE: gettext_noop("Gone"),
}


def _json(
    old: Known,
    new: Known,
    comparison: Comparison,
    found: list[Difference],
    count: tuple[int, int, int],
) -> bytes:
    lookup = held().records.lookup
    page, pages, total = count
    changes = [json_difference(one, lookup) for one in found]
    properties_, sources = by_key(comparison), comparison.by_source()
    return msgspec.json.encode(
        JsonComparison(old.id, new.id, properties_, sources, total, page, pages, changes)
    )


def _triples(
    old: Known, new: Known, found: list[Difference], path: str, following: str
) -> list[Triple]:
    triples = list(change_triples(old, new, found))
    if following:
        triples.append((f"<{BASE}{path}>", _XHV_NEXT, f"<{BASE}{following}>"))
    return triples


def _signpost(path: str) -> None:
    """Says in head and header of a page where it has its data."""
    g.head_links = _forms(path)
    g.signposts = page_links("release", path, f"{BASE}{path}")


def _forms(path: str) -> tuple[HeadLink, ...]:
    return tuple(
        HeadLink("alternate", f"{path}.{form.suffix}", form.media_type, form.name)
        for form in WITH_JSON
        if form is not PAGE
    )


def _sent(body: bytes, form: Form, path: str, following: str = "") -> AnyResponse:
    """A document, with a tag that changes when a release comes or goes."""
    response = Response(body, content_type=form.content_type)
    response.add_etag()
    response.headers["Cache-Control"] = "no-cache"
    asked = request.query_string.decode("ascii", "replace")
    here = f"{path}.{form.suffix}"
    response.headers["Content-Location"] = f"{here}?{asked}" if asked else here
    links = [HeadLink("describes", path), HeadLink("license", LICENCES), *_forms(path)]
    if following:
        links.append(HeadLink("next", following))
    for link in links:
        response.headers.add("Link", link.header())
    response.make_conditional(request)
    return for_all_sites(response)
