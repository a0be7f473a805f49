"""Queries that people judged, and how often an engine answers them rightly.

`queries.tsv` has one query a row: what is typed, of which kind it is, its language, the ids that
are each a right first answer, further ones that are welcome among the first five, whether it is
held back, and from which record the judgement comes. A third of each kind is held back: it is
counted, but not looked at while the search is tuned.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rarekg.graph.dossiers import Dossiers
from rarekg.records.kinds import identifier_of
from rarekg.search.protocol import Found, Hit, Request

QUERIES = Path(__file__).parent / "queries.tsv"
FIRST = 5
COLUMNS = ("query", "kind", "language", "right", "acceptable", "held_back", "note")

Search = Callable[[Request], Found]


@dataclass(frozen=True, slots=True)
class Judged:
    """A query with the ids that are right answers to it, and those that are welcome beside."""

    query: str
    kind: str
    language: str
    right: frozenset[str]
    acceptable: frozenset[str]
    held_back: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """The first hits for a judged query; whether the first is right, and one of the five is."""

    judged: Judged
    hits: tuple[Hit, ...]
    at_1: bool
    at_5: bool


@dataclass(frozen=True, slots=True)
class Share:
    """How many queries there are, and how many have a right answer first, and among five."""

    number: int
    at_1: int
    at_5: int

    @property
    def first(self) -> float:
        """hit@1, from 0 to 1."""
        return self.at_1 / self.number

    @property
    def five(self) -> float:
        """hit@5, from 0 to 1."""
        return self.at_5 / self.number


def queries(path: Path = QUERIES) -> list[Judged]:
    """All judged queries, in the order of the file."""
    lines = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("# ")]
    assert tuple(lines[0].split("\t")) == COLUMNS
    return [_judged(line) for line in lines[1:]]


def _judged(line: str) -> Judged:
    query, kind, language, right, acceptable, held_back, _ = line.split("\t")
    return Judged(
        query,
        kind,
        language,
        frozenset(right.split()),
        frozenset(acceptable.split()),
        held_back == "yes",
    )


def known_ids(release: Path) -> frozenset[str]:
    """The ids of all that a release describes."""
    return frozenset(identifier_of(address) for address, _, _ in Dossiers(release).headings())


def answered(search: Search, judged: Iterable[Judged]) -> list[Answer]:
    """What an engine answers to each query; nobody says which language it is in."""
    return [_answer(search, one) for one in judged]


def _answer(search: Search, judged: Judged) -> Answer:
    hits = search(Request(judged.query, size=FIRST)).hits
    welcome = judged.right | judged.acceptable
    return Answer(
        judged,
        hits,
        at_1=any(_ids(hit) & judged.right for hit in hits[:1]),
        at_5=any(_ids(hit) & welcome for hit in hits),
    )


def _ids(hit: Hit) -> frozenset[str]:
    return frozenset((hit.id, *hit.ids))


def share(answers: Sequence[Answer]) -> Share:
    """How many of the answers are right."""
    return Share(len(answers), sum(a.at_1 for a in answers), sum(a.at_5 for a in answers))


def by_kind(answers: Iterable[Answer]) -> dict[str, list[Answer]]:
    """The answers kind by kind, in the order in which the kinds come first."""
    kinds: dict[str, list[Answer]] = {}
    for answer in answers:
        kinds.setdefault(answer.judged.kind, []).append(answer)
    return kinds
