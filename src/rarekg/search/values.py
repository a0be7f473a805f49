"""Values of fields in words, and the values that words mean: for fields with a closed list.

Those of the other fields (area, modality, inheritance, gene, sign, therapy, organisation) are the
ids of things that are found themselves: what they are called stands in the index.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache

from rarekg.errors import InvalidIdentifier
from rarekg.identifiers import curie, iri
from rarekg.records.countries import country_code, country_name
from rarekg.records.kinds import DISEASES, PRECEDENCE, classes_of
from rarekg.search.folding import folded
from rarekg.search.protocol import MAX_QUERY
from rarekg.vocabulary import close_matches, concepts

CLASSES = (*PRECEDENCE, "Source", "Page")
# Classes of the vocabulary whose members are the values of a field.
_CONCEPTS = {"stage": "Stage", "prevalence": "PrevalenceClass", "onset": "AgeOfOnset"}
TREATMENT = {
    "approved": "approved by an authority",
    "studied": "studied, or supported as an orphan medicine",
    "stopped": "refused, withdrawn or not shown to work",
    "other": "for prevention or diagnosis",
    "care": "other measures of care",
    "none": "none stated",
}
# What people call kinds of things, beside the labels and the keys of their classes.
_ORGANISATIONS = tuple(classes_of("organisation"))
_TYPE_WORDS: Mapping[str, tuple[str, ...]] = {
    "disease": tuple(kind for kind in PRECEDENCE if kind in DISEASES),
    "disorder": tuple(kind for kind in PRECEDENCE if kind in DISEASES),
    "sign": ("Phenotype",),
    "symptom": ("Phenotype",),
    "phenotype": ("Phenotype",),
    "gene": ("Gene",),
    "therapy": ("Therapy", "MedicalAction"),
    "treatment": ("Therapy", "MedicalAction"),
    "medicine": ("Therapy",),
    "drug": ("Therapy",),
    "modality": ("Modality",),
    "kind of treatment": ("Modality",),
    "organisation": _ORGANISATIONS,
    "organization": _ORGANISATIONS,
    "hospital": ("CareProvider",),
    "trial": ("Trial",),
    "study": ("Trial",),
    "source": ("Source",),
    "dataset": ("Source",),
    "page": ("Page",),
}
_NOT_DIGIT = re.compile(r"\D+")


def value_label(field: str, value: str, language: str = "en") -> str:
    """What a value of a field with a closed list is called; the value itself where the list does
    not have it, or the field has none."""
    if field == "treatment":
        return TREATMENT.get(value, value)
    if field == "country":
        return country_name(value) or value
    if field == "type" and value in ("Source", "Page"):
        return value.lower()
    known = concepts().get(value.removeprefix("rkg:"))
    if field not in ("type", *_CONCEPTS) or known is None:
        return value
    return known.labels.get(language) or known.labels.get("en", value)


def values_called(field: str, text: str) -> tuple[str, ...]:
    """The values of a field with a closed list that a text means, as key or in words, however it
    is written; none where the field has no such list, or the list no such value."""
    short = text.strip()[:MAX_QUERY]
    meant = _MEANT.get(field)
    return tuple(dict.fromkeys(meant(short))) if meant else ()


def _types(text: str) -> Iterable[str]:
    if text in CLASSES:  # as facets and addresses write it: this class alone
        return (text,)
    key = folded(text)
    table = _type_words()
    for word in (key, key.removesuffix("s"), re.sub("ies$", "y", key)):
        if word in table:
            return table[word]
    return ()


@cache
def _type_words() -> dict[str, tuple[str, ...]]:
    labels = {folded(value_label("type", kind)): (kind,) for kind in CLASSES}
    keys = {folded(kind): (kind,) for kind in CLASSES}
    return keys | labels | dict(_TYPE_WORDS)


def _treatments(text: str) -> Iterable[str]:
    key = folded(text)
    return (v for v, label in TREATMENT.items() if key in (v, folded(label)))


def _countries(text: str) -> Iterable[str]:
    code = country_code(text)
    if not code and country_name(text.upper()):
        code = text.upper()
    return (code,) if code else ()


def _of_list(field: str) -> Callable[[str], Iterable[str]]:
    def meant(text: str) -> Iterable[str]:
        keys = (folded(text), folded(text.removeprefix("rkg:")))
        return (value for key in keys for value in _called(field).get(key, ()))

    return meant


@cache
def _called(field: str) -> dict[str, list[str]]:
    """The values of a list by their folded keys and labels in all languages."""
    found: dict[str, list[str]] = {}
    for key, concept in concepts().items():
        if concept.type == _CONCEPTS[field]:
            for name in (key, *concept.labels.values()):
                found.setdefault(folded(name), []).append(f"rkg:{key}")
    return found


def _onsets(text: str) -> Iterable[str]:
    """Also by the term of HPO that comes close."""
    yield from _of_list("onset")(text)
    try:
        near = close_matches().get(iri(curie(text)), "")
    except InvalidIdentifier:
        return
    if near.startswith("Onset"):
        yield f"rkg:{near}"


def _prevalences(text: str) -> Iterable[str]:
    """Also in Orphanet's way: 1-9 / 100 000."""
    found = tuple(_of_list("prevalence")(text))
    digits = _NOT_DIGIT.sub("", text)
    if found or not digits:
        return found
    labels = {v: value_label("prevalence", v) for vs in _called("prevalence").values() for v in vs}
    return tuple(v for v, label in labels.items() if _NOT_DIGIT.sub("", label) == digits)


_MEANT: dict[str, Callable[[str], Iterable[str]]] = {
    "type": _types,
    "treatment": _treatments,
    "country": _countries,
    "stage": _of_list("stage"),
    "onset": _onsets,
    "prevalence": _prevalences,
}
