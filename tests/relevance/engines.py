"""Engines over one release: its own index, or one that is made for the occasion."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from rarekg.graph.dossiers import FILE
from rarekg.release import Release
from rarekg.search.engines import build_index, open_index
from rarekg.search.fts5_index import FILE as FTS5
from rarekg.search.protocol import SearchEngine
from rarekg.search.whoosh_engine import FOLDER as WHOOSH

_INDEXES = {"fts5": FTS5, "whoosh": WHOOSH}


@contextmanager
def opened(key: str, release: Release, *, anew: bool = False) -> Iterator[SearchEngine]:
    """An engine on a release. Where this has no index of it, or `anew`, one is made from the
    dossiers, in a temporary folder: minutes for a full release."""
    if (release.path / _INDEXES[key]).exists() and not anew:
        with closing(open_index(key, release.path)) as engine:
            yield engine
        return
    with TemporaryDirectory(prefix="rarekg-relevance-") as folder:
        (Path(folder) / FILE).symlink_to(release.path / FILE)
        build_index(key, Path(folder))
        with closing(open_index(key, Path(folder))) as engine:
            yield engine
