"""What a release says of how to query it: prefixes, and example queries.

In the form that SIB's `<sparql-editor>` asks for (https://github.com/sib-swiss/sparql-examples):
`sh:declare` with `sh:prefix` and `sh:namespace`, and `sh:SPARQLExecutable`.
"""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from rarekg.content import content_folder
from rarekg.graph.metadata import ONTOLOGY_GRAPH, describe, in_graph
from rarekg.graph.terms import literal_term
from rarekg.identifiers import namespaces
from rarekg.vocabulary import RKG

EXAMPLES_GRAPH = "https://w3id.org/rarekg/graph/examples"
PREFIX = "https://w3id.org/rarekg/prefix/"

_SH = "http://www.w3.org/ns/shacl#"
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_ANY_URI = "http://www.w3.org/2001/XMLSchema#anyURI"


def declared_lines() -> list[str]:
    """The N-Quads lines of prefixes and examples, in the default graph and in one of their own.

    Prefixes have an address each, where the file has blank nodes: the graph has none.
    """
    return in_graph(_prefixes(), ONTOLOGY_GRAPH) + in_graph(_examples(), EXAMPLES_GRAPH)


def _prefixes() -> Iterable[str]:
    for name, namespace in namespaces().items():
        node = PREFIX + name
        yield f"<{RKG}> <{_SH}declare> <{node}>"
        yield from describe(
            node,
            [
                (_TYPE, f"<{_SH}PrefixDeclaration>"),
                (_SH + "prefix", literal_term(name)),
                (_SH + "namespace", f"{literal_term(namespace)}^^<{_ANY_URI}>"),
            ],
        )


def _examples() -> Iterable[str]:
    for path in sorted((content_folder("ontology") / "examples").glob("*.ttl")):
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
            yield str(quad.triple)
