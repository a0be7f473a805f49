"""The treatments of a disease (or the diseases of a treatment), by what came of them.

An orphan designation is no approval, a refusal is no treatment, and what must not be used never
stands among what is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from rarekg.records.model import Link, Literal, Statement
from rarekg.server.references import References
from rarekg.server.views import Line, line
from rarekg.server.wording import long_date

_APPROVED = frozenset({"rkg:Approved", "rkg:ConditionallyApproved"})
_STOPPED = frozenset(
    {
        "rkg:Suspended",
        "rkg:Withdrawn",
        "rkg:ApplicationWithdrawn",
        "rkg:Refused",
        "rkg:NotShownToWork",
    }
)
APPROVED, STUDIED, STOPPED, RULED_OUT = "approved", "studied", "stopped", "ruled-out"

_OtherEnd = Callable[[Statement], Link]


@dataclass(frozen=True, slots=True)
class Act:
    """What one authority has decided, or one source says of the stage: in words."""

    stage: str
    stopped: bool
    authority: Link | None
    date: str
    day: str
    text: str
    document: str
    line: Line


@dataclass(frozen=True, slots=True)
class Treatment:
    """A therapy (or a disease) with its acts, oldest first, and what kind of thing it is."""

    link: Link
    acts: tuple[Act, ...]
    kinds: tuple[tuple[Link, Line], ...]


@dataclass(slots=True)
class Treatments:
    """Treatments by status: approved by some authority; being studied or supported; refused,
    withdrawn or not shown to work; and not to be used."""

    approved: list[Treatment] = field(default_factory=list)
    studied: list[Treatment] = field(default_factory=list)
    stopped: list[Treatment] = field(default_factory=list)
    ruled_out: list[Treatment] = field(default_factory=list)

    def __bool__(self) -> bool:
        """Whether anything is known at all."""
        return bool(self.approved or self.studied or self.stopped or self.ruled_out)

    def groups(self) -> tuple[tuple[str, list[Treatment]], ...]:
        """The groups that hold something, by their name."""
        named = (
            (APPROVED, self.approved),
            (STUDIED, self.studied),
            (STOPPED, self.stopped),
            (RULED_OUT, self.ruled_out),
        )
        return tuple((name, group) for name, group in named if group)


def treatments(
    statements: Iterable[Statement],
    other_end: _OtherEnd,
    kinds_of: Callable[[str], tuple[Statement, ...]],
    references: References,
) -> Treatments:
    """Statements about treatment, grouped by the thing at their other end."""
    grouped: dict[tuple[bool, str], list[Statement]] = {}
    for statement in statements:
        ruled_out = statement.predicate == "contraindicatedFor"
        grouped.setdefault((ruled_out, other_end(statement).id), []).append(statement)
    found = Treatments()
    ordered = sorted(grouped.items(), key=lambda g: other_end(g[1][0]).name.casefold())
    for (ruled_out, _), group in ordered:
        link = other_end(group[0])
        kinds = tuple(
            (s.value, line(s, references)) for s in kinds_of(link.id) if isinstance(s.value, Link)
        )
        acts = sorted((_act(s, references) for s in group), key=lambda a: (a.day, a.stage))
        _place(found, group, ruled_out=ruled_out).append(Treatment(link, tuple(acts), kinds))
    return found


def _place(found: Treatments, group: list[Statement], *, ruled_out: bool) -> list[Treatment]:
    if ruled_out:
        return found.ruled_out
    stages = {"rkg:NotShownToWork" if s.negated else _stage(s) for s in group}
    if stages & _APPROVED:
        return found.approved
    return found.stopped if stages & _STOPPED else found.studied


def _stage(statement: Statement) -> str:
    if statement.predicate == "orphanDesignation":
        return "rkg:OrphanDesignated"
    stage = statement.qualifier("stage")
    return stage.id if isinstance(stage, Link) else ""


def _act(statement: Statement, references: References) -> Act:
    stage = "rkg:NotShownToWork" if statement.negated else _stage(statement)
    given = statement.qualifier("stage")
    named = given.name if isinstance(given, Link) and not statement.negated else ""
    authority = statement.qualifier("authority")
    day = _text(statement, "date")
    return Act(
        stage=named or _FALLBACK.get(stage, ""),
        stopped=stage in _STOPPED,
        authority=authority if isinstance(authority, Link) else None,
        date=long_date(day),
        day=day,
        text=_text(statement, "indicationText"),
        document=_text(statement, "document"),
        line=line(statement, references),
    )


_FALLBACK = {
    "rkg:NotShownToWork": "not shown to work",
    "rkg:OrphanDesignated": "orphan designation",
}


def _text(statement: Statement, key: str) -> str:
    value = statement.qualifier(key)
    return value.text if isinstance(value, Literal) else ""
