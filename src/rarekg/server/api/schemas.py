"""What the JSON interface answers with, typed. `openapi.json` is made from these.

Every field is always there; what is not known or does not apply is null, never 0 or "".
Addresses (`url`, `api`) are paths on this server.
"""

from __future__ import annotations

from decimal import Decimal

import msgspec


class Thing(msgspec.Struct, frozen=True):
    """A thing in short: canonical identifier, class, name, its page, and its address here."""

    id: str
    type: str
    name: str
    url: str | None
    api: str | None


class EntityValue(msgspec.Struct, frozen=True, tag_field="kind", tag="entity"):
    """A value that is a thing, or a term of the vocabulary (`rkg:…`)."""

    id: str
    type: str | None
    name: str
    language: str | None
    url: str | None
    api: str | None


class LiteralValue(msgspec.Struct, frozen=True, tag_field="kind", tag="literal"):
    """A value that is text, a number, a date or an address. Numbers stay text: nothing is lost by
    rounding."""

    text: str
    language: str | None
    datatype: str


Value = EntityValue | LiteralValue


class PublicationLink(msgspec.Struct, frozen=True):
    """A publication or document behind a statement, as `PMID:1303200`."""

    label: str
    url: str | None


class Reference(msgspec.Struct, frozen=True):
    """Who says so: the source that was read and the record in it, and who said it first
    (`primary_source`) where it only passes that on.

    `evidence` is a term of the Evidence and Conclusion Ontology. `method` and `confidence` (0 to
    1) are there for what was derived. `asserted_subject` and `asserted_object` are what the
    source itself wrote.
    """

    id: str
    source: str
    primary_source: str | None
    record: str
    url: str | None
    publications: list[PublicationLink]
    evidence: str | None
    method: str | None
    confidence: float | None
    curated_by: str | None
    consulted: str | None
    asserted_subject: str | None
    asserted_object: str | None
    licence: str | None
    licence_url: str | None


class Statement(msgspec.Struct, frozen=True):
    """One claim with its qualifiers and all that back it. `negated`: the source says that it is
    not so. `url` is its page, which can be cited."""

    id: str
    url: str
    subject: Thing
    property: str
    value: Value
    negated: bool
    qualifiers: dict[str, list[Value]]
    references: list[Reference]


class Name(msgspec.Struct, frozen=True):
    """A name and the sources that use it. `kind`: name, synonym, layName, abbreviation, …; `method`
    where nobody wrote it as such (a translation by machine)."""

    text: str
    language: str | None
    kind: str
    sources: list[str]
    method: str | None


class Fact(msgspec.Struct, frozen=True):
    """A fact without a statement of its own (mapping, parent, area), with the sources that state
    it, and the method where it was derived."""

    value: Value
    sources: list[str]
    method: str | None


class Related(msgspec.Struct, frozen=True):
    """The first of a list of things, how many there are, and where the whole list is."""

    total: int
    api: str
    results: list[Thing]


class Entity(msgspec.Struct, frozen=True, kw_only=True):
    """A thing with all that is stated of it. `identifiers` mean exactly this thing, the canonical
    one first. `facts` and `statements` are by property."""

    id: str
    iri: str
    type: str
    name: str
    language: str | None
    url: str
    identifiers: list[str]
    names: list[Name]
    facts: dict[str, list[Fact]]
    statements: dict[str, list[Statement]]
    release: str


class Rarity(msgspec.Struct, frozen=True):
    """What a rule of rarity makes of a statement of prevalence: rare, not rare, or (null) not
    settled by it."""

    rule: Thing
    rare: bool | None
    statement: str


class RelatedToDisease(msgspec.Struct, frozen=True):
    """Lists that belong to a disease."""

    therapies: Related
    trials: Related
    organisations: Related


class Disease(Entity, frozen=True, kw_only=True):
    """A disease, a group of diseases or a subtype. `treatments` are the statements of therapies
    about it, those on what is not to be used included: read `property` and `stage`."""

    children: list[Fact]
    treatments: list[Statement]
    rarity: list[Rarity]
    related: RelatedToDisease


class RelatedToTherapy(msgspec.Struct, frozen=True):
    """Lists that belong to a therapy."""

    diseases: Related
    trials: Related


class Therapy(Entity, frozen=True, kw_only=True):
    """A medicine or medical action. `about` are statements of other things about it."""

    about: dict[str, list[Statement]]
    related: RelatedToTherapy


class RelatedToModality(msgspec.Struct, frozen=True):
    """Lists that belong to a kind of treatment; those of narrower kinds are in them."""

    therapies: Related
    diseases: Related


class Modality(Entity, frozen=True, kw_only=True):
    """A kind of treatment."""

    children: list[Fact]
    related: RelatedToModality


class RelatedToOrganisation(msgspec.Struct, frozen=True):
    """Lists that belong to an organisation: the trials in which it takes part, the therapies that
    it holds, the payments that payers say it made or received."""

    trials: Related
    therapies: Related
    payments_made: Related
    payments_received: Related


class Organisation(Entity, frozen=True, kw_only=True):
    """An organisation. `about` are statements of other things about it (its parts, its members,
    what it coordinates)."""

    about: dict[str, list[Statement]]
    related: RelatedToOrganisation


class Trial(Entity, frozen=True, kw_only=True):
    """A clinical trial: diseases, therapies, sponsors and places are among its statements."""


class OtherEntity(Entity, frozen=True, kw_only=True):
    """A thing that has no kind of answer of its own: an area, a programme, a key figure."""

    children: list[Fact]
    about: dict[str, list[Statement]]


class DiseaseStatements(msgspec.Struct, frozen=True):
    """A disease with the statements that connect it with a sign or a gene."""

    disease: Thing
    statements: list[Statement]


class Diseases(msgspec.Struct, frozen=True):
    """One page of diseases, by name."""

    total: int
    page: int
    per_page: int
    results: list[DiseaseStatements]


class Phenotype(Entity, frozen=True, kw_only=True):
    """A sign or symptom, with the diseases of which it is affirmed or denied."""

    children: list[Fact]
    diseases: Diseases


class Gene(Entity, frozen=True, kw_only=True):
    """A gene, with the diseases that it is associated with."""

    about: dict[str, list[Statement]]
    diseases: Diseases


class Amount(msgspec.Struct, frozen=True):
    """An amount of money: the decimal number as text (`"1250.50"`), so that no program rounds
    it, and the currency (ISO 4217)."""

    amount: Decimal
    currency: str


class AmountPart(msgspec.Struct, frozen=True):
    """The part of an amount under a category of the publisher."""

    category: str
    amount: Amount


class PaymentEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A disclosed payment. `amount` is null where it was not disclosed: that is not zero.
    `converted` is the publisher's own conversion. `reported_by`: DisclosedByPayer or
    DisclosedByRecipient; the two may speak of one payment, and are never to be added up."""

    id: str
    type: str
    name: str
    url: str
    api: str
    payer: Thing | None
    recipient: Thing | None
    year: int
    recipient_kind: str | None
    payer_country: str | None
    recipient_country: str | None
    amount: Amount | None
    converted: Amount | None
    parts: list[AmountPart]
    purpose: str | None
    reported_by: str | None
    document: str | None
    document_page: str | None
    source: str


class Payment(Entity, frozen=True, kw_only=True):
    """A disclosed payment in full. `other_side` is what the other side disclosed of the same
    payer, recipient and year."""

    payment: PaymentEntry
    other_side: list[PaymentEntry]


class SourceEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A dataset that facts come from. `attribution` is the sentence that its licence asks for,
    `changes` what we changed, `quads` how many triples its own graph holds."""

    id: str
    title: str
    publisher: str | None
    licence: str | None
    licence_url: str | None
    attribution: str | None
    homepage: str | None
    description: str | None
    changes: str | None
    versions: list[str]
    retrieved: list[str]
    quads: int
    url: str
    api: str


class SourceList(msgspec.Struct, frozen=True):
    """All sources of a release, by identifier."""

    total: int
    results: list[SourceEntry]
    release: str


class SourceAnswer(msgspec.Struct, frozen=True):
    """One source."""

    source: SourceEntry
    release: str
