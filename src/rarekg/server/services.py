"""What the blueprints share: the application's services and the release of the request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import current_app, g

from rarekg.errors import NotFound
from rarekg.records.model import Link
from rarekg.server.current import CurrentRelease, OpenRelease
from rarekg.server.languages import spoken
from rarekg.sparql.client import SparqlClient


@dataclass(frozen=True, slots=True)
class Services:
    """The current release, and the client of the query workers."""

    current: CurrentRelease
    sparql: SparqlClient


def services() -> Services:
    """The services of the application that answers the request."""
    return cast(Services, current_app.extensions["rarekg"])


def held() -> OpenRelease:
    """The release with which the request began; it stays the same until the request ends. Its
    records speak the language of the request.

    Raises NotFound if nothing was published yet.
    """
    if "release" not in g:
        g.release = services().current.get().speaking(spoken())
    return cast(OpenRelease, g.release)


def published() -> bool:
    """Whether there is a release to serve."""
    try:
        held()
    except NotFound:
        return False
    return True


def spoken_link(link: Link) -> Link:
    """A link of a table that all languages share, with the name in the language of the request."""
    return held().records.spoken(link)
