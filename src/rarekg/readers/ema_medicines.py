"""EMA medicines for human use: substance, product, status, dates, indication, holder, ATC.

A record is an EMA product number. Veterinary medicines, and generics, hybrids and biosimilars
that are not orphan medicines, are counted and left out: they repeat what the first medicine of
their substance is for.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from rarekg.facts import Fact, Qualifier, Reference, Text
from rarekg.identifiers import Curie
from rarekg.readers.orphanet_companions import companions
from rarekg.readers.regulators import Cells, days, distinct, given, naming, parts, texts, therapy
from rarekg.readers.regulators import trade_names as trade_names_in
from rarekg.readers.tables import rows
from rarekg.report import Action, Report
from rarekg.sources.manifest import SourceFile

EMA = Curie("rarekg:organisation-ema")
_INN = "International non-proprietary name (INN) / common name"
_HOLDER = "Marketing authorisation developer / applicant / holder"
_ENDED = "Withdrawal / expiry / revocation / lapse of marketing authorisation date"
_AUTHORISED = "Marketing authorisation date"
_FEATURES = {
    "Orphan medicine": Curie("rkg:OrphanMedicine"),
    "PRIME: priority medicine": Curie("rkg:PriorityMedicine"),
    "Accelerated assessment": Curie("rkg:AcceleratedAssessment"),
    "Additional monitoring": Curie("rkg:AdditionalMonitoring"),
    "Conditional approval": Curie("rkg:ConditionalApproval"),
    "Exceptional circumstances": Curie("rkg:ExceptionalCircumstances"),
}
# The column with the day of each stage: of the authorisation, also where it ended later.
_DAYS = {
    "rkg:Approved": _AUTHORISED,
    "rkg:ConditionallyApproved": _AUTHORISED,
    "rkg:ApprovedExceptional": _AUTHORISED,
    "rkg:Withdrawn": _AUTHORISED,
    "rkg:Lapsed": _AUTHORISED,
    "rkg:Suspended": "Suspension of marketing authorisation date",
    "rkg:UnderReview": "Opinion adopted date",
    "rkg:Refused": "Refusal of marketing authorisation date",
    "rkg:ApplicationWithdrawn": "Withdrawal of application date",
}
_ENDING = {"rkg:Withdrawn", "rkg:Lapsed"}
_NEEDED = frozenset(
    {
        "Category",
        "Name of medicine",
        "EMA product number",
        "Medicine status",
        "Opinion status",
        _INN,
        "Active substance",
        "Therapeutic area (MeSH)",
        "ATC code (human)",
        "Pharmacotherapeutic group (human)",
        "Therapeutic indication",
        "Advanced therapy",
        "Biosimilar",
        "Generic or hybrid",
        _HOLDER,
        _ENDED,
        "Medicine URL",
        *_FEATURES,
        *_DAYS.values(),
    }
)
_NUMBER_FORM = re.compile(r"EMEA/H/C/\d{6}")
_ATC = re.compile(r"[A-Z]\d\d(?:[A-Z](?:[A-Z](?:\d\d)?)?)?")
_REPEATING = ("Generic or hybrid", "Biosimilar")


@dataclass(frozen=True, slots=True)
class Medicine:
    """A row about a medicine for human use. `name` is its substance's, or else its own."""

    cells: Cells
    name: str

    def reference(self) -> Reference:
        """The record with its address."""
        return Reference("ema", self.cells["EMA product number"], url=self.cells["Medicine URL"])


def substance_name(cell: str) -> str:
    """The name of a substance, or of a combination with "; " between its parts."""
    return "; ".join(parts(cell))


def substances_of_products(file: SourceFile) -> dict[str, str]:
    """The substance of each product number in the table named by the option `medicines`."""
    found = {}
    for companion in companions(file, "medicines"):
        for row in rows(companion, Report(), delimiter=",", needed=_NEEDED):
            found[row["EMA product number"]] = _name(Cells(row, Report()))
    return found


def read_ema_medicines(file: SourceFile, report: Report) -> Iterator[Fact]:
    """Yields the facts of each therapy: names, codes, indications by stage."""
    therapies: dict[Curie, list[Medicine]] = defaultdict(list)
    for medicine in _medicines(file, report):
        report.count("ema", "medicine")
        therapies[therapy("ema", medicine.name)].append(medicine)
    for subject, medicines in therapies.items():
        yield from naming(subject, medicines[0].name, medicines[0].reference())
        facts = (fact for medicine in medicines for fact in _medicine_facts(subject, medicine))
        yield from dict.fromkeys(facts)
        yield from _ingredients(subject, medicines)


def _medicines(file: SourceFile, report: Report) -> Iterator[Medicine]:
    for row in rows(file, report, delimiter=",", needed=_NEEDED):
        report.count("ema", "medicine row")
        cells = Cells(row, report)
        if cells["Category"] != "Human":
            cells.note("medicine not for humans", cells["Category"], "only medicines for people")
        elif not _NUMBER_FORM.fullmatch(cells["EMA product number"]):
            cells.note("no product number", cells["EMA product number"], "e.g. EMEA/H/C/004312")
        elif kind := _repeats(cells):
            message = "repeats what the first medicine of its substance is for"
            cells.note("generic, hybrid or biosimilar", kind, message)
        else:
            yield Medicine(cells, _name(cells))


def _repeats(cells: Cells) -> str:
    """Why a medicine is left out; an orphan medicine never is."""
    if cells["Orphan medicine"] == "Yes":
        return ""
    return next((column for column in _REPEATING if cells.flag(column)), "")


def _name(cells: Cells) -> str:
    for column in (_INN, "Active substance"):
        name = substance_name(cells.row[column])
        if name:
            return name
    product = trade_names_in(cells["Name of medicine"])[0]
    message = "neither an INN nor a substance: the therapy has the product's name"
    cells.note("medicine without substance", "empty cells", message, Action.KEPT)
    return product


def _ingredients(subject: Curie, medicines: list[Medicine]) -> Iterator[Fact]:
    """The parts of a combination: where both columns list equally many, or only one is filled."""
    for medicine in medicines:
        names, substances = (parts(medicine.cells.row[c]) for c in (_INN, "Active substance"))
        listed = names or substances
        if len(listed) < 2:
            continue
        if len(names or listed) != len(substances or listed):
            message = "INNs and active substances differ in number: not clear what the parts are"
            medicine.cells.note("unclear parts", medicine.name, message)
            continue
        named = {therapy("ema", name): name for name in listed}
        for part in named:
            yield Fact(subject, "hasIngredient", part, (medicine.reference(),))
        for part, name in named.items():
            yield from naming(part, name, medicine.reference())
        return


def _medicine_facts(subject: Curie, medicine: Medicine) -> Iterator[Fact]:
    cells, reference = medicine.cells, medicine.reference()
    products = trade_names_in(cells["Name of medicine"])
    yield from texts(subject, "tradeName", products, reference)
    described = substance_name(cells.row["Active substance"])
    if described.casefold() != medicine.name.casefold() and described:
        yield from texts(subject, "substanceDescription", [described], reference)
    areas, groups = ("Therapeutic area (MeSH)", "Pharmacotherapeutic group (human)")
    yield from texts(subject, "therapeuticArea", parts(cells.row[areas]), reference)
    known = (g for g in parts(cells.row[groups]) if g not in cells.row.file.lookup("no_group"))
    yield from texts(subject, "pharmacologicalGroup", known, reference)
    for code in _atc_codes(cells):
        yield Fact(subject, "atcCode", code, (reference,))
    if cells.flag("Advanced therapy"):
        yield Fact(subject, "advancedTherapy", True, (reference,))
    yield from _indication(subject, medicine, products)


def _atc_codes(cells: Cells) -> Iterator[str]:
    for code in parts(cells.row["ATC code (human)"]):
        meant = cells.row.file.lookup("atc").get(code, code)
        if _ATC.fullmatch(meant):
            yield meant
        elif meant:
            cells.note("no ATC code", code, "expected e.g. M09AX07")


def _stage(cells: Cells) -> str | None:
    stage = cells.meaning("medicine_status", cells["Medicine status"])
    if stage != "rkg:Approved":
        return stage
    if cells["Conditional approval"] == "Yes":
        return "rkg:ConditionallyApproved"
    return "rkg:ApprovedExceptional" if cells["Exceptional circumstances"] == "Yes" else stage


def _indication(subject: Curie, medicine: Medicine, products: list[str]) -> Iterator[Fact]:
    cells = medicine.cells
    stage, text = _stage(cells), _indication_text(cells)
    if stage is None or not text:
        return
    qualifiers = given(
        ("stage", Curie(stage)),
        ("authority", EMA),
        *days(stage, cells.day(_DAYS[stage], european=True), _end(cells, stage)),
        ("document", cells["EMA product number"]),
        ("productName", products[0]),
        ("holderName", cells.text(_HOLDER)),
        ("recordStatus", _status(cells)),
        *_features(cells),
    )
    _note_other_days(cells, stage)
    cells.report.count("ema", stage.removeprefix("rkg:"))
    stated = Text(text, "en")
    yield Fact(subject, "statedIndication", stated, (medicine.reference(),), qualifiers)


def _indication_text(cells: Cells) -> str:
    text = cells.text("Therapeutic indication")
    if text and cells.row.file.lookup("no_indication").get(text) is None:
        return text
    areas = "; ".join(parts(cells.row["Therapeutic area (MeSH)"]))
    if areas:
        message = "no indication: the therapeutic areas stand for it"
        cells.note("indication from the therapeutic area", "empty cell", message, Action.KEPT)
    else:
        cells.note("medicine without indication", cells["Medicine status"], "names are kept")
    return areas


def _note_other_days(cells: Cells, stage: str) -> None:
    """An authorised medicine may have been refused before: the table keeps the day."""
    steps = {_AUTHORISED, _DAYS["rkg:UnderReview"]}  # on the way to the stage, not others
    shown = {_DAYS[stage], _ENDED if stage in _ENDING else ""}
    for column in sorted({*_DAYS.values(), _ENDED} - steps - shown):
        if cells[column]:
            cells.note("day of another stage", column, f"the status is {stage}")


def _end(cells: Cells, stage: str) -> dt.date | None:
    return cells.day(_ENDED, european=True) if stage in _ENDING else None


def _status(cells: Cells) -> str:
    """The status as written, with that of the opinion: "Opinion, Positive"."""
    return ", ".join(distinct([cells["Medicine status"], cells["Opinion status"]]))


def _features(cells: Cells) -> tuple[Qualifier, ...]:
    return tuple(("regulatoryFeature", f) for c, f in _FEATURES.items() if cells.flag(c))
