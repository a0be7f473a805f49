"""The example queries of `ontology/examples`, one file each.

SHACL executables as SIB's collections have them (https://github.com/sib-swiss/sparql-examples):
`rdfs:label`, `rdfs:comment`, `schema:keywords`, the query, and `spex:federatesWith` for each other
endpoint that it asks.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from rarekg.content import content_folder
from rarekg.errors import RarekgError

EXAMPLE = "https://w3id.org/rarekg/example/"

_FORMS = ("select", "ask", "construct")
_SH = "http://www.w3.org/ns/shacl#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_SCHEMA = "https://schema.org/"
_FEDERATES = "https://purl.expasy.org/sparql-examples/ontology#federatesWith"


@dataclass(frozen=True, slots=True)
class Example:
    """A query with its title, a description in plain words, and the heading it stands under.

    slug: the last part of its address, and the name of its file.
    form: "select", "ask" or "construct". services: other endpoints that it asks; such a query is
    not run here.
    """

    slug: str
    title: str
    description: str
    topic: str
    keywords: tuple[str, ...]
    form: str
    query: str
    services: tuple[str, ...] = ()

    @property
    def runs_here(self) -> bool:
        """Whether this server can answer it: one that asks others, it cannot."""
        return not self.services


@cache
def examples() -> tuple[Example, ...]:
    """All examples in the order of their files. Raises RarekgError for a file that is not whole."""
    folder = content_folder("ontology") / "examples"
    return tuple(read_example(path) for path in sorted(folder.glob("*.ttl")))


def example_named(slug: str) -> Example | None:
    """The example with this last part of its address."""
    return next((each for each in examples() if each.slug == slug), None)


def topics() -> dict[str, list[Example]]:
    """The examples by their heading, in the order of the files."""
    grouped: dict[str, list[Example]] = defaultdict(list)
    for example in examples():
        grouped[example.topic].append(example)
    return dict(grouped)


def read_example(path: Path) -> Example:
    """One file. Raises RarekgError, which names the file and what it lacks."""
    values: dict[str, list[str]] = defaultdict(list)
    for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
        if quad.subject != ox.NamedNode(EXAMPLE + path.stem):
            raise RarekgError(f"{path.name}: expected only <{EXAMPLE}{path.stem}>")
        if isinstance(quad.object, (ox.NamedNode, ox.Literal)):
            values[quad.predicate.value].append(quad.object.value)
    forms = [form for form in _FORMS if _SH + form in values]
    if len(forms) != 1:
        raise RarekgError(f"{path.name}: expected one query as sh:select, sh:ask or sh:construct")
    return Example(
        slug=path.stem,
        title=_one(path, values, _RDFS + "label"),
        description=" ".join(_one(path, values, _RDFS + "comment").split()),
        topic=_one(path, values, _SCHEMA + "articleSection"),
        keywords=tuple(values[_SCHEMA + "keywords"]),
        form=forms[0],
        query=_one(path, values, _SH + forms[0]),
        services=tuple(values[_FEDERATES]),
    )


def _one(path: Path, values: dict[str, list[str]], key: str) -> str:
    found = values[key]
    if len(found) != 1:
        raise RarekgError(f"{path.name}: {len(found)} values of <{key}>: expected one")
    return found[0]
