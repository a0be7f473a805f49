"""Codes as letters and reports write them: often without the name of the system."""

from __future__ import annotations

import re

from rarekg.errors import InvalidIdentifier
from rarekg.identifiers import Curie, curie

_ICD10 = re.compile(r"(?:ICD-?10(?:-?CM)?[\s:]*)?([A-Z][0-9][0-9A-Z](?:\.[0-9A-Z]{1,4})?)", re.I)
_OMIM = re.compile(r"[#%*+]?\s*([1-6][0-9]{5})")  # the signs with which OMIM marks its entries


def code(query: str) -> Curie | None:
    """The identifier that a query is, in any spelling."""
    try:
        return curie(query)
    except InvalidIdentifier:
        return None


def bare_codes(query: str) -> list[Curie]:
    """What a query may be as a code of ICD-10 or OMIM, if it is not that identifier itself."""
    text = query.strip()
    written = []
    if found := _ICD10.fullmatch(text):
        written += [f"ICD10:{found[1].upper()}", f"ICD10CM:{found[1].upper()}"]
    if found := _OMIM.fullmatch(text):
        written.append(f"OMIM:{found[1]}")
    known = [identifier for name in written if (identifier := code(name))]
    return [identifier for identifier in known if identifier != code(query)]
