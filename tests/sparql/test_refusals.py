"""What no query may do: change the data, or reach the network."""

from __future__ import annotations

import socket
import subprocess
import sys
import textwrap
from collections.abc import Iterator

import pytest

from rarekg.errors import InvalidQuery
from rarekg.sparql.client import SparqlClient
from rarekg.sparql.refusals import UpdateRefused
from tests.sparql.asking import lines


@pytest.mark.parametrize(
    "update",
    [
        "INSERT DATA { <a:a> <a:b> <a:c> }",
        "LOAD <http://127.0.0.1/x>",
        "# a comment\nPREFIX ex: <https://example.org/#x>\nDELETE WHERE { ?s ?p ?o }",
        "CLEAR ALL",
    ],
)
def test_updates_are_refused(client: SparqlClient, update: str) -> None:
    with pytest.raises(UpdateRefused):
        client.query(update)


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


@pytest.mark.parametrize(
    "form",
    [
        "SELECT * { SERVICE <%s> { ?s ?p ?o } }",
        "SELECT * {\n SeRvIcE SILENT <%s> { ?s ?p ?o } }",
        "SELECT * { VALUES ?where { <%s> } SERVICE ?where { ?s ?p ?o } }",
        "ASK { FILTER(?x<?y)SERVICE#>\n<%s>{ ?s ?p ?o } }",
        "PREFIX service: <%s> CONSTRUCT { ?s ?p ?o } { { SERVICE service: { ?s ?p ?o } } }",
        "SELECT * { ?s ?p 'no \\' SERVICE', \"\" SERVICE <%s> { ?s ?p ?o } }",
    ],
)
def test_service_is_refused_and_reaches_nobody(
    client: SparqlClient, listener: socket.socket, form: str
) -> None:
    address = f"http://127.0.0.1:{listener.getsockname()[1]}/sparql"
    with pytest.raises(InvalidQuery, match="SERVICE is not served"):
        client.query(form % address)
    with pytest.raises(BlockingIOError):
        listener.accept()


def test_service_as_a_mere_word_is_no_offence(client: SparqlClient) -> None:
    query = """PREFIX service: <https://example.org/service#>  # SERVICE <http://x> {}
        SELECT ?service { VALUES ?service { "SERVICE" service:service <https://service.org/> } }"""
    assert lines(client, query) == [
        "SERVICE",
        "https://example.org/service#service",
        "https://service.org/",
    ]


def test_the_sandbox_lets_nothing_out(listener: socket.socket) -> None:
    """The second wall: even a query that got past the refusal of SERVICE reaches nobody."""
    program = textwrap.dedent(f"""
        from pyoxigraph import Store
        from rarekg.sparql.sandbox import forbid_network
        assert forbid_network()
        place = "http://127.0.0.1:{listener.getsockname()[1]}/"
        try:
            print(list(Store().query("SELECT * {{ SERVICE <" + place + "> {{ ?s ?p ?o }} }}")))
        except OSError as error:
            print("refused:", error)
        try:
            Store().update("LOAD <" + place + ">")
        except OSError as error:
            print("refused:", error)
    """)
    command = [sys.executable, "-c", program]
    result = subprocess.run(command, capture_output=True, text=True, check=True, timeout=20)
    assert result.stdout.count("refused:") == 2, result.stdout
    with pytest.raises(BlockingIOError):
        listener.accept()
