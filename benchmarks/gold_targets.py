"""Targets in the names of substances: what is read from 100 that were labelled by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.gold import Gold, labelled
from benchmarks.gold_modalities import substance_names
from benchmarks.gold_names import gene_lexicon
from rarekg.linking.genes import GeneLexicon
from rarekg.linking.target_phrases import BRINGS, aims
from rarekg.linking.targets import meant

BOUND = 0.95
_COLUMNS = ("what", "labelled", "given", "right", "precision", "recall")
_NONE = "none"


@dataclass(frozen=True, slots=True)
class Item:
    """What a name tells, by its label: any of `alternatives`; it need not be found if it is
    `optional`."""

    alternatives: frozenset[str]
    optional: bool

    def met_by(self, found: str) -> bool:
        """Whether that is what was found: the same gene, or words that contain these."""
        return any(one in found for one in self.alternatives)


@dataclass(frozen=True, slots=True)
class Judged:
    """One name, what it tells, and what was read from it."""

    key: str
    name: str
    items: tuple[Item, ...]
    found: tuple[str, ...]

    def right(self) -> int:
        """How many findings the label has."""
        return sum(any(item.met_by(one) for item in self.items) for one in self.found)

    def wanted(self) -> list[Item]:
        """What has to be found."""
        return [item for item in self.items if not item.optional]

    def met(self) -> int:
        """How much of that was found."""
        return sum(any(item.met_by(one) for one in self.found) for item in self.wanted())


def measure(mirror: Path) -> list[Gold]:
    """Descriptions in words, and genes. Recall of genes is of those that the graph knows."""
    names = substance_names(mirror)
    genes = gene_lexicon(mirror)
    in_words, in_genes = [], []
    for row in labelled("targets.tsv"):
        key = f"{row['source']} {row['record']}"
        name = names[row["source"]][row["record"]]
        words = tuple(aim.words.casefold() for aim in aims(name))
        in_words.append(Judged(key, name, _words(row["words"]), words))
        in_genes.append(Judged(key, name, _genes(row["genes"], genes), tuple(_found(name, genes))))
    return [_gold("targets", in_words), _gold("target-genes", in_genes)]


def _words(label: str) -> tuple[Item, ...]:
    if label == _NONE:
        return ()
    alternatives = frozenset(label.removeprefix("?").casefold().split("|"))
    return (Item(alternatives, label.startswith("?")),)


def _genes(label: str, genes: GeneLexicon) -> tuple[Item, ...]:
    """The genes of a label; those that are not in the graph need not be found."""
    known = set(genes.symbols.values())
    items = []
    for part in label.split(";") if label != _NONE else ():
        alternatives = frozenset(f"{one} " for one in part.removeprefix("?").split("|"))
        absent = not any(one.split()[-1] in known for one in alternatives)
        items.append(Item(alternatives, part.startswith("?") or absent))
    return tuple(items)


def _found(name: str, genes: GeneLexicon) -> Iterator[str]:
    """The genes read from a name, written as in labels, with a space at the end."""
    for aim in aims(name):
        relation = "brings" if aim.relation == BRINGS else "acts"
        for gene in meant(aim, genes):
            yield f"{relation} {genes.symbols[gene.id]} "


def _gold(topic: str, judged: list[Judged]) -> Gold:
    given = sum(len(j.found) for j in judged)
    right = sum(j.right() for j in judged)
    wanted = sum(len(j.wanted()) for j in judged)
    precision = right / max(1, given)
    recall = sum(j.met() for j in judged) / max(1, wanted)
    row = (topic, wanted, given, right, f"{precision:.3f}", f"{recall:.3f}")
    return Gold(topic, precision, recall, BOUND, _COLUMNS, [row], list(_errors(judged)))


def _errors(judged: list[Judged]) -> Iterator[str]:
    for one in judged:
        for found in one.found:
            if not any(item.met_by(found) for item in one.items):
                yield f"wrong: {one.key}: '{found.strip()}' in '{one.name[:90]}'"
        for item in one.wanted():
            if not any(item.met_by(found) for found in one.found):
                yield f"missed: {one.key}: {'|'.join(sorted(item.alternatives)).strip()}"
