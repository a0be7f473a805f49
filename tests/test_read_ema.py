"""EMA tables: orphan designations, medicines, shortages."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest

from rarekg.errors import BadSource
from rarekg.facts import Fact, Text
from rarekg.readers.ema_medicines import read_ema_medicines
from rarekg.readers.ema_orphan import read_ema_orphan
from rarekg.readers.ema_shortages import read_ema_shortages
from rarekg.readers.protocol import Reader
from rarekg.report import Report
from tests.reading import about, findings, read, source_file

SITE = "https://www.ema.europa.eu/en/medicines/human"
ORPHAN = "medicines_output_orphan_designations_en.csv"
MEDICINES = "medicines_output_medicines_en.csv"
SHORTAGES = "medicines_output_shortages_en.csv"

DESIGNATION = {
    "Medicine name": "",
    "Related EMA product number": "",
    "Active substance": "Examplersen",
    "Date of designation / refusal": "07/03/2019",
    "Intended use": "Treatment of Friedreich's ataxia",
    "EU designation number": "EU/3/19/9001",
    "Status": "Positive",
    "First published date": "01/05/2019",
    "Last updated date": "",
    "Orphan designation URL": f"{SITE}/orphan-designations/eu-3-19-9001",
}
# The header's names are broken over lines, as the EMA breaks them.
MEDICINE = {
    "Category": "Human",
    "Name of medicine": "Exampla",
    "EMA product number": "EMEA/H/C/009001",
    "Medicine status": "Authorised",
    "Opinion status": "",
    "Latest procedure affecting product information": "IB/0001",
    "International non-proprietary name (INN) / common name": "examplersen",
    "Active substance": "Examplersen sodium",
    "Therapeutic area (MeSH)": "Friedreich Ataxia;Cardiomyopathies",
    "Species\n(veterinary)": "",
    "Patient safety": "No",
    "ATC code (human)": "N07XX99",
    "ATCvet code (veterinary)": "",
    "Pharmacotherapeutic group\n(human)": "Other nervous system drugs",
    "Pharmacotherapeutic group\n(veterinary)": "",
    "Therapeutic indication": "For adults with ataxia &lt;&nbsp;60 years.",
    "Accelerated assessment": "No",
    "Additional monitoring": "No",
    "Advanced therapy": "No",
    "Biosimilar": "No",
    "Conditional approval": "No",
    "Exceptional circumstances": "No",
    "Generic or hybrid": "No",
    "Orphan medicine": "No",
    "PRIME: priority medicine": "No",
    "Marketing authorisation developer / applicant / holder": "Example SA",
    "European Commission decision date": "20/03/2025",
    "Start of rolling review date": "",
    "Start of evaluation date": "",
    "Opinion adopted date": "14/12/2023",
    "Withdrawal of application date": "",
    "Marketing authorisation date": "09/02/2024",
    "Refusal of marketing authorisation date": "",
    "Withdrawal / expiry / revocation / lapse of marketing authorisation date": "",
    "Suspension of marketing authorisation date": "",
    "Revision number": "1",
    "First published date": "10/02/2024",
    "Last updated date": "",
    "Medicine URL": f"{SITE}/EPAR/exampla",
}
INN = "International non-proprietary name (INN) / common name"
ENDED = "Withdrawal / expiry / revocation / lapse of marketing authorisation date"
SHORTAGE = {
    "Category": "Human",
    "Medicine affected": "Exampla",
    "Supply shortage status": "Ongoing",
    "International non-proprietary name (INN) or common name": "examplersen",
    "Therapeutic area (MeSH)": "Friedreich Ataxia",
    "Pharmaceutical forms affected": "Solution for injection;Pre-filled pen",
    "Strengths affected": "10 mg;20 mg",
    "Availability of alternatives": "no",
    "Start of shortage date": "01/10/2024",
    "Expected resolution date": "01/07/2025",
    "Expected resolution": "End of June 2025",
    "First published date": "11/10/2024",
    "Last updated date": "",
    "Shortage URL": f"{SITE}/shortages/exampla",
}


def table(
    reader: Reader, path: Path, form: dict[str, str], *changes: dict[str, str]
) -> tuple[list[Fact], Report]:
    """A table with the form's header, and a row for each change of the form's row."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(form))
        writer.writeheader()
        writer.writerows(form | change for change in changes)
    return read(reader, source_file("ema", path.name, path))


def designations(tmp_path: Path, *changes: dict[str, str]) -> tuple[list[Fact], Report]:
    return table(read_ema_orphan, tmp_path / ORPHAN, DESIGNATION, *changes)


def medicines(tmp_path: Path, *changes: dict[str, str]) -> tuple[list[Fact], Report]:
    return table(read_ema_medicines, tmp_path / MEDICINES, MEDICINE, *changes)


def shortages(tmp_path: Path, *changes: dict[str, str]) -> tuple[list[Fact], Report]:
    return table(read_ema_shortages, tmp_path / SHORTAGES, SHORTAGE, *changes)


def texts(facts: list[Fact], predicate: str) -> list[str]:
    return [
        f.object.value for f in facts if f.predicate == predicate and isinstance(f.object, Text)
    ]


def only(facts: list[Fact], predicate: str = "statedIndication") -> dict[str, object]:
    """The qualifiers of the only fact with a property."""
    (fact,) = (f for f in facts if f.predicate == predicate)
    return dict(fact.qualifiers)


# --- orphan designations -----------------------------------------------------------------------


def test_a_designation_has_its_number_day_and_address(tmp_path: Path) -> None:
    facts, report = designations(tmp_path, {})
    assert {str(f.subject) for f in facts} == {"rarekg:ema-examplersen"}
    assert [(f.predicate, f.object) for f in facts] == [
        ("type", "rkg:Therapy"),
        ("name", Text("Examplersen", "en")),
        ("statedIndication", Text("Treatment of Friedreich's ataxia", "en")),
    ]
    assert only(facts) == {
        "stage": "rkg:OrphanDesignated",
        "authority": "rarekg:organisation-ema",
        "date": dt.date(2019, 3, 7),
        "document": "EU/3/19/9001",
        "recordStatus": "Positive",
    }
    reference = facts[0].references[0]
    assert reference.record == "EU/3/19/9001"
    assert reference.url == DESIGNATION["Orphan designation URL"]
    assert not report.entries


@pytest.mark.parametrize(
    ("status", "stage"),
    [
        ("Positive", "rkg:OrphanDesignated"),
        ("Withdrawn", "rkg:DesignationWithdrawn"),
        ("Expired", "rkg:DesignationExpired"),
        ("Negative", "rkg:DesignationRefused"),
    ],
)
def test_the_status_of_a_designation_is_its_stage(tmp_path: Path, status: str, stage: str) -> None:
    facts, _ = designations(tmp_path, {"Status": status})
    assert only(facts)["stage"] == stage


def test_a_refusal_has_no_number_and_its_address_is_the_record(tmp_path: Path) -> None:
    """35 of them are numbered "-": taken for a number, 34 would be lost as duplicates."""
    one = {"EU designation number": "-", "Status": "Negative"}
    facts, report = designations(
        tmp_path,
        one | {"Orphan designation URL": f"{SITE}/orphan-designations/refusal-a"},
        one | {"Orphan designation URL": f"{SITE}/orphan-designations/refusal-b"},
    )
    records = [f.references[0].record for f in facts if f.predicate == "statedIndication"]
    assert records == ["refusal-a", "refusal-b"]
    assert report.counts["ema", "designation"] == 2
    assert not any("document" in dict(f.qualifiers) for f in facts)


def test_of_rows_with_one_number_the_one_changed_last_is_read(tmp_path: Path) -> None:
    facts, report = designations(
        tmp_path,
        {"Status": "Withdrawn", "Last updated date": "21/02/2023"},
        {"Status": "Positive", "Last updated date": "01/06/2019"},
    )
    assert only(facts)["stage"] == "rkg:DesignationWithdrawn"
    assert report.counts["ema", "designation"] == 1
    assert findings(report) == {"older row of a designation": 1}


def test_a_misprinted_number_is_read_as_meant(tmp_path: Path) -> None:
    facts, report = designations(tmp_path, {"EU designation number": "EU/3/11/878)"})
    assert only(facts)["document"] == "EU/3/11/878"
    assert not report.entries


def test_a_designation_without_substance_has_that_of_its_product(tmp_path: Path) -> None:
    medicines(tmp_path, {})
    product = {
        "Medicine name": "Exampla (previously Oldexa); Exampla",
        "Related EMA product number": "EMEA/H/C/009001; EMEA/H/C/009001",
        "Active substance": "",
    }
    facts, report = designations(
        tmp_path, product, {"Active substance": "", "EU designation number": "EU/3/19/9002"}
    )
    assert {str(f.subject) for f in facts} == {"rarekg:ema-examplersen"}
    assert texts(facts, "tradeName") == ["Exampla", "Oldexa"]
    assert only(facts)["relatedDocument"] == "EMEA/H/C/009001"
    assert findings(report) == {"designation without substance": 1}
    assert report.counts["ema", "designation"] == 2


def test_a_combination_of_a_designation_stays_one_therapy(tmp_path: Path) -> None:
    """The semicolon may separate two names of one substance."""
    facts, _ = designations(tmp_path, {"Active substance": "Angiotensin 1-7;talfirastide"})
    assert texts(facts, "name") == ["Angiotensin 1-7; talfirastide"]
    assert "hasIngredient" not in {f.predicate for f in facts}


def test_odd_designations_are_reported(tmp_path: Path) -> None:
    facts, report = designations(
        tmp_path,
        {"Status": "Pending"},
        {"EU designation number": "EU/3/19/9002", "Date of designation / refusal": "31/02/2019"},
        {"EU designation number": "nineteen", "Date of designation / refusal": ""},
    )
    assert len(texts(facts, "statedIndication")) == 2
    assert findings(report) == {
        "unknown word for designation_status": 1,
        "no date in Date of designation / refusal": 1,
        "no designation number": 1,
        "designation without date": 1,
    }


# --- medicines ---------------------------------------------------------------------------------


def test_a_medicine_has_substance_product_codes_and_indication(tmp_path: Path) -> None:
    facts, report = medicines(tmp_path, {})
    assert [(f.predicate, f.object) for f in facts] == [
        ("type", "rkg:Therapy"),
        ("name", Text("examplersen", "en")),
        ("tradeName", Text("Exampla", "en")),
        ("substanceDescription", Text("Examplersen sodium", "en")),
        ("therapeuticArea", Text("Friedreich Ataxia", "en")),
        ("therapeuticArea", Text("Cardiomyopathies", "en")),
        ("pharmacologicalGroup", Text("Other nervous system drugs", "en")),
        ("atcCode", "N07XX99"),
        ("statedIndication", Text("For adults with ataxia < 60 years.", "en")),
    ]
    assert only(facts) == {
        "stage": "rkg:Approved",
        "authority": "rarekg:organisation-ema",
        "date": dt.date(2024, 2, 9),
        "document": "EMEA/H/C/009001",
        "productName": "Exampla",
        "holderName": "Example SA",
        "recordStatus": "Authorised",
    }
    assert facts[0].references[0].record == "EMEA/H/C/009001"
    assert facts[0].references[0].url == MEDICINE["Medicine URL"]
    assert not report.entries


def test_a_group_that_is_not_assigned_is_none(tmp_path: Path) -> None:
    groups = "Antihemorrhagics;Not assigned yet"
    facts, _ = medicines(tmp_path, {"Pharmacotherapeutic group\n(human)": groups})
    told = [f.object for f in facts if f.predicate == "pharmacologicalGroup"]
    assert told == [Text("Antihemorrhagics", "en")]


@pytest.mark.parametrize(
    ("change", "stage", "day"),
    [
        ({"Conditional approval": "Yes"}, "ConditionallyApproved", dt.date(2024, 2, 9)),
        ({"Exceptional circumstances": "Yes"}, "ApprovedExceptional", dt.date(2024, 2, 9)),
        ({"Medicine status": "Opinion", "Opinion status": "Negative"}, "UnderReview", None),
        ({"Medicine status": "Opinion under re-examination"}, "UnderReview", None),
        (
            {
                "Medicine status": "Refused",
                "Refusal of marketing authorisation date": "01/02/2024",
            },
            "Refused",
            dt.date(2024, 2, 1),
        ),
        (
            {
                "Medicine status": "Application withdrawn",
                "Withdrawal of application date": "03/02/2024",
            },
            "ApplicationWithdrawn",
            dt.date(2024, 2, 3),
        ),
        (
            {
                "Medicine status": "Suspended",
                "Suspension of marketing authorisation date": "04/02/2024",
            },
            "Suspended",
            dt.date(2024, 2, 4),
        ),
    ],
)
def test_status_and_flags_give_the_stage_and_its_day(
    tmp_path: Path, change: dict[str, str], stage: str, day: dt.date | None
) -> None:
    facts, report = medicines(tmp_path, change)
    qualifiers = only(facts)
    assert qualifiers["stage"] == f"rkg:{stage}"
    assert qualifiers["date"] == (day or dt.date(2023, 12, 14))
    assert not report.entries


def test_a_withdrawn_authorisation_says_when_it_ended(tmp_path: Path) -> None:
    facts, _ = medicines(
        tmp_path,
        {"Medicine status": "Lapsed", ENDED: "09/02/2025", "Conditional approval": "Yes"},
    )
    assert only(facts)["stage"] == "rkg:Lapsed"
    assert only(facts)["date"] == dt.date(2025, 2, 9)
    assert only(facts)["grantedOn"] == dt.date(2024, 2, 9)
    assert only(facts)["regulatoryFeature"] == "rkg:ConditionalApproval"


@pytest.mark.parametrize(("status", "stage"), [("Withdrawn", "Withdrawn"), ("Revoked", "Lapsed")])
def test_the_day_of_an_approval_is_not_that_of_its_end(
    tmp_path: Path, status: str, stage: str
) -> None:
    """Most records of what ended tell only when it had been authorised."""
    facts, report = medicines(tmp_path, {"Medicine status": status})
    assert only(facts)["stage"] == f"rkg:{stage}"
    assert "date" not in only(facts)
    assert only(facts)["grantedOn"] == dt.date(2024, 2, 9)
    assert not report.entries


def test_an_opinion_is_shown_with_its_outcome(tmp_path: Path) -> None:
    """A negative opinion is no refusal yet, and a positive one no approval."""
    facts, _ = medicines(tmp_path, {"Medicine status": "Opinion", "Opinion status": "Negative"})
    assert only(facts)["recordStatus"] == "Opinion, Negative"


def test_what_is_particular_of_a_medicine_is_kept(tmp_path: Path) -> None:
    facts, _ = medicines(
        tmp_path,
        {
            "Orphan medicine": "Yes",
            "PRIME: priority medicine": "Yes",
            "Accelerated assessment": "Yes",
            "Additional monitoring": "Yes",
            "Advanced therapy": "Yes",
        },
    )
    (fact,) = (f for f in facts if f.predicate == "statedIndication")
    assert [v for k, v in fact.qualifiers if k == "regulatoryFeature"] == [
        "rkg:OrphanMedicine",
        "rkg:PriorityMedicine",
        "rkg:AcceleratedAssessment",
        "rkg:AdditionalMonitoring",
    ]
    assert [f.object for f in facts if f.predicate == "advancedTherapy"] == [True]


def test_medicines_for_animals_and_copies_are_counted_and_left_out(tmp_path: Path) -> None:
    facts, report = medicines(
        tmp_path,
        {"Category": "Veterinary", "EMA product number": "EMEA/V/C/009009"},
        {"Generic or hybrid": "Yes", "EMA product number": "EMEA/H/C/009002"},
        {"Biosimilar": "Yes", "EMA product number": "EMEA/H/C/009003"},
        {
            "Generic or hybrid": "Yes",
            "Orphan medicine": "Yes",
            "EMA product number": "EMEA/H/C/009004",
        },
    )
    assert {f.references[0].record for f in facts} == {"EMEA/H/C/009004"}
    assert report.counts["ema", "medicine row"] == 4
    assert report.counts["ema", "medicine"] == 1
    assert findings(report) == {
        "medicine not for humans": 1,
        "generic, hybrid or biosimilar": 2,
    }


def test_the_parts_of_a_combination_are_therapies_too(tmp_path: Path) -> None:
    facts, report = medicines(
        tmp_path,
        {INN: "alfastat;betastat", "Active substance": "Betastat hydrate;Alfastat"},
        {
            INN: "vaccine;alfastatran",
            "Active substance": "messenger RNA",
            "EMA product number": "EMEA/H/C/009002",
        },
    )
    subject = next(f.subject for f in facts)
    parts = [str(f.object) for f in facts if f.predicate == "hasIngredient"]
    assert parts == ["rarekg:ema-alfastat", "rarekg:ema-betastat"]
    assert texts(about(facts, subject, "name"), "name") == ["alfastat; betastat"]
    assert texts(about(facts, "rarekg:ema-betastat", "name"), "name") == ["betastat"]
    assert findings(report) == {"unclear parts": 1}


def test_the_facts_of_one_therapy_stand_together(tmp_path: Path) -> None:
    """What is derived from names and texts of a therapy is derived from such a run."""
    facts, _ = medicines(
        tmp_path,
        {},
        {INN: "otherstat", "EMA product number": "EMEA/H/C/009002"},
        {"EMA product number": "EMEA/H/C/009003", "Name of medicine": "Exampla Junior"},
    )
    runs = [f.subject for f, before in zip(facts, [None, *facts], strict=False) if not before
            or before.subject != f.subject]  # fmt: skip
    assert len(runs) == len(set(runs)) == 2
    assert texts(facts, "tradeName") == ["Exampla", "Exampla Junior", "Exampla"]


def test_former_names_of_a_medicine_are_names(tmp_path: Path) -> None:
    facts, _ = medicines(tmp_path, {"Name of medicine": "Exampla (previously Oldexa (adult) B.V.)"})
    assert texts(facts, "tradeName") == ["Exampla", "Oldexa (adult) B.V."]
    assert only(facts)["productName"] == "Exampla"


def test_a_missing_indication_is_the_therapeutic_area_and_reported(tmp_path: Path) -> None:
    facts, report = medicines(
        tmp_path,
        {"Therapeutic indication": ""},
        {
            "Therapeutic indication": "Please refer to the product information document.",
            "EMA product number": "EMEA/H/C/009002",
        },
        {
            "Therapeutic indication": "",
            "Therapeutic area (MeSH)": "",
            "EMA product number": "EMEA/H/C/009003",
        },
    )
    assert texts(facts, "statedIndication") == ["Friedreich Ataxia; Cardiomyopathies"] * 2
    assert findings(report) == {
        "indication from the therapeutic area": 2,
        "medicine without indication": 1,
    }


def test_a_medicine_without_substance_has_its_own_name(tmp_path: Path) -> None:
    facts, report = medicines(tmp_path, {INN: "", "Active substance": ""})
    assert texts(facts, "name") == ["Exampla"]
    assert findings(report) == {"medicine without substance": 1}


def test_odd_cells_of_a_medicine_are_reported(tmp_path: Path) -> None:
    facts, report = medicines(
        tmp_path,
        {"Medicine status": "Paused"},
        {"EMA product number": "EMEA/H/C/009002", "ATC code (human)": "VO4D;L01XE03"},
        {"EMA product number": "EMEA/H/C/009003", "ATC code (human)": "Not yet assigned"},
        {"EMA product number": "9004"},
        {"EMA product number": "EMEA/H/C/009005", "Orphan medicine": "Maybe"},
        {
            "EMA product number": "EMEA/H/C/009006",
            "Refusal of marketing authorisation date": "01/02/2020",
        },
    )
    assert len(texts(facts, "statedIndication")) == 4
    assert "L01XE03" in {f.object for f in facts}
    assert findings(report) == {
        "unknown word for medicine_status": 1,
        "no ATC code": 1,
        "no product number": 1,
        "neither Yes nor No in Orphan medicine": 1,
        "day of another stage": 1,
    }


def test_a_table_without_a_column_stops_the_build(tmp_path: Path) -> None:
    form = {k: v for k, v in MEDICINE.items() if k != "Medicine status"}
    with pytest.raises(BadSource, match="lacks the columns Medicine status"):
        table(read_ema_medicines, tmp_path / MEDICINES, form, {})


# --- shortages ---------------------------------------------------------------------------------


def test_a_shortage_says_what_since_when_and_what_else_there_is(tmp_path: Path) -> None:
    facts, report = shortages(tmp_path, {})
    text = "Solution for injection; Pre-filled pen (10 mg; 20 mg)"
    assert texts(facts, "shortage") == [text]
    assert only(facts, "shortage") == {
        "date": dt.date(2024, 10, 1),
        "endDate": dt.date(2025, 7, 1),
        "expectedEnd": "End of June 2025",
        "recordStatus": "Ongoing",
        "authority": "rarekg:organisation-ema",
        "productName": "Exampla",
        "alternativesAvailable": False,
        "publishedOn": dt.date(2024, 10, 11),
    }
    assert facts[0].references[0].record == "shortages/exampla"
    assert not report.entries


def test_an_entry_on_several_substances_concerns_those_that_the_manifest_says(
    tmp_path: Path,
) -> None:
    column = "International non-proprietary name (INN) or common name"
    facts, report = shortages(
        tmp_path,
        {column: "amoxicillin;clavulanic acid"},
        {column: "", "Medicine affected": "Quetiapine"},
        {column: "alfastat;betastat"},
        {column: ""},
    )
    assert texts(facts, "name") == [
        "amoxicillin",
        "amoxicillin; clavulanic acid",
        "quetiapine",
        "alfastat; betastat",
    ]
    assert findings(report) == {"several substances short": 1, "shortage without substance": 1}


def test_what_is_not_said_of_alternatives_is_not_said(tmp_path: Path) -> None:
    facts, report = shortages(tmp_path, {"Availability of alternatives": "Not stated"})
    assert "alternativesAvailable" not in only(facts, "shortage")
    assert not report.entries
    _, report = shortages(
        tmp_path, {"Availability of alternatives": "Some", "Supply shortage status": "Looming"}
    )
    assert findings(report) == {
        "neither Yes nor No in Availability of alternatives": 1,
        "unknown word for shortage_status": 1,
    }
