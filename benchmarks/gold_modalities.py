"""Modalities of substances: what the rules say of 300 that were labelled by hand."""

from __future__ import annotations

import csv
import gzip
import io
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import openpyxl

from benchmarks.gold import Gold, Row, labelled
from rarekg.linking.modalities import classify
from rarekg.linking.modalities_rules import NONE, rules

BOUND = 0.97
_COLUMNS = ("modality", "labelled", "given", "right", "broader", "wrong", "precision", "recall")


@dataclass(frozen=True, slots=True)
class Judged:
    """One substance: the labels that are right (empty where the record does not tell), and the
    slug that the rules gave ("" for none)."""

    key: str
    name: str
    labels: frozenset[str]
    given: str

    def right(self) -> bool:
        """Exactly what a label says."""
        return self.given in self.labels

    def broader(self) -> bool:
        """True, but less specific than the label."""
        return not self.right() and any(
            self.given in rules().ancestors(label) for label in self.labels
        )

    def first(self) -> str:
        """The label under which the substance is counted."""
        return NONE if not self.labels else min(self.labels)


def measure(mirror: Path) -> list[Gold]:
    """Precision is the share of answers that are exactly right; one that is true but broader
    than the label counts as an error too. Recall is of the substances that have a label."""
    judged = list(_judged(mirror))
    given = [j for j in judged if j.given]
    right = sum(j.right() for j in given)
    with_label = sum(bool(j.labels) for j in judged)
    errors = [_error(j) for j in given if not j.right()]
    rows = [_row(slug, judged) for slug in _slugs(judged)]
    precision = right / len(given)
    total: Row = ("all", with_label, len(given), right, *_missed(judged), f"{precision:.3f}", "")
    recall = right / with_label
    return [
        Gold(
            topic="modalities",
            precision=precision,
            recall=recall,
            bound=BOUND,
            columns=_COLUMNS,
            rows=[*rows, (*total[:-1], f"{recall:.3f}")],
            errors=errors,
        )
    ]


def substance_names(mirror: Path) -> dict[str, dict[str, str]]:
    """The names of substances by authority and by the key of their first record."""
    return {"fda": dict(_fda(mirror)), "ema": dict(_ema(mirror))}


def _judged(mirror: Path) -> Iterator[Judged]:
    names = substance_names(mirror)
    for row in labelled("modalities.tsv"):
        name = names[row["source"]][row["key"]]
        found = classify([name], None, [], False)
        slug = found.modality.removeprefix("rarekg:modality-") if found else ""
        labels = frozenset(row["label"].split("|")) - {NONE}
        yield Judged(f"{row['source']} {row['key']}", name, labels, slug)


def _slugs(judged: list[Judged]) -> list[str]:
    counts = Counter(j.first() for j in judged)
    others = {j.given for j in judged if j.given} - set(counts)
    return [slug for slug, _ in counts.most_common()] + sorted(others)


def _row(slug: str, judged: list[Judged]) -> Row:
    mine = [j for j in judged if j.first() == slug]
    given = [j for j in judged if (j.first() if j.right() else j.given) == slug]
    right = sum(j.right() for j in given)
    precision = f"{right / len(given):.3f}" if given else "-"
    recall = f"{sum(j.right() for j in mine) / len(mine):.3f}" if mine and slug != NONE else "-"
    return (slug, len(mine), len(given), right, *_missed(given), precision, recall)


def _missed(judged: list[Judged]) -> tuple[int, int]:
    broader = sum(j.broader() for j in judged if j.given)
    wrong = sum(not j.right() and not j.broader() for j in judged if j.given)
    return broader, wrong


def _error(judged: Judged) -> str:
    kind = "broader" if judged.broader() else "wrong"
    label = "|".join(sorted(judged.labels)) or NONE
    return f"{kind}: {judged.key}: {judged.given} instead of {label}: {judged.name[:80]}"


def _fda(mirror: Path) -> Iterator[tuple[str, str]]:
    """Generic names by CF Grid Key; of several rows of one key, the first is taken last."""
    path = mirror / "fda" / "oopd_all_drug.xlsx"
    with closing(openpyxl.load_workbook(path, read_only=True)) as book:
        rows = list(book.worksheets[0].iter_rows(values_only=True))
    name, key = rows[0].index("Generic Name"), rows[0].index("CF Grid Key")
    for row in reversed(rows[1:]):
        if row[key] and row[name]:
            yield str(row[key]), str(row[name])


def _ema(mirror: Path) -> Iterator[tuple[str, str]]:
    """Active substances by the last part of the record's address."""
    path = mirror / "ema" / "medicines_output_orphan_designations_en.csv.gz"
    with io.TextIOWrapper(gzip.open(path), "utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            yield row["Orphan designation URL"].rpartition("/")[2], row["Active substance"]
