"""Countries: their codes (ISO 3166-1 alpha-2) and the names that registries give them.

`ontology/countries.tsv` has them, in the spelling of GeoNames first.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from rarekg.content import content_folder

_NOT_WORD = re.compile(r"[\W_]+")


@cache
def _rows() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Code and names of each, the shown one first."""
    lines = (content_folder("ontology") / "countries.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")][1:]
    return tuple(
        (code, (name, *(other.strip() for other in others.split("|") if other)))
        for code, name, others in rows
    )


@cache
def _codes() -> dict[str, str]:
    return {_key(name): code for code, names in _rows() for name in names}


@lru_cache(1024)
def country_code(name: str) -> str:
    """The code of a country by any of its names; "" for one that is not known."""
    return _codes().get(_key(name), "")


@cache
def _shown() -> dict[str, str]:
    return {code: names[0] for code, names in _rows()}


def country_name(code: str) -> str:
    """The name that is shown of a country, by its code; "" for a code that is not known."""
    return _shown().get(code, "")


def _key(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(_NOT_WORD.sub(" ", letters).split())
