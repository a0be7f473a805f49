"""Curated data: what is in the repository is sound, every mistake is named, and what it says
stands in the records that it cites."""

from __future__ import annotations

from pathlib import Path

import pytest

from rarekg.content import content_folder
from rarekg.errors import BadSource
from rarekg.facts import Fact, Reference, Text
from rarekg.identifiers import curie
from rarekg.readers.curated import (
    check_curated,
    read_curated_diseases,
)
from rarekg.readers.table import READERS
from rarekg.report import Report
from rarekg.sources.manifest import SourceFile, content_files, load_manifest, source_named
from tests.curated_claims import Claim, curated_claims
from tests.curated_facts import disagreements
from tests.curated_sources import Mirror

CURATED = content_folder("ingest") / "curated"

DISEASE = """\
id: Orphanet_95
references:
  orpha: {source: orphanet, record: "ORPHA:95", publications: [PMID 20301458]}
  ours: {source: curated, record: name of ORPHA:95, method: translated by hand, consulted: 2025-01}
names:
  - {text: Friedreich ataxia, lang: en, ref: orpha}
  - {text: Friedreichs ataksi, lang: no, ref: ours}
synonyms:
  - {text: FRDA, lang: en, kind: abbreviation, ref: orpha}
identifiers:
  - {id: "OMIM:229300", ref: orpha}
  - {id: "OMIM:601992", relation: narrow, ref: orpha}
areas: [movement]
type: Disease
parents:
  - {id: "ORPHA:98098", label: Recessive cerebellar ataxia, ref: orpha}
prevalence:
  - {measure: point, class: "1-9 / 100 000", value: 2.0, region: Europe, ref: orpha}
  - {measure: cases, value: 12, region: Worldwide, validation: NotYetValidated, ref: orpha}
onset:
  - {age: Childhood, ref: orpha}
inheritance:
  - {id: "HP:0000007", label: Autosomal recessive inheritance, ref: orpha}
signs:
  - {id: "HP:0001251", label: Ataxia, frequency: Very frequent, ref: orpha}
  - {id: "HP:0001249", label: Intellectual disability, frequency: Excluded, ref: orpha}
  - {id: "HP:0002650", label: Scoliosis, count: 3/7, refs: [orpha]}
genes:
  - {id: "HGNC:3951", symbol: FXN, type: Disease-causing germline mutation(s) in, ref: orpha}
summary:
  - lang: en
    refs: [orpha, ours]
    text: >
      SUMMARY
notes:
  - {text: A remark., lang: en, ref: orpha}
"""
THERAPY = """\
id: rarekg:examplersen
references:
  fda: {source: fda, record: "examplersen, designated 2011-04-18"}
names: [{text: examplersen, lang: en, ref: fda}]
modality: [{id: oligonucleotide, ref: fda}]
targets:
  - {id: "HGNC:3951", symbol: FXN, ref: fda}
  - {text: the message of FXN, lang: en, ref: fda}
indications:
  - {disease: "ORPHA:95", stage: OrphanDesignated, authority: agency, date: 2011-04-18, ref: fda}
  - {disease: "ORPHA:95", stage: NotShownToWork, document: report 7, ref: fda}
care:
  - {disease: "ORPHA:95", does: prevents, sign: "HP:0001251", label: Ataxia, ref: fda}
contraindications:
  - {disease: "ORPHA:95", ref: fda}
"""
ENTITIES = {
    "areas": "  - {id: movement, names: [{text: Movement, lang: en, ref: a}]}",
    "modalities": "  - {id: oligonucleotide, names: [{text: oligo, lang: en, ref: a}]}",
    "approaches": "  - {id: plan, names: [{text: plan, lang: en, ref: a}]}",
    "organisations": """\
  - id: agency
    type: Authority
    names: [{text: agency, lang: en, ref: a}]
    facts: [{website: "https://example.org/", ref: a}]""",
    "programmes": """\
  - id: day
    names: [{text: day, lang: en, ref: a}]
    facts:
      - {hasPartner: "rarekg:organisation-agency", role: host, lang: en, ref: a}
      - {startYear: 2008, ref: a}
      - {launched: 2025-02-15, ref: a}""",
    "key-figures": """\
  - id: many
    names: [{text: many, lang: en, ref: a}]
    facts: [{figureValue: 9000, bound: "rkg:MoreThan", ref: a}]""",
    "rarity-rules": "  - {id: rule, names: [{text: rule, lang: en, ref: a}]}",
    "reporting-points": "  - {id: here, names: [{text: here, lang: en, ref: a}]}",
}
LISTS = {"key-figures": "figures", "rarity-rules": "rules", "reporting-points": "points"}
REFERENCES = "references: {a: {source: curated, record: test, method: written for a test}}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small `ingest` with all kinds of curated files, none with a mistake."""
    root = tmp_path / "curated"
    for name in ("diseases", "therapies"):
        (root / name).mkdir(parents=True)
    for source in ("orphanet", "fda"):
        (tmp_path / source).mkdir()
        (tmp_path / source / "source.toml").touch()
    manifest = (CURATED / "source.toml").read_text("utf-8")
    (root / "source.toml").write_text(manifest, "utf-8")
    for name, rows in ENTITIES.items():
        text = f"{REFERENCES}{LISTS.get(name, name)}:\n{rows}\n"
        (root / f"{name}.yaml").write_text(text, "utf-8")
    words = "\n      ".join(["ten words of a summary that stands for itself here"] * 9)
    disease = DISEASE.replace("SUMMARY", words)
    (root / "diseases" / "friedreich.yaml").write_text(disease, "utf-8")
    (root / "therapies" / "examplersen.yaml").write_text(THERAPY, "utf-8")
    return root


def facts_in(root: Path) -> list[Fact]:
    report = Report()
    files = content_files(load_manifest(root), root)
    return [fact for file in files for fact in READERS[file.manifest.reader](file, report)]


def said(facts: list[Fact], predicate: str) -> list[tuple[str, str]]:
    return [(str(f.subject), str(f.object)) for f in facts if f.predicate == predicate]


def test_what_is_curated_has_no_problem() -> None:
    assert [str(p) for p in check_curated(CURATED)] == []


def test_as_much_is_curated_as_the_manifest_expects() -> None:
    report = Report()
    for file in content_files(source_named("curated")):
        for _ in READERS[file.manifest.reader](file, report):
            pass
    for entry in source_named("curated").file:
        for kind, expected in entry.expect.items():
            assert report.counts["curated", kind] >= expected.least, kind


def test_a_sound_folder_becomes_facts(folder: Path) -> None:
    assert check_curated(folder) == []
    facts = facts_in(folder)
    assert ("ORPHA:95", "ORPHA:98098") in said(facts, "hasParent")
    assert ("ORPHA:95", "OMIM:601992") in said(facts, "narrowMatch")
    assert ("ORPHA:95", "rarekg:area-movement") in said(facts, "category")
    assert ("HP:0000007", "rkg:Phenotype") in said(facts, "type")
    assert ("rarekg:examplersen", "rarekg:modality-oligonucleotide") in said(facts, "hasModality")
    assert ("rarekg:programme-day", "2008") in said(facts, "startYear")


def test_each_object_and_subject_has_type_and_name(folder: Path) -> None:
    facts = facts_in(folder)
    typed = {s for s, _ in said(facts, "type")}
    named = {s for s, _ in said(facts, "name")}
    assert {str(f.subject) for f in facts} <= typed & named
    pointing = {"hasPhenotype", "hasInheritance", "associatedGene", "hasParent", "indicatedFor"}
    assert {str(f.object) for f in facts if f.predicate in pointing} <= typed & named


def test_a_reference_says_who_said_it_first(folder: Path) -> None:
    facts = facts_in(folder)
    names = {f.object: f.references[0] for f in facts if f.predicate == "name"}
    orpha = names[Text("Friedreich ataxia", "en")]
    assert (orpha.source, orpha.primary_source, orpha.record) == ("curated", "orphanet", "ORPHA:95")
    assert orpha.publications == ("PMID:20301458",)
    ours = names[Text("Friedreichs ataksi", "no")]
    assert (ours.primary_source, ours.method) == (None, "translated by hand")
    assert ours.consulted == "2025-01"


def test_excluded_signs_and_failed_treatments_are_negative(folder: Path) -> None:
    negative = [(f.predicate, str(f.object)) for f in facts_in(folder) if f.negated]
    assert negative == [("hasPhenotype", "HP:0001249"), ("indicatedFor", "ORPHA:95")]


def test_what_an_action_does_and_where_it_must_not_be_used(folder: Path) -> None:
    facts = [f for f in facts_in(folder) if str(f.subject) == "rarekg:examplersen"]
    found = {f.predicate: f for f in facts if f.predicate in {"prevents", "contraindicatedFor"}}
    assert {str(f.object) for f in found.values()} == {"ORPHA:95"}
    assert found["prevents"].qualifiers == (("forSign", "HP:0001251"),)
    assert found["contraindicatedFor"].qualifiers == ()


def test_a_therapy_needs_something_it_is_for(folder: Path) -> None:
    path = folder / "therapies" / "examplersen.yaml"
    path.write_text(path.read_text("utf-8").partition("indications:")[0], "utf-8")
    (problem,) = check_curated(folder)
    assert problem.field == "indications"


def test_the_summary_of_a_therapy_has_40_to_90_words(folder: Path) -> None:
    path = folder / "therapies" / "examplersen.yaml"
    row = "summary: [{lang: en, ref: fda, text: too short to say what it is}]\n"
    path.write_text(path.read_text("utf-8") + row, "utf-8")
    (problem,) = check_curated(folder)
    assert (problem.field, problem.message) == ("summary[0].text", "7 words; expected 40 to 90")


def test_each_kind_of_treatment_has_a_therapy() -> None:
    facts = [c.fact for c in curated_claims() if c.fact.predicate in {"hasModality", "hasParent"}]
    above = {(f.subject, f.object) for f in facts if f.predicate == "hasParent"}
    shown = {f.object for f in facts if f.predicate == "hasModality"}
    while more := {parent for kind, parent in above if kind in shown} - shown:
        shown |= more
    kinds = {
        c.fact.subject
        for c in curated_claims()
        if c.fact.predicate == "type" and c.fact.object == "rkg:Modality"
    }
    assert len(kinds) > 30
    assert sorted(kinds - shown) == []


def test_each_curated_therapy_says_what_it_is_in_plain_words() -> None:
    told: dict[str, set[str]] = {}
    for claim in curated_claims():
        if claim.file.startswith("therapies/"):
            languages = told.setdefault(claim.file, set())
            if claim.fact.predicate == "summary" and isinstance(claim.fact.object, Text):
                languages.add(claim.fact.object.language)
    assert [file for file, languages in told.items() if languages != {"en", "fr"}] == []


# what stands there, what a curator writes instead, line, field, part of the message
MISTAKES = [
    ("id: Orphanet_95", "id: 95", 1, "id", "'95' is not an identifier"),
    ("id: Orphanet_95", "id: HP:0000007", 1, "id", "expected ORPHA"),
    ("source: orphanet, r", "source: orfanet, r", 3, "references.orpha.source", "'orfanet' is not"),
    ("PMID 20301458", "Smith 1996", 3, "references.orpha.publications", "is not an identifier"),
    (", method: translated by hand", "", 4, "references.ours.method", "expected how"),
    ("consulted: 2025-01", "consulted: 2025-13", 4, "references.ours.consulted", "no date"),
    ("lang: en, ref: orpha}", "ref: orpha}", 6, "names[0].lang", "is missing"),
    ("ataxia, lang: en", "ataxia, lang: English", 6, "names[0].lang", "no language tag"),
    ("lang: no, ref: ours", "lang: en, ref: ours", 7, "names[1].lang", "a second name"),
    ("lang: no, ref: ours", "lang: no, ref: our", 7, "names[1].ref", "no reference 'our'"),
    ("lang: no, ref: ours", "lang: no", 7, "names[1].ref", "expected either ref"),
    ("kind: abbreviation", "kind: short", 9, "synonyms[0].kind", "'short' is not a kind"),
    ('"OMIM:229300"', '"OMIM:22930"', 11, "identifiers[0].id", "is not an identifier"),
    ("relation: narrow", "relation: same", 12, "identifiers[1].relation", "expected one of: broad"),
    ("areas: [movement]", "areas: [dance]", 13, "areas", "no area 'dance'"),
    ("areas: [movement]", "areas: movement", 13, "areas", "expected a list"),
    ("areas: [movement]\n", "", 1, "areas", "is missing"),
    ("type: Disease\n", "type: Illness\n", 14, "type", "'Illness' is not a type"),
    ("label: Recessive cerebellar ataxia, ", "", 16, "parents[0].label", "is missing"),
    ("measure: point", "measure: dot", 18, "prevalence[0].measure", "'dot' is not a measure"),
    ("1-9 / 100 000", "1-9 in 100000", 18, "prevalence[0].class", "is not a class"),
    ("value: 2.0", "value: 2e0", 18, "prevalence[0].value", "'2e0' is no number"),
    ("region: Europe, ", "", 18, "prevalence[0].region", "is missing"),
    ("NotYetValidated", "no", 19, "prevalence[1].validation", "'no' is not a status"),
    ("age: Childhood", "age: on", 21, "onset[0].age", "'on' is not an age"),
    ('"HP:0000007"', '"HGNC:5"', 23, "inheritance[0].id", "expected HP"),
    ("frequency: Very frequent", "frequency: often", 25, "signs[0].frequency", "not a frequency"),
    ("label: Ataxia, ", "", 25, "signs[0].label", "is missing"),
    ("refs: [orpha]}", "refs: []}", 27, "signs[2].refs", "a list of one entry"),
    ("symbol: FXN, ", "symbl: FXN, ", 29, "genes[0].symbl", "is no field here"),
    ("germline mutation(s) in", "mutations in", 29, "genes[0].type", "is not an association"),
    ("id: Orphanet_95\n", "id: Orphanet_95\nid: ORPHA:96\n", 2, "id", "stands here twice"),
    ("onset:\n", "onsett:\n", 20, "onsett", "is no field here"),
    ("A remark.", "", 44, "notes[0].text", "expected a text"),
    ("A remark.", "!!python/name:os.system x", 44, "notes[0].text", "a tag"),
    ("A remark.", "&a [*a]", 44, "notes[0].text[0]", "an alias"),
    ("names:\n", "names: [\n", 6, "(YAML)", "expected"),
]


@pytest.mark.parametrize(("right", "wrong", "line", "field", "message"), MISTAKES)
def test_a_mistake_is_named(
    folder: Path, right: str, wrong: str, line: int, field: str, message: str
) -> None:
    path = folder / "diseases" / "friedreich.yaml"
    text = path.read_text("utf-8")
    assert right in text
    path.write_text(text.replace(right, wrong, 1), "utf-8")
    found = [p for p in check_curated(folder) if p.file.endswith("friedreich.yaml")]
    assert any((p.line, p.field) == (line, field) and message in p.message for p in found), found


THERAPY_MISTAKES = [
    ("id: oligonucleotide", "id: potion", 5, "modality[0].id", "expected one of: oligonucleotide"),
    ('disease: "ORPHA:95"', 'disease: "ORPHA:96"', 10, "indications[0].disease", "no file"),
    ("authority: agency", "authority: court", 10, "indications[0].authority", "unknown 'court'"),
    ("date: 2011-04-18", "date: 2011-04-31", 10, "indications[0].date", "is no day"),
    ("does: prevents", "does: cures", 13, "care[0].does", "is not an effect"),
    ("stage: NotShownToWork", "stage: Failed", 11, "indications[1].stage", "is not a stage"),
]


@pytest.mark.parametrize(("right", "wrong", "line", "field", "message"), THERAPY_MISTAKES)
def test_a_mistake_in_a_therapy_is_named(
    folder: Path, right: str, wrong: str, line: int, field: str, message: str
) -> None:
    path = folder / "therapies" / "examplersen.yaml"
    path.write_text(path.read_text("utf-8").replace(right, wrong, 1), "utf-8")
    found = [p for p in check_curated(folder) if p.file.endswith("examplersen.yaml")]
    assert any((p.line, p.field) == (line, field) and message in p.message for p in found), found


ENTITY_MISTAKES = [
    ("startYear: 2008", "startedIn: 2008", 7, "programmes[0].facts[1].startedIn", "no field"),
    ("startYear: 2008", "startYear: long ago", 7, "programmes[0].facts[1].startYear", "whole"),
    ("organisation-agency", "organisation-x", 6, "programmes[0].facts[0].hasPartner", "no curated"),
    ("launched: 2025-02-15", "launched: 2025", 8, "programmes[0].facts[2].launched", "is no day"),
    ("startYear: 2008, ref", "startYear: 2008, rf", 7, "programmes[0].facts[1].rf", "no field"),
]


@pytest.mark.parametrize(("right", "wrong", "line", "field", "message"), ENTITY_MISTAKES)
def test_a_mistake_in_a_founding_file_is_named(
    folder: Path, right: str, wrong: str, line: int, field: str, message: str
) -> None:
    path = folder / "programmes.yaml"
    path.write_text(path.read_text("utf-8").replace(right, wrong, 1), "utf-8")
    found = check_curated(folder)
    assert any((p.line, p.field) == (line, field) and message in p.message for p in found), found


def test_all_mistakes_of_a_file_come_at_once_and_stop_a_build(folder: Path) -> None:
    path = folder / "diseases" / "friedreich.yaml"
    text = path.read_text("utf-8").replace("HP:0001251", "HP:x").replace("Childhood", "Young")
    path.write_text(text.replace("ten words", "words"), "utf-8")
    file = SourceFile("curated", load_manifest(folder).file[-2], path)
    with pytest.raises(BadSource) as error:
        list(read_curated_diseases(file, Report()))
    lines = str(error.value).splitlines()
    assert [line.partition(": ")[0].rpartition(":")[2] for line in lines] == ["21", "25"]


@pytest.mark.parametrize("words", [9 * 7, 9 * 20])
def test_a_summary_has_80_to_150_words(folder: Path, words: int) -> None:
    path = folder / "diseases" / "friedreich.yaml"
    text = path.read_text("utf-8")
    text = text.replace(
        "ten words of a summary that stands for itself here", " ".join(["word"] * (words // 9))
    )
    path.write_text(text, "utf-8")
    (problem,) = check_curated(folder)
    assert (problem.field, problem.message) == (
        "summary[0].text",
        f"{words} words; expected 80 to 150",
    )


def test_two_files_with_one_id_are_a_problem(folder: Path) -> None:
    path = folder / "diseases" / "friedreich.yaml"
    (folder / "diseases" / "again.yaml").write_text(path.read_text("utf-8"), "utf-8")
    (problem,) = check_curated(folder)
    assert problem.field == "id"
    assert "already the id of" in problem.message


def mirror_for(folder: Path, claims: list[Claim]) -> Mirror:
    ids = {c.reference.record for c in claims} | {str(c.fact.subject) for c in claims}
    return Mirror(
        folder,
        frozenset(i.removeprefix("ORPHA:") for i in ids if i.startswith("ORPHA:")),
        frozenset(i for i in ids if i.startswith("ROR:")),
    )


@pytest.mark.mirror
def test_each_curated_fact_stands_in_the_record_that_it_cites(mirror: Path) -> None:
    claims = curated_claims()
    assert disagreements(mirror_for(mirror, claims), claims) == []


@pytest.mark.mirror
def test_a_wrong_fact_would_be_found(mirror: Path, folder: Path) -> None:
    file = next(f for f in content_files(load_manifest(folder), folder) if f.name == "disease")
    claims = [
        Claim(file.name, fact, ref, "ORPHA:95")
        for fact in read_curated_diseases(file, Report())
        for ref in fact.references
    ]
    found = "\n".join(disagreements(mirror_for(mirror, claims), claims))
    for wrong in ("Recessive cerebellar ataxia", "HP:0001249", "hasPhenotype HP:0002650", "12"):
        assert wrong in found
    assert "Friedreich ataxia" not in found


@pytest.mark.mirror
def test_an_action_that_was_of_no_use_cannot_be_curated_as_a_treatment(mirror: Path) -> None:
    useless = Reference(
        "curated",
        "MONDO:0007739 MAXO:0010008 HP:0000118",
        "maxo",
        publications=(curie("PMID:15883340"),),
    )
    disease, therapy = curie("ORPHA:399"), curie("rarekg:creatine")
    facts = [
        Fact(therapy, "treats", disease, (useless,)),
        Fact(therapy, "indicatedFor", disease, (useless,), negated=True),
    ]
    claims = [Claim("therapies/creatine.yaml", f, useless, therapy) for f in facts]
    (wrong,) = disagreements(mirror_for(mirror, claims), claims)
    assert "rarekg:creatine treats ORPHA:399" in wrong
