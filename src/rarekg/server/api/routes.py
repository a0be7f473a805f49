"""The routes: parameters read, the operation asked, its answer sent."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

import msgspec
from flask import Blueprint, Response, g, request
from flask.blueprints import BlueprintSetupState

from rarekg import __version__
from rarekg.errors import NotFound, ReleaseBroken
from rarekg.search.protocol import Hit
from rarekg.server.api import schemas
from rarekg.server.api.asked import asked, only_known
from rarekg.server.api.found import Problem
from rarekg.server.api.operation import Operation
from rarekg.server.api.operations import operations
from rarekg.server.api.searching import result
from rarekg.server.api.values import api_of
from rarekg.server.services import held

blueprint = Blueprint("api", __name__)

_UNTAGGED = "api.healthz"  # it answers anew each time


def _route(operation: Operation) -> Callable[..., Response]:
    def answer(**path: str) -> Response:
        release = held()
        given = dict(request.args.lists())
        if operation.strict:
            only_known(operation.parameters, given)
        in_path = {name: [value] for name, value in path.items()}
        values = asked(operation.parameters, {**given, **in_path}, release)
        found = operation.answered(release, values)
        response = json_response(found)
        if isinstance(found, schemas.Entity):
            response.headers["Content-Location"] = api_of(found.id, found.type) or ""
        return response

    return answer


@blueprint.record
def _add_routes(state: BlueprintSetupState) -> None:
    for operation in operations():
        rule = operation.path.replace("{id}", "<path:id>")
        state.add_url_rule(rule, operation.name, _route(operation))


@blueprint.get("/healthz")
def healthz() -> Response:
    """Whether a release is being served, and which; 503 if there is none."""
    try:
        release = held().release.id
    except (NotFound, ReleaseBroken) as error:
        return json_response({"status": "no release", "detail": str(error)}, 503)
    return json_response({"status": "ok", "release": release})


@blueprint.after_request
def tagged(response: Response) -> Response:
    """Lets scripts of other sites read answers, and marks them: they stay the same as long as
    release and program do."""
    if request.endpoint == _UNTAGGED:
        return response
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "ETag, Content-Location"
    if response.status_code == HTTPStatus.OK:
        release = held().release.id if "release" in g else "any"
        response.set_etag(f"{release}.{__version__}", weak=True)
        response.headers["Cache-Control"] = "no-cache"  # may be kept; ask if it still holds
        response.make_conditional(request)
    return response


def problem(status: int, message: str, suggestions: tuple[Hit, ...]) -> Response:
    """An error as `application/problem+json`."""
    title = Response(status=status).status.partition(" ")[2].capitalize()
    body = Problem(title, status, message, [result(hit) for hit in suggestions])
    response = json_response(body, status, "application/problem+json")
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def json_response(
    body: object, status: int = 200, media_type: str = "application/json"
) -> Response:
    """A value as JSON."""
    return Response(encoded(body), status, mimetype=media_type)


def encoded(body: object) -> bytes:
    """A value as the text of an answer."""
    return msgspec.json.encode(body, enc_hook=_as_str)


def _as_str(value: object) -> str:
    """Identifiers are a kind of str that msgspec does not know."""
    if isinstance(value, str):
        return str(value)
    raise TypeError(f"{value!r} has no form in JSON")
