"""The names of groups under which their best-known members are found, too.

People say "spinal muscular atrophy" and mean the proximal one. Mondo has an empty page of that name
above it, with a dozen diseases that few have heard of.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from rarekg.records.kinds import DISEASES
from rarekg.records.model import Summary
from rarekg.search.folding import folded

WIDER, GROUP = "widerName", "groupName"
_SAME = frozenset({"displayName", "name", "synonym", "layName"})


@dataclass(slots=True)
class _Group:
    """A parent: the number of statements about it (trials and treatments name it, too, and say
    nothing of what it is); the treatments that one of its other members has at most."""

    name: str = ""
    facts: int = 0
    most: int = 0
    described: list[str] = field(default_factory=list)


def with_group_names(found: Iterable[Summary]) -> Iterator[Summary]:
    """All summaries; those of diseases that are described in plain words come last, each with the
    names of its parents that its own name holds whole.

    The name is a `widerName` where nothing is stated of the parent, and no other member is
    described or has more treatments: that one is meant. Else it is a `groupName`. (Treatments
    tell what is well known better than statements do: of very rare forms, more signs are listed.)
    """
    groups: dict[str, _Group] = defaultdict(_Group)
    described = []
    for summary in found:
        if summary.type in DISEASES:
            own = groups[summary.id]
            own.name, own.facts = summary.name, summary.facts
            if summary.described:
                described.append(summary)
                continue
            for parent in summary.parents:
                groups[parent].most = max(groups[parent].most, summary.treatments)
        yield summary
    for summary in described:
        for parent in summary.parents:
            groups[parent].described.append(summary.id)
    for summary in described:
        held = [groups[parent] for parent in summary.parents if _holds(summary, groups[parent])]
        added = tuple((group.name, "en", _kind(summary, group)) for group in held)
        yield replace(summary, names=(*summary.names, *added))


def _kind(member: Summary, group: _Group) -> str:
    best = len(group.described) == 1 and member.treatments >= max(1, group.most)
    return WIDER if best and not group.facts else GROUP


def _holds(summary: Summary, group: _Group) -> bool:
    """Whether one of the member's own names holds the name of the group, and more."""
    own = [text for text, _, kind in summary.names if kind in _SAME]
    wider = _words(group.name)
    return bool(wider) and any(wider < _words(text) for text in own)


def _words(text: str) -> frozenset[str]:
    return frozenset(folded(text).split())
