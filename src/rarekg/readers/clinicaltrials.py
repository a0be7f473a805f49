"""ClinicalTrials.gov: studies as its API, version 2, gives them.

Fields are those of https://clinicaltrials.gov/data-api/about-api/study-data-structure. Titles,
conditions, sponsors and sites stay in the record's words; codes (status, phase) as the API has
them. Summaries, criteria, contacts and results are left aside, as the manifest says.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

import msgspec

from rarekg.errors import InvalidIdentifier
from rarekg.facts import Fact, Qualifier, Reference, Text, Value
from rarekg.identifiers import Curie, curie
from rarekg.readers.clinicaltrials_answers import Answer, answers, newest
from rarekg.report import Report
from rarekg.sources.manifest import SourceFile

RECORD_URL = "https://clinicaltrials.gov/study/"
_DATE = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")
_LANGUAGE = "en"

Said = tuple[str, Value, tuple[Qualifier, ...]]


class _Identification(msgspec.Struct, frozen=True, rename="camel"):
    nct_id: str
    brief_title: str
    official_title: str = ""


class _Day(msgspec.Struct, frozen=True):
    date: str
    type: str = ""


class _Status(msgspec.Struct, frozen=True, rename="camel"):
    overall_status: str
    start_date_struct: _Day | None = None
    completion_date_struct: _Day | None = None
    last_update_post_date_struct: _Day | None = None


class _Sponsor(msgspec.Struct, frozen=True, rename={"kind": "class"}):
    name: str
    kind: str = ""


class _Sponsors(msgspec.Struct, frozen=True, rename="camel"):
    lead_sponsor: _Sponsor | None = None
    collaborators: list[_Sponsor] = []


class _Conditions(msgspec.Struct, frozen=True):
    conditions: list[str] = []


class _Enrolment(msgspec.Struct, frozen=True):
    count: int | None = None
    type: str = ""


class _Design(msgspec.Struct, frozen=True, rename="camel"):
    study_type: str = ""
    phases: list[str] = []
    enrollment_info: _Enrolment = _Enrolment()


class _Intervention(msgspec.Struct, frozen=True, rename="camel"):
    name: str
    type: str = ""
    other_names: list[str] = []


class _Interventions(msgspec.Struct, frozen=True):
    interventions: list[_Intervention] = []


class _Eligibility(msgspec.Struct, frozen=True, rename="camel"):
    minimum_age: str = ""
    maximum_age: str = ""
    sex: str = ""
    healthy_volunteers: bool | None = None


class _Point(msgspec.Struct, frozen=True):
    lat: Decimal
    lon: Decimal


class _Location(msgspec.Struct, frozen=True, rename="camel"):
    facility: str = ""
    status: str = ""
    city: str = ""
    country: str = ""
    geo_point: _Point | None = None


class _Locations(msgspec.Struct, frozen=True):
    locations: list[_Location] = []


class Study(msgspec.Struct, frozen=True, rename="camel"):
    """What is taken of one study (the API's `protocolSection`)."""

    identification_module: _Identification
    status_module: _Status
    sponsor_collaborators_module: _Sponsors = _Sponsors()
    conditions_module: _Conditions = _Conditions()
    design_module: _Design = _Design()
    arms_interventions_module: _Interventions = _Interventions()
    eligibility_module: _Eligibility = _Eligibility()
    contacts_locations_module: _Locations = _Locations()


_MODULES = {f.encode_name: f.type for f in msgspec.structs.fields(Study)}
_READ = {
    f"{module}.{f.encode_name}"
    for module, kind in _MODULES.items()
    for f in msgspec.structs.fields(kind)
}


def read_clinicaltrials(file: SourceFile, report: Report) -> Iterator[Fact]:
    """Yields, of each study, its titles, status, phases, dates, conditions, interventions,
    sponsors, who may take part, and sites.

    Of several answers about one study in the file's folder, only the newest is read. Lookups:
    `statuses`, `phases`, `study_types`, `intervention_types`, `sexes`, `reported_as`,
    `sponsor_classes` (the codes that are known), `ignored` (field to reason). Counts `study`.
    """
    best = newest(file)
    for answer in answers(file, report):
        nct = answer.key[0] if answer.key else ""
        if nct in best and best[nct] != (file.path.name, answer.number):
            report.count(file.source, "older answer about a study")
            continue
        study = _study(answer, nct, file, report)
        if study is not None:
            yield from _Facts(study, file, report).all()


def _study(answer: Answer, nct: str, file: SourceFile, report: Report) -> Study | None:
    """The study, or None (reported) where what must be there is not."""
    place = f"{file.path.name}:{nct or f'study {answer.number + 1}'}"
    protocol = answer.members.get("protocolSection")
    try:
        study = msgspec.convert(protocol, Study, strict=True)
        curie(study.identification_module.nct_id)
    except (msgspec.ValidationError, InvalidIdentifier) as error:
        rule = "study that is not of the schema"
        report.note(file.source, rule, str(error), place, "left out as a whole")
        return None
    _note_unknown(answer.members, protocol, file, report, place)
    report.count(file.source, "study")
    return study


def _note_unknown(
    members: Mapping[str, object], protocol: object, file: SourceFile, report: Report, place: str
) -> None:
    """Reports fields that are neither read nor listed as ignored."""
    ignored = file.lookup("ignored")
    paths = [key for key in members if key != "protocolSection"]
    if isinstance(protocol, dict):
        for module, fields in protocol.items():
            if module not in ignored:
                known = isinstance(fields, dict)
                paths += [f"{module}.{key}" for key in fields] if known else [str(module)]
    for path in paths:
        if path not in _READ and path not in ignored:
            message = "neither read nor listed as ignored in source.toml"
            report.note(file.source, "unknown field", path, place, message)


class _Facts:
    """The facts of one study."""

    def __init__(self, study: Study, file: SourceFile, report: Report) -> None:
        self._study = study
        self._file = file
        self._report = report
        self._nct = study.identification_module.nct_id.strip()
        self._place = f"{file.path.name}:{self._nct}"

    def all(self) -> Iterator[Fact]:
        """All of them, each once."""
        subject = curie(self._nct)
        references = (Reference(self._file.source, self._nct, url=RECORD_URL + self._nct),)
        for predicate, value, qualifiers in dict.fromkeys(self._said()):
            yield Fact(subject, predicate, value, references, qualifiers)

    def _said(self) -> Iterator[Said]:
        titles, design = self._study.identification_module, self._study.design_module
        yield "type", Curie("rkg:Trial"), ()
        yield "name", _text(titles.brief_title), ()
        if titles.official_title.strip():
            yield "officialTitle", _text(titles.official_title), ()
        yield from self._coded(
            "trialStatus", "statuses", self._study.status_module.overall_status, "unknown status"
        )
        for phase in design.phases:
            yield from self._coded("trialPhase", "phases", phase, "unknown phase")
        yield from self._coded(
            "studyType", "study_types", design.study_type, "unknown kind of study"
        )
        yield from self._enrolment()
        yield from self._dates()
        for condition in self._study.conditions_module.conditions:
            if condition.strip():
                yield "conditionText", _text(condition), ()
        yield from self._interventions()
        yield from self._sponsors()
        yield from self._participants()
        yield from self._sites()

    def _known(self, table: str, code: str, rule: str) -> str:
        """A code of the API; "" (reported) for one that is not in the manifest's table."""
        if code and code not in self._file.lookup(table):
            self._report.note(self._file.source, rule, code, self._place, "left out")
            return ""
        return code

    def _coded(self, predicate: str, table: str, code: str, rule: str) -> Iterator[Said]:
        if known := self._known(table, code, rule):
            yield predicate, known, ()

    def _qualified(self, *pairs: tuple[str, Value | None]) -> tuple[Qualifier, ...]:
        return tuple((key, value) for key, value in pairs if value not in (None, ""))

    def _reported_as(self, code: str) -> str:
        return self._known("reported_as", code, "unknown kind of date or number")

    def _enrolment(self) -> Iterator[Said]:
        told = self._study.design_module.enrollment_info
        if told.count is not None:
            how = ("reportedAs", self._reported_as(told.type))
            yield "enrolment", told.count, self._qualified(how)

    def _dates(self) -> Iterator[Said]:
        status = self._study.status_module
        for predicate, day in (
            ("startDate", status.start_date_struct),
            ("completionDate", status.completion_date_struct),
            ("lastUpdated", status.last_update_post_date_struct),
        ):
            if day is None:
                continue
            read = _date(day.date)
            if read is None:
                self._report.note(self._file.source, "not a date", day.date, self._place, predicate)
                continue
            # When a record was posted is past: "estimated" means that the registry did not
            # keep the day before 2017.
            how = self._reported_as(day.type) if predicate != "lastUpdated" else ""
            said = self._qualified(("datePrecision", read[1]), ("reportedAs", how))
            yield predicate, read[0], said

    def _interventions(self) -> Iterator[Said]:
        for item in self._study.arms_interventions_module.interventions:
            if not item.name.strip():
                continue
            kind = self._known("intervention_types", item.type, "unknown kind of intervention")
            others = [("otherName", " ".join(name.split())) for name in item.other_names]
            said = self._qualified(("interventionType", kind), *dict.fromkeys(others))
            yield "interventionText", _text(item.name), said

    def _sponsors(self) -> Iterator[Said]:
        given = self._study.sponsor_collaborators_module
        named = [("sponsorName", given.lead_sponsor)] if given.lead_sponsor else []
        for predicate, sponsor in [*named, *(("collaboratorName", s) for s in given.collaborators)]:
            if sponsor.name.strip():
                kind = self._known("sponsor_classes", sponsor.kind, "unknown kind of sponsor")
                said = self._qualified(("sponsorClass", kind))
                yield predicate, " ".join(sponsor.name.split()), said

    def _participants(self) -> Iterator[Said]:
        who = self._study.eligibility_module
        if who.minimum_age.strip():
            yield "minimumAge", who.minimum_age.strip(), ()
        if who.maximum_age.strip():
            yield "maximumAge", who.maximum_age.strip(), ()
        yield from self._coded("eligibleSex", "sexes", who.sex, "unknown sex of participants")
        if who.healthy_volunteers is not None:
            yield "healthyVolunteers", who.healthy_volunteers, ()

    def _sites(self) -> Iterator[Said]:
        """Sites that the record does not name stand by town and country: those of one town are
        one then."""
        for site in self._study.contacts_locations_module.locations:
            town, country = " ".join(site.city.split()), " ".join(site.country.split())
            name = " ".join(site.facility.split()) or ", ".join(p for p in (town, country) if p)
            if not name:
                rule, message = "site without a name or place", "left out"
                self._report.note(self._file.source, rule, "", self._place, message)
                continue
            status = self._known("statuses", site.status, "unknown status of a site")
            point = site.geo_point
            said = self._qualified(
                ("city", town),
                ("country", country),
                ("siteLatitude", point.lat if point else None),
                ("siteLongitude", point.lon if point else None),
                ("recordStatus", status),
            )
            yield "siteName", name, said


def _text(written: str) -> Text:
    return Text(" ".join(written.split()), _LANGUAGE)


def _date(written: str) -> tuple[dt.date, str] | None:
    """A date, its first day where it is partial, and to what it is precise ("" for the day)."""
    found = _DATE.fullmatch(written.strip())
    if found is None:
        return None
    year, month, day = found.groups()
    try:
        date = dt.date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    return date, "" if day else "month" if month else "year"
