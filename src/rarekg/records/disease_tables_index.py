"""Writes `disease_pages.db`: body systems and plain names of signs, diseases that share genes and
signs, and what other things state of each disease. At a request they would take longer than the
rest of the page.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path

import msgspec

from rarekg.graph.dossiers import Dossier, Dossiers
from rarekg.identifiers import curie, iri
from rarekg.records.beside_index import write_beside
from rarekg.records.disease_tables import FILE, Near, packed
from rarekg.records.kinds import identifier_of
from rarekg.records.shared_traits import shared
from rarekg.vocabulary import RKG

_FAST = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
_SCHEMA = """
CREATE TABLE sign (id TEXT PRIMARY KEY, system TEXT, plain TEXT) WITHOUT ROWID;
CREATE TABLE near (iri TEXT PRIMARY KEY, body BLOB) WITHOUT ROWID;
"""
_TOP = iri(curie("HP:0000118"))  # "Phenotypic abnormality": its children are the body systems

# Of systems that are equally near, the one that says more: an organ before a part of the body,
# that before what all parts have.
_LATER = ("HP:0033127", "HP:0040064", "HP:0000152", "HP:0045027", "HP:0001939", "HP:0025354")
_LAST = {iri(curie(code)): place for place, code in enumerate(_LATER, 1)}

# A gene that is linked to a disease in such a way tells little of what else is like it.
_WEAK = frozenset(
    RKG + key
    for key in (
        "MajorSusceptibilityFactor",
        "ModifyingGermlineMutation",
        "PolygenicAssociation",
        "RoleInPhenotype",
        "CandidateGeneTested",
        "BiomarkerTested",
    )
)

Parents = Mapping[str, list[str]]


def write_disease_tables(release: Path) -> None:
    """Writes the file into the folder of a release, from its dossiers."""
    dossiers = Dossiers(release)
    signs = {address: (labels, d) for address, labels, d in dossiers.of_classes(["Phenotype"])}
    parents = {address: _values(d, "hasParent") for address, (_, d) in signs.items()}
    system_of = body_systems(parents)
    rows = [
        (identifier_of(address), _id(system_of.get(address, "")), _plain_names(labels, d))
        for address, (labels, d) in signs.items()
    ]
    del signs
    near = _near(dossiers)
    with closing(sqlite3.connect(release / FILE)) as db:
        db.executescript(_FAST)
        write_beside(db, dossiers)
        db.executescript(_SCHEMA)
        with db:
            db.executemany("INSERT INTO sign VALUES (?, ?, ?)", rows)
            db.executemany("INSERT INTO near VALUES (?, ?)", sorted(near.items()))


def _id(address: str) -> str:
    return identifier_of(address) if address else ""


def _values(dossier: Dossier, key: str) -> list[str]:
    return [f.value for f in dossier.facts if f.property == key and isinstance(f.value, str)]


def body_systems(parents: Parents) -> dict[str, str]:
    """The body system of each sign: of those above it, the nearest one."""
    children: dict[str, list[str]] = defaultdict(list)
    for sign, above in parents.items():
        for one in above:
            children[one].append(sign)
    found: dict[str, str] = {}
    level = {system: system for system in children.get(_TOP, ())}
    while level:
        found.update(level)
        below: dict[str, str] = {}
        for sign in sorted(level):
            for child in children[sign]:
                if child not in found:
                    below[child] = min(below.get(child, level[sign]), level[sign], key=_order)
        level = below
    return found


def _order(system: str) -> tuple[int, str]:
    return _LAST.get(system, 0), system


def _plain_names(labels: Mapping[str, str], dossier: Dossier) -> str:
    """What people call a sign, by language, as JSON; "" where its term is that already."""
    names: dict[str, list[str]] = defaultdict(list)
    for fact in dossier.facts:
        if fact.property == "layName" and not isinstance(fact.value, str):
            names[fact.value[1]].append(fact.value[0])
    chosen = {
        language: min(found, key=lambda name: (len(name), name))
        for language, found in sorted(names.items())
        if labels.get(language, "").casefold() not in {name.casefold() for name in found}
    }
    return msgspec.json.encode(chosen).decode() if chosen else ""


def _near(dossiers: Dossiers) -> dict[str, bytes]:
    """What is near to each disease, packed."""
    genes: dict[str, set[str]] = {}
    signs: dict[str, set[str]] = {}
    for address, _, dossier in dossiers.of_classes(["Disease"]):
        genes[address] = _stated(dossier, "associatedGene") - _weakly_linked(dossier)
        signs[address] = _stated(dossier, "hasPhenotype")
    by_gene, by_sign = shared(genes, least=1), shared(signs, least=3)
    return {
        address: packed(Near(by_gene.get(address, []), by_sign.get(address, [])))
        for address in _together(by_gene, by_sign)
    }


def _together(*tables: Iterable[str]) -> list[str]:
    return sorted({address for table in tables for address in table})


def _stated(dossier: Dossier, key: str) -> set[str]:
    return {
        s.value
        for s in dossier.statements
        if s.property == key and not s.negated and isinstance(s.value, str)
    }


def _weakly_linked(dossier: Dossier) -> set[str]:
    return {
        s.value
        for s in dossier.statements
        if s.property == "associatedGene"
        and isinstance(s.value, str)
        and any(key == "associationType" and value in _WEAK for key, value in s.qualifiers)
    }
