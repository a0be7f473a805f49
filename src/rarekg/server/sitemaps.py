"""`/robots.txt` and the sitemaps that it names (sitemaps.org, 0.9): every page there is of a thing,
in each language of the interface.

A sitemap is written when it is asked for, in 0.3 s, and is the same until the next release.
The pages' own heads say which are translations of one another: in here that would be ten lines for
each of 800,000.
"""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator
from itertools import islice
from threading import Lock
from xml.sax.saxutils import escape

from flask import Blueprint, Response, request

from rarekg.errors import NotFound
from rarekg.server.languages import DEFAULT, INTERFACE
from rarekg.server.services import held

blueprint = Blueprint("sitemaps", __name__)

PER_FILE = 40_000  # addresses; at most 50,000 and 50 MB are allowed: these are 5 MB
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_AT_ONCE = 500  # lines between two pieces that are packed
# The pages that are about no single thing, the ones to begin with first.
_SITE = (
    "/",
    "/browse",
    "/diseases",
    "/signs",
    "/genes",
    "/therapies",
    "/modalities",
    "/trials",
    "/centres",
    "/organisations",
    "/countries",
    "/money",
    "/key-figures",
    "/widgets",
    "/widgets/gallery",
    "/widgets/recipes",
    "/about",
    "/accessibility",
    "/privacy",
    "/sources",
    "/releases",
    "/data",
    "/api",
    "/sparql",
    "/sparql/examples",
    "/vocab/",
)
# Endlessly many: what can be asked, what lists can be filtered by. Their pages are in the sitemaps.
_ENDLESS = (
    "/api/",
    "/connect?",
    "/graph",
    "/money?",
    "/organisations?",
    "/search?",
    "/sparql?",
    "/trials?",
    "/widgets?",
)
_ROBOTS = """\
# Every page may be read by everybody, programs too. Endless lists are left out: the sitemap names
# each page, and /data has everything in files.
User-agent: *
{rules}

Sitemap: {root}/sitemap.xml
"""
_write = Lock()  # one sitemap at a time in a process
_counts: dict[str, int] = {}  # pages by the id of the release: of the last one


@blueprint.get("/robots.txt")
def robots() -> Response:
    """What programs that follow all links are asked to leave out."""
    every = (f"{before}{path}" for path in _ENDLESS for before in ("", "/*"))
    rules = "\n".join(f"Disallow: {path}" for path in every)
    response = Response(_ROBOTS.format(rules=rules, root=_root()), content_type="text/plain")
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


@blueprint.get("/sitemap.xml")
def index() -> Response:
    """The sitemaps: for each language as many as its pages need."""
    files = -(-_count() // PER_FILE)
    names = (f"{tag}-{number}" for tag in INTERFACE for number in range(1, files + 1))
    day = held().manifest.built[:10]
    lines = (
        f"<sitemap><loc>{_root()}/sitemaps/{name}.xml.gz</loc><lastmod>{day}</lastmod></sitemap>"
        for name in names
    )
    body = "\n".join((f'{_HEAD}<sitemapindex xmlns="{_NAMESPACE}">', *lines, "</sitemapindex>\n"))
    return _kept(Response(body, content_type="application/xml"))


@blueprint.get("/sitemaps/<language>-<int:number>.xml.gz")
def sitemap(language: str, number: int) -> Response:
    """One sitemap, packed."""
    files = -(-_count() // PER_FILE)
    if language not in INTERFACE or not 1 <= number <= files:
        raise NotFound("there is no such sitemap; /sitemap.xml names them all")
    response = Response(content_type="application/gzip")
    if not request.if_none_match.contains_weak(_tag()):
        response.set_data(_packed(language, number))
    return _kept(response)


def _kept(response: Response) -> Response:
    response.set_etag(_tag(), weak=True)
    response.headers["Cache-Control"] = "no-cache"
    response.make_conditional(request)
    return response


def _tag() -> str:
    return f"{held().release.id}.{_root()}"


def _root() -> str:
    return request.url_root.rstrip("/")


def _paths() -> Iterator[str]:
    """The paths of all pages: those of the site, then those of things."""
    yield from _SITE
    yield from held().records.paths()


def _count() -> int:
    """How many pages the release has; counted once."""
    release = held().release.id
    known = _counts.get(release)
    if known is None:
        known = sum(1 for _ in _paths())
        _counts.clear()
        _counts[release] = known
    return known


def _packed(language: str, number: int) -> bytes:
    before = _root() if language == DEFAULT else f"{_root()}/{language}"
    day = held().manifest.built[:10]
    made = io.BytesIO()
    with _write, gzip.GzipFile(fileobj=made, mode="wb", compresslevel=6, mtime=0) as file:
        file.write(f'{_HEAD}<urlset xmlns="{_NAMESPACE}">\n'.encode())
        chosen = islice(_paths(), (number - 1) * PER_FILE, number * PER_FILE)
        while some := list(islice(chosen, _AT_ONCE)):
            file.write("".join(_entry(before + path, day) for path in some).encode())
        file.write(b"</urlset>\n")
    return made.getvalue()


def _entry(address: str, day: str) -> str:
    return f"<url><loc>{escape(address)}</loc><lastmod>{day}</lastmod></url>\n"
