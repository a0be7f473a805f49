"""Invented lists of payments, in the forms in which companies and recipients publish them."""

from __future__ import annotations

from pathlib import Path

import msgspec
from openpyxl import Workbook

from rarekg.build import BuildOptions, build
from rarekg.build_report import Stages
from rarekg.release import Home
from rarekg.sources.manifest import FileManifest, SourceFile, SourceManifest

# One consolidated list: recipient, country, kind of project, amount; payer and year are said above.
CONSOLIDATED = """\
Country;Patient group;Kind of project;Amount;Remarks
France;Association Exemple des Rares;patient empowerment in health;12 500,00;
France;Association Exemple des Rares;patient empowerment in health;12 500,00;
Germany;Beispielbund Seltene e.V.;=HYPERLINK("x");3 000,50;
Poland;Fundacja Przykład;access and policy;;amount follows
Austria;;medical innovation;700;not named
"""

CONSOLIDATED_MAPPING = """
dataset = "examplia"
organisations = "example"
language = "en"
delimiter = ";"
decimal = ","
thousands = " "

[columns]
recipient = "Patient group"
recipient_country = "Country"
category = "Kind of project"
amount = "Amount"
anonymous = "Remarks"

[constants]
payer = "Examplia Invented Pharma"
payer_country = "FR"
year = "2016"
currency = "EUR"
recipient_kind = "patient organisation"
document = "https://example.org/payments-2016.pdf"
reported_by = "payer"

[values.recipient_country]
France = "FR"
Germany = "DE"
Poland = "PL"
Austria = "AT"

[values.anonymous]
"not named" = "true"
"*" = "false"
"""

# What recipients publish themselves, in the format of docs/payments.md as it is.
RECIPIENTS = """\
payer,payer_country,recipient,recipient_country,recipient_kind,year,amount,currency,purpose,\
document,page,reported_by
Examplia Invented Pharma,FR,Beispielbund Seltene e.V.,DE,patient organisation,2016,3500,EUR,\
Jahrestagung,Jahresbericht 2016,12,recipient
Other Invented Ltd,GB,Beispielbund Seltene e.V.,DE,patient organisation,2017,900,GBP,,\
Jahresbericht 2017,9,recipient
"""

# The data base of somebody who collects lists: numbers, clusters, conversion, parts.
COLLECTED = """\
no,firm,firm_no,to,group,group_no,family,family_no,paid,cur,chf,rate,day,yr,kind,gifts,fees,\
lat,lon,town,seen,junk
1,Examplia Invented Pharma,3.0,Liga Zürich,Liga Zuerich,7,Ligen,70,1000.0,EUR,1093.26,1.09326,\
2016-10-07,2015,PO,,,47.37,8.54,Zürich,2016-06-30,x
2,Servier,5.0,Liga Bern,Liga Bern,8,Ligen,70,500.0,CHF,500.0,1.0,2016-10-07,2014,PO,,,,,,\
2016-06-30,x
3,Servier,5.0,Spital Exempel,Spital Exempel,9,Spital Exempel,9,250.0,CHF,250.0,1.0,2016-10-07,\
2015,HCO,200.0,50.0,400,8,Bern,2016-06-30,x
"""

COLLECTED_MAPPING = """
dataset = "collected"
organisations = "ch"
join_companies = true

[columns]
record = "no"
consulted = "seen"
payer = "firm"
payer_id = "firm_no"
recipient = "group"
recipient_id = "group_no"
recipient_written = "to"
recipient_family = "family"
recipient_family_id = "family_no"
recipient_kind = "kind"
recipient_place = "town"
recipient_latitude = "lat"
recipient_longitude = "lon"
year = "yr"
amount = "paid"
currency = "cur"

[values.recipient_kind]
PO = "patient organisation"
HCO = "health-care organisation"

[converted]
amount = "chf"
currency = "CHF"
rate = "rate"
date = "day"

[[part]]
column = "gifts"
category = "gifts"
currency = "CHF"

[[part]]
column = "fees"
category = "fees"
currency = "CHF"

[ignored]
junk = "says nothing"
"""


def listed(
    folder: Path, text: str, mapping: str = "", source: str = "examplia", **options: str
) -> SourceFile:
    """A list as a file of a source, with its mapping beside it."""
    path = folder / f"{source}.csv"
    path.write_text(text, "utf-8")
    if mapping:
        beside = folder / f"{source}.toml"
        beside.write_text(mapping, "utf-8")
        options["mapping"] = str(beside)
    return SourceFile(source, FileManifest(path.name, "payments", options=options), path)


def workbook(folder: Path) -> SourceFile:
    """The same company's list by country: a sheet for each, with numbers as numbers."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for country, rows in (
        ("France", [("Association Exemple des Rares", "health", 12500)]),
        ("Germany", [("Beispielbund Seltene e.V.", "policy", 3000.5), (None, None, None)]),
    ):
        sheet = book.create_sheet(country)
        sheet.append(("Patient group", "Kind of project", "Amount"))
        for row in rows:
            sheet.append(row)
    path = folder / "by-country.xlsx"
    book.save(path)
    mapping = folder / "by-country.toml"
    text = CONSOLIDATED_MAPPING.replace('recipient_country = "Country"\n', "")
    mapping.write_text(text.replace('anonymous = "Remarks"\n', ""), "utf-8")
    options = {"mapping": str(mapping), "sheet": "Germany", "recipient_country": "DE"}
    return SourceFile("examplia", FileManifest(path.name, "payments", options=options), path)


def manifest(file: SourceFile) -> SourceManifest:
    """A source of one's own that holds just this list."""
    return SourceManifest(
        id=file.source,
        title=f"Invented list {file.source}",
        publisher="Nobody",
        licence="CC0 1.0",
        licence_url="https://creativecommons.org/publicdomain/zero/1.0/",
        attribution="Invented for tests.",
        homepage="",
        changes="never",
        file=[msgspec.structs.replace(file.manifest, mirror=file.path.name)],
    )


def build_lists(home: Home, files: list[SourceFile]) -> None:
    """A release of these lists, which lie in one folder."""
    mirror = files[0].path.parent
    build(home, BuildOptions(mirror=mirror, sources=[manifest(f) for f in files]), Stages())
