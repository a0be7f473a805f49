"""The modality of a substance: what each kind of rule sees, and where it abstains."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from benchmarks.gold_modalities import BOUND, measure

from rarekg.content import content_folder
from rarekg.facts import Fact, Reference, Text, Value
from rarekg.identifiers import Curie
from rarekg.linking.modalities import Classified, classify, modality
from rarekg.linking.modalities_rules import check_rules, rules
from rarekg.report import Report

CURATED = content_folder("ingest") / "curated"
RECORD = Reference("ema", "EU/3/99/001", url="https://example.org/eu-3-99-001")
THERAPY = Curie("rarekg:ema-example")

NAMES = [
    # the stem of an INN, and where it must not be seen
    ("Examplinumab", "monoclonal-antibody"),
    ("tafasitamab-cxix", "monoclonal-antibody"),
    ("teclistamab", "bispecific-antibody"),
    ("obrixtamig", "bispecific-antibody"),
    ("trastuzumab emtansine", "antibody-drug-conjugate"),
    ("caplacizumab", "antibody-fragment"),
    ("sotatercept", "fusion-protein"),
    ("onercept", "protein"),
    ("vutrisiran", "sirna"),
    ("Tofersen sodium", "antisense-oligonucleotide"),
    ("pegaptanib", "aptamer"),
    ("pazopanib", "small-molecule"),
    ("exagamglogene autotemcel", "gene-modified-cell-therapy"),
    ("lisocabtagene maraleucel", "car-t-cell-therapy"),
    ("onasemnogene abeparvovec", "gene-therapy"),
    ("teserpaturev", "oncolytic-virus"),
    ("donaperminogene seltoplasmid", "plasmid"),
    ("agalsidase beta", "enzyme-replacement"),
    ("pegvorhyaluronidase alfa", "enzyme"),
    ("conestat alfa", "protein"),
    ("paltimatrectinib", "small-molecule"),
    ("elagolix", "small-molecule"),
    ("degarelix", "peptide"),
    ("oligopeptide", None),
    ("immunoglobulin", None),
    # what carries decides, not what is carried or aimed at
    ("Adeno-associated viral vector serotype 9 carrying the gene of an enzyme", "gene-therapy"),
    ("Autologous CD34+ cells transduced with a lentiviral vector", "gene-modified-cell-therapy"),
    ("T cells transduced to carry a chimeric antigen receptor", "car-t-cell-therapy"),
    ("allogeneic mesenchymal stromal cells", "cell-therapy"),
    ("Autologous endothelial cells on a decellularised scaffold", "tissue-engineered-product"),
    ("mRNA encoding human propionyl-CoA carboxylase", "messenger-rna"),
    ("Messenger RNA encoding Cas9, with a guide RNA", "gene-editing"),
    ("DNA plasmid containing a collagen gene", "plasmid"),
    ("replication-competent adenovirus", "oncolytic-virus"),
    ("Mixture of two bacteriophages", "bacteriophage"),
    ("allogeneic faecal microbiota", "live-biotherapeutic"),
    ("synthetic double-stranded siRNA oligonucleotide directed against a mRNA", "sirna"),
    ("Exon 45 specific phosphorothioate oligonucleotide", "antisense-oligonucleotide"),
    ("26 base single-stranded DNA oligonucleotide", "oligonucleotide"),
    ("peptide vaccine", "vaccine"),
    ("Lutetium (177Lu) examplumab", "radiopharmaceutical"),
    ("Hepatitis B immune globulin (human)", "immunoglobulin"),
    ("anti-thymocyte globulin (rabbit)", "polyclonal-antibody"),
    ("Humanised IgG4 monoclonal antibody against an enzyme", "monoclonal-antibody"),
    ("Recombinant receptor fused to the Fc part", "fusion-protein"),
    ("plasma-derived factor X", "plasma-derived-protein"),
    ("Human coagulation factor X", "plasma-derived-protein"),
    ("Recombinant human arylsulfatase A", "enzyme-replacement"),
    ("recombinant human interleukin-12", "protein"),
    ("Gly-Trp-Thr-Leu-Asn-Ser", "peptide"),
    ("L-alanyl-L-arginyl-glycyl-L-leucyl-L-serine", "peptide"),
    ("N-(4-chlorophenyl)-2-methylpyrimidin-5-amine", "small-molecule"),
    ("small molecule inhibitor of a protein", "small-molecule"),
    # nothing that tells, or contradiction
    ("tolerogen", None),
    ("Heparin", None),
    ("examplinumab and examplitinib", None),
    ("examplisiran; examplirsen", None),
    ("Recombinant immunotoxin with a part of an exotoxin", None),
    ("antibody conjugated to doxorubicin in liposomes with methotrexate hydrochloride", None),
    ("glutamine synthetase antagonist", None),
]


@pytest.mark.parametrize(("name", "expected"), NAMES)
def test_a_name_has_the_modality_that_its_stems_and_words_say(
    name: str, expected: str | None
) -> None:
    found = classify([name], None, [], advanced_therapy=False)
    assert (found and found.modality) == (expected and f"rarekg:modality-{expected}")


def test_the_answer_names_the_rule_and_the_words_as_written() -> None:
    found = classify(["Zolgexample", "Examplinogene  Exaparvovec"], None, [], True)
    stem = Classified(Curie("rarekg:modality-gene-therapy"), "INN stem -parvovec", "Exaparvovec")
    assert found == stem


def test_atc_codes_add_to_names_and_may_contradict_them() -> None:
    assert classify(["exampline"], None, ["L01EA01"], False) == Classified(
        Curie("rarekg:modality-small-molecule"), "ATC group L01E", "L01EA01"
    )
    assert classify(["examplitinib"], None, ["J06BD01"], False) is None
    refined = classify(["agalsidase alfa"], None, ["A16AB03"], False)
    assert refined
    assert refined.modality == "rarekg:modality-enzyme-replacement"


def test_an_advanced_therapy_is_never_called_a_mere_protein() -> None:
    assert classify(["examplin alfa"], None, [], advanced_therapy=False)
    assert classify(["examplin alfa"], None, [], advanced_therapy=True) is None
    assert classify(["Exampline"], None, [], advanced_therapy=True) is None


def test_the_description_counts_as_a_name() -> None:
    found = classify(["EX-101"], "humanized monoclonal antibody", [], False)
    assert found
    assert found.modality == "rarekg:modality-monoclonal-antibody"


def test_every_modality_of_the_rules_can_be_found() -> None:
    given = rules()
    reachable = {phrase.modality for group in given.groups for phrase in group.phrases}
    reachable |= {stem.modality for stem in given.stems} | set(given.words.values())
    by_hand = {  # no name says it with certainty
        "stem-cell-transplantation",
        "diet",
        "nutritional-supplement",
        "device",
    }
    assert set(given.parents) - reachable == by_hand


def _fact(predicate: str, value: Value) -> Fact:
    return Fact(THERAPY, predicate, value, (RECORD,))


def test_a_record_yields_one_fact_with_the_record_as_its_reference() -> None:
    record = [
        _fact("type", Curie("rkg:Therapy")),
        _fact("name", Text("Examplisiran  sodium", "en")),
        _fact("tradeName", Text("Exumab", "en")),
    ]
    report = Report()
    (found,) = modality(record, report)
    assert (found.subject, found.predicate) == (THERAPY, "hasModality")
    assert found.object == "rarekg:modality-sirna"
    (reference,) = found.references
    assert (reference.source, reference.record, reference.url) == ("ema", RECORD.record, RECORD.url)
    assert reference.method == "modality by INN stem -siran"
    assert reference.asserted_object == "Examplisiran"
    assert report.counts["derived", "substance with a modality"] == 1


def test_what_is_not_a_therapy_or_not_clear_yields_nothing() -> None:
    report = Report()
    organisation = [_fact("type", Curie("rkg:Organisation")), _fact("name", Text("Somab", "en"))]
    unclear = [_fact("type", Curie("rkg:Therapy")), _fact("name", Text("EX-101", "en"))]
    assert [*modality(organisation, report), *modality(unclear, report)] == []
    assert report.counts["derived", "substance without a modality"] == 1


def test_the_rules_that_we_ship_have_no_mistakes() -> None:
    assert check_rules(CURATED) == []


MISTAKES = [
    ("modality: small-molecule\n    words: >", "modality: small-thing\n    words: >", "words["),
    ("    start: >", "    begin: >", "begin"),
    ('codes: "J07"', 'codes: "j07"', "codes"),
    ('pattern: "\\\\baptamers?\\\\b"', 'pattern: "(aptamer"', "pattern"),
    ("tisagenlecleucel", "tisagenlecleucel, imetelstat", "words"),
    ("\nrefusals:", "\nrefusal:", "refusal"),
]


@pytest.mark.parametrize(("right", "wrong", "field"), MISTAKES)
def test_a_mistake_in_the_rules_is_named_with_line_and_field(
    tmp_path: Path, right: str, wrong: str, field: str
) -> None:
    shutil.copy(CURATED / "modalities.yaml", tmp_path)
    text = (CURATED / "modality-rules.yaml").read_text("utf-8")
    assert right in text
    changed = text.replace(right, wrong, 1)
    (tmp_path / "modality-rules.yaml").write_text(changed, "utf-8")
    problems = check_rules(tmp_path)
    assert problems
    assert any(field in problem.field for problem in problems)
    assert all(problem.line >= 1 and "modality-rules.yaml" in problem.file for problem in problems)


@pytest.mark.mirror
def test_precision_on_the_gold_set(mirror: Path) -> None:
    (gold,) = measure(mirror)
    assert gold.precision >= BOUND, "\n".join(gold.errors)
    assert gold.recall >= Decimal("0.8")
