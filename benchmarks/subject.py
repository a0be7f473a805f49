"""What is measured: a release, alone in a home of its own, and diseases chosen from it."""

from __future__ import annotations

import os
import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from rarekg.graph.store import open_store
from rarekg.identifiers import curie_of_iri
from rarekg.release import Home, Release

SEED = 1
MANY_FACTS = 100

_FACTS = """
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rkg: <https://w3id.org/rarekg/vocab/>
SELECT ?disease (COUNT(?statement) AS ?facts) {
  VALUES ?kind { rkg:Disease rkg:DiseaseGroup rkg:DiseaseSubtype }
  ?disease a ?kind .
  ?statement rdf:subject ?disease .
} GROUP BY ?disease ORDER BY DESC(?facts) ?disease"""


@dataclass(frozen=True, slots=True)
class Sampled:
    """A disease, and how many statements are about it."""

    id: str
    iri: str
    facts: int


def release_at(folder: Path | None) -> Release:
    """The release in a directory, or the current one of RAREKG_HOME."""
    home = os.environ.get("RAREKG_HOME")
    if folder is None and not home:
        raise SystemExit("which release? name its directory (--release) or set RAREKG_HOME")
    path = (folder or Path(str(home), "current")).resolve()
    if not (path / "manifest.json").is_file():
        raise SystemExit(f"{path} is no release; build one with 'rarekg build'")
    return Release(path)


@contextmanager
def home_of(release: Release) -> Iterator[Home]:
    """A home, for as long as the context lasts, whose current release is this one."""
    with tempfile.TemporaryDirectory(prefix="rarekg-bench-") as folder:
        home = Home(Path(folder))
        home.releases_folder.mkdir()
        (home.releases_folder / release.id).symlink_to(release.path)
        home.pointer.symlink_to(Path("releases") / release.id)
        yield home


def diseases(release: Release) -> list[Sampled]:
    """All diseases about which there are statements, the richest first."""
    rows = open_store(release.graph).query(_FACTS)
    if not isinstance(rows, ox.QuerySolutions):
        raise TypeError("not a SELECT query")
    found = ((row["disease"].value, int(row["facts"].value)) for row in rows)
    return [Sampled(str(curie_of_iri(iri) or iri), iri, facts) for iri, facts in found]


def groups(release: Release, number: int) -> dict[str, list[Sampled]]:
    """Those with the most facts; and others at random, the same at each run, that have many."""
    everyone = diseases(release)
    many = [disease for disease in everyone[number:] if disease.facts >= MANY_FACTS]
    chosen = random.Random(SEED).sample(many, min(number, len(many)))
    return {f"{number} richest": everyone[:number], f"{len(chosen)} with 100+ facts": chosen}
