"""`rarekg.open`: a release as an rdflib `Dataset`, for those who work in Python."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from typing import NoReturn

from oxrdflib import OxigraphStore
from rdflib import SH, Dataset, Graph

from rarekg.content import content_folder
from rarekg.graph.store import open_store
from rarekg.settings import settings_from


def open_dataset(release: str | None = None) -> ReleaseDataset:
    """A published release as an rdflib `Dataset`, read-only; `rarekg.open` is this function.

    `release` is an id as `rarekg releases` lists it; by default the current one of RAREKG_HOME.
    The default graph holds every triple once, the named graph
    `https://w3id.org/rarekg/source/<id>` what that source asserts. Prefixes of `ontology/` are
    bound. Queries run inside Oxigraph, in this process and without limits. Whatever would change
    it raises `io.UnsupportedOperation`. Raises NotFound if there is no such release,
    ReleaseBroken if it cannot be opened.

    ```python
    import rarekg

    with rarekg.open() as graph:
        query = \"\"\"
            SELECT ?sign ?frequency WHERE {
                ?disease skos:exactMatch ORPHA:95 .
                ?statement rdf:subject ?disease ; rdf:predicate rkg:hasPhenotype ;
                    rdf:object/skos:prefLabel ?sign ; rkg:frequency/skos:prefLabel ?frequency .
                FILTER (lang(?sign) = "en" && lang(?frequency) = "en")
            } ORDER BY ?sign\"\"\"
        for sign, frequency in graph.query(query):
            print(sign, frequency)
    ```
    """
    found = settings_from(os.environ).home.release(release)
    graph = ReleaseDataset(_ReadOnlyStore(store=open_store(found.graph)))
    for prefix, namespace in _namespaces():
        graph.bind(prefix, namespace, replace=True)
    return graph


class ReleaseDataset(Dataset):
    """The Dataset of a release; `with` closes it."""

    @property
    def default_context(self) -> Graph:
        """The default graph, by the name under which rdflib (7.6) itself still looks for it, with
        a warning each time."""
        return self._default_context

    @default_context.setter
    def default_context(self, graph: Graph) -> None:
        self._default_context = graph

    def __enter__(self) -> ReleaseDataset:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _ReadOnlyStore(OxigraphStore):
    """An Oxigraph store that says why it is not changed, instead of an error deep inside."""

    def add_graph(self, _graph: Graph) -> None:
        """Does nothing: rdflib calls it for every graph that is asked for."""

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise io.UnsupportedOperation(
            "a release of rarekg never changes; copy what you need into a graph of your own: "
            "rdflib.Graph() + dataset.triples(...)"
        )

    add = addN = remove = update = remove_graph = destroy = open = _refuse  # noqa: N815  (rdflib's)


def _namespaces() -> Iterator[tuple[str, str]]:
    """The prefixes of `ontology/prefixes.ttl` with their namespaces."""
    declared = Graph().parse(content_folder("ontology") / "prefixes.ttl", format="turtle")
    for node in declared.objects(None, SH.declare):
        yield str(declared.value(node, SH.prefix)), str(declared.value(node, SH.namespace))
