"""What authorities decided of a therapy: statements about one decision, told once.

A curator's statement and one derived from the same record often say the same: same disease, same
authority, same stage, same day. Here they are one act, with the references of both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from rarekg.records.model import Backing, Link, Literal, Statement, Value

APPROVED = ("Approved", "ConditionallyApproved", "ApprovedExceptional")
OPEN = ("UnderReview", "InTrials", "OrphanDesignated")
ENDED = (
    "Suspended",
    "Lapsed",
    "Withdrawn",
    "Refused",
    "ApplicationWithdrawn",
    "NotShownToWork",
    "DesignationExpired",
    "DesignationWithdrawn",
    "DesignationRefused",
)
# Decisions against: they outweigh a designation, which only supports development.
AGAINST = ("Suspended", "Lapsed", "Withdrawn", "Refused", "ApplicationWithdrawn", "NotShownToWork")
STAGES = (*APPROVED, *OPEN, *ENDED, "")  # the furthest first
_RANK = {stage: place for place, stage in enumerate(STAGES)}


def rank(stage: str) -> int:
    """The place of a stage among all, the furthest first."""
    return _RANK.get(stage, len(STAGES))


def standing(stage: str) -> str:
    """The class of a stage: approved, open (studied or supported), ended, or "" for none."""
    if stage in APPROVED:
        return "approved"
    if stage in ENDED:
        return "ended"
    return "open" if stage else ""


def stage_of(statement: Statement) -> str:
    """The key of the stage that a statement about use tells; "" for none."""
    if statement.negated:
        return "NotShownToWork"
    if statement.predicate == "orphanDesignation":
        return "OrphanDesignated"
    stage = statement.qualifier("stage")
    return stage.id.removeprefix("rkg:") if isinstance(stage, Link) else ""


def text(statement: Statement, key: str) -> str:
    """The first value of a qualifier that is no entity; "" without one."""
    value = statement.qualifier(key)
    return value.text if isinstance(value, Literal) else ""


def link(statement: Statement, key: str) -> Link | None:
    """The first entity of a qualifier."""
    value = statement.qualifier(key)
    return value if isinstance(value, Link) else None


@dataclass(frozen=True, slots=True)
class Match:
    """How a disease was recognised in a record's words: the words, and how sure the rule is."""

    words: str
    confidence: str
    method: str


@dataclass(frozen=True, slots=True)
class Act:
    """One decision of one authority on a therapy in a disease.

    `stage` is a key of rkg:Stage, `day` (of the act) and `granted` (of what it ended) are ISO
    dates or "", `purpose` is prevention, diagnosis or "" (treatment). `within` says that the
    record means only a part: of the "people" who have the disease, or of the "disease"; "" for
    all of it. `stated` are the records' own words on it. `matches` is empty where a curator or a
    source names the disease itself.
    """

    authority: Link | None
    stage: str
    day: str
    granted: str
    purpose: str
    within: str
    statements: tuple[Statement, ...]
    stated: tuple[Statement, ...]
    matches: tuple[Match, ...]

    @property
    def documents(self) -> tuple[str, ...]:
        """The numbers of the documents."""
        found = (text(s, "document") for s in self.statements)
        return tuple(dict.fromkeys(d for d in found if d))

    @property
    def notes(self) -> tuple[str, ...]:
        """What a curator says of whom it is for, in short."""
        found = (text(s, "indicationText") for s in self.statements)
        return tuple(dict.fromkeys(n for n in found if n))


_Key = tuple[str, str, str]


def _key(statement: Statement) -> _Key:
    authority = link(statement, "authority")
    day = text(statement, "date") or text(statement, "grantedOn")
    return authority.id if authority else "", stage_of(statement), day


def acts(statements: Iterable[Statement], stated: Iterable[Statement] = ()) -> tuple[Act, ...]:
    """Statements of one therapy and one disease as acts: the furthest stage first, then by day."""
    grouped: dict[_Key, list[Statement]] = {}
    for statement in statements:
        grouped.setdefault(_key(statement), []).append(statement)
    told = tuple(stated)
    found = [_act(tuple(group), told) for group in _joined(grouped)]
    return tuple(sorted(found, key=lambda a: (rank(a.stage), a.day, a.stage, _name(a.authority))))


def _joined(grouped: dict[_Key, list[Statement]]) -> Iterable[list[Statement]]:
    """The groups, with those that only say less of the same record's decision in the fuller one:
    without its day, or "approved" where the record says "under exceptional circumstances"."""
    for key in list(grouped):
        authority, stage, day = key
        fuller = [
            other
            for other in grouped
            if other != key
            and other[0] == authority
            and (
                (stage == other[1] and not day)
                or (day == other[2] and (stage, other[1]) == ("Approved", "ApprovedExceptional"))
            )
            and _of_records(grouped[key]) & _of_records(grouped[other])
        ]
        if len(fuller) == 1:
            grouped[fuller[0]].extend(grouped.pop(key))
    return grouped.values()


def _of_records(group: Iterable[Statement]) -> set[tuple[str, str]]:
    return {record for s in group for record in _records(s.backings)}


def _name(given: Link | None) -> str:
    return given.name if given else ""


def _act(group: tuple[Statement, ...], stated: tuple[Statement, ...]) -> Act:
    first = group[0]  # of those that say most
    derived = [s for s in group if _derived(s)]
    named = len(derived) < len(group)
    return Act(
        authority=link(first, "authority"),
        stage=stage_of(first),
        day=text(first, "date"),
        granted=max((text(s, "grantedOn") for s in group), default=""),
        purpose=max((text(s, "indicationPurpose") for s in group), default=""),
        within=extent(_extent(s) for s in derived),
        statements=group,
        stated=_behind(group, stated),
        matches=() if named else tuple(dict.fromkeys(m for s in derived for m in _matches(s))),
    )


def _extent(statement: Statement) -> str:
    scope = link(statement, "scope")
    if scope is None:
        return ""
    return "people" if scope.id == "rkg:WithinPeople" else "disease"


def extent(parts: Iterable[str]) -> str:
    """How much several say: all of the disease, if one says so; else a part of it, or only of its
    people, if all say that."""
    given = set(parts)
    if not given or "" in given:
        return ""
    return "people" if given == {"people"} else "disease"


def _derived(statement: Statement) -> bool:
    """Whether nobody names the disease, and a rule recognised it."""
    return all(b.confidence for b in statement.backings)


def _matches(statement: Statement) -> list[Match]:
    return [
        Match(b.asserted_object or "", percent(b.confidence or ""), b.method or "")
        for b in statement.backings
        if b.confidence
    ]


def percent(confidence: str) -> str:
    """A confidence (0 to 1) as `94 %`; as it is if it is no number."""
    try:
        return f"{Decimal(confidence) * 100:.0f} %"
    except InvalidOperation:
        return confidence


def _behind(group: tuple[Statement, ...], stated: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """The records' words that a group of statements rests on: of the same record, stage, day and
    authority; where a record says several things that day, those that have the matched words."""
    if not stated:
        return ()
    found: dict[str, Statement] = {}
    keys = {_key(statement) for statement in group}
    for statement in group:
        records = _records(statement.backings)
        same = [s for s in stated if _key(s) in keys and records & _records(s.backings)]
        matched = [(b.asserted_object or "").casefold() for b in statement.backings if b.confidence]
        closer = [s for s in same if any(m and m in _said(s) for m in matched)]
        found.update((s.id, s) for s in closer or same)
    return tuple(found.values())


def _records(backings: tuple[Backing, ...]) -> set[tuple[str, str]]:
    return {(b.authority.id, b.record) for b in backings}


def _said(statement: Statement) -> str:
    return " ".join(value_text(statement.value).casefold().split())


def value_text(value: Value) -> str:
    """The words of a value."""
    return value.name if isinstance(value, Link) else value.text


@dataclass(frozen=True, slots=True)
class Use:
    """What a therapy is for (or what is for a disease): the thing at the other end, the purpose,
    and the acts, the furthest first."""

    link: Link
    purpose: str
    acts: tuple[Act, ...]

    @property
    def stage(self) -> str:
        """The furthest stage."""
        return self.acts[0].stage

    @property
    def standing(self) -> str:
        """approved by some authority; else ended, if any decided against; else as its stage."""
        if self.stage in APPROVED:
            return "approved"
        return "ended" if any(a.stage in AGAINST for a in self.acts) else standing(self.stage)


def uses(
    statements: Iterable[Statement],
    other_end: Callable[[Statement], Link],
    stated: Iterable[Statement] = (),
) -> tuple[Use, ...]:
    """Statements about use by the thing at their other end and by purpose; the furthest stage
    first, those of one stage by name."""
    grouped: dict[str, list[Statement]] = {}
    links: dict[str, Link] = {}
    for statement in statements:
        end = other_end(statement)
        links[end.id] = end
        grouped.setdefault(end.id, []).append(statement)
    told = tuple(stated)
    found = []
    for identifier, group in grouped.items():
        by_purpose: dict[str, list[Act]] = {}
        for act in acts(group, told):
            by_purpose.setdefault(act.purpose, []).append(act)
        found += [Use(links[identifier], p, tuple(a)) for p, a in by_purpose.items()]
    return tuple(sorted(found, key=_use_order))


_STANDINGS = ("approved", "open", "", "ended")


def _use_order(use: Use) -> tuple[bool, int, int, str]:
    name = use.link.name.casefold()
    return use.purpose != "", _STANDINGS.index(use.standing), rank(use.stage), name


def unlinked(stated: Iterable[Statement], found: Iterable[Use]) -> tuple[Statement, ...]:
    """The records' words that lead to no disease here."""
    linked = {s.id for use in found for act in use.acts for s in act.stated}
    return tuple(s for s in stated if s.id not in linked)
