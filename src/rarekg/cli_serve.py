"""The command `serve`: granian with several processes, and one pool of query workers."""

from __future__ import annotations

import os

import click
from granian import Granian
from granian.constants import Interfaces

from rarekg.settings import Settings
from rarekg.sparql.client import SparqlClient

_THREADS = 4  # a process: a page holds one for some milliseconds, a query for its seconds


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
@click.option(
    "--processes", default=2, show_default=True, type=click.IntRange(1), help="Web processes."
)
@click.option("--access-log", is_flag=True, help="Log each request (with addresses).")
@click.pass_obj
def serve_command(
    settings: Settings, host: str, port: int, processes: int, access_log: bool
) -> None:
    """Serves the current release; moves to a new one without a restart."""
    release = settings.home.release()
    os.environ["RAREKG_HOME"] = str(settings.home.path)  # for the web processes
    click.echo(f"serving {release.id} at http://{host}:{port}")
    pool = SparqlClient(settings.home.path)
    pool.start()
    try:
        Granian(
            "rarekg.wsgi:app",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=processes,
            blocking_threads=_THREADS,
            respawn_failed_workers=True,
            log_access=access_log,
        ).serve()
    finally:
        pool.close()
