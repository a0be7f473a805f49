"""The chart of the years of payments, as the template draws it in SVG."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from rarekg.records.payment_tables import Selection, groups_of, main_currency
from rarekg.records.payments import Ledger, Totals
from rarekg.server.formats import number, with_currency
from rarekg.server.languages import gettext
from rarekg.server.money_views import amount_words, query_of


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the chart: where it stands and how high, in the chart's own units."""

    year: int
    x: float
    y: float
    width: float
    height: float
    words: str
    short: str
    payments: int
    href: str


@dataclass(frozen=True, slots=True)
class Chart:
    """The chart of years; a year between first and last without payments has a gap, not a zero."""

    columns: tuple[Column, ...]
    currency: str
    width: int
    height: int


_STEP, _BAR, _HEIGHT, _TOP = 90, 56, 200, 26
_FEET = 26  # room for the years below the columns


def chart_of(known: Ledger, chosen: Selection) -> Chart | None:
    """The sums of the years in the main currency; None where there are not two to compare."""
    currency = main_currency(known, chosen)
    groups = {int(g.key): g.totals for g in groups_of(known, chosen, "year")}
    if len(groups) < 2 or not currency:
        return None
    years = range(min(groups), max(groups) + 1)
    most = max(t.comparable_in(currency) for t in groups.values())
    columns = tuple(
        _column(year, place, groups[year], currency, most, chosen)
        for place, year in enumerate(years)
        if year in groups
    )
    return Chart(columns, currency, _STEP * len(years), _TOP + _HEIGHT + _FEET)


def _column(
    year: int, place: int, totals: Totals, currency: str, most: Decimal, chosen: Selection
) -> Column:
    amount = totals.comparable_in(currency)
    height = round(float(amount / most) * _HEIGHT, 1) if most > 0 and amount > 0 else 0.0
    return Column(
        year=year,
        x=place * _STEP + (_STEP - _BAR) / 2,
        y=_TOP + _HEIGHT - height,
        width=_BAR,
        height=max(height, 1.0),
        words=with_currency(currency, amount_words(amount)),
        short=short_amount(amount),
        payments=totals.payments,
        href=f"/money{query_of(chosen, year=str(year))}",
    )


def short_amount(amount: Decimal) -> str:
    """An amount for the head of a column, rounded: the exact one is in its words."""
    if amount >= _MILLION:
        return gettext("%(number)s M", number=number(f"{amount / _MILLION:.1f}"))
    if amount >= _THOUSAND:
        return gettext("%(number)s k", number=number(f"{amount / _THOUSAND:.1f}"))
    return amount_words(amount)


_MILLION, _THOUSAND = Decimal(10**6), Decimal(10**3)
