"""Which language a page is in: `/fr/disease/ORPHA:95` is the French one.

Addresses without a language are contracts (they are the IRIs' documents) and stay English. Inside,
the program knows only these: the language is taken off an address before it is looked at, and put
before the links to pages, and before the addresses that a page redirects to, when the answer is
made. Only whoever comes from elsewhere, with a browser that wants another language, is led to a
page in it: no cookie is needed, and who chooses English in the page stays with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import quote

from flask import Flask, Response, redirect, request
from flask_babel import Babel
from werkzeug.datastructures import LanguageAccept
from werkzeug.wrappers import Response as AnyResponse

from rarekg.server.languages import (
    DEFAULT,
    INTERFACE,
    catalogue_context,
    catalogue_context_plural,
    catalogue_plural,
    catalogue_text,
    speaking,
    spoken,
)
from rarekg.server.template_texts import template_plural, template_text

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_CHOSEN = "rarekg.language"  # the language in the address, in the environment of the request
_TAGS = "|".join(INTERFACE)
_PREFIX = re.compile(rf"/({_TAGS})(?=/|$)")
# What is no page has one address: files, interfaces for programs, documents in RDF, feeds.
_FOLDERS = (
    r"static/|api/|ns/|healthz|\.well-known/|data/[^/\"?#]+/|og/|embed/|card/|oembed|"
    r"widgets/(?:v1|[0-9][^/\"?#]*)/"
)
_ENDINGS = (
    "ttl|jsonld|nt|rdf|trig|nq|json|linkset|atom|csv|tsv|txt|xml|rq|svg|png|gz|xz|zip|js|css|ico|"
    "webmanifest"
)
_NO_PAGE = re.compile(rf"/(?:{_FOLDERS}|[^\"?#]*\.(?:{_ENDINGS})(?:[\"?#]|$))")
# Links to pages, with what stands before their path; those that name a language have one already.
_LINK = re.compile(
    rf' (href|action)="/(?!/|(?:{_TAGS})[/"?#]|{_FOLDERS}|[^"?#]*\.(?:{_ENDINGS})["?#])'.encode()
)
_FROM_ELSEWHERE = frozenset({"none", "cross-site"})
_IN_PATH = "/:;,@!$&'()*+=~"  # what a path may hold as it is (RFC 3986, 3.3)
# Bytes of a query that the addresses in other languages repeat: ten times the longest that a
# browser sends would be more than half a megabyte.
_MOST_ASKED = 4_000
_VARY = ("Accept-Language", "Sec-Fetch-Site")


def choose_languages(app: Flask) -> None:
    """Makes an application answer in the languages of the interface."""
    Babel(app, default_locale=DEFAULT, locale_selector=spoken, configure_jinja=False)
    app.jinja_env.add_extension("jinja2.ext.i18n")
    vars(app.jinja_env)["install_gettext_callables"](
        catalogue_text,
        catalogue_plural,
        newstyle=True,
        pgettext=catalogue_context,
        npgettext=catalogue_context_plural,
    )
    app.jinja_env.globals.update(gettext=template_text, _=template_text, ngettext=template_plural)
    app.jinja_env.globals.update(
        spoken=spoken, translations=translations, alternates=alternates, prefix=prefix
    )
    app.before_request(_preferred)
    vars(app)["wsgi_app"] = _Prefixes(app.wsgi_app)


class _Prefixes:
    """Takes the language off the address of a page; leads from that of what is no page to the
    address without a language."""

    def __init__(self, inner: WSGIApplication) -> None:
        self._inner = inner

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        found = _PREFIX.match(path)
        if found is None:
            with speaking(DEFAULT):
                return self._inner(environ, start)
        rest = path[found.end() :] or "/"
        if not is_page(rest):
            return _elsewhere(environ, start, rest)
        with speaking(found[1]):
            return self._inner({**environ, "PATH_INFO": rest, _CHOSEN: found[1]}, start)


def _elsewhere(environ: WSGIEnvironment, start: StartResponse, path: str) -> Iterable[bytes]:
    asked = environ.get("QUERY_STRING", "")
    plain = quote(path.encode("latin-1"), safe=_IN_PATH)
    address = f"/{plain.lstrip('/')}"
    response = redirect(f"{address}?{asked}" if asked else address, HTTPStatus.PERMANENT_REDIRECT)
    return response(environ, start)


def is_page(path: str) -> bool:
    """Whether a path, without a language, is that of a page."""
    return _NO_PAGE.match(path) is None


def prefix() -> str:
    """What stands before the path of a page in the language of the request: "/fr"; "" where the
    request named none."""
    chosen: str = request.environ.get(_CHOSEN, "")
    return f"/{chosen}" if chosen else ""


def translations() -> list[tuple[str, str, str]]:
    """The page of the request in each language of the interface: tag, name, path with query."""
    asked = request.query_string
    path = quote(request.path, safe=_IN_PATH)
    told = 0 < len(asked) <= _MOST_ASKED
    rest = f"{path}?{asked.decode('ascii', 'replace')}" if told else path
    return [(tag, name, f"/{tag}{rest}") for tag, name in INTERFACE.items()]


def alternates() -> list[tuple[str, str, str]]:
    """For search engines: relation, language and whole address of the page of the request in its
    own language, in each other, and for everybody else. English has the address without a language:
    one page, one address."""
    root = request.url_root.rstrip("/")
    page = f"?page={number}" if (number := request.args.get("page", "")).isdecimal() else ""
    path = quote(request.path, safe=_IN_PATH) + page
    found = {tag: root + path if tag == DEFAULT else f"{root}/{tag}{path}" for tag in INTERFACE}
    others = [("alternate", tag, href) for tag, href in found.items()]
    return [
        ("canonical", "", found[spoken()]),
        *others,
        ("alternate", "x-default", found[DEFAULT]),
    ]


def _preferred() -> AnyResponse | None:
    """Leads whoever comes from elsewhere to the page in a language that they prefer."""
    headers = request.headers
    if (
        prefix()
        or request.method not in ("GET", "HEAD")
        or headers.get("Sec-Fetch-Site") not in _FROM_ELSEWHERE
        or headers.get("Sec-Fetch-Mode") != "navigate"
        or not is_page(request.path)
        or "text/html" not in headers.get("Accept", "text/html")
    ):
        return None
    language = preferred_language(request.accept_languages)
    if language == DEFAULT:
        return None
    where = next(path for tag, _, path in translations() if tag == language)
    response = redirect(where, HTTPStatus.FOUND)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Vary"] = ", ".join(_VARY)
    return response


def preferred_language(wanted: LanguageAccept) -> str:
    """The first of the wanted languages that the interface has, that of a country as any."""
    for tag in wanted.values():
        language = tag.partition("-")[0].lower()
        if language in INTERFACE:
            return language
    return DEFAULT


def in_language(response: Response) -> Response:
    """Puts the language before links to pages; says what the answer went by."""
    if response.mimetype == "text/html":
        response.headers.setdefault("Content-Language", spoken())
    before = prefix()
    if not before:
        if response.mimetype == "text/html" and is_page(request.path):
            response.vary.update(_VARY)
        return response
    if "Location" in response.headers:
        where = response.headers["Location"].removeprefix(request.host_url.rstrip("/"))
        if _LINK.match(f' href="{where}"'.encode()):
            response.headers["Location"] = before + where
    if response.mimetype == "text/html" and not response.is_streamed:
        response.set_data(_LINK.sub(rf' \1="{before}/'.encode(), response.get_data()))
    return response
