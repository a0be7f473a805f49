"""Payers and recipients of disclosed payments: their ids, and what their lists say of them."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from rarekg.facts import Fact, Reference, Text
from rarekg.identifiers import Curie
from rarekg.readers.curated import read_curated_entities
from rarekg.readers.payments_mapping import Mapping
from rarekg.readers.payments_rows import CLASSES, Disclosure
from rarekg.report import Action, Report
from rarekg.sources.manifest import content_files, source_named

NO_LANGUAGE = "und"  # names of organisations are not in the language of those who list them
COMPANY_METHOD = "the payer has exactly the name of a company that the curators list"
_LONGEST = 60
_COMPANY = re.compile(r" (AG|GmbH|S\.?A\.?|Sàrl|S\.?p\.?A\.?|Ltd\.?|Inc\.?|LLC)\s*$")
_NOT_SLUG = re.compile(r"[^a-z0-9]+")


def normal_name(name: str) -> str:
    """A name as it is compared: no case, no compatibility characters, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def slug(text: str) -> str:
    """The last part of an id: [a-z0-9-], at most 60 characters, with 8 digits of a hash where
    something was lost and two names might meet."""
    normal = normal_name(text.removesuffix(".0"))
    plain = _NOT_SLUG.sub("-", normal).strip("-")
    if plain == normal.replace(" ", "-").replace(".", "-") and len(plain) <= _LONGEST:
        return plain
    digest = hashlib.sha256(normal.encode()).hexdigest()[:8]
    return f"{plain[: _LONGEST - 9].strip('-')}-{digest}".strip("-")


@lru_cache(maxsize=1)
def curated_companies() -> dict[str, Curie]:
    """The companies that the curators list, by their normal names; a name of two is left out."""
    companies: set[Curie] = set()
    named: dict[str, set[Curie]] = {}
    for file in content_files(source_named("curated")):
        if file.options.get("prefix") != "organisation-":
            continue
        for fact in read_curated_entities(file, Report()):
            if fact.predicate == "type" and fact.object == "rkg:Company":
                companies.add(fact.subject)
            if fact.predicate == "name" and isinstance(fact.object, Text):
                named.setdefault(normal_name(fact.object.value), set()).add(fact.subject)
    found = {name: ids & companies for name, ids in named.items()}
    return {name: min(ids) for name, ids in found.items() if len(ids) == 1}


@dataclass(slots=True)
class _Known:
    """An organisation, and the references of the first records that say each thing of it."""

    name: str
    reference: Reference
    classes: dict[str, Reference] = field(default_factory=dict)
    places: dict[str, tuple[str, Reference]] = field(default_factory=dict)
    point: tuple[Decimal, Decimal, Reference] | None = None
    family: tuple[str, str, Reference] | None = None


class Organisations:
    """Collects payers and recipients while a table is read; their facts come at its end.

    Memory grows with the organisations, not with the payments.
    """

    def __init__(self, mapping: Mapping) -> None:
        self._mapping = mapping
        self._prefix = f"rarekg:organisation-{mapping.organisations}"
        self._known: dict[Curie, _Known] = {}
        self._family_size: dict[str, set[Curie]] = {}

    def company(self, said: Disclosure) -> Curie | None:
        """The curated company that has exactly the payer's name, where the mapping joins them."""
        if not self._mapping.join_companies:
            return None
        return curated_companies().get(normal_name(said["payer"]))

    def payer(self, said: Disclosure, reference: Reference) -> Curie:
        """The payer; `reference` says how it was recognised, if it was."""
        payer = self.company(said) or self._listed_payer(said)
        known = self._known.setdefault(payer, _Known(_spaced(said["payer"]), reference))
        known.classes.setdefault("Company", reference)
        return payer

    def _listed_payer(self, said: Disclosure) -> Curie:
        kind = "-company" if said["payer_id"] else ""  # numbers of companies and others may meet
        return Curie(f"{self._prefix}{kind}-{slug(said['payer_id'] or said['payer'])}")

    def recipient(self, said: Disclosure, reference: Reference, report: Report) -> Curie:
        """The recipient; what the row says of it is kept for later."""
        name = _spaced(said["recipient"])
        recipient = Curie(f"{self._prefix}-{slug(said['recipient_id'] or name)}")
        known = self._known.setdefault(recipient, _Known(name, reference))
        for found in _classes(said):
            known.classes.setdefault(found, reference)
        place = ", ".join(
            said[f] for f in ("recipient_place", "recipient_region", "recipient_country") if said[f]
        )
        if said["recipient_place"]:
            known.places.setdefault(place, (said["recipient_country"], reference))
        if known.point is None:
            known.point = _point(said, reference, report)
        if known.family is None and said["recipient_family"]:
            family = slug(said["recipient_family_id"] or said["recipient_family"])
            known.family = (family, _spaced(said["recipient_family"]), reference)
            self._family_size.setdefault(family, set()).add(recipient)
        return recipient

    def facts(self) -> Iterator[Fact]:
        """What the lists say of all organisations, one after the other, by id."""
        for organisation, known in sorted(self._known.items()):
            yield from self._facts(organisation, known)
        yield from self._families()

    def _facts(self, organisation: Curie, known: _Known) -> Iterator[Fact]:
        ref = (known.reference,)
        yield Fact(organisation, "name", Text(known.name, NO_LANGUAGE), ref)
        for kind, reference in known.classes.items():
            yield Fact(organisation, "type", Curie(f"rkg:{kind}"), (reference,))
        for place, (_, reference) in known.places.items():
            yield Fact(organisation, "placeName", place, (reference,))
        for country, reference in {c: r for c, r in known.places.values() if c}.items():
            yield Fact(organisation, "countryCode", country, (reference,))
        if known.point is not None:
            latitude, longitude, reference = known.point
            yield Fact(organisation, "latitude", latitude, (reference,))
            yield Fact(organisation, "longitude", longitude, (reference,))
        if known.family is not None and not self._is_all_of(known):
            family, _, reference = known.family
            yield Fact(organisation, "partOf", self._family(family), (reference,))

    def _is_all_of(self, known: _Known) -> bool:
        """Whether its family is nothing but itself under its own name."""
        if known.family is None:
            return True
        family, name, _ = known.family
        return len(self._family_size[family]) == 1 and normal_name(name) == normal_name(known.name)

    def _families(self) -> Iterator[Fact]:
        seen: set[str] = set()
        for _, known in sorted(self._known.items()):
            if known.family is None or self._is_all_of(known) or known.family[0] in seen:
                continue
            family, name, reference = known.family
            seen.add(family)
            yield Fact(self._family(family), "name", Text(name, NO_LANGUAGE), (reference,))
            kind = Curie("rkg:Organisation")
            yield Fact(self._family(family), "type", kind, (reference,))

    def _family(self, key: str) -> Curie:
        return Curie(f"{self._prefix}-family-{key}")


def _spaced(name: str) -> str:
    return " ".join(name.split())


def _classes(said: Disclosure) -> list[str]:
    """What a row says its recipient is. A hospital or a company (by its legal form) that is paid
    under the code for patient organisations is none: the kind says how it was disclosed."""
    if said["recipient_class"]:
        return [CLASSES[said["recipient_class"]]]
    company = _COMPANY.search(said["recipient"]) is not None
    patients = said["recipient_kind"] == "patient organisation" and not company
    return ["PatientOrganisation" if patients else "Organisation"]


def _point(
    said: Disclosure, reference: Reference, report: Report
) -> tuple[Decimal, Decimal, Reference] | None:
    """Latitude and longitude, in degrees; None where the row has none, or an odd one."""
    latitude, longitude = said["recipient_latitude"], said["recipient_longitude"]
    if not latitude or not longitude:
        return None
    try:
        point = Decimal(latitude), Decimal(longitude)
    except InvalidOperation:
        point = (Decimal(999), Decimal(999))
    if not (abs(point[0]) <= 90 and abs(point[1]) <= 180):
        message = "no degrees: the organisation is kept without its coordinates"
        value = f"{latitude} {longitude}"
        said.row.note(report, "odd coordinates", value, message, Action.KEPT)
        return None
    return (*point, reference)
