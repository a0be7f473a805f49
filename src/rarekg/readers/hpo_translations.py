"""Translations of HPO: Babelon tables (names, definitions) and synonym tables.

Babelon: https://github.com/monarch-initiative/babelon. A synonym table is a ROBOT template: its
second line tells what a column becomes, e.g. `AL oboInOwl:hasExactSynonym@fr`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from rarekg.errors import BadSource
from rarekg.facts import Fact, Reference, Text
from rarekg.identifiers import Curie
from rarekg.readers.orphanet_companions import companions
from rarekg.readers.tables import Row, rows
from rarekg.report import Action, Report
from rarekg.sources.manifest import SourceFile

_BABELON = frozenset(
    {
        "subject_id",
        "predicate_id",
        "source_value",
        "translation_language",
        "translation_value",
        "translation_status",
    }
)
_BABELON_OPTIONAL = frozenset({"source_language", "translator", "translation_precision"})
_SYNONYMS = frozenset({"subject_id", "translation_value"})
_PREDICATES = {"rdfs:label": "name", "IAO:0000115": "definition"}
_STATUSES = ("OFFICIAL", "CANDIDATE", "NOT_TRANSLATED")
_MACHINE = "machine translation (DeepL), not reviewed"
_CANDIDATE = "candidate translation, not reviewed"


@dataclass(frozen=True, slots=True)
class _Reading:
    file: SourceFile
    report: Report
    named: dict[tuple[Curie, str], str] = field(default_factory=dict)


def read_babelon(file: SourceFile, report: Report) -> Iterator[Fact]:
    """Yields names and definitions in the language that each row states.

    A row that is NOT_TRANSLATED, or whose value is NA, is counted and left out. CANDIDATE rows
    are kept; their references say that nobody reviewed them, and if a machine made them.
    Counts `translation` and `not translated`.
    """
    reading = _Reading(file, report)
    for row in rows(file, report, delimiter="\t", needed=_BABELON, optional=_BABELON_OPTIONAL):
        status = _status(reading, row, "translation_status")
        predicate = _predicate(reading, row)
        subject = row.curie(report, "subject_id") if status and predicate else None
        if status is None or predicate is None or subject is None:
            continue
        if row["source_value"].startswith("obsolete "):
            row.note(report, "name of an obsolete term", row["translation_language"], subject)
        elif row["translation_precision"] not in ("", "EXACT"):
            message = f"{subject}: only EXACT translations are taken"
            row.note(report, "inexact translation", row["translation_precision"], message)
        else:
            yield from _translated(reading, row, subject, predicate, status)


def _translated(
    reading: _Reading, row: Row, subject: Curie, predicate: str, status: str
) -> Iterator[Fact]:
    text = Text(_clean(reading, row, row["translation_value"]), row["translation_language"])
    if text.value.casefold() == row["source_value"].casefold():
        message = f"{subject}: '{text.value}' is the English one too"
        row.note(reading.report, "same as the English", text.language, message, Action.KEPT)
    if predicate == "name":
        first = reading.named.setdefault((subject, text.language), text.value)
        if text.value != first:
            message = f"{subject} is named '{first}' before; kept as a synonym"
            row.note(reading.report, "second name", text.value, message, Action.KEPT)
            predicate = "synonym"
    reading.report.count(row.file.source, "translation")
    yield Fact(subject, predicate, text, (_reference(reading, row, subject, status),))


def read_synonym_table(file: SourceFile, report: Report) -> Iterator[Fact]:
    """Yields synonyms in the language of the table; a cell may hold several, split by `|`.

    Options: `language`, which the table's second line must state too (else BadSource),
    `status_column`, and `untranslated_from`, further tables: what they declare NOT_TRANSLATED is
    English, and a CANDIDATE row that has such a text is left out. Lookups: `mended`, fragments
    of damaged text and what stands for them. Counts `synonym` and `not translated`.
    """
    reading = _Reading(file, report)
    status_column = file.options["status_column"]
    english = _untranslated(file)
    for row in _after_template(file, report, status_column):
        status = _status(reading, row, status_column)
        subject = row.curie(report, "subject_id") if status else None
        if status is None or subject is None:
            continue
        if status == "CANDIDATE" and _is_english(row, english):
            message = f"{subject}: '{row['translation_value']}' is English"
            row.note(report, "untranslated candidate", file.options["language"], message)
        else:
            yield from _synonyms(reading, row, subject, status)


def _untranslated(file: SourceFile) -> set[tuple[str, str]]:
    """Term and text (casefolded) that other tables declare to be still in English."""
    found: set[tuple[str, str]] = set()
    for other in companions(file, "untranslated_from"):
        status_column = other.options["status_column"]
        for row in _after_template(other, Report(), status_column):
            if row[status_column] == "NOT_TRANSLATED":
                texts = row.items("translation_value", "|")
                found.update((row["subject_id"], text.casefold()) for text in texts)
    return found


def _is_english(row: Row, english: Collection[tuple[str, str]]) -> bool:
    texts = row.items("translation_value", "|")
    return any((row["subject_id"], text.casefold()) in english for text in texts)


def _after_template(file: SourceFile, report: Report, status_column: str) -> Iterator[Row]:
    needed = _SYNONYMS | {status_column}
    for index, row in enumerate(rows(file, report, delimiter="\t", needed=needed)):
        if index == 0:
            _check_template(row)
        else:
            yield row


def _check_template(row: Row) -> None:
    expected = f"AL oboInOwl:hasExactSynonym@{row.file.options['language']}"
    if row["subject_id"] != "ID" or row["translation_value"] != expected:
        raise BadSource(
            f"{row.place}: expected the template line 'ID', '{expected}', "
            f"found '{row['subject_id']}', '{row['translation_value']}'"
        )


def _synonyms(reading: _Reading, row: Row, subject: Curie, status: str) -> Iterator[Fact]:
    references = (_reference(reading, row, subject, status),)
    for part in row.items("translation_value", "|"):
        value = _clean(reading, row, part)
        if value:
            reading.report.count(row.file.source, "synonym")
            text = Text(value, row.file.options["language"])
            yield Fact(subject, "synonym", text, references)


def _status(reading: _Reading, row: Row, column: str) -> str | None:
    """The status of a row that is a translation; None (counted or reported) of any other."""
    status = row[column]
    if status == "NOT_TRANSLATED" or row["translation_value"] in ("", "NA"):
        reading.report.count(row.file.source, "not translated")
        return None
    if status not in _STATUSES:
        row.note(reading.report, "unknown status", status, f"expected {', '.join(_STATUSES)}")
        return None
    return status


def _predicate(reading: _Reading, row: Row) -> str | None:
    found = _PREDICATES.get(row["predicate_id"])
    if found is None:
        expected = f"expected {', '.join(_PREDICATES)}"
        row.note(reading.report, "unknown predicate", row["predicate_id"], expected)
    elif row["source_language"] not in ("", "en"):
        row.note(reading.report, "not from English", row["source_language"], row["subject_id"])
        return None
    return found


def _clean(reading: _Reading, row: Row, value: str) -> str:
    """The value without stray punctuation at its end and damage that the manifest lists."""
    cleaned = value
    for damage, mended in row.file.lookup("mended").items():
        cleaned = cleaned.replace(damage, mended)
    cleaned = cleaned.strip().rstrip(";,")
    if cleaned != value:
        message = f"'{value}' is kept as '{cleaned}'"
        row.note(reading.report, "mended text", row.file.name, message, Action.KEPT)
    return cleaned


def _reference(reading: _Reading, row: Row, subject: Curie, status: str) -> Reference:
    translator = row["translator"]
    method = None
    if status == "CANDIDATE":
        method = _MACHINE if translator == "DeepL" else _CANDIDATE
    return Reference(
        source=row.file.source,
        record=subject,
        method=method,
        curated_by=_curators(reading, row) if translator != "DeepL" else None,
    )


def _curators(reading: _Reading, row: Row) -> str | None:
    """The translators' ORCIDs; one with a wrong check digit would name somebody else."""
    found = []
    for text in row.items("translator", "|"):
        orcid = text if ":" in text else f"orcid:{text}"
        if not is_orcid(orcid.partition(":")[2]):
            message = f"translator '{text}' is no ORCID; the translation is kept without"
            row.note(reading.report, "malformed translator", text, message, Action.KEPT)
        else:
            found.append(f"ORCID:{orcid.partition(':')[2]}")
    return "; ".join(found) or None


def is_orcid(text: str) -> bool:
    """Whether sixteen digits are an ORCID: the last is a check digit (ISO 7064, MOD 11-2)."""
    digits = text.replace("-", "")
    if len(digits) != 16 or not digits[:15].isdecimal():
        return False
    total = 0
    for digit in digits[:15]:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    return digits[15] == ("X" if check == 10 else str(check))
