"""Payments selected and summed: by year, country, payer, recipient, kind, category, purpose."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from rarekg.records.model import Link
from rarekg.records.payments import NOT_BROKEN_DOWN, RECIPIENT, Ledger, Money, Payment, Totals

NOT_STATED = "-"  # the value of a filter for what is not stated


@dataclass(frozen=True, slots=True)
class Selection:
    """Which payments: "" leaves a part open. `side` is the one that disclosed: the two are not
    mixed, for they may speak of the same payment."""

    payer: str = ""
    recipient: str = ""
    year: str = ""
    country: str = ""
    kind: str = ""
    category: str = ""
    purpose: str = ""
    source: str = ""
    words: str = ""
    side: str = "payer"

    def of(self, ledger: Ledger) -> tuple[Payment, ...]:
        """The payments that fit, in the ledger's order."""
        wanted = [word.casefold() for word in self.words.split()]
        return tuple(p for p in ledger.payments if self._fits(p) and _speaks(p, wanted))

    def _fits(self, payment: Payment) -> bool:
        return (
            (payment.reported_by == RECIPIENT) == (self.side == "recipient")
            and _same(self.payer, payment.payer.id if payment.payer else "")
            and _same(self.recipient, payment.recipient.id if payment.recipient else "")
            and _same(self.year, str(payment.year))
            and _same(self.country, payment.recipient_country)
            and _same(self.kind, payment.kind)
            and _same(self.source, payment.source)
            and (not self.purpose or self.purpose == purpose_key(payment))
            and (not self.category or payment.is_under(self.category))
        )


def _same(wanted: str, found: str) -> bool:
    return not wanted or wanted == (found or NOT_STATED)


def _speaks(payment: Payment, words: list[str]) -> bool:
    """Whether all words are in the names of payer and recipient, or in the purpose."""
    if not words:
        return True
    names = (link.name for link in (payment.payer, payment.recipient) if link)
    text = " ".join((*names, payment.purpose)).casefold()
    return all(word in text for word in words)


@dataclass(frozen=True, slots=True)
class Group:
    """The payments that have something in common: `key` is the value of the filter for it,
    `label` its words, `link` the organisation that it is."""

    key: str
    label: str
    link: Link | None
    totals: Totals


def purpose_key(payment: Payment) -> str:
    """What stands for the purpose of a payment in an address."""
    return purpose_of(payment.purpose)


def purpose_of(words: str) -> str:
    """What stands for a purpose in an address: purposes may have hundreds of characters. That it
    is not stated is "-"."""
    text = " ".join(words.split())
    if text == NOT_STATED:
        return NOT_STATED
    return hashlib.sha256(text.casefold().encode()).hexdigest()[:8] if text else NOT_STATED


Keys = Iterator[tuple[str, str, Link | None]]


def _of_link(link: Link | None) -> Keys:
    if link is None:
        yield NOT_STATED, "not named", None
    else:
        yield link.id, link.name, link


def _of_text(text: str) -> Keys:
    yield text or NOT_STATED, text or "not stated", None


def _of_purpose(payment: Payment) -> Keys:
    yield purpose_key(payment), " ".join(payment.purpose.split()) or "not stated", None


GROUPINGS: dict[str, Callable[[Payment], Keys]] = {
    "year": lambda p: _of_text(str(p.year)),
    "payer": lambda p: _of_link(p.payer),
    "recipient": lambda p: _of_link(p.recipient),
    "country": lambda p: _of_text(p.recipient_country),
    "kind": lambda p: _of_text(p.kind),
    "purpose": _of_purpose,
    "source": lambda p: _of_text(p.source),
}
CATEGORY = "category"
BY = (*GROUPINGS, CATEGORY)


def money_of(payment: Payment, category: str) -> tuple[Money | None, Money | None]:
    """What is counted of a payment: its amount and the comparable one; within a category, the
    part under it."""
    if category and category != NOT_BROKEN_DOWN:
        part = payment.part(category)
        return part, part
    return payment.amount, payment.comparable


@lru_cache(maxsize=16)
def total(ledger: Ledger, selection: Selection) -> Totals:
    """The totals of a selection."""
    totals = Totals()
    for payment in selected(ledger, selection):
        totals.add(*money_of(payment, selection.category))
    return totals


@lru_cache(maxsize=16)
def main_currency(ledger: Ledger, selection: Selection) -> str:
    """The currency in which most payments can be compared; "" for none."""
    amounts = (money_of(p, selection.category)[1] for p in selected(ledger, selection))
    found = Counter(money.currency for money in amounts if money)
    return found.most_common(1)[0][0] if found else ""


def grouped(payments: tuple[Payment, ...], by: str, category: str = "") -> list[Group]:
    """The totals by one of BY, in the order in which the groups are met."""
    groups: dict[str, Group] = {}
    for payment in payments:
        keys = _categories(payment) if by == CATEGORY else GROUPINGS[by](payment)
        for key, label, link in keys:
            group = groups.get(key)
            if group is None:
                group = groups[key] = Group(key, label, link, Totals())
            group.totals.add(*money_of(payment, key if by == CATEGORY else category))
    return list(groups.values())


@lru_cache(maxsize=16)
def selected(ledger: Ledger, selection: Selection) -> tuple[Payment, ...]:
    """The payments of a selection; those of the last ones are kept."""
    return selection.of(ledger)


@lru_cache(maxsize=64)
def groups_of(ledger: Ledger, selection: Selection, by: str) -> tuple[Group, ...]:
    """The totals of a selection by one of BY; those of the last ones are kept."""
    return tuple(grouped(selected(ledger, selection), by, selection.category))


def _categories(payment: Payment) -> Keys:
    """The categories under which a payment has a part that is not zero."""
    if not payment.parts:
        yield NOT_BROKEN_DOWN, NOT_BROKEN_DOWN, None
    for category, money in payment.parts:
        if money.amount:
            yield category, category, None


@dataclass(frozen=True, slots=True)
class Pair:
    """What payer and recipient each disclosed of one payer, recipient and year."""

    payer: Link
    recipient: Link
    year: int
    by_payer: tuple[Payment, ...]
    by_recipient: tuple[Payment, ...]


def pairs(ledger: Ledger) -> tuple[Pair, ...]:
    """Both sides' reports side by side, wherever a recipient disclosed one."""
    table: dict[tuple[Link, Link, int], tuple[list[Payment], list[Payment]]] = {}
    for payment in ledger.payments:
        if payment.payer and payment.recipient:
            key = (payment.payer, payment.recipient, payment.year)
            sides = table.setdefault(key, ([], []))
            sides[payment.reported_by == RECIPIENT].append(payment)
    return tuple(
        Pair(*key, tuple(ours), tuple(theirs)) for key, (ours, theirs) in table.items() if theirs
    )
