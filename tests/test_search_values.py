"""Values of fields in words, and the values that words mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rarekg.records.around import TREATMENT
from rarekg.search.fields import FIELDS
from rarekg.search.values import CLASSES, value_label, values_called
from rarekg.vocabulary import concepts


@pytest.mark.parametrize(
    ("field", "text", "values"),
    [
        ("stage", "approved", ("rkg:Approved",)),
        ("stage", "Approved", ("rkg:Approved",)),
        ("stage", "rkg:InTrials", ("rkg:InTrials",)),
        ("stage", "orphan designation", ("rkg:OrphanDesignated",)),
        ("country", "France", ("FR",)),
        ("country", "fr", ("FR",)),
        ("country", "United States of America", ("US",)),
        ("country", "Nowhere", ()),
        ("treatment", "none", ("none",)),
        ("treatment", "None stated", ("none",)),
        ("onset", "childhood", ("rkg:OnsetChildhood",)),
        ("onset", "HP:0003623", ("rkg:OnsetNeonatal",)),
        ("onset", "nouveau-né", ("rkg:OnsetNeonatal",)),
        ("prevalence", "1 to 9 in 100,000", ("rkg:Prevalence1To9In100000",)),
        ("prevalence", "1-9 / 100 000", ("rkg:Prevalence1To9In100000",)),
        ("prevalence", "<1 / 1 000 000", ("rkg:PrevalenceBelow1In1000000",)),
        ("type", "Disease", ("Disease",)),
        ("type", "disease", ("DiseaseGroup", "DiseaseSubtype", "Disease")),
        ("type", "diseases", ("DiseaseGroup", "DiseaseSubtype", "Disease")),
        ("type", "therapies", ("Therapy", "MedicalAction")),
        ("type", "symptom", ("Phenotype",)),
        ("type", "patient organisation", ("PatientOrganisation",)),
        ("type", "page", ("Page",)),
        ("gene", "FXN", ()),
        ("stage", "", ()),
    ],
)
def test_what_people_write_means_values(field: str, text: str, values: tuple[str, ...]) -> None:
    assert values_called(field, text) == values


LISTS = {
    "type": CLASSES,
    "treatment": TREATMENT,
    "country": ("FR", "GB", "US", "CH"),
    "stage": [f"rkg:{key}" for key, c in concepts().items() if c.type == "Stage"],
    "onset": [f"rkg:{key}" for key, c in concepts().items() if c.type == "AgeOfOnset"],
    "prevalence": [f"rkg:{key}" for key, c in concepts().items() if c.type == "PrevalenceClass"],
}


def test_every_value_has_words_that_mean_it() -> None:
    for field, values in LISTS.items():
        for value in values:
            label = value_label(field, value)
            assert label != value
            assert value in values_called(field, label)
            assert values_called(field, value) == (value,)


@given(st.sampled_from(FIELDS), st.text())
def test_nothing_raises(field: str, text: str) -> None:
    assert isinstance(values_called(field, text), tuple)
    assert value_label(field, f"no {text}") == f"no {text}"
