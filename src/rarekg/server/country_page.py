"""Countries: who works there, what is studied there, where side effects are reported.

Diseases have no country. What stands here is what sources say of organisations and trials.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from flask import Blueprint, redirect, render_template
from werkzeug.wrappers import Response

from rarekg.errors import NotFound
from rarekg.records.collation import sort_key
from rarekg.records.countries import country_code, country_name
from rarekg.records.model import Entity
from rarekg.records.organisations import Organisation, Selection, directory
from rarekg.records.reader import Records
from rarekg.records.trials import Selection as TrialSelection
from rarekg.records.trials import register, selected
from rarekg.server.formats import country
from rarekg.server.languages import gettext, gettext_noop, spoken
from rarekg.server.organisation_map import place_words
from rarekg.server.services import held
from rarekg.server.trials_wording import STATUS_CLASS, phase_words, status_words
from rarekg.server.wording import value_words

blueprint = Blueprint("countries", __name__)

_MOST = 40  # organisations of a kind that are shown; the rest are in their own list
_MOST_TRIALS = 20
# The kinds of organisations in the order in which people look for them.
_GROUPS = (
    (("PatientOrganisation",), gettext_noop("Patient organisations")),
    (("CareProvider",), gettext_noop("Hospitals and care")),
    (("ResearchCentre", "University"), gettext_noop("Research centres and universities")),
    (("Authority",), gettext_noop("Authorities")),
    (("Company",), gettext_noop("Companies")),
)


@dataclass(frozen=True, slots=True)
class Counted:
    """What there is in a country."""

    code: str
    organisations: int
    centres: int
    trials: int


@dataclass(frozen=True, slots=True)
class Named:
    """A country in the list, by its name in the page's language."""

    name: str
    counted: Counted


@dataclass(frozen=True, slots=True)
class Group:
    """The organisations of some kinds in a country: the first of them, how many there are, and
    where all are."""

    title: str
    shown: Sequence[Organisation]
    total: int
    url: str


_kept: WeakKeyDictionary[Records, dict[str, Counted]] = WeakKeyDictionary()


def counted_countries(records: Records) -> dict[str, Counted]:
    """All countries of which anything is known, by code; counted once per release."""
    found = _kept.get(records)
    if found is None:
        known = [one for one in directory(records).organisations if one.country]
        organisations = Counter(one.country for one in known)
        centres = Counter(one.country for one in known if one.on_map)
        trials = Counter(code for trial in register(records).trials for code in trial.codes)
        reporting = {
            code for point in records.of_type("ReportingPoint") for code in _covered(point)
        }
        codes = organisations.keys() | trials.keys() | reporting
        found = _kept[records] = {
            code: Counted(code, organisations[code], centres[code], trials[code]) for code in codes
        }
    return found


def _name(code: str) -> str:
    return country(code) or country_name(code) or code


@blueprint.get("/countries")
def countries() -> str:
    """All countries, by name."""
    known = [Named(_name(c.code), c) for c in counted_countries(held().records).values()]
    known.sort(key=lambda each: sort_key(each.name, spoken()))
    return render_template("countries.html", countries=known)


@blueprint.get("/country/<code>")
def one_country(code: str) -> str | Response:
    """A country by its code (ISO 3166-1 alpha-2)."""
    records = held().records
    known = counted_countries(records)
    if code not in known and code.upper() in known:
        return redirect(f"/country/{code.upper()}", 301)
    if code not in known and (named := country_code(code[:80])) in known:
        return redirect(f"/country/{named}", 302)
    if code not in known:
        raise NotFound(f"nothing is known here of a country with the code '{code[:40]}'")
    trials = selected(register(records), TrialSelection(country=code))
    return render_template(
        "country.html",
        name=_name(code),
        counted=known[code],
        groups=_groups(records, code),
        reporting=_reporting(records, code),
        trials=trials[:_MOST_TRIALS],
        place_words=place_words,
        status_words=status_words,
        status_class=STATUS_CLASS,
        phase_words=phase_words,
    )


def _groups(records: Records, code: str) -> list[Group]:
    """The organisations of a country by kind; those that do something first."""
    here = directory(records).selected(Selection(country=code))
    groups = []
    for kinds, title in _GROUPS:
        found = [one for one in here if one.link.type in kinds]
        found.sort(key=lambda one: (not one.acts, -one.trials))
        if found:
            url = f"/organisations?country={code}"
            url = f"{url}&kind={kinds[0]}" if len(kinds) == 1 else url
            groups.append(Group(gettext(title), found[:_MOST], len(found), url))
    return groups


def _reporting(records: Records, code: str) -> list[Entity]:
    """Where people of a country report a side effect."""
    return [point for point in records.of_type("ReportingPoint") if code in _covered(point)]


def _covered(point: Entity) -> set[str]:
    """The codes of the countries for whose people a reporting point is."""
    places = (value_words(s.value) for s in point.statements.get("coversPlace", ()))
    return {code for place in places if (code := country_code(place))}
