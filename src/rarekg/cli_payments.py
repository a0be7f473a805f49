"""Commands about disclosures of payments: `payments check`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import click
from rich.console import Console

from rarekg.errors import CheckFailed
from rarekg.facts import Fact
from rarekg.readers.payments import read_payments
from rarekg.report import Action, Report
from rarekg.server.labels import number
from rarekg.sources.manifest import FileManifest, SourceFile


@click.group("payments")
def payments_command() -> None:
    """Lists of payments that somebody disclosed."""


@dataclass(slots=True)
class _Listing(Report):
    """A report that keeps every finding, with its place."""

    findings: list[str] = field(default_factory=list)

    def note(
        self,
        source: str,
        rule: str,
        value: str,
        place: str,
        message: str,
        action: Action = Action.LEFT_OUT,
    ) -> None:
        """See `Report.note`."""
        Report.note(self, source, rule, value, place, message, action)
        self.findings.append(f"{place}: {rule}: '{value}' ({action.value}): {message}")


@payments_command.command("check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--mapping",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="From its columns to the format of docs/payments.md (default: they are the same).",
)
def check_payments_command(file: Path, mapping: Path | None) -> None:
    """Checks a list of payments, CSV or XLSX, before it goes into a release.

    Prints what would be read, with the totals of each currency, and every problem with its line.
    """
    options = {"mapping": str(mapping.resolve())} if mapping else {}
    entry = FileManifest(name=file.name, reader="payments", options=options)
    report = _Listing()
    facts = list(read_payments(SourceFile("checked-list", entry, file), report))
    console = Console(soft_wrap=True, highlight=False, markup=False)
    for line in (*_summary(facts, report), *report.findings):
        console.print(line)
    left_out = sum(n for e, n in report.entries.items() if e.action is Action.LEFT_OUT)
    if left_out:
        raise CheckFailed(f"{left_out} problems: rows or columns that would be left out")
    console.print("all rows and columns are read")


def _summary(facts: Iterable[Fact], report: Report) -> list[str]:
    """The numbers of payments, payers and recipients, and the sums by year and currency."""
    every = list(facts)
    paid = [f for f in every if f.predicate == "amount"]
    years: dict[tuple[object, object], Decimal] = {}
    sums: dict[object, Decimal] = {}
    for fact in paid:
        said = dict(fact.qualifiers)
        amount = fact.object if isinstance(fact.object, Decimal) else Decimal(0)
        year = (said["year"], said["currency"])
        years[year] = years.get(year, Decimal(0)) + amount
        sums[said["currency"]] = sums.get(said["currency"], Decimal(0)) + amount
    counts = Counter({kind: n for (_, kind), n in report.counts.items()})
    payments = counts.pop("payment", 0)
    lines = [f"{payments:,} payments, {payments - len(paid):,} of them without an amount"]
    lines += [f"  {n:,} {kind.removeprefix('payment ')}" for kind, n in sorted(counts.items())]
    for key in ("payer", "recipient"):
        lines.append(f"{len({f.object for f in every if f.predicate == key}):,} {key}s")
    lines += [
        f"{currency} {number(str(total))} in all"
        for currency, total in sorted(sums.items(), key=str)
    ]
    lines += [
        f"  {year}: {currency} {number(str(total))}"
        for (year, currency), total in sorted(years.items(), key=str)
    ]
    return lines
