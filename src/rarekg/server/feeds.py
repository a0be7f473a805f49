"""Atom feeds (RFC 4287) of what changes from release to release: in all, and of one disease."""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, tostring

from flask import Blueprint, Response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from rarekg.errors import NotFound
from rarekg.identifiers import iri
from rarekg.records.kinds import DISEASES
from rarekg.server.addresses import moved
from rarekg.server.descriptions import BASE
from rarekg.server.differences import by_key, line_of, release_iri
from rarekg.server.known_releases import Known, come_again, compared, published, steps
from rarekg.server.labels import property_label
from rarekg.server.linked_data import for_all_sites
from rarekg.server.services import held
from rarekg.server.signposting import ATOM

blueprint = Blueprint("feeds", __name__)
blueprint.after_request(come_again)

_STEPS = 10  # releases back: each has to be compared with the one before it, once
_MOST_LINES = 100  # of one entry; the page of the comparison has them all
# What XML 1.0 (section 2.2) has no way to write, not even escaped.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NAMESPACE = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry: what changed with a release. `content` is HTML; `path` leads to the whole."""

    id: str
    title: str
    updated: str
    path: str
    content: str


@blueprint.get("/releases/feed.atom")
def feed() -> AnyResponse:
    """What changed with each of the last releases, by property and source."""
    found = [_summary(old, new) for old, new in steps(_STEPS)]
    known = published()
    if len(known) <= _STEPS:
        found.append(_first(known[-1]))
    return _feed("rarekg: what changes", "/releases/feed.atom", "/releases", found)


def _summary(old: Known, new: Known) -> Entry:
    comparison = compared(old.release, new.release)
    kinds, sources = by_key(comparison), comparison.by_source()
    return Entry(
        id=release_iri(f"{old.id}..{new.id}"),
        title=f"Release {new.id}: {_numbers(kinds)}",
        updated=new.manifest.built,
        path=f"/releases/{old.id}..{new.id}",
        content=render_template(
            "feed_summary.html",
            kinds={property_label(key): many for key, many in kinds.items()},
            sources=sources,
        ),
    )


def _first(known: Known) -> Entry:
    manifest = known.manifest
    text = f"The first release here: {manifest.statements:,} statements."
    path = f"/releases/{known.id}"
    return Entry(release_iri(known.id), f"Release {known.id}", manifest.built, path, text)


def _numbers(kinds: dict[str, dict[str, int]]) -> str:
    """How many facts are new, changed and gone, in words."""
    sums = {
        state: sum(many.get(state, 0) for many in kinds.values())
        for state in ("new", "changed", "gone")
    }
    said = [f"{many:,} {state}" for state, many in sums.items() if many]
    return ", ".join(said) or "no fact is new, changed or gone"


@blueprint.get("/disease/<path:disease>/feed.atom")
def disease_feed(disease: str) -> AnyResponse:
    """What changed about one disease with each of the last releases."""
    if (elsewhere := moved(disease, "disease")) is not None:
        elsewhere.headers["Location"] += "/feed.atom"
        return elsewhere
    lookup = held().records.lookup
    link = lookup.link(iri(disease))
    if link.type not in DISEASES:
        raise NotFound(f"{disease} is no disease")
    found = [entry for old, new in steps(_STEPS) if (entry := _about(old, new, disease, link.name))]
    return _feed(f"{link.name}: what changes", f"{link.url}/feed.atom", link.url, found)


def _about(old: Known, new: Known, disease: str, name: str) -> Entry | None:
    """What a release changed about a disease; None if it changed nothing."""
    lookup = held().records.lookup
    found = compared(old.release, new.release).about(iri(disease), _MOST_LINES + 1)
    if not found:
        return None
    lines = [line_of(one, lookup) for one in found[:_MOST_LINES]]
    change = f"{old.id}..{new.id}"
    return Entry(
        id=f"{release_iri(change)}#{disease}",
        title=f"{name}, release {new.id}",
        updated=new.manifest.built,
        path=f"/releases/{change}",
        content=render_template(
            "feed_lines.html", lines=lines, more=len(found) > _MOST_LINES, root=_root()
        ),
    )


def _root() -> str:
    return request.url_root.rstrip("/")


def _feed(title: str, path: str, page: str, entries: list[Entry]) -> AnyResponse:
    root = Element("feed", xmlns=_NAMESPACE)
    SubElement(root, "id").text = BASE + path
    SubElement(root, "title").text = title
    SubElement(root, "updated").text = max(
        (entry.updated for entry in entries), default=held().manifest.built
    )
    SubElement(root, "link", rel="self", type=ATOM, href=_root() + path)
    SubElement(root, "link", rel="alternate", type="text/html", href=_root() + page)
    author = SubElement(root, "author")
    SubElement(author, "name").text = "rarekg"
    for entry in entries:
        _add_entry(root, entry)
    body = b'<?xml version="1.0" encoding="utf-8"?>\n' + tostring(root, encoding="utf-8")
    response = Response(body, content_type=f"{ATOM}; charset=utf-8")
    response.add_etag()
    response.headers["Cache-Control"] = "no-cache"
    response.make_conditional(request)
    return for_all_sites(response)


def _add_entry(root: Element, entry: Entry) -> None:
    node = SubElement(root, "entry")
    SubElement(node, "id").text = entry.id
    SubElement(node, "title").text = _NOT_XML.sub(" ", entry.title)
    SubElement(node, "updated").text = entry.updated
    SubElement(node, "link", rel="alternate", type="text/html", href=_root() + entry.path)
    SubElement(node, "content", type="html").text = _NOT_XML.sub(" ", entry.content)
