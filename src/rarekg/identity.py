"""Identity: which identifiers mean the same thing, and which of them stands for it.

Exact mappings form cliques. A clique has one canonical id: Mondo, then ORPHA, then OMIM, then
the rest by `_STANDING`. A mapping that would join two ids of one authority is not followed: it
is reported, and stays in the graph as a disputed mapping. Former ids resolve to what replaced
them. Broader and narrower mappings never merge. Substances are joined by their names too
(`rarekg.substances`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import networkx as nx
from msgspec.structs import replace

from rarekg.facts import Fact, Qualifier, Reference, Text, is_curie
from rarekg.identifiers import Curie
from rarekg.substances.joins import PREFIXES, Joiner, SubstanceNames, Unclear, authority, rank

PRECEDENCE = ("MONDO", "ORPHA", "OMIM", "OMIMPS", "HGNC", "NCBIGene", "HP", "MAXO", "GARD")

# The whole order in which authorities stand for a thing: a therapy of ours is the page that
# curators keep; then registries in the order in which Every Cure's name service prefers them.
_STANDING = (
    *PRECEDENCE,
    *("ROR", "rarekg"),
    *("CHEBI", "UNII", "PUBCHEM.COMPOUND", "CHEMBL.COMPOUND", "DRUGBANK", "MESH", "GTOPDB"),
    *("UMLS", "RXCUI"),
)

# Whose mapping is followed first where two contradict each other.
_TRUST = ("mondo", "orphanet", "gard", "curated", "everycure")

# What a mapping is called when it is read the other way round.
_GRADED = {"broadMatch": "narrowMatch", "narrowMatch": "broadMatch"}

# Predicates whose object names another identifier and must stay as it is.
_ABOUT_IDENTIFIERS = frozenset({"exactMatch", "formerId"})

# Predicates that say which identifiers mean the same thing.
_ABOUT_IDENTITY = frozenset(
    {"exactMatch", "formerId", "replacedBy", "hasParent", "name", "type", "synonym", "tradeName"}
)

_SYMBOL_METHOD = "same approved gene symbol"


class Stated(NamedTuple):
    """One exact mapping, or one parent (`other`), and the source that states it."""

    one: Curie
    other: Curie
    source: str

    def sort_key(self) -> tuple[int, str, str]:
        """Mappings of trusted sources come first; the rest of the order is fixed."""
        trust = _TRUST.index(self.source) if self.source in _TRUST else len(_TRUST)
        return (trust, self.one, self.other)


@dataclass(frozen=True, slots=True)
class Dispute:
    """An exact mapping that was not followed: `held` and `met` are ids of one authority that
    it would have joined."""

    mapping: Stated
    held: Curie
    met: Curie


@dataclass(frozen=True, slots=True)
class Identity:
    """The canonical id of every identifier that has another one, and what was not merged."""

    canonical: Mapping[Curie, Curie]
    members: frozenset[Curie] = frozenset()  # of all cliques, the canonical ones included
    former: frozenset[Curie] = frozenset()  # ids that something else has replaced
    disputes: tuple[Dispute, ...] = ()
    circles: frozenset[tuple[Curie, Curie]] = frozenset()  # (child, parent) not followed
    unclear: tuple[Unclear, ...] = ()  # names of substances that join nothing

    def canonical_id(self, identifier: Curie) -> Curie:
        """The id under which the graph knows what `identifier` means."""
        return self.canonical.get(identifier, identifier)

    def resolved(self, fact: Fact) -> list[Fact]:
        """A fact as the graph holds it: with canonical ids.

        An exact mapping becomes one mapping from the canonical id to each of the others; one
        that was not followed becomes a disputed mapping. The name of an id that was replaced
        becomes a synonym of what replaced it. A parent that would close a circle is left out.
        Of the relations between two ids of the same thing, only a broader or narrower mapping
        is kept: it is one source's objection to what another calls the same.
        """
        subject = self.canonical.get(fact.subject, fact.subject)
        value = fact.object
        if type(value) is not Curie:
            pass
        elif fact.predicate == "exactMatch":
            return self._resolved_mapping(fact, subject, value)
        elif fact.predicate not in _ABOUT_IDENTIFIERS:
            written, value = value, self.canonical.get(value, value)
            if value == subject and fact.predicate != "type":
                return _within(fact, subject, written)
            if fact.predicate == "hasParent" and (subject, value) in self.circles:
                return []
        qualifiers = self._canonical_qualifiers(fact) if fact.qualifiers else None
        moved = fact.about(subject, value, qualifiers)
        if fact.predicate == "name" and fact.subject in self.former:
            moved = replace(moved, predicate="synonym")
        return [moved]

    def _canonical_qualifiers(self, fact: Fact) -> tuple[Qualifier, ...]:
        """The qualifiers of a fact with canonical ids in them."""
        known = self.canonical
        for _, value in fact.qualifiers:
            if type(value) is Curie and value in known:
                return tuple((k, known.get(v, v) if is_curie(v) else v) for k, v in fact.qualifiers)
        return fact.qualifiers

    def _resolved_mapping(self, fact: Fact, subject: Curie, other: Curie) -> list[Fact]:
        target = self.canonical_id(other)
        if target != subject and other not in self.members and other.prefix not in PRECEDENCE:
            return [fact.about(subject, other)]  # of an authority that identifies nothing here
        if target != subject:
            return [replace(fact, subject=subject, predicate="disputedMatch", object=target)]
        return [
            replace(fact, subject=subject, object=member)
            for member in dict.fromkeys((fact.subject, other))
            if member != subject
        ]


class IdentityBuilder:
    """Collects exact mappings and former ids from facts, and makes the `Identity`."""

    def __init__(self) -> None:
        self._mappings: set[Stated] = set()
        self._former: dict[Curie, Curie] = {}
        self._parents: set[Stated] = set()
        self._symbols: dict[str, dict[str, set[Curie]]] = defaultdict(_no_ids)
        self._substances = SubstanceNames()
        self._unclear: tuple[Unclear, ...] = ()

    def add(self, facts: Iterable[Fact]) -> None:
        """Takes what concerns identity from facts, and leaves the others."""
        for fact in facts:
            if fact.predicate not in _ABOUT_IDENTITY:
                continue
            if fact.predicate == "exactMatch" and is_curie(fact.object):
                self._mappings.add(Stated(fact.subject, fact.object, _said_by(fact)))
            elif fact.predicate == "formerId" and is_curie(fact.object):
                self._former[fact.object] = fact.subject
            elif fact.predicate == "replacedBy" and is_curie(fact.object):
                self._former[fact.subject] = fact.object
            elif fact.predicate == "hasParent" and is_curie(fact.object):
                self._parents.add(Stated(fact.subject, fact.object, _said_by(fact)))
            elif fact.predicate == "name" and fact.subject.prefix in ("HGNC", "NCBIGene"):
                self._add_symbol(fact)
            elif fact.subject.prefix in PREFIXES:
                self._substances.add(fact)

    def merge(self, other: IdentityBuilder) -> None:
        """Takes what another builder has collected."""
        self._mappings |= other._mappings
        self._former |= other._former
        self._parents |= other._parents
        self._substances.merge(other._substances)
        for symbol, prefixed in other._symbols.items():
            for prefix, ids in prefixed.items():
                self._symbols[symbol][prefix] |= ids

    def _add_symbol(self, fact: Fact) -> None:
        if isinstance(fact.object, Text):
            self._symbols[fact.object.value][fact.subject.prefix].add(fact.subject)

    @property
    def substances(self) -> SubstanceNames:
        """The names of substances that were met."""
        return self._substances

    def same_genes(self) -> list[Fact]:
        """HGNC and NCBI ids of one approved symbol, where each authority has just one for it.

        No source here maps the two by id: the symbol is the method, and the reference says so.
        """
        facts = []
        for symbol, ids in sorted(self._symbols.items()):
            hgnc, ncbi = ids["HGNC"], ids["NCBIGene"]
            if len(hgnc) == 1 and len(ncbi) == 1:
                reference = Reference("derived", f"symbol {symbol}", method=_SYMBOL_METHOD)
                facts.append(Fact(min(hgnc), "exactMatch", min(ncbi), (reference,)))
        return facts

    def same_substances(self) -> list[Fact]:
        """Therapies of one name: mappings whose record is the name. What sources map by id is
        taken into account; unclear names are kept for the report."""
        same = [(m.one, m.other) for m in self._mappings if m.one.prefix in PREFIXES]
        joiner = Joiner(self._substances, same)
        facts = joiner.facts()
        self._unclear = tuple(joiner.unclear)
        return facts

    def build(self) -> Identity:
        """Forms the cliques, in an order that depends on the mappings alone."""
        members: dict[Curie, dict[str, Curie]] = {}
        disputes = []
        for mapping in sorted(self._mappings, key=Stated.sort_key):
            one = members.get(mapping.one) or {authority(mapping.one): mapping.one}
            other = members.get(mapping.other) or {authority(mapping.other): mapping.other}
            clash = next((p for p in one if p in other and one[p] != other[p]), None)
            if clash is not None:
                disputes.append(Dispute(mapping, one[clash], other[clash]))
                continue
            joined = one | other
            for member in joined.values():
                members[member] = joined
        canonical = {m: _first(clique) for m, clique in members.items()}
        for former, current in self._former.items():
            canonical.setdefault(former, self._latest(current, canonical))
        return Identity(
            canonical={k: v for k, v in canonical.items() if k != v},
            members=frozenset(members),
            former=frozenset(self._former) - frozenset(members),
            disputes=tuple(disputes),
            circles=frozenset(self._circles(canonical)),
            unclear=self._unclear,
        )

    def _circles(self, canonical: Mapping[Curie, Curie]) -> Iterator[tuple[Curie, Curie]]:
        """The parents not to follow, so that no thing is its own ancestor: where sources that
        are each without circles contradict each other, the less trusted one gives way."""
        trusted: dict[tuple[Curie, Curie], tuple[int, str, str]] = {}
        for stated in self._parents:
            edge = (
                canonical.get(stated.one, stated.one),
                canonical.get(stated.other, stated.other),
            )
            if edge[0] != edge[1]:
                rank = stated.sort_key()
                trusted[edge] = min(trusted.get(edge, rank), rank)
        whole = nx.DiGraph()
        whole.add_edges_from(trusted)
        for knot in nx.strongly_connected_components(whole):
            if len(knot) > 1:
                kept = nx.DiGraph()
                inside = list(whole.subgraph(knot).edges)
                for child, parent in sorted(inside, key=trusted.__getitem__):
                    if child in kept and parent in kept and nx.has_path(kept, parent, child):
                        yield child, parent
                    else:
                        kept.add_edge(child, parent)

    def _latest(self, current: Curie, canonical: Mapping[Curie, Curie]) -> Curie:
        seen = {current}
        while current in self._former and self._former[current] not in seen:
            current = self._former[current]
            seen.add(current)
        return canonical.get(current, current)


def _within(fact: Fact, subject: Curie, other: Curie) -> list[Fact]:
    """What is left of a relation between two ids of `subject`: a mapping that is not exact, seen
    from the canonical id."""
    inverse = _GRADED.get(fact.predicate)
    if inverse is None or fact.subject == other:
        return []
    if other == subject:
        return [replace(fact, predicate=inverse, subject=subject, object=fact.subject)]
    return [replace(fact, subject=subject, object=other)]


def _said_by(fact: Fact) -> str:
    return fact.references[0].primary_source or fact.references[0].source


def _no_ids() -> dict[str, set[Curie]]:
    return defaultdict(set)


def _first(clique: dict[str, Curie]) -> Curie:
    for prefix in _STANDING:
        if prefix in clique:
            return clique[prefix]
    return min(clique.values(), key=rank)
