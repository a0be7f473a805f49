"""A source's manifest, `ingest/<source>/source.toml`: what it is, its files, how to read them."""

from __future__ import annotations

import gzip
import lzma
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO, cast

import msgspec

from rarekg.content import content_folder
from rarekg.errors import BadSource

COMPRESSIONS = ("", ".gz", ".xz")


class Expectation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many records of a kind a file holds: fewer than `least` stops a build, more than
    `most` is a warning."""

    least: int
    most: int | None = None


class FileManifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file of a source.

    `name` is its path below the source's folder, in the cache and, unless `mirror` says another
    one, in the mirror; both without .gz/.xz, and `mirror` may be a glob. `content` is a glob
    below the source's own folder in `ingest/` instead, for files that we write. `url` is where
    its publisher serves it (None: only ever from a mirror). `version_pattern` is a regular
    expression whose first group is the version, searched in the first and the last 64 kB.
    `options` are the reader's, `ignored` the fields that are left aside on purpose, `lookups`
    tables from odd values to the ones meant. `identity` marks a file whose exact mappings say
    which identifiers mean the same thing. `links` marks a file whose texts name things that
    other files describe: it is read after those, and what was recognised is added. Of an
    `on_demand` file, only what another file speaks of is taken. `optional` files may be absent.
    """

    name: str
    reader: str
    url: str | None = None
    mirror: str | None = None
    content: str | None = None
    version: str | None = None
    version_pattern: str | None = None
    sha256: str | None = None
    identity: bool = False
    links: bool = False
    on_demand: bool = False
    optional: bool = False
    options: dict[str, str] = {}
    ignored: list[str] = []
    lookups: dict[str, dict[str, str]] = {}
    expect: dict[str, Expectation] = {}


class SourceManifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One source. `attribution` is the sentence that its licence asks us to show; `changes` says
    how often its publisher releases; `record_url` makes the address of a record from `{local}`
    or `{curie}`; `cited_version` is the version against which
    curated facts that cite it were checked, shown where a release reads no file of it; `repeats`
    names sources whose statements it passes on; `lookups` are tables
    that all its files share (a file's own table of the same name comes first)."""

    id: str
    title: str
    publisher: str
    licence: str
    licence_url: str
    attribution: str
    homepage: str
    changes: str
    file: list[FileManifest]
    description: str = ""
    record_url: str | None = None
    cited_version: str | None = None
    repeats: list[str] = []
    lookups: dict[str, dict[str, str]] = {}


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that is here to be read: its manifest entry and its path (plain, .gz or .xz)."""

    source: str
    manifest: FileManifest
    path: Path
    version: str | None = None
    retrieved: str | None = None

    @property
    def name(self) -> str:
        """The file's name in messages: as published, without the compression we hold it in."""
        return self.manifest.name

    @property
    def options(self) -> Mapping[str, str]:
        """The reader's options."""
        return self.manifest.options

    def lookup(self, table: str) -> Mapping[str, str]:
        """The named lookup table of the manifest (empty where it has none)."""
        return self.manifest.lookups.get(table, {})  # load_manifest gave the file the shared ones

    def open(self) -> IO[bytes]:
        """The file's bytes, decompressed. The caller closes it."""
        return open_bytes(self.path)


def open_bytes(path: Path) -> IO[bytes]:
    """Opens a plain, .gz or .xz file for reading its decompressed bytes."""
    if path.suffix == ".gz":
        return cast(IO[bytes], gzip.open(path, "rb"))
    if path.suffix == ".xz" and not path.name.endswith(".tar.xz"):
        return cast(IO[bytes], lzma.open(path, "rb"))
    return path.open("rb")


@cache
def all_sources() -> dict[str, SourceManifest]:
    """Every source by id, sorted by id."""
    folders = sorted(p.parent for p in content_folder("ingest").glob("*/source.toml"))
    return {m.id: m for m in map(load_manifest, folders)}


def load_manifest(folder: Path) -> SourceManifest:
    """The manifest in a folder. Raises BadSource naming the file and the field."""
    path = folder / "source.toml"
    try:
        document: dict[str, object] = tomllib.loads(path.read_text("utf-8"))
        manifest = msgspec.convert(document, SourceManifest)
    except (OSError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise BadSource(f"{path}: {error}") from error
    if manifest.id != folder.name:
        raise BadSource(f"{path}: id is '{manifest.id}', the folder is '{folder.name}'")
    files = [
        msgspec.structs.replace(f, lookups=manifest.lookups | f.lookups) for f in manifest.file
    ]
    return msgspec.structs.replace(manifest, file=files)


def content_files(source: SourceManifest, folder: Path | None = None) -> list[SourceFile]:
    """The files that lie in the source's own folder (`content` globs), in the manifest's order.

    `folder` is that folder; unless given, the one in `ingest/`. A glob may match no file: the
    expectations say how many records there must be.
    """
    root = folder or content_folder("ingest") / source.id
    found = []
    for entry in source.file:
        if entry.content is None:
            continue
        found += [SourceFile(source.id, entry, p) for p in sorted(root.glob(entry.content))]
    return found


def source_named(source: str) -> SourceManifest:
    """The source with this id. Raises BadSource listing the ones there are."""
    found = all_sources().get(source)
    if found is None:
        raise BadSource(f"no source '{source}'; there are: {', '.join(all_sources())}")
    return found
