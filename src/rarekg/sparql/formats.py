"""Formats of answers, and the choice among them by `Accept` (RFC 9110, section 12.5.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from pyoxigraph import QueryResultsFormat, RdfFormat

from rarekg.sparql.refusals import NotAcceptable

HTML = "text/html"


@dataclass(frozen=True, slots=True)
class SolutionsFormat:
    """A way to write the rows of SELECT or the truth of ASK."""

    name: str
    media_types: tuple[str, ...]  # the first is the one that we send
    native: QueryResultsFormat


@dataclass(frozen=True, slots=True)
class GraphFormat:
    """A way to write the triples of CONSTRUCT or DESCRIBE."""

    name: str
    media_types: tuple[str, ...]
    native: RdfFormat

    @property
    def has_prefixes(self) -> bool:
        """Whether addresses can be shortened in it, for people to read."""
        return self.native in (RdfFormat.TURTLE, RdfFormat.TRIG)


# In our order of preference: the first one answers `*/*`.
SOLUTIONS = (
    SolutionsFormat(
        "json", ("application/sparql-results+json", "application/json"), QueryResultsFormat.JSON
    ),
    SolutionsFormat(
        "xml",
        ("application/sparql-results+xml", "application/xml", "text/xml"),
        QueryResultsFormat.XML,
    ),
    SolutionsFormat("csv", ("text/csv",), QueryResultsFormat.CSV),
    SolutionsFormat("tsv", ("text/tab-separated-values",), QueryResultsFormat.TSV),
)
GRAPHS = (
    GraphFormat("turtle", ("text/turtle", "application/x-turtle"), RdfFormat.TURTLE),
    GraphFormat("ntriples", ("application/n-triples",), RdfFormat.N_TRIPLES),
    GraphFormat("nquads", ("application/n-quads",), RdfFormat.N_QUADS),
    GraphFormat("jsonld", ("application/ld+json", "application/json"), RdfFormat.JSON_LD),
    GraphFormat(
        "rdfxml", ("application/rdf+xml", "application/xml", "text/xml"), RdfFormat.RDF_XML
    ),
    GraphFormat("trig", ("application/trig",), RdfFormat.TRIG),
)
_OTHER_NAMES = {
    "ttl": "turtle",
    "nt": "ntriples",
    "n-triples": "ntriples",
    "nq": "nquads",
    "n-quads": "nquads",
    "json-ld": "jsonld",
    "rdf": "rdfxml",
    "rdf+xml": "rdfxml",
}
# A name for one kind of answer also serves the other kind, where that has such a form.
_GRAPH_FOR = {"json": "jsonld", "xml": "rdfxml"}
_SOLUTIONS_FOR = {"jsonld": "json", "rdfxml": "xml"}

_solutions_by_name = {each.name: each for each in SOLUTIONS}
_graphs_by_name = {each.name: each for each in GRAPHS}


@dataclass(frozen=True, slots=True)
class Choice:
    """Names of the formats to answer in, for either kind of query; None where none is wanted."""

    solutions: str | None
    graph: str | None


def solutions_format(name: str) -> SolutionsFormat:
    """The format of rows with this name."""
    return _solutions_by_name[name]


def graph_format(name: str) -> GraphFormat:
    """The format of triples with this name."""
    return _graphs_by_name[name]


@lru_cache(maxsize=512)
def choose(accept: str, name: str | None = None) -> Choice:
    """The formats for an `Accept` header, or for the parameter `format=`, which goes first.

    `name` may be a short name or a media type. An empty `accept` accepts everything.
    Raises NotAcceptable when neither rows nor triples can be written as asked.
    """
    choice = _named(name.strip().lower()) if name else _accepted(accept)
    if choice.solutions is None and choice.graph is None:
        raise NotAcceptable(f"no answer can be written as '{name or accept}'; {known_formats()}")
    return choice


def known_formats() -> str:
    """What can be asked for, as a half sentence for messages."""
    rows = ", ".join(each.media_types[0] for each in SOLUTIONS)
    triples = ", ".join(each.media_types[0] for each in GRAPHS)
    return f"known for rows: {rows}; for triples: {triples}"


@lru_cache(maxsize=512)
def prefers_html(accept: str) -> bool:
    """Whether a page is wanted: `text/html` is named, and no other type of ours comes before it."""
    ranges = _media_ranges(accept)
    wanted = ranges.get(HTML, 0.0)
    others = [each.media_types for each in (*SOLUTIONS, *GRAPHS)]
    return wanted > 0 and all(_quality(ranges, types) <= wanted for types in others)


@lru_cache(maxsize=512)
def sent_as(media_type: str, accept: str) -> str:
    """The media type to send: the general one (`application/json`) where `Accept` names that and
    does not take our own."""
    ranges = _media_ranges(accept)
    if _quality_of(ranges, media_type) > 0:
        return media_type
    kinds = (each.media_types for each in (*SOLUTIONS, *GRAPHS))
    general = next((rest for own, *rest in kinds if own == media_type), [])
    wanted = [each for each in general if ranges.get(each, 0.0) > 0]
    return max(wanted, key=lambda each: ranges[each], default=media_type)


def quality(accept: str, media_type: str) -> float:
    """How much (0 to 1) an `Accept` header wants a media type."""
    return _quality(_media_ranges(accept), (media_type,))


def _named(name: str) -> Choice:
    short = _OTHER_NAMES.get(name, name)
    if "/" in short:
        return _accepted(short)
    rows, triples = _SOLUTIONS_FOR.get(short, short), _GRAPH_FOR.get(short, short)
    return Choice(
        rows if rows in _solutions_by_name else None,
        triples if triples in _graphs_by_name else None,
    )


def _accepted(accept: str) -> Choice:
    ranges = _media_ranges(accept)
    return Choice(_best(ranges, SOLUTIONS), _best(ranges, GRAPHS))


def _best(
    ranges: dict[str, float], formats: Sequence[SolutionsFormat] | Sequence[GraphFormat]
) -> str | None:
    ranked = [(_quality(ranges, each.media_types), each.name) for each in formats]
    best, name = max(ranked, key=lambda pair: pair[0])
    return name if best > 0 else None


def _quality(ranges: dict[str, float], media_types: Sequence[str]) -> float:
    """The weight of a format. Wildcards mean its own type, not the general ones it also answers."""
    own, *general = media_types
    return max(_quality_of(ranges, own), *(ranges.get(each, 0.0) for each in general), 0.0)


def _quality_of(ranges: dict[str, float], media_type: str) -> float:
    for candidate in (media_type, media_type.split("/")[0] + "/*", "*/*"):
        if candidate in ranges:
            return ranges[candidate]
    return 0.0


def _media_ranges(accept: str) -> dict[str, float]:
    ranges: dict[str, float] = {}
    for part in (accept.strip() or "*/*").lower().split(","):
        media_type, *parameters = (each.strip() for each in part.split(";"))
        ranges[media_type] = max(_weight(parameters), ranges.get(media_type, 0.0))
    return ranges


def _weight(parameters: list[str]) -> float:
    for parameter in parameters:
        if parameter.startswith("q="):
            try:
                return min(1.0, max(0.0, float(parameter[2:])))
            except ValueError:
                return 0.0  # an unreadable weight asks for nothing
    return 1.0
