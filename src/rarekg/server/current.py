"""The release that is being served: opened read-only, and exchanged when `current` moves."""

from __future__ import annotations

import gc
import logging
import threading
from dataclasses import dataclass, replace

from rarekg.errors import NotFound, ReleaseBroken
from rarekg.records.reader import Records
from rarekg.release import Home, Release, ReleaseManifest
from rarekg.search.engines import open_index
from rarekg.search.protocol import SearchEngine
from rarekg.search.suggest import Suggester

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class OpenRelease:
    """A release with its store, records, index and suggestions open. A request holds on to the one
    with which it began; it is closed when the last request lets go."""

    release: Release
    manifest: ReleaseManifest
    records: Records
    engine: SearchEngine
    suggester: Suggester

    def speaking(self, language: str) -> OpenRelease:
        """The same release, with records that speak a language."""
        records = self.records.speaking(language)
        return self if records is self.records else replace(self, records=records)


class CurrentRelease:
    """Hands out the current release; looks at the pointer at each call (some microseconds)."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self._lock = threading.Lock()
        self._open: OpenRelease | None = None

    def get(self) -> OpenRelease:
        """The current release. Raises NotFound if there is none, ReleaseBroken if it cannot be
        opened and none was open before."""
        wanted = self.home.current_id()
        held = self._open
        if held is not None and held.release.id == wanted:
            return held
        with self._lock:
            if self._open is None or self._open.release.id != wanted:
                self._open = self._moved_to(wanted)
            return self._open

    def _moved_to(self, wanted: str) -> OpenRelease:
        """The release with this id; if it cannot be opened, the one that was open before."""
        try:
            found = open_release(self.home.release(wanted))
        except (NotFound, ReleaseBroken) as error:
            if self._open is None:
                raise
            logger.warning("still serving %s: %s", self._open.release.id, error)
            return self._open
        gc.collect()  # closes those before the last: records and their caches refer to each other
        return found


def open_release(release: Release) -> OpenRelease:
    """Opens a release. Raises ReleaseBroken."""
    manifest = release.manifest()
    return OpenRelease(
        release=release,
        manifest=manifest,
        records=Records(release.path),
        engine=open_index(manifest.search_engine, release.path),
        suggester=Suggester(release.path),
    )
