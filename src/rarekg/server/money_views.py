"""What the pages about payments show: tables with bars, lists, filters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from urllib.parse import urlencode

from rarekg.records.model import Link
from rarekg.records.payment_tables import (
    NOT_STATED,
    Group,
    Selection,
    groups_of,
    main_currency,
    purpose_key,
)
from rarekg.records.payments import NOT_BROKEN_DOWN, Ledger, Money, Payment, Totals
from rarekg.server.labels import concept_label

SIDES = ("payer", "recipient")
CATEGORY_HEADINGS = {
    "year": "By year",
    "payer": "By payer",
    "recipient": "By recipient",
    "category": "By category",
    "kind": "By kind of recipient",
    "country": "By country of the recipient",
    "purpose": "By purpose",
    "source": "By disclosure",
}
_COUNTRIES = {
    "AT": "Austria",
    "BE": "Belgium",
    "CH": "Switzerland",
    "DE": "Germany",
    "ES": "Spain",
    "FR": "France",
    "GB": "United Kingdom",
    "IT": "Italy",
    "LI": "Liechtenstein",
    "NL": "Netherlands",
    "PL": "Poland",
    "PT": "Portugal",
    "SE": "Sweden",
    "US": "United States",
}
_DEFAULT = Selection()


def country_name(code: str) -> str:
    """The name of a country of which we know one, with its ISO code; else the code."""
    if code in ("", NOT_STATED):
        return "not stated"
    return f"{_COUNTRIES[code]} ({code})" if code in _COUNTRIES else code


def amount_words(amount: Decimal) -> str:
    """An amount with thousands apart: whole from a thousand on, else to the cent."""
    if abs(amount) >= 1000 or amount == amount.to_integral_value():
        return f"{amount:,.0f}"
    return f"{amount:,.2f}"


def money_words(money: Money | None) -> str:
    """An amount with its currency; what is not disclosed says so."""
    return f"{money.currency} {amount_words(money.amount)}" if money else "amount not disclosed"


def exact_words(money: Money | None) -> str:
    """An amount to the cent, where it has cents."""
    if money is None:
        return "amount not disclosed"
    whole = money.amount == money.amount.to_integral_value()
    return (
        f"{money.currency} {money.amount:,.0f}"
        if whole
        else f"{money.currency} {money.amount:,.2f}"
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
    return Table(by, CATEGORY_HEADINGS[by], rows, len(groups), currency, several)


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
        label=group_words(by, group.label),
        language=link.language if link and link.language not in ("en", "und") else "",
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
    return (
        ()
        if same and sums[0].currency == currency
        else tuple(money_words(m).replace(" ", "\u00a0") for m in sums)
    )


def group_words(by: str, label: str) -> str:
    """A group's label in words."""
    if by == "kind":
        return concept_label(label)
    return country_name(label) if by == "country" else label


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter that is set: its words, the address without it, and the page of the organisation
    that it names."""

    name: str
    words: str
    without: str
    href: str


_NAMES = {
    "payer": "Payer",
    "recipient": "Recipient",
    "year": "Year",
    "country": "Country",
    "kind": "Kind",
    "category": "Category",
    "purpose": "Purpose",
    "source": "Disclosure",
    "words": "Words",
}


def filters(known: Ledger, chosen: Selection) -> list[Filter]:
    """The filters of a selection."""
    return [
        Filter(name, *_filter_words(known, key, value, query_of(chosen, **{key: ""})))
        for key, name in _NAMES.items()
        if (value := getattr(chosen, key))
    ]


def _filter_words(known: Ledger, key: str, value: str, without: str) -> tuple[str, str, str]:
    """The words of a filter, the address without it, and the page that it leads to."""
    address = f"/money{without}"
    if value == NOT_STATED:
        return "not stated", address, ""
    if key in ("payer", "recipient"):
        links = (getattr(p, key) for p in known.payments)
        link = next((link for link in links if link and link.id == value), None)
        return (link.name, address, link.url) if link else (value, address, "")
    if key == "purpose":
        words = next((p.purpose for p in known.payments if purpose_key(p) == value), value)
        return words, address, ""
    return group_words(key, value), address, ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter that one can choose."""

    value: str
    words: str
    chosen: bool


def choices(known: Ledger, chosen: Selection) -> dict[str, list[Choice]]:
    """The values of the filters with few of them, from all payments of the side."""
    return {
        key: [Choice(value, words, value == getattr(chosen, key)) for value, words in values]
        for key, values in _possible(known, chosen.side).items()
    }


@lru_cache(maxsize=4)  # of the release that is served, and of the one before
def _possible(known: Ledger, side: str) -> dict[str, list[tuple[str, str]]]:
    """The values of the filters with few of them, and their words."""
    every = replace(_DEFAULT, side=side)
    found = {}
    for key in ("payer", "year", "country", "kind", "category"):
        values = [(g.key, group_words(key, g.label)) for g in groups_of(known, every, key)]
        found[key] = sorted(values, key=lambda v: v[1].casefold(), reverse=key == "year")
        found[key].sort(key=lambda v: v[0] == NOT_STATED)
    found["category"].sort(key=lambda v: (v[0] == NOT_BROKEN_DOWN, v[1]))
    return found


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
