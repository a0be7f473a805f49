"""Diseases named in indications and conditions: recognised, told from their setting, or left."""

from __future__ import annotations

import pickle
from decimal import Decimal
from pathlib import Path

import pytest
from benchmarks import gold_indications
from benchmarks.gold import Gold

from rarekg.linking.diseases import THRESHOLD, DiseaseLinker
from rarekg.linking.lexicon import Lexicon, words
from rarekg.linking.names import Name
from rarekg.linking.phrases import purpose

_NAMES = (
    ("MONDO:1", "name", "Cystic fibrosis", "orphanet"),
    ("MONDO:2", "name", "Acute myeloid leukemia", "orphanet"),
    ("MONDO:2", "abbreviation", "AML", "orphanet"),
    ("MONDO:3", "name", "Graft versus host disease", "orphanet"),
    ("MONDO:4", "name", "Wilson disease", "mondo"),
    ("MONDO:5", "name", "Hemophilia A", "orphanet"),
    ("MONDO:6", "name", "Hemophilia B", "orphanet"),
    ("MONDO:7", "name", "malignant pancreatic neoplasm", "mondo"),
    ("MONDO:8", "name", "Familial pancreatic carcinoma", "orphanet"),
    ("MONDO:8", "synonym", "pancreatic cancer", "mondo"),
    ("MONDO:9", "name", "Mucopolysaccharidosis type 6", "orphanet"),
    ("MONDO:10", "name", "head and neck cancer", "mondo"),
    ("MONDO:11", "name", "Uveitis", "orphanet"),
    ("MONDO:12", "name", "Hodgkin lymphoma", "orphanet"),
    ("MONDO:13", "name", "Lymphoma", "orphanet"),
    ("MONDO:14", "name", "Ureter, cancer of", "mondo"),
    ("MONDO:15", "name", "Pediatric multiple sclerosis", "orphanet"),
    ("MONDO:16", "name", "multiple sclerosis", "mondo"),
    ("MONDO:17", "name", "Chronic myeloid leukemia", "orphanet"),
    ("MONDO:18", "name", "Immune thrombocytopenia", "orphanet"),
    ("MONDO:18", "synonym", "Idiopathic thrombocytopenic purpura", "orphanet"),
    ("NANDO:1", "name", "Idiopathic thrombocytopenic purpura", "nando"),
    ("NANDO:1", "synonym", "Primary immune thrombocytopenia", "nando"),
    ("MONDO:19", "name", "Kennedy disease", "orphanet"),
    ("MONDO:19", "synonym", "bulbar atrophy", "mondo"),
    ("MONDO:20", "name", "Other atrophy", "orphanet"),
    ("MONDO:20", "synonym", "bulbar atrophy", "mondo"),
    ("MONDO:21", "name", "Alpha-1-antitrypsin deficiency", "orphanet"),
    ("MONDO:22", "name", "disease", "mondo"),
    ("MONDO:23", "name", "thyroid gland cancer", "mondo"),
    ("MONDO:24", "name", "Ebola virus disease", "orphanet"),
    ("MONDO:16", "synonym", "juvenile multiple sclerosis", "mondo"),
    ("MONDO:26", "name", "Anemia due to iron deficiency", "orphanet"),
    ("MONDO:26", "synonym", "anemia", "mondo"),
    ("MONDO:27", "name", "Apraxia", "mondo"),
    ("MONDO:25", "broadSynonym", "brittle bones", "mondo"),
    ("MONDO:28", "name", "metastatic carcinoma", "mondo"),
    ("MONDO:29", "name", "congenital", "mondo"),
    ("MONDO:30", "name", "Another syndrome", "orphanet"),
    ("MONDO:30", "abbreviation", "MALS", "orphanet"),
    ("MONDO:31", "name", "AIDS", "mondo"),
    ("MONDO:32", "name", "Hodgkin carcinoma", "orphanet"),
)


@pytest.fixture(scope="module")
def linker() -> DiseaseLinker:
    names = [Name(text, kind, of, source) for of, kind, text, source in _NAMES]
    return DiseaseLinker(Lexicon.of(names))


def found(linker: DiseaseLinker, text: str) -> list[str]:
    """The diseases in a text; `<` before one of which only a part is meant."""
    links = linker.link_indication(text)
    return [("<" if link.within else "") + link.disease.removeprefix("MONDO:") for link in links]


@pytest.mark.parametrize(
    ("text", "diseases"),
    [
        ("Treatment of cystic fibrosis", ["1"]),
        ("Treatment of Cystic Fibrosis (CF).", ["1"]),
        ("Treatment of acute myeloid leukaemia", ["2"]),
        ("Treatment of acute myeloid leukemias", ["2"]),
        ("Treatment of AML", ["2"]),
        ("Treatment of Wilson's disease", ["4"]),
        ("Treatment of Wilson’s disease", ["4"]),
        ("Treatment of mucopolysaccharidosis VI", ["9"]),
        ("Treatment of cancer of the ureter", ["14"]),
        ("Treatment of thyroid cancer", []),
        ("Treatment of Ebola virus infection", ["24"]),
        ("For slowing the progression of cystic fibrosis", ["1"]),
        ("Adjunctive therapy for cystic fibrosis", ["1"]),
        ("Cystic fibrosis", ["1"]),
    ],
)
def test_a_disease_is_known_in_every_spelling(
    linker: DiseaseLinker, text: str, diseases: list[str]
) -> None:
    assert found(linker, text) == diseases


@pytest.mark.parametrize(
    ("text", "diseases"),
    [
        ("Treatment of FLT3-positive acute myeloid leukemia", ["<2"]),
        ("Treatment of patients with relapsed or refractory acute myeloid leukemia", ["<2"]),
        ("Treatment of cystic fibrosis in patients aged 6 years and older", ["<1"]),
        ("Treatment of cystic fibrosis patients with the G551D mutation", ["<1"]),
        ("Treatment of pediatric patients with cystic fibrosis", ["<1"]),
        ("Treatment of uveitis of the posterior segment", ["<11"]),
        ("Treatment of stage IIB or III Hodgkin lymphoma", ["<12"]),
        ("Treatment of advanced or metastatic cancer of the head and neck", ["<10"]),
        ("Prevention of bleeding episodes in hemophilia A", ["<5"]),
        ("Treatment of uveitis due to an infection", ["<11"]),
        ("Treatment of juvenile multiple sclerosis", ["<16"]),
        ("Symptoms of Wilson disease in children who cannot swallow", ["<4"]),
    ],
)
def test_a_restricted_text_means_a_part_of_the_broader_disease(
    linker: DiseaseLinker, text: str, diseases: list[str]
) -> None:
    assert found(linker, text) == diseases


@pytest.mark.parametrize(
    ("text", "diseases"),
    [
        ("Treatment of pediatric multiple sclerosis", ["15"]),
        ("Treatment of adult and pediatric patients with multiple sclerosis", ["16"]),
        ("Treatment of cystic fibrosis in combination with other medicines", ["1"]),
        ("Treatment of head and neck cancer, including cancer of the larynx", ["10"]),
        ("Treatment of congenital alpha-1 antitrypsin deficiency", ["21"]),
    ],
)
def test_what_restricts_nothing_leaves_the_whole_disease(
    linker: DiseaseLinker, text: str, diseases: list[str]
) -> None:
    assert found(linker, text) == diseases


@pytest.mark.parametrize(
    ("text", "diseases"),
    [
        ("Prevention of graft-versus-host disease in patients with Hodgkin lymphoma", ["<3"]),
        ("Treatment of hyperkalemia in patients with cystic fibrosis", []),
        ("Treatment of lung infection in cystic fibrosis", []),
        ("Treatment of lymphoma other than Hodgkin lymphoma", ["<13"]),
        ("Treatment of lymphoma in the absence of uveitis or cystic fibrosis", ["<13"]),
        ("Treatment of non lymphoma", []),
        ("Treatment of secondary lymphoma", []),
        ("Treatment of ataxia-oculomotor apraxia", []),
        ("Treatment of anemia", []),
        ("For patients undergoing high-dose therapy for uveitis", []),
        ("To speed recovery in patients undergoing surgery for the treatment of lymphoma", []),
        ("As a chemoprotective agent for a drug in the treatment of lymphoma", []),
        ("Rescue use after high dose therapy in the treatment of lymphoma", []),
        ("A rescue is indicated after high-dose therapy in lymphoma", []),
        ("For bone marrow protection in the treatment of lymphoma", []),
        ("Emergency rescue treatment of uveitis", ["11"]),
    ],
)
def test_the_setting_is_no_target(linker: DiseaseLinker, text: str, diseases: list[str]) -> None:
    assert found(linker, text) == diseases


@pytest.mark.parametrize(
    ("text", "diseases"),
    [
        ("Treatment of uveitis. It lacks a factor and is not indicated in Wilson disease.", ["11"]),
        ("Treatment of uveitis. It should not be used in lymphoma.", ["11"]),
        ("Treatment of uveitis. It is not recommended for the treatment of lymphoma.", ["11"]),
        ("It is not indicated in Wilson disease", []),
        ("Treatment of uveitis in those for whom surgery is not indicated", ["<11"]),
        ("Treatment of uveitis. In men with lymphoma it significantly reduces risks.", ["11"]),
        ("In patients with lymphoma who have been treated before", ["<13"]),
    ],
)
def test_what_a_medicine_is_not_for_is_no_target(
    linker: DiseaseLinker, text: str, diseases: list[str]
) -> None:
    assert found(linker, text) == diseases


@pytest.mark.parametrize(
    ("text", "diseases"),
    [
        ("Treatment of metastatic or recurrent Hodgkin carcinoma", ["<32"]),
        ("Treatment of metastatic carcinoma of an organ", []),
        ("Treatment of congenital or acquired cystic fibrosis", ["<1"]),
        ("Treatment of seizures, grand mal type", []),
        ("Treatment of AIDS and something else", ["31"]),
    ],
)
def test_words_that_qualify_are_no_disease(
    linker: DiseaseLinker, text: str, diseases: list[str]
) -> None:
    assert found(linker, text) == diseases


@pytest.mark.parametrize(
    ("text", "diseases"),
    [
        ("Treatment of hemophilia A and B", ["5", "6"]),
        ("Treatment of acute and chronic myeloid leukemia", ["2", "17"]),
        ("Treatment of cystic fibrosis, Wilson disease or uveitis", ["1", "4", "11"]),
        ("Treatment of head and neck cancer", ["10"]),
        ("1. Treatment of uveitis 2. Treatment of lymphoma", ["11", "13"]),
    ],
)
def test_members_of_a_list_are_linked_each(
    linker: DiseaseLinker, text: str, diseases: list[str]
) -> None:
    assert found(linker, text) == diseases


def test_a_name_of_a_narrower_disease_does_not_take_the_general_text(
    linker: DiseaseLinker,
) -> None:
    assert found(linker, "Treatment of pancreatic cancer") == ["7"]


def test_a_name_of_two_diseases_links_to_none(linker: DiseaseLinker) -> None:
    assert found(linker, "Treatment of bulbar atrophy") == []


def test_of_two_diseases_with_a_name_the_broader_is_meant_in_part() -> None:
    names = [
        Name("Ataxia group", "name", "MONDO:1", "mondo"),
        Name("shaking gait", "synonym", "MONDO:1", "mondo"),
        Name("Ataxia 5", "name", "MONDO:2", "mondo"),
        Name("shaking gait", "synonym", "MONDO:2", "mondo"),
    ]
    lexicon = Lexicon.of(names, [("MONDO:2", "MONDO:1")])
    assert found(DiseaseLinker(lexicon), "Treatment of shaking gait") == ["<1"]


def test_names_of_another_list_lead_to_the_disease_of_the_same_name(
    linker: DiseaseLinker,
) -> None:
    assert found(linker, "Treatment of primary immune thrombocytopenia") == ["18"]


@pytest.mark.parametrize("text", ["Treatment of disease", "", "brittle bones", "Use in dentistry"])
def test_what_says_nothing_is_left(linker: DiseaseLinker, text: str) -> None:
    assert found(linker, text) == []


def test_a_link_says_what_was_matched_and_how_surely(linker: DiseaseLinker) -> None:
    [whole] = linker.link_indication("Treatment of cystic fibrosis")
    [part] = linker.link_indication("Treatment of severe cystic fibrosis in adults")
    assert whole.matched == part.matched == "cystic fibrosis"
    assert THRESHOLD <= part.confidence < whole.confidence <= Decimal(1)


@pytest.mark.parametrize(
    ("text", "disease", "within"),
    [
        ("Fibrosis, Cystic", "MONDO:1", False),
        ("AML", "MONDO:2", False),
        ("Stage IV Hodgkin Lymphoma AJCC v8", "MONDO:12", True),
        ("Relapsed Hodgkin Lymphoma", "MONDO:12", True),
    ],
)
def test_conditions_of_trials(linker: DiseaseLinker, text: str, disease: str, within: bool) -> None:
    [link] = linker.link_condition(text)
    assert (link.disease, link.within) == (disease, within)


def test_words_are_compared_without_spelling() -> None:
    assert words("Tumours of the oesophagus") == words("tumor, esophageal")
    assert words("β-thalassaemia type II") == words("Beta thalassemia 2")
    assert words("Fragile X syndrome") == ("fragile", "x", "syndrome")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Treatment of uveitis", "treatment"),
        ("Prevention of uveitis", "prevention"),
        ("Prophylaxis and treatment of bleeding", "prevention"),
        ("Diagnostic for the management of lymphoma", "diagnosis"),
        ("For use in adrenal imaging", "diagnosis"),
        ("Treatment of lymphoma detected by a test", "treatment"),
        ("Patients with newly diagnosed lymphoma", "treatment"),
        ("Replacement in patients with a confirmed diagnosis of uveitis", "treatment"),
        ("It is indicated for the prophylaxis of uveitis", "prevention"),
        ("It is indicated for the treatment and prevention of uveitis", "treatment"),
    ],
)
def test_the_purpose_of_a_use(text: str, meant: str) -> None:
    assert purpose(text) == meant


def test_a_lexicon_can_be_sent_to_workers(linker: DiseaseLinker) -> None:
    again = pickle.loads(pickle.dumps(linker))  # noqa: S301  (our own)
    assert found(again, "Treatment of cystic fibrosis") == ["1"]


@pytest.fixture(scope="module")
def measured(mirror: Path) -> dict[str, Gold]:
    return {one.topic: one for one in gold_indications.measure(mirror)}


@pytest.mark.mirror
@pytest.mark.slow
@pytest.mark.parametrize(("topic", "recall"), [("indications", 0.9), ("conditions", 0.75)])
def test_what_is_linked_in_the_gold_sets_is_right(
    measured: dict[str, Gold], topic: str, recall: float
) -> None:
    gold = measured[topic]
    assert gold.precision >= gold.bound, gold.errors
    assert gold.recall >= recall, gold.errors


@pytest.mark.mirror
def test_a_diagnostic_is_never_taken_for_a_treatment(mirror: Path) -> None:
    assert gold_indications.wrong_purposes(mirror) == []


def test_what_a_disease_leaves_in_the_blood_is_lowered_because_of_it(linker: DiseaseLinker) -> None:
    text = "adjunct to diet to reduce triglycerides in adults with cystic fibrosis (CF)"
    assert found(linker, text) == ["1"]
    assert found(linker, "to lower urinary oxalate levels in adults with cystic fibrosis") == ["1"]
    assert found(linker, "to reduce the risk of stroke in adults with cystic fibrosis") == []


def test_where_a_text_sends_the_reader_to_another_one_it_names_no_use(
    linker: DiseaseLinker,
) -> None:
    text = (
        "Treatment of uveitis. For information regarding the treatment of Wilson disease, please "
        "see the Inventin 50 mg SmPC. Treatment of Kennedy disease. Please refer to the Summary of "
        "Product Characteristics of Inventin tablets for use in treatment of cystic fibrosis."
    )
    assert found(linker, text) == ["11", "19"]


def test_a_loose_name_of_one_disease_is_not_that_of_another() -> None:
    """A name that one source has for one disease, and another, loosely, for a second one, means
    more than either."""
    names = [
        Name("Inventuria", "name", "MONDO:1", "orphanet"),
        Name("Inventuria", "name", "NANDO:1", "nando"),
        Name("hyperinventinemia", "synonym", "NANDO:1", "nando"),
        Name("Hyperinventinemia due to novase deficiency", "name", "MONDO:2", "orphanet"),
        Name("hyperinventinemia", "synonym", "MONDO:2", "mondo"),
    ]
    assert Lexicon.of(names[:3]).find(words("hyperinventinemia")) is not None
    assert Lexicon.of(names).find(words("hyperinventinemia")) is None
