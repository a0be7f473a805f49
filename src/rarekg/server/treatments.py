"""The treatments of a disease, by what came of them and by kind, and other measures.

An orphan designation is no approval, a refusal is no treatment, diagnosis and prevention are not
treatment, and what must not be used never stands among what is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from rarekg.records.acts import AGAINST, APPROVED, Act, Use, extent, standing, uses
from rarekg.records.model import Link, Statement
from rarekg.server.act_views import stage_words
from rarekg.server.formats import day as long_date
from rarekg.server.formats import listed
from rarekg.server.languages import gettext
from rarekg.server.references import References
from rarekg.server.views import Line, line
from rarekg.server.wording import value_words

APPROVED_GROUP, STUDIED, STOPPED, OTHER = "approved", "studied", "stopped", "other"
RULED_OUT = "ruled-out"
_GROUP_OF = {"approved": APPROVED_GROUP, "open": STUDIED, "": STUDIED, "ended": STOPPED}
_USE = ("indicatedFor", "orphanDesignation")
_MOST_FULL = 30  # approved therapies with all their decisions on the page of a disease
_MOST_SHORT = 40  # names of others on it
_LONG = 90  # characters of a name in a list

# What kinds a therapy has, by its id; the first decides under which it stands.
KindsOf = Callable[[str], tuple[Link, ...]]


@dataclass(frozen=True, slots=True)
class Step:
    """What one authority decided at one stage: the first time, and how often until when.

    `told` is the stage where it must be said in a list of designations, `short` names the
    authority as people do, `url` is the page of the first statement.
    """

    stage: str
    told: str
    against: bool
    authority: Link | None
    short: str
    day: str
    date: str
    year: str
    more: int
    last: str
    within: str
    matched: bool
    text: str
    url: str
    line: Line | None


@dataclass(frozen=True, slots=True)
class Treatment:
    """A therapy with what was decided: `steps`, and `besides` (designations of one approved)."""

    link: Link
    name: str
    purpose: str
    steps: tuple[Step, ...]
    besides: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class KindGroup:
    """Treatments of one kind; `kind` is None where it is not known."""

    kind: Link | None
    treatments: tuple[Treatment, ...]


@dataclass(frozen=True, slots=True)
class Status:
    """Treatments that came equally far, by kind. `shown` of `total` are in the groups."""

    key: str
    total: int
    shown: int
    groups: tuple[KindGroup, ...]


@dataclass(frozen=True, slots=True)
class Measure:
    """A medical action in a disease: against which signs, with what."""

    link: Link
    rows: tuple[tuple[str, tuple[Link, ...], Line], ...]


@dataclass(frozen=True, slots=True)
class Treatments:
    """All that is known of treatment: by status, other measures, and what is not to be used; and
    the uses of therapies that the statuses come from."""

    statuses: tuple[Status, ...] = ()
    ruled_out: tuple[tuple[Link, Line], ...] = ()
    care: Mapping[str, tuple[Measure, ...]] = field(default_factory=dict)
    uses: tuple[Use, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything is known at all."""
        return bool(self.statuses or self.ruled_out or self.care)

    def count(self, key: str) -> int:
        """How many therapies have a status."""
        return sum(status.total for status in self.statuses if status.key == key)

    @property
    def never(self) -> int:
        """How many therapies and measures are said not to be used."""
        return len(self.ruled_out) + len(self.care.get("contraindicatedFor", ()))

    @property
    def care_words(self) -> str:
        """What is known of other measures, at a glance."""
        return care_words(self.care)

    @property
    def total(self) -> int:
        """How many therapies there are."""
        return sum(status.total for status in self.statuses)

    @property
    def cut(self) -> bool:
        """Whether some are not shown."""
        return any(status.shown < status.total for status in self.statuses)


def treatments(
    statements: Iterable[Statement],
    kinds_of: KindsOf,
    shorts: Mapping[str, str],
    references: References,
) -> Treatments:
    """What is stated of treatment in a disease, for its page."""
    told = tuple(statements)
    found = by_status(told)
    statuses, room = [], _MOST_SHORT
    for key, group in found.items():
        full = key == APPROVED_GROUP
        most = _MOST_FULL if full else room
        room -= 0 if full else min(len(group), room)
        shown = [treatment(u, shorts, references if full else None) for u in group[:most]]
        statuses.append(Status(key, len(group), len(shown), by_kind(shown, kinds_of)))
    ruled_out = [(s.subject, line(s, references)) for s in not_to_be_used(told)]
    known = tuple(use for group in found.values() for use in group)
    return Treatments(tuple(statuses), tuple(ruled_out), care(told, references), known)


def all_treatments(
    statements: Iterable[Statement], shorts: Mapping[str, str]
) -> dict[str, tuple[Treatment, ...]]:
    """All therapies of a disease by status, in short."""
    return {
        key: tuple(treatment(u, shorts, None) for u in group)
        for key, group in by_status(statements).items()
    }


def by_status(statements: Iterable[Statement]) -> dict[str, list[Use]]:
    """Uses of therapies by status, those that were not decided on for treatment apart."""
    found: dict[str, list[Use]] = {key: [] for key in (APPROVED_GROUP, STUDIED, STOPPED, OTHER)}
    for use in uses(_of_drugs(statements), _subject):
        found[OTHER if use.purpose else _GROUP_OF[use.standing]].append(use)
    return {key: group for key, group in found.items() if group}


def _of_drugs(statements: Iterable[Statement]) -> list[Statement]:
    return [s for s in statements if s.predicate in _USE and not _is_action(s)]


def not_to_be_used(statements: Iterable[Statement]) -> list[Statement]:
    """What is said of therapies that must not be used."""
    return [
        s
        for s in statements
        if s.predicate == "contraindicatedFor" and not s.negated and not _is_action(s)
    ]


def _subject(statement: Statement) -> Link:
    return statement.subject


def treatment(use: Use, shorts: Mapping[str, str], references: References | None) -> Treatment:
    """A use in short; with the marks of its references where these are given."""
    approved = use.standing == "approved" and not use.purpose
    main = [a for a in use.acts if not approved or a.stage in (*APPROVED, *AGAINST)]
    rest = [a for a in use.acts if a not in main] if approved else []
    return Treatment(
        use.link,
        short_name(use.link.name),
        use.purpose,
        _steps(main, shorts, references),
        _steps(rest, shorts, None),
    )


def short_name(name: str) -> str:
    """A name as lists have it: some spell out a whole structure."""
    return name if len(name) <= _LONG else name[: _LONG - 1].rstrip() + "…"


def _steps(
    acts: Iterable[Act], shorts: Mapping[str, str], references: References | None
) -> tuple[Step, ...]:
    """Acts of one authority and stage together, the first of them named."""
    grouped: dict[tuple[str, str], list[Act]] = {}
    for act in acts:
        mark = act.stage, act.authority.id if act.authority else ""
        grouped.setdefault(mark, []).append(act)
    return tuple(_step(group, shorts, references) for group in grouped.values())


def _step(group: list[Act], shorts: Mapping[str, str], references: References | None) -> Step:
    first = group[0]
    authority = first.authority
    told = first.statements[0]
    stage = stage_words(first.stage)
    return Step(
        stage=stage,
        told="" if first.stage == "OrphanDesignated" else stage,
        against=standing(first.stage) == "ended",
        authority=authority,
        short=shorts.get(authority.id, authority.name) if authority else "",
        day=first.day,
        date=long_date(first.day),
        year=first.day[:4],
        more=len(group) - 1,
        last=group[-1].day[:4],
        within=extent(act.within for act in group),
        matched=all(act.matches for act in group),
        text="; ".join(first.notes),
        url=told.url,
        line=_line(first, references) if references else None,
    )


def _line(act: Act, references: References) -> Line:
    """The marks of all statements of an act, with the page of its first."""
    lines = [line(s, references) for s in act.statements]
    marks = tuple(sorted({mark for each in lines for mark in each.marks}))
    return Line("", marks, lines[0].url, lines[0].negated)


def by_kind(found: Iterable[Treatment], kinds_of: KindsOf) -> tuple[KindGroup, ...]:
    """Treatments by kind, the kind with most of them first, the unknown kind last."""
    grouped: dict[str, list[Treatment]] = {}
    links: dict[str, Link | None] = {}
    for treatment in found:
        kind = next(iter(kinds_of(treatment.link.id)), None)
        mark = kind.id if kind else ""
        links[mark] = kind
        grouped.setdefault(mark, []).append(treatment)
    ordered = sorted(grouped.items(), key=lambda g: (not g[0], -len(g[1]), g[0]))
    return tuple(KindGroup(links[mark], tuple(group)) for mark, group in ordered)


_CARE = ("treats", "prevents", "not-treats", "not-prevents", "contraindicatedFor")


def care(told: Iterable[Statement], references: References) -> dict[str, tuple[Measure, ...]]:
    """Medical actions by what is said of them, and by name."""
    grouped: dict[str, dict[str, list[Statement]]] = {key: {} for key in _CARE}
    for s in told:
        key = f"not-{s.predicate}" if s.negated else s.predicate
        if key in grouped and (s.predicate != "contraindicatedFor" or _is_action(s)):
            grouped[key].setdefault(s.subject.id, []).append(s)
    return {
        key: tuple(_measure(group, references) for group in sorted(found.values(), key=_first_name))
        for key, found in grouped.items()
        if found
    }


def care_words(found: Mapping[str, tuple[Measure, ...]]) -> str:
    """What is known of medical actions, at a glance: that there are some that are used, else of
    which no benefit was seen; "" for neither."""
    if "treats" in found or "prevents" in found:
        return gettext("Care and other measures are on record")
    seen = (found.get(key, ()) for key in ("not-treats", "not-prevents"))
    names = [measure.link.name for measures in seen for measure in measures]
    if not names:
        return ""
    label = gettext("No benefit was seen")
    return gettext("%(label)s: %(value)s", label=label, value=listed(names))


def _is_action(statement: Statement) -> bool:
    return statement.subject.type == "MedicalAction"


def _first_name(group: list[Statement]) -> str:
    return group[0].subject.name.casefold()


def _measure(group: list[Statement], references: References) -> Measure:
    rows = []
    for s in group:
        agents = ", ".join(value_words(v) for v in s.qualifiers.get("agent", ()))
        signs = tuple(v for v in s.qualifiers.get("forSign", ()) if isinstance(v, Link))
        rows.append((agents, signs, line(s, references)))
    rows.sort(key=lambda r: [sign.name for sign in r[1]])
    return Measure(group[0].subject, tuple(rows))
