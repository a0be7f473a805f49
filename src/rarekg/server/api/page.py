"""The page about the interface, made from its description; and the description itself."""

from __future__ import annotations

from flask import Blueprint, Response, render_template

from rarekg.server.api import routes
from rarekg.server.api.examples import examples
from rarekg.server.api.openapi import PATH, document
from rarekg.server.api.reading import description, fields, type_words
from rarekg.server.api.routes import json_response
from rarekg.server.services import held

blueprint = Blueprint("api_page", __name__)


@routes.blueprint.get(PATH)
def openapi() -> Response:
    """The interface as OpenAPI 3.1."""
    return json_response(document())


@blueprint.get("/api")
def api_page() -> str:
    """The interface, to read: each operation with its parameters and an example."""
    described = description()
    return render_template(
        "api.html",
        api=described,
        groups=[(tag, described.of(tag.name)) for tag in described.tags],
        schemas={
            name: (part.description, fields(part))
            for name, part in sorted(described.components.schemas.items())
        },
        type_words=type_words,
        examples=examples(held()),
        openapi=PATH,
    )
