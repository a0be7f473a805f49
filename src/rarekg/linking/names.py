"""The names of things that a build meets while it reads, for linking what is read later."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec

from rarekg.facts import Fact, Text, is_curie

# The kinds of name that stand for the thing itself, and those that do not quite.
KINDS = frozenset(
    {
        "name",
        "synonym",
        "abbreviation",
        "layName",
        "tradeName",
        "broadSynonym",
        "narrowSynonym",
        "relatedSynonym",
        "fullName",
    }
)
_DISEASES = frozenset({"rkg:Disease", "rkg:DiseaseGroup", "rkg:DiseaseSubtype"})
_GENE = "rkg:Gene"
_LANGUAGE = "en"  # texts of regulators and registries are English
_FOREIGN = frozenset({"de", "fr", "it"})  # organisations are named in their own languages


class Name(msgspec.Struct, frozen=True, array_like=True):
    """One name: `kind` is a property key, `of` the canonical id of what it names, `source` who
    uses it."""

    text: str
    kind: str
    of: str
    source: str


class Names(msgspec.Struct, array_like=True):
    """What some files say: names, which of the things are diseases, groups or subtypes, what is
    narrower than what, which are genes, and names in German, French and Italian."""

    names: list[Name] = []
    diseases: list[str] = []
    parents: list[tuple[str, str]] = []  # narrower, broader
    genes: list[str] = []
    foreign: list[Name] = []


class NameCollector:
    """Takes names and types of diseases from facts that have canonical ids."""

    def __init__(self) -> None:
        self._names: dict[Name, None] = {}
        self._diseases: dict[str, None] = {}
        self._parents: dict[tuple[str, str], None] = {}
        self._genes: dict[str, None] = {}
        self._foreign: dict[Name, None] = {}

    def add(self, fact: Fact) -> None:
        """Looks at one fact."""
        value = fact.object
        if fact.predicate in KINDS:
            if isinstance(value, Text):
                self._add_name(fact, value)
        elif fact.predicate == "type" and value in _DISEASES:
            self._diseases[str(fact.subject)] = None
        elif fact.predicate == "type" and value == _GENE:
            self._genes[str(fact.subject)] = None
        elif fact.predicate == "hasParent" and is_curie(value):
            self._parents[str(fact.subject), str(value)] = None

    def _add_name(self, fact: Fact, value: Text) -> None:
        """A name in one of the languages; those of signs are no names of diseases."""
        known = self._names if value.language == _LANGUAGE else self._foreign
        if value.language == _LANGUAGE or (
            value.language in _FOREIGN and fact.subject.prefix != "HP"
        ):
            said_by = fact.references[0].primary_source or fact.references[0].source
            known[Name(value.value, fact.predicate, str(fact.subject), said_by)] = None

    def save(self, path: Path) -> None:
        """Writes what was met, if anything."""
        met = Names(
            list(self._names),
            list(self._diseases),
            list(self._parents),
            list(self._genes),
            list(self._foreign),
        )
        if met != Names():
            path.write_bytes(msgspec.msgpack.encode(met))


def disease_names(paths: Iterable[Path]) -> Names:
    """The names and parents of all diseases in the files that collectors have written, in an
    order that depends on nothing but these."""
    parts = [msgspec.msgpack.decode(path.read_bytes(), type=Names) for path in paths]
    diseases = {disease for part in parts for disease in part.diseases}
    names = {name for part in parts for name in part.names if name.of in diseases}
    foreign = {name for part in parts for name in part.foreign if name.of in diseases}
    parents = {pair for part in parts for pair in part.parents if diseases.issuperset(pair)}
    return Names(
        sorted(names, key=_order),
        sorted(diseases),
        sorted(parents),
        foreign=sorted(foreign, key=_order),
    )


def gene_names(paths: Iterable[Path]) -> list[Name]:
    """The names of all genes in the files that collectors have written, in such an order."""
    parts = [msgspec.msgpack.decode(path.read_bytes(), type=Names) for path in paths]
    genes = {gene for part in parts for gene in part.genes}
    return sorted({n for part in parts for n in part.names if n.of in genes}, key=_order)


def _order(name: Name) -> tuple[str, ...]:
    return (name.of, name.kind, name.text, name.source)
