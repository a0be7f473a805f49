"""What curated files may point to: sources, entities of other curated files, diseases."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from rarekg.errors import InvalidIdentifier
from rarekg.identifiers import curie
from rarekg.readers.curated_yaml import Mapping, Scalar, Sequence, parse_yaml
from rarekg.sources.manifest import SourceFile, content_files, load_manifest

ENTITIES = "curated-entities"


@dataclass(frozen=True, slots=True)
class Known:
    """The names that exist: ids of sources (folders of `ingest/`), and canonical Curies."""

    sources: frozenset[str]
    entities: frozenset[str]
    diseases: frozenset[str]


def curated_root(path: Path) -> Path:
    """The folder of the source that a curated file belongs to: the one with `source.toml`."""
    return next(p for p in path.parents if (p / "source.toml").is_file())


def known_in(root: Path) -> Known:
    """Everything that files below `root` (`ingest/curated`) may name."""
    return _known(root, frozenset(_stamps(str(root))))


def _stamps(folder: str) -> Iterator[tuple[str, int]]:
    """When each file was written last. (Asked for each file that is read: with Path.rglob it was
    a third of the work of building the curated data.)"""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _stamps(entry.path)
            elif entry.name.endswith(".yaml"):
                yield entry.path, entry.stat().st_mtime_ns


@lru_cache(maxsize=8)
def _known(root: Path, _written: frozenset[tuple[str, int]]) -> Known:
    files = content_files(load_manifest(root), root)
    return Known(
        sources=frozenset(p.parent.name for p in root.parent.glob("*/source.toml")),
        entities=frozenset(
            name for f in files if f.manifest.reader != "curated-diseases" for name in _ids(f)
        ),
        diseases=frozenset(
            name for f in files if f.manifest.reader == "curated-diseases" for name in _ids(f)
        ),
    )


def _ids(file: SourceFile) -> list[str]:
    top = parse_yaml(file.path).top
    if file.manifest.reader != ENTITIES:
        return [_canonical(text) for text in _id_of(top)]
    rows = top.fields.get(file.options["list"])
    items = rows.items if isinstance(rows, Sequence) else ()
    slugs = [text for item in items if isinstance(item, Mapping) for text in _id_of(item)]
    return [entity_id(file, slug) for slug in slugs]


def _id_of(mapping: Mapping) -> list[str]:
    node = mapping.fields.get("id")
    return [node.text] if isinstance(node, Scalar) else []


def _canonical(text: str) -> str:
    try:
        return curie(text)
    except InvalidIdentifier:
        return text


def entity_id(file: SourceFile, slug: str) -> str:
    """The Curie of an entity of a founding file, e.g. `rarekg:area-eye` for the area `eye`."""
    return f"rarekg:{file.options['prefix']}{slug}"
