"""Every Cure's list of drugs: one row a substance, with its identifiers in many registries.

A row's identifiers come in blocks: first those of the substance itself, then, block after block,
those of its salts, hydrates and products, each in one fixed order of registries. So the own block
ends where that order begins anew. Of it, the first identifier of each registry is the substance's
own; the others of a registry, and the other blocks, are its forms (see docs/decisions.md).

Several rows of Every Cure's sources may stand in one row, their cells joined by "|". Identifiers,
codes and structure are then taken from the part that begins with the row's own identifier, and
what is said of all parts at once, the approvals, is left out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from rarekg.errors import InvalidIdentifier
from rarekg.facts import Fact, Qualifier, Reference, Text
from rarekg.identifiers import Curie, curie
from rarekg.readers.everycure_names import names
from rarekg.readers.tables import Row, rows
from rarekg.report import Action, Report
from rarekg.sources.manifest import SourceFile
from rarekg.substances.names import substance_name

_COLUMNS = frozenset(
    {
        "curie",
        "curie_label",
        "source_ingredients",
        "approved_usa",
        "marketing_status_usa",
        "approved_europe",
        "approved_japan",
        "is_combination_therapy",
        "combination_therapy_ingredients_curies",
        "alternate_ids",
        "atc_codes",
        "smiles",
    }
)

# The order of registries within a block; what begins again at an earlier one is another block.
_BLOCK_ORDER = (
    *("CHEBI", "UNII", "PUBCHEM.COMPOUND", "CHEMBL.COMPOUND", "DRUGBANK", "MESH", "CAS"),
    *("DrugCentral", "GTOPDB", "HMDB", "KEGG.COMPOUND", "INCHIKEY", "UMLS", "RXCUI"),
)
_RANK = {prefix: rank for rank, prefix in enumerate(_BLOCK_ORDER)}

# Registries of substances: their ids in other blocks are forms. RxNorm's and UMLS's there are
# products by strength and dose form, 124,000 of them.
_OF_SUBSTANCES = frozenset(
    {"CHEBI", "UNII", "PUBCHEM.COMPOUND", "CHEMBL.COMPOUND", "DRUGBANK", "MESH"}
)

# The name service gave many biologicals the entry of a small molecule beside their own (cetuximab
# an ester of a fatty acid): registries of structures say nothing true of them.
_BIOLOGICAL = re.compile(
    r"[a-z]{3,}(?:mab|cept|ase|kin|tropin|poetin|grastim|cel|vec|globulin|(?<!digi)toxin|cog)\b",
    re.IGNORECASE,
)
_OF_STRUCTURES = frozenset(
    {"CHEBI", "PUBCHEM.COMPOUND", "INCHIKEY", "KEGG.COMPOUND", "HMDB", "CAS"}
)
_APPROVALS = (
    ("approved_usa", "United States"),
    ("approved_europe", "Europe"),
    ("approved_japan", "Japan"),
)
_LIST = re.compile(r"\[('[^']*'(, '[^']*')*)?\]")
_ITEM = re.compile(r"'([^']*)'")
_ATC = re.compile(r"[A-Z]([0-9]{2}([A-Z]([A-Z]([0-9]{2})?)?)?)?")
_WORD = re.compile(r"[a-z0-9]+")


def read_everycure(file: SourceFile, report: Report) -> Iterator[Fact]:
    """Substances with names, identifiers, ATC codes, structure, approvals and ingredients.

    The lookup `left_out` has rows that name no medicine, with the reason. Counts `substance`.
    The labels of all rows (3,000) are kept while reading: an identifier of a row's block that is
    a row of its own is the same substance only if it has the same name.
    """
    table = list(rows(file, report, delimiter=",", needed=_COLUMNS))
    labels = {row["curie"]: row["curie_label"] for row in table}
    for row in table:
        subject = _subject(row, report)
        if subject is not None:
            report.count(file.source, "substance")
            yield from _substance(row, subject, labels, report)


def _subject(row: Row, report: Report) -> Curie | None:
    reason = row.file.lookup("left_out").get(row["curie"])
    if reason is not None:
        row.note(report, "no medicine", f"{row['curie']} {row['curie_label']}", reason)
        return None
    subject = row.curie(report, "curie")
    if subject is not None and subject.prefix not in _RANK:
        message = "expected an identifier of a substance"
        row.note(report, "no identifier of a substance", row["curie"], message)
        return None
    return subject


def _substance(row: Row, subject: Curie, labels: dict[str, str], report: Report) -> Iterator[Fact]:
    refs = (Reference(row.file.source, subject),)
    yield Fact(subject, "type", curie("rkg:Therapy"), refs)
    for predicate, text in names(row, report):
        yield Fact(subject, predicate, Text(text, "en"), refs)
    lists = _lists(row, report, "alternate_ids")
    place = next((n for n, ids in enumerate(lists) if ids and ids[0] == row["curie"]), None)
    if place is None:
        message = "its identifiers are all those of other rows that were joined with it"
        row.note(report, "row without identifiers of its own", row["curie"], message, Action.KEPT)
    else:
        yield from _mappings(row, subject, lists[place], labels, report)
        yield from _codes(row, subject, place, len(lists), refs, report)
    if len(lists) == 1:
        yield from _approvals(row, subject, refs, report)
    else:
        message = f"approvals of {len(lists)} rows in one are nobody's in particular"
        row.note(report, "rows joined into one", row["curie"], message)
    yield from _ingredients(row, subject, labels, refs, report)


def _lists(row: Row, report: Report, column: str) -> list[list[str]]:
    """The lists in a cell, written as Python does (`['a', 'b']`), joined by "|"."""
    found = []
    for part in row[column].split("|") if row[column] else ():
        if _LIST.fullmatch(part.strip()) is None:
            row.note(report, f"no list in {column}", part, "expected e.g. ['CHEBI:1', 'UNII:2']")
        else:
            found.append(_ITEM.findall(part))
    return found


def _own_block(ids: Sequence[str]) -> int:
    """How many of the identifiers, from the first, are of the substance itself."""
    last = -1
    for number, text in enumerate(ids):
        rank = _RANK.get(text.partition(":")[0], last)
        if rank < last:
            return number
        last = rank
    return len(ids)


def _mappings(
    row: Row, subject: Curie, ids: Sequence[str], labels: dict[str, str], report: Report
) -> Iterator[Fact]:
    refs = (Reference(row.file.source, subject),)
    own = _own_block(ids)
    seen = {subject.prefix}
    biological = _is_biological(row)
    for number, text in enumerate(ids[1:], 1):
        prefix = text.partition(":")[0]
        if number >= own and prefix not in _OF_SUBSTANCES:
            report.count(row.file.source, "identifier of a product")
            continue
        if biological and prefix in _OF_STRUCTURES:
            message = f"{text}: a structure, and '{row['curie_label']}' is a biological"
            row.note(report, "small molecule in the row of a biological", prefix, message)
            continue
        other = _identifier(row, text, report)
        if other is None or other == subject:
            continue
        exact = number < own and prefix not in seen and _same_name(row, text, labels)
        if exact:
            seen.add(prefix)
        yield Fact(subject, "exactMatch" if exact else "relatedMatch", other, refs)


def _is_biological(row: Row) -> bool:
    return _BIOLOGICAL.search(row["curie_label"]) is not None


def _same_name(row: Row, text: str, labels: dict[str, str]) -> bool:
    """False for an identifier that stands for a row with another name."""
    other = labels.get(text)
    return other is None or substance_name(other) == substance_name(row["curie_label"])


def _identifier(row: Row, text: str, report: Report) -> Curie | None:
    try:
        return curie(text)
    except InvalidIdentifier:
        row.note(
            report,
            "not an identifier in alternate_ids",
            text.partition(":")[0],
            f"{text}: of an authority that is not read, or of another shape than its own",
        )
        return None


def _codes(
    row: Row, subject: Curie, place: int, parts: int, refs: tuple[Reference, ...], report: Report
) -> Iterator[Fact]:
    """ATC codes and structure, of the part of the row that is about the substance."""
    codes = _lists(row, report, "atc_codes")
    if codes and len(codes) == parts:
        for code in codes[place]:
            if _ATC.fullmatch(code):
                yield Fact(subject, "atcCode", code, refs)
            else:
                row.note(report, "not an ATC code", code, "expected e.g. N07XX02")
    structures = [part.strip() for part in row["smiles"].split("|")]
    if structures != [""] and len(structures) == parts and not _is_biological(row):
        yield Fact(subject, "chemicalStructure", structures[place], refs)


def _approvals(
    row: Row, subject: Curie, refs: tuple[Reference, ...], report: Report
) -> Iterator[Fact]:
    """An empty cell is unknown, not refused: only a 1 says something."""
    statuses = sorted(set(row.items("marketing_status_usa")))
    for column, region in _APPROVALS:
        if row[column] == "1":
            written: tuple[Qualifier, ...] = ()
            if column == "approved_usa":
                written = tuple(("recordStatus", status) for status in statuses)
            yield Fact(subject, "approvedIn", region, refs, written)
        elif row[column]:
            row.note(report, f"unknown {column}", row[column], "expected 1 or nothing")


def _ingredients(
    row: Row,
    subject: Curie,
    labels: dict[str, str],
    refs: tuple[Reference, ...],
    report: Report,
) -> Iterator[Fact]:
    """The parts of a combination. A row with several combinations names some parts oftener than
    others: which of them belong together, it does not say. Part of the ids are those of another
    substance than the one named: then none is taken."""
    if row["is_combination_therapy"] != "TRUE":
        return
    written = [p.strip() for p in row["combination_therapy_ingredients_curies"].split("|")]
    counts = Counter(p.partition("~")[0] for p in written if p)
    if len(counts) < 2:
        return
    if len(set(counts.values())) > 1:
        message = "several combinations in one row; expected each part equally often"
        row.note(report, "several combinations in one row", row["curie_label"], message)
        return
    stated = _words(row["combination_therapy_ingredients"])
    parts = []
    for text, _, label in dict.fromkeys(p.partition("~") for p in written if p):
        part = row.curie_of(report, text, "combination_therapy_ingredients_curies")
        row_of_its_own = text in labels and text not in row.file.lookup("left_out")
        if part is None or not row_of_its_own or not _words(label) <= stated:
            message = f"'{label}' ({text}): none of {row['combination_therapy_ingredients']}"
            row.note(report, "ingredient of another name", label, message)
            return  # what a medicine contains is said whole or not at all
        parts.append(part)
    for part in parts:
        if part != subject:
            yield Fact(subject, "hasIngredient", part, refs)


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.lower()))
