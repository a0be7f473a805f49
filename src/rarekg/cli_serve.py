"""The command `serve`: granian with several processes, and one pool of query workers."""

from __future__ import annotations

import os
import signal
import socket

import click
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings

from rarekg.errors import InvalidParameter
from rarekg.settings import Settings, settings_from
from rarekg.sparql.client import SparqlClient

_PAGE_THREADS = 4  # of a process, beside those that queries may hold
_HEADER_MILLISECONDS = 10_000  # for the head of a request to arrive, and between two requests
_END_SECONDS = 5  # for a web process to answer what it has begun; then it is killed

_VARIABLES = {
    "query_seconds": "RAREKG_QUERY_SECONDS",
    "query_memory": "RAREKG_QUERY_MEMORY_MB",
    "result_size": "RAREKG_RESULT_MB",
    "queries_per_client": "RAREKG_QUERIES_PER_CLIENT",
    "client_header": "RAREKG_CLIENT_HEADER",
}


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option(
    "--port",
    default=8000,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="0: any that is free.",
)
@click.option(
    "--processes", default=2, show_default=True, type=click.IntRange(1), help="Web processes."
)
@click.option(
    "--query-seconds", type=float, help="Longest that a query may take. [RAREKG_QUERY_SECONDS]"
)
@click.option(
    "--query-memory",
    type=float,
    metavar="MB",
    help="Most memory that a query may take. [RAREKG_QUERY_MEMORY_MB]",
)
@click.option(
    "--result-size", type=float, metavar="MB", help="Longest answer to a query. [RAREKG_RESULT_MB]"
)
@click.option(
    "--queries-per-client",
    type=int,
    help="Queries of one client that may take long at once. [RAREKG_QUERIES_PER_CLIENT]",
)
@click.option(
    "--client-header",
    help="Header in which a trusted proxy names the client. [RAREKG_CLIENT_HEADER]",
)
@click.option("--access-log", is_flag=True, help="Log each request (with addresses).")
@click.pass_obj
def serve_command(
    settings: Settings,
    /,
    host: str,
    port: int,
    processes: int,
    access_log: bool,
    **given: float | str | None,
) -> None:
    """Serves the current release; moves to a new one without a restart.

    Other limits of queries are variables of the environment: see the guide for operators.
    """
    release = settings.home.release()
    port = _free_port(host, port)
    os.environ["RAREKG_HOME"] = str(settings.home.path)  # for the web processes
    os.environ["RAREKG_SERVER"] = str(os.getpid())
    for option, variable in _VARIABLES.items():
        if given[option] is not None:
            os.environ[variable] = str(given[option])
    limits = settings_from(os.environ).limits
    click.echo(f"serving {release.id} at http://{host}:{port}")
    os.register_at_fork(after_in_child=_end_at_signals)
    pool = SparqlClient(settings.home.path, limits)
    pool.start()
    try:
        Granian(
            "rarekg.wsgi:app",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            http=HTTPModes.http1,  # without TLS no browser speaks another; no timeout ends others
            workers=processes,
            blocking_threads=limits.threads + _PAGE_THREADS,
            http1_settings=HTTP1Settings(header_read_timeout=_HEADER_MILLISECONDS),
            respawn_failed_workers=True,
            workers_kill_timeout=_END_SECONDS,
            log_access=access_log,
        ).serve()
    finally:
        pool.close()


def _end_at_signals() -> None:
    """A web process that is still starting ends at once: else it had the server's own handlers
    until granian sets others, and a signal to end would be lost on it."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)


def _free_port(host: str, port: int) -> int:
    """The port, tried out: granian's processes would each end with a panic of their own.

    Raises InvalidParameter if the address is in use, not ours, or none.
    """
    try:
        (family, kind, protocol, _, address), *_ = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            probe.listen(1)
            return int(probe.getsockname()[1])
    except OSError as error:
        raise InvalidParameter(
            f"cannot listen at {host}, port {port}: {error.strerror}; "
            "choose another with --host or --port"
        ) from error
