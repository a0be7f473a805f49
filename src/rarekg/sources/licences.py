"""Under which licence several sources are passed on together (`DATA_LICENCES.md`)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rarekg.sources.manifest import SourceManifest

LICENCES = "https://w3id.org/rarekg/licences"

_SHARE_ALIKE = "/by-sa/"  # in the address of a Creative Commons licence


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence by its name and address ("" where a source's publisher gives none)."""

    name: str
    url: str


def licence_of(sources: Iterable[SourceManifest]) -> Licence:
    """The licence of what holds facts of all these sources.

    Their own where all have the same; a share-alike one for the whole, once one of them asks for
    it; else those of the sources side by side, as the page of licences lists them.
    """
    found = {Licence(s.licence, s.licence_url) for s in sources}
    share_alike = [each for each in found if _SHARE_ALIKE in each.url]
    if share_alike:
        return min(share_alike, key=lambda each: each.url)
    if len(found) == 1:
        return found.pop()
    return Licence("Several, one for each source", LICENCES)
