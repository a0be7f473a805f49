"""Commands about organisations: `organisations find`, for those who curate links to ROR."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Column, Table

from rarekg.errors import NotFound
from rarekg.linking.organisation_search import Hit, search_registry
from rarekg.readers.ror import Organisation, organisations
from rarekg.report import Report
from rarekg.settings import Settings
from rarekg.sources.cache import located_files
from rarekg.sources.manifest import source_named

_REGISTRY = "ror"


@click.group("organisations")
def organisations_command() -> None:
    """Organisations that facts can link to."""


@organisations_command.command("find")
@click.argument("text")
@click.option("--country", help="Only in this country (ISO 3166-1 alpha-2: CH, FR, …).")
@click.option(
    "--mirror",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Read a folder of source files instead of the cache.",
)
@click.option("--limit", type=click.IntRange(1, 500), default=10, show_default=True)
@click.pass_obj
def find_command(
    settings: Settings, text: str, country: str | None, mirror: Path | None, limit: int
) -> None:
    """Lists entries of ROR whose names have the words of TEXT: the best first."""
    records = list(_records(settings, mirror))
    hits = search_registry(records, text, (country or "").upper())
    if not hits:
        within = f" in {country.upper()}" if country else ""
        raise NotFound(f"no name in {len(records):,} entries of ROR has the words '{text}'{within}")
    _show(hits[:limit], len(hits))


def _records(settings: Settings, mirror: Path | None) -> Iterable[Organisation]:
    files = located_files(settings.home.path, mirror, [source_named(_REGISTRY)])
    for file in files:
        for record, _ in organisations(file, Report()):
            yield record


def _show(hits: Iterable[Hit], number: int) -> None:
    table = Table(Column("id", no_wrap=True), "name", "place", "kinds", box=SIMPLE_HEAD)
    shown = 0
    for hit in hits:
        shown += 1
        name = hit.name if hit.matched == hit.name else f"{hit.name} ({hit.matched})"
        kinds = ", ".join([*hit.kinds, *([] if hit.status == "active" else [hit.status])])
        table.add_row(hit.identifier, name, hit.place, kinds)
    console = Console()
    console.print(table)
    if number > shown:
        console.print(f"{number - shown:,} more: add words, --country, or --limit")
