"""How many things of a kind a release has: counted once, then kept with it."""

from __future__ import annotations

from weakref import WeakKeyDictionary

import pyoxigraph as ox

from rarekg.records.reader import Records
from rarekg.vocabulary import RKG

_DEFAULT = ox.DefaultGraph()
_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_counted: WeakKeyDictionary[Records, dict[str, int]] = WeakKeyDictionary()


def number_of(records: Records, key: str) -> int:
    """How many things are of a class (0.1 s for 6,200 at the first call)."""
    known = _counted.setdefault(records, {})
    if key not in known:
        kind = ox.NamedNode(RKG + key)
        store = records.lookup.store
        known[key] = sum(1 for _ in store.quads_for_pattern(None, _TYPE, kind, _DEFAULT))
    return known[key]
