"""Filling the cache from a mirror: a folder of source files, for places without a network."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from rarekg.errors import FetchFailed
from rarekg.sources.arriving import SNIFFED, Arriving, Origin
from rarekg.sources.cache import (
    CacheRecord,
    Slot,
    check_mirror,
    day_of,
    mirrored,
    only_fetch,
    read_record,
    slots,
)
from rarekg.sources.manifest import SourceManifest
from rarekg.sources.progress import FetchResult, Outcome, Progress, Unwatched

_BLOCK = 1 << 20


def copy_from_mirror(
    sources: Iterable[SourceManifest],
    home: Path,
    mirror: Path,
    progress: Progress | None = None,
) -> list[FetchResult]:
    """Copies the files of some sources from a mirror into the cache, compressed as they are.

    A file that fails is a result with an error. Raises BadSource for a mirror that is no folder,
    FetchFailed if another fetch is under way.
    """
    check_mirror(mirror)
    watcher = progress or Unwatched()
    with only_fetch(home):
        return [_result(slot, mirror, watcher) for slot in slots(home, sources)]


def _result(slot: Slot, mirror: Path, progress: Progress) -> FetchResult:
    name = slot.manifest.name
    try:
        result = _copy(slot, mirrored(mirror, slot), mirror, progress)
    except FetchFailed as error:
        result = FetchResult(slot.source, name, Outcome.FAILED, error=error)
    progress.ended(result)
    return result


def _copy(slot: Slot, paths: list[Path], mirror: Path, progress: Progress) -> FetchResult:
    name = slot.manifest.name
    if not paths and slot.manifest.optional:
        return FetchResult(slot.source, name, Outcome.ABSENT)
    if not paths:
        expected = slot.manifest.mirror or f"{slot.source}/{name}"
        raise FetchFailed(f"{slot.label}: the mirror {mirror} has no {expected} (.gz, .xz)")
    targets = [_target(slot, path, len(paths)) for path in paths]
    known = [read_record(target) for target in targets]
    progress.began(slot.label, sum(path.stat().st_size for path in paths))
    records: list[CacheRecord] = []
    for path, target, record in zip(paths, targets, known, strict=True):
        done = sum(r.size for r in records)
        records.append(_copy_one(Arriving(slot, target), path, record, done, progress))
    slot.remove_others(targets)
    same = [r.sha256 for r in records] == [r.sha256 for r in known if r]
    return FetchResult(
        slot.source,
        name,
        Outcome.UNCHANGED if same else Outcome.COPIED,
        sum(r.size for r in records),
        records[0].version,
    )


def _target(slot: Slot, path: Path, number: int) -> Path:
    if number > 1:
        return slot.folder_of_many / path.name
    wanted = slot.path.name
    suffix = path.suffix if path.suffix in (".gz", ".xz") and path.suffix not in wanted else ""
    return slot.path.with_name(wanted + suffix)


def _copy_one(
    arriving: Arriving, path: Path, known: CacheRecord | None, done: int, progress: Progress
) -> CacheRecord:
    blocks = _blocks(arriving.slot, path)
    first = next(blocks, b"")
    arriving.check_beginning(first[:SNIFFED], str(path))
    arriving.begin(Origin(url=""))
    with arriving.appending() as target:
        for block in chain([first], blocks):
            target.write(block)
            done += len(block)
            progress.arrived(arriving.slot.label, done)
    return arriving.publish(None, day_of(path), known)


def _blocks(slot: Slot, path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as source:
            while block := source.read(_BLOCK):
                yield block
    except OSError as error:
        raise FetchFailed(f"{slot.label}: {path} cannot be read: {error}") from error
