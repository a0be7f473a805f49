"""The search as an operation: its parameters, its answer, and what asks the engine."""

from __future__ import annotations

import msgspec

from rarekg.records.kinds import page_of
from rarekg.records.reader import Records
from rarekg.search.fields import FACETS
from rarekg.search.protocol import MAX_QUERY, SORTS, Found, Hit, Request
from rarekg.search.values import CLASSES
from rarekg.server.api.asked import PAGE, PER_PAGE, Asked, Parameter
from rarekg.server.api.operation import Operation
from rarekg.server.current import OpenRelease
from rarekg.server.search_words import FACET_WORDS, value_words

_NO = "0"
_YES = "1"


class Matched(msgspec.Struct, frozen=True):
    """Why a result was found: `text` is the identifier or the name that matched, in `language`.
    `field`: identifier, text, "" (no words were asked for), or a kind of name (name, synonym,
    layName, …; widerName and groupName are names of what it is a kind of, sign is that of a sign
    that it has). `kind` is the tier, best first: identifier, exact, abbreviation, words, prefix,
    part (a part of the query is a name), sign, text, some (without words that were left out), near
    (in another spelling), fields (no words were asked for)."""

    field: str
    text: str
    language: str
    kind: str


class Explanation(msgspec.Struct, frozen=True):
    """Why a result stands where it does: its tier, and what was weighed, in lines for people."""

    tier: str
    why: list[str]


class SearchResult(msgspec.Struct, frozen=True):
    """One result of a search. `name` is in the language asked for where there is one (`language`
    says which it is); `ids` are all its identifiers, the canonical one first; `snippet` is the
    place in its text that holds the words, "" where there is none; `url` is its page. `explain` is
    null unless it was asked for."""

    id: str
    ids: list[str]
    type: str
    name: str
    language: str
    matched: Matched
    snippet: str
    score: float
    url: str
    explain: Explanation | None


class ValueCount(msgspec.Struct, frozen=True):
    """How many of what was found have a value; `label` is what it is called in English."""

    value: str
    label: str
    number: int


class SearchAnswer(msgspec.Struct, frozen=True):
    """The answer of `/api/v1/search`. `corrected` is the spelling that was searched instead, where
    the query itself found nothing; `unmatched` are words that were left out, as nothing has all of
    them; `hint` says what is wrong with a query that was searched as plain words.

    `counts` are by field (`type` and those that filter), over all that was found; a filter does
    not narrow the numbers of its own field.
    """

    query: str
    total: int
    results: list[SearchResult]
    page: int
    per_page: int
    corrected: str | None
    unmatched: list[str]
    hint: str
    counts: dict[str, list[ValueCount]]
    release: str


_SYNTAX = (
    'Words, an identifier, or both with operators: `gene:FXN`, `modality:"antisense '
    'oligonucleotide"`, `-trial`, `"exact phrase"`, `OR`, `ataxi*`. What does not parse is '
    "searched as plain words."
)
_ABOUT = (
    "Best first: identifier, exact name or synonym, abbreviation, all words in a name, beginning "
    "of a name, text, near misses. Names of all languages are searched together. Filters go "
    "together; of one that is given several times, one value is enough."
)


def _switch(name: str, about: str) -> Parameter:
    return Parameter(name, about, choices=(_NO, _YES))


# Fields whose values are things; with what short names of ours begin.
_THINGS = {"area": "rarekg:area-", "modality": "rarekg:modality-", "inheritance": ""}
_EXAMPLES = {
    "area": "movement-disorder",
    "modality": "antisense-oligonucleotide",
    "treatment": "approved",
    "stage": "Approved",
    "prevalence": "Prevalence1To9In100000",
    "inheritance": "HP:0000007",
    "onset": "childhood",
    "country": "FR",
}


def _facet(field: str) -> Parameter:
    example = _EXAMPLES[field]
    if field in _THINGS:
        about = f"{FACET_WORDS[field]}: its identifier in any spelling."
        return Parameter(field, about, example, thing=_THINGS[field], repeated=True)
    about = f"{FACET_WORDS[field]}: a value of `counts`, or what it is called."
    return Parameter(field, about, example, listed=field, repeated=True)


def operation() -> Operation:
    """The operation `search`."""
    return Operation(
        path="/api/v1/search",
        name="search",
        tag="search",
        summary="Search in names, identifiers and texts",
        about=_ABOUT,
        parameters=(
            Parameter("q", _SYNTAX, "friedreich", required=True, longest=MAX_QUERY),
            Parameter("type", "Only things of this class.", "Disease", CLASSES, repeated=True),
            *map(_facet, FACETS),
            Parameter(
                "lang",
                "The language of names where there is one, as BCP 47 has it; English if not given.",
                "fr",
                pattern="[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*",
            ),
            Parameter("sort", "`relevance` if not given; `known`: most facts first.", "", SORTS),
            _switch("spelling", "0 leaves the spelling of the query as it is."),
            _switch("explain", "1 says of each result why it stands where it does."),
            PAGE,
            PER_PAGE,
        ),
        answer=SearchAnswer,
        answered=search,
        example="?q=friedreich",
    )


def search(release: OpenRelease, asked: Asked) -> SearchAnswer:
    """Results of a search, best first."""
    page, size = asked.page()
    request = Request(
        asked["q"],
        kinds=asked.several["type"],
        filters=tuple((f, values) for f in FACETS if (values := asked.several[f])),
        language=asked["lang"] or "en",
        sort=asked["sort"] or SORTS[0],
        start=(page - 1) * size,
        size=size,
        counted=True,
        spelling=asked["spelling"] != _NO,
        explained=asked["explain"] == _YES,
    )
    found = release.engine.search(request)
    return SearchAnswer(
        query=request.query,
        total=found.total,
        results=[result(hit, explained=request.explained) for hit in found.hits],
        page=page,
        per_page=size,
        corrected=found.corrected,
        unmatched=list(found.unmatched),
        hint=found.hint,
        counts=_counts(found, release.records),
        release=release.release.id,
    )


def _counts(found: Found, records: Records) -> dict[str, list[ValueCount]]:
    """Numbers by field, the largest first."""
    by_field: dict[str, list[ValueCount]] = {}
    for count in sorted(found.counts, key=lambda c: (c.field, -c.number, c.value)):
        words = value_words(count.field, count.value, records)
        named = ValueCount(count.value, words, count.number)
        by_field.setdefault(count.field, []).append(named)
    return by_field


def result(hit: Hit, *, explained: bool = False) -> SearchResult:
    """A hit of the search as it is answered."""
    matched = hit.matched
    return SearchResult(
        id=hit.id,
        ids=list(dict.fromkeys((hit.id, *hit.ids))),
        type=hit.type,
        name=hit.name,
        language=hit.language,
        matched=Matched(matched.field, matched.text, matched.language, matched.kind),
        snippet=hit.snippet,
        score=round(hit.score, 3),
        url=hit.url or page_of(hit.id, hit.type),
        explain=Explanation(matched.kind, list(hit.why)) if explained else None,
    )
