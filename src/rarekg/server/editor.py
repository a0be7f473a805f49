"""The example queries on the web: their list, and each with what it finds."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, Response, render_template, request

from rarekg.errors import NotFound, RarekgError
from rarekg.server.askers import asker
from rarekg.server.parameters import search_text
from rarekg.server.services import services
from rarekg.server.sparql_page import manifest, page
from rarekg.sparql.examples import Example, example_named, topics
from rarekg.sparql.protocol import Asked
from rarekg.sparql.table import PAGE_ACCEPT, PAGE_BYTES, table

blueprint = Blueprint("editor", __name__)


@blueprint.get("/sparql/examples")
def list_of_examples() -> Response:
    """All examples; with `q`, those that have all its words."""
    wanted = search_text(request.args.get("q", ""))
    text = render_template(
        "sparql_examples.html", topics=_with_words(wanted), wanted=wanted, release=manifest()
    )
    return Response(text, mimetype="text/html")


@blueprint.get("/sparql/examples/<slug>")
def example_page(slug: str) -> Response:
    """An example with what it finds in the current release.

    One that asks other endpoints is shown without an answer.
    """
    example = _named(slug)
    if not example.runs_here:
        return page(example.query, example=example)
    try:
        answer = Asked(example.query).run(services().sparql, PAGE_ACCEPT, PAGE_BYTES, asker())
    except RarekgError as error:
        return page(example.query, error=str(error), status=error.http_status, example=example)
    return page(example.query, table(answer), example=example)


@blueprint.get("/example/<slug>")
def example_address(slug: str) -> Response:
    """Where `https://w3id.org/rarekg/example/…` leads."""
    location = f"/sparql/examples/{_named(slug).slug}"
    return Response(status=HTTPStatus.SEE_OTHER, headers={"Location": location})


def _named(slug: str) -> Example:
    example = example_named(slug)
    if example is None:
        raise NotFound(f"there is no example query {slug!r}")
    return example


def _with_words(wanted: str) -> dict[str, list[Example]]:
    words = wanted.casefold().split()
    found = {
        topic: [each for each in examples if _has(each, words)]
        for topic, examples in topics().items()
    }
    return {topic: kept for topic, kept in found.items() if kept}


def _has(example: Example, words: list[str]) -> bool:
    parts = (example.title, example.description, example.topic, *example.keywords, example.query)
    text = " ".join(parts).casefold()
    return all(word in text for word in words)
