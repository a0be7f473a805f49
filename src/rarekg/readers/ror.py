"""Research Organization Registry: one record of schema 2 a line (ror.readme.io)."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from decimal import Decimal

import msgspec

from rarekg.errors import BadSource, InvalidIdentifier
from rarekg.facts import Fact, Reference, Text, Url, Value
from rarekg.identifiers import Curie, curie
from rarekg.readers.tables import whole
from rarekg.report import Action, Report
from rarekg.sources.manifest import SourceFile

_UNKNOWN_LANGUAGE = "und"
_LONGEST_LINE = 1 << 20


class _Name(msgspec.Struct, frozen=True):
    value: str
    types: list[str]
    lang: str | None = None


class _Geonames(msgspec.Struct, frozen=True):
    name: str
    country_code: str
    country_name: str
    lat: Decimal | None = None
    lng: Decimal | None = None
    country_subdivision_name: str | None = None


class _Location(msgspec.Struct, frozen=True):
    geonames_details: _Geonames


class _Link(msgspec.Struct, frozen=True):
    type: str
    value: str


class _External(msgspec.Struct, frozen=True):
    type: str
    all: list[str]
    preferred: str | None = None


class _Relation(msgspec.Struct, frozen=True):
    type: str
    id: str


class Organisation(msgspec.Struct, frozen=True):
    """One record of the registry."""

    id: str
    status: str
    names: list[_Name]
    types: list[str]
    locations: list[_Location]
    links: list[_Link]
    external_ids: list[_External]
    relationships: list[_Relation]
    established: int | None = None

    @property
    def curie(self) -> Curie:
        """Its identifier. Raises InvalidIdentifier."""
        return curie(self.id)

    @property
    def parents(self) -> list[Curie]:
        """The organisations that it is part of. Raises InvalidIdentifier."""
        return [curie(r.id) for r in self.relationships if r.type == "parent"]


_DECODER = msgspec.json.Decoder(Organisation)


def organisations(file: SourceFile, report: Report) -> Iterator[tuple[Organisation, str]]:
    """The records that are not withdrawn, each with its place (file and line).

    Raises BadSource for a damaged file, or a line that is no record of version 2.
    """
    with whole(file), file.open() as lines:
        for number, line in enumerate(lines, 1):
            place = f"{file.name}:{number}"
            if len(line) > _LONGEST_LINE:
                raise BadSource(f"{place}: a line of {len(line)} bytes is no record of ROR")
            try:
                record = _DECODER.decode(line)
            except msgspec.DecodeError as error:
                raise BadSource(f"{place}: {error}; expected a record of schema 2") from error
            report.count(file.source, "organisation")
            if record.status == "withdrawn":
                message = "the registry has withdrawn the record"
                report.note(file.source, "withdrawn organisation", "withdrawn", place, message)
            else:
                yield record, place


def parents(file: SourceFile) -> dict[Curie, list[Curie]]:
    """Each organisation that is not withdrawn, and those that it is part of and that have such a
    record too (0.2 s for 36,000)."""
    stated: dict[Curie, list[Curie]] = {}
    for record, _ in organisations(file, Report()):
        with contextlib.suppress(InvalidIdentifier):  # read_ror reports it
            stated[record.curie] = record.parents
    return {one: [p for p in dict.fromkeys(of) if p in stated] for one, of in stated.items()}


def with_parents(file: SourceFile, wanted: Iterable[Curie]) -> frozenset[Curie]:
    """Organisations, those that they are part of, and so on."""
    parents_of = parents(file)
    found: set[Curie] = set()
    waiting = set(wanted)
    while waiting:
        found |= waiting
        waiting = {p for one in waiting for p in parents_of.get(one, ())} - found
    return frozenset(found)


def read_ror(file: SourceFile, report: Report) -> Iterator[Fact]:
    """Yields, of each organisation, its kinds, names, place, website, parents and other ids.

    Lookups: `types` (word to class), `name_types` (word to property key), `external_ids`
    (kind to prefix, '' for none), `statuses` (those that are known). Counts `organisation`.
    """
    parents_of = parents(file)
    for record, place in organisations(file, report):
        try:
            subject, stated = record.curie, record.parents
        except InvalidIdentifier as error:
            report.note(file.source, "not an identifier of ROR", record.id, place, str(error))
            continue
        references = (Reference(file.source, subject, url=record.id),)
        said: list[tuple[str, Value]] = [*_kinds(record, file, report, place)]
        said += _names(record, file, report, place)
        said += _places(record)
        said += [("website", Url(li.value)) for li in record.links if li.type == "website"]
        said += [("partOf", parent) for parent in parents_of[subject]]
        for parent in set(stated).difference(parents_of[subject]):
            report.note(file.source, "parent without a record", parent, place, "left out")
        said += _other_ids(record, file, report, place)
        if record.established is not None:
            said.append(("startYear", record.established))
        for predicate, value in dict.fromkeys(said):
            yield Fact(subject, predicate, value, references)


def _kinds(
    record: Organisation, file: SourceFile, report: Report, place: str
) -> Iterator[tuple[str, Value]]:
    known = file.lookup("types")
    yield "type", curie("rkg:Organisation")
    for kind in record.types:
        if kind not in known:
            report.note(file.source, "unknown type of organisation", kind, place, "left out")
        elif known[kind]:
            yield "type", curie(known[kind])
    if record.status not in file.lookup("statuses"):
        report.note(
            file.source, "unknown status", record.status, place, "kept as written", Action.KEPT
        )
    yield "registryStatus", record.status


def _names(
    record: Organisation, file: SourceFile, report: Report, place: str
) -> Iterator[tuple[str, Value]]:
    known = file.lookup("name_types")
    for name in record.names:
        text = Text(name.value, name.lang or _UNKNOWN_LANGUAGE)
        keys = [known[kind] for kind in name.types if kind in known]
        if "name" in keys:  # the one that the registry shows
            yield "name", text
        elif keys:
            yield keys[0], text
        for kind in name.types:
            if kind not in known:
                report.note(file.source, "unknown type of name", kind, place, name.value)


def _places(record: Organisation) -> Iterator[tuple[str, Value]]:
    for location in record.locations:
        details = location.geonames_details
        yield "placeName", details.name
        yield "locatedIn", details.country_name
        yield "countryCode", details.country_code
    if len(record.locations) == 1:  # of several, a latitude and a longitude would not pair
        only = record.locations[0].geonames_details
        if only.lat is not None and only.lng is not None:
            yield "latitude", only.lat
            yield "longitude", only.lng


def _other_ids(
    record: Organisation, file: SourceFile, report: Report, place: str
) -> Iterator[tuple[str, Value]]:
    prefixes = file.lookup("external_ids")
    for external in record.external_ids:
        if external.type not in prefixes:
            report.note(file.source, "unknown kind of identifier", external.type, place, "left out")
            continue
        prefix, text = prefixes[external.type], external.preferred or external.all[0]
        if not prefix:
            continue
        try:
            yield "exactMatch", curie(f"{prefix}:{text.replace(' ', '')}")
        except InvalidIdentifier as error:
            report.note(file.source, f"not an identifier of {prefix}", text, place, str(error))
