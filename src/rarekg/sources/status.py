"""What there is of each source, here and now: the table that `rarekg sources` shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from rarekg.sources.cache import Slot, located_paths, retrieved_on, slots, version_of
from rarekg.sources.manifest import SourceManifest, all_sources


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """One source: how many of its files are here (in the mirror or the cache) and which are not.

    `versions` and `retrieved` (days, ISO 8601) are those of the files that are here, each once,
    sorted. `optional` files that are absent are in neither list.
    """

    id: str
    title: str
    licence: str
    versions: tuple[str, ...]
    retrieved: tuple[str, ...]
    here: tuple[str, ...]
    missing: tuple[str, ...]
    written_by_us: bool

    @property
    def complete(self) -> bool:
        """Whether a build has all that it needs of this source."""
        return not self.missing


def source_table(
    home: Path, mirror: Path | None = None, sources: Iterable[SourceManifest] | None = None
) -> list[SourceStatus]:
    """The status of each source, sorted by id."""
    chosen = all_sources().values() if sources is None else sources
    return [_status(home, mirror, source) for source in sorted(chosen, key=lambda s: s.id)]


def _status(home: Path, mirror: Path | None, source: SourceManifest) -> SourceStatus:
    entries = [(slot, located_paths(mirror, slot)) for slot in slots(home, [source])]
    found = [(slot, path) for slot, paths in entries for path in paths]
    versions = {version_of(slot.manifest, path) for slot, path in found}
    return SourceStatus(
        id=source.id,
        title=source.title,
        licence=source.licence,
        versions=tuple(sorted(v for v in versions if v)),
        retrieved=tuple(sorted({retrieved_on(path) for _, path in found})),
        here=tuple(slot.manifest.name for slot, paths in entries if paths),
        missing=tuple(slot.manifest.name for slot, paths in entries if _is_missing(slot, paths)),
        written_by_us=bool(source.file) and not entries,
    )


def _is_missing(slot: Slot, paths: list[Path]) -> bool:
    return not paths and not slot.manifest.optional
