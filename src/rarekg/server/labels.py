"""Words for what the graph holds: filters of the templates."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from rarekg.records.countries import country_code
from rarekg.records.model import Link, Literal, Value
from rarekg.server.formats import country, day, language_name, listed, number, percent
from rarekg.server.languages import DEFAULT, gettext, gettext_noop, pgettext, spoken
from rarekg.vocabulary import concepts, properties

__all__ = ["country", "day", "listed", "number", "percent"]

_EVIDENCE = {
    "ECO:0000304": gettext_noop("statement of an author, traceable"),
    "ECO:0006017": gettext_noop("published clinical study"),
    "ECO:0000501": gettext_noop("computed from another source, not reviewed by hand"),
    "ECO:0000218": gettext_noop("checked by a curator"),
    "ECO:0000305": gettext_noop("judgement of a curator"),
}
# Properties whose label is also that of something else: the context of their translation.
SENSES = {"figureAbout": "what a figure is about", "deprecated": "an identifier"}
_UNSTATED = gettext_noop("language not stated")
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
    "und": _UNSTATED,
}


def text_of(value: Value) -> str:
    """The words of a value."""
    return value.name if isinstance(value, Link) else value.text


def property_label(key: str) -> str:
    """What a property is called."""
    declared = properties().get(key)
    return _label(declared.labels, key, SENSES.get(key, "")) if declared else key


def concept_label(key: str) -> str:
    """What a class or a value of a closed list is called."""
    known = concepts().get(key.removeprefix("rkg:"))
    return _label(known.labels, key) if known else key


def _label(labels: dict[str, str], key: str, sense: str = "") -> str:
    """The label in the reader's language: of the catalogues, else of the vocabulary itself."""
    english = labels.get(DEFAULT, key)
    found = pgettext(sense, english) if sense else gettext(english)
    return found if found is not english else labels.get(spoken(), english)


def capital(words: str) -> str:
    """With a capital at the beginning, and all else as it is: nouns keep theirs in German."""
    return words[:1].upper() + words[1:]


def evidence_label(code: str) -> str:
    """Plain words for an ECO code, with the code."""
    return f"{gettext(_EVIDENCE[code])} ({code})" if code in _EVIDENCE else code


def language_label(tag: str) -> str:
    """A language's own name; in the reader's, that none is stated."""
    return LANGUAGES.get(tag) or language_name(tag) or tag if tag != "und" else gettext(_UNSTATED)


def other_language(language: str) -> str:
    """The language of a text, to be said where it is another than the page's; else ""."""
    return "" if language == spoken() else language


def country_words(named: str) -> str:
    """A country in the reader's language, by its code or by the name that a source gives it; what
    is no country stays as it is."""
    return country(named) or country(country_code(named)) or named


def region_words(named: str) -> str:
    """A country or a region of the world in the reader's language; in English, and where it is
    neither, as the source writes it."""
    if spoken() == DEFAULT:
        return named
    if named in _REGIONS:
        return country(_REGIONS[named]) or gettext(named)
    return country_words(named)


# Regions as sources write them, by the codes of the UN (M49) and of ISO; none for one without.
_REGIONS = {
    gettext_noop("Worldwide"): "",
    gettext_noop("elsewhere"): "",
    gettext_noop("Elsewhere"): "",
    "World": "001",
    "Europe": "150",
    "Africa": "002",
    "Asia": "142",
    "Oceania": "009",
    "North America": "003",
    "South America": "005",
    "European Union": "EU",
}


def foreign(named: Link | Literal) -> Markup:
    """The attribute that says that a name is in another language than the page; else nothing."""
    return language_attribute(named.language)


def language_attribute(tag: str) -> Markup:
    """The attribute for a text of a language; nothing where it is that of the page, or unknown."""
    if not tag or tag == spoken() or tag == "und":
        return _NOTHING
    return Markup(' lang="{}"').format(tag)


_NOTHING = Markup("")


def _of_the_request(made: Callable[..., object]) -> Callable[..., object]:
    """A filter whose result goes by the language of the request. Jinja makes what it gives for a
    constant (`{{ 1234|number }}`) once, for everybody, unless it asks for the context."""

    @pass_context
    @wraps(made)
    def filtered(_: Context, *given: object, **named: object) -> object:
        return made(*given, **named)

    return filtered


_FILTERS: dict[str, Callable[..., object]] = {
    "property_label": property_label,
    "concept_label": concept_label,
    "evidence_label": evidence_label,
    "language_label": language_label,
    "number": number,
    "percent": percent,
    "day": day,
    "listed": listed,
    "country": country,
    "foreign": foreign,
    "language_attribute": language_attribute,
    "country_words": country_words,
    "region_words": region_words,
    "capitalize": capital,
}
FILTERS = {name: _of_the_request(made) for name, made in _FILTERS.items()}
