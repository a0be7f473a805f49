"""Releases: immutable directories, published by one atomic rename of the pointer `current`."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import msgspec

from rarekg.errors import NotFound, RarekgError, ReleaseBroken

_ID = re.compile(r"[0-9]{8}-[0-9a-f]{12}")


class SourceEntry(msgspec.Struct, frozen=True):
    """A source in a release's manifest: what was read, in which version, under which licence."""

    title: str
    publisher: str
    licence: str
    licence_url: str
    attribution: str
    homepage: str
    versions: list[str]
    retrieved: list[str]
    files: dict[str, str]  # file name -> SHA-256 of the file as read


class ReleaseManifest(msgspec.Struct, frozen=True):
    """`manifest.json`: the release's id, program version, sources, and SHA-256 of its files."""

    id: str
    program: str
    built: str
    quads: int
    statements: int
    search_engine: str
    sources: dict[str, SourceEntry]
    files: dict[str, str]


@dataclass(frozen=True, slots=True)
class Release:
    """A published release: its directory, which nobody writes to any more."""

    path: Path

    @property
    def id(self) -> str:
        """The release's id: the day it was built and the beginning of a hash of its graph,
        its history and its search engine with the format of its files."""
        return self.path.name

    @property
    def graph(self) -> Path:
        """The Oxigraph store."""
        return self.path / "graph"

    @property
    def nquads(self) -> Path:
        """The whole graph as sorted N-Quads."""
        return self.path / "graph.nq.gz"

    @property
    def statements(self) -> Path:
        """Id, subject, predicate, object, polarity and qualifiers of each statement, sorted."""
        return self.path / "statements.tsv.gz"

    @property
    def history(self) -> Path:
        """Statements that earlier releases had and this one has not (SQLite)."""
        return self.path / "history.db"

    @property
    def search(self) -> Path:
        """The search index: a file (SQLite) or a folder (Whoosh)."""
        return self.path / "search.db"

    def manifest(self) -> ReleaseManifest:
        """The manifest. Raises ReleaseBroken if it is missing or not readable."""
        path = self.path / "manifest.json"
        try:
            return msgspec.json.decode(path.read_bytes(), type=ReleaseManifest)
        except (OSError, msgspec.DecodeError) as error:
            raise ReleaseBroken(f"{path}: {error}; build the release anew") from error


@dataclass(frozen=True, slots=True)
class Home:
    """RAREKG_HOME: releases, the pointer to the current one, the cache of source files."""

    path: Path

    @property
    def releases_folder(self) -> Path:
        """Where the releases are."""
        return self.path / "releases"

    @property
    def pointer(self) -> Path:
        """The symbolic link to the current release."""
        return self.path / "current"

    def releases(self) -> list[Release]:
        """All releases, oldest first (by the time of their publication)."""
        found = [p for p in self.releases_folder.glob("*") if _ID.fullmatch(p.name)]
        return [Release(p) for p in sorted(found, key=lambda p: (p.stat().st_mtime, p.name))]

    def current_id(self) -> str:
        """The id of the current release. Raises NotFound if nothing was published yet."""
        try:
            return self.pointer.readlink().name
        except OSError as error:
            raise NotFound(f"no release in {self.path}; make one with 'rarekg build'") from error

    def release(self, release_id: str | None = None) -> Release:
        """The release with this id, or the current one. Raises NotFound listing what there is."""
        wanted = release_id or self.current_id()
        path = self.releases_folder / wanted
        if not _ID.fullmatch(wanted) or not path.is_dir():
            there = ", ".join(r.id for r in self.releases()) or "none"
            raise NotFound(f"no release '{wanted}' in {self.path}; there are: {there}")
        return Release(path)

    def point_to(self, release: Release) -> None:
        """Makes a release the current one, atomically: readers see the old or the new one."""
        temporary = self.path / f".current-{os.getpid()}"
        temporary.unlink(missing_ok=True)
        temporary.symlink_to(Path("releases") / release.id)
        temporary.replace(self.pointer)
        _sync(self.path)

    def publish(self, built: Path, release_id: str) -> Release:
        """Moves a finished build into place and points to it.

        A release with the same id has the same content: it is kept and pointed to.
        """
        release = Release(self.releases_folder / release_id)
        self.releases_folder.mkdir(parents=True, exist_ok=True)
        if release.path.exists():
            shutil.rmtree(built)
            os.utime(release.path)
        else:
            built.rename(release.path)
            _sync(self.releases_folder)
        self.point_to(release)
        return release

    def prune(self, keep: int) -> list[str]:
        """Removes all but the newest `keep` releases and the current one; returns their ids."""
        current = self.current_id()
        old = [r for r in self.releases() if r.id != current]
        gone = old[: max(0, len(old) - max(0, keep - 1))]
        for release in gone:
            doomed = release.path.with_name(f".doomed-{release.id}")
            release.path.rename(doomed)
            shutil.rmtree(doomed)
            for comparison in self.path.glob(f"comparisons/*{release.id}*"):
                comparison.unlink(missing_ok=True)
        return [r.id for r in gone]

    @contextlib.contextmanager
    def building(self) -> Iterator[Path]:
        """An empty folder to build in, for one build at a time; removed afterwards.

        What a killed build left behind is removed first. Raises RarekgError if another build
        is running, or the home cannot be written to.
        """
        with self._lock_file() as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise RarekgError(f"another build is running in {self.path}") from error
            self._clean_up()
            (self.path / "building").mkdir(parents=True)
            # A name of its own: the store locks its folder by name until it is freed.
            folder = Path(tempfile.mkdtemp(prefix=f"{os.getpid()}-", dir=self.path / "building"))
            try:
                yield folder
            finally:
                shutil.rmtree(self.path / "building", ignore_errors=True)

    def _lock_file(self) -> TextIO:
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            return (self.path / "build.lock").open("w")
        except OSError as error:
            if error.errno == errno.ENOSPC:
                raise
            raise RarekgError(
                f"cannot write to {self.path}: {error.strerror}; "
                "set RAREKG_HOME (or --home) to a folder of yours"
            ) from error

    def _clean_up(self) -> None:
        shutil.rmtree(self.path / "building", ignore_errors=True)
        for leftover in (*self.releases_folder.glob(".doomed-*"), *self.path.glob(".current-*")):
            if leftover.is_dir() and not leftover.is_symlink():
                shutil.rmtree(leftover, ignore_errors=True)
            else:
                leftover.unlink(missing_ok=True)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, as hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
