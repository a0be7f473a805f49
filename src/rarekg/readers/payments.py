"""Disclosures of payments (docs/payments.md): who paid whom, how much, when, and what for.

Each row is a payment of its own: two equal rows are two payments, and what payer and recipient
say of the same one are two as well. An amount that is not disclosed is unknown, not zero.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from rarekg.errors import BadSource
from rarekg.facts import Fact, Qualifier, Reference, Text
from rarekg.identifiers import Curie
from rarekg.readers.payments_mapping import Mapping, mapping_of
from rarekg.readers.payments_organisations import COMPANY_METHOD, Organisations, slug
from rarekg.readers.payments_rows import (
    KINDS,
    SIDES,
    Converted,
    Disclosure,
    disclosures,
)
from rarekg.report import Report
from rarekg.sources.manifest import SourceFile

_WEB = ("http://", "https://")
_LABEL_METHOD = "a label made of payer, recipient and year"
_COUNTRIES = (("payerCountry", "payer_country"), ("recipientCountry", "recipient_country"))


def read_payments(file: SourceFile, report: Report) -> Iterator[Fact]:
    """The facts of a table of payments: those of each payment, then those of the organisations.

    Counts `payment`, and `payment to <kind>` by the kinds of the format. Raises BadSource if
    two rows have one record number, or the table is not the one of the mapping.
    """
    mapping = mapping_of(file)
    organisations = Organisations(mapping)
    seen: Counter[str] = Counter()
    for said in disclosures(file, mapping, report):
        payment = _Payment(said, mapping, record_of(said, mapping))
        seen[payment.record] += 1
        if seen[payment.record] > 1:
            raise BadSource(f"{said.row.place}: a second '{payment.record}'; expected one each")
        report.count(file.source, "payment")
        if said["recipient_kind"]:
            report.count(file.source, f"payment to {said['recipient_kind']}")
        yield from payment.facts(organisations, report)
    yield from organisations.facts()


def record_of(said: Disclosure, mapping: Mapping) -> str:
    """What names a row in its source: the publisher's number, or file and line."""
    if said["record"]:
        return f"{mapping.columns_of('record')[0]} {said['record']}"
    return f"{said.row.file.name}, line {said.row.line}"


@dataclass(frozen=True, slots=True)
class _Payment:
    """One row as facts."""

    said: Disclosure
    mapping: Mapping
    record: str

    @property
    def id(self) -> Curie:
        key = slug(self.said["record"] or self.record)
        return Curie(f"rarekg:payment-{self.mapping.dataset}-{key}")

    def reference(self, method: str | None = None, written: str | None = None) -> Reference:
        document = self.said["document"]
        return Reference(
            source=self.said.row.file.source,
            record=self.record,
            method=method,
            url=document if document.startswith(_WEB) else None,
            consulted=self.said["consulted"] or None,
            asserted_object=written,
        )

    def facts(self, organisations: Organisations, report: Report) -> Iterator[Fact]:
        said, reference = self.said, self.reference()
        refs = (reference,)
        yield Fact(self.id, "type", Curie("rkg:Payment"), refs)
        yield Fact(self.id, "name", Text(self._label(), "en"), (self.reference(_LABEL_METHOD),))
        yield Fact(self.id, "paymentYear", said.year, refs)
        if said["recipient_kind"]:
            kind = Curie(f"rkg:{KINDS[said['recipient_kind']]}")
            yield Fact(self.id, "recipientKind", kind, refs)
        for key, field in _COUNTRIES:
            if said[field]:
                yield Fact(self.id, key, said[field], refs)
        yield self._payer(organisations, reference)
        if not said.anonymous:
            yield self._recipient(organisations, reference, report)
        yield from self._money(refs)
        if said["purpose"]:
            yield Fact(self.id, "purpose", Text(said["purpose"], self.mapping.language), refs)

    def _label(self) -> str:
        """What a payment is called where it stands among other things."""
        to = "a recipient not named" if self.said.anonymous else self.said["recipient"]
        return " ".join(f"Payment of {self.said['payer']} to {to}, {self.said.year}".split())

    def _payer(self, organisations: Organisations, reference: Reference) -> Fact:
        if organisations.company(self.said) is not None:
            reference = self.reference(COMPANY_METHOD, self.said["payer"])
        payer = organisations.payer(self.said, reference)
        qualifiers = self._told()
        if self.said["payer_place"]:
            qualifiers.append(("payerPlace", self.said["payer_place"]))
        return Fact(self.id, "payer", payer, (reference,), tuple(qualifiers))

    def _recipient(
        self, organisations: Organisations, reference: Reference, report: Report
    ) -> Fact:
        recipient = organisations.recipient(self.said, reference, report)
        written = self.said["recipient_written"]
        if written and written != self.said["recipient"]:
            reference = self.reference(written=written)
        return Fact(self.id, "recipient", recipient, (reference,))

    def _money(self, refs: tuple[Reference, ...]) -> Iterator[Fact]:
        said = self.said
        if said.amount is not None:
            qualifiers = [("currency", said.currency), *self._told()]
            if said["category"]:
                qualifiers.append(("paymentCategory", said["category"]))
            yield Fact(self.id, "amount", said.amount, refs, tuple(qualifiers))
        if said.converted is not None:
            into = _conversion(said.converted)
            yield Fact(self.id, "convertedAmount", said.converted.amount, refs, into)
        for part in said.parts:
            under: tuple[Qualifier, ...] = (
                ("currency", part.currency),
                ("paymentCategory", part.category),
            )
            yield Fact(self.id, "amountPart", part.amount, refs, under)

    def _told(self) -> list[Qualifier]:
        """When, by whom and where it was disclosed."""
        side = self.said["reported_by"]
        found: list[Qualifier] = [("year", self.said.year)]
        if side:
            found.append(("reportedBy", Curie(f"rkg:{SIDES[side]}")))
        found += [(key, self.said[key]) for key in ("document", "page") if self.said[key]]
        return found


def _conversion(into: Converted) -> tuple[Qualifier, ...]:
    """Into which currency an amount was converted, at which rate, on which day."""
    found: list[Qualifier] = [("currency", into.currency)]
    if into.rate is not None:
        found.append(("exchangeRate", into.rate))
    if into.day is not None:
        found.append(("date", into.day))
    return tuple(found)
