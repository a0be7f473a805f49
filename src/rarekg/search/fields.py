"""The fields by which results are narrowed down: what queries, facets and addresses call them."""

from __future__ import annotations

from rarekg.records.kinds import DISEASES, classes_of

# Shown with counts beside the results (`type` comes before them).
FACETS = (
    "area",
    "modality",
    "treatment",
    "stage",
    "prevalence",
    "inheritance",
    "onset",
    "country",
)
# Too many values for a list; written in the query: gene:FXN.
RELATIONS = ("gene", "sign", "therapy", "organisation")
# What every document has: its kind (a class key), its names, its identifiers.
OWN = ("type", "name", "id")
FIELDS = (*OWN, *FACETS, *RELATIONS)
# What the values of a field are, where they are things that are found themselves.
KINDS_OF_VALUES = {
    "area": ("Area", *sorted(DISEASES)),
    "modality": ("Modality",),
    "inheritance": ("Phenotype",),
    "gene": ("Gene",),
    "sign": ("Phenotype",),
    "therapy": ("Therapy", "MedicalAction"),
    "organisation": classes_of("organisation"),
}
# Other words for the same.
ALIASES = {"organization": "organisation", "symptom": "sign", "kind": "type"}
