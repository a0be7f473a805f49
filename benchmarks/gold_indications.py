"""Diseases recognised in orphan designations and in the conditions of trials."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import openpyxl

from benchmarks.gold import Gold, labelled
from benchmarks.gold_names import disease_linker
from rarekg.linking.diseases import Link
from rarekg.linking.phrases import purpose

INDICATIONS_BOUND = 0.95
CONDITIONS_BOUND = 0.95
_COLUMNS = ("links", "right", "wrong disease", "wrong extent", "precision")


@dataclass(frozen=True, slots=True)
class Item:
    """A disease that a record means: any of `alternatives` (id and `=` or `<`) is right."""

    alternatives: frozenset[tuple[str, str]]
    optional: bool

    def names(self, disease: str) -> bool:
        """Whether it is this disease, to whatever extent."""
        return any(disease == known for known, _ in self.alternatives)


@dataclass(frozen=True, slots=True)
class Judged:
    """One record: what was expected, what was found, and the text."""

    key: str
    text: str
    items: tuple[Item, ...]
    links: tuple[Link, ...]


def measure(mirror: Path) -> list[Gold]:
    """Both gold sets: indications and conditions."""
    linker = disease_linker(mirror)
    designations = dict(_fda(mirror)) | dict(_ema(mirror))
    conditions = dict(_conditions(mirror))
    return [
        _gold("indications", designations, linker.link_indication, INDICATIONS_BOUND),
        _gold("conditions", conditions, linker.link_condition, CONDITIONS_BOUND),
    ]


def wrong_purposes(mirror: Path) -> list[str]:
    """The designations of which the purpose is not recognised as labelled."""
    texts = dict(_fda(mirror)) | dict(_ema(mirror))
    rows = labelled("indications.tsv")
    return [row["record"] for row in rows if purpose(texts[row["record"]]) != row["purpose"]]


def _fda(mirror: Path) -> Iterator[tuple[str, str]]:
    """The designations by their key; of several rows of one, the first is taken last."""
    content = io.BytesIO((mirror / "fda" / "oopd_all_drug.xlsx").read_bytes())
    book = openpyxl.load_workbook(content, read_only=True)
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    book.close()
    text, key = rows[0].index("Orphan Designation"), rows[0].index("CF Grid Key")
    for row in reversed(rows[1:]):
        if row[key] and row[text]:
            yield str(row[key]), str(row[text])


def _ema(mirror: Path) -> Iterator[tuple[str, str]]:
    path = mirror / "ema" / "medicines_output_orphan_designations_en.csv.gz"
    with io.TextIOWrapper(gzip.open(path), "utf-8-sig", newline="") as file:
        for row in reversed(list(csv.DictReader(file))):
            yield row["EU designation number"], row["Intended use"]


def _conditions(mirror: Path) -> Iterator[tuple[str, str]]:
    """The conditions as `NCT…#1`; of several captures of a trial, the first is taken last."""
    for path in sorted((mirror / "clinicaltrials").glob("*/*.json*"), reverse=True):
        content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        for trial, conditions in reversed(list(_studies(json.loads(content)))):
            for position, condition in enumerate(conditions, 1):
                yield f"{trial}#{position}", condition


def _studies(value: object) -> Iterator[tuple[str, list[str]]]:
    """Trials anywhere in an answer of the API: their ids and conditions."""
    if isinstance(value, list):
        for one in value:
            yield from _studies(one)
    elif isinstance(value, dict):
        module, identification = value.get("conditionsModule"), value.get("identificationModule")
        if isinstance(module, dict) and isinstance(identification, dict):
            yield str(identification["nctId"]), [str(c) for c in module.get("conditions", [])]
        for one in value.values():
            yield from _studies(one)


def _items(label: str) -> tuple[Item, ...]:
    found = []
    for part in label.split(";"):
        if part != "none":
            alternatives = part.removeprefix("?").split("|")
            known = frozenset((one[:-1], one[-1]) for one in alternatives)
            found.append(Item(known, part.startswith("?")))
    return tuple(found)


def _gold(
    topic: str, texts: dict[str, str], link: Callable[[str], tuple[Link, ...]], bound: float
) -> Gold:
    judged = [
        Judged(row["record"], text, _items(row["diseases"]), link(text))
        for row in labelled(f"{topic}.tsv")
        if (text := texts[row["record"]])
    ]
    counts: Counter[tuple[str, str]] = Counter()
    errors = []
    for one in judged:
        for found in one.links:
            verdict = _verdict(one.items, found)
            counts[_extent(found), verdict] += 1
            if verdict != "right":
                errors.append(f"{verdict}: {_shown(one)} -> {_extent(found)}{found.disease}")
    meant = [(one, item) for one in judged for item in one.items if not item.optional]
    missed = [(one, item) for one, item in meant if not _found(one, item)]
    errors += [f"missed: {_shown(one)}" for one, item in missed if not _near(one, item)]
    rows = [(name, *_row(counts, marks)) for name, marks in _PARTS]
    right = sum(n for (_, verdict), n in counts.items() if verdict == "right")
    precision = right / max(1, sum(counts.values()))
    recall = 1 - len(missed) / max(1, len(meant))
    return Gold(topic, precision, recall, bound, ("meaning", *_COLUMNS), rows, errors)


_PARTS = (("the disease", "="), ("a part of it", "<"), ("all", "=<"))


def _row(counts: Counter[tuple[str, str]], marks: str) -> tuple[int, int, int, int, str]:
    right, wrong, extent = (
        sum(counts[mark, verdict] for mark in marks)
        for verdict in ("right", "wrong disease", "wrong extent")
    )
    total = right + wrong + extent
    return total, right, wrong, extent, f"{right / max(1, total):.3f}"


def _extent(link: Link) -> str:
    return "<" if link.within else "="


def _verdict(items: tuple[Item, ...], link: Link) -> str:
    if any((link.disease, _extent(link)) in item.alternatives for item in items):
        return "right"
    return "wrong extent" if any(item.names(link.disease) for item in items) else "wrong disease"


def _found(judged: Judged, item: Item) -> bool:
    return any((link.disease, _extent(link)) in item.alternatives for link in judged.links)


def _near(judged: Judged, item: Item) -> bool:
    return any(item.names(link.disease) for link in judged.links)


def _shown(judged: Judged) -> str:
    return f"{judged.key} '{' '.join(judged.text.split())[:110]}'"
