"""A query service with real processes, one for each file of tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rarekg.sparql.client import SparqlClient
from tests.sparql.asking import LIMITS, is_well, publish


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    publish(folder, "first")
    return folder


@pytest.fixture(scope="module")
def client(home: Path) -> Iterator[SparqlClient]:
    with SparqlClient(home, LIMITS) as client:
        client.start()
        yield client


@pytest.fixture(autouse=True)
def _still_serving(client: SparqlClient) -> Iterator[None]:
    """Whatever a test did, the next query is answered."""
    yield
    assert is_well(client)
