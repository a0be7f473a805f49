"""What the templates show: rows made of records, with numbered references."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from rarekg.records.model import Backing, Finding, Link, Literal, Source, Statement, Value
from rarekg.server.labels import concept_label, number, text_of

# The middle of each of HPO's frequency classes, in percent: for the order of signs.
_FREQUENCY_ORDER = {
    "HP:0040280": 100.0,
    "HP:0040281": 90.0,
    "HP:0040282": 55.0,
    "HP:0040283": 17.0,
    "HP:0040284": 2.5,
    "HP:0040285": 0.0,
}
_FREQUENCY_WORDS = {
    "HP:0040280": "always (100 %)",
    "HP:0040281": "very frequent (80–99 %)",
    "HP:0040282": "frequent (30–79 %)",
    "HP:0040283": "occasional (5–29 %)",
    "HP:0040284": "very rare (1–4 %)",
    "HP:0040285": "excluded (0 %)",
}


class References:
    """Numbers the references of a page in the order in which they are first shown."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self.backings: list[Backing] = []

    def numbers(self, statement: Statement) -> tuple[int, ...]:
        """The numbers of a statement's references."""
        return tuple(self._number(backing) for backing in statement.backings)

    def _number(self, backing: Backing) -> int:
        held = self._numbers.get(backing.id)
        if held is None:
            self.backings.append(backing)
            held = self._numbers[backing.id] = len(self.backings)
        return held


@dataclass(frozen=True, slots=True)
class Line:
    """One statement as a line: its words beside the value, its marks, its own page."""

    words: str
    marks: tuple[int, ...]
    url: str
    negated: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One value with the statements made of it, and who makes them independently."""

    value: Value
    lines: tuple[Line, ...]
    authorities: tuple[Source, ...]
    weight: float = 0.0


def rows(findings: Iterable[Finding], references: References) -> tuple[Row, ...]:
    """Findings as rows, in their order."""
    return tuple(_row(finding, references) for finding in findings)


def sign_rows(
    findings: Sequence[Finding], references: References
) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    """Signs that a disease has, the most frequent first, and signs stated to be absent.

    A sign that one source affirms and another excludes is in both.
    """
    present, absent = [], []
    for finding in findings:
        said = tuple(s for s in finding.statements if not s.negated)
        denied = tuple(s for s in finding.statements if s.negated)
        if said:
            present.append(Finding(finding.value, said))
        if denied:
            absent.append(Finding(finding.value, denied))
    present.sort(key=lambda f: (-_weight(f), text_of(f.value).casefold()))
    absent.sort(key=lambda f: text_of(f.value).casefold())
    return rows(present, references), rows(absent, references)


def _row(finding: Finding, references: References) -> Row:
    lines = tuple(line(s, references) for s in finding.statements)
    return Row(finding.value, lines, finding.authorities(), _weight(finding))


def line(statement: Statement, references: References) -> Line:
    """A statement as a line."""
    return Line(
        words=words(statement),
        marks=references.numbers(statement),
        url=statement.url,
        negated=statement.negated,
    )


def words(statement: Statement) -> str:
    """The qualifiers of a statement in words."""
    parts = []
    for key, values in statement.qualifiers.items():
        for value in values:
            said = _qualifier_words(key, value)
            if said:
                parts.append(said)
    return "; ".join(parts)


def _qualifier_words(key: str, value: Value) -> str:
    if isinstance(value, Link):
        if key == "frequency":
            return _FREQUENCY_WORDS.get(value.id, value.name)
        said = concept_label(value.id) if value.id.startswith("rkg:") else value.name
        return f"onset: {said}" if key == "onset" else _plain(key, said)
    return _literal_words(key, value)


def _plain(key: str, said: str) -> str:
    return {
        "validation": "" if said.casefold() == "validated" else said,
        "qualification": "",
        "authority": f"by {said}",
    }.get(key, said)


def _literal_words(key: str, value: Literal) -> str:
    match key:
        case "frequencyCount":
            seen, _, of = value.text.partition("/")
            return f"in {seen} of {of} persons studied"
        case "frequencyPercent":
            return f"in {value.text} of persons"
        case "valuePer100000":
            return f"{number(value.text)} per 100,000"
        case "document" | "date" | "region" | "place" | "population" | "unit":
            return value.text
    return value.text


def _weight(finding: Finding) -> float:
    """How frequent a sign is by the highest claim about it, in percent; -1 if none says."""
    return max((_frequency(s) for s in finding.statements), default=-1.0)


def _frequency(statement: Statement) -> float:
    term = statement.qualifier("frequency")
    if isinstance(term, Link):
        return _FREQUENCY_ORDER.get(term.id, -1.0)
    count = statement.qualifier("frequencyCount")
    if isinstance(count, Literal):
        seen, _, of = count.text.partition("/")
        return 100.0 * int(seen) / int(of)
    percent = statement.qualifier("frequencyPercent")
    if isinstance(percent, Literal):
        return float(Decimal(percent.text.rstrip("%")))
    return -1.0
