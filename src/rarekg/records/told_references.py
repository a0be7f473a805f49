"""References as records need them, made of what the graph has: read by disease, in one piece."""

from __future__ import annotations

import msgspec

from rarekg.graph.dossiers import StoredReference, StoredValue
from rarekg.records.kinds import identifier_of
from rarekg.vocabulary import RKG

_RETRIEVED_FROM = "http://purl.org/pav/retrievedFrom"
_PRIMARY = "http://www.w3.org/ns/prov#hadPrimarySource"


class ToldReference(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A reference by its id: source and primary source by their IRIs, publications with label and
    address by their labels, evidence by its Curie, all else as it is written."""

    id: str
    source: str
    record: str
    primary: str | None
    publications: list[tuple[str, str | None]]
    evidence: str | None
    method: str | None
    url: str | None
    curated_by: str | None
    consulted: str | None
    asserted_subject: str | None
    asserted_object: str | None
    confidence: str | None


def told(reference: str, found: StoredReference) -> ToldReference:
    """A reference of which several values of a kind may be stated: the first counts, but
    publications are all kept."""
    text = {key: _words(value) for key, value in reversed(found.values)}.get
    publications = [_publication(value) for key, value in found.values if key == _PRIMARY]
    evidence = text(RKG + "evidence")
    return ToldReference(
        reference,
        text(RKG + "source") or "",
        text(RKG + "record") or "",
        text(RKG + "primarySource"),
        sorted(publications, key=_label),
        str(identifier_of(evidence)) if evidence else None,
        text(RKG + "method"),
        text(_RETRIEVED_FROM),
        text(RKG + "curatedBy"),
        text(RKG + "consulted"),
        text(RKG + "assertedSubject"),
        text(RKG + "assertedObject"),
        text(RKG + "confidence"),
    )


def _words(value: StoredValue) -> str:
    return value if isinstance(value, str) else value[0]


def _publication(value: StoredValue) -> tuple[str, str | None]:
    return (str(identifier_of(value)), value) if isinstance(value, str) else (value[0], None)


def _label(publication: tuple[str, str | None]) -> str:
    return publication[0]
