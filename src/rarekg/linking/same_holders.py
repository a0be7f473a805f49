"""Which holders that records name are one organisation, and which are an entry of a registry.

A wrong join puts a company's medicines on another's page, so that a name joins only where little
can be meant by it but one: in a country, the whole name but for its legal form and punctuation;
in a town, but for a slip in one word; across countries only a coined name, one of which the
first word begins no other names. Where registries have several of a name, none is joined.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations

from rapidfuzz.distance import OSA

from rarekg.facts import Fact, Reference
from rarekg.identifiers import Curie
from rarekg.linking.holders import Holder
from rarekg.linking.lexicon import word_set
from rarekg.linking.organisation_names import country_key, own_name, tokens_of
from rarekg.linking.organisations import Link, OrganisationLinker, is_common

_BY = ", by rarekg names of organisations v1"
ENTRY = f"the whole name, where the record says that it is{_BY}"
COUNTRY = f"the same name but for legal form and punctuation, in one country{_BY}"
SLIP = f"the same name but for a slip in one word, in one town{_BY}"
COINED = f"the same coined name but for legal form and country{_BY}"
_SURE = {COUNTRY: Decimal("0.98"), SLIP: Decimal("0.95"), COINED: Decimal("0.93")}

# Behind the name of a company: its branch in that country.
_BRANCH = word_set(
    """us usa america uk gb england ireland france deutschland germany italia italy espana spain
    portugal nederland netherlands holland belgium belgique schweiz suisse switzerland austria
    osterreich sweden denmark norway finland nordic europe european eu malta israel japan china
    korea taiwan india australia canada brasil mexico luxembourg poland hungary"""
)
# Two groups of companies that share a coined name.
_SHARED = word_set("merck")
_COINED_LETTERS = 5
_FAMILY = 20  # organisations whose names begin with a coined word


@dataclass(slots=True)
class _Named:
    """A holder's spelling in a country, with the places that records give it."""

    holder: Holder
    tokens: tuple[str, ...]
    places: set[tuple[str, str]] = field(default_factory=set)

    @property
    def country(self) -> str:
        return country_key(self.holder.country) if self.holder.country else ""


def same_holders(
    holders: Iterable[Holder], linker: OrganisationLinker, registered: Iterable[str]
) -> list[Fact]:
    """Exact mappings between the holders that are one, and to their entries in registries.
    `registered` are all names of organisations that registries have."""
    known: dict[Curie, _Named] = {}
    for holder in holders:
        one = known.setdefault(holder.id, _Named(holder, tokens_of(own_name(holder.name))))
        one.places.add((holder.city, holder.country))
    known = dict(sorted(known.items()))
    entries = {i: link for i, one in known.items() if (link := _entry(one, linker))}
    joined = _Joined({i: link.organisation for i, link in entries.items()})
    facts = [
        _same(i, link.organisation, link.matched, ENTRY, link.confidence)
        for i, link in entries.items()
    ]
    coined = _Coined(known.values(), registered)
    for method, pairs in (
        (COUNTRY, _in_country(known)),
        (SLIP, _slips(known)),
        (COINED, _across(known, coined)),
    ):
        for group in pairs:
            for first, other in joined.pairs(group):
                facts.append(_same(first, other, known[other].holder.name, method, _SURE[method]))
    return facts


def _entry(one: _Named, linker: OrganisationLinker) -> Link | None:
    """The entry that the whole name means in each of the places; None if one of them leaves it
    open."""
    links = [linker.link_whole(one.holder.name, *place) for place in sorted(one.places)]
    sure = [link for link in links if link is not None]
    if len(sure) < len(links) or len({link.organisation for link in sure}) != 1:
        return None
    return min(sure, key=lambda link: (-link.confidence, link.matched))


class _Joined:
    """What has been joined so far, and the entry that each set of joined ones is."""

    def __init__(self, entries: Mapping[Curie, Curie]) -> None:
        self._first: dict[Curie, Curie] = {}
        self._entry = dict(entries)

    def _root(self, one: Curie) -> Curie:
        while one in self._first:
            one = self._first[one]
        return one

    def pairs(self, group: Iterable[Curie]) -> Iterator[tuple[Curie, Curie]]:
        """Joins a group, unless it is several entries; the pairs that were not joined before."""
        roots = list(dict.fromkeys(map(self._root, group)))
        entries = {self._entry[root] for root in roots if root in self._entry}
        if len(entries) > 1:
            return
        for other in roots[1:]:
            self._first[other] = roots[0]
            if not {roots[0], other} <= self._entry.keys():  # those are mapped to it already
                yield roots[0], other
        for entry in entries:
            self._entry[roots[0]] = entry


def _in_country(known: Mapping[Curie, _Named]) -> Iterator[list[Curie]]:
    """Those of one name in one country; of a name that many have, in one town."""
    groups: dict[tuple[str, ...], list[Curie]] = defaultdict(list)
    for i, one in known.items():
        town = country_key(one.holder.city) if is_common(one.tokens) else ""
        groups["".join(one.tokens), one.country, town].append(i)
    yield from (group for group in groups.values() if len(group) > 1)


def _slips(known: Mapping[Curie, _Named]) -> Iterator[list[Curie]]:
    """Pairs of names in one town that differ in the spelling of one word."""
    towns: dict[tuple[str, str, str, int], list[Curie]] = defaultdict(list)
    for i, one in known.items():
        for city in sorted({city for city, _ in one.places if city}):
            towns[one.country, country_key(city), one.tokens[0], len(one.tokens)].append(i)
    for group in towns.values():
        for pair in combinations(group, 2):
            if _is_slip(*(known[i].tokens for i in pair)):
                yield list(pair)


def _is_slip(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether one long word behind the first is spelt in another way, or has a plural."""
    different = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    if len(different) != 1:
        return False
    [(a, b)] = different
    short = min(len(a), len(b))
    if short < _COINED_LETTERS or a[0] != b[0] or not (a.isalpha() and b.isalpha()):
        return False
    return OSA.distance(a, b) <= (2 if short >= 2 * _COINED_LETTERS else 1)


def _across(known: Mapping[Curie, _Named], coined: _Coined) -> Iterator[list[Curie]]:
    """Those of one coined name in several countries, or in one that a record does not say."""
    groups: dict[str, list[Curie]] = defaultdict(list)
    for i, one in known.items():
        base = _without_branch(one.tokens)
        if coined.has(base):
            groups["".join(base)].append(i)
    yield from (group for group in groups.values() if len(group) > 1)


def _without_branch(tokens: tuple[str, ...]) -> tuple[str, ...]:
    end = len(tokens)
    while end > 1 and tokens[end - 1] in _BRANCH:
        end -= 1
    return tokens[:end]


class _Coined:
    """Which words are coined: they stand at the beginning of a few names, and nowhere else."""

    def __init__(self, holders: Iterable[_Named], registered: Iterable[str]) -> None:
        self._begins: dict[str, set[tuple[str, ...]]] = defaultdict(set)
        self._within: set[str] = set()
        for one in holders:
            self._count(_without_branch(one.tokens))
        for name in registered:
            self._count(_without_branch(tokens_of(name)))

    def _count(self, tokens: tuple[str, ...]) -> None:
        if tokens:
            self._begins[tokens[0]].add(tokens)
            self._within.update(tokens[1:])

    def has(self, base: tuple[str, ...]) -> bool:
        """Whether a name begins with such a word."""
        first = base[0]
        return (
            len(first) >= _COINED_LETTERS
            and first.isalpha()
            and first not in self._within
            and first not in _SHARED
            and not is_common((first,))
            and len(self._begins[first]) <= _FAMILY
        )


def _same(one: Curie, other: Curie, name: str, method: str, sure: Decimal) -> Fact:
    reference = Reference("derived", str(one), method=method, asserted_object=name, confidence=sure)
    return Fact(one, "exactMatch", other, (reference,))
