"""Curated therapies: `ingest/curated/therapies/<slug>.yaml`, one therapy a file."""

from __future__ import annotations

from collections.abc import Iterator

from rarekg.facts import Fact, Qualifier, Reference
from rarekg.identifiers import Curie
from rarekg.readers.curated_diseases import gene_naming, word_count
from rarekg.readers.curated_naming import (
    concept,
    concept_keys,
    hpo_term,
    naming_facts,
    note_facts,
)
from rarekg.readers.curated_page import SOURCE, Entry, Page
from rarekg.sources.manifest import SourceFile

NAMED = "symbol of the gene that has this identifier, added by the rarekg curators"
NOT_SHOWN_TO_WORK = "NotShownToWork"
FEWEST_WORDS, MOST_WORDS = 40, 90  # half of a disease's summary: what it is, for whom, how far
CARE = ("treats", "prevents")  # what an action was seen to do; no authority decides on it


def therapy_facts(page: Page, _file: SourceFile) -> list[Fact]:
    """The facts of one therapy file; only to be used if the page has no problems."""
    top = page.top
    therapy = top.identifier("id", ("rarekg",))
    facts = list(naming_facts(top, therapy))
    if facts:
        facts.append(Fact(therapy, "type", concept("Therapy"), facts[0].references))
    facts += _filed_under(top, therapy, "modality", "hasModality", "modality-")
    facts += _filed_under(top, therapy, "approach", "usesApproach", "approach-")
    facts += _target_facts(top, therapy)
    facts += _indication_facts(top, therapy)
    facts += _care_facts(top, therapy)
    facts += _contraindication_facts(top, therapy)
    facts += _summary_facts(top, therapy)
    return facts + list(note_facts(top, therapy))


def _filed_under(
    top: Entry, therapy: Curie, key: str, predicate: str, prefix: str
) -> Iterator[Fact]:
    for row in top.entries(key, required=key == "modality"):
        yield Fact(therapy, predicate, _entity(row, "id", prefix), row.references())


def _entity(row: Entry, key: str, prefix: str) -> Curie:
    """The entity of a founding file that a field names by its slug."""
    slug = row.text(key)
    entity = f"rarekg:{prefix}{slug}"
    if entity not in row.page.known.entities and slug != "?":
        known = (e for e in row.page.known.entities if e.startswith(f"rarekg:{prefix}"))
        slugs = ", ".join(sorted(e.removeprefix(f"rarekg:{prefix}") for e in known))
        row.problem(key, f"unknown '{slug}'; expected one of: {slugs}")
    return Curie(entity)


def _target_facts(top: Entry, therapy: Curie) -> Iterator[Fact]:
    for row in top.entries("targets"):
        references = row.references()
        if row.has("text"):
            yield Fact(therapy, "targetDescription", row.language_text(), references)
            continue
        gene = row.identifier("id", ("HGNC", "NCBIGene"))
        yield Fact(therapy, "hasTarget", gene, references)
        yield from gene_naming(row, gene, (Reference(SOURCE, gene, method=NAMED),))


def _indication_facts(top: Entry, therapy: Curie) -> Iterator[Fact]:
    elsewhere = top.has("care") or top.has("contraindications")
    for row in top.entries("indications", required=not elsewhere):
        disease = _disease(row)
        stage = row.one_of("stage", concept_keys("Stage"), "a stage")
        yield Fact(
            therapy,
            "indicatedFor",
            disease,
            row.references(),
            tuple(_indication_qualifiers(row, stage)),
            negated=stage == NOT_SHOWN_TO_WORK,
        )


def _indication_qualifiers(row: Entry, stage: str) -> Iterator[Qualifier]:
    yield "stage", concept(stage)
    if row.has("authority"):
        yield "authority", _entity(row, "authority", "organisation-")
    if row.has("date"):
        yield "date", row.date("date")
    document = row.optional_text("document")
    if document is not None:
        yield "document", document
    if row.has("text"):
        yield "indicationText", row.language_text()


def _care_facts(top: Entry, therapy: Curie) -> Iterator[Fact]:
    for row in top.entries("care"):
        predicate = row.one_of("does", CARE, "an effect")
        yield from _in_disease(row, therapy, predicate if predicate in CARE else CARE[0])


def _contraindication_facts(top: Entry, therapy: Curie) -> Iterator[Fact]:
    for row in top.entries("contraindications"):
        yield from _in_disease(row, therapy, "contraindicatedFor")


def _in_disease(row: Entry, therapy: Curie, predicate: str) -> Iterator[Fact]:
    """A statement on a disease, or on one sign of it (`sign` with its `label`)."""
    qualifiers: tuple[Qualifier, ...] = ()
    if row.has("sign"):
        sign = row.identifier("sign", ("HP",))
        qualifiers = (("forSign", sign),)
        yield from hpo_term(sign, row.text("label"))
    yield Fact(therapy, predicate, _disease(row), row.references(), qualifiers)


def _disease(row: Entry) -> Curie:
    """The disease that a row names; there has to be a curated file of it."""
    disease = row.identifier("disease")
    if disease not in row.page.known.diseases:
        row.problem("disease", f"no file of diseases/ has the id {disease}")
    return disease


def _summary_facts(top: Entry, therapy: Curie) -> Iterator[Fact]:
    for row in top.entries("summary"):
        text = row.language_text()
        words = word_count(text)
        if words is not None and not FEWEST_WORDS <= words <= MOST_WORDS:
            row.problem("text", f"{words} words; expected {FEWEST_WORDS} to {MOST_WORDS}")
        yield Fact(therapy, "summary", text, row.references())
