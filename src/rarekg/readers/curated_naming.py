"""What all curated entities have: names and synonyms in several languages."""

from __future__ import annotations

from collections.abc import Iterator

from rarekg.facts import Fact, Reference, Text
from rarekg.identifiers import Curie
from rarekg.readers.curated_page import SOURCE, Entry
from rarekg.vocabulary import concepts

SYNONYM_KINDS = {
    "exact": "synonym",
    "abbreviation": "abbreviation",
    "lay": "layName",
    "broad": "broadSynonym",
    "narrow": "narrowSynonym",
    "related": "relatedSynonym",
}


def naming_facts(entry: Entry, subject: Curie) -> Iterator[Fact]:
    """The `names` (one a language) and `synonyms` of an entity."""
    languages: set[str] = set()
    for row in entry.entries("names", required=True):
        text = row.language_text()
        if text.language in languages:
            row.problem("lang", f"a second name in '{text.language}'; expected one a language")
        languages.add(text.language)
        yield Fact(subject, "name", text, row.references())
    for row in entry.entries("synonyms"):
        kind = row.one_of("kind", SYNONYM_KINDS, "a kind") if row.has("kind") else "exact"
        yield Fact(
            subject, SYNONYM_KINDS.get(kind, "synonym"), row.language_text(), row.references()
        )


def note_facts(entry: Entry, subject: Curie) -> Iterator[Fact]:
    """The `notes` of an entity: remarks for readers, each in one language."""
    for row in entry.entries("notes"):
        yield Fact(subject, "note", row.language_text(), row.references())


def labelled(
    subject: Curie, label: str, kind: str, references: tuple[Reference, ...]
) -> Iterator[Fact]:
    """Name and type of a phenotype, gene or parent that a curated file points to, so that it is
    known by name also where its own source is not in the release."""
    yield Fact(subject, "type", concept(kind), references)
    yield Fact(subject, "name", Text(label, "en"), references)


def hpo_term(term: Curie, label: str) -> Iterator[Fact]:
    """Name and type of a term of HPO; the label has to be HPO's, so HPO is who says so."""
    reference = Reference(SOURCE, term, primary_source="hpo")
    yield from labelled(term, label, "Phenotype", (reference,))


def concept(key: str) -> Curie:
    """The Curie of a class or list value of the ontology."""
    return Curie(f"rkg:{key}")


def concept_keys(type_key: str) -> frozenset[str]:
    """The keys of all values of a closed list of the ontology, e.g. of `Stage`."""
    return frozenset(c.key for c in concepts().values() if c.type == type_key)
