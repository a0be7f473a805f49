"""What stands near an identifier that no record has: for those who mistook it, or ask too early."""

from __future__ import annotations

import re

import pyoxigraph as ox

from rarekg.errors import InvalidIdentifier, NotFound
from rarekg.identifiers import Curie, curie, iri
from rarekg.records.kinds import deciding_type
from rarekg.records.model import Link
from rarekg.records.reader import Records

# Authorities whose numbers are mistaken for one another; those that most people know first.
_NUMBERING = ("ORPHA", "OMIM", "MONDO", "GARD", "NANDO", "DOID")
_NUMBERED = re.compile(r"[A-Za-z][A-Za-z ]{1,20}[:_\s-]?\s*0*([1-9][0-9]{0,9})")
_MOST_RELATED = 5
_DEFAULT = ox.DefaultGraph()


def neighbours(records: Records, text: str) -> tuple[tuple[Curie, Link], ...]:
    """What has the same number at another authority, with its identifier there; then what a
    source relates to the identifier without saying that it is the same. `text` need not be in
    the form that its authority gives to identifiers (`OMIM:558` is not)."""
    unique: dict[str, tuple[Curie, Link]] = {}
    for code, link in (*_same_number(records, text), *_related(records, text)):
        unique.setdefault(link.id, (code, link))
    return tuple(unique.values())


def _same_number(records: Records, text: str) -> list[tuple[Curie, Link]]:
    number = _NUMBERED.fullmatch(text)
    if number is None:
        return []
    found = []
    for prefix in _NUMBERING:
        try:
            code = curie(f"{prefix}:{number[1]}")
            canonical = records.canonical_id(code)
        except (InvalidIdentifier, NotFound):
            continue
        found.append((code, records.lookup.link(iri(canonical))))
    return found


def _related(records: Records, text: str) -> list[tuple[Curie, Link]]:
    try:
        identifier = curie(text)
    except InvalidIdentifier:
        return []
    lookup = records.lookup
    node = ox.NamedNode(iri(identifier))
    quads = list(lookup.store.quads_for_pattern(None, None, node, _DEFAULT))
    subjects = {q.subject.value for q in quads if isinstance(q.subject, ox.NamedNode)}
    known = sorted(address for address in subjects if deciding_type(lookup.types(address)))
    return [(identifier, lookup.link(address)) for address in known[:_MOST_RELATED]]
