"""Compares what is curated of medicines with the tables of the FDA and the EMA."""

from __future__ import annotations

import datetime as dt
import re

from tests.curated_claims import NAMES, Claim, Finding, expect
from tests.curated_sources import Mirror, Row

ADDRESSES = {"Medicine URL", "Orphan designation URL", "Referral URL"}
EMA_DATES = {
    "Approved": "Marketing authorisation date",
    "ConditionallyApproved": "Marketing authorisation date",
    "OrphanDesignated": "Date of designation / refusal",
    "Refused": "Refusal of marketing authorisation date",
    "ApplicationWithdrawn": "Withdrawal of application date",
    "UnderReview": "Opinion adopted date",
    "Suspended": "Suspension of marketing authorisation date",
    "Withdrawn": "Withdrawal / expiry / revocation / lapse of marketing authorisation date",
}


def _named(claim: Claim, text: str) -> Finding:
    """A therapy's name: the record has it, whatever stands between its letters, or all its words
    in another order. Types, symbols and targets of genes are no names of the therapy."""
    if claim.fact.subject != claim.about:
        return None
    name, written = _words(claim.text), _words(text)
    return expect("".join(name) in "".join(written) or set(name) <= set(written), text)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())


def fda(mirror: Mirror, claim: Claim) -> Finding:
    rows = mirror.fda.get(" ".join(claim.reference.record.split()))
    if rows is None:
        return "the FDA table has no such designation"
    if claim.fact.predicate in NAMES:
        return _named(claim, " ".join(r["Generic Name"] + " " + r["Trade Name"] for r in rows))
    if claim.fact.predicate != "indicatedFor":
        return None
    stage, day = str(claim.qualifier("stage")), claim.qualifier("date")
    column = {"rkg:OrphanDesignated": "Date Designated", "rkg:Approved": "Marketing Approval Date"}
    column["rkg:Withdrawn"] = "Date Designation Withdrawn or Revoked"
    column["rkg:DesignationWithdrawn"] = column["rkg:Withdrawn"]
    if stage == "rkg:Withdrawn" and day is None:
        states = {r["Orphan Designation Status"] for r in rows}
        return expect(any("Withdrawn" in state for state in states), states)
    if stage not in column:
        return "the FDA table says nothing of such a stage"
    days = {r[column[stage]] for r in rows} - {""}
    return expect(str(day) in days if day is not None else bool(days), sorted(days))


def ema(mirror: Mirror, claim: Claim) -> Finding:
    rows = mirror.ema.get(claim.reference.record)
    if rows is None:
        return "the EMA tables have no such number"
    row = rows[0]
    url = next((row[key] for key in row if key in ADDRESSES), None)
    if claim.reference.url not in {None, url}:
        return f"the record has the address {url}"
    if claim.fact.predicate in NAMES:
        return _named(claim, " ".join(v for k, v in row.items() if "ame" in k or "ubstance" in k))
    document = claim.qualifier("document")
    if document not in {None, claim.reference.record}:
        return None if str(document) in mirror.ema else f"no document {document}"
    return _ema_indication(claim, rows) if claim.fact.predicate == "indicatedFor" else None


def _ema_indication(claim: Claim, rows: list[Row]) -> Finding:
    row, stage = rows[0], str(claim.qualifier("stage")).removeprefix("rkg:")
    designation = "EU designation number" in row
    if designation != (stage == "OrphanDesignated"):
        return "a designation is no authorisation, nor the other way round"
    if stage == "ConditionallyApproved" and row["Conditional approval"] != "Yes":
        return "the table says that the approval is not conditional"
    if stage == "Approved" and row["Conditional approval"] == "Yes":
        return "the table says that the approval is conditional"
    if stage in {"Approved", "ConditionallyApproved"} and row["Medicine status"] != "Authorised":
        return f"the status is {row['Medicine status']}"
    days = {_day(r[EMA_DATES[stage]]) for r in rows if r.get(EMA_DATES[stage])}
    date = claim.qualifier("date")
    return expect(date is None or date in days, sorted(map(str, days)))


def _day(text: str) -> dt.date:
    day, month, year = text.split("/")
    return dt.date(int(year), int(month), int(day))
