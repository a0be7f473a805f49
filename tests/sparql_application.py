"""The real application over a small release with named graphs, and its query workers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

from rarekg.release import Home
from rarekg.server.app import create_app
from rarekg.sparql.client import SparqlClient
from rarekg.sparql.limits import Limits
from tests.sparql.asking import publish


@contextmanager
def application(home: Path, limits: Limits | None = None) -> Iterator[Flask]:
    """Publishes a release named `first` in a home, and serves it."""
    publish(home, "first")
    with SparqlClient(home, limits or Limits(workers=2)) as client:
        yield create_app(Home(home), client)
