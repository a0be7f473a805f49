"""Disclosed payments: the list, and one."""

from __future__ import annotations

from rarekg.errors import NotFound
from rarekg.identifiers import iri
from rarekg.records.model import Link
from rarekg.records.payment_tables import Selection, purpose_of, selected
from rarekg.records.payments import Ledger, Money, ledger
from rarekg.records.payments import Payment as Recorded
from rarekg.server.api import list_schemas, schemas
from rarekg.server.api.asked import Asked
from rarekg.server.api.values import Converter, common, thing, thing_of
from rarekg.server.current import OpenRelease

_FIRST = 10


def payments(release: OpenRelease, asked: Asked) -> list_schemas.PaymentList:
    """Payments that one side disclosed."""
    names = ("payer", "recipient", "year", "country", "kind", "category", "source")
    chosen = Selection(
        **{name: asked[name] for name in names},
        purpose=purpose_of(asked["purpose"]) if asked["purpose"] else "",
        words=asked["q"],
        side=asked["side"] or "payer",
    )
    found = selected(ledger(release.records), chosen)
    page, size = asked.page()
    shown = found[(page - 1) * size : page * size]
    return list_schemas.PaymentList(
        total=len(found),
        page=page,
        per_page=size,
        release=release.release.id,
        results=[_entry(p, release) for p in shown],
    )


def payment(release: OpenRelease, identifier: str) -> schemas.Payment:
    """One payment, by its canonical id."""
    known = ledger(release.records)
    found = known.payment(identifier)
    if found is None:
        raise NotFound(f"{identifier} is no payment")
    converter = Converter()
    entity = release.records.entity(identifier, inverse=False)
    return schemas.Payment(
        **common(entity, converter, release.release.id),
        payment=_entry(found, release),
        other_side=[_entry(p, release) for p in known.other_side(found)],
    )


def paid(known: Ledger, section: str, identifier: str, release: OpenRelease) -> schemas.Related:
    """The payments that an organisation made (`section` payer) or received (recipient), as the
    payers disclosed them."""
    chosen = Selection(payer=identifier) if section == "payer" else Selection(recipient=identifier)
    found = selected(known, chosen)
    results = [thing(p.id, "Payment", _name(p, release)) for p in found[:_FIRST]]
    return schemas.Related(len(found), f"/api/v1/payment?{section}={identifier}", results)


def _entry(payment: Recorded, release: OpenRelease) -> schemas.PaymentEntry:
    short = thing(payment.id, "Payment", _name(payment, release))
    return schemas.PaymentEntry(
        id=short.id,
        type=short.type,
        name=short.name,
        url=payment.url,
        api=f"/api/v1{payment.url}",
        payer=_party(payment.payer),
        recipient=_party(payment.recipient),
        year=payment.year,
        recipient_kind=payment.kind or None,
        payer_country=payment.payer_country or None,
        recipient_country=payment.recipient_country or None,
        amount=_amount(payment.amount),
        converted=_amount(payment.converted),
        parts=[schemas.AmountPart(name, _sum(money)) for name, money in payment.parts],
        purpose=payment.purpose or None,
        reported_by=payment.reported_by or None,
        document=payment.document or None,
        document_page=payment.page or None,
        source=payment.source,
    )


def _name(payment: Recorded, release: OpenRelease) -> str:
    return release.records.lookup.name(iri(payment.id))[0]


def _party(link: Link | None) -> schemas.Thing | None:
    return thing_of(link) if link else None


def _amount(money: Money | None) -> schemas.Amount | None:
    return _sum(money) if money else None


def _sum(money: Money) -> schemas.Amount:
    return schemas.Amount(money.amount, money.currency)
