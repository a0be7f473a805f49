"""Which substances that sources describe apart are one: told by their names.

A wrong join would merge two medicines, so a name joins only where it is plain whose it is. The
substances of registries (CHEBI, UNII, …) are the hub: a normal form that two of them have leads
to neither. Names come first, then further names, then brands, and of these only the ones of a
single substance.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum

from rarekg.facts import Fact, Reference, Text
from rarekg.identifiers import Curie
from rarekg.substances.names import substance_name

OURS = "rarekg"  # the prefix of entities that we name ourselves
THERAPY = Curie("rkg:Therapy")
# Whose identifiers may stand for a substance; that one does, its type says.
PREFIXES = frozenset(
    {
        *(OURS, "CHEBI", "UNII", "PUBCHEM.COMPOUND", "CHEMBL.COMPOUND", "DRUGBANK", "MESH"),
        *("DrugCentral", "GTOPDB", "UMLS", "RXCUI"),
    }
)
SAME_NAME = "same substance name"
SAME_BRAND = "same trade name"
AUTHORITIES = ("ema", "fda")  # whose substances have ids rarekg:<authority>-<slug of the name>
_LONGEST_INN = (3, 30)  # words, characters
_LONGEST_COMPANY = 100  # characters: longer names describe how something is made
_IN_COMPANY = re.compile(
    r"(?<!transduced )(?<!modified )(?<!transfected )(?<!linked )\bwith (?!an? |the )",
    re.IGNORECASE,
)
_INN_BEHIND = re.compile(r".{20,}\(([A-Za-z]{6,}(?: [A-Za-z]{4,})?)\)")
# Brands that a record gives to the wrong substance.
_WRONG = {"xegafri": "EU/3/11/898 (sirolimus) names it; it is the brand of another (NSCLC, EGFR)"}
_SHORTEST = 4  # letters of a name that may join: "PTH" or "S" is anything


class Kind(IntEnum):
    """What a name is, the most certain first."""

    NAME = 0
    NAME_OF_SALT = 1
    SYNONYM = 2
    TRADE_NAME = 3


_KINDS = {"name": Kind.NAME, "synonym": Kind.SYNONYM, "tradeName": Kind.TRADE_NAME}
_NAMES = (Kind.NAME, Kind.NAME_OF_SALT)


@dataclass(frozen=True, slots=True)
class Unclear:
    """A normal form that joins nothing: the substances that have it, and why they stay apart."""

    form: str
    substances: tuple[Curie, ...]
    reason: str


def authority(identifier: Curie) -> str:
    """Who gave an identifier: its prefix, or, of our own, the authority whose record it names.

    FDA and EMA may write one substance, or one holder, in five ways: each is an entity, and they
    may all be one, so that each of their ids counts as an authority of its own.
    """
    prefix = identifier.prefix
    if prefix == OURS and identifier.local.startswith(("ema-", "fda-", "organisation-holder-")):
        return identifier
    return prefix


def rank(identifier: Curie) -> tuple[int, str]:
    """The order of substances: registries', curated, EMA's, FDA's; then by their spelling."""
    if identifier.prefix != OURS:
        return 0, identifier
    head = identifier.local.partition("-")[0]
    return (2 + AUTHORITIES.index(head) if head in AUTHORITIES else 1), identifier


@dataclass(slots=True)
class SubstanceNames:
    """The names of things that may be substances, as facts tell them."""

    therapies: set[Curie] = field(default_factory=set)
    named: dict[Curie, set[tuple[Kind, str]]] = field(default_factory=dict)

    def add(self, fact: Fact) -> None:
        """Takes a type, a name, a synonym or a trade name; leaves any other fact."""
        value = fact.object
        kind = _KINDS.get(fact.predicate)
        if kind is not None and isinstance(value, Text):
            self.named.setdefault(fact.subject, set()).add((kind, value.value))
        elif fact.predicate == "type" and value == THERAPY:
            self.therapies.add(fact.subject)

    def merge(self, other: SubstanceNames) -> None:
        """Takes what was told elsewhere."""
        self.therapies |= other.therapies
        for subject, names in other.named.items():
            self.named.setdefault(subject, set()).update(names)

    def holders(self) -> dict[str, dict[Curie, Kind]]:
        """By normal form, who has it, and as what (the most certain)."""
        table: dict[str, dict[Curie, Kind]] = defaultdict(dict)
        for subject in sorted(self.therapies, key=rank):
            for kind, text in sorted(self.named.get(subject, ())):
                name = substance_name(text)
                if len(name.base) < _SHORTEST:
                    continue
                exactly = Kind.NAME_OF_SALT if kind is Kind.NAME and name.salted else kind
                known = table[name.base].get(subject, exactly)
                table[name.base][subject] = min(known, exactly)
        for subject in sorted(self.therapies, key=rank):
            for form in _inns_behind(subject, self.named.get(subject, ())):
                if any(kind in _NAMES for kind in table.get(form, {}).values()):
                    table[form].setdefault(subject, Kind.SYNONYM)
        return table


def _inns_behind(subject: Curie, names: Iterable[tuple[Kind, str]]) -> Iterator[str]:
    """The INN that EMA puts behind a description ("Recombinant … (cenegermin)"), if it is one:
    something else must have it as its name."""
    if subject.startswith(f"{OURS}:ema-"):
        for kind, text in sorted(names):
            found = _INN_BEHIND.fullmatch(text) if kind is Kind.NAME else None
            if found:
                yield substance_name(found[1]).base


class Joiner:
    """Puts substances of one name together, and says which names could not tell."""

    def __init__(self, names: SubstanceNames, same: Iterable[tuple[Curie, Curie]]) -> None:
        """`same` are pairs of which a source says that they are one."""
        self._holders = dict(sorted(names.holders().items()))
        self._group: dict[Curie, set[Curie]] = {s: {s} for s in names.therapies}
        self._combined = set(_combinations(names))
        self._names: dict[Curie, set[str]] = {s: set() for s in names.therapies}
        for form, holders in self._holders.items():
            for subject, kind in holders.items():
                if kind in _NAMES and subject.prefix == OURS:
                    self._names[subject].add(form)
        self._inn = {
            subject
            for form, holders in self._holders.items()
            for subject, kind in holders.items()
            if rank(subject)[0] < 2
            or (rank(subject)[0] == 2 and kind in _NAMES and _is_short(form))
        }
        self._facts: list[Fact] = []
        self.unclear: list[Unclear] = []
        for one, other in sorted(same):
            if one in self._group and other in self._group:
                self._unite(one, other)

    def facts(self) -> list[Fact]:
        """The exact mappings that the names give; the name is the record of each."""
        self._facts.clear()
        hubs = {form: self._hub(form, holders) for form, holders in self._holders.items()}
        steps = (
            (_NAMES, SAME_NAME),
            ((Kind.SYNONYM,), SAME_NAME),
            ((Kind.TRADE_NAME,), SAME_BRAND),
        )
        for kinds, method in steps:
            blocked = self._too_general(hubs) if Kind.TRADE_NAME in kinds else frozenset()
            for form, holders in self._holders.items():
                if any(kind in kinds and s.prefix == OURS for s, kind in holders.items()):
                    self._join(form, hubs[form], max(kinds), method, blocked)
        return list(self._facts)

    def _too_general(self, hubs: Mapping[str, Curie | None]) -> frozenset[Curie]:
        """Substances whose brands are brands of several others: their names are too general to
        say which of them is meant ("coagulation factor IX")."""
        near: dict[Curie, set[Curie]] = defaultdict(set)
        for form in self._holders:
            groups = {
                self._first(s): self._group[s] for s in self._found(form, hubs[form], max(Kind))
            }
            named = {first for first, group in groups.items() if not self._inn.isdisjoint(group)}
            for first in groups:
                near[first] |= named - {first}
        return frozenset(
            s for first, others in near.items() if len(others) > 1 for s in self._group[first]
        )

    def _first(self, subject: Curie) -> Curie:
        return min(self._group[subject], key=rank)

    def _found(self, form: str, hub: Curie | None, worst: Kind) -> list[Curie]:
        """Who has a form as a name of kind `worst` or better: the hub's substance, then ours."""
        ours = [s for s, k in self._holders[form].items() if k <= worst and s.prefix == OURS]
        return ours if hub is None else [hub, *ours]

    def _hub(self, form: str, holders: dict[Curie, Kind]) -> Curie | None:
        """The one substance of a registry that a form names: by its name, else as its salt's
        name, else by a synonym."""
        for kind in (Kind.NAME, Kind.NAME_OF_SALT, Kind.SYNONYM):
            found = [s for s, k in holders.items() if k is kind and s.prefix != OURS]
            groups = {self._first(s) for s in found}
            if len(groups) == 1:
                return found[0]
            if groups:
                self._note(form, found, "several substances of registries have this name")
                return None
        return None

    def _join(
        self, form: str, hub: Curie | None, worst: Kind, method: str, blocked: Collection[Curie]
    ) -> None:
        """Joins those of ours that have the form as a name of kind `worst` or better."""
        found = self._found(form, hub, worst)
        if len({self._first(s) for s in found}) < 2:
            return
        reason = self._objection(form, found, worst, blocked)
        if reason:
            self._note(form, found, reason)
            return
        for other in found[1:]:
            if self._group[found[0]] is not self._group[other]:
                reference = Reference("derived", f"substance {form}", method=method)
                self._facts.append(Fact(other, "exactMatch", found[0], (reference,)))
                self._unite(found[0], other)

    def _objection(
        self, form: str, found: Collection[Curie], worst: Kind, blocked: Collection[Curie]
    ) -> str:
        """Why the groups of these substances may not be one; empty if they may."""
        if worst is Kind.TRADE_NAME and form in _WRONG:
            return _WRONG[form]
        groups = {id(self._group[s]): self._group[s] for s in found}.values()
        registered = sum(any(rank(s)[0] == 0 for s in group) for group in groups)
        curated = sum(any(rank(s)[0] == 1 for s in group) for group in groups)
        if registered > 1:
            return "it would join two substances of registries"
        if curated > 1:
            return "it would join two curated therapies"
        if worst > Kind.NAME_OF_SALT:
            members = [s for group in groups for s in group]
            ours = {form for s in members for form in self._names[s]}
            if len(ours) > 1 and not self._combined.isdisjoint(members):
                return "a further name or brand of different combinations"
            if any(s in blocked for s in members):
                return "a brand of something that has brands of several substances"
        return ""

    def _unite(self, one: Curie, other: Curie) -> None:
        whole = self._group[one] | self._group[other]
        for member in whole:
            self._group[member] = whole

    def _note(self, form: str, substances: Collection[Curie], reason: str) -> None:
        self.unclear.append(Unclear(form, tuple(sorted(substances, key=rank)), reason))


def _combinations(names: SubstanceNames) -> Iterator[Curie]:
    """Therapies whose own name names several substances, or one in the company of others."""
    for subject in names.therapies:
        for kind, text in names.named.get(subject, ()):
            if kind is Kind.NAME and _of_several(text):
                yield subject


def _is_short(form: str) -> bool:
    words, characters = _LONGEST_INN
    return len(form.split()) <= words and len(form) <= characters


def _of_several(text: str) -> bool:
    if substance_name(text).parts > 1:
        return True
    return len(text) <= _LONGEST_COMPANY and _IN_COMPANY.search(text) is not None
