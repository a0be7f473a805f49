"""The command that asks the registry of trials: `fetch-trials`."""

from __future__ import annotations

from collections.abc import Sequence

import click
from rich.console import Console

from rarekg.cli_build import FetchBars
from rarekg.errors import FetchFailed
from rarekg.records.rare_names import names_of, rare_disease_names
from rarekg.records.reader import Records
from rarekg.release import Release
from rarekg.settings import Settings
from rarekg.sources.clinicaltrials import TrialQuery, TrialsFetched, fetch_trials, queries_for
from rarekg.sources.clinicaltrials_api import MOST_STUDIES, PAGE_SIZE, RATE, ApiOptions

_SHOWN = 20  # failures that are printed; the state of the others is kept as well


@click.command("fetch-trials")
@click.option("--disease", "diseases", multiple=True, help="Only of these, by any identifier.")
@click.option("--limit", type=click.IntRange(1), help="Ask at most so many questions this time.")
@click.option("--again", is_flag=True, help="Ask for all studies, not only for updated ones.")
@click.option(
    "--rate",
    type=click.FloatRange(0.01, 3.0),
    default=RATE,
    show_default=True,
    help="Requests a second.",
)
@click.option(
    "--page-size",
    type=click.IntRange(1, MOST_STUDIES),
    default=PAGE_SIZE,
    show_default=True,
    help="Studies in one answer.",
)
@click.option("--release", "release_id", help="Whose diseases (default: the current one).")
@click.pass_obj
def fetch_trials_command(
    settings: Settings,
    diseases: Sequence[str],
    limit: int | None,
    again: bool,
    rate: float,
    page_size: int,
    release_id: str | None,
) -> None:
    """Fetches the trials of the rare diseases in a release from ClinicalTrials.gov.

    May be stopped at any time: the next call goes on where this one was. Later calls ask only for
    what has been updated. The next `rarekg build` takes what is there.
    """
    queries = _queries(settings.home.release(release_id), diseases)
    options = ApiOptions(base=settings.trials_api, rate=rate, page_size=page_size)
    with FetchBars() as bars:
        fetched = fetch_trials(
            queries, settings.home.path, options, limit=limit, again=again, progress=bars
        )
    _show(fetched, len(queries))


def _queries(release: Release, diseases: Sequence[str]) -> list[TrialQuery]:
    if diseases:
        records = Records(release.path)
        found = [records.disease(identifier).entity for identifier in diseases]
        named = [(entity.id, names_of(entity)) for entity in found]
    else:
        named = list(rare_disease_names(release.path))
    return [query for identifier, names in named for query in queries_for(identifier, names)]


def _show(fetched: TrialsFetched, queries: int) -> None:
    console = Console(soft_wrap=True, highlight=False, markup=False)
    failed = [r for r in fetched.results if r.error is not None]
    asked = len(fetched.results) - 1  # the last one is of the file
    console.print(f"{asked:,} of {queries:,} questions asked in {fetched.requests:,} requests")
    if fetched.missing:
        console.print(f"{fetched.missing:,} studies that were counted did not come")
    console.print(f"{fetched.studies:,} studies are in the cache")
    if failed:
        shown = [f"{r.label}: {r.error}" for r in failed[:_SHOWN]]
        raise FetchFailed("\n".join([f"{len(failed)} questions failed:", *shown]))
