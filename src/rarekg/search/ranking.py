"""The rules of relevance: tiers, kinds of name, weights.

A result's score is that of its tier (see `protocol.Tier`), with what the name that matched and the
thing itself weigh within it. Tiers never overlap, but for one thing: what has the query as a name,
as a synonym or as an abbreviation stands together, and how much is known decides first.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import log1p

from rarekg.search.codes import bare_codes, code, filed_under
from rarekg.search.groups import GROUP, WIDER
from rarekg.search.protocol import SearchDocument, Tier

# Better kinds of name first: of two equal folded names of an entity, the first is kept.
KINDS = (
    "displayName",
    "name",
    "synonym",
    "tradeName",
    "abbreviation",
    "eponym",
    "layName",
    "fullName",
    "narrowSynonym",
    "broadSynonym",
    "relatedSynonym",
    WIDER,
    GROUP,
)
# How far a kind of name that is the query stands behind the name that is shown. Between what is
# known about alike, that name decides: "frontotemporal dementia" is a name of a form of it, too.
# Else a synonym in use is as good: how much is known decides, up to 14. Whoever names a group may
# mean it, and finds its known members right behind it.
_BEHIND = {
    "displayName": 0.0,
    "name": 0.8,
    "synonym": 1.0,
    "tradeName": 1.0,
    "abbreviation": 1.2,
    "eponym": 1.2,
    "layName": 1.2,
    "fullName": 1.4,
    "narrowSynonym": 4.8,
    "broadSynonym": 5.8,
    "relatedSynonym": 6.8,
    WIDER: 1.8,
    GROUP: 5.8,
}
SHOWN = frozenset({"displayName", "name"})
SHORT_NAMES = frozenset({"abbreviation", "eponym"})
_SHOWN_KIND = {"displayName": "name"}

# What a tier scores. Weights go to 14, and what else counts within a tier stays below 60.
SCORES = {
    Tier.IDENTIFIER: 2000.0,
    Tier.EXACT: 1000.0,
    Tier.ABBREVIATION: 1000.0,
    Tier.WORDS: 500.0,
    Tier.PREFIX: 300.0,
    Tier.PART: 250.0,
    Tier.SIGN: 200.0,
    Tier.TEXT: 100.0,
}
# How far a name stands behind one that is spelt as the query is: "Ataxia, Friedreich type".
NOT_LITERALLY = 1.0
# What weighs less is no disease. Called so by part of a synonym only, it does not stand before the
# diseases that are: "Friedreich's hastalığı" is a sign's; who says Friedreich means the ataxia.
MINOR = 4.0
BARE_CODE_SCORE = 900.0  # F10 is a gene, too
FILED = 20.0  # how far what is filed under a code stands behind what it stands for
LEAVING_OUT = 50.0  # how far everything stands behind where words of the query are left out
# Of a name that holds all words: how much of it they are, and that it begins with them.
WHOLE, BEGINS = 30.0, 10.0
OFTEN = 20.0  # that a sign is frequent in a disease
NAME_BOOST, SYNONYM_BOOST, TEXT_BOOST = 8.0, 5.0, 1.0
MOST_WORDS = 16  # of a query that are searched

_TYPE_WEIGHT = {
    "Disease": 5.0,
    "DiseaseGroup": 4.5,
    "DiseaseSubtype": 4.0,
    "Modality": 3.5,
    "Therapy": 3.0,
    "Gene": 2.0,
    "Phenotype": 2.0,
}
# What the parts of "how much is known" weigh at most: a summary that curators wrote, statements,
# treatments, sources that know the thing. Chosen with the everyday names of 110 diseases in view
# (tests/gold/common-names.tsv, 2026-11).
_DESCRIBED, _FACTS, _TREATMENTS, _SOURCES = 3.0, 3.0, 1.5, 1.5


def weight(document: SearchDocument) -> float:
    """How much a document weighs within a tier: by its kind, and by how much is known."""
    return (
        _TYPE_WEIGHT.get(document.type, 1.0)
        + (_DESCRIBED if document.described else 0.0)
        + _FACTS * _share(document.facts, 400)
        + _TREATMENTS * _share(document.treatments, 50)
        + _SOURCES * min(document.sources, 6) / 6
    )


def _share(number: int, most: int) -> float:
    """From 0 for none to 1 for `most`; the first ones tell the most."""
    return log1p(min(number, most)) / log1p(most)


def codes(query: str) -> Iterator[tuple[str, float]]:
    """The identifiers that a query may be. A bare code stands behind what has it as its name,
    and what is only filed under a code behind what it stands for."""
    whole = code(query)
    found = [(bare, BARE_CODE_SCORE) for bare in bare_codes(query) if bare != whole]
    if whole is not None:
        found.insert(0, (whole, SCORES[Tier.IDENTIFIER]))
    yield from found
    yield from ((filed_under(name), score - FILED) for name, score in found)


def behind(kind: str) -> float:
    """How far a kind of name stands behind the name itself."""
    return _BEHIND[kind]


def shown_kind(kind: str) -> str:
    """What a kind of name is called in an answer."""
    return _SHOWN_KIND.get(kind, kind)


def exact_tier(kind: str) -> Tier:
    """The tier of a name of a kind that is the query."""
    return Tier.ABBREVIATION if kind in SHORT_NAMES else Tier.EXACT
