"""What the readers of authorities' tables share: therapies, their names, dates, indications.

A therapy is a substance's name as the authority writes it: `rarekg:fda-nusinersen`. Whether two
names are one substance is decided later, from all sources together.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import html
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass

from rarekg.facts import Fact, Qualifier, Reference, Text, Value
from rarekg.identifiers import Curie
from rarekg.readers.tables import Row
from rarekg.report import Action, Report

THERAPY = Curie("rkg:Therapy")
_SLUG_LENGTH = 60  # names run to 1,200 letters
_PLAIN = re.compile(r"[a-z0-9 \-]+")
_FORMER = re.compile(r"(.*?)\s*\((?:previously|formerly|in Italy:)\s+(.*)\)")
_SEPARATOR = re.compile(r";(?![^()]*\))")
_MARKS = re.compile(r"\s*(?:\(r\)|[®™])", re.IGNORECASE)
_DAMAGED = re.compile(r"[¿ÿ\ufffd]|\?\?|Ã.|Â[^\w\s]")
_DAYS = (
    re.compile(r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)(?: 00:00:00)?"),  # ISO 8601
    re.compile(r"(?P<month>\d\d?)/(?P<day>\d\d?)/(?P<year>\d{4}|\d\d)"),  # the FDA's
)
_EUROPEAN_DAY = re.compile(r"(?P<day>\d\d?)/(?P<month>\d\d?)/(?P<year>\d{4})")
_CENTURY_TURN = 60  # the Orphan Drug Act is of 1983: 83 is 1983, and 31 is 2031


def plain(text: str) -> str:
    """A text without entities of HTML and with single spaces."""
    return " ".join(html.unescape(text).split())


def parts(text: str) -> list[str]:
    """The parts of a cell that `;` (outside of parentheses) separates, each once, whatever its
    case."""
    return distinct(plain(part) for part in _SEPARATOR.split(html.unescape(text)))


def distinct(names: Iterable[str]) -> list[str]:
    """Names in their order, each in the spelling that came first; no empty ones."""
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(name.casefold(), name)
    return [name for name in found.values() if name]


def therapy(authority: str, name: str) -> Curie:
    """The identifier of a substance as an authority names it.

    Its slug is the name in small letters with hyphens. Where it says less than the name does
    (too long, other characters), 8 hexadecimal digits of the name's SHA-256 follow.
    """
    folded = plain(name).casefold()
    slug = re.sub(r"[^a-z0-9]+", "-", folded).strip("-")
    if _PLAIN.fullmatch(folded) and len(slug) <= _SLUG_LENGTH:
        return Curie(f"rarekg:{authority}-{slug}")
    digest = hashlib.sha256(folded.encode()).hexdigest()[:8]
    return Curie(f"rarekg:{authority}-{slug[:_SLUG_LENGTH].strip('-')}-{digest}".replace("--", "-"))


def naming(subject: Curie, name: str, reference: Reference) -> Iterator[Fact]:
    """That something is a therapy, and its name."""
    yield Fact(subject, "type", THERAPY, (reference,))
    yield Fact(subject, "name", Text(name, "en"), (reference,))


def texts(
    subject: Curie, predicate: str, values: Iterable[str], reference: Reference
) -> Iterator[Fact]:
    """A fact for each text, in English."""
    for value in values:
        yield Fact(subject, predicate, Text(value, "en"), (reference,))


def trade_names(cell: str) -> list[str]:
    """The trade names in a cell, former ones after the present, without marks of registration."""
    found: list[str] = []
    for part in parts(_MARKS.sub("", cell)):
        match = _FORMER.fullmatch(part)
        found += [match[1], match[2]] if match else [part]
    return distinct(found)


def given(*pairs: tuple[str, Value | None]) -> tuple[Qualifier, ...]:
    """The qualifiers that have a value."""
    return tuple((key, value) for key, value in pairs if value is not None and value != "")


_OVER = {"rkg:Withdrawn", "rkg:Lapsed", "rkg:DesignationWithdrawn", "rkg:DesignationExpired"}


def days(
    stage: str, granted: dt.date | None, ended: dt.date | None
) -> tuple[tuple[str, dt.date | None], ...]:
    """The day of what the stage says: of a grant, when it was given (and when it ended, should the
    record tell that of what it holds to be in force); of an end, when it came (None where the
    record does not tell), with the day of the grant beside it."""
    if stage in _OVER:
        return ("date", ended), ("grantedOn", granted)
    return ("date", granted), ("endDate", ended)


@dataclass(frozen=True, slots=True)
class Cells:
    """A row, read strictly: whatever is odd in a cell is reported with the row's place."""

    row: Row
    report: Report

    def __getitem__(self, column: str) -> str:
        return plain(self.row[column])

    def note(self, rule: str, value: str, message: str, action: Action = Action.LEFT_OUT) -> None:
        """Reports a finding in this row."""
        self.row.note(self.report, rule, value, message, action)

    def day(self, column: str, *, european: bool = False) -> dt.date | None:
        """The day in a column: ISO 8601 or month/day/year, `european` day/month/year; None if
        the cell is empty, or (reported) holds no day."""
        text = self[column]
        patterns = (_EUROPEAN_DAY,) if european else _DAYS
        found = _date(next((m for p in patterns if (m := p.fullmatch(text))), None))
        if text and found is None:
            message = "expected a day, written as in the other rows"
            self.note(f"no date in {column}", text, message)
        return found

    def text(self, column: str) -> str:
        """A cell with the manifest's repairs (`lookups.repairs`), reported if damage remains."""
        text = self[column]
        for broken, whole in self.row.file.lookup("repairs").items():
            if broken in text:
                text = text.replace(broken, whole)
                self.note("repaired characters", broken, f"read as '{whole}'", Action.KEPT)
        for damage in _DAMAGED.findall(text):
            message = f"a character was lost before the table was made: {text[:80]}"
            self.note(f"damaged characters in {column}", damage, message, Action.KEPT)
        return text

    def meaning(self, table: str, word: str) -> str | None:
        """What the manifest says a word means; None, reported, if it does not know the word."""
        found = self.row.file.lookup(table).get(word)
        if found is None:
            known = ", ".join(self.row.file.lookup(table))
            self.note(f"unknown word for {table}", word, f"source.toml knows: {known[:200]}")
        return found

    def flag(self, column: str) -> bool:
        """Whether a cell says Yes; what is neither Yes nor No is reported and not Yes."""
        if self[column] not in {"Yes", "No", ""}:
            self.note(f"neither Yes nor No in {column}", self[column], "expected Yes or No")
        return self[column] == "Yes"


def _date(match: re.Match[str] | None) -> dt.date | None:
    if match is None:
        return None
    year = int(match["year"])
    if len(match["year"]) == 2:
        year += 1900 if year >= _CENTURY_TURN else 2000
    with suppress(ValueError):  # the 31st of June
        return dt.date(year, int(match["month"]), int(match["day"]))
    return None
