"""The Flask application."""

from __future__ import annotations

from flask import Flask, Response, g, render_template, request
from jinja2 import StrictUndefined
from werkzeug.exceptions import HTTPException

from rarekg import __version__
from rarekg.content import content_folder
from rarekg.errors import NotFound, RarekgError
from rarekg.release import Home
from rarekg.server import api, pages, sparql
from rarekg.server.current import CurrentRelease
from rarekg.server.labels import FILTERS
from rarekg.server.services import Services, held
from rarekg.sparql.client import SparqlClient

# Nothing is loaded from elsewhere, and no other site may frame a page.
_SECURITY = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": "geolocation=(), camera=(), microphone=()",
}


def create_app(home: Home, sparql_client: SparqlClient) -> Flask:
    """The application that serves the current release of a home."""
    web = content_folder("web")
    app = Flask("rarekg", template_folder=str(web / "templates"), static_folder=str(web / "static"))
    app.extensions["rarekg"] = Services(CurrentRelease(home), sparql_client)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(FILTERS)
    for module in (pages, api, sparql):
        app.register_blueprint(module.blueprint)
    app.context_processor(_page_context)
    app.after_request(_secured)
    app.register_error_handler(RarekgError, _refused)
    app.register_error_handler(HTTPException, _failed)
    return app


def _page_context() -> dict[str, object]:
    manifest = held().manifest if "release" in g else None
    return {"release": manifest, "version": __version__, "query": ""}


def _secured(response: Response) -> Response:
    for name, value in _SECURITY.items():
        response.headers.setdefault(name, value)
    return response


def _refused(error: RarekgError) -> tuple[str | Response, int]:
    suggestions = pages.suggestions(request.path) if isinstance(error, NotFound) else ()
    return _told(error.http_status, str(error), suggestions)


def _failed(error: HTTPException) -> tuple[str | Response, int]:
    return _told(error.code or 500, error.description or error.name, ())


def _told(status: int, message: str, suggestions: pages.Suggestions) -> tuple[str | Response, int]:
    """An error as JSON for the API, as a page for everybody else."""
    if request.path.startswith("/api/"):
        return api.problem(status, message, suggestions), status
    page = render_template("error.html", status=status, message=message, suggestions=suggestions)
    return page, status
