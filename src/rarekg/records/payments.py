"""Disclosed payments of a release, typed: read once, kept with the release, and selected from.

What payer and recipient say of one payment are two entries, and are never added up; amounts in
different currencies neither. An amount that is not disclosed is None, not zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from threading import Lock
from weakref import WeakKeyDictionary

from rarekg.graph.dossiers import Dossier, StoredStatement, StoredValue
from rarekg.records.kinds import identifier_of, page_of
from rarekg.records.lookup import Lookup
from rarekg.records.model import Link
from rarekg.records.reader import Records
from rarekg.vocabulary import ENTITY, RKG, SOURCE

PAYER, RECIPIENT = "DisclosedByPayer", "DisclosedByRecipient"
NOT_BROKEN_DOWN = "not broken down"

_PAYMENTS = ENTITY + "payment-"
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in a currency (ISO 4217)."""

    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Payment:
    """One disclosed payment. `recipient` is None where it is not named; `kind` is a key of
    rkg:RecipientKind, `reported_by` one of rkg:Discloser; `parts` are parts of the amount."""

    id: str
    payer: Link | None
    recipient: Link | None
    year: int
    kind: str
    payer_country: str
    recipient_country: str
    amount: Money | None
    converted: Money | None
    parts: tuple[tuple[str, Money], ...]
    purpose: str
    reported_by: str
    document: str
    page: str
    source: str

    @property
    def url(self) -> str:
        """The page of the payment."""
        return page_of(self.id, "Payment")

    @property
    def comparable(self) -> Money | None:
        """The amount in the currency into which its publisher converts, or as it was paid."""
        return self.converted or self.amount

    def part(self, category: str) -> Money | None:
        """The part under a category, where there is one that is not zero."""
        found = [money for name, money in self.parts if name == category and money.amount]
        return found[0] if found else None

    def is_under(self, category: str) -> bool:
        """Whether it has a part under a category, or is one of those not broken down."""
        if category == NOT_BROKEN_DOWN:
            return not self.parts
        return self.part(category) is not None


@dataclass(frozen=True, slots=True, eq=False)
class Ledger:
    """All payments of a release, by year, payer and recipient. One is equal only to itself: what
    is made of it can be remembered."""

    payments: tuple[Payment, ...]

    def payment(self, identifier: str) -> Payment | None:
        """The payment with this id."""
        return next((p for p in self.payments if p.id == identifier), None)

    def other_side(self, payment: Payment) -> tuple[Payment, ...]:
        """What the other side disclosed of the same payer, recipient and year."""
        if payment.recipient is None or payment.payer is None:
            return ()
        return tuple(
            p
            for p in self.payments
            if p.year == payment.year
            and p.reported_by != payment.reported_by
            and p.payer == payment.payer
            and p.recipient == payment.recipient
        )

    def has_both_sides(self) -> bool:
        """Whether there are payments that recipients disclosed, beside those of payers."""
        return len({p.reported_by == RECIPIENT for p in self.payments}) == 2


_ledgers: WeakKeyDictionary[Records, Ledger] = WeakKeyDictionary()
_reading = Lock()


def ledger(records: Records) -> Ledger:
    """The payments of a release: read at the first call (0.3 s for 4,715), then kept with it."""
    with _reading:
        found = _ledgers.get(records)
        if found is None:
            payments = _read(records.speaking("en"))  # whoever asks first: the table is for all
            found = _ledgers[records] = Ledger(tuple(sorted(payments, key=_order)))
    return found


def _order(payment: Payment) -> tuple[int, str, str, str]:
    payer = payment.payer.name if payment.payer else ""
    recipient = payment.recipient.name if payment.recipient else ""
    return (-payment.year, payer.casefold(), recipient.casefold(), payment.id)


def _read(records: Records) -> Iterator[Payment]:
    for address, dossier in records.dossiers_beginning(_PAYMENTS):
        yield _payment(address, dossier, records.lookup)


def _payment(address: str, dossier: Dossier, lookup: Lookup) -> Payment:
    said: dict[str, list[StoredStatement]] = {}
    for statement in dossier.statements:
        said.setdefault(statement.property, []).append(statement)
    facts = {fact.property: _words(fact.value) for fact in dossier.facts}
    graphs = [g for f in dossier.facts if f.property == "type" for g in f.graphs]
    payer = said["payer"][0]
    told = dict(payer.qualifiers)
    return Payment(
        id=identifier_of(address),
        payer=_link(said.get("payer"), lookup),
        recipient=_link(said.get("recipient"), lookup),
        year=int(facts["paymentYear"]),
        kind=facts.get("recipientKind", "").removeprefix(RKG),
        payer_country=facts.get("payerCountry", ""),
        recipient_country=facts.get("recipientCountry", ""),
        amount=_money(said.get("amount")),
        converted=_money(said.get("convertedAmount")),
        parts=tuple(_parts(said.get("amountPart", ()))),
        purpose=" ".join(_words(s.value) for s in said.get("purpose", ())),
        reported_by=_words(told.get("reportedBy", "")).removeprefix(RKG),
        document=_words(told.get("document", "")),
        page=_words(told.get("page", "")),
        source=next((g.removeprefix(SOURCE) for g in graphs if g.startswith(SOURCE)), ""),
    )


def _words(value: StoredValue) -> str:
    return value if isinstance(value, str) else value[0]


def _link(statements: list[StoredStatement] | None, lookup: Lookup) -> Link | None:
    if not statements:
        return None
    return lookup.link(_words(statements[0].value))


def _amount_of(statement: StoredStatement) -> Money:
    told = dict(statement.qualifiers)
    return Money(Decimal(_words(statement.value)), _words(told.get("currency", "")))


def _money(statements: list[StoredStatement] | None) -> Money | None:
    return _amount_of(statements[0]) if statements else None


def _parts(statements: Iterable[StoredStatement]) -> list[tuple[str, Money]]:
    """The parts by category, the largest first."""
    found = [(_words(dict(s.qualifiers)["paymentCategory"]), _amount_of(s)) for s in statements]
    return sorted(found, key=lambda part: (-part[1].amount, part[0]))


@dataclass(slots=True)
class Totals:
    """How many payments, and how much: in each currency as disclosed, and in those that their
    publishers convert into. Sums are exact."""

    payments: int = 0
    unknown: int = 0  # payments whose amount is not disclosed
    disclosed: dict[str, Decimal] | None = None
    comparable: dict[str, Decimal] | None = None

    def add(self, disclosed: Money | None, comparable: Money | None) -> None:
        """Counts one payment."""
        self.payments += 1
        if disclosed is None:
            self.unknown += 1
        self.disclosed = _added(self.disclosed, disclosed)
        self.comparable = _added(self.comparable, comparable)

    def sums(self) -> tuple[Money, ...]:
        """As disclosed, the currency with the largest sum first."""
        return _sums(self.disclosed)

    def comparable_sums(self) -> tuple[Money, ...]:
        """In the currencies that publishers convert into."""
        return _sums(self.comparable)

    def comparable_in(self, currency: str) -> Decimal:
        """The comparable sum in one currency."""
        return (self.comparable or {}).get(currency, _ZERO)


def _added(table: dict[str, Decimal] | None, money: Money | None) -> dict[str, Decimal] | None:
    if money is None:
        return table
    table = {} if table is None else table
    table[money.currency] = table.get(money.currency, _ZERO) + money.amount
    return table


def _sums(table: dict[str, Decimal] | None) -> tuple[Money, ...]:
    found = [Money(amount, currency) for currency, amount in (table or {}).items()]
    return tuple(sorted(found, key=lambda m: (-m.amount, m.currency)))
