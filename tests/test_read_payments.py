"""Disclosures of payments: what is read, what is kept apart, and what is said of odd rows."""

from __future__ import annotations

import csv
import gzip
import re
import textwrap
import tomllib
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from rarekg.cli import rarekg
from rarekg.errors import BadSource, CheckFailed
from rarekg.facts import Fact, Text
from rarekg.readers.payments import read_payments
from rarekg.readers.payments_mapping import FIELDS, load_mapping
from rarekg.report import Action
from rarekg.sources.manifest import FileManifest, SourceManifest
from tests.payment_lists import (
    COLLECTED,
    COLLECTED_MAPPING,
    CONSOLIDATED,
    CONSOLIDATED_MAPPING,
    RECIPIENTS,
    listed,
    workbook,
)
from tests.reading import about, findings, mirrored, read

HEAD = "payer,recipient,year,amount,currency\n"


def of(facts: list[Fact], predicate: str) -> list[Fact]:
    """The facts with a property."""
    return [fact for fact in facts if fact.predicate == predicate]


def test_a_company_list_is_read_with_its_constants(tmp_path: Path) -> None:
    facts, report = read(read_payments, listed(tmp_path, CONSOLIDATED, CONSOLIDATED_MAPPING))
    assert report.counts["examplia", "payment"] == 5
    assert not report.entries
    said = [(f.object, dict(f.qualifiers)["currency"]) for f in of(facts, "amount")]
    assert said == [
        (Decimal("12500.00"), "EUR"),
        (Decimal("12500.00"), "EUR"),
        (Decimal("3000.50"), "EUR"),
        (Decimal("700"), "EUR"),
    ]
    assert {f.object for f in of(facts, "recipientCountry")} == {"FR", "DE", "PL", "AT"}
    assert {f.object for f in of(facts, "paymentYear")} == {2016}
    assert facts[0].references[0].url == "https://example.org/payments-2016.pdf"


def test_two_equal_rows_are_two_payments(tmp_path: Path) -> None:
    row = "Examplia,Exempla,2016,100,EUR\n"
    facts, _ = read(read_payments, listed(tmp_path, HEAD + row + row))
    assert len({f.subject for f in of(facts, "amount")}) == 2


def test_an_empty_amount_is_unknown_and_zero_is_zero(tmp_path: Path) -> None:
    rows = "Examplia,Exempla,2016,,EUR\nExamplia,Exempla,2016,0,EUR\n"
    facts, report = read(read_payments, listed(tmp_path, HEAD + rows))
    assert [f.object for f in of(facts, "amount")] == [Decimal(0)]
    assert report.counts["examplia", "payment"] == 2
    assert len(of(facts, "payer")) == 2


def test_who_is_not_named_stays_so(tmp_path: Path) -> None:
    facts, _ = read(read_payments, listed(tmp_path, CONSOLIDATED, CONSOLIDATED_MAPPING))
    payments = {f.subject for f in of(facts, "payer")}
    named = {f.subject for f in of(facts, "recipient")}
    assert len(payments - named) == 1


def test_both_sides_meet_in_the_same_organisations(tmp_path: Path) -> None:
    """Lists that share `organisations` name the same things by the same names."""
    ours, _ = read(read_payments, listed(tmp_path, CONSOLIDATED, CONSOLIDATED_MAPPING))
    mapping = 'dataset = "reports"\norganisations = "example"\n'
    theirs, _ = read(read_payments, listed(tmp_path, RECIPIENTS, mapping, source="reports"))
    shared = {f.object for f in of(ours, "recipient")} & {f.object for f in of(theirs, "recipient")}
    assert [about(theirs, str(s), "name")[0].object for s in shared] == [
        Text("Beispielbund Seltene e.V.", "und")
    ]
    sides = {dict(f.qualifiers)["reportedBy"] for f in of(theirs, "amount")}
    assert sides == {"rkg:DisclosedByRecipient"}
    assert dict(of(theirs, "amount")[0].qualifiers)["page"] == "12"


def test_a_collection_keeps_clusters_conversion_and_parts(tmp_path: Path) -> None:
    file = listed(tmp_path, COLLECTED, COLLECTED_MAPPING, source="collected")
    facts, report = read(read_payments, file)
    assert findings(report) == {"odd coordinates": 1}
    first = "rarekg:payment-collected-1"
    recipient = about(facts, first, "recipient")[0]
    assert recipient.object == "rarekg:organisation-ch-7"
    assert recipient.references[0].asserted_object == "Liga Zürich"
    converted = about(facts, first, "convertedAmount")[0]
    assert converted.object == Decimal("1093.26")
    assert dict(converted.qualifiers)["exchangeRate"] == Decimal("1.09326")
    assert len(of(facts, "convertedAmount")) == 1  # CHF in CHF is no conversion
    parts = {(dict(f.qualifiers)["paymentCategory"], f.object) for f in of(facts, "amountPart")}
    assert parts == {("gifts", Decimal("200.0")), ("fees", Decimal("50.0"))}
    assert recipient.references[0].consulted == "2016-06-30"
    assert recipient.references[0].record == "no 1"


def test_families_are_parents_and_nobody_is_its_own(tmp_path: Path) -> None:
    file = listed(tmp_path, COLLECTED, COLLECTED_MAPPING, source="collected")
    facts, _ = read(read_payments, file)
    parts = {(f.subject, f.object) for f in of(facts, "partOf")}
    family = "rarekg:organisation-ch-family-70"
    assert parts == {("rarekg:organisation-ch-7", family), ("rarekg:organisation-ch-8", family)}


def test_a_payer_with_the_name_of_a_curated_company_is_that_company(tmp_path: Path) -> None:
    file = listed(tmp_path, COLLECTED, COLLECTED_MAPPING, source="collected")
    facts, _ = read(read_payments, file)
    payer = about(facts, "rarekg:payment-collected-2", "payer")[0]
    assert payer.object == "rarekg:organisation-servier"
    assert payer.references[0].method
    assert payer.references[0].asserted_object == "Servier"
    other = about(facts, "rarekg:payment-collected-1", "payer")[0]
    assert other.object == "rarekg:organisation-ch-company-3"


def test_a_workbook_by_country_shares_the_mapping(tmp_path: Path) -> None:
    facts, report = read(read_payments, workbook(tmp_path))
    assert report.counts["examplia", "payment"] == 1
    assert [f.object for f in of(facts, "amount")] == [Decimal("3000.5")]
    assert [f.object for f in of(facts, "recipientCountry")] == ["DE"]


@pytest.mark.parametrize(
    ("row", "rule", "value"),
    [
        ("Examplia,Exempla,2016,1'000,EUR", "odd amount", "1'000"),
        ("Examplia,Exempla,2016,NaN,EUR", "odd amount", "NaN"),
        ("Examplia,Exempla,16,100,EUR", "odd year", "16"),
        ("Examplia,Exempla,,100,EUR", "odd year", ""),
        ("Examplia,Exempla,2016,100,Euro", "odd currency", "Euro"),
        ("Examplia,Exempla,2016,100,", "odd currency", ""),
        ("Examplia,,2016,100,EUR", "no recipient", ""),
        (",Exempla,2016,100,EUR", "no payer", ""),
        ("Examplia,Exempla,2016,100,EUR,more", "wrong number of fields", "Examplia"),
    ],
)
def test_an_odd_row_is_left_out_and_named_with_its_line(
    tmp_path: Path, row: str, rule: str, value: str
) -> None:
    text = f"{HEAD}Examplia,Exempla,2016,1,EUR\n{row}\n"
    facts, report = read(read_payments, listed(tmp_path, text))
    assert len(of(facts, "amount")) == 1
    (entry,) = report.entries
    assert (entry.rule, entry.value, entry.action) == (rule, value, Action.LEFT_OUT)
    assert report.examples[entry].place == "examplia.csv:3"


def test_a_payment_to_a_person_is_not_read(tmp_path: Path) -> None:
    mapping = 'dataset = "x"\norganisations = "x"\n[values.recipient_kind]\nHCP = "person"\n'
    text = (
        "payer,recipient,recipient_kind,year,amount,currency\nExamplia,Dr Nobody,HCP,2016,1,EUR\n"
    )
    facts, report = read(read_payments, listed(tmp_path, text, mapping))
    assert not facts
    assert findings(report) == {"payment to a person": 1}
    assert "Nobody" not in str(report.entries) + str(report.examples)


def test_odd_kinds_are_left_out_odd_countries_only_dropped(tmp_path: Path) -> None:
    text = (
        "payer,recipient,recipient_kind,recipient_country,year,amount,currency\n"
        "Examplia,Exempla,charity,DE,2016,1,EUR\n"
        "Examplia,Exempla,other organisation,Germany,2016,-2,EUR\n"
    )
    facts, report = read(read_payments, listed(tmp_path, text))
    assert findings(report) == {
        "unknown recipient kind": 1,
        "odd recipient country": 1,
        "negative amount": 1,
    }
    assert [f.object for f in of(facts, "amount")] == [Decimal(-2)]
    assert not of(facts, "recipientCountry")


def test_a_hospital_paid_as_a_patient_organisation_is_a_hospital(tmp_path: Path) -> None:
    mapping = (
        'dataset = "x"\norganisations = "x"\n[columns]\npayer = "Payer"\nrecipient = "To"\n'
        'year = "Year"\namount = "Sum"\ncurrency = "In"\nrecipient_kind = "Code"\n'
        'recipient_class = "Hospital"\n[values.recipient_class]\nyes = "care provider"\nno = ""\n'
        '[values.recipient_kind]\nPO = "patient organisation"\n'
    )
    text = (
        "Payer,To,Code,Hospital,Year,Sum,In\nExamplia,Invented Hospital,PO,yes,2016,1,EUR\n"
        "Examplia,Invented Association,PO,no,2016,1,EUR\n"
        "Examplia,Invented Pharma AG,PO,no,2016,1,EUR\n"
    )
    facts, _ = read(read_payments, listed(tmp_path, text, mapping))
    types = {(f.subject, f.object) for f in of(facts, "type")}
    assert ("rarekg:organisation-x-invented-hospital", "rkg:CareProvider") in types
    assert ("rarekg:organisation-x-invented-hospital", "rkg:PatientOrganisation") not in types
    assert ("rarekg:organisation-x-invented-association", "rkg:PatientOrganisation") in types
    assert ("rarekg:organisation-x-invented-pharma-ag", "rkg:Organisation") in types
    assert len({f.subject for f in of(facts, "recipientKind")}) == 3  # as it was disclosed


def test_a_name_can_say_that_a_country_is_not_known(tmp_path: Path) -> None:
    """Said by a column before the one that would say a country, which then does not count."""
    mapping = (
        'dataset = "x"\norganisations = "x"\n[columns]\npayer = "Payer"\nrecipient = "To"\n'
        'year = "Year"\namount = "Sum"\ncurrency = "In"\n'
        'recipient_country = ["Code", "To", "Abroad"]\n'
        '[values.recipient_country]\nCH = "CH"\nno = "CH"\n"*" = ""\n"Far Away" = "not known"\n'
    )
    text = (
        "Payer,To,Code,Abroad,Year,Sum,In\nExamplia,Far Away,,no,2016,1,EUR\n"
        "Examplia,Near,,no,2016,1,EUR\nExamplia,Nearer,CH,yes,2016,1,EUR\n"
        "Examplia,Elsewhere,,yes,2016,1,EUR\n"
    )
    facts, report = read(read_payments, listed(tmp_path, text, mapping))
    assert findings(report) == {"odd recipient country": 1}
    assert [f.object for f in of(facts, "recipientCountry")] == ["CH", "CH"]
    assert not [f for f in of(facts, "countryCode") if f.object != "CH"]


def test_an_unknown_column_is_reported(tmp_path: Path) -> None:
    text = "payer,recipient,year,amount,currency,mood\nExamplia,Exempla,2016,1,EUR,good\n"
    _, report = read(read_payments, listed(tmp_path, text))
    assert findings(report) == {"unknown column": 1}


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        ('dataset = "x"\n', "organisations"),
        (
            'dataset = "x"\norganisations = "x"\n[columns]\nwho = "payer"\n',
            "no field is called who",
        ),
        ('dataset = "x"\norganisations = "x"\n[columns]\npayer = "payer"\n', "neither a column"),
        ('dataset = "x"\norganisations = "x"\ndecimal = ""\n', "one character"),
        ("dataset = \n", "x.toml"),
    ],
)
def test_a_wrong_mapping_says_what_is_wrong(tmp_path: Path, mapping: str, message: str) -> None:
    file = listed(tmp_path, HEAD, mapping, source="x")
    with pytest.raises(BadSource, match=message):
        read(read_payments, file)


def test_a_table_without_the_columns_of_its_mapping_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadSource, match="lacks the columns"):
        read(read_payments, listed(tmp_path, HEAD, CONSOLIDATED_MAPPING))
    file = listed(tmp_path, "1,2\n", source="broken")
    file.path.rename(tmp_path / "broken.xlsx")
    broken = type(file)(file.source, file.manifest, tmp_path / "broken.xlsx")
    with pytest.raises(BadSource, match="no XLSX"):
        read(read_payments, broken)


def test_one_number_for_two_rows_is_refused(tmp_path: Path) -> None:
    text = "record,payer,recipient,year,amount,currency\n" + 2 * "7,Examplia,Exempla,2016,1,EUR\n"
    with pytest.raises(BadSource, match="a second 'record 7'"):
        read(read_payments, listed(tmp_path, text))


def test_the_command_prints_totals_and_every_problem_with_its_line(tmp_path: Path) -> None:
    text = HEAD + "Examplia,Exempla,2016,10.5,EUR\nA,B,2016,x,EUR\nA,B,2016,x,EUR\n"
    file = listed(tmp_path, text)
    found = CliRunner().invoke(rarekg, ["payments", "check", str(file.path)])
    assert isinstance(found.exception, CheckFailed)
    assert "1 payments, 0 of them without an amount" in found.output
    assert "EUR 10.5 in all" in found.output
    assert "examplia.csv:3: odd amount: 'x'" in found.output
    assert "examplia.csv:4: odd amount: 'x'" in found.output


def test_the_examples_of_the_page_are_what_the_program_reads(tmp_path: Path) -> None:
    page = (Path(__file__).parents[1] / "docs" / "payments.md").read_text("utf-8")
    examples = [textwrap.dedent(t) for t in re.findall(r"( *```toml\n.*?)```", page, re.DOTALL)]
    mapping, first, by_country = (t.removeprefix("```toml\n") for t in examples)
    example = tmp_path / "mapping.toml"
    example.write_text(mapping, "utf-8")
    assert load_mapping(example).columns["recipient"] == "Patient group"
    msgspec.convert(tomllib.loads(first), SourceManifest)
    files: object = tomllib.loads(by_country)["file"]
    assert msgspec.convert(files, list[FileManifest])[0].options["recipient_country"] == "FR"
    described = set(re.findall(r"`(\w+)`", page.partition("## The mapping")[0]))
    assert described >= set(FIELDS)


@pytest.mark.mirror
def test_the_swiss_payments_are_what_the_file_says(mirror: Path) -> None:
    """Sums by year and currency, straight from the CSV, equal those of the facts, to the digit."""
    with gzip.open(
        mirror / "funding_ch_2015/data_main.hco_po.csv.gz", "rt", encoding="utf-8"
    ) as text:
        rows = list(csv.DictReader(text))
    wanted: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for row in rows:
        wanted[row["year"], row["currency"]] += Decimal(row["amount"])
    file = mirrored("funding-ch", "data_main.hco_po.csv", mirror)
    facts, report = read(read_payments, file)
    found: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for fact in of(facts, "amount"):
        said = dict(fact.qualifiers)
        assert isinstance(fact.object, Decimal)
        found[str(said["year"]), str(said["currency"])] += fact.object
    assert found == wanted
    assert findings(report) == {"odd recipient country": 10}  # said not to be known, in the mapping
    assert len(of(facts, "payer")) == len(rows) == 4715
    parts = sum(f.object for f in of(facts, "amountPart") if isinstance(f.object, Decimal))
    columns = "donations_and_grants sponsorships registration_fees travel_and_accomodation fees"
    assert parts == sum(
        Decimal(r[c]) for r in rows for c in (*columns.split(), "related_expenses") if r[c]
    )
