"""The program's own SPARQL: files of `ontology/queries`, run with bound terms."""

from __future__ import annotations

from functools import cache

import pyoxigraph as ox

from rarekg.content import content_folder

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


@cache
def query_text(name: str) -> str:
    """The text of `ontology/queries/<name>.rq`."""
    return (content_folder("ontology") / "queries" / f"{name}.rq").read_text("utf-8")


def select(store: ox.Store, name: str, **bound: ox.NamedNode) -> ox.QuerySolutions:
    """Runs a SELECT query of the program with variables bound to terms."""
    substitutions: dict[ox.Variable, Term] = {ox.Variable(key): term for key, term in bound.items()}
    result = store.query(query_text(name), substitutions=substitutions)
    if not isinstance(result, ox.QuerySolutions):
        raise TypeError(f"ontology/queries/{name}.rq is not a SELECT query")
    return result
