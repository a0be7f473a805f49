"""Words for what the graph holds: filters of the templates."""

from __future__ import annotations

from collections.abc import Callable

from rarekg.records.model import Link, Value
from rarekg.server.formats import country, day, listed, number, percent
from rarekg.vocabulary import concepts, properties

__all__ = ["country", "day", "listed", "number", "percent"]

_EVIDENCE = {
    "ECO:0000304": "statement of an author, traceable",
    "ECO:0006017": "published clinical study",
    "ECO:0000501": "computed from another source, not reviewed by hand",
    "ECO:0000218": "checked by a curator",
    "ECO:0000305": "judgement of a curator",
}
LANGUAGES = {
    "en": "English",
    "fr": "Français",
    "de": "Deutsch",
    "es": "Español",
    "it": "Italiano",
    "nl": "Nederlands",
    "pt": "Português",
    "cs": "Čeština",
    "pl": "Polski",
    "tr": "Türkçe",
    "ja": "日本語",
    "ja-Hira": "日本語（かな）",
    "zh": "中文",
    "und": "language not stated",
}


def text_of(value: Value) -> str:
    """The words of a value."""
    return value.name if isinstance(value, Link) else value.text


def property_label(key: str) -> str:
    """What a property is called, in English."""
    declared = properties().get(key)
    return declared.labels.get("en", key) if declared else key


def concept_label(key: str) -> str:
    """What a class or a value of a closed list is called, in English."""
    known = concepts().get(key.removeprefix("rkg:"))
    return known.labels.get("en", key) if known else key


def evidence_label(code: str) -> str:
    """Plain words for an ECO code, with the code."""
    return f"{_EVIDENCE[code]} ({code})" if code in _EVIDENCE else code


def language_label(tag: str) -> str:
    """A language's own name; in English, that none is stated."""
    return LANGUAGES.get(tag, tag)


FILTERS: dict[str, Callable[..., object]] = {
    "property_label": property_label,
    "concept_label": concept_label,
    "evidence_label": evidence_label,
    "language_label": language_label,
    "number": number,
    "percent": percent,
    "day": day,
    "listed": listed,
    "country": country,
}
