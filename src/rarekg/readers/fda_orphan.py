"""FDA orphan designations and approvals: the full export (.xlsx) and the approved ones (CSV).

A designation is a number (CF Grid Key) with a row for each approval; where several products came
of it, with several generic names. A record, as others cite it, is "<generic name>, designated
<day>". The two files are one voice: rows of a designation that the newer file has are left to
that; of the older ones only a name that the newer file has replaced is kept.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from rarekg.facts import Fact, Qualifier, Reference, Text
from rarekg.identifiers import Curie
from rarekg.readers.orphanet_companions import companions
from rarekg.readers.regulators import (
    Cells,
    days,
    distinct,
    given,
    naming,
    parts,
    texts,
    therapy,
    trade_names,
)
from rarekg.readers.sheets import sheet_rows
from rarekg.readers.tables import Row, rows
from rarekg.report import Action, Report
from rarekg.sources.manifest import SourceFile

FDA = Curie("rarekg:organisation-fda")
_EXCLUSIVITY = (
    "Exclusivity Protected Indication * (Shown for approvals from Jan. 1, 2013, to the present)"
)
_NEEDED = frozenset(
    {
        "Generic Name",
        "Trade Name",
        "Date Designated",
        "Orphan Designation",
        "Orphan Designation Status",
        "Date Designation Withdrawn or Revoked",
        "FDA Orphan Approval Status",
        "Approved Labeled Indication",
        "Marketing Approval Date",
        "Exclusivity End Date",
        _EXCLUSIVITY,
        "Sponsor Company",
        "Sponsor City",
        "Sponsor State",
        "Sponsor Country",
        "CF Grid Key",
    }
)
_KEY = re.compile(r"(\d+)(?:\.0)?")


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of a designation. `written` is the generic name as it stands there."""

    cells: Cells
    key: str
    written: str

    @property
    def name(self) -> str:
        """The name of the substance: "nivolumab; nivolumab" is one name."""
        return "; ".join(parts(self.written))

    @property
    def subject(self) -> Curie:
        """The therapy."""
        return therapy("fda", self.name)

    def reference(self) -> Reference:
        """The record: the name as written and the day of designation."""
        return Reference("fda", f"{self.written}, designated {self.cells.day('Date Designated')}")


def read_fda_orphan(file: SourceFile, report: Report) -> Iterator[Fact]:
    """Yields the facts of each therapy: names, designations, approvals."""
    newer = _newer_names(file)
    therapies: dict[Curie, list[Entry]] = defaultdict(list)
    former: dict[Curie, list[Entry]] = defaultdict(list)
    keys: set[str] = set()
    for entry in _entries(file, report):
        report.count("fda", "designation row")
        if entry.key not in newer:
            therapies[entry.subject].append(entry)
            if entry.key not in keys:
                keys.add(entry.key)
                report.count("fda", "designation")
            continue
        report.count("fda", "row of a designation that the newer table has")
        names = newer[entry.key]
        if entry.name.casefold() not in {name.casefold() for name in names}:
            former[therapy("fda", names[0])].append(entry)
    for subject in dict.fromkeys([*therapies, *former]):
        if subject in therapies:
            yield from _therapy_facts(subject, therapies[subject], report)
        yield from dict.fromkeys(f for e in former.get(subject, []) for f in _former(subject, e))


def _newer_names(file: SourceFile) -> dict[str, list[str]]:
    """The names of the substances of each designation that the newer file has, if it is here."""
    found: dict[str, list[str]] = defaultdict(list)
    for companion in companions(file, "newer"):
        for entry in _entries(companion, Report()):  # its own reader reports what is odd in it
            found[entry.key] = distinct([*found[entry.key], entry.name])
    return dict(found)


def _entries(file: SourceFile, report: Report) -> Iterator[Entry]:
    for row in _rows(file, report):
        cells = Cells(row, report)
        if row["Generic Name"].startswith("Note:") and not row["CF Grid Key"]:
            report.count("fda", "note below the table")
            continue
        key = _KEY.fullmatch(cells["CF Grid Key"])
        if key is None:
            cells.note("no CF Grid Key", cells["CF Grid Key"], "expected a whole number")
        elif not cells["Generic Name"] or not cells["Orphan Designation"]:
            cells.note("no substance or no indication", key[1], "a designation has both")
        elif cells.day("Date Designated") is None:
            cells.note("no date of designation", key[1], "a record is named by it")
        else:
            yield Entry(cells, key[1], " ".join(row["Generic Name"].split()))


def _rows(file: SourceFile, report: Report) -> Iterator[Row]:
    if file.name.endswith(".xlsx"):
        return sheet_rows(file, report, needed=_NEEDED)
    return rows(file, report, delimiter=",", needed=_NEEDED)


def _former(subject: Curie, entry: Entry) -> Iterator[Fact]:
    """What the older table calls the substance of a designation that has a new name."""
    entry.cells.report.count("fda", "row with a former name")
    for predicate in ("relatedSynonym", "substanceDescription"):
        yield from texts(subject, predicate, [entry.name], entry.reference())


def _therapy_facts(subject: Curie, entries: list[Entry], report: Report) -> Iterator[Fact]:
    first = entries[0]
    names = parts(first.cells.text("Generic Name"))
    if len(names) > 1:
        message = "not clear whether they are other names or parts: the cell's text is the name"
        first.cells.note("several names of substances", first.written, message, Action.KEPT)
    yield from naming(subject, "; ".join(names), first.reference())
    found = (fact for entry in entries for fact in _entry_facts(subject, entry))
    for fact in dict.fromkeys(found):
        if fact.predicate == "statedIndication":
            report.count("fda", str(dict(fact.qualifiers)["stage"]).removeprefix("rkg:"))
        yield fact


def _entry_facts(subject: Curie, entry: Entry) -> Iterator[Fact]:
    reference = entry.reference()
    products = trade_names(entry.cells["Trade Name"])
    yield from texts(subject, "tradeName", products, reference)
    yield from _designation(subject, entry, reference)
    yield from _approval(subject, entry, products, reference)


def _designation(subject: Curie, entry: Entry, reference: Reference) -> Iterator[Fact]:
    cells = entry.cells
    stage = cells.meaning("designation_status", cells["Orphan Designation Status"])
    if stage is None:
        return
    ended = cells.day("Date Designation Withdrawn or Revoked")
    qualifiers = given(
        ("stage", Curie(stage)),
        ("authority", FDA),
        *days(stage, cells.day("Date Designated"), ended),
        *_holder(entry),
    )
    if ended and stage == "rkg:OrphanDesignated":
        cells.note("withdrawn, by its date alone", entry.key, "the status says: designated")
    text = Text(cells.text("Orphan Designation"), "en")
    yield Fact(subject, "statedIndication", text, (reference,), qualifiers)


def _approval(
    subject: Curie, entry: Entry, products: list[str], reference: Reference
) -> Iterator[Fact]:
    cells = entry.cells
    stage = cells.row.file.lookup("approval_status").get(cells["Orphan Designation Status"])
    again = cells.meaning("orphan_approval", cells["FDA Orphan Approval Status"])
    day = cells.day("Marketing Approval Date")
    if stage is not None and not stage == again == ("rkg:Approved" if day else ""):
        message = "the two columns of status and the date of approval do not say the same"
        cells.note("approved or not", entry.key, message)
        return
    if not stage:
        return
    label = cells.text("Approved Labeled Indication")
    if not label:
        message = "no labelled indication: the designation's text stands for it"
        cells.note("approval without its text", "empty cell", message, Action.KEPT)
    protected = cells.text(_EXCLUSIVITY)
    qualifiers = given(
        ("stage", Curie(stage)),
        ("authority", FDA),
        ("date", day),
        ("exclusivityEnd", cells.day("Exclusivity End Date")),
        ("exclusivityIndication", Text(protected, "en") if protected else None),
        ("productName", "; ".join(products)),
        *_holder(entry),
    )
    cells.report.count("fda", "approval")
    text = Text(label or cells.text("Orphan Designation"), "en")
    yield Fact(subject, "statedIndication", text, (reference,), qualifiers)


def _holder(entry: Entry) -> tuple[Qualifier, ...]:
    cells = entry.cells
    place = [cells[f"Sponsor {part}"] for part in ("City", "State", "Country")]
    return given(
        ("holderName", cells["Sponsor Company"]),
        ("holderPlace", ", ".join(distinct(place))),
        ("recordKey", entry.key),
        ("recordStatus", cells["Orphan Designation Status"]),
    )
