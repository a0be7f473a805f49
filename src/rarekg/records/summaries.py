"""All entities in short, read in bulk: what the search index is made from."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

import pyoxigraph as ox

from rarekg.records.kinds import deciding_type, identifier_of
from rarekg.records.model import Summary
from rarekg.vocabulary import RKG, property_named

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_DEFAULT = ox.DefaultGraph()
_NAME_KEYS = (
    "displayName",
    "name",
    "synonym",
    "abbreviation",
    "layName",
    "narrowSynonym",
    "broadSynonym",
    "relatedSynonym",
    "fullName",
)
_ID_KEYS = ("exactMatch", "formerId")
_TEXT_KEYS = ("definition", "summary")


def summaries(store: ox.Store) -> Iterator[Summary]:
    """Every entity that has a page, by IRI; needs the memory of all names (some 150 MB for a
    full release)."""
    types = _types(store)
    names: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for key in _NAME_KEYS:
        for subject, value in _pairs(store, key):
            if subject in types and isinstance(value, ox.Literal):
                names[subject].append((value.value, value.language or "", key))
    identifiers = _identifiers(store)
    texts = _texts(store)
    facts = _fact_counts(store)
    for address in sorted(types):
        if address in names:
            yield Summary(
                id=identifier_of(address),
                type=types[address],
                name=_shown(names[address]),
                names=tuple(names[address]),
                identifiers=tuple(sorted(identifiers.get(address, ()))),
                text=" ".join(texts.get(address, ())),
                facts=facts[address],
            )


def _pairs(store: ox.Store, key: str) -> Iterator[tuple[str, ox.NamedNode | ox.Literal]]:
    prop = ox.NamedNode(property_named(key).iri)
    for quad in store.quads_for_pattern(None, prop, None, _DEFAULT):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(
            quad.object, ox.NamedNode | ox.Literal
        ):
            yield quad.subject.value, quad.object


def _types(store: ox.Store) -> dict[str, str]:
    found: dict[str, set[str]] = defaultdict(set)
    for subject, value in _pairs(store, "type"):
        if value.value.startswith(RKG):
            found[subject].add(value.value.removeprefix(RKG))
    decided = {address: deciding_type(keys) for address, keys in found.items()}
    return {address: key for address, key in decided.items() if key}


def _identifiers(store: ox.Store) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for key in _ID_KEYS:
        for subject, value in _pairs(store, key):
            found[subject].add(identifier_of(value.value))
    return found


def _texts(store: ox.Store) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for key in _TEXT_KEYS:
        for subject, value in _pairs(store, key):
            found[subject].append(value.value)
    return found


def _fact_counts(store: ox.Store) -> Counter[str]:
    prop = ox.NamedNode(_RDF + "subject")
    quads = store.quads_for_pattern(None, prop, None, _DEFAULT)
    return Counter(q.object.value for q in quads if isinstance(q.object, ox.NamedNode))


def _shown(names: list[tuple[str, str, str]]) -> str:
    """The display name in English, else in the first language there is."""
    displayed = {language: text for text, language, kind in names if kind == "displayName"}
    return displayed.get("en") or displayed[min(displayed)] if displayed else names[0][0]
