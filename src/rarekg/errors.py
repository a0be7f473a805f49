"""The errors of rarekg: few classes, each with its HTTP status and its exit code."""

from __future__ import annotations

from typing import ClassVar


class RarekgError(Exception):
    """Base of every error that rarekg raises on purpose.

    The message names what was found, where (file, line, record, identifier), what was
    expected, and what to do about it.
    """

    http_status: ClassVar[int] = 500
    exit_code: ClassVar[int] = 1


class InvalidIdentifier(RarekgError):
    """A text that is no identifier of any authority we know."""

    http_status = 400
    exit_code = 2


class InvalidFact(RarekgError):
    """A fact that may not exist: without reference, with an unknown property or a wrong value."""

    exit_code = 3


class BadSource(RarekgError):
    """A source's manifest or file is damaged, missing, or falls short of what it must hold."""

    exit_code = 4


class FetchFailed(RarekgError):
    """A download that did not arrive whole."""

    http_status = 502
    exit_code = 5


class NotFound(RarekgError):
    """Nothing is known under this identifier, or the release does not exist."""

    http_status = 404
    exit_code = 6


class ReleaseBroken(RarekgError):
    """A release directory that is incomplete, or cannot be read by this version."""

    http_status = 503
    exit_code = 7


class CheckFailed(RarekgError):
    """The graph or the curated data break one of the rules of `ontology/`."""

    exit_code = 8


class InvalidQuery(RarekgError):
    """A query that does not parse, or asks for what is not served (update, SERVICE)."""

    http_status = 400
    exit_code = 9


class LimitExceeded(RarekgError):
    """There is no room for what is asked, or no answer yet: later there may be."""

    http_status = 503
    exit_code = 10


class InvalidParameter(RarekgError):
    """A request or command parameter with a value outside of what it may have."""

    http_status = 400
    exit_code = 11
