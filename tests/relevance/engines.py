"""Engines over one release: its own index, or one that is made beside it for the occasion."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from rarekg.release import Release
from rarekg.search import fts5_index, whoosh_engine
from rarekg.search.engines import build_index, open_index
from rarekg.search.protocol import SearchEngine

_INDEXES = frozenset({fts5_index.FILE, whoosh_engine.FOLDER})


@contextmanager
def opened(key: str, release: Release, *, anew: bool = False) -> Iterator[SearchEngine]:
    """An engine on a release. Where its index was made by the other engine, or `anew`, one is made
    from the dossiers, in a temporary folder: a minute or more for a full release."""
    if release.manifest().search_engine == key and not anew:
        engine = open_index(key, release.path)
        try:
            yield engine
        finally:
            engine.close()
        return
    with TemporaryDirectory(prefix="rarekg-relevance-") as folder:
        for path in release.path.iterdir():
            if path.name not in _INDEXES:
                (Path(folder) / path.name).symlink_to(path)
        build_index(key, Path(folder))
        engine = open_index(key, Path(folder))
        try:
            yield engine
        finally:
            engine.close()
