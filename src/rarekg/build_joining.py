"""What the buckets of a build left behind, joined into the files of a release."""

from __future__ import annotations

import gzip
import shutil
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from heapq import merge
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import msgspec

from rarekg.build_steps import buckets
from rarekg.downloads.offer import FOLDER, N_QUADS, Made
from rarekg.graph.dossiers import Rows, write_dossiers
from rarekg.graph.merge import SourceMember
from rarekg.graph.metadata import SourceUse

METADATA = "bucket-metadata.nq"  # the description of the release, joined with the buckets


def bucket_files(work: Path, ending: str) -> list[Path]:
    """The merged files of a kind, in the order of the buckets."""
    return [work / f"bucket-{bucket:02d}{ending}" for bucket in buckets()]


def join_dossiers(work: Path, into: Path) -> None:
    """Writes the dossiers of all buckets."""
    write_dossiers(map(_dossiers, bucket_files(work, ".dossiers")), into)


def _dossiers(file: Path) -> Rows:
    rows = msgspec.msgpack.decode(file.read_bytes(), type=Rows)
    file.unlink()
    return rows


def join_graph(work: Path, target: Path) -> None:
    """Members of gzip one after the other are one gzip file (RFC 1952, section 2.2)."""
    with target.open("wb") as out:
        for part in (*bucket_files(work, ".nq.gz"), (work / METADATA).with_suffix(".nq.gz")):
            with part.open("rb") as file:
                shutil.copyfileobj(file, out, 1 << 20)
            part.unlink()


def join_statements(work: Path, target: Path) -> None:
    """Merges the sorted rows of all buckets into one sorted file, a part of them in memory."""
    parts = bucket_files(work, ".statements")
    with ExitStack() as opened:
        files = [opened.enter_context(p.open(encoding="utf-8", newline="\n")) for p in parts]
        raw = opened.enter_context(target.open("wb"))
        packed = opened.enter_context(gzip.GzipFile("", "wb", 1, raw, 0))
        lines = merge(*files)
        while piece := "".join(islice(lines, 10_000)):
            packed.write(piece.encode())
    for part in parts:
        part.unlink()


def join_sources(work: Path, into: Path, uses: Sequence[SourceUse]) -> list[Made]:
    """Writes what each source says into a file of its own."""
    folder = into / FOLDER
    folder.mkdir(exist_ok=True)
    quads: Counter[str] = Counter()
    files: dict[str, BinaryIO] = {}
    try:
        for part in bucket_files(work, ".sources"):
            members = msgspec.msgpack.decode(part.read_bytes(), type=dict[str, SourceMember])
            for source, member in members.items():
                if source not in files:
                    files[source] = (folder / _name(source)).open("wb")
                files[source].write(member.packed)
                quads[source] += member.quads
            part.unlink()
    finally:
        for file in files.values():
            file.close()
    titles = {use.manifest.id: use.manifest.title for use in uses}
    return [
        Made(
            f"{FOLDER}/{_name(source)}",
            titles[source],
            "N-Quads of one source",
            N_QUADS,
            quads[source],
            frozenset({source}),
        )
        for source in sorted(files, key=lambda source: titles[source].casefold())
    ]


def _name(source: str) -> str:
    return f"source-{source}.nq.gz"
