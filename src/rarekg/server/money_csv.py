"""Tables of payments as CSV (RFC 4180), safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from decimal import Decimal

from rarekg.records.payment_tables import Group, Pair
from rarekg.records.payments import RECIPIENT, Money, Payment
from rarekg.server.labels import concept_label

_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet takes for a formula

_PAYMENT_COLUMNS = (
    "payment",
    "payer",
    "payer_id",
    "payer_country",
    "recipient",
    "recipient_id",
    "recipient_country",
    "recipient_kind",
    "year",
    "amount",
    "currency",
    "converted_amount",
    "converted_currency",
    "purpose",
    "category",
    "document",
    "page",
    "reported_by",
    "source",
)


def safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula (OWASP, CSV injection)."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def payments_csv(payments: Iterable[Payment], base: str) -> str:
    """One row a payment, in the columns of docs/payments.md and some more."""
    return _written(_PAYMENT_COLUMNS, (_payment_cells(p, base) for p in payments))


def _payment_cells(payment: Payment, base: str) -> list[str]:
    amount, currency = _money(payment.amount)
    converted, into = _money(payment.converted)
    parts = "; ".join(f"{c}: {m.currency} {plain(m.amount)}" for c, m in payment.parts)
    texts = (
        base + payment.url,
        payment.payer.name if payment.payer else "",
        payment.payer.id if payment.payer else "",
        payment.payer_country,
        payment.recipient.name if payment.recipient else "",
        payment.recipient.id if payment.recipient else "",
        payment.recipient_country,
        concept_label(payment.kind) if payment.kind else "",
    )
    more = (payment.purpose, parts, payment.document, payment.page, _side(payment), payment.source)
    return [
        *map(safe, texts),
        str(payment.year),
        amount,
        currency,
        converted,
        into,
        *map(safe, more),
    ]


def _side(payment: Payment) -> str:
    return "recipient" if payment.reported_by == RECIPIENT else "payer"


def plain(amount: Decimal) -> str:
    """An exact amount as digits."""
    return f"{amount:f}"


def _money(money: Money | None) -> tuple[str, str]:
    """Amount and currency; empty where none is disclosed, which is not zero."""
    return (plain(money.amount), money.currency) if money else ("", "")


def groups_csv(groups: Iterable[Group], by: str) -> str:
    """One row for each group and currency; `basis` says whether it is the sum as disclosed, or
    with what publishers converted."""
    columns = (by, "id", "payments", "amounts_not_disclosed", "basis", "currency", "sum")
    rows: list[list[str]] = []
    for group in groups:
        totals = group.totals
        label = concept_label(group.label) if by == "kind" else group.label
        head = [safe(label), safe(group.link.id if group.link else "")]
        head += [str(totals.payments), str(totals.unknown)]
        sums = [("as disclosed", m) for m in totals.sums()]
        sums += [("converted by the publisher where needed", m) for m in totals.comparable_sums()]
        rows += [[*head, basis, m.currency, plain(m.amount)] for basis, m in sums]
        if not sums:
            rows.append([*head, "", "", ""])
    return _written(columns, rows)


def pairs_csv(found: Iterable[Pair], base: str) -> str:
    """What payer and recipient each disclosed, side by side."""
    columns = ("payer", "recipient", "year", "side", "amount", "currency", "payment")
    rows = [
        [
            safe(pair.payer.name),
            safe(pair.recipient.name),
            str(pair.year),
            side,
            *_money(payment.amount),
            base + payment.url,
        ]
        for pair in found
        for side, payments in (("payer", pair.by_payer), ("recipient", pair.by_recipient))
        for payment in payments
    ]
    return _written(columns, rows)


def _written(columns: Iterable[str], rows: Iterable[list[str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue()
