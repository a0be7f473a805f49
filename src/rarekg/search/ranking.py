"""The rules of relevance that do not depend on an engine: tiers, kinds of name, weights.

Tiers, best first: identifier, exact name, beginning of a name, all words (the name weighing more
than the synonyms, these more than the text).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from math import log1p

from rarekg.identifiers import Curie
from rarekg.search.codes import bare_codes, code
from rarekg.search.folding import folded
from rarekg.search.groups import GROUP, WIDER
from rarekg.search.protocol import MAX_PER_PAGE, MAX_QUERY, Found, Match, Request, SearchDocument
from rarekg.search.spelling import Speller

# Better kinds of name first: of two equal folded names of an entity, the first is kept.
KINDS = (
    "displayName",
    "name",
    "synonym",
    "tradeName",
    "abbreviation",
    "layName",
    "fullName",
    "narrowSynonym",
    "broadSynonym",
    "relatedSynonym",
    WIDER,
    GROUP,
)
# How far a kind of name that is the query stands behind the name itself. A synonym in use is as
# good as a name: how much is known decides, up to 14. Whoever names a group may mean it, and
# finds its known members right behind it.
_BEHIND = {
    "displayName": 0.0,
    "name": 0.0,
    "synonym": 0.2,
    "tradeName": 0.2,
    "abbreviation": 0.4,
    "layName": 0.4,
    "fullName": 0.6,
    "narrowSynonym": 4.0,
    "broadSynonym": 5.0,
    "relatedSynonym": 6.0,
    WIDER: 1.0,
    GROUP: 5.0,
}
_SHOWN_KIND = {"displayName": "name"}
PREFIX_HITS = 300  # how many names that begin with the query are ranked
WHOLE_WORDS = 50.0  # of a name that goes on with a new word: "fabry disease", not "fabrysuisse"
PREFIX_SHORT = 30.0  # at most, for how much of the name was given; weights go to 14
IDENTIFIER_SCORE, EXACT_SCORE, PREFIX_SCORE, WORDS_SCORE = 2000.0, 1000.0, 500.0, 100.0
NAME_BOOST, SYNONYM_BOOST, TEXT_BOOST = 8.0, 5.0, 1.0
BARE_CODE_SCORE = 900.0  # F10 is a gene, too
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

NameKey = tuple[str, str, str]  # kind, language, text


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


def names_by_folding(document: SearchDocument) -> dict[str, NameKey]:
    """The names of a document by their folded form: (kind, language, text) of the best each."""
    names: dict[str, NameKey] = {}
    for text, language, kind in sorted(document.names, key=_rank):
        names.setdefault(folded(text), (kind, language, text))
    names.pop("", None)
    return names


def _rank(name: tuple[str, str, str]) -> tuple[int, bool, str]:
    text, language, kind = name
    return (KINDS.index(kind), language != "en", text)


def codes(query: str) -> Iterator[tuple[Curie, float]]:
    """The identifiers that a query may be. A bare code stands behind what has it as its name."""
    if (whole := code(query)) is not None:
        yield whole, IDENTIFIER_SCORE
    for bare in bare_codes(query):
        yield bare, BARE_CODE_SCORE


def exact_score(kind: str) -> float:
    """The score of a name of a kind that is the query."""
    return EXACT_SCORE - _BEHIND[kind]


def prefix_score(query: str, name: str) -> float:
    """The score of a (folded) name that begins with the (folded) query: whole words before
    beginnings of words, then the shorter the better."""
    whole = WHOLE_WORDS if name.startswith(query + " ") else 0.0
    return PREFIX_SCORE + whole + PREFIX_SHORT * len(query) / len(name)


def match(kind: str, language: str, text: str) -> Match:
    """The match by a name."""
    return Match(_SHOWN_KIND.get(kind, kind), text, language)


def best_match(
    words: frozenset[str],
    name: str,
    names: Callable[[], Iterable[str]],
    named: Callable[[str], NameKey],
) -> Match:
    """The name that holds the most of the words, the first of equals; the text if none holds any.

    `name` is the one that is shown; `names` gives the folded ones, `named` what one of them is.
    Both are only asked when they are needed: for many hits they are not.
    """
    if words <= set(folded(name).split()):
        return Match("name", name, "en")
    best, most = None, 0
    for whole in names():
        held = len(words.intersection(whole.split()))
        if held > most:
            best, most = whole, held
        if held == len(words):
            break
    return match(*named(best)) if best is not None else Match("text", "")


# Asked, searched instead, kind, how many to skip, how many to give.
Find = Callable[[str, str, str | None, int, int], Found]


def searched(find: Find, speller: Callable[[], Speller], request: Request) -> Found:
    """What an engine finds; where that is nothing, what it finds for the corrected spelling."""
    asked, start = request.query[:MAX_QUERY], request.start
    kind = request.kinds[0] if request.kinds else None
    size = max(0, min(request.size, MAX_PER_PAGE))
    found = find(asked, asked, kind, start, size)
    if found.total or not request.spelling:
        return found
    for spelled in speller().tried(asked):
        near = find(asked, spelled, kind, start, size)
        if near.total:
            return Found(near.query, near.total, near.hits, spelled)
    return found
