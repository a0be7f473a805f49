"""Which of the names in a row of Every Cure's list are names of the row's substance.

The column `source_ingredients` holds the entries of authorities' lists that a name service gave
the row's identifier: names, salts, whole products with strength and dose form, combinations with
another substance, and mistakes. Only what can be seen to be a name is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rarekg.readers.tables import Row
from rarekg.report import Report
from rarekg.substances.names import SubstanceName, substance_name

_CURIE = re.compile(r"[A-Za-z.]+:[^~ ]+~")
_STRENGTH = re.compile(r"[0-9]\s*(?:mg|mcg|µg|g|ml|iu|%|unt|million)\b|[0-9]%|[0-9]mg", re.I)
_FORM = re.compile(
    r"\b(?:tab(?:let)?s?|caps?(?:ules?)?|inj(?:ections?)?|syrup|bulk|cream|ointment|gel|lotion|"
    r"(?:eye|ear|nasal) drops?|drops|powder|granules|spray|aerosol|inhaler|infusion|patch(?:es)?|"
    r"suspension|solution|product|pill|sachet|kit|formulation|dosage|vial|topical|oral|emulsion|"
    r"fdc|combi\w*|indication|strength|biosimilar)\b",
    re.I,
)
_LONGEST = 80
_SHARED = 4  # letters of a word that two names share

_CODE = re.compile(r"[A-Za-z]{1,8}[- ]?[0-9]+(?:-?[A-Z])?")  # a laboratory's: BIVV001, HA 22

NAME_OF_FORM = "relatedSynonym"  # a salt or hydrate is a form of the substance, not its name


def names(row: Row, report: Report) -> Iterator[tuple[str, str]]:
    """(predicate, name) of the row's names: the label and its synonyms.

    A label that is only a laboratory's code gives way to a name in an authority's list.
    """
    label = row["curie_label"]
    further = list(synonyms(row, report))
    real = [name for predicate, name in further if predicate == "synonym"]
    chosen = min(real, key=_plainness) if real and _CODE.fullmatch(label) else label
    yield "name", chosen
    yield from [found for found in further if found != ("synonym", chosen)]
    if chosen != label:
        yield "synonym", label


def _plainness(name: str) -> tuple[bool, int, str]:
    return name.isupper(), len(name), name


def synonyms(row: Row, report: Report) -> Iterator[tuple[str, str]]:
    """(predicate, name) of the row's further names.

    A name that differs from the label in a salt only is that of a form (`relatedSynonym`). One
    that has nothing in common with the label is another name of it (INN beside USAN, the
    substance of a brand) if it is the only one in the row. The rest is reported.
    """
    label = row["curie_label"]
    known = substance_name(label)
    names = {name: substance_name(name) for name in _clean(row)}
    others = {form.base for form in names.values()} - {known.base}
    for name, form in names.items():
        if form.base == known.base:
            if form.exact != known.exact:
                yield NAME_OF_FORM, name
            elif name.casefold() != label.casefold():
                yield "synonym", name
        elif len(others) == 1 and _another_name(name, form, known):
            yield NAME_OF_FORM if form.salted else "synonym", name
        else:
            message = f"not seen to be a name of '{label}'"
            row.note(report, "ingredient that may be another substance", name, message)


def _clean(row: Row) -> list[str]:
    """The ingredients that are plain names of one substance, each spelling once."""
    found: dict[str, str] = {}
    for written in row.items("source_ingredients"):
        text = re.sub(r"\s+", " ", written).strip(" ;.,")
        if text and not _is_product(text) and substance_name(text).parts == 1:
            found.setdefault(text.casefold(), text)
    return list(found.values())


def _is_product(text: str) -> bool:
    return bool(
        len(text) > _LONGEST
        or _CURIE.match(text)
        or _STRENGTH.search(text)
        or _FORM.search(text)
        or re.search(r"[+/;&]|\band\b", text)
    )


def _another_name(name: str, form: SubstanceName, known: SubstanceName) -> bool:
    """Whether an entry may be another name of the substance.

    Authorities write their entries in capitals or in small letters throughout; others are often
    translations, with errors. A name that shares a word with the label is most often another
    form (an antibody and its conjugate), one that ends like it an isomer (levoleucovorin) or
    worse (deutetrabenazine), and an ester is another medicine.
    """
    if known.parts > 1 or not (name.isupper() or name.islower()):
        return False
    words = {word for word in form.base.split() if len(word) >= _SHARED}
    if not words.isdisjoint(known.base.split()):
        return False
    one, other = form.base.replace(" ", ""), known.base.replace(" ", "")
    return not one.endswith((other, "ate")) and not other.endswith(one)
