"""The command `rarekg`."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click
from rich.console import Console

from rarekg import __version__
from rarekg.cli_build import build_command, check_command, fetch_command, sources_command
from rarekg.cli_organisations import organisations_command
from rarekg.cli_payments import payments_command
from rarekg.cli_read import export_command, query_command, search_command, show_command
from rarekg.cli_releases import (
    diff_command,
    prune_command,
    releases_command,
    rollback_command,
)
from rarekg.cli_serve import serve_command
from rarekg.cli_trials import fetch_trials_command
from rarekg.errors import RarekgError
from rarekg.settings import settings_from


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
@click.option(
    "--home",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where releases and source files live (default: RAREKG_HOME, else the user's data).",
)
@click.pass_context
def rarekg(context: click.Context, home: Path | None) -> None:
    """Knowledge graph and search service for rare diseases: every fact says who says so."""
    environment = dict(os.environ)
    if home is not None:
        environment["RAREKG_HOME"] = str(home)
    context.obj = settings_from(environment)


for _command in (
    build_command,
    check_command,
    diff_command,
    export_command,
    fetch_command,
    fetch_trials_command,
    organisations_command,
    payments_command,
    prune_command,
    query_command,
    releases_command,
    rollback_command,
    search_command,
    serve_command,
    show_command,
    sources_command,
):
    rarekg.add_command(_command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs the command; an error of ours is one message and its exit code, no traceback."""
    try:
        rarekg.main(arguments, prog_name="rarekg", standalone_mode=False)
    except RarekgError as error:
        _complain(str(error))
        sys.exit(error.exit_code)
    except click.exceptions.Exit as error:
        sys.exit(error.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except OSError as error:  # a path of the user's; click ends silently when `head` has enough
        if error.filename is None:
            raise
        _complain(f"{error.filename}: {error.strerror}")
        sys.exit(1)


def _complain(message: str) -> None:
    Console(stderr=True, soft_wrap=True, markup=False).print(f"rarekg: {message}", highlight=False)
