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
