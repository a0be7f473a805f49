"""`/.well-known/void`: the description of the release that is served, as RDF; people see /data."""

from __future__ import annotations

from functools import lru_cache
from http import HTTPStatus
from pathlib import Path

import pyoxigraph as ox
from flask import Blueprint, Response, redirect
from werkzeug.wrappers import Response as AnyResponse

from rarekg.downloads.void_file import VOID
from rarekg.errors import NotFound
from rarekg.graph.bucket import split_quad
from rarekg.server.linked_data import for_all_sites, form_asked, tagged
from rarekg.server.rdf_formats import FORMS, PAGE, TURTLE, Form, written
from rarekg.server.services import held
from rarekg.server.signposting import HeadLink

blueprint = Blueprint("void_document", __name__)

PATH = "/.well-known/void"
_KEPT = 4  # the forms of one release, each a megabyte


@blueprint.get(PATH)
def void() -> AnyResponse:
    """The description, in the form that is asked for."""
    form = form_asked()
    if form is PAGE:
        return redirect("/data", HTTPStatus.SEE_OTHER)
    file = held().release.path / VOID
    if not file.is_file():
        raise NotFound("this release was built without a VoID description; build it anew")
    response = Response(_written(file, form), content_type=form.content_type)
    response.headers.add("Link", HeadLink("alternate", "/data", PAGE.media_type).header())
    return for_all_sites(tagged(response, f"void.{form.suffix}"))


@blueprint.get(f"/dataset.<any({', '.join(form.suffix for form in FORMS)}):suffix>")
def dataset_as(suffix: str) -> AnyResponse:
    """The document about the dataset in the form of a suffix."""
    return redirect(f"/data.{suffix}", HTTPStatus.SEE_OTHER)


@blueprint.get("/dataset")
@blueprint.get("/dataset/<path:part>")
def dataset(part: str = "") -> AnyResponse:
    """The dataset and its partitions have addresses, and no documents of their own."""
    form = form_asked()
    if form is PAGE:
        return redirect("/data", HTTPStatus.SEE_OTHER)
    return redirect(PATH if part else f"/data.{form.suffix}", HTTPStatus.SEE_OTHER)


@lru_cache(_KEPT)
def _written(file: Path, form: Form) -> bytes:
    """The file as it is, or the same in another form."""
    if form is TURTLE:
        return file.read_bytes()
    quads = ox.parse(path=str(file), format=ox.RdfFormat.TURTLE)
    lines = (f"{quad.triple} .\n" for quad in quads)
    return written([split_quad(line)[0] for line in lines], form)
