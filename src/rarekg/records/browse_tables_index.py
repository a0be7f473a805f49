"""Writes `browse.db`: what can be leafed through, in the order of each language."""

from __future__ import annotations

import sqlite3
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import msgspec

from rarekg.graph.dossiers import Dossiers
from rarekg.records.browse_tables import FILE, packed
from rarekg.records.collation import LANGUAGES, letter, sort_key
from rarekg.records.kinds import DISEASES, identifier_of
from rarekg.records.model import Summary
from rarekg.records.summaries import summaries

_SCHEMA = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE thing (place INTEGER PRIMARY KEY, id TEXT UNIQUE, kind TEXT, name TEXT, language TEXT,
  number INTEGER, described INTEGER, known INTEGER);
CREATE TABLE named (language TEXT, thing INTEGER, name TEXT, plain TEXT,
  PRIMARY KEY (language, thing)) WITHOUT ROWID;
CREATE TABLE shelf (section TEXT, field TEXT, value TEXT, language TEXT, number INTEGER,
  letters TEXT, things BLOB, described BLOB, PRIMARY KEY (section, field, value, language));
"""
_SECTION = {
    **dict.fromkeys(DISEASES, "disease"),
    "Gene": "gene",
    "Phenotype": "sign",
    "Therapy": "therapy",
}
# By what the things of each section are leafed through besides.
_FIELDS = {
    "disease": ("area", "treatment", "modality", "prevalence", "inheritance", "onset"),
    "therapy": ("stage", "modality"),
}
_TOP = "HP:0000118"  # "Phenotypic abnormality": its children are the body systems
_READING = "ja-Hira"

Shelves = dict[tuple[str, str, str], list[int]]  # section, field, value -> places


@dataclass(slots=True)
class _Thing:
    """What is kept of a thing; `names` are display names by language, `plain` the lay ones."""

    id: str
    kind: str
    section: str
    name: str
    language: str
    names: dict[str, str]
    plain: dict[str, str]
    reading: str
    described: bool
    known: int
    values: list[tuple[str, str]]

    def called(self, language: str) -> str:
        """The name by which it stands in the list of a language."""
        if language == "ja" and self.reading and "ja" in self.names:
            return self.reading
        return self.names.get(language, self.name)


class _Gathering:
    """Things of a release as they are read, and how many diseases have each gene and sign."""

    def __init__(self) -> None:
        self.things: list[_Thing] = []
        self.number: Counter[str] = Counter()
        self.systems: set[str] = set()
        self.above: dict[str, list[str]] = {}

    def take(self, summary: Summary) -> None:
        """Notes a thing, unless it was withdrawn."""
        section = _SECTION.get(summary.type)
        if section is None or ("deprecated", "true") in summary.attributes:
            return
        if section == "disease":
            found = {v for field, v in summary.attributes if field in ("gene", "sign")}
            self.number.update(found)
        elif section == "sign":
            self.above[summary.id] = [v for f, v in summary.attributes if f == "sign"]
            if _TOP in summary.parents:
                self.systems.add(summary.id)
        self.things.append(_thing(summary, section))

    def shown(self) -> list[_Thing]:
        """All that is listed, by id: of genes and signs those that some disease has, with their
        body systems."""
        shown = []
        for thing in sorted(self.things, key=lambda t: t.id):
            if thing.section in ("gene", "sign") and not self.number[thing.id]:
                continue
            if thing.section == "sign":
                above = self.systems.intersection(self.above[thing.id])
                thing.values = [("system", system) for system in sorted(above)]
            shown.append(thing)
        return shown


def _thing(summary: Summary, section: str) -> _Thing:
    names = {lang: text for text, lang, kind in summary.names if kind == "displayName"}
    fields = _FIELDS.get(section, ())
    return _Thing(
        id=summary.id,
        kind=summary.type,
        section=section,
        name=summary.name,
        language="en" if "en" in names else min(names, default=""),
        names={lang: names[lang] for lang in LANGUAGES if lang in names},
        plain=_plain(summary, names),
        reading=next((t for t, lang, _ in summary.names if lang == _READING), ""),
        described=summary.described,
        known=summary.facts,
        values=[pair for pair in summary.attributes if pair[0] in fields],
    )


def _plain(summary: Summary, names: dict[str, str]) -> dict[str, str]:
    """The shortest lay name of each language in which it is not called so anyway."""
    found: dict[str, list[str]] = defaultdict(list)
    for text, lang, kind in summary.names:
        if kind == "layName" and lang in LANGUAGES:
            found[lang].append(text)
    return {
        lang: min(texts, key=lambda text: (len(text), text))
        for lang, texts in found.items()
        if names.get(lang, "").casefold() not in {text.casefold() for text in texts}
    }


def write_browse_tables(release: Path) -> None:
    """Writes the file into the folder of a release, from its dossiers."""
    dossiers = Dossiers(release)
    gathering = _Gathering()
    for summary in summaries(dossiers):
        gathering.take(summary)
    things = gathering.shown()
    shelves = _shelves(things, _like(dossiers))
    with closing(sqlite3.connect(release / FILE)) as db:
        db.executescript(_SCHEMA)
        with db:
            db.executemany(
                "INSERT INTO thing VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    (
                        n,
                        t.id,
                        t.kind,
                        t.name,
                        t.language,
                        gathering.number[t.id],
                        t.described,
                        t.known,
                    )
                    for n, t in enumerate(things)
                ),
            )
            db.executemany("INSERT INTO named VALUES (?, ?, ?, ?)", _named(things))
            for language in LANGUAGES:
                db.executemany(
                    "INSERT INTO shelf VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    _rows(things, shelves, language),
                )


def _like(dossiers: Dossiers) -> dict[str, list[str]]:
    """Our areas of medicine, by the areas of sources to which they come close."""
    found: dict[str, list[str]] = defaultdict(list)
    for address, _, dossier in dossiers.of_classes(["Area"]):
        for fact in dossier.facts:
            if fact.property == "closeMatch" and isinstance(fact.value, str):
                found[str(identifier_of(fact.value))].append(str(identifier_of(address)))
    return found


def _shelves(things: list[_Thing], like: dict[str, list[str]]) -> Shelves:
    """The places of things by what they have in common. Under an area of ours stands also what a
    source files under one that comes close."""
    shelves: dict[tuple[str, str, str], dict[int, None]] = defaultdict(dict)
    for place, thing in enumerate(things):
        shelves[thing.section, "", ""][place] = None
        for field, value in thing.values:
            shelves[thing.section, field, value][place] = None
            for ours in like.get(value, ()) if field == "area" else ():
                shelves[thing.section, field, ours][place] = None
    return {key: list(places) for key, places in sorted(shelves.items())}


def _named(things: list[_Thing]) -> Iterable[tuple[str, int, str, str]]:
    for place, thing in enumerate(things):
        for language in LANGUAGES:
            if language in thing.names:
                plain = thing.plain.get(language, "")
                if language != thing.language or plain:
                    yield language, place, thing.names[language], plain


def _rows(
    things: list[_Thing], shelves: Shelves, language: str
) -> Iterable[tuple[str, str, str, str, int, str, bytes, bytes]]:
    """All lists in the order of a language."""
    keys = [
        (sort_key(name := thing.called(language), language), name, thing.id) for thing in things
    ]
    letters = [letter(thing.called(language), language) for thing in things]
    for (section, field, value), places in shelves.items():
        ordered = sorted(places, key=keys.__getitem__)
        counted = [
            (each, len(list(group))) for each, group in groupby(map(letters.__getitem__, ordered))
        ]
        yield (
            section,
            field,
            value,
            language,
            len(ordered),
            msgspec.json.encode(counted).decode(),
            packed(array("I", ordered)),
            packed(array("I", [p for p in ordered if things[p].described])),
        )
