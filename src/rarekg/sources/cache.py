"""The cache of source files, `<home>/sources/<source>/<file>`, and where each file is found.

Beside each cached file stands `<file>.retrieved.json`, a `CacheRecord`. A manifest entry whose
`mirror` is a glob with several matches keeps them in the folder `<file>.files/`. Names that begin
with a dot are files still arriving.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import lzma
import os
import re
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec

from rarekg.errors import BadSource, FetchFailed
from rarekg.sources.manifest import (
    COMPRESSIONS,
    FileManifest,
    SourceFile,
    SourceManifest,
    open_bytes,
)

_RECORD = ".retrieved.json"
_HEAD = 64 * 1024  # where a version is looked for: the first and the last 64 kB


class CacheRecord(msgspec.Struct, frozen=True):
    """What is known about a cached file: where it came from and when, its size in bytes, its
    SHA-256, its version, and the validators with which to ask for changes."""

    sha256: str
    size: int
    retrieved: str
    url: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    version: str | None = None


@dataclass(frozen=True, slots=True)
class Slot:
    """The place of one file of a source in the cache."""

    home: Path
    source: str
    manifest: FileManifest

    @property
    def label(self) -> str:
        """Source and file, as messages name it."""
        return f"{self.source}/{self.manifest.name}"

    @property
    def path(self) -> Path:
        """Where the file goes, compressed as its address or its mirror has it, or not."""
        return self.home / "sources" / self.source / self.manifest.name

    @property
    def folder_of_many(self) -> Path:
        """Where the files go if there are several."""
        return self.path.with_name(self.path.name + ".files")

    @property
    def url_path(self) -> Path:
        """Where the file goes that `url` serves: with .gz or .xz where only the address has it."""
        suffix = Path(self.manifest.url or "").suffix
        compressed = suffix in COMPRESSIONS and not self.path.name.endswith(suffix)
        return self.path.with_name(self.path.name + suffix) if compressed else self.path

    def files(self) -> list[Path]:
        """The complete files in the cache: those whose record fits them."""
        single = uncompressed_first(self.path.with_name(self.path.name + c) for c in COMPRESSIONS)
        several = uncompressed_first(self.folder_of_many.glob("*"))
        return [p for p in (single or several) if read_record(p) is not None]

    def remove_others(self, keep: Iterable[Path]) -> None:
        """Removes what an earlier retrieval left in another compression, or in another number."""
        kept = {*keep}
        there = [self.path.with_name(self.path.name + c) for c in COMPRESSIONS]
        for path in (*there, *self.folder_of_many.glob("*")):
            if path not in kept and _is_data(path):
                record_path(path).unlink(missing_ok=True)
                path.unlink()


def slots(home: Path, sources: Iterable[SourceManifest]) -> list[Slot]:
    """The places of all files of some sources that are retrieved, not written by us."""
    return [Slot(home, s.id, f) for s in sources for f in s.file if f.content is None]


def record_path(path: Path) -> Path:
    """Where the record of a cached file stands."""
    return path.with_name(path.name + _RECORD)


def read_record(path: Path) -> CacheRecord | None:
    """The record of a cached file, or None if the file or its record is missing or damaged."""
    try:
        found = msgspec.json.decode(record_path(path).read_bytes(), type=CacheRecord)
        return found if path.stat().st_size == found.size else None
    except (OSError, msgspec.DecodeError):
        return None


def store(temporary: Path, path: Path, record: CacheRecord) -> None:
    """Puts a complete, synced temporary file of the same folder in its place, with its record.

    Whenever this is interrupted, the cache has the file with its own record or no record at all,
    and so never a file under another one's checksum.
    """
    described = record_path(path)
    written = described.with_name(f".{described.name}")
    with written.open("wb") as handle:
        handle.write(msgspec.json.format(msgspec.json.encode(record)) + b"\n")
        handle.flush()
        os.fsync(handle.fileno())
    described.unlink(missing_ok=True)
    temporary.replace(path)
    written.replace(described)
    sync_folder(path.parent)


@contextmanager
def only_fetch(home: Path) -> Iterator[None]:
    """Keeps a second fetch out of the cache. Raises FetchFailed if there is one."""
    folder = home / "sources"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("wb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise FetchFailed(
                f"another fetch is filling the cache {folder}; wait for it"
            ) from error
        yield


def sync_folder(folder: Path) -> None:
    """Makes renames in a folder last through a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def located_files(
    home: Path, mirror: Path | None, sources: Iterable[SourceManifest]
) -> list[SourceFile]:
    """Every file of some sources, in the order of their manifests: in the mirror, else the cache.

    `version` is read from the file where its manifest says how; `retrieved` is the day on which
    it was fetched, or the day of a mirror's copy. Raises BadSource naming all files that are in
    neither place (optional ones may be), and what to do.
    """
    check_mirror(mirror)
    found: list[SourceFile] = []
    missing: list[Slot] = []
    for slot in slots(home, sources):
        paths = located_paths(mirror, slot)
        found += [_source_file(slot, path) for path in paths]
        if not paths and not slot.manifest.optional:
            missing.append(slot)
    if missing:
        raise BadSource(_what_to_do(missing, mirror))
    return found


def located_paths(mirror: Path | None, slot: Slot) -> list[Path]:
    """The paths of a file in the mirror, else in the cache, else none."""
    return mirrored(mirror, slot) or slot.files()


def check_mirror(mirror: Path | None) -> None:
    """Raises BadSource for a mirror that is no folder."""
    if mirror is not None and not mirror.is_dir():
        raise BadSource(f"the mirror {mirror} is no folder")


def mirrored(mirror: Path | None, slot: Slot) -> list[Path]:
    """A file's paths in the mirror, sorted; one for each name, uncompressed before .gz and .xz."""
    if mirror is None:
        return []
    pattern = slot.manifest.mirror or f"{slot.source}/{slot.manifest.name}"
    return uncompressed_first(p for c in COMPRESSIONS for p in sorted(mirror.glob(pattern + c)))


def uncompressed_first(paths: Iterable[Path]) -> list[Path]:
    """Existing files, sorted by name, each in the first of its compressions that comes along."""
    chosen: dict[Path, Path] = {}
    for path in paths:
        if _is_data(path):
            chosen.setdefault(_plain(path), path)
    return [chosen[name] for name in sorted(chosen)]


def _is_data(path: Path) -> bool:
    return path.is_file() and not path.name.startswith(".") and not path.name.endswith(_RECORD)


def _plain(path: Path) -> Path:
    is_archive = path.name.endswith((".tar.gz", ".tar.xz"))
    return path.with_suffix("") if path.suffix in COMPRESSIONS[1:] and not is_archive else path


def _source_file(slot: Slot, path: Path) -> SourceFile:
    version = version_of(slot.manifest, path)
    return SourceFile(slot.source, slot.manifest, path, version, retrieved_on(path))


def retrieved_on(path: Path) -> str:
    """The day on which a file was fetched; of a mirror's copy, the day it was written."""
    record = read_record(path)
    return record.retrieved if record else day_of(path)


def day_of(path: Path) -> str:
    """The day on which a file was last written, in UTC, as ISO 8601."""
    return dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC).date().isoformat()


def version_of(manifest: FileManifest, path: Path) -> str | None:
    """The version that a file states near its beginning or its end, else the manifest's."""
    if manifest.version_pattern is None:
        return manifest.version
    pattern = re.compile(manifest.version_pattern, re.MULTILINE)
    try:
        with open_bytes(path) as stream:
            head = stream.read(_HEAD)
            found = pattern.search(head.decode("utf-8", "replace"))
            if found is None:
                found = pattern.search(_tail(stream, head).decode("utf-8", "replace"))
    except (OSError, EOFError, zlib.error, lzma.LZMAError) as error:
        raise BadSource(f"{path} cannot be read: {error}; fetch it again") from error
    return found[1] if found else manifest.version


def _tail(stream: Iterable[bytes], head: bytes) -> bytes:
    tail = head
    for line in stream:
        tail = (tail + line)[-_HEAD:] if len(tail) > 4 * _HEAD else tail + line
    return tail[-_HEAD:]


def _what_to_do(missing: list[Slot], mirror: Path | None) -> str:
    lines = [f"{len(missing)} source files are missing:"]
    for slot in missing:
        hint = (
            f"rarekg fetch {slot.source}" if slot.manifest.url else "only from a mirror: --mirror"
        )
        lines.append(f"  {slot.label}  ({hint})")
    where = f"neither in the mirror {mirror} nor " if mirror else "not "
    lines.append(f"They are {where}in the cache {missing[0].home / 'sources'}.")
    lines.append("To build from what needs no files, or from some sources: --sources curated,hpo,…")
    return "\n".join(lines)
