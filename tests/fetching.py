"""A source of one table, and what came of fetching it."""

from __future__ import annotations

import os
from pathlib import Path

from rarekg.errors import FetchFailed
from rarekg.sources.download import FetchOptions, fetch
from rarekg.sources.manifest import FileManifest, SourceManifest
from rarekg.sources.progress import FetchResult, Outcome
from tests.upstream import Upstream

TABLE = b"# version: 2026-02-03\nid\tname\n" + b"".join(
    b"X:%d\tname %d\n" % (n, n) for n in range(20_000)
)
NEWER = TABLE.replace(b"2026-02-03", b"2026-03-04").replace(b"name 7\n", b"name seven\n")
QUICK = FetchOptions(attempts=3, backoff=0.01, stalled=0.3, connecting=1.0)


def source(*files: FileManifest) -> SourceManifest:
    """A source with these files."""
    return SourceManifest(
        id="example",
        title="An example",
        publisher="Nobody",
        licence="CC0 1.0",
        licence_url="https://creativecommons.org/publicdomain/zero/1.0/",
        attribution="Nobody",
        homepage="https://example.org",
        changes="never",
        file=list(files),
    )


def table(
    url: str | None, name: str = "table.tsv", *, optional: bool = False, sha256: str | None = None
) -> FileManifest:
    """A table of that source, whose version stands in its first line."""
    return FileManifest(
        name=name,
        reader="none",
        url=url,
        version_pattern=r"^# version: (\S+)",
        optional=optional,
        sha256=sha256,
    )


def fetched(
    home: Path, upstream: Upstream, *, optional: bool = False, sha256: str | None = None
) -> FetchResult:
    """Fetches the table."""
    entry = table(upstream.url("/table.tsv"), optional=optional, sha256=sha256)
    [result] = fetch([source(entry)], home, QUICK)
    return result


def content(home: Path, name: str = "table.tsv") -> bytes:
    """What the cache has of it."""
    return (home / "sources" / "example" / name).read_bytes()


def leftovers(home: Path) -> list[str]:
    """What a transfer left behind."""
    folder = home / "sources" / "example"
    return (
        sorted(p.name for p in folder.iterdir() if p.name.startswith("."))
        if folder.is_dir()
        else []
    )


def offsets(upstream: Upstream) -> list[int]:
    """From which byte on each request wanted the file."""
    ranges = [headers.get("range", "bytes=0-") for _, headers, _ in upstream.requests]
    return [int(wanted.removeprefix("bytes=").removesuffix("-")) for wanted in ranges]


def problem(result: FetchResult) -> str:
    """Why it failed."""
    assert result.outcome is Outcome.FAILED
    assert isinstance(result.error, FetchFailed)
    return str(result.error)


def mirror_of(folder: Path, files: dict[str, bytes]) -> Path:
    """A mirror folder whose files are of 14 November 2023."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        os.utime(path, (1_700_000_000, 1_700_000_000))
    return folder
