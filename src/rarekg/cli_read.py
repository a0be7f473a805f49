"""Commands that read a release: `show`, `search`, `query`, `export`."""

from __future__ import annotations

import gzip
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

import click
import pyoxigraph as ox
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from rarekg.errors import NotFound
from rarekg.graph.store import open_store
from rarekg.records.model import Entity, Statement
from rarekg.records.reader import Records
from rarekg.release import Release
from rarekg.search.engines import open_index
from rarekg.search.protocol import MAX_PER_PAGE, SORTS, Found, Request
from rarekg.search.values import CLASSES
from rarekg.server.labels import property_label, text_of
from rarekg.server.wording import words
from rarekg.settings import Settings
from rarekg.sparql.client import SparqlClient
from rarekg.vocabulary import SOURCE

release_option = click.option(
    "--release", "release_id", help="Of this release (default: the current one)."
)


@click.command("show")
@click.argument("identifier")
@click.option("--language", default="en", show_default=True, help="Of names, where there are any.")
@release_option
@click.pass_obj
def show_command(
    settings: Settings, identifier: str, language: str, release_id: str | None
) -> None:
    """Prints everything about a thing, under any spelling of any of its identifiers."""
    release = settings.home.release(release_id)
    entity = Records(release.path).entity(identifier, language)
    console = Console(soft_wrap=True, highlight=False, markup=False)
    console.print(f"{entity.name}  [{entity.type}]")
    console.print("  " + "  ".join(entity.identifiers))
    _show_names(console, entity)
    for key, statements in sorted({**entity.statements, **entity.inverse}.items()):
        console.print(f"\n{property_label(key)}")
        for statement in statements:
            console.print(_shown(statement, entity.id))
    for key, facts in sorted(entity.graph_facts.items()):
        console.print(f"\n{property_label(key)}")
        for fact in facts:
            said_by = ", ".join(s.id for s in fact.sources)
            console.print(f"  {text_of(fact.value)}  [{said_by}]")


def _show_names(console: Console, entity: Entity) -> None:
    console.print("\nnames")
    for name in entity.names:
        said_by = ", ".join(s.id for s in name.sources)
        console.print(f"  {name.text}  ({name.language}, {name.kind})  [{said_by}]")


def _shown(statement: Statement, asked: str) -> str:
    other = statement.subject if statement.subject.id != asked else statement.value
    polarity = "NOT " if statement.negated else ""
    said = words(statement)
    backing = "; ".join(
        f"{b.authority.id}{f' via {b.via.id}' if b.via else ''} {b.record}"
        + "".join(f" {p.label}" for p in b.publications)
        for b in statement.backings
    )
    return f"  {polarity}{text_of(other)}{f' ({said})' if said else ''}  [{backing}]"


_SYNTAX = """Searches names, identifiers and texts, all languages together.

    Words, or an identifier in any spelling; also, in quotation marks for the shell:

    \b
    gene:FXN                     what has to do with a gene
    'area:"…"'                   what has a value of a facet; see --counts
    '"exact phrase"' ataxi*      words that follow one another; a beginning
    friedreich OR fabry          one of the two
    -- ataxia -telangiectasia    the one without the other
    """


@click.command("search", help=_SYNTAX)
@click.argument("text", nargs=-1, required=True)
@click.option(
    "--type",
    "kinds",
    multiple=True,
    type=click.Choice(CLASSES),
    metavar="CLASS",
    help="Only of this kind: Disease, Gene, Phenotype, …; may be repeated.",
)
@click.option("--lang", default="en", show_default=True, help="Of names, where there are any.")
@click.option("--sort", type=click.Choice(SORTS), default=SORTS[0], show_default=True)
@click.option("--number", default=20, show_default=True, type=click.IntRange(1, MAX_PER_PAGE))
@click.option("--explain", is_flag=True, help="Say of each why it stands where it does.")
@click.option("--counts", is_flag=True, help="Say how many there are by kind, area, …")
@click.option("--exact", is_flag=True, help="Leave the spelling as it is.")
@release_option
@click.pass_obj
def search_command(
    settings: Settings,
    text: tuple[str, ...],
    kinds: tuple[str, ...],
    lang: str,
    sort: str,
    number: int,
    explain: bool,
    counts: bool,
    exact: bool,
    release_id: str | None,
) -> None:
    """Prints what a search finds."""
    release = settings.home.release(release_id)
    engine = open_index(release.manifest().search_engine, release.path)
    found = engine.search(
        Request(
            " ".join(text),
            kinds,
            language=lang,
            sort=sort,
            size=number,
            counted=counts,
            spelling=not exact,
            explained=explain,
        )
    )
    engine.close()
    for line in _told(found):
        click.echo(line)
    console = Console()
    console.print(_results(found))
    click.echo(f"{found.total:,} in all")
    if counts:
        console.print(_numbers(found))


def _told(found: Found) -> Iterator[str]:
    """What was made of a query that could not be searched as it was."""
    if found.hint:
        yield found.hint
    if found.corrected:
        yield f"nothing under these words; results for: {found.corrected}"
    if found.unmatched:
        yield f"left out, as nothing has all of these words: {', '.join(found.unmatched)}"


def _results(found: Found) -> Table:
    table = Table(Column("id", no_wrap=True), "kind", "name", "found by")
    for hit in found.hits:
        why = (f"{hit.matched.field}: {hit.matched.text}".rstrip(": "), *hit.why)
        table.add_row(*map(Text, (hit.id, hit.type, hit.name, "\n".join(why))))
    return table


def _numbers(found: Found) -> Table:
    table = Table("field", "value", Column("number", justify="right"))
    for count in found.counts:
        table.add_row(*map(Text, (count.field, count.value, f"{count.number:,}")))
    return table


@click.command("query")
@click.argument("query", required=False)
@click.option(
    "--file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Read it from here.",
)
@click.option("--format", "format_name", default="tsv", show_default=True)
@click.pass_obj
def query_command(
    settings: Settings, query: str | None, file: Path | None, format_name: str
) -> None:
    """Runs a SPARQL query, with the limits of the server (`-` reads it from standard input)."""
    if file is not None:
        text = file.read_text("utf-8")
    elif query in (None, "-"):
        text = "" if query is None and sys.stdin.isatty() else sys.stdin.read()
    else:
        text = str(query)
    if not text.strip():
        raise click.UsageError("no query: give one, or --file FILE, or - and one on standard input")
    settings.home.release()
    client = SparqlClient(settings.home.path)
    try:
        answer = client.query(text, format_name=format_name)
        for chunk in answer.chunks():
            sys.stdout.buffer.write(chunk)
    finally:
        client.close()


_FORMATS = {
    "nq": ox.RdfFormat.N_QUADS,
    "nt": ox.RdfFormat.N_TRIPLES,
    "ttl": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
}


@click.command("export")
@click.option("--format", "format_name", type=click.Choice(sorted(_FORMATS)), default="nq")
@click.option("--source", help="Only what this source asserts.")
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path, allow_dash=True),
    default="-",
    help="Where to (default: standard output); .gz is compressed.",
)
@release_option
@click.pass_obj
def export_command(
    settings: Settings,
    format_name: str,
    source: str | None,
    output: Path,
    release_id: str | None,
) -> None:
    """Writes a release, or what one source asserts in it, as RDF."""
    release = settings.home.release(release_id)
    if str(output) == "-":
        _export(release, format_name, source, sys.stdout.buffer)
        return
    partial = output.with_name(output.name + ".part")
    try:
        with _opened(partial, compressed=output.suffix == ".gz") as file:
            _export(release, format_name, source, file)
        partial.replace(output)
    finally:
        partial.unlink(missing_ok=True)


def _opened(path: Path, *, compressed: bool) -> BinaryIO:
    return cast(BinaryIO, gzip.open(path, "wb")) if compressed else path.open("wb")


def _export(release: Release, format_name: str, source: str | None, out: BinaryIO) -> None:
    if format_name == "nq" and source is None:
        with gzip.open(release.nquads, "rb") as file:
            shutil.copyfileobj(file, out, 1 << 20)
        return
    store = open_store(release.graph)
    chosen = _FORMATS[format_name]
    if source is not None:
        graph = ox.NamedNode(SOURCE + source)
        if not store.contains_named_graph(graph):
            raise NotFound(f"release {release.id} has no graph of a source '{source}'")
        store.dump(out, chosen, from_graph=graph)
    elif chosen.supports_datasets:
        store.dump(out, chosen)
    else:
        store.dump(out, chosen, from_graph=ox.DefaultGraph())
