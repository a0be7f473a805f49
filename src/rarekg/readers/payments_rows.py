"""One row of a table of payments, checked: what it says in the fields of the format."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from rarekg.readers.lines import OddRecord
from rarekg.readers.payments_mapping import ANYTHING_ELSE, FIELDS, Mapping
from rarekg.readers.payments_table import table_rows
from rarekg.readers.tables import Row
from rarekg.report import Action, Report
from rarekg.sources.manifest import SourceFile

KINDS = {
    "patient organisation": "RecipientPatientOrganisation",
    "health-care organisation": "RecipientHealthCareOrganisation",
    "other organisation": "RecipientOther",
}
CLASSES = {
    "patient organisation": "PatientOrganisation",
    "care provider": "CareProvider",
    "research centre": "ResearchCentre",
    "company": "Company",
    "authority": "Authority",
    "organisation": "Organisation",
}
SIDES = {"payer": "DisclosedByPayer", "recipient": "DisclosedByRecipient"}
_FLAGS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False, "": False}
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_CURRENCY = re.compile(r"[A-Z]{3}")  # ISO 4217
_COUNTRY = re.compile(r"[A-Z]{2}")  # ISO 3166-1 alpha-2
_FIRST_YEAR, _LAST_YEAR = 1990, 2100
_PERSON = "person"  # a payment to a person is nobody's business here


@dataclass(frozen=True, slots=True)
class Part:
    """The part of an amount that falls under a category."""

    category: str
    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Converted:
    """An amount in another currency, as the publisher converted it."""

    amount: Decimal
    currency: str
    rate: Decimal | None
    day: dt.date | None


@dataclass(frozen=True, slots=True)
class Disclosure:
    """One row: `told` has the fields as texts. `amount` is None where none is disclosed: that
    is not zero. `anonymous`: the recipient is not named, and stays so."""

    row: Row
    told: dict[str, str]
    year: int
    amount: Decimal | None
    currency: str
    converted: Converted | None
    parts: tuple[Part, ...]
    anonymous: bool

    def __getitem__(self, field: str) -> str:
        return self.told.get(field, "")


def disclosures(file: SourceFile, mapping: Mapping, report: Report) -> Iterator[Disclosure]:
    """The rows of a table. One that cannot be taken is reported with its line and left out."""
    for row in table_rows(file, mapping, report):
        try:
            yield _disclosure(row, mapping, report)
        except OddRecord as odd:
            row.note(report, odd.rule, odd.value, str(odd))


def _disclosure(row: Row, mapping: Mapping, report: Report) -> Disclosure:
    told = {field: text for field in FIELDS if (text := _field(row, mapping, field))}
    anonymous = _flag(told.get("anonymous", ""))
    for field in ("payer",) if anonymous else ("payer", "recipient"):
        if field not in told:
            raise OddRecord(f"no {field}", "", "the name of an organisation")
    if told.get("recipient_kind") == _PERSON:
        raise OddRecord("payment to a person", "", "an organisation; persons are not read")
    _check_terms(told)
    _drop_odd_countries(row, told, report)
    amount = _amount(told.get("amount", ""), mapping, "amount")
    currency = _currency(told.get("currency", ""), amount)
    if amount is not None and amount < 0:
        message = "money given back, or a mistake: kept as it is"
        row.note(report, "negative amount", str(amount), message, Action.KEPT)
    return Disclosure(
        row=row,
        told=told,
        year=_year(told.get("year", "")),
        amount=amount,
        currency=currency,
        converted=_converted(row, mapping, currency),
        parts=_parts(row, told, mapping, amount, currency),
        anonymous=anonymous,
    )


def _field(row: Row, mapping: Mapping, field: str) -> str:
    """What a row says in a field, with the mapping's values for what the publisher writes."""
    table = mapping.values.get(field, {})
    for column in mapping.columns_of(field):
        written = row[column]
        if written:
            meant = table.get(written, table.get(ANYTHING_ELSE, written))
            if meant:
                return meant
    return mapping.constants.get(field, "")


def _flag(text: str) -> bool:
    found = _FLAGS.get(text.casefold())
    if found is None:
        raise OddRecord("odd value of anonymous", text, "true or false")
    return found


def _check_terms(told: dict[str, str]) -> None:
    for field, terms in (
        ("recipient_kind", KINDS),
        ("recipient_class", CLASSES),
        ("reported_by", SIDES),
    ):
        if field in told and told[field] not in terms:
            expected = f"one of: {', '.join(terms)}; the mapping's values.{field} can say so"
            raise OddRecord(f"unknown {field.replace('_', ' ')}", told[field], expected)


def _drop_odd_countries(row: Row, told: dict[str, str], report: Report) -> None:
    for field in ("payer_country", "recipient_country"):
        if field in told and not _COUNTRY.fullmatch(told[field]):
            message = "no ISO 3166-1 alpha-2 code: the payment is kept without its country"
            row.note(report, f"odd {field.replace('_', ' ')}", told[field], message, Action.KEPT)
            del told[field]


def _amount(text: str, mapping: Mapping, what: str) -> Decimal | None:
    """A number as the publisher writes it; None for an empty one, which says nothing."""
    if not text:
        return None
    plain = text.replace(mapping.thousands, "") if mapping.thousands else text
    if mapping.decimal != ".":
        plain = plain.replace(".", "?").replace(mapping.decimal, ".")
    if not _NUMBER.fullmatch(plain):
        example = f"1{mapping.thousands}234{mapping.decimal}50"
        raise OddRecord(f"odd {what}", text, f"a number such as {example}, or nothing")
    return Decimal(plain)


def _currency(text: str, amount: Decimal | None) -> str:
    if _CURRENCY.fullmatch(text) or (not text and amount is None):
        return text
    raise OddRecord("odd currency", text, "an ISO 4217 code such as EUR")


def _year(text: str) -> int:
    whole = text.removesuffix(".0")
    if not whole.isdecimal() or not _FIRST_YEAR <= int(whole) <= _LAST_YEAR:
        raise OddRecord("odd year", text, f"a year from {_FIRST_YEAR} to {_LAST_YEAR}")
    return int(whole)


def _converted(row: Row, mapping: Mapping, currency: str) -> Converted | None:
    """The converted amount; none where the publisher only repeats the original one."""
    columns = mapping.converted
    if columns is None or columns.currency == currency:
        return None
    amount = _amount(row[columns.amount], mapping, "converted amount")
    if amount is None:
        return None
    rate = _amount(row[columns.rate], mapping, "rate") if columns.rate else None
    day = _day(row[columns.date]) if columns.date and row[columns.date] else None
    return Converted(amount, columns.currency, rate, day)


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise OddRecord("odd date", text, "a day as YYYY-MM-DD") from error


def _parts(
    row: Row, told: dict[str, str], mapping: Mapping, amount: Decimal | None, currency: str
) -> tuple[Part, ...]:
    """The parts that the publisher gives; one category for the whole is a part like any other."""
    found = []
    for part in mapping.part:
        value = _amount(row[part.column], mapping, f"amount in {part.column}")
        if value is not None:
            found.append(Part(part.category, value, part.currency or currency))
    if "category" in told and amount is not None:
        found.append(Part(told["category"], amount, currency))
    return tuple(found)
