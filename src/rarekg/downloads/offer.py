"""What a release offers to take along: `downloads.json`, which lists its files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from rarekg.errors import ReleaseBroken
from rarekg.release import Release
from rarekg.sources.licences import licence_of
from rarekg.sources.manifest import SourceManifest

FILE = "downloads.json"
FOLDER = "downloads"  # of the files that are made for this; others lie in the release anyway

N_QUADS = "application/n-quads"
TURTLE = "text/turtle"
JSON_LINES = "application/jsonl"
CSV = "text/csv"
TSV = "text/tab-separated-values"
JSON = "application/json"


class Column(msgspec.Struct, frozen=True):
    """A column of a table, in the words of its documentation."""

    name: str
    meaning: str


class Download(msgspec.Struct, frozen=True):
    """A file of a release: `path` below its folder, what is in it, in which format (`media_type`
    of what is packed in a `.gz`), its rows or quads, and whose facts it holds."""

    path: str
    title: str
    group: str
    media_type: str
    rows: int | None
    sources: list[str]
    licence: str
    licence_url: str
    columns: list[Column] = []
    formulas: int = 0  # cells that a spreadsheet would take for a formula

    @property
    def name(self) -> str:
        """The last part of its address."""
        return self.path.rpartition("/")[2]

    @property
    def packed(self) -> bool:
        """Whether it is compressed (gzip)."""
        return self.path.endswith(".gz")


@dataclass(frozen=True, slots=True)
class Made:
    """A file that was written, before anybody says under which licence it is."""

    path: str
    title: str
    group: str
    media_type: str
    rows: int | None
    sources: frozenset[str]
    columns: tuple[Column, ...] = ()
    formulas: int = 0


def write_offer(into: Path, made: Iterable[Made], sources: Sequence[SourceManifest]) -> None:
    """Writes `downloads.json`: each file with the licence of the sources in it."""
    by_id = {source.id: source for source in sources}
    offered = [_download(each, by_id) for each in made]
    (into / FILE).write_bytes(msgspec.json.format(msgspec.json.encode(offered), indent=1))


def _download(made: Made, by_id: dict[str, SourceManifest]) -> Download:
    held = sorted(made.sources & by_id.keys())
    licence = licence_of(by_id[source] for source in held)
    return Download(
        path=made.path,
        title=made.title,
        group=made.group,
        media_type=made.media_type,
        rows=made.rows,
        sources=held,
        licence=licence.name,
        licence_url=licence.url,
        columns=list(made.columns),
        formulas=made.formulas,
    )


def offer(release: Release) -> list[Download]:
    """What a release offers; nothing for one that was built before there were downloads.

    Raises ReleaseBroken if the list is damaged.
    """
    path = release.path / FILE
    try:
        return msgspec.json.decode(path.read_bytes(), type=list[Download])
    except FileNotFoundError:
        return []
    except (OSError, msgspec.DecodeError) as error:
        raise ReleaseBroken(f"{path}: {error}; build the release anew") from error
