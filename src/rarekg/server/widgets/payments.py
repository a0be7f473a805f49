"""Payments in widgets: sums by year with a chart, and by who pays whom; in the words of the pages
about payments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from urllib.parse import urlencode

from rarekg.records.model import Source, Statement
from rarekg.records.payment_tables import NOT_STATED, Group, grouped
from rarekg.records.payments import RECIPIENT, Ledger, Payment, Totals
from rarekg.server.formats import number, with_currency
from rarekg.server.labels import other_language
from rarekg.server.languages import gettext, ngettext
from rarekg.server.money_chart import short_amount
from rarekg.server.money_views import amount_words, group_words, money_words
from rarekg.server.widgets.behind import marks_of, statements_of
from rarekg.server.widgets.desk import Desk
from rarekg.server.widgets.drawings import Bar, chart_drawing
from rarekg.server.widgets.model import Drawing, Item, Section
from rarekg.vocabulary import SOURCE

_CITED = 3  # payments behind a sum that are cited one by one; the page of the sum lists all

Payments = tuple[Payment, ...]


def payments_of(known: Ledger, party: str, ref: str) -> Payments:
    """The payments by (party `payer`) or to (`recipient`) an organisation, as payers disclosed
    them: recipients' lists may speak of the same ones."""
    return _by_party(known)[party].get(ref, ())


@lru_cache(maxsize=1)
def _by_party(known: Ledger) -> dict[str, dict[str, Payments]]:
    """The selections of the pages look through all payments, which takes 4 ms."""
    found: dict[str, dict[str, list[Payment]]] = {"payer": {}, "recipient": {}}
    for payment in known.payments:
        for party, table in found.items():
            link = payment.payer if party == "payer" else payment.recipient
            if link and payment.reported_by != RECIPIENT:
                table.setdefault(link.id, []).append(payment)
    return {p: {ref: tuple(of) for ref, of in table.items()} for p, table in found.items()}


def disclosures(desk: Desk, payments: Iterable[Payment]) -> tuple[Source, ...]:
    """The lists in which payments were disclosed."""
    named = sorted({payment.source for payment in payments})
    return tuple(desk.records.lookup.source(SOURCE + name) for name in named)


def years(desk: Desk, name: str, heading: str, payments: Payments, address: str) -> Section:
    """The sums of the years, the latest first, with a chart where there are two to compare."""
    groups = sorted(grouped(payments, "year"), key=lambda g: g.key, reverse=True)
    shown = groups[: desk.most]
    currency = _main_currency(payments)
    drawing = _chart(shown, currency) if len(shown) > 1 and currency else None
    items = tuple(
        Item(
            group.label,
            url=desk.page(f"/money?{address}&year={group.key}"),
            value=sums_words(group.totals),
            note=_counted(group.totals),
        )
        for group in shown
    )
    return Section(
        name,
        heading,
        "chart" if drawing else "figures",
        items,
        len(groups),
        url=desk.page(f"/money?{address}&by=year"),
        more=gettext("Years as a table"),
        drawing=drawing,
        hint=gettext(
            "In %(currency)s, rounded. A year with little is a year of which little is disclosed "
            "here; it does not say that little was paid.",
            currency=currency,
        )
        if drawing
        else "",
    )


def _chart(groups: Sequence[Group], currency: str) -> Drawing:
    """A year between first and last without payments has a gap, not a zero."""
    sums = {int(group.key): group.totals for group in groups}
    most = max(totals.comparable_in(currency) for totals in sums.values())
    bars = [
        _bar(year, sums[year], currency, float(most)) if year in sums else None
        for year in range(min(sums), max(sums) + 1)
    ]
    return chart_drawing(bars, gettext("Sums of the years in %(currency)s", currency=currency))


def _bar(year: int, totals: Totals, currency: str, most: float) -> Bar:
    amount = totals.comparable_in(currency)
    words = ngettext(
        "%(year)s: %(amount)s, %(number)s payment",
        "%(year)s: %(amount)s, %(number)s payments",
        totals.payments,
        year=year,
        amount=with_currency(currency, amount_words(amount)),
        number=number(totals.payments),
    )
    share = max(0.0, float(amount) / most) if most > 0 else 0.0
    return Bar(str(year), short_amount(amount), share, words)


@dataclass(frozen=True, slots=True)
class Pair:
    """What was paid between an organisation and another: `by` says what the other one is (payer,
    recipient), `address` the query of the page with all payments of the first."""

    by: str
    group: Group
    payments: Payments
    address: str
    share: float  # of the largest sum
    heading: str = ""


def pairs(payments: Payments, by: str, address: str, heading: str = "") -> list[Pair]:
    """Who paid an organisation or was paid by it, the largest sums first."""
    currency = _main_currency(payments)
    groups = grouped(payments, by)
    groups.sort(key=lambda g: (-g.totals.comparable_in(currency), g.label.casefold()))
    own: dict[str, list[Payment]] = {}
    for payment in payments:
        link = payment.payer if by == "payer" else payment.recipient
        own.setdefault(link.id if link else NOT_STATED, []).append(payment)
    most = max((g.totals.comparable_in(currency) for g in groups), default=Decimal(0))

    def share(group: Group) -> float:
        amount = group.totals.comparable_in(currency)
        return round(float(amount / most), 3) if most > 0 and amount > 0 else 0.0

    return [Pair(by, g, tuple(own[g.key]), address, share(g), heading) for g in groups]


def pair_item(desk: Desk, pair: Pair) -> Item:
    """A pair as an item: what was paid, in how many payments, in which years."""
    group, own = pair.group, pair.payments
    link = group.link
    behind = [s for p in own for s in _amounts(desk, p)] if len(own) <= _CITED else []
    return Item(
        group_words(pair.by, group.key, group.label),
        language=other_language(link.language) if link and link.language != "und" else "",
        url=desk.page(f"/money?{pair.address}&{urlencode({pair.by: group.key})}"),
        note=f"{_years_words(own)} · {_counted(group.totals)}",
        value=sums_words(group.totals),
        share=pair.share,
        group=pair.heading,
        statement=desk.page(behind[0].url) if len(own) == 1 and behind else "",
        references=marks_of(desk, behind),
    )


def _amounts(desk: Desk, payment: Payment) -> tuple[Statement, ...]:
    """The statements of the amount that is counted."""
    key = "convertedAmount" if payment.converted else "amount"
    return statements_of(desk, payment.id, (key,))


def sums_words(totals: Totals) -> str:
    """The sums in the currencies that publishers convert into, which are not added up."""
    sums = totals.comparable_sums()
    return " · ".join(map(money_words, sums)) if sums else gettext("not disclosed")


def _counted(totals: Totals) -> str:
    """How many payments, how many of them without an amount; as paid, where it was converted."""
    many = totals.payments
    told = [ngettext("%(number)s payment", "%(number)s payments", many, number=number(many))]
    if totals.unknown:
        told.append(
            ngettext(
                "%(number)s without amount",
                "%(number)s without amount",
                totals.unknown,
                number=number(totals.unknown),
            )
        )
    if totals.sums() != totals.comparable_sums():
        paid = ", ".join(map(money_words, totals.sums()))
        told.append(gettext("%(label)s: %(value)s", label=gettext("As paid"), value=paid))
    return " · ".join(told)


def _years_words(payments: Payments) -> str:
    first, last = min(p.year for p in payments), max(p.year for p in payments)
    return str(first) if first == last else f"{first}–{last}"


def _main_currency(payments: Payments) -> str:
    """The currency in which most payments can be compared; "" for none."""
    found = Counter(money.currency for p in payments if (money := p.comparable))
    return found.most_common(1)[0][0] if found else ""
