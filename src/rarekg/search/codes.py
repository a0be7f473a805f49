"""Codes as letters and reports write them: often without the name of the system."""

from __future__ import annotations

import re

from rarekg.errors import InvalidIdentifier
from rarekg.identifiers import Curie, curie

_ICD10 = re.compile(
    r"(?:ICD[\s-]?10(?:[\s-]?CM)?[\s:]*)?([A-Z][0-9][0-9A-Z](?:\.[0-9A-Z]{1,4})?)", re.I
)
# With the signs with which OMIM marks its entries.
_ICD11 = re.compile(r"[0-9A-HJ-NP-Z][A-HJ-NP-Z][0-9][0-9A-Z](?:\.[0-9A-Z]{1,3})?", re.I)
_UMLS = re.compile(r"C[0-9]{7}", re.I)
_ATC = re.compile(r"[A-Z][0-9]{2}[A-Z]{2}[0-9]{2}", re.I)
_OMIM = re.compile(r"(?:O?MIM[\s:]*)?[#%*+]?\s*([1-6][0-9]{5})", re.I)
_DIGIT = re.compile("[0-9]")  # all of these have one
_AROUND = " \t\r\n()[]{}.,;:\"'"  # what a code is written between
_FILED = "~"


def code(query: str) -> Curie | None:
    """The identifier that a query is, in any spelling."""
    try:
        return curie(query)
    except InvalidIdentifier:
        return None


def filed_under(code: str) -> str:
    """A code of a classification as an index holds it for what is only filed under it: nothing
    that is written so is an identifier."""
    return f"{_FILED}{code}"


def as_written(held: str) -> str:
    """The code that an index holds."""
    return held.removeprefix(_FILED)


def bare_codes(query: str) -> list[Curie]:
    """What a query may be as a code without its system."""
    if not _DIGIT.search(query):
        return []
    text = query.strip(_AROUND)
    written = []
    if found := _ICD10.fullmatch(text):
        written += [f"ICD10:{found[1].upper()}", f"ICD10CM:{found[1].upper()}"]
    if found := _OMIM.fullmatch(text):
        written.append(f"OMIM:{found[1]}")
    for pattern, system in ((_ICD11, "ICD11MMS"), (_ATC, "ATC"), (_UMLS, "UMLS")):
        if pattern.fullmatch(text):
            written.append(f"{system}:{text.upper()}")
    return [identifier for name in written if (identifier := code(name))]
