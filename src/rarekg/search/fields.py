"""The fields by which results are narrowed down: what queries, facets and addresses call them."""

from __future__ import annotations

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
# Other words for the same.
ALIASES = {"organization": "organisation", "symptom": "sign", "kind": "type"}
