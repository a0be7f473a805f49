"""Curated diseases: `ingest/curated/diseases/<slug>.yaml`, one disease a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rarekg.facts import Fact, Qualifier, Reference, Text
from rarekg.identifiers import Curie
from rarekg.readers.curated_naming import (
    concept,
    hpo_term,
    labelled,
    naming_facts,
    note_facts,
)
from rarekg.readers.curated_page import SOURCE, Entry, Page
from rarekg.sources.manifest import SourceFile

TYPES = ("Disease", "DiseaseGroup", "DiseaseSubtype")
RELATIONS = {
    "exact": "exactMatch",
    "broad": "broadMatch",
    "narrow": "narrowMatch",
    "close": "closeMatch",
}
MEASURES = {
    "point": "pointPrevalence",
    "birth": "prevalenceAtBirth",
    "lifetime": "lifetimePrevalence",
    "incidence": "annualIncidence",
}
COUNTS = {"cases": "reportedCases", "families": "reportedFamilies"}
FREQUENCIES = {
    "Obligate": "HP:0040280",
    "Very frequent": "HP:0040281",
    "Frequent": "HP:0040282",
    "Occasional": "HP:0040283",
    "Very rare": "HP:0040284",
}
EXCLUDED = "Excluded"
UNUSUAL_VALIDATION = ("NotYetValidated",)
UNUSUAL_STATUS = ("NotYetAssessed",)
FEWEST_WORDS, MOST_WORDS = 80, 150  # a summary that one reads on a telephone without scrolling far
_NOT_SPACED = ("ja", "zh", "th")  # written without spaces: words cannot be counted so


def disease_facts(page: Page, file: SourceFile) -> list[Fact]:
    """The facts of one disease file; only to be used if the page has no problems."""
    top = page.top
    disease = top.identifier("id", ("ORPHA", "MONDO", "OMIM", "rarekg"))
    facts = list(naming_facts(top, disease))
    facts += _filing_facts(top, disease)
    facts += _identifier_facts(top, disease)
    facts += _parent_facts(top, disease)
    facts += _prevalence_facts(top, disease, file)
    facts += _onset_facts(top, disease, file.lookup("onset"))
    facts += _inheritance_facts(top, disease)
    facts += _sign_facts(top, disease)
    facts += _gene_facts(top, disease, file.lookup("gene_association"))
    facts += _summary_facts(top, disease)
    return facts + list(note_facts(top, disease))


def _filing_facts(top: Entry, disease: Curie) -> Iterator[Fact]:
    ours = (Reference(SOURCE, disease, method="filed by the rarekg curators"),)
    kind = top.one_of("type", TYPES, "a type") if top.has("type") else "Disease"
    yield Fact(disease, "type", concept(kind), ours)
    for slug in top.scalars("areas"):
        area = f"rarekg:area-{slug.text}"
        if area not in top.page.known.entities:
            top.page.problem(slug.line, "areas", f"areas.yaml has no area '{slug.text}'")
        yield Fact(disease, "category", Curie(area), ours)
    if not top.has("areas"):
        top.problem("areas", "is missing; expected one area or more of areas.yaml")


def _identifier_facts(top: Entry, disease: Curie) -> Iterator[Fact]:
    for row in top.entries("identifiers"):
        relation = row.one_of("relation", RELATIONS, "a relation") if row.has("relation") else ""
        key = RELATIONS.get(relation, "exactMatch")
        yield Fact(disease, key, row.identifier("id"), row.references())


def _parent_facts(top: Entry, disease: Curie) -> Iterator[Fact]:
    for row in top.entries("parents"):
        parent, references = row.identifier("id"), row.references()
        kind = row.one_of("type", TYPES, "a type") if row.has("type") else "DiseaseGroup"
        yield Fact(disease, "hasParent", parent, references)
        if parent not in top.page.known.diseases:
            yield from labelled(parent, row.text("label"), kind, references)
        else:
            row.has("label")


def _prevalence_facts(top: Entry, disease: Curie, file: SourceFile) -> Iterator[Fact]:
    classes = file.lookup("prevalence_class")
    for row in top.entries("prevalence"):
        measure = row.one_of("measure", (*MEASURES, *COUNTS), "a measure")
        qualifiers = tuple(_prevalence_qualifiers(row))
        value = row.decimal("value") if row.has("value") or measure in COUNTS else None
        if measure in COUNTS and value is not None:
            yield Fact(disease, COUNTS[measure], value, row.references(), qualifiers)
            continue
        if value is not None:
            qualifiers = (("valuePer100000", value), *qualifiers)
        word = row.one_of("class", classes, "a class of Orphanet")
        category = concept(classes.get(word, "PrevalenceUnknown"))
        predicate = MEASURES.get(measure, "pointPrevalence")
        yield Fact(disease, predicate, category, row.references(), qualifiers)


def _prevalence_qualifiers(row: Entry) -> Iterator[Qualifier]:
    """Region, and a validation status that is out of the ordinary, as the Orphanet reader has
    them: the same claim has to be the same statement."""
    yield "region", row.text("region")
    if row.has("validation"):
        yield "validation", concept(row.one_of("validation", UNUSUAL_VALIDATION, "a status"))


def _onset_facts(top: Entry, disease: Curie, ages: Mapping[str, str]) -> Iterator[Fact]:
    for row in top.entries("onset"):
        word = row.one_of("age", ages, "an age of Orphanet")
        yield Fact(disease, "hasOnset", concept(ages.get(word, "")), row.references())


def _inheritance_facts(top: Entry, disease: Curie) -> Iterator[Fact]:
    for row in top.entries("inheritance"):
        mode, references = row.identifier("id", ("HP",)), row.references()
        yield Fact(disease, "hasInheritance", mode, references)
        yield from hpo_term(mode, row.text("label"))


def _sign_facts(top: Entry, disease: Curie) -> Iterator[Fact]:
    for row in top.entries("signs"):
        sign, references = row.identifier("id", ("HP",)), row.references()
        words = (*FREQUENCIES, EXCLUDED)
        word = row.one_of("frequency", words, "a frequency") if row.has("frequency") else ""
        yield from hpo_term(sign, row.text("label"))
        qualifiers = tuple(_sign_qualifiers(row, FREQUENCIES.get(word)))
        yield Fact(disease, "hasPhenotype", sign, references, qualifiers, negated=word == EXCLUDED)
        if word in FREQUENCIES:
            yield from hpo_term(Curie(FREQUENCIES[word]), word)


def _sign_qualifiers(row: Entry, frequency: str | None) -> Iterator[Qualifier]:
    """How often: as a word, as a count (3/7) or as a share (45%), as the record writes it."""
    if frequency is not None:
        yield "frequency", Curie(frequency)
    count, share = row.optional_text("count"), row.optional_text("percent")
    if count is not None:
        yield "frequencyCount", count
    if share is not None:
        yield "frequencyPercent", share


def _gene_facts(top: Entry, disease: Curie, types: Mapping[str, str]) -> Iterator[Fact]:
    for row in top.entries("genes"):
        gene, references = row.identifier("id", ("HGNC", "NCBIGene")), row.references()
        yield Fact(disease, "associatedGene", gene, references, tuple(_gene_qualifiers(row, types)))
        yield from gene_naming(row, gene, references)


def _gene_qualifiers(row: Entry, types: Mapping[str, str]) -> Iterator[Qualifier]:
    """Type and status of a gene's association; the status only where it is not 'Assessed'."""
    if row.has("type"):
        word = row.one_of("type", types, "an association type of Orphanet")
        yield "associationType", concept(types.get(word, ""))
    if row.has("status"):
        yield "associationStatus", concept(row.one_of("status", UNUSUAL_STATUS, "a status"))


def gene_naming(row: Entry, gene: Curie, references: tuple[Reference, ...]) -> Iterator[Fact]:
    """Type, symbol and (if given) full name of a gene that a curated file points to."""
    yield from labelled(gene, row.text("symbol"), "Gene", references)
    name = row.optional_text("name")
    if name is not None:
        yield Fact(gene, "fullName", Text(name, "en"), references)


def _summary_facts(top: Entry, disease: Curie) -> Iterator[Fact]:
    for row in top.entries("summary", required=True):
        text = row.language_text()
        words = word_count(text)
        if words is not None and not FEWEST_WORDS <= words <= MOST_WORDS:
            row.problem("text", f"{words} words; expected {FEWEST_WORDS} to {MOST_WORDS}")
        yield Fact(disease, "summary", text, row.references())


def word_count(text: Text) -> int | None:
    """How many words a text has; None in a language that is written without spaces."""
    return None if text.language in _NOT_SPACED else len(text.value.split())
