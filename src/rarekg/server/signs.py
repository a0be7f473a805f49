"""The signs of a disease by how frequent they are said to be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rarekg.records.model import Finding, Link, Literal, Statement
from rarekg.server.references import References
from rarekg.server.views import Row, row
from rarekg.server.wording import FREQUENCY_WORDS

FOLD = 60  # signs that are open at once; the rest unfolds

# The middle of each of HPO's frequency classes, in percent: for the order of signs.
_MIDDLE = {
    "HP:0040280": 100.0,
    "HP:0040281": 90.0,
    "HP:0040282": 55.0,
    "HP:0040283": 17.0,
    "HP:0040284": 2.5,
    "HP:0040285": 0.0,
}
_GROUPS = (
    (100.0, "In all who were studied", "100 %", FREQUENCY_WORDS["HP:0040280"]),
    (80.0, "Very frequent", "80–99 %", FREQUENCY_WORDS["HP:0040281"]),
    (30.0, "Frequent", "30–79 %", FREQUENCY_WORDS["HP:0040282"]),
    (5.0, "Occasional", "5–29 %", FREQUENCY_WORDS["HP:0040283"]),
    (0.0, "Rare", "under 5 %", FREQUENCY_WORDS["HP:0040284"]),
    (-1.0, "How often is not stated", "", ""),
)


@dataclass(frozen=True, slots=True)
class SignGroup:
    """The signs of one class of frequency; those of `folded` are shown on demand."""

    title: str
    share: str
    rows: tuple[Row, ...]
    folded: tuple[Row, ...]


def sign_groups(findings: Sequence[Finding], references: References) -> tuple[SignGroup, ...]:
    """Affirmed signs in groups, by the highest frequency that a source gives for each."""
    weighed = [(max(map(percent, f.statements)), f) for f in findings]
    weighed.sort(key=lambda w: (-w[0], _name(w[1])))
    groups: dict[float, list[Row]] = {group[0]: [] for group in _GROUPS}
    for weight, finding in weighed:
        group = next(each for each in _GROUPS if weight >= each[0])
        groups[group[0]].append(row(finding, references, group[3]))
    room = FOLD if len(weighed) > FOLD + 5 else len(weighed)
    found = []
    for least, title, share, _ in _GROUPS:
        held = groups[least]
        if held:
            found.append(SignGroup(title, share, tuple(held[:room]), tuple(held[room:])))
            room = max(0, room - len(held))
    return tuple(found)


def _name(finding: Finding) -> str:
    value = finding.value
    return (value.name if isinstance(value, Link) else value.text).casefold()


def percent(statement: Statement) -> float:
    """How frequent a sign is by one statement, in percent; -1 if it does not say."""
    given = statement.qualifiers
    if not given:
        return -1.0
    term = statement.qualifier("frequency")
    if isinstance(term, Link):
        return _MIDDLE.get(term.id, -1.0)
    count = statement.qualifier("frequencyCount")
    if isinstance(count, Literal):
        seen, _, of = count.text.partition("/")
        return 100.0 * int(seen) / int(of) if int(of) else -1.0
    share = statement.qualifier("frequencyPercent")
    return float(share.text.rstrip("% ")) if isinstance(share, Literal) else -1.0
