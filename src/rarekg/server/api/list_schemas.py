"""What lists are made of: entries, and pages of them."""

from __future__ import annotations

import msgspec

from rarekg.server.api.schemas import PaymentEntry, Thing


class DiseaseEntry(Thing, frozen=True):
    """A disease in a list, with the stages that any treatment of it has reached."""

    stages: list[str]


class TherapyEntry(Thing, frozen=True):
    """A therapy in a list, with the stages it has reached in any disease."""

    stages: list[str]


class ModalityEntry(Thing, frozen=True):
    """A kind of treatment in a list, with the kinds above it, and how many therapies are of it or
    of narrower kinds."""

    parents: list[str]
    therapies: int


class OrganisationEntry(Thing, frozen=True):
    """An organisation in a list, with all its classes, its countries (ISO 3166-1) and places, and
    where on the map it is (degrees), as far as that is known."""

    kinds: list[str]
    countries: list[str]
    places: list[str]
    latitude: float | None
    longitude: float | None


class TrialEntry(Thing, frozen=True):
    """A trial in a list, with its status and phases as the registry codes them, the countries
    with a place of it (ISO 3166-1), and their names as the registry writes them, among them those
    without a code."""

    status: str | None
    phases: list[str]
    countries: list[str]
    country_names: list[str]


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """One page of a list: `total` things in all, numbered pages from 1."""

    total: int
    page: int
    per_page: int
    release: str


class DiseaseList(Page, frozen=True, kw_only=True):
    """Diseases, by name and identifier."""

    results: list[DiseaseEntry]


class TherapyList(Page, frozen=True, kw_only=True):
    """Therapies, by name and identifier."""

    results: list[TherapyEntry]


class ModalityList(Page, frozen=True, kw_only=True):
    """Kinds of treatment, by name and identifier."""

    results: list[ModalityEntry]


class OrganisationList(Page, frozen=True, kw_only=True):
    """Organisations, by name and identifier."""

    results: list[OrganisationEntry]


class TrialList(Page, frozen=True, kw_only=True):
    """Trials, by title and identifier."""

    results: list[TrialEntry]


class PaymentList(Page, frozen=True, kw_only=True):
    """Payments, the newest first, then by payer, recipient and identifier."""

    results: list[PaymentEntry]
