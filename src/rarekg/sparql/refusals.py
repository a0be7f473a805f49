"""Why a request to `/sparql` is refused, beside the general errors of `rarekg.errors`."""

from __future__ import annotations

from rarekg.errors import (
    InvalidParameter,
    InvalidQuery,
    LimitExceeded,
    NotFound,
    RarekgError,
    ReleaseBroken,
)


class UpdateRefused(InvalidQuery):
    """An update: the releases of rarekg never change."""

    http_status = 403


class QueryTooLarge(InvalidQuery):
    """A query text longer than one may be."""

    http_status = 413


class TooDeep(InvalidQuery):
    """A query that is nested more deeply than the engine can read."""


class BeyondLimits(LimitExceeded):
    """A query that needs more time, memory or room for its answer than one may have: asked again,
    it would need as much."""

    http_status = 422


class NotAcceptable(RarekgError):
    """None of the formats asked for can hold this kind of answer."""

    http_status = 406
    exit_code = 11


class UnsupportedMediaType(RarekgError):
    """A POST body that is neither a form nor a SPARQL query."""

    http_status = 415
    exit_code = 11


class MethodRefused(RarekgError):
    """A method other than GET, HEAD, POST, OPTIONS."""

    http_status = 405
    exit_code = 11


class UnknownGraph(NotFound):
    """A graph that the release does not have."""


class ServiceDown(RarekgError):
    """The query service cannot be reached and cannot be started."""

    http_status = 503
    exit_code = 10


_BY_NAME: dict[str, type[RarekgError]] = {
    kind.__name__: kind
    for kind in (
        BeyondLimits,
        InvalidQuery,
        InvalidParameter,
        LimitExceeded,
        NotAcceptable,
        ReleaseBroken,
        TooDeep,
        UnknownGraph,
        UpdateRefused,
    )
}


def refusal(name: str, message: str) -> RarekgError:
    """The error with this class name, as it came over the socket from a worker."""
    return _BY_NAME.get(name, LimitExceeded)(message)
