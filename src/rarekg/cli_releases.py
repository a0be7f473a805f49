"""Commands about releases: `releases`, `rollback`, `prune`, `diff`."""

from __future__ import annotations

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Column, Table

from rarekg.errors import NotFound
from rarekg.history import Change, changes
from rarekg.settings import Settings


@click.command("releases")
@click.pass_obj
def releases_command(settings: Settings) -> None:
    """Lists the releases, oldest first; the current one is marked."""
    try:
        current = settings.home.current_id()
    except NotFound:
        current = ""
    known = settings.home.releases()
    if not known:
        click.echo(f"no release in {settings.home.path} yet; make one with 'rarekg build'")
        return
    whole = Column("release", no_wrap=True)  # to be copied into other commands
    names = ("built (UTC)", "program", "quads", "statements")
    table = Table("", whole, *names, box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for release in known:
        manifest = release.manifest()
        mark = "current" if release.id == current else ""
        numbers = (f"{manifest.quads:,}", f"{manifest.statements:,}")
        built = manifest.built[:16].replace("T", " ")
        table.add_row(mark, release.id, built, manifest.program, *numbers)
    Console().print(table)


@click.command("rollback")
@click.argument("release_id", required=False)
@click.pass_obj
def rollback_command(settings: Settings, release_id: str | None) -> None:
    """Makes an earlier release the current one (default: the one before)."""
    home = settings.home
    if release_id is None:
        ids = [r.id for r in home.releases()]
        before = ids.index(home.current_id()) - 1
        if before < 0:
            raise NotFound(f"no release is older than {home.current_id()}")
        release_id = ids[before]
    home.point_to(home.release(release_id))
    click.echo(f"current: {release_id}")


@click.command("prune")
@click.option(
    "--keep", type=click.IntRange(1), default=3, show_default=True, help="How many to keep."
)
@click.pass_obj
def prune_command(settings: Settings, keep: int) -> None:
    """Removes old releases; the current one always stays."""
    gone = settings.home.prune(keep)
    click.echo(f"removed: {', '.join(gone) or 'none'}")


@click.command("diff")
@click.argument("old")
@click.argument("new")
@click.option("--list", "listing", is_flag=True, help="List every statement, not just numbers.")
@click.pass_obj
def diff_command(settings: Settings, old: str, new: str, listing: bool) -> None:
    """Shows which statements two releases do not share."""
    found = changes(settings.home.release(old), settings.home.release(new))
    if listing:
        for change in found:
            click.echo(_shown(change))
        return
    table = Table("property", "new", "gone")
    numbers: dict[str, list[int]] = {}
    for change in found:
        numbers.setdefault(change.predicate, [0, 0])[change.gone] += 1
    for predicate, (added, gone) in sorted(numbers.items()):
        table.add_row(predicate.strip("<>"), f"{added:,}", f"{gone:,}")
    Console().print(table)


def _shown(change: Change) -> str:
    sign = "-" if change.gone else "+"
    polarity = "not " if change.negated else ""
    claim = f"{change.subject} {polarity}{change.predicate} {change.object}"
    return f"{sign} {change.id} {claim} {change.qualifiers}".rstrip()
