"""What to know of a disease's page before its facts: that it is easily taken for another one, or
that its authority may have given it up."""

from __future__ import annotations

from dataclasses import dataclass

from rarekg.records.kinds import DISEASES
from rarekg.records.model import Entity, Source
from rarekg.records.reader import Records
from rarekg.search.protocol import Hit, SearchEngine
from rarekg.vocabulary import SOURCE

_ORPHANET = "orphanet"


@dataclass(frozen=True, slots=True)
class Unlisted:
    """That an authority's files, which were read, do not name one of its own numbers."""

    number: str
    source: Source


@dataclass(frozen=True, slots=True)
class Cautions:
    """Other diseases with the same name; whether Orphanet's own files lack the number."""

    namesakes: tuple[Hit, ...]
    unlisted: Unlisted | None


def cautions(entity: Entity, records: Records, engine: SearchEngine) -> Cautions:
    """What to know before the facts about a disease."""
    return Cautions(_namesakes(entity, engine), _unlisted(entity, records))


def _namesakes(entity: Entity, engine: SearchEngine) -> tuple[Hit, ...]:
    """Other diseases that have the name in the heading over theirs, but for its capitals."""
    heading = entity.name.casefold()
    found = {
        hit.id: hit
        for hit in engine.called(entity.name)
        if hit.id != entity.id and hit.type in DISEASES and hit.name.casefold() == heading
    }
    return tuple(found[identifier] for identifier in sorted(found))


def _unlisted(entity: Entity, records: Records) -> Unlisted | None:
    """Orphanet's packets and classifications name whatever they hold: a number that Orphanet
    does not name is known from its older tables, or from those who pass it on."""
    number = next((i for i in entity.identifiers if i.startswith("ORPHA:")), None)
    source = records.lookup.source(SOURCE + _ORPHANET)
    if number is None or not source.quads:  # Orphanet's files were not read
        return None
    named = any(s.id == _ORPHANET for name in entity.names for s in name.sources)
    return None if named else Unlisted(number, source)
