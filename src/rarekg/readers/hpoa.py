"""`phenotype.hpoa`: the Human Phenotype Ontology's annotations of diseases.

Columns and their meaning: https://obophenotype.github.io/human-phenotype-ontology/annotations/phenotype_hpoa/
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from rarekg.errors import BadSource, InvalidIdentifier
from rarekg.facts import Fact, Qualifier, Reference, Text
from rarekg.identifiers import Curie, curie
from rarekg.readers.lines import OddRecord, numbered_lines
from rarekg.report import Action, Report
from rarekg.sources.manifest import SourceFile

_PHENOTYPE = curie("rkg:Phenotype")
_DISEASE = curie("rkg:Disease")
_EXCLUDED = curie("HP:0040285")
_SEXES = {"male": curie("rkg:Male"), "female": curie("rkg:Female")}
_HPO = ("HP",)
DISEASE_PREFIXES = ("OMIM", "ORPHA", "DECIPHER", "MONDO")
_PREDICATES = {"P": "hasPhenotype", "I": "hasInheritance", "M": "hasClinicalModifier"}


class Row(NamedTuple):
    """One annotation as the file writes it, in the column names of 2024."""

    database_id: str
    disease_name: str
    qualifier: str
    hpo_id: str
    reference: str
    evidence: str
    onset: str
    frequency: str
    sex: str
    modifier: str
    aspect: str
    biocuration: str


@dataclass(frozen=True, slots=True)
class _Reading:
    """What one run over the file remembers: references and qualifiers are shared by many rows."""

    file: SourceFile
    report: Report
    names: dict[str, tuple[str, ...]] = field(default_factory=dict)
    terms: set[str] = field(default_factory=set)
    references: dict[tuple[str, ...], Reference] = field(default_factory=dict)
    qualifiers: dict[tuple[str, ...], tuple[tuple[Qualifier, ...], bool]] = field(
        default_factory=dict
    )

    def note(
        self, number: int, rule: str, value: str, message: str, action: Action = Action.LEFT_OUT
    ) -> None:
        place = f"{self.file.name} line {number}"
        self.report.note(self.file.source, rule, value, place, message, action)


def read_hpoa(file: SourceFile, report: Report) -> Iterator[Fact]:
    """Yields signs, inheritance, onset and course of diseases; a name for OMIM's and DECIPHER's.

    A row with NOT, with the frequency "excluded", or of a sign seen in none of those examined
    ("0/5") is a negative fact. Rows of ORPHA diseases are Orphanet's statements, passed on.
    Options: none. Lookups: `evidence` (code to ECO), `onset_terms`, `frequencies`.
    """
    reading = _Reading(file, report)
    for number, row in _rows(reading):
        report.count(file.source, "annotation")
        try:
            yield from _disease(reading, number, row)
            annotation = _annotation(reading, number, row)
            yield from _term(reading, row.hpo_id)
            yield annotation
        except OddRecord as odd:
            reading.note(number, odd.rule, odd.value, f"{row.database_id}: {odd}")


def _rows(reading: _Reading) -> Iterator[tuple[int, Row]]:
    lines = numbered_lines(reading.file)
    header = _header(lines, reading.file)
    choose = _chooser(header, reading)
    width = len(header)
    for number, line in lines:
        cells = line.split("\t")
        if len(cells) == width:
            yield number, Row._make(choose(cells))
        elif line and not line.startswith("#"):
            message = f"{len(cells)} fields, the header has {width}"
            reading.note(number, "wrong number of fields", cells[0], message)


def _header(lines: Iterator[tuple[int, str]], file: SourceFile) -> list[str]:
    """The column names in lower case without `_` and `#`: older files write `#DatabaseID`."""
    for number, line in lines:
        names = [name.lstrip("#").replace("_", "").casefold() for name in line.split("\t")]
        if "databaseid" in names:
            return names
        if line and not line.startswith("#"):
            raise BadSource(f"{file.name} line {number}: expected the header, found '{line[:80]}'")
    raise BadSource(f"{file.name}: no header line with database_id")


def _chooser(header: list[str], reading: _Reading) -> Callable[[Sequence[str]], tuple[str, ...]]:
    """A function that puts the cells of a line into the order of `Row`."""
    wanted = [name.replace("_", "") for name in Row._fields]
    missing = sorted(set(wanted).difference(header))
    if missing:
        raise BadSource(f"{reading.file.name}: lacks the columns {', '.join(missing)}: {header}")
    for name in set(header).difference(wanted, reading.file.manifest.ignored):
        message = "neither read nor listed as ignored in source.toml"
        reading.report.note(reading.file.source, "unknown column", name, reading.file.name, message)
    return itemgetter(*map(header.index, wanted))


def _disease(reading: _Reading, number: int, row: Row) -> Iterator[Fact]:
    """Type and name of a disease at its first row; of ORPHA's, Orphanet itself gives both."""
    known = reading.names.get(row.database_id)
    if known is not None and row.disease_name in known:
        return
    disease = _identifier(row.database_id, "disease", DISEASE_PREFIXES)
    reading.names[row.database_id] = (*(known or ()), row.disease_name)
    if known is None:
        reading.report.count(reading.file.source, "disease")
    if disease.prefix == "ORPHA":
        return
    references = (Reference(source=reading.file.source, record=disease),)
    if known is None:
        yield Fact(disease, "type", _DISEASE, references)
    else:
        message = f"{disease} is named '{known[0]}' before; kept as a synonym"
        reading.note(number, "second name of a disease", row.disease_name, message, Action.KEPT)
    if row.disease_name:
        name = Text(row.disease_name, "en")
        yield Fact(disease, "synonym" if known else "name", name, references)


def _term(reading: _Reading, term: str) -> Iterator[Fact]:
    """That a term is one of HPO, once: the annotations may be older or newer than the ontology."""
    if term not in reading.terms:
        reading.terms.add(term)
        reference = Reference(source=reading.file.source, record=term)
        yield Fact(_identifier(term, "phenotype", _HPO), "type", _PHENOTYPE, (reference,))


def _annotation(reading: _Reading, number: int, row: Row) -> Fact:
    qualifiers, absent = _qualifiers(reading, row)
    negated = _negated(reading, number, row, absent)
    return Fact(
        subject=_identifier(row.database_id, "disease", DISEASE_PREFIXES),
        predicate=_predicate(reading, row),
        object=_identifier(row.hpo_id, "phenotype", _HPO),
        references=(_reference(reading, number, row),),
        qualifiers=qualifiers,
        negated=negated,
    )


def _predicate(reading: _Reading, row: Row) -> str:
    if row.aspect == "C":
        is_onset = row.hpo_id in reading.file.lookup("onset_terms")
        return "hasOnset" if is_onset else "hasClinicalCourse"
    found = _PREDICATES.get(row.aspect)
    if found is None:
        raise OddRecord("unknown aspect", row.aspect, "P, I, C or M")
    return found


def _negated(reading: _Reading, number: int, row: Row, absent: bool) -> bool:
    if row.qualifier not in ("", "NOT"):
        raise OddRecord("unknown qualifier", row.qualifier, "NOT or nothing")
    claim = f"{row.database_id} {row.hpo_id}"
    if row.qualifier == "NOT":
        reading.report.count(reading.file.source, "negated")
        if row.frequency == _EXCLUDED:
            raise OddRecord("NOT excluded", claim, "either NOT or the frequency 'excluded'")
        if row.frequency and not absent:
            message = f"{claim}: NOT, and yet in {row.frequency}; kept as a negative fact"
            reading.note(number, "NOT with a frequency", row.frequency, message, Action.KEPT)
    elif absent and row.frequency != _EXCLUDED:
        message = f"{claim}: seen in none of those examined; kept as a negative fact"
        reading.note(number, "sign seen in none", "0", message, Action.KEPT)
    return absent or row.qualifier == "NOT"


def _qualifiers(reading: _Reading, row: Row) -> tuple[tuple[Qualifier, ...], bool]:
    """The qualifiers of a row, and whether its frequency says that the sign is absent."""
    key = (row.frequency, row.onset, row.sex, row.modifier)
    found = reading.qualifiers.get(key)
    if found is None:
        frequency, absent = _frequency(row.frequency, reading.file)
        made = (*frequency, *_onset(row.onset), *_sex(row.sex), *_modifiers(row.modifier))
        found = reading.qualifiers[key] = (made, absent)
    return found


def _frequency(text: str, file: SourceFile) -> tuple[tuple[Qualifier, ...], bool]:
    """One of three forms: a term, "n/m" persons, or a percentage; and whether it means absence.

    "Excluded" is a negative fact without frequency, as Orphanet's own files are read.
    """
    if not text:
        return (), False
    if text == _EXCLUDED:
        return (), True
    if text in file.lookup("frequencies"):
        return (("frequency", curie(text)),), False
    if "/" in text:
        return (("frequencyCount", text),), _share(text) == 0
    if text.endswith("%"):
        return (("frequencyPercent", text),), _percentage(text) == 0
    raise OddRecord("unknown frequency", text, "a frequency term, n/m or a percentage")


def _share(text: str) -> float:
    seen, _, examined = text.partition("/")
    if not (_is_count(seen) and _is_count(examined)) or not int(seen) <= int(examined) > 0:
        raise OddRecord("malformed frequency", text, "n/m with n <= m and m > 0")
    return int(seen) / int(examined)


def _percentage(text: str) -> float:
    whole, _, fraction = text[:-1].strip().partition(".")
    if not _is_count(whole) or (fraction and not _is_count(fraction)):
        raise OddRecord("malformed frequency", text, "a percentage such as 45% or 7.5%")
    value = float(f"{whole}.{fraction or 0}")
    if value > 100:
        raise OddRecord("malformed frequency", text, "at most 100%")
    return value


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _onset(text: str) -> tuple[Qualifier, ...]:
    return (("onset", _identifier(text, "onset", _HPO)),) if text else ()


def _sex(text: str) -> tuple[Qualifier, ...]:
    if not text:
        return ()
    found = _SEXES.get(text.casefold())
    if found is None:
        raise OddRecord("unknown sex", text, "MALE or FEMALE")
    return (("sex", found),)


def _modifiers(text: str) -> tuple[Qualifier, ...]:
    parts = sorted({part.strip() for part in text.split(";")} - {""})
    return tuple(("modifier", _identifier(part, "modifier", _HPO)) for part in parts)


@lru_cache(maxsize=100_000)
def _identifier(text: str, column: str, prefixes: tuple[str, ...]) -> Curie:
    try:
        found = curie(text)
    except InvalidIdentifier as error:
        raise OddRecord(
            f"no identifier of the kind: {column}", text, " or ".join(prefixes)
        ) from error
    if found.prefix not in prefixes:
        raise OddRecord(f"no identifier of the kind: {column}", text, " or ".join(prefixes))
    return found


def _reference(reading: _Reading, number: int, row: Row) -> Reference:
    key = (row.database_id, row.reference, row.evidence, row.biocuration)
    found = reading.references.get(key)
    if found is None:
        disease = curie(row.database_id)
        repeated = disease.prefix == "ORPHA"
        found = reading.references[key] = Reference(
            source=reading.file.source,
            record=disease,
            primary_source="orphanet" if repeated else None,
            publications=() if repeated else _publications(reading, number, row.reference),
            evidence=_evidence(reading, number, row.evidence),
            curated_by=row.biocuration.replace("; ", ";") or None,
        )
    return found


def _publications(reading: _Reading, number: int, text: str) -> tuple[str, ...]:
    """The works a row cites: PubMed, ISBN, records of OMIM and DECIPHER, addresses."""
    found = []
    for part in filter(None, (part.strip() for part in text.split(";"))):
        if part.startswith(("http://", "https://")):
            found.append(part)
            continue
        try:
            found.append(curie(part))
        except InvalidIdentifier:
            message = f"'{part}' is neither PMID, ISBN, OMIM, DECIPHER nor an address"
            reading.note(number, "malformed reference", part, message, Action.KEPT)
    return tuple(dict.fromkeys(found))


def _evidence(reading: _Reading, number: int, code: str) -> Curie | None:
    found = reading.file.lookup("evidence").get(code)
    if found is None:
        known = ", ".join(reading.file.lookup("evidence"))
        message = f"'{code}' is none of {known}; kept without evidence"
        reading.note(number, "unknown evidence", code, message, Action.KEPT)
        return None
    return curie(found)
