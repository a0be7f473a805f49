"""Pages of who says so: one source, one reference, one method."""

from __future__ import annotations

import re
from http import HTTPStatus

from flask import Blueprint, redirect, render_template
from werkzeug.wrappers import Response

from rarekg.errors import NotFound
from rarekg.records.model import Source
from rarekg.server.claims import claim
from rarekg.server.descriptions import MOST_BACKED, backed_by
from rarekg.server.services import held
from rarekg.vocabulary import METHOD, REFERENCE

blueprint = Blueprint("provenance", __name__)

_METHOD = re.compile(r"[a-z0-9-]+")
_SHOWN = 100  # statements on the page of a reference; a record can back hundreds


@blueprint.get("/source/<source_id>")
def source(source_id: str) -> str:
    """One source: what it is, its licence, what the release took from it."""
    return render_template("source.html", source=_source_named(source_id))


@blueprint.get("/licences")
def licences() -> Response:
    """What the graph names as the terms of a release: those of its sources, each with its own."""
    return redirect("/sources", HTTPStatus.SEE_OTHER)


def _source_named(source_id: str) -> Source:
    known = {s.id: s for s in held().records.sources()}
    if source_id not in known:
        raise NotFound(f"no source '{source_id[:40]}' in this release; there are: {list(known)}")
    return known[source_id]


@blueprint.get("/reference/<reference_id>")
def reference(reference_id: str) -> str:
    """One reference: a source's record, and the statements that rest on it."""
    release = held()
    if not release.records.lookup.reference(reference_id).values:
        raise NotFound(f"no reference '{reference_id[:40]}' in this release")
    ids = backed_by(release, reference_id)
    shown = [release.records.statement(sid) for sid in ids[:_SHOWN]]
    return render_template(
        "reference.html",
        references=[release.records.lookup.backing(REFERENCE + reference_id)],
        statements=[(s.id, claim(s)) for s in shown],
        total=len(ids),
        most=MOST_BACKED,
    )


@blueprint.get("/method/<method>")
def method(method: str) -> str:
    """One method by which facts were derived, in words."""
    lookup = held().records.lookup
    known = _METHOD.fullmatch(method)
    name, language = lookup.name(METHOD + method) if known else ("", "")
    if not language:
        raise NotFound(f"no method '{method[:40]}' in this release")
    return render_template("method.html", name=name, language=language, address=METHOD + method)
