"""`maxo-annotations.tsv`: which medical action was seen to do what in which disease."""

from __future__ import annotations

from collections.abc import Iterator

from rarekg.facts import Fact, Qualifier, Reference, Text
from rarekg.identifiers import Curie, curie
from rarekg.readers.tables import Row, rows
from rarekg.report import Report
from rarekg.sources.manifest import SourceFile

_COLUMNS = frozenset(
    {"disease_id", "disease_name", "source_id", "maxo_id", "maxo_name", "hpo_id", "relation"}
)
_OPTIONAL = frozenset({"evidence", "extension_id", "extension_name", "author"})
_DISEASE = curie("rkg:Disease")
_ACTION = curie("rkg:MedicalAction")
_WHOLE = curie("HP:0000118")  # "phenotypic abnormality": the disease as such, no sign of it
_NO = "not "  # begins a lookup's value: the source denies it


def read_maxo_annotations(file: SourceFile, report: Report) -> Iterator[Fact]:
    """Yields what an action does in a disease: treats, prevents, must not be used, or was seen to
    be of no use (a negated statement).

    Lookups: `relations` (word to property key, `not ` before it for a denial, '' for what says
    nothing about use and is reported), `evidence` (code to ECO). Counts `annotation`.
    """
    described: set[Curie] = set()
    for row in rows(file, report, delimiter="\t", needed=_COLUMNS, optional=_OPTIONAL):
        report.count(file.source, "annotation")
        disease = row.curie(report, "disease_id")
        action = row.curie(report, "maxo_id")
        said = _relation(row, report)
        if disease is None or action is None or said is None:
            continue
        references = (_reference(row, report, disease, action),)
        for thing, kind, column in (
            (disease, _DISEASE, "disease_name"),
            (action, _ACTION, "maxo_name"),
        ):
            if thing not in described:
                described.add(thing)
                yield Fact(thing, "type", kind, references)
                yield Fact(thing, "name", Text(row[column], "en"), references)
        predicate = said.removeprefix(_NO)
        qualifiers = _qualifiers(row, report)
        yield Fact(action, predicate, disease, references, qualifiers, predicate != said)


def _relation(row: Row, report: Report) -> str | None:
    """The property that a relation means, `not ` before it where it is denied."""
    relation = row["relation"]
    known = row.file.lookup("relations")
    if known.get(relation):
        return known[relation]
    rule = "relation that says nothing of use" if relation in known else "unknown relation"
    row.note(report, rule, relation, f"{row['maxo_name']} in {row['disease_name']}")
    return None


def _qualifiers(row: Row, report: Report) -> tuple[Qualifier, ...]:
    found: list[Qualifier] = []
    sign = row.curie(report, "hpo_id") if row["hpo_id"] else None
    if sign is not None and sign.prefix == "HP" and sign != _WHOLE:
        found.append(("forSign", sign))
    if row["extension_name"]:
        code = f" ({row['extension_id']})" if row["extension_id"] else ""
        found.append(("agent", row["extension_name"] + code))
    return tuple(found)


def _reference(row: Row, report: Report, disease: Curie, action: Curie) -> Reference:
    code = row["evidence"]
    evidence = row.file.lookup("evidence").get(code)
    if evidence is None and code:
        row.note(report, "unknown evidence code", code, "kept without evidence")
    publication = row.curie(report, "source_id")
    return Reference(
        source=row.file.source,
        record=f"{disease} {action} {row['hpo_id']}".rstrip(),
        publications=(publication,) if publication else (),
        evidence=curie(evidence) if evidence else None,
        curated_by=row["author"] or None,
    )
