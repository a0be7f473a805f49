"""All therapies of a release in short: read once, kept with the release, and selected from.

What lists of therapies need (of a kind of treatment, of a disease) is here without a query for
each: name, kinds, furthest stage, diseases, orphan designations by authority and year.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from threading import Lock
from typing import cast
from weakref import WeakKeyDictionary

import pyoxigraph as ox

from rarekg.graph.dossiers import Dossier, StoredStatement
from rarekg.records.acts import APPROVED, rank, standing
from rarekg.records.graph_facts import Gathered
from rarekg.records.kinds import identifier_of
from rarekg.records.model import Entity, GraphFact, Link
from rarekg.records.queries import select
from rarekg.records.reader import Records
from rarekg.vocabulary import RKG

DESIGNATIONS = frozenset(
    {"OrphanDesignated", "DesignationWithdrawn", "DesignationExpired"}
)  # each was one once
_USE = ("indicatedFor", "orphanDesignation")


@dataclass(frozen=True, slots=True)
class Therapy:
    """A therapy in short. `stage` is the furthest that any authority's record has for treatment
    (a key of rkg:Stage, "" for none); `first_approval` is the earliest year of an approval.
    `diseases` are those with the furthest stage first; `designations` are authority and year,
    one for each record."""

    link: Link
    modalities: tuple[str, ...]
    stage: str
    first_approval: str
    approvers: tuple[str, ...]
    diseases: tuple[str, ...]
    designations: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class KindSummary:
    """The therapies of a kind and of all narrower ones, the furthest first: all, by standing
    (approved, open, ended, "" where no decision is read), the diseases with their numbers of
    therapies, and the orphan designations by authority and year."""

    therapies: tuple[Therapy, ...]
    by_standing: dict[str, tuple[Therapy, ...]]
    diseases: tuple[tuple[str, int], ...]
    designations: dict[str, Counter[int]]


class Catalogue:
    """All therapies of a release, and the kinds of treatment with their order."""

    def __init__(
        self,
        therapies: Iterable[Therapy],
        modalities: Iterable[Entity],
        abbreviations: dict[str, str],
    ) -> None:
        self.therapies = {t.link.id: t for t in therapies}
        self.modalities = {m.id: m for m in modalities}
        self.abbreviations = abbreviations  # of authorities, by their ids
        self._summaries: dict[str, KindSummary] = {}

    @cached_property
    def of_modality(self) -> dict[str, tuple[Therapy, ...]]:
        """The therapies that a source or rule gives exactly this kind, the furthest first."""
        table: dict[str, list[Therapy]] = {}
        for therapy in sorted(self.therapies.values(), key=_order):
            for modality in therapy.modalities:
                table.setdefault(modality, []).append(therapy)
        return {key: tuple(found) for key, found in table.items()}

    @cached_property
    def parents(self) -> dict[str, tuple[str, ...]]:
        """The wider kinds of each kind."""
        return {
            m.id: tuple(f.value.id for f in _parents(m) if isinstance(f.value, Link))
            for m in self.modalities.values()
        }

    @cached_property
    def children(self) -> dict[str, tuple[str, ...]]:
        """The narrower kinds of each kind, by name."""
        table: dict[str, list[str]] = {}
        for child in sorted(self.modalities.values(), key=lambda m: m.name.casefold()):
            for parent in self.parents[child.id]:
                table.setdefault(parent, []).append(child.id)
        return {key: tuple(found) for key, found in table.items()}

    def kinds_of(self, therapy: str) -> tuple[Link, ...]:
        """What kinds of thing a therapy is."""
        found = self.therapies.get(therapy)
        return tuple(link_of(self.modalities[m]) for m in found.modalities) if found else ()

    def within(self, modality: str) -> tuple[str, ...]:
        """A kind with all narrower ones."""
        below = (w for child in self.children.get(modality, ()) for w in self.within(child))
        return tuple(dict.fromkeys((modality, *below)))

    def therapies_within(self, modality: str) -> tuple[Therapy, ...]:
        """The therapies of a kind or of a narrower one, each once, the furthest first."""
        kinds = self.within(modality)
        if len(kinds) == 1:
            return self.of_modality.get(modality, ())
        found = {t.link.id: t for kind in kinds for t in self.of_modality.get(kind, ())}
        return tuple(sorted(found.values(), key=_order))

    def summary(self, modality: str) -> KindSummary:
        """What a kind holds; made once (15 ms for 2,400 therapies), then remembered."""
        if modality not in self._summaries:
            self._summaries[modality] = _summary(self.therapies_within(modality))
        return self._summaries[modality]

    @cached_property
    def diseases(self) -> frozenset[str]:
        """The diseases for which any therapy is on record."""
        return frozenset(d for therapy in self.therapies.values() for d in therapy.diseases)

    @cached_property
    def unclassified(self) -> tuple[Therapy, ...]:
        """The therapies without a kind."""
        return tuple(t for t in self.therapies.values() if not t.modalities)


def _summary(therapies: tuple[Therapy, ...]) -> KindSummary:
    by_standing: dict[str, list[Therapy]] = {}
    diseases: Counter[str] = Counter()
    designations: dict[str, Counter[int]] = {}
    for therapy in therapies:
        by_standing.setdefault(standing(therapy.stage), []).append(therapy)
        diseases.update(therapy.diseases)
        for authority, year in therapy.designations:
            designations.setdefault(authority, Counter())[year] += 1
    return KindSummary(
        therapies,
        {key: tuple(found) for key, found in by_standing.items()},
        tuple(diseases.most_common()),
        designations,
    )


def link_of(entity: Entity) -> Link:
    """The link to an entity."""
    return Link(entity.id, entity.name, entity.language, entity.type, entity.url)


def _parents(modality: Entity) -> tuple[GraphFact, ...]:
    return modality.graph_facts.get("hasParent", ())


def _order(therapy: Therapy) -> tuple[int, str, str]:
    return rank(therapy.stage), therapy.link.name.casefold(), therapy.link.id


_catalogues: WeakKeyDictionary[Records, Catalogue] = WeakKeyDictionary()
_reading = Lock()


def catalogue(records: Records) -> Catalogue:
    """The therapies of a release: read at the first call (0.5 s for 6,200), then kept with it."""
    with _reading:
        found = _catalogues.get(records)
        if found is None:
            records = records.speaking("en")  # whoever asks first: the table is for all
            kinds = [
                records.entity(link.id, inverse=False) for link in records.links_of_type("Modality")
            ]
            found = Catalogue(_therapies(records), kinds, _abbreviations(records))
            _catalogues[records] = found
    return found


def _abbreviations(records: Records) -> dict[str, str]:
    """What people call the authorities in short (EMA, FDA), by their ids."""
    found = {}
    for link in records.links_of_type("Authority"):
        names = records.entity(link.id, inverse=False).names
        short = [n.text for n in names if n.kind == "abbreviation" and n.language in ("en", "")]
        found[link.id] = short[0] if short else link.name
    return found


def _therapies(records: Records) -> Iterator[Therapy]:
    for address, dossier in records.dossiers_of_type("Therapy"):
        yield _therapy(records.lookup.link(address), dossier)


def _therapy(link: Link, dossier: Dossier) -> Therapy:
    stages: dict[str, list[tuple[str, str]]] = {}  # stage -> authority, date
    diseases: dict[str, int] = {}  # with the rank of the furthest stage in each
    modalities: dict[str, None] = {}
    records: set[tuple[str, str, str]] = set()
    for told in dossier.statements:
        if told.property == "hasModality" and not told.negated:
            modalities[identifier_of(_address(told))] = None
        if told.property in (*_USE, "statedIndication"):
            stage, authority, day, purpose = _decision(told)
            if told.property in _USE:
                disease = identifier_of(_address(told))
                diseases[disease] = min(rank(stage), diseases.get(disease, rank(stage)))
            if not purpose:
                stages.setdefault(stage, []).append((authority, day))
            if told.property == "statedIndication" and stage in DESIGNATIONS and day:
                records.add((authority, day, told.references[0] if told.references else ""))
    approvals = [a for stage in APPROVED for a in stages.get(stage, ())]
    return Therapy(
        link=link,
        modalities=tuple(modalities),
        stage=min(stages, key=rank, default=""),
        first_approval=min((day[:4] for _, day in approvals if day), default=""),
        approvers=tuple(sorted({authority for authority, _ in approvals if authority})),
        diseases=tuple(sorted(diseases, key=lambda d: (diseases[d], d))),
        designations=tuple(sorted((a, int(day[:4])) for a, day, _ in records)),
    )


def _address(told: StoredStatement) -> str:
    return told.value if isinstance(told.value, str) else told.value[0]


def _decision(told: StoredStatement) -> tuple[str, str, str, str]:
    """Stage, authority (its id), day of the grant (or else of the act) and purpose of a statement
    about use."""
    said = {key: value if isinstance(value, str) else value[0] for key, value in told.qualifiers}
    stage = said.get("stage", "").removeprefix(RKG)
    if told.negated:
        stage = "NotShownToWork"
    elif told.property == "orphanDesignation":
        stage = "OrphanDesignated"
    authority = said.get("authority", "")
    return (
        stage,
        identifier_of(authority) if authority else "",
        said.get("grantedOn", "") or said.get("date", ""),
        said.get("indicationPurpose", ""),
    )


def combinations_with(records: Records, address: str) -> tuple[GraphFact, ...]:
    """The combinations of which a therapy is a part."""
    lookup = records.lookup
    found = Gathered(lookup)
    for row in select(lookup.store, "combinations-with", ingredient=ox.NamedNode(address)):
        other = cast(ox.NamedNode, row["combination"]).value
        graph = cast(ox.NamedNode, row["source"]).value
        found.add(other, graph, partial(lookup.link, other))
    return found.facts("hasIngredient")
