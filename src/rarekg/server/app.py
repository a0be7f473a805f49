"""The Flask application."""

from __future__ import annotations

import gc
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path

from flask import Flask, Response, g, render_template, request
from jinja2 import StrictUndefined
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from rarekg import __version__
from rarekg.content import content_folder
from rarekg.errors import NotFound, RarekgError
from rarekg.records.kinds import page_of
from rarekg.release import Home
from rarekg.server import (
    api,
    browse_page,
    country_page,
    data_page,
    disease_history,
    downloads,
    editor,
    feeds,
    graph_store,
    home_page,
    linked_data,
    modality_page,
    money,
    organisations,
    pages,
    programme_page,
    promises,
    provenance_pages,
    releases_page,
    search_page,
    sitemaps,
    social,
    sparql,
    static_files,
    style_page,
    therapy_page,
    thing_page,
    treatments_page,
    trials,
    vocabulary_page,
    void_document,
)
from rarekg.server.api import page as api_page
from rarekg.server.current import CurrentRelease
from rarekg.server.failures import of_the_framework
from rarekg.server.head_data import HEAD_DATA
from rarekg.server.kept_parts import kept_parts
from rarekg.server.labels import FILTERS
from rarekg.server.language_choice import choose_languages, in_language, prefix
from rarekg.server.languages import gettext, spoken
from rarekg.server.marks import marks
from rarekg.server.money_views import exact_words, money_words
from rarekg.server.packing import packed
from rarekg.server.pictures import connect
from rarekg.server.pictures import page as pictures
from rarekg.server.security import HEADERS
from rarekg.server.services import Services, held, published, spoken_link
from rarekg.server.static_files import StaticFiles
from rarekg.server.suggestions import Suggestions, suggestions, words_of
from rarekg.server.template_code import quicken
from rarekg.server.views import codes, heading_name
from rarekg.server.widgets import builder, card, frame, oembed
from rarekg.server.widgets import page as widgets
from rarekg.server.widgets import script as widget_scripts
from rarekg.server.wording import qualifier_words, value_words
from rarekg.sparql.client import SparqlClient

_PAGES = (
    api_page,
    connect,
    data_page,
    home_page,
    pages,
    pictures,
    search_page,
    money,
    organisations,
    style_page,
    therapy_page,
    thing_page,
    browse_page,
    builder,
    country_page,
    modality_page,
    treatments_page,
    programme_page,
    promises,
    provenance_pages,
    trials,
    vocabulary_page,
)
_DOCUMENTS = (
    disease_history,
    linked_data,
    downloads,
    void_document,
    releases_page,
    feeds,
    api,
    sparql,
    editor,
    graph_store,
    sitemaps,
    social,
    static_files,
    widgets,
    widget_scripts,
    frame,
    card,
    oembed,
)


# A page makes tens of thousands of objects, and nearly all die by their count. Python's own
# thresholds look through all that is kept (names, links, sources) several times a page: with
# these, 300 rich pages took 9 ms each in the median, not 13 (2 cores, the full release). Twice as
# many at a time cost the page that they fall on 20 ms and more.
_COLLECT = (25_000, 20, 100)


def create_app(home: Home, sparql_client: SparqlClient) -> Flask:
    """The application that serves the current release of a home."""
    gc.set_threshold(*_COLLECT)
    web = content_folder("web")
    app = Flask("rarekg", template_folder=str(web / "templates"), static_folder=None)
    app.extensions["rarekg.static"] = static = StaticFiles(web / "static")
    app.extensions["rarekg"] = Services(CurrentRelease(home), sparql_client)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    quicken(app)
    choose_languages(app)
    app.jinja_env.filters.update(
        FILTERS, plain=value_words, qualified=qualifier_words, named=spoken_link
    )
    app.jinja_env.filters.update(kept_parts(app), money=money_words, exact_money=exact_words)
    app.jinja_env.globals.update(page_of=page_of, codes=codes, heading_name=heading_name)
    app.jinja_env.globals.update(static_url=static.url, **HEAD_DATA)
    app.jinja_env.globals["mark"], app.jinja_env.filters["mark_of"] = marks(app, static)
    for module in (*_PAGES, *_DOCUMENTS):
        app.register_blueprint(module.blueprint)
    app.context_processor(_page_context)
    app.after_request(_secured)
    app.after_request(packed)
    app.after_request(in_language)  # before it is packed: the last one named is the first
    app.register_error_handler(RarekgError, _refused)
    app.register_error_handler(HTTPException, _failed)
    for tagged in _PAGES:
        app.after_request_funcs.setdefault(tagged.blueprint.name, []).append(_tagger(web, static))
    return app


def _tagger(web: Path, static: StaticFiles) -> Callable[[Response], Response]:
    """Gives pages a tag: they stay the same as long as release, program and templates do, and the
    files that they name."""
    newest = max(t.stat().st_mtime_ns for t in (web / "templates").iterdir())
    stamp = f"{__version__}.{newest:x}"

    def tagged(response: Response) -> Response:
        tagged_already = "ETag" in response.headers  # a document in RDF has a tag of its own
        if response.status_code == HTTPStatus.OK and "release" in g and not tagged_already:
            named = g.get("language", "")  # of names, where a page goes by the reader's
            named += g.get("day", "")  # where it goes by the day
            tag = f"{held().release.id}.{stamp}.{static.stamp}{named}.{spoken()}{prefix()}"
            response.set_etag(tag, weak=True)
            response.headers["Cache-Control"] = "no-cache"  # may be kept; ask if it still holds
            response.make_conditional(request)
        return response

    return tagged


def _page_context() -> dict[str, object]:
    manifest = held().manifest if "release" in g else None
    return {"release": manifest, "version": __version__, "query": ""}


def _secured(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def _refused(error: RarekgError) -> tuple[str | Response, int]:
    if isinstance(error, NotFound):
        if not published():
            return _told(503, str(error), ())
        return _told(error.http_status, str(error), suggestions(_asked_for()))
    return _told(error.http_status, str(error), ())


def _asked_for() -> str:
    """The path of the page that stands for what was asked for."""
    return request.path.removeprefix("/api/v1")


def _failed(error: HTTPException) -> tuple[str | Response, int, dict[str, str]] | Response:
    if request.path.startswith("/embed/"):  # an address that no route has
        return frame.failed(error)
    status = error.code or 500
    found = suggestions(_asked_for()) if status == 404 and published() else ()
    allowed = error.valid_methods if isinstance(error, MethodNotAllowed) else None
    headers = {"Allow": ", ".join(sorted(allowed))} if allowed else {}  # RFC 9110, 15.5.6
    ours = of_the_framework(error)
    return *_told(status, error.description or error.name, found, ours), headers


def _told(
    status: int, message: str, suggested: Suggestions, ours: str = ""
) -> tuple[str | Response, int]:
    """An error as JSON for the API and whoever wants RDF, as a page for everybody else: with words
    of ours, in the reader's language, where the framework has only a sentence of its own."""
    if request.path.startswith("/api/") or g.get("machine"):
        return api.problem(status, message, suggested), status
    words = words_of(request.path) if status == HTTPStatus.NOT_FOUND else ""
    page = render_template(
        "error.html",
        status=status,
        message=gettext(ours) if ours else message,
        language="" if ours else "en",
        suggestions=suggested,
        words=words,
    )
    return page, status
