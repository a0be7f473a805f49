"""Looking an organisation up in the registry, for curators: every word must be in one name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rarekg.linking.organisation_names import tokens_of
from rarekg.readers.ror import Organisation


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry of the registry; `matched` is the name that has the words."""

    identifier: str
    name: str
    matched: str
    place: str
    kinds: tuple[str, ...]
    status: str


def search_registry(records: Iterable[Organisation], text: str, country: str = "") -> list[Hit]:
    """The entries of which a name has all words of `text` (the last may be a beginning), those
    whose names have least beside them first. `country` is a code, "" for all."""
    words = tokens_of(text)
    found: list[tuple[int, str, Hit]] = []
    for record in records:
        codes = [location.geonames_details.country_code for location in record.locations]
        if words and (not country or country in codes):
            scores = [(_beside(words, tokens_of(n.value)), n.value) for n in record.names]
            fitting = sorted((score, name) for score, name in scores if score is not None)
            if fitting:
                hit = _hit(record, fitting[0][1])
                found.append((fitting[0][0], hit.name, hit))
    return [hit for _, _, hit in sorted(found, key=lambda f: f[:2])]


def _beside(words: tuple[str, ...], name: tuple[str, ...]) -> int | None:
    """How many words a name has beside those looked for; None if it lacks one."""
    whole, last = words[:-1], words[-1]
    if not set(whole) <= set(name) or not any(word.startswith(last) for word in name):
        return None
    return 2 * (len(name) - len(words)) + (last not in name)


def _hit(record: Organisation, matched: str) -> Hit:
    shown = [n.value for n in record.names if "ror_display" in n.types]
    places = [location.geonames_details for location in record.locations]
    return Hit(
        str(record.curie),
        shown[0] if shown else matched,
        matched,
        "; ".join(f"{place.name}, {place.country_code}" for place in places),
        tuple(record.types),
        record.status,
    )
