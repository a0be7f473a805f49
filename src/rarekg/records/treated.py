"""Statements about treatment in short: of one therapy, of one disease, or of all.

The table of all is made from the dossiers of the therapies when it is first asked for, and kept
with the release: 11,000 statements in 0.25 s, where a query of the store took 0.7 (2026-11).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from sys import intern
from threading import Lock
from weakref import WeakKeyDictionary

from rarekg.graph.dossiers import Dossier, StoredValue
from rarekg.identifiers import iri
from rarekg.records.kinds import TREATING, identifier_of
from rarekg.records.model import Link
from rarekg.records.reader import Records
from rarekg.vocabulary import RKG

_OF_THERAPIES = ("Therapy", "MedicalAction")
_AGAINST = "contraindicatedFor"


@dataclass(frozen=True, slots=True)
class Treatment:
    """One statement about treatment, in short. `stage` is a key of rkg:Stage; "" where none is
    stated. `against` is True for what is not to be used."""

    therapy: str
    disease: str
    stage: str
    authority: str
    against: bool


@dataclass(frozen=True, slots=True)
class Treated:
    """All statements about treatment of a release, by disease and by therapy."""

    of_disease: dict[str, tuple[Treatment, ...]]
    of_therapy: dict[str, tuple[Treatment, ...]]

    def treatments(self, *, disease: str = "", therapy: str = "") -> Iterable[Treatment]:
        """Statements about treatment: of a disease, of a therapy, or all."""
        if disease:
            return self.of_disease.get(disease, ())
        if therapy:
            return self.of_therapy.get(therapy, ())
        return (t for group in self.of_disease.values() for t in group)


_kept: WeakKeyDictionary[Records, Treated] = WeakKeyDictionary()
_reading = Lock()


def treated(records: Records) -> Treated:
    """All statements about treatment: read at the first call, then kept with the release."""
    with _reading:
        found = _kept.get(records)
        if found is None:
            found = _kept[records] = _read(records)
    return found


def _read(records: Records) -> Treated:
    by_disease: dict[str, list[Treatment]] = {}
    by_therapy: dict[str, list[Treatment]] = {}
    for kind in _OF_THERAPIES:
        for address, dossier in records.dossiers_of_type(kind):
            for treatment in _stated(_id(address), dossier):
                by_disease.setdefault(treatment.disease, []).append(treatment)
                by_therapy.setdefault(treatment.therapy, []).append(treatment)
    return Treated(
        {key: tuple(group) for key, group in by_disease.items()},
        {key: tuple(group) for key, group in by_therapy.items()},
    )


def treatments_with(records: Records, therapy: str) -> list[Treatment]:
    """The statements about one therapy (by its canonical id), without reading all."""
    return list(_stated(therapy, records.lookup.dossier(iri(therapy))))


def treatments_of(records: Records, disease: str) -> list[Treatment]:
    """The statements about one disease (by its canonical id), without reading all."""
    return [
        Treatment(
            s.subject.id,
            disease,
            _stage(s.predicate, s.negated, [v.id for v in _links(s.qualifiers.get("stage", ()))]),
            next((v.id for v in _links(s.qualifiers.get("authority", ()))), ""),
            s.predicate == _AGAINST,
        )
        for s in records.treatments(disease)
    ]


def stages(found: Iterable[Treatment]) -> list[str]:
    """The stages that treatments have reached; what is not to be used is no treatment."""
    return sorted({t.stage for t in found if t.stage and not t.against})


def fitting(
    found: Iterable[Treatment],
    *,
    stage: str = "",
    authority: str = "",
    among: set[str] | None = None,
) -> list[Treatment]:
    """The statements that fit in all that is given; "" leaves a part open, `among` are the
    therapies that may be meant. What is not to be used is no treatment."""
    return [
        t
        for t in found
        if not t.against
        and (not stage or t.stage == stage)
        and (not authority or t.authority == authority)
        and (among is None or t.therapy in among)
    ]


def _stated(therapy: str, dossier: Dossier) -> Iterator[Treatment]:
    for told in dossier.statements:
        if told.property in TREATING:
            said = dict(told.qualifiers)
            stage, authority = _words(said.get("stage", "")), _words(said.get("authority", ""))
            yield Treatment(
                therapy,
                _id(_words(told.value)),
                _stage(told.property, told.negated, [stage.removeprefix(RKG)]),
                _id(authority) if authority else "",
                told.property == _AGAINST,
            )


def _stage(key: str, negated: bool, said: list[str]) -> str:
    if negated:
        return "NotShownToWork"
    if key == "orphanDesignation":
        return "OrphanDesignated"
    return intern(said[0].removeprefix("rkg:")) if said else ""


def _links(values: Iterable[object]) -> Iterator[Link]:
    return (value for value in values if isinstance(value, Link))


def _words(value: StoredValue) -> str:
    return value if isinstance(value, str) else value[0]


def _id(address: str) -> str:
    """The identifier of an IRI, as a plain string that is held once."""
    return intern(str(identifier_of(address)))
