"""The releases of the home that is served, and the comparisons between them."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from http import HTTPStatus

from flask import Response, current_app

from rarekg.comparison import PATIENCE_SECONDS, Comparison, comparison_of
from rarekg.errors import NotFound, ReleaseBroken
from rarekg.release import Home, Release, ReleaseManifest
from rarekg.server.services import held, services


@dataclass(frozen=True, slots=True)
class Known:
    """A release with its manifest; `current` is the one that is served."""

    release: Release
    manifest: ReleaseManifest
    current: bool

    @property
    def id(self) -> str:
        """The id of the release."""
        return self.release.id


def home() -> Home:
    """The home that is served."""
    return services().current.home


def known_releases() -> list[Known]:
    """All whole releases, the newest first."""
    current = held().release.id
    found = []
    for release in reversed(home().releases()):
        with contextlib.suppress(ReleaseBroken):  # it can be neither shown nor compared
            found.append(Known(release, release.manifest(), release.id == current))
    return found


def published() -> list[Known]:
    """The current release and those before it, the newest first: none that was rolled back."""
    known = known_releases()
    start = next((n for n, one in enumerate(known) if one.current), 0)
    return known[start:]


def steps(most: int) -> list[tuple[Known, Known]]:
    """The last changes of the current release: each release with the one before it."""
    known = published()
    return list(zip(known[1:], known, strict=False))[:most]


def known_release(release_id: str) -> Known:
    """The release with an id. Raises NotFound listing what there is."""
    for one in known_releases():
        if one.id == release_id:
            return one
    there = ", ".join(one.id for one in known_releases())
    raise NotFound(f"no release '{release_id[:40]}' here; there are: {there}")


def compared(old: Release, new: Release) -> Comparison:
    """The comparison of two releases. Raises LimitExceeded while it is being made."""
    patience = current_app.config.get("COMPARISON_SECONDS", PATIENCE_SECONDS)
    return comparison_of(home(), old, new, patience)


def come_again(response: Response) -> Response:
    """Says when to ask again for what is not there yet."""
    if response.status_code == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = "10"
    return response
