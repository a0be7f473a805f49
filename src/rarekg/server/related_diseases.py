"""Diseases that are like one, each with the reason: genes or signs that both have."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import msgspec

from rarekg.records.disease_tables import Shared
from rarekg.records.kinds import DISEASES
from rarekg.records.model import Disease, Link
from rarekg.records.reader import Records

_SHOWN = 8


class Kin(msgspec.Struct, frozen=True, gc=False):
    """A disease that shares `number` genes or signs with the one of the page; the most telling of
    these are named."""

    link: Link
    number: int
    named: tuple[Link, ...]

    @property
    def more(self) -> int:
        """How many of what is shared are not named."""
        return self.number - len(self.named)


@dataclass(frozen=True, slots=True)
class RelatedDiseases:
    """Those that share genes, and those that share signs, the nearest first."""

    genes: tuple[Kin, ...] = ()
    signs: tuple[Kin, ...] = ()


def related_diseases(disease: Disease, records: Records) -> RelatedDiseases:
    """What is near to a disease, without those above and below it, which its page names already."""
    near = records.tables.near(disease.entity.iri)
    facts = (*disease.entity.graph_facts.get("hasParent", ()), *disease.children)
    records.lookup.prepare_links(
        address for one in (*near.genes, *near.signs) for address in (one.disease, *one.first)
    )
    family = {fact.value.id for fact in facts if isinstance(fact.value, Link)}
    by_gene = tuple(_kin(near.genes, family, records))
    return RelatedDiseases(by_gene, tuple(_kin(near.signs, family, records)))


def _kin(found: Iterable[Shared], family: Collection[str], records: Records) -> list[Kin]:
    link = records.lookup.link
    made: list[Kin] = []
    for one in found:
        other = link(one.disease)
        if other.id in family or other.type not in DISEASES or len(made) == _SHOWN:
            continue
        made.append(Kin(other, one.number, tuple(link(t) for t in one.first)))
    return made
