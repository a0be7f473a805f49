"""SSSOM mapping sets as TSV (https://mapping-commons.github.io/sssom), as Mondo publishes them.

The metadata stand in YAML in `#` lines before the header; `curie_map` there expands prefixes
that we write differently. Mapping sets before SSSOM 0.9 called the justification `match_type`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import yaml

from rarekg.errors import BadSource, InvalidIdentifier
from rarekg.facts import Fact, Reference, Text
from rarekg.identifiers import Curie, curie, curie_of_iri
from rarekg.readers.tables import Row, rows
from rarekg.report import Action, Report
from rarekg.sources.manifest import SourceFile

PREDICATES: Mapping[str, str] = {
    "skos:exactMatch": "exactMatch",
    "skos:broadMatch": "broadMatch",
    "skos:narrowMatch": "narrowMatch",
    "skos:closeMatch": "closeMatch",
    "skos:relatedMatch": "relatedMatch",
    "oboInOwl:hasDbXref": "relatedMatch",
    "oio:hasDbXref": "relatedMatch",
}
OBSOLETE = "obsolete "

_NEEDED = frozenset({"subject_id", "predicate_id", "object_id"})
_OPTIONAL = frozenset(
    {"subject_label", "object_label", "mapping_justification", "predicate_modifier"}
)
_ALIASES = {"match_type": "mapping_justification"}


@dataclass(slots=True)
class _MappingSet:
    """What is the same for all rows of a file, and the subject that was described last."""

    file: SourceFile
    report: Report
    curie_map: Mapping[str, str]
    described: set[Curie] = field(default_factory=set)

    def curie(self, row: Row, column: str) -> Curie | None:
        """The identifier in a column: as we write it, else by the set's own `curie_map`."""
        prefix, _, local = row[column].partition(":")
        expansion = self.curie_map.get(prefix)
        try:
            return curie(row[column])
        except InvalidIdentifier:
            known = curie_of_iri(expansion + local) if expansion else None
            return known or row.curie(self.report, column)


def read_sssom(file: SourceFile, report: Report) -> Iterator[Fact]:
    """Mappings, and of each subject its type and its name.

    Options: `object_label` = "synonym" takes the object's label as its synonym where it differs
    from the subject's (a mapping set is then the only place that names the object); `obsolete` =
    "formerId" makes the number of an obsolete subject a former id of the object (else the row is
    left out). Lookups: `justification` (to ECO), `left_out` (objects that are no diseases, with
    the reason). Counts `mapping` and `former id`.
    """
    comments: list[str] = []
    mappings: _MappingSet | None = None
    for row in rows(
        file,
        report,
        delimiter="\t",
        needed=_NEEDED,
        optional=_OPTIONAL,
        aliases=_ALIASES,
        comments=comments,
    ):
        if mappings is None:
            mappings = _MappingSet(file, report, _curie_map(file, comments))
        yield from _mapping(mappings, row)


def _curie_map(file: SourceFile, comments: list[str]) -> dict[str, str]:
    text = "".join(line.removeprefix("#").removeprefix(" ") for line in comments)
    unindented = "".join(line.removeprefix("#") for line in comments)
    for candidate in (text, unindented):
        try:
            metadata: object = yaml.safe_load(candidate)
        except yaml.YAMLError:
            continue
        table = metadata.get("curie_map", {}) if isinstance(metadata, dict) else {}
        return {str(k): str(v) for k, v in table.items()} if isinstance(table, dict) else {}
    raise BadSource(f"{file.source}: the metadata lines of {file.name} are no YAML")


def _mapping(mappings: _MappingSet, row: Row) -> Iterator[Fact]:
    report = mappings.report
    key = _predicate(row, report)
    subject = mappings.curie(row, "subject_id")
    target = mappings.curie(row, "object_id")
    if key is None or subject is None or target is None:
        return
    reason = row.file.lookup("left_out").get(target)
    if reason is not None:
        row.note(report, "object is no disease", target, reason)
        return
    if row["subject_label"].startswith(OBSOLETE):
        yield from _former_id(row, subject, target, report)
        return
    report.count(row.file.source, "mapping")
    plain = Reference(row.file.source, subject)
    if subject not in mappings.described:
        mappings.described.add(subject)
        yield from _description(row, subject, plain)
    yield Fact(subject, key, target, (_reference(row, subject, report),))
    label = row["object_label"]
    wanted = row.file.options.get("object_label")
    if wanted and label and label.casefold() != row["subject_label"].casefold():
        yield Fact(target, wanted, Text(label, "en"), (plain,))


def _former_id(row: Row, subject: Curie, target: Curie, report: Report) -> Iterator[Fact]:
    """What an obsolete class still says: its number now leads to what it was the same as.

    A match would make the obsolete class stand for a disease that is alive elsewhere, and two
    diseases that it once matched into one.
    """
    key = row.file.options.get("obsolete")
    if key is None:
        message = f"{subject} is obsolete: its mappings join nothing any more"
        row.note(report, "obsolete subject", row.file.name, message)
        return
    report.count(row.file.source, "former id")
    yield Fact(target, key, subject, (Reference(row.file.source, subject),))


def _predicate(row: Row, report: Report) -> str | None:
    if row["predicate_modifier"]:
        row.note(report, "negated mapping", row["predicate_modifier"], "no key for what is not so")
        return None
    key = PREDICATES.get(row["predicate_id"])
    if key is None:
        expected = ", ".join(PREDICATES)
        row.note(report, "unknown predicate", row["predicate_id"], f"expected one of {expected}")
    return key


def _description(row: Row, subject: Curie, reference: Reference) -> Iterator[Fact]:
    refs = (reference,)
    label = row["subject_label"]
    yield Fact(subject, "type", Curie("rkg:Disease"), refs)
    if label:
        yield Fact(subject, "name", Text(label, "en"), refs)


def _reference(row: Row, subject: Curie, report: Report) -> Reference:
    written = row["mapping_justification"]
    if not written:
        return Reference(row.file.source, subject)
    code = row.file.lookup("justification").get(written)
    if code is None:
        message = "no entry in the lookup table 'justification'; the mapping is kept without it"
        row.note(report, "unknown justification", written, message, Action.KEPT)
        return Reference(row.file.source, subject)
    return Reference(row.file.source, subject, evidence=curie(code))
