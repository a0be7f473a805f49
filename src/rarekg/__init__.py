"""rarekg: an open knowledge graph and search service for rare diseases."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("rarekg")
except PackageNotFoundError:  # run from a source tree that was never installed
    __version__ = "0+unknown"

__all__ = ["__version__"]
