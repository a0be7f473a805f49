"""The last of a build: files that name the release, and the list of all that it offers."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rarekg.build_report import BuildReport
from rarekg.downloads.offer import FOLDER, N_QUADS, TSV, TURTLE, Column, Made, write_offer
from rarekg.downloads.sssom import FILE as MAPPINGS
from rarekg.downloads.sssom import metadata_block
from rarekg.downloads.tables import Tables
from rarekg.downloads.void_file import VOID, write_void
from rarekg.graph.metadata import SourceUse
from rarekg.sources.licences import licence_of

WHOLE = "The whole"
_OURS = frozenset({"derived"})  # what is computed from the sources, and holds none of their facts
_STATEMENT_ROWS = (
    Column("1", "Identifier of the statement"),
    Column("2", "Subject, as a term of N-Triples"),
    Column("3", "Property"),
    Column("4", "Value"),
    Column("5", "+ affirmed, - denied"),
    Column("6", "Qualifiers: property and value, one after the other"),
)


@dataclass(frozen=True, slots=True)
class Written:
    """What was written before the release had a name: tables, files by source, the description."""

    tables: Tables
    by_source: Sequence[Made]
    described: Sequence[str]


def licence_addresses(uses: Sequence[SourceUse]) -> dict[str, str]:
    """The address of each source's licence, where it has one."""
    return {use.manifest.id: use.manifest.licence_url for use in uses if use.manifest.licence_url}


def write_downloads(
    into: Path,
    release: str,
    now: dt.datetime,
    written: Written,
    report: BuildReport,
    uses: Sequence[SourceUse],
) -> None:
    """Finishes the downloads of a release whose id is known now, and lists them."""
    by_id = {use.manifest.id: use.manifest for use in uses}
    mappings = written.tables.made[-1]
    licence = licence_of(by_id[source] for source in mappings.sources)
    block = metadata_block(release, now.date(), licence.url, written.tables.prefixes)
    _prepend(into / FOLDER / MAPPINGS, block)
    write_void(into / VOID, release, now, written.described)
    read = frozenset(source for made in written.by_source for source in made.sources)
    whole = [
        Made("graph.nq.gz", "The whole release", WHOLE, N_QUADS, report.counts.quads(), read),
        Made(
            "statements.tsv.gz",
            "All statements as terms, for comparing releases",
            WHOLE,
            TSV,
            report.statements,
            read,
            _STATEMENT_ROWS,
        ),
        Made(VOID, "Description of the release (VoID)", WHOLE, TURTLE, None, _OURS),
    ]
    write_offer(into, [*whole, *written.tables.made, *written.by_source], list(by_id.values()))


def _prepend(path: Path, member: bytes) -> None:
    """Puts a gzip member before those of a file."""
    whole = path.with_suffix(".whole")
    with whole.open("wb") as out, path.open("rb") as body:
        out.write(member)
        shutil.copyfileobj(body, out, 1 << 20)
    whole.replace(path)
