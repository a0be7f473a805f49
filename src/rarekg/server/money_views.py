"""What the pages about payments show: tables with bars, lists, filters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from urllib.parse import urlencode

from rarekg.records.acts import text
from rarekg.records.collation import sort_key
from rarekg.records.model import Link, Statement
from rarekg.records.payment_tables import (
    NOT_STATED,
    Group,
    Selection,
    groups_of,
    main_currency,
    purpose_key,
)
from rarekg.records.payments import NOT_BROKEN_DOWN, Ledger, Money, Payment, Totals
from rarekg.server.formats import amount as amount_of
from rarekg.server.formats import country, with_currency
from rarekg.server.labels import concept_label, other_language
from rarekg.server.languages import gettext, gettext_noop, spoken
from rarekg.server.views import Line

SIDES = ("payer", "recipient")
CATEGORY_HEADINGS = {
    "year": gettext_noop("By year"),
    "payer": gettext_noop("By payer"),
    "recipient": gettext_noop("By recipient"),
    "category": gettext_noop("By category"),
    "kind": gettext_noop("By kind of recipient"),
    "country": gettext_noop("By country of the recipient"),
    "purpose": gettext_noop("By purpose"),
    "source": gettext_noop("By disclosure"),
}
# What the first column of each table is called.
COLUMN_NAMES = {
    "year": gettext_noop("Year"),
    "payer": gettext_noop("Payer"),
    "recipient": gettext_noop("Recipient"),
    "category": gettext_noop("Category"),
    "kind": gettext_noop("Kind"),
    "country": gettext_noop("Country"),
    "purpose": gettext_noop("Purpose"),
    "source": gettext_noop("Disclosure"),
}
_DEFAULT = Selection()


def country_name(code: str) -> str:
    """The name of a country, with its ISO code; the code of one that is not known."""
    if code in ("", NOT_STATED):
        return gettext("not stated")
    name = country(code)
    return gettext("%(country)s (%(code)s)", country=name, code=code) if name else code


def amount_words(amount: Decimal) -> str:
    """An amount with thousands apart: whole from a thousand on, else to the cent."""
    whole = abs(amount) >= 1000 or amount == amount.to_integral_value()
    return amount_of(amount, cents=not whole)


def money_words(money: Money | None) -> str:
    """An amount with its currency; what is not disclosed says so."""
    if money is None:
        return gettext("amount not disclosed")
    return with_currency(money.currency, amount_words(money.amount))


def exact_words(money: Money | None) -> str:
    """An amount to the cent, where it has cents."""
    if money is None:
        return gettext("amount not disclosed")
    whole = money.amount == money.amount.to_integral_value()
    return with_currency(money.currency, amount_of(money.amount, cents=not whole))


@dataclass(frozen=True, slots=True)
class AmountPart:
    """A part of an amount under a category of its publisher, and who says so."""

    category: str
    amount: Money
    line: Line


def amount_part(statement: Statement, shown: Line) -> AmountPart:
    """A part of the amount of a payment."""
    amount = Decimal(getattr(statement.value, "text", "0"))
    return AmountPart(
        text(statement, "paymentCategory"), Money(amount, text(statement, "currency")), shown
    )


def query_of(chosen: Selection, **changed: str) -> str:
    """The query of a selection, with some parameters changed (or others added), without what is
    empty; `?` included."""
    parts = {f: changed.pop(f, getattr(chosen, f)) for f in Selection.__slots__}
    if parts["side"] == _DEFAULT.side:
        del parts["side"]
    said = [(key, value) for key, value in (parts | changed).items() if value]
    return f"?{urlencode(said)}" if said else "?"


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A row of a table: what, how many, the sums in words, the bar in per cent of the longest."""

    label: str
    language: str
    href: str  # to the payments behind it
    page: str  # of the organisation that it is
    payments: int
    unknown: int
    disclosed: tuple[str, ...]  # as paid; empty where it is the comparable sum
    comparable: str
    bar: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table: `by` what, its rows, how many rows there are in all, the currency of the bars."""

    by: str
    heading: str
    rows: tuple[GroupRow, ...]
    number: int
    currency: str
    several: bool  # currencies as disclosed


def table_of(known: Ledger, chosen: Selection, by: str, sort: str, part: tuple[int, int]) -> Table:
    """A part (first row, number of rows) of the table by something."""
    currency = main_currency(known, chosen)
    groups = sorted(groups_of(known, chosen, by), key=_sorting(sort, currency))
    if by == "year" and sort == "amount":
        groups.sort(key=lambda g: g.key, reverse=True)
    most = max((g.totals.comparable_in(currency) for g in groups), default=Decimal(0))
    several = any(g.totals.sums() != g.totals.comparable_sums() for g in groups)
    start, size = part
    rows = tuple(_row(g, by, chosen, currency, most) for g in groups[start : start + size])
    return Table(by, gettext(CATEGORY_HEADINGS[by]), rows, len(groups), currency, several)


def _sorting(sort: str, currency: str) -> Callable[[Group], tuple[object, ...]]:
    if sort == "name":
        return lambda g: (g.label.casefold(), g.key)
    if sort == "payments":
        return lambda g: (-g.totals.payments, g.label.casefold())
    return lambda g: (-g.totals.comparable_in(currency), g.label.casefold())


def _row(group: Group, by: str, chosen: Selection, currency: str, most: Decimal) -> GroupRow:
    link, totals = group.link, group.totals
    amount = totals.comparable_in(currency)
    bar = f"{max(0.0, float(amount / most) * 100):.1f}" if most > 0 else "0"
    changed = {by: group.key}
    if by not in ("payer", "recipient") or group.key == NOT_STATED:
        changed["by"] = "payment"
    return GroupRow(
        label=group_words(by, group.key, group.label),
        language=other_language(link.language) if link and link.language != "und" else "",
        href=f"/money{query_of(chosen, **changed)}",
        page=link.url if link else "",
        payments=totals.payments,
        unknown=totals.unknown,
        disclosed=_as_paid(totals, currency),
        comparable=amount_words(amount) if currency in (totals.comparable or {}) else "",
        bar=bar,
    )


def _as_paid(totals: Totals, currency: str) -> tuple[str, ...]:
    """The sums as paid, where they are not all in the currency of the column."""
    sums = totals.sums()
    same = totals.sums() == totals.comparable_sums() and len(sums) == 1
    return () if same and sums[0].currency == currency else tuple(money_words(m) for m in sums)


def group_words(by: str, key: str, label: str) -> str:
    """A group's label in words."""
    if key == NOT_STATED:
        return gettext("not named") if by in ("payer", "recipient") else gettext("not stated")
    if key == NOT_BROKEN_DOWN:
        return gettext("not broken down")
    if by == "kind":
        return concept_label(label)
    return country_name(label) if by == "country" else label


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter that is set: its words, the address without it, and the page of the organisation
    that it names."""

    key: str
    name: str
    words: str
    without: str
    href: str


_NAMES = {**COLUMN_NAMES, "words": gettext_noop("Words")}


def filters(known: Ledger, chosen: Selection) -> list[Filter]:
    """The filters of a selection."""
    return [
        Filter(key, gettext(name), *_filter_words(known, key, value, query_of(chosen, **{key: ""})))
        for key, name in _NAMES.items()
        if (value := getattr(chosen, key))
    ]


def _filter_words(known: Ledger, key: str, value: str, without: str) -> tuple[str, str, str]:
    """The words of a filter, the address without it, and the page that it leads to."""
    address = f"/money{without}"
    if value == NOT_STATED:
        return group_words(key, value, value), address, ""
    if key in ("payer", "recipient"):
        links = (getattr(p, key) for p in known.payments)
        link = next((link for link in links if link and link.id == value), None)
        return (link.name, address, link.url) if link else (value, address, "")
    if key == "purpose":
        words = next((p.purpose for p in known.payments if purpose_key(p) == value), value)
        return words, address, ""
    return group_words(key, value, value), address, ""


def heading_of(by: str, given: Sequence[Filter]) -> str:
    """What a page of payments is called."""
    parties = {f.key: f.words for f in given if f.href}
    if by == "sides":
        return gettext("What both sides disclosed")
    if by in CATEGORY_HEADINGS:
        heading = gettext(CATEGORY_HEADINGS[by])
        if not parties:
            return heading
        payments = gettext(_PAYMENTS[frozenset(parties)], **parties)
        return gettext("%(heading)s: %(payments)s", heading=heading, payments=payments)
    if by:
        return gettext(_ONE_BY_ONE[frozenset(parties)], **parties)
    if parties:
        words = gettext(_PAYMENTS[frozenset(parties)], **parties)
        return f"{words[:1].upper()}{words[1:]}"
    return gettext("Who pays whom")


_PAYER, _RECIPIENT = frozenset({"payer"}), frozenset({"recipient"})
_PAYMENTS = {
    _PAYER: gettext_noop("payments by %(payer)s"),
    _RECIPIENT: gettext_noop("payments to %(recipient)s"),
    _PAYER | _RECIPIENT: gettext_noop("payments by %(payer)s to %(recipient)s"),
}
_ONE_BY_ONE = {
    frozenset[str](): gettext_noop("All payments, one by one"),
    _PAYER: gettext_noop("All payments by %(payer)s, one by one"),
    _RECIPIENT: gettext_noop("All payments to %(recipient)s, one by one"),
    _PAYER | _RECIPIENT: gettext_noop("All payments by %(payer)s to %(recipient)s, one by one"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter that one can choose."""

    value: str
    words: str
    chosen: bool


def choices(known: Ledger, chosen: Selection) -> dict[str, list[Choice]]:
    """The values of the filters with few of them, from all payments of the side."""
    return {
        key: [
            Choice(value, words, value == getattr(chosen, key))
            for value, words in _in_order(key, labels)
        ]
        for key, labels in _possible(known, chosen.side).items()
    }


def _in_order(by: str, labels: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Values with their words: the latest year first, else by name; what is not stated last."""
    if by == "year":
        return sorted(labels, reverse=True)
    language = spoken()
    worded = [(value, group_words(by, value, label)) for value, label in labels]
    last = (NOT_STATED, NOT_BROKEN_DOWN)
    return sorted(worded, key=lambda v: (v[0] in last, sort_key(v[1], language)))


@lru_cache(maxsize=4)  # of the release that is served, and of the one before
def _possible(known: Ledger, side: str) -> dict[str, list[tuple[str, str]]]:
    """The values of the filters with few of them, and their labels."""
    every = replace(_DEFAULT, side=side)
    return {
        key: [(g.key, g.label) for g in groups_of(known, every, key)]
        for key in ("payer", "year", "country", "kind", "category")
    }


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """A payment in a list."""

    payment: Payment
    amount: str
    converted: str
    payer: Link | None
    recipient: Link | None


def payment_rows(
    payments: tuple[Payment, ...], sort: str, start: int, size: int
) -> tuple[tuple[PaymentRow, ...], int]:
    """A part of the list of payments, sorted, and how many there are in all."""
    ordered = sorted(payments, key=_PAYMENT_ORDER[sort])
    rows = tuple(
        PaymentRow(
            p,
            exact_words(p.amount),
            exact_words(p.converted) if p.converted else "",
            p.payer,
            p.recipient,
        )
        for p in ordered[start : start + size]
    )
    return rows, len(ordered)


def _name(link: Link | None) -> str:
    return link.name.casefold() if link else "\uffff"


_PAYMENT_ORDER: dict[str, Callable[[Payment], tuple[object, ...]]] = {
    "year": lambda p: (-p.year, _name(p.payer), _name(p.recipient), p.id),
    "amount": lambda p: (
        -(p.comparable.amount if p.comparable else Decimal(-1)),
        p.comparable.currency if p.comparable else "",
        p.id,
    ),
    "payer": lambda p: (_name(p.payer), -p.year, _name(p.recipient), p.id),
    "recipient": lambda p: (_name(p.recipient), -p.year, _name(p.payer), p.id),
}
