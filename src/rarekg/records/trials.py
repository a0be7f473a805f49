"""The trials of a release: all of them in short, selected, counted; those of one disease.

That something is studied says nothing about whether it works: a trial is a question.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from sys import intern
from threading import Lock
from weakref import WeakKeyDictionary

from rarekg.graph.dossiers import Dossier, StoredStatement, StoredValue
from rarekg.identifiers import iri
from rarekg.records.countries import country_code
from rarekg.records.kinds import identifier_of, page_of
from rarekg.records.lookup import Lookup
from rarekg.records.model import Link
from rarekg.records.reader import Records

# By what people who look for a trial can do with it: the first ones take participants.
STATUSES = (
    "RECRUITING",
    "NOT_YET_RECRUITING",
    "ENROLLING_BY_INVITATION",
    "AVAILABLE",
    "ACTIVE_NOT_RECRUITING",
    "SUSPENDED",
    "TEMPORARILY_NOT_AVAILABLE",
    "UNKNOWN",
    "COMPLETED",
    "TERMINATED",
    "WITHDRAWN",
    "NO_LONGER_AVAILABLE",
    "APPROVED_FOR_MARKETING",
    "WITHHELD",
)
PHASES = ("EARLY_PHASE1", "PHASE1", "PHASE2", "PHASE3", "PHASE4", "NA")
_TAKING_PART = ("sponsoredBy", "collaborator", "hasSite")
NOT_STATED = "-"  # the value of a filter for what is not stated

_TRIALS = iri("NCT:00000000").removesuffix("00000000")


@dataclass(frozen=True, slots=True)
class Trial:
    """A trial in short. `status`, `phases` and `kind` are the registry's codes, `countries` the
    names that it gives to those with a place of the trial, `organisations` the ids of sponsors,
    collaborators and sites, `updated` is an ISO 8601 date ("" where it is not told)."""

    id: str
    name: str
    language: str
    status: str
    phases: tuple[str, ...]
    kind: str
    countries: tuple[str, ...]
    diseases: tuple[Link, ...]
    therapies: tuple[Link, ...]
    organisations: tuple[str, ...]
    sponsor: str
    updated: str

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the countries (ISO 3166-1 alpha-2), as far as they are known, in order."""
        return tuple(sorted({code for name in self.countries if (code := country_code(name))}))

    @property
    def url(self) -> str:
        """The page of the trial."""
        return page_of(self.id, "Trial")


@dataclass(frozen=True, slots=True)
class Selection:
    """Which trials: "" leaves a part open. `disease`, `therapy` and `organisation` are canonical
    ids, `country` is a code or a name."""

    status: str = ""
    country: str = ""
    phase: str = ""
    kind: str = ""
    disease: str = ""
    therapy: str = ""
    organisation: str = ""
    words: str = ""

    def fits(self, trial: Trial) -> bool:
        """Whether a trial is one of these."""
        return (
            (not self.status or self.status == trial.status)
            and (not self.kind or self.kind == trial.kind)
            and (not self.country or self.country in (*_or_none(trial.countries), *trial.codes))
            and (not self.phase or self.phase in _or_none(trial.phases))
            and (not self.disease or any(d.id == self.disease for d in trial.diseases))
            and (not self.therapy or any(t.id == self.therapy for t in trial.therapies))
            and (not self.organisation or self.organisation in trial.organisations)
            and self._speaks(trial)
        )

    def _speaks(self, trial: Trial) -> bool:
        if not self.words:
            return True
        text = f"{trial.name} {trial.sponsor} {trial.id.replace(':', '')} {trial.id}".casefold()
        return all(word in text for word in self.words.casefold().split())


@dataclass(frozen=True, eq=False)
class Register:
    """All trials of a release, those that take participants first, then the lately updated. One
    is equal only to itself: what is made of it can be remembered."""

    trials: tuple[Trial, ...]

    @cached_property
    def by_disease(self) -> dict[str, tuple[Trial, ...]]:
        """The trials that study each disease, in the order of all."""
        table: dict[str, dict[str, Trial]] = {}
        for trial in self.trials:
            for disease in trial.diseases:
                table.setdefault(disease.id, {})[trial.id] = trial
        return {disease: tuple(found.values()) for disease, found in table.items()}

    def country(self, said: str) -> str:
        """The registry's name of the country with a code; what is said where it has none."""
        names = (name for trial in self.trials for name in trial.countries)
        return next((name for name in names if said and country_code(name) == said), said)


_registers: WeakKeyDictionary[Records, Register] = WeakKeyDictionary()
_reading = Lock()


def register(records: Records) -> Register:
    """The trials of a release: read at the first call, then kept with it."""
    with _reading:
        found = _registers.get(records)
        if found is None:
            told = records.dossiers_beginning(_TRIALS)
            lookup = records.speaking("en").lookup  # whoever asks first: the table is for all
            trials = (_trial(address, dossier, lookup) for address, dossier in told)
            found = _registers[records] = Register(tuple(_sorted(trials)))
    return found


@lru_cache(maxsize=32)
def selected(known: Register, selection: Selection) -> tuple[Trial, ...]:
    """The trials of a selection; those of the last ones are kept."""
    return tuple(trial for trial in known.trials if selection.fits(trial))


def trials_of(records: Records, disease: str) -> tuple[Trial, ...]:
    """The trials that study a disease (by its canonical id), those that take participants first,
    then the lately updated. Reads only these, unless all are known already."""
    known = _registers.get(records)
    if known is not None:
        return known.by_disease.get(disease, ())
    return tuple(_sorted(_read(records, records.trials(disease))))


def trials_testing(records: Records, therapy: str) -> tuple[Trial, ...]:
    """The trials that test a therapy (by its canonical id), in the same order."""
    known = _registers.get(records)
    if known is not None:
        return tuple(t for t in known.trials if any(d.id == therapy for d in t.therapies))
    return _about(records, "studiesTherapy", therapy)


def _about(records: Records, key: str, identifier: str) -> tuple[Trial, ...]:
    return tuple(_sorted(_read(records, records.subjects(key, identifier))))


def _read(records: Records, addresses: Iterable[str]) -> Iterator[Trial]:
    records = records.speaking("en")
    for each in addresses:
        for address, dossier in records.dossiers_beginning(each):
            yield _trial(address, dossier, records.lookup)


def _sorted(trials: Iterable[Trial]) -> list[Trial]:
    found = sorted(trials, key=lambda t: (t.updated, t.id), reverse=True)
    return sorted(found, key=lambda t: _place(t.status))


def _place(status: str) -> int:
    return STATUSES.index(status) if status in STATUSES else len(STATUSES)


_COUNTED: dict[str, Callable[[Trial], Iterable[str]]] = {
    "status": lambda t: (t.status or NOT_STATED,),
    "phase": lambda t: _or_none(t.phases),
    "country": lambda t: _or_none(t.countries),
    "kind": lambda t: (t.kind or NOT_STATED,),
}


@lru_cache(maxsize=64)
def counted(known: Register, selection: Selection, by: str) -> tuple[tuple[str, int], ...]:
    """How many trials of a selection have each status, phase, country or kind; the most frequent
    first."""
    counts = Counter(v for t in selected(known, selection) for v in _COUNTED[by](t))
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


@lru_cache(maxsize=64)
def linked(known: Register, selection: Selection, by: str) -> tuple[tuple[Link, int], ...]:
    """The diseases or therapies of the trials of a selection with their numbers of trials, the
    most frequent first."""
    counts: Counter[Link] = Counter()
    for trial in selected(known, selection):
        counts.update(trial.diseases if by == "disease" else trial.therapies)
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0].name.casefold())))


def _or_none(values: tuple[str, ...]) -> tuple[str, ...]:
    return values or (NOT_STATED,)


def _trial(address: str, dossier: Dossier, lookup: Lookup) -> Trial:
    said: dict[str, list[StoredStatement]] = {}
    for statement in dossier.statements:
        if not statement.negated:
            said.setdefault(statement.property, []).append(statement)
    facts = {fact.property: _words(fact.value) for fact in dossier.facts}
    name, language = lookup.name(address)
    phases = {_words(s.value) for s in said.get("trialPhase", ())}
    return Trial(
        id=identifier_of(address),
        name=name,
        language=language,
        status=_first(said.get("trialStatus")),
        phases=tuple(p for p in PHASES if p in phases),
        kind=facts.get("studyType", ""),
        countries=_countries(said.get("siteName", ())),
        diseases=_links(said.get("studiesDisease", ()), lookup),
        therapies=_links(said.get("studiesTherapy", ()), lookup),
        organisations=_organisations(said),
        sponsor=_first(said.get("sponsorName")),
        updated=_first(said.get("lastUpdated")),
    )


def _words(value: StoredValue) -> str:
    return value if isinstance(value, str) else value[0]


def _first(statements: list[StoredStatement] | None) -> str:
    return _words(statements[0].value) if statements else ""


def _countries(sites: Iterable[StoredStatement]) -> tuple[str, ...]:
    """The countries of the sites, by name."""
    told = {_words(v) for site in sites for key, v in site.qualifiers if key == "country"}
    return tuple(sorted(told))


def _organisations(said: dict[str, list[StoredStatement]]) -> tuple[str, ...]:
    """Those that take part, by id."""
    found = (s for key in _TAKING_PART for s in said.get(key, ()))
    return tuple(sorted({intern(str(identifier_of(_words(s.value)))) for s in found}))


def _links(statements: Iterable[StoredStatement], lookup: Lookup) -> tuple[Link, ...]:
    found = {lookup.link(_words(s.value)) for s in statements}
    return tuple(sorted(found, key=lambda link: link.name.casefold()))
