"""rarekg: an open knowledge graph and search service for rare diseases."""

from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rarekg.dataset import open_dataset as open  # noqa: A004  (what users call it)

try:
    __version__ = version("rarekg")
except PackageNotFoundError:  # run from a source tree that was never installed
    __version__ = "0+unknown"

__all__ = ["__version__", "open"]


def __getattr__(name: str) -> object:
    """`rarekg.open`, imported when it is first asked for (PEP 562).

    rdflib and oxrdflib take a fifth of a second and 30 MB (2026-11), and every worker process of
    a build or a server imports this package.
    """
    if name == "open":
        return import_module("rarekg.dataset").open_dataset
    raise AttributeError(f"module 'rarekg' has no attribute '{name}'")
