"""The answers about one thing, under any spelling of any of its identifiers."""

from __future__ import annotations

from rarekg.errors import InvalidIdentifier, NotFound
from rarekg.records.kinds import section_of
from rarekg.records.listing import listing
from rarekg.records.model import Finding, Source
from rarekg.records.payments import ledger
from rarekg.records.treated import fitting, treated, treatments_with
from rarekg.records.trials import Selection, register, selected, trials_of, trials_testing
from rarekg.server.api import payments, schemas
from rarekg.server.api.asked import Asked
from rarekg.server.api.found import StatementAnswer, record
from rarekg.server.api.lists import ANY_KIND, related, related_things, related_trials
from rarekg.server.api.values import SECTIONS, Converter, api_of, common, thing
from rarekg.server.claims import claim
from rarekg.server.current import OpenRelease
from rarekg.server.suggestions import gene_named
from rarekg.vocabulary import STATEMENT

_LONGEST_ID = 200  # characters; the longest identifier in any source has 60


def _canonical(release: OpenRelease, identifier: str, section: str) -> str:
    """The canonical id of a thing of a section. Raises NotFound: nothing is known under it, or
    what it means is of another kind, whose address is then named."""
    if len(identifier) > _LONGEST_ID:
        raise NotFound(f"'{identifier[:40]}…' is no identifier: it is too long for one")
    try:
        found = release.records.canonical_id(identifier)
    except InvalidIdentifier as error:
        raise NotFound(str(error)) from error
    kind = release.records.kind(found)
    own = section_of(kind)
    if (own if own in SECTIONS else "entity") != section:
        raise NotFound(f"{found} is no {section} but a {kind}: see {api_of(found, kind)}")
    return str(found)


def disease(release: OpenRelease, asked: Asked) -> schemas.Disease:
    """A disease, group or subtype."""
    identifier = _canonical(release, asked["id"], "disease")
    told = release.records.disease(identifier)
    records, converter = release.records, Converter()
    therapies = {s.subject.id for s in told.therapies if s.predicate != "contraindicatedFor"}
    wanted = {"disease": identifier}
    return schemas.Disease(
        **common(told.entity, converter, release.release.id),
        children=converter.facts(told.children),
        treatments=converter.statements(told.therapies),
        rarity=[
            schemas.Rarity(thing(v.rule.id, v.rule.type, v.rule.name), v.rare, v.statement.id)
            for v in told.rarity
        ],
        related=schemas.RelatedToDisease(
            therapies=related_things(records, "therapy", {**wanted, "kind": ANY_KIND}, therapies),
            trials=related_trials(wanted, trials_of(records, identifier)),
            organisations=related(records, "organisation", wanted),
        ),
    )


def therapy(release: OpenRelease, asked: Asked) -> schemas.Therapy:
    """A medicine or medical action."""
    identifier = _canonical(release, asked["id"], "therapy")
    entity = release.records.entity(identifier)
    records, converter = release.records, Converter()
    diseases = {t.disease for t in treatments_with(records, identifier) if not t.against}
    wanted = {"therapy": identifier}
    return schemas.Therapy(
        **common(entity, converter, release.release.id),
        about=converter.by_property(entity.inverse),
        related=schemas.RelatedToTherapy(
            diseases=related_things(records, "disease", wanted, diseases),
            trials=related_trials(wanted, trials_testing(records, identifier)),
        ),
    )


def modality(release: OpenRelease, asked: Asked) -> schemas.Modality:
    """A kind of treatment."""
    identifier = _canonical(release, asked["id"], "modality")
    entity = release.records.entity(identifier, inverse=False)
    records, converter = release.records, Converter()
    of_kind = listing(records, "therapy", ["modality"]).having("modality", identifier)
    said = fitting(treated(records).treatments(), among=of_kind)
    wanted = {"modality": identifier}
    return schemas.Modality(
        **common(entity, converter, release.release.id),
        children=converter.facts(release.records.children(identifier)),
        related=schemas.RelatedToModality(
            therapies=related(records, "therapy", wanted),
            diseases=related_things(records, "disease", wanted, {t.disease for t in said}),
        ),
    )


def organisation(release: OpenRelease, asked: Asked) -> schemas.Organisation:
    """An organisation of any kind."""
    identifier = _canonical(release, asked["id"], "organisation")
    entity = release.records.entity(identifier)
    records, converter = release.records, Converter()
    money = ledger(records)
    studying = selected(register(records), Selection(organisation=identifier))
    return schemas.Organisation(
        **common(entity, converter, release.release.id),
        about=converter.by_property(entity.inverse),
        related=schemas.RelatedToOrganisation(
            trials=related_trials({"organisation": identifier}, studying),
            therapies=related(records, "therapy", {"holder": identifier}),
            payments_made=payments.paid(money, "payer", identifier, release),
            payments_received=payments.paid(money, "recipient", identifier, release),
        ),
    )


def trial(release: OpenRelease, asked: Asked) -> schemas.Trial:
    """A clinical trial."""
    identifier = _canonical(release, asked["id"], "trial")
    entity = release.records.entity(identifier, inverse=False)
    return schemas.Trial(**common(entity, Converter(), release.release.id))


def payment(release: OpenRelease, asked: Asked) -> schemas.Payment:
    """A disclosed payment."""
    return payments.payment(release, _canonical(release, asked["id"], "payment"))


def phenotype(release: OpenRelease, asked: Asked) -> schemas.Phenotype:
    """A sign or symptom, with a page of the diseases that have it."""
    identifier = _canonical(release, asked["id"], "phenotype")
    page, size = asked.page()
    told = release.records.phenotype(identifier, start=(page - 1) * size, size=size)
    converter = Converter()
    return schemas.Phenotype(
        **common(told.entity, converter, release.release.id),
        children=converter.facts(told.children),
        diseases=_diseases(asked, told.total, told.diseases, converter),
    )


def gene(release: OpenRelease, asked: Asked) -> schemas.Gene:
    """A gene, by an identifier or by its symbol, with a page of its diseases."""
    symbol = asked["id"]
    named = gene_named(release.engine, symbol) if ":" not in symbol else None
    identifier = _canonical(release, named or symbol, "gene")
    page, size = asked.page()
    told = release.records.gene(identifier)
    converter = Converter()
    shown = told.diseases[(page - 1) * size : page * size]
    return schemas.Gene(
        **common(told.entity, converter, release.release.id),
        about=converter.by_property(told.entity.inverse),
        diseases=_diseases(asked, told.total, shown, converter),
    )


def _diseases(
    asked: Asked, total: int, shown: tuple[Finding, ...], converter: Converter
) -> schemas.Diseases:
    page, size = asked.page()
    return schemas.Diseases(total, page, size, converter.findings(shown))


def entity(release: OpenRelease, asked: Asked) -> schemas.OtherEntity:
    """Anything else: an area, a programme, a key figure, a rule of rarity."""
    found = release.records.entity(_canonical(release, asked["id"], "entity"))
    converter = Converter()
    return schemas.OtherEntity(
        **common(found, converter, release.release.id),
        children=converter.facts(release.records.children(found.id)),
        about=converter.by_property(found.inverse),
    )


def statement(release: OpenRelease, asked: Asked) -> StatementAnswer:
    """One fact as it stands in the record: claim, qualifiers, references with their sources."""
    found = release.records.statement(asked["id"])
    address = f"{STATEMENT}{found.id}"
    return StatementAnswer(address, claim(found), record(found), release.release.id)


def sources(release: OpenRelease, _: Asked) -> schemas.SourceList:
    """All sources of the release."""
    found = [_source(each) for each in release.records.sources()]
    return schemas.SourceList(len(found), found, release.release.id)


def source(release: OpenRelease, asked: Asked) -> schemas.SourceAnswer:
    """One source."""
    for found in release.records.sources():
        if found.id == asked["id"]:
            return schemas.SourceAnswer(_source(found), release.release.id)
    raise NotFound(f"no source '{asked['id'][:40]}' in this release; see /api/v1/source")


def _source(source: Source) -> schemas.SourceEntry:
    return schemas.SourceEntry(
        id=source.id,
        title=source.title,
        publisher=source.publisher or None,
        licence=source.licence or None,
        licence_url=source.licence_url or None,
        attribution=source.attribution or None,
        homepage=source.homepage or None,
        description=source.description or None,
        changes=source.changes or None,
        versions=list(source.versions),
        retrieved=list(source.retrieved),
        quads=source.quads,
        url=f"/sources#{source.id}",
        api=f"/api/v1/source/{source.id}",
    )
