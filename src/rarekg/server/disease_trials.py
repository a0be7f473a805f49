"""The trials of a disease: the first of them, and how many there are by status and country."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from rarekg.records.reader import Records
from rarekg.records.trials import STATUSES, Trial, trials_of
from rarekg.server.trials_wording import status_words

_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Counted:
    """A status or country, in words, with its number of trials and the list of these."""

    words: str
    number: int
    href: str


@dataclass(frozen=True, slots=True)
class DiseaseTrials:
    """What the page of a disease shows of its trials: those that look for participants first."""

    first: tuple[Trial, ...]
    total: int
    statuses: tuple[Counted, ...]
    countries: tuple[Counted, ...]
    href: str


def disease_trials(records: Records, disease: str) -> DiseaseTrials | None:
    """The trials that study a disease (by its canonical id); None where no record names one."""
    found = trials_of(records, disease)
    if not found:
        return None
    statuses = Counter(trial.status for trial in found)
    countries = Counter(country for trial in found for country in trial.countries)
    known = [s for s in (*STATUSES, *sorted(set(statuses) - set(STATUSES))) if statuses[s]]
    return DiseaseTrials(
        first=found[:_SHOWN],
        total=len(found),
        statuses=tuple(
            Counted(status_words(s), statuses[s], _address(disease, status=s)) for s in known
        ),
        countries=_by_number(disease, countries.items()),
        href=_address(disease),
    )


def _by_number(disease: str, countries: Iterable[tuple[str, int]]) -> tuple[Counted, ...]:
    ordered = sorted(countries, key=lambda pair: (-pair[1], pair[0]))
    return tuple(Counted(c, n, _address(disease, country=c)) for c, n in ordered)


def _address(disease: str, **chosen: str) -> str:
    return "/trials?" + urlencode({"disease": disease, **chosen})
