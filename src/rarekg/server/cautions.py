"""What to know of a disease's page before its facts: that it is easily taken for another one, that
much more stands on another one, or that its authority may have given it up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rarekg.records.kinds import DISEASES, page_of
from rarekg.records.model import Disease, Entity, GraphFact, Link, Source
from rarekg.records.reader import Records
from rarekg.search.groups import GROUP, WIDER
from rarekg.search.protocol import Hit, SearchEngine
from rarekg.vocabulary import SOURCE

_ORPHANET = "orphanet"
_TIMES, _MORE = 3, 5  # how many times, and how many, statements more are "much more"


@dataclass(frozen=True, slots=True)
class Unlisted:
    """That an authority's files, which were read, do not name one of its own numbers."""

    number: str
    source: Source


@dataclass(frozen=True, slots=True)
class Fuller:
    """A disease of which much more is told. `reason` says what it is to the one asked for:
    "close" (a close match, say `sources`), "kind" (one of its kinds, say `sources`), "group" (it
    is found under the name, as the best known of a group), or "name" (it has the same name)."""

    id: str
    name: str
    url: str
    reason: str
    sources: tuple[Source, ...]
    described: bool
    statements: int


@dataclass(frozen=True, slots=True)
class Cautions:
    """Where much more is told; other diseases with the same name; whether Orphanet's own files
    lack the number."""

    fuller: Fuller | None
    namesakes: tuple[Hit, ...]
    unlisted: Unlisted | None


def cautions(disease: Disease, records: Records, engine: SearchEngine) -> Cautions:
    """What to know before the facts about a disease."""
    entity = disease.entity
    called = [
        hit for hit in engine.called(entity.name) if hit.id != entity.id and hit.type in DISEASES
    ]
    namesakes = _namesakes(entity, called)
    candidates = _candidates(disease, called, namesakes)
    return Cautions(_fullest(entity, candidates, records), namesakes, _unlisted(entity, records))


def _candidates(
    disease: Disease, called: Iterable[Hit], namesakes: Iterable[Hit]
) -> Iterator[tuple[str, str, str, tuple[Source, ...]]]:
    """Id, name, reason and sources of what may be meant by who came here, the surest first."""
    for link, sources in _diseases(disease.entity.graph_facts.get("closeMatch", ())):
        yield link.id, link.name, "close", sources
    for hit in namesakes:
        yield hit.id, hit.name, "name", ()
    kinds = {link.id: sources for link, sources in _diseases(disease.children)}
    for hit in called:
        if hit.matched.field in (WIDER, GROUP):
            sources = kinds.get(hit.id, ())
            yield hit.id, hit.name, "kind" if sources else "group", sources


def _diseases(facts: Iterable[GraphFact]) -> Iterator[tuple[Link, tuple[Source, ...]]]:
    for fact in facts:
        if isinstance(fact.value, Link) and fact.value.type in DISEASES:
            yield fact.value, fact.sources


def _fullest(
    entity: Entity,
    candidates: Iterable[tuple[str, str, str, tuple[Source, ...]]],
    records: Records,
) -> Fuller | None:
    """The candidate of which the most is told, if that is much more than of the disease itself."""
    if "summary" in entity.statements:
        return None
    found: list[Fuller] = []
    for identifier, name, reason, sources in candidates:
        statements, described = records.told(identifier)
        if statements >= _TIMES * entity.facts() + _MORE:
            url = page_of(identifier, "Disease")
            found.append(Fuller(identifier, name, url, reason, sources, described, statements))
    return max(found, key=lambda f: (f.described, f.statements), default=None)


def _namesakes(entity: Entity, called: Iterable[Hit]) -> tuple[Hit, ...]:
    """Other diseases that have the name in the heading over theirs, but for its capitals."""
    heading = entity.name.casefold()
    found = {hit.id: hit for hit in called if hit.name.casefold() == heading}
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
